"""Reading the hand-editable tables under ``matcher/data``: tab separated, ``#`` starts a comment line."""

from __future__ import annotations

from importlib.resources import files

from matcher.errors import DataFileError


def read_table(path: str, columns: int) -> list[tuple[str, ...]]:
    """Return the rows of one shipped table, cells stripped.

    Parameters
    ----------
    path
        Below ``matcher/data``, with forward slashes: ``"places/regions.tsv"``.
    columns
        Number of columns; cells missing at the end of a row count as empty.

    Returns
    -------
    list of tuple of str
        One tuple of ``columns`` cells for each row that is neither blank nor a comment.

    Raises
    ------
    DataFileError
        If a row has too many cells or an empty first cell.
    """
    text = files("matcher").joinpath("data", *path.split("/")).read_text(encoding="utf-8")
    rows = []
    for number, line in enumerate(text.splitlines(), start=1):
        if not line.strip() or line.startswith("#"):
            continue
        cells = [cell.strip() for cell in line.split("\t")]
        if len(cells) > columns or not cells[0]:
            raise DataFileError(f"data/{path}, line {number}: expected 1 to {columns} tab-separated cells.")
        rows.append((*cells, *[""] * (columns - len(cells))))
    return rows
