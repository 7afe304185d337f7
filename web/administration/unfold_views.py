"""Unfolding the masked fields of one record, for a stated reason and a while."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for

from web.access import current_user, requires, sees_list
from web.accounts.destinations import local_path
from web.administration import blueprint
from web.administration.forms import UnfoldForm
from web.i18n import ngettext
from web.masking import unfold as unfold_record
from web.models import Released, Report, Side
from web.permissions import Permission
from web.requests import config, db
from web.security import limiter, user_or_address

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

LIMIT = "20 per minute; 120 per hour"
"""Unfoldings of one user: each needs a reason of its own, and nobody works through the office's records like that."""

unfoldings = limiter.shared_limit(LIMIT, "unfoldings", key_func=user_or_address, methods=["POST"])
"""Counts an unfolding; those on the pages and those through the API are counted together."""


@blueprint.post("/unfold/<subject>/<int:subject_id>")
@requires(Permission.UNMASK)
@unfoldings
def unfold(subject: str, subject_id: int) -> ResponseReturnValue:
    """Unfold a record's masked fields and lead back to the page that asked; without a reason, ask for one here."""
    side = _side(subject)
    if not _exists(side, subject_id):
        abort(404)
    form = UnfoldForm()
    back = local_path(request.form.get("next"), "")
    if form.validate_on_submit():
        minutes = config().unmask_minutes
        unfold_record(db(), side, subject_id, f"{form.reason.data}: {form.text.data}", minutes)
        flash(
            ngettext(
                "You see the masked fields for %(num)s minute.",
                "You see the masked fields for %(num)s minutes.",
                minutes,
            ),
            "info",
        )
        return redirect(back or _page_of(side, subject_id), 303)
    return render_template("administration/unfold.html", form=form, back=back or _page_of(side, subject_id)), 422


def _side(subject: str) -> Side:
    try:
        return Side(subject)
    except ValueError:
        abort(404)


def _exists(side: Side, number: int) -> bool:
    """Tell whether there is such a record for the present user."""
    if side is Side.REPORT:
        return db().get(Report, number) is not None
    released = db().get(Released, number)
    return released is not None and sees_list(current_user().role, released.release_list)


def _page_of(side: Side, number: int) -> str:
    """Return the address of the record's own page."""
    if side is Side.REPORT:
        return url_for("reports.show", report_id=number)
    return url_for("lists.person", released_id=number)
