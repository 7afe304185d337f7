"""Blocking keys on file: what a record is found by, kept in the database beside it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import repeat
from typing import TYPE_CHECKING

from sqlalchemy import ARRAY, BigInteger, Integer, cast, delete, func, insert, literal, select, text

from web.models import BlockingKey, Side
from web.records import to_records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    import numpy as np
    from numpy.typing import NDArray
    from sqlalchemy.orm import Session

    from matcher.progress import Progress

SIDE_NUMBERS = {Side.RELEASED: 1, Side.REPORT: 2}
"""How the table of keys writes a side."""
_RECORDS = 500  # named in one statement: SQLite takes a limited number of values
_ROWS = 100_000  # written by one statement
_MANY = 20_000  # rows that may change what the planner should know


@dataclass(frozen=True, slots=True, eq=False)
class Keys:
    """The keys of some people, not yet stored.

    Attributes
    ----------
    position, key
        Each key with the place, from 0, of a person who bears it, in the order of the keys.
    """

    position: NDArray[np.int64]
    key: NDArray[np.int64]


def keys_of(people: Sequence[Mapping[str, Any]], progress: Progress | None = None) -> Keys:
    """Compute the keys of people: of many it takes seconds, and needs no database that others wait for.

    Parameters
    ----------
    people
        ``person`` of each record.
    progress
        Called with stage, done, total.
    """
    from matcher import blocking_keys_of

    return Keys(*blocking_keys_of(to_records(enumerate(people), "people"), asking=False, progress=progress))


def store_keys(session: Session, side: Side, people: Sequence[tuple[int, Mapping[str, Any]]]) -> None:
    """Store the keys of new or changed records, instead of the ones they had.

    Parameters
    ----------
    session
        A writing session.
    side
        Where the records stand.
    people
        Number in the database and ``person`` of each record; each number once.
    """
    numbers = [number for number, _ in people]
    drop_keys(session, side, numbers)
    add_keys(session, side, numbers, keys_of([person for _, person in people]))


def add_keys(session: Session, side: Side, numbers: Sequence[int], keys: Keys) -> None:
    """Store keys of new records.

    Parameters
    ----------
    session
        A writing session.
    side
        Where the records stand.
    numbers
        Number in the database of each of the people whose keys they are; 0 for who was not stored.
    keys
        Their keys.
    """
    import numpy as np

    number = np.array(numbers, dtype=np.int64)[keys.position]
    stored = number > 0
    key, number = keys.key[stored], number[stored]
    for start in range(0, len(key), _ROWS):
        part = slice(start, start + _ROWS)
        _insert(session, SIDE_NUMBERS[side], key[part].tolist(), number[part].tolist())
    if len(key) >= _MANY and session.get_bind().dialect.name == "postgresql":
        # its planner knows nothing of a table that was just filled, and would read all of it for every search
        session.execute(text("ANALYZE blocking_key"))


def drop_keys(session: Session, side: Side, record_ids: Sequence[int]) -> None:
    """Take away the keys of records that are not to be found any more."""
    for start in range(0, len(record_ids), _RECORDS):
        session.execute(
            delete(BlockingKey).where(
                BlockingKey.side == SIDE_NUMBERS[side],
                BlockingKey.record_id.in_(record_ids[start : start + _RECORDS]),
            ),
            execution_options={"synchronize_session": False},
        )


def _insert(session: Session, side: int, keys: list[int], numbers: list[int]) -> None:
    """Write keys with their record numbers, in order of the keys."""
    if session.get_bind().dialect.name == "postgresql":
        unnested = [func.unnest(cast(column, ARRAY(BigInteger))) for column in (keys, numbers)]
        query = select(cast(literal(side), Integer), *unnested)
        session.execute(insert(BlockingKey).from_select(["side", "key", "record_id"], query))
        return
    statement = "INSERT INTO blocking_key (side, key, record_id) VALUES (?, ?, ?)"
    session.connection().exec_driver_sql(statement, list(zip(repeat(side), keys, numbers)))
