"""One match as a case sheet: both records, the evidence, the decisions and the telling of the family."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from web.disclosure.facts import Fact, facts
from web.disclosure.forms import WAYS
from web.disclosure.record import steps_of
from web.disclosure.words import STEP_WORDS
from web.evidence import Explanation, explain
from web.labels import FIELD_LABELS
from web.masking import unfolded
from web.models import Decision, MatchState, Side, User
from web.review.queue import decided_by
from web.review.reasons import VERDICTS, reason_text

if TYPE_CHECKING:
    import datetime as dt

    from sqlalchemy.orm import Session

    from web.models import Disclosure, Match


BESIDE_NAME = tuple(name for name in FIELD_LABELS if name not in {"full_name", "surname", "given_name", "patronymic"})
"""The fields of a record that do not stand in its name, which heads the table."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One decision or one step, in words.

    Attributes
    ----------
    what
        What was done.
    detail
        Reason, way, inquirer.
    note
        What was written with it.
    who
        Who entered it.
    at
        When it happened.
    """

    what: str
    detail: str
    note: str
    who: str
    at: dt.datetime


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a case sheet shows.

    Attributes
    ----------
    rows
        Both records, masked as on screen.
    explanation
        The evidence in words; None while the user's own setting hides it.
    decisions, steps
        What was decided, and what the family was told.
    released_open, report_open
        Whether the masked fields of either record are unfolded.
    """

    rows: list[Fact]
    explanation: Explanation | None
    decisions: list[Entry]
    steps: list[Entry]
    released_open: bool
    report_open: bool


def sheet_of(session: Session, match: Match, user: User) -> Sheet:
    """Return the case sheet of a match as a user may see it at this moment."""
    released_open = unfolded(session, Side.RELEASED, match.released_id)
    report_open = unfolded(session, Side.REPORT, match.report_id)
    decisions, steps = list(match.decisions), steps_of(session, match.id)
    names = _names(session, {one.user_id for one in decisions} | {step.user_id for step in steps if step.user_id})
    return Sheet(
        rows=facts(match, released_open=released_open, report_open=report_open, only=BESIDE_NAME),
        explanation=explain(match.evidence, open_=released_open and report_open)
        if shows_score(session, match, user)
        else None,
        decisions=[_decision(decision, names) for decision in decisions],
        steps=[_step(step, names) for step in steps],
        released_open=released_open,
        report_open=report_open,
    )


def shows_score(session: Session, match: Match, user: User) -> bool:
    """Tell whether a user sees what the program thinks: who wants to decide first does not, until then."""
    if not user.hide_scores or match.state == MatchState.CONFIRMED:
        return True
    return bool(decided_by(session, user, [match.id]))


def _names(session: Session, ids: set[int]) -> dict[int, str]:
    return {user.id: user.name or user.login for user in session.scalars(select(User).where(User.id.in_(ids)))}


def _decision(decision: Decision, names: dict[int, str]) -> Entry:
    what = f"{decision.number}. {VERDICTS[decision.verdict]}"
    if decision.undoes:
        what += f" (→ {decision.undoes})"
    reason = reason_text(decision.verdict, decision.reason) if decision.reason else ""
    return Entry(what, reason, decision.note, names[decision.user_id], decision.at)


def _step(step: Disclosure, names: dict[int, str]) -> Entry:
    told = step.inquirer.name or step.inquirer.relation if step.inquirer else ""
    detail = ", ".join(str(part) for part in (told, WAYS.get(step.how, step.how)) if part)
    who = names.get(step.user_id, "") if step.user_id else ""
    return Entry(f"{step.number}. {STEP_WORDS[step.state]}", detail, step.note, who, step.happened_at or step.at)
