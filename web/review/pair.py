"""What the page of one pair shows, gathered in one place: nothing of it is worked out in the template."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import or_, select
from sqlalchemy.orm import defer, joinedload

from web.access import visible_lists
from web.evidence import Explanation, explain
from web.i18n import gettext as _
from web.labels import field_label
from web.masking import hidden_fields, unfolded
from web.matching.links import links_of, other_end
from web.models import (
    Decision,
    Match,
    MatchState,
    PersonLink,
    Photo,
    Released,
    ReleaseList,
    Report,
    Side,
    User,
    Verdict,
)
from web.permissions import Permission, allows
from web.reports.consent import PURPOSES
from web.review.decisions import may_undo, view_of
from web.review.queue import decided_by, deciders, minority, today
from web.review.sides import Line, lines
from web.review.states import Standing, both_sides, changed_since, excluded_by_confirmed, in_force, standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Past:
    """One decision of the history.

    Attributes
    ----------
    decision, user
        What was decided and by whom.
    taken_back
        It does not stand any more.
    counts
        The present state rests on it.
    changed
        Labels of the compared fields that have changed since.
    """

    decision: Decision
    user: User
    taken_back: bool
    counts: bool
    changed: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Rival:
    """Another match of the released person or of the report.

    Attributes
    ----------
    match
        The match.
    of_released
        It is another report for the same released person; else another released person for the same report.
    hidden
        Its score is hidden from the user.
    """

    match: Match
    of_released: bool
    hidden: bool


@dataclass(frozen=True, slots=True)
class Linked:
    """Another record that is, may be or is not the same person as one of the pair's."""

    link: PersonLink
    side: Side
    record_id: int
    title: str
    name: str


@dataclass(frozen=True, slots=True)
class Consent:
    """How many of the inquirers agreed to a purpose."""

    purpose: str
    agreed: int


@dataclass(frozen=True, slots=True)
class Pair:
    """Everything on the page of one pair.

    Attributes
    ----------
    match, seen
        The match, and what stands for this view of it (:func:`web.review.decisions.view_of`).
    lines, explanation
        Both records side by side, and the evidence in words.
    hidden
        Probability, band and weights are hidden from the user.
    foldable
        Sides that have masked fields which are masked now.
    standing, history
        The decisions that count, and all of them.
    rivals, excluded_by
        Other matches of either record that the user sees; how many confirmed ones exclude this pair, seen or not.
    linked
        Earlier rows and duplicates.
    photos
        Photographs of each side.
    inquirers, consents
        How many ask, and what they agreed to.
    minor
        ``yes``, ``perhaps`` or ``no``.
    undoable
        Decisions that the user may take back, the latest first.
    assignee, deciders
        Who looks at it; for supervisors, who could.
    """

    match: Match
    seen: str
    lines: list[Line]
    explanation: Explanation
    hidden: bool
    foldable: list[tuple[Side, int]]
    standing: Standing
    history: list[Past]
    rivals: list[Rival]
    excluded_by: int
    linked: list[Linked]
    photos: dict[str, list[Photo]]
    inquirers: int
    consents: list[Consent]
    minor: str
    undoable: list[Past]
    assignee: User | None
    deciders: list[User]

    @property
    def hostile(self) -> bool:
        """Whether the list comes from a hostile source, so that nobody is confirmed from it."""
        return self.match.released.release_list.hostile

    @property
    def disputed(self) -> bool:
        """Whether some say that they are the same and others that they are not."""
        return {Verdict.SAME, Verdict.DIFFERENT} <= {vote.verdict for vote in self.standing.votes}

    @property
    def conflict(self) -> bool:
        """Whether another confirmed match excludes this one, confirmed or not."""
        return self.excluded_by > 0

    @property
    def decidable(self) -> bool:
        """Whether there is anything to decide: a confirmed match must be taken back first."""
        return self.match.state is not MatchState.CONFIRMED


