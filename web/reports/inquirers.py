"""Inquirers of a report: added, changed, taken off, put back; what was said before stays with the report's history."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from web.database import now
from web.models import Inquirer
from web.reports.consent import PURPOSES
from web.reports.saving import StaleReportError, revise

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Mapping

    from sqlalchemy.orm import Session

    from web.models import Report


@dataclass(frozen=True, slots=True)
class Particulars:
    """What is known of somebody who asks; the attributes are those of :class:`web.models.Inquirer`."""

    name: str = ""
    relation: str = ""
    contact: str = ""
    safe_way: str = ""
    safe_hours: str = ""
    language: str = ""
    consents: Mapping[str, str] = field(default_factory=dict)
    note: str = ""


def add_inquirer(session: Session, report: Report, particulars: Particulars, user_id: int | None) -> Inquirer:
    """Add somebody who asks about the person."""
    inquirer = Inquirer(report_id=report.id, **_columns(particulars))
    session.add(inquirer)
    session.flush()
    revise(session, report, user_id, particulars={"inquirer": {"id": inquirer.id, "done": "added"}})
    session.expire(report, ["inquirers"])
    return inquirer


def change_inquirer(
    session: Session, report: Report, inquirer: Inquirer, particulars: Particulars, user_id: int | None
) -> tuple[str, ...]:
    """Change what is known of an inquirer; return the names of what changed, and keep what it said."""
    columns = _columns(particulars)
    before = {name: getattr(inquirer, name) for name, value in columns.items() if getattr(inquirer, name) != value}
    if before:
        kept = {"id": inquirer.id, "done": "changed", "was": before}
        revise(session, report, user_id, particulars={"inquirer": kept})
        for name in before:
            setattr(inquirer, name, columns[name])
    return tuple(before)


def remove_inquirer(session: Session, report: Report, inquirer: Inquirer, reason: str, user_id: int | None) -> None:
    """Take somebody off a report who asks no more; their entry stays, unseen by whoever tells families.

    Raises
    ------
    StaleReportError
        If somebody else took them off already.
    """
    if inquirer.removed_at is not None:
        raise StaleReportError
    inquirer.removed_at = now()
    revise(session, report, user_id, reason=reason, particulars={"inquirer": {"id": inquirer.id, "done": "removed"}})
    session.flush()
    session.expire(report, ["inquirers"])


def put_back_inquirer(session: Session, report: Report, inquirer: Inquirer, user_id: int | None) -> None:
    """Let somebody ask again who was taken off.

    Raises
    ------
    StaleReportError
        If somebody else put them back already.
    """
    if inquirer.removed_at is None:
        raise StaleReportError
    inquirer.removed_at = None
    revise(session, report, user_id, particulars={"inquirer": {"id": inquirer.id, "done": "put_back"}})
    session.flush()
    session.expire(report, ["inquirers"])


def agreed(before: Mapping[str, str], purposes: Iterable[str], day: dt.date) -> dict[str, str]:
    """Return the consents after a form was filled in: a purpose agreed to earlier keeps its day.

    Parameters
    ----------
    before
        Purpose to day (ISO 8601) as it stood.
    purposes
        What is agreed to now.
    day
        Day on which the new ones were agreed to.
    """
    now_agreed = set(purposes)
    return {purpose: before.get(purpose, day.isoformat()) for purpose in map(str, PURPOSES) if purpose in now_agreed}


def _columns(particulars: Particulars) -> dict[str, Any]:
    columns = asdict(particulars)
    columns["consents"] = dict(particulars.consents)
    return columns
