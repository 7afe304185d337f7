"""Delimited text (CSV, TSV and their relatives) to a grid of cells."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from typing import TYPE_CHECKING

from matcher.errors import InputError
from matcher.intake.grid import Grid, Remark
from matcher.intake.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

DELIMITERS = (",", ";", "\t", "|")
_SAMPLE_ROWS = 200
_HEADER_ROWS = 12
# Excel's own hint in the first line; it is not shown as a row.
_EXCEL_HINT = re.compile(r'"?sep=(.)"?\r?\n', re.IGNORECASE)
_GUARDED = re.compile(r"'+[=+\-@\t\r]")


def read_delimited(
    text: str,
    *,
    delimiter: str | None = None,
    count_headings: Callable[[Iterable[str]], int] = lambda _cells: 0,
) -> Grid:
    r"""Return the cells of delimited text.

    Quotation marks are honoured where they enclose a whole cell, over several lines too, and are ordinary
    characters elsewhere: ``"Сокіл" Петро`` keeps its marks and an unclosed mark does not swallow the rest.

    Parameters
    ----------
    text
        The whole file.
    delimiter
        One character; found among comma, semicolon, tab and bar if not given.
    count_headings
        Tells how many of a row's cells are known headings; it settles which delimiter is meant.

    Examples
    --------
    >>> read_delimited("a;b\n1;x, y\n").rows
    [['a', 'b'], ['1', 'x, y']]
    """
    if delimiter is not None and (len(delimiter) != 1 or delimiter in '"\r\n'):
        raise InputError(f"A delimiter is one character, not {delimiter!r}.")
    hint = _EXCEL_HINT.match(text)
    if hint:
        text = text[hint.end() :]
        delimiter = delimiter or hint.group(1)
    delimiter = delimiter or _find_delimiter(text, count_headings)
    rows, remarks = _cells(text, delimiter)
    remarks += _remove_formula_guards(rows)
    return Grid(rows, list(range(1, len(rows) + 1)), tuple(remarks), f"delimiter {_NAMES.get(delimiter, delimiter)}")


_NAMES = {",": "comma", ";": "semicolon", "\t": "tab", "|": "bar"}


def _cells(text: str, delimiter: str) -> tuple[list[list[str]], list[Remark]]:
    try:
        return list(csv.reader(io.StringIO(text, newline=""), delimiter=delimiter, strict=True)), []
    except csv.Error:  # a quotation mark out of place, or a cell longer than the module allows
        return _tolerant_cells(text, delimiter)


def _tolerant_cells(text: str, delimiter: str) -> tuple[list[list[str]], list[Remark]]:
    """Read cells of which some hold quotation marks that do not enclose the whole cell."""
    mark = re.escape(delimiter)
    cell = re.compile(rf'(?:"([^"]*(?:""[^"]*)*)"(?={mark}|\r|\n|\Z)|([^{mark}\r\n]*))({mark}|\r\n|\r|\n|\Z)')
    rows: list[list[str]] = []
    remarks = []
    row: list[str] = []
    position = 0
    while position < len(text) or row:
        match = cell.match(text, position)
        assert match is not None  # the second alternative fits anything
        quoted, plain, end = match.groups()
        row.append(plain if quoted is None else quoted.replace('""', '"'))
        if plain and plain.startswith('"'):
            action = "A quotation mark does not enclose the cell; it was kept as part of the text."
            remarks.append(Remark(len(rows) + 1, len(row) - 1, plain, action, Severity.DOUBTFUL))
        position = match.end()
        if end != delimiter:
            rows.append([] if row == [""] and quoted is None else row)
            row = []
    return rows, remarks


def _find_delimiter(text: str, count_headings: Callable[[Iterable[str]], int]) -> str:
    sample = "".join(text[: 1 << 20].splitlines(keepends=True)[:_SAMPLE_ROWS])

    def fitness(delimiter: str) -> tuple[int, float, int]:
        rows = [row for row in _cells(sample, delimiter)[0] if any(row)]
        if not rows:  # nothing but this delimiter
            return 0, 1.0, len(sample)
        headings = max((count_headings(row) for row in rows[:_HEADER_ROWS]), default=0)
        width, share = _usual_width(rows)
        return headings, share, width

    return max(DELIMITERS, key=fitness)


def _usual_width(rows: Sequence[Sequence[str]]) -> tuple[int, float]:
    """Return the commonest number of cells in a row, and the share of rows that have it."""
    if not rows:
        return 0, 0.0
    width, count = Counter(map(len, rows)).most_common(1)[0]
    return width, count / len(rows)


def _remove_formula_guards(rows: list[list[str]]) -> list[Remark]:
    """Take off the apostrophe that an export puts before what a spreadsheet would run as a formula."""
    remarks = []
    action = "The apostrophe that keeps a spreadsheet from reading the cell as a formula was taken off."
    for number, row in enumerate(rows, start=1):
        for column, cell in enumerate(row):
            if cell.startswith("'") and _GUARDED.match(cell):
                row[column] = cell[1:]
                remarks.append(Remark(number, column, cell, action, Severity.ALTERED))
    return remarks
