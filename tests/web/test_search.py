"""Finding a person: any spelling, both sides, explained; nothing shown that the role may not see, nothing kept."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.web.cases import make_list, make_released, make_report
from web.application import create_app
from web.matching.keys import store_keys
from web.models import AuditEntry, MatchRun, ReportState, Side
from web.permissions import Role
from web.search import views
from web.search.finding import find_people

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed
    from web.config import Config
    from web.database import Database
    from web.models import Released, Report


def stored(session: Session, *records: Report | Released) -> None:
    for record in records:
        side = Side.REPORT if record.__tablename__ == "report" else Side.RELEASED
        store_keys(session, side, [(record.id, record.person)])
    session.commit()


@pytest.fixture
def people(session: Session) -> dict[str, Any]:
    """A report and a person on a list who are one, a namesake by surname, and somebody on a sealed list."""
    report = make_report(
        session, surname="Шевченко", given_name="Володимир", patronymic="Іванович", birth_date="1985-03-07",
        unit="А1234", call_sign="Грім", home_place="Суми",
    )  # fmt: skip
    other = make_report(session, surname="Шевченко", given_name="Олена", birth_date="1990")
    released = make_released(
        session, make_list(session, "First batch"), full_name="SHEVCHENKO VLADIMIR", birth_date="07.03.1985"
    )
    hidden = make_released(session, make_list(session, "Secret batch", sealed=True), full_name="Шевченко Володимир")
    stored(session, report, other, released, hidden)
    return {"report": report, "other": other, "released": released, "hidden": hidden}


def search(client: FlaskClient, name: str, **more: str) -> str:
    response = client.post("/find", data={"name": name, **more})
    assert response.status_code == 200
    return response.text


def addresses(page: str) -> list[str]:
    return re.findall(r'<span class="person-line"><a href="([^"]+)"', page)


def address(record: Report | Released) -> str:
    return f"/reports/{record.id}" if record.__tablename__ == "report" else f"/lists/people/{record.id}"


def test_any_spelling_finds_the_report_and_the_row_of_a_list(
    people: dict[str, Any], sign_in: Callable[..., Signed]
) -> None:
    client = sign_in(Role.CASEWORKER).client
    for name in ("Володимир Шевченко", "Wladimir Schewtschenko", "шевченко вова"):
        page = search(client, name, birth_date="1985")
        assert set(addresses(page)[:2]) == {address(people["report"]), address(people["released"])}, name
        assert 'id="understood"' in page


def test_results_are_ranked_and_explained(people: dict[str, Any], sign_in: Callable[..., Signed]) -> None:
    page = search(sign_in(Role.REVIEWER).client, "Volodymyr Shevchenko", birth_date="7.3.1985", side="reports")
    assert addresses(page) == [address(people["report"])], "a woman's report is no answer"
    assert "Володимир</bdi> → <bdi>Volodymyr" in page
    assert "borne by about 1 in" in page
    assert "speaks for" in page


def test_one_side_can_be_left_out(people: dict[str, Any], sign_in: Callable[..., Signed]) -> None:
    client = sign_in(Role.CASEWORKER).client
    assert addresses(search(client, "Шевченко Володимир", side="lists")) == [address(people["released"])]
    assert address(people["released"]) not in addresses(search(client, "Шевченко Володимир", side="reports"))


def test_the_box_of_the_menu_sends_a_name_and_nothing_else(
    people: dict[str, Any], sign_in: Callable[..., Signed]
) -> None:
    client = sign_in(Role.CASEWORKER).client
    response = client.post("/find", data={"name": "Шевченко Володимир Іванович"})
    assert addresses(response.text)[0] == address(people["report"])


def test_a_place_makes_the_answer_surer(people: dict[str, Any], session: Session) -> None:
    def probability(**more: str) -> float:
        person = {"full_name": "Шевченко Володимир", **more}
        return find_people(session, person, [Side.REPORT], Role.VIEWER, 5)[0].evidence.probability

    assert probability(home_place="Суми") > probability() > probability(home_place="Одеса")


def test_a_sealed_list_is_found_only_by_those_who_may_see_it(
    people: dict[str, Any], sign_in: Callable[..., Signed]
) -> None:
    for role, visible in ((Role.CASEWORKER, False), (Role.REVIEWER, False), (Role.SUPERVISOR, True)):
        page = search(sign_in(role).client, "Шевченко Володимир")
        assert (address(people["hidden"]) in addresses(page)) is visible, role
        assert ("Secret batch" in page) is visible, role


def test_a_hidden_person_does_not_change_what_others_weigh(people: dict[str, Any], session: Session) -> None:
    person = {"full_name": "Шевченко Володимир"}
    before = find_people(session, person, [Side.RELEASED], Role.CASEWORKER, 20)
    more = make_released(session, people["hidden"].release_list, full_name="Шевченко Володимир Іванович")
    stored(session, more)
    after = find_people(session, person, [Side.RELEASED], Role.CASEWORKER, 20)
    assert [one.evidence for one in after] == [one.evidence for one in before]


def test_masked_fields_stay_masked_and_only_who_may_unfold_them_searches_by_unit(
    people: dict[str, Any], sign_in: Callable[..., Signed]
) -> None:
    page = search(sign_in(Role.CASEWORKER).client, "Шевченко Володимир", unit="1234")
    assert "masked" in page
    assert "А1234" not in page
    assert "Грім" not in page
    viewer = sign_in(Role.VIEWER).client
    assert 'name="unit"' not in viewer.get("/find").text
    assert "<strong>Unit</strong>" not in search(viewer, "Шевченко Володимир", unit="А1234")


def test_the_audit_trail_holds_what_was_shown_and_not_what_was_typed(
    people: dict[str, Any], sign_in: Callable[..., Signed], session: Session
) -> None:
    caseworker = sign_in(Role.CASEWORKER)
    search(caseworker.client, "Volodymyr Shevchenko", birth_date="1985")
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "person.search")).one()
    assert entry.user_id == caseworker.user_id
    assert entry.detail == {
        "fields": ["birth_date", "full_name"], "rows": 2,
        "reports": [people["report"].id], "released": [people["released"].id],
    }  # fmt: skip


def test_what_cannot_be_understood_is_said_beside_its_field_and_kept(sign_in: Callable[..., Signed]) -> None:
    client = sign_in(Role.CASEWORKER).client
    for typed, words in (
        ({"name": " "}, "Type a name"),
        ({}, "Type a name"),
        ({"name": "12345 ???"}, "No name can be read in this."),
        ({"name": "Шевченко", "birth_date": "blue"}, "This date cannot be read"),
        ({"name": "x" * 201}, "200 characters"),
        ({"name": "Шевченко", "side": "elsewhere"}, "valid choice"),
    ):
        response = client.post("/find", data=typed)
        assert response.status_code == 422, typed
        assert words in response.text
        assert all(
            f'value="{text}"' in response.text for text in typed.values() if text.strip() and text != "elsewhere"
        )
        assert 'id="understood"' not in response.text


def test_few_rows_are_shown_however_many_fit(session: Session, app: Flask, sign_in: Callable[..., Signed]) -> None:
    reports = [make_report(session, surname="Бойко", given_name="Іван") for _ in range(30)]
    stored(session, *reports)
    page = search(sign_in(Role.CASEWORKER).client, "Бойко Іван")
    assert len(addresses(page)) == app.extensions["config"].search_rows == 20
    assert "There may be more" in page


def test_an_empty_office_says_what_to_do_and_a_search_without_result_too(sign_in: Callable[..., Signed]) -> None:
    client = sign_in(Role.CASEWORKER).client
    page = client.get("/find").text
    assert "Nobody is on file yet" in page
    assert "/lists/new" in page
    page = search(client, "Шевченко Тарас")
    assert "Nobody on file fits" in page
    assert "/reports/new" in page
    assert "/lists/new" not in sign_in(Role.VIEWER).client.get("/find").text


def test_a_closed_report_and_a_hostile_source_are_marked(
    people: dict[str, Any], sign_in: Callable[..., Signed], session: Session
) -> None:
    people["report"].state = ReportState.CLOSED
    people["released"].release_list.hostile = True
    session.commit()
    page = search(sign_in(Role.CASEWORKER).client, "Шевченко Володимир")
    assert ">closed<" in page
    assert "look, never confirm" in page


def test_names_cannot_bring_markup_into_the_page(session: Session, sign_in: Callable[..., Signed]) -> None:
    stored(session, make_report(session, surname="Шевченко<script>alert(1)</script>", given_name="Тарас \u202eО'Ніл"))
    page = search(sign_in(Role.CASEWORKER).client, "Шевченко<b>Тарас")
    assert "<script>alert" not in page
    assert "<b>" not in page


def test_only_who_may_search_gets_the_box(app: Flask, sign_in: Callable[..., Signed]) -> None:
    assert sign_in(Role.AUDITOR).client.get("/find").status_code == 403
    assert sign_in(Role.AUDITOR).client.post("/find", data={"name": "Тарас"}).status_code == 403
    assert app.test_client().post("/find", data={"name": "Тарас"}).status_code == 401
    assert app.test_client().get("/find").status_code == 302


def test_a_search_keeps_nobody_from_writing(
    people: dict[str, Any], sign_in: Callable[..., Signed], database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    def writing_meanwhile(*arguments: Any) -> list[Any]:
        with database.transaction() as own:
            own.add(MatchRun())
        return find_people(*arguments)

    monkeypatch.setattr(views, "find_people", writing_meanwhile)
    assert addresses(search(sign_in(Role.CASEWORKER).client, "Шевченко Володимир"))


def test_one_user_s_searches_are_limited_and_another_s_are_not(
    app: Flask, config: Config, sign_in: Callable[..., Signed], database: Database
) -> None:
    from dataclasses import replace

    limited = create_app(replace(config, rate_limit="1000 per minute"))
    limited.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    statuses = []
    cookies = [sign_in(Role.CASEWORKER).client.get_cookie("office") for _ in range(2)]
    clients = [limited.test_client() for _ in cookies]
    for client, cookie in zip(clients, cookies, strict=True):
        assert cookie is not None
        client.set_cookie("office", cookie.value)
    statuses = [clients[0].post("/find", data={"name": "?"}).status_code for _ in range(31)]
    assert statuses == [422] * 30 + [429]
    assert clients[0].get("/find").status_code == 200
    assert clients[1].post("/find", data={"name": "?"}).status_code == 422
    limited.extensions["database"].close()
