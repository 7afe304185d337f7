"""Who may call: the token alone says who asks. Cookies are not looked at, and whatever is not clear is refused."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from flask import current_app, g, request
from flask_limiter.util import get_remote_address

from web import audit
from web.access import PUBLIC, access_of, may_write
from web.accounts import tokens
from web.accounts.sessions import token_hash
from web.api import blueprint
from web.api.operations import OPERATIONS
from web.api.problems import Problem
from web.database import now
from web.i18n import LANGUAGES
from web.models import ApiToken
from web.permissions import Permission, allows
from web.requests import database, db
from web.security import limiter

if TYPE_CHECKING:
    from werkzeug import Response

LIMIT = "120 per minute"
"""Calls with one token; those of one address count towards the limit of all pages as well."""
USED_EVERY = dt.timedelta(minutes=1)
"""The time a token was last used is written down at most so often."""
_SCHEME = "bearer "


def _bearer() -> str:
    header = request.headers.get("Authorization", "")
    return header[len(_SCHEME) :].strip() if header.lower().startswith(_SCHEME) else ""


def _token_or_address() -> str:
    token = _bearer()
    return f"token {token_hash(token)}" if token else get_remote_address()


limiter.limit(LIMIT, key_func=_token_or_address, override_defaults=False)(blueprint)


@blueprint.before_request
def admit() -> None:
    """Let a call through that its token is for and its user's role allows; refuse every other."""
    # Cookies hold the language of the pages; a program says in a header which one it wants sentences in.
    g.language = request.accept_languages.best_match(LANGUAGES, "en")
    g.user = None
    endpoint = request.endpoint or ""
    access, operation = access_of(current_app.view_functions[endpoint]), OPERATIONS.get(endpoint)
    if operation is None or access != (operation.permission or PUBLIC):
        current_app.logger.error("The call %s does not say who may use it.", endpoint)
        raise Problem(403)
    if operation.scope is None:
        return
    token = tokens.authenticate(db(), _bearer())
    if token is None:
        audit.note("token.refuse", endpoint=endpoint)
        raise Problem(401, headers={"WWW-Authenticate": "Bearer"})
    g.user, g.api_token = token.user, token
    if not isinstance(access, Permission) or not allows(token.user.role, access):
        audit.note("access.refused", endpoint=endpoint)
        raise Problem(403)
    if not tokens.permits(token, operation.scope):
        audit.note("access.refused", endpoint=endpoint, scopes=[operation.scope.value])
        wanted = f'Bearer error="insufficient_scope", scope="{operation.scope.value}"'
        raise Problem(403, "insufficient_scope", headers={"WWW-Authenticate": wanted})
    if not may_unmask():
        g.unfolded = frozenset()  # what the user unfolded on the pages is not unfolded for this token
    _used(token)


def may_unmask() -> bool:
    """Tell whether the token of the present call may be used to see masked fields."""
    return tokens.permits(g.api_token, tokens.Scope.UNMASK)


def _used(token: ApiToken) -> None:
    """Write down that a token is in use, in a transaction of its own where the call only reads."""
    moment = now()
    if token.used_at is not None and moment - token.used_at < USED_EVERY:
        return
    if may_write():
        token.used_at = moment
        return
    with database().transaction() as own:
        found = own.get(ApiToken, token.id)
        if found is not None:
            found.used_at = moment


@blueprint.after_request
def name_token(response: Response) -> Response:
    """Enter in everything that is noted for the audit trail which token it was done with."""
    token: ApiToken | None = g.get("api_token")
    if token is not None:
        for note in audit.notes():
            note.detail["token"] = token.id
    return response
