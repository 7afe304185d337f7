"""Read a list of people from a file or table into records, and report everything that was not plain."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from matcher.errors import InputError, InputNotFoundError
from matcher.fields import FIELDS, NAME_FIELDS, SEPARATOR, field_named
from matcher.intake.cells import findings, retyped
from matcher.intake.columns import Column, Columns, sort_columns
from matcher.intake.delimited import read_delimited
from matcher.intake.encoding import decode
from matcher.intake.filetype import FileType, file_type
from matcher.intake.grid import Grid, Remark
from matcher.intake.headings import count_recognised
from matcher.intake.layout import Layout, lay_out
from matcher.intake.problems import Problem, Severity
from matcher.intake.records import Records
from matcher.intake.workbook import cell_text, read_workbook

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable, Mapping, Sequence

    import pandas as pd

    from matcher.person import Person


def read(
    source: str | os.PathLike[str] | bytes | pd.DataFrame,
    *,
    name: str | None = None,
    mapping: Mapping[str, str] | None = None,
    sheet: str | int | None = None,
    encoding: str | None = None,
    delimiter: str | None = None,
) -> Records:
    """Read a list of people.

    Parameters
    ----------
    source
        A CSV, TSV, XLSX, ODS or XLS file, recognised by its content; the bytes of one; or a DataFrame (its index is
        not used).
    name
        What messages and problems call the list; the file's own name if not given.
    mapping
        Heading of the file to field of the vocabulary, before what is recognised; ``""`` or ``"ignore"``
        leaves a column unread.
    sheet
        Name, or number counted from 1, of a workbook's sheet; the first that holds anything if not given.
    encoding
        Encoding of a text file; found if not given.
    delimiter
        Delimiter of a text file; found if not given.

    Returns
    -------
    Records
        The list with its problems report; no row is lost.

    Raises
    ------
    InputNotFoundError
        If there is no such file.
    InputError
        If the file is no table, is empty, has no name column, repeats ids, or has a row with more cells than
        headings.

    Examples
    --------
    >>> import pandas as pd
    >>> read(pd.DataFrame({"ПІБ": ["Шевченко Тарас"], "р.н.": [1985.0]})).data.to_dict("records")
    [{'id': '2', 'full_name': 'Шевченко Тарас', 'birth_date': '1985'}]
    """
    import pandas as pd

    if isinstance(source, pd.DataFrame):
        grid = _frame_grid(source)
        layout = Layout(grid.rows[0], grid.rows[1:], grid.numbers[1:], ())
        if not layout.rows:
            raise InputError("The table is empty.")
        return _records(grid, layout, mapping, name or "table", source)
    if isinstance(source, bytes):
        data, called = source, name or "file"
    else:
        path = Path(source)
        data, called = _content(path), name or path.name or str(path)
    grid = _file_grid(data, called, mapping, sheet, encoding, delimiter)
    return _records(grid, lay_out(grid, mapping, called), mapping, called)


def from_persons(persons: Iterable[Person]) -> Records:
    """Return people as records, as if they had been read from a file.

    Parameters
    ----------
    persons
        At least one; those without an id get their position, counted from 1.

    Raises
    ------
    InputError
        If there are none, or two have the same id.
    """
    people = list(persons)
    if not people:
        raise InputError("There are no persons.")
    used = [field for field in FIELDS if any(getattr(person, field.name) for person in people)]
    rows = [
        [SEPARATOR.join(value) if isinstance(value, tuple) else value for value in row]
        for row in ([getattr(person, field.name) for field in used] for person in people)
    ]
    headings = [field.name for field in used]
    numbers = list(range(1, len(rows) + 1))
    return _records(Grid([], []), Layout(headings, rows, numbers, ()), None, "persons")


def from_layout(grid: Grid, layout: Layout, *, mapping: Mapping[str, str] | None = None, name: str) -> Records:
    """Return the records of a table whose headings and rows are already found.

    For programs that show a table to a person, and correct it, before they read it.

    Parameters
    ----------
    grid
        What was read from the file; its remarks and origin are kept.
    layout
        Headings and records, as :func:`matcher.intake.layout.lay_out` finds them in the grid.
    mapping
        Heading to field of the vocabulary, see :func:`read`.
    name
        What to call the file in a message.

    Raises
    ------
    InputError
        If there is no name column, or ids repeat.
    """
    return _records(grid, layout, mapping, name)


def _file_grid(
    data: bytes,
    name: str,
    mapping: Mapping[str, str] | None,
    sheet: str | int | None,
    encoding: str | None,
    delimiter: str | None,
) -> Grid:
    if file_type(data, name) is FileType.WORKBOOK:
        return read_workbook(data, name, sheet)
    if sheet is not None:
        raise InputError(f"{name} is a text file, it has no sheets.")
    decoded = decode(data, encoding, name=name)
    grid = read_delimited(
        decoded.text, delimiter=delimiter, count_headings=lambda cells: count_recognised(cells, mapping)
    )
    remarks = grid.remarks
    if decoded.doubt:
        remarks = (Remark(None, None, "", decoded.doubt, Severity.DOUBTFUL), *remarks)
    return Grid(grid.rows, grid.numbers, remarks, f"{decoded.encoding}, {grid.origin}")


def _content(path: Path) -> bytes:
    if path.is_dir():
        raise InputError(f"{path} is a directory, not a file; name the list in it.")
    if not path.exists():
        raise InputNotFoundError(f"There is no file {path}.")
    if not (path.is_file() or path.is_fifo()):
        raise InputError(f"{path} is not a file that can be read.")
    try:
        return path.read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or type(error).__name__}.") from None


def _frame_grid(frame: pd.DataFrame) -> Grid:
    headings = [
        " ".join(map(str, heading)) if isinstance(heading, tuple) else "" if heading is None else str(heading)
        for heading in frame.columns
    ]
    columns = [_column_texts(frame.iloc[:, position]) for position in range(frame.shape[1])]
    rows = [list(row) for row in zip(*columns, strict=True)]
    return Grid([headings, *rows], list(range(1, len(rows) + 2)), (), "DataFrame")


def _column_texts(column: pd.Series) -> list[str]:
    """Return a column's values as text, each distinct one turned once; missing values are blank."""
    import pandas as pd

    if isinstance(column.dtype, pd.StringDtype):
        return [str(value) for value in column.fillna("").to_numpy(dtype=object)]
    texts = []
    for value in column.astype(object):
        if isinstance(value, str):
            texts.append(value)
        elif isinstance(value, list | tuple | set | frozenset):
            texts.append(SEPARATOR.join(map(str, value)))
        elif pd.isna(value):
            texts.append("")
        else:
            texts.append(cell_text(value.item() if hasattr(value, "item") else value))
    return texts


