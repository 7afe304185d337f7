"""The user's own page: preferences, password, sessions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, g, redirect, render_template, url_for
from flask import session as cookie

from web import audit
from web.access import signed_in
from web.accounts import blueprint, sessions, users
from web.accounts.again import password_given
from web.accounts.destinations import first_page
from web.accounts.forms import PasswordForm, ProfileForm
from web.accounts.views import attempts
from web.i18n import gettext, ngettext
from web.models import SignIn
from web.requests import config, db

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.route("/account", methods=["GET", "POST"])
@signed_in
def profile() -> ResponseReturnValue:
    """Show and change what a user sets for themselves."""
    form = ProfileForm(obj=g.user)
    if form.validate_on_submit():
        form.populate_obj(g.user)
        cookie["language"] = g.user.language
        g.pop("language", None)
        audit.note("user.set_preferences", "user", g.user.id)
        flash(gettext("Saved."), "success")
        return redirect(url_for("accounts.profile"), 303)
    return render_template(
        "accounts/profile.html",
        form=form,
        sessions=sessions.open_sessions(db(), g.user.id, config()),
        present=g.sign_in,
    ), 422 if form.is_submitted() else 200


@blueprint.route("/account/password", methods=["GET", "POST"])
@attempts
@signed_in
def password() -> ResponseReturnValue:
    """Change one's password; one's other sessions end, and one's tokens are revoked."""
    form = PasswordForm()
    forced = g.user.must_change_password
    if form.validate_on_submit() and password_given(form):
        try:
            users.change_own_password(db(), g.user, form.password.data, g.sign_in)
        except users.AccountError as error:
            form.password.errors = [str(error)]
        else:
            sessions.renew(db(), g.sign_in)
            audit.note("user.change_password", "user", g.user.id)
            done = gettext(
                "The password is changed. Your other sessions have ended, and your tokens for programs are revoked."
            )
            flash(done, "success")
            return redirect(first_page(g.user.role) if forced else url_for("accounts.profile"), 303)
    return render_template("accounts/password.html", form=form, forced=forced), 422 if form.is_submitted() else 200


@blueprint.post("/account/sessions/<int:session_id>/end")
@signed_in
def end_session(session_id: int) -> ResponseReturnValue:
    """End one of one's own sessions."""
    found = db().get(SignIn, session_id)
    if found is None or found.user_id != g.user.id:
        abort(404)
    sessions.end(db(), found)
    audit.note("sign_in.end", "user", g.user.id)
    flash(gettext("The session has ended."), "success")
    return redirect(url_for("accounts.profile"), 303)


@blueprint.post("/account/sessions/end-others")
@signed_in
def end_other_sessions() -> ResponseReturnValue:
    """End all of one's sessions but the present one."""
    ended = sessions.end_all(db(), g.user, but=g.sign_in)
    audit.note("sign_in.end", "user", g.user.id, count=ended)
    flash(ngettext("%(num)s other session has ended.", "%(num)s other sessions have ended.", ended), "success")
    return redirect(url_for("accounts.profile"), 303)
