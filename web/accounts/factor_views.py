"""The second factor on the user's own page: set up with an authenticator, taken away again."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, flash, g, redirect, render_template, url_for
from flask import session as cookie

from web import audit
from web.access import signed_in
from web.accounts import blueprint, second_factor, sessions
from web.accounts.again import password_given
from web.accounts.forms import AgainForm, FactorForm
from web.accounts.views import attempts
from web.i18n import gettext
from web.requests import config, db

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

SALT = "factor"
"""Holds, in the cookie, the salt of the second factor that is being set up: without the key it is no secret."""


@blueprint.route("/account/second-factor", methods=["GET", "POST"])
@attempts
@signed_in
def second_factor_page() -> ResponseReturnValue:
    """Show how to set the second factor up, and do so once the first code and the password are right."""
    user, key = g.user, config().secret_key
    if user.totp_secret:
        return render_template("accounts/second_factor.html", form=AgainForm(), left=len(user.recovery_codes))
    form = FactorForm()
    salt = cookie.setdefault(SALT, second_factor.new_salt())
    if form.validate_on_submit() and password_given(form):
        step = second_factor.step_of(user.id, salt, key, form.code.data)
        if step is not None:
            codes = second_factor.enable(user, salt, step)
            sessions.end_all(db(), user, but=g.sign_in)
            sessions.renew(db(), g.sign_in)
            audit.note("user.enable_second_factor", "user", user.id)
            return render_template("accounts/recovery_codes.html", codes=codes)
        form.code.errors = [gettext("This is not the code that the app shows now. Is the clock of the device right?")]
    return render_template(
        "accounts/second_factor.html", form=form, secret=second_factor.secret(user.id, salt, key)
    ), 422 if form.is_submitted() else 200


@blueprint.get("/account/second-factor/code.svg")
@signed_in
def second_factor_picture() -> ResponseReturnValue:
    """Return the QR code of the second factor that is being set up."""
    salt = cookie.get(SALT)
    if not isinstance(salt, str) or g.user.totp_secret:
        abort(404)
    return Response(second_factor.picture(g.user, salt, config().secret_key), mimetype="image/svg+xml")


@blueprint.post("/account/second-factor/remove")
@attempts
@signed_in
def remove_second_factor() -> ResponseReturnValue:
    """Take the second factor away, if the password is right."""
    form = AgainForm()
    if not g.user.totp_secret:
        return redirect(url_for("accounts.second_factor_page"), 303)
    if form.validate_on_submit() and password_given(form):
        second_factor.disable(g.user)
        sessions.renew(db(), g.sign_in)
        audit.note("user.remove_second_factor", "user", g.user.id)
        flash(gettext("From now on the password alone opens your account."), "info")
        return redirect(url_for("accounts.profile"), 303)
    return render_template("accounts/second_factor.html", form=form, left=len(g.user.recovery_codes)), 422
