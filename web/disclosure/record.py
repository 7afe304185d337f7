"""The record of telling a family: steps that are added and never changed, only for matches two people confirmed."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING

from flask import has_request_context
from sqlalchemy import select

from web import audit
from web.access import is_sealed, sees_list
from web.database import now
from web.i18n import gettext as _
from web.models import Disclosure, DisclosureState, Inquirer, Match, MatchState, ReleaseList, User
from web.permissions import Permission, allows
from web.review.states import excluded_by_confirmed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

CLOCKS_DIFFER = dt.timedelta(minutes=5)
"""How far in the future a moment may lie: two computers' clocks are never quite the same."""
BEFORE_CONFIRMATION = dt.timedelta(days=1)
"""How long before its confirmation a step may have happened: it may be entered on a clock that is set otherwise."""
_OVER = frozenset({DisclosureState.WITHDRAWN, DisclosureState.CORRECTED})
_WITH_INQUIRER = frozenset({DisclosureState.TOLD, DisclosureState.NOT_REACHED})


class StepRefusedError(ValueError):
    """A step does not fit where the match stands; the message is a sentence for the page."""


class StaleRecordError(StepRefusedError):
    """Somebody else has recorded a step since the page was opened."""


@dataclass(frozen=True, slots=True)
class Step:
    """One step before it is recorded.

    Attributes
    ----------
    state
        What the step is.
    responsible_id
        Who is to tell the family from now on; None leaves it with whoever had it.
    inquirer_id
        Which inquirer was told, or not reached.
    happened_at
        When, for what happened outside this program.
    how
        A key of :data:`web.disclosure.forms.WAYS`.
    note
        Anything else; the reason of a delay.
    """

    state: DisclosureState
    responsible_id: int | None = None
    inquirer_id: int | None = None
    happened_at: dt.datetime | None = None
    how: str = ""
    note: str = ""


def steps_of(session: Session, match_id: int) -> list[Disclosure]:
    """Return the steps recorded for a match, the first one first."""
    return list(session.scalars(select(Disclosure).where(Disclosure.match_id == match_id).order_by(Disclosure.number)))


def is_told(steps: Sequence[Disclosure]) -> bool:
    """Tell whether a family was told and nothing has been taken back since."""
    told = max((step.number for step in steps if step.state == DisclosureState.TOLD), default=0)
    return told > max((step.number for step in steps if step.state in _OVER), default=0)


def needs_correction(match: Match, steps: Sequence[Disclosure]) -> bool:
    """Tell whether somebody must still hear that a match, once confirmed, does not stand."""
    return match.state != MatchState.CONFIRMED and bool(steps) and steps[-1].state != DisclosureState.CORRECTED


def excluding(session: Session, match: Match) -> list[int]:
    """Return the numbers of the other confirmed matches that exclude a match: while there are any, nobody is told."""
    return excluded_by_confirmed(session, [match]).get(match.id, [])


def check_moment(match: Match, moment: dt.datetime) -> None:
    """Refuse a moment at which nobody can have been told of a match: steps stay, and so would a slip of typing.

    Raises
    ------
    StepRefusedError
        If it lies in the future or before the confirmation.
    """
    if moment > now() + CLOCKS_DIFFER:
        raise StepRefusedError(_("This moment lies in the future."))
    if moment < (match.decided_at or match.found_at) - BEFORE_CONFIRMATION:
        raise StepRefusedError(_("This moment lies before the match was confirmed."))


def record(session: Session, match_id: int, step: Step, user_id: int, *, seen: int) -> Disclosure:
    """Add a step to a match's record.

    Parameters
    ----------
    session
        A writing session; the match stays locked until its transaction ends.
    match_id
        Which match.
    step
        What to record.
    user_id
        Who records it.
    seen
        How many steps the page showed on which this was filled in.

    Raises
    ------
    StaleRecordError
        If another step was recorded in the meantime.
    StepRefusedError
        If the step does not fit the match.
    """
    match = _locked(session, match_id)
    steps = steps_of(session, match_id)
    if len(steps) != seen:
        raise StaleRecordError(_("Somebody else recorded a step in the meantime. Read it below, then try again."))
    _check_state(session, match, steps, step)
    _check_people(session, match, step)
    _check_particulars(match, step)
    return _append(session, match_id, steps, step, user_id)


