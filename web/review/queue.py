"""The queue of possible matches: what is in it, in which order, and who looks at what."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import String, case, cast, func, or_, select, tuple_
from sqlalchemy.orm import aliased, defer, joinedload

from matcher.dates import parse_date
from web.access import visible_lists
from web.database import now
from web.forms import is_number
from web.models import Decision, Match, MatchState, Released, ReleaseList, Report, ReportState, User, Verdict
from web.permissions import Permission, Role, allows
from web.review.reasons import BANDS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from sqlalchemy import ColumnElement, Select, SQLColumnExpression
    from sqlalchemy.orm import Session

ADULT = 18
"""Years from which somebody is no minor."""


class Show(StrEnum):
    """Which matches the queue shows: those that wait for somebody, or those in one state."""

    TODO = "todo"
    """Open, waiting for a second person, or undecided, and not decided by the user."""
    SECOND = "second"
    """Proposed by somebody else: waiting for a second person."""
    OPEN = "open"
    PROPOSED = "proposed"
    UNDECIDED = "undecided"
    CONFIRMED = "confirmed"
    REJECTED = "rejected"
    SUPERSEDED = "superseded"


_WAITING = (MatchState.OPEN, MatchState.PROPOSED, MatchState.UNDECIDED)
NOBODY, ME = "nobody", "me"


@dataclass(frozen=True, slots=True)
class QueueFilter:
    """What somebody wants to see of the queue; goes into addresses, so it holds numbers and closed words only.

    Attributes
    ----------
    show
        Which matches.
    list_id
        Of one release list; None: of all.
    band
        Of one band, ``""``: of all.
    assignee
        ``me``, ``nobody``, the number of a user, or ``""`` for whoever.
    returned
        Only pairs that came back because a record changed.
    """

    show: Show = Show.TODO
    list_id: int | None = None
    band: str = ""
    assignee: str = ""
    returned: bool = False

    @classmethod
    def of(cls, arguments: Mapping[str, str]) -> QueueFilter:
        """Return the filter that an address names; what it cannot mean is left out."""
        show, list_id = arguments.get("show", ""), arguments.get("list", "")
        band, assignee = arguments.get("band", ""), arguments.get("assignee", "")
        return cls(
            Show(show) if show in set(Show) else Show.TODO,
            int(list_id) if is_number(list_id) else None,
            band if band in BANDS else "",
            assignee if assignee in {NOBODY, ME} or is_number(assignee) else "",
            arguments.get("returned") == "1",
        )

    def arguments(self) -> dict[str, Any]:
        """Return the filter as the arguments of an address, without what is usual."""
        named = {
            "show": "" if self.show is Show.TODO else self.show.value,
            "list": str(self.list_id or ""),
            "band": self.band,
            "assignee": self.assignee,
            "returned": "1" if self.returned else "",
        }
        return {name: value for name, value in named.items() if value}


def matches(user: User, wanted: QueueFilter) -> Select[int]:
    """Return the query for the numbers of the matches that a user sees under a filter, in no order."""
    query = (
        select(Match.id)
        .join(ReleaseList, ReleaseList.id == Match.list_id)
        .where(visible_lists(user.role), *_shown(user, wanted.show))
    )
    if wanted.list_id is not None:
        query = query.where(Match.list_id == wanted.list_id)
    if wanted.band and not user.hide_scores:
        query = query.where(Match.band == wanted.band)
    if wanted.assignee == NOBODY:
        query = query.where(Match.assignee_id.is_(None))
    elif wanted.assignee:
        query = query.where(Match.assignee_id == (user.id if wanted.assignee == ME else int(wanted.assignee)))
    if wanted.returned:
        query = query.where(cast(Match.returned, String) != "[]")
    return query


def _shown(user: User, show: Show) -> tuple[SQLColumnExpression[bool], ...]:
    if show is Show.TODO:
        undecided_by_user = or_(Match.state == MatchState.OPEN, ~_decided_by(user))
        return _decidable(), Match.state.in_(_WAITING), undecided_by_user
    if show is Show.SECOND:
        return _decidable(), Match.state == MatchState.PROPOSED, ~_decided_by(user)
    state = MatchState(show.value)
    # what was decided stays to be seen where the matching no longer proposes it
    return (Match.state == state, Match.current) if state is MatchState.OPEN else (Match.state == state,)


def _decidable() -> ColumnElement[bool]:
    """Return the condition that a match waits for people: with somebody's word it does, even if no longer proposed."""
    left = aliased(Match)
    spoken_of = (  # few, and found once for the whole query
        select(left.id)
        .join(Released, Released.id == left.released_id)
        .join(Report, Report.id == left.report_id)
        .where(
            left.state.in_((MatchState.PROPOSED, MatchState.UNDECIDED)),
            ~left.current,
            Released.withdrawn_in.is_(None),
            Report.state == ReportState.OPEN,
        )
    )
    return or_(Match.current, Match.id.in_(spoken_of))


