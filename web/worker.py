"""The worker: takes jobs from the queue, one after the other, in a process of its own beside the pages."""

from __future__ import annotations

import contextlib
import importlib
import logging
import signal
import sys
import threading
import time
from typing import TYPE_CHECKING

from web import jobs

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Callable
    from types import FrameType

    from web.database import Database

HANDLERS = ("web.lists.loading", "web.reports.loading", "web.matching.runs", "web.administration.verification")
"""Modules that register what they can do with :func:`web.jobs.handler`."""
PAUSE = 0.5  # seconds between two looks at an empty queue
_log = logging.getLogger("web.worker")


class StoppedError(BaseException):
    """Somebody asked this process to stop; not an error of the work, so no handler catches it by mistake."""


def load_handlers() -> None:
    """Make every kind of job known."""
    for module in HANDLERS:
        importlib.import_module(module)


def work(database: Database, *, until: Callable[[], bool] = lambda: False, lease: dt.timedelta = jobs.LEASE) -> int:
    """Do jobs until told to stop; return how many were begun.

    Parameters
    ----------
    database
        Whose queue.
    until
        Asked before every job.
    lease
        For how long a job is this worker's, from each time it is heard of.
    """
    load_handlers()
    begun = 0
    while not until():
        claimed = jobs.claim(database, lease)
        if claimed is None:
            time.sleep(PAUSE)
            continue
        begun += 1
        _one(claimed)
    return begun


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
    except StoppedError:
        jobs.give_back(claimed)
        raise
    except Exception as error:  # noqa: BLE001  the job is marked as failed; the next one deserves its turn
        _log.error("job %s failed: %s", claimed.job_id, type(error).__name__)


def run_until_stopped(database: Database, *, watch_stdin: bool = False, lease: dt.timedelta = jobs.LEASE) -> None:
    """Work until SIGTERM or SIGINT, or until standard input closes, which is how the parent's death shows."""
    asked = threading.Event()

    def stop(_signal: int, _frame: FrameType | None) -> None:
        asked.set()  # where Python drops the exception, in a finaliser say, the worker stops after the job
        raise StoppedError

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    if watch_stdin:
        threading.Thread(target=_watch, daemon=True).start()
    with contextlib.suppress(StoppedError):
        work(database, until=asked.is_set, lease=lease)
    _log.info("stopped")


def _watch() -> None:
    sys.stdin.buffer.read()
    signal.raise_signal(signal.SIGTERM)
