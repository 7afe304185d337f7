"""How common each canonical name is, counted over the name and not over its spellings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.comparison.levels import NAME_FIELDS

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.model import Smoothing
    from matcher.preparation import Prepared, Vocabularies
    from matcher.vocabulary import WordVocabulary

_COLUMNS = dict(zip(NAME_FIELDS, ("variant_surname", "variant_given", "variant_patronymic"), strict=True))


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
    """

    share: dict[str, NDArray[np.float64]]
    established: dict[str, NDArray[np.bool_]]
    words: dict[str, float]
    least: dict[str, float]

    def extended(self, vocabularies: Vocabularies, smoothing: Smoothing) -> NameStatistics:
        """Return the counts for vocabularies that have grown since; a new name has the share of the shipped tables."""
        share, established = {}, {}
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
        return NameStatistics(share, established, self.words, self.least)

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
        counts = _key_counts(arrays.keys.offsets, arrays.keys.values, word_counts, background * smoothing.names)
        people[name_field] = float(word_counts.sum())
        share[name_field] = (counts + background * smoothing.names) / (people[name_field] + smoothing.names)
        known = np.array([forms.established for forms in vocabulary.forms], dtype=np.bool_)
        established[name_field] = known | (word_counts >= smoothing.established_count)
    least = {name_field: 0.0 if name_field == "surname" else smoothing.least_given_share for name_field in _COLUMNS}
    return NameStatistics(share, established, people, least)


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