def _decided_by(user: User) -> ColumnElement[bool]:
    """Return the condition that a user has decided on a match in its present round and nobody took it back."""
    taken_back = aliased(Decision)
    return (
        select(Decision.id)
        .where(
            Decision.match_id == Match.id,
            Decision.user_id == user.id,
            Decision.number >= Match.round_from,
            Decision.verdict != Verdict.UNDO,
            ~select(taken_back.id)
            .where(taken_back.match_id == Decision.match_id, taken_back.undoes == Decision.number)
            .exists(),
        )
        .exists()
    )


def order(user: User, today: dt.date) -> tuple[SQLColumnExpression[Any], ...]:
    """Return what the queue is ordered by, each ascending. This is the one place that says who comes first.

    First the band (strong, possible, weak): a strong pair is most often a family that can be told. Within a band first
    minors, then reports marked urgent, then those that have waited longest; of two that have waited as long, the more
    probable pair. From whom scores are hidden, neither band nor probability gives the order, which would tell them.

    A minor is who may be under 18 today by the last possible year of birth.
    """
    minor = case((Match.birth_year >= today.year - ADULT, 0), else_=1)
    urgent = case((Match.urgent, 0), else_=1)
    if user.hide_scores:
        return minor, urgent, Match.waiting_since, Match.id
    band = case(*((Match.band == name, place) for place, name in enumerate(BANDS)), else_=len(BANDS))
    return band, minor, urgent, Match.waiting_since, -Match.probability, Match.id


def first(session: Session, user: User, wanted: QueueFilter) -> int | None:
    """Return the number of the first match under a filter; None if there is none."""
    query = matches(user, wanted).order_by(*order(user, today())).limit(1)
    return session.scalars(query).first()


def neighbour(session: Session, user: User, wanted: QueueFilter, match_id: int, *, after: bool) -> int | None:
    """Return the number of the match that comes next, or came before, under a filter.

    Parameters
    ----------
    session
        To read from.
    user, wanted
        Whose queue, and what of it.
    match_id
        From which match; it need not be under the filter any more.
    after
        The next one; False: the one before.
    """
    columns = order(user, today())
    place = session.execute(select(*columns).where(Match.id == match_id)).first()
    if place is None:
        return None
    here, there = tuple_(*columns), tuple_(*place)
    query = matches(user, wanted).where(here > there if after else here < there)
    turned = columns if after else [column.desc() for column in columns]
    return session.scalars(query.order_by(*turned).limit(1)).first()


def load(session: Session, numbers: Sequence[int]) -> list[Match]:
    """Return matches with both records, in the order of the numbers, without their evidence."""
    found = session.scalars(
        select(Match)
        .where(Match.id.in_(numbers))
        .options(
            defer(Match.evidence),
            joinedload(Match.released).joinedload(Released.release_list),
            joinedload(Match.report),
        )
    )
    by_number = {match.id: match for match in found}
    return [by_number[number] for number in numbers]


def count(session: Session, user: User, wanted: QueueFilter) -> int:
    """Return how many matches a filter shows to a user."""
    return session.scalar(select(func.count()).select_from(matches(user, wanted).subquery())) or 0


def counts(session: Session, user: User) -> dict[Show, int]:
    """Return how many matches wait for the user, and how many for a second person."""
    return {show: count(session, user, QueueFilter(show)) for show in (Show.TODO, Show.SECOND)}


def decided_by(session: Session, user: User, numbers: Sequence[int]) -> set[int]:
    """Return which of some matches a user has decided on, with no one having taken it back."""
    return set(session.scalars(select(Match.id).where(Match.id.in_(numbers), _decided_by(user))))


def lists_of(session: Session, user: User) -> list[tuple[int, str]]:
    """Return the lists that a user sees, the newest first, for the filter."""
    query = select(ReleaseList.id, ReleaseList.title).where(visible_lists(user.role)).order_by(ReleaseList.id.desc())
    return [(row.id, row.title) for row in session.execute(query)]


def deciders(session: Session, release_list: ReleaseList | None = None) -> list[User]:
    """Return the active users who may decide, by name; of a list only those who see it."""
    from web.access import sees_list

    roles = [role for role in Role if allows(role, Permission.DECIDE)]
    users = session.scalars(select(User).where(User.active, User.role.in_(roles)).order_by(User.name, User.login))
    return [user for user in users if release_list is None or sees_list(user.role, release_list)]


def today() -> dt.date:
    """Return the day on the office's own clock."""
    return now().astimezone().date()


def minority(report: Report, day: dt.date) -> str:
    """Tell whether the missing person is a minor on a day: ``yes``, ``perhaps`` or ``no``."""
    if report.birth_year is None or report.birth_year < day.year - ADULT:
        return "no"
    if report.birth_year > day.year - ADULT:
        return "yes"
    born = parse_date(report.birth_date, kind="birth").value
    if born is None or born.month is None or born.day is None or born.approximate:
        return "perhaps"
    return "yes" if (born.month, born.day) > (day.month, day.day) else "no"
