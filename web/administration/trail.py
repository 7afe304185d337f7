"""Reading the audit trail: filters, pages from the newest to the oldest, and the whole as a file.

A page is found by the number it begins below, not by counting rows before it, and every filter has its index: a page
takes as long at millions of entries as at a hundred.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import json
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import false, func, select

from web.audit import CHUNK
from web.models import AuditEntry, Job, JobState, User

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy import ColumnElement, Row
    from sqlalchemy.orm import Session

    from web.database import Database

PER_PAGE = 50
_FIRST_YEAR = 1970  # earlier days, and the last one there is, have no midnight that a computer's clock knows
COLUMNS = ("number", "at", "user", "role", "action", "subject", "subject_id", "detail", "previous", "hash")


@dataclass(frozen=True, slots=True)
class Filter:
    """Which entries are wanted.

    Attributes
    ----------
    user
        Number of the user, None for all.
    action
        As in the entries, ``""`` for all.
    subject, number
        Kind and number of a thing; only both together.
    since, until
        First and last day, by the office's own clock.
    """

    user: int | None = None
    action: str = ""
    subject: str = ""
    number: int | None = None
    since: dt.date | None = None
    until: dt.date | None = None

    @classmethod
    def of(cls, asked: Mapping[str, str]) -> Filter:
        """Return the filter that an address or a form holds; what cannot be read is left out."""
        return cls(
            user=number_of(asked.get("user", "")),
            action=asked.get("action", ""),
            subject=asked.get("subject", ""),
            number=number_of(asked.get("number", "")),
            since=_day(asked.get("since", "")),
            until=_day(asked.get("until", "")),
        )

    def asked(self) -> dict[str, str]:
        """Return the filter as it stands in an address, without what is not asked."""
        given = {item.name: getattr(self, item.name) for item in fields(self)}
        return {name: str(value) for name, value in given.items() if value not in (None, "")}

    @property
    def half_a_subject(self) -> bool:
        """Whether only one of kind and number is given."""
        return bool(self.subject) != (self.number is not None)

    def conditions(self, session: Session) -> list[ColumnElement[bool]]:
        """Return what an entry must meet. Days become numbers of entries, which are in the order of time."""
        found: list[ColumnElement[bool]] = []
        if self.user is not None:
            found.append(AuditEntry.user_id == self.user)
        if self.action:
            found.append(AuditEntry.action == self.action)
        if self.subject and self.number is not None:
            found += [AuditEntry.subject == self.subject, AuditEntry.subject_id == self.number]
        if self.since is not None:
            at = AuditEntry.at
            first = session.scalar(
                select(AuditEntry.number).where(at >= _midnight(self.since)).order_by(at, AuditEntry.number).limit(1)
            )
            found.append(false() if first is None else AuditEntry.number >= first)
        if self.until is not None:
            at = AuditEntry.at
            end = _midnight(self.until + dt.timedelta(days=1))
            last = session.scalar(
                select(AuditEntry.number).where(at < end).order_by(at.desc(), AuditEntry.number.desc()).limit(1)
            )
            found.append(false() if last is None else AuditEntry.number <= last)
        return found


@dataclass(frozen=True, slots=True)
class Slice:
    """Some entries, the newest first.

    Attributes
    ----------
    rows
        Each an entry and its user, None where nobody was signed in.
    older
        The older ones are below this number; None if there are none.
    """

    rows: Sequence[Row[AuditEntry, User | None]]
    older: int | None


def entries(session: Session, wanted: Filter, below: int | None = None) -> Slice:
    """Return a page of entries, from the newest or from below a number."""
    query = (
        select(AuditEntry, User)
        .outerjoin(User, User.id == AuditEntry.user_id)
        .where(*wanted.conditions(session))
        .order_by(AuditEntry.number.desc())
        .limit(PER_PAGE + 1)
    )
    if below is not None:
        query = query.where(AuditEntry.number < below)
    rows = session.execute(query).all()
    shown = rows[:PER_PAGE]
    return Slice(shown, shown[-1][0].number if len(rows) > PER_PAGE else None)


def actions(session: Session) -> list[str]:
    """Return the actions that occur, each found with one look into the index."""
    found: list[str] = []
    while True:
        query = select(func.min(AuditEntry.action))
        following = session.scalar(query.where(AuditEntry.action > found[-1]) if found else query)
        if following is None:
            return found
        found.append(following)


def export_size(session: Session, wanted: Filter) -> tuple[int, int]:
    """Return how many entries a filter holds, and the number of the last one at this moment."""
    count, last = session.execute(
        select(func.count(), func.max(AuditEntry.number)).where(*wanted.conditions(session))
    ).one()
    return count, last or 0


def export(database: Database, wanted: Filter, last: int) -> Iterator[str]:
    """Return the entries up to a number as lines of CSV, the oldest first, read while they are sent."""
    yield _line(COLUMNS)
    columns = AuditEntry.__table__.columns
    with database.session() as session:
        query = (
            select(*columns, User.login)
            .outerjoin(User, User.id == columns.user_id)
            .where(*wanted.conditions(session), columns.number <= last)
            .order_by(columns.number)
        )
        with session.execute(query.execution_options(yield_per=CHUNK)) as rows:
            for row in rows:
                detail = json.dumps(row.detail, ensure_ascii=False, sort_keys=True)
                number = "" if row.subject_id is None else row.subject_id
                who = (row.number, row.at.isoformat(), row.login or "", row.role)
                yield _line((*who, row.action, row.subject, number, detail, row.previous, row.hash))


def last_verification(session: Session) -> Job | None:
    """Return the job of the last verification that somebody asked for on the page."""
    return session.scalars(select(Job).where(Job.kind == "verify_audit").order_by(Job.id.desc()).limit(1)).first()


def last_whole(session: Session) -> str:
    """Return the last hash of the newest verification that found nothing wrong; ``""`` if there was none."""
    query = select(Job.result).where(Job.kind == "verify_audit", Job.state == JobState.DONE).order_by(Job.id.desc())
    for result in session.scalars(query):
        if result.get("entries") and result.get("broken_at") is None and not result.get("cut_off"):
            return str(result["last_hash"])
    return ""


def under_way(job: Job | None) -> bool:
    """Tell whether a verification is waiting or going on."""
    return job is not None and job.state in {JobState.WAITING, JobState.RUNNING}


def _line(cells: Sequence[Any]) -> str:
    written = io.StringIO()
    csv.writer(written).writerow(cells)
    return written.getvalue()


def number_of(text: str) -> int | None:
    """Return the number that stands in an address; None if it is none that an entry can have."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 16 else None


def _day(text: str) -> dt.date | None:
    try:
        day = dt.date.fromisoformat(text)
    except ValueError:
        return None
    return day if _FIRST_YEAR <= day.year < dt.MAXYEAR else None


def _midnight(day: dt.date) -> dt.datetime:
    """Return when a day begins here."""
    return dt.datetime.combine(day, dt.time()).astimezone()
