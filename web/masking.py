"""Masked fields: what is hidden from whom, and the unfolding of it for a stated reason."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask import g
from sqlalchemy import select

from web import audit
from web.access import current_user, may
from web.database import now
from web.models import Unmasking
from web.permissions import MASKED_FIELDS, Permission

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from web.models import Side

MASK = "•••••"


def unfolded(session: Session, subject: Side, subject_id: int) -> bool:
    """Tell whether the present user may at this moment see the masked fields of a record."""
    if not may(Permission.UNMASK):
        return False
    if "unfolded" not in g:
        rows = session.execute(
            select(Unmasking.subject, Unmasking.subject_id).where(
                Unmasking.user_id == current_user().id, Unmasking.until > now()
            )
        )
        g.unfolded = {(row.subject, row.subject_id) for row in rows}
    return (subject.value, subject_id) in g.unfolded


def unfold(session: Session, subject: Side, subject_id: int, reason: str, minutes: int) -> None:
    """Let the present user see a record's masked fields for a while; the reason is kept."""
    session.add(
        Unmasking(
            user_id=current_user().id,
            subject=subject.value,
            subject_id=subject_id,
            reason=reason,
            until=now() + dt.timedelta(minutes=minutes),
        )
    )
    audit.note(f"{subject.value}.unmask", subject.value, subject_id, reason=reason)
    g.pop("unfolded", None)
    session.flush()


def masked_person(person: Mapping[str, Any], *, open_: bool) -> dict[str, Any]:
    """Return a person's fields with the masked ones replaced by :data:`MASK`, or all as they are."""
    return {name: MASK if name in MASKED_FIELDS and not open_ else value for name, value in person.items()}
