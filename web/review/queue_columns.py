"""Keeps true what a match repeats of its records for the queue: whenever a match is added or a report changes.

Matches that are written in bulk, past these events, are brought up to date by :func:`web.review.states.restate`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import event, inspect, select, update

from web.matching.keeping import take_turn
from web.models import Match, Released, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.engine import Connection
    from sqlalchemy.orm import Mapper, Session

_OF_REPORT = ("birth_year", "urgent", "waiting_since")


@event.listens_for(Match, "before_insert")
def _fill(_mapper: Mapper[Match], connection: Connection, match: Match) -> None:
    match.list_id = connection.scalar(select(Released.list_id).where(Released.id == match.released_id))
    report = connection.execute(
        select(Report.birth_year, Report.urgent, Report.waiting_since).where(Report.id == match.report_id)
    ).first()
    if report is not None:
        match.birth_year, match.urgent, match.waiting_since = report


@event.listens_for(Report, "after_update")
def _follow(_mapper: Mapper[Report], connection: Connection, report: Report) -> None:
    if not any(inspect(report).attrs[name].history.has_changes() for name in _OF_REPORT):
        return
    take_turn(connection)  # as everybody who holds several matches: a run that writes would wait for us, and we for it
    connection.execute(select(Match.id).where(Match.report_id == report.id).order_by(Match.id).with_for_update())
    values = {name: getattr(report, name) for name in _OF_REPORT}
    connection.execute(update(Match).where(Match.report_id == report.id).values(**values))


def bring_up_to_date(session: Session, match_ids: Sequence[int]) -> None:
    """Fill in what matches repeat of their records, where matches were written in bulk."""
    of_report = {
        name: select(getattr(Report, name)).where(Report.id == Match.report_id).scalar_subquery() for name in _OF_REPORT
    }
    list_id = select(Released.list_id).where(Released.id == Match.released_id).scalar_subquery()
    session.execute(
        update(Match)
        .where(Match.id.in_(match_ids), Match.list_id.is_(None))
        .values(list_id=list_id, **of_report)
        .execution_options(synchronize_session=False)
    )
