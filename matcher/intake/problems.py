"""One entry of the problems report: which cell, what it said, what was done with it."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """How much a problem changes what the row can tell.

    ``altered``: read, after a change that loses nothing. ``doubtful``: read, but a person should look.
    ``refused``: not read; the raw text stays and counts as missing.
    """

    ALTERED = "altered"
    DOUBTFUL = "doubtful"
    REFUSED = "refused"


@dataclass(frozen=True, slots=True)
class Problem:
    """A cell, row or file that was altered, doubtful, or refused.

    Attributes
    ----------
    file
        Base name of the file.
    row
        Row number as a spreadsheet shows it (the first row of a sheet is 1), ``None`` if the whole file
        is meant.
    column
        Heading of the column, ``""`` if the whole row is meant.
    field
        Field that the column was read as, ``None`` if none.
    raw
        What the file said.
    action
        What was done, one sentence.
    severity
        One of :class:`Severity`.
    """

    file: str
    row: int | None
    column: str
    field: str | None
    raw: str
    action: str
    severity: Severity
