"""Reading a word letter by letter, where one letter may stand for several Cyrillic ones.

Scripts differ in their tables (:mod:`matcher.names.scripts.letter_tables`), not in how a table is read: the ways
through a word are taken with what each costs, and those that sound alike are joined.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, NamedTuple

from matcher.names.reading import Reading
from matcher.names.scripts import scheme_languages
from matcher.names.sounds import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterable

MAX_READINGS = 8
"""Most readings of one word that are kept."""

_MAX_PATHS = 48
CYRILLIC = re.compile("[а-яёіїєґў'-]+")
_VOWELS = dict.fromkeys(map(ord, "aeiou"))
_REPEATED = re.compile(r"(.)(?=\1)")


class LetterOption(NamedTuple):
    """What some letters may stand for: how much belief it costs, and the Cyrillic text."""

    cost: int
    text: str


class Candidate(NamedTuple):
    """A Cyrillic text that a whole word may stand for, before those that sound alike are joined."""

    cost: int
    text: str
    scheme: str


Options = tuple[LetterOption, ...]
Placed = tuple[re.Pattern[str], Options]
"""Letters in their place, and what they stand for there."""


@dataclass(frozen=True, slots=True, eq=False)
class FirstLetter:
    """What the rows of one scheme say that begin with one letter.

    Attributes
    ----------
    rows
        Longest first: the letters, what they stand for in the places that rows name, and where none of these holds.
    reach
        Most letters of a row.
    always
        What the letter stands for if that is all there is to say; else empty.
    """

    rows: tuple[tuple[str, tuple[Placed, ...], Options], ...]
    reach: int
    always: Options


@dataclass(frozen=True, slots=True)
class SchemeLetters:
    """What a table says in one of its schemes.

    Attributes
    ----------
    scheme
        Its id.
    cost
        What it costs to believe it.
    firsts
        Rows by their first letter.
    alphabet
        The letters that a word may have, empty for any.
    """

    scheme: str
    cost: int
    firsts: dict[str, FirstLetter]
    alphabet: frozenset[str]

    def candidates(self, word: str) -> list[Candidate]:
        """Read a word letter by letter.

        Parameters
        ----------
        word
            One tidied word.

        Returns
        -------
        list of Candidate
            Cheapest first; the order of the table's alternatives decides between equals. Empty if a letter is foreign
            to the scheme.
        """
        if self.alphabet and not self.alphabet.issuperset(word):
            return []
        paths: list[tuple[int, str]] = [(self.cost, "")]
        framed, last, position = f" {word} ", len(word), 0
        options: Options
        while position < last:
            first = self.firsts.get(word[position])
            if first is None:
                length, options = 1, ()
            elif first.always:
                length, options = 1, first.always
            else:
                # a row sees its letters and one to either side
                length, options = _step(first, framed[position : position + first.reach + 2])
            if not options:
                if self.alphabet:
                    return []  # a letter that it has only beside others
                options = _itself(word[position])
            position += length
            if len(options) == 1:
                ((more, letters),) = options
                paths = [(cost + more, text + letters) for cost, text in paths]
                continue
            paths = [(cost + more, text + letters) for cost, text in paths for more, letters in options]
            paths.sort(key=_cost)
            del paths[_MAX_PATHS:]
        return [Candidate(cost, text, self.scheme) for cost, text in paths if text.strip("-'")]


@dataclass(frozen=True, slots=True)
class LetterTable:
    """One table, ready to read.

    Attributes
    ----------
    schemes
        What it says in each scheme, in the order of the table.
    habits
        Finds any letters that a row of ``folds`` may change.
    folds
        Patterns that write a spelling habit in the usual way, in the order of the table.
    """

    schemes: dict[str, SchemeLetters]
    habits: re.Pattern[str]
    folds: tuple[tuple[re.Pattern[str], str], ...]

    def fold(self, word: str) -> str:
        """Return a word without the spelling habits that the table names.

        Parameters
        ----------
        word
            One word, lower case, tidied as the script needs it (:func:`~matcher.names.scripts.tidying.plain`).

        Returns
        -------
        str
            The word; as it was if nothing would be left.
        """
        folded = word
        # a habit may stand on another one, so the rows are applied until nothing changes; a table whose rows undo each
        # other would never come to rest, which the number of rounds bounds
        for _ in range(8 + len(word)):
            if not self.habits.search(folded):
                break
            before = folded
            for pattern, usual in self.folds:
                folded = pattern.sub(usual, folded)
            if folded == before:
                break
        return folded or word

    def readings(self, word: str, most: int = MAX_READINGS) -> tuple[Reading, ...]:
        """Read a word in every scheme of the table.

        Parameters
        ----------
        word
            One tidied word.
        most
            Most readings that are kept.

        Returns
        -------
        tuple of Reading
            As :func:`rank` puts them; empty if the word has no letter of the table.
        """
        return rank((one for scheme in self.schemes.values() for one in scheme.candidates(word)), most)


def _cost(one: tuple[int, str] | Candidate) -> int:
    return one[0]


def _itself(letter: str) -> Options:
    """Return what a letter of no row stands for: Cyrillic for itself, another for nothing."""
    return (LetterOption(0, letter if CYRILLIC.match(letter) else ""),)


@lru_cache(maxsize=1 << 16)
def _step(first: FirstLetter, seen: str) -> tuple[int, Options]:
    """Return how many letters after the first one seen a row reads, and what they stand for; nothing if none holds."""
    for native, placed, anywhere in first.rows:
        if seen.startswith(native, 1):
            options = joined([options for place, options in placed if place.match(seen, 1)]) or anywhere
            if options:
                return len(native), options
    return 1, ()


def joined(alternatives: list[Options]) -> Options:
    """Return the options of several rows that hold at once, each text at its lowest cost."""
    if len(alternatives) == 1:
        return alternatives[0]
    costs: dict[str, int] = {}
    for cost, text in (option for options in alternatives for option in options):
        costs[text] = min(cost, costs.get(text, cost))
    return tuple(LetterOption(cost, text) for text, cost in costs.items())


def rank(candidates: Iterable[Candidate], most: int = MAX_READINGS) -> tuple[Reading, ...]:
    """Join candidates that sound alike and return the cheapest as readings.

    Parameters
    ----------
    candidates
        In any order; of equally cheap ones the first stays first.
    most
        Most readings that are kept.

    Returns
    -------
    tuple of Reading
        No two of one sound skeleton; ``also`` names the other schemes that give the same.
    """
    languages = scheme_languages()
    found: dict[str, tuple[str, dict[str, None]]] = {}
    for _, text, scheme in sorted(candidates, key=_cost):
        sound = skeleton(text)
        if sound in found:
            found[sound][1][scheme] = None
        elif len(found) < most:
            found[sound] = (text, {scheme: None})
    return tuple(Reading(text, first, languages[first], tuple(also)) for text, (first, *also) in found.values())


def consonants(sound: str) -> str:
    """Return the consonants of a sound skeleton, by which scripts without vowels are compared.

    Parameters
    ----------
    sound
        What :func:`~matcher.names.sounds.skeleton` returns.

    Returns
    -------
    str
        The skeleton without vowels, й among them; neighbours of one kind are written once.

    Examples
    --------
    >>> consonants(skeleton("ремаренко")) == consonants(skeleton("рмрнко"))
    True
    """
    return _REPEATED.sub("", sound.translate(_VOWELS))
