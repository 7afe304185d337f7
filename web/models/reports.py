"""Reports of missing persons and the people who ask about them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column, relationship

from web.database import Base
from web.models.columns import Digest, Id, Json, Long, MaybeMoment, Moment, Short, choice


class ReportState(StrEnum):
    """Whether anybody still waits for an answer to a report."""

    OPEN = "open"
    CLOSED = "closed"


class Report(Base):
    """A report of a missing person.

    ``person`` holds the fields of the matcher's vocabulary as written (without ``id``), ``carried`` what else the
    file or the form said, ``marks`` distinguishing marks. ``reference`` is the number families are given.
    ``waiting_since`` is the day the report was made, ``birth_year`` the last possible year of birth (for finding
    minors), ``urgent`` a caseworker's mark. ``revision`` counts changes: a form that was opened on an older one is
    refused. ``fingerprint`` is the SHA-256 of the compared fields. ``source_id`` is the identifier in the file that the
    report came in, if it had one.
    """

    __tablename__ = "report"
    # One index for each order and filter of the index page, so that a page of it is read and not sorted.
    __table_args__ = (
        Index("ix_report_state_waiting_since", "state", "waiting_since", "id"),
        Index("ix_report_state_id", "state", "id"),
        Index("ix_report_state_birth_date", "state", "birth_date", "waiting_since", "id"),
    )

    id: Mapped[Id]
    reference: Mapped[Short] = mapped_column(unique=True)
    state: Mapped[ReportState] = mapped_column(choice(ReportState), default=ReportState.OPEN)
    name: Mapped[Short]
    birth_date: Mapped[Short]
    birth_year: Mapped[int | None]
    person: Mapped[Json]
    carried: Mapped[Json]
    marks: Mapped[Long]
    waiting_since: Mapped[dt.date]
    urgent: Mapped[bool] = mapped_column(default=False)
    fingerprint: Mapped[Digest]
    revision: Mapped[int] = mapped_column(default=1)
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"), index=True)
    row: Mapped[int | None]
    source_id: Mapped[Short] = mapped_column(index=True)
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[Moment]
    updated_at: Mapped[Moment]

    inquirers: Mapped[list[Inquirer]] = relationship(
        back_populates="report",
        order_by="Inquirer.id",
        primaryjoin="and_(Report.id == Inquirer.report_id, Inquirer.removed_at.is_(None))",
    )


class Inquirer(Base):
    """Somebody who asks about a missing person.

    ``contact`` is masked like a unit or a rank. ``consents`` maps a purpose of :data:`web.reports.consent.PURPOSES`
    to the day on which the inquirer agreed. Somebody who does not ask any more keeps the place with ``removed_at``:
    what a family was told names an inquirer, and a removal by mistake is taken back.
    """

    __tablename__ = "inquirer"

    id: Mapped[Id]
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    name: Mapped[Short]
    relation: Mapped[Short]
    contact: Mapped[Long]
    safe_way: Mapped[Short]
    safe_hours: Mapped[Short]
    language: Mapped[Short]
    consents: Mapped[Json]
    note: Mapped[Long]
    created_at: Mapped[Moment]
    removed_at: Mapped[MaybeMoment]

    report: Mapped[Report] = relationship(back_populates="inquirers")
