"""Which reports there are: the index with its filters, one by its number, and what matches of them a role sees."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import exists, func, select

from web.access import visible_lists
from web.models import Match, MatchState, Released, ReleaseList, Report, ReportState
from web.reports.reference import read_reference

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from web.permissions import Role

POSSIBLE = (MatchState.OPEN, MatchState.PROPOSED, MatchState.UNDECIDED, MatchState.CONFIRMED)
"""States in which a match still says something to whoever reads the report."""


class Order(StrEnum):
    """How the index is sorted."""

    WAITING = "waiting"
    NEWEST = "newest"


@dataclass(frozen=True, slots=True)
class Filter:
    """Which reports the index shows; each attribute is one of a few words, and ``""`` stands for all.

    Attributes
    ----------
    state
        A value of :class:`ReportState`.
    urgent
        ``yes``.
    found
        ``some`` or ``none``: whether there are possible matches.
    birth
        ``missing``: only reports without a birth date.
    order
        A value of :class:`Order`.
    """

    state: str = ReportState.OPEN.value
    urgent: str = ""
    found: str = ""
    birth: str = ""
    order: str = Order.WAITING.value

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> Filter:
        """Return the filter that the arguments of an address ask for; words that are none of ours are left out."""
        known = {
            "state": ("", *ReportState),
            "urgent": ("", "yes"),
            "found": ("", "some", "none"),
            "birth": ("", "missing"),
            "order": tuple(Order),
        }
        return cls(**{name: arguments[name] for name, words in known.items() if arguments.get(name) in words})


def reports_query(chosen: Filter, role: Role) -> Select[Any]:
    """Return the query for the reports that a filter chooses; matches on lists that the role does not see are none."""
    query = select(Report)
    if chosen.state:
        query = query.where(Report.state == ReportState(chosen.state))
    if chosen.urgent:
        query = query.where(Report.urgent)
    if chosen.birth:
        query = query.where(Report.birth_date == "")
    if chosen.found:
        found = exists(_seen(select(Match.id), role).where(Match.report_id == Report.id))
        query = query.where(found if chosen.found == "some" else ~found)
    if chosen.order == Order.NEWEST:
        return query.order_by(Report.id.desc())
    return query.order_by(Report.waiting_since, Report.id)


@dataclass(frozen=True, slots=True)
class Found:
    """The possible matches of one report in short.

    Attributes
    ----------
    count
        How many there are.
    best
        Probability of the likeliest one.
    """

    count: int
    best: float


def matches_found(session: Session, report_ids: Iterable[int], role: Role) -> dict[int, Found]:
    """Return for each report that has possible matches how many a role sees, and how likely the best one is."""
    query = _seen(select(Match.report_id, func.count(), func.max(Match.probability)), role)
    rows = session.execute(query.where(Match.report_id.in_(list(report_ids))).group_by(Match.report_id))
    return {report_id: Found(count, best) for report_id, count, best in rows}


def matches_of(session: Session, report_id: int, role: Role) -> Sequence[Match]:
    """Return the matches of a report that a role sees, in any state, the likeliest first; gone ones if decided upon."""
    query = (
        select(Match)
        .join(Released, Released.id == Match.released_id)
        .join(ReleaseList, ReleaseList.id == Released.list_id)
        .where(Match.report_id == report_id, visible_lists(role), _worth_showing())
        .order_by(Match.current.desc(), Match.probability.desc(), Match.id)
    )
    return session.scalars(query).all()


def report_numbered(session: Session, number: str) -> Report | None:
    """Return the report with the number that somebody typed: the one families are given, or one that its file had.

    A file's number that several reports share opens none of them.
    """
    reference = read_reference(number) or number
    found = session.scalars(select(Report).where(Report.reference == reference)).first()
    if found is not None or not number:
        return found
    same = session.scalars(select(Report).where(Report.source_id == number).limit(2)).all()
    return same[0] if len(same) == 1 else None


def _seen(query: Any, role: Role) -> Any:
    return (
        query.select_from(Match)
        .join(Released, Released.id == Match.released_id)
        .join(ReleaseList, ReleaseList.id == Released.list_id)
        .where(visible_lists(role), Match.current, Match.state.in_(POSSIBLE))
    )


def _worth_showing() -> ColumnElement[bool]:
    return Match.current | (Match.state != MatchState.OPEN)
