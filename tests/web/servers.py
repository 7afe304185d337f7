"""A real PostgreSQL for the tests: Debian's binaries in a temporary folder, reached by a Unix socket only.

Where a machine has no PostgreSQL or no chromium the tests that need them are skipped with the reason; where
``REQUIRE_SERVERS`` is set, as in the continuous integration, that is a failure.
"""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import subprocess
import tempfile
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, NoReturn, Self

import pytest
from sqlalchemy import create_engine, make_url, text

from web.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from types import TracebackType

_FAST = ("fsync=off", "synchronous_commit=off", "full_page_writes=off", "listen_addresses=", "max_connections=200")


def missing(reason: str) -> NoReturn:
    """Skip what needs a server that is not here, or fail where everything must be here."""
    if os.environ.get("REQUIRE_SERVERS"):
        pytest.fail(reason)
    pytest.skip(reason)


def _binaries() -> Path | None:
    on_path = shutil.which("initdb")
    if on_path:
        return Path(on_path).parent
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    return found[-1].parent if found else None


def _unprivileged() -> str | None:
    """Name a user who may run the server: PostgreSQL refuses to run as root. None if we are not root."""
    if os.geteuid() != 0:
        return None
    for name in ("postgres", "nobody"):
        try:
            pwd.getpwnam(name)
        except KeyError:
            continue
        return name
    return ""


def why_no_postgres() -> str:
    """Return why no server can be started here; empty if one can."""
    if _binaries() is None:
        return "PostgreSQL is not installed, and TEST_DATABASE_URL names no server."
    if _unprivileged() == "":
        return "PostgreSQL does not run as root, and there is no other user."
    return ""


class Postgres:
    """A server that lives as long as the ``with`` block.

    Parameters
    ----------
    settings
        Its settings; for tests, in which nothing must survive, those that make it fast.
    data
        Where its databases are kept, and found the next time; not given, they are thrown away.
    """

    def __init__(self, settings: Sequence[str] = _FAST, data: Path | None = None) -> None:
        self._folder = Path(tempfile.mkdtemp(prefix="pg"))
        self._data = data or self._folder / "data"
        self._settings = settings

    @property
    def url(self) -> str:
        """Address of its first database."""
        return f"postgresql://postgres@/postgres?host={self._folder}"

    def _run(self, program: str, *arguments: str) -> None:
        binaries = _binaries()
        assert binaries is not None
        user = _unprivileged()
        command = [str(binaries / program), *arguments]
        if user:
            command = ["runuser", "-u", user, "--", *command]
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, cwd=self._folder)

    def __enter__(self) -> Self:
        user = _unprivileged()
        if user:
            shutil.chown(self._folder, user)
        if not self._data.exists():
            self._data.mkdir()
            if user:
                shutil.chown(self._data, user)
            self._run(
                "initdb", "-D", str(self._data), "-U", "postgres", "--auth=trust", "-E", "UTF8", "--locale=C", "-N"
            )
        options = " ".join(f"-c {option}" for option in (*self._settings, f"unix_socket_directories={self._folder}"))
        self._run("pg_ctl", "-D", str(self._data), "-o", options, "-w", "-l", str(self._folder / "log"), "start")
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._run("pg_ctl", "-D", str(self._data), "-m", "immediate", "-w", "stop")
        shutil.rmtree(self._folder, ignore_errors=True)


@contextmanager
def temporary_database(server: str, template: str = "template1") -> Iterator[str]:
    """Make a database on a server, empty or as the template is; give its address, and remove it afterwards."""
    name = f"test_{secrets.token_hex(6)}"
    admin = create_engine(Database(server).url, isolation_level="AUTOCOMMIT")
    with admin.connect() as connection:
        connection.execute(text(f"CREATE DATABASE {name} TEMPLATE {template}"))
    try:
        yield make_url(server).set(database=name).render_as_string(hide_password=False)
    finally:
        with admin.connect() as connection:
            connection.execute(text(f"DROP DATABASE {name} WITH (FORCE)"))
        admin.dispose()
