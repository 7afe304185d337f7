"""The password once more, before something that whoever finds an open screen must not do."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import g

from web import audit
from web.access import current_user
from web.accounts import signing_in, users
from web.i18n import gettext
from web.requests import config, db

if TYPE_CHECKING:
    from web.accounts.forms import AgainForm, PasswordForm


def password_given(form: AgainForm | PasswordForm) -> bool:
    """Tell whether the form's field ``present`` holds the user's password; say beside the field if not.

    A wrong one counts towards the lock of the account, and while it is locked none is right.
    """
    user = users.hold(db(), current_user().id)
    if user is not None and signing_in.check_password(db(), user, form.present.data, config()):
        users.unlock(user)
        return True
    audit.note("sign_in.fail", "user", current_user().id)
    g.keep_changes = True  # the count of wrong ones stays although the form is shown again
    form.present.errors = [
        gettext("The password is wrong, or too many wrong ones have locked the account for a while.")
    ]
    return False
