"""Fills an office for the load run: reports and lists through the application's own loading, matched by its worker.

Then some weeks of work are entered: decisions of two people, and a trail of what was read.
"""

from __future__ import annotations

import csv
import datetime as dt
import io
import random
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select
from werkzeug.datastructures import FileStorage

from fixtures.lists import make_pair
from fixtures.rates import PRESETS
from tests.benchmarks.web_day import ROLES, Scenery
from web import audit
from web.accounts.passwords import hashed
from web.database import now
from web.intake.uploads import receive
from web.lists.loading import start_load
from web.models import AuditEntry, Job, JobState, Match, MatchState, Released, ReleaseList, Report, User, Verdict
from web.reports.loading import start_loading
from web.review.decisions import decide, view_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from sqlalchemy.orm import Session

    from web.database import Database

PASSWORD = "an invented password"
_ENTRIES_AT_A_TIME = 2_000
_TRIED_EVERY = 0.2  # seconds
_MOST_SECONDS = 3_600  # a job that takes longer has gone wrong


@dataclass(frozen=True, slots=True)
class Size:
    """How large an office is.

    Attributes
    ----------
    reports, lists, people
        Reports, lists, and people on each list.
    users
        People who work there.
    trail
        Entries of the audit trail before they begin.
    seed
        Of everything that is drawn.
    """

    reports: int
    lists: int
    people: int
    users: int
    trail: int
    seed: int


@dataclass(frozen=True, slots=True)
class Done:
    """What a job of the worker took.

    Attributes
    ----------
    kind
        Of the job.
    seconds
        From taking it to the end.
    peak_memory
        The worker's, in MB (10⁶ bytes).
    """

    kind: str
    seconds: float
    peak_memory: float


def make_lists(size: Size, folder: Path) -> None:
    """Write the invented lists, unless the folder holds them already."""
    if not (folder / "missing.csv").exists():
        make_pair(size.seed, size.lists * size.people, size.reports, PRESETS["realistic"]).write(folder)


def scenery_of(size: Size, folder: Path) -> Scenery:
    """Return what there is to look at in an office that was filled from these lists."""
    people = list(_rows(folder / "released.csv"))
    chance = random.Random(size.seed)
    return Scenery(
        size.reports,
        len(people),
        size.lists,
        tuple(person["full_name"] for person in chance.sample(people, min(len(people), 500))),
        tuple(_typed(person, place) for place, person in enumerate(chance.sample(people, min(len(people), 500)))),
    )


def fill(database: Database, size: Size, folder: Path, worker_memory: Callable[[], float]) -> Iterator[Done]:
    """Fill an empty office whose worker is running; yield what each job took.

    Parameters
    ----------
    database
        With its schema.
    size, folder
        Which lists, and where they are.
    worker_memory
        Returns the worker's peak memory since it was last asked.
    """
    with database.transaction() as session:
        kept = hashed(PASSWORD)
        session.add_all(
            User(login=login_of(place), name=login_of(place), role=ROLES[place % len(ROLES)], password_hash=kept)
            for place in range(size.users)
        )
        session.flush()
        upload = receive(session, file=_file((folder / "missing.csv").read_bytes()), purpose="reports", user_id=1)
        start_loading(session, upload, 1)
    yield from _finished(database, worker_memory)
    for place, content in enumerate(_cut((folder / "released.csv").read_text(encoding="utf-8"), size.people)):
        with database.transaction() as session:
            _load_list(session, place, content)
        yield from _finished(database, worker_memory)
    _decide(database, size)
    _trail(database, size)


def login_of(place: int) -> str:
    """Return the sign-in name of one of the office's users."""
    return f"person{place + 1}"


def _load_list(session: Session, place: int, content: str) -> None:
    release_list = ReleaseList(
        title=f"Exchange {place // 3 + 1}, batch {place % 3 + 1}",
        issuer="Coordination staff (invented)",
        batch=str(place % 3 + 1),
        received_at=now() - dt.timedelta(days=40 - place),
        created_by=1,
    )
    session.add(release_list)
    session.flush()
    upload = receive(session, file=_file(content.encode()), purpose="list", user_id=1)
    start_load(session, release_list, upload, 1)


