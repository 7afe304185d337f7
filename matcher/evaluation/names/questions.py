"""Queries with their pools and right answers, drawn from the shipped names.

Every draw depends on the seed and on the name alone, so that a smaller sample is the beginning of a larger one.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, TypeAlias

import numpy as np

from matcher.evaluation.names.data import forms, pairs, romanised
from matcher.evaluation.names.people import FullName, number, people, shuffled, with_relatives
from matcher.names.given import lookup_given
from matcher.names.romanisation import romanise, schemes

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from numpy.typing import NDArray

    Writer: TypeAlias = Callable[[FullName], tuple[str, ...]]

POOL = 5_000
"""How many names a pool holds at least, where there are so many."""


@dataclass(frozen=True, slots=True)
class Sample:
    """How much of the data is asked: at most so many queries per task, drawn by the seed."""

    queries: int = 200
    seed: int = 1


@dataclass(frozen=True, slots=True, eq=False)
class Questions:
    """The queries of a task with the pool and the right answers.

    Attributes
    ----------
    queries, pool
        Distinct names.
    answers
        For each query the places in the pool of its right names.
    listed
        For each query whether our own tables of names know it; ``None`` where the question makes no sense.
    """

    queries: tuple[str, ...]
    pool: tuple[str, ...]
    answers: tuple[NDArray[np.int64], ...]
    listed: NDArray[np.bool_] | None = None

    def first(self, count: int) -> Questions:
        """Return the first queries only, against the same pool."""
        listed = None if self.listed is None else self.listed[:count]
        return Questions(self.queries[:count], self.pool, self.answers[:count], listed)


def _drawn(texts: Iterable[str], count: int, *salt: object) -> list[str]:
    """Draw texts; fewer of them are the beginning of more."""
    return sorted(set(texts), key=lambda text: (number(*salt, text), text))[:count]


def _questions(
    answers: Mapping[str, set[str]],
    others: Iterable[str],
    sample: Sample,
    name: str,
    *,
    dictionary: bool,
    pool_size: int = POOL,
) -> Questions:
    """Draw queries, and fill the pool with other names up to its size."""
    queries = _drawn(answers, sample.queries, sample.seed, name, "query")
    wanted = {form for query in queries for form in answers[query]}
    # Every right answer to a query belongs to the pool, whatever else is drawn into it.
    filling = _drawn(set(others) - wanted, max(pool_size - len(wanted), 0), sample.seed, name, "pool")
    pool = sorted({*wanted, *filling})
    place = {form: position for position, form in enumerate(pool)}
    return Questions(
        tuple(queries),
        tuple(pool),
        tuple(np.array(sorted(place[form] for form in answers[query]), dtype=np.int64) for query in queries),
        np.array([bool(lookup_given(query)) for query in queries], dtype=np.bool_) if dictionary else None,
    )


def words(kind: str, source: str, name: str, sample: Sample) -> Questions:
    """Ask for a surname, given name or patronymic in the other language; any form the data pair with it is right."""
    answers: dict[str, set[str]] = defaultdict(set)
    known, pool = set(), set()
    for pair in pairs(kind):
        asked, other = (pair.uk, pair.ru) if source == "uk" else (pair.ru, pair.uk)
        pool.add(other)
        answers[asked].add(other)
        if not pair.held_out:
            known.add(asked)  # a Russian form with a Ukrainian one that is not held out would not be new
    asked_for = {query: right for query, right in answers.items() if query not in known}
    return _questions(asked_for, pool, sample, name, dictionary=kind == "given")


def tokens(source: str, target: str, name: str, sample: Sample) -> Questions:
    """Ask for a name in another script; any spelling of an item that both carry is right."""
    asked, others = _spellings(source), _spellings(_SCRIPT_OF.get(target, target))
    with_target = {item for item, _ in _spellings(target)}
    by_item: dict[str, set[str]] = defaultdict(set)
    for item, text in others:
        if item in with_target:
            by_item[item].add(text)
    answers: dict[str, set[str]] = defaultdict(set)
    for item, text in asked:
        if item in by_item:
            answers[text] |= by_item[item]
    return _questions(answers, (text for _, text in others), sample, name, dictionary=True)


_SCRIPT_OF = {"arabic-only": "arabic", "persian": "arabic"}
"""Arabic script is told apart by the letters that only one of the languages has."""


@lru_cache(maxsize=16)
def _spellings(name: str) -> tuple[tuple[str, str], ...]:
    """Return (item, spelling) of one script: Latin in the letters a-z, of other scripts what is held out."""
    if name == "latin":
        return tuple((one.item, one.text) for one in forms()["latin"] if one.text.isascii() and one.text.isalpha())
    if name == "cyrillic":
        return tuple((one.item, one.text) for one in forms()["cyrillic"])
    script = _SCRIPT_OF.get(name, name)
    persian = {"persian": True, "arabic-only": False}.get(name)
    held = [one for one in forms()[script] if one.held_out]
    return tuple((one.item, one.text) for one in held if persian in {None, one.language == "fa"})


def full_names(name: str, query: Writer, pool: Writer, share: int, sample: Sample) -> Questions:
    """Ask for people composed at random, the words of each name in an order of its own on either side."""
    known = people(POOL, sample.seed)
    return _people_questions([query(one) for one in known], [pool(one) for one in known], (), share, sample, name)


def among_relatives(name: str, query: Writer, pool: Writer, sample: Sample) -> Questions:
    """Ask for people in whose pool each has four relatives and namesakes."""
    known, relatives = with_relatives(POOL // 5 + 10, sample.seed)
    return _people_questions(
        [query(one) for one in known],
        [pool(one) for one in known],
        [pool(one) for one in relatives],
        1,
        sample,
        name,
    )


def _people_questions(
    asked: Sequence[tuple[str, ...]],
    right: Sequence[tuple[str, ...]],
    more: Sequence[tuple[str, ...]],
    share: int,
    sample: Sample,
    name: str,
) -> Questions:
    """Ask for some of the people; one whose spelling in the pool somebody else shares has no unique answer."""
    spelled = Counter(tuple(sorted(words)) for words in (*right, *more))
    answers: dict[str, set[str]] = defaultdict(set)
    pool = [shuffled(words, sample.seed, name, "pool") for words in (*right, *more)]
    for query, words, answer in zip(asked, right, pool, strict=False):
        if spelled[tuple(sorted(words))] == 1:
            answers[shuffled(query, sample.seed, name, "query")].add(answer)
    unique = {query: one for query, one in answers.items() if len(one) == 1}
    smaller = Sample(max(sample.queries // share, 1), sample.seed)
    return _questions(unique, pool, smaller, name, dictionary=False, pool_size=len(pool))


def form(language: str, scheme: str | None = None) -> Writer:
    """Return what writes a person's name in a language, romanised by a scheme if one is named."""

    def write(person: FullName) -> tuple[str, ...]:
        words = person.uk if language == "uk" else person.ru
        return words if scheme is None else tuple(romanise(word, scheme) for word in words)

    return write


def any_form(language: str) -> Writer:
    """Return what writes a person's name by one of the language's schemes, drawn for each person."""
    known = [scheme.id for scheme in schemes() if scheme.language == language]

    def write(person: FullName) -> tuple[str, ...]:
        return form(language, known[number("scheme", language, *person.uk) % len(known)])(person)

    return write


def independent(source: str, target: str, name: str, sample: Sample) -> Questions:
    """Ask for full names that the tables of the fixtures romanised."""
    asked, right = ([tuple(getattr(row, side).split()) for row in romanised()] for side in (source, target))
    return _people_questions(asked, right, (), 1, sample, name)
