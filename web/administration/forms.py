"""The forms of administration: users, unfolding of masked fields, the export of the audit trail."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from wtforms import SelectField, StringField
from wtforms.validators import InputRequired, Length

from web.accounts.words import ROLE_WORDS
from web.forms import Form, choices_of, options_of, stripped
from web.i18n import lazy_gettext
from web.permissions import Role


class UnfoldReason(StrEnum):
    """What somebody needs masked fields for."""

    COMPARE = "compare"
    CONTACT = "contact"
    CORRECT = "correct"
    REQUEST = "request"
    OTHER = "other"


REASON_WORDS: dict[UnfoldReason, Any] = {
    UnfoldReason.COMPARE: lazy_gettext("To decide on a possible match"),
    UnfoldReason.CONTACT: lazy_gettext("To speak with the family"),
    UnfoldReason.CORRECT: lazy_gettext("To correct the record"),
    UnfoldReason.REQUEST: lazy_gettext("An official request"),
    UnfoldReason.OTHER: lazy_gettext("Something else"),
}


def unfold_reasons() -> list[tuple[str, Any]]:
    """Return the reasons for unfolding, each with its words."""
    return [(reason.value, words) for reason, words in REASON_WORDS.items()]


class UnfoldForm(Form):
    """Why the masked fields of a record are needed."""

    reason = SelectField(
        lazy_gettext("What for?"),
        choices=choices_of(unfold_reasons()),
        validators=[InputRequired(lazy_gettext("Choose one."))],
    )
    text = StringField(
        lazy_gettext("In your own words"),
        filters=[stripped],
        validators=[
            InputRequired(lazy_gettext("Say what you need them for.")),
            Length(10, 300, lazy_gettext("Write at least ten and at most 300 letters.")),
        ],
    )


class NewUserForm(Form):
    """A new user."""

    login = StringField(
        lazy_gettext("Sign-in name"),
        filters=[stripped],
        validators=[InputRequired(lazy_gettext("Give a sign-in name.")), Length(max=100)],
    )
    name = StringField(
        lazy_gettext("Name"),
        filters=[stripped],
        validators=[InputRequired(lazy_gettext("Give the person's name.")), Length(max=200)],
    )
    role = SelectField(
        lazy_gettext("Role"),
        choices=options_of((role.value, ROLE_WORDS[role]) for role in Role),
        default=Role.CASEWORKER.value,
    )


class RoleForm(Form):
    """A user's role."""

    role = SelectField(lazy_gettext("Role"), choices=options_of((role.value, ROLE_WORDS[role]) for role in Role))


class ExportForm(Form):
    """What an export of the audit trail is for."""

    purpose = StringField(
        lazy_gettext("What the file is for"),
        filters=[stripped],
        validators=[
            InputRequired(lazy_gettext("Say what the file is for.")),
            Length(5, 300, lazy_gettext("Write at least five and at most 300 letters.")),
        ],
    )
