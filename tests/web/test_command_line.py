from __future__ import annotations

from contextlib import contextmanager
from typing import TYPE_CHECKING

import pytest
from click.testing import CliRunner, Result
from sqlalchemy import create_engine, select, text
from sqlalchemy.pool import NullPool

from matcher.cli import main
from web.config import Config, load_config
from web.database import Database
from web.models import User
from web.permissions import Role

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

PASSWORD = "a long and quiet river"


@pytest.fixture(autouse=True)
def clean(monkeypatch: pytest.MonkeyPatch, quick_passwords: None) -> None:
    """No setting of this machine."""
    for name in ("DATABASE_URL", "MATCHER_SETTINGS", "MATCHER_DATA", "MATCHER_SECRET_KEY"):
        monkeypatch.delenv(name, raising=False)


def matcher(*arguments: object, password: str = PASSWORD) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments], env={"MATCHER_PASSWORD": password})


@contextmanager
def office(folder: Path) -> Iterator[Database]:
    database = Database(f"sqlite:///{folder / 'office.db'}")
    try:
        yield database
    finally:
        database.close()


def test_users_are_added_and_their_passwords_reset(tmp_path: Path) -> None:
    added = matcher("admin", "add-user", "olena", "--role", "caseworker", "--data", tmp_path)
    assert (added.exit_code, added.output) == (0, "Created: olena.\n")
    with office(tmp_path) as database, database.session() as session:
        user = session.scalars(select(User)).one()
        assert (user.role, user.must_change_password) == (Role.CASEWORKER, True)
        before = user.password_hash
    reset = matcher("admin", "reset-password", "OLENA", "--data", tmp_path, password="another quiet river")
    assert reset.exit_code == 0
    with office(tmp_path) as database, database.session() as session:
        assert session.scalars(select(User.password_hash)).one() != before


@pytest.mark.parametrize(
    ("arguments", "password", "said"),
    [
        (("admin", "reset-password", "nobody"), PASSWORD, "There is no user"),
        (("admin", "add-user", "olena", "--role", "viewer"), "short", "12"),
    ],
)
def test_what_cannot_be_done_is_said_in_a_sentence(
    tmp_path: Path, arguments: tuple[str, ...], password: str, said: str
) -> None:
    result = matcher(*arguments, "--data", tmp_path, password=password)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


def test_nobody_waits_for_whoever_types_a_password_at_the_terminal(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    matcher("admin", "migrate", "--data", tmp_path)
    monkeypatch.delenv("MATCHER_PASSWORD", raising=False)

    def typed(*_said: object, **_how: object) -> str:
        engine = create_engine(f"sqlite:///{tmp_path / 'office.db'}", poolclass=NullPool, connect_args={"timeout": 0})
        with engine.connect() as other:
            other.exec_driver_sql("BEGIN IMMEDIATE")  # "database is locked" if the writer's place were taken
        return PASSWORD

    monkeypatch.setattr("click.prompt", typed)
    for arguments in (("add-user", "olena", "--role", "viewer"), ("reset-password", "olena")):
        done = matcher("admin", *arguments, "--data", tmp_path, password="")
        assert done.exit_code == 0, done.output


@pytest.mark.parametrize("address", ["nonsense", "foo://x"])
def test_an_address_of_no_database_is_refused_in_a_sentence(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("DATABASE_URL", address)
    result = matcher("admin", "migrate")
    assert (result.exit_code, "DATABASE_URL is not understood" in result.output) == (2, True)


def test_the_audit_trail_is_verified_and_tampering_found(tmp_path: Path) -> None:
    matcher("admin", "add-user", "olena", "--role", "caseworker", "--data", tmp_path)
    whole = matcher("admin", "verify-audit", "--data", tmp_path)
    assert whole.exit_code == 0
    assert "all whole" in whole.output
    unknown = matcher("admin", "verify-audit", "--expect", "0" * 63 + "1", "--data", tmp_path)
    assert unknown.exit_code == 1
    with office(tmp_path) as database, database.transaction() as session:
        session.execute(text("DROP TRIGGER audit_entry_no_update"))
        session.execute(text("UPDATE audit_entry SET action = 'report.read' WHERE number = 1"))
    broken = matcher("admin", "verify-audit", "--data", tmp_path)
    assert broken.exit_code == 1
    assert "BROKEN at entry 1" in broken.output


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (("--demo", "--host", "0.0.0.0"), "this machine only"),
        (("--demo", "--data", "folder"), "do not go together"),
        (("--tls-proxy", "--plain-http"), "Choose one"),
        (("--host", "0.0.0.0"), "--tls-proxy"),
    ],
)
def test_serving_in_a_way_that_would_let_strangers_in_is_refused(options: tuple[str, ...], said: str) -> None:
    result = matcher("serve", *options)
    assert result.exit_code == 2
    assert said in " ".join(result.output.split())


def test_a_database_that_cannot_be_reached_is_named_without_its_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://office:hidden@127.0.0.1:1/office")
    result = matcher("admin", "migrate")
    assert result.exit_code == 2
    assert "hidden" not in result.output


def test_settings_come_from_defaults_then_the_file_then_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "office.toml"
    file.write_text("idle_minutes = 10\nlock_after = 3\n", encoding="utf-8")
    monkeypatch.setenv("MATCHER_SETTINGS", str(file))
    monkeypatch.setenv("MATCHER_LOCK_AFTER", "7")
    config = load_config()
    assert (config.idle_minutes, config.lock_after, config.lock_minutes) == (10, 7, Config().lock_minutes)


@pytest.mark.parametrize("line", ["idle_minuets = 10", "idle_minutes = 'ten'", "idle_minutes ="])
def test_a_wrong_line_in_the_settings_file_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, line: str) -> None:
    file = tmp_path / "office.toml"
    file.write_text(line, encoding="utf-8")
    monkeypatch.setenv("MATCHER_SETTINGS", str(file))
    result = matcher("admin", "migrate", "--data", tmp_path)
    assert result.exit_code == 2
    assert "office.toml" in result.output
