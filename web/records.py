"""Rows of the database as records of the matcher, and what of a person is compared."""

from __future__ import annotations

import hashlib
import json
from typing import TYPE_CHECKING, Any

from matcher.fields import FIELDS, SEPARATOR

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matcher.intake import Records

NOT_COMPARED = frozenset({"id", "photo", "source", "notes"})
"""Fields of the vocabulary that no comparison looks at: a change in them brings no rejected pair back."""


def compared(person: Mapping[str, Any]) -> dict[str, Any]:
    """Return the fields of a person that the matching looks at."""
    return {name: value for name, value in person.items() if value and name not in NOT_COMPARED}


def fingerprint(person: Mapping[str, Any]) -> str:
    """Return the SHA-256, in hexadecimal, of the compared fields."""
    text = json.dumps(compared(person), ensure_ascii=False, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()


def changed_fields(before: Mapping[str, Any], after: Mapping[str, Any]) -> list[str]:
    """Return the compared fields that differ, in the order of the vocabulary."""
    old, new = compared(before), compared(after)
    return [field.name for field in FIELDS if old.get(field.name) != new.get(field.name)]


def to_records(rows: Iterable[tuple[int, Mapping[str, Any]]], source: str) -> Records:
    """Return rows, each a number and a person's fields, as records whose ids are the numbers.

    Parameters
    ----------
    rows
        Number in the database and ``person`` of it; may be none.
    source
        A word for what they are; appears in errors.
    """
    import numpy as np
    import pandas as pd

    from matcher.intake import Records

    given = list(rows)
    columns: dict[str, list[str]] = {"id": [str(number) for number, _ in given]}
    for field in FIELDS:
        if field.name != "id" and any(field.name in person for _, person in given):
            columns[field.name] = [_cell(person.get(field.name)) for _, person in given]
    return Records(
        data=pd.DataFrame(columns, dtype=object),
        rows=np.arange(1, len(given) + 1, dtype=np.int64),
        problems=(),
        source=source,
        recognised={},
    )


def _cell(value: object) -> str:
    if isinstance(value, list | tuple):
        return SEPARATOR.join(map(str, value))
    return "" if value is None else str(value)
