"""Users: created, changed, locked out and let in again; one administrator always remains."""

from __future__ import annotations

import datetime as dt
import re
import unicodedata
from typing import TYPE_CHECKING

from sqlalchemy import select

from matcher.errors import InputError
from web.accounts import passwords, sessions, tokens
from web.database import now
from web.i18n import gettext
from web.models import User
from web.permissions import Role

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from web.models import SignIn

TEMPORARY = dt.timedelta(days=7)
"""A password given by somebody else works for so long."""
_LOGIN = re.compile(r"[\w][\w.@-]{1,99}")


class AccountError(InputError):
    """A change to a user that cannot be made, said in one sentence.

    Attributes
    ----------
    field
        The field of the form it is about: ``login``, ``password`` or ``role``; ``""`` if it is none of them.
    """

    def __init__(self, sentence: str, field: str = "") -> None:
        super().__init__(sentence)
        self.field = field


def normal_login(typed: str) -> str:
    """Return a sign-in name as the database holds it."""
    return unicodedata.normalize("NFKC", typed).strip().lower()


def find(session: Session, login: str) -> User | None:
    """Return the user of a sign-in name and hold the row, so that attempts at one account follow each other.

    Rows of users are held without their key: an audit entry names its user, so whoever holds the whole row and then
    waits for the end of the trail would wait for whoever holds the end and waits for the row.
    """
    query = select(User).where(User.login == normal_login(login)).with_for_update(key_share=True)
    return session.scalars(query.execution_options(populate_existing=True)).first()


def hold(session: Session, user_id: int) -> User | None:
    """Return a user and hold the row until the transaction ends."""
    query = select(User).where(User.id == user_id).with_for_update(key_share=True)
    return session.scalars(query.execution_options(populate_existing=True)).first()


def create_user(
    session: Session, *, login: str, name: str, role: Role, password: str, must_change: bool, language: str = ""
) -> User:
    """Create a user.

    Parameters
    ----------
    login
        The sign-in name: letters, digits, ``.``, ``-``, ``_``, ``@``.
    name
        The name that others see; the sign-in name if empty.
    password, must_change
        The first password, and whether it is temporary: works for a week and must be changed at the first sign-in.

    Raises
    ------
    AccountError
        If the sign-in name is taken or cannot be one, or the password is not good enough.
    """
    normal = normal_login(login)
    if not _LOGIN.fullmatch(normal):
        raise AccountError(
            gettext("A sign-in name has two to 100 letters, digits and the characters . - _ @ only."), "login"
        )
    if session.scalar(select(User.id).where(User.login == normal)) is not None:
        raise AccountError(gettext("This sign-in name is taken."), "login")
    user = User(login=normal, name=name.strip() or login.strip(), role=role, language=language, active=True)
    set_password(user, password, temporary=must_change)
    session.add(user)
    session.flush()
    return user


def set_password(user: User, password: str, *, temporary: bool = False) -> None:
    """Give a user another password.

    Raises
    ------
    AccountError
        If it is not good enough.
    """
    problem = passwords.problem_with(password, user.login, user.name)
    if problem:
        raise AccountError(problem, "password")
    user.password_hash = passwords.hashed(password)
    user.must_change_password = temporary
    user.password_until = now() + TEMPORARY if temporary else None


def reset_password(session: Session, *, login: str, password: str) -> User:
    """Give a user a temporary password and unlock the account; sessions, tokens and second factor of before are gone.

    Raises
    ------
    AccountError
        If there is no such user, or the password is not good enough.
    """
    user = find(session, login)
    if user is None:
        raise AccountError(gettext("There is no user with this sign-in name."), "login")
    set_password(user, password, temporary=True)
    user.totp_secret, user.recovery_codes = "", []
    unlock(user)
    sessions.end_all(session, user)
    tokens.revoke_all(session, user)
    session.flush()
    return user


def unlock(user: User) -> None:
    """Let a user try to sign in again at once."""
    user.failed_sign_ins, user.locked_until = 0, None


def locked(user: User) -> bool:
    """Tell whether too many wrong passwords keep a user out at this moment."""
    return user.locked_until is not None and user.locked_until > now()


def set_role(session: Session, user: User, role: Role, by: User) -> None:
    """Give a user another role; their sessions end, so that nothing opened under the old one goes on.

    Raises
    ------
    AccountError
        If it is one's own, or the last administrator's.
    """
    if user.id == by.id:
        raise AccountError(gettext("You cannot change your own role; another administrator can."), "role")
    if role == user.role:
        return
    _keep_an_administrator(session, user)
    user.role = role
    sessions.end_all(session, user)


def set_active(session: Session, user: User, *, active: bool, by: User) -> None:
    """Let a user in or keep them out; whoever is kept out is signed out at once.

    Raises
    ------
    AccountError
        If it is oneself, or the last administrator.
    """
    if user.id == by.id:
        raise AccountError(gettext("You cannot deactivate yourself; another administrator can."))
    if not active:
        _keep_an_administrator(session, user)
        sessions.end_all(session, user)
    user.active = active
    session.flush()


def _keep_an_administrator(session: Session, user: User) -> None:
    """Refuse to lose the last administrator; holds them all, so that two cannot remove each other at once."""
    query = (
        select(User)
        .where(User.role == Role.ADMINISTRATOR, User.active)
        .order_by(User.id)
        .with_for_update(key_share=True)
    )
    administrators = session.scalars(query.execution_options(populate_existing=True)).all()
    if [administrator.id for administrator in administrators] == [user.id]:
        raise AccountError(gettext("This is the last administrator. Make somebody else administrator first."), "role")


def change_own_password(session: Session, user: User, password: str, sign_in: SignIn) -> None:
    """Give oneself another password; one's other sessions end, and tokens for programs work no longer.

    Raises
    ------
    AccountError
        If it is the old one, or not good enough.
    """
    if passwords.matches(user.password_hash, password):
        raise AccountError(gettext("This is the password you had. Choose another one."), "password")
    set_password(user, password)
    sessions.end_all(session, user, but=sign_in)
    tokens.revoke_all(session, user)
