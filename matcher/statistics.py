"""How common each canonical name is, counted over the name and not over its spellings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.comparison.levels import NAME_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from numpy.typing import NDArray

    from matcher.model import Smoothing
    from matcher.preparation import Prepared, Vocabularies
    from matcher.vocabulary import WordVocabulary

_COLUMNS = dict(zip(NAME_FIELDS, ("variant_surname", "variant_given", "variant_patronymic"), strict=True))


@dataclass(frozen=True, slots=True)
class NameCounts:
    """How many people bear each name of one kind, told in words: it holds whatever codes a vocabulary gives them.

    Attributes
    ----------
    people
        How many people were counted.
    bearers
        Canonical name to the people counted for it, where there are any.
    established
        Words that no table knows, borne by so many of the people counted that they are names in their own right.
    """

    people: float
    bearers: Mapping[str, float]
    established: frozenset[str]


@dataclass(frozen=True, slots=True, eq=False)
class NameStatistics:
    """Shares of people who bear a name.

    Attributes
    ----------
    share
        Per name field, share by canonical key: the lists at hand, smoothed by the shipped tables.
    established
        Per name field and word: it is a name in its own right (in the tables, or borne by several people here).
    words
        Per name field, how many people were counted.
    least
        Per name field, the least share that counts as evidence.
    counts
        Per name field, the people counted by canonical key, without the shipped tables.
    """

    share: dict[str, NDArray[np.float64]]
    established: dict[str, NDArray[np.bool_]]
    words: dict[str, float]
    least: dict[str, float]
    counts: dict[str, NDArray[np.float64]]

    def extended(self, vocabularies: Vocabularies, smoothing: Smoothing) -> NameStatistics:
        """Return the counts for vocabularies that have grown since; a new name has the share of the shipped tables."""
        share, established, counts = {}, {}, {}
        for name_field in NAME_FIELDS:
            vocabulary = vocabularies.words(name_field)
            known = len(self.share[name_field])
            new = (
                _background(vocabulary, smoothing, known) * smoothing.names / (self.words[name_field] + smoothing.names)
            )
            share[name_field] = np.concatenate([self.share[name_field], new])
            fresh = vocabulary.forms[len(self.established[name_field]) :]
            added = np.array([forms.established for forms in fresh], dtype=np.bool_)
            established[name_field] = np.concatenate([self.established[name_field], added])
            counts[name_field] = np.concatenate([self.counts[name_field], np.zeros(len(new))])
        return NameStatistics(share, established, self.words, self.least, counts)

    def in_words(self, vocabularies: Vocabularies) -> dict[str, NameCounts]:
        """Return what was counted by the names themselves, per name field; :func:`from_counts` reads it back."""
        told = {}
        for name_field in NAME_FIELDS:
            vocabulary = vocabularies.words(name_field)
            keys, words = vocabulary.keys.texts, vocabulary.words.texts
            counts = self.counts[name_field]
            known = np.array([forms.established for forms in vocabulary.forms], dtype=np.bool_)
            told[name_field] = NameCounts(
                self.words[name_field],
                {keys[code]: float(counts[code]) for code in np.flatnonzero(counts)},
                frozenset(words[code] for code in np.flatnonzero(self.established[name_field] & ~known)),
            )
        return told

    def share_of(self, name_field: str, keys: NDArray[np.integer]) -> NDArray[np.float64]:
        """Return the share that agreeing in each key is weighed by, 0 where there is no key (``-1``)."""
        share = self.share[name_field]
        if not len(share):
            return np.zeros(len(keys))
        return np.where(keys >= 0, np.maximum(share[keys], self.least[name_field]), 0.0)


def count_names(lists: list[Prepared], vocabularies: Vocabularies, smoothing: Smoothing) -> NameStatistics:
    """Count canonical names over all lists at hand.

    A word with several possible canonical names (a Latin spelling, a diminutive) counts for the one that the
    unambiguous words make likeliest.

    Parameters
    ----------
    lists
        Prepared lists that share ``vocabularies``.
    vocabularies
        Words and keys.
    smoothing
        Weight of the shipped tables against the lists.
    """
    share: dict[str, NDArray[np.float64]] = {}
    established: dict[str, NDArray[np.bool_]] = {}
    counts: dict[str, NDArray[np.float64]] = {}
    people: dict[str, float] = {}
    for name_field, column in _COLUMNS.items():
        vocabulary = vocabularies.words(name_field)
        arrays = vocabulary.arrays
        word_counts = np.zeros(len(vocabulary.forms))
        for prepared in lists:
            first = prepared.variant_start[:-1][np.diff(prepared.variant_start) > 0]
            words = getattr(prepared, column)[first]
            word_counts += np.bincount(words[words >= 0], minlength=len(word_counts))
        background = _background(vocabulary, smoothing, 0)
        counts[name_field] = _key_counts(
            arrays.keys.offsets, arrays.keys.values, word_counts, background * smoothing.names
        )
        people[name_field] = float(word_counts.sum())
        share[name_field] = _shares(counts[name_field], background, people[name_field], smoothing)
        known = np.array([forms.established for forms in vocabulary.forms], dtype=np.bool_)
        established[name_field] = known | (word_counts >= smoothing.established_count)
    return NameStatistics(share, established, people, _least(smoothing), counts)


def from_counts(counted: Mapping[str, NameCounts], vocabularies: Vocabularies, smoothing: Smoothing) -> NameStatistics:
    """Return for some vocabularies what was counted elsewhere; a name not met there has its share of the tables.

    Parameters
    ----------
    counted
        Per name field, what :meth:`NameStatistics.in_words` returned.
    vocabularies
        Words and keys to be weighed.
    smoothing
        The same as where the names were counted.
    """
    share: dict[str, NDArray[np.float64]] = {}
    established: dict[str, NDArray[np.bool_]] = {}
    counts: dict[str, NDArray[np.float64]] = {}
    for name_field in NAME_FIELDS:
        vocabulary, own = vocabularies.words(name_field), counted[name_field]
        background = _background(vocabulary, smoothing, 0)
        bearers = [own.bearers.get(key, 0.0) for key in vocabulary.keys.texts]
        counts[name_field] = np.array(bearers, dtype=np.float64)
        share[name_field] = _shares(counts[name_field], background, own.people, smoothing)
        words = zip(vocabulary.words.texts, vocabulary.forms, strict=True)
        known = [forms.established or word in own.established for word, forms in words]
        established[name_field] = np.array(known, dtype=np.bool_)
    people = {name_field: own.people for name_field, own in counted.items()}
    return NameStatistics(share, established, people, _least(smoothing), counts)


def _shares(
    counts: NDArray[np.float64], background: NDArray[np.float64], people: float, smoothing: Smoothing
) -> NDArray[np.float64]:
    shares: NDArray[np.float64] = (counts + background * smoothing.names) / (people + smoothing.names)
    return shares


def _least(smoothing: Smoothing) -> dict[str, float]:
    return {name_field: 0.0 if name_field == "surname" else smoothing.least_given_share for name_field in NAME_FIELDS}


def _background(vocabulary: WordVocabulary, smoothing: Smoothing, start: int) -> NDArray[np.float64]:
    """Return the shares that the shipped tables give to the keys from number ``start`` on."""
    vocabulary.arrays  # noqa: B018 -- keys get their codes when the arrays are built
    keys = vocabulary.keys.texts[start:]
    return np.array([vocabulary.background_share(key) or smoothing.unknown_share for key in keys], dtype=np.float64)


def _key_counts(
    offsets: NDArray[np.int64],
    values: NDArray[np.int64],
    word_counts: NDArray[np.float64],
    start: NDArray[np.float64],
) -> NDArray[np.float64]:
    """Give each word's count to one of its keys: the one that unambiguous words and the tables support most."""
    lengths = np.diff(offsets)
    counts = np.zeros(len(start))
    single = lengths == 1
    np.add.at(counts, values[offsets[:-1][single]], word_counts[single])
    support = counts + start
    several = np.flatnonzero(lengths > 1)
    if not len(several):
        return counts
    position = np.concatenate([np.arange(offsets[word], offsets[word + 1]) for word in several])
    owner = np.repeat(several, lengths[several])
    order = np.lexsort((-position, support[values[position]], owner))
    best = np.r_[owner[order][1:] != owner[order][:-1], True]
    np.add.at(counts, values[position[order][best]], word_counts[owner[order][best]])
    return counts
