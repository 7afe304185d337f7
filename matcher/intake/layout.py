"""Where in a grid the table is: which row holds the headings, which rows are records, which are neither."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.errors import InputError
from matcher.intake.grid import Remark
from matcher.intake.headings import count_recognised
from matcher.intake.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matcher.intake.grid import Grid

_HEADING_ROWS = 10
_MOST_COLUMNS = 2000


@dataclass(frozen=True, slots=True)
class Layout:
    """Headings and records of a grid.

    Attributes
    ----------
    headings
        One per column; ``""`` where a column has none.
    rows
        Cells of each record, as many as there are headings.
    numbers
        Row number of each record in the file.
    remarks
        What was skipped or filled up.
    """

    headings: list[str]
    rows: list[list[str]]
    numbers: list[int]
    remarks: tuple[Remark, ...]


def lay_out(grid: Grid, mapping: Mapping[str, str] | None, name: str) -> Layout:
    """Find headings and records.

    Parameters
    ----------
    grid
        What was read from the file.
    mapping
        Headings the user named; they count as known ones.
    name
        What to call the file in a message.

    Raises
    ------
    InputError
        If there is nothing below the headings, or a row has more cells than there are headings.
    """
    filled = [index for index, row in enumerate(grid.rows) if not _blank(row)]
    if not filled:
        raise InputError(f"{name} is empty.")
    top = _heading_row(grid, filled[:_HEADING_ROWS], mapping)
    headings = _filled_from_above(grid, top, mapping)
    if len(headings) > _MOST_COLUMNS:
        raise InputError(f"{name} has {len(headings)} columns; no list of people has so many.")
    remarks = [
        Remark(
            grid.numbers[index],
            None,
            _joined(grid.rows[index]),
            "Stands above the headings; skipped.",
            Severity.ALTERED,
        )
        for index in filled
        if index < top
    ]
    rows: list[list[str]] = []
    numbers: list[int] = []
    titled = [text.strip() for text in grid.rows[top]]
    needed = max((index for index, heading in enumerate(headings) if heading), default=-1) + 1
    last = filled[-1]
    if last == top:
        raise InputError(f"{name} has headings but no rows below them.")
    blank_from: int | None = None
    for index in range(top + 1, last + 1):
        row, number = grid.rows[index], grid.numbers[index]
        if _blank(row):
            blank_from = number if blank_from is None else blank_from
            continue
        if blank_from is not None:
            remarks.append(_blank_rows(blank_from, number - 1))
            blank_from = None
        if not rows and _counts_columns(row):
            remarks.append(Remark(number, None, _joined(row), "Numbers the columns; skipped.", Severity.ALTERED))
            continue
        if [text.strip() for text in row] == titled:
            remarks.append(Remark(number, None, _joined(row), "Repeats the headings; skipped.", Severity.ALTERED))
            continue
        rows.append(_fitted(row, number, len(headings), name))
        numbers.append(number)
        if len(row) < needed:
            cells, wanted = _count(len(row), "cell"), _count(needed, "heading")
            action = f"The row has {cells} for {wanted}; the rest was taken as empty."
            remarks.append(Remark(number, None, _joined(row), action, Severity.DOUBTFUL))
    return Layout(headings, rows, numbers, tuple(remarks))


def _blank(row: Sequence[str]) -> bool:
    return not any(map(str.strip, row))


def _joined(row: Sequence[str]) -> str:
    return " | ".join(text.strip() for text in row if text.strip())


def _count(number: int, noun: str) -> str:
    return f"{number} {noun}" + ("" if number == 1 else "s")


def _blank_rows(first: int, last: int) -> Remark:
    which = "The row is empty" if first == last else f"Rows {first} to {last} are empty"
    return Remark(first, None, "", f"{which}; left out.", Severity.ALTERED)


def _heading_row(grid: Grid, candidates: Sequence[int], mapping: Mapping[str, str] | None) -> int:
    """Return the candidate row with most known headings, the first of equals."""

    def known(index: int) -> int:
        own = count_recognised(grid.rows[index], mapping)
        # one known word may be a value ("#", "Київ"); the lower half of a merged heading has several
        return own if own < 2 else count_recognised(_filled_from_above(grid, index, mapping), mapping)

    return max(candidates, key=known)


def _filled_from_above(grid: Grid, top: int, mapping: Mapping[str, str] | None) -> list[str]:
    """Return the headings of a row; where a cell is blank, as under a merged one, the known one above."""
    headings = [text.strip() for text in grid.rows[top]]
    for above in reversed(grid.rows[max(0, top - _HEADING_ROWS) : top]):
        for column, text in enumerate(above[: len(headings)]):
            if not headings[column] and count_recognised([text], mapping):
                headings[column] = text.strip()
    return headings


def _counts_columns(row: Sequence[str]) -> bool:
    """Tell whether a row is the ``1 2 3 4`` that official forms print under their headings."""
    cells = [text.strip() for text in row if text.strip()]
    return len(cells) >= 3 and cells == [str(number) for number in range(1, len(cells) + 1)]


def _fitted(row: list[str], number: int, width: int, name: str) -> list[str]:
    if len(row) <= width:
        return row + [""] * (width - len(row))
    if not _blank(row[width:]):
        filled = max(index for index, text in enumerate(row) if text.strip()) + 1
        raise InputError(
            f"{name}, row {number}: {filled} cells, but there are only {_count(width, 'heading')}; "
            "look for a delimiter inside a cell that has no quotation marks."
        )
    return row[:width]
