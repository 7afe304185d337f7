"""Users, their sign-ins, the tokens of the API, and what was unmasked with which reason."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from web.database import Base
from web.models.columns import Digest, Id, JsonList, Long, MaybeMoment, Moment, Short, choice
from web.permissions import Role


class User(Base):
    """Somebody who works in the office.

    ``login`` is compared in lower case. ``password_until`` is when a temporary password ends. ``totp_secret`` is the
    salt that the second factor's secret is derived from, empty where none is set; ``totp_last`` is the time step of the
    last code accepted, so that none works twice; ``recovery_codes`` holds the SHA-256 of those not yet used.
    """

    __tablename__ = "user"

    id: Mapped[Id]
    login: Mapped[str] = mapped_column(String(100), unique=True)
    name: Mapped[Short]
    role: Mapped[Role] = mapped_column(choice(Role))
    password_hash: Mapped[Short]
    must_change_password: Mapped[bool] = mapped_column(default=False)
    password_until: Mapped[MaybeMoment]
    totp_secret: Mapped[Short]
    totp_last: Mapped[int] = mapped_column(default=0)
    recovery_codes: Mapped[JsonList]
    language: Mapped[Short]
    theme: Mapped[Short]
    hide_scores: Mapped[bool] = mapped_column(default=False)
    active: Mapped[bool] = mapped_column(default=True)
    failed_sign_ins: Mapped[int] = mapped_column(default=0)
    locked_until: Mapped[MaybeMoment]
    created_at: Mapped[Moment]
    last_seen_at: Mapped[MaybeMoment]


class SignIn(Base):
    """One session of one user; the browser holds a random token of which only the SHA-256 is kept."""

    __tablename__ = "sign_in"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    token_hash: Mapped[Digest] = mapped_column(unique=True)
    device: Mapped[Short]
    created_at: Mapped[Moment]
    seen_at: Mapped[Moment]
    ended_at: Mapped[MaybeMoment]

    user: Mapped[User] = relationship(lazy="joined")


class ApiToken(Base):
    """A token of the API, of one user and no more allowed than that user; only its SHA-256 is kept."""

    __tablename__ = "api_token"

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    name: Mapped[Short]
    token_hash: Mapped[Digest] = mapped_column(unique=True)
    scopes: Mapped[JsonList]
    created_at: Mapped[Moment]
    expires_at: Mapped[MaybeMoment]
    revoked_at: Mapped[MaybeMoment]
    used_at: Mapped[MaybeMoment]

    user: Mapped[User] = relationship(lazy="joined")


class Unmasking(Base):
    """One user may see the masked fields of one thing for a while, for the reason given.

    ``subject`` is ``report`` or ``released``, ``subject_id`` its number.
    """

    __tablename__ = "unmasking"
    __table_args__ = (UniqueConstraint("user_id", "subject", "subject_id", "created_at"),)

    id: Mapped[Id]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    subject: Mapped[Short]
    subject_id: Mapped[int]
    reason: Mapped[Long]
    created_at: Mapped[Moment]
    until: Mapped[Moment]
