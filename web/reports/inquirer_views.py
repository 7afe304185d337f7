"""Pages of inquirers: adding, changing, taking off a report, putting back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for

from web import audit
from web.access import current_user, requires
from web.i18n import gettext as _
from web.masking import unfolded
from web.models import Inquirer, Report, Side
from web.permissions import Permission
from web.reports import blueprint
from web.reports.history import differences_from_inquirer
from web.reports.inquirer_forms import InquirerForm
from web.reports.inquirers import add_inquirer, change_inquirer, put_back_inquirer, remove_inquirer
from web.reports.saving import StaleReportError, held
from web.requests import db

if TYPE_CHECKING:
    from collections.abc import Sequence

    from flask.typing import ResponseReturnValue

    from web.reports.history import Difference


@blueprint.route("/reports/<int:report_id>/inquirers/new", methods=["GET", "POST"])
@requires(Permission.WRITE_REPORTS)
def new_inquirer(report_id: int) -> ResponseReturnValue:
    """Add somebody who asks."""
    report = db().get(Report, report_id)
    if report is None:
        abort(404)
    form = InquirerForm(revision=report.revision)
    audit.note("report.read", "report", report.id, form=True)
    if request.method == "GET":
        return _form(form, report)
    if not form.validate():
        return _form(form, report), 422
    held_report = db().get(Report, report_id, with_for_update={"key_share": True}, populate_existing=True)
    assert held_report is not None
    added = add_inquirer(db(), held_report, form.particulars(), current_user().id)
    audit.note("inquirer.create", "inquirer", added.id, report=report_id)
    flash(_("The inquirer is added."), "success")
    return _back(report_id)


@blueprint.route("/inquirers/<int:inquirer_id>/edit", methods=["GET", "POST"])
@requires(Permission.WRITE_REPORTS)
def edit_inquirer(inquirer_id: int) -> ResponseReturnValue:
    """Change what is known of somebody who asks."""
    inquirer = _inquirer(inquirer_id)
    report = inquirer.report
    open_ = unfolded(db(), Side.REPORT, report.id)
    form = InquirerForm(inquirer, revision=report.revision, open_=open_)
    if request.method == "GET":
        audit.note("inquirer.read", "inquirer", inquirer.id, report=report.id, unmasked=["contact"] if open_ else [])
        return _form(form, report, inquirer)
    if not form.validate():
        return _form(form, report, inquirer), 422
    try:
        held(db(), report.id, form.revision_number)
    except StaleReportError:
        db().refresh(report)
        db().refresh(inquirer)
        form.revision.data = str(report.revision)
        differences = differences_from_inquirer(inquirer, form.particulars(), open_=open_)
        return _form(form, report, inquirer, differences), 409
    changed = change_inquirer(db(), report, inquirer, form.particulars(), current_user().id)
    if changed:
        audit.note("inquirer.change", "inquirer", inquirer.id, report=report.id, fields=list(changed))
    flash(_("The inquirer is saved.") if changed else _("Nothing was changed."), "success")
    return _back(report.id)


@blueprint.post("/inquirers/<int:inquirer_id>/remove")
@requires(Permission.WRITE_REPORTS)
def remove(inquirer_id: int) -> ResponseReturnValue:
    """Take somebody off a report who asks no more."""
    inquirer = _inquirer(inquirer_id, removed=None)
    report = inquirer.report
    try:
        held(db(), report.id, report.revision)
        remove_inquirer(db(), report, inquirer, "", current_user().id)
    except StaleReportError:
        flash(_("Somebody else did this already."), "info")
    else:
        audit.note("inquirer.remove", "inquirer", inquirer.id, report=report.id)
        flash(_("The inquirer is taken off this report and can be put back."), "success")
    return _back(report.id)


@blueprint.post("/inquirers/<int:inquirer_id>/put-back")
@requires(Permission.WRITE_REPORTS)
def put_back(inquirer_id: int) -> ResponseReturnValue:
    """Let somebody ask again who was taken off."""
    inquirer = _inquirer(inquirer_id, removed=None)
    report = inquirer.report
    try:
        held(db(), report.id, report.revision)
        put_back_inquirer(db(), report, inquirer, current_user().id)
    except StaleReportError:
        flash(_("Somebody else did this already."), "info")
    else:
        audit.note("inquirer.put_back", "inquirer", inquirer.id, report=report.id)
        flash(_("The inquirer is put back."), "success")
    return _back(report.id)


def _inquirer(inquirer_id: int, *, removed: bool | None = False) -> Inquirer:
    """Return an inquirer: one who asks, or with None one of either kind."""
    inquirer = db().get(Inquirer, inquirer_id)
    if inquirer is None or (removed is False and inquirer.removed_at is not None):
        abort(404)
    return inquirer


def _form(
    form: InquirerForm,
    report: Report,
    inquirer: Inquirer | None = None,
    differences: Sequence[Difference] | None = None,
) -> str:
    """Return the page of the form; with differences, even none, it says that somebody else was quicker."""
    return render_template(
        "reports/inquirer.html", form=form, report=report, inquirer=inquirer, differences=differences
    )


def _back(report_id: int) -> ResponseReturnValue:
    return redirect(url_for("reports.show", report_id=report_id, _anchor="inquirers"), 303)
