from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, text
from sqlalchemy.exc import DBAPIError

from matcher.errors import InputError
from web import audit
from web.database import Base, Database
from web.migrate import alembic_config, is_current, upgrade

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture(params=["sqlite", "postgresql"])
def empty(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    """A database without tables, of each kind."""
    sqlite = request.param == "sqlite"
    database = Database(f"sqlite:///{tmp_path / 'new.db'}" if sqlite else request.getfixturevalue("empty_postgres"))
    yield database
    database.close()


def test_the_migrations_make_exactly_the_tables_of_the_program(empty: Database) -> None:
    assert not is_current(empty)
    upgrade(empty)
    assert is_current(empty)
    with empty.engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, Base.metadata) == []


def test_what_is_only_added_to_refuses_every_change_after_the_migrations(empty: Database) -> None:
    upgrade(empty)
    with empty.transaction() as session:
        audit.write(session, [audit.Note("sign_in.done")], None, "")
    for statement in ("UPDATE audit_entry SET action = 'other'", "DELETE FROM audit_entry"):
        with empty.session(writing=True) as session, pytest.raises(DBAPIError, match="append-only"):
            session.execute(text(statement))


def test_several_processes_may_bring_the_schema_up_to_date_at_once(empty: Database) -> None:
    processes = [Database(empty.url) for _ in range(4)]
    with ThreadPoolExecutor(4) as pool:
        list(pool.map(upgrade, processes))
    for database in processes:
        database.close()
    assert is_current(empty)


def test_the_first_migration_can_be_taken_back(empty: Database) -> None:
    upgrade(empty)
    config = alembic_config()
    with empty.session(writing=True) as session:
        config.attributes["connection"] = session.connection()
        command.downgrade(config, "base")
        session.commit()
    assert set(inspect(empty.engine).get_table_names()) <= {"alembic_version"}
    upgrade(empty)
    assert is_current(empty)


def test_a_database_of_a_newer_program_is_left_alone(empty: Database) -> None:
    upgrade(empty)
    with empty.transaction() as session:
        session.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(InputError, match="newer version"):
        upgrade(empty)
