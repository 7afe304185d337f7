"""The romanisation schemes: the tables under ``data/romanisation``, checked and ready for use both ways.

Each table is one scheme, each row one correspondence with the place in the word where it holds. The engine
that applies them is in :mod:`matcher.names.romanisation`; whoever knows the names and no Python corrects
the tables.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources

from matcher.errors import DataFileError

VOWELS_CYRILLIC = "аеєёиіїоуыэюя"
FRONT_CYRILLIC = "еєёиіїйыэюя"
LETTERS_CYRILLIC = "а-яёіїєґў"

_FRONT_LATIN = "eiyj"
_BACK_LATIN = "aou"


class Place(StrEnum):
    """Where in a word a row holds; the same words serve the Cyrillic and the Latin side."""

    START = "start"
    END = "end"
    AFTER_VOWEL = "after-vowel"
    AFTER_CONSONANT = "after-consonant"
    AFTER_SIGN = "after-sign"
    BEFORE_VOWEL = "before-vowel"
    BEFORE_CONSONANT = "before-consonant"
    BEFORE_FRONT = "before-front"


LEFT_PLACES = frozenset({Place.START, Place.AFTER_VOWEL, Place.AFTER_CONSONANT, Place.AFTER_SIGN})


class Use(StrEnum):
    """In which direction a row works."""

    BOTH = ""
    READING = "reading"
    RARELY = "rarely"
    WRITING = "writing"


@dataclass(frozen=True)
class Row:
    """One line of a scheme's table: Cyrillic letters, Latin letters, places that must all hold, direction."""

    cyrillic: str
    latin: str
    places: frozenset[Place]
    use: Use


@dataclass(frozen=True)
class Scheme:
    """A way of writing Cyrillic names in Latin letters.

    Attributes
    ----------
    id
        Short name, the name of the table: ``"uk-2010"``, ``"ru-passport-french"``.
    label
        Readable name for explanations.
    language
        The language whose spelling it romanises: ``"uk"``, ``"ru"`` or ``"be"``.
    source
        The standard or usage it comes from.
    common
        Whether any list may hold such spellings; otherwise the word must show a sign of the scheme.
    signs
        Letter groups that betray the scheme.
    against
        Letter groups that it hardly ever writes.
    """

    id: str
    label: str
    language: str
    source: str
    common: bool = True
    signs: tuple[str, ...] = ()
    against: tuple[str, ...] = ()


@lru_cache(maxsize=1)
def schemes() -> tuple[Scheme, ...]:
    """Return all romanisation schemes, in the order in which readings are preferred.

    Returns
    -------
    tuple of Scheme
        As listed in ``data/romanisation/schemes.tsv``.
    """
    found = []
    for number, (name, language, label, common, signs, against, source) in _cells("schemes.tsv", 7):
        if language not in {"uk", "ru", "be"} or common not in {"yes", "no"}:
            raise DataFileError(f"schemes.tsv, row {number}: language must be uk, ru or be, common yes or no")
        found.append(Scheme(name, label, language, source, common == "yes", _groups(signs), _groups(against)))
    return tuple(found)


@lru_cache(maxsize=64)
def table(scheme: str) -> tuple[Row, ...]:
    """Return the rows of one scheme's table, in the order of the file.

    Parameters
    ----------
    scheme
        Id of a scheme.

    Returns
    -------
    tuple of Row
        The correspondences.

    Raises
    ------
    ValueError
        If there is no such scheme.
    DataFileError
        If the table does not have the documented form.
    """
    known = [one.id for one in schemes()]
    if scheme not in known:
        raise ValueError(f"unknown romanisation scheme {scheme!r}; known are {', '.join(known)}")
    name = f"{scheme}.tsv"
    rows = []
    for number, (cyrillic, latin, where, use) in _cells(name, 4):
        try:
            places = frozenset(Place(word) for word in where.split())
            row = Row(compose(cyrillic), compose(latin), places, Use(use))
        except ValueError as error:
            raise DataFileError(f"{name}, row {number}: {error}") from error
        if not row.cyrillic or row.cyrillic != row.cyrillic.lower() or row.latin != row.latin.lower():
            raise DataFileError(f"{name}, row {number}: lower-case letters expected, the Cyrillic cell never blank")
        rows.append(row)
    return tuple(rows)


@lru_cache(maxsize=8)
def neighbours(language: str) -> dict[str, str]:
    """Return the letters a language lacks, with what they are written as before romanising."""
    return {letter: written for _, (of, letter, written) in _cells("neighbours.tsv", 3) if of == language}


def _groups(cell: str) -> tuple[str, ...]:
    return tuple(compose(cell).split())


def compose(text: str) -> str:
    """Return text in composed Unicode with the plain apostrophe, as the tables are compared."""
    return unicodedata.normalize("NFC", text).replace("’", "'").replace("ʼ", "'")


def latin_class(character: str) -> str:
    """Return what a Latin neighbour is to its surroundings: blank at a word's edge, f, b, c or an apostrophe.

    Front vowel (y and j belong to it, as they stand before one), back vowel, consonant or sign; a Cyrillic
    letter in a mixed word counts in the same way.
    """
    if not character or character in "-.":
        return ""
    if character == "'":
        return "'"
    base = character if character.isascii() else unicodedata.normalize("NFD", character)[0]
    if base in _FRONT_LATIN or base in FRONT_CYRILLIC:
        return "f"
    return "b" if base in _BACK_LATIN or base in VOWELS_CYRILLIC else "c"


def holds(places: frozenset[Place], left: str, right: str) -> bool:
    """Say whether all places of a row hold between two neighbours of the given classes."""
    return all(left in _LEFT[place] if place in _LEFT else right in _RIGHT[place] for place in places)


_LEFT = {
    Place.START: ("",),
    Place.AFTER_VOWEL: ("f", "b"),
    Place.AFTER_CONSONANT: ("c",),
    Place.AFTER_SIGN: ("'",),
}
_RIGHT = {
    Place.END: ("",),
    Place.BEFORE_VOWEL: ("f", "b"),
    Place.BEFORE_CONSONANT: ("c",),
    Place.BEFORE_FRONT: ("f",),
}


def _cells(name: str, columns: int) -> list[tuple[int, list[str]]]:
    path = resources.files("matcher") / "data" / "romanisation" / name
    found = []
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) > columns:
            raise DataFileError(f"{name}, row {number}: {len(cells)} columns where {columns} are expected: {line!r}")
        # Blank cells at the end of a row may be left out.
        found.append((number, [*(cell.strip() for cell in cells), *[""] * (columns - len(cells))]))
    return found
