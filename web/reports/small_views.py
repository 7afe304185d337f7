"""Two small answers: how a date is understood while it is typed, and what somebody says of two reports."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, jsonify, redirect, request, url_for

from web import audit
from web.access import current_user, requires
from web.i18n import gettext as _
from web.matching.links import link, other_end, unlink
from web.models import PersonLink, Side
from web.permissions import Permission
from web.reports import blueprint
from web.reports.readings import Kind, understood
from web.requests import db

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.post("/reports/date")
@requires(Permission.WRITE_REPORTS)
def read_date() -> ResponseReturnValue:
    """Say how a date is understood: ``text`` and ``kind`` (``birth`` or ``event``) come in, sentences go out."""
    kind: Kind = "birth" if request.form.get("kind") == "birth" else "event"
    reading = understood(request.form.get("text", "")[:200], kind)
    return jsonify(text=reading.text, doubt=reading.doubt, refused=reading.refused)


@blueprint.post("/reports/<int:report_id>/duplicates/<int:link_id>")
@requires(Permission.WRITE_REPORTS)
def duplicate(report_id: int, link_id: int) -> ResponseReturnValue:
    """Say that two reports are about one person, or about two; neither report is changed."""
    found = db().get(PersonLink, link_id)
    if found is None or found.side is not Side.REPORT or report_id not in {found.first_id, found.second_id}:
        abort(404)
    same = request.form.get("same")
    if same not in {"yes", "no"}:
        abort(400)
    other = other_end(found, report_id)
    decide = link if same == "yes" else unlink
    decide(db(), Side.REPORT, report_id, other, current_user().id)
    audit.note("report.link" if same == "yes" else "report.unlink", "report", report_id, other=other)
    flash(_("The two reports are linked.") if same == "yes" else _("The two reports are not linked."), "success")
    return redirect(url_for("reports.show", report_id=report_id, _anchor="duplicates"), 303)
