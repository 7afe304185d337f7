"""The join of blocking keys in the database: whom a single person may be, among all records on file.

A key that few records bear tells much, one that very many bear tells little. The records of the rarest keys are taken,
as many rows as a search can afford; commoner keys only add to what speaks for a record found already.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import BigInteger, Float, and_, column, func, literal, select, values

from web.matching.keys import SIDE_NUMBERS
from web.models import BlockingKey, Released, ReleaseList, Report, Side
from web.records import to_records

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from typing import Any

    from sqlalchemy import CTE, ColumnElement, Select
    from sqlalchemy.orm import Session

LIMIT = 400
"""At most so many candidates of one person are compared."""
ROWS = 40_000
"""So many rows of the table of keys are read before commoner keys only add to what was found."""


@dataclass(frozen=True, slots=True)
class _Asked:
    """A key, the number of records that bear it, and what it tells about a record that bears it, in bits."""

    key: int
    count: int
    bits: float


def candidate_ids(
    session: Session,
    side: Side,
    person: Mapping[str, Any],
    *,
    limit: int = LIMIT,
    visible: ColumnElement[bool] | None = None,
) -> list[int]:
    """Return the records on file that may be about a person, the most promising first.

    Parameters
    ----------
    session
        Where to look.
    side
        Among whom: released people whose row was not withdrawn, or reports.
    person
        Fields of the vocabulary.
    limit
        At most so many.
    visible
        A condition on :class:`ReleaseList`, see :func:`web.access.visible_lists`: people of other lists take no part.
        Left out, those of all lists do.

    Returns
    -------
    list of int
        Numbers in the database.
    """
    from matcher import blocking_keys_of

    _, keys = blocking_keys_of(to_records([(0, person)], "person"), asking=True)
    asked = _counted(session, side, sorted(set(keys.tolist())))
    if not asked:
        return []
    rare, common = _affordable(asked)
    best = _best_of(side, rare, visible, limit * 4 if common else limit)
    query = _with_common(side, best, common, limit) if common else best
    return [row.record_id for row in session.execute(query)]


def _counted(session: Session, side: Side, keys: Sequence[int]) -> list[_Asked]:
    """Count the records that bear each key, no further than need be; the rarest first, without those nobody bears."""
    if not keys:
        return []
    wanted = _table("wanted", [(key, 0.0) for key in keys])
    bearing = (
        select(literal(1))
        .where(BlockingKey.side == SIDE_NUMBERS[side], BlockingKey.key == wanted.c.key)
        .limit(ROWS + 1)
        .correlate(wanted)
    )
    counts = select(wanted.c.key, select(func.count()).select_from(bearing.subquery()).scalar_subquery())
    found = sorted((count, key) for key, count in session.execute(counts) if count)
    everybody = max(session.scalar(select(func.max(_record(side).id))) or 1, 2)
    return [_Asked(key, count, max(math.log2(everybody / count), 0.1)) for count, key in found]


def _affordable(asked: Sequence[_Asked]) -> tuple[list[_Asked], list[_Asked]]:
    """Split keys, the rarest first, into those whose records are taken and those that only add; one is always taken."""
    total = 0
    for number, one in enumerate(asked):
        total += one.count
        if number and total > ROWS:
            return list(asked[:number]), list(asked[number:])
    return list(asked), []


def _best_of(side: Side, asked: Sequence[_Asked], visible: ColumnElement[bool] | None, limit: int) -> Select[int, Any]:
    """Select the records that bear the keys, those first for which they say most."""
    keys = _table("rare", [(one.key, one.bits) for one in asked])
    bits = func.sum(keys.c.bits).label("bits")
    query: Select[int, Any] = (
        select(BlockingKey.record_id, bits)
        .join_from(keys, BlockingKey, and_(BlockingKey.side == SIDE_NUMBERS[side], BlockingKey.key == keys.c.key))
        .group_by(BlockingKey.record_id)
        .order_by(bits.desc(), BlockingKey.record_id)
        .limit(limit)
    )
    if side is Side.RELEASED:
        query = query.join(Released, Released.id == BlockingKey.record_id).where(Released.withdrawn_in.is_(None))
        if visible is not None:
            query = query.join(ReleaseList, ReleaseList.id == Released.list_id).where(visible)
    return query


def _with_common(side: Side, best: Select[int, Any], common: Sequence[_Asked], limit: int) -> Select[int, Any]:
    """Select anew from the best records, to whose bits the commoner keys add."""
    found = best.cte("found")
    keys = _table("common", [(one.key, one.bits) for one in common])
    more = (
        select(func.coalesce(func.sum(keys.c.bits), 0.0))
        .join_from(keys, BlockingKey, and_(BlockingKey.side == SIDE_NUMBERS[side], BlockingKey.key == keys.c.key))
        .where(BlockingKey.record_id == found.c.record_id)
        .scalar_subquery()
    )
    bits = (found.c.bits + more).label("bits")
    return select(found.c.record_id, bits).order_by(bits.desc(), found.c.record_id).limit(limit)


def _table(name: str, rows: Sequence[tuple[int, float]]) -> CTE:
    return values(column("key", BigInteger), column("bits", Float), name=name).data(rows).cte(name)


def _record(side: Side) -> type[Released | Report]:
    return Released if side is Side.RELEASED else Report
