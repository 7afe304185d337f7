"""Two records of one side that may be about one person: suggested, linked, unlinked, never merged."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.web.cases import make_list, make_match, make_released, make_report
from web.jobs import claim, run
from web.matching.keys import store_keys
from web.matching.links import (
    Found,
    link,
    links_of,
    other_end,
    people_on_other_lists,
    suggest_duplicates,
    unlink,
)
from web.matching.runs import start_match
from web.models import (
    Decision,
    Match,
    MatchState,
    PersonLink,
    PersonLinkState,
    Released,
    ReleaseList,
    Report,
    Side,
    User,
    Verdict,
)
from web.permissions import Role
from web.records import fingerprint
from web.review.states import both_sides, restate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from sqlalchemy.orm import Session

    from web.database import Database


@pytest.fixture
def writing(database: Database, monkeypatch: pytest.MonkeyPatch) -> Iterator[Session]:
    """A transaction in an office with many reports."""
    from matcher import Reference

    monkeypatch.setattr("web.matching.links.latest_reference", lambda _session: Reference.shipped(20_000))
    with database.transaction() as opened:
        yield opened


def reported(session: Session, name: str, date: str = "", **person: Any) -> Report:
    report = make_report(session, full_name=name, birth_date=date, **person)
    store_keys(session, Side.REPORT, [(report.id, report.person)])
    return report


def released(session: Session, on: ReleaseList, name: str, date: str = "") -> Released:
    person = make_released(session, on, full_name=name, birth_date=date)
    store_keys(session, Side.RELEASED, [(person.id, person.person)])
    return person


def worker(session: Session, name: str = "worker") -> int:
    user = User(login=name, name=name, role=Role.REVIEWER)
    session.add(user)
    session.flush()
    return user.id


def states(session: Session) -> dict[tuple[int, int], PersonLinkState]:
    return {(found.first_id, found.second_id): found.state for found in session.scalars(select(PersonLink))}


def match_list(database: Database, list_id: int) -> None:
    with database.transaction() as session:
        start_match(session, list_id, None)
    claimed = claim(database)
    assert claimed is not None
    run(claimed)


def test_a_mother_and_a_wife_who_report_one_man_are_suggested_but_not_his_brother(writing: Session) -> None:
    mother = reported(writing, "Вакуленко Сергій Миколайович", "14.03.1987", home_place="Суми")
    brother = reported(writing, "Вакуленко Андрій Миколайович", "02.09.1990", home_place="Суми")
    wife = reported(writing, "VAKULENKO SERGEI", "1987-03-14", home_place="Сумы")
    assert suggest_duplicates(writing, [wife.id]) == 1
    assert suggest_duplicates(writing, [brother.id]) == 0
    assert states(writing) == {(mother.id, wife.id): PersonLinkState.SUGGESTED}
    found = links_of(writing, Side.REPORT, wife.id, Role.VIEWER)[0]
    assert other_end(found, wife.id) == mother.id
    assert found.probability > 0.5
    assert {item["field"] for item in found.evidence["fields"]} >= {"surname", "given_name", "birth_date"}


def test_three_reports_of_one_man_do_not_take_from_each_other(writing: Session) -> None:
    spellings = ("Вакуленко Сергій Миколайович", "Вакуленко Сергей Николаевич", "Vakulenko Serhii Mykolaiovych")
    three = [reported(writing, name, "14.03.1987").id for name in spellings]
    assert suggest_duplicates(writing, [three[2]]) == 2
    assert suggest_duplicates(writing, three) == 3


def test_a_suggestion_goes_when_the_report_is_corrected(writing: Session) -> None:
    one = reported(writing, "Вакуленко Сергій Миколайович", "14.03.1987")
    other = reported(writing, "Вакуленко Сергей Николаевич", "14.03.1987")
    suggest_duplicates(writing, [other.id])
    other.person = {"full_name": "Гринишин Тарас Олегович", "birth_date": "1999-10-01"}
    store_keys(writing, Side.REPORT, [(other.id, other.person)])
    assert suggest_duplicates(writing, [other.id]) == 0
    assert links_of(writing, Side.REPORT, one.id, Role.VIEWER) == []


@pytest.mark.parametrize("decide", [link, unlink])
def test_what_people_decided_outlives_every_later_search(writing: Session, decide: Callable[..., PersonLink]) -> None:
    one = reported(writing, "Вакуленко Сергій Миколайович", "14.03.1987")
    other = reported(writing, "Вакуленко Сергей Николаевич", "14.03.1987")
    suggest_duplicates(writing, [one.id])
    user_id = worker(writing)
    decided = decide(writing, Side.REPORT, other.id, one.id, user_id)
    before = (decided.id, decided.state, decided.at, decided.user_id)
    assert decided.state in {PersonLinkState.LINKED, PersonLinkState.UNLINKED}
    suggest_duplicates(writing, [one.id, other.id])
    other.person = {"full_name": "Гринишин Тарас Олегович"}
    other.fingerprint = fingerprint(other.person)
    store_keys(writing, Side.REPORT, [(other.id, other.person)])
    suggest_duplicates(writing, [other.id])
    writing.expire_all()
    found = writing.scalars(select(PersonLink)).one()
    assert (found.id, found.state, found.at, found.user_id) == before


def test_two_records_nobody_suggested_can_be_linked_and_the_evidence_is_shown(writing: Session) -> None:
    one = reported(writing, "Вакуленко Сергій Миколайович", "14.03.1987")
    nickname = reported(writing, "Білик Роман", "1964")
    found = link(writing, Side.REPORT, nickname.id, one.id, worker(writing))
    assert found.state is PersonLinkState.LINKED
    assert found.probability < 0.01
    assert found.evidence["weight"] < 0


@pytest.mark.parametrize("numbers", [(0, 0), (0, 1), (1, 1)])
def test_a_link_needs_two_records_that_are_on_file(writing: Session, numbers: tuple[int, int]) -> None:
    report = reported(writing, "Вакуленко Сергій Миколайович")
    one, other = (report.id if number else 999_999 for number in numbers)
    with pytest.raises(ValueError, match="two records"):
        link(writing, Side.REPORT, one, other, worker(writing))


def test_confirming_one_of_two_linked_reports_does_not_supersede_the_other(writing: Session) -> None:
    person = released(writing, make_list(writing), "Вакуленко Сергей Николаевич", "14.03.1987")
    reports = [reported(writing, name, "14.03.1987") for name in ("Вакуленко Сергій Миколайович", "Vakulenko Sergei")]
    one, other = (make_match(writing, person, report) for report in reports)
    for number, name in enumerate(("first", "second"), 1):
        writing.add(
            Decision(
                match_id=one.id, number=number, user_id=worker(writing, name), role=Role.REVIEWER,
                verdict=Verdict.SAME, probability=0.9, compared=both_sides(person.person, reports[0].person),
            )
        )  # fmt: skip
    restate(writing, [one.id], decided=one.id)
    assert (one.state, other.state) == (MatchState.CONFIRMED, MatchState.SUPERSEDED)
    user_id = worker(writing)
    link(writing, Side.REPORT, reports[0].id, reports[1].id, user_id)
    assert (one.state, other.state) == (MatchState.CONFIRMED, MatchState.OPEN)
    unlink(writing, Side.REPORT, reports[0].id, reports[1].id, user_id)
    assert (one.state, other.state) == (MatchState.CONFIRMED, MatchState.SUPERSEDED)


def test_people_already_on_an_earlier_list_are_flagged_when_the_list_is_matched(
    database: Database, session: Session
) -> None:
    with database.transaction() as writing:
        first, second = make_list(writing), make_list(writing, "Second batch")
        before = released(writing, first, "Вакуленко Сергей Николаевич", "14.03.1987").id
        released(writing, first, "Марченко Олег Петрович", "02.02.1990")
        again = released(writing, second, "VAKULENKO SERHII", "14.03.1987").id
        released(writing, second, "Марченко Олена Петрівна", "05.08.1993")
        reported(writing, "Гринишин Тарас Олегович", "1999-10-01")
        lists = first.id, second.id
    match_list(database, lists[1])
    assert states(session) == {(before, again): PersonLinkState.SUGGESTED}
    session.rollback()
    with database.transaction() as writing:
        writing.get_one(Released, before).withdrawn_in = 2
    assert links_of(session, Side.RELEASED, again, Role.VIEWER) == []
    session.rollback()
    match_list(database, lists[1])
    assert states(session) == {}


def test_what_another_lists_run_found_during_a_run_stays_and_a_changed_person_is_left(
    database: Database, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as writing:
        first, second = make_list(writing), make_list(writing, "Second batch")
        here = released(writing, first, "Вакуленко Сергей Николаевич", "14.03.1987").id
        released(writing, first, "Гринишин Тарас Олегович", "01.10.1999")
        changed = released(writing, second, "HRYNYSHYN TARAS", "01.10.1999").id
        reported(writing, "Марченко Олег Петрович", "02.02.1990")
        lists = first.id, second.id
    came: list[int] = []

    def meanwhile(*arguments: Any) -> Found:
        found = people_on_other_lists(*arguments)
        if not came:  # the other list's run comes past here, too
            with database.transaction() as writing:
                on = writing.get_one(ReleaseList, lists[1])
                came.append(released(writing, on, "VAKULENKO SERHII", "14.03.1987").id)
                person = writing.get_one(Released, changed)
                person.person = {"full_name": "Юрченко Богдан Артемович", "birth_date": "09.09.1991"}
                person.fingerprint = fingerprint(person.person)
            match_list(database, lists[1])
        return found

    monkeypatch.setattr("web.matching.runs.people_on_other_lists", meanwhile)
    match_list(database, lists[0])
    assert states(session) == {(here, came[0]): PersonLinkState.SUGGESTED}


def test_a_link_to_a_sealed_list_is_seen_only_by_who_sees_both(writing: Session) -> None:
    first = make_list(writing)
    second = make_list(writing, "Not yet announced", sealed=True, seal_roles=["reviewer"])
    here = released(writing, first, "Вакуленко Сергей Николаевич", "14.03.1987").id
    there = released(writing, second, "VAKULENKO SERHII", "14.03.1987").id
    link(writing, Side.RELEASED, here, there, worker(writing))
    for number in (here, there):
        assert links_of(writing, Side.RELEASED, number, Role.CASEWORKER) == []
        assert len(links_of(writing, Side.RELEASED, number, Role.REVIEWER)) == 1


def test_linked_come_before_suggested_and_unlinked_last(writing: Session) -> None:
    spellings = ("Вакуленко Сергій Миколайович", "Вакуленко Сергей Николаевич", "Vakulenko Serhii Mykolaiovych")
    one, *others = [reported(writing, name, "14.03.1987").id for name in (*spellings, "Вакуленко С. М.")]
    suggest_duplicates(writing, [one])
    user_id = worker(writing)
    unlink(writing, Side.REPORT, one, others[0], user_id)
    link(writing, Side.REPORT, one, others[2], user_id)
    found = links_of(writing, Side.REPORT, one, Role.VIEWER)
    assert [other_end(item, one) for item in found] == [others[2], others[1], others[0]]
    assert writing.scalars(select(Match)).all() == []
