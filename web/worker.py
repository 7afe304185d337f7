"""The worker: takes jobs from the queue, one after the other, in a process of its own beside the pages."""

from __future__ import annotations

import importlib
import logging
import os
import signal
import sys
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy.exc import DBAPIError, OperationalError

from web import jobs

if TYPE_CHECKING:
    import datetime as dt
    from types import FrameType

    from web.database import Database

HANDLERS = ("web.lists.loading", "web.reports.loading", "web.matching.runs", "web.administration.verification")
"""Modules that register what they can do with :func:`web.jobs.handler`."""
PAUSE = 0.5  # seconds between two looks at an empty queue
LOOK_EVERY = 0.05  # seconds between two looks whether somebody asked to stop
_log = logging.getLogger("web.worker")


@dataclass(slots=True)
class Stop:
    """Whether a worker is asked to stop, and what it has in hand then.

    A signal only says so here. An exception out of a signal's handler would come out of the middle of anything: a
    database driver that is interrupted so keeps its locks, or turns the exception into an error of the job.

    Attributes
    ----------
    asked
        Somebody asked it to stop.
    in_hand
        The job it is doing.
    """

    asked: bool = False
    in_hand: jobs.Claim | None = None


def load_handlers() -> None:
    """Make every kind of job known."""
    for module in HANDLERS:
        importlib.import_module(module)


def work(database: Database, stop: Stop, lease: dt.timedelta = jobs.LEASE) -> None:
    """Do jobs until told to stop.

    Parameters
    ----------
    database
        Whose queue.
    stop
        Looked at before every job; told which job is in hand.
    lease
        For how long a job is this worker's, from each time it is heard of.
    """
    load_handlers()
    while not stop.asked:
        try:
            stop.in_hand = jobs.claim(database, lease)
        except DBAPIError as error:  # the database is away, or busy for too long: it comes back
            _log.warning("no job could be taken: %s", type(error.orig).__name__)
        if stop.in_hand is None:
            time.sleep(PAUSE)
            continue
        _one(stop.in_hand)
        stop.in_hand = None


def work_off(database: Database) -> int:
    """Do every job that waits, then return how many there were: for tests and for filling a demonstration."""
    load_handlers()
    begun = 0
    while (claimed := jobs.claim(database)) is not None:
        begun += 1
        jobs.run(claimed)
    return begun


def _one(claimed: jobs.Claim) -> None:
    _log.info("job %s (%s), attempt %s", claimed.job_id, claimed.kind, claimed.attempt)
    try:
        jobs.run(claimed)
    except OperationalError as error:
        _log.warning("job %s was broken off by the database: %s", claimed.job_id, type(error.orig).__name__)
        time.sleep(PAUSE)
    except Exception as error:  # noqa: BLE001  the job is marked as failed; the next one deserves its turn
        _log.error("job %s failed: %s", claimed.job_id, type(error).__name__)


def run_until_stopped(database: Database, *, watch_stdin: bool = False, lease: dt.timedelta = jobs.LEASE) -> None:
    """Work until SIGTERM or SIGINT, or until standard input closes, which is how the parent's death shows.

    A job in hand is given back at once, and what was computed for it is dropped with the process; if its results are
    being written already, they are written to the end first.
    """
    stop = Stop()

    def ask(_signal: int, _frame: FrameType | None) -> None:
        stop.asked = True

    signal.signal(signal.SIGTERM, ask)
    signal.signal(signal.SIGINT, ask)
    threading.Thread(target=_leave_when_asked, args=(stop,), daemon=True).start()
    if watch_stdin:
        threading.Thread(target=_watch, args=(stop,), daemon=True).start()
    work(database, stop, lease)
    _log.info("stopped")


def _watch(stop: Stop) -> None:
    sys.stdin.buffer.read()
    stop.asked = True


def _leave_when_asked(stop: Stop) -> None:
    """Give the job in hand back and end the process; without a job in hand the worker ends by itself."""
    while True:
        time.sleep(LOOK_EVERY)
        claimed = stop.in_hand
        if not stop.asked or claimed is None:
            continue
        try:
            jobs.give_back(claimed)  # waits for results that are being written
        except DBAPIError:
            continue
        _log.info("stopped; job %s is given back", claimed.job_id)
        # Nothing of the work can be written any more, and a long computation would not hear of anything gentler.
        os._exit(0)
