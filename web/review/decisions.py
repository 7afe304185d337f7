"""Deciding on a pair, and taking a decision back: who may, on which view of it, and what it excludes.

Whoever decides holds the pair and all its rivals until the transaction ends, so that of two people who decide at once
one is first and the other is told. The rules of what follows from the decisions are in :mod:`web.review.states`.
"""

from __future__ import annotations

import hashlib
from typing import TYPE_CHECKING

from sqlalchemy import func, or_, select

from web.access import sees_list
from web.i18n import gettext as _
from web.matching.keeping import take_turn
from web.models import Decision, Match, MatchState, Released, Report, ReportState, Verdict
from web.permissions import Permission, allows
from web.review.reasons import OTHER, REASONS
from web.review.states import both_sides, excluded_by_confirmed, in_force, restate, standing

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from web.models import User
    from web.permissions import Role

NOTE_LENGTH = 2_000


class DecisionError(ValueError):
    """A decision that cannot be taken; its text tells the user why."""


class StaleViewError(DecisionError):
    """What was decided on is no longer what was shown."""


class ConflictError(DecisionError):
    """A match that excludes this one is confirmed.

    Attributes
    ----------
    rivals
        Their numbers; some may be on lists that the user does not see.
    """

    def __init__(self, message: str, rivals: Sequence[int]) -> None:
        super().__init__(message)
        self.rivals = tuple(rivals)


class NotAllowedError(DecisionError, PermissionError):
    """The user's role does not allow it."""


class NoSuchMatchError(DecisionError, LookupError):
    """There is no such match, or the user does not see its list."""


def find_match(session: Session, match_id: int, role: Role) -> Match:
    """Return a match that a role sees.

    Raises
    ------
    NoSuchMatchError
        If there is none, or its list is sealed to the role.
    """
    match = session.get(Match, match_id)
    if match is None or not sees_list(role, match.released.release_list):
        raise NoSuchMatchError(_("There is no such match."))
    return match


def view_of(session: Session, match: Match) -> str:
    """Return a short text that stands for what a user sees of a pair: it changes with every decision and wording."""
    last = session.scalar(select(func.max(Decision.number)).where(Decision.match_id == match.id)) or 0
    shown = (match.revision, last, match.released.fingerprint, match.report.fingerprint)
    return hashlib.sha256("|".join(map(str, shown)).encode()).hexdigest()[:16]


def decide(
    session: Session,
    match_id: int,
    user: User,
    verdict: Verdict,
    reason: str,
    note: str = "",
    *,
    seen: str,
    blind: bool = False,
) -> Match:
    """Enter what a user decides about a pair.

    Parameters
    ----------
    session
        A writing session; the caller commits, and must not if this raises.
    match_id
        The pair.
    user
        Who decides.
    verdict
        SAME, DIFFERENT or CANNOT_TELL.
    reason
        One of :data:`web.review.reasons.REASONS` for the verdict; ``other`` needs a note.
    note
        Anything else worth keeping.
    seen
        :func:`view_of` the pair as it was shown to the user.
    blind
        The score was hidden from the user.

    Returns
    -------
    Match
        In its new state.

    Raises
    ------
    NoSuchMatchError, NotAllowedError, StaleViewError, ConflictError, DecisionError
        See there; nothing was entered.
    """
    if not allows(user.role, Permission.DECIDE):
        raise NotAllowedError(_("Your role does not allow you to decide."))
    if verdict is Verdict.UNDO:
        raise DecisionError(_("Choose a verdict."))
    match = _held(session, match_id, user.role)
    _check_words(verdict, reason, note)
    if seen != view_of(session, match):
        raise StaleViewError(_("Somebody decided or changed a record in the meantime. Look at the pair again."))
    if match.state is MatchState.CONFIRMED:
        raise DecisionError(_("This match is confirmed. Take a decision back before deciding anew."))
    decisions = _decisions(session, match)
    decision = _new(match, decisions, user, verdict, reason, note)
    decision.blind = blind
    now = standing(decisions, decision.compared)
    again = any(vote.user_id == user.id and vote.verdict is verdict for vote in now.votes)
    if again and _after(match, decisions, decision) is not MatchState.CONFIRMED:
        raise DecisionError(_("You have already decided so. Another person must look at it now."))
    if verdict is Verdict.SAME:
        _check_confirmable(session, match)
    return _enter(session, match, decision, user)