def _finished(database: Database, worker_memory: Callable[[], float]) -> Iterator[Done]:
    """Wait until the queue is empty; yield each job that was done meanwhile."""
    told: set[int] = set()
    with database.session() as session:
        before = session.scalar(select(func.max(Job.id)).where(Job.state == JobState.DONE)) or 0
    end = time.monotonic() + _MOST_SECONDS
    while time.monotonic() < end:
        with database.session() as session:
            rows = session.scalars(select(Job).where(Job.id > before).order_by(Job.id)).all()
        for job in rows:
            if job.state is JobState.FAILED:
                raise RuntimeError(f"A job of the kind {job.kind} failed: {job.error}.")
            if job.state is JobState.DONE and job.id not in told and job.started_at and job.finished_at:
                told.add(job.id)
                yield Done(job.kind, (job.finished_at - job.started_at).total_seconds(), worker_memory())
        if rows and all(job.state is JobState.DONE for job in rows):
            return
        time.sleep(_TRIED_EVERY)
    raise RuntimeError("The worker did not finish.")


def _decide(database: Database, size: Size) -> None:
    """Enter decisions: of the likeliest pairs a third is confirmed, a third proposed, a third rejected or undecided."""
    with database.session() as session:
        best = session.execute(
            select(Match.id)
            .where(Match.state == MatchState.OPEN, Match.current)
            .order_by(Match.probability.desc(), Match.id)
            .limit(max(size.lists * size.people // 5, 3))
        ).scalars()
        numbers = list(best)
    for start in range(0, len(numbers), 50):
        with database.transaction() as session:
            caseworker, reviewer = session.get_one(User, 1), session.get_one(User, 2)
            for place, number in enumerate(numbers[start : start + 50]):
                match = session.get_one(Match, number)
                if match.state is not MatchState.OPEN:
                    continue
                if place % 6 == 4:
                    _say(session, match, caseworker, Verdict.DIFFERENT, "name")
                elif place % 6 == 5:
                    _say(session, match, caseworker, Verdict.CANNOT_TELL, "too_little")
                else:
                    _say(session, match, caseworker, Verdict.SAME, "name_and_birth")
                    if place % 2:
                        _say(session, match, reviewer, Verdict.SAME, "details")


def _say(session: Session, match: Match, user: User, verdict: Verdict, reason: str) -> None:
    decide(session, match.id, user, verdict, reason, seen=view_of(session, match))


def _trail(database: Database, size: Size) -> None:
    """Enter what was read in the weeks before."""
    chance = random.Random(size.seed)
    with database.session() as session:
        entered = session.scalar(select(func.max(AuditEntry.number))) or 0
        reports = session.scalar(select(func.max(Report.id))) or 1
        people = session.scalar(select(func.max(Released.id))) or 1
    for start in range(entered, size.trail, _ENTRIES_AT_A_TIME):
        with database.transaction() as session:
            for user in range(1, size.users + 1):
                notes = [
                    audit.Note("report.read", "report", chance.randint(1, reports), {"unmasked": []})
                    if chance.random() < 0.6
                    else audit.Note("released.read", "released", chance.randint(1, people), {"unfolded": False})
                    for _ in range(min(_ENTRIES_AT_A_TIME, size.trail - start) // size.users)
                ]
                audit.write(session, notes, user, ROLES[(user - 1) % len(ROLES)].value)


def _typed(person: dict[str, Any], place: int) -> dict[str, str]:
    """Return a person on a list as a family would report him: the same name, some of the details."""
    shown = {"full_name": person["full_name"], "birth_date": person["birth_date"] if place % 3 else ""}
    return {**shown, "status": "military" if place % 4 else "", "home_place": "Умань" if place % 5 == 0 else ""}


def _rows(path: Path) -> Iterator[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        yield from csv.DictReader(file)


def _cut(text: str, rows: int) -> Iterator[str]:
    """Cut a file into files of so many rows, each with the headings."""
    heading, *lines = text.splitlines(keepends=True)
    for start in range(0, len(lines), rows):
        yield heading + "".join(lines[start : start + rows])


def _file(content: bytes) -> FileStorage:
    return FileStorage(io.BytesIO(content), filename="list.csv")
