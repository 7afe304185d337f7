"""Real processes that die, are stopped and meet: nothing is lost, nothing is done twice."""

from __future__ import annotations

import io
import json
import os
import signal
from contextlib import ExitStack, contextmanager
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, text
from werkzeug.datastructures import FileStorage

from matcher.errors import InputError
from tests.web.browser.furnishing import CASEWORKER, REVIEWER, SUPERVISOR, employ, register
from tests.web.browser.office import Office, eventually, is_alive
from tests.web.visitor import Answer, Visitor
from web.config import load_config
from web.intake.uploads import receive
from web.models import (
    AuditEntry,
    BlockingKey,
    Decision,
    Job,
    JobState,
    Match,
    MatchState,
    Report,
    Upload,
    User,
    Verdict,
)
from web.reports.loading import start_loading

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from web.database import Database

ROWS = 2000


@pytest.fixture
def started(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Office]]:
    """Start an office with users; how long a lease is can be said."""
    with ExitStack() as stack:

        def start(kind: str, lease_seconds: int) -> Office:
            url = "" if kind == "sqlite" else request.getfixturevalue("empty_postgres")
            settings = {"MATCHER_LEASE_SECONDS": str(lease_seconds)}
            office = stack.enter_context(Office(tmp_path, url, settings=settings))
            employ(office.database)
            return office

        yield start


KINDS = pytest.mark.parametrize("kind", ["sqlite", "postgresql"])


def bring_register(database: Database) -> int:
    """Have a register loaded; return the number of the job."""
    with database.transaction() as session:
        olena = session.scalars(select(User.id).where(User.login == CASEWORKER)).one()
        file = FileStorage(io.BytesIO(register(ROWS)), filename="register.csv")
        return start_loading(session, receive(session, file=file, purpose="reports", user_id=olena), olena).id


def job_of(database: Database, job_id: int) -> Job:
    """Return a job as it is now."""
    with database.session() as session:
        return session.get_one(Job, job_id)


def is_at(database: Database, job_id: int, stage: str, attempt: int) -> bool:
    """Tell whether a job is being done and has come to a stage."""
    job = job_of(database, job_id)
    assert job.state in {JobState.WAITING, JobState.RUNNING}, f"The job is {job.state} before {stage!r} was seen."
    return job.state is JobState.RUNNING and job.attempt == attempt and job.stage == stage


@contextmanager
def stopped_at(office: Office, job_id: int, stage: str, attempt: int) -> Iterator[int]:
    """Let the worker stand still when the job has come to a stage, and end after what is done to it meanwhile."""
    worker = office.worker()
    eventually(f"the job is at {stage!r}", lambda: is_at(office.database, job_id, stage, attempt))
    os.kill(worker, signal.SIGSTOP)
    try:
        yield worker
    finally:
        os.kill(worker, signal.SIGCONT)
    eventually("the worker ends", lambda: not is_alive(worker))


def nothing_is_stored(database: Database) -> bool:
    """Tell whether no report, no key and no word of it in the audit trail is there."""
    loads = select(AuditEntry.action).where(AuditEntry.action == "reports.load")
    with database.session() as session:
        return not any(
            session.scalars(query.limit(1)).first() for query in (select(Report.id), select(BlockingKey.key), loads)
        )


def everything_is_stored_once(database: Database, job_id: int) -> None:
    """Check that the register is there, whole and once, when all work is done."""
    eventually("the job ends", lambda: job_of(database, job_id).state not in {JobState.WAITING, JobState.RUNNING})
    assert job_of(database, job_id).state is JobState.DONE
    with database.session() as session:
        numbers = list(session.scalars(select(Report.source_id).order_by(Report.source_id)))
        assert numbers == [f"N{number:06}" for number in range(ROWS)]
        assert session.scalar(select(func.count(Report.reference.distinct()))) == ROWS
        assert session.scalar(select(func.count()).where(AuditEntry.action == "reports.load")) == 1
        assert session.scalar(select(func.count()).where(Upload.loaded_at.is_not(None))) == 1
        assert session.scalar(select(func.count()).where(Job.kind == "suggest_duplicates")) == 1


@KINDS
def test_a_worker_killed_in_the_middle_of_an_import_loses_nothing_and_doubles_nothing(
    started: Callable[..., Office], kind: str
) -> None:
    office = started(kind, lease_seconds=1)
    job_id = bring_register(office.database)
    with stopped_at(office, job_id, "preparing the reports", 1) as first:
        os.kill(first, signal.SIGKILL)
    assert job_of(office.database, job_id).state is JobState.RUNNING
    assert nothing_is_stored(office.database)
    with stopped_at(office, job_id, "keeping the reports", 2) as second:
        os.kill(second, signal.SIGKILL)
    assert second != first
    assert job_of(office.database, job_id).state is JobState.RUNNING
    assert nothing_is_stored(office.database)
    everything_is_stored_once(office.database, job_id)
    assert job_of(office.database, job_id).attempt == 3


