"""Endings of the oblique cases (``data/names/inflection.tsv``): the one table that undoes them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from matcher.errors import DataFileError
from matcher.tables import read_table

CASES = ("genitive", "dative", "accusative", "instrumental", "locative")
_MIN_STEM = {"surname": 1, "given": 1, "patronymic": 2}


@dataclass(frozen=True, slots=True)
class Undone:
    """One way to bring a word back to the nominative.

    Attributes
    ----------
    nominative
        The lower-case word with its ending replaced.
    case
        The case it stood in, one of :data:`CASES`.
    """

    nominative: str
    case: str


# (part, sex, case) -> ending -> nominative endings
_Endings = dict[tuple[str, str, str], dict[str, tuple[str, ...]]]


@lru_cache(maxsize=1)
def _endings() -> _Endings:
    table: _Endings = {}
    for part, sex, cases, endings, nominatives, _example in read_table("names/inflection.tsv", 6):
        for case in _cell(cases):
            if case not in CASES or part not in ("surname", "given", "patronymic") or sex not in ("m", "f"):
                raise DataFileError(f"data/names/inflection.tsv: {part!r}, {sex!r}, {case!r} is no part, sex and case.")
            by_ending = table.setdefault((part, sex, case), {})
            for ending in _cell(endings):
                found = tuple("" if nominative == "-" else nominative for nominative in _cell(nominatives))
                by_ending[ending] = tuple(dict.fromkeys((*by_ending.get(ending, ()), *found)))
    return table


def _cell(cell: str) -> tuple[str, ...]:
    return tuple(entry for part in cell.split(",") if (entry := part.strip()))


@lru_cache(maxsize=1 << 16)
def undo_case(word: str, part: str, sex: str, case: str) -> tuple[str, ...]:
    """Return the nominatives that a word in a known case may come from, by the longest ending that fits.

    Given names, whose nominatives a table knows, are undone by every ending that fits.

    Parameters
    ----------
    word
        A lower-case Cyrillic word.
    part
        ``"surname"``, ``"given"`` or ``"patronymic"``.
    sex
        ``"m"`` or ``"f"``.
    case
        One of :data:`CASES`.

    Returns
    -------
    tuple of str
        By the longest ending first, within it likeliest first; empty if no ending fits, as with a word that never
        changes.
    """
    by_ending = _endings().get((part, sex, case), {})
    found: dict[str, None] = {}
    for start in range(_MIN_STEM[part], len(word)):
        found.update(dict.fromkeys(word[:start] + nominative for nominative in by_ending.get(word[start:], ())))
        if found and part != "given":
            break
    return tuple(found)


def undo_any_case(word: str, part: str, sex: str) -> tuple[Undone, ...]:
    """Return every case that a word may stand in, with the nominatives it may come from.

    Parameters
    ----------
    word, part, sex
        As in :func:`undo_case`.

    Returns
    -------
    tuple of Undone
        In the order of :data:`CASES`.
    """
    return tuple(Undone(nominative, case) for case in CASES for nominative in undo_case(word, part, sex, case))
