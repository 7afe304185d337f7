"""How two partial dates agree: a ladder of kinds of disagreement, each with a likelihood of its own.

:func:`compare_dates` is the clear reference for one pair, :func:`compare_date_codes` for arrays of them.
"""

from __future__ import annotations

from enum import IntEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np
    import numpy.typing as npt

    from matcher.dates.value import PartialDate

AGE_TOLERANCE = 2
"""Years by which an estimated year, or one known only as a year, may differ and still be compatible."""


class DateAgreement(IntEnum):
    """The rungs of the ladder, strongest first; a pair stands on the first rung that describes it."""

    MISSING = 0
    """A date is absent, or the two share no known part: no evidence."""
    EQUAL = 1
    """Both full and the same day."""
    EQUAL_COARSER = 2
    """At least one is not full; they agree in every part that both know."""
    SWAPPED = 3
    """Both full, same year, day and month exchanged."""
    PLACEHOLDER = 4
    """Same year, one is 1 January (what clerks write for an unknown day), the other another day or month."""
    ONE_DIGIT = 5
    """Both full; one digit of the eight differs, or two neighbouring digits of one part are exchanged."""
    NEIGHBOUR_YEAR = 6
    """The years differ by one; day and month are the same or not known on both sides."""
    AGE_COMPATIBLE = 7
    """One is an estimate or only a year, and the years differ by no more than AGE_TOLERANCE."""
    SAME_YEAR = 8
    """Only the year agrees, day or month contradict."""
    CONTRADICTING = 9
    """Two different dates."""


def compare_dates(a: PartialDate | None, b: PartialDate | None) -> DateAgreement:
    """Return how two dates agree; the order of the two does not matter.

    Parameters
    ----------
    a, b
        Dates; None is a missing date.

    Returns
    -------
    DateAgreement
        The first rung of the ladder that describes the pair.

    Examples
    --------
    >>> from matcher.dates import PartialDate
    >>> compare_dates(PartialDate(1985, 3, 7), PartialDate(1985, 7, 3)).name
    'SWAPPED'
    >>> compare_dates(PartialDate(1985, 3, 7), PartialDate(1985)).name
    'EQUAL_COARSER'
    """
    if a is None or b is None:
        return DateAgreement.MISSING
    parts = ((a.year, b.year), (a.month, b.month), (a.day, b.day))
    shared = [(x, y) for x, y in parts if x is not None and y is not None]
    if not shared:
        return DateAgreement.MISSING
    if a.approximate or b.approximate:
        return _compare_estimates(a.year, b.year)
    full = len(shared) == len(parts)
    if all(x == y for x, y in shared):
        return DateAgreement.EQUAL if full else DateAgreement.EQUAL_COARSER
    if a.year is None or b.year is None:
        return DateAgreement.CONTRADICTING
    if a.year == b.year:
        return _compare_within_year(a, b, full=full)
    if full and _one_slip(f"{a.code:08d}", f"{b.code:08d}"):
        return DateAgreement.ONE_DIGIT
    apart = abs(a.year - b.year)
    if apart == 1 and all(x == y for x, y in shared[1:]):
        return DateAgreement.NEIGHBOUR_YEAR
    if (a.month is None or b.month is None) and apart <= AGE_TOLERANCE:
        return DateAgreement.AGE_COMPATIBLE
    return DateAgreement.CONTRADICTING


def _compare_estimates(a: int | None, b: int | None) -> DateAgreement:
    if a is None or b is None:
        return DateAgreement.MISSING
    return DateAgreement.AGE_COMPATIBLE if abs(a - b) <= AGE_TOLERANCE else DateAgreement.CONTRADICTING


def _compare_within_year(a: PartialDate, b: PartialDate, *, full: bool) -> DateAgreement:
    """Compare two different dates of one year that both have a month."""
    if full and (a.month, a.day) == (b.day, b.month):
        return DateAgreement.SWAPPED
    if (1, 1) in ((a.month, a.day), (b.month, b.day)):
        return DateAgreement.PLACEHOLDER
    if full and _one_slip(f"{a.code:08d}", f"{b.code:08d}"):
        return DateAgreement.ONE_DIGIT
    return DateAgreement.SAME_YEAR


