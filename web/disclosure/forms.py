"""The forms with which a step in telling a family is recorded."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from wtforms import DateTimeLocalField, HiddenField, SelectField, TextAreaField
from wtforms.validators import DataRequired, InputRequired, Length, ValidationError

from web.disclosure.record import Step, StepRefusedError, check_moment
from web.forms import Form, choices_of, is_number, stripped
from web.i18n import lazy_gettext as _
from web.models import DisclosureState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.models import Inquirer, Match, User

WAYS: dict[str, Any] = {
    "phone": _("by telephone"),
    "person": _("face to face"),
    "video": _("by video call"),
    "letter": _("by letter"),
    "other": _("in another way"),
}
"""How a family can be told: a key, which is stored, and its words. The program itself tells nobody."""
_NEEDED = _("This is needed.")


class StepForm(Form):
    """What every step has: how many steps its page showed."""

    seen = HiddenField()

    @property
    def shown(self) -> int:
        """How many steps the page showed; -1, which fits no record, if the form was tampered with."""
        text = str(self.seen.data or "")
        return int(text) if is_number(text) else -1


class AssignForm(StepForm):
    """Who is to tell the family."""

    responsible = SelectField(_("Who tells the family"), validators=[DataRequired(_NEEDED)])
    note = TextAreaField(_("Note"), filters=[stripped], validators=[Length(max=2_000)])

    def step(self) -> Step:
        """Return what was filled in."""
        return Step(DisclosureState.ASSIGNED, responsible_id=int(self.responsible.data), note=self.note.data)


class ContactForm(StepForm):
    """Whom somebody spoke to or tried to reach, when and how."""

    match: Match
    inquirer = SelectField(_("Inquirer"), validators=[DataRequired(_NEEDED)])
    happened = DateTimeLocalField(_("When"), validators=[InputRequired(_NEEDED)])
    how = SelectField(_("How"), choices=choices_of(WAYS.items()), validators=[DataRequired(_NEEDED)])
    note = TextAreaField(_("Note"), filters=[stripped], validators=[Length(max=2_000)])

    def validate_happened(self, field: DateTimeLocalField) -> None:
        """Say beside the field that nobody can have been told at this moment."""
        if field.data is None:
            return
        try:
            check_moment(self.match, _on_the_offices_clock(field.data))
        except StepRefusedError as refusal:
            raise ValidationError(str(refusal)) from refusal

    def step_as(self, state: DisclosureState) -> Step:
        """Return what was filled in, as one of the two steps that it can be."""
        return Step(
            state,
            inquirer_id=int(self.inquirer.data),
            happened_at=_on_the_offices_clock(self.happened.data),
            how=self.how.data,
            note=self.note.data,
        )


class ToldForm(ContactForm):
    """An inquirer was told."""

    def step(self) -> Step:
        """Return what was filled in."""
        return self.step_as(DisclosureState.TOLD)


class NotReachedForm(ContactForm):
    """Somebody tried and did not reach an inquirer."""

    def step(self) -> Step:
        """Return what was filled in."""
        return self.step_as(DisclosureState.NOT_REACHED)


class PostponeForm(StepForm):
    """The telling has to wait."""

    note = TextAreaField(
        _("Why it has to wait"), filters=[stripped], validators=[DataRequired(_NEEDED), Length(max=2_000)]
    )

    def step(self) -> Step:
        """Return what was filled in."""
        return Step(DisclosureState.POSTPONED, note=self.note.data)


class CorrectForm(StepForm):
    """Whoever had been told, or was about to tell, knows that the match was undone."""

    note = TextAreaField(
        _("Who was informed, when and how"), filters=[stripped], validators=[DataRequired(_NEEDED), Length(max=2_000)]
    )

    def step(self) -> Step:
        """Return what was filled in."""
        return Step(DisclosureState.CORRECTED, note=self.note.data)


AnyForm = AssignForm | ToldForm | NotReachedForm | PostponeForm | CorrectForm
KINDS: dict[str, type[AnyForm]] = {
    "assign": AssignForm,
    "told": ToldForm,
    "not-reached": NotReachedForm,
    "postpone": PostponeForm,
    "correct": CorrectForm,
}
"""Each step's word in addresses and the prefix of its fields, and its form."""


def build(kind: str, match: Match, *, filled: bool, seen: int, people: Sequence[User]) -> AnyForm:
    """Return the form of a kind of step.

    Parameters
    ----------
    kind
        A key of :data:`KINDS`.
    match
        The match whose family it is about.
    filled
        Whether the present request filled this form in.
    seen
        How many steps the page shows.
    people
        Who can be made responsible.
    """
    inquirers = match.report.inquirers
    form = KINDS[kind](prefix=kind) if filled else KINDS[kind](None, prefix=kind)
    if isinstance(form, AssignForm):
        form.responsible.choices = choices_of((str(user.id), user.name or user.login) for user in people)
    if isinstance(form, ContactForm):
        form.match = match
        form.inquirer.choices = choices_of((str(one.id), _named(one)) for one in inquirers)
    if not filled:
        form.seen.data = str(seen)
        if isinstance(form, ContactForm) and len(inquirers) == 1:
            form.inquirer.data = str(inquirers[0].id)
    return form


def _on_the_offices_clock(written: dt.datetime) -> dt.datetime:
    """Give a moment typed without a zone the zone of the office's clock, which the pages show as well."""
    try:
        return written.astimezone(dt.UTC)
    except (OSError, OverflowError, ValueError):  # at an end of the calendar: refused whichever zone it has
        return written.replace(tzinfo=dt.UTC)


def _named(inquirer: Inquirer) -> str:
    known = [part for part in (inquirer.name, inquirer.relation) if part]
    return ", ".join(known) or f"№ {inquirer.id}"
