"""Written dates and ages to values, as lists really hold them; nothing is invented, everything doubtful is said.

A cell is cut into parts (numbers, month names, placeholders such as ``??`` or ``00``) and words, and the parts are
arranged into year, month and day. What cannot stand is left out with a note; a part that is not there stays unknown.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from functools import lru_cache
from typing import Literal

from matcher.dates.value import PartialDate, days_in_month
from matcher.tables import read_table

Kind = Literal["birth", "event"]

EARLIEST_LIKELY_YEAR = 1900
YOUNGEST_LIKELY_AGE = 14
BIRTH_PIVOT = 30
"""Two-digit birth years from here on are always 19xx."""
WIDEST_SPAN = 4
"""Years; "1985-1988" is still read as an estimate, a wider span is not a date."""
OLDEST_AGE = 120


@dataclass(frozen=True, slots=True)
class DateReading:
    """What was understood of a written date.

    Attributes
    ----------
    value
        The date; None if the cell is empty, says that the date is unknown, or could not be read.
    note
        What was altered, left out or doubted, for the problems report; None if the cell was read as it stands.
        A value of None with a note is a cell that could not be read.
    doubtful
        The value may be wrong: another reading is possible, or a part was impossible.
    """

    value: PartialDate | None
    note: str | None = None
    doubtful: bool = False


def parse_date(
    text: str | float | date | PartialDate | None, *, today: date | None = None, kind: Kind = "event"
) -> DateReading:
    """Read a date as people write it in Ukrainian, Russian, Belarusian and English lists.

    Parameters
    ----------
    text
        A cell: text, a ``date``, ``datetime`` or pandas ``Timestamp``, or a number as spreadsheets hold it.
    today
        Dates after this day are doubtful; the current day by default.
    kind
        ``"birth"`` or ``"event"``: how a two-digit year is completed. Births never lie in the future, and 30 to 99
        mean 1930 to 1999; events take the latest year that is not in the future.

    Returns
    -------
    DateReading
        Never raises on text. Numbers stand for day, month, year in this order unless only another order is possible.

    Examples
    --------
    >>> str(parse_date("15 березня 1985 р.н.").value)
    '1985-03-15'
    >>> parse_date("31.02.1985").note
    'there is no such day in that month; the day was left out'
    """
    today = today or datetime.now(tz=UTC).date()
    if text is None or isinstance(text, PartialDate):
        return DateReading(text)
    if isinstance(text, date):
        # pandas' "not a time" passes for a datetime whose parts are not numbers.
        if text.year != text.year:  # noqa: PLR0124
            return DateReading(None)
        return _checked(PartialDate.of(text), _Notes(), today)
    written = str(text)
    common = _COMMON.fullmatch(written)
    if common:
        day, month, year = common.groups()
        parts = _Calendar(int(year), int(month), int(day))
        if 1 <= parts.month <= 12 and 1 <= parts.day <= 28 and parts.year:
            return _checked(PartialDate(parts.year, parts.month, parts.day), _Notes(), today)
    return _Reader(today, kind).read(written)


_COMMON = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")


@dataclass(frozen=True, slots=True)
class _Calendar:
    """Year, month and day as numbers that need not exist."""

    year: int
    month: int
    day: int


@dataclass(slots=True)
class _Notes:
    """Notes gathered while reading one cell."""

    sentences: list[str] = field(default_factory=list)
    doubtful: bool = False

    def alter(self, sentence: str) -> None:
        self.sentences.append(sentence)

    def doubt(self, sentence: str) -> None:
        self.sentences.append(sentence)
        self.doubtful = True


def _checked(value: PartialDate, notes: _Notes, today: date) -> DateReading:
    first = value.first_day()
    if first is not None:
        if first > today:
            notes.doubt("the date lies in the future")
        elif first.year < EARLIEST_LIKELY_YEAR:
            notes.doubt(f"the year lies before {EARLIEST_LIKELY_YEAR}")
    return DateReading(value, "; ".join(dict.fromkeys(notes.sentences)) or None, notes.doubtful)
