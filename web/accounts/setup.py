"""The first start: whoever reads the terminal of the program creates the first administrator, once."""

from __future__ import annotations

import base64
import hmac
import re
from typing import TYPE_CHECKING

from sqlalchemy import select, text

from web.accounts.users import create_user
from web.models import User
from web.permissions import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

_LOCK = 0x66697273  # any constant: the advisory lock that orders first starts on PostgreSQL


class AlreadyStartedError(RuntimeError):
    """There is a user, so there is no first start any more."""


def setup_code(secret_key: str) -> str:
    """Return the code that ``matcher serve`` prints while there is no user: 80 bits in four groups."""
    derived = hmac.digest(secret_key.encode(), b"first start", "sha256")
    letters = base64.b32encode(derived[:10]).decode()
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))


def is_setup_code(typed: str, secret_key: str) -> bool:
    """Tell whether what was typed is the code; spaces, dashes and letter case do not matter."""
    bare = re.sub(r"[\s-]", "", typed).upper()
    return hmac.compare_digest(bare.encode(), setup_code(secret_key).replace("-", "").encode())


def no_user_yet(session: Session) -> bool:
    """Tell whether nobody has been created; users are never deleted, so this ends once."""
    return session.scalar(select(User.id).limit(1)) is None


def first_administrator(session: Session, *, login: str, name: str, password: str, language: str) -> User:
    """Create the first administrator.

    Raises
    ------
    AlreadyStartedError
        If there is a user, also one that another request created a moment ago.
    AccountError
        If the sign-in name or the password cannot be used.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    if not no_user_yet(session):
        raise AlreadyStartedError
    return create_user(
        session,
        login=login,
        name=name,
        role=Role.ADMINISTRATOR,
        password=password,
        must_change=False,
        language=language,
    )
