"""Tokens of the API: made by a user for a program, shown once, allowed no more than the user."""

from __future__ import annotations

import datetime as dt
import secrets
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import select

from web.accounts.sessions import token_hash
from web.database import now
from web.models import ApiToken
from web.permissions import Permission, Role, allows

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from web.models import User

PREFIX = "fm_"
"""Begins every token, so that one that leaked into a file can be found."""


class Scope(StrEnum):
    """What a token may be used for."""

    LISTS_READ = "lists:read"
    LISTS_WRITE = "lists:write"
    REPORTS_READ = "reports:read"
    REPORTS_WRITE = "reports:write"
    SEARCH = "search"
    MATCHES_READ = "matches:read"
    DECISIONS_WRITE = "decisions:write"
    UNMASK = "unmask"


PERMISSION_OF: dict[Scope, Permission] = {
    Scope.LISTS_READ: Permission.READ,
    Scope.LISTS_WRITE: Permission.LOAD_LISTS,
    Scope.REPORTS_READ: Permission.READ,
    Scope.REPORTS_WRITE: Permission.WRITE_REPORTS,
    Scope.SEARCH: Permission.SEARCH,
    Scope.MATCHES_READ: Permission.READ,
    Scope.DECISIONS_WRITE: Permission.DECIDE,
    Scope.UNMASK: Permission.UNMASK,
}
"""The permission that a user needs to make and to use a token of a scope."""


def scopes_of(role: Role) -> list[Scope]:
    """Return the scopes that a role may give to a token."""
    return [scope for scope in Scope if allows(role, PERMISSION_OF[scope])]


def issue(session: Session, user: User, name: str, scopes: Iterable[Scope], days: int) -> tuple[ApiToken, str]:
    """Make a token.

    Parameters
    ----------
    name
        The user's word for the program that will use it.
    scopes
        What it may be used for; those that the user's role does not have are left out.
    days
        How long it works.

    Returns
    -------
    The row, and the token itself, which is kept nowhere.
    """
    text = PREFIX + secrets.token_urlsafe(32)
    wanted = set(scopes)
    allowed = [scope.value for scope in scopes_of(user.role) if scope in wanted]
    token = ApiToken(
        user_id=user.id,
        name=name,
        token_hash=token_hash(text),
        scopes=allowed,
        expires_at=now() + dt.timedelta(days=days),
    )
    session.add(token)
    session.flush()
    return token, text


def authenticate(session: Session, token: str) -> ApiToken | None:
    """Return the row of a token that works at this moment, with its user; None for every other text."""
    if not token.startswith(PREFIX):
        return None
    found = session.scalars(select(ApiToken).where(ApiToken.token_hash == token_hash(token))).first()
    if found is None or not works(found):
        return None
    user = found.user
    return found if user.active and not user.must_change_password else None


def works(token: ApiToken) -> bool:
    """Tell whether a token is neither revoked nor past its time."""
    return token.revoked_at is None and (token.expires_at is None or token.expires_at > now())


def permits(token: ApiToken, scope: Scope) -> bool:
    """Tell whether a token may be used for something: it has the scope, and its user still has the permission."""
    return scope.value in token.scopes and allows(token.user.role, PERMISSION_OF[scope])


def of_user(session: Session, user_id: int) -> Sequence[ApiToken]:
    """Return a user's tokens that still work, the newest first."""
    rows = session.scalars(select(ApiToken).where(ApiToken.user_id == user_id).order_by(ApiToken.id.desc()))
    return [token for token in rows if works(token)]


def revoke_all(session: Session, user: User) -> None:
    """Let none of a user's tokens work any longer."""
    for token in of_user(session, user.id):
        revoke(token)


def revoke(token: ApiToken) -> None:
    """Let a token work no longer; one that was revoked before keeps its moment."""
    token.revoked_at = token.revoked_at or now()
