"""A report that was just saved meets the lists that are on file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.web.cases import make_list, make_released, make_report
from web.matching.keeping import withdraw_matches
from web.matching.keys import store_keys
from web.matching.on_save import match_released, match_report
from web.models import Match, Released, Report, ReportState, Side
from web.records import fingerprint

if TYPE_CHECKING:
    from collections.abc import Iterator

    from sqlalchemy.orm import Session

    from web.database import Database
    from web.models import ReleaseList

OFFICE = 20_000
"""The reports on file, as far as the weights go."""


@pytest.fixture
def writing(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A transaction in an office with many reports."""
    from matcher import Reference

    monkeypatch.setattr("web.matching.on_save.latest_reference", lambda _session: Reference.shipped(OFFICE))
    with database.transaction() as opened:
        yield opened


def released(session: Session, on: ReleaseList, **person: str) -> Released:
    saved = make_released(session, on, **person)
    store_keys(session, Side.RELEASED, [(saved.id, saved.person)])
    return saved


def reported(session: Session, **person: Any) -> Report:
    saved = make_report(session, **person)
    store_keys(session, Side.REPORT, [(saved.id, saved.person)])
    return saved


def reword(session: Session, record: Report | Released, **person: str) -> None:
    record.person = {**record.person, **person}
    record.fingerprint = fingerprint(record.person)
    side = Side.REPORT if isinstance(record, Report) else Side.RELEASED
    store_keys(session, side, [(record.id, record.person)])


def pair(session: Session, released_id: int, report_id: int) -> Match:
    query = select(Match).where(Match.released_id == released_id, Match.report_id == report_id)
    return session.scalars(query.execution_options(populate_existing=True)).one()


def test_a_report_finds_its_person_on_two_lists_in_other_spellings(writing: Session) -> None:
    first, second = make_list(writing), make_list(writing, "Second batch")
    russian = released(writing, first, full_name="Вакуленко Сергей Николаевич", birth_date="14.03.1987")
    latin = released(writing, second, full_name="VAKULENKO SERHII", birth_date="1987")
    released(writing, second, full_name="Марченко Олег Петрович", birth_date="02.02.1990")
    report = reported(
        writing, surname="Вакуленко", given_name="Сергій", patronymic="Миколайович", birth_date="1987-03-14"
    )
    assert match_report(writing, report.id) == 2
    found = {match.released_id: match for match in writing.scalars(select(Match))}
    assert set(found) == {russian.id, latin.id}
    assert found[russian.id].probability > found[latin.id].probability
    assert found[russian.id].evidence["fields"]
    assert all(match.run_id is None and match.current for match in found.values())


def test_nobody_is_proposed_for_a_report_about_somebody_else(writing: Session) -> None:
    released(writing, make_list(writing), full_name="Вакуленко Сергей Николаевич", birth_date="14.03.1987")
    report = reported(writing, full_name="Гринишин Тарас Іванович", birth_date="1999-10-01")
    assert match_report(writing, report.id) == 0
    assert writing.scalars(select(Match)).all() == []


def test_a_second_report_as_good_as_the_first_takes_half_of_its_belief(writing: Session) -> None:
    person = released(writing, make_list(writing), full_name="Вакуленко Сергей Николаевич", birth_date="1987")
    one = reported(writing, full_name="Вакуленко Сергій Миколайович", birth_date="14.03.1987", home_place="Суми")
    match_report(writing, one.id)
    alone = pair(writing, person.id, one.id).probability
    namesake = reported(writing, full_name="Вакуленко Сергій Миколайович", birth_date="02.11.1987", home_place="Одеса")
    match_report(writing, namesake.id)
    both = pair(writing, person.id, one.id), pair(writing, person.id, namesake.id)
    assert alone > 0.8
    assert both[0].probability == pytest.approx(both[1].probability, abs=0.05)
    assert all(match.probability < alone - 0.2 for match in both)
    assert sorted(match.rank for match in both) == [1, 2]
    assert both[0].margin == pytest.approx(0.0, abs=0.5)


