"""Names typed while another keyboard layout was on: *Itdxtyrj Nfhfc* is *Шевченко Тарас*.

Only what is certain is put right: the text must hold no name as it stands, one of its words must become a known given
name, patronymic or frequent surname, and every other word must look like a name. The layouts are data
(``data/names/layout.tsv``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from matcher.names.frequency import surname_share
from matcher.names.given import is_written_form, lookup_given
from matcher.names.patronymics import looks_like_patronymic
from matcher.names.romanisation import readings
from matcher.names.script import fold
from matcher.names.sounds import skeleton
from matcher.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable

# Names have a vowel in every second or third place; the keys of Cyrillic vowels are f, j, t, b, s, e, z and signs.
_MOST_VOWELS = 0.25
MIN_LETTERS = 5
"""Of a name that is worth to be looked at, in all its words."""

_MIN_ANCHOR = 3
_MIN_SURNAME = 5
_SPACE = re.compile(r"(\s+)")
_LATIN = re.compile(r"[A-Za-z]")
_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_OTHER = re.compile(r"[^\W\d_A-Za-zЀ-ӿ]")
_INITIALS = re.compile(r"(?:[^\W\d_]\.)+")
_LATIN_SYLLABLE = re.compile(r"[aeiouy]", re.IGNORECASE)
_SIX_CONSONANTS = re.compile(r"[bcdfghjklmnpqrstvwxz]{6}", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class _Layouts:
    """Character to character: a Latin key in both Cyrillic layouts, and both back."""

    to_cyrillic: tuple[dict[str, str], ...]
    to_latin: tuple[dict[str, str], ...]


@lru_cache(maxsize=1)
def _layouts() -> _Layouts:
    columns = []
    rows = read_table("names/layout.tsv", 3)
    for column in (1, 2):
        keys: dict[str, str] = {}
        for row in rows:
            keys[row[0]] = row[column]
            if row[0].isalpha():
                keys[row[0].upper()] = row[column].upper()
        columns.append(keys)
    back = tuple({written: key for key, written in reversed(keys.items()) if written.isalpha()} for keys in columns)
    return _Layouts(tuple(columns), back)


@lru_cache(maxsize=1 << 16)
def relayout(text: str) -> str | None:
    """Return a name as it was meant if it was certainly typed with another keyboard layout on.

    Parameters
    ----------
    text
        A name as written, before any cleaning; signs such as ``[`` or ``;`` stand for letters.

    Returns
    -------
    str or None
        The name in the letters that were meant, words in the other alphabet and spaces as they were; None if the
        text can be a name as it stands, or would be none after the change. Where the Ukrainian and the Russian layout
        serve equally well, the Ukrainian (Крілова for Крылова: і and ы are one sound to the matcher).

    Examples
    --------
    >>> relayout("Itdxtyrj Nfhfc Uhbujhjdbx")
    'Шевченко Тарас Григорович'
    >>> relayout("Shevchenko Taras") is None
    True
    """
    if _may_be_typed_in_latin(text):
        tables = _layouts().to_cyrillic
        foreign = _LATIN
    elif _may_be_typed_in_cyrillic(text):
        tables = _layouts().to_latin
        foreign = _CYRILLIC
    else:
        return None
    parts = _SPACE.split(text)
    doubtful = [place for place, part in enumerate(parts) if foreign.search(part)]
    if _OTHER.search(text) or _anchors(parts[place] for place in doubtful):
        return None
    best, most = None, 0
    for keys in tables:
        for signs in ("", ".,"):  # a comma at the end may be the letter б or a comma
            retyped = {place: _retyped(parts[place], keys, signs) for place in doubtful}
            anchors = _anchors(retyped.values())
            if anchors > most and all(_is_like_a_name(word) for part in retyped.values() for word in _words(part)):
                best, most = "".join(retyped.get(place, part) for place, part in enumerate(parts)), anchors
    return best


def layout_signs(word: str) -> tuple[int, int, int]:
    """Return the numbers whose sums over a name's words tell quickly whether :func:`relayout` has to look at it.

    Parameters
    ----------
    word
        One word of letters.

    Returns
    -------
    letters, surplus, keys
        Latin letters; vowels beyond the fewest that a name of so many letters has, times four; Cyrillic letters on the
        keys of a and o. :func:`relayout` leaves a name alone unless it has :data:`MIN_LETTERS` and no surplus, or two
        keys.
    """
    low = word.lower()
    letters = len(_LATIN.findall(word))
    surplus = round(sum(map(low.count, "aeiou")) / _MOST_VOWELS) - letters
    return letters, surplus, low.count("ф") + low.count("щ")


def _may_be_typed_in_latin(text: str) -> bool:
    """Tell quickly that a text has Latin words almost without vowels."""
    latin = len(_LATIN.findall(text)) if not text.isascii() else sum(map(str.isalpha, text))
    if latin < MIN_LETTERS:
        return False
    low = text.lower()
    return sum(map(low.count, "aeiou")) <= latin * _MOST_VOWELS


def _may_be_typed_in_cyrillic(text: str) -> bool:
    """Tell quickly that a text has the Cyrillic letters on the keys of a and o, both rare in names."""
    if text.isascii() or len(text) < MIN_LETTERS or _LATIN.search(text):
        return False
    low = text.lower()
    return low.count("ф") + low.count("щ") > 1


def _retyped(word: str, keys: dict[str, str], signs: str) -> str:
    if _INITIALS.fullmatch(word):
        return "".join(character if character == "." else keys.get(character, character) for character in word)
    body = word.rstrip(signs) if signs else word
    return "".join(keys.get(character, character) for character in body) + word[len(body) :]


def _words(text: str) -> list[str]:
    found = [fold(word).strip(".,") for word in re.split(r"[\s\-.]+", text)]
    return [word for word in found if word]


def _anchors(parts: Iterable[str]) -> int:
    """Count the words that are surely names: known given names, patronymics, frequent surnames."""
    return sum(is_surely_name(word) for part in parts for word in _words(part) if len(word) >= _MIN_ANCHOR)


@lru_cache(maxsize=1 << 14)
def is_surely_name(word: str) -> bool:
    """Say whether a word is a known given name, a patronymic by its form, or a frequent surname.

    Parameters
    ----------
    word
        One lower-case word, Cyrillic or Latin.

    Returns
    -------
    bool
        Also true for a word of a sound that only a given name has.

    Examples
    --------
    >>> is_surely_name("тарас"), is_surely_name("shevchenko"), is_surely_name("nfhfc")
    (True, True, False)
    """
    if not word.replace("'", "").isalpha():
        return False
    cyrillic = bool(_CYRILLIC.search(word))
    texts = (word,) if cyrillic else tuple(reading.text for reading in readings(word))
    if any(is_written_form(text) for text in texts) or (not cyrillic and bool(lookup_given(word))):
        return True
    if looks_like_patronymic(word):
        return True
    return len(word) >= _MIN_SURNAME and any(surname_share(skeleton(text)) is not None for text in texts)


def _is_like_a_name(word: str) -> bool:
    """Say whether letters follow each other in a word as they do in names."""
    if not word.replace("'", "").isalpha():
        return False
    if len(word) <= 1:
        return True
    if not _CYRILLIC.search(word):
        return bool(_LATIN_SYLLABLE.search(word)) and not _SIX_CONSONANTS.search(word)
    pairs = _letter_pairs()
    letters = word.replace("'", "")
    return all(second in pairs.get(first, "") for first, second in pairwise(f"_{letters}_"))


@lru_cache(maxsize=1)
def _letter_pairs() -> dict[str, str]:
    """Return the letters that follow each letter in names; ``_`` is the edge of a word."""
    return {letter: often + sometimes for letter, often, sometimes in read_table("letter_pairs.tsv", 3)}
