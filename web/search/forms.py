"""The search box: a name in any spelling, and what else is known."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wtforms import RadioField, StringField
from wtforms.validators import DataRequired, Length

from web.access import may
from web.forms import Form, options_of
from web.i18n import gettext
from web.i18n import lazy_gettext as _
from web.models import Side
from web.permissions import MASKED_FIELDS, Permission
from web.reports.forms import clean
from web.reports.readings import understood

if TYPE_CHECKING:
    from collections.abc import Mapping

EVERYWHERE = "both"
SIDES: dict[str, tuple[Side, ...]] = {
    EVERYWHERE: (Side.REPORT, Side.RELEASED),
    "reports": (Side.REPORT,),
    "lists": (Side.RELEASED,),
}
"""Where to look to the sides of the matching."""
_FIELDS = {"name": "full_name", "birth_date": "birth_date", "place": "home_place", "unit": "unit"}
# names of other people are not this browser's business: nothing is offered from what was typed before
_BOX = {"autocomplete": "off", "maxlength": 200, "spellcheck": "false"}


def _box(label: Any, *validators: Any) -> StringField:
    return StringField(label, [*validators, Length(max=200)], filters=[clean], render_kw=_BOX)


class SearchForm(Form):
    """What a caseworker looks for."""

    name = _box(_("Name"), DataRequired(_("Type a name, or a part of one.")))
    birth_date = _box(_("Date of birth"))
    place = _box(_("Home or place of birth"))
    unit = _box(_("Unit"))
    side = RadioField(
        _("Where"),
        choices=options_of([(EVERYWHERE, _("Everywhere")), ("reports", _("Reports")), ("lists", _("Release lists"))]),
        default=EVERYWHERE,
    )

    by_masked = False
    """Whether masked fields may be searched by: how well somebody fits would tell whether a guess is right."""

    @property
    def person(self) -> dict[str, str]:
        """What was typed, by fields of the matcher's vocabulary, without blanks."""
        typed = {field: self[name].data for name, field in _FIELDS.items() if name in self}
        return {field: text for field, text in typed.items() if text}

    @property
    def asked(self) -> list[str]:
        """The fields that were asked for, those too that the matcher reads from the name."""
        from matcher import parse_name

        read = parse_name(self.name.data)
        named = {"call_sign": read.call_sign, "rank": read.rank}
        return sorted({*self.person, *(field for field, text in named.items() if text)})

    @property
    def sides(self) -> tuple[Side, ...]:
        """Where to look."""
        return SIDES[self.side.data]

    def validate(self, extra_validators: Mapping[str, Any] | None = None) -> bool:
        """Refuse a name or a date that says nothing: nobody would be told that it was left out."""
        from matcher import parse_name

        sound = bool(super().validate(extra_validators))
        if not self.name.errors and not parse_name(self.name.data).readings:
            self.name.errors = [gettext("No name can be read in this. Type a surname, a given name, or both.")]
            sound = False
        if not self.name.errors and not self.by_masked and MASKED_FIELDS.intersection(self.asked):
            self.name.errors = [gettext("Type the name alone: your role may not search by rank or call sign.")]
            sound = False
        date = understood(self.birth_date.data, "birth")
        if not self.birth_date.errors and date.refused:
            self.birth_date.errors = [gettext("This date cannot be read: %(why)s.", why=date.doubt)]
            sound = False
        return sound


def search_form(*, by_masked: bool | None = None, **given: Any) -> SearchForm:
    """Return the form; whoever may never unfold units cannot search by them either, which would tell them as well.

    Parameters
    ----------
    by_masked
        Whether masked fields may be searched by; what the user's role allows if not given.
    given
        Arguments of the form.
    """
    form = SearchForm(**given)
    form.by_masked = may(Permission.UNMASK) if by_masked is None else by_masked
    if not form.by_masked:
        for field in MASKED_FIELDS & {*form._fields}:
            del form[field]
    return form
