"""Work that takes longer than a page may: kept in the database, so that nothing is lost when a process dies."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from web.database import Base
from web.models.columns import Id, Json, Long, MaybeMoment, Moment, Short, choice


class JobState(StrEnum):
    """How far a job has come."""

    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"
    CANCELLED = "cancelled"


class Job(Base):
    """One job.

    ``attempt`` counts the times it was begun and is the fence: whoever began an earlier attempt may no longer write.
    ``failures`` counts those that ended with the worker's death or were broken off by the database.
    ``lease_until`` is pushed on while the worker lives; past it, another worker begins the job anew.
    ``subject``/``subject_id`` name what it is about, for the page that shows its progress.
    """

    __tablename__ = "job"
    __table_args__ = (Index("ix_job_state_id", "state", "id"), Index("ix_job_subject", "subject", "subject_id"))

    id: Mapped[Id]
    kind: Mapped[Short]
    subject: Mapped[Short]
    subject_id: Mapped[int | None]
    payload: Mapped[Json]
    state: Mapped[JobState] = mapped_column(choice(JobState), default=JobState.WAITING)
    stage: Mapped[Short]
    done: Mapped[int] = mapped_column(default=0)
    total: Mapped[int] = mapped_column(default=0)
    attempt: Mapped[int] = mapped_column(default=0)
    failures: Mapped[int] = mapped_column(default=0)
    lease_until: Mapped[MaybeMoment]
    result: Mapped[Json]
    error: Mapped[Long]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[Moment]
    started_at: Mapped[MaybeMoment]
    finished_at: Mapped[MaybeMoment]
