"""From the bytes of an upload to a table with headings, as far as it can be found, and from there to records."""

from __future__ import annotations

import io
import zipfile
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from matcher.errors import InputError
from matcher.intake.archive import DAMAGE
from matcher.intake.columns import distinct_headings
from matcher.intake.delimited import read_delimited
from matcher.intake.encoding import decode
from matcher.intake.filetype import FileType, file_type
from matcher.intake.grid import Grid, Remark
from matcher.intake.headings import count_recognised
from matcher.intake.layout import Layout, lay_out
from matcher.intake.problems import Severity
from matcher.intake.reading import from_layout
from matcher.intake.workbook import read_workbook
from web.intake.guess import guess_fields

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matcher.intake import Records

NAME = "The file"
"""What the core's sentences call every upload: names that people give their files are neither kept nor shown."""
MOST_UNPACKED = 300 * 1024 * 1024
"""Bytes to which a workbook may unpack; a list of 100,000 people takes a tenth of it."""
MOST_ROWS = 300_000
"""Lines of a text file."""
MOST_CELLS = 3_000_000
"""Cells of a text file: thirty for each of 100,000 people. It is read while somebody waits for the page."""
MOST_IN_A_LINE = 10_000
"""Delimiters in a line of a text file; the core refuses a table of far fewer columns, but only once it is read."""
_MARKS = (b",", b";", b"\t", b"|")
_HEADING_ROWS = 10


@dataclass(frozen=True, slots=True)
class Settings:
    """How an upload is to be read.

    Attributes
    ----------
    columns
        Heading to field, ``""`` to leave the column unread; only what differs from what is recognised.
    sheet
        Name of a workbook's sheet; ``""`` for the first that holds anything.
    headings
        ``"yes"``, ``"no"``, or ``"auto"``: there are headings if one of the first rows holds a known one.
    """

    columns: dict[str, str]
    sheet: str = ""
    headings: str = "auto"


@dataclass(frozen=True, slots=True)
class Table:
    """A table as found in a file.

    Attributes
    ----------
    grid
        All cells, and how they were read.
    layout
        Headings, all different and none blank, and the rows below.
    mapping
        What :class:`Settings` says about columns that are there, and what was guessed where nothing is a heading.
    with_headings
        Whether the headings are the file's own.
    sheets, sheet
        The workbook's sheets and the one that was read; none and ``""`` for a text file.
    """

    grid: Grid
    layout: Layout
    mapping: dict[str, str]
    with_headings: bool
    sheets: tuple[str, ...] = ()
    sheet: str = ""

    def records(self) -> Records:
        """Return the records.

        Raises
        ------
        InputError
            If there is no name column, or ids repeat.
        """
        return from_layout(self.grid, self.layout, mapping=self.mapping, name=NAME)


def kind_of(content: bytes) -> str:
    """Return ``text``, ``xlsx``, ``ods`` or ``xls``, judged by the content alone.

    Raises
    ------
    InputError
        If it is no table, or a workbook that unpacks to far more than any list needs.
    """
    if file_type(content, NAME) is FileType.TEXT:
        return "text"
    if not content.startswith(b"PK"):
        return "xls"
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            unpacked = sum(part.file_size for part in parts.infolist())
            kind = "xlsx" if "xl/workbook.xml" in parts.namelist() else "ods"
    except DAMAGE:
        raise InputError(f"{NAME} is damaged: it begins like a spreadsheet but cannot be opened.") from None
    if unpacked > MOST_UNPACKED:
        raise InputError(f"{NAME} is too large: unpacked it takes more than 300 MB; save it as CSV.")
    return kind


def too_many_cells(content: bytes) -> bool:
    """Tell, without reading it, whether a text file has more rows or cells than any list needs."""
    rows = content.count(b"\n") + content.count(b"\r") - content.count(b"\r\n")
    if rows > MOST_ROWS or rows + max(map(content.count, _MARKS)) > MOST_CELLS:
        return True
    return any(line.count(mark) > MOST_IN_A_LINE for line in content.splitlines() for mark in _MARKS)


def find_table(content: bytes, settings: Settings) -> Table:
    """Return the table in a file.

    Raises
    ------
    InputError
        If there is none; the sentence says why.
    """
    if file_type(content, NAME) is FileType.WORKBOOK:
        sheets = sheet_names(content)
        wanted = settings.sheet if settings.sheet in sheets else None
        grid = read_workbook(content, NAME, wanted)
        sheet = next((title for title in sheets if grid.origin == f"sheet {title!r}"), wanted or "")
    else:
        sheets, sheet = (), ""
        grid = _text_grid(content, settings.columns)
    grid = _without_nul(grid)
    if _has_headings(grid, settings):
        layout = lay_out(grid, settings.columns, NAME)
        layout = replace(layout, headings=distinct_headings(layout.headings))
        return Table(grid, layout, _present(settings.columns, layout.headings), True, sheets, sheet)
    layout = _without_headings(grid)
    guessed = guess_fields(layout.headings, layout.rows)
    mapping = guessed | _present(settings.columns, layout.headings)
    return Table(grid, layout, mapping, False, sheets, sheet)


def sheet_names(content: bytes) -> tuple[str, ...]:
    """Return the names of a workbook's sheets in their order; none if it cannot be opened."""
    from python_calamine import CalamineError, CalamineWorkbook

    try:
        with CalamineWorkbook.from_filelike(io.BytesIO(content)) as book:
            return tuple(book.sheet_names)
    except (CalamineError, *DAMAGE):
        return ()  # reading it says what is wrong


def _text_grid(content: bytes, columns: Mapping[str, str]) -> Grid:
    decoded = decode(content, name=NAME)
    grid = read_delimited(decoded.text, count_headings=lambda cells: count_recognised(cells, columns))
    if not decoded.doubt:
        return grid
    return replace(grid, remarks=(Remark(None, None, "", decoded.doubt, Severity.DOUBTFUL), *grid.remarks))


def _without_nul(grid: Grid) -> Grid:
    """Take out the one character that PostgreSQL keeps in no text, and say where it was."""
    at = [(index, column) for index, row in enumerate(grid.rows) for column, cell in enumerate(row) if "\0" in cell]
    if not at:
        return grid
    rows, remarks = [list(row) for row in grid.rows], []
    action = "A character that cannot be stored was left out of the cell."
    for index, column in at:
        rows[index][column] = rows[index][column].replace("\0", "")
        remarks.append(Remark(grid.numbers[index], column, rows[index][column], action, Severity.ALTERED))
    return replace(grid, rows=rows, remarks=(*grid.remarks, *remarks))


def _first_rows(grid: Grid) -> list[list[str]]:
    return [row for row in grid.rows if any(map(str.strip, row))][:_HEADING_ROWS]


def _has_headings(grid: Grid, settings: Settings) -> bool:
    if settings.headings != "auto":
        return settings.headings == "yes"
    return any(count_recognised(row) for row in _first_rows(grid))


def _present(columns: Mapping[str, str], headings: Sequence[str]) -> dict[str, str]:
    """Return what is said about columns that are there: another sheet may have others."""
    return {heading: field for heading, field in columns.items() if heading in headings}


def _without_headings(grid: Grid) -> Layout:
    filled = [index for index, row in enumerate(grid.rows) if any(map(str.strip, row))]
    if not filled:
        raise InputError(f"{NAME} is empty.")
    width = max(len(grid.rows[index]) for index in filled)
    rows = [grid.rows[index] + [""] * (width - len(grid.rows[index])) for index in filled]
    return Layout(distinct_headings([""] * width), rows, [grid.numbers[index] for index in filled], ())
