"""Sign-in, sign-out, the first start and the language: the pages for whoever is not signed in yet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, g, redirect, render_template, request, url_for
from flask import session as cookie

from web import audit
from web.access import public, signed_in
from web.accounts import blueprint, sessions, setup, signing_in, users
from web.accounts.destinations import first_page, local_path
from web.accounts.forms import CodeForm, FirstStartForm, SignInForm
from web.i18n import LANGUAGES, current_language, gettext
from web.requests import config, db
from web.security import limiter

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from web.models import User

HALF = "half"
"""What the cookie holds between the password and the second factor."""
attempts = limiter.shared_limit(lambda: config().sign_in_limit, scope="sign-in", methods=["POST"])
"""Limits attempts at passwords and codes per address, all pages that take one together."""


@blueprint.route("/first-start", methods=["GET", "POST"])
@attempts
@public
def first_start() -> ResponseReturnValue:
    """Create the first administrator; there is no such page once anybody exists."""
    if not setup.no_user_yet(db()):
        return redirect(url_for("accounts.sign_in"))
    form = FirstStartForm()
    if form.validate_on_submit():
        if not setup.is_setup_code(form.code.data, config().secret_key):
            audit.note("first_start.refuse")
            form.code.errors = [gettext("This is not the code. The window in which the program was started shows it.")]
        else:
            try:
                user = setup.first_administrator(
                    db(),
                    login=form.login.data,
                    name=form.name.data,
                    password=form.password.data,
                    language=current_language(),
                )
            except setup.AlreadyStartedError:
                return redirect(url_for("accounts.sign_in"), 303)
            except users.AccountError as error:
                form[error.field].errors = [str(error)]
            else:
                audit.note("user.create", "user", user.id, role=user.role.value, first=True)
                _open(user)
                flash(gettext("You are the administrator now. Add the others who will work here."), "success")
                return redirect(url_for("administration.users"), 303)
    return render_template("accounts/first_start.html", form=form), 422 if form.is_submitted() else 200


@blueprint.route("/sign-in", methods=["GET", "POST"])
@attempts
@public
def sign_in() -> ResponseReturnValue:
    """Take a name and a password."""
    if g.user is not None:
        return redirect(first_page(g.user.role), 303)
    if setup.no_user_yet(db()):
        return redirect(url_for("accounts.first_start"), 303)
    form = SignInForm()
    if form.validate_on_submit():
        user = users.find(db(), form.login.data)
        if user is not None and signing_in.check_password(db(), user, form.password.data, config()):
            if user.totp_secret:
                cookie[HALF] = signing_in.half_way(user)
                return redirect(url_for("accounts.sign_in_code", next=_next() or None), 303)
            return _welcome(user)
        if user is None:
            signing_in.check_password(db(), None, form.password.data, config())
        _refused(user)
        form.password.errors = [
            gettext(
                "The sign-in name or the password is wrong. After %(count)s wrong tries an account is locked for "
                "%(minutes)s minutes.",
                count=config().lock_after,
                minutes=config().lock_minutes,
            )
        ]
    return render_template("accounts/sign_in.html", form=form, next=_next()), 422 if form.is_submitted() else 200


@blueprint.route("/sign-in/code", methods=["GET", "POST"])
@attempts
@public
def sign_in_code() -> ResponseReturnValue:
    """Take the second factor, soon after the password."""
    if g.user is not None:
        return redirect(first_page(g.user.role), 303)
    user = signing_in.user_half_way(db(), cookie.get(HALF))
    if user is None:
        cookie.pop(HALF, None)
        return redirect(url_for("accounts.sign_in", next=_next() or None), 303)
    form = CodeForm()
    if form.validate_on_submit():
        if signing_in.check_code(db(), user, form.code.data, config()):
            return _welcome(user)
        _refused(user)
        form.code.errors = [
            gettext(
                "This code is wrong or was used before. Wait for the next one. Too many wrong ones lock the account."
            )
        ]
    return render_template("accounts/code.html", form=form, next=_next()), 422 if form.is_submitted() else 200


@blueprint.post("/sign-out")
@signed_in
def sign_out() -> ResponseReturnValue:
    """End the present session."""
    sessions.end(db(), g.sign_in)
    audit.note("sign_in.end", "user", g.user.id)
    language = current_language()
    cookie.clear()
    cookie["language"] = language
    flash(gettext("You are signed out."), "info")
    return redirect(url_for("accounts.sign_in"), 303)


@blueprint.post("/language")
@public
def language() -> ResponseReturnValue:
    """Take another language: for this browser, and for the user who is signed in."""
    chosen = request.form.get("language", "")
    if chosen not in LANGUAGES:
        abort(400)
    cookie["language"] = chosen
    if g.user is not None:
        g.user.language = chosen
    return redirect(local_path(request.form.get("next"), "/"), 303)


def _next() -> str:
    """Return where the visitor wanted to go, if that is a place here."""
    return local_path(request.values.get("next"), "")


def _welcome(user: User) -> ResponseReturnValue:
    """Let in whoever gave all that was asked for."""
    users.unlock(user)
    _open(user)
    audit.note("sign_in.begin", "user", user.id)
    return redirect(_next() or first_page(user.role), 303)


def _open(user: User) -> None:
    """Begin a session with a token of its own; nothing of what the cookie held before is kept."""
    sessions.keep(sessions.begin(db(), user, sessions.device_of(request.user_agent.string)))
    g.user = user


def _refused(user: User | None) -> None:
    """Note a wrong password or code; never what was typed as the name, which may be a password by mistake."""
    audit.note("sign_in.fail", "user", user.id if user else None)
    g.keep_changes = True  # the count of wrong ones stays although the form is shown again