# Places in yyyymmdd whose right-hand neighbour belongs to the same part.
_INNER = (0, 1, 2, 4, 6)


def _one_slip(a: str, b: str) -> bool:
    """Tell whether one slip of the fingers turns yyyymmdd text ``a`` into ``b``."""
    differing = [place for place in range(8) if a[place] != b[place]]
    if len(differing) == 2:
        left, right = differing
        return right == left + 1 and left in _INNER and a[left] == b[right] and a[right] == b[left]
    return len(differing) == 1


def compare_date_codes(
    a: npt.NDArray[np.integer], b: npt.NDArray[np.integer], estimate: npt.NDArray[np.bool_] | None = None
) -> npt.NDArray[np.int8]:
    """Compare many pairs of dates at once; the same answers as :func:`compare_dates`.

    Parameters
    ----------
    a, b
        Integer arrays of one shape holding :attr:`PartialDate.code` (0 is a missing date).
    estimate
        True where either date of the pair is approximate, which codes do not tell; by default none is.

    Returns
    -------
    numpy.ndarray
        int8 values of :class:`DateAgreement`, of the same shape.
    """
    import numpy as np

    level = DateAgreement
    if estimate is None:
        estimate = np.zeros(a.shape, dtype=np.bool_)
    year_a, year_b = a // 10_000, b // 10_000
    month_a, month_b = a // 100 % 100, b // 100 % 100
    day_a, day_b = a % 100, b % 100
    have_year = (year_a > 0) & (year_b > 0)
    have_month = (month_a > 0) & (month_b > 0)
    have_day = (day_a > 0) & (day_b > 0)
    full = have_year & have_day
    apart = np.abs(year_a - year_b)
    calendar_agrees = ((month_a == month_b) | ~have_month) & ((day_a == day_b) | ~have_day)
    agrees = calendar_agrees & ((apart == 0) | ~have_year)
    same_year = have_year & (apart == 0)
    first_january = (a % 10_000 == 101) | (b % 10_000 == 101)

    slip = np.zeros(a.shape, dtype=np.bool_)
    # Digits are looked at only where the answer can matter: full, different dates.
    places = np.nonzero(full & ~agrees)
    slip[places] = _slips(a[places], b[places])

    shared = have_year | have_month
    return np.select(
        [
            ~shared,
            estimate & ~have_year,
            estimate & (apart <= AGE_TOLERANCE),
            estimate,
            agrees & full,
            agrees,
            ~have_year,
            same_year & full & (month_a == day_b) & (day_a == month_b),
            same_year & first_january,
            slip,
            (apart == 1) & calendar_agrees,
            (apart > 0) & ~have_month & (apart <= AGE_TOLERANCE),
            same_year,
        ],
        [
            np.int8(answer)
            for answer in (
                level.MISSING,
                level.MISSING,
                level.AGE_COMPATIBLE,
                level.CONTRADICTING,
                level.EQUAL,
                level.EQUAL_COARSER,
                level.CONTRADICTING,
                level.SWAPPED,
                level.PLACEHOLDER,
                level.ONE_DIGIT,
                level.NEIGHBOUR_YEAR,
                level.AGE_COMPATIBLE,
                level.SAME_YEAR,
            )
        ],
        default=np.int8(level.CONTRADICTING),
    )


def _slips(a: npt.NDArray[np.integer], b: npt.NDArray[np.integer]) -> npt.NDArray[np.bool_]:
    """Do what :func:`_one_slip` does, for arrays of eight-digit numbers."""
    import numpy as np

    digits_a = [a // 10**power % 10 for power in range(7, -1, -1)]
    digits_b = [b // 10**power % 10 for power in range(7, -1, -1)]
    wrong = np.sum([x != y for x, y in zip(digits_a, digits_b, strict=True)], axis=0, dtype=np.int8)
    exchanged = np.zeros(a.shape, dtype=np.bool_)
    for place in _INNER:
        here, there = digits_a[place], digits_a[place + 1]
        # "different" because 11 exchanged is 11: that would let two wrong digits elsewhere pass.
        exchanged |= (here != there) & (here == digits_b[place + 1]) & (there == digits_b[place])
    slipped: npt.NDArray[np.bool_] = (wrong == 1) | ((wrong == 2) & exchanged)
    return slipped
