"""How long things took: medians per list, worked out by the database on either kind of server."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from babel.dates import format_timedelta
from sqlalchemy import Float, Subquery, func, select
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

from web.i18n import locale
from web.models import Decision, ListVersion, Match, MatchState, Released, Verdict

if TYPE_CHECKING:
    from collections.abc import Collection

    from sqlalchemy.orm import Session
    from sqlalchemy.sql.compiler import SQLCompiler


class seconds_between(GenericFunction[float]):  # noqa: N801  called like the functions of SQL
    """Seconds from the first moment to the second."""

    type = Float()
    inherit_cache = True


@compiles(seconds_between, "sqlite")
def _on_sqlite(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    start, end = (compiler.process(clause, **options) for clause in element.clauses)
    return f"((julianday({end}) - julianday({start})) * 86400.0)"


@compiles(seconds_between, "postgresql")
def _on_postgresql(element: Any, compiler: SQLCompiler, **options: Any) -> str:
    start, end = (compiler.process(clause, **options) for clause in element.clauses)
    return f"CAST(EXTRACT(EPOCH FROM ({end} - {start})) AS double precision)"


def to_first_decision(session: Session, list_ids: Collection[int]) -> dict[int, float]:
    """Return the median time, in seconds, from the loading of a person to the first decision; per list.

    A list in which nobody has been decided on has no entry: it was not measured.
    """
    waited = (
        select(Released.list_id, seconds_between(ListVersion.loaded_at, func.min(Decision.at)).label("seconds"))
        .join(Match, Match.released_id == Released.id)
        .join(Decision, Decision.match_id == Match.id)
        .join(ListVersion, (ListVersion.list_id == Released.list_id) & (ListVersion.number == Released.added_in))
        .where(Released.list_id.in_(list_ids), Decision.verdict != Verdict.UNDO)
        .group_by(Released.list_id, Released.id, ListVersion.loaded_at)
    )
    return _medians(session, waited.subquery())


def to_confirmation(session: Session, list_ids: Collection[int]) -> dict[int, float]:
    """Return the median time, in seconds, from the loading of a person to a confirmation that stands; per list."""
    waited = (
        select(Released.list_id, seconds_between(ListVersion.loaded_at, func.max(Match.decided_at)).label("seconds"))
        .join(Match, Match.released_id == Released.id)
        .join(ListVersion, (ListVersion.list_id == Released.list_id) & (ListVersion.number == Released.added_in))
        .where(Released.list_id.in_(list_ids), Match.state == MatchState.CONFIRMED, Match.decided_at.is_not(None))
        .group_by(Released.list_id, Released.id, ListVersion.loaded_at)
    )
    return _medians(session, waited.subquery())


def _medians(session: Session, waited: Subquery) -> dict[int, float]:
    """Return the median of ``seconds`` for each ``list_id``: the middle one, or the mean of the middle two."""
    ordered = select(
        waited.c.list_id,
        waited.c.seconds,
        func.row_number().over(partition_by=waited.c.list_id, order_by=waited.c.seconds).label("place"),
        func.count().over(partition_by=waited.c.list_id).label("of"),
    ).subquery()
    middle = (
        select(ordered.c.list_id, func.avg(ordered.c.seconds))
        .where(ordered.c.place * 2 >= ordered.c.of, ordered.c.place * 2 <= ordered.c.of + 2)
        .group_by(ordered.c.list_id)
    )
    return {list_id: max(0.0, float(seconds)) for list_id, seconds in session.execute(middle)}


def format_duration(seconds: float) -> str:
    """Write a length of time in its largest fitting unit, in the present language.

    Examples
    --------
    >>> format_duration(7_500)
    '2 hours'
    """
    return format_timedelta(dt.timedelta(seconds=seconds), threshold=1.5, locale=locale())