def _records(
    grid: Grid,
    layout: Layout,
    mapping: Mapping[str, str] | None,
    name: str,
    frame: pd.DataFrame | None = None,
) -> Records:
    import numpy as np
    import pandas as pd

    columns = sort_columns(layout, mapping, name)
    data = {"id": pd.Series(columns.ids, dtype="str")}
    data |= {field: pd.Series(cells, dtype="str") for field, cells in columns.fields.items()}
    for column in columns.carried:
        title = _free_title(column.heading, data)
        if frame is None:
            data[title] = pd.Series(column.cells, dtype="str")
        else:
            data[title] = frame.iloc[:, column.position].reset_index(drop=True)
    return Records(
        data=pd.DataFrame(data),
        rows=np.array(layout.numbers, dtype=np.int64),
        problems=tuple(_problems(grid, layout, columns, name)),
        source=name,
        recognised={column.heading: column.field for column in columns.columns if column.field is not None},
        origin=grid.origin,
        made_ids=columns.made_ids,
    )


def _free_title(heading: str, taken: Mapping[str, object]) -> str:
    """Return a title for a carried column that is neither taken nor a field of the vocabulary."""
    reserved = {field.name for field in FIELDS} | set(taken)
    title, repeat = heading, 1
    while title in reserved:
        repeat += 1
        title = f"{heading} ({repeat})"
    return title


