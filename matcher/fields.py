"""The vocabulary of fields: the same names as columns, attributes of a person, and targets of ``--map``."""

from __future__ import annotations

import difflib
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterable

SEPARATOR = "; "
"""Stands between several values of one repeated field in a single cell."""


class Kind(StrEnum):
    """How the text of a field is read."""

    ID = "id"
    NAME = "name"
    TEXT = "text"
    SEX = "sex"
    DATE = "date"
    AGE = "age"
    STATUS = "status"
    RANK = "rank"
    UNIT = "unit"
    PLACE = "place"
    NUMBER = "number"


@dataclass(frozen=True, slots=True)
class Field:
    """One field of the vocabulary.

    Attributes
    ----------
    name
        Column heading, attribute and JSON key.
    kind
        Which reader understands its text.
    description
        One phrase for people.
    repeated
        Whether one person can have several; in a table they share a cell, joined by ``"; "``.
    """

    name: str
    kind: Kind
    description: str
    repeated: bool = False


FIELDS: tuple[Field, ...] = (
    Field("id", Kind.ID, "identifier of the record, unique in its list"),
    Field("full_name", Kind.NAME, "the whole name in any order"),
    Field("surname", Kind.NAME, "family name"),
    Field("given_name", Kind.NAME, "first name, also initials"),
    Field("patronymic", Kind.NAME, "name after the father"),
    Field("other_names", Kind.NAME, "further names: at birth, by marriage, alias", repeated=True),
    Field("call_sign", Kind.TEXT, "call sign"),
    Field("sex", Kind.SEX, "sex, as stated"),
    Field("birth_date", Kind.DATE, "date of birth, as far as known"),
    Field("age", Kind.AGE, "age in years"),
    Field("age_on", Kind.DATE, "date on which the person had that age"),
    Field("status", Kind.STATUS, "military or civilian"),
    Field("rank", Kind.RANK, "military rank"),
    Field("unit", Kind.UNIT, "military unit"),
    Field("birth_place", Kind.PLACE, "place of birth"),
    Field("home_region", Kind.PLACE, "region (oblast) of the home"),
    Field("home_place", Kind.PLACE, "town or village of the home, or an address"),
    Field("event_date", Kind.DATE, "missing since, last seen, or captured"),
    Field("event_place", Kind.PLACE, "where the person disappeared or was captured"),
    Field("release_date", Kind.DATE, "date of release"),
    Field("document_number", Kind.NUMBER, "number of a passport, military or other document"),
    Field("tag_number", Kind.NUMBER, "number on the identity tag"),
    Field("tax_number", Kind.NUMBER, "taxpayer number"),
    Field("photo", Kind.TEXT, "photograph: a file name or link"),
    Field("source", Kind.TEXT, "where the entry comes from"),
    Field("notes", Kind.TEXT, "remarks"),
)

NAME_FIELDS = tuple(field.name for field in FIELDS if field.kind is Kind.NAME)
"""The fields of which a person needs at least one."""


@lru_cache(maxsize=1)
def _by_name() -> dict[str, Field]:
    return {field.name: field for field in FIELDS}


def field_named(name: str) -> Field:
    """Return the field of that name.

    Raises
    ------
    InputError
        If the vocabulary has no such field; the message suggests the nearest ones.

    Examples
    --------
    >>> field_named("birth_date").kind
    <Kind.DATE: 'date'>
    """
    try:
        return _by_name()[name]
    except KeyError:
        raise InputError(f"There is no field {name!r}{suggestion(name, _by_name())}") from None


def suggestion(wrong: str, known: Iterable[str]) -> str:
    """Return the end of a sentence that offers what was probably meant, out of the known words.

    Examples
    --------
    >>> suggestion("birthdate", ["birth_date", "sex"])
    '; did you mean birth_date?'
    >>> suggestion("colour", ["birth_date", "sex"])
    '; choose from birth_date, sex.'
    """
    choices = list(known)
    near = difflib.get_close_matches(wrong.casefold(), choices, n=3, cutoff=0.6)
    if near:
        return f"; did you mean {' or '.join(near)}?"
    return f"; choose from {', '.join(choices)}." if choices else "."


def split_repeated(text: str) -> tuple[str, ...]:
    """Return the several values that share the cell of a repeated field.

    Examples
    --------
    >>> split_repeated("Коваль Ганна;  Anna Koval ;")
    ('Коваль Ганна', 'Anna Koval')
    """
    return tuple(part.strip() for part in text.replace("\n", ";").split(";") if part.strip())
