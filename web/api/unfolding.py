"""Unfolding the masked fields of one record through the API: for a reason, for a while, recorded as on the page."""

from __future__ import annotations

import datetime as dt
from typing import Annotated

from flask import abort
from pydantic import AwareDatetime, Field
from werkzeug.datastructures import MultiDict

from web.access import current_user, sees_list
from web.accounts.tokens import Scope
from web.administration.forms import REASON_WORDS, UnfoldForm
from web.administration.unfold_views import unfoldings
from web.api.operations import operation
from web.api.problems import from_form
from web.api.shapes import Line, Model
from web.database import now
from web.masking import unfold
from web.models import Released, Report, Side
from web.requests import config, db


class Unfolding(Model):
    """Why the masked fields of a record are needed."""

    reason: Annotated[Line, Field(json_schema_extra={"enum": [reason.value for reason in REASON_WORDS]})] = Field(
        description="What for; kept in the audit trail."
    )
    text: Annotated[str, Field(min_length=10, max_length=300, pattern=r"^[^\u0000]*$")] = Field(
        description="The same in one's own words; kept in the audit trail, so without anybody's data."
    )


class Unfolded(Model):
    """The masked fields of a record are shown to the user for a while."""

    until: AwareDatetime = Field(description="When they are masked again.")


@operation(
    "POST", "/reports/<int:report_id>/unfold", tag="reports", scope=Scope.UNMASK, body=Unfolding, answer=Unfolded
)
@unfoldings
def unfold_report(report_id: int, body: Unfolding) -> Unfolded:
    """Unfold the masked fields of a report and the contacts of its inquirers.

    For the stated reason they are shown to the user, on the pages as well, and to tokens of the user that have this
    scope, in whatever call shows the record.
    """
    if db().get(Report, report_id) is None:
        abort(404)
    return _unfold(Side.REPORT, report_id, body)


@operation("POST", "/people/<int:released_id>/unfold", tag="lists", scope=Scope.UNMASK, body=Unfolding, answer=Unfolded)
@unfoldings
def unfold_person(released_id: int, body: Unfolding) -> Unfolded:
    """Unfold the masked fields of a person on a list.

    As for a report.
    """
    released = db().get(Released, released_id)
    if released is None or not sees_list(current_user().role, released.release_list):
        abort(404)
    return _unfold(Side.RELEASED, released_id, body)


def _unfold(side: Side, number: int, body: Unfolding) -> Unfolded:
    form = UnfoldForm(MultiDict({"reason": body.reason, "text": body.text}), meta={"csrf": False})
    if not form.validate():
        raise from_form(form.errors)
    minutes = config().unmask_minutes
    unfold(db(), side, number, f"{form.reason.data}: {form.text.data}", minutes)
    return Unfolded(until=now() + dt.timedelta(minutes=minutes))
