"""Blocking: which pairs are worth comparing.

A record has keys of a few broad kinds (sound of the surname, its first and middle sounds, given name with patronymic,
birth date, numbers); two records that share a key are a candidate pair. A key shared by very many is not skipped but
refined: its records are joined again on the key together with the given name, the year of birth, the patronymic, the
initials, and where that is still too much on two of these at once. The keys are computed here and nowhere else; they
can be joined in memory, in a database or on a distributed engine.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np

from matcher.preparation import Vocabularies, prepare
from matcher.ragged import Ragged, count_up
from matcher.vocabulary import CUT

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from matcher.intake import Records
    from matcher.preparation import Prepared
    from matcher.progress import Progress
    from matcher.vocabulary import WordVocabulary

BLOCK_LIMIT = 3_000
"""Pairs in one block from which on the block is refined."""

_VOWELS = frozenset("aeiou")
_VOICELESS = str.maketrans("bdgzvjq", "ptksfwx")


@lru_cache(maxsize=1 << 18)
def sound_code(sound: str) -> str:
    """Return a short phonetic code of a sound skeleton: its first sound and the consonants after it.

    A code over Slavic sounds in the manner of Daitch and Mokotoff: voiced and voiceless consonants fall together,
    and so do г and х, з and ц and с, which romanisations exchange; vowels only count at the start.

    Examples
    --------
    >>> sound_code("wevqenko"), sound_code("ivanov")
    ('wfxnk', 'afnf')
    """
    consonants = "".join(letter for letter in sound[1:] if letter not in _VOWELS)
    first = "a" if sound[:1] in _VOWELS else sound[:1]
    folded = (first + consonants).translate(_VOICELESS).replace("h", "k").replace("c", "s")
    squeezed = "".join(letter for place, letter in enumerate(folded) if place == 0 or letter != folded[place - 1])
    return squeezed[:6]


def _number(text: str) -> int:
    """Return a 62-bit number for a key text, the same on every machine and in every run."""
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big") >> 2


def _mix(kind: int, one: NDArray[np.int64], other: NDArray[np.int64] | int = 0) -> NDArray[np.int64]:
    """Combine numbers into one 62-bit key."""
    mixed = one.astype(np.uint64) * np.uint64(0x9E3779B97F4A7C15)
    mixed ^= mixed >> np.uint64(29)
    mixed = (mixed + np.asarray(other).astype(np.uint64)) * np.uint64(0xBF58476D1CE4E5B9)
    mixed ^= mixed >> np.uint64(32)
    mixed = (mixed + np.uint64(kind)) * np.uint64(0x94D049BB133111EB)
    mixed ^= mixed >> np.uint64(31)
    return (mixed >> np.uint64(2)).astype(np.int64)


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """Blocking keys of a list.

    Attributes
    ----------
    record, key
        One row per record and broad key, sorted by key.
    refiners
        Several ways to make a key finer: per record the values it can be combined with.
    """

    record: NDArray[np.int64]
    key: NDArray[np.int64]
    refiners: tuple[Ragged, ...]


def blocking_keys(prepared: Prepared, vocabularies: Vocabularies, *, asking: bool) -> Keys:
    """Compute the keys of every record.

    Parameters
    ----------
    prepared
        A list.
    vocabularies
        Its vocabularies.
    asking
        True for the side that asks (released people, a search), False for the side on file. Patronymics are so
        common that the asking side uses one alone only where it has nothing else of the name.
    """
    surname, given, patronymic = vocabularies.surname, vocabularies.given_name, vocabularies.patronymic
    record = prepared.variant_record.astype(np.int64)
    rows: list[tuple[NDArray[np.int64], NDArray[np.int64]]] = []

    def add(records: NDArray[np.int64], keys: NDArray[np.int64]) -> None:
        rows.append((records, keys))

    # A given name can stand where a surname is expected and the reverse, so both are keys of one kind.
    for words, vocabulary in ((prepared.variant_surname, surname), (prepared.variant_given, given)):
        for kind, code in ((1, _codes), (2, _fronts), (3, _backs)):
            if vocabulary is given and kind != 1:
                continue
            position, value = _word_values(vocabulary, code).explode(words)
            add(record[position], _mix(kind, value))

    foreign = Ragged.of([_number(forms.phonetic)] if forms.phonetic else [] for forms in surname.forms)
    position, value = foreign.explode(prepared.variant_surname)
    add(record[position], _mix(14, value))

    given_groups, patronymic_groups = _groups(given), _groups(patronymic)
    position, value = given_groups.explode(prepared.variant_given)
    inner, father = patronymic_groups.explode(prepared.variant_patronymic[position])
    add(record[position][inner], _mix(4, value[inner], father))

    alone = (prepared.variant_surname < 0) & (prepared.variant_given < 0)
    position, value = patronymic_groups.explode(np.where(alone | (not asking), prepared.variant_patronymic, -1))
    add(record[position], _mix(11, value))

    # given name or patronymic with the year of birth: whatever became of the surname
    for kind, groups, words in (
        (12, given_groups, prepared.variant_given),
        (13, patronymic_groups, prepared.variant_patronymic),
    ):
        position, value = groups.explode(words)
        dated = prepared.birth_low[record[position]] > 0
        position, value = position[dated], value[dated]
        add(record[position], _mix(kind, value, prepared.birth_low[record[position]].astype(np.int64)))

    full = np.flatnonzero((prepared.birth >= 10000) & (prepared.birth % 100 > 0))
    birth = prepared.birth[full].astype(np.int64)
    month, day = birth // 100 % 100, birth % 100
    # day and month in ascending order: an exchange does not matter
    add(full, _mix(5, birth // 10000 * 10000 + np.minimum(month, day) * 100 + np.maximum(month, day)))
    add(full, _mix(6, birth % 10000, birth // 10000 % 100 // 10))  # one wrong digit in the year
    for kind, values, codes in (
        (7, prepared.call_sign, vocabularies.call_sign),
        (8, prepared.document_number, vocabularies.document_number),
        (9, prepared.tag_number, vocabularies.tag_number),
        (10, prepared.tax_number, vocabularies.tax_number),
    ):
        known = np.flatnonzero(values >= 0)
        numbers = np.array([_number(text) for text in codes.texts], dtype=np.int64)
        add(known, _mix(kind, numbers[values[known]]))

    all_records = np.concatenate([records for records, _ in rows])
    all_keys = np.concatenate([keys for _, keys in rows])
    all_keys, all_records = _unique_rows(all_keys, all_records)
    return Keys(all_records, all_keys, _refiners(prepared, vocabularies))


def blocking_keys_of(
    records: Records, *, asking: bool, progress: Progress | None = None
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Compute the keys under which records are stored in a database, or asked for.

    They follow from the cells and the shipped tables alone: every process and machine computes the same ones, in
    whatever order the records come. A new version of the tables may change some, and then they are to be stored anew.

    Parameters
    ----------
    records
        A list; may be empty.
    asking
        True for whoever asks, False for what is on file; see :func:`blocking_keys`.
    progress
        Called with stage, done, total.

    Returns
    -------
    position, key
        The distinct pairs of a record's position in the list and a 62-bit key, sorted by key.
    """
    vocabularies = Vocabularies()
    keys = blocking_keys(prepare(records, vocabularies, progress), vocabularies, asking=asking)
    return keys.record, keys.key


