"""Possible matches through the API: the queue, one pair with its evidence, decisions and taking them back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort
from werkzeug.datastructures import MultiDict

from web import audit
from web.access import current_user, visible_lists
from web.accounts.tokens import Scope
from web.api.evidence import evidence_of
from web.api.match_shapes import (
    DecisionInput,
    DecisionMade,
    Match,
    MatchPage,
    MatchQuery,
    MatchSummary,
    Record,
    Somebody,
    Standing,
    UndoInput,
)
from web.api.operations import operation
from web.api.paging import page_after
from web.api.problems import Problem, from_form
from web.api.shapes import person_of
from web.masking import unfolded
from web.models import Match as MatchRow
from web.models import ReleaseList, Side, Verdict
from web.requests import db
from web.review.decisions import (
    ConflictError,
    DecisionError,
    NoSuchMatchError,
    NotAllowedError,
    StaleViewError,
    decide,
    find_match,
    undo,
    view_of,
)
from web.review.forms import DecisionForm, UndoForm
from web.review.pair import gather, scores_hidden
from web.review.queue import QueueFilter, decided_by, load, matches, minority, order, today

if TYPE_CHECKING:
    from sqlalchemy import Select

    from web.review.pair import Pair, Past


@operation("GET", "/matches", tag="matches", scope=Scope.MATCHES_READ, query=MatchQuery, answer=MatchPage)
def list_matches(query: MatchQuery) -> MatchPage:
    """List the possible matches in the order in which they are to be looked at, page by page."""
    user = current_user()
    wanted = QueueFilter(
        query.show, query.list_id, query.band or "", query.assignee or "", returned=query.returned == "yes"
    )

    def among(place: Select[Any]) -> Select[Any]:
        return place.join(ReleaseList, ReleaseList.id == MatchRow.list_id).where(visible_lists(user.role))

    rows, more = page_after(db(), matches(user, wanted), order(user, today()), MatchRow.id, among, query)
    numbers = [row[0] for row in rows]
    found = load(db(), numbers)
    shown = decided_by(db(), user, numbers) if user.hide_scores else set(numbers)
    audit.note("match.list", count=len(found), matches=numbers, filter=wanted.arguments())
    return MatchPage(
        matches=[MatchSummary(**_particulars(match, hidden=match.id not in shown)) for match in found],
        next=numbers[-1] if more else None,
    )


@operation("GET", "/matches/<int:match_id>", tag="matches", scope=Scope.MATCHES_READ, answer=Match)
def read_match(match_id: int) -> Match:
    """Read one pair with its evidence, its decisions, and what a decision must name as `seen`."""
    pair = gather(db(), _match(match_id), current_user())
    match = pair.match
    audit.note(
        "match.read", "match", match_id,
        released=match.released_id, report=match.report_id,
        rivals=[rival.match.id for rival in pair.rivals], scores_hidden=pair.hidden,
    )  # fmt: skip
    return _shown(pair)


@operation(
    "POST", "/matches/<int:match_id>/decisions", tag="matches", scope=Scope.DECISIONS_WRITE, body=DecisionInput,
    answer=Standing, problems=(409,),
)  # fmt: skip
def decide_match(match_id: int, body: DecisionInput) -> Standing:
    """Decide on a pair.

    The second of two different people who say `same` confirms the match, if one of them may. Whoever decides on a
    view that is not the present one is refused with 409 and must read the pair again.
    """
    user, match = current_user(), _match(match_id)
    typed = {"verdict": body.verdict, "reason": f"{body.verdict}:{body.reason}", "note": body.note}
    form = DecisionForm(MultiDict(typed), meta={"csrf": False})
    if not form.validate():
        raise from_form(form.errors)
    verdict, blind = Verdict(body.verdict), scores_hidden(user, match.decisions)
    try:
        match = decide(
            db(), match_id, user, verdict, form.reason_key, form.note.data or "", seen=body.seen, blind=blind
        )
    except DecisionError as error:
        raise _refused(error) from None
    audit.note(
        "match.decide", "match", match_id,
        verdict=verdict.value, reason=form.reason_key, blind=blind, state=match.state.value, revision=match.revision,
    )  # fmt: skip
    return _standing(match)


@operation(
    "POST", "/matches/<int:match_id>/undo", tag="matches", scope=Scope.DECISIONS_WRITE, body=UndoInput,
    answer=Standing, problems=(409,),
)  # fmt: skip
def undo_decision(match_id: int, body: UndoInput) -> Standing:
    """Take a decision back: one's own, or as a supervisor anybody's."""
    _match(match_id)
    form = UndoForm(MultiDict({"reason": body.reason, "note": body.note}), meta={"csrf": False})
    if not form.validate():
        raise from_form(form.errors)
    try:
        match = undo(
            db(), match_id, current_user(), body.reason, form.note.data or "", seen=body.seen, number=body.number
        )
    except DecisionError as error:
        raise _refused(error) from None
    audit.note(
        "match.undo", "match", match_id,
        undoes=match.decisions[-1].undoes, reason=body.reason, state=match.state.value, revision=match.revision,
    )  # fmt: skip
    return _standing(match)


def _match(match_id: int) -> MatchRow:
    try:
        return find_match(db(), match_id, current_user().role)
    except NoSuchMatchError:
        abort(404)


def _refused(error: DecisionError) -> Problem:
    """Return what the API answers to a refused decision; rivals are not named, some are on lists nobody here sees."""
    match error:
        case NoSuchMatchError():
            return Problem(404)
        case NotAllowedError():
            return Problem(403, "not_allowed", str(error))
        case StaleViewError():
            return Problem(409, "stale", str(error))
        case ConflictError():
            return Problem(409, "excluded", str(error))
        case _:
            return Problem(409, "refused", str(error))


def _standing(match: MatchRow) -> Standing:
    return Standing(id=match.id, state=match.state, revision=match.revision, seen=view_of(db(), match))


def _particulars(match: MatchRow, *, hidden: bool) -> dict[str, Any]:
    released, report = match.released, match.report
    taken = ("id", "state", "revision", "current", "assignee_id", "returned", "found_at")
    return {
        **{name: getattr(match, name) for name in taken},
        "list_id": released.list_id,
        "released": Somebody(id=released.id, name=released.name, birth_date=released.birth_date),
        "report": Somebody(id=report.id, name=report.name, birth_date=report.birth_date),
        "reference": report.reference,
        **{name: None if hidden else getattr(match, name) for name in ("probability", "weight", "band")},
        "scores_hidden": hidden,
        "minor": minority(report, today()),
        "urgent": report.urgent,
        "waiting_since": report.waiting_since,
    }


def _shown(pair: Pair) -> Match:
    match = pair.match
    undoable = {past.decision.number for past in pair.undoable}
    return Match(
        **_particulars(match, hidden=pair.hidden),
        seen=pair.seen,
        evidence=None if pair.hidden else evidence_of(match.evidence, pair.explanation),
        released_record=_record(Side.RELEASED, match.released_id, match.released.person),
        report_record=_record(Side.REPORT, match.report_id, match.report.person),
        hostile=pair.hostile,
        disputed=pair.disputed,
        excluded=pair.conflict,
        rivals=[rival.match.id for rival in pair.rivals],
        decisions=[_decision(past, may_undo=past.decision.number in undoable) for past in pair.history],
    )


def _record(side: Side, number: int, fields: dict[str, Any]) -> Record:
    person, masked = person_of(fields, open_=unfolded(db(), side, number))
    return Record(person=person, masked=masked)


def _decision(past: Past, *, may_undo: bool) -> DecisionMade:
    taken = ("number", "user_id", "role", "verdict", "undoes", "reason", "note", "blind", "at")
    return DecisionMade(
        **{name: getattr(past.decision, name) for name in taken}, taken_back=past.taken_back, may_undo=may_undo
    )
