"""Users: the list, a new one, one with what an administrator may do to them, and the table of permissions."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, flash, redirect, render_template, url_for
from sqlalchemy import select

from web import audit
from web.access import current_user, requires
from web.accounts import passwords, sessions, tokens
from web.accounts import users as accounts
from web.accounts.words import PERMISSION_WORDS, SCOPE_WORDS
from web.administration import blueprint
from web.administration.forms import NewUserForm, RoleForm
from web.i18n import gettext, ngettext
from web.models import ApiToken, User
from web.paging import page_of
from web.permissions import TABLE, Permission, Role
from web.requests import config, db

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/users")
@requires(Permission.MANAGE_USERS)
def users() -> ResponseReturnValue:
    """Show all users, the active ones first."""
    page = page_of(db(), select(User).order_by(User.active.desc(), User.login))
    return render_template("administration/users.html", page=page, locked=accounts.locked)


@blueprint.route("/users/new", methods=["GET", "POST"])
@requires(Permission.MANAGE_USERS)
def new_user() -> ResponseReturnValue:
    """Create a user and show the temporary password once."""
    form = NewUserForm()
    if form.validate_on_submit():
        temporary = passwords.temporary()
        try:
            user = accounts.create_user(
                db(),
                login=form.login.data,
                name=form.name.data,
                role=Role(form.role.data),
                password=temporary,
                must_change=True,
            )
        except accounts.AccountError as error:
            form[error.field].errors = [str(error)]
        else:
            audit.note("user.create", "user", user.id, role=user.role.value)
            return render_template("administration/temporary.html", person=user, password=temporary, created=True)
    return render_template("administration/new_user.html", form=form), 422 if form.is_submitted() else 200


@blueprint.get("/users/<int:user_id>")
@requires(Permission.MANAGE_USERS)
def user(user_id: int) -> ResponseReturnValue:
    """Show one user."""
    return _page(_user(user_id))


@blueprint.post("/users/<int:user_id>/role")
@requires(Permission.MANAGE_USERS)
def set_role(user_id: int) -> ResponseReturnValue:
    """Give a user another role."""
    person, form = _user(user_id), RoleForm()
    before = person.role
    if not form.validate_on_submit():
        return _page(person, form), 422
    try:
        accounts.set_role(db(), person, Role(form.role.data), current_user())
    except accounts.AccountError as error:
        form.role.errors = [str(error)]
        return _page(person, form), 422
    audit.note("user.set_role", "user", person.id, before=before.value, after=person.role.value)
    return _back(person, gettext("The role is changed. It takes effect at once."))


@blueprint.post("/users/<int:user_id>/deactivate")
@requires(Permission.MANAGE_USERS)
def deactivate(user_id: int) -> ResponseReturnValue:
    """Keep a user out from now on; what they did stays."""
    return _activate(_user(user_id), active=False)


@blueprint.post("/users/<int:user_id>/activate")
@requires(Permission.MANAGE_USERS)
def activate(user_id: int) -> ResponseReturnValue:
    """Let a user in again."""
    return _activate(_user(user_id), active=True)


@blueprint.post("/users/<int:user_id>/reset-password")
@requires(Permission.MANAGE_USERS)
def reset_password(user_id: int) -> ResponseReturnValue:
    """Give a user a temporary password, shown once, and take their second factor away."""
    person = _user(user_id)
    if person.id == current_user().id:
        return _page(person, problem=gettext("You change your own password on the page of your account.")), 422
    temporary = passwords.temporary()
    accounts.reset_password(db(), login=person.login, password=temporary)
    audit.note("user.reset_password", "user", person.id)
    return render_template("administration/temporary.html", person=person, password=temporary, created=False)


@blueprint.post("/users/<int:user_id>/unlock")
@requires(Permission.MANAGE_USERS)
def unlock(user_id: int) -> ResponseReturnValue:
    """Let a user whose account locked itself try again."""
    person = _user(user_id)
    accounts.unlock(person)
    audit.note("user.unlock", "user", person.id)
    return _back(person, gettext("The account is unlocked."))


@blueprint.post("/users/<int:user_id>/end-sessions")
@requires(Permission.MANAGE_USERS)
def end_sessions(user_id: int) -> ResponseReturnValue:
    """Sign a user out everywhere."""
    person = _user(user_id)
    ended = sessions.end_all(db(), person)
    audit.note("user.end_sessions", "user", person.id, count=ended)
    return _back(person, ngettext("%(num)s session has ended.", "%(num)s sessions have ended.", ended))


@blueprint.post("/users/<int:user_id>/tokens/<int:token_id>/revoke")
@requires(Permission.MANAGE_USERS)
def revoke_token(user_id: int, token_id: int) -> ResponseReturnValue:
    """Let a token of a user work no longer."""
    person, token = _user(user_id), db().get(ApiToken, token_id)
    if token is None or token.user_id != person.id:
        abort(404)
    tokens.revoke(token)
    audit.note("token.revoke", "token", token.id, user=person.id)
    return _back(person, gettext("The token works no longer."))


@blueprint.get("/users/permissions")
@requires(Permission.MANAGE_USERS)
def permissions() -> ResponseReturnValue:
    """Show who may do what: the one table that every page asks."""
    rows = [(PERMISSION_WORDS[permission], roles) for permission, roles in TABLE.items()]
    return render_template("administration/permissions.html", rows=rows, roles=list(Role))


def _user(user_id: int) -> User:
    found = db().get(User, user_id)
    if found is None:
        abort(404)
    return found


def _activate(person: User, *, active: bool) -> ResponseReturnValue:
    try:
        accounts.set_active(db(), person, active=active, by=current_user())
    except accounts.AccountError as error:
        return _page(person, problem=str(error)), 422
    audit.note("user.activate" if active else "user.deactivate", "user", person.id)
    if active:
        return _back(person, gettext("The user can sign in again."))
    return _back(person, gettext("The user is kept out from now on."))


def _back(person: User, message: str) -> ResponseReturnValue:
    flash(message, "success")
    return redirect(url_for("administration.user", user_id=person.id), 303)


def _page(person: User, form: RoleForm | None = None, problem: str = "") -> str:
    return render_template(
        "administration/user.html",
        person=person,
        form=form or RoleForm(formdata=None, role=person.role.value),
        problem=problem,
        locked=accounts.locked(person),
        myself=person.id == current_user().id,
        sessions=sessions.open_sessions(db(), person.id, config()),
        tokens=tokens.of_user(db(), person.id),
        words={scope.value: words for scope, words in SCOPE_WORDS.items()},
    )
