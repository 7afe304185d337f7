"""The application on an empty database, on SQLite and on a real PostgreSQL, and people who sign in to it."""

from __future__ import annotations

import os
import secrets
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pytest
from argon2 import PasswordHasher
from sqlalchemy import make_url

from tests.web.browser.furnishing import furnish
from tests.web.browser.office import Office
from tests.web.servers import Postgres, missing, temporary_database, why_no_postgres
from web.accounts import passwords
from web.accounts.sessions import TOKEN, begin
from web.application import create_app
from web.config import Config
from web.database import Database
from web.migrate import upgrade
from web.models import User
from web.permissions import Role

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """The address of a PostgreSQL server: one from the environment, else one started here for these tests."""
    given = os.environ.get("TEST_DATABASE_URL", "")
    if given:
        yield given
        return
    reason = why_no_postgres()
    if reason:
        missing(reason)
    with Postgres() as server:
        yield server.url


@pytest.fixture
def empty_postgres(postgres: str) -> Iterator[str]:
    """The address of an empty database on the server, removed afterwards."""
    with temporary_database(postgres) as url:
        yield url


@pytest.fixture(scope="session")
def sqlite_with_tables(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of SQLite with the tables and nothing in them, to be copied."""
    path = tmp_path_factory.mktemp("tables") / "office.db"
    _create_tables(f"sqlite:///{path}")
    return path


@pytest.fixture(scope="session")
def postgres_with_tables(postgres: str) -> Iterator[str]:
    """The name of a database of PostgreSQL with the tables and nothing in them, to be copied."""
    with temporary_database(postgres) as url:
        _create_tables(url)
        yield str(make_url(url).database)


def _create_tables(url: str) -> None:
    database = Database(url)
    upgrade(database)
    database.close()


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of each kind with the tables and nothing in them."""
    if request.param == "sqlite":
        shutil.copyfile(request.getfixturevalue("sqlite_with_tables"), tmp_path / "office.db")
        yield f"sqlite:///{tmp_path / 'office.db'}"
        return
    template = request.getfixturevalue("postgres_with_tables")
    with temporary_database(request.getfixturevalue("postgres"), template) as url:
        yield url


@pytest.fixture
def config(database_url: str) -> Config:
    """Settings for tests: cookies over plain HTTP, no limits on requests."""
    return Config(database_url=database_url, secret_key="for tests only", secure_cookies=False, rate_limit="")


@pytest.fixture
def app(config: Config) -> Iterator[Flask]:
    """The application with its tables."""
    application = create_app(config)
    application.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    database: Database = application.extensions["database"]
    yield application
    database.close()


@pytest.fixture
def database(app: Flask) -> Database:
    """The application's database."""
    found: Database = app.extensions["database"]
    return found


@pytest.fixture
def session(database: Database) -> Iterator[Session]:
    """A session to look into the database with; commit what is added."""
    with database.session() as opened:
        yield opened


@pytest.fixture
def quick_passwords(monkeypatch: pytest.MonkeyPatch) -> None:
    """Make passwords cost next to nothing, for tests that set and check many."""
    monkeypatch.setattr(passwords, "HASHER", PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))


@dataclass(frozen=True)
class Signed:
    """Somebody at a browser."""

    client: FlaskClient
    user_id: int
    login: str


@pytest.fixture
def sign_in(app: Flask, database: Database) -> Callable[..., Signed]:
    """Create users on demand and sign them in, without the sign-in page."""

    def make(role: Role | str, login: str = "", language: str = "en") -> Signed:
        name = login or f"{role}-{secrets.token_hex(3)}"
        with database.transaction() as own:
            user = User(login=name, name=name.title(), role=Role(role), language=language)
            own.add(user)
            own.flush()
            token = begin(own, user)
            number = user.id
        client = app.test_client()
        with client.session_transaction() as cookie:
            cookie[TOKEN] = token
        return Signed(client, number, name)

    return make


@pytest.fixture(scope="session")
def furnished_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """An office at work on a file of SQLite; shared, so a story brings what it changes."""
    with Office(tmp_path_factory.mktemp("office")) as started:
        furnish(started.database)
        yield started


@pytest.fixture(scope="session")
def furnished_postgresql(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Office]:
    """The same on PostgreSQL."""
    with (
        temporary_database(postgres) as url,
        Office(tmp_path_factory.mktemp("office"), url) as started,
    ):
        furnish(started.database)
        yield started


@pytest.fixture(params=["sqlite", "postgresql"])
def furnished(request: pytest.FixtureRequest) -> Office:
    """An office at work, with users, lists, reports and decisions, on each kind of database."""
    found: Office = request.getfixturevalue(f"furnished_{request.param}")
    return found
