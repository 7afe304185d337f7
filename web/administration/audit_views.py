"""The audit trail: read, verified, taken out."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import Response, flash, redirect, render_template, request, url_for
from sqlalchemy import select

from web import audit
from web.access import current_user, requires
from web.administration import blueprint, trail, words
from web.administration.forms import ExportForm
from web.i18n import gettext
from web.jobs import enqueue
from web.models import User
from web.permissions import Permission
from web.requests import database, db

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/audit")
@requires(Permission.AUDIT)
def audit_trail() -> ResponseReturnValue:
    """Show the entries that the filter asks for, the newest first."""
    wanted = trail.Filter.of(request.args)
    below = trail.number_of(request.args.get("below", ""))
    audit.note("audit.read", filters=wanted.asked(), below=below)
    return _page(wanted, ExportForm(), below)


@blueprint.post("/audit/verify")
@requires(Permission.AUDIT)
def audit_verify() -> ResponseReturnValue:
    """Have the whole chain verified by the worker."""
    if not trail.under_way(trail.last_verification(db())):
        enqueue(db(), "verify_audit", user_id=current_user().id, payload={"noted": trail.last_whole(db())})
        audit.note("audit.ask_verify")
        flash(gettext("The verification has begun. Load this page again to see its result."), "info")
    return redirect(url_for("administration.audit_trail"), 303)


@blueprint.post("/audit/export")
@requires(Permission.AUDIT)
def audit_export() -> ResponseReturnValue:
    """Send the entries that the filter asks for as a CSV file."""
    wanted, form = trail.Filter.of(request.form), ExportForm()
    if not form.validate_on_submit():
        return _page(wanted, form), 422
    count, last = trail.export_size(db(), wanted)
    audit.note("audit.export", count=count, purpose=form.purpose.data, filters=wanted.asked())
    name = f"audit-trail-{dt.datetime.now(dt.UTC):%Y-%m-%d}.csv"
    return Response(
        trail.export(database(), wanted, last),
        mimetype="text/csv",
        headers={"Content-Disposition": f'attachment; filename="{name}"'},
    )


def _page(wanted: trail.Filter, form: ExportForm, below: int | None = None) -> str:
    return render_template(
        "administration/audit.html",
        found=trail.entries(db(), wanted, below),
        below=below,
        wanted=wanted,
        form=form,
        users=db().scalars(select(User).order_by(User.login)).all(),
        actions=trail.actions(db()),
        words=words,
        verification=trail.last_verification(db()),
    )
