"""Written dates and ages to values, as lists really hold them; nothing is invented, every doubt is said.

A cell is cut into parts (numbers, month names, placeholders such as ``??`` or ``00``) and words, and the
parts are arranged into year, month and day. What cannot stand is left out with a note.
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
        What was altered, left out or doubted, for the problems report; None if
        nothing was. A value of None with a note is a cell that could not be read.
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
        ``"birth"`` or ``"event"``: how a two-digit year is completed. Births never lie in the future, and
        30 to 99 mean 1930 to 1999; events take the latest year that is not in the future.

    Returns
    -------
    DateReading
        Never raises on text. Numbers stand for day, month, year unless only another order is possible.

    Examples
    --------
    >>> str(parse_date("15 березня 1985 р.н.").value)
    '1985-03-15'
    >>> parse_date("31.02.1985").note
    'there is no such day in that month; the day was left out'
    """
    notes = _Notes(today or datetime.now(tz=UTC).date(), kind)
    if text is None or isinstance(text, PartialDate):
        return DateReading(text)
    if isinstance(text, date):
        # pandas' "not a time" passes for a datetime, but its year is not a number.
        return _finished(PartialDate.of(text), notes) if text.year > 0 else DateReading(None)
    written = str(text)
    common = _COMMON.fullmatch(written)
    if common:
        day, month, year = (int(part) for part in common.groups())
        if 1 <= month <= 12 and 1 <= day <= 28 and year:
            return _finished(PartialDate(year, month, day), notes)
    return _read(written, notes)


def parse_age(text: str | float | None) -> int | None:
    """Read an age in completed years: ``34``, ``34 роки``, ``34 года``, ``34 years``.

    Parameters
    ----------
    text
        A cell.

    Returns
    -------
    int or None
        0 to 120; None where the cell holds no age, or anything beside it that is not understood.
    """
    if text is None:
        return None
    written = re.sub(r"(?<=\d)[.,]0+$", "", unicodedata.normalize("NFKC", str(text)).strip()).casefold()
    numbers = re.findall(r"\d+", written)
    words = re.findall(r"[^\W\d_]+", written)
    units = {"year", "age", "about", "date"}
    if len(numbers) != 1 or len(numbers[0]) > 3 or not all(_words().get(word) in units for word in words):
        return None
    age = int(numbers[0])
    return age if age <= OLDEST_AGE and not re.search(r"[-−]\s*\d", written) else None


def birth_range(age: int, age_on: PartialDate | date | None) -> tuple[PartialDate, PartialDate] | None:
    """Return the first and the last possible day of birth of somebody who has this age on that date.

    Parameters
    ----------
    age
        Completed years.
    age_on
        When the age held; any day of it, if it is only a year or a month.

    Returns
    -------
    tuple of PartialDate, or None
        Both full and inclusive; None if the year of ``age_on`` is unknown.
    """
    on = PartialDate.of(age_on) if isinstance(age_on, date) else age_on
    first, last = (on.first_day(), on.last_day()) if on is not None else (None, None)
    if first is None or last is None or first.year - age - 1 < 1:
        return None
    low = _years_before(first, age + 1) + timedelta(days=1)
    return PartialDate.of(low), PartialDate.of(_years_before(last, age))


def birth_from_age(age: int, age_on: PartialDate | date | None) -> PartialDate | None:
    """Return the likelier year of birth of somebody who has this age on that date, as an estimate.

    Parameters
    ----------
    age
        Completed years.
    age_on
        When the age held.

    Returns
    -------
    PartialDate or None
        A year marked approximate; None if the year of ``age_on`` is unknown.
    """
    bounds = birth_range(age, age_on)
    if bounds is None:
        return None
    low, high = (bound.first_day() for bound in bounds)
    assert low is not None
    assert high is not None
    return PartialDate((low + (high - low) / 2).year, approximate=True)


def _years_before(day: date, years: int) -> date:
    year = day.year - years
    return date(year, day.month, min(day.day, days_in_month(year, day.month)))


# --- One cell -----------------------------------------------------------------------------------------------

