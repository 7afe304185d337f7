"""Dates that may be incomplete, doubtful or wrong: reading them and saying how well two agree."""

from __future__ import annotations

from matcher.dates.agreement import DateAgreement, compare_date_codes, compare_dates
from matcher.dates.reading import DateReading, parse_age, parse_date
from matcher.dates.value import PartialDate, Precision

__all__ = [
    "DateAgreement",
    "DateReading",
    "PartialDate",
    "Precision",
    "compare_date_codes",
    "compare_dates",
    "parse_age",
    "parse_date",
]