@KINDS
def test_a_server_killed_under_a_running_job_takes_its_worker_along_and_the_job_goes_on_after_the_restart(
    started: Callable[..., Office], kind: str
) -> None:
    office = started(kind, lease_seconds=600)  # only a job that is given back goes on in time
    job_id = bring_register(office.database)
    with Visitor(office, CASEWORKER) as olena:
        with stopped_at(office, job_id, "preparing the reports", 1):
            assert progress(olena, job_id)["state"] == "running"
            office.kill()
        job = job_of(office.database, job_id)
        assert (job.state, job.lease_until) == (JobState.WAITING, None)
        assert nothing_is_stored(office.database)
        office.restart()
        assert progress(olena, job_id)["state"] in {"waiting", "running"}
        everything_is_stored_once(office.database, job_id)
        assert progress(olena, job_id)["finished"] is True


@KINDS
def test_a_worker_that_is_asked_to_stop_gives_its_job_back_at_once(started: Callable[..., Office], kind: str) -> None:
    office = started(kind, lease_seconds=600)
    job_id = bring_register(office.database)
    with stopped_at(office, job_id, "preparing the reports", 1) as worker:
        os.kill(worker, signal.SIGTERM)
    job = job_of(office.database, job_id)
    assert (job.state, job.lease_until) == (JobState.WAITING, None)
    assert nothing_is_stored(office.database)
    everything_is_stored_once(office.database, job_id)
    assert job_of(office.database, job_id).attempt == 2


