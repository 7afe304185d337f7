"""Sessions: begun at sign-in, held in the browser as a random token, ended by time, by the user or by others."""

from __future__ import annotations

import datetime as dt
import hashlib
import secrets
from typing import TYPE_CHECKING

from flask import current_app, g, request
from flask import session as cookie
from sqlalchemy import select, update

from web.access import may_write
from web.database import now
from web.models import SignIn, User

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from web.config import Config
    from web.database import Database

TOKEN = "token"  # noqa: S105  the name of a cookie's entry
SEEN_EVERY = dt.timedelta(minutes=1)
"""The time last seen is written down at most so often, so that reading a page does not always write."""
# Headers name what they imitate as well, so the order matters: Edge says Chrome, Chrome says Safari.
_BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("Firefox", "Firefox"), ("Chrome", "Chrome"), ("Safari", "Safari"),
)  # fmt: skip
_SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)  # fmt: skip


def token_hash(token: str) -> str:
    """Return what the database keeps of a token: it is random and long, so a plain SHA-256 cannot be guessed back."""
    return hashlib.sha256(token.encode()).hexdigest()


def begin(session: Session, user: User, device: str = "") -> str:
    """Begin a session and return its token, which the caller puts into the cookie."""
    token = secrets.token_urlsafe(32)
    session.add(SignIn(user_id=user.id, token_hash=token_hash(token), device=device[:200]))
    user.last_seen_at = now()
    session.flush()
    return token


def keep(token: str) -> None:
    """Put a session's token into the cookie; everything else that was in it goes, against fixation."""
    language = cookie.get("language")
    cookie.clear()
    g.pop("csrf_token", None)  # what the forms of this answer carry belongs to the new cookie
    cookie[TOKEN] = token
    if language:
        cookie["language"] = language


def load_user(session: Session) -> None:
    """Find whose session the cookie holds and put the user into ``g.user``, the session into ``g.sign_in``."""
    g.user, g.sign_in = None, None
    token = cookie.get(TOKEN)
    if not isinstance(token, str):
        return
    config: Config = current_app.extensions["config"]
    found = session.scalars(
        select(SignIn).where(SignIn.token_hash == token_hash(token), SignIn.ended_at.is_(None))
    ).first()
    if found is None or not found.user.active or expired(found, config):
        cookie.pop(TOKEN, None)
        return
    g.user, g.sign_in = found.user, found
    if now() - found.seen_at > SEEN_EVERY and not request.path.endswith("/progress"):
        _seen(found)


def expired(found: SignIn, config: Config) -> bool:
    """Tell whether a session has ended by itself: too long without a request, or too long altogether."""
    idle, age = now() - found.seen_at, now() - found.created_at
    return idle > dt.timedelta(minutes=config.idle_minutes) or age > dt.timedelta(hours=config.session_hours)


def _seen(found: SignIn) -> None:
    """Write down that a session is in use, in a transaction of its own where the request only reads."""
    moment = now()
    if may_write():
        found.seen_at = found.user.last_seen_at = moment
        return
    database: Database = current_app.extensions["database"]
    with database.transaction() as own:
        own.execute(update(SignIn).where(SignIn.id == found.id).values(seen_at=moment))
        own.execute(update(User).where(User.id == found.user_id).values(last_seen_at=moment))


def renew(session: Session, sign_in: SignIn) -> None:
    """Give the present session another token: whoever knew the old one is out."""
    token = secrets.token_urlsafe(32)
    sign_in.token_hash = token_hash(token)
    session.flush()
    keep(token)


def open_sessions(session: Session, user_id: int, config: Config) -> list[SignIn]:
    """Return the sessions of a user that go on, the last used first."""
    rows = session.scalars(
        select(SignIn).where(SignIn.user_id == user_id, SignIn.ended_at.is_(None)).order_by(SignIn.seen_at.desc())
    )
    return [row for row in rows if not expired(row, config)]


def end(session: Session, sign_in: SignIn) -> None:
    """End one session."""
    sign_in.ended_at = now()
    session.flush()


def end_all(session: Session, user: User, but: SignIn | None = None) -> int:
    """End every session of a user, but perhaps one; return how many ended."""
    query = update(SignIn).where(SignIn.user_id == user.id, SignIn.ended_at.is_(None))
    if but is not None:
        query = query.where(SignIn.id != but.id)
    ended = session.execute(query.values(ended_at=now()))
    return int(ended.rowcount)  # type: ignore[attr-defined]


def device_of(agent: str) -> str:
    """Return the browser and the system that a User-Agent header names: enough to know one's own machines by."""
    browser = next((name for word, name in _BROWSERS if word in agent), "")
    system = next((name for word, name in _SYSTEMS if word in agent), "")
    return " · ".join(filter(None, (browser, system)))
