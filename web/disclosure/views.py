"""Pages about telling families: the queues, and the record of one confirmed match."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from web import audit
from web.access import current_user, is_sealed, may, requires, sees_list, visible_lists
from web.disclosure import blueprint, queues, record
from web.disclosure.facts import SHORT, facts
from web.disclosure.forms import WAYS, AssignForm, build
from web.disclosure.questions import questions, with_pairs
from web.disclosure.queues import Queue
from web.disclosure.words import QUEUE_WORDS, STEP_WORDS
from web.evidence import in_words
from web.i18n import gettext as _
from web.labels import field_label
from web.masking import unfolded
from web.models import Match, MatchState, Released, Side, User
from web.paging import Page, page_of
from web.permissions import Permission
from web.reports.consent import PURPOSES, Purpose
from web.requests import db
from web.review.states import both_sides, changed_since, standing

if TYPE_CHECKING:
    from collections.abc import Mapping

    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session

    from web.disclosure.forms import AnyForm
    from web.disclosure.questions import Question
    from web.models import Disclosure

QUESTIONS_PER_PAGE = 10
"""What each answer would change is worked out by the matcher, some milliseconds each."""


@blueprint.get("/families")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """Show one of the queues."""
    session, user = db(), current_user()
    asked = request.args.get("queue", Queue.TELL.value)
    if asked not in list(Queue):
        abort(404)
    queue = Queue(asked)
    waiting = questions(session, user.role)
    page: Page[Any]
    if queue == Queue.ASK:
        page = _page_of_questions(session, waiting)
        seen = [item.report_id for item in page.rows]
    elif queue == Queue.UNREPORTED:
        page = page_of(session, queues.unreported(user.role))
        seen = [released.id for released in page.rows]
    else:
        page = page_of(session, queues.families(user.role, queue), scalars=False)
        seen = [row[0].id for row in page.rows]
    if seen:
        audit.note("disclosure.queue", "queue", None, queue=queue.value, ids=seen)
    counts = {each: queues.count_families(session, user.role, each) for each in (Queue.TELL, Queue.TOLD, Queue.UNDONE)}
    counts[Queue.UNREPORTED] = queues.count_unreported(session, user.role)
    counts[Queue.ASK] = len(waiting)
    return render_template(
        "disclosure/index.html",
        queue=queue,
        page=page,
        counts=counts,
        words=QUEUE_WORDS,
        step_words=STEP_WORDS,
        in_words=in_words,
        born_after=queues.born_after(),
        not_matched=queues.lists_not_matched(session, user.role) if queue == Queue.UNREPORTED else 0,
    )


def _page_of_questions(session: Session, waiting: list[Question]) -> Page[Question]:
    pages = max(1, -(-len(waiting) // QUESTIONS_PER_PAGE))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    first = (number - 1) * QUESTIONS_PER_PAGE
    rows = with_pairs(session, waiting[first : first + QUESTIONS_PER_PAGE])
    return Page(rows, number, pages, len(waiting))


@blueprint.get("/families/<int:match_id>")
@requires(Permission.READ)
def show(match_id: int) -> ResponseReturnValue:
    """Show what is recorded about one confirmed match, and the forms for the next step."""
    match, steps = _found(match_id)
    return _page(match, steps)


@blueprint.post("/families/<int:match_id>/<any('assign', 'told', 'not-reached', 'postpone', 'correct'):kind>")
@requires(Permission.DISCLOSE)
def add(match_id: int, kind: str) -> ResponseReturnValue:
    """Record a step."""
    match, steps = _found(match_id)
    form = _form(match, steps, kind, filled=True)
    if not form.validate():
        return _page(match, steps, (kind, form), _("Nothing was recorded. See below what is missing.")), 422
    try:
        step = record.record(db(), match.id, form.step(), current_user().id, seen=form.shown)
    except record.StepRefusedError as refusal:
        status = 409 if isinstance(refusal, record.StaleRecordError) else 422
        steps = record.steps_of(db(), match.id)
        form.seen.data = str(len(steps))
        return _page(match, steps, (kind, form), str(refusal)), status
    audit.note(
        f"disclosure.{step.state.value}", "match", match.id,
        number=step.number, inquirer=step.inquirer_id, responsible=step.responsible_id,
    )  # fmt: skip
    flash(_("Recorded as step %(number)s.", number=step.number), "success")
    return redirect(url_for("disclosure.show", match_id=match.id), 303)


def _found(match_id: int) -> tuple[Match, list[Disclosure]]:
    """Return a match that is confirmed, or was and has a record, if the present user sees its list."""
    match = db().get(Match, match_id)
    if match is None or not sees_list(current_user().role, match.released.release_list):
        abort(404)
    steps = record.steps_of(db(), match_id)
    if match.state != MatchState.CONFIRMED and not steps:
        abort(404)
    return match, steps


def _form(match: Match, steps: list[Disclosure], kind: str, *, filled: bool) -> AnyForm:
    return build(kind, match, filled=filled, seen=len(steps), people=_people(match))


def _people(match: Match) -> list[User]:
    """Return who can be made responsible: oneself, and for a supervisor everybody who may tell."""
    if not may(Permission.SUPERVISE):
        return [current_user()]
    users = db().scalars(select(User).where(User.active).order_by(User.name, User.login))
    return [user for user in users if record.may_be_responsible(user, match.released.release_list)]


def _kinds(match: Match, steps: list[Disclosure]) -> list[str]:
    """Return the steps that fit where the match stands."""
    if not may(Permission.DISCLOSE):
        return []
    if record.needs_correction(match, steps):
        return ["correct"]
    if match.state != MatchState.CONFIRMED:
        return []
    barred = is_sealed(match.released.release_list) or record.excluding(db(), match)
    can_tell = match.report.inquirers and not barred
    return ["assign", *(["told"] if can_tell else []), *(["not-reached"] if match.report.inquirers else []), "postpone"]


def _first(forms: Mapping[str, AnyForm], steps: list[Disclosure]) -> str:
    """Return the step that is likely to come next, whose form stands open."""
    wanted = ("correct", "told") if steps and steps[-1].responsible_id else ("correct", "assign")
    return next((kind for kind in wanted if kind in forms), "")


def _changed(match: Match) -> list[str]:
    """Return the labels of the compared fields that are not what they were for those who confirmed a match."""
    present = both_sides(match.released.person, match.report.person)
    votes = standing(match.decisions, present).votes
    names = [name for vote in votes for name in changed_since(vote.compared, present)]
    return [field_label(name) for name in dict.fromkeys(names)]


def _seen_of(session: Session, match_ids: list[int]) -> list[int]:
    """Return which of some matches are of lists that the present user sees."""
    query = select(Match.id).join(Match.released).join(Released.release_list)
    return list(
        session.scalars(query.where(Match.id.in_(match_ids), visible_lists(current_user().role)).order_by(Match.id))
    )


def _page(match: Match, steps: list[Disclosure], typed: tuple[str, AnyForm] | None = None, error: str = "") -> str:
    session = db()
    forms = {kind: _form(match, steps, kind, filled=False) for kind in _kinds(match, steps)}
    if typed is not None:
        forms[typed[0]] = typed[1]
    elif "assign" in forms and not steps:
        assign = forms["assign"]
        assert isinstance(assign, AssignForm)
        assign.responsible.data = str(current_user().id)
    confirmed = match.state == MatchState.CONFIRMED
    excluding = record.excluding(session, match) if confirmed else []
    released_open = unfolded(session, Side.RELEASED, match.released_id)
    report_open = unfolded(session, Side.REPORT, match.report_id)
    audit.note(
        "disclosure.read", "match", match.id,
        released_unfolded=released_open, report_unfolded=report_open, inquirers=len(match.report.inquirers),
    )  # fmt: skip
    ids = {step.user_id for step in steps} | {step.responsible_id for step in steps}
    names = {user.id: user.name or user.login for user in session.scalars(select(User).where(User.id.in_(ids)))}
    return render_template(
        "disclosure/show.html",
        match=match,
        steps=steps,
        forms=forms,
        opened=typed[0] if typed else "",
        error=error,
        names=names,
        told=record.is_told(steps),
        confirmed=confirmed,
        excluded=bool(excluding),
        excluding=_seen_of(session, excluding),
        changed=_changed(match) if confirmed else [],
        correct=record.needs_correction(match, steps),
        sealed=is_sealed(match.released.release_list),
        minor=(match.report.birth_year or 0) >= queues.born_after(),
        released_open=released_open,
        report_open=report_open,
        step_words=STEP_WORDS,
        ways=WAYS,
        purposes=PURPOSES,
        to_tell=Purpose.TELL,
        rows=facts(match, released_open=released_open, report_open=report_open, only=SHORT),
        first=_first(forms, steps),
    )
