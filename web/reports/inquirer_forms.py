"""The form of an inquirer: on a page of its own, and as the last part of a new report."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import DateField, HiddenField, SelectField, SelectMultipleField, StringField, TextAreaField
from wtforms.validators import Length, Optional
from wtforms.widgets import CheckboxInput, ListWidget

from web.forms import Form, choices_of, is_number, options_of
from web.i18n import LANGUAGES, gettext
from web.i18n import lazy_gettext as _
from web.reports.consent import PURPOSES
from web.reports.forms import clean, folded_again
from web.reports.inquirers import Particulars, agreed
from web.reports.readings import today

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.models import Inquirer

_LINE = Length(max=200)
_QUIET = {"autocomplete": "off"}


class InquirerForm(Form):
    """What a caseworker types about somebody who asks.

    ``keeps_contact`` tells that the contact is masked for this user: the box is empty, and left empty it stays.
    """

    revision = HiddenField()
    opened = HiddenField()
    name = StringField(_("Name of who asks"), [_LINE], filters=[clean], render_kw=_QUIET)
    relation = StringField(_("Relation to the missing person"), [_LINE], filters=[clean], render_kw=_QUIET)
    contact = TextAreaField(
        _("Contact: telephone, messenger, e-mail, address"),
        [Length(max=2_000)],
        filters=[clean],
        render_kw={"rows": 2, **_QUIET},
    )
    safe_way = StringField(_("Safe way to reach them"), [_LINE], filters=[clean], render_kw=_QUIET)
    safe_hours = StringField(_("Safe hours"), [_LINE], filters=[clean], render_kw=_QUIET)
    language = SelectField(
        _("Language to speak with them"),
        choices=choices_of([*LANGUAGES.items(), ("other", _("Another, see note"))]),
        default="",
    )
    consents = SelectMultipleField(
        _("They agree to"), choices=options_of(PURPOSES.items()), widget=ListWidget(), option_widget=CheckboxInput()
    )
    consent_day = DateField(_("Agreed on"), [Optional()], default=today)
    note = TextAreaField(_("Note"), [Length(max=5_000)], filters=[clean], render_kw={"rows": 2})

    def __init__(
        self,
        inquirer: Inquirer | None = None,
        *,
        revision: int = 0,
        open_: bool = True,
        prefix: str = "",
        **given: Any,
    ) -> None:
        self._stored = inquirer
        initial: dict[str, Any] = {"revision": str(revision), "opened": "1"}
        hides = inquirer is not None and bool(inquirer.contact) and not open_
        if inquirer is not None:
            initial |= {name: getattr(inquirer, name) for name in ("name", "relation", "safe_way", "safe_hours")}
            initial |= {"language": inquirer.language, "note": inquirer.note, "consents": list(inquirer.consents)}
            initial |= {"contact": "" if hides else inquirer.contact, "opened": "" if hides else "1"}
        super().__init__(data=initial, prefix=prefix, **given)
        stored = inquirer.contact if inquirer else ""
        was_open = self.opened.data == "1"
        self.keeps_contact = bool(stored) and (hides or not was_open)
        self._folded_since = was_open and hides

    @property
    def revision_number(self) -> int:
        """The revision of the report on which this form was opened; 0, which none is, if it does not say."""
        text = self.revision.data or ""
        return int(text) if is_number(text) else 0

    @property
    def filled(self) -> bool:
        """Whether anything is typed about somebody who asks."""
        texts = (self.name, self.relation, self.contact, self.safe_way, self.safe_hours, self.note)
        return any(item.data for item in texts) or bool(self.consents.data)

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Check every field; what is wrong stands in the errors beside it."""
        sound = bool(super().validate(extra_validators))
        if not (self.name.data or self.relation.data or self.contact.data or self.keeps_contact):
            sound = self._refuse(self.name, gettext("Write a name, a relation or a contact."))
        if self.consent_day.data and self.consent_day.data > today():
            sound = self._refuse(self.consent_day, gettext("This day lies in the future."))
        if self._folded_since and not self.contact.data:
            sound = self._refuse(self.contact, folded_again())
        return sound

    def _refuse(self, item: Any, text: str) -> bool:
        item.errors = [*item.errors, text]
        return False

    def particulars(self) -> Particulars:
        """Return what the form says; a contact that was left masked stays."""
        stored = self._stored
        contact = self.contact.data or ""
        return Particulars(
            name=self.name.data or "",
            relation=self.relation.data or "",
            contact=stored.contact if stored is not None and self.keeps_contact and not contact else contact,
            safe_way=self.safe_way.data or "",
            safe_hours=self.safe_hours.data or "",
            language=self.language.data or "",
            consents=agreed(
                stored.consents if stored else {}, self.consents.data or [], self.consent_day.data or today()
            ),
            note=self.note.data or "",
        )
