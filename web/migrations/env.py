"""What Alembic runs: the migrations on the connection that :mod:`web.migrate` hands over."""

from __future__ import annotations

from typing import Literal

from alembic import context

import web.models  # noqa: F401  the tables register themselves
from web.database import Base, UtcDateTime


def plainly(kind: str, item: object, _context: object) -> str | Literal[False]:
    """Write a moment into a migration as what the server holds, so that a migration needs nothing of the program."""
    return "sa.DateTime()" if kind == "type" and isinstance(item, UtcDateTime) else False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,  # SQLite changes a table by copying it
    compare_type=True,
    render_item=plainly,
    transactional_ddl=False,  # the caller holds the transaction
)
context.run_migrations()
