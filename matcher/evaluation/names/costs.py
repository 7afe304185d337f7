"""How alike names are, as a cost for every query against every name of a pool: for rankings and measurements.

Words are ranked by the least edit cost between any two of their spellings (as written and as read), and by whether the
tables know them for one name; full names by the match weight of everything the name tells, through the blocking keys
and the model that link lists.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal

import numpy as np

from matcher.blocking import blocking_keys, candidate_pairs
from matcher.comparison.alignment import FAR, Spellings, align
from matcher.comparison.pairs import compare_pairs
from matcher.intake import from_persons
from matcher.model import default_model
from matcher.names.edits import CYRILLIC, RUSSIAN, STEPS, UKRAINIAN, alphabet_of
from matcher.names.script import fold
from matcher.names.spellings import Spelling, spellings_of
from matcher.person import Person
from matcher.preparation import Vocabularies, prepare
from matcher.ragged import Ragged, cross
from matcher.statistics import count_names
from matcher.vocabulary import WordVocabulary

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

KNOWN_SAME = 1.0
"""Bits that two spellings cost at most which the tables know for one name; what they differ by decides among such."""
TELLING = 0.02  # share of words with letters of one language from which on a list is taken to be in it
_CHUNK = 1 << 20


def language_of(words: Sequence[str]) -> str:
    """Return the language of a list of Cyrillic words by the letters that tell: ``uk``, ``ru`` or ``cyrillic``."""
    cyrillic = [word for word in words if alphabet_of(word) == CYRILLIC]
    ukrainian = sum(any(letter in word for letter in "іїєґ") for word in cyrillic)
    russian = sum(any(letter in word for letter in "ыэёъ") for word in cyrillic)
    if max(ukrainian, russian) < TELLING * len(cyrillic) or min(ukrainian, russian) * 10 > max(ukrainian, russian):
        return CYRILLIC
    return UKRAINIAN if ukrainian > russian else RUSSIAN


def word_costs(
    part: Literal["surname", "given", "patronymic"], queries: Sequence[str], pool: Sequence[str]
) -> NDArray[np.float32]:
    """Return how much it takes to believe that two words are one name, for every query and every word of the pool.

    Parameters
    ----------
    part
        Which part of a name the words are.
    queries, pool
        One word each, any script.

    Returns
    -------
    array of float32
        Queries × pool, in bits, the least first; infinite where nothing compares them.
    """
    left, right = _Words(queries), _Words(pool)
    costs = np.full(len(queries) * len(pool), FAR, dtype=np.int16)
    step = max(_CHUNK // max(len(pool), 1), 1)
    everything = np.arange(len(pool))
    for start in range(0, len(queries), step):
        chosen = np.arange(start, min(start + step, len(queries)))
        pair, a, b = cross(left.own, right.own, np.repeat(chosen, len(pool)), np.tile(everything, len(chosen)))
        steps = align(left.spellings, right.spellings, a, b)
        first = np.flatnonzero(np.r_[True, pair[1:] != pair[:-1]])  # every word has a spelling, so every pair a row
        costs[start * len(pool) :][: len(first)] = np.minimum.reduceat(steps, first)
    matrix = np.where(costs >= FAR, np.inf, costs / STEPS).astype(np.float32).reshape(len(queries), len(pool))
    _known(part, queries, pool, matrix)
    return matrix


class _Words:
    """Words with all their spellings, in the language of the whole list."""

    def __init__(self, words: Sequence[str]) -> None:
        language = language_of([fold(word) for word in words])
        numbers: dict[Spelling, int] = {}
        self.own = Ragged.of(
            [numbers.setdefault(one, len(numbers)) for one in spellings_of(word, language)] for word in words
        )
        self.spellings = Spellings(list(numbers))


def _known(part: str, queries: Sequence[str], pool: Sequence[str], matrix: NDArray[np.float32]) -> None:
    """Bring down the costs of words that share a canonical name."""
    vocabulary = WordVocabulary(part)
    codes = [np.array([vocabulary.code(fold(word)) for word in words]) for words in (queries, pool)]
    keys = vocabulary.arrays.keys
    of_query, query_key = keys.explode(codes[0])
    of_pool, pool_key = keys.explode(codes[1])
    order = np.argsort(pool_key, kind="stable")
    starts = np.searchsorted(pool_key[order], query_key, side="left")
    ends = np.searchsorted(pool_key[order], query_key, side="right")
    rows = np.repeat(of_query, ends - starts)
    spots = np.concatenate([order[a:b] for a, b in zip(starts, ends, strict=True)]) if len(rows) else order[:0]
    columns = of_pool[spots]
    cost = matrix[rows, columns]
    # between 0 and KNOWN_SAME, in the order of the edit costs
    matrix[rows, columns] = np.minimum(cost, KNOWN_SAME * (1 - np.exp2(-cost / 8)))


def full_name_costs(queries: Sequence[str], pool: Sequence[str]) -> NDArray[np.float32]:
    """Return the match weight of full names, negative so that the least is the likest.

    Parameters
    ----------
    queries, pool
        Names in any order of their words, any script.

    Returns
    -------
    array of float32
        Queries × pool, in bits; infinite where no blocking key joins the two.
    """
    vocabularies = Vocabularies()
    sides = [from_persons([Person(full_name=name) for name in names]) for names in (queries, pool)]
    left, right = (prepare(side, vocabularies) for side in sides)
    model = default_model()
    statistics = count_names([right], vocabularies, model.smoothing)
    one, other = candidate_pairs(
        blocking_keys(left, vocabularies, asking=True), blocking_keys(right, vocabularies, asking=False), 1_000_000
    )
    matrix = np.full((len(queries), len(pool)), np.inf, dtype=np.float32)
    for start in range(0, len(one), _CHUNK):
        a, b = one[start : start + _CHUNK], other[start : start + _CHUNK]
        agreement = compare_pairs(left, right, a, b, vocabularies, statistics, model)
        weight = np.zeros(len(a))
        for field, levels in agreement.levels.items():
            share = statistics.share_of(field, agreement.keys[field]) if field in agreement.keys else None
            weight += model.weight(field, levels, share)
        matrix[a, b] = -weight
    return matrix
