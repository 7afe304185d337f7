"""The tables of given names in further scripts, ``data/scripts/names_*.tsv``: which native spelling is which name.

Each row stands for one name: its sex, how its own script writes it, the group it belongs to (an id of the tables of
given names, or ``-`` for a name that they lack), its Cyrillic forms and its usual Latin spellings.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from matcher.errors import DataFileError
from matcher.names.scripts import native_name_tables
from matcher.tables import read_table

NEW = "-"
"""What stands for the group of a name that the tables of given names lack."""


@dataclass(frozen=True, slots=True)
class NativeName:
    """One row of a table of native names.

    Attributes
    ----------
    table
        The table.
    place
        File and row, for messages.
    sex
        ``"m"`` or ``"f"``.
    native
        Spellings in the name's own script.
    group
        Group id, :data:`NEW` for a name without one.
    cyrillic
        Ukrainian, then Russian form, then others.
    latin
        Usual Latin spellings.
    """

    table: str
    place: str
    sex: str
    native: tuple[str, ...]
    group: str
    cyrillic: tuple[str, ...]
    latin: tuple[str, ...]


def cell_forms(cell: str) -> tuple[str, ...]:
    """Return the forms of one cell, which commas separate."""
    if "," not in cell:
        form = cell.strip()
        return (form,) if form else ()
    return tuple(dict.fromkeys([form for part in cell.split(",") if (form := part.strip())]))


@lru_cache(maxsize=1)
def native_names() -> tuple[NativeName, ...]:
    """Return the rows of all tables of native names, table after table.

    Returns
    -------
    tuple of NativeName
        Empty if there are no tables.

    Raises
    ------
    DataFileError
        If a row has an unknown sex, no group, or is a new name without a Cyrillic form.
    """
    rows = []
    for table in native_name_tables():
        for number, (sex, native, group, cyrillic, latin) in enumerate(read_table(table, 5), start=1):
            place = f"data/{table}, name {number} ({native})"
            if sex not in ("m", "f"):
                raise DataFileError(f"{place}: the sex is {sex!r}; write m or f.")
            if not group:
                raise DataFileError(f"{place}: no group; write the id of a row of given.tsv, or - for a new name.")
            row = NativeName(table, place, sex, cell_forms(native), group, cell_forms(cyrillic), cell_forms(latin))
            if group == NEW and not row.cyrillic:
                raise DataFileError(f"{place}: a new name needs its Cyrillic forms.")
            rows.append(row)
    return tuple(rows)
