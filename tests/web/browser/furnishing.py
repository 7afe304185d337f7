"""An office at work: the demonstration's people and lists, and users who can sign in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import update

from web.accounts import passwords
from web.demo.people import fill
from web.migrate import upgrade
from web.models import User

if TYPE_CHECKING:
    from web.database import Database

PASSWORD = "four words in a row"
CASEWORKER, REVIEWER, SUPERVISOR, VIEWER, ADMINISTRATOR, AUDITOR = "olena", "iryna", "petro", "vira", "stepan", "marta"
"""Sign-in names of the demonstration's users."""


def furnish(database: Database) -> None:
    """Fill an empty database, and give everybody the same password: hashing it is slow on purpose."""
    upgrade(database)
    fill(database)
    with database.transaction() as session:
        session.execute(update(User).values(password_hash=passwords.hashed(PASSWORD), language="en"))
