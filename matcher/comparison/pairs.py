"""Compare candidate pairs in every field: prepared records in, agreement levels out, all in bulk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import OSA
from rapidfuzz.process import cpdist

from matcher.comparison.levels import (
    LEVELS,
    NAME_FIELDS,
    CategoryLevel,
    CodeLevel,
    DateLevel,
    NameLevel,
    OrderLevel,
    PlaceLevel,
    RankLevel,
)
from matcher.comparison.words import compare_words
from matcher.dates import DateAgreement, compare_date_codes
from matcher.name_variants import SEXES
from matcher.ragged import Ragged, cross, distinct_pairs

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.model import Model
    from matcher.preparation import Prepared, Vocabularies
    from matcher.statistics import NameStatistics

ADJACENT_RANKS = 2
CODE_LENGTH = 5  # a shorter number one character off is another number
UNLIKELY = 10.0  # bits; an even less likely reading is believed as much if it fits
AGE_SLACK = 1  # years by which a stated age and a birth year may miss each other


@dataclass(frozen=True, slots=True, eq=False)
class Agreement:
    """How pairs agree: one item per pair in every array.

    Attributes
    ----------
    levels
        Per field of :data:`matcher.comparison.levels.LEVELS`, level codes.
    keys
        Per name field, the canonical key both sides share, ``-1`` if none: its frequency weighs the agreement.
    left_variant, right_variant
        Position in the prepared ``variant_*`` arrays of the readings that fit best.
    belief
        How much less likely than the likeliest these two readings of the names are, in bits, 0 or less.
    """

    levels: dict[str, NDArray[np.int8]]
    keys: dict[str, NDArray[np.int32]]
    left_variant: NDArray[np.int64]
    right_variant: NDArray[np.int64]
    belief: NDArray[np.float64]

    def __len__(self) -> int:
        """Return the number of pairs."""
        return len(self.left_variant)

    def take(self, pairs: NDArray[np.integer]) -> Agreement:
        """Return the listed pairs, in that order."""
        return Agreement(
            {field: levels[pairs] for field, levels in self.levels.items()},
            {field: keys[pairs] for field, keys in self.keys.items()},
            self.left_variant[pairs],
            self.right_variant[pairs],
            self.belief[pairs],
        )


def compare_pairs(
    left: Prepared,
    right: Prepared,
    left_records: NDArray[np.integer],
    right_records: NDArray[np.integer],
    vocabularies: Vocabularies,
    statistics: NameStatistics,
    model: Model,
) -> Agreement:
    """Compare pairs of records.

    Parameters
    ----------
    left, right
        The two lists; they share ``vocabularies``.
    left_records, right_records
        Record numbers, one per pair.
    statistics
        How common names are, and which are established.
    model
        Used to choose, among several readings of the two names, the ones that fit best.

    Returns
    -------
    Agreement
        One level per pair and field.
    """
    names, keys, left_variant, right_variant, belief = _names(
        left, right, left_records, right_records, vocabularies, statistics, model
    )
    a, b = left_records, right_records
    sex = _category(left.sex[a] - 1, right.sex[b] - 1)
    women = (left.sex[a] == SEXES["f"]) | (right.sex[b] == SEXES["f"])
    changed = women & (sex != CategoryLevel.DIFFERENT) & (names["surname"] == NameLevel.DIFFERENT)
    names["surname"] = np.where(changed, NameLevel.MAY_HAVE_CHANGED, names["surname"]).astype(np.int8)
    birth_place = _places(
        left.birth_region[a], left.birth_settlement[a], right.birth_region[b], right.birth_settlement[b]
    )
    home = _places(left.home_region[a], left.home_settlement[a], right.home_region[b], right.home_settlement[b])
    # many people live where they were born: compared only where the two lists give nothing better
    birth_home = np.maximum(
        _places(left.birth_region[a], left.birth_settlement[a], right.home_region[b], right.home_settlement[b]),
        _places(left.home_region[a], left.home_settlement[a], right.birth_region[b], right.birth_settlement[b]),
    )
    others: dict[str, NDArray[np.int8]] = {
        "birth_date": _birth(left, right, a, b),
        "sex": sex,
        "status": _category(left.status[a] - 1, right.status[b] - 1),
        "rank": _ranks(left.rank[a], right.rank[b]),
        "unit": _units(left, right, a, b),
        "call_sign": _texts(left.call_sign[a], right.call_sign[b], vocabularies.call_sign.texts),
        "birth_place": birth_place,
        "home": home,
        "birth_home": np.where((birth_place > 0) | (home > 0), PlaceLevel.MISSING, birth_home).astype(np.int8),
        "event_order": _order(left, right, a, b),
        "event_date": _events(left.event_date[a], right.event_date[b]),
        "event_place": _places(
            left.event_region[a], left.event_settlement[a], right.event_region[b], right.event_settlement[b]
        ),
        "document_number": _texts(
            left.document_number[a], right.document_number[b], vocabularies.document_number.texts
        ),
        "tag_number": _texts(left.tag_number[a], right.tag_number[b], vocabularies.tag_number.texts),
        "tax_number": _texts(left.tax_number[a], right.tax_number[b], vocabularies.tax_number.texts),
    }
    levels = names | others
    return Agreement({field: levels[field] for field in LEVELS}, keys, left_variant, right_variant, belief)


def _names(
    left: Prepared,
    right: Prepared,
    left_records: NDArray[np.integer],
    right_records: NDArray[np.integer],
    vocabularies: Vocabularies,
    statistics: NameStatistics,
    model: Model,
) -> tuple[
    dict[str, NDArray[np.int8]], dict[str, NDArray[np.int32]], NDArray[np.int64], NDArray[np.int64], NDArray[np.float64]
]:
    """Compare every reading of one name with every reading of the other and keep the best-fitting two."""
    left_start, right_start = left.variant_start, right.variant_start
    left_readings = Ragged(np.arange(len(left.variant_record), dtype=np.int64), left_start)
    right_readings = Ragged(np.arange(len(right.variant_record), dtype=np.int64), right_start)
    pair, one, other = cross(left_readings, right_readings, left_records, right_records)
    count = len(left_records)
    levels: dict[str, NDArray[np.int8]] = {}
    keys: dict[str, NDArray[np.int32]] = {}
    # a less likely way to read a name needs to fit better than the likeliest one: it is one more chance to fit
    belief = np.maximum(left.variant_belief, -UNLIKELY)[one] + np.maximum(right.variant_belief, -UNLIKELY)[other]
    belief = belief.astype(np.float64)
    total = belief.copy()
    for field, column in zip(NAME_FIELDS, ("variant_surname", "variant_given", "variant_patronymic"), strict=True):
        agreement = compare_words(
            vocabularies.words(field),
            getattr(left, column)[one],
            getattr(right, column)[other],
            statistics.share[field],
            statistics.established[field],
        )
        levels[field], keys[field] = agreement.level, agreement.key
        total += model.weight(field, agreement.level, statistics.share_of(field, agreement.key))
    order = np.lexsort((-other, -one, total, pair))  # among equals the first readings: the ones as written
    last = order[np.r_[pair[order][1:] != pair[order][:-1], True]] if len(pair) else order
    where = pair[last]
    result_levels = {field: np.zeros(count, dtype=np.int8) for field in NAME_FIELDS}
    result_keys = {field: np.full(count, -1, dtype=np.int32) for field in NAME_FIELDS}
    left_variant = np.full(count, -1, dtype=np.int64)
    right_variant = np.full(count, -1, dtype=np.int64)
    for field in NAME_FIELDS:
        result_levels[field][where] = levels[field][last]
        result_keys[field][where] = keys[field][last]
    left_variant[where], right_variant[where] = one[last], other[last]
    result_belief = np.zeros(count)
    result_belief[where] = belief[last]
    return result_levels, result_keys, left_variant, right_variant, result_belief


def _category(left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.int8]:
    present = (left >= 0) & (right >= 0)
    same = np.where(left == right, CategoryLevel.SAME, CategoryLevel.DIFFERENT)
    return np.where(present, same, CategoryLevel.MISSING).astype(np.int8)


def _units(left: Prepared, right: Prepared, a: NDArray[np.integer], b: NDArray[np.integer]) -> NDArray[np.int8]:
    """Compare units: any common key makes them the same, only keys of one kind contradict each other."""
    same = np.zeros(len(a), dtype=np.bool_)
    for one in (left.unit[a], left.unit_also[a]):
        for other in (right.unit[b], right.unit_also[b]):
            same |= (one >= 0) & (one == other)
    comparable = (left.unit_kind[a] >= 0) & (left.unit_kind[a] == right.unit_kind[b])
    return np.select([same, comparable], [CategoryLevel.SAME, CategoryLevel.DIFFERENT], CategoryLevel.MISSING).astype(
        np.int8
    )


def _ranks(left: NDArray[np.integer], right: NDArray[np.integer]) -> NDArray[np.int8]:
    present = (left >= 0) & (right >= 0)
    steps = np.abs(left.astype(np.int64) - right)
    level = np.select(
        [~present, steps == 0, steps <= ADJACENT_RANKS],
        [RankLevel.MISSING, RankLevel.SAME, RankLevel.ADJACENT],
        RankLevel.DIFFERENT,
    )
    return level.astype(np.int8)


def _places(
    left_region: NDArray[np.int32],
    left_settlement: NDArray[np.int32],
    right_region: NDArray[np.int32],
    right_settlement: NDArray[np.int32],
) -> NDArray[np.int8]:
    """Grade places; two villages of one name in two regions are two places."""
    both_settlements = (left_settlement >= 0) & (right_settlement >= 0)
    both_regions = (left_region >= 0) & (right_region >= 0)
    same_settlement = both_settlements & (left_settlement == right_settlement)
    same_region = both_regions & (left_region == right_region)
    other_region = both_regions & (left_region != right_region)
    level = np.select(
        [
            ~both_settlements & ~both_regions,
            same_settlement & ~other_region,
            same_region,
        ],
        [PlaceLevel.MISSING, PlaceLevel.SAME_SETTLEMENT, PlaceLevel.SAME_REGION],
        PlaceLevel.DIFFERENT,
    )
    return level.astype(np.int8)


def _texts(left: NDArray[np.int32], right: NDArray[np.int32], texts: list[str]) -> NDArray[np.int8]:
    """Compare numbers and call signs: equal, one character apart, different."""
    level = np.zeros(len(left), dtype=np.int8)
    present = np.flatnonzero((left >= 0) & (right >= 0))
    if not len(present):
        return level
    first, second, inverse = distinct_pairs(left[present], right[present])
    values = np.array(texts, dtype=object)
    lengths = np.array([len(text) for text in texts], dtype=np.int64)
    edits = cpdist(values[first], values[second], scorer=OSA.distance, dtype=np.float64, workers=1)
    close = (edits <= 1) & (np.minimum(lengths[first], lengths[second]) >= CODE_LENGTH)
    graded = np.select([edits == 0, close], [CodeLevel.SAME, CodeLevel.CLOSE], CodeLevel.DIFFERENT)
    level[present] = graded[inverse]
    return level


_FULL_DATES = {
    DateAgreement.EQUAL: DateLevel.EQUAL,
    DateAgreement.SWAPPED: DateLevel.SWAPPED,
    DateAgreement.ONE_DIGIT: DateLevel.ONE_DIGIT,
    DateAgreement.NEIGHBOUR_YEAR: DateLevel.NEIGHBOUR_YEAR,
    DateAgreement.PLACEHOLDER: DateLevel.PLACEHOLDER,
    DateAgreement.SAME_YEAR: DateLevel.SAME_YEAR,
}
_COARSE_DATES = {
    DateAgreement.EQUAL: DateLevel.EQUAL_COARSER,
    DateAgreement.EQUAL_COARSER: DateLevel.EQUAL_COARSER,
    DateAgreement.NEIGHBOUR_YEAR: DateLevel.YEARS_NEAR,
    DateAgreement.AGE_COMPATIBLE: DateLevel.YEARS_NEAR,
}


def _mapping(known: dict[DateAgreement, DateLevel], otherwise: DateLevel) -> NDArray[np.int8]:
    table = np.full(max(DateAgreement) + 1, otherwise, dtype=np.int8)
    table[DateAgreement.MISSING] = DateLevel.MISSING
    for agreement, level in known.items():
        table[agreement] = level
    return table


_FULL_TABLE = _mapping(_FULL_DATES, DateLevel.CONTRADICTING)
_COARSE_TABLE = _mapping(_COARSE_DATES, DateLevel.YEAR_CONTRADICTING)


def _graded_dates(left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.int8]:
    agreement = compare_date_codes(left, right)
    full = _is_full(left) & _is_full(right)
    return np.where(full, _FULL_TABLE[agreement], _COARSE_TABLE[agreement]).astype(np.int8)


def _is_full(codes: NDArray[np.int32]) -> NDArray[np.bool_]:
    full: NDArray[np.bool_] = (codes >= 10000) & (codes // 100 % 100 > 0) & (codes % 100 > 0)
    return full


def _birth(left: Prepared, right: Prepared, a: NDArray[np.integer], b: NDArray[np.integer]) -> NDArray[np.int8]:
    level = _graded_dates(left.birth[a], right.birth[b])
    # a year of birth that follows from an age: compare ranges of years
    unknown = (level == DateLevel.MISSING) & (left.birth_low[a] > 0) & (right.birth_low[b] > 0)
    chosen = np.flatnonzero(unknown)
    if len(chosen):
        left_low, left_high = left.birth_low[a[chosen]], left.birth_high[a[chosen]]
        right_low, right_high = right.birth_low[b[chosen]], right.birth_high[b[chosen]]
        gap = np.maximum(left_low, right_low) - np.minimum(left_high, right_high)
        level[chosen] = np.where(gap <= AGE_SLACK, DateLevel.AGE_COMPATIBLE, DateLevel.AGE_CONTRADICTING)
    return level


def _events(left: NDArray[np.int32], right: NDArray[np.int32]) -> NDArray[np.int8]:
    """Compare two dates of events; "missing since" and "captured" differ by weeks as a rule, so years count."""
    level = _graded_dates(left, right)
    loose = (level == DateLevel.SAME_YEAR) | (level == DateLevel.PLACEHOLDER)
    return np.where(loose, DateLevel.SAME_YEAR, level).astype(np.int8)


def _order(left: Prepared, right: Prepared, a: NDArray[np.integer], b: NDArray[np.integer]) -> NDArray[np.int8]:
    """Nobody is released before he disappears; unknown months and days are given the benefit of the doubt."""
    released = left.release_date[a]
    missing = right.event_date[b]
    present = (released >= 10000) & (missing >= 10000)
    latest = _latest(released)
    return np.where(
        present, np.where(latest < missing, OrderLevel.IMPOSSIBLE, OrderLevel.POSSIBLE), OrderLevel.MISSING
    ).astype(np.int8)


def _latest(codes: NDArray[np.int32]) -> NDArray[np.int32]:
    """Fill unknown parts of dates with the last month and day."""
    month = np.where(codes // 100 % 100 == 0, 12, codes // 100 % 100)
    day = np.where(codes % 100 == 0, 31, codes % 100)
    latest: NDArray[np.int32] = codes // 10000 * 10000 + month * 100 + day
    return latest
