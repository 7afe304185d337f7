"""Reports through the API: pages, reading masked, entering, changing on a revision, inquirers."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from tests.web.api_cases import Caller, caller, wrong_fields
from tests.web.cases import make_inquirer, make_list, make_released, make_report
from web.matching.keys import store_keys
from web.models import AuditEntry, Match, Report, Revision, Side, Unmasking
from web.permissions import Role

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from web.database import Database


@pytest.fixture
def program(app: Flask, database: Database) -> Caller:
    return caller(app, database, Role.CASEWORKER)


@pytest.fixture
def report_id(database: Database) -> int:
    with database.transaction() as own:
        report = make_report(
            own, surname="Камлюк", given_name="Остап", birth_date="1990", unit="А1234", call_sign="Грім", notes="брат"
        )
        report.carried = {"Телефон": "050-1"}
        make_inquirer(own, report, contact="050-2")
        return report.id


def test_reports_come_in_pages_and_the_cursor_goes_on_where_the_page_ended(database: Database, program: Caller) -> None:
    with database.transaction() as own:
        numbers = [
            make_report(own, surname=f"Гайдай {n}", waiting_since=dt.date(2024, 1, 1 + n % 2)).id for n in range(5)
        ]
    by_waiting = sorted(numbers, key=lambda number: (numbers.index(number) % 2, number))
    for order, expected in (("waiting", by_waiting), ("newest", numbers[::-1])):
        found, address = [], f"/reports?limit=2&order={order}"
        cursor: int | None = None
        for _ in range(3):
            page = program.get(address + (f"&cursor={cursor}" if cursor else ""))
            found += [report["id"] for report in page["reports"]]
            cursor = page["next"]
        assert cursor is None
        assert found == expected


def test_reports_are_chosen_by_closed_words_and_numbers_only(database: Database, program: Caller) -> None:
    with database.transaction() as own:
        dated = make_report(own, surname="Гайдай", birth_date="1990")
        without = make_report(own, surname="Рудь")
        without.urgent = True
    assert [one["id"] for one in program.get("/reports?birth=missing")["reports"]] == [without.id]
    assert [one["id"] for one in program.get("/reports?urgent=yes")["reports"]] == [without.id]
    assert len(program.get("/reports?state=open")["reports"]) == 2
    assert program.get("/reports?state=closed")["reports"] == []
    assert dated.id
    for address, field in (
        ("/reports?name=x", ""), ("/reports?limit=0", "limit"), ("/reports?limit=201", "limit"),
        ("/reports?cursor=999", "cursor"), ("/reports?state=lost", "state"), ("/reports?limit=1&limit=2", "limit"),
    ):  # fmt: skip
        assert wrong_fields(program.get(address, 422)) == [field]


def test_a_report_is_read_with_its_masked_fields_null_and_named(
    session: Session, program: Caller, report_id: int
) -> None:
    shown = program.get(f"/reports/{report_id}")
    assert shown["person"]["surname"] == "Камлюк"
    assert shown["person"]["notes"] == "брат"
    assert (shown["person"]["unit"], shown["person"]["rank"], shown["carried"]) == (None, None, None)
    assert shown["masked"] == ["call_sign", "unit", "carried"], "a rank that nobody knows is not masked"
    assert (shown["inquirers"][0]["contact"], shown["inquirers"][0]["masked"]) == (None, ["contact"])
    assert shown["inquirers"][0]["relation"] == "mother"
    assert session.scalars(select(AuditEntry.action)).all() == ["report.read"]


def test_a_name_is_read_without_the_rank_in_it_until_unfolded(session: Session, program: Caller) -> None:
    report = make_report(session, full_name="сержант Коваль Ганна", birth_date="1990")
    session.commit()
    shown = program.get(f"/reports/{report.id}")
    assert (shown["name"], shown["person"]["full_name"]) == ("Коваль Ганна", "Коваль Ганна")
    assert shown["masked"] == ["full_name"]
    program.patch(
        f"/reports/{report.id}",
        {"revision": 1, "reason": "sent back", "person": {"full_name": "Коваль Ганна", "birth_date": "1991"}},
    )
    program.post(f"/reports/{report.id}/unfold", {"reason": "compare", "text": "to compare two ranks"})
    shown = program.get(f"/reports/{report.id}")
    assert shown["person"] | {"full_name": "сержант Коваль Ганна", "birth_date": "1991"} == shown["person"]
    assert shown["masked"] == []


def test_masked_fields_unfold_for_a_reason_that_is_recorded(session: Session, program: Caller, report_id: int) -> None:
    address = f"/reports/{report_id}/unfold"
    assert wrong_fields(program.post(address, {"reason": "compare", "text": "short"}, 422)) == ["text"]
    assert wrong_fields(program.post(address, {"text": "to compare two units"}, 422)) == ["reason"]
    assert wrong_fields(program.post(address, {"reason": "x", "text": "to compare two units"}, 422)) == ["reason"]
    assert session.scalars(select(Unmasking)).all() == []
    session.rollback()
    program.post(address, {"reason": "compare", "text": "to compare two units"})
    shown = program.get(f"/reports/{report_id}")
    assert (shown["person"]["unit"], shown["masked"]) == ("А1234", [])
    assert shown["carried"] == {"Телефон": "050-1"}
    assert shown["inquirers"][0]["contact"] == "050-2"
    kept = session.scalars(select(Unmasking)).one()
    assert (kept.user_id, kept.subject_id, kept.reason) == (
        program.user_id, report_id, "compare: to compare two units",
    )  # fmt: skip
    unfolded, read = session.scalars(select(AuditEntry).order_by(AuditEntry.number))
    assert (unfolded.action, unfolded.detail["token"]) == ("report.unmask", program.token_id)
    assert read.detail["unmasked"] == ["call_sign", "carried", "unit"]
    program.post("/reports/999/unfold", {"reason": "compare", "text": "to compare two units"}, 404)


def test_a_report_that_is_entered_meets_a_list_loaded_earlier(
    session: Session, database: Database, program: Caller
) -> None:
    with database.transaction() as own:
        released = make_released(own, make_list(own), full_name="Камлюк Остап Іванович", birth_date="07.03.1985")
        store_keys(own, Side.RELEASED, [(released.id, released.person)])
    response = program.call(
        "POST",
        "/reports",
        json={
            "person": {
                "surname": "Камлюк", "given_name": "Остап", "patronymic": "Іванович", "birth_date": "1985-03-07",
                "sex": "m", "other_names": ["Kamliuk Ostap", "Остапко"], "unit": None,
            },
            "marks": "шрам", "urgent": True, "waiting_since": "2024-02-03",
            "inquirers": [{"name": "Камлюк Олена", "relation": "мати", "contact": "050", "consents": ["search"]}],
        },
    )  # fmt: skip
    assert response.status_code == 201
    assert response.headers["Location"] == f"/api/v1/reports/{response.get_json()['id']}"
    report = session.get_one(Report, response.get_json()["id"])
    assert report.person["other_names"] == ["Kamliuk Ostap", "Остапко"]
    assert (report.marks, report.urgent, report.waiting_since) == ("шрам", True, dt.date(2024, 2, 3))
    assert (report.created_by, report.reference) == (program.user_id, response.get_json()["reference"])
    assert set(report.inquirers[0].consents) == {"search"}
    assert session.scalars(select(Match.report_id)).all() == [report.id]
    actions = session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)).all()
    assert actions == ["report.create", "inquirer.create"]


REFUSED: list[tuple[dict[str, Any], list[str]]] = [
    ({}, ["person"]),
    ({"person": {}}, ["person.surname"]),
    ({"person": {"surname": "Рудь", "birth_date": "після свят"}}, ["person.birth_date"]),
    ({"person": {"surname": "Рудь", "age": "40"}}, ["person.age_on"]),
    ({"person": {"surname": "Рудь", "sex": "boat"}}, ["person.sex"]),
    ({"person": {"surname": "Р" * 201}}, ["person.surname"]),
    ({"person": {"surname": "Ру\x00дь"}}, ["person.surname"]),
    ({"person": {"surname": "Рудь", "other_names": ["х"] * 21}}, ["person.other_names"]),
    ({"person": {"surname": "Рудь", "Шевченко": "х"}}, ["person"]),
    ({"person": {"surname": 7}}, ["person.surname"]),
    ({"person": {"surname": "Рудь"}, "waiting_since": "2999-01-01"}, ["waiting_since"]),
    ({"person": {"surname": "Рудь"}, "urgent": "yes"}, ["urgent"]),
    ({"person": {"surname": "Рудь"}, "inquirers": [{"note": "?"}]}, ["inquirers.0.name"]),
    ({"person": {"surname": "Рудь"}, "inquirers": [{"name": "х", "language": "xx"}]}, ["inquirers.0.language"]),
]


def test_what_the_form_refuses_the_api_refuses_beside_the_same_field_and_repeats_nothing(
    session: Session, program: Caller
) -> None:
    for body, fields in REFUSED:
        refused = program.post("/reports", body, 422)
        assert wrong_fields(refused) == fields, body
        assert refused["error"]["code"] == "invalid"
        assert not {"Рудь", "Шевченко", "Р" * 9} & set(str(refused).replace("'", " ").split())
    assert session.scalar(select(func.count(Report.id))) == 0


def test_a_body_that_is_no_json_or_of_another_kind_or_too_large_is_refused(program: Caller) -> None:
    assert program.call("POST", "/reports", data="surname=x").status_code == 415
    wrong = {"data": b"\xff{", "content_type": "application/json"}
    assert program.call("POST", "/reports", **wrong).get_json()["error"]["code"] == "not_json"
    deep = {"data": b"[" * 100_000, "content_type": "application/json"}
    assert program.call("POST", "/reports", **deep).status_code == 422
    large = {"data": b" " * 300_000 + b"{}", "content_type": "application/json"}
    assert program.call("POST", "/reports", **large).status_code == 413


def test_a_change_takes_what_is_sent_and_leaves_the_rest_and_the_masked_as_they_are(
    session: Session, program: Caller, report_id: int
) -> None:
    body = {"revision": 1, "reason": "the mother called", "person": {"birth_date": "1991-05", "notes": None}}
    assert program.patch(f"/reports/{report_id}", body)["revision"] == 2
    report = session.get_one(Report, report_id)
    assert report.person == {
        "surname": "Камлюк", "given_name": "Остап", "birth_date": "1991-05", "unit": "А1234", "call_sign": "Грім",
    }  # fmt: skip
    earlier = session.scalars(select(Revision)).one()
    assert (earlier.person["birth_date"], earlier.reason) == ("1990", "the mother called")
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.detail["fields"]) == ("report.change", ["birth_date", "notes"])
    session.rollback()
    assert program.patch(f"/reports/{report_id}", {"revision": 2, "urgent": True, "marks": "шрам"})["urgent"]
    assert program.patch(f"/reports/{report_id}", {"revision": 3, "person": {"home_place": "Суми"}})["urgent"]
    assert program.patch(f"/reports/{report_id}", {"revision": 4, "urgent": False})["revision"] == 5
    unchanged = program.patch(f"/reports/{report_id}", {"revision": 5, "person": {"home_place": "Суми"}})
    assert unchanged["revision"] == 5, "a change that changes nothing counts for nothing"


def test_a_masked_field_is_written_anew_but_not_emptied_unseen(
    session: Session, program: Caller, report_id: int
) -> None:
    address = f"/reports/{report_id}"
    refused = program.patch(address, {"revision": 1, "person": {"unit": None, "call_sign": ""}}, 422)
    assert wrong_fields(refused) == ["person.call_sign", "person.unit"]
    program.patch(address, {"revision": 1, "person": {"unit": "А4321"}})
    program.post(f"{address}/unfold", {"reason": "correct", "text": "the unit was wrong"})
    program.patch(address, {"revision": 2, "person": {"call_sign": None}})
    report = session.get_one(Report, report_id)
    assert (report.person["unit"], report.person.get("call_sign")) == ("А4321", None)


def test_a_change_on_an_older_revision_is_refused(session: Session, program: Caller, report_id: int) -> None:
    program.patch(f"/reports/{report_id}", {"revision": 1, "marks": "one"})
    refused = program.patch(f"/reports/{report_id}", {"revision": 1, "marks": "two"}, 409)
    assert refused["error"]["code"] == "stale"
    assert session.get_one(Report, report_id).marks == "one"
    program.patch("/reports/999", {"revision": 1}, 404)


def test_somebody_who_asks_is_added(session: Session, program: Caller, report_id: int) -> None:
    address = f"/reports/{report_id}/inquirers"
    assert wrong_fields(program.post(address, {"note": "called"}, 422)) == ["name"]
    added = program.post(address, {"relation": "сестра", "contact": "050-3", "consents": ["tell"]}, 201)
    assert (added["relation"], added["contact"], added["masked"]) == ("сестра", None, ["contact"])
    report = session.get_one(Report, report_id)
    assert [inquirer.contact for inquirer in report.inquirers] == ["050-2", "050-3"]
    assert report.revision == 2
    program.post("/reports/999/inquirers", {"relation": "сестра"}, 404)
