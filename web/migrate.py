"""The schema of the database, brought up to date by Alembic on both kinds of server."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from alembic import command
from alembic.config import Config
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory

from matcher.errors import InputError
from web.models.audit import guard_all

if TYPE_CHECKING:
    from web.database import Database

_FOLDER = Path(__file__).parent / "migrations"


def upgrade(database: Database) -> None:
    """Bring the schema up to date; several processes may try at once.

    Raises
    ------
    InputError
        If a newer version of the program has made the schema.
    """
    config = alembic_config()
    known = {script.revision for script in ScriptDirectory.from_config(config).walk_revisions()}
    # SQLite: the writer's place is taken first. PostgreSQL: whoever comes second waits for the lock.
    with database.session(writing=True) as session:
        connection = session.connection()
        if not database.is_sqlite:
            connection.exec_driver_sql("SELECT pg_advisory_xact_lock(7310)")
        at = MigrationContext.configure(connection).get_current_revision()
        if at is not None and at not in known:
            raise InputError("The database was made by a newer version of this program; install that version.")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        guard_all(connection)
        session.commit()


def is_current(database: Database) -> bool:
    """Tell whether the schema is the one that this program knows."""
    with database.engine.connect() as connection:
        at = MigrationContext.configure(connection).get_current_revision()
    return at == ScriptDirectory.from_config(alembic_config()).get_current_head()


def alembic_config() -> Config:
    """Return what Alembic must know; its connection goes into ``attributes``."""
    config = Config()
    config.set_main_option("script_location", str(_FOLDER))
    return config
