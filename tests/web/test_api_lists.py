"""Release lists through the API: pages, sealed lists, people masked, a file loaded as background work."""

from __future__ import annotations

import io
import json
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from tests.web.api_cases import Caller, caller, wrong_fields
from tests.web.cases import make_list, make_match, make_released, make_report
from tests.web.lists_cases import HANDLERS, LIST, work
from web.models import AuditEntry, Job, Released, ReleaseList, Upload
from web.permissions import Role

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from web.database import Database


@pytest.fixture
def program(app: Flask, database: Database) -> Caller:
    assert HANDLERS
    return caller(app, database, Role.CASEWORKER)


def bring(program: Caller, content: str | bytes = LIST, **particulars: Any) -> TestResponse:
    data = content.encode() if isinstance(content, str) else content
    parts = {"file": (io.BytesIO(data), "../Шевчук <b>.csv"), "particulars": json.dumps(particulars)}
    return program.call("POST", "/lists", data=parts, content_type="multipart/form-data")


def test_a_file_is_loaded_as_background_work_and_its_people_are_read_page_by_page(
    session: Session, database: Database, program: Caller
) -> None:
    response = bring(
        program, title="First batch", issuer="Office", reliability="B", language="uk", exchange="2025-05",
        received_at="2025-05-23T14:00:00+03:00",
    )  # fmt: skip
    assert response.status_code == 202
    list_id, job = response.get_json()["list_id"], response.get_json()["job"]
    assert response.headers["Location"] == f"/api/v1/jobs/{job['id']}"
    assert (job["kind"], job["state"], job["finished"]) == ("load_list", "waiting", False)
    assert program.get(f"/lists/{list_id}")["version"] is None
    assert work(database) > 0
    done = program.get(f"/jobs/{job['id']}")
    assert (done["state"], done["result"]["rows"], done["result"]["version"]) == ("done", 3, 1)
    shown = program.get(f"/lists/{list_id}")
    assert (shown["title"], shown["people"], shown["version"]) == ("First batch", 3, 1)
    assert shown["received_at"] == "2025-05-23T11:00:00Z"
    first = program.get(f"/lists/{list_id}/people?limit=2")
    rest = program.get(f"/lists/{list_id}/people?limit=2&cursor={first['next']}")
    names = [person["name"] for page in (first, rest) for person in page["people"]]
    assert names == ["Шевчук Тарас Григорович", "Ґудзь Мар'яна Іванівна", "Заєць Ігор Олегович"]
    assert rest["next"] is None
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert actions[:2] == ["upload.receive", "list.load"]
    assert "Шевчук" not in str([entry.detail for entry in session.scalars(select(AuditEntry))])


def test_a_person_of_a_list_is_read_masked_until_unfolded(database: Database, program: Caller) -> None:
    with database.transaction() as own:
        released = make_released(own, make_list(own), surname="Шевчук", rank="солдат", home_place="Суми")
        released.carried = {"Телефон": "050-1"}
    shown = program.get(f"/people/{released.id}")
    assert (shown["person"]["rank"], shown["person"]["home_place"], shown["carried"]) == (None, "Суми", None)
    assert shown["masked"] == ["rank", "carried"]
    program.post(f"/people/{released.id}/unfold", {"reason": "compare", "text": "to compare the ranks"})
    shown = program.get(f"/people/{released.id}")
    assert (shown["person"]["rank"], shown["carried"], shown["masked"]) == ("солдат", {"Телефон": "050-1"}, [])


def test_a_sealed_list_does_not_exist_for_the_roles_it_is_sealed_to(
    app: Flask, database: Database, program: Caller
) -> None:
    with database.transaction() as own:
        open_list, sealed = make_list(own, "Open"), make_list(own, "Secret", sealed=True)
        released = make_released(own, sealed, surname="Шевчук")
        match = make_match(own, released, make_report(own, surname="Шевчук"))
        job = Job(kind="load_list", subject="list", subject_id=sealed.id)
        own.add(job)
    supervisor = caller(app, database, Role.SUPERVISOR)
    assert [one["id"] for one in supervisor.get("/lists")["lists"]] == [sealed.id, open_list.id]
    assert [one["id"] for one in program.get("/lists")["lists"]] == [open_list.id]
    assert program.get("/matches")["matches"] == []
    # not even as a place to go on from
    assert wrong_fields(program.get(f"/lists?cursor={sealed.id}", 422)) == ["cursor"]
    assert wrong_fields(program.get(f"/matches?cursor={match.id}", 422)) == ["cursor"]
    assert wrong_fields(program.get(f"/lists/{open_list.id}/people?cursor={released.id}", 422)) == ["cursor"]
    for address in (
        f"/lists/{sealed.id}", f"/lists/{sealed.id}/people", f"/people/{released.id}", f"/matches/{match.id}",
        f"/jobs/{job.id}",
    ):  # fmt: skip
        hidden = program.get(address, 404)
        missing = program.get(address.replace(address.split("/")[2], "9999"), 404)
        assert hidden == missing, "what is sealed looks like what is not there"
        supervisor.get(address)
    why = {"reason": "compare", "text": "to compare the ranks"}
    program.post(f"/people/{released.id}/unfold", why, 404)
    said = {"seen": "x", "verdict": "same", "reason": "details"}
    program.post(f"/matches/{match.id}/decisions", said, 404)
    program.post(f"/matches/{match.id}/undo", {"seen": "x", "reason": "mistake"}, 404)
    assert program.post("/search", {"name": "Шевчук", "side": "lists"})["found"] == []


