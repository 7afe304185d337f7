"""Spreadsheets (XLSX, ODS, and the old XLS) to a grid of cells."""

from __future__ import annotations

import datetime as dt
import io
from typing import TYPE_CHECKING

from matcher.errors import InputError
from matcher.intake.archive import DAMAGE, Archive
from matcher.intake.grid import Grid, Remark
from matcher.intake.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from python_calamine import CalamineSheet, CalamineWorkbook


def read_workbook(data: bytes, name: str, sheet: str | int | None = None) -> Grid:
    """Return the cells of one sheet as text.

    Parameters
    ----------
    data
        The whole file.
    name
        What to call the file in a message.
    sheet
        Name, or number counted from 1, of the sheet; the first visible one that holds anything if not given.

    Returns
    -------
    Grid
        Dates as ISO text, whole numbers without a decimal point; text that looks like a number stays.

    Raises
    ------
    InputError
        If the file cannot be opened, is protected by a password, or has no such sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        archive = Archive.open(data, name)
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            chosen, others = _choose(book, name, sheet, archive)
            return _grid(chosen, others, archive)
    except PasswordError:
        raise InputError(f"{name} is protected by a password; save it without one.") from None
    except InputError:
        raise
    except (CalamineError, *DAMAGE):
        raise InputError(
            f"{name} is damaged or not a spreadsheet; open it in a spreadsheet program and save it again."
        ) from None


def cell_text(value: object) -> str:
    """Return a cell's value as the text a person would have typed.

    Examples
    --------
    >>> cell_text(1985.0), cell_text("0123"), cell_text(dt.datetime(1985, 3, 7))
    ('1985', '0123', '1985-03-07')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _choose(
    book: CalamineWorkbook, name: str, wanted: str | int | None, archive: Archive
) -> tuple[CalamineSheet, list[str]]:
    """Return the sheet to read and the names of other sheets that hold something."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible]
    tables = [sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    if wanted is not None:
        return _load(book, _sheet_name(book.sheet_names, wanted, name), name, archive), []
    filled = []
    for title in sorted(tables, key=lambda title: title not in visible):
        sheet = _load(book, title, name, archive)
        if sheet.start is not None:
            filled.append(sheet)
    if not filled:
        raise InputError(f"{name} is empty: no sheet holds anything.")
    return filled[0], [sheet.name for sheet in filled[1:]]


def _sheet_name(names: Sequence[str], wanted: str | int, name: str) -> str:
    if wanted in names:
        return str(wanted)
    if str(wanted).isdecimal() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    raise InputError(f"{name} has no sheet {wanted!r}; it has {', '.join(map(repr, names))}.")


def _load(book: CalamineWorkbook, title: str, name: str, archive: Archive) -> CalamineSheet:
    archive.check_extent(book.sheet_names.index(title), title, name)
    return book.get_sheet_by_name(title)


def _grid(sheet: CalamineSheet, others: Sequence[str], archive: Archive) -> Grid:
    top, left = sheet.start or (0, 0)
    rows = [[""] * left + [cell_text(value) for value in row] for row in sheet.to_python(skip_empty_area=True)]
    remarks = []
    if others:
        action = f"Only the sheet {sheet.name!r} was read; choose another with the sheet option."
        remarks.append(Remark(None, None, ", ".join(others), action, Severity.DOUBTFUL))
    remarks += archive.unread_cells(sheet.name)
    return Grid(rows, list(range(top + 1, top + 1 + len(rows))), tuple(remarks), f"sheet {sheet.name!r}")
