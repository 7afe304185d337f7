"""Tables of pairs (matches, truth, details) from the files that hold them."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.errors import InputError
from matcher.intake.delimited import read_delimited
from matcher.intake.encoding import decode
from matcher.intake.filetype import FileType, file_type
from matcher.intake.workbook import read_workbook

if TYPE_CHECKING:
    import os
    from collections.abc import Iterable

    import pandas as pd

_KNOWN = frozenset({"released_id", "missing_id", "probability"})


def read_pairs(path: str | os.PathLike[str]) -> pd.DataFrame:
    """Read a table of pairs: CSV, TSV, XLSX, ODS, and the JSON and Parquet that ``matcher link`` writes.

    Parameters
    ----------
    path
        A file whose first row holds the column names, ``released_id`` and ``missing_id`` among them.

    Returns
    -------
    DataFrame
        Identifiers as text; a file with column names alone gives a table without rows.

    Raises
    ------
    InputError
        If the file cannot be read as such a table.
    """
    name = Path(path).name
    try:
        data = Path(path).read_bytes()
    except OSError as error:
        raise InputError(f"{path} cannot be read: {error.strerror or type(error).__name__}.") from None
    if data.startswith(b"PAR1"):
        frame = _from_parquet(data, name)
    elif data.lstrip().startswith(b"["):
        frame = _from_json(data, name)
    else:
        frame = _from_grid(data, name)
    for column in ("released_id", "missing_id"):
        if column not in frame.columns:
            raise InputError(f"{name} has no column {column}; a table of pairs needs released_id and missing_id.")
    return frame


def _from_parquet(data: bytes, name: str) -> pd.DataFrame:
    import pandas as pd
    from pyarrow import ArrowException

    try:
        return pd.read_parquet(io.BytesIO(data))
    except (ArrowException, OSError, ValueError):
        raise InputError(f"{name} is damaged: it begins like Parquet but cannot be read.") from None


def _from_json(data: bytes, name: str) -> pd.DataFrame:
    import pandas as pd

    try:
        rows = json.loads(data)
    except ValueError:
        raise InputError(f"{name} is not a table in JSON.") from None
    if not all(isinstance(row, dict) for row in rows):
        raise InputError(f"{name} is JSON, but not an array of objects.")
    return pd.DataFrame(rows) if rows else pd.DataFrame(columns=sorted(_KNOWN))


def _from_grid(data: bytes, name: str) -> pd.DataFrame:
    import pandas as pd

    def known(cells: Iterable[str]) -> int:
        return len(_KNOWN.intersection(cells))

    if file_type(data, name) is FileType.WORKBOOK:
        grid = read_workbook(data, name)
    else:
        grid = read_delimited(decode(data, None, name=name).text, count_headings=known)
    filled = [(number, row) for number, row in zip(grid.numbers, grid.rows, strict=True) if any(row)]
    (_, headings), *rows = filled or [(1, [])]
    for number, row in rows:
        if len(row) != len(headings):
            raise InputError(f"{name}, row {number}: {len(row)} cells under {len(headings)} column names.")
    return pd.DataFrame([row for _, row in rows], columns=headings, dtype=object)
