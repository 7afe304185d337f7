"""Signing in to the demonstration by choosing who one is; registered in a demonstration only."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, redirect, request, url_for
from sqlalchemy import select

from web import audit
from web.access import public
from web.accounts.sessions import begin, keep
from web.accounts.words import role_name
from web.demo import blueprint
from web.models import User
from web.requests import config, db

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.app_context_processor
def _people() -> dict[str, Any]:
    return {"demo_users": demo_users, "role_name": role_name}


def demo_users() -> list[User]:
    """Return the invented users, in the order in which a case passes through their hands."""
    return list(db().scalars(select(User).where(User.active).order_by(User.id)))


@blueprint.post("/demo/sign-in")
@public
def choose() -> ResponseReturnValue:
    """Sign in as one of the invented users."""
    if not config().demo:
        abort(404)
    user = db().scalars(select(User).where(User.login == request.form.get("login", ""))).first()
    if user is None:
        abort(404)
    keep(begin(db(), user, "demonstration"))
    audit.note("sign_in.demo", "user", user.id)
    return redirect(url_for("review.queue"), 303)
