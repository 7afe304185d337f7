"""The queue of long work: put in, taken by one worker at a time, begun anew when its worker died.

A job's work must write in one transaction at its end, through :meth:`Claim.finish`, which refuses a worker whose
lease was lost: killed, repeated or overtaken, a job's effect is there once or not at all. No library at hand keeps
its queue in the office's own database on both kinds of server and gives a killed worker's job back.
"""

from __future__ import annotations

import datetime as dt
import threading
import time
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, or_, select, update
from sqlalchemy.exc import DBAPIError, OperationalError

from web.database import now
from web.models import Job, JobState

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from web.database import Database

    Handler = Callable[["Claim"], None]

LEASE = dt.timedelta(seconds=20)
"""A worker that has not been heard of for so long is taken for dead; ``MATCHER_LEASE_SECONDS`` changes it."""
BEATS = 4  # times that a worker is heard of in the time of its lease
PROGRESS_EVERY = 0.5  # seconds between two notes of progress
MOST_FAILURES = 5
"""Times that a job may kill its worker or be broken off by the database before it is given up."""
_HANDLERS: dict[str, Handler] = {}


class LeaseLostError(RuntimeError):
    """Another worker has begun the job anew; this one must write nothing."""


class CancelledError(RuntimeError):
    """Somebody cancelled the job."""


def handler(kind: str) -> Callable[[Handler], Handler]:
    """Register the function that does the work of a kind of job."""

    def register(function: Handler) -> Handler:
        _HANDLERS[kind] = function
        return function

    return register


def enqueue(
    session: Session,
    kind: str,
    *,
    subject: str = "",
    subject_id: int | None = None,
    user_id: int | None = None,
    payload: dict[str, Any] | None = None,
) -> Job:
    """Put a job into the queue, in the session's transaction."""
    job = Job(kind=kind, subject=subject, subject_id=subject_id, user_id=user_id, payload=payload or {})
    session.add(job)
    session.flush()
    return job


@dataclass(slots=True)
class Claim:
    """A job that this worker holds, and what its work may use.

    Attributes
    ----------
    database
        Where to read; open a session of your own.
    job_id, attempt
        The job and which attempt this is.
    kind, payload, subject_id, user_id
        As put into the queue.
    lease
        For how long the job is this worker's, from each time it is heard of.
    """

    database: Database
    job_id: int
    attempt: int
    kind: str
    payload: dict[str, Any]
    subject_id: int | None
    user_id: int | None
    lease: dt.timedelta = LEASE
    _told: float = 0.0
    _stage: str = ""

    def progress(self, stage: str, done: int, total: int, /) -> None:
        """Note how far the work is; fits :class:`matcher.progress.Progress`.

        Raises
        ------
        CancelledError, LeaseLostError
            If the work must stop.
        """
        moment = time.monotonic()
        if stage == self._stage and moment - self._told < PROGRESS_EVERY:
            return
        self._told, self._stage = moment, stage
        self._renew(stage=stage, done=done, total=total)

    def _renew(self, **values: Any) -> None:
        with self.database.transaction() as session:
            renewed = session.execute(
                update(Job)
                .where(Job.id == self.job_id, Job.attempt == self.attempt, Job.state == JobState.RUNNING)
                .values(lease_until=now() + self.lease, **values)
            )
            if renewed.rowcount:  # type: ignore[attr-defined]
                return
            state = session.scalar(select(Job.state).where(Job.id == self.job_id))
        raise CancelledError if state == JobState.CANCELLED else LeaseLostError

    @contextmanager
    def finish(self, result: dict[str, Any] | None = None) -> Iterator[Session]:
        """Open the one transaction in which the work's results are written and the job is done.

        Parameters
        ----------
        result
            Numbers for the page that shows the job; may be filled until the block ends.

        Raises
        ------
        CancelledError, LeaseLostError
            If the job is no longer this worker's; nothing is written then.
        """
        with self.database.transaction() as session:
            job = session.get(Job, self.job_id, with_for_update=True)
            if job is None or job.attempt != self.attempt or job.state != JobState.RUNNING:
                raise CancelledError if job is not None and job.state == JobState.CANCELLED else LeaseLostError
            yield session
            job.state, job.finished_at = JobState.DONE, now()
            job.result = result or {}
            job.lease_until = None