_COMMON = re.compile(r"([0-9]{1,2})\.([0-9]{1,2})\.([0-9]{4})")
_OWN_FORM = re.compile(r"(~?)(?:([0-9]{4})|-)(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_INVISIBLE = re.compile(r"[\u00ad\u200b-\u200f\u2060\ufeff]")
_SERIAL = re.compile(r"([0-9]{5})(?:[.,][0-9]+)?")
_WHOLE_FLOAT = re.compile(r"([0-9]{4,8})[.,]0+")
_SPAN = re.compile(r"((?:19|20)[0-9]{2})\s*[/–—-]\s*((?:19|20)[0-9]{2}|[0-9]{2})")
_TIME = re.compile(
    r"(?:(?<=\d)[Tт]|(?<!\S))\d{1,2}:\d{2}(?::\d{2}(?:[.,]\d+)?)?(?!\d)(?::?\s?(?:Z|[+-]\d{2}:?\d{2})\b)?"
    r"|(?:(?<!\w)(?:о|в|at)\s+)?\d{1,2}\s*(?:годин\w*|час\w*|h|am|pm)(?!\w)"
)
_DAYS = re.compile(r"\d{1,2}\s*[-–—]\s*(?=\d{1,2}[.\s/])")
_BETWEEN = re.compile(
    r"\s+(?:або|или|чи|or|та|і|и|and|по|до|to)\s+|\s*;\s*|\s+[-–—]\s+|(?<=\d{4})\s*[-–—]\s*(?=\d{1,2}\.|\d{4})"
    r"|(?<=[^\W\d_])\s*[-–—/]\s*(?=[^\W\d_]{3})",
    re.IGNORECASE,
)
_BORN_IN = re.compile(r"(?<![^\W\d_])([рг])\.?\s?([нр])(?![^\W\d_])", re.IGNORECASE)

# Letters that stand for digits in scanned or hurried dates, by shape.
_DIGIT_LETTERS = str.maketrans("OoОоlIІі|!ЗзSsбBВ", "00001111113355688"[:17])
_SLIP_SET = r"[\dOoОоlIІі|!ЗзSsбBВ]"
_SLIPPED_DATE = re.compile(
    rf"(?<!\w){_SLIP_SET}{{1,4}}([.,/\-])\s?({_SLIP_SET}{{1,4}})\1\s?{_SLIP_SET}{{1,4}}(?=[гр]?\b|\W|$)"
)
_SLIPPED_YEAR = re.compile(rf"(?<![\w.,/\-])(?=\S{{0,3}}\d\S{{0,2}}\d|\d\S{{0,2}}\d){_SLIP_SET}{{4}}(?=[гр]?\b)")
_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
_ROMAN = {numeral: month for month, numeral in enumerate(_NUMERALS, start=1)}
_CYRILLIC_ROMAN = str.maketrans("іхѵ", "ixv")

_TOKEN = re.compile(
    r"(?P<blank>(?<!\d)\d{1,3}[?*_]+|[?*_]{2,}|(?<![^\s.,/])[?*_–—](?=[.,/])|(?<![^\s.,/])[-–—]{2,}(?![^\s.,/])|(?<!\w)[xхXХ]{2,4}(?!\w))"
    r"|(?P<number>\d+)|(?P<word>[^\W\d_]+)|(?P<estimate>[~≈±])|(?P<doubt>\?)|(?P<short>['’ʼ`](?=\d\d(?!\d)))"
)


@dataclass(slots=True)
class _Notes:
    """How one cell is to be read, and the notes gathered on the way."""

    today: date
    kind: Kind
    sentences: list[str] = field(default_factory=list)
    doubtful: bool = False

    def alter(self, sentence: str) -> None:
        self.sentences.append(sentence)

    def afresh(self) -> _Notes:
        """Return empty notes for a trial."""
        return _Notes(self.today, self.kind)

    def doubt(self, sentence: str) -> None:
        self.sentences.append(sentence)
        self.doubtful = True


@dataclass(frozen=True, slots=True)
class _Part:
    """A number, a month by name, or a placeholder for an unknown part (both None)."""

    number: int | None = None
    digits: int = 0
    month: int | None = None

    @property
    def unknown(self) -> bool:
        return self.number is None and self.month is None

    @property
    def may_be_month(self) -> bool:
        return self.number is not None and 1 <= self.number <= 12 and self.digits <= 2


class _UnreadableError(Exception):
    """Raised inside this module only; its argument is the sentence for the problems report."""


def _finished(value: PartialDate, notes: _Notes) -> DateReading:
    first = value.first_day()
    if first is not None:
        if first > notes.today:
            notes.doubt("the date lies in the future")
        elif first.year < EARLIEST_LIKELY_YEAR:
            notes.doubt(f"the year lies before {EARLIEST_LIKELY_YEAR}")
    return DateReading(value, "; ".join(dict.fromkeys(notes.sentences)) or None, notes.doubtful)


def _read(written: str, notes: _Notes) -> DateReading:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", written)).strip()
    if _says_missing(text):
        return DateReading(None)
    try:
        value = _own_form(text) or _serial(text, notes) or _span(text, notes)
        if value is None:
            value = _read_words(text, notes)
    except _UnreadableError as error:
        return DateReading(None, str(error), doubtful=True)
    return DateReading(None) if value is None else _finished(value, notes)


def _says_missing(text: str) -> bool:
    bare = text.casefold().strip(" .,;:()-–—_?*/'\"")
    return not bare or _words().get(bare) == "missing"


def _own_form(text: str) -> PartialDate | None:
    """Read what ``str(PartialDate)`` writes, which includes ISO 8601."""
    match = _OWN_FORM.fullmatch(text)
    if match is None:
        return None
    estimate, *numbers = match.groups()
    try:
        year, month, day = (int(number) if number else None for number in numbers)
        return PartialDate(year, month, day, approximate=bool(estimate))
    except ValueError:
        return None


def _serial(text: str, notes: _Notes) -> PartialDate | None:
    """Read a spreadsheet's day number (days since 30 December 1899), as left by a lost date format."""
    match = _SERIAL.fullmatch(text)
    if match is None:
        return None
    day = date(1899, 12, 30) + timedelta(days=int(match[1]))
    if day > notes.today:
        raise _UnreadableError("a number that is neither a year nor a date")
    notes.doubt("a five-digit number, taken for a spreadsheet's day number")
    return PartialDate.of(day)


def _span(text: str, notes: _Notes) -> PartialDate | None:
    """Read "1985/86" or "1985-1987" as an estimate."""
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    first = int(match[1])
    last = int(match[2]) if len(match[2]) == 4 else first // 100 * 100 + int(match[2])
    if len(match[2]) == 2 and int(match[2]) <= 12:
        return None
    if not first <= last <= first + WIDEST_SPAN:
        raise _UnreadableError("a span of years, not a date")
    notes.doubt("a span of years, read as an estimate")
    return PartialDate((first + last) // 2, approximate=True)


def _read_words(text: str, notes: _Notes) -> PartialDate | None:
    whole = _WHOLE_FLOAT.fullmatch(text)
    cell = _repair_digits(whole[1] if whole else _TIME.sub(" ", text), notes)
    cut_notes = notes.afresh()
    parts, meanings = _cut(cell, cut_notes)
    if len(parts) > 3 or sum(part.digits >= 4 for part in parts) > 1 or _months_named(parts) > 1:
        return _several(cell, notes)
    notes.sentences += cut_notes.sentences
    notes.doubtful |= cut_notes.doubtful
    if all(part.unknown for part in parts):
        if parts and "stray" not in meanings:
            return None
        raise _UnreadableError("no date could be read")
    year, month, day = _arrange(parts, meanings, cell, notes)
    return _possible(year, month, day, notes, approximate="about" in meanings)


def _months_named(parts: list[_Part]) -> int:
    return sum(part.month is not None for part in parts)


def _repair_digits(text: str, notes: _Notes) -> str:
    def repaired(match: re.Match[str]) -> str:
        middle = match[2] if match.re is _SLIPPED_DATE else ""
        digits = match[0].translate(_DIGIT_LETTERS)
        if digits == match[0] or not re.search(r"\d", match[0]):
            return match[0]
        if middle and middle.casefold().translate(_CYRILLIC_ROMAN) in _ROMAN:
            start, end = match.span(2)
            offset = match.start()
            digits = digits[: start - offset] + middle + digits[end - offset :]
            if digits == match[0]:
                return digits
        notes.alter("letters in the place of digits were read as digits")
        return digits

    return _SLIPPED_YEAR.sub(repaired, _SLIPPED_DATE.sub(repaired, text))


def _cut(text: str, notes: _Notes) -> tuple[list[_Part], set[str]]:
    """Cut a cell into date parts and the meanings of the words beside them."""
    parts: list[_Part] = []
    meanings: set[str] = set()
    tokens = list(_TOKEN.finditer(_BORN_IN.sub(r"\1\2 ", text)))
    for position, token in enumerate(tokens):
        kind, found = token.lastgroup, token[0]
        if kind == "number":
            number = int(found)
            parts.append(_Part(number, len(found)) if number else _Part(digits=len(found)))
        elif kind == "blank":
            parts.append(_Part(digits=len(found)))
            if found[0].isdigit():
                meanings.add("stray")
                notes.doubt("an incomplete number was left out")
        elif kind == "word":
            month = _month(found.casefold(), numeral=position + 1 < len(tokens) and (position > 0 or len(found) > 1))
            if month:
                parts.append(_Part(month=month))
            else:
                meanings.add(_words().get(found.casefold(), "stray"))
        elif kind == "estimate":
            meanings.add("about")
        elif kind == "doubt":
            notes.doubt("a question mark stands beside the date")
        else:
            meanings.add("birth")
            meanings.add("year")
    if "stray" in meanings or "missing" in meanings:
        notes.doubt("other words stand in the cell and were left out")
    return parts, meanings


def _month(word: str, *, numeral: bool) -> int | None:
    month = _month_names().get(word)
    if month is None and numeral:
        return _ROMAN.get(word.translate(_CYRILLIC_ROMAN))
    return month


def _several(text: str, notes: _Notes) -> PartialDate:
    """Keep what several dates in one cell ("15-16.03.2022", "березень або квітень 2022") have in common."""
    sentence = "several dates stand in the cell; what they have in common was kept"
    days = _DAYS.match(text)
    if days is not None:
        rest = _read_words(text[days.end() :], notes)
        if rest is not None and rest.year is not None:
            notes.doubt(sentence)
            return PartialDate(rest.year, rest.month, approximate=rest.approximate)
    pieces = [piece for piece in _BETWEEN.split(text) if piece.strip()]
    read = [_read_words(piece, notes.afresh()) for piece in pieces] if len(pieces) > 1 else []
    dates = [value for value in read if value is not None]
    years = {value.year for value in dates if value.year is not None}
    if len(dates) < 2 or len(dates) < len(pieces) or not years:
        raise _UnreadableError("more numbers or months than a date has")
    notes.doubt(sentence)
    if len(years) > 1:
        if max(years) - min(years) > WIDEST_SPAN:
            raise _UnreadableError("several dates that have nothing in common")
        return PartialDate((min(years) + max(years)) // 2, approximate=True)
    months = {value.month for value in dates}
    days_named = {value.day for value in dates}
    month = months.pop() if len(months) == 1 else None
    day = days_named.pop() if len(days_named) == 1 and month else None
    return PartialDate(years.pop(), month, day, approximate=any(value.approximate for value in dates))


# --- Parts to year, month, day ------------------------------------------------------------------------------

_Parts = tuple[int | None, int | None, int | None]


def _arrange(parts: list[_Part], meanings: set[str], text: str, notes: _Notes) -> _Parts:
    """Say which part is the year, the month and the day; month and day may still be impossible."""
    named = [position for position, part in enumerate(parts) if part.month is not None]
    if named:
        return _arrange_named(parts, named[0], meanings, notes)
    if len(parts) == 1:
        return _arrange_single(parts[0], meanings, notes)
    if len(parts) == 2:
        return _arrange_two(parts[0], parts[1], text, notes)
    return _arrange_three(parts, text, notes)


def _arrange_named(parts: list[_Part], at: int, meanings: set[str], notes: _Notes) -> _Parts:
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


def _arrange_single(part: _Part, meanings: set[str], notes: _Notes) -> _Parts:
    digits, number = part.digits, part.number
    assert number is not None
    if digits == 4:
        return number, None, None
    if digits in (6, 8):
        return _undivided(f"{number:0{digits}d}", notes)
    if digits == 2 and "birth" in meanings and "age" not in meanings:
        return _year(part, notes), None, None
    if digits <= 3 and meanings & {"age", "year"}:
        raise _UnreadableError("an age, not a date")
    raise _UnreadableError("a lone number that may be a year, a day or an age")


def _undivided(digits: str, notes: _Notes) -> _Parts:
    """Read digits without separators where only one order is possible."""
    found: set[_Parts] = set()
    if len(digits) == 8:
        candidates = ((digits[:4], digits[4:6], digits[6:]), (digits[4:], digits[2:4], digits[:2]))
        for year, month, day in candidates:
            if _plausible(int(year), int(month), int(day), notes.today):
                found.add((int(year), int(month), int(day)))
    else:
        if _plausible(int(digits[:4]), int(digits[4:]), 1, notes.today):
            found.add((int(digits[:4]), int(digits[4:]), None))
        year_of = _year(_Part(int(digits[4:]), 2), notes.afresh())
        if year_of and _plausible(year_of, int(digits[2:4]), int(digits[:2]), notes.today):
            found.add((year_of, int(digits[2:4]), int(digits[:2])))
    if len(found) != 1:
        raise _UnreadableError("digits without separators that are not one date")
    if len(digits) == 8:
        notes.alter("digits without separators")
    else:
        notes.doubt("six digits without separators")
    return found.pop()


def _plausible(year: int, month: int, day: int, today: date) -> bool:
    if not (EARLIEST_LIKELY_YEAR <= year <= today.year and 1 <= month <= 12):
        return False
    return 1 <= day <= days_in_month(year, month)


def _arrange_two(first: _Part, second: _Part, text: str, notes: _Notes) -> _Parts:
    if first.digits >= 3 or second.digits >= 3:
        year, month = (first, second) if first.digits >= 3 else (second, first)
        return _year(year, notes), month.number, None
    if first.number is None or second.number is None:
        raise _UnreadableError("too little of a date is known")
    if first.may_be_month and second.number > 31:
        return _year(second, notes), first.number, None
    if second.may_be_month and 12 < first.number <= 31:
        notes.doubt("no year")
        return None, second.number, first.number
    if "/" in text and first.may_be_month and 12 < second.number <= 31:
        notes.doubt("no year, and the month stands first")
        return None, first.number, second.number
    raise _UnreadableError("two numbers that may be day and month or month and year")


def _arrange_three(parts: list[_Part], text: str, notes: _Notes) -> _Parts:
    first, second, third = parts
    if second.digits >= 3:
        raise _UnreadableError("the year stands in the middle")
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


def _year(part: _Part, notes: _Notes) -> int | None:
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


def _possible(year: int | None, month: int | None, day: int | None, notes: _Notes, *, approximate: bool) -> PartialDate:
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
        raise _UnreadableError("neither year nor month could be read")
    if year is None:
        notes.doubt("no year")
    return PartialDate(year, month, day, approximate=approximate)


# --- Tables -------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1)
def _words() -> dict[str, str]:
    return {word: meaning for word, meaning in read_table("date_words.tsv", columns=2)}  # noqa: C416


@lru_cache(maxsize=1)
def _month_names() -> dict[str, int]:
    """Return every form and every unambiguous beginning of three letters or more."""
    forms: dict[str, int] = {}
    beginnings: dict[str, set[int]] = {}
    for number, _language, names in read_table("months.tsv", columns=3):
        for name in names.split():
            forms[name] = int(number)
            for length in range(3, len(name)):
                beginnings.setdefault(name[:length], set()).add(int(number))
    return {word: min(months) for word, months in beginnings.items() if len(months) == 1} | forms
