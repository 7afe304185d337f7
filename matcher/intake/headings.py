"""Column headings in several languages to the fields of the vocabulary."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.errors import DataFileError, InputError
from matcher.fields import FIELDS, field_named, suggestion
from matcher.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

ROW_NUMBER = "row_number"
"""Marks a running number, which serves as ``id`` only where the list has no better one."""
IGNORED = ("", "ignore")
"""What a heading is mapped to when its column is to be carried through unread."""

_BRACKETS = re.compile(r"\([^()]*\)|\[[^\[\]]*\]")
# Not \w: the sign № is the whole of some headings, and # of others.
_NOISE = re.compile(r"[^\w№#]|_")
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
    >>> recognise("  П. І. Б. ").field, recognise("Дата рождения (ДД.ММ.ГГГГ)").field, recognise("missing_id").field
    ('full_name', 'birth_date', 'id')
    >>> recognise("Improved by") is None
    True
    """
    known = _known_headings()
    for form in (heading, _BRACKETS.sub(" ", heading)):
        meaning = known.get(_key(form))
        if meaning is not None:
            return meaning
    stem = re.fullmatch(r"(\w+)[_ ]id", heading.strip().casefold())
    if stem and _key(stem[1]) not in known:  # photo_id and unit_id do not name the row
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
        Heading to field; compared like recognised headings, and before them. ``""`` or ``"ignore"`` means no field.
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
            shown = [present for present in headings if present]
            raise InputError(f"{name} has no column {heading!r}{suggestion(heading, shown)}")
        if field not in IGNORED:
            field_named(field)
        # What a person says comes before any table.
        told[_key(heading)] = None if field in IGNORED else Meaning(field, -1)
    return [
        told[key] if key in told else recognise(heading) for key, heading in zip(keys, headings, strict=True)
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
