"""Entering and changing reports by hand."""

from __future__ import annotations

import datetime as dt
import html
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from matcher.person import Person
from tests.web.cases import make_list, make_released, make_report
from web.matching.keys import store_keys
from web.models import AuditEntry, BlockingKey, Inquirer, Match, PersonLink, Report, Revision, Side, Unmasking
from web.reports.readings import last_birth_year, today
from web.reports.reference import reference_of
from web.reports.saving import StaleReportError, Wording, save_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed
    from web.database import Database


def released_on_file(session: Session, *, sealed: bool = False, **person: str) -> None:
    someone = make_released(session, make_list(session, sealed=sealed), **person)
    store_keys(session, Side.RELEASED, [(someone.id, someone.person)])
    session.commit()


def unfold(session: Session, signed: Signed, report_id: int, minutes: int = 30) -> None:
    session.rollback()  # a session of SQLite that has read may be too old to write
    until = dt.datetime.now(dt.UTC) + dt.timedelta(minutes=minutes)
    session.add(Unmasking(user_id=signed.user_id, subject="report", subject_id=report_id, reason="test", until=until))
    session.commit()


def fields_of(page: str) -> dict[str, str]:
    """What the boxes of the report's form hold."""
    import re

    found = {}
    for tag in re.findall(r"<input[^>]*>", page):
        name = re.search(r' name="([^"]*)"', tag)
        value = re.search(r' value="([^"]*)"', tag)
        if name and ' type="checkbox"' not in tag and ' type="file"' not in tag:
            found[name[1]] = html.unescape(value[1]) if value else ""
    for name_, body in re.findall(r'<textarea[^>]* name="([^"]*)"[^>]*>(.*?)</textarea>', page, re.DOTALL):
        found[name_] = html.unescape(body).strip()
    for name_, body in re.findall(r'<select[^>]* name="([^"]*)"[^>]*>(.*?)</select>', page, re.DOTALL):
        chosen = re.search(r'<option selected value="([^"]*)"', body)
        found[name_] = html.unescape(chosen[1]) if chosen else ""
    return found


