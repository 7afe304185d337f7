"""The forms of the review: deciding, taking back, assigning."""

from __future__ import annotations

from typing import Any

from wtforms import HiddenField, RadioField, SelectChoice, SelectField, TextAreaField
from wtforms.validators import InputRequired, Length, ValidationError

from web.forms import Form, stripped
from web.i18n import lazy_gettext
from web.models import Verdict
from web.review.decisions import NOTE_LENGTH
from web.review.reasons import OTHER, REASONS, VERDICTS

_NONE = SelectChoice("", "—")
_DECIDABLE = (Verdict.SAME, Verdict.DIFFERENT, Verdict.CANNOT_TELL)


class DecisionForm(Form):
    """A verdict with its reason.

    A reason's value has its verdict before it (``same:number``): the form needs no script to know which belong
    together, and says so if they do not.
    """

    seen = HiddenField()
    blind = HiddenField()
    verdict = RadioField(
        lazy_gettext("What do you say?"),
        choices=[SelectChoice(verdict.value, VERDICTS[verdict]) for verdict in _DECIDABLE],
        validators=[InputRequired(lazy_gettext("Choose a verdict."))],
    )
    reason = SelectField(
        lazy_gettext("Why?"), validate_choice=False, validators=[InputRequired(lazy_gettext("Choose a reason."))]
    )
    note = TextAreaField(
        lazy_gettext("Note"),
        filters=[stripped],
        validators=[Length(max=NOTE_LENGTH, message=lazy_gettext("The note is too long."))],
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.reason.choices = [
            _NONE,
            *(
                SelectChoice(f"{verdict.value}:{key}", text, optgroup=str(VERDICTS[verdict]))
                for verdict in _DECIDABLE
                for key, text in REASONS[verdict].items()
            ),
        ]

    def validate_reason(self, field: SelectField) -> None:
        """Refuse a reason of another verdict, and *another reason* that nobody explains."""
        verdict, _colon, key = (field.data or "").partition(":")
        if not self.verdict.data:
            return
        if verdict != self.verdict.data or key not in REASONS[Verdict(verdict)]:
            raise ValidationError(lazy_gettext("Choose a reason that goes with the verdict."))
        if key == OTHER and not self.note.data:
            raise ValidationError(lazy_gettext("Say in the note which reason."))

    @property
    def reason_key(self) -> str:
        """The reason as the database keeps it."""
        return str(self.reason.data).partition(":")[2]


class UndoForm(Form):
    """Which decision is taken back, and why."""

    seen = HiddenField()
    number = HiddenField()
    reason = SelectField(
        lazy_gettext("Why is it taken back?"),
        choices=[_NONE, *(SelectChoice(key, text) for key, text in REASONS[Verdict.UNDO].items())],
        validators=[InputRequired(lazy_gettext("Choose a reason."))],
    )
    note = TextAreaField(
        lazy_gettext("Note"),
        filters=[stripped],
        validators=[Length(max=NOTE_LENGTH, message=lazy_gettext("The note is too long."))],
    )

    def validate_reason(self, field: SelectField) -> None:
        """Refuse *another reason* that nobody explains."""
        if field.data == OTHER and not self.note.data:
            raise ValidationError(lazy_gettext("Say in the note which reason."))