def gather(session: Session, match: Match, user: User) -> Pair:
    """Gather what the page of a pair shows to a user who may see it."""
    released, report = match.released, match.report
    left_open = unfolded(session, Side.RELEASED, released.id)
    right_open = unfolded(session, Side.REPORT, report.id)
    explanation = explain(match.evidence, open_=left_open and right_open)
    decisions = list(session.scalars(select(Decision).where(Decision.match_id == match.id).order_by(Decision.number)))
    present = both_sides(released.person, report.person)
    excluded_by = excluded_by_confirmed(session, [match]).get(match.id, [])
    now = standing(decisions, present, rival_confirmed=bool(excluded_by), hostile=released.release_list.hostile)
    history = _history(session, decisions, now, present)
    inquirers = report.inquirers
    return Pair(
        match=match,
        seen=view_of(session, match),
        lines=lines(released.person, report.person, explanation, left_open=left_open, right_open=right_open),
        explanation=explanation,
        hidden=scores_hidden(user, decisions),
        foldable=_foldable(match, left_open=left_open, right_open=right_open),
        standing=now,
        history=history,
        rivals=_rivals(session, match, user),
        excluded_by=len(excluded_by),
        linked=_linked(session, match, user),
        photos=_photos(session, match),
        inquirers=len(inquirers),
        consents=[
            Consent(str(text), sum(bool(inquirer.consents.get(str(purpose))) for inquirer in inquirers))
            for purpose, text in PURPOSES.items()
        ],
        minor=minority(report, today()),
        undoable=[past for past in reversed(history) if _may_take_back(user, past)],
        assignee=session.get(User, match.assignee_id) if match.assignee_id else None,
        deciders=deciders(session, released.release_list) if allows(user.role, Permission.SUPERVISE) else [],
    )


def scores_hidden(user: User, decisions: Sequence[Decision]) -> bool:
    """Tell whether a pair's score is hidden from a user: wanted, and the user has not decided on the pair yet."""
    return user.hide_scores and not any(decision.user_id == user.id for decision in decisions)


def _history(session: Session, decisions: list[Decision], now: Standing, present: dict[str, object]) -> list[Past]:
    ids = {decision.user_id for decision in decisions}
    users = {user.id: user for user in session.scalars(select(User).where(User.id.in_(ids)))} if ids else {}
    standing_numbers = {decision.number for decision in in_force(decisions)}
    counting = {vote.number for vote in now.votes}
    return [
        Past(
            decision,
            users[decision.user_id],
            decision.verdict is not Verdict.UNDO and decision.number not in standing_numbers,
            decision.number in counting,
            tuple(field_label(name) for name in changed_since(decision.compared, present))
            if decision.number in standing_numbers
            else (),
        )
        for decision in decisions
    ]


def _may_take_back(user: User, past: Past) -> bool:
    return past.decision.verdict is not Verdict.UNDO and not past.taken_back and may_undo(user, past.decision)


def _foldable(match: Match, *, left_open: bool, right_open: bool) -> list[tuple[Side, int]]:
    sides = (
        (Side.RELEASED, match.released_id, match.released.person, left_open),
        (Side.REPORT, match.report_id, match.report.person, right_open),
    )
    return [(side, number) for side, number, person, open_ in sides if not open_ and hidden_fields(person)]


def _rivals(session: Session, match: Match, user: User) -> list[Rival]:
    query = (
        select(Match)
        .join(Released, Released.id == Match.released_id)
        .join(ReleaseList, ReleaseList.id == Released.list_id)
        .where(
            or_(Match.released_id == match.released_id, Match.report_id == match.report_id),
            Match.id != match.id,
            or_(Match.current, Match.state == MatchState.CONFIRMED),
            visible_lists(user.role),
        )
        .options(
            defer(Match.evidence),
            joinedload(Match.report),
            joinedload(Match.released).joinedload(Released.release_list),
        )
        .order_by(Match.id if user.hide_scores else Match.probability.desc(), Match.id)
    )
    found = list(session.scalars(query))
    decided = decided_by(session, user, [rival.id for rival in found])
    return [
        Rival(rival, rival.released_id == match.released_id, user.hide_scores and rival.id not in decided)
        for rival in found
    ]


def _linked(session: Session, match: Match, user: User) -> list[Linked]:
    found = []
    for side, number in ((Side.RELEASED, match.released_id), (Side.REPORT, match.report_id)):
        for link in links_of(session, side, number, user.role):
            other = other_end(link, number)
            if side is Side.RELEASED:
                released = session.get_one(Released, other)
                title = _("%(list)s, row %(row)s", list=released.release_list.title, row=released.row)
                found.append(Linked(link, side, other, title, released.name))
            else:
                report = session.get_one(Report, other)
                found.append(Linked(link, side, other, report.reference, report.name))
    return found


def _photos(session: Session, match: Match) -> dict[str, list[Photo]]:
    query = select(Photo).where(
        or_(
            (Photo.side == Side.RELEASED) & (Photo.record_id == match.released_id),
            (Photo.side == Side.REPORT) & (Photo.record_id == match.report_id),
        )
    )
    found: dict[str, list[Photo]] = {Side.RELEASED.value: [], Side.REPORT.value: []}
    for photo in session.scalars(query.order_by(Photo.id)):
        found[photo.side.value].append(photo)
    return found
