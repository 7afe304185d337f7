"""The forms of the account: first start, sign-in, password, second factor, tokens, preferences."""

from __future__ import annotations

from wtforms import BooleanField, PasswordField, SelectField, SelectMultipleField, StringField
from wtforms.validators import InputRequired, Length, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget

from web.accounts.passwords import MAX_LENGTH, MIN_LENGTH
from web.forms import Form, options_of, stripped
from web.i18n import LANGUAGES, lazy_gettext

THEMES = {"": lazy_gettext("As the device has it"), "light": lazy_gettext("Light"), "dark": lazy_gettext("Dark")}
TOKEN_DAYS = {"30": lazy_gettext("30 days"), "90": lazy_gettext("90 days"), "365": lazy_gettext("One year")}
_NEW = {"autocomplete": "new-password", "maxlength": MAX_LENGTH, "minlength": MIN_LENGTH}
_PRESENT = {"autocomplete": "current-password", "maxlength": MAX_LENGTH}
_CODE = {"autocomplete": "one-time-code", "inputmode": "text", "spellcheck": "false", "maxlength": 40}
_LOGIN = {"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false", "maxlength": 100}


class SignInForm(Form):
    """Who somebody says they are."""

    login = StringField(
        lazy_gettext("Sign-in name"),
        validators=[InputRequired(lazy_gettext("Give your sign-in name.")), Length(max=100)],
        render_kw=_LOGIN,
    )
    password = PasswordField(
        lazy_gettext("Password"),
        validators=[InputRequired(lazy_gettext("Give your password."))],
        render_kw=_PRESENT,
    )


class CodeForm(Form):
    """The second factor."""

    code = StringField(
        lazy_gettext("Code"),
        filters=[stripped],
        validators=[InputRequired(lazy_gettext("Give the code."))],
        render_kw=_CODE,
    )


class NewPasswordForm(Form):
    """A new password, typed twice."""

    password = PasswordField(
        lazy_gettext("New password"),
        validators=[InputRequired(lazy_gettext("Choose a password."))],
        render_kw=_NEW,
    )
    repeated = PasswordField(
        lazy_gettext("New password once more"),
        validators=[InputRequired(lazy_gettext("Type it once more."))],
        render_kw=_NEW,
    )

    def validate_repeated(self, field: PasswordField) -> None:
        """Refuse two different passwords."""
        if field.data != self.password.data:
            raise ValidationError(lazy_gettext("The two passwords differ."))


class PasswordForm(NewPasswordForm):
    """A new password for oneself."""

    present = PasswordField(
        lazy_gettext("Present password"),
        validators=[InputRequired(lazy_gettext("Give your present password."))],
        render_kw=_PRESENT,
    )


class FirstStartForm(NewPasswordForm):
    """The first administrator."""

    code = StringField(
        lazy_gettext("Code from the terminal"),
        filters=[stripped],
        validators=[InputRequired(lazy_gettext("Give the code."))],
        render_kw={**_CODE, "autocomplete": "off"},
    )
    login = StringField(
        lazy_gettext("Sign-in name"),
        filters=[stripped],
        validators=[InputRequired(lazy_gettext("Choose a sign-in name.")), Length(max=100)],
        render_kw=_LOGIN,
    )
    name = StringField(
        lazy_gettext("Name"),
        filters=[stripped],
        validators=[InputRequired(lazy_gettext("Give your name.")), Length(max=200)],
        render_kw={"autocomplete": "name"},
    )


class ProfileForm(Form):
    """What a user sets for themselves."""

    name = StringField(
        lazy_gettext("Name"),
        filters=[stripped],
        validators=[InputRequired(lazy_gettext("Give your name.")), Length(max=200)],
        render_kw={"autocomplete": "name"},
    )
    language = SelectField(lazy_gettext("Language"), choices=options_of(LANGUAGES.items()))
    theme = SelectField(lazy_gettext("Colours"), choices=options_of(THEMES.items()))
    hide_scores = BooleanField(lazy_gettext("Hide the match probability until I have decided"))


class AgainForm(Form):
    """The password once more, before something that must not be done by whoever finds an open screen."""

    present = PasswordField(
        lazy_gettext("Your password"),
        validators=[InputRequired(lazy_gettext("Give your password."))],
        render_kw=_PRESENT,
    )


class FactorForm(AgainForm):
    """The first code of a new second factor."""

    code = StringField(
        lazy_gettext("Code from the app"),
        filters=[stripped],
        validators=[InputRequired(lazy_gettext("Give the six digits that the app shows."))],
        render_kw={**_CODE, "inputmode": "numeric"},
    )


class TokenForm(AgainForm):
    """A new token of the API; the choice of scopes follows the role."""

    name = StringField(
        lazy_gettext("What will use it"),
        filters=[stripped],
        validators=[InputRequired(lazy_gettext("Name the program that will use it.")), Length(max=100)],
        render_kw={"autocomplete": "off"},
    )
    scopes = SelectMultipleField(
        lazy_gettext("What it may do"),
        validators=[InputRequired(lazy_gettext("Choose at least one."))],
        widget=ListWidget(prefix_label=False),
        option_widget=CheckboxInput(),
    )
    days = SelectField(lazy_gettext("How long it works"), choices=options_of(TOKEN_DAYS.items()), default="90")
