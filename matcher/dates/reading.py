"""Written dates and ages to values, as lists really hold them; nothing is invented, every doubt is said.

A cell is cut into parts (numbers, month names, placeholders such as ``??`` or ``00``) and words, and the
parts are arranged into year, month and day. What cannot stand is left out with a note.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta

from matcher.dates.arrangement import EARLIEST_LIKELY_YEAR, arrange, possible
from matcher.dates.parts import CYRILLIC_ROMAN, ROMAN, Kind, Notes, Part, UnreadableError, cut, words_beside
from matcher.dates.value import PartialDate

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
    notes = Notes(today or datetime.now(tz=UTC).date(), kind)
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
    if len(numbers) != 1 or len(numbers[0]) > 3 or not all(words_beside().get(word) in units for word in words):
        return None
    age = int(numbers[0])
    return age if age <= OLDEST_AGE and not re.search(r"[-−]\s*\d", written) else None


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

# Letters that stand for digits in scanned or hurried dates, by shape.
_DIGIT_LETTERS = str.maketrans("OoОоlIІі|!ЗзSsбBВ", "00001111113355688"[:17])
_SLIP_SET = r"[\dOoОоlIІі|!ЗзSsбBВ]"
_SLIPPED_DATE = re.compile(
    rf"(?<!\w){_SLIP_SET}{{1,4}}([.,/\-])\s?({_SLIP_SET}{{1,4}})\1\s?{_SLIP_SET}{{1,4}}(?=[гр]?\b|\W|$)"
)
_SLIPPED_YEAR = re.compile(rf"(?<![\w.,/\-])(?=\S{{0,3}}\d\S{{0,2}}\d|\d\S{{0,2}}\d){_SLIP_SET}{{4}}(?=[гр]?\b)")


def _finished(value: PartialDate, notes: Notes) -> DateReading:
    first = value.first_day()
    if first is not None:
        if first > notes.today:
            notes.doubt("the date lies in the future")
        elif first.year < EARLIEST_LIKELY_YEAR:
            notes.doubt(f"the year lies before {EARLIEST_LIKELY_YEAR}")
    return DateReading(value, "; ".join(dict.fromkeys(notes.sentences)) or None, notes.doubtful)


def _read(written: str, notes: Notes) -> DateReading:
    text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", written)).strip()
    if _says_missing(text):
        return DateReading(None)
    try:
        value = _own_form(text) or _serial(text, notes) or _span(text, notes)
        if value is None:
            value = _read_words(text, notes)
    except UnreadableError as error:
        return DateReading(None, str(error), doubtful=True)
    return DateReading(None) if value is None else _finished(value, notes)


def _says_missing(text: str) -> bool:
    bare = text.casefold().strip(" .,;:()-–—_?*/'\"")
    return not bare or words_beside().get(bare) == "missing"


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


def _serial(text: str, notes: Notes) -> PartialDate | None:
    """Read a spreadsheet's day number (days since 30 December 1899), as left by a lost date format."""
    match = _SERIAL.fullmatch(text)
    if match is None:
        return None
    day = date(1899, 12, 30) + timedelta(days=int(match[1]))
    if day > notes.today:
        raise UnreadableError("a number that is neither a year nor a date")
    notes.doubt("a five-digit number, taken for a spreadsheet's day number")
    return PartialDate.of(day)


def _span(text: str, notes: Notes) -> PartialDate | None:
    """Read "1985/86" or "1985-1987" as an estimate."""
    match = _SPAN.fullmatch(text)
    if match is None:
        return None
    first = int(match[1])
    last = int(match[2]) if len(match[2]) == 4 else first // 100 * 100 + int(match[2])
    if len(match[2]) == 2 and int(match[2]) <= 12:
        return None
    if not first <= last <= first + WIDEST_SPAN:
        raise UnreadableError("a span of years, not a date")
    notes.doubt("a span of years, read as an estimate")
    return PartialDate((first + last) // 2, approximate=True)


def _read_words(text: str, notes: Notes) -> PartialDate | None:
    whole = _WHOLE_FLOAT.fullmatch(text)
    cell = _repair_digits(whole[1] if whole else _TIME.sub(" ", text), notes)
    cut_notes = notes.afresh()
    parts, meanings = cut(cell, cut_notes)
    if len(parts) > 3 or sum(part.digits >= 4 for part in parts) > 1 or _months_named(parts) > 1:
        return _several(cell, notes)
    notes.sentences += cut_notes.sentences
    notes.doubtful |= cut_notes.doubtful
    if all(part.unknown for part in parts):
        if parts and "stray" not in meanings:
            return None
        raise UnreadableError("no date could be read")
    year, month, day = arrange(parts, meanings, cell, notes)
    return possible(year, month, day, notes, approximate="about" in meanings)


def _months_named(parts: list[Part]) -> int:
    return sum(part.month is not None for part in parts)


def _repair_digits(text: str, notes: Notes) -> str:
    def repaired(match: re.Match[str]) -> str:
        middle = match[2] if match.re is _SLIPPED_DATE else ""
        digits = match[0].translate(_DIGIT_LETTERS)
        if digits == match[0] or not re.search(r"\d", match[0]):
            return match[0]
        if middle and middle.casefold().translate(CYRILLIC_ROMAN) in ROMAN:
            start, end = match.span(2)
            offset = match.start()
            digits = digits[: start - offset] + middle + digits[end - offset :]
            if digits == match[0]:
                return digits
        notes.alter("letters in the place of digits were read as digits")
        return digits

    return _SLIPPED_YEAR.sub(repaired, _SLIPPED_DATE.sub(repaired, text))


def _several(text: str, notes: Notes) -> PartialDate:
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
        raise UnreadableError("more numbers or months than a date has")
    notes.doubt(sentence)
    if len(years) > 1:
        if max(years) - min(years) > WIDEST_SPAN:
            raise UnreadableError("several dates that have nothing in common")
        return PartialDate((min(years) + max(years)) // 2, approximate=True)
    months = {value.month for value in dates}
    days_named = {value.day for value in dates}
    month = months.pop() if len(months) == 1 else None
    day = days_named.pop() if len(days_named) == 1 and month else None
    return PartialDate(years.pop(), month, day, approximate=any(value.approximate for value in dates))
