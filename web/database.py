"""The database: one engine per application, a session per request or task, times in UTC, two kinds of server.

SQLite serves one office from one file; PostgreSQL serves several. Nothing here or in the models needs an extension
of either.
"""

from __future__ import annotations

import datetime as dt
import weakref
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from sqlalchemy import DateTime, Engine, MetaData, TypeDecorator, create_engine, event, make_url
from sqlalchemy.orm import DeclarativeBase, Session, sessionmaker
from sqlalchemy.pool import QueuePool

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.engine import Connection, Dialect

BUSY_SECONDS = 30
"""How long a writer waits for another writer of an SQLite file."""
_SETTINGS = (
    "journal_mode=WAL",
    "synchronous=NORMAL",
    "foreign_keys=ON",
    "cache_size=-32768",  # KiB of each connection
    "journal_size_limit=67108864",  # bytes: after a large import the log gives its room back
)


class UtcDateTime(TypeDecorator[dt.datetime]):
    """A moment. Goes in and comes out with the time zone UTC on either kind of server."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Refuse a time without a zone, which would mean another moment on another machine."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("A moment needs its time zone.")
        return value.astimezone(dt.UTC).replace(tzinfo=None)

    def process_result_value(self, value: dt.datetime | None, dialect: Dialect) -> dt.datetime | None:  # noqa: ARG002
        """Give the time its zone back."""
        return None if value is None else value.replace(tzinfo=dt.UTC)


class Base(DeclarativeBase):
    """Every table; constraints have names, so that a migration can speak of them on both kinds of server."""

    metadata = MetaData(
        naming_convention={
            "ix": "ix_%(table_name)s_%(column_0_N_name)s",
            "uq": "uq_%(table_name)s_%(column_0_N_name)s",
            "ck": "ck_%(table_name)s_%(constraint_name)s",
            "fk": "fk_%(table_name)s_%(column_0_N_name)s",
            "pk": "pk_%(table_name)s",
        }
    )


def now() -> dt.datetime:
    """Return the present moment, whole microseconds, UTC."""
    return dt.datetime.now(dt.UTC)


class Database:
    """An engine and the sessions on it.

    Parameters
    ----------
    url
        An SQLAlchemy URL: ``sqlite:///office.db`` or ``postgresql+psycopg://…`` (``postgresql://`` and
        ``postgres://`` are taken to mean the same).
    """

    def __init__(self, url: str) -> None:
        self.url = _with_driver(url)
        self.engine = _engine(self.url)
        self._sessions = sessionmaker(self.engine, expire_on_commit=False)
        # whoever lets go of it without closing it leaves no connection open
        weakref.finalize(self, self.engine.dispose)

    @property
    def is_sqlite(self) -> bool:
        """Whether this is a file of SQLite."""
        return self.engine.dialect.name == "sqlite"

    def session(self, *, writing: bool = False) -> Session:
        """Open a session.

        Parameters
        ----------
        writing
            The session will write. On SQLite it then takes the one writer's place at once and waits for it if it
            must: a reader that turns writer half-way can be refused.
        """
        session = self._sessions()
        if writing:
            self.take_place(session)
        return session

    def take_place(self, session: Session) -> None:
        """Begin the next transaction of a session as a writer, see :meth:`session`."""
        if self.is_sqlite:
            session.connection(execution_options={"begin_immediate": True})

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Open a writing session, commit at the end, roll back on any error."""
        with self.session(writing=True) as session:
            try:
                yield session
                session.commit()
            except BaseException:
                session.rollback()
                raise

    def close(self) -> None:
        """Close every connection."""
        self.engine.dispose()


def _with_driver(url: str) -> str:
    for prefix in ("postgresql://", "postgres://"):
        if url.startswith(prefix):
            return "postgresql+psycopg://" + url.removeprefix(prefix)
    return url


def _make_private(file: Path) -> None:
    """Create an SQLite file that nobody but this user may read; what SQLite puts beside it takes the same rights."""
    if file.parent.is_dir():
        file.touch(mode=0o600)


def _engine(url: str) -> Engine:
    # hide_parameters: what a statement was given may be somebody's name, and would stand in the error's message
    if not url.startswith("sqlite"):
        return create_engine(url, pool_pre_ping=True, pool_size=10, max_overflow=20, hide_parameters=True)
    named = make_url(url).database
    if named and named != ":memory:" and not named.startswith("file:"):
        _make_private(Path(named))
    # Connections stay open: whoever closes the last one to a file has to write the whole log back into it and to wait
    # for the disk, which would be at the end of nearly every page.
    engine = create_engine(
        url,
        poolclass=QueuePool,
        pool_size=10,
        max_overflow=20,
        connect_args={"timeout": BUSY_SECONDS},
        hide_parameters=True,
    )

    @event.listens_for(engine, "connect")
    def prepare(connection: Any, _record: object) -> None:
        connection.isolation_level = None  # SQLAlchemy says BEGIN itself, below
        cursor = connection.cursor()
        for setting in _SETTINGS:
            cursor.execute(f"PRAGMA {setting}")
        cursor.close()

    @event.listens_for(engine, "begin")
    def begin(connection: Connection) -> None:
        immediate = connection.get_execution_options().get("begin_immediate", False)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if immediate else "BEGIN")

    return engine
