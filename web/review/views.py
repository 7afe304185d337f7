"""Pages of the review: the queue, the pair, and what is done with it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request, url_for
from markupsafe import Markup
from sqlalchemy import select

from matcher.names.respelling import in_other_script
from web import audit
from web.access import current_user, requires
from web.evidence import in_figures
from web.forms import is_number
from web.i18n import gettext as _
from web.labels import field_label
from web.models import Decision, User, Verdict
from web.paging import page_of
from web.permissions import Permission
from web.requests import db
from web.review import blueprint
from web.review.assigning import assign as assign_match
from web.review.decisions import DecisionError, NoSuchMatchError, StaleViewError, decide, find_match, undo
from web.review.forms import DecisionForm, UndoForm
from web.review.pair import Pair, gather, scores_hidden
from web.review.queue import (
    QueueFilter,
    counts,
    decided_by,
    deciders,
    first,
    lists_of,
    load,
    matches,
    minority,
    neighbour,
    order,
    today,
)
from web.review.reasons import BANDS, STATES, TONES, VERDICTS, reason_text

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug import Response

    from web.models import Match


UNDO = "undo-"
"""Begins the names of the fields of the second form of the pair page."""


blueprint.add_app_template_filter(field_label)


@blueprint.app_context_processor
def _words() -> dict[str, Any]:
    """Give every page the words of the review: other parts show states and bands too."""
    return {
        "STATE_WORDS": STATES,
        "STATE_TONES": TONES,
        "BAND_WORDS": BANDS,
        "VERDICT_WORDS": VERDICTS,
        "in_figures": in_figures,
    }


@blueprint.get("/matches")
@requires(Permission.READ)
def queue() -> ResponseReturnValue:
    """Show the possible matches that wait."""
    user, wanted, day = current_user(), _wanted(), today()
    page = page_of(db(), matches(user, wanted).order_by(*order(user, day)))
    found = load(db(), page.rows)
    names = {each.id: each for each in deciders(db())}
    missing = {match.assignee_id for match in found if match.assignee_id} - names.keys()
    if missing:
        names |= {each.id: each for each in db().scalars(select(User).where(User.id.in_(missing)))}
    decided = decided_by(db(), user, page.rows) if user.hide_scores else set(page.rows)
    audit.note("match.list", count=len(found), matches=page.rows, filter=wanted.arguments())
    return render_template(
        "review/queue.html",
        page=page,
        matches=found,
        wanted=wanted,
        waiting=counts(db(), user),
        lists=lists_of(db(), user),
        people=sorted(names.values(), key=lambda each: each.name),
        names=names,
        minors={match.id: minority(match.report, day) for match in found},
        shown=decided,
        other_script=in_other_script,
    )


@blueprint.get("/matches/start")
@requires(Permission.READ)
def start() -> ResponseReturnValue:
    """Lead to the first match of the queue."""
    wanted = _wanted()
    return _to(first(db(), current_user(), wanted), wanted)


@blueprint.get("/matches/<int:match_id>")
@requires(Permission.READ)
def pair(match_id: int) -> ResponseReturnValue:
    """Show one pair."""
    return _page(_match(match_id))


@blueprint.post("/matches/<int:match_id>/decide", endpoint="decide")
@requires(Permission.DECIDE)
def save_decision(match_id: int) -> ResponseReturnValue:
    """Enter a decision and go on to the next pair of the queue."""
    user, wanted = current_user(), _wanted()
    match = _match(match_id)
    form = DecisionForm()
    if not form.validate_on_submit():
        return _page(match, deciding=form, status=422)
    before = list(db().scalars(select(Decision).where(Decision.match_id == match_id)))
    blind = form.blind.data == "1" and scores_hidden(user, before)
    verdict = Verdict(form.verdict.data)
    try:
        match = decide(
            db(), match_id, user, verdict, form.reason_key, form.note.data, seen=form.seen.data or "", blind=blind
        )
    except DecisionError as error:
        return _refused(error, match, deciding=form)
    audit.note(
        "match.decide", "match", match_id,
        verdict=verdict.value, reason=form.reason_key, blind=blind, state=match.state.value, revision=match.revision,
    )  # fmt: skip
    _say(
        _("Saved: %(verdict)s. The match is now: %(state)s.", verdict=VERDICTS[verdict], state=STATES[match.state]),
        match,
    )
    return _to(neighbour(db(), user, wanted, match_id, after=True) or first(db(), user, wanted), wanted)


@blueprint.post("/matches/<int:match_id>/undo", endpoint="undo")
@requires(Permission.DECIDE)
def take_back(match_id: int) -> ResponseReturnValue:
    """Take a decision back and show the pair as it stands now."""
    match = _match(match_id)
    form = UndoForm(prefix=UNDO)
    number = form.number.data or ""
    if not form.validate_on_submit() or not is_number(number):
        return _page(match, undoing=form, status=422)
    try:
        match = undo(
            db(),
            match_id,
            current_user(),
            form.reason.data,
            form.note.data,
            seen=form.seen.data or "",
            number=int(number),
        )
    except DecisionError as error:
        return _refused(error, match, undoing=form)
    audit.note(
        "match.undo", "match", match_id,
        undoes=int(number), reason=form.reason.data, state=match.state.value, revision=match.revision,
    )  # fmt: skip
    flash(_("Taken back. The match is now: %(state)s.", state=STATES[match.state]))
    return redirect(url_for("review.pair", match_id=match_id, **_wanted().arguments()), 303)


@blueprint.post("/matches/<int:match_id>/assign", endpoint="assign")
@requires(Permission.DECIDE)
def assign(match_id: int) -> ResponseReturnValue:
    """Take a match, give it back, or as a supervisor give it to somebody."""
    text = request.form.get("assignee", "")
    if text and not is_number(text):
        abort(400)
    try:
        match = assign_match(db(), match_id, current_user(), int(text) if text else None)
    except NoSuchMatchError:
        abort(404)
    except DecisionError as error:
        return _page(_match(match_id), refusal=str(error), status=409)
    audit.note("match.assign", "match", match_id, assignee=match.assignee_id)
    return redirect(url_for("review.pair", match_id=match_id, **_wanted().arguments()), 303)


@blueprint.post("/matches/scores", endpoint="scores")
@requires(Permission.DECIDE)
def hide_or_show_scores() -> ResponseReturnValue:
    """Hide scores from the user until they have decided, or show them again."""
    user = current_user()
    user.hide_scores = request.form.get("hide") == "1"
    audit.note("match.scores", "user", user.id, hidden=user.hide_scores)
    text = request.form.get("match", "")
    back: dict[str, Any] = {"match_id": int(text)} if is_number(text) else {}
    return redirect(url_for("review.pair" if back else "review.queue", **back, **_wanted().arguments()), 303)


def _wanted() -> QueueFilter:
    return QueueFilter.of(request.args)


def _match(match_id: int) -> Match:
    try:
        return find_match(db(), match_id, current_user().role)
    except NoSuchMatchError:
        abort(404)


def _to(match_id: int | None, wanted: QueueFilter) -> Response:
    """Lead to a pair with the filter kept, or to the queue if there is none left."""
    if match_id is None:
        return redirect(url_for("review.queue", **wanted.arguments()), 303)
    return redirect(url_for("review.pair", match_id=match_id, **wanted.arguments()), 303)


def _say(text: str, match: Match) -> None:
    """Tell what was saved, with the way back to it: the page goes on to the next pair."""
    address = url_for("review.pair", match_id=match.id)
    flash(Markup('%s <a href="%s">%s</a>') % (text, address, _("Look at it again or take it back")))


def _refused(error: DecisionError, match: Match, **forms: Any) -> ResponseReturnValue:
    if isinstance(error, NoSuchMatchError):
        abort(404)
    return _page(match, refusal=str(error), stale=isinstance(error, StaleViewError), status=409, **forms)


def _page(
    match: Match,
    *,
    deciding: DecisionForm | None = None,
    undoing: UndoForm | None = None,
    refusal: str = "",
    stale: bool = False,
    status: int = 200,
) -> ResponseReturnValue:
    """Show a pair, with forms as they were typed where something was wrong with them."""
    user, wanted = current_user(), _wanted()
    shown = gather(db(), match, user)
    deciding = deciding or DecisionForm(formdata=None)
    undoing = undoing or UndoForm(formdata=None, prefix=UNDO)
    for form in (deciding, undoing):
        form.seen.data = shown.seen if stale or not form.seen.data else form.seen.data
    deciding.blind.data = "1" if shown.hidden else ""
    _note_reading(shown)
    return (
        render_template(
            "review/pair.html",
            pair=shown,
            match=match,
            deciding=deciding,
            undoing=undoing,
            wanted=wanted,
            refusal=refusal,
            next_id=neighbour(db(), user, wanted, match.id, after=True),
            previous_id=neighbour(db(), user, wanted, match.id, after=False),
            reason_text=reason_text,
        ),
        status,
    )


def _note_reading(shown: Pair) -> None:
    match = shown.match
    audit.note(
        "match.read", "match", match.id,
        released=match.released_id, report=match.report_id,
        rivals=[rival.match.id for rival in shown.rivals], scores_hidden=shown.hidden,
    )  # fmt: skip
