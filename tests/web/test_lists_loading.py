"""A list from the file to the people on it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select

import web.lists.loading
from tests.web.cases import make_report
from tests.web.lists_cases import FIRST, HEAD, LIST, SECOND, THIRD, bring, loaded, order, work
from web import jobs
from web.models import AuditEntry, BlockingKey, Job, JobState, ListVersion, Match, Released, ReleaseList, Upload

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.web.lists_cases import SignIn
    from web.database import Base, Database

MESSY = Path(__file__).parents[2] / "fixtures" / "messy"


def count(session: Session, table: type[Base]) -> int:
    return session.scalar(select(func.count()).select_from(table)) or 0


def test_a_file_is_looked_at_loaded_and_matched(sign_in: SignIn, database: Database, session: Session) -> None:
    with database.transaction() as own:
        make_report(own, full_name="Шевчук Тарас Григорович", birth_date="09.03.1984")
    client = sign_in("caseworker").client
    place = bring(client, LIST + ";;;;1.1.1990;;\n" + FIRST.replace("R1", "R9").replace("1984", "1885")).location
    page = client.get(place)
    assert page.status_code == 200
    assert "Шевчук &lt;b&gt;" not in page.text
    assert "<b>.csv" not in page.text
    assert count(session, Released) == 0
    session.rollback()
    answer = client.post(
        place, data={"title": "First batch", "reliability": "B", "received_at": "2026-05-25T10:30", "action": "load"}
    )
    assert answer.status_code == 303
    assert work(database) == 2
    released = session.scalars(select(Released).order_by(Released.row)).all()
    assert [(one.source_id, one.name, one.row) for one in released[:3]] == [
        ("R1", "Шевчук Тарас Григорович", 2),
        ("R2", "Ґудзь Мар'яна Іванівна", 3),
        ("R3", "Заєць Ігор Олегович", 4),
    ]
    assert "id" not in released[0].person
    assert released[0].carried == {"Телефон": "050-1"}
    version = session.scalars(select(ListVersion)).one()
    assert (version.rows, version.columns["unusable"], version.columns["ids"]) == (4, 1, "file")
    assert {problem["row"] for problem in version.problems} >= {5, 6}
    assert session.scalar(select(func.count(BlockingKey.record_id.distinct()))) == 4
    assert session.scalars(select(Match.released_id)).all() == [released[0].id]
    release_list = session.scalars(select(ReleaseList)).one()
    assert release_list.reliability == "B"
    assert session.scalars(select(AuditEntry.action).where(AuditEntry.action.startswith("list."))).all() == [
        "list.load", "list.loaded", "list.match",
    ]  # fmt: skip
    page = client.get(f"/lists/{release_list.id}")
    assert "Ґудзь Мар&#39;яна Іванівна" in page.text
    assert version.file_hash in page.text
    assert "First batch" in client.get("/lists").text
    person = client.get(f"/lists/people/{released[0].id}").text
    assert "Шевчук" in person
    assert "солдат" not in person, "the rank is masked"
    assert "050-1" not in person, "what unknown columns say is masked"
    problems = client.get(f"/lists/{release_list.id}/versions/1").text
    assert "no name" in problems


def test_a_problem_of_a_name_does_not_tell_the_call_sign_in_it(sign_in: SignIn, database: Database) -> None:
    client = sign_in("caseworker").client
    loaded(client, database, "ПІБ\nкапітан Коваль Iван «Хижак»\nЗаєць Iгор\n")
    problems = client.get("/lists/1/versions/1").text
    assert "Заєць Iгор" in problems
    assert "Коваль" in problems
    for secret in ("капітан", "Хижак"):
        assert secret not in problems


def test_rows_are_pasted_corrected_and_what_was_typed_is_kept(
    sign_in: SignIn, database: Database, session: Session
) -> None:
    client = sign_in("caseworker").client
    place = client.post("/lists/new", data={"rows": "Шевчук Тарас\tсолдат\nЗаєць Ігор\tсержант\n"}).location
    page = client.get(place).text
    assert "pasted rows" in page
    typed = {"title": "By telephone", "exchange": "2026-05", "heading-1": "column B", "shown-1": ""}
    again = client.post(place, data={**typed, "heading-0": "column A", "column-1": "rank", "action": "load"})
    assert again.location == place, "columns that are read otherwise are looked at again first"
    page = client.get(place).text
    assert 'value="By telephone"' in page
    assert '<option value="rank" selected>' in page
    assert count(session, ReleaseList) == 0
    session.rollback()
    client.post(place, data={"title": "By telephone", "action": "load"})
    work(database)
    assert session.scalars(select(Released.person).order_by(Released.row)).all() == [
        {"full_name": "Шевчук Тарас", "rank": "солдат"},
        {"full_name": "Заєць Ігор", "rank": "сержант"},
    ]


def test_errors_stand_beside_their_fields_and_nothing_is_stored(sign_in: SignIn, session: Session) -> None:
    client = sign_in("caseworker").client
    refused = bring(client, b"%PDF-1.7 nothing of a table")
    assert refused.status_code == 422
    assert "is a PDF document" in refused.text
    place = bring(client, LIST).location
    untitled = client.post(place, data={"title": " ", "issuer": "Somebody", "action": "load"})
    assert untitled.status_code == 422
    assert "Give the list a title" in untitled.text
    assert 'value="Somebody"' in untitled.text
    nameless = bring(client, "Дата народження\n1984\n").location
    assert client.post(nameless, data={"title": "T", "action": "load"}).status_code == 422
    assert count(session, ReleaseList) == 0
    assert count(session, Job) == 0


def test_a_workbook_of_several_sheets_is_loaded_as_its_page_shows_it(
    sign_in: SignIn, database: Database, session: Session
) -> None:
    client = sign_in("caseworker").client
    place = bring(client, (MESSY / "titled.xlsx").read_bytes()).location
    shown = re.search('<option value="([^"]*)" selected', client.get(place).text.split('name="sheet"')[1])
    assert shown is not None
    sent = {"title": "Workbook", "sheet": shown[1], "headings": "auto", "action": "load"}
    assert client.post(place, data=sent).location != place
    work(database)
    assert count(session, Released) > 0


@pytest.mark.parametrize("moment", ["0001-01-01T00:00", "9999-12-31T23:59"])
def test_a_moment_at_an_end_of_the_calendar_is_refused(sign_in: SignIn, moment: str) -> None:
    client = sign_in("supervisor").client
    place = bring(client, LIST).location
    for field in ("received_at", "sealed_until"):
        refused = client.post(place, data={"title": "T", "sealed": "y", field: moment, "action": "load"})
        assert refused.status_code == 422
        assert "Give a year between 1900 and 2100." in refused.text


def test_the_same_file_twice_is_recognised_and_needs_a_tick(
    sign_in: SignIn, database: Database, session: Session
) -> None:
    client = sign_in("caseworker").client
    loaded(client, database)
    place = bring(client, LIST).location
    assert "This very file is loaded already" in client.get(place).text
    assert client.post(place, data={"title": "Again", "action": "load"}).status_code == 422
    assert client.post(place, data={"title": "Again", "action": "load", "again": "y"}).status_code == 303
    assert client.post(place, data={"title": "Again", "action": "load", "again": "y"}).location.startswith("/lists/")
    work(database)
    assert session.scalars(select(ReleaseList.title).order_by(ReleaseList.id)).all() == ["First batch", "Again"]


def test_an_upload_is_nobody_elses(sign_in: SignIn, database: Database) -> None:
    place = bring(sign_in("caseworker").client, LIST).location
    other = sign_in("supervisor").client
    assert other.get(place).status_code == 404
    assert other.post(place, data={"title": "T", "action": "load"}).status_code == 404
    assert sign_in("viewer").client.get("/lists/new").status_code == 403


def test_a_job_killed_half_way_is_begun_anew_and_stores_nothing_twice(
    sign_in: SignIn, database: Database, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("caseworker").client
    order(client, LIST)
    right = web.lists.loading._restate

    def die(*_arguments: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(web.lists.loading, "_restate", die)
    killed = jobs.claim(database)
    assert killed is not None
    with pytest.raises(KeyboardInterrupt):
        jobs.run(killed)
    for table in (Released, ListVersion, BlockingKey):
        assert count(session, table) == 0
    assert "In progress" in client.get("/lists/1").text
    monkeypatch.setattr(web.lists.loading, "_restate", right)
    with database.transaction() as own:
        job = own.get_one(Job, killed.job_id)
        assert job.state == JobState.RUNNING
        job.lease_until = job.created_at  # the lease of the dead worker runs out
    session.rollback()
    work(database)
    assert count(session, Released) == 3
    assert count(session, ListVersion) == 1
    assert session.scalar(select(Upload.loaded_at)) is not None
    with pytest.raises(jobs.LeaseLostError), killed.finish():
        pytest.fail("the dead worker may not write")


def test_a_list_without_people_yet_says_what_to_do(sign_in: SignIn) -> None:
    client = sign_in("caseworker").client
    assert "No list yet" in client.get("/lists").text
    order(client, HEAD + FIRST + SECOND + THIRD)
    assert "Nobody yet" in client.get("/lists/1").text
