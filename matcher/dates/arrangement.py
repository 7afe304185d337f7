"""The parts of a written date arranged into year, month and day; what no calendar has is left out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.dates.parts import Notes, Part, UnreadableError
from matcher.dates.value import PartialDate, days_in_month

if TYPE_CHECKING:
    from datetime import date

EARLIEST_LIKELY_YEAR = 1900
YOUNGEST_LIKELY_AGE = 14
BIRTH_PIVOT = 30
"""Two-digit birth years from here on are always 19xx."""

Parts = tuple[int | None, int | None, int | None]


def arrange(parts: list[Part], meanings: set[str], text: str, notes: Notes) -> Parts:
    """Say which part is the year, the month and the day; month and day may still be impossible."""
    named = [position for position, part in enumerate(parts) if part.month is not None]
    if named:
        return _arrange_named(parts, named[0], meanings, notes)
    if len(parts) == 1:
        return _arrange_single(parts[0], meanings, notes)
    if len(parts) == 2:
        return _arrange_two(parts[0], parts[1], text, notes)
    return _arrange_three(parts, text, notes)


def _arrange_named(parts: list[Part], at: int, meanings: set[str], notes: Notes) -> Parts:
    month = parts[at].month
    others = [part for position, part in enumerate(parts) if position != at]
    if not others:
        return None, month, None
    if len(others) == 1:
        (other,) = others
        if other.digits >= 3 or (other.number or 0) > 31 or (meanings & {"year", "birth"} and at == 0):
            return _year(other, notes), month, None
        if at == 0 and other.number is not None:
            notes.doubt("the number beside the month was taken for a day; it may be a year")
        return None, month, other.number
    first, second = others
    if first.digits >= 3 or (first.number or 0) > 31:
        first, second = second, first
    return _year(second, notes), month, first.number


def _arrange_single(part: Part, meanings: set[str], notes: Notes) -> Parts:
    digits, number = part.digits, part.number
    assert number is not None
    if digits == 4:
        return number, None, None
    if digits in (6, 8):
        return _undivided(f"{number:0{digits}d}", notes)
    if digits == 2 and "birth" in meanings and "age" not in meanings:
        return _year(part, notes), None, None
    if digits <= 3 and meanings & {"age", "year"}:
        raise UnreadableError("an age, not a date")
    raise UnreadableError("a lone number that may be a year, a day or an age")


def _undivided(digits: str, notes: Notes) -> Parts:
    """Read digits without separators where only one order is possible."""
    found: set[Parts] = set()
    if len(digits) == 8:
        candidates = ((digits[:4], digits[4:6], digits[6:]), (digits[4:], digits[2:4], digits[:2]))
        for year, month, day in candidates:
            if _plausible(int(year), int(month), int(day), notes.today):
                found.add((int(year), int(month), int(day)))
    else:
        if _plausible(int(digits[:4]), int(digits[4:]), 1, notes.today):
            found.add((int(digits[:4]), int(digits[4:]), None))
        year_of = _year(Part(int(digits[4:]), 2), notes.afresh())
        if year_of and _plausible(year_of, int(digits[2:4]), int(digits[:2]), notes.today):
            found.add((year_of, int(digits[2:4]), int(digits[:2])))
    if len(found) != 1:
        raise UnreadableError("digits without separators that are not one date")
    if len(digits) == 8:
        notes.alter("digits without separators")
    else:
        notes.doubt("six digits without separators")
    return found.pop()


def _plausible(year: int, month: int, day: int, today: date) -> bool:
    if not (EARLIEST_LIKELY_YEAR <= year <= today.year and 1 <= month <= 12):
        return False
    return 1 <= day <= days_in_month(year, month)


def _arrange_two(first: Part, second: Part, text: str, notes: Notes) -> Parts:
    if first.digits >= 3 or second.digits >= 3:
        year, month = (first, second) if first.digits >= 3 else (second, first)
        return _year(year, notes), month.number, None
    if first.number is None or second.number is None:
        raise UnreadableError("too little of a date is known")
    if first.may_be_month and second.number > 31:
        return _year(second, notes), first.number, None
    if second.may_be_month and 12 < first.number <= 31:
        notes.doubt("no year")
        return None, second.number, first.number
    if "/" in text and first.may_be_month and 12 < second.number <= 31:
        notes.doubt("no year, and the month stands first")
        return None, first.number, second.number
    raise UnreadableError("two numbers that may be day and month or month and year")


def _arrange_three(parts: list[Part], text: str, notes: Notes) -> Parts:
    first, second, third = parts
    if second.digits >= 3:
        raise UnreadableError("the year stands in the middle")
    year_first = first.digits >= 3 or (third.digits <= 2 and (first.number or 0) > 31)
    if year_first:
        year, month, day = _year(first, notes), second, third
    else:
        year, month, day = _year(third, notes), second, first
    if not month.unknown and not month.may_be_month and day.may_be_month:
        month, day = day, month
        if "/" in text and not year_first:
            notes.alter("the month stands before the day")
        else:
            notes.doubt("day and month in unusual order")
    elif "/" in text and not year_first and month.may_be_month and day.may_be_month and month.number != day.number:
        notes.doubt("read as day/month; it may be month/day")
    if month.unknown and day.number is not None:
        notes.doubt("the month is not known; the day was left out")
        return year, None, None
    return year, month.number, day.number


def _year(part: Part, notes: Notes) -> int | None:
    """Complete a year; None for one that is unknown or has a digit too few or too many."""
    if part.number is None:
        return None
    if part.digits == 4:
        return part.number
    if part.digits != 2:
        notes.doubt("the year could not be read")
        return None
    year = 2000 + part.number
    if year > notes.today.year or (notes.kind == "birth" and part.number >= BIRTH_PIVOT):
        year -= 100
    sentence = f"a two-digit year, read as {year}"
    if notes.kind == "birth" and notes.today.year - year < YOUNGEST_LIKELY_AGE:
        notes.doubt(sentence)
    else:
        notes.alter(sentence)
    return year


def possible(year: int | None, month: int | None, day: int | None, notes: Notes, *, approximate: bool) -> PartialDate:
    """Leave out what no calendar has."""
    if month is not None and not 1 <= month <= 12:
        notes.doubt("there is no such month; day and month were left out")
        month = day = None
    if month is None:
        day = None
    elif day is not None and not 1 <= day <= days_in_month(year, month):
        notes.doubt("there is no such day in that month; the day was left out")
        day = None
    if year is None and month is None:
        raise UnreadableError("neither year nor month could be read")
    if year is None:
        notes.doubt("no year")
    return PartialDate(year, month, day, approximate=approximate)
