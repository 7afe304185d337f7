"""Column headings in several languages to the fields of the vocabulary."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.errors import DataFileError, InputError
from matcher.fields import FIELDS, Kind, field_named, suggestion
from matcher.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROW_NUMBER = "row_number"
"""Marks a running number, which serves as ``id`` only where the list has no better one."""
IGNORED = ("", "ignore")
"""What a heading is mapped to when its column is to be carried through unread."""

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# Not \w: the sign № is the whole of some headings, and # of others.
_NOISE = re.compile(r"[^\w№#]|[_ʼʹʻˈ]")
_OWN_ID = re.compile(r"(\w+?)(?:[_ -](?i:id)|(?<=[a-z])I[dD])")
_OTHER_THINGS = frozenset(
    field.name for field in FIELDS if field.kind in {Kind.NUMBER, Kind.PLACE, Kind.UNIT, Kind.RANK, Kind.TEXT}
)
_CYRILLIC = re.compile("[\u0400-\u04ff]")
_LOOK_ALIKES = str.maketrans("abcehikmoptxy", "авсенікмортху")
_SPELLINGS = str.maketrans({"ё": "е", "ґ": "г", "ў": "у"})


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a heading stands for.

    Attributes
    ----------
    field
        A field of the vocabulary or :data:`ROW_NUMBER`.
    preference
        Place of the heading in its table; of two columns for one field the lower one is the main one.
    """

    field: str
    preference: int


def recognise(heading: str) -> Meaning | None:
    """Return what a heading stands for, or ``None`` if no table knows it.

    Examples
    --------
    >>> recognise("  П. І. Б. ").field, recognise("Дата рождения (ДД.ММ.ГГГГ)").field
    ('full_name', 'birth_date')
    >>> recognise("missing_id").field
    'id'
    >>> recognise("Improved by") is None
    True
    """
    known = _known_headings()
    for form in (heading, _BRACKETS.sub(" ", heading)):
        meaning = known.get(_key(form))
        if meaning is not None:
            return meaning
    stem = _OWN_ID.fullmatch(heading.strip())
    if stem:
        about = known.get(_key(stem[1]))
        # photo_id and unit_id name something of the person's, not the row.
        if about is None or about.field not in _OTHER_THINGS:
            return Meaning("id", len(known))
    return None


def count_recognised(cells: Iterable[str], mapping: Mapping[str, str] | None = None) -> int:
    """Return how many different fields the cells of a row name as headings."""
    mapped = {_key(heading) for heading in mapping or ()}
    found = set()
    for cell in cells:
        if not cell or len(cell) > 200:
            continue
        if _key(cell) in mapped:
            found.add(_key(cell))
        elif meaning := recognise(cell):
            found.add(meaning.field)
    return len(found)


def interpret(headings: Sequence[str], mapping: Mapping[str, str] | None, name: str) -> list[Meaning | None]:
    """Return the meaning of each column, given what the user says about some of them.

    Parameters
    ----------
    headings
        The headings of the file.
    mapping
        Heading to field; compared like recognised headings, and before them. ``""`` or ``"ignore"`` means
        no field.
    name
        What to call the file in a message.

    Raises
    ------
    InputError
        If the mapping names a heading that the file does not have or a field that does not exist.
    """
    told: dict[str, Meaning | None] = {}
    keys = [_key(heading) for heading in headings]
    for heading, field in (mapping or {}).items():
        if _key(heading) not in keys or not heading.strip():
            # Without a single known heading the first row may be a person: nobody's data goes into a message.
            shown = [present for present in headings if present] if count_recognised(headings) else []
            raise InputError(f"{name} has no column {heading!r}{suggestion(heading, shown)}")
        if field not in IGNORED:
            field_named(field)
        # What a person says comes before any table.
        told[_key(heading)] = None if field in IGNORED else Meaning(field, -1)
    meanings = [told[key] if key in told else recognise(heading) for key, heading in zip(keys, headings, strict=True)]
    return _name_beside_parts(keys, meanings)


def _name_beside_parts(keys: Sequence[str], meanings: list[Meaning | None]) -> list[Meaning | None]:
    """Read a column called just ``name`` as the part missing beside it: "name, surname"; "Name, Vorname"."""
    present = {meaning.field for meaning in meanings if meaning}
    parts = present & {"surname", "given_name"}
    if len(parts) != 1:
        return meanings
    part = "given_name" if "surname" in parts else "surname"
    return [
        Meaning(part, meaning.preference) if meaning and key == "name" and meaning.preference >= 0 else meaning
        for key, meaning in zip(keys, meanings, strict=True)
    ]


def _key(heading: str) -> str:
    """Return what two spellings of one heading have in common."""
    text = unicodedata.normalize("NFC", heading).casefold().translate(_SPELLINGS)
    text = _NOISE.sub("", text)
    return text.translate(_LOOK_ALIKES) if _CYRILLIC.search(text) else text


@lru_cache(maxsize=1)
def _known_headings() -> dict[str, Meaning]:
    known = {_key(field.name): Meaning(field.name, -1) for field in FIELDS}
    fields = {field.name for field in FIELDS} | {ROW_NUMBER}
    for preference, (field, _language, heading) in enumerate(read_table("headings.tsv", 3)):
        if field not in fields:
            raise DataFileError(f"data/headings.tsv: there is no field {field!r}.")
        meaning = known.setdefault(_key(heading), Meaning(field, preference))
        if meaning.field != field:
            raise DataFileError(f"data/headings.tsv: {heading!r} stands for both {meaning.field} and {field}.")
    return known
