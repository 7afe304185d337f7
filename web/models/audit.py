"""The audit trail: who did and saw what. Rows are added and never changed, which the database itself enforces."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import DDL, BigInteger, ForeignKey, Index, event, text
from sqlalchemy.orm import Mapped, mapped_column

from web.database import Base
from web.models.columns import Digest, Json, Moment, Short

if TYPE_CHECKING:
    from sqlalchemy.engine import Connection


class AuditEntry(Base):
    """One thing that was done or seen.

    ``hash`` is the SHA-256 over the entry and the previous entry's hash; see :mod:`web.audit`.
    ``subject`` and ``subject_id`` name a kind of thing and its number, ``detail`` holds numbers, field names and
    stated reasons, never what a field of a person says.
    """

    __tablename__ = "audit_entry"
    # One index for each filter of the page, in the page's own order: it reads fifty rows however long the trail is.
    __table_args__ = (
        Index("ix_audit_entry_user_id_number", "user_id", "number"),
        Index("ix_audit_entry_action_number", "action", "number"),
        Index("ix_audit_entry_subject_number", "subject", "subject_id", "number"),
        Index("ix_audit_entry_at", "at"),
    )

    number: Mapped[int] = mapped_column(BigInteger, primary_key=True, autoincrement=False)
    at: Mapped[Moment]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    role: Mapped[Short]
    action: Mapped[Short]
    subject: Mapped[Short]
    subject_id: Mapped[int | None] = mapped_column(BigInteger)
    detail: Mapped[Json]
    previous: Mapped[Digest]
    hash: Mapped[Digest]


def append_only(table: str) -> tuple[tuple[str, str], ...]:
    """Return the statements, each with its dialect, that make a table refuse changes and deletions."""
    statements: list[tuple[str, str]] = [
        (
            "postgresql",
            f"""CREATE OR REPLACE FUNCTION {table}_is_append_only() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION '{table} is append-only'; END $$""",
        ),
        (
            "postgresql",
            f"""CREATE OR REPLACE TRIGGER {table}_append_only BEFORE UPDATE OR DELETE OR TRUNCATE ON {table}
            FOR EACH STATEMENT EXECUTE FUNCTION {table}_is_append_only()""",
        ),
    ]
    statements.extend(
        (
            "sqlite",
            f"""CREATE TRIGGER IF NOT EXISTS {table}_no_{verb.lower()} BEFORE {verb} ON {table}
            BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END""",
        )
        for verb in ("UPDATE", "DELETE")
    )
    return tuple(statements)


GUARDED: list[str] = []
"""The tables to which rows are only added."""


def guard_all(connection: Connection) -> None:
    """Create the triggers of every append-only table, where they are not there.

    Migrations end with this: SQLite changes a table by copying it, and the copy has no triggers.
    """
    for table in GUARDED:
        if not _guarded(connection, table):
            for dialect, statement in append_only(table):
                if dialect == connection.dialect.name:
                    connection.exec_driver_sql(statement)


def _guarded(connection: Connection, table: str) -> bool:
    """Tell whether PostgreSQL has the trigger, so that no start of the program waits for the table's writers."""
    if connection.dialect.name != "postgresql":
        return False
    query = text("SELECT 1 FROM pg_trigger WHERE tgname = :name AND tgenabled <> 'D'")
    return connection.execute(query, {"name": f"{table}_append_only"}).first() is not None


def guard(table: str) -> None:
    """Create the triggers of an append-only table together with the table, also where no migration ran."""
    GUARDED.append(table)
    for dialect, statement in append_only(table):
        event.listen(
            Base.metadata.tables[table],
            "after_create",
            DDL(statement.replace("%", "%%")).execute_if(dialect=dialect),  # type: ignore[no-untyped-call]
        )


guard("audit_entry")
