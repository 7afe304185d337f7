"""Endings of the oblique cases (``data/names/inflection.tsv``), turned round: from a form to its nominatives."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.errors import DataFileError
from matcher.names.frequency import surname_share
from matcher.names.sounds import skeleton
from matcher.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable

CASES = ("genitive", "dative", "accusative", "instrumental", "locative", "vocative")
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
    for row in read_table("names/inflection.tsv", 5 + len(CASES)):
        part, sexes, stems, nominatives = row[:4]
        if part not in _MIN_STEM or not set(_cell(sexes)) <= {"m", "f"} or not (sexes and stems and nominatives):
            raise DataFileError(f"data/names/inflection.tsv: {row[:4]} is no part, sex, stem and nominative.")
        for stem in _endings_of(stems):
            found = tuple(stem + nominative for nominative in _endings_of(nominatives))
            for case, endings in zip(CASES, row[4:], strict=False):
                for sex in _cell(sexes):
                    by_ending = table.setdefault((part, sex, case), {})
                    for ending in _endings_of(endings):
                        known = by_ending.get(stem + ending, ())
                        by_ending[stem + ending] = tuple(dict.fromkeys((*known, *found)))
    return table


@lru_cache(maxsize=8)
def longest_ending(part: str) -> int:
    """Return the length of the longest ending in the table that words of one part have."""
    lengths = [len(ending) for (of, _, _), known in _endings().items() if of == part for ending in known]
    return max(lengths, default=0)


def min_stem(part: str) -> int:
    """Return how many letters must stand before an ending."""
    return _MIN_STEM[part]


def _endings_of(cell: str) -> tuple[str, ...]:
    return tuple("" if entry == "-" else entry for entry in _cell(cell))


def _cell(cell: str) -> tuple[str, ...]:
    return tuple(entry for part in cell.split(",") if (entry := part.strip()))


def undo_case(word: str, part: str, sex: str, case: str) -> tuple[str, ...]:
    """Return the nominatives that a word in a known case may come from.

    The longest ending that fits decides. Given names, whose nominatives a table knows, are undone by every ending
    that fits, and so is a man's surname where a shorter ending gives one that is known to be frequent.

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
        Men's frequent surnames first, then by the longest ending, within it likeliest first; empty if no ending fits,
        as with a word that never changes.
    """
    return _undone(word, part, sex).get(case, ())


@lru_cache(maxsize=1 << 16)
def _undone(word: str, part: str, sex: str) -> dict[str, tuple[str, ...]]:
    """Return the nominatives of a word by the case that it may stand in."""
    by_ending = _by_ending().get((part, sex), {})
    found: dict[str, dict[str, None]] = {}
    for start in range(max(_MIN_STEM[part], len(word) - longest_ending(part)), len(word)):
        for case, nominatives in by_ending.get(word[start:], ()):
            candidates = [word[:start] + nominative for nominative in nominatives]
            known = found.setdefault(case, {})
            if known and part == "patronymic":
                continue
            if known and part == "surname":
                candidates = [candidate for candidate in candidates if sex == "m" and is_frequent(candidate)]
            known.update(dict.fromkeys(candidates))
    likeliest = part == "surname" and sex == "m"
    return {case: _likeliest_first(known) if likeliest else tuple(known) for case, known in found.items()}


@lru_cache(maxsize=1)
def _by_ending() -> dict[tuple[str, str], dict[str, list[tuple[str, tuple[str, ...]]]]]:
    """Return the table by ending: the cases it may be of, with the endings of the nominative."""
    table: dict[tuple[str, str], dict[str, list[tuple[str, tuple[str, ...]]]]] = {}
    for (part, sex, case), known in _endings().items():
        for ending, nominatives in known.items():
            table.setdefault((part, sex), {}).setdefault(ending, []).append((case, nominatives))
    return table


def _likeliest_first(surnames: Iterable[str]) -> tuple[str, ...]:
    """Frequent surnames first; of several with one sound (Толстий, Толстый) the first only."""
    by_sound: dict[str, str] = {}
    for surname in sorted(surnames, key=lambda one: not is_frequent(one)):
        by_sound.setdefault(skeleton(surname), surname)
    return tuple(by_sound.values())


def is_frequent(surname: str) -> bool:
    """Say whether a surname is one of the frequent ones that a table lists."""
    return surname_share(skeleton(surname)) is not None


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
    undone = _undone(word, part, sex)
    return tuple([Undone(nominative, case) for case in CASES for nominative in undone.get(case, ())])