def _problems(grid: Grid, layout: Layout, columns: Columns, name: str) -> list[Problem]:
    """Return all problems, the file's first, then in the order of its rows and columns."""
    by_position = {column.position: column for column in columns.columns}

    def problem(remark: Remark) -> Problem:
        column = by_position.get(remark.column) if remark.column is not None else None
        heading, field = (column.heading, column.field) if column else ("", None)
        return Problem(name, remark.row, heading, field, remark.raw, remark.action, remark.severity)

    remarks = [
        *grid.remarks,
        *layout.remarks,
        *columns.remarks,
        *_nameless(layout, columns),
        *_repeated(layout, columns),
        *_retyped(layout, columns),
    ]
    for column in columns.columns:
        if column.field is None or column.field == "id":
            continue
        found = findings(field_named(column.field), column.cells)
        if not found:
            continue
        for number, cell in zip(layout.numbers, column.cells, strict=True):
            remarks.extend(
                Remark(number, column.position, cell, said.action, said.severity) for said in found.get(cell, ())
            )
    remarks.sort(key=lambda remark: (remark.row or 0, -1 if remark.column is None else remark.column))
    return [problem(remark) for remark in remarks]


def _nameless(layout: Layout, columns: Columns) -> list[Remark]:
    names = _texts_by_row([columns.fields.get(field) for field in NAME_FIELDS], layout)
    action = "The row has no name; it is carried but cannot be matched."
    return [
        Remark(number, None, " | ".join(filter(str.strip, row)), action, Severity.REFUSED)
        for number, row, parts in zip(layout.numbers, layout.rows, names, strict=True)
        if not any(part.strip() for part in parts)
    ]


def _repeated(layout: Layout, columns: Columns) -> list[Remark]:
    """Report rows that say the same as an earlier one: one person entered twice, or namesakes."""
    names = _texts_by_row([columns.fields.get(field) for field in NAME_FIELDS], layout)
    births = columns.fields.get("birth_date", [""] * len(layout.numbers))
    compared = [column.cells for column in columns.columns if column.field != "id"]
    seen: dict[tuple[str, ...], int] = {}
    remarks = []
    rows = zip(*compared, strict=True)
    for number, name, birth, row in zip(layout.numbers, names, births, rows, strict=True):
        key = (" ".join(" ".join(name).casefold().split()), birth.strip()) if birth else row
        earlier = seen.setdefault(key, number)
        if earlier != number:
            what = "the same name and birth date as" if birth else "the same in every column as"
            remarks.append(Remark(number, None, "", f"The row says {what} row {earlier}.", Severity.DOUBTFUL))
    return remarks


def _retyped(layout: Layout, columns: Columns) -> list[Remark]:
    """Report cells of a name in several columns that only together show that another keyboard layout was on."""
    first: dict[str, Column] = {}
    for column in columns.columns:
        first.setdefault(column.field or "", column)
    parts = [first.get(field) for field in ("surname", "given_name", "patronymic")]
    if sum(part is not None for part in parts) <= 1:
        return []
    blank = ("",) * len(layout.numbers)
    rows = zip(*(part.cells if part is not None else blank for part in parts), strict=True)
    return [
        Remark(number, part.position, cell, said.action, said.severity)
        for number, row in zip(layout.numbers, rows, strict=True)
        for part, cell, said in zip(parts, row, retyped(*row), strict=True)
        if part is not None and said is not None
    ]


def _texts_by_row(columns: Iterable[Sequence[str] | None], layout: Layout) -> list[tuple[str, ...]]:
    """Return the cells of some columns, of which some may not exist, row by row."""
    present = [column for column in columns if column is not None]
    return list(zip(*present, strict=True)) if present else [()] * len(layout.numbers)