def undo(
    session: Session,
    match_id: int,
    user: User,
    reason: str,
    note: str = "",
    *,
    seen: str,
    number: int | None = None,
) -> Match:
    """Take a decision back: one's own with DECIDE, anybody's with SUPERVISE.

    Parameters
    ----------
    session, match_id, user, reason, note, seen
        As for :func:`decide`.
    number
        Which decision; the latest that the user may take back if not given.

    Returns
    -------
    Match
        In the state that the remaining decisions give it. Its rivals are restored likewise.

    Raises
    ------
    NoSuchMatchError, NotAllowedError, StaleViewError, ConflictError, DecisionError
        See there; nothing was entered.
    """
    if not allows(user.role, Permission.DECIDE):
        raise NotAllowedError(_("Your role does not allow you to decide."))
    match = _held(session, match_id, user.role)
    _check_words(Verdict.UNDO, reason, note)
    if seen != view_of(session, match):
        raise StaleViewError(_("Somebody decided or changed a record in the meantime. Look at the pair again."))
    decisions = _decisions(session, match)
    standing_ones = [one for one in in_force(decisions) if number in {None, one.number}]
    if not standing_ones:
        raise DecisionError(_("There is no decision to take back."))
    own = [one for one in standing_ones if may_undo(user, one)]
    if not own:
        raise NotAllowedError(_("Only a supervisor can take back what others decided."))
    decision = _new(match, decisions, user, Verdict.UNDO, reason, note)
    decision.undoes = own[-1].number
    if match.state is not MatchState.CONFIRMED and _after(match, decisions, decision) is MatchState.CONFIRMED:
        _check_confirmable(session, match)  # what stood against two people's word is taken back
    return _enter(session, match, decision, user)


def may_undo(user: User, decision: Decision) -> bool:
    """Tell whether a user may take a decision back that stands."""
    if allows(user.role, Permission.SUPERVISE):
        return True
    return decision.user_id == user.id and allows(user.role, Permission.DECIDE)


def _held(session: Session, match_id: int, role: Role) -> Match:
    """Return a match as it is now, held with all its rivals until the transaction ends.

    No run of the matching writes a new rival meanwhile, of which this decision would not know.
    """
    take_turn(session)
    found = session.execute(select(Match.released_id, Match.report_id).where(Match.id == match_id)).first()
    if found is None:
        raise NoSuchMatchError(_("There is no such match."))
    either = or_(Match.released_id == found.released_id, Match.report_id == found.report_id)
    # always in the order of their numbers, so that two who decide on rivals do not wait for each other
    session.execute(select(Match.id).where(either).order_by(Match.id).with_for_update()).all()
    for kind, key in ((Match, match_id), (Released, found.released_id), (Report, found.report_id)):
        session.get(kind, key, populate_existing=True)  # not as this session may have read them before it waited
    return find_match(session, match_id, role)


def _check_words(verdict: Verdict, reason: str, note: str) -> None:
    if reason not in REASONS[verdict]:
        raise DecisionError(_("Choose a reason."))
    if reason == OTHER and not note.strip():
        raise DecisionError(_("Say in the note which reason."))
    if len(note) > NOTE_LENGTH:
        raise DecisionError(_("The note is too long."))


def _after(match: Match, decisions: Sequence[Decision], decision: Decision) -> MatchState:
    """Return the state that a match has with one more decision, its rivals aside."""
    hostile = match.released.release_list.hostile
    return standing([*decisions, decision], decision.compared, hostile=hostile).state


def _check_confirmable(session: Session, match: Match) -> None:
    if match.released.withdrawn_in is not None:
        raise DecisionError(_("The row was withdrawn from its list, so nobody can be confirmed from it."))
    if match.report.state is ReportState.CLOSED:
        raise DecisionError(_("The report is closed. It must be opened again before anybody is confirmed from it."))
    rivals = excluded_by_confirmed(session, [match]).get(match.id, [])
    if rivals:
        raise ConflictError(
            _("A match that excludes this one is already confirmed. It must be taken back first, or the two records "
              "linked as one person."),
            rivals,
        )  # fmt: skip


def _decisions(session: Session, match: Match) -> list[Decision]:
    return list(session.scalars(select(Decision).where(Decision.match_id == match.id).order_by(Decision.number)))


def _new(match: Match, decisions: Sequence[Decision], user: User, verdict: Verdict, reason: str, note: str) -> Decision:
    return Decision(
        match_id=match.id,
        number=decisions[-1].number + 1 if decisions else 1,
        user_id=user.id,
        role=user.role,
        verdict=verdict,
        reason=reason,
        note=note.strip(),
        probability=match.probability,
        compared=both_sides(match.released.person, match.report.person),
    )


def _enter(session: Session, match: Match, decision: Decision, user: User) -> Match:
    session.add(decision)
    session.flush()
    session.expire(match, ["decisions"])
    restate(session, [match.id], user_id=user.id, decided=match.id)
    return match