def test_the_belief_returns_to_the_first_report_when_the_second_is_corrected(writing: Session) -> None:
    person = released(writing, make_list(writing), full_name="Вакуленко Сергей Николаевич", birth_date="1987")
    one = reported(writing, full_name="Вакуленко Сергій Миколайович", birth_date="14.03.1987")
    namesake = reported(writing, full_name="Вакуленко Сергій Миколайович", birth_date="02.11.1987")
    for report in (one, namesake):
        match_report(writing, report.id)
    shared = pair(writing, person.id, one.id).probability
    reword(writing, namesake, full_name="Білик Роман Андрійович", birth_date="02.11.1964")
    assert match_report(writing, namesake.id) == 0
    assert not pair(writing, person.id, namesake.id).current
    assert pair(writing, person.id, one.id).probability > shared + 0.2
    assert pair(writing, person.id, one.id).rank == 1


def test_matching_a_report_twice_changes_nothing(writing: Session) -> None:
    person = released(writing, make_list(writing), full_name="Вакуленко Сергей Николаевич", birth_date="14.03.1987")
    report = reported(writing, full_name="Vakulenko Serhii Mykolaiovych", birth_date="1987-03-14")
    figures = []
    for _ in range(2):
        assert match_report(writing, report.id) == 1
        match = pair(writing, person.id, report.id)
        figures.append((match.id, match.probability, match.rank, match.revision, match.found_at))
    assert figures[0] == figures[1]


def test_a_closed_report_is_matched_no_more(writing: Session) -> None:
    person = released(writing, make_list(writing), full_name="Вакуленко Сергей Николаевич", birth_date="14.03.1987")
    report = reported(writing, full_name="Вакуленко Сергій Миколайович", birth_date="14.03.1987")
    match_report(writing, report.id)
    report.state = ReportState.CLOSED
    assert match_report(writing, report.id) == 0
    assert not pair(writing, person.id, report.id).current


def test_withdrawn_matches_are_no_longer_current_on_either_side(writing: Session) -> None:
    on = make_list(writing)
    people = [
        released(writing, on, full_name=name, birth_date="14.03.1987")
        for name in ("Вакуленко Сергей Николаевич", "Гринишин Тарас Иванович")
    ]
    reports = [
        reported(writing, full_name=name, birth_date="14.03.1987")
        for name in ("Вакуленко Сергій Миколайович", "Гринишин Тарас Іванович")
    ]
    for report in reports:
        match_report(writing, report.id)
    assert withdraw_matches(writing, Side.RELEASED, [people[0].id]) == 1
    assert withdraw_matches(writing, Side.REPORT, [reports[1].id]) == 1
    assert withdraw_matches(writing, Side.REPORT, [report.id for report in reports]) == 0
    assert writing.scalars(select(Match.current)).all() == [False, False]


def test_a_released_person_corrected_by_hand_finds_the_report(writing: Session) -> None:
    on = make_list(writing)
    person = released(writing, on, full_name="Вакулeнко С.", birth_date="")
    report = reported(writing, full_name="Гринишин Тарас Іванович", birth_date="14.03.1987")
    assert match_released(writing, person.id) == 0
    reword(writing, person, full_name="Hrynyshyn Taras", birth_date="14.03.1987")
    assert match_released(writing, person.id) == 1
    assert pair(writing, person.id, report.id).probability > 0.5
    person.withdrawn_in = 2
    assert match_released(writing, person.id) == 0
    assert not pair(writing, person.id, report.id).current


def test_the_same_person_on_another_list_does_not_take_from_the_first(writing: Session) -> None:
    first, second = make_list(writing), make_list(writing, "Second batch")
    person = released(writing, first, full_name="Вакуленко Сергей Николаевич", birth_date="14.03.1987")
    report = reported(writing, full_name="Вакуленко Сергій Миколайович", birth_date="14.03.1987")
    match_report(writing, report.id)
    alone = pair(writing, person.id, report.id).probability
    again = released(writing, second, full_name="Вакуленко Сергей Николаевич", birth_date="14.03.1987")
    assert match_released(writing, again.id) == 1
    assert match_report(writing, report.id) == 2
    for number in (person.id, again.id):
        assert pair(writing, number, report.id).probability == pytest.approx(alone)


def test_two_namesakes_on_one_list_share_the_belief_of_a_report(writing: Session) -> None:
    on = make_list(writing)
    people = [
        released(writing, on, full_name="Вакуленко Сергей Николаевич", birth_date="1987", unit=unit)
        for unit in ("А1234", "А4321")
    ]
    report = reported(writing, full_name="Вакуленко Сергій Миколайович", birth_date="14.03.1987")
    assert match_report(writing, report.id) == 2
    found = [pair(writing, person.id, report.id).probability for person in people]
    assert found[0] == pytest.approx(found[1])
    assert sum(found) <= 1.0
