"""The records of one list: what the file said, and everything that had to be said about it."""

from __future__ import annotations

from collections import Counter
from dataclasses import asdict, dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from matcher.errors import UnknownIdError
from matcher.fields import FIELDS, NAME_FIELDS
from matcher.person import Person

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    import pandas as pd
    from numpy.typing import NDArray

    from matcher.intake.problems import Problem

_PROBLEM_COLUMNS = ("file", "row", "column", "field", "raw", "action", "severity")


@dataclass(frozen=True, eq=False, repr=False)
class Records:
    """One list, read but not yet interpreted.

    Attributes
    ----------
    data
        One row per record, index 0 to n - 1. Column ``id``, then the recognised fields in the order of the
        vocabulary, then all other columns under their own headings. Fields are the text of the file, ``""``
        where it says nothing; other columns are untouched.
    rows
        Row number of each record in the file, as a spreadsheet shows it (the headings usually are row 1).
    problems
        Every cell, row or file that was altered, doubtful or refused.
    source
        Base name of the file.
    recognised
        Heading to field, in the order of the file.
    origin
        How the table was read: encoding and delimiter, or the sheet.
    made_ids
        Ids that the file does not give: of rows whose cell is blank, or of all if no column identifies them.
    """

    data: pd.DataFrame
    rows: NDArray[np.int64]
    problems: tuple[Problem, ...]
    source: str
    recognised: dict[str, str]
    origin: str = ""
    made_ids: frozenset[str] = frozenset()

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.data)

    def __repr__(self) -> str:
        """Say how much there is, without showing anybody's data."""
        kinds = Counter(problem.severity.value for problem in self.problems)
        shown = ", ".join(f"{count} {kind}" for kind, count in sorted(kinds.items())) or "none"
        fields = ", ".join(dict.fromkeys(self.recognised.values()))
        return f"<Records {self.source!r}: {len(self)} records; fields {fields}; problems: {shown}>"

    def problems_frame(self) -> pd.DataFrame:
        """Return the problems as a table: file, row, column, field, raw, action, severity."""
        import pandas as pd

        frame = pd.DataFrame([asdict(problem) for problem in self.problems], columns=list(_PROBLEM_COLUMNS))
        frame["row"] = frame["row"].astype("Int64")
        for column in ("file", "column", "field", "raw", "action", "severity"):
            frame[column] = frame[column].astype("str")
        return frame

    def cells(self, column: str) -> NDArray[np.object_]:
        """Return a field's cells as an array; all empty if the list does not have it."""
        if column in self.data:
            return self.data[column].to_numpy(dtype=object)
        import numpy as np

        return np.full(len(self), "", dtype=object)

    def names(self) -> NDArray[np.object_]:
        """Return each record's name as one text: its parts in order, or else the full name as written.

        Only what cannot be seen is left out: a mark that turns the writing would change the cells beside it too.
        """
        import numpy as np

        from matcher.names.script import drop_invisible

        parts = zip(*(self.cells(name) for name in ("surname", "given_name", "patronymic")), strict=True)
        joined = np.array([" ".join(part for part in row if part) for row in parts], dtype=object)
        written = np.where(joined != "", joined, self.cells("full_name"))
        return np.array([drop_invisible(name) for name in written], dtype=object)

    def row_of(self, record_id: str) -> int:
        """Return the row number in the file of one record.

        Raises
        ------
        UnknownIdError
            If no record has that id.
        """
        return int(self.rows[self.position_of(record_id)])

    def position_of(self, record_id: str) -> int:
        """Return the position in :attr:`data` of one record.

        Raises
        ------
        UnknownIdError
            If no record has that id.
        """
        try:
            return self._positions[str(record_id)]
        except KeyError:
            raise UnknownIdError(f"{self.source} has no record with the id {record_id!r}.") from None

    def persons(self) -> Iterator[Person]:
        """Yield each record as a person; rows without any name, which the problems name, are left out."""
        present = [field.name for field in FIELDS if field.name in self.data]
        columns = [self.data[name].tolist() for name in present]
        for cells in zip(*columns, strict=True):
            known = {name: cell for name, cell in zip(present, cells, strict=True) if cell}
            if any(known.get(name) for name in NAME_FIELDS):
                yield Person.from_dict(known)

    @cached_property
    def _positions(self) -> dict[str, int]:
        return {record_id: position for position, record_id in enumerate(self.data["id"].tolist())}
