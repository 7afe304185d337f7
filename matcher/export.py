"""Write tables so that people can open them and nothing is left half written."""

from __future__ import annotations

import json
import os
import re
import secrets
import stat
from contextlib import contextmanager, suppress
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, BinaryIO

from matcher.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd


class Format(StrEnum):
    """Kinds of file that can be written; each is also the ending of a file name."""

    CSV = "csv"
    TSV = "tsv"
    XLSX = "xlsx"
    JSON = "json"
    PARQUET = "parquet"


# A spreadsheet runs a cell that begins so as a formula (OWASP, "CSV Injection"). A cell that already begins
# with apostrophes before such a character gets one more, so that reading takes off just what was put on.
_FORMULA = re.compile(r"'*[=+\-@\t\r]")
# What XML cannot hold, and what a spreadsheet would take for such an escape (ECMA-376, part 1, 22.9.2.19).
_NOT_IN_XML = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]|_(?=x[0-9A-Fa-f]{4}_)")
_LONGEST_CELL = 32_767
_MOST_ROWS = 1_048_575


def write_table(
    frame: pd.DataFrame,
    path: str | os.PathLike[str],
    format: str | None = None,  # noqa: A002  the option's name
) -> None:
    """Write a table; an interrupted run leaves the old file or none.

    Parameters
    ----------
    frame
        The table; its index is not written. Missing values become empty cells, ``null`` in JSON.
    path
        Where to write. The folder must exist; an existing file is replaced and its permissions are kept.
    format
        ``csv`` or ``tsv`` (UTF-8 with a byte order mark, without which Excel shows Cyrillic as nonsense),
        ``xlsx``, ``json`` (an array of objects, UTF-8) or ``parquet``; by the ending of `path` if not given.

    Raises
    ------
    InputError
        If the format is unknown, or the file cannot be written there or in that format.

    Notes
    -----
    In CSV and TSV, text that a spreadsheet would run as a formula (it begins with ``=``, ``+``, ``-``, ``@``,
    tab or return) gets an apostrophe in front, which :func:`matcher.read` takes off again. In XLSX such text
    is stored as text. Numbers stay numbers everywhere.
    """
    target = Path(path)
    writer = _WRITERS[format_of(target, format)]
    with replacing(target) as handle:
        writer(frame, handle)


def write_text(text: str, path: str | os.PathLike[str]) -> None:
    """Write a text as UTF-8, whole or not at all, as :func:`write_table` does.

    Raises
    ------
    InputError
        If the file cannot be written there.
    """
    with replacing(Path(path)) as handle:
        handle.write(text.encode())


def format_of(path: str | os.PathLike[str], format: str | None = None) -> Format:  # noqa: A002
    """Return the format to write, as given or by the ending of the file name.

    Examples
    --------
    >>> format_of("matches.CSV")
    <Format.CSV: 'csv'>
    """
    wanted = format if format is not None else Path(path).suffix.removeprefix(".")
    try:
        return Format(wanted.lower())
    except ValueError:
        known = ", ".join(Format)
        what = f"There is no output format {wanted!r}" if wanted else f"The name {Path(path).name} has no ending"
        raise InputError(f"{what}; use one of {known}.") from None


def check_target(target: Path) -> None:
    """Refuse a path at which no file can be written.

    Raises
    ------
    InputError
        If it is a directory, or the directory to hold the file does not exist.
    """
    if target.is_dir():
        raise InputError(f"{target} is a directory; give a file name in it.")
    if not target.parent.is_dir():
        raise InputError(f"There is no directory {target.parent}; make it first.")


@contextmanager
def replacing(target: Path) -> Iterator[BinaryIO]:
    """Open a file beside the target that takes its place only when the block has ended well.

    Raises
    ------
    InputError
        If the file cannot be written there; what the block itself could not write is told in the same words.
    """
    try:
        with _beside(target) as handle:
            yield handle
    except OSError as error:
        raise InputError(f"{target} cannot be written: {error.strerror or type(error).__name__}.") from None
    except UnicodeEncodeError:
        raise InputError(f"{target} cannot be written: a text holds half of a character.") from None