def _unique_rows(keys: NDArray[np.int64], records: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    order = np.lexsort((records, keys))
    keys, records = keys[order], records[order]
    if not len(keys):
        return keys, records
    new = np.r_[True, (keys[1:] != keys[:-1]) | (records[1:] != records[:-1])]
    return keys[new], records[new]


def _refiners(prepared: Prepared, vocabularies: Vocabularies) -> tuple[Ragged, ...]:
    """Values by which a broad key is made finer; a record without a value is not found through that refiner."""
    record = prepared.variant_record.astype(np.int64)
    count = len(prepared)
    refiners = []
    for vocabulary, words in (
        (vocabularies.given_name, prepared.variant_given),
        (vocabularies.patronymic, prepared.variant_patronymic),
    ):
        for values in (_groups(vocabulary), _initials(vocabulary)):
            position, value = values.explode(words)
            refiners.append(_per_record(record[position], value, count))
    year = prepared.birth_low.astype(np.int64)
    known = np.flatnonzero(year > 0)
    refiners.append(_per_record(known, year[known], count))
    position, value = _word_values(vocabularies.surname, _codes).explode(prepared.variant_surname)
    refiners.append(_per_record(record[position], value, count))
    position, value = _word_values(vocabularies.surname, _firsts).explode(prepared.variant_surname)
    refiners.append(_per_record(record[position], value, count))
    region = prepared.home_region.astype(np.int64)
    known = np.flatnonzero(region >= 0)
    refiners.append(_per_record(known, region[known], count))
    return tuple(refiners)


def _per_record(records: NDArray[np.int64], values: NDArray[np.int64], count: int) -> Ragged:
    records, values = _unique_rows(records, values)
    offsets = np.zeros(count + 1, dtype=np.int64)
    np.cumsum(np.bincount(records, minlength=count), out=offsets[1:])
    return Ragged(values, offsets)


def _word_values(vocabulary: WordVocabulary, code: Callable[[str], tuple[str, ...]]) -> Ragged:
    """Numbers per word for every reading of it."""
    return Ragged.of(
        sorted({_number(text) for sound in (*forms.sounds, *forms.weak_keys) for text in code(_plain(sound))})
        for forms in vocabulary.forms
    )


def _plain(key: str) -> str:
    return key.rsplit(":", 1)[-1]


def _codes(sound: str) -> tuple[str, ...]:
    return (sound_code(sound),)


def _fronts(sound: str) -> tuple[str, ...]:
    """Return the first sounds of a surname: damage further back leaves them whole."""
    return (sound[:3],) if len(sound) >= 3 else ()


def _backs(sound: str) -> tuple[str, ...]:
    """Return what follows the first two sounds, without a common ending's last sounds."""
    return (sound[2:7],) if len(sound) >= 5 else ()


def _firsts(sound: str) -> tuple[str, ...]:
    return (sound[:1],)


def _groups(vocabulary: WordVocabulary) -> Ragged:
    return Ragged.of(sorted({_number(key) for key in (*forms.keys, *forms.weak_keys)}) for forms in vocabulary.forms)


def _initials(vocabulary: WordVocabulary) -> Ragged:
    return Ragged.of(
        sorted({_number(letter[:1] if letter.endswith(CUT) else letter) for letter in forms.initials})
        for forms in vocabulary.forms
    )


def candidate_pairs(
    left: Keys, right: Keys, block_limit: int = BLOCK_LIMIT
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Join two lists on their keys.

    Parameters
    ----------
    left, right
        Keys of the two lists.
    block_limit
        Pairs in a block from which on it is refined.

    Returns
    -------
    left_records, right_records
        The distinct candidate pairs, sorted.
    """
    width = len(right.refiners[0].offsets)
    found: list[NDArray[np.int64]] = []
    _join(left.record, left.key, right.record, right.key, left, right, block_limit, width, found, depth=0)
    pairs = _sorted_distinct(np.concatenate(found))
    return pairs // width, pairs % width


def _join(
    left_record: NDArray[np.int64],
    left_key: NDArray[np.int64],
    right_record: NDArray[np.int64],
    right_key: NDArray[np.int64],
    left: Keys,
    right: Keys,
    limit: int,
    width: int,
    found: list[NDArray[np.int64]],
    depth: int,
) -> None:
    """Join rows sorted by key; blocks over the limit are refined, at most twice."""
    keys, left_start, left_count = np.unique(left_key, return_index=True, return_counts=True)
    right_start = np.searchsorted(right_key, keys, side="left")
    right_count = np.searchsorted(right_key, keys, side="right") - right_start
    size = left_count * right_count
    last = depth == 2
    small = (size > 0) & ((size <= limit) | last)
    found.append(
        _emit(
            left_record,
            right_record,
            left_start[small],
            left_count[small],
            right_start[small],
            right_count[small],
            width,
        )
    )
    large = (size > limit) & ~small
    if not large.any():
        return
    left_rows = _rows_of(left_start[large], left_count[large])
    right_rows = _rows_of(right_start[large], right_count[large])
    for kind, (left_values, right_values) in enumerate(zip(left.refiners, right.refiners, strict=True)):
        left_fine = _refined(left_record[left_rows], left_key[left_rows], left_values, kind)
        right_fine = _refined(right_record[right_rows], right_key[right_rows], right_values, kind)
        _join(*left_fine, *right_fine, left, right, limit * 4, width, found, depth + 1)


def _refined(
    record: NDArray[np.int64], key: NDArray[np.int64], values: Ragged, kind: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    position, value = values.explode(record)
    fine = _mix(100 + kind, key[position], value)
    order = np.argsort(fine, kind="stable")
    return record[position][order], fine[order]


def _rows_of(start: NDArray[np.int64], count: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.repeat(start, count) + count_up(count)


def _emit(
    left_record: NDArray[np.int64],
    right_record: NDArray[np.int64],
    left_start: NDArray[np.int64],
    left_count: NDArray[np.int64],
    right_start: NDArray[np.int64],
    right_count: NDArray[np.int64],
    width: int,
) -> NDArray[np.int64]:
    """Write out every pair of the blocks, as ``left * width + right``, each once."""
    size = left_count * right_count
    block = np.repeat(np.arange(len(size), dtype=np.int64), size)
    within = count_up(size)
    one = left_record[left_start[block] + within // right_count[block]]
    other = right_record[right_start[block] + within % right_count[block]]
    return _sorted_distinct(one * width + other)


def _sorted_distinct(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Do what np.unique does; by sorting, which for long arrays of pairs is several times faster than its hashing."""
    ordered = np.sort(values)
    return ordered[np.r_[True, ordered[1:] != ordered[:-1]]] if len(ordered) else ordered
