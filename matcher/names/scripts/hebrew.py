"""Hebrew names: vowels mostly unwritten, several letters with two sounds, foreign sounds marked by a geresh.

A name of the dictionary (``data/scripts/names_hebrew.tsv``) is read as it is usually said. Any other word is read
letter by letter: the readings differ in consonants first, because vowels are only those that are written, that the
usual endings have, or that a heap of consonants cannot do without.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.names.scripts.letter_tables import letter_table
from matcher.names.scripts.letters import MAX_READINGS, Candidate, consonants, rank
from matcher.names.scripts.tidying import plain
from matcher.names.sounds import skeleton
from matcher.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable

    from matcher.names.reading import Reading

_CONSONANT_READINGS = 6  # of the eight readings, so many differ in consonants before any differs in vowels alone
_HEAP = re.compile("(?:дж|[бвгджзклмнпрстфхцчшщ]ь?){2,}")
_ONE = re.compile("дж|[бвгджзклмнпрстфхцчшщ]ь?")
_ONSET = re.compile("[бвгдкпстфх][рл]|[сш][тпклмн]|[шс]в|кв|дв|тс")  # what a syllable begins with
_CODA = re.compile("[рлнм]ь?[бвгджзкпстфхцчш]|[сш]т|кс|рн|рм|фт|хт|нст")  # what a syllable ends with
_LETTER = re.compile("[א-ת]")


def fold(word: str) -> str:
    """Return a Hebrew word without points, final letters and doubled vav and yod.

    Parameters
    ----------
    word
        One word.

    Returns
    -------
    str
        The folded word; a geresh of any kind is a plain apostrophe.

    Examples
    --------
    >>> fold("יוֹסֵף") == fold("יוסף"), fold("תקווה") == fold("תקוה"), fold("ג׳ון") == fold("ג'ון")
    (True, True, True)
    """
    return letter_table("hebrew").fold(plain(word))


@lru_cache(maxsize=1 << 14)
def readings(word: str) -> tuple[Reading, ...]:
    """Return the Cyrillic words that a Hebrew word may stand for, best first.

    Parameters
    ----------
    word
        One word in Hebrew letters, pointed or not.

    Returns
    -------
    tuple of Reading
        The usual forms of a known name, then readings that differ in consonants, then in vowels; empty if the word
        has no Hebrew letter.

    Examples
    --------
    >>> readings("רבינוביץ'")[0].text
    'рабинович'
    """
    tidied = plain(word)
    if not _LETTER.search(tidied):
        return ()
    schemes = letter_table("hebrew").schemes
    known = [Candidate(0, text, "he-names") for text in _dictionary().get(fold(word), ())]
    ended = schemes["he-vowels"].candidates(tidied)
    supplied = [Candidate(one.cost, with_vowels(one.text, vowel), one.scheme) for vowel in "ае" for one in ended]
    spelled = sorted([*supplied, *schemes["he-letters"].candidates(tidied)], key=lambda one: one.cost)
    chosen = [*known, *_by_consonants(spelled, MAX_READINGS if not known else _CONSONANT_READINGS)]
    # in this order, whatever they cost
    return rank([Candidate(0, one.text, one.scheme) for one in (*chosen, *spelled)])


def with_vowels(text: str, vowel: str = "а") -> str:
    """Put a vowel wherever a reading without vowels could not be said.

    Parameters
    ----------
    text
        Lower-case Cyrillic.
    vowel
        The vowel to put in, а or е; о, у and и are usually written.

    Returns
    -------
    str
        The text with the vowel in heaps of consonants, before a last consonant always е.

    Examples
    --------
    >>> with_vowels("рмрнко"), with_vowels("флдр")
    ('рамранко', 'фалдер')
    """
    return _HEAP.sub(
        lambda match: _said(
            _ONE.findall(match[0]), vowel, at_start=match.start() == 0, at_end=match.end() == len(match.string)
        ),
        text,
    )


def _said(heap: list[str], vowel: str, *, at_start: bool, at_end: bool) -> str:
    """Put vowels into consonants that stand between two vowels, or at the start or end of the word."""
    text, size = "".join(heap), len(heap)
    if size <= 1:
        return text
    if at_start:
        if not at_end and _ONSET.fullmatch(text):
            return text
        keep = 1
    elif at_end:
        if _CODA.fullmatch(text):
            return text
        keep = 1 if size == 2 or heap[0] == heap[1] else 2
    else:
        if size == 2 and heap[0] != heap[1]:
            return text
        if size == 3 and (_ONSET.fullmatch(heap[1] + heap[2]) or _CODA.fullmatch(heap[0] + heap[1])):
            return text
        keep = 1 if size == 2 or heap[0] == heap[1] else 2
    put = "е" if at_end and size - keep == 1 and not at_start else vowel
    return "".join(heap[:keep]) + put + _said(heap[keep:], vowel, at_start=False, at_end=at_end)


def _by_consonants(candidates: Iterable[Candidate], most: int) -> list[Candidate]:
    """Return the first candidate of each consonant skeleton."""
    found: dict[str, Candidate] = {}
    for candidate in candidates:
        found.setdefault(consonants(skeleton(candidate.text)), candidate)
    return list(found.values())[:most]


@lru_cache(maxsize=1)
def _dictionary() -> dict[str, tuple[str, ...]]:
    """Return the usual Cyrillic forms of the names of the dictionary by their folded Hebrew forms."""
    found: dict[str, dict[str, None]] = {}
    for _sex, native, _group, cyrillic, _latin in read_table("scripts/names_hebrew.tsv", 5):
        for form in native.split(","):
            found.setdefault(fold(form.strip()), {}).update(dict.fromkeys(_words(cyrillic)))
    return {form: tuple(texts) for form, texts in found.items()}


def _words(cell: str) -> list[str]:
    return [text.strip().lower() for text in cell.split(",") if text.strip()]
