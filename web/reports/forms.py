"""The form of a report: only a name is required, dates are read at once, masked fields stay unless typed anew."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import (
    BooleanField,
    DateField,
    HiddenField,
    IntegerField,
    MultipleFileField,
    SelectField,
    StringField,
    TextAreaField,
)
from wtforms.validators import Length, Optional

from matcher.dates import parse_age
from matcher.errors import InputError
from matcher.fields import NAME_FIELDS, split_repeated
from matcher.military import parse_sex, parse_status
from matcher.person import Person
from web.forms import Form, choices_of, is_number
from web.i18n import gettext
from web.i18n import lazy_gettext as _
from web.masking import hidden_fields, open_part
from web.permissions import MASKED_FIELDS
from web.reports.readings import Kind, today, understood
from web.reports.saving import Wording
from web.reports.words import FIELD_WORDS

if TYPE_CHECKING:
    from collections.abc import Mapping

    from wtforms.fields.choices import SelectChoice

    from web.models import Report
    from web.reports.readings import Understood

DATES: dict[str, Kind] = {"birth_date": "birth", "age_on": "event", "event_date": "event"}
"""The date fields of the form and what kind of date each is."""
SEXES = {"m": _("Male"), "f": _("Female")}
STATUSES = {"military": _("Military"), "civilian": _("Civilian")}
_SEVERAL_LINES = {"other_names", "notes"}
"""The fields of a person whose boxes take line breaks; browsers take them out of every other box."""


class _Fits(Length):  # type: ignore[misc]
    """A bound on what is typed; a longer text that a file brought stays, and may be put right at its own length."""

    def __call__(self, form: ReportForm, field: Any) -> None:
        if form.typed(field.name):
            Length(max=field.flags.maxlength)(form, field)


_LINE = Length(max=200)
_TEXT = _Fits(max=10_000)


def clean(text: str | None) -> str:
    """Return what was typed without the space around it and without the one character no database takes."""
    return (text or "").replace("\x00", "").replace("\r\n", "\n").strip()


def _text(name: str, *, mode: str = "") -> StringField:
    # names of other people are not this browser's business: nothing is offered from what was typed before
    render = {"autocomplete": "off", **({"inputmode": mode} if mode else {})}
    return StringField(FIELD_WORDS[name], [_Fits(max=200)], filters=[clean], render_kw=render)


class ReportForm(Form):
    """What a caseworker types about a missing person.

    ``kept`` names the masked fields that hold something this user has not unfolded: their boxes are empty, and an
    empty box leaves them as they are.
    """

    revision = HiddenField()
    opened = HiddenField()
    surname = _text("surname")
    given_name = _text("given_name")
    patronymic = _text("patronymic")
    full_name = _text("full_name")
    other_names = TextAreaField(
        FIELD_WORDS["other_names"], [_Fits(max=2_000)], filters=[clean], render_kw={"rows": 3, "autocomplete": "off"}
    )
    sex = SelectField(FIELD_WORDS["sex"], default="")
    birth_date = _text("birth_date")
    age = _text("age", mode="numeric")
    age_on = _text("age_on")
    birth_place = _text("birth_place")
    home_region = _text("home_region")
    home_place = _text("home_place")
    event_date = _text("event_date")
    event_place = _text("event_place")
    status = SelectField(FIELD_WORDS["status"], default="")
    rank = _text("rank")
    unit = _text("unit")
    call_sign = _text("call_sign")
    document_number = _text("document_number")
    tag_number = _text("tag_number")
    tax_number = _text("tax_number")
    marks = TextAreaField(_("Distinguishing marks"), [_TEXT], filters=[clean], render_kw={"rows": 3})
    notes = TextAreaField(FIELD_WORDS["notes"], [_TEXT], filters=[clean], render_kw={"rows": 4})
    photographs = MultipleFileField(_("Photographs"), render_kw={"accept": "image/jpeg,image/png,image/webp"})
    urgent = BooleanField(_("Urgent"))
    waiting_since = DateField(_("Waiting since"), [Optional()], default=today)
    reason = StringField(_("Why it is changed"), [_LINE], filters=[clean], render_kw={"autocomplete": "off"})

    def __init__(self, report: Report | None = None, *, open_: bool = True, **given: Any) -> None:
        self._stored: dict[str, Any] = dict(report.person) if report else {}
        hidden = set() if open_ else MASKED_FIELDS
        self.kept = {name for name in hidden if self._stored.get(name)}
        self._names_masked = not open_
        super().__init__(data=self._initial(report) if report else {"opened": "1"}, **given)
        # a form that was sent says itself whether its boxes showed what stood there
        self._was_open = self.opened.data == "1"
        if self._was_open is False:
            self.kept = {name for name in MASKED_FIELDS if self._stored.get(name)}
        self._names_masked = not self._was_open
        self._folded_since = self._was_open and not open_
        self.sex.choices = _choices(SEXES, self._box("sex"), parse_sex)
        self.status.choices = _choices(STATUSES, self._box("status"), parse_status)
        for item in self:
            if item.flags.maxlength:
                item.flags.maxlength = max(item.flags.maxlength, len(item.object_data or ""))

    def _initial(self, report: Report) -> dict[str, Any]:
        masks = self._names_masked and bool(hidden_fields(self._stored))
        return {
            **{name: self._box(name) for name in self._stored if name not in self.kept},
            "marks": report.marks,
            "urgent": report.urgent,
            "waiting_since": report.waiting_since,
            "revision": str(report.revision),
            "opened": "" if masks else "1",
        }

    @property
    def revision_number(self) -> int:
        """The revision on which this form was opened; 0, which none is, if it does not say."""
        text = self.revision.data or ""
        return int(text) if is_number(text) else 0

    @property
    def checking(self) -> bool:
        """Whether the dates are only to be read, not the report to be saved."""
        from flask import request

        return request.form.get("action") == "check"

    @property
    def photographs_sent(self) -> bool:
        """Whether photographs came with the form; its page, if it is shown again, cannot hold them."""
        return any(file.filename for file in self.photographs.data or [])

    def understood(self, name: str) -> Understood:
        """Say how the date in a field is understood."""
        return understood(self[name].data or "", DATES[name])

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check every field; what is wrong stands in the errors beside it."""
        sound = bool(super().validate(extra_validators))
        for name in DATES:
            reading = self.understood(name)
            if reading.refused and self.typed(name):
                sound = self._refuse(name, gettext("This date cannot be read: %(why)s.", why=reading.doubt))
        if self.age.data:
            if self.typed("age") and parse_age(self.age.data) is None:
                sound = self._refuse("age", gettext("Write the age as a number of years, 0 to 120."))
            elif not self.age_on.data and (self.typed("age") or self.typed("age_on")):
                sound = self._refuse("age_on", gettext("Say on which day, or in which year, the person had this age."))
        if self.waiting_since.data and self.waiting_since.data > today():
            sound = self._refuse("waiting_since", gettext("This day lies in the future."))
        if self._folded_since:
            for name in sorted(MASKED_FIELDS):
                if self._stored.get(name) and not self[name].data:
                    sound = self._refuse(name, folded_again())
        try:
            self.person()
        except InputError:
            sound = self._refuse("surname", gettext("Write at least one name."))
        return sound

    def _refuse(self, name: str, text: str) -> bool:
        self[name].errors = [*self[name].errors, text]
        return False

    def person(self) -> Person:
        """Return the person that the form describes; fields that it does not show stay as they were.

        Raises
        ------
        InputError
            If there is no name.
        """
        fields = dict(self._stored)
        for name in FIELD_WORDS:
            if name in self and self.typed(name):
                text = self[name].data or ""
                fields[name] = split_repeated(text) if name == "other_names" else text
        return Person.from_dict(fields)

    def typed(self, name: str) -> bool:
        """Tell whether a field was typed: not left masked, nor only stripped of a space that a file had."""
        typed = self[name].data or ""
        if name in self.kept and not typed:
            return False
        if name == "other_names":
            return split_repeated(typed) != split_repeated(self._box(name))
        return typed.split() != self._box(name).split()

    def _box(self, name: str) -> str:
        """Return what the box of a field shows of what is stored."""
        value = self._stored.get(name, "")
        shown = open_part(name, value) if self._names_masked and name in NAME_FIELDS else value
        text = "\n".join(shown) if isinstance(shown, list) else str(shown)
        return text if name in _SEVERAL_LINES else " ".join(text.split())

    def wording(self) -> Wording:
        """Return what the form says."""
        return Wording(
            person=self.person(),
            marks=self.marks.data or "",
            urgent=bool(self.urgent.data),
            waiting_since=self.waiting_since.data,
        )


def folded_again() -> str:
    """Return why a masked field cannot be emptied by whoever does not see it any more."""
    return gettext("This field was folded again while you wrote. Unfold it on the report's page to empty it.")


class NumberForm(Form):
    """The box that opens a report by its number."""

    number = StringField(_("Number of the report"), [_LINE], filters=[clean], render_kw={"autocomplete": "off"})


class ReasonForm(Form):
    """Why a report is closed or opened again."""

    revision = IntegerField()
    reason = StringField(_("Reason"), [Length(min=3, max=200)], filters=[clean], render_kw={"autocomplete": "off"})


def _choices(words: Mapping[str, Any], stored: str, read: Any) -> list[SelectChoice]:
    """Return the choices of a closed set; a wording that stands there already stays one of them."""
    choices: list[tuple[str, Any]] = list(words.items())
    if stored and stored not in words:
        meant = words.get(read(stored) or "")
        choices.append((stored, f"{stored} ({meant})" if meant else stored))
    return choices_of(choices)
