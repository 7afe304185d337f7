"""The index of reports, the page of one report, entering and changing it, closing and opening it again."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, request, url_for

from web import audit
from web.access import current_user, requires
from web.evidence import in_figures
from web.i18n import format_day, ngettext
from web.i18n import gettext as _
from web.masking import hidden_fields, masked_person, unfolded
from web.models import Report, ReportState, Side
from web.paging import page_of
from web.permissions import Permission
from web.reports import blueprint
from web.reports.consent import PURPOSES
from web.reports.forms import DATES, NumberForm, ReasonForm, ReportForm
from web.reports.history import differences_from, history_of
from web.reports.inquirer_forms import InquirerForm
from web.reports.inquirers import add_inquirer
from web.reports.listing import Filter, matches_found, matches_of, report_numbered, reports_query
from web.reports.page import duplicates_of, removed_inquirers, user_names
from web.reports.photographs import PhotographError, photographs_of, read_pictures, store_photograph
from web.reports.readings import understood
from web.reports.saving import StaleReportError, close_report, look_ahead, reopen_report, save_report
from web.requests import db, reading_first
from web.review.queue import decided_by

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from web.reports.photographs import Picture


@blueprint.get("/reports")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """Show the reports that a filter chooses."""
    return _index(NumberForm(formdata=None))


@blueprint.post("/reports")
@requires(Permission.READ)
def open_numbered() -> ResponseReturnValue:
    """Go to the report whose number somebody read out."""
    form = NumberForm()
    report = report_numbered(db(), form.number.data or "") if form.validate() else None
    if report is not None:
        return redirect(url_for("reports.show", report_id=report.id), 303)
    if not form.errors:
        form.number.errors = [_("No report has this number. Ask for it again, digit by digit.")]
    return _index(form), 422


def _index(form: NumberForm) -> str:
    chosen, role = Filter.of(request.args), current_user().role
    page = page_of(db(), reports_query(chosen, role))
    numbers = [report.id for report in page.rows]
    audit.note("report.list", "report", None, page=page.number, reports=numbers)
    found = matches_found(db(), numbers, role)
    return render_template(
        "reports/index.html", page=page, chosen=chosen, found=found, form=form, in_figures=in_figures
    )


@blueprint.get("/reports/<int:report_id>")
@requires(Permission.READ)
def show(report_id: int) -> ResponseReturnValue:
    """Show one report with everything that belongs to it."""
    return _show(_report(report_id), ReasonForm(formdata=None))


def _show(report: Report, closing: ReasonForm) -> str:
    session, user = db(), current_user()
    open_ = unfolded(session, Side.REPORT, report.id)
    matches = matches_of(session, report.id, user.role)
    duplicates = duplicates_of(session, report.id, user.role)
    closing.revision.data = report.revision
    shown = sorted(hidden_fields(report.person)) if open_ else []
    audit.note(
        "report.read",
        "report",
        report.id,
        unmasked=shown,
        matches=[match.id for match in matches],
        reports=[duplicate.report.id for duplicate in duplicates],
    )
    return render_template(
        "reports/show.html",
        report=report,
        person=masked_person(report.person, open_=open_),
        readings={name: understood(report.person.get(name, ""), kind) for name, kind in DATES.items()},
        open=open_,
        matches=matches,
        duplicates=duplicates,
        photographs=photographs_of(session, Side.REPORT, report.id),
        removed=removed_inquirers(session, report.id),
        changes=history_of(session, report, open_=open_),
        names=user_names(session, [report.created_by]),
        closing=closing,
        decided=decided_by(session, user, [match.id for match in matches]),
        PURPOSES=PURPOSES,
        in_figures=in_figures,
    )


@blueprint.app_template_filter("iso_day")
def iso_day(text: str) -> str:
    """Write a day that is kept as text in the order of ISO 8601."""
    return format_day(dt.date.fromisoformat(text))


@blueprint.route("/reports/new", methods=["GET", "POST"])
@requires(Permission.WRITE_REPORTS)
def new() -> ResponseReturnValue:
    """Enter a report, with its photographs and its first inquirer."""
    form, inquirer = ReportForm(), InquirerForm(prefix="inquirer-")
    if request.method == "GET":
        return render_template("reports/form.html", form=form, inquirer=inquirer, report=None)
    sound = form.validate() & (not inquirer.filled or inquirer.validate())
    pictures = _pictures(form)
    if form.checking or not sound or pictures is None:
        return render_template("reports/form.html", form=form, inquirer=inquirer, report=None), 422
    with reading_first() as session:
        ahead = look_ahead(session, form.wording())
    user_id = current_user().id
    report = save_report(session, form.wording(), user_id=user_id, ahead=ahead).report
    audit.note("report.create", "report", report.id, fields=sorted(report.person))
    if inquirer.filled:
        added = add_inquirer(session, report, inquirer.particulars(), user_id)
        audit.note("inquirer.create", "inquirer", added.id, report=report.id)
    for picture in pictures:
        photo = store_photograph(session, Side.REPORT, report.id, picture, user_id=user_id)
        audit.note("photo.create", "photo", photo.id, side=Side.REPORT.value, record=report.id)
    _tell_found(report)
    return redirect(url_for("reports.show", report_id=report.id), 303)


@blueprint.route("/reports/<int:report_id>/edit", methods=["GET", "POST"])
@requires(Permission.WRITE_REPORTS)
def edit(report_id: int) -> ResponseReturnValue:
    """Change what a report says."""
    session, report = db(), _report(report_id)
    open_ = unfolded(session, Side.REPORT, report.id)
    form = ReportForm(report, open_=open_)
    if request.method == "GET":
        shown = sorted(hidden_fields(report.person)) if form.opened.data == "1" else []
        audit.note("report.read", "report", report.id, unmasked=shown, form=True)
        return render_template("reports/form.html", form=form, report=report)
    sound = form.validate()
    if form.checking or not sound:
        return render_template("reports/form.html", form=form, report=report), 422
    try:
        saved = save_report(
            session,
            form.wording(),
            user_id=current_user().id,
            report_id=report.id,
            revision=form.revision_number,
            reason=form.reason.data or "",
        )
    except StaleReportError:
        present = _report(report_id)
        differences = differences_from(present, form.wording(), open_=open_)
        form.revision.data = str(present.revision)
        return render_template("reports/form.html", form=form, report=present, differences=differences), 409
    if not saved.changed:
        flash(_("Nothing was changed."), "info")
    else:
        audit.note("report.change", "report", report.id, fields=list(saved.changed), revision=saved.report.revision)
        _tell_found(saved.report)
    return redirect(url_for("reports.show", report_id=report.id), 303)


@blueprint.post("/reports/<int:report_id>/close")
@requires(Permission.WRITE_REPORTS)
def close(report_id: int) -> ResponseReturnValue:
    """Close a report, for a reason."""
    return _turn(report_id, ReportState.CLOSED)


@blueprint.post("/reports/<int:report_id>/reopen")
@requires(Permission.WRITE_REPORTS)
def reopen(report_id: int) -> ResponseReturnValue:
    """Open a closed report again, for a reason."""
    return _turn(report_id, ReportState.OPEN)


def _turn(report_id: int, state: ReportState) -> ResponseReturnValue:
    report, form = _report(report_id), ReasonForm()
    if not form.validate():
        return _show(report, form), 422
    change = close_report if state is ReportState.CLOSED else reopen_report
    reason = form.reason.data or ""
    try:
        change(db(), report.id, form.revision.data or 0, reason, current_user().id)
    except StaleReportError:
        form.reason.errors = [_("Somebody else changed the report in the meantime. Look at it and try again.")]
        return _show(_report(report_id), form), 409
    closed = state is ReportState.CLOSED
    audit.note("report.close" if closed else "report.reopen", "report", report.id, reason=reason)
    if closed:
        flash(_("The report is closed."), "success")
    else:
        _tell_found(report)
    return redirect(url_for("reports.show", report_id=report.id), 303)


def _report(report_id: int) -> Report:
    report = db().get(Report, report_id)
    if report is None:
        abort(404)
    return report


def _pictures(form: ReportForm) -> list[Picture] | None:
    """Return the photographs that were sent with a form; None with the reason beside the field."""
    try:
        return read_pictures(form.photographs.data or [])
    except PhotographError as error:
        form.photographs.errors = [*form.photographs.errors, str(error)]
        return None


def _tell_found(report: Report) -> None:
    """Say what was found at once; matches on lists that this user does not see do not count."""
    if report.state is not ReportState.OPEN:
        flash(_("The report is saved."), "success")
        return
    found = matches_found(db(), [report.id], current_user().role).get(report.id)
    if found is None:
        flash(_("The report is saved. There is no possible match on the lists on file."), "success")
        return
    text = ngettext(
        "The report is saved. %(num)s possible match on lists on file.",
        "The report is saved. %(num)s possible matches on lists on file.",
        found.count,
    )
    flash(text, "success")