def on_undone(session: Session, match: Match, user_id: int | None) -> Disclosure | None:
    """Record that a confirmation was undone, if anything was recorded about telling the family.

    Whoever undoes a confirmation calls this in the same transaction.

    Returns
    -------
    Disclosure or None
        The added step; None if nobody had been told or asked to tell.
    """
    locked = _locked(session, match.id)
    steps = steps_of(session, locked.id)
    if not steps or steps[-1].state in _OVER:
        return None
    step = _append(session, locked.id, steps, Step(DisclosureState.WITHDRAWN), user_id)
    if has_request_context():
        audit.note("disclosure.withdrawn", "match", match.id, number=step.number, told=is_told(steps))
    return step


def _locked(session: Session, match_id: int) -> Match:
    """Lock a match: a step and the undoing of its confirmation never pass each other."""
    return session.scalars(
        select(Match).where(Match.id == match_id).with_for_update(of=Match).execution_options(populate_existing=True)
    ).one()


def _append(
    session: Session, match_id: int, steps: Sequence[Disclosure], step: Step, user_id: int | None
) -> Disclosure:
    number = steps[-1].number + 1 if steps else 1
    before = steps[-1].responsible_id if steps else None
    added = Disclosure(
        match_id=match_id,
        number=number,
        state=step.state,
        responsible_id=step.responsible_id or before,
        inquirer_id=step.inquirer_id,
        happened_at=step.happened_at,
        how=step.how,
        note=step.note,
        user_id=user_id,
    )
    session.add(added)
    session.flush()
    return added


def _check_state(session: Session, match: Match, steps: Sequence[Disclosure], step: Step) -> None:
    if step.state == DisclosureState.WITHDRAWN:
        raise StepRefusedError(_("Only the undoing of a confirmation withdraws it."))
    if step.state == DisclosureState.CORRECTED:
        if not needs_correction(match, steps):
            raise StepRefusedError(_("There is nothing to correct here."))
        return
    if match.state != MatchState.CONFIRMED:
        raise StepRefusedError(_("This match is not confirmed by two people. Nobody may be told."))
    if step.state != DisclosureState.TOLD:
        return
    if is_sealed(match.released.release_list):
        raise StepRefusedError(_("The list is sealed. Nobody may be told until it is released."))
    if excluding(session, match):
        raise StepRefusedError(
            _("Another confirmed match excludes this one. Nobody may be told until one of the two is taken back or the "
              "two records are linked as one person.")
        )  # fmt: skip


def _check_people(session: Session, match: Match, step: Step) -> None:
    if step.state in _WITH_INQUIRER or step.inquirer_id is not None:
        inquirer = session.get(Inquirer, step.inquirer_id) if step.inquirer_id else None
        if inquirer is None or inquirer.report_id != match.report_id:
            raise StepRefusedError(_("Choose one of the inquirers of this report."))
    if step.responsible_id is not None:
        user = session.get(User, step.responsible_id)
        if user is None or not may_be_responsible(user, match.released.release_list):
            raise StepRefusedError(_("Choose somebody who may tell families and may see this list."))
    elif step.state == DisclosureState.ASSIGNED:
        raise StepRefusedError(_("Choose who is to tell the family."))


def _check_particulars(match: Match, step: Step) -> None:
    if step.state in _WITH_INQUIRER and step.happened_at is None:
        raise StepRefusedError(_("Say when it was."))
    if step.happened_at is not None:
        check_moment(match, step.happened_at)
    if step.state == DisclosureState.POSTPONED and not step.note:
        raise StepRefusedError(_("Say why it has to wait."))


def may_be_responsible(user: User, release_list: ReleaseList) -> bool:
    """Tell whether a user may be the one to tell the families of a list's people."""
    return user.active and allows(user.role, Permission.DISCLOSE) and sees_list(user.role, release_list)
