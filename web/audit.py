"""The audit trail: a chain of entries in which none can be changed, taken out or put in without breaking it.

Each entry's hash covers the entry and the hash before it. Pages note what they did and showed with :func:`note`; the
application writes the notes when the request ends, a change and its entry in one transaction. Entries hold numbers,
field names and stated reasons, never what a field of a person says.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import json
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from flask import g
from sqlalchemy import func, select, text

from web.database import now
from web.models.audit import AuditEntry

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import Row
    from sqlalchemy.orm import Session

GENESIS = "0" * 64
"""Stands before the first entry."""
CHUNK = 2_000
"""Entries fetched at a time by whoever reads many."""
_LOCK = 0x6D617463  # any constant: the advisory lock that orders writers on PostgreSQL


@dataclass(frozen=True, slots=True)
class Note:
    """Something done or seen, not yet written.

    Attributes
    ----------
    action
        ``noun.verb``, as in ``report.read``, ``list.load``, ``match.decide``, ``sign_in.failed``.
    subject, subject_id
        Kind and number of what it was done to.
    detail
        Further facts; no personal data.
    """

    action: str
    subject: str = ""
    subject_id: int | None = None
    detail: dict[str, Any] = field(default_factory=dict)


def note(action: str, subject: str = "", subject_id: int | None = None, **detail: Any) -> None:
    """Note for the audit trail what the present request does or shows."""
    notes().append(Note(action, subject, subject_id, detail))


def notes() -> list[Note]:
    """Return the notes of the present request, to be written at its end."""
    if "audit_notes" not in g:
        g.audit_notes = []
    found: list[Note] = g.audit_notes
    return found


def write(session: Session, entries: Sequence[Note], user_id: int | None, role: str) -> None:
    """Add entries to the chain, in the session's transaction.

    Whoever writes first holds the end of the chain until the transaction ends, so call this late.
    """
    if not entries:
        return
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
    last = session.execute(
        select(AuditEntry.number, AuditEntry.hash).order_by(AuditEntry.number.desc()).limit(1)
    ).first()
    number, previous = (last.number, last.hash) if last else (0, GENESIS)
    for entry in entries:
        number += 1
        row = AuditEntry(
            number=number,
            at=now(),
            user_id=user_id,
            role=role,
            action=entry.action,
            subject=entry.subject,
            subject_id=entry.subject_id,
            detail=json.loads(json.dumps(entry.detail, default=str)),
            previous=previous,
        )
        row.hash = previous = entry_hash(row)
        session.add(row)
    session.flush()


def entry_hash(entry: AuditEntry | Row[Any]) -> str:
    """Return the SHA-256, in hexadecimal, of an entry and the hash before it."""
    content = [
        entry.number,
        entry.at.astimezone(dt.UTC).isoformat(),
        entry.user_id,
        entry.role,
        entry.action,
        entry.subject,
        entry.subject_id,
        entry.detail,
        entry.previous,
    ]
    text_ = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text_.encode()).hexdigest()


@dataclass(frozen=True, slots=True)
class Verification:
    """What reading the whole chain showed.

    Attributes
    ----------
    entries
        How many were read.
    last_hash
        Hash of the last one: written down elsewhere, it also shows if the end is ever cut off.
    broken_at
        Number of the first entry that does not fit, None if all do.
    """

    entries: int
    last_hash: str
    broken_at: int | None


def verify(session: Session, told: Callable[[int, int], None] | None = None) -> Verification:
    """Read the chain from its beginning and compare every hash.

    Parameters
    ----------
    session
        A session that only reads: a trail of millions of entries takes minutes.
    told
        Called from time to time with the number of entries read and of all.
    """
    total = session.scalar(select(func.max(AuditEntry.number))) or 0
    previous, expected = GENESIS, 0
    columns = AuditEntry.__table__.columns
    query = select(*columns).order_by(columns.number).execution_options(yield_per=CHUNK)
    with session.execute(query) as chain:
        for entry in chain:
            expected += 1
            if entry.number != expected or entry.previous != previous or entry.hash != entry_hash(entry):
                return Verification(expected, previous, expected)
            previous = entry.hash
            if told is not None and expected % CHUNK == 0:
                told(expected, max(expected, total))
    return Verification(expected, previous, None)


def holds(session: Session, noted: str) -> bool:
    """Tell whether an entry of this hash is in the chain.

    A hash that was noted elsewhere and is missing shows that the chain was cut off, or written anew, before it.
    """
    query = select(AuditEntry.number).where(AuditEntry.hash == noted.strip().lower()).limit(1)
    return session.scalar(query) is not None
