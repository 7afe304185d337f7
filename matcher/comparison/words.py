"""Compare words of names: distinct pairs once, through canonical keys first and sounds after."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeAlias

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from matcher.comparison.alignment import Spellings, align
from matcher.comparison.levels import NameLevel
from matcher.comparison.traits import HOPEFUL_SHARE, WordTraits, word_traits
from matcher.names.edits import GENERIC, STEPS
from matcher.names.spellings import Spelling, spellings_of
from matcher.ragged import Ragged, cross, distinct_pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.vocabulary import WordVocabulary

CLOSE_LENGTH = 4  # below this many sounds one edit makes another name (Лев, Лель)
CLOSE_TWO_LENGTH = 9  # two edits in a name this long are still a slip
SIMILAR_SHARE = 0.30  # more edits than this share of the longer word: different names
MOST_EDITS = 6  # more than a name of any length bears
READINGS = 4  # of a Latin word that are compared letter by letter, the written word among them
BAND = 4  # letters that an edit may shift the rest of a word by
FAR_EDITS = 99.0
_CHUNK = 1 << 15  # pairs whose intermediate results stay in the processor's cache


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
    traits = word_traits(vocabulary)
    distinct_level = np.full(len(low), NameLevel.DIFFERENT, dtype=np.int8)
    distinct_key = np.full(len(low), -1, dtype=np.int32)
    maybe = _may_agree(traits, low, high)
    distinct_level[maybe], distinct_key[maybe] = _graded_words(
        vocabulary, traits, low[maybe], high[maybe], key_share, established
    )
    level[present] = distinct_level[inverse]
    key[present] = distinct_key[inverse]
    return WordAgreement(level, key)


def _may_agree(traits: WordTraits, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the pairs that may be more than different; all others have neither a key nor enough letters in common."""
    found = []
    for start in range(0, len(left), _CHUNK):
        one, other = left[start : start + _CHUNK], right[start : start + _CHUNK]
        named = (traits.any_keys[one] & traits.any_keys[other]) != 0
        special = traits.special[one] | traits.special[other]
        found.append(start + np.flatnonzero(named | special | _sound_alike(traits, one, other)))
    return np.concatenate(found)


def _sound_alike(traits: WordTraits, left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.bool_]:
    """Say which pairs of words have so many letters in common that their sounds are worth comparing."""
    alike: NDArray[np.bool_] = traits.fewest_edits(left, right) <= np.maximum(traits.reach[left], traits.reach[right])
    return alike


def _graded_words(
    vocabulary: WordVocabulary,
    traits: WordTraits,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    key_share: NDArray[np.float64],
    established: NDArray[np.bool_],
) -> tuple[NDArray[np.int8], NDArray[np.int32]]:
    arrays = vocabulary.arrays
    level = np.full(len(left), NameLevel.DIFFERENT, dtype=np.int8)

    key = _shared_key((arrays.keys, traits.keys), (arrays.keys, traits.keys), left, right, key_share)
    level[key >= 0] = NameLevel.SAME

    undecided = np.flatnonzero(key < 0)
    part_key = np.full(len(undecided), -1, dtype=np.int32)
    keys, weak = (arrays.keys, traits.keys), (arrays.weak_keys, traits.weak_keys)
    ways = [(weak, keys), (keys, weak)]
    if vocabulary.part != "surname":  # Драй-Мороз and Драй-Хмара share a half and are two names
        ways.append((weak, weak))
    for one, other in ways:
        shared = _shared_key(one, other, left[undecided], right[undecided], key_share)
        part_key = np.where(part_key >= 0, part_key, shared)
    level[undecided[part_key >= 0]] = NameLevel.PART
    key[undecided] = part_key

    some_initial = traits.initial[left] | traits.initial[right]
    chosen = np.flatnonzero(some_initial)
    initials = (arrays.initials, traits.initials)
    letter = _shared_key(initials, initials, left[chosen], right[chosen], None)
    level[chosen] = np.where(letter >= 0, NameLevel.INITIAL, NameLevel.INITIAL_DIFFERENT)
    key[chosen] = -1

    chosen = np.flatnonzero((level == NameLevel.DIFFERENT) & ~some_initial)
    level[chosen] = _likeness(vocabulary, traits, left[chosen], right[chosen], established)
    # a name in a script that nobody read here cannot contradict one that was read
    level[traits.unread[left] != traits.unread[right]] = NameLevel.MISSING
    return level, key


_KeySet: TypeAlias = "tuple[Ragged, NDArray[np.uint64]]"
"""Keys of each word, and the same as a bit set that is quick to test."""


def _shared_key(
    one: _KeySet,
    other: _KeySet,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    key_share: NDArray[np.float64] | None,
) -> NDArray[np.int32]:
    """Return for each pair the commonest value both items have, ``-1`` if there is none."""
    result = np.full(len(left), -1, dtype=np.int32)
    maybe = np.flatnonzero(one[1][left] & other[1][right])
    pair, left_key, right_key = cross(one[0], other[0], left[maybe], right[maybe])
    same = left_key == right_key
    pair, keys = maybe[pair[same]], left_key[same]
    if not len(pair):
        return result
    share = np.zeros(len(keys)) if key_share is None else key_share[keys]
    order = np.lexsort((keys, share, pair))
    last = np.r_[pair[order][1:] != pair[order][:-1], True]
    result[pair[order][last]] = keys[order][last]
    return result


