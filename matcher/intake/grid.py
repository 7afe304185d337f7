"""A table as rows of text cells, before anybody knows what its columns mean."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from matcher.intake.problems import Severity


@dataclass(frozen=True, slots=True)
class Remark:
    """Something to report about a place in a grid; `row` counts as a spreadsheet does, `column` from 0.

    ``row=None`` means the whole file, ``column=None`` the whole row.
    """

    row: int | None
    column: int | None
    raw: str
    action: str
    severity: Severity


@dataclass(frozen=True, slots=True)
class Grid:
    """Rows of cells with their row numbers in the file.

    Attributes
    ----------
    rows
        Text cells; rows can differ in length.
    numbers
        The row number of each row as a spreadsheet shows it.
    remarks
        What reading the file already showed.
    origin
        How the table was read, for people: an encoding and delimiter, or a sheet.
    """

    rows: list[list[str]]
    numbers: list[int]
    remarks: tuple[Remark, ...] = ()
    origin: str = ""
