"""Compare words of names: distinct pairs once, through canonical keys first and sounds after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from matcher.comparison.levels import NameLevel
from matcher.ragged import Ragged, cross, distinct_pairs, reduce_max

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.vocabulary import WordVocabulary

CLOSE_LENGTH = 4  # below this many sounds one edit makes another name (Лев, Лель)
CLOSE_TWO_LENGTH = 9  # two edits in a name this long are still a slip
SIMILAR_SHARE = 0.30  # more edits than this share of the longer word: different names


@dataclass(frozen=True, slots=True, eq=False)
class WordAgreement:
    """Result for pairs of words.

    Attributes
    ----------
    level
        :class:`NameLevel` codes.
    key
        The canonical key both share (the commonest, where there are several), ``-1`` if none.
    """

    level: NDArray[np.int8]
    key: NDArray[np.int32]


def compare_words(
    vocabulary: WordVocabulary,
    left: NDArray[np.integer],
    right: NDArray[np.integer],
    key_share: NDArray[np.float64],
    established: NDArray[np.bool_],
) -> WordAgreement:
    """Compare pairs of word codes of one vocabulary.

    Parameters
    ----------
    vocabulary
        The words.
    left, right
        Word codes per pair, ``-1`` for missing.
    key_share
        Share of people who bear each canonical key; decides which of several shared keys is reported.
    established
        Per word: a name in its own right, see :class:`matcher.vocabulary.WordForms`.
    """
    level = np.zeros(len(left), dtype=np.int8)
    key = np.full(len(left), -1, dtype=np.int32)
    present = np.flatnonzero((left >= 0) & (right >= 0))
    if not len(present):
        return WordAgreement(level, key)
    first, second, inverse = distinct_pairs(left[present], right[present])
    swap = first > second  # one direction only, so that the result is symmetric by construction
    low, high = np.where(swap, second, first), np.where(swap, first, second)
    distinct_level, distinct_key = _distinct(vocabulary, low, high, key_share, established)
    level[present] = distinct_level[inverse]
    key[present] = distinct_key[inverse]
    return WordAgreement(level, key)


def _distinct(
    vocabulary: WordVocabulary,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    key_share: NDArray[np.float64],
    established: NDArray[np.bool_],
) -> tuple[NDArray[np.int8], NDArray[np.int32]]:
    arrays = vocabulary.arrays
    initial = np.array([forms.initial for forms in vocabulary.forms], dtype=np.bool_)
    unread = np.array([forms.unread for forms in vocabulary.forms], dtype=np.bool_)
    level = np.full(len(left), NameLevel.DIFFERENT, dtype=np.int8)

    key = _shared_key(arrays.keys, arrays.keys, left, right, key_share)
    level[key >= 0] = NameLevel.SAME

    undecided = np.flatnonzero(key < 0)
    part_key = np.full(len(undecided), -1, dtype=np.int32)
    ways = [(arrays.weak_keys, arrays.keys), (arrays.keys, arrays.weak_keys)]
    if vocabulary.part != "surname":  # Драй-Мороз and Драй-Хмара share a half and are two names
        ways.append((arrays.weak_keys, arrays.weak_keys))
    for one, other in ways:
        shared = _shared_key(one, other, left[undecided], right[undecided], key_share)
        part_key = np.where(part_key >= 0, part_key, shared)
    level[undecided[part_key >= 0]] = NameLevel.PART
    key[undecided] = part_key

    some_initial = initial[left] | initial[right]
    chosen = np.flatnonzero(some_initial)
    letter = _shared_key(arrays.initials, arrays.initials, left[chosen], right[chosen], None)
    level[chosen] = np.where(letter >= 0, NameLevel.INITIAL, NameLevel.INITIAL_DIFFERENT)
    key[chosen] = -1

    chosen = np.flatnonzero((level == NameLevel.DIFFERENT) & ~some_initial)
    likeness = _likeness(vocabulary, left[chosen], right[chosen])
    # two foreign names that sound alike in English, however they are written
    code = arrays.phonetic
    alike = (code[left[chosen]] > 0) & (code[left[chosen]] == code[right[chosen]])
    likeness = np.where(alike & (likeness == NameLevel.DIFFERENT), np.int8(NameLevel.SIMILAR), likeness)
    both_established = established[left[chosen]] & established[right[chosen]]
    level[chosen] = np.where(
        likeness == NameLevel.DIFFERENT,
        NameLevel.DIFFERENT,
        np.where(both_established, NameLevel.LOOK_ALIKE, likeness),
    )
    # a name in a script that nobody read here cannot contradict one that was read
    level[unread[left] != unread[right]] = NameLevel.MISSING
    return level, key


def _shared_key(
    one: Ragged,
    other: Ragged,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    key_share: NDArray[np.float64] | None,
) -> NDArray[np.int32]:
    """Return for each pair the commonest value both items have, ``-1`` if there is none."""
    result = np.full(len(left), -1, dtype=np.int32)
    pair, left_key, right_key = cross(one, other, left, right)
    same = left_key == right_key
    pair, keys = pair[same], left_key[same]
    if not len(pair):
        return result
    share = np.zeros(len(keys)) if key_share is None else key_share[keys]
    order = np.lexsort((keys, share, pair))
    last = np.r_[pair[order][1:] != pair[order][:-1], True]
    result[pair[order][last]] = keys[order][last]
    return result


def _likeness(vocabulary: WordVocabulary, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int8]:
    """Grade the closest readings of two words by edits between their sounds."""
    result = np.full(len(left), NameLevel.DIFFERENT, dtype=np.int8)
    if not len(left):
        return result
    sounds = np.array(vocabulary.sounds.texts, dtype=object)
    arrays = vocabulary.arrays
    pair, one, other = cross(arrays.sounds, arrays.sounds, left, right)
    first, second, inverse = distinct_pairs(one, other)
    lengths = np.array([len(text) for text in vocabulary.sounds.texts], dtype=np.int64)
    longer = np.maximum(lengths[first], lengths[second])
    bound = np.maximum(np.ceil(longer * SIMILAR_SHARE), 1)
    hopeful = np.flatnonzero(np.abs(lengths[first] - lengths[second]) <= bound)
    edits = np.full(len(first), 99.0)
    edits[hopeful] = cpdist(
        sounds[first[hopeful]],
        sounds[second[hopeful]],
        scorer=OSA.distance,
        score_cutoff=4,
        dtype=np.float64,
        workers=1,
    )
    close = ((edits <= 1) & (longer >= CLOSE_LENGTH)) | ((edits <= 2) & (longer >= CLOSE_TWO_LENGTH))
    similar = (edits <= longer * SIMILAR_SHARE) & (longer >= CLOSE_LENGTH)
    grade = np.where(
        close,
        -float(NameLevel.CLOSE),
        np.where(similar, -float(NameLevel.SIMILAR), -float(NameLevel.DIFFERENT)),
    )
    best = reduce_max(pair, grade[inverse], len(left), -float(NameLevel.DIFFERENT))
    return (-best).astype(np.int8)