def _likeness(
    vocabulary: WordVocabulary,
    traits: WordTraits,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    established: NDArray[np.bool_],
) -> NDArray[np.int8]:
    """Grade words that are not one name for all we know: damaged spellings of one, look-alikes, or different."""
    result = np.full(len(left), NameLevel.DIFFERENT, dtype=np.int8)
    own_script = traits.own_script[left] | traits.own_script[right]
    hopeful = _sound_alike(traits, left, right)
    # two foreign names that sound alike in English, however they are written
    code = vocabulary.arrays.phonetic
    alike = (code[left] > 0) & (code[left] == code[right])
    chosen = np.flatnonzero(hopeful | own_script | alike)
    if not len(chosen):
        return result
    left, right = left[chosen], right[chosen]
    edits, longer = _sound_edits(vocabulary, traits, left, right)
    # letters of a suffix that both share say little: what is alike has to be alike in the rest of the word
    shared = traits.suffix[left] == traits.suffix[right]
    told = np.where(shared, np.minimum(traits.suffix_length[left], traits.suffix_length[right]), 0)
    grade = _graded(edits, longer, told)
    # two names in their own right are told apart by their sounds; letters are asked where a slip is likelier
    both_established = established[left] & established[right]
    damaged = (grade != NameLevel.CLOSE) & ~both_established & (edits <= longer * HOPEFUL_SHARE)
    unsure = np.flatnonzero(damaged | own_script[chosen])
    if len(unsure):
        slips, length = _letter_slips(vocabulary, left[unsure], right[unsure])
        # the levels count away from "same": the smaller of two is the closer one
        grade[unsure] = np.minimum(grade[unsure], _graded(slips, length, told[unsure]))
    grade = np.where(alike[chosen] & (grade == NameLevel.DIFFERENT), np.int8(NameLevel.SIMILAR), grade)
    # one stem with two suffixes, or with one and without, makes two surnames; a single letter may still be a slip
    one, other = traits.suffix[left], traits.suffix[right]
    both = (one > 0) & (other > 0)
    cut = ((one > 0) | (other > 0)) & (np.abs(traits.length[left] - traits.length[right]) > 1)
    two_names = both_established | (one != other) & (both | cut) & (edits > 1)
    grade[two_names & (grade != NameLevel.DIFFERENT)] = NameLevel.LOOK_ALIKE
    result[chosen] = grade
    return result


def _graded(
    edits: NDArray[np.float64], longer: NDArray[np.float64], shared_suffix: NDArray[np.int64]
) -> NDArray[np.int8]:
    close = ((edits <= 1) & (longer >= CLOSE_LENGTH)) | ((edits <= 2) & (longer >= CLOSE_TWO_LENGTH))
    telling = longer - np.maximum(shared_suffix - 1, 0)
    similar = (edits <= telling * SIMILAR_SHARE) & (longer >= CLOSE_LENGTH)
    return np.select([close, similar], [NameLevel.CLOSE, NameLevel.SIMILAR], NameLevel.DIFFERENT).astype(np.int8)


def _sound_edits(
    vocabulary: WordVocabulary, traits: WordTraits, left: NDArray[np.int64], right: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the fewest edits between the sounds of two words in relation to their length, and that length."""
    sounds = np.array(vocabulary.sounds.texts, dtype=object)
    arrays = vocabulary.arrays
    pair, one, other = cross(arrays.sounds, arrays.sounds, left, right)
    lengths = traits.sound_lengths
    longer = np.maximum(lengths[one], lengths[other])
    near = np.flatnonzero(traits.sounds_apart(one, other) <= np.maximum(longer * HOPEFUL_SHARE, 1))
    pair, one, other, longer = pair[near], one[near], other[near], longer[near]
    edits = cpdist(
        sounds[one], sounds[other], scorer=OSA.distance, score_cutoff=MOST_EDITS, dtype=np.float64, workers=1
    )
    edits[edits > MOST_EDITS] = FAR_EDITS  # beyond the cutoff nothing was counted
    return _closest(pair, edits, longer, len(left))


def _letter_slips(
    vocabulary: WordVocabulary, left: NDArray[np.int64], right: NDArray[np.int64]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the least learned cost between two words in slips of the pen, and the length of the longer spelling."""
    words, numbers = np.unique(np.concatenate([left, right]), return_inverse=True)
    texts = vocabulary.words.texts
    codes: dict[Spelling, int] = {}
    own = Ragged.of(
        [codes.setdefault(one, len(codes)) for one in spellings_of(texts[word])[:READINGS]] for word in words
    )
    spellings = Spellings(list(codes))
    pair, one, other = cross(own, own, numbers[: len(left)], numbers[len(left) :])
    slips = align(spellings, spellings, one, other, BAND) / (STEPS * GENERIC)
    longer = np.maximum(spellings.lengths[one], spellings.lengths[other])
    return _closest(pair, slips, longer, len(left))


def _closest(
    pair: NDArray[np.int64], edits: NDArray[np.float64], longer: NDArray[np.int64], count: int
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Keep for each pair of words the two readings that differ least for their length."""
    if len(pair) == count and (pair == np.arange(count)).all():  # one reading each
        return edits, longer.astype(np.float64)
    order = np.lexsort((edits / np.maximum(longer, 1), pair))
    first = order[np.r_[True, pair[order][1:] != pair[order][:-1]]] if len(pair) else order
    best, length = np.full(count, FAR_EDITS), np.ones(count)
    best[pair[first]], length[pair[first]] = edits[first], longer[first]
    return best, length