def test_a_report_entered_at_the_counter_meets_the_lists_on_file(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    released_on_file(session, full_name="SHEVCHENKO TARAS HRYHOROVYCH", birth_date="07.03.1985")
    caseworker = sign_in("caseworker")
    typed = {
        "surname": "Шевченко", "given_name": "Тарас", "patronymic": "Григорович", "birth_date": "7 березня 1985",
        "other_names": "Taras Schewtschenko\r\nТарасик; Тарас Ш.", "unit": "А1234", "urgent": "y",
        "waiting_since": "2024-02-03", "marks": "шрам", "inquirer-name": "Олена", "inquirer-contact": "+380 00",
        "inquirer-consents": ["search", "tell"], "inquirer-consent_day": "2024-02-03",
    }  # fmt: skip
    answer = caseworker.client.post("/reports/new", data=typed, follow_redirects=True)
    assert "1 possible match on lists on file" in answer.text
    report = session.scalars(select(Report)).one()
    assert report.reference == reference_of(report.id)
    assert report.person["other_names"] == ["Taras Schewtschenko", "Тарасик", "Тарас Ш."]
    assert (report.birth_year, report.urgent, report.waiting_since) == (1985, True, dt.date(2024, 2, 3))
    assert report.name == "Шевченко Тарас Григорович"
    match = session.scalars(select(Match)).one()
    assert f"/matches/{match.id}" in answer.text
    assert session.scalars(select(BlockingKey.record_id).where(BlockingKey.side == 2)).first() == report.id
    inquirer = session.scalars(select(Inquirer)).one()
    assert inquirer.consents == {"search": "2024-02-03", "tell": "2024-02-03"}
    written = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [entry.action for entry in written][:2] == ["report.create", "inquirer.create"]
    assert "Шевченко" not in str([entry.detail for entry in written])


def test_matches_on_a_sealed_list_are_neither_counted_nor_shown(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    released_on_file(session, sealed=True, surname="Шевченко", given_name="Тарас", birth_date="07.03.1985")
    typed = {"surname": "Шевченко", "given_name": "Тарас", "birth_date": "07.03.1985"}
    page = sign_in("caseworker").client.post("/reports/new", data=typed, follow_redirects=True).text
    assert "There is no possible match on the lists on file." in page
    match = session.scalars(select(Match)).one()
    assert f"/matches/{match.id}" not in page
    viewer, supervisor = sign_in("viewer").client, sign_in("supervisor").client
    assert "Шевченко" not in viewer.get("/reports?found=some").text
    assert "Шевченко" in viewer.get("/reports?found=none").text
    assert "Шевченко" in supervisor.get("/reports?found=some").text
    assert f"/matches/{match.id}" in supervisor.get(f"/reports/{match.report_id}").text


def test_a_name_is_all_that_a_report_needs(session: Session, sign_in: Callable[..., Signed]) -> None:
    client = sign_in("caseworker").client
    refused = client.post("/reports/new", data={"home_place": "Полтава", "surname": " \x00 "})
    assert refused.status_code == 422
    assert "Write at least one name." in refused.text
    assert fields_of(refused.text)["home_place"] == "Полтава"
    assert client.post("/reports/new", data={"other_names": "Кобзар"}).status_code == 303
    report = session.scalars(select(Report)).one()
    assert (report.name, report.waiting_since) == ("Кобзар", today())


@pytest.mark.parametrize("typed", ["десь навесні", "07.03", "45 років"])
def test_a_date_that_cannot_be_read_is_refused_and_kept_as_typed(typed: str, sign_in: Callable[..., Signed]) -> None:
    answer = sign_in("caseworker").client.post("/reports/new", data={"surname": "Коваль", "birth_date": typed})
    assert answer.status_code == 422
    assert "This date cannot be read" in answer.text
    assert (fields_of(answer.text)["birth_date"], fields_of(answer.text)["surname"]) == (typed, "Коваль")


def test_a_date_shows_how_it_was_understood(session: Session, sign_in: Callable[..., Signed]) -> None:
    client = sign_in("caseworker").client
    checked = client.post("/reports/new", data={"surname": "Коваль", "birth_date": "березень 1985", "action": "check"})
    assert "Understood as: March 1985" in checked.text
    assert session.scalars(select(Report)).all() == []
    answer = client.post("/reports/date", data={"text": "31.02.1985", "kind": "birth"}).json
    assert answer == {
        "text": "February 1985", "refused": False, "doubt": "there is no such day in that month; the day was left out",
    }  # fmt: skip
    assert (client.post("/reports/date", data={"text": "???x"}).json or {})["refused"] is True


def test_an_age_needs_its_day_and_bounds_the_year_of_birth(session: Session, sign_in: Callable[..., Signed]) -> None:
    client = sign_in("caseworker").client
    refused = client.post("/reports/new", data={"surname": "Коваль", "age": "17"})
    assert "the person had this age" in refused.text
    assert client.post("/reports/new", data={"surname": "Коваль", "age": "17", "age_on": "05.2023"}).status_code == 303
    assert session.scalars(select(Report.birth_year)).one() == 2006
    assert last_birth_year({"birth_date": "~1985"}) == 1986
    assert last_birth_year({"birth_date": "невідомо", "age": "17"}) is None


NASTY = "О'Ніл <script>alert(1)</script> \u202e\"&"


def test_names_are_shown_as_they_are_and_do_nothing_else(session: Session, sign_in: Callable[..., Signed]) -> None:
    client = sign_in("caseworker").client
    typed = {"surname": NASTY, "notes": NASTY, "inquirer-name": NASTY, "inquirer-relation": NASTY}
    shown = client.post("/reports/new", data=typed, follow_redirects=True).text
    report = session.scalars(select(Report)).one()
    assert report.person["surname"] == NASTY
    for page in (shown, client.get("/reports").text, client.get(f"/reports/{report.id}/edit").text):
        assert "<script>alert" not in page
        assert "&lt;script&gt;alert" in page
    assert "<bdi>О&#39;Ніл &lt;script&gt;" in shown


def test_a_change_keeps_the_earlier_wording_and_says_who_and_why(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    released_on_file(session, surname="Шевченко", given_name="Тарас", birth_date="07.03.1985")
    report = make_report(session, surname="Шевчук", given_name="Тарас", sex="чол.", birth_date="07.03.1985")
    session.commit()
    caseworker = sign_in("caseworker", "olena")
    form = fields_of(caseworker.client.get(f"/reports/{report.id}/edit").text)
    assert form["sex"] == "чол."
    form |= {"surname": "Шевченко", "marks": "татуювання", "reason": "Помилка слуху"}
    page = caseworker.client.post(f"/reports/{report.id}/edit", data=form, follow_redirects=True).text
    assert "1 possible match" in page
    session.rollback()
    session.refresh(report)
    assert (report.name, report.revision, report.person["sex"]) == ("Шевченко Тарас", 2, "чол.")
    before = session.scalars(select(Revision)).one()
    assert (before.person["surname"], before.particulars) == ("Шевчук", {"marks": ""})
    assert (before.user_id, before.reason) == (caseworker.user_id, "Помилка слуху")
    for words in ("Olena", "Помилка слуху", "<bdi>Шевчук</bdi></del>", "<bdi>Шевченко</bdi></ins>", "татуювання"):
        assert words in page
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "report.change")).one()
    assert entry.detail == {"fields": ["surname", "marks"], "revision": 2}


def test_saving_what_is_there_already_changes_nothing(session: Session, sign_in: Callable[..., Signed]) -> None:
    report = make_report(
        session, surname=" Коваль  Ганна", other_names=("А", "Б"), birth_date="1985 ", unit="А1", notes="a\nb"
    )
    session.commit()
    stored = dict(report.person)
    client = sign_in("caseworker").client
    form = fields_of(client.get(f"/reports/{report.id}/edit").text)
    page = client.post(f"/reports/{report.id}/edit", data=form, follow_redirects=True).text
    assert "Nothing was changed." in page
    session.rollback()
    session.refresh(report)
    assert (report.person, report.revision) == (stored, 1)


def test_a_line_break_in_a_cell_of_a_file_glues_no_words_together(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    names: dict[str, Any] = {"full_name": "Гнатюк\nОльга", "other_names": ["Бондар\nОльга", "Б; О"]}
    report = make_report(session, **names, birth_place="Львівська\nобл.", sex="жін.\n", notes="один\nдва")
    session.commit()
    stored = dict(report.person)
    client = sign_in("caseworker").client
    address = f"/reports/{report.id}/edit"
    form = fields_of(client.get(address).text)
    assert (form["full_name"], form["birth_place"], form["sex"]) == ("Гнатюк Ольга", "Львівська обл.", "жін.")
    assert form["notes"] == "один\nдва"
    assert client.post(address, data=form | {"marks": "шрам"}).status_code == 303
    session.rollback()
    session.refresh(report)
    assert (report.person, report.marks) == (stored, "шрам")
    form = fields_of(client.get(address).text)
    assert client.post(address, data=form | {"full_name": "Гнатюк Оля", "other_names": ""}).status_code == 303
    session.rollback()
    session.refresh(report)
    assert "other_names" not in report.person
    assert (report.person["full_name"], report.person["birth_place"]) == ("Гнатюк Оля", "Львівська\nобл.")


def test_what_a_file_said_is_checked_only_where_somebody_types_anew(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    place, notes, others = "дуже довга адреса " * 15, "довга примітка\n" * 800, [f"Коваль {'а' * 150}"] * 20
    written: dict[str, Any] = {
        "surname": "Коваль", "other_names": others, "birth_date": "85?", "age": "45", "home_place": place.strip(),
        "notes": notes.strip(),
    }  # fmt: skip
    report = make_report(session, **written)
    session.commit()
    stored = dict(report.person)
    client = sign_in("caseworker").client
    address = f"/reports/{report.id}/edit"
    page = client.get(address).text
    assert f'maxlength="{len(written["home_place"])}"' in page
    form = fields_of(page)
    for name, typed in (
        ("birth_date", "86?"),
        ("age", "46"),
        ("age", "старий"),
        ("home_place", f"{place}вул."),
        ("notes", f"{notes} і ще"),
        ("other_names", form["other_names"] + "\nКоваль Г."),
        ("surname", "К" * 201),
    ):
        answer = client.post(address, data=form | {name: typed})
        assert answer.status_code == 422, name
        assert fields_of(answer.text)[name] == typed.strip()
    assert client.post(address, data=form | {"urgent": "y"}).status_code == 303
    session.rollback()
    session.refresh(report)
    assert (report.person, report.urgent) == (stored, True)
    form = fields_of(client.get(address).text)
    mended = form | {"home_place": form["home_place"].replace("дуже", "Дуже", 1), "age_on": "2023"}
    assert client.post(address, data=mended).status_code == 303
    emptied = fields_of(client.get(address).text) | {"age_on": ""}
    assert client.post(address, data=emptied).status_code == 422
    session.rollback()
    session.refresh(report)
    assert report.person == stored | {"home_place": mended["home_place"], "age_on": "2023"}


def test_a_long_masked_text_is_not_refused_when_it_was_folded_again(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    report = make_report(session, surname="Коваль", event_place="м" * 250)
    session.commit()
    client = sign_in("caseworker").client
    page = client.get(f"/reports/{report.id}/edit").text
    assert 'maxlength="250"' not in page
    sent = fields_of(page) | {"opened": "1", "event_place": "м" * 250, "urgent": "y"}
    assert client.post(f"/reports/{report.id}/edit", data=sent).status_code == 303
    session.rollback()
    session.refresh(report)
    assert (report.person["event_place"], report.urgent) == ("м" * 250, True)


def test_masked_fields_are_not_in_the_form_and_not_lost_by_it(session: Session, sign_in: Callable[..., Signed]) -> None:
    report = make_report(session, surname="Коваль", rank="сержант", unit="А1234", event_place="Роботине")
    session.commit()
    caseworker = sign_in("caseworker")
    page = caseworker.client.get(f"/reports/{report.id}/edit").text
    for secret in ("сержант", "А1234", "Роботине"):
        assert secret not in page
    form = fields_of(page) | {"rank": "лейтенант", "given_name": "Ганна"}
    shown = caseworker.client.post(f"/reports/{report.id}/edit", data=form, follow_redirects=True).text
    for secret in ("сержант", "лейтенант", "А1234"):
        assert secret not in shown
    session.rollback()
    session.refresh(report)
    assert report.person == {
        "surname": "Коваль", "given_name": "Ганна", "rank": "лейтенант", "unit": "А1234", "event_place": "Роботине",
    }  # fmt: skip


def test_a_rank_and_a_call_sign_inside_a_name_are_neither_shown_nor_lost(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    names: dict[str, Any] = {
        "full_name": "сержант Коваль Ганна «Мушля»",
        "other_names": ["Бондар Ганна", "солдат Коваль Г."],
    }
    report = make_report(session, **names)
    session.commit()
    caseworker = sign_in("caseworker")
    address = f"/reports/{report.id}/edit"
    page = caseworker.client.get(address).text
    form = fields_of(page)
    assert (form["full_name"], form["other_names"].splitlines()) == ("Коваль Ганна", ["Бондар Ганна", "Коваль Г."])
    shown = caseworker.client.post(address, data=form | {"birth_date": "1990"}, follow_redirects=True).text
    for secret in ("сержант", "Мушля", "солдат"):
        assert secret not in page + shown
    session.rollback()
    session.refresh(report)
    assert report.person == {**names, "birth_date": "1990"}
    assert report.name == "Коваль Ганна"
    form = fields_of(caseworker.client.get(address).text)
    caseworker.client.post(address, data=form | {"full_name": "Коваль Ганна Іванівна"})
    session.rollback()
    session.refresh(report)
    assert report.person == {**names, "birth_date": "1990", "full_name": "Коваль Ганна Іванівна"}
    unfold(session, caseworker, report.id)
    page = caseworker.client.get(f"/reports/{report.id}").text
    assert "солдат Коваль Г." in page
    assert "Мушля" in page, "the earlier wording, too, is seen by who unfolded the report"


def test_unfolded_fields_can_be_read_changed_and_emptied(session: Session, sign_in: Callable[..., Signed]) -> None:
    report = make_report(session, surname="Коваль", rank="сержант", unit="А1234")
    session.commit()
    caseworker = sign_in("caseworker")
    unfold(session, caseworker, report.id)
    form = fields_of(caseworker.client.get(f"/reports/{report.id}/edit").text)
    assert (form["rank"], form["unit"]) == ("сержант", "А1234")
    shown = caseworker.client.post(f"/reports/{report.id}/edit", data=form | {"unit": ""}, follow_redirects=True).text
    assert "сержант" in shown
    assert "<bdi>А1234</bdi></del>" in shown
    session.rollback()
    session.refresh(report)
    assert report.person == {"surname": "Коваль", "rank": "сержант"}
    assert "А1234" not in sign_in("viewer").client.get(f"/reports/{report.id}").text


def test_fields_that_were_folded_again_meanwhile_are_not_emptied(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    report = make_report(session, surname="Коваль", rank="сержант")
    session.commit()
    caseworker = sign_in("caseworker")
    forged = {"surname": "Коваль", "rank": "", "opened": "1", "revision": "1"}
    answer = caseworker.client.post(f"/reports/{report.id}/edit", data=forged)
    assert answer.status_code == 422
    assert "folded again" in answer.text
    assert "сержант" not in answer.text
    unfold(session, caseworker, report.id)
    caseworker.client.post(f"/reports/{report.id}/edit", data=forged | {"opened": "", "given_name": "Ганна"})
    session.rollback()
    session.refresh(report)
    assert report.person == {"surname": "Коваль", "given_name": "Ганна", "rank": "сержант"}


def test_of_two_who_change_one_report_the_second_is_told_and_loses_nothing(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    report = make_report(session, surname="Коваль", given_name="Ганна", rank="сержант")
    session.commit()
    one, other = sign_in("caseworker"), sign_in("reviewer")
    address = f"/reports/{report.id}/edit"
    first, second = fields_of(one.client.get(address).text), fields_of(other.client.get(address).text)
    assert one.client.post(address, data=first | {"given_name": "Анна", "rank": "майор"}).status_code == 303
    answer = other.client.post(address, data=second | {"surname": "Ковальчук"})
    assert answer.status_code == 409
    again = fields_of(answer.text)
    assert (again["surname"], again["given_name"], again["revision"]) == ("Ковальчук", "Ганна", "2")
    assert "<bdi>Анна</bdi>" in answer.text
    assert "майор" not in answer.text
    session.rollback()
    session.refresh(report)
    assert (report.revision, report.person["surname"]) == (2, "Коваль")
    assert other.client.post(address, data=again).status_code == 303
    session.rollback()
    session.refresh(report)
    assert (report.revision, report.name, report.person["rank"]) == (3, "Ковальчук Ганна", "майор")


def test_what_is_not_of_the_person_is_compared_as_well_when_somebody_else_was_quicker(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    report = make_report(session, surname="Коваль")
    session.commit()
    one, other = sign_in("caseworker").client, sign_in("reviewer").client
    address = f"/reports/{report.id}/edit"
    first, second = fields_of(one.get(address).text), fields_of(other.get(address).text)
    changed = first | {"marks": "шрам <над> бровою", "urgent": "y", "waiting_since": "2023-04-02"}
    assert one.post(address, data=changed).status_code == 303
    answer = other.post(address, data=second)
    assert answer.status_code == 409
    for label, yours, there in (
        ("Distinguishing marks", "—", "шрам &lt;над&gt; бровою"),
        ("Urgent", "no", "yes"),
        ("Waiting since", "2023-05-01", "2023-04-02"),
    ):
        row = f'<tr><th scope="row">{label}</th><td><bdi>{yours}</bdi></td><td><bdi>{there}</bdi></td></tr>'
        assert row in answer.text
    assert "says the same as yours" not in answer.text
    same = other.post(address, data=changed)
    assert same.status_code == 409
    assert "What stands there now says the same as yours; save again." in same.text
    emptied = other.post(address, data=changed | {"waiting_since": ""})
    assert "What stands there now says the same as yours; save again." in emptied.text


def test_a_change_on_an_old_revision_is_refused(app: Flask, session: Session) -> None:
    report = make_report(session, surname="Коваль")
    with app.app_context():
        wording = Wording(Person(surname="Ковальчук"))
        for revision in (0, 2, None):
            with pytest.raises(StaleReportError):
                save_report(session, wording, user_id=None, report_id=report.id, revision=revision)
        save_report(session, wording, user_id=None, report_id=report.id, revision=1)
    assert report.name == "Ковальчук"


def test_a_closed_report_is_withdrawn_from_matching_until_it_is_opened_again(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    released_on_file(session, surname="Шевченко", given_name="Тарас", birth_date="07.03.1985")
    client = sign_in("caseworker").client
    client.post("/reports/new", data={"surname": "Шевченко", "given_name": "Тарас", "birth_date": "07.03.1985"})
    match = session.scalars(select(Match)).one()
    address = f"/reports/{match.report_id}"
    assert client.post(f"{address}/close", data={"revision": "1", "reason": ""}).status_code == 422
    assert client.post(f"{address}/close", data={"revision": "7", "reason": "Found"}).status_code == 409
    assert client.post(f"{address}/close", data={"revision": "1", "reason": "Found at home"}).status_code == 303
    session.rollback()
    session.refresh(match)
    assert not match.current
    assert "Шевченко" not in client.get("/reports").text
    assert "Шевченко" in client.get("/reports?state=closed").text
    page = client.get(address).text
    assert "Found at home" in page
    assert client.post(f"{address}/reopen", data={"revision": "2", "reason": "A mistake"}).status_code == 303
    session.rollback()
    session.refresh(match)
    assert match.current
    actions = session.scalars(select(AuditEntry.action).where(AuditEntry.subject == "report")).all()
    assert {"report.close", "report.reopen"} <= set(actions)


def test_two_reports_of_one_person_are_suggested_linked_and_unlinked_never_merged(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    caseworker, viewer = sign_in("caseworker"), sign_in("viewer")
    person = {"surname": "Шевченко", "given_name": "Тарас", "patronymic": "Григорович", "birth_date": "07.03.1985"}
    caseworker.client.post("/reports/new", data=person)
    caseworker.client.post("/reports/new", data=person | {"surname": "Shevchenko", "unit": "А1234"})
    link = session.scalars(select(PersonLink)).one()
    page = caseworker.client.get(f"/reports/{link.first_id}").text
    assert f"/reports/{link.second_id}" in page
    assert "suggested" in page
    address = f"/reports/{link.first_id}/duplicates/{link.id}"
    assert viewer.client.post(address, data={"same": "yes"}).status_code == 403
    assert caseworker.client.post(address, data={"same": "maybe"}).status_code == 400
    assert caseworker.client.post(f"/reports/999/duplicates/{link.id}", data={"same": "yes"}).status_code == 404
    for same, state in (("yes", "linked"), ("no", "unlinked")):
        assert caseworker.client.post(address, data={"same": same}).status_code == 303
        session.rollback()
        session.refresh(link)
        assert (link.state.value, link.user_id) == (state, caseworker.user_id)
    assert len(session.scalars(select(Report.id)).all()) == 2


def test_whoever_may_not_write_reports_cannot(session: Session, sign_in: Callable[..., Signed]) -> None:
    report = make_report(session, surname="Коваль")
    session.commit()
    viewer = sign_in("viewer").client
    page = viewer.get(f"/reports/{report.id}").text
    assert "/edit" not in page
    assert viewer.get("/reports/new").status_code == 403
    assert viewer.post(f"/reports/{report.id}/edit", data={"surname": "Х"}).status_code == 403
    assert sign_in("auditor").client.get(f"/reports/{report.id}").status_code == 403
    assert viewer.get("/reports/999").status_code == 404


def test_many_new_reports_at_once_get_numbers_of_their_own(app: Flask, database: Database, session: Session) -> None:
    from concurrent.futures import ThreadPoolExecutor

    def enter(number: int) -> str:
        with app.app_context(), database.transaction() as own:
            return save_report(own, Wording(Person(surname=f"Коваль{number}")), user_id=None).report.reference

    with ThreadPoolExecutor(4) as workers:
        numbers = list(workers.map(enter, range(8)))
    assert len(set(numbers)) == 8
    assert sorted(numbers) == sorted(session.scalars(select(Report.reference)))