def test_a_service_that_is_stopped_takes_its_worker_along_and_deletes_the_demonstration(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    with Office(tmp_path, arguments=("--demo",)) as office:
        worker = office.worker()
        assert list(tmp_path.glob("family-matcher-demo-*"))
        assert office.stop() == 0
    assert not is_alive(worker)
    assert list(tmp_path.glob("family-matcher-demo-*")) == []


def progress(visitor: Visitor, job_id: int) -> dict[str, object]:
    """Return what the progress page's script is told."""
    found: dict[str, object] = json.loads(visitor.get(f"/jobs/{job_id}/progress").text)
    return found


def test_a_lease_that_is_over_when_it_begins_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_LEASE_SECONDS", "0")
    with pytest.raises(InputError, match="lease_seconds"):
        load_config()


TOLD = "Somebody decided or changed a record in the meantime. Look at the pair again."
EXCLUDED = "A match that excludes this one is already confirmed."
SAME = {"verdict": "same", "reason": "same:name_and_birth"}
DIFFERENT = {"verdict": "different", "reason": "different:birth_date"}


@contextmanager
def held(database: Database, match_ids: list[int]) -> Iterator[Callable[[], None]]:
    """Keep everybody else from deciding on some pairs; what is given waits until two others stand in line."""
    with database.session(writing=True) as holder, database.session() as looker:
        holder.execute(select(Match.id).where(Match.id.in_(match_ids)).with_for_update()).all()
        waiting = text(
            "SELECT count(*) FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
        )

        def two_wait() -> bool:
            looker.rollback()  # a look at the present
            return bool(looker.scalar(waiting) == 2)

        def wait() -> None:
            if not database.is_sqlite:  # an SQLite file has one writer's place, and nobody can see who stands in line
                eventually("two people stand in line", two_wait)

        yield wait
        holder.rollback()


def at_once(database: Database, match_ids: list[int], *sent: tuple[Visitor, str, dict[str, str]]) -> list[Answer]:
    """Let two people send at the same moment what each sees is right; return what each is told."""
    forms = []
    for visitor, path, fields in sent:
        page = visitor.get(path.rpartition("/")[0])
        prefix = "undo-" if path.endswith("/undo") else ""
        seen = {f"{prefix}seen": page.hidden(f"{prefix}seen"), "csrf_token": page.hidden("csrf_token")}
        forms.append((visitor, path, {**seen, **fields}))
    with held(database, match_ids) as until_both_wait:
        for visitor, path, fields in forms:
            visitor.send(path, fields)
        until_both_wait()
    return [visitor.answer() for visitor, _path, _fields in forms]


def decide(visitor: Visitor, match_id: int, fields: dict[str, str]) -> None:
    """Decide with nobody else about."""
    page = visitor.get(f"/matches/{match_id}")
    carried = {name: page.hidden(name) for name in ("seen", "csrf_token")}
    visitor.send(f"/matches/{match_id}/decide", {**carried, **fields})
    assert visitor.answer().status == 303


def undecided(database: Database, *, contested: bool = False) -> list[int]:
    """Return a pair nobody has decided on and whose rivals neither; if it is to be contested, with such a rival."""
    with database.session() as session:
        decided = select(Match.released_id).where(Match.state != MatchState.OPEN)
        decided_reports = select(Match.report_id).where(Match.state != MatchState.OPEN)
        query = select(Match.released_id, Match.id).where(
            Match.current, Match.released_id.not_in(decided), Match.report_id.not_in(decided_reports)
        )
        by_person: dict[int, list[int]] = {}
        for released_id, match_id in session.execute(query.order_by(Match.id)):
            by_person.setdefault(released_id, []).append(match_id)
    return next(found[:2] if contested else found[:1] for found in by_person.values() if len(found) > contested)


def standing(database: Database, match_id: int) -> tuple[MatchState, list[Verdict]]:
    """Return the state of a pair and everything that was said of it."""
    with database.session() as session:
        said = session.scalars(select(Decision.verdict).where(Decision.match_id == match_id).order_by(Decision.number))
        return session.get_one(Match, match_id).state, list(said)


@pytest.fixture
def people(furnished: Office) -> Iterator[tuple[Visitor, Visitor, Visitor]]:
    """A caseworker, a reviewer and a supervisor at one office."""
    with (
        Visitor(furnished, CASEWORKER) as olena,
        Visitor(furnished, REVIEWER) as iryna,
        Visitor(furnished, SUPERVISOR) as petro,
    ):
        yield olena, iryna, petro


def one_wins(answers: list[Answer], told: str) -> int:
    """Check that one was let through and the other told why not; return who was first."""
    assert sorted(answer.status for answer in answers) == [303, 409]
    first = 0 if answers[0].status == 303 else 1
    assert told in answers[1 - first].text
    return first


def test_of_two_people_who_decide_on_one_pair_at_the_same_moment_one_is_told(
    furnished: Office, people: tuple[Visitor, Visitor, Visitor]
) -> None:
    _olena, iryna, petro = people
    [match_id] = undecided(furnished.database)
    path = f"/matches/{match_id}/decide"
    answers = at_once(furnished.database, [match_id], (iryna, path, SAME), (petro, path, DIFFERENT))
    first = one_wins(answers, TOLD)
    expected = [(MatchState.PROPOSED, [Verdict.SAME]), (MatchState.REJECTED, [Verdict.DIFFERENT])]
    assert standing(furnished.database, match_id) == expected[first]


def test_of_two_confirmations_at_the_same_moment_one_counts(
    furnished: Office, people: tuple[Visitor, Visitor, Visitor]
) -> None:
    olena, iryna, petro = people
    [match_id] = undecided(furnished.database)
    decide(olena, match_id, SAME)
    path = f"/matches/{match_id}/decide"
    one_wins(at_once(furnished.database, [match_id], (iryna, path, SAME), (petro, path, SAME)), TOLD)
    assert standing(furnished.database, match_id) == (MatchState.CONFIRMED, [Verdict.SAME, Verdict.SAME])


def test_a_confirmation_and_a_taking_back_at_the_same_moment_exclude_each_other(
    furnished: Office, people: tuple[Visitor, Visitor, Visitor]
) -> None:
    olena, iryna, _petro = people
    [match_id] = undecided(furnished.database)
    decide(olena, match_id, SAME)
    answers = at_once(
        furnished.database,
        [match_id],
        (iryna, f"/matches/{match_id}/decide", SAME),
        (olena, f"/matches/{match_id}/undo", {"undo-number": "1", "undo-reason": "mistake"}),
    )
    first = one_wins(answers, TOLD)
    expected = [
        (MatchState.CONFIRMED, [Verdict.SAME, Verdict.SAME]),
        (MatchState.OPEN, [Verdict.SAME, Verdict.UNDO]),
    ]
    assert standing(furnished.database, match_id) == expected[first]


def test_of_two_rivals_confirmed_at_the_same_moment_one_is(
    furnished: Office, people: tuple[Visitor, Visitor, Visitor]
) -> None:
    olena, iryna, petro = people
    pair, rival = undecided(furnished.database, contested=True)
    for match_id in (pair, rival):
        decide(olena, match_id, SAME)
    answers = at_once(
        furnished.database,
        [pair, rival],
        (iryna, f"/matches/{pair}/decide", SAME),
        (petro, f"/matches/{rival}/decide", SAME),
    )
    assert sorted(answer.status for answer in answers) == [303, 409]
    refused = next(answer for answer in answers if answer.status == 409)
    assert EXCLUDED in refused.text or TOLD in refused.text
    states = [standing(furnished.database, match_id)[0] for match_id in (pair, rival)]
    assert sorted(states) == [MatchState.CONFIRMED, MatchState.SUPERSEDED]
