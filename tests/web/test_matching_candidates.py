"""Candidates by the keys in the database: found in any spelling, few rows read, and in step with what is on file."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

import matcher
from matcher import Person, Reference
from tests.web.cases import make_list, make_released, make_report
from web.access import visible_lists
from web.database import now
from web.matching import candidates
from web.matching.candidates import candidate_ids
from web.matching.keys import SIDE_NUMBERS, drop_keys, store_keys
from web.matching.references import latest_reference
from web.models import BlockingKey, MatchRun, Report, Side
from web.permissions import Role

if TYPE_CHECKING:
    import pytest
    from sqlalchemy.orm import Session


def keys_of(session: Session, side: Side, number: int) -> set[int]:
    query = select(BlockingKey.key).where(BlockingKey.side == SIDE_NUMBERS[side], BlockingKey.record_id == number)
    return set(session.scalars(query))


def reported(session: Session, **person: Any) -> int:
    report = make_report(session, **person)
    store_keys(session, Side.REPORT, [(report.id, report.person)])
    return report.id


def test_a_report_is_found_by_any_spelling_of_its_name(session: Session) -> None:
    wanted = reported(session, surname="Шевченко", given_name="Володимир", patronymic="Григорович")
    reported(session, surname="Коваль", given_name="Олена")
    for name in (
        "Шевченко Владимир Григорьевич", "Volodymyr Shevchenko", "Schewtschenko Wladimir", "ШЕВЧЕНКО В. Г.",
        "Szewczenko Włodzimierz", "Шевчинко Вова", "Шевчнеко Володимир",
    ):  # fmt: skip
        assert candidate_ids(session, Side.REPORT, {"full_name": name}) == [wanted], name
    assert candidate_ids(session, Side.REPORT, {"full_name": "Мельник Петро"}) == []
    assert candidate_ids(session, Side.RELEASED, {"full_name": "Volodymyr Shevchenko"}) == []


def test_keys_are_those_of_the_core_and_are_replaced_when_a_record_changes(session: Session) -> None:
    report = make_report(session, surname="Шевченко", given_name="Тарас")
    other = reported(session, surname="Гончар", given_name="Олесь")
    kept = keys_of(session, Side.REPORT, other)
    store_keys(session, Side.REPORT, [(report.id, report.person)])
    _, expected = matcher.blocking_keys_of(matcher.from_persons([Person("", **report.person)]), asking=False)
    assert keys_of(session, Side.REPORT, report.id) == set(expected.tolist())
    changed = {"surname": "Коваль", "given_name": "Тарас"}
    store_keys(session, Side.REPORT, [(report.id, changed)])
    _, expected = matcher.blocking_keys_of(matcher.from_persons([Person("", **changed)]), asking=False)
    assert keys_of(session, Side.REPORT, report.id) == set(expected.tolist())
    assert candidate_ids(session, Side.REPORT, {"surname": "Шевченко"}) == []
    drop_keys(session, Side.REPORT, [report.id])
    assert keys_of(session, Side.REPORT, report.id) == set()
    assert keys_of(session, Side.REPORT, other) == kept


def test_the_two_sides_do_not_meet_although_their_numbers_do(session: Session) -> None:
    person = {"surname": "Шевченко", "given_name": "Тарас"}
    store_keys(session, Side.REPORT, [(1, person)])
    release_list = make_list(session)
    released = make_released(session, release_list, surname="Коваль")
    store_keys(session, Side.RELEASED, [(released.id, released.person)])
    drop_keys(session, Side.RELEASED, [1])
    assert candidate_ids(session, Side.REPORT, person) == [1]


def test_storing_nobody_is_no_error(session: Session) -> None:
    store_keys(session, Side.REPORT, [])
    drop_keys(session, Side.REPORT, [])
    assert session.scalar(select(func.count()).select_from(BlockingKey)) == 0


def test_many_records_are_stored_in_one_call(session: Session) -> None:
    people = [(number, {"surname": f"Шевчен{'кол'[number % 3]}о", "birth_date": str(1950 + number % 50)})
              for number in range(1, 1302)]  # fmt: skip
    store_keys(session, Side.REPORT, people)
    store_keys(session, Side.REPORT, people)
    records = session.scalar(select(func.count(func.distinct(BlockingKey.record_id))))
    assert records == 1301


def test_the_most_telling_keys_come_first(session: Session) -> None:
    for number in range(30):
        reported(session, surname="Бойко", given_name=("Іван", "Петро", "Юрій")[number % 3])
    wanted = reported(session, surname="Бойко", given_name="Остап", birth_date="1985-03-07")
    found = candidate_ids(session, Side.REPORT, {"full_name": "Boiko Ostap", "birth_date": "07.03.1985"}, limit=5)
    assert found[0] == wanted
    assert len(found) == 5


def test_common_keys_only_add_to_records_found_by_rare_ones(session: Session, monkeypatch: pytest.MonkeyPatch) -> None:
    for number in range(20):
        reported(session, surname=("Бойко", "Гайко", "Лисенко", "Рудий")[number % 4], given_name="Іван")
    wanted = reported(session, surname="Тимчишин", given_name="Іван")
    other = reported(session, surname="Тимчишин", given_name="Роман")
    monkeypatch.setattr(candidates, "ROWS", 8)
    assert candidate_ids(session, Side.REPORT, {"full_name": "Tymchyshyn Ivan"}) == [wanted, other]
    many = candidate_ids(session, Side.REPORT, {"given_name": "Іван"}, limit=4)
    assert len(many) == 4, "a key that very many bear is taken where there is no other"


def test_people_of_lists_that_are_not_to_be_seen_take_no_part(session: Session) -> None:
    lists = [make_list(session, "open"), make_list(session, "sealed", sealed=True), make_list(session, "over")]
    lists[2].sealed, lists[2].sealed_until = True, now() - dt.timedelta(days=1)
    people = [make_released(session, one, surname="Шевченко", given_name="Тарас") for one in lists]
    withdrawn = make_released(session, lists[0], surname="Шевченко", given_name="Тарас")
    withdrawn.withdrawn_in = 2
    session.flush()
    store_keys(session, Side.RELEASED, [(one.id, one.person) for one in (*people, withdrawn)])
    person = {"full_name": "Taras Shevchenko"}
    assert set(candidate_ids(session, Side.RELEASED, person)) == {one.id for one in people}
    seen = candidate_ids(session, Side.RELEASED, person, visible=visible_lists(Role.CASEWORKER))
    assert set(seen) == {people[0].id, people[2].id}
    seen = candidate_ids(session, Side.RELEASED, person, visible=visible_lists(Role.SUPERVISOR))
    assert set(seen) == {one.id for one in people}
    only = candidate_ids(session, Side.RELEASED, person, visible=visible_lists(Role.CASEWORKER), limit=1)
    assert len(only) == 1, "hidden people take nobody's place"


def test_the_reference_is_the_latest_finished_run_s_and_before_any_run_the_shipped_one(session: Session) -> None:
    for _ in range(3):
        make_report(session, surname="Коваль")
    assert latest_reference(session).reports == session.scalar(select(func.count()).select_from(Report)) == 3
    for reports, finished in ((50, True), (60, True), (70, False)):
        data = Reference.shipped(reports).to_bytes()
        session.add(MatchRun(reports=reports, reference=data, finished_at=now() if finished else None))
        session.flush()
    first = latest_reference(session)
    assert first.reports == 60
    assert latest_reference(session) is first, "read once for all searches"
    session.add(MatchRun(reports=80, reference=Reference.shipped(80).to_bytes(), finished_at=now()))
    session.flush()
    assert latest_reference(session).reports == 80
