"""What is known of each word before any two are compared, as arrays: flags, and bit sets that rule most pairs out.

Nearly all pairs of words have nothing in common. Two 64-bit sets for each word tell so at the price of a few machine
operations: one of its canonical keys (two words whose sets do not meet share none), one of the letters it sounds of
(every letter that only one of two words has costs at least one edit).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

import numpy as np

from matcher.names.scripts import own_script_of
from matcher.names.suffixes import surname_suffix

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.ragged import Ragged
    from matcher.vocabulary import WordVocabulary

HOPEFUL_SHARE = 0.34
"""Words whose sounds differ by more edits than this share of their length are different for all that letters say."""
_BITS = 64


@dataclass(frozen=True, slots=True, eq=False)
class WordTraits:
    """One item per word of a vocabulary.

    Attributes
    ----------
    initial, unread, own_script
        An initial; a script that nothing reads; a script of its own, neither Latin nor Cyrillic.
    special
        Any of these, or a foreign word with a phonetic code: nothing is ruled out by keys and letters alone.
    keys, weak_keys, any_keys, initials
        Bit sets of the canonical keys, of the weak ones, of both, and of first sounds.
    heard, always_heard
        Bit sets of the letters in any and in every one of its sounds; a letter heard twice has a second bit.
    length, shortest, reach
        Letters of the longest and of the shortest sound, and the edits that the longest may be away from another.
    suffix, suffix_length
        Class of the suffix of a surname, 0 for none, and its letters.
    sound_letters, sound_lengths
        Per sound of the vocabulary: its letters as a bit set, and how many there are.
    """

    initial: NDArray[np.bool_]
    unread: NDArray[np.bool_]
    own_script: NDArray[np.bool_]
    special: NDArray[np.bool_]
    keys: NDArray[np.uint64]
    weak_keys: NDArray[np.uint64]
    any_keys: NDArray[np.uint64]
    initials: NDArray[np.uint64]
    heard: NDArray[np.uint64]
    always_heard: NDArray[np.uint64]
    length: NDArray[np.int16]
    shortest: NDArray[np.int16]
    reach: NDArray[np.uint8]
    suffix: NDArray[np.int64]
    suffix_length: NDArray[np.int64]
    sound_letters: NDArray[np.uint64]
    sound_lengths: NDArray[np.int64]

    def fewest_edits(self, left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.uint8]:
        """Return a number of edits that no two sounds of the two words can be closer than."""
        lost = np.bitwise_count(self.always_heard[left] & ~self.heard[right])
        gained = np.bitwise_count(self.always_heard[right] & ~self.heard[left])
        most: NDArray[np.uint8] = np.maximum(lost, gained)
        return np.maximum(most, self._gap(left, right))

    def _gap(self, left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.uint8]:
        """Return by how much even the closest lengths of the sounds of two words differ."""
        over = self.shortest[left] - self.length[right]
        under = self.shortest[right] - self.length[left]
        gap: NDArray[np.uint8] = np.maximum(np.maximum(over, under), 0).astype(np.uint8)
        return gap

    def sounds_apart(self, one: NDArray[np.integer], other: NDArray[np.integer]) -> NDArray[np.int64]:
        """Return a number of edits that two sounds, given by their codes, cannot be closer than."""
        first, second = self.sound_letters[one], self.sound_letters[other]
        letters = np.maximum(np.bitwise_count(first & ~second), np.bitwise_count(second & ~first))
        most: NDArray[np.int64] = np.maximum(letters, np.abs(self.sound_lengths[one] - self.sound_lengths[other]))
        return most


_known: WeakKeyDictionary[WordVocabulary, WordTraits] = WeakKeyDictionary()


def word_traits(vocabulary: WordVocabulary) -> WordTraits:
    """Return the traits of the words of a vocabulary; computed anew when words were added."""
    traits = _known.get(vocabulary)
    if traits is None or len(traits.initial) != len(vocabulary.forms):
        traits = _known[vocabulary] = _traits(vocabulary)
    return traits


def _traits(vocabulary: WordVocabulary) -> WordTraits:
    arrays, forms = vocabulary.arrays, vocabulary.forms
    sounds = vocabulary.sounds.texts
    letters = np.array([_letter_set(sound) for sound in sounds], dtype=np.uint64)
    lengths = np.array([len(sound) for sound in sounds], dtype=np.int64)
    surnames = vocabulary.part == "surname"
    classes = {"": 0}
    suffixes = [surname_suffix(one.keys[0]) if surnames and one.keys else ("", 0) for one in forms]
    initial = np.array([one.initial for one in forms], dtype=np.bool_)
    unread = np.array([one.unread for one in forms], dtype=np.bool_)
    own_script = np.array([own_script_of(word) is not None for word in vocabulary.words.texts], dtype=np.bool_)
    keys, weak_keys = _code_sets(arrays.keys), _code_sets(arrays.weak_keys)
    length, shortest = (_reduced(arrays.sounds, lengths.astype(np.int16), each) for each in (np.maximum, np.minimum))
    return WordTraits(
        initial=initial,
        unread=unread,
        own_script=own_script,
        special=initial | unread | own_script | (arrays.phonetic > 0),
        keys=keys,
        weak_keys=weak_keys,
        any_keys=keys | weak_keys,
        initials=_code_sets(arrays.initials),
        heard=_reduced(arrays.sounds, letters, np.bitwise_or),
        always_heard=_reduced(arrays.sounds, letters, np.bitwise_and),
        length=length,
        shortest=shortest,
        reach=np.maximum(length * HOPEFUL_SHARE, 1).astype(np.uint8),
        suffix=np.array([classes.setdefault(name, len(classes)) for name, _ in suffixes], dtype=np.int64),
        suffix_length=np.array([length for _, length in suffixes], dtype=np.int64),
        sound_letters=letters,
        sound_lengths=lengths,
    )


def _letter_set(sound: str) -> int:
    bits = 0
    for letter in sound:
        bit = 1 << (ord(letter) * 2 % _BITS)
        bits |= bit << 1 if bits & bit else bit
    return bits


def _code_sets(codes: Ragged) -> NDArray[np.uint64]:
    single = np.uint64(1) << (np.arange(_BITS, dtype=np.uint64))
    return _reduced(codes, single[codes.values % _BITS], np.bitwise_or, direct=True)


def _reduced(codes: Ragged, values: NDArray, reduce: np.ufunc, *, direct: bool = False) -> NDArray:  # type: ignore[type-arg]
    """Reduce the values of each item's codes (or the values given one by one); 0 for an item without any."""
    result = np.zeros(len(codes.offsets) - 1, dtype=values.dtype)
    some = np.flatnonzero(codes.lengths > 0)
    if len(some):
        flat = values if direct else values[codes.values]
        result[some] = reduce.reduceat(flat, codes.offsets[some])
    return result
