"""Matching at once what was just saved: one report against every list on file, or one released person.

Candidates come from the stored keys. What a list's own run takes from whole lists is taken from the latest run's
reference; what else is needed is the neighbourhood of the candidates: the reports that compete for the same released
people, and the released people for whom those reports compete.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from web.matching.keeping import (
    KEEP_FROM,
    KEEP_REPORTS,
    keep,
    proposals_of,
    stored,
    take_turn,
    withdraw_matches,
)
from web.matching.likely import likely
from web.matching.people import everybody, open_reports, take_some
from web.matching.references import latest_reference
from web.models import Match, Released, Report, ReportState, Side

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from sqlalchemy.orm import Session

    from matcher import Reference
    from web.matching.keeping import Pair, Proposal, Stored
    from web.matching.likely import Ahead


@dataclass(frozen=True, slots=True)
class _Saved:
    """The record that was saved."""

    side: Side
    number: int

    def takes_part_in(self, proposal: Proposal) -> bool:
        """Tell whether a proposed pair is one of this record."""
        return self.number == (proposal.report_id if self.side is Side.REPORT else proposal.released_id)


def match_report(
    session: Session,
    report_id: int,
    *,
    list_id: int | None = None,
    reference: Reference | None = None,
    ahead: Ahead | None = None,
) -> int:
    """Match one report against the people of all lists: call it after the report and its keys were stored.

    Where the report competes with others for a released person, their figures follow.

    Parameters
    ----------
    session
        A writing session.
    report_id
        The report; one that is closed, or does not exist, loses its current matches.
    list_id
        Match it against the people of this list only.
    reference
        What to weigh by; the latest run's if not given.
    ahead
        Who is likely, if that was found before; anew if it does not hold any more.

    Returns
    -------
    int
        How many current matches the report has.
    """
    session.flush()
    take_turn(session)
    row = session.execute(select(Report.person, Report.state).where(Report.id == report_id)).first()
    if row is None or row.state is not ReportState.OPEN:
        withdraw_matches(session, Side.REPORT, [report_id])
        return 0
    reference = reference or latest_reference(session)
    if ahead is not None and ahead.holds(session, row.person):
        found = set(ahead.released_ids)
    else:
        found = likely(session, Side.RELEASED, row.person, report_id, reference)
    people = found | _matched(session, Side.REPORT, [report_id])
    by_list = {on: rivals for on, rivals in _by_list(session, people).items() if list_id in {None, on}}
    # of other lists nothing is held: a run, which holds its own, would wait there for who decides, and they for it
    on_file = stored(session, Match.released_id.in_([person for rivals in by_list.values() for person in rivals]))
    for rivals in by_list.values():
        _settle(session, _Saved(Side.REPORT, report_id), rivals, {report_id}, on_file, reference)
    return _count(session, Side.REPORT, report_id)


def match_released(session: Session, released_id: int, *, reference: Reference | None = None) -> int:
    """Match one released person, whose row was changed by hand, with all open reports.

    Parameters
    ----------
    session
        A writing session.
    released_id
        The person; one whose row was withdrawn, or does not exist, loses the current matches.
    reference
        What to weigh by; the latest run's if not given.

    Returns
    -------
    int
        How many current matches the person has.
    """
    session.flush()
    take_turn(session)
    row = session.execute(
        select(Released.list_id, Released.person, Released.withdrawn_in).where(Released.id == released_id)
    ).first()
    if row is None or row.withdrawn_in is not None:
        withdraw_matches(session, Side.RELEASED, [released_id])
        return 0
    reference = reference or latest_reference(session)
    found = likely(session, Side.REPORT, row.person, released_id, reference)
    reports = found | _matched(session, Side.RELEASED, [released_id])
    competing = _by_list(session, _matched(session, Side.REPORT, reports) | {released_id})[row.list_id]
    on_file = stored(session, Match.released_id.in_(competing))
    _settle(session, _Saved(Side.RELEASED, released_id), competing, reports, on_file, reference)
    return _count(session, Side.RELEASED, released_id)


def _settle(
    session: Session,
    saved: _Saved,
    released_ids: set[int],
    report_ids: set[int],
    on_file: Mapping[Pair, Stored],
    reference: Reference,
) -> None:
    """Weigh the candidates of a saved record on one list among their rivals, and keep what follows.

    Of the saved record pairs may be new; of the rivals' pairs only the figures follow.
    """
    import matcher

    rivals = _matched(session, Side.RELEASED, released_ids)
    reports = take_some(session, open_reports(), report_ids | rivals, "reports")
    own_list = select(Released.list_id).where(Released.id.in_(released_ids))
    same_list = everybody(Side.RELEASED).where(Released.list_id.in_(own_list))
    wanted = _matched(session, Side.REPORT, reports.stamps)
    released = take_some(session, same_list, released_ids | wanted, "released")
    own = {pair: match for pair, match in on_file.items() if pair[0] in released_ids}
    linkage = matcher.link(
        released.records, reports.records, reference=reference, min_probability=KEEP_FROM, top=KEEP_REPORTS
    )
    proposals = [
        found
        for found in proposals_of(linkage)
        if found.pair in own or (saved.takes_part_in(found) and found.released_id in released_ids)
    ]
    keep(session, proposals, own)


def _by_list(session: Session, released_ids: Collection[int]) -> dict[int, set[int]]:
    """Sort released people by their lists.

    As in the runs, only people of one list are rivals for a report: somebody may stand on two lists.
    """
    found: dict[int, set[int]] = {}
    rows = session.execute(select(Released.list_id, Released.id).where(Released.id.in_(released_ids)))
    for list_id, number in rows:
        found.setdefault(list_id, set()).add(number)
    return dict(sorted(found.items()))


def _matched(session: Session, side: Side, numbers: Collection[int]) -> set[int]:
    """Return who of the other side is currently matched with any of some records of a side."""
    own, other = (Match.report_id, Match.released_id) if side is Side.REPORT else (Match.released_id, Match.report_id)
    return set(session.scalars(select(other).where(own.in_(numbers), Match.current)))


def _count(session: Session, side: Side, number: int) -> int:
    return len(_matched(session, side, [number]))


__all__ = ["match_released", "match_report", "withdraw_matches"]
