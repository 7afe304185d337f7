"""The form with which somebody chooses what to take out, and says what for."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select
from wtforms import BooleanField, RadioField, SelectField, SelectMultipleField, TextAreaField
from wtforms.validators import DataRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from web.access import current_user, may
from web.exports.tables import Choice, What, exportable
from web.forms import Form, options_of, stripped
from web.i18n import gettext
from web.i18n import lazy_gettext as _
from web.models import ReleaseList, ReportState
from web.permissions import Permission
from web.review.reasons import BANDS, STATES

if TYPE_CHECKING:
    from sqlalchemy.orm import Session
    from wtforms import Field

WHAT: dict[str, Any] = {
    What.MATCHES.value: _("Possible and confirmed matches"),
    What.REPORTS.value: _("Reports of missing persons"),
    What.UNREPORTED.value: _("Released people nobody seems to have asked for"),
    What.DECISIONS.value: _("Decisions, without people's names"),
}
REPORT_STATES: dict[str, Any] = {ReportState.OPEN.value: _("open"), ReportState.CLOSED.value: _("closed")}
SHORTEST = 10
"""Fewer characters say nothing about a purpose."""


class SeveralField(SelectMultipleField):  # type: ignore[misc]
    """Some of several, each with a box to tick."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()


class ExportForm(Form):
    """What to take out, in which format, and what for."""

    what = RadioField(_("What"), choices=options_of(WHAT.items()), validators=[DataRequired(_("Choose one."))])
    release_list = SelectField(_("Release list"), description=_("Reports belong to no list."))
    states = SeveralField(
        _("Matches in these states"),
        choices=options_of((state.value, words) for state, words in STATES.items()),
        description=_("None chosen means all."),
    )
    bands = SeveralField(
        _("Matches of these bands"), choices=options_of(BANDS.items()), description=_("None chosen means all.")
    )
    report_states = SeveralField(
        _("Reports in these states"), choices=options_of(REPORT_STATES.items()), description=_("None chosen means all.")
    )
    kind = RadioField(_("Format"), choices=options_of([("xlsx", "XLSX"), ("csv", "CSV")]), default="xlsx")
    purpose = TextAreaField(
        _("What for"),
        description=_("Kept in the audit trail. Write no names here."),
        filters=[stripped],
        validators=[DataRequired(_("Say what the data are taken out for.")), Length(max=500)],
    )
    masked = BooleanField(_("With rank, unit, call sign, place of disappearance, numbers and contacts"))
    reason = TextAreaField(
        _("Why the masked fields are needed"),
        description=_("Only if you ask for them."),
        filters=[stripped],
        validators=[Length(max=500)],
    )

    def validate_purpose(self, field: Field) -> None:
        """Refuse a purpose too short to be one."""
        if len(field.data) < SHORTEST:
            raise ValidationError(gettext("Say it in a few words more."))

    def validate_masked(self, field: Field) -> None:
        """Refuse masked fields to a role that may not see them."""
        if field.data and not may(Permission.UNMASK):
            raise ValidationError(gettext("Your role may not see these fields."))

    def validate_reason(self, field: Field) -> None:
        """Ask for a reason where masked fields are asked for."""
        if self.masked.data and len(field.data) < SHORTEST:
            raise ValidationError(gettext("Say why the masked fields are needed, in a few words."))

    def choice(self) -> Choice:
        """Return what was chosen, without what does not apply to it."""
        what = What(self.what.data)
        matches = what == What.MATCHES
        states = self.states.data if matches else self.report_states.data if what == What.REPORTS else []
        return Choice(
            what=what,
            list_id=int(self.release_list.data) if self.release_list.data and what != What.REPORTS else None,
            states=tuple(states or ()),
            bands=tuple(self.bands.data or ()) if matches else (),
            masked=bool(self.masked.data),
        )


def export_form(session: Session, **first: Any) -> ExportForm:
    """Return the form with the lists that the present user may take out."""
    form = ExportForm(data=first)
    lists = session.execute(
        select(ReleaseList.id, ReleaseList.title).where(exportable(current_user().role)).order_by(ReleaseList.id.desc())
    )
    titles = ((str(row.id), row.title or f"№ {row.id}") for row in lists)
    form.release_list.choices = options_of([("", gettext("every list that is not sealed")), *titles])
    return form
