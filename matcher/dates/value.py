"""The partial date: a calendar date of which year, month or day may be unknown."""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from functools import total_ordering


class Precision(StrEnum):
    """How far a date is known."""

    DAY = "day"
    MONTH = "month"
    YEAR = "year"
    NO_YEAR = "no year"


@total_ordering
@dataclass(frozen=True, slots=True)
class PartialDate:
    """A date of the Gregorian calendar with unknown parts left out, never filled in.

    Parameters
    ----------
    year, month, day
        None where unknown. A day needs a month; at least one part must be known.
    approximate
        The year is an estimate ("about 1985", or worked out from an age).

    Raises
    ------
    ValueError
        If a part is out of range, the day does not exist in that month, or nothing is known.

    Examples
    --------
    >>> str(PartialDate(1985, 3)), PartialDate(1985, 3).precision.value
    ('1985-03', 'month')
    >>> sorted([PartialDate(1985, 3), PartialDate(1984, 12, 31), PartialDate(1985)])[0].code
    19841231
    """

    year: int | None
    month: int | None = None
    day: int | None = None
    approximate: bool = False

    def __post_init__(self) -> None:
        if self.year is None and self.month is None:
            raise ValueError("A partial date needs at least a year or a month.")
        if self.year is not None and not 1 <= self.year <= 9999:
            raise ValueError(f"The year must be between 1 and 9999, not {self.year}.")
        if self.month is None:
            if self.day is not None:
                raise ValueError(f"A day ({self.day}) needs a month.")
        elif not 1 <= self.month <= 12:
            raise ValueError(f"The month must be between 1 and 12, not {self.month}.")
        elif self.day is not None and not 1 <= self.day <= days_in_month(self.year, self.month):
            raise ValueError(f"There is no day {self.day} in month {self.month} of year {self.year}.")

    @property
    def precision(self) -> Precision:
        """The finest part that is known; NO_YEAR where the year is not."""
        if self.year is None:
            return Precision.NO_YEAR
        if self.month is None:
            return Precision.YEAR
        return Precision.MONTH if self.day is None else Precision.DAY

    @property
    def code(self) -> int:
        """The date as year * 10000 + month * 100 + day, 0 for a missing part; silent on ``approximate``."""
        return (self.year or 0) * 10_000 + (self.month or 0) * 100 + (self.day or 0)

    @classmethod
    def of(cls, day: date) -> PartialDate:
        """Return a calendar day (or the day of a datetime) as a full date."""
        return cls(day.year, day.month, day.day)

    def first_day(self) -> date | None:
        """Return the earliest day this date can mean; None without a year. Ignores ``approximate``."""
        if self.year is None:
            return None
        return date(self.year, self.month or 1, self.day or 1)

    def __str__(self) -> str:
        year = "-" if self.year is None else f"{self.year:04d}"
        parts = [year, *(f"{part:02d}" for part in (self.month, self.day) if part is not None)]
        return ("~" if self.approximate else "") + "-".join(parts)

    def __lt__(self, other: object) -> bool:
        """Order by year, month, day; an unknown part stands before every known one."""
        if not isinstance(other, PartialDate):
            return NotImplemented
        return (self.code, self.approximate) < (other.code, other.approximate)


def days_in_month(year: int | None, month: int) -> int:
    """Return the number of days; February has 29 in an unknown year."""
    return monthrange(2000 if year is None else year, month)[1]
