"""Signing in: the password, the second factor, and the account that locks itself after too many wrong ones."""

from __future__ import annotations

import datetime as dt
import hmac
from typing import TYPE_CHECKING

from web import audit
from web.accounts import passwords, second_factor, users
from web.accounts.sessions import token_hash
from web.database import now

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from web.config import Config
    from web.models import User

HALF_WAY = dt.timedelta(minutes=5)
"""How long after the password the second factor may be given."""


def check_password(session: Session, user: User | None, password: str, config: Config) -> bool:
    """Tell whether a password opens an account; a wrong one counts towards its lock.

    Takes as long, and says no more, for an account that does not exist, is locked or was deactivated. The caller
    holds the user's row, from :func:`web.accounts.users.find` or ``hold``.
    """
    right = passwords.matches(user.password_hash if user else "", password)
    if user is None or not user.active or users.locked(user):
        return False
    if not right:
        _failed(user, config)
        session.flush()
        return False
    if user.password_until is not None and user.password_until < now():
        return False
    if passwords.outdated(user.password_hash):
        user.password_hash = passwords.hashed(password)
    return True


def check_code(session: Session, user: User, typed: str, config: Config) -> bool:
    """Tell whether a code or a recovery code is right; a wrong one counts towards the lock, a right one is used up."""
    if not user.active or users.locked(user):
        return False
    if not second_factor.accept(user, typed, config.secret_key):
        _failed(user, config)
        session.flush()
        return False
    return True


def _failed(user: User, config: Config) -> None:
    user.failed_sign_ins += 1
    if user.failed_sign_ins >= config.lock_after:
        user.failed_sign_ins = 0
        user.locked_until = now() + dt.timedelta(minutes=config.lock_minutes)
        audit.note("user.lock", "user", user.id)


def half_way(user: User) -> list[object]:
    """Return what the cookie holds between the password and the second factor."""
    return [user.id, int(now().timestamp()), _mark(user)]


def user_half_way(session: Session, held: object) -> User | None:
    """Return whose password was given a moment ago; None if that is too long ago or the password changed since."""
    match held:
        case [int(user_id), int(at), str(mark)]:
            age = now().timestamp() - at
        case _:
            return None
    user = users.hold(session, user_id)
    if user is None or not user.totp_secret or not 0 <= age <= HALF_WAY.total_seconds():
        return None
    return user if hmac.compare_digest(mark, _mark(user)) else None


def _mark(user: User) -> str:
    return token_hash(user.password_hash)[:16]
