"""What happens around every request: who asks, may they, one database session, the audit trail at the end."""

from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

from flask import abort, current_app, g, redirect, request, url_for

from web import audit
from web.access import PUBLIC, SAFE, SIGNED_IN, access_of, may_write
from web.permissions import Permission, allows

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.typing import ResponseReturnValue
    from sqlalchemy.orm import Session
    from werkzeug import Response

    from web.config import Config
    from web.database import Database


def database() -> Database:
    """Return the application's database."""
    found: Database = current_app.extensions["database"]
    return found


def config() -> Config:
    """Return the application's settings."""
    found: Config = current_app.extensions["config"]
    return found


def db() -> Session:
    """Return the session of the present request.

    Requests that may change something get a writing session; what they did is committed after the view returned
    without an error status, together with their audit entries. A view that shows a form again with errors returns
    422 and thereby writes nothing.
    """
    if "db" not in g:
        g.db = database().session(writing=may_write())
    session: Session = g.db
    return session


@contextmanager
def reading_first() -> Iterator[Session]:
    """Give the session of a request that will write, while it only reads: others may write meanwhile.

    For what takes long and rests on what is on file. To be used before anything else is written.
    """
    session = db()
    session.commit()  # nothing but that this user was here
    try:
        yield session
    finally:
        session.rollback()
        database().take_place(session)


def init_app(app: Flask) -> None:
    """Register what happens around every request."""
    app.before_request(_let_through)
    app.after_request(_complete)
    app.teardown_appcontext(_close)


def _let_through() -> ResponseReturnValue | None:
    """Refuse whoever may not; a view that does not say who may is refused to everybody."""
    from web.accounts.sessions import load_user  # its package has views, which need this module

    if request.endpoint == "static":
        return None
    if request.blueprint != "api":  # the API has tokens, not cookies; see web.api
        load_user(db())
    view = current_app.view_functions.get(request.endpoint or "")
    if view is None:
        return None  # 404, with the menu of whoever is signed in
    access = access_of(view)
    if access == PUBLIC:
        return None
    if access is None:
        current_app.logger.error("The view %s does not say who may use it.", request.endpoint)
        abort(403)
    user = g.get("user")
    if request.blueprint == "api":
        return None  # web.api checks token, scope and permission itself, with answers in JSON
    if user is None:
        if request.method in SAFE:
            wanted = request.full_path if request.query_string else request.path
            return redirect(url_for("accounts.sign_in", next=wanted))
        abort(401)
    if user.must_change_password and request.endpoint not in {"accounts.password", "accounts.sign_out"}:
        return redirect(url_for("accounts.password"))
    if access == SIGNED_IN:
        return None
    assert isinstance(access, Permission)
    if not allows(user.role, access):
        audit.note("access.refused", endpoint=request.endpoint)
        abort(403)
    return None


def _complete(response: Response) -> Response:
    """Commit what was done with its audit entries; what was only seen is entered too, or the page is not sent."""
    notes = audit.notes()
    user = g.get("user")
    who = (user.id, user.role.value) if user else (None, "")
    session: Session | None = g.get("db")
    writing = may_write()
    if session is not None and writing and (response.status_code < 400 or g.get("keep_changes")):
        audit.write(session, notes, *who)
        session.commit()
    else:
        if session is not None:
            session.rollback()
        if notes:
            with database().transaction() as own:
                audit.write(own, notes, *who)
    g.audit_notes = []
    return response


def _close(_error: BaseException | None) -> None:
    session: Session | None = g.pop("db", None)
    if session is not None:
        session.close()
