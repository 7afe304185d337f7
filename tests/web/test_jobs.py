from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import create_engine, select, text, update
from sqlalchemy.exc import OperationalError
from sqlalchemy.pool import NullPool

from matcher.errors import InputError
from tests.web.cases import make_list
from web import jobs
from web.database import now
from web.models import Job, JobState, ReleaseList
from web.permissions import Role
from web.worker import Stop, work

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed
    from web.database import Database

KIND = "write_a_list"


@pytest.fixture(autouse=True)
def kind(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """A kind of job that writes one list; what it was begun with is noted."""
    begun: list[int] = []

    def work(claim: jobs.Claim) -> None:
        begun.append(claim.attempt)
        claim.progress("writing", 0, 1)
        if claim.payload.get("wrong"):
            raise InputError("The list is wrong.")
        if claim.payload.get("broken"):
            raise ZeroDivisionError("Шевченко")
        with claim.finish({"lists": 1}) as session:
            make_list(session, "written")
            if claim.attempt <= claim.payload.get("loses", 0):
                break_off(claim.database, session)
            if claim.payload.get("dies"):
                raise KeyboardInterrupt

    monkeypatch.setitem(jobs._HANDLERS, KIND, work)
    return begun


def break_off(database: Database, session: Session) -> None:
    """Let the database refuse, as it does when two transactions are in each other's way."""
    if not database.is_sqlite:
        session.execute(text("DO $$ BEGIN RAISE EXCEPTION USING ERRCODE = 'deadlock_detected'; END $$"))
    impatient = create_engine(database.url, poolclass=NullPool, connect_args={"timeout": 0})
    with impatient.connect() as other:
        other.exec_driver_sql("BEGIN IMMEDIATE")


def put(database: Database, **payload: object) -> int:
    with database.transaction() as session:
        return jobs.enqueue(session, KIND, payload=dict(payload)).id


def taken(database: Database) -> jobs.Claim:
    claimed = jobs.claim(database)
    assert claimed is not None
    return claimed


def job(database: Database, number: int) -> Job:
    with database.session() as session:
        return session.get_one(Job, number)


def lists(database: Database) -> int:
    with database.session() as session:
        return len(session.scalars(select(ReleaseList)).all())


def let_the_lease_run_out(database: Database, number: int) -> None:
    with database.transaction() as session:
        session.execute(update(Job).where(Job.id == number).values(lease_until=now() - dt.timedelta(seconds=1)))


def test_a_job_is_done_once_and_says_what_came_of_it(database: Database) -> None:
    number = put(database)
    jobs.run(taken(database))
    done = job(database, number)
    assert (done.state, done.result, lists(database)) == (JobState.DONE, {"lists": 1}, 1)
    assert jobs.claim(database) is None


def test_jobs_are_taken_in_their_order_each_by_one_worker(database: Database) -> None:
    first, second = put(database), put(database)
    assert [taken(database).job_id, taken(database).job_id] == [first, second]
    assert jobs.claim(database) is None


def test_a_worker_that_died_while_writing_leaves_nothing_and_another_begins_anew(
    database: Database, kind: list[int]
) -> None:
    number = put(database, dies=True)
    with pytest.raises(KeyboardInterrupt):
        jobs.run(taken(database))
    assert lists(database) == 0
    assert jobs.claim(database) is None, "its lease has not run out"
    let_the_lease_run_out(database, number)
    assert taken(database).attempt == 2


def test_a_worker_that_was_overtaken_writes_nothing(database: Database) -> None:
    number = put(database)
    slow = taken(database)
    let_the_lease_run_out(database, number)
    jobs.run(taken(database))
    jobs.run(slow)
    assert lists(database) == 1
    assert job(database, number).state == JobState.DONE


def test_a_cancelled_job_writes_nothing(database: Database) -> None:
    number = put(database)
    claimed = taken(database)
    with database.transaction() as session:
        assert jobs.cancel(session, number)
    jobs.run(claimed)
    assert (lists(database), job(database, number).state) == (0, JobState.CANCELLED)


def test_a_job_given_back_is_taken_at_once(database: Database) -> None:
    number = put(database)
    jobs.give_back(taken(database))
    assert taken(database).job_id == number


def test_orderly_stops_are_no_failures(database: Database) -> None:
    number = put(database)
    for _ in range(jobs.MOST_FAILURES + 1):
        jobs.give_back(taken(database))
    jobs.run(taken(database))
    assert job(database, number).state == JobState.DONE


def test_a_worker_outlives_a_database_that_is_away(database: Database, monkeypatch: pytest.MonkeyPatch) -> None:
    number, stop, claims = put(database), Stop(), iter((OperationalError("", None, Exception()), None))
    real = jobs.claim

    def claim(*given: Any) -> jobs.Claim | None:
        stop.asked = job(database, number).state is JobState.DONE
        away = next(claims, None)
        if away is not None:
            raise away
        return real(*given)

    monkeypatch.setattr(jobs, "claim", claim)
    monkeypatch.setattr("web.worker.PAUSE", 0)
    work(database, stop)
    assert job(database, number).state is JobState.DONE


def test_a_lease_is_kept_though_the_database_was_away_for_a_moment(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(database)
    claimed, heard = jobs.claim(database, dt.timedelta(seconds=0.04)), threading.Event()
    assert claimed is not None
    beats = iter((OperationalError("", None, Exception()), None))

    def renew(_claim: jobs.Claim) -> None:
        away = next(beats, None)
        if away is not None:
            raise away
        heard.set()

    monkeypatch.setattr(jobs.Claim, "_renew", renew)
    finished = threading.Event()
    beat = threading.Thread(target=jobs._keep_lease, args=(claimed, finished))
    beat.start()
    assert heard.wait(10)
    finished.set()
    beat.join()


def test_a_job_that_kills_every_worker_is_given_up_and_holds_up_no_other(database: Database) -> None:
    number = put(database)
    for _ in range(jobs.MOST_FAILURES):
        taken(database)
        let_the_lease_run_out(database, number)
    other = put(database)
    assert taken(database).job_id == other
    given_up = job(database, number)
    assert (given_up.state, given_up.error) == (JobState.FAILED, "stopped")


def test_work_that_the_database_broke_off_is_begun_again_and_done_once(database: Database, kind: list[int]) -> None:
    number = put(database, loses=2)
    for _ in range(2):
        with pytest.raises(OperationalError):
            jobs.run(taken(database))
        assert (lists(database), job(database, number).state) == (0, JobState.WAITING)
    jobs.run(taken(database))
    assert (lists(database), job(database, number).state, kind) == (1, JobState.DONE, [1, 2, 3])


def test_work_that_the_database_breaks_off_every_time_is_given_up(database: Database, kind: list[int]) -> None:
    number = put(database, loses=jobs.MOST_FAILURES)
    for _ in range(jobs.MOST_FAILURES):
        with pytest.raises(OperationalError):
            jobs.run(taken(database))
    assert jobs.claim(database) is None
    given_up = job(database, number)
    assert (given_up.state, given_up.error, len(kind)) == (JobState.FAILED, "OperationalError", jobs.MOST_FAILURES)


def test_what_went_wrong_is_told_without_what_the_data_said(database: Database) -> None:
    known, unknown = put(database, wrong=True), put(database, broken=True)
    jobs.run(taken(database))
    with pytest.raises(ZeroDivisionError):
        jobs.run(taken(database))
    assert job(database, known).error == "The list is wrong."
    assert job(database, unknown).error == "ZeroDivisionError"


def test_a_failed_job_can_be_put_in_again_from_its_page(database: Database, sign_in: Callable[..., Signed]) -> None:
    number = put(database, wrong=True)
    jobs.run(taken(database))
    client = sign_in(Role.CASEWORKER).client
    assert "The list is wrong." in client.get(f"/jobs/{number}").text
    assert client.post(f"/jobs/{number}/again").status_code == 303
    assert taken(database).payload == {"wrong": True}
    assert client.get(f"/jobs/{number}/progress").get_json()["finished"] is True


def test_a_job_about_a_sealed_list_is_not_there_for_who_does_not_see_the_list(
    database: Database, sign_in: Callable[..., Signed]
) -> None:
    with database.transaction() as session:
        sealed = make_list(session, sealed=True)
        number = jobs.enqueue(session, KIND, subject="list", subject_id=sealed.id).id
    assert sign_in(Role.CASEWORKER).client.get(f"/jobs/{number}").status_code == 404
    assert sign_in(Role.SUPERVISOR).client.get(f"/jobs/{number}").status_code == 200
