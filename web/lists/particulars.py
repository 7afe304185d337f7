"""What a list is, beside its rows: the form, and the moments and seals in it."""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from typing import TYPE_CHECKING, Any

from wtforms import (
    BooleanField,
    DateTimeLocalField,
    HiddenField,
    SelectField,
    SelectMultipleField,
    StringField,
    TextAreaField,
    ValidationError,
)
from wtforms.validators import DataRequired, Length, Optional, StopValidation
from wtforms.widgets import CheckboxInput, ListWidget

from web.accounts.words import ROLE_WORDS
from web.database import now
from web.forms import Form, choices_of, stripped
from web.i18n import gettext
from web.i18n import lazy_gettext as _
from web.lists.words import LIST_LANGUAGES, RELIABILITY
from web.permissions import SEAL_ROLES, TABLE, Permission, Role, allows

if TYPE_CHECKING:
    from collections.abc import Sequence

    from web.models import ReleaseList

_MOMENT = ["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"]
_YEARS = (1900, 2100)
_PLAIN = (
    "title",
    "issuer",
    "provenance",
    "reliability",
    "hostile",
    "received_how",
    "exchange",
    "batch",
    "language",
)


def moment_of(value: dt.datetime | None) -> dt.datetime | None:
    """Return a moment typed on the office's own clock with its time zone."""
    return None if value is None else value.astimezone(dt.UTC)


def clock_of(value: dt.datetime | None) -> dt.datetime | None:
    """Return a moment as the office's own clock shows it, for a field of a form."""
    return None if value is None else value.astimezone().replace(tzinfo=None)


def _of_our_time(_form: Form, field: DateTimeLocalField) -> None:
    """Refuse the ends of the calendar: in UTC such a moment may lie beyond them."""
    if field.data is not None and not _YEARS[0] <= field.data.year <= _YEARS[1]:
        raise StopValidation(gettext("Give a year between %(first)s and %(last)s.", first=_YEARS[0], last=_YEARS[1]))


class ParticularsForm(Form):
    """Everything about a list but its rows and its seal."""

    title = StringField(
        _("Title"),
        [DataRequired(_("Give the list a title, by which everybody knows it.")), Length(max=200)],
        [stripped],
    )
    issuer = StringField(_("Issued by"), [Length(max=200)], [stripped])
    exchange = StringField(_("Exchange"), [Length(max=200)], [stripped], description=_("For example 2025-05."))
    batch = StringField(_("Batch"), [Length(max=200)], [stripped])
    received_at = DateTimeLocalField(_("Received on"), [Optional(), _of_our_time], format=_MOMENT)
    received_how = StringField(
        _("Received how"), [Length(max=200)], [stripped], description=_("By courier, by e-mail, from a public page …")
    )
    reliability = SelectField(_("How reliable is the source?"), choices=choices_of(RELIABILITY.items()), default="")
    language = SelectField(_("Language"), choices=choices_of(LIST_LANGUAGES.items()), default="")
    provenance = TextAreaField(
        _("Where it comes from"),
        [Length(max=5000)],
        [stripped],
        render_kw={"rows": 3},
        description=_("Through whose hands it came, and what is known about how it was made."),
    )
    hostile = BooleanField(
        _("From a hostile source"), description=_("It is then used to look, and never to confirm a match.")
    )

    def fill(self, release_list: ReleaseList) -> None:
        """Write what was typed into a list."""
        for name in _PLAIN:
            setattr(release_list, name, self[name].data)
        release_list.received_at = moment_of(self.received_at.data)

    def show(self, release_list: ReleaseList) -> None:
        """Show what a list says."""
        for name in _PLAIN:
            self[name].data = getattr(release_list, name)
        self.received_at.data = clock_of(release_list.received_at)


class EditForm(ParticularsForm):
    """Particulars of a list on file, changed by whoever saw them as they are."""

    revision = HiddenField()


def revision_of(release_list: ReleaseList) -> str:
    """Return what changes whenever somebody changes the particulars of a list."""
    said = [getattr(release_list, name) for name in _PLAIN] + [str(release_list.received_at)]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def may_release(roles: Sequence[str]) -> bool:
    """Tell whether somebody of these roles can take a seal off again."""
    return any(allows(Role(role), Permission.SUPERVISE) for role in roles if role in set(Role))


class SealFields(Form):
    """Until when a list is sealed, and who sees it all the same."""

    sealed_until = DateTimeLocalField(
        _("Sealed until"),
        [Optional(), _of_our_time],
        format=_MOMENT,
        description=_("Leave it empty, and it stays sealed until somebody releases it."),
    )
    seal_roles = SelectMultipleField(
        _("Who sees it while it is sealed"),
        option_widget=CheckboxInput(),
        widget=ListWidget(prefix_label=False),
        choices=[],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.seal_roles.choices = [(role.value, ROLE_WORDS[role]) for role in Role if role in TABLE[Permission.READ]]
        if not self.seal_roles.data and not self.is_submitted():
            self.seal_roles.data = [role.value for role in SEAL_ROLES]

    def validate_sealed_until(self, field: DateTimeLocalField) -> None:
        """Refuse a moment that has passed."""
        moment = moment_of(field.data)
        if moment is not None and moment <= now():
            raise ValidationError(gettext("This moment has passed."))

    def validate_seal_roles(self, field: SelectMultipleField) -> None:
        """Refuse a seal that nobody could take off."""
        if not may_release(field.data or []):
            raise ValidationError(gettext("Somebody who may release the list must see it."))

    def seal(self, release_list: ReleaseList) -> None:
        """Seal a list as typed."""
        release_list.sealed = True
        release_list.sealed_until = moment_of(self.sealed_until.data)
        release_list.seal_roles = list(self.seal_roles.data)


class SealForm(SealFields):
    """A seal put on, or changed, with the reason."""

    reason = StringField(
        _("Reason"), [DataRequired(_("Say why; it is kept in the audit trail.")), Length(max=500)], [stripped]
    )


class ReleaseForm(Form):
    """A seal taken off, with the reason."""

    reason = StringField(
        _("Reason"), [DataRequired(_("Say why; it is kept in the audit trail.")), Length(max=500)], [stripped]
    )


class NewListForm(ParticularsForm):
    """A list that is to be loaded, by somebody who may not choose the seal: it is sealed by the default roles."""

    sealed = BooleanField(
        _("Sealed"), description=_("Only supervisors see it, and you will not, until one of them releases it.")
    )
    again = BooleanField(_("Load it all the same"))

    def fill(self, release_list: ReleaseList) -> None:
        """Write what was typed into a list, with its seal."""
        super().fill(release_list)
        release_list.sealed = self.sealed.data


class NewSealedListForm(NewListForm, SealFields):
    """A list that is to be loaded by somebody who may choose the seal."""

    sealed = BooleanField(
        _("Sealed"), description=_("Nobody but the roles chosen here sees it, its people or their matches.")
    )

    def fill(self, release_list: ReleaseList) -> None:
        """Write what was typed into a list, with its seal."""
        super().fill(release_list)
        if self.sealed.data:
            self.seal(release_list)

    def validate_sealed_until(self, field: DateTimeLocalField) -> None:
        """Look at the seal only if there is one."""
        if self.sealed.data:
            super().validate_sealed_until(field)

    def validate_seal_roles(self, field: SelectMultipleField) -> None:
        """Look at the seal only if there is one."""
        if self.sealed.data:
            super().validate_seal_roles(field)
