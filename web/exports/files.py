"""Tables as files: CSV that Excel reads, XLSX, and nothing in either that a spreadsheet would run."""

from __future__ import annotations

from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

from web.database import now

if TYPE_CHECKING:
    from web.exports.tables import Table, What

MEDIA_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
MOST_ROWS = {"csv": 150_000, "xlsx": 25_000}
"""Rows a file may have: what is made while somebody waits, in memory, must stay bounded."""


def write(table: Table, kind: str) -> bytes:
    """Return a table as a file.

    Parameters
    ----------
    table
        What to write.
    kind
        A key of :data:`MEDIA_TYPES`.

    Raises
    ------
    InputError
        If a cell does not fit the format.
    """
    import pandas as pd

    from matcher import write_table

    frame = pd.DataFrame(table.rows, columns=table.headings, dtype=object)
    # A folder that only this process's user can enter, gone as soon as the file is read back.
    with TemporaryDirectory(prefix="export-") as folder:
        path = Path(folder) / f"table.{kind}"
        write_table(frame, path)
        return path.read_bytes()


def file_name(what: What, kind: str) -> str:
    """Return a name that says what a file is and when it was made, and nothing of whom it is about."""
    return f"{what.value}-{now().astimezone():%Y-%m-%d-%H%M}.{kind}"
