"""What columns without headings hold, judged by their cells: a proposal that a person corrects."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

_SAMPLE = 200
_MOST = 0.7  # of the filled cells
_DATE = re.compile(r"\s*(?:\d{1,2}[./-]\d{1,2}[./-]\d{2,4}|\d{4}(?:-\d{1,2}){0,2}|\d{1,2}\s+\D{3,12}\s+\d{4})\D{0,6}")
_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`-][^\W\d_]+)*\.?")


def guess_fields(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> dict[str, str]:
    """Return heading to field for the columns that look like a name or like a date of birth.

    Parameters
    ----------
    headings
        What the columns are called here.
    rows
        Cells, as many to a row as there are headings.

    Examples
    --------
    >>> guess_fields(["A", "B", "C"], [["1", "Шевчук Тарас", "09.03.1984"], ["2", "Рудь Ігор", "1991"]])
    {'B': 'full_name', 'C': 'birth_date'}
    >>> guess_fields(["A", "B"], [["Шевчук", "Тарас"], ["Рудь", "Ігор"]])
    {'A': 'surname', 'B': 'given_name'}
    """
    columns = [[cell.strip() for cell in column if cell.strip()] for column in zip(*rows[:_SAMPLE], strict=True)]
    shapes = [_shape(cells) for cells in columns]
    found: dict[str, str] = {}
    if "name" in shapes:
        found[headings[shapes.index("name")]] = "full_name"
    elif "word" in shapes:
        first = shapes.index("word")
        for heading, shape, field in zip(
            headings[first:], shapes[first:], ("surname", "given_name", "patronymic"), strict=False
        ):
            if shape != "word":
                break
            found[heading] = field
        if len(found) == 1:
            found = dict.fromkeys(found, "full_name")
    if "date" in shapes:
        found[headings[shapes.index("date")]] = "birth_date"
    return found


def _shape(cells: Sequence[str]) -> str:
    """Return ``date``, ``name`` (two to five words), ``word``, or ``""``."""
    if not cells:
        return ""
    if sum(_DATE.fullmatch(cell) is not None for cell in cells) >= _MOST * len(cells):
        return "date"
    counts = [len(words) if all(map(_WORD.fullmatch, words)) else 0 for words in map(str.split, cells)]
    if sum(2 <= count <= 5 for count in counts) >= _MOST * len(cells):
        return "name"
    return "word" if sum(count == 1 for count in counts) >= _MOST * len(cells) else ""