def cancel(session: Session, job_id: int) -> bool:
    """Cancel a job that is not finished; tell whether there was anything to cancel."""
    changed = session.execute(
        update(Job)
        .where(Job.id == job_id, Job.state.in_((JobState.WAITING, JobState.RUNNING)))
        .values(state=JobState.CANCELLED, finished_at=now(), lease_until=None)
    )
    return bool(changed.rowcount)  # type: ignore[attr-defined]


def waiting_before(session: Session, job: Job) -> int:
    """Return how many jobs are in the queue before a waiting one."""
    earlier = select(func.count()).where(Job.id < job.id, Job.state.in_((JobState.WAITING, JobState.RUNNING)))
    return session.scalar(earlier) or 0 if job.state == JobState.WAITING else 0


def give_back(claimed: Claim, broken_off: str = "") -> None:
    """Put a job that is not finished back into the queue.

    Parameters
    ----------
    claimed
        The job; nothing happens if another worker has begun it meanwhile.
    broken_off
        What broke the work off, in a word; blank if this worker is only asked to stop, which is no failure.
    """
    with claimed.database.transaction() as session:
        job = session.scalars(
            select(Job)
            .where(Job.id == claimed.job_id, Job.attempt == claimed.attempt, Job.state == JobState.RUNNING)
            .with_for_update()
        ).first()
        if job is None:
            return
        job.state, job.lease_until = JobState.WAITING, None
        if broken_off:
            _count_failure(job, broken_off)


def _count_failure(job: Job, reason: str) -> None:
    """Count one more time that a job did not come to its end; give it up if that was too often."""
    job.failures += 1
    if job.failures >= MOST_FAILURES:
        job.state, job.finished_at, job.lease_until, job.error = JobState.FAILED, now(), None, reason


def claim(database: Database, lease: dt.timedelta = LEASE) -> Claim | None:
    """Take the oldest job that waits or whose worker died; None if there is none."""
    free = or_(Job.state == JobState.WAITING, (Job.state == JobState.RUNNING) & (Job.lease_until < now()))
    oldest = select(Job).where(free).order_by(Job.id).limit(1).with_for_update(skip_locked=True)
    with database.transaction() as session:
        while (job := session.scalars(oldest).first()) is not None:
            if job.state is JobState.RUNNING:  # its worker died
                _count_failure(job, "stopped")
            if job.state is not JobState.FAILED:
                break
            session.flush()
        if job is None:
            return None
        job.attempt += 1
        job.state, job.lease_until = JobState.RUNNING, now() + lease
        job.started_at = job.started_at or now()
        return Claim(database, job.id, job.attempt, job.kind, job.payload, job.subject_id, job.user_id, lease)


def run(claimed: Claim) -> None:
    """Do a job's work; a failure is noted with its kind, never with what the data said.

    Work that the database broke off is given back and begun again, until it failed :data:`MOST_FAILURES` times.
    """
    from matcher.errors import MatcherError

    alive = threading.Event()
    beat = threading.Thread(target=_keep_lease, args=(claimed, alive), daemon=True)
    beat.start()
    try:
        _HANDLERS[claimed.kind](claimed)
    except (CancelledError, LeaseLostError):
        return
    except MatcherError as error:
        _fail(claimed, str(error))
    except OperationalError as error:
        # a deadlock, a lock that came too late, a database that was away: the same work succeeds at another time
        give_back(claimed, broken_off=type(error).__name__)
        raise
    except Exception as error:
        _fail(claimed, type(error).__name__)
        raise
    finally:
        alive.set()
        beat.join()


def _keep_lease(claimed: Claim, finished: threading.Event) -> None:
    while not finished.wait(claimed.lease.total_seconds() / BEATS):
        try:
            claimed._renew()  # noqa: SLF001
        except (CancelledError, LeaseLostError):
            return  # the work notices it at its next step
        except DBAPIError:
            continue  # the next beat may be heard


def _fail(claimed: Claim, reason: str) -> None:
    with claimed.database.transaction() as session:
        session.execute(
            update(Job)
            .where(Job.id == claimed.job_id, Job.attempt == claimed.attempt, Job.state == JobState.RUNNING)
            .values(state=JobState.FAILED, finished_at=now(), error=reason, lease_until=None)
        )
