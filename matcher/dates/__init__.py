"""Dates that may be incomplete, doubtful or wrong: reading them and saying how well two agree."""

from __future__ import annotations

from matcher.dates.agreement import (
    DateAgreement,
    compare_date_codes,
    compare_dates,
    months_apart,
    years_apart,
)
from matcher.dates.reading import DateReading, birth_from_age, birth_range, parse_age, parse_date
from matcher.dates.value import PartialDate, Precision

__all__ = [
    "DateAgreement",
    "DateReading",
    "PartialDate",
    "Precision",
    "birth_from_age",
    "birth_range",
    "compare_date_codes",
    "compare_dates",
    "months_apart",
    "parse_age",
    "parse_date",
    "years_apart",
]