@contextmanager
def _beside(target: Path) -> Iterator[BinaryIO]:
    target = Path(os.path.realpath(target))  # a link stays a link to the new file
    check_target(target)
    if target.exists() and not target.is_file():
        raise InputError(f"{target} is not an ordinary file.")
    # Not tempfile: its files are private to the user whatever the umask says.
    unfinished = target.with_name(f".{target.name[:100]}.{secrets.token_hex(4)}.part")
    descriptor = os.open(unfinished, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    try:
        with os.fdopen(descriptor, "wb") as handle:
            yield handle
            handle.flush()
            os.fsync(handle.fileno())
        if target.exists():
            unfinished.chmod(stat.S_IMODE(target.stat().st_mode))
        unfinished.replace(target)
    except BaseException:  # also an interruption from the keyboard
        with suppress(OSError):
            unfinished.unlink()
        raise


def _neutral(value: object) -> object:
    return f"'{value}" if isinstance(value, str) and _FORMULA.match(value) else value


def _neutralised(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the table with an apostrophe before every text, heading or cell, that would be a formula."""
    import pandas as pd

    columns = [
        column if pd.api.types.is_numeric_dtype(column) else column.astype(object).map(_neutral)
        for column in (frame.iloc[:, position] for position in range(frame.shape[1]))
    ]
    safe = pd.concat(columns, axis=1) if columns else frame
    return safe.set_axis([_neutral(heading) for heading in frame.columns], axis=1)


def _write_csv(frame: pd.DataFrame, handle: BinaryIO, delimiter: str = ",") -> None:
    _neutralised(frame).to_csv(handle, index=False, sep=delimiter, encoding="utf-8-sig", lineterminator="\r\n")


def _write_tsv(frame: pd.DataFrame, handle: BinaryIO) -> None:
    _write_csv(frame, handle, "\t")


def _write_xlsx(frame: pd.DataFrame, handle: BinaryIO) -> None:
    from openpyxl import Workbook
    from openpyxl.cell import WriteOnlyCell

    if len(frame) > _MOST_ROWS:
        raise InputError(f"A sheet holds at most {_MOST_ROWS} rows, the table has {len(frame)}; write CSV instead.")
    book = Workbook(write_only=True)
    sheet = book.create_sheet("matches")
    sheet.freeze_panes = "A2"

    def cell(value: object) -> object:
        if not isinstance(value, str):
            return value
        text = _NOT_IN_XML.sub(lambda match: f"_x{ord(match[0]):04X}_", value)
        if len(text) > _LONGEST_CELL:
            raise InputError(f"A cell of XLSX holds at most {_LONGEST_CELL} characters; write CSV instead.")
        written = WriteOnlyCell(sheet, text)
        # Not a formula or an error code, whatever it looks like; and it stays text when somebody edits it.
        written.data_type = "s"
        if _FORMULA.match(value):
            written.quotePrefix = True
        return written

    try:
        sheet.append([cell(str(heading)) for heading in frame.columns])
        for row in _plain_rows(frame):
            sheet.append([cell(value) for value in row])
    finally:
        sheet.close()  # on an error too: the library keeps rows in a temporary file
    book.save(handle)


def _write_json(frame: pd.DataFrame, handle: BinaryIO) -> None:
    headings = [str(heading) for heading in frame.columns]
    records = [dict(zip(headings, row, strict=True)) for row in _plain_rows(frame)]
    handle.write(json.dumps(records, ensure_ascii=False, indent=1, allow_nan=False, default=str).encode())
    handle.write(b"\n")


def _write_parquet(frame: pd.DataFrame, handle: BinaryIO) -> None:
    from pyarrow import ArrowException

    try:
        frame.to_parquet(handle, index=False)
    except (ArrowException, ValueError) as error:
        first = str(error).splitlines()[0] if str(error) else type(error).__name__
        raise InputError(f"The table does not fit Parquet ({first[:100]}); write CSV instead.") from None


def _plain_rows(frame: pd.DataFrame) -> Iterator[tuple[object, ...]]:
    """Yield rows of Python's own values, ``None`` where something is missing or not finite."""
    import pandas as pd

    columns = []
    for position in range(frame.shape[1]):
        column = frame.iloc[:, position]
        values = column.astype(object).where(column.notna(), None).tolist()
        if pd.api.types.is_float_dtype(column):
            values = [None if value in {float("inf"), float("-inf")} else value for value in values]
        columns.append(values)
    yield from zip(*columns, strict=True)


_WRITERS: dict[Format, Callable[[pd.DataFrame, BinaryIO], None]] = {
    Format.CSV: _write_csv,
    Format.TSV: _write_tsv,
    Format.XLSX: _write_xlsx,
    Format.JSON: _write_json,
    Format.PARQUET: _write_parquet,
}
