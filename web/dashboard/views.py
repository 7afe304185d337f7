"""Pages of the overview: what to do first, the lists' figures, the case sheet, exports, and whether all is well."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, redirect, render_template, request, url_for
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from matcher.errors import InputError
from web import audit
from web.access import current_user, is_sealed, may, public, requires, sees_list, signed_in, visible_lists
from web.dashboard import blueprint
from web.dashboard.counts import PARTS, counts_of, totals
from web.dashboard.sheet import sheet_of
from web.dashboard.tasks import tasks
from web.database import now
from web.exports.files import MEDIA_TYPES, MOST_ROWS, file_name, write
from web.exports.forms import export_form
from web.exports.tables import count_rows, make_table
from web.i18n import format_number
from web.i18n import gettext as _
from web.models import Match, ReleaseList
from web.paging import page_of
from web.permissions import Permission
from web.requests import db
from web.review.reasons import STATES, TONES

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from web.exports.forms import ExportForm

LISTS_PER_PAGE = 25


@blueprint.get("/")
@signed_in
def index() -> ResponseReturnValue:
    """Show the overview; whoever only reads the audit trail begins there."""
    if not may(Permission.READ):
        if may(Permission.AUDIT):
            return redirect(url_for("administration.audit_trail"))
        abort(403)
    session, user = db(), current_user()
    query = (
        select(ReleaseList)
        .where(visible_lists(user.role))
        .order_by(ReleaseList.received_at.desc().nulls_last(), ReleaseList.id.desc())
    )
    page = page_of(session, query, per_page=LISTS_PER_PAGE)
    rows = counts_of(session, page.rows)
    return render_template(
        "dashboard/index.html",
        tasks=tasks(session, user),
        page=page,
        rows=rows,
        totals=totals(rows),
        parts=PARTS,
        is_sealed=is_sealed,
    )


@blueprint.get("/matches/<int:match_id>/sheet")
@requires(Permission.READ)
def case_sheet(match_id: int) -> ResponseReturnValue:
    """Show one match on one page of paper."""
    match = db().get(Match, match_id)
    if match is None or not sees_list(current_user().role, match.released.release_list):
        abort(404)
    sheet = sheet_of(db(), match, current_user())
    audit.note(
        "match.sheet", "match", match.id,
        released_unfolded=sheet.released_open, report_unfolded=sheet.report_open,
    )  # fmt: skip
    return render_template(
        "dashboard/sheet.html", match=match, sheet=sheet, states=STATES, tones=TONES, printed_at=now()
    )


@blueprint.get("/exports")
@requires(Permission.EXPORT)
def exports() -> ResponseReturnValue:
    """Show what can be taken out."""
    wanted = request.args.get("list", "")
    return render_template("dashboard/exports.html", form=export_form(db(), release_list=wanted), most=MOST_ROWS)


@blueprint.post("/exports")
@requires(Permission.EXPORT)
def export() -> ResponseReturnValue:
    """Answer with the table that was chosen."""
    form = export_form(db())
    if not form.validate():
        return _again(form)
    choice, kind = form.choice(), form.kind.data
    number = count_rows(db(), current_user().role, choice)
    if number > MOST_ROWS[kind]:
        form.kind.errors = [
            _(
                "These are %(rows)s rows; a file of this kind may have %(most)s. Choose less, or CSV.",
                rows=format_number(number),
                most=format_number(MOST_ROWS[kind]),
            )
        ]
        return _again(form)
    table = make_table(db(), current_user().role, choice)
    try:
        content = write(table, kind)
    except InputError:  # text that is longer than a cell of this format may be
        form.kind.errors = [_("A text is too long for a cell of this format. Choose CSV.")]
        return _again(form)
    audit.note(
        "export.make", "list" if choice.list_id else "", choice.list_id,
        what=choice.what.value, format=kind, states=choice.states, bands=choice.bands, rows=len(table.rows),
        masked=choice.masked, purpose=form.purpose.data, reason=form.reason.data if choice.masked else "",
    )  # fmt: skip
    headers = {
        "Content-Type": MEDIA_TYPES[kind],
        "Content-Disposition": f'attachment; filename="{file_name(choice.what, kind)}"',
    }
    return content, 200, headers


def _again(form: ExportForm) -> ResponseReturnValue:
    return render_template("dashboard/exports.html", form=form, most=MOST_ROWS), 422


@blueprint.get("/health")
@public
def health() -> ResponseReturnValue:
    """Tell whoever watches the server whether the database answers; nothing else."""
    try:
        db().execute(text("SELECT 1"))
    except SQLAlchemyError:
        return {"status": "no database"}, 503
    return {"status": "ok"}
