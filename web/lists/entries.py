"""The rows of a file as they are stored: a person's fields, what else the row says, and its fingerprint."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matcher.intake.headings import ROW_NUMBER, recognise
from matcher.person import Person
from web.intake.uploads import people
from web.masking import shown_name
from web.records import fingerprint

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matcher.intake import Records
    from web.models import Released

_SHORT = 200  # characters of the columns beside the person's own fields, which hold everything


@dataclass(frozen=True, slots=True)
class Entry:
    """One row of a file that names a person.

    Attributes
    ----------
    row
        Row number in the file.
    source_id
        What the file calls the row; ``""`` if it gives no name to it.
    person
        Fields of the vocabulary without ``id``.
    carried
        Cells of the other columns.
    fingerprint
        SHA-256 of the compared fields.
    """

    row: int
    source_id: str
    person: dict[str, Any]
    carried: dict[str, str]
    fingerprint: str

    def columns(self) -> dict[str, Any]:
        """Return the columns of :class:`web.models.Released` that the row fills."""
        described = Person.from_dict(self.person)
        return {
            "row": self.row,
            "source_id": self.source_id[:_SHORT],
            "name": shown_name(described)[:_SHORT],
            "birth_date": described.birth_date[:_SHORT],
            "person": self.person,
            "carried": self.carried,
            "fingerprint": self.fingerprint,
        }


@dataclass(frozen=True, slots=True)
class Stored(Entry):
    """A row of an earlier version.

    Attributes
    ----------
    number
        Its number in the database.
    withdrawn
        Whether a later version no longer had it.
    """

    number: int
    withdrawn: bool

    @classmethod
    def of(cls, released: Released) -> Stored:
        """Return a stored person as the row it came from."""
        return cls(
            row=released.row,
            source_id=released.source_id,
            person=dict(released.person),
            carried=dict(released.carried),
            fingerprint=released.fingerprint,
            number=released.id,
            withdrawn=released.withdrawn_in is not None,
        )


def entries_of(records: Records) -> list[Entry]:
    """Return the rows of a file that name a person, in its order."""
    return [
        Entry(int(records.rows[position]), given_id, person, carried, fingerprint(person))
        for position, given_id, person, carried in people(records)
    ]


def ids_of(recognised: Mapping[str, str]) -> str:
    """Return what the rows of a file are called by: ``file`` (identifiers), ``running`` (1, 2, 3 …) or ``""``.

    A running number says nothing about who stands beside it once a row was added or taken out above.
    """
    for heading, field in recognised.items():
        if field == "id":
            meaning = recognise(heading)
            return "running" if meaning is not None and meaning.field == ROW_NUMBER else "file"
    return ""