def test_only_who_may_release_a_list_chooses_its_seal(
    app: Flask, database: Database, session: Session, program: Caller
) -> None:
    hidden = bring(program, title="Sealed", sealed=True)
    assert (hidden.status_code, hidden.json) == (202, {"list_id": None, "job": None})
    assert "Location" not in hidden.headers
    refused = bring(program, title="Sealed", sealed=True, seal_roles=["caseworker", "supervisor"])
    assert (refused.status_code, refused.get_json()["error"]["code"]) == (403, "forbidden")
    supervisor = caller(app, database, Role.SUPERVISOR)
    loaded = bring(supervisor, title="Sealed", sealed=True, seal_roles=["reviewer", "supervisor"], again=True)
    kept = session.get_one(ReleaseList, loaded.get_json()["list_id"])
    assert (kept.sealed, sorted(kept.seal_roles)) == (True, ["reviewer", "supervisor"])
    assert wrong_fields(bring(supervisor, title="Sealed", sealed=True, seal_roles=["viewer"], again=True).json) == [
        "particulars.seal_roles"
    ]
    past = bring(supervisor, title="Sealed", sealed=True, sealed_until="2020-01-01T00:00:00Z", again=True)
    assert wrong_fields(past.json) == ["particulars.sealed_until"]


def test_the_same_file_twice_is_recognised_until_somebody_insists(database: Database, program: Caller) -> None:
    assert bring(program, title="First").status_code == 202
    work(database)
    again = bring(program, title="Second")
    assert (again.status_code, again.get_json()["error"]["code"]) == (409, "already_loaded")
    assert bring(program, title="Second", again=True).status_code == 202


def test_a_file_that_is_no_list_is_refused_and_nothing_of_it_is_kept(session: Session, program: Caller) -> None:
    unreadable = bring(program, "звання;рік\nсолдат Шевчук;1984\n", title="List")
    assert (unreadable.status_code, unreadable.get_json()["error"]["code"]) == (422, "unreadable")
    assert "rank" in unreadable.get_json()["error"]["fields"][0]["message"]
    assert "Шевчук" not in unreadable.text
    assert wrong_fields(bring(program, b"", title="List").json) == ["file"]
    assert wrong_fields(bring(program, b"\x89PNG\r\n\x1a\n" + bytes(64), title="List").json) == ["file"]
    assert wrong_fields(bring(program).json) == ["particulars.title"]
    assert wrong_fields(bring(program, title="List", reliability="Z").json) == ["particulars.reliability"]
    wrong = {"columns": {"звання": "boat"}}
    assert wrong_fields(bring(program, title="List", reading=wrong).json) == ["particulars.reading.columns"]
    far = bring(program, title="List", received_at="0001-01-01T00:00:00+14:00")
    assert wrong_fields(far.json) == ["particulars.received_at"]
    only = program.call("POST", "/lists", data={"particulars": "{}"}, content_type="multipart/form-data")
    assert wrong_fields(only.json) == ["file"]
    parts = {"file": (io.BytesIO(b"x"), "x"), "particulars": "{", "more": "x"}
    assert program.call("POST", "/lists", data=parts, content_type="multipart/form-data").status_code == 422
    assert program.call("POST", "/lists", json={}).status_code == 415
    for table in (Upload, ReleaseList, Job, Released):
        assert session.scalar(select(func.count()).select_from(table)) == 0


def test_columns_that_are_not_recognised_are_named_by_the_caller(database: Database, program: Caller) -> None:
    content = "Хто;Коли\nШевчук Тарас;1984\n"
    reading = {"headings": "yes", "columns": {"Хто": "full_name", "Коли": "birth_date"}}
    loaded = bring(program, content, title="List", reading=reading)
    assert loaded.status_code == 202
    work(database)
    person = program.get(f"/lists/{loaded.get_json()['list_id']}/people")["people"][0]
    assert (person["name"], person["birth_date"]) == ("Шевчук Тарас", "1984")
