"""Masked fields: what is hidden from whom, and the unfolding of it for a stated reason."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from flask import g
from sqlalchemy import select

from matcher.fields import NAME_FIELDS
from matcher.names.parsing import bare_name
from matcher.person import Person
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


def open_part(field: str, value: Any) -> Any:
    """Return what everybody may see of a field: None of a masked one, a name without the rank or call sign in it."""
    if field in MASKED_FIELDS:
        return None if value else value
    if field not in NAME_FIELDS or not value:
        return value
    if isinstance(value, list | tuple):
        return [bare_name(str(text)) for text in value]
    return bare_name(str(value))


def hides(field: str, value: Any) -> bool:
    """Tell whether anything of a field is masked."""
    return bool(value) and bool(open_part(field, value) != (list(value) if isinstance(value, tuple) else value))


def hidden_fields(person: Mapping[str, Any]) -> set[str]:
    """Return the fields of a person of which anything is masked."""
    return {name for name, value in person.items() if hides(name, value)}


def masked_value(field: str, value: Any) -> Any:
    """Return a field for a page: :data:`MASK` stands for what is masked, in a name behind the rest of it."""
    if not hides(field, value):
        return value
    part = open_part(field, value)
    if part is None:
        return MASK
    if isinstance(part, list):
        return [_marked(shown, str(text)) for shown, text in zip(part, value, strict=True)]
    return _marked(part, str(value))


def masked_person(person: Mapping[str, Any], *, open_: bool) -> dict[str, Any]:
    """Return a person's fields with what is masked replaced as :func:`masked_value` does it, or all as they are."""
    return {name: value if open_ else masked_value(name, value) for name, value in person.items()}


def shown_name(person: Person) -> str:
    """Return the name by which a record is known to everybody who may see the record at all."""
    return Person.from_dict({name: open_part(name, getattr(person, name)) for name in NAME_FIELDS}).name


def _marked(shown: str, text: str) -> str:
    return shown if shown == text else f"{shown} {MASK}"
