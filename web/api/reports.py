"""Reports through the API: read, entered, changed; the rules are those of the report's own form."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, url_for
from werkzeug.datastructures import MultiDict

from web import audit
from web.access import current_user
from web.accounts.tokens import Scope
from web.api.operations import operation
from web.api.paging import page_after
from web.api.problems import Problem, from_form
from web.api.report_shapes import (
    Inquirer,
    InquirerInput,
    NewReport,
    Report,
    ReportChange,
    ReportPage,
    ReportQuery,
    ReportSummary,
)
from web.api.shapes import carried_of, flat, person_of
from web.masking import hidden_fields, unfolded
from web.models import Inquirer as InquirerRow
from web.models import Report as ReportRow
from web.models import Side
from web.reports.forms import ReportForm, folded_again
from web.reports.inquirer_forms import InquirerForm
from web.reports.inquirers import add_inquirer
from web.reports.listing import Filter, Order, reports_query
from web.reports.saving import StaleReportError, save_report
from web.requests import db

if TYPE_CHECKING:
    from collections.abc import Iterable

    from web.api.shapes import Model

_BESIDE = ("marks", "waiting_since")


@operation("GET", "/reports", tag="reports", scope=Scope.REPORTS_READ, query=ReportQuery, answer=ReportPage)
def list_reports(query: ReportQuery) -> ReportPage:
    """List reports, page by page."""
    chosen = Filter(
        state=query.state.value if query.state else "",
        urgent=query.urgent or "",
        birth=query.birth or "",
        order=query.order.value,
    )
    order: tuple[Any, ...] = (ReportRow.waiting_since, ReportRow.id)
    if query.order is Order.NEWEST:
        order = (-ReportRow.id,)
    found = reports_query(chosen, current_user().role)
    rows, more = page_after(db(), found, order, ReportRow.id, lambda place: place, query)
    reports = [row[0] for row in rows]
    audit.note("report.list", "report", None, reports=[report.id for report in reports])
    return ReportPage(reports=[_summary(report) for report in reports], next=reports[-1].id if more else None)


@operation("GET", "/reports/<int:report_id>", tag="reports", scope=Scope.REPORTS_READ, answer=Report)
def read_report(report_id: int) -> Report:
    """Read one report, with the people who ask."""
    report = _report(report_id)
    shown = _shown(report)
    audit.note("report.read", "report", report.id, unmasked=sorted(_masked_of(report) - {*shown.masked}))
    return shown


@operation(
    "POST", "/reports", tag="reports", scope=Scope.REPORTS_WRITE, body=NewReport, answer=ReportSummary, status=201
)
def create_report(body: NewReport) -> tuple[ReportSummary, str]:
    """Enter a report.

    It is matched at once against every list on file, and other reports that may be about the same person are
    suggested as duplicates.
    """
    form = ReportForm(formdata=MultiDict(_typed(body)), meta={"csrf": False})
    inquirers = [_inquirer_form(one) for one in body.inquirers]
    if not form.validate():
        raise from_form(form.errors, _places())
    for number, inquirer in enumerate(inquirers):
        if not inquirer.validate():
            raise from_form(inquirer.errors, prefix=f"inquirers.{number}.")
    user_id = current_user().id
    report = save_report(db(), form.wording(), user_id=user_id).report
    audit.note("report.create", "report", report.id, fields=sorted(report.person))
    for inquirer in inquirers:
        added = add_inquirer(db(), report, inquirer.particulars(), user_id)
        audit.note("inquirer.create", "inquirer", added.id, report=report.id)
    return _summary(report), url_for("api.read_report", report_id=report.id)


@operation(
    "PATCH", "/reports/<int:report_id>", tag="reports", scope=Scope.REPORTS_WRITE, body=ReportChange,
    answer=ReportSummary, problems=(409,),
)  # fmt: skip
def change_report(report_id: int, body: ReportChange) -> ReportSummary:
    """Change what a report says.

    The earlier wording is kept. Where compared fields change, the report is matched anew. A masked field can be
    written anew, but not be emptied by whoever does not see what stands there.
    """
    report = _report(report_id)
    open_ = unfolded(db(), Side.REPORT, report.id)
    typed = _typed(body, urgent=report.urgent)
    form = ReportForm(report, open_=open_, formdata=MultiDict(typed), meta={"csrf": False})
    emptied = [(f"person.{name}", folded_again()) for name in sorted(form.kept) if typed.get(name) == ""]
    if emptied:
        raise Problem(422, fields=emptied)
    if not form.validate():
        raise from_form(form.errors, _places())
    try:
        saved = save_report(
            db(), form.wording(), user_id=current_user().id, report_id=report.id, revision=body.revision,
            reason=form.reason.data or "",
        )  # fmt: skip
    except StaleReportError:
        raise Problem(409, "stale") from None
    if saved.changed:
        audit.note("report.change", "report", report.id, fields=list(saved.changed), revision=saved.report.revision)
    return _summary(saved.report)


@operation(
    "POST", "/reports/<int:report_id>/inquirers", tag="reports", scope=Scope.REPORTS_WRITE, body=InquirerInput,
    answer=Inquirer, status=201,
)  # fmt: skip
def create_inquirer(report_id: int, body: InquirerInput) -> tuple[Inquirer, str]:
    """Add somebody who asks about the missing person."""
    _report(report_id)
    form = _inquirer_form(body)
    if not form.validate():
        raise from_form(form.errors)
    # held as on the page: two who add at once count two changes
    report = db().get(ReportRow, report_id, with_for_update={"key_share": True}, populate_existing=True)
    assert report is not None
    added = add_inquirer(db(), report, form.particulars(), current_user().id)
    audit.note("inquirer.create", "inquirer", added.id, report=report_id)
    shown = _inquirer(added, open_=unfolded(db(), Side.REPORT, report_id))
    return shown, url_for("api.read_report", report_id=report_id)


def _report(report_id: int) -> ReportRow:
    report = db().get(ReportRow, report_id)
    if report is None:
        abort(404)
    return report


def _typed(body: NewReport | ReportChange, *, urgent: bool = False) -> dict[str, str]:
    """Return what is sent as it would be typed into the form; what is not sent is not typed."""
    sent = {name for name in _BESIDE if getattr(body, name) is not None}
    typed = flat(body.__dict__, sent)
    if body.person is not None:
        typed |= flat(body.person.__dict__, body.person.model_fields_set)
    if isinstance(body, ReportChange):
        typed["reason"] = body.reason
    marked = urgent if body.urgent is None else body.urgent
    return typed | ({"urgent": "1"} if marked else {})


def _places() -> dict[str, str]:
    from web.api.shapes import PersonInput

    return {name: f"person.{name}" for name in PersonInput.model_fields}


def _inquirer_form(body: InquirerInput) -> InquirerForm:
    typed = MultiDict(flat(body.__dict__, _sent(body, {"consents"})))
    typed.setlist("consents", [purpose.value for purpose in body.consents])
    return InquirerForm(formdata=typed, meta={"csrf": False})


def _sent(body: Model, but: Iterable[str]) -> set[str]:
    """Return the fields that were sent and are not null."""
    return {name for name in body.model_fields_set - {*but} if getattr(body, name) is not None}


def _summary(report: ReportRow) -> ReportSummary:
    return ReportSummary(**_particulars(report))


def _particulars(report: ReportRow) -> dict[str, Any]:
    return {name: getattr(report, name) for name in ReportSummary.model_fields}


def _masked_of(report: ReportRow) -> set[str]:
    return hidden_fields(report.person) | ({"carried"} if report.carried else set())


def _shown(report: ReportRow) -> Report:
    open_ = unfolded(db(), Side.REPORT, report.id)
    person, masked = person_of(report.person, open_=open_)
    carried = carried_of(report.carried, open_=open_)
    return Report(
        **_particulars(report),
        person=person,
        marks=report.marks,
        carried=carried,
        source_id=report.source_id,
        inquirers=[_inquirer(inquirer, open_=open_) for inquirer in report.inquirers],
        created_at=report.created_at,
        masked=[*masked, *(["carried"] if carried is None else [])],
    )


def _inquirer(inquirer: InquirerRow, *, open_: bool) -> Inquirer:
    hides = bool(inquirer.contact) and not open_
    named = [name for name in Inquirer.model_fields if name not in {"contact", "masked"}]
    return Inquirer(
        **{name: getattr(inquirer, name) for name in named},
        contact=None if hides else inquirer.contact,
        masked=["contact"] if hides else [],
    )
