"""What waits after a match was confirmed, and what waits because there is none: queries, not tables."""

from __future__ import annotations

from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, Subquery, and_, case, exists, func, or_, select
from sqlalchemy.orm import aliased, contains_eager, defer

from web.access import visible_lists
from web.models import (
    Disclosure,
    DisclosureState,
    Match,
    MatchRun,
    MatchState,
    Released,
    Report,
    User,
)
from web.review.queue import ADULT, today

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from web.permissions import Role

POSSIBLE = 0.5
"""A pair at least this probable counts as a possible answer to the question whether anybody waits."""


class Queue(StrEnum):
    """One kind of waiting work."""

    TELL = "tell"
    """Confirmed, and the family does not know yet."""
    TOLD = "told"
    """Confirmed, and told."""
    UNDONE = "undone"
    """Not confirmed any more, and somebody was told or asked to tell."""
    UNREPORTED = "unreported"
    """Released, and nobody seems to have reported them missing."""
    ASK = "ask"
    """A birth date would settle a pair, and the report has none."""


def standing() -> Subquery:
    """Return, for each match with a record, the numbers of its last step, last telling and last taking back."""

    def last(*states: DisclosureState) -> ColumnElement[int]:
        return func.max(case((Disclosure.state.in_(states), Disclosure.number), else_=0))

    return (
        select(
            Disclosure.match_id,
            func.max(Disclosure.number).label("last"),
            last(DisclosureState.TOLD).label("told"),
            last(DisclosureState.WITHDRAWN, DisclosureState.CORRECTED).label("over"),
            last(DisclosureState.CORRECTED).label("corrected"),
        )
        .group_by(Disclosure.match_id)
        .subquery("standing")
    )


def told(record: Subquery) -> ColumnElement[bool]:
    """Return the condition that a confirmed match's family was told and nothing was taken back since."""
    return and_(Match.state == MatchState.CONFIRMED, func.coalesce(record.c.told, 0) > func.coalesce(record.c.over, 0))


def _condition(queue: Queue, record: Subquery) -> ColumnElement[bool]:
    if queue == Queue.TELL:
        return and_(
            Match.state == MatchState.CONFIRMED, func.coalesce(record.c.told, 0) <= func.coalesce(record.c.over, 0)
        )
    if queue == Queue.TOLD:
        return told(record)
    return and_(Match.state != MatchState.CONFIRMED, record.c.last > record.c.corrected)


def born_after() -> int:
    """Return the first year of birth that may be a minor's today."""
    return today().year - ADULT


def families(role: Role, queue: Queue) -> Select[*tuple[Any, ...]]:
    """Return the query of a queue of matches: match, its last step, who is responsible, whether anybody was ever told.

    Minors come first, then those marked urgent, then those who have waited longest.
    """
    record, responsible = standing(), aliased(User)
    query = (
        select(Match, Disclosure, responsible, func.coalesce(record.c.told, 0) > 0)
        .join(Match.released)
        .join(Released.release_list)
        .join(Match.report)
        .outerjoin(record, record.c.match_id == Match.id)
        .outerjoin(Disclosure, and_(Disclosure.match_id == Match.id, Disclosure.number == record.c.last))
        .outerjoin(responsible, responsible.id == Disclosure.responsible_id)
        .where(visible_lists(role), _condition(queue, record))
        .options(
            defer(Match.evidence),
            contains_eager(Match.released).contains_eager(Released.release_list),
            contains_eager(Match.report),
        )
    )
    if queue == Queue.TOLD:
        return query.order_by(Disclosure.at.desc(), Match.id)
    minor = case((Report.birth_year >= born_after(), 0), else_=1)
    return query.order_by(minor, Report.urgent.desc(), func.coalesce(Match.decided_at, Disclosure.at), Match.id)


def count_families(session: Session, role: Role, queue: Queue, *, responsible_id: int | None = None) -> int:
    """Return how many matches wait in a queue, or how many of them for one responsible user."""
    record = standing()
    query = (
        select(func.count(Match.id))
        .join(Match.released)
        .join(Released.release_list)
        .outerjoin(record, record.c.match_id == Match.id)
        .where(visible_lists(role), _condition(queue, record))
    )
    if responsible_id is not None:
        query = query.join(Disclosure, and_(Disclosure.match_id == Match.id, Disclosure.number == record.c.last)).where(
            Disclosure.responsible_id == responsible_id
        )
    return session.scalar(query) or 0


def matched() -> ColumnElement[bool]:
    """Return the condition that a released person, as the row stands now, has gone through a run of the matching."""
    wording = func.coalesce(Released.changed_in, Released.added_in)
    return exists().where(
        MatchRun.list_id == Released.list_id, MatchRun.finished_at.is_not(None), MatchRun.version >= wording
    )


def may_be_answered() -> ColumnElement[bool]:
    """Return the condition that a released person has a report, or one that may well be about the same person."""
    return exists().where(
        Match.released_id == Released.id,
        or_(
            Match.state.in_((MatchState.CONFIRMED, MatchState.PROPOSED)),
            Match.current & (Match.probability >= POSSIBLE) & Match.state.in_((MatchState.OPEN, MatchState.UNDECIDED)),
        ),
    )


def unreported(role: Role, list_id: int | None = None) -> Select[*tuple[Any, ...]]:
    """Return the query of released people whom no report seems to be about.

    People whose list has not been matched are left out: nobody has looked for their reports yet.
    """
    query = (
        select(Released)
        .join(Released.release_list)
        .where(visible_lists(role), Released.withdrawn_in.is_(None), matched(), ~may_be_answered())
        .options(contains_eager(Released.release_list))
        .order_by(Released.list_id.desc(), Released.row)
    )
    return query if list_id is None else query.where(Released.list_id == list_id)


def count_unreported(session: Session, role: Role) -> int:
    """Return how many released people no report seems to be about."""
    query = unreported(role).with_only_columns(func.count(Released.id)).order_by(None)
    return session.scalar(query) or 0


def lists_not_matched(session: Session, role: Role) -> int:
    """Return how many lists hold people whose reports nobody has looked for yet."""
    query = (
        select(func.count(Released.list_id.distinct()))
        .join(Released.release_list)
        .where(visible_lists(role), Released.withdrawn_in.is_(None), ~matched())
    )
    return session.scalar(query) or 0
