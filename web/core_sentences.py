"""What the core says in English and pages show in their own language: its sentences and the labels of its data files.

A sentence stands here as the core's source says it, with a placeholder for each value that it fills in.
:mod:`web.core_words` recognises them; the catalogues hold their translations.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

SENTENCES = (
    "The file does not hold the result of this formula; open it, save it, and read it again.",
    "%(name)s declares a document type, which no spreadsheet does; save it again.",
    (
        "%(name)s, sheet %(title)s, has a filled cell far from the table (the sheet reaches to row "
        "%(height)s, column %(width)s); delete it."
    ),
    "The cell shows a spreadsheet error; it was taken as empty.",
    "%(name)s is damaged: a part is cut short or overwritten; save it again.",
    "%(name)s repeats one filled %(kind)s %(count)s times; delete the copies.",
    "%(name)s is too large: unpacked it takes more than 1 GB; split it or save it as CSV.",
    "Not readable as an age",
    "Not readable as a sex",
    "Says neither military nor civilian",
    "Not a known rank",
    "Not readable as a military unit",
    "Some characters were already lost when the file was written.",
    "Not a name, it holds no letters; the text was kept but counts as missing.",
    "The name holds digits; look whether something else stands in the cell.",
    "Very long for a name; look whether something else stands in the cell.",
    "%(sentence)s; the text was kept but counts as missing.",
    "A spreadsheet rounded this number, its last digits are lost.",
    "A taxpayer number has 10 or 12 digits, this one has %(digits)s.",
    "%(why)s; the text was kept but counts as missing.",
    "Says that the date is not known; counts as missing.",
    "%(name)s has no name column: %(reason)s.",
    "Also means %(described)s, like %(heading)s; used where that is blank, and carried along.",
    "none of its headings means a name",
    "its first rows hold no known heading",
    (
        "The numbers repeat (rows %(first)s and %(second)s), so they do not identify the rows; the row "
        "number in the file is the id."
    ),
    "The row has no id; it is called %(made)s.",
    "The column has no heading; carried as %(heading)s.",
    "%(name)s: rows %(first)s and %(second)s have the same id in column %(headings)s; ids must differ.",
    "The apostrophe that keeps a spreadsheet from reading the cell as a formula was taken off.",
    "A delimiter is one character, not %(delimiter)s.",
    "A quotation mark does not enclose the cell; it was kept as part of the text.",
    "Not UTF-8 like the rest of the file, decoded by guess: line %(shown)s.",
    " and more",
    "No encoding fits the file.",
    " (%(rivals)s would fit almost as well)",
    "The encoding was taken to be %(encoding)s%(also)s; look at the names.",
    "%(name)s is not a table: it holds binary data; save it as CSV, XLSX or ODS.",
    (
        "%(name)s is not %(encoding)s text: line %(line)s holds bytes that mean nothing in it; leave the "
        "encoding out to have it found."
    ),
    "There is no text encoding %(encoding)s; use for example utf-8 or windows-1251.",
    "a ZIP archive; unpack it first, or",
    "a PDF document",
    "a picture (PNG)",
    "a picture (JPEG)",
    "a picture (GIF)",
    "a picture (TIFF)",
    "a picture or recording (RIFF)",
    "a compressed file (gzip)",
    "a compressed file (bzip2)",
    "a compressed file (xz)",
    "an archive (7z)",
    "an archive (RAR)",
    "a SQLite database",
    "a Parquet file",
    "a program",
    "a text document (RTF)",
    "a binary workbook (XLSB);",
    "%(name)s is %(what)s save it as CSV, XLSX or ODS.",
    "%(name)s is an old Office document, not a table; save it as CSV, XLSX or ODS.",
    "%(name)s is empty.",
    "%(name)s is a web page or XML, not a table; open it in a spreadsheet program and save it as CSV, XLSX or ODS.",
    "%(name)s is JSON, which is not read here; save it as CSV, XLSX or ODS.",
    "a text document, not a table;",
    "%(name)s is protected by a password; save it without one.",
    "%(name)s is %(what)s, not a table; save it as CSV, XLSX or ODS.",
    "%(name)s is damaged: it begins like a spreadsheet but cannot be opened.",
    "a Numbers or Pages document;",
    "%(name)s has no column %(heading)s%(suggestion)s",
    "The row is empty",
    "Rows %(first)s to %(last)s are empty",
    "%(which)s; left out.",
    "%(name)s has %(headings)s columns; no list of people has so many.",
    "Stands above the headings; skipped.",
    "%(name)s has headings but no rows below them.",
    "The row has %(cells)s for %(wanted)s; the rest was taken as empty.",
    (
        "%(name)s, row %(number)s: %(filled)s cells, but there are only %(count)s; look for a delimiter "
        "inside a cell that has no quotation marks."
    ),
    "Numbers the columns; skipped.",
    "Repeats the headings; skipped.",
    "The row has no name; it is carried but cannot be matched.",
    "%(name)s is a text file, it has no sheets.",
    "The table is empty.",
    "the same name and birth date as",
    "the same in every column as",
    "The row says %(what)s row %(earlier)s.",
    "%(source)s has no record with the id %(record_id)s.",
    "%(name)s has no sheet %(wanted)s; it has %(repr)s.",
    "Only the sheet %(name)s was read; choose another with the sheet option.",
    "%(name)s is empty: no sheet holds anything.",
    "%(name)s is damaged or not a spreadsheet; open it in a spreadsheet program and save it again.",
    "a two-digit year, read as %(year)s",
    "a lone number that may be a year, a day or an age",
    "two numbers that may be day and month or month and year",
    "an age, not a date",
    "digits without separators that are not one date",
    "digits without separators",
    "six digits without separators",
    "too little of a date is known",
    "no year",
    "no year, and the month stands first",
    "the year stands in the middle",
    "the month is not known; the day was left out",
    "the year could not be read",
    "there is no such month; day and month were left out",
    "neither year nor month could be read",
    "the number beside the month was taken for a day; it may be a year",
    "the month stands before the day",
    "day and month in unusual order",
    "read as day/month; it may be month/day",
    "there is no such day in that month; the day was left out",
    "other words stand in the cell and were left out",
    "an incomplete number was left out",
    "a question mark stands beside the date",
    "several dates stand in the cell; what they have in common was kept",
    "a five-digit number, taken for a spreadsheet's day number",
    "a span of years, read as an estimate",
    "a number that is neither a year nor a date",
    "a span of years, not a date",
    "no date could be read",
    "letters in the place of digits were read as digits",
    "more numbers or months than a date has",
    "the date lies in the future",
    "several dates that have nothing in common",
    "the year lies before %(earliest_likely_year)s",
    "Typed with another keyboard layout",
    "Letters misread inside the %(name)s word %(result)s repaired",
    "Invisible characters removed",
    "Apostrophe written in the usual way",
    "Decomposed letters composed",
    "Wide or joined letters written singly",
    "Stress marks removed",
    "Quotation mark inside a word read as an apostrophe",
    "Dash written as a hyphen",
    "Stroke read as the letter palochka",
    "Spaces tidied",
    "Space beside a hyphen removed",
    "Digits or strokes",
    "Look-alike characters",
    "%(kind)s (%(seen)s) inside the %(name)s word %(result)s repaired",
    "Letters of two alphabets left in %(result)s",
    "counting names",
    "finding candidate pairs",
    "weighing rivals",
    "estimating chance agreement",
    "estimating the model",
    "reading names",
    "; did you mean %(near)s?",
    "; choose from %(choices)s.",
    "There is no field %(name)s%(suggestion)s",
    "reading the file",
    "storing the people",
    "comparing the versions",
    "The file is no longer there; bring it again.",
    "Another version of this list was loaded meanwhile; look at the differences again.",
    "reading the records",
    "keeping the reports",
    "preparing the reports",
    "entries",
    "looking at the other lists",
    "keeping the matches",
    "looking for duplicates",
)
"""Sentences about a file, notes on a date, changes of a name, errors, and stages of a job."""

LABELS = ("Cyrillic", "Latin")
"""Single words that sentences are filled with: the scripts of a repaired word."""

AND_MORE = " and more"
"""What follows numbers of which not all are told."""

OR = " or "
CHOICES = frozenset({"rivals", "near"})
"""What stands between the last two of several words, and the placeholders that hold several."""

COUNTED = (("%(num)s cell", "%(num)s cells"), ("%(num)s heading", "%(num)s headings"))
"""Numbers of things that sentences are filled with."""


@lru_cache(maxsize=1)
def scheme_labels() -> tuple[str, ...]:
    """Return the readable names of the romanisation schemes and of the schemes of other scripts."""
    from matcher.names.romanisation import schemes
    from matcher.names.scripts import scheme_labels as other_scripts

    return tuple(dict.fromkeys([*(scheme.label for scheme in schemes()), *other_scripts().values()]))


def messages() -> Iterator[tuple[str, str | tuple[str, str]]]:
    """Yield every text of the core that a page may show, with where it comes from, for the catalogues."""
    for sentence in (*SENTENCES, *LABELS, OR, *COUNTED):
        yield "web/core_sentences.py", sentence
    for label in scheme_labels():
        yield "matcher/data", label
