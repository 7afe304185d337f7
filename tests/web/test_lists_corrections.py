"""A corrected re-issue of a list: what it changes is shown first, and decisions stay."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from matcher.intake import read
from tests.web.cases import make_report
from tests.web.lists_cases import FIRST, HEAD, LIST, SECOND, THIRD, bring, loaded, reissue, work
from web.lists.differences import difference, field_changes
from web.lists.entries import Entry, Stored, entries_of, ids_of
from web.models import Job, JobState, ListVersion, Match, MatchState, Released, Revision
from web.records import fingerprint

if TYPE_CHECKING:
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from tests.web.lists_cases import SignIn
    from web.database import Database

FOURTH = "R4;Рудь;Олег;;1990;;\n"


def entry(row: int, source_id: str = "", **person: str) -> Entry:
    return Entry(row, source_id, dict(person), {}, fingerprint(person))


def stored(number: int, source_id: str = "", *, withdrawn: bool = False, **person: str) -> Stored:
    return Stored(number + 1, source_id, dict(person), {}, fingerprint(person), number, withdrawn)


def test_rows_are_paired_by_identifier_then_wording_then_likeness() -> None:
    on_file = [
        stored(1, "A1", full_name="Шевчук Тарас", birth_date="1984"),
        stored(2, "A2", full_name="Заєць Ігор", birth_date="12.11.1979"),
        stored(3, "", full_name="Ґудзь Мар'яна", birth_date="21.05.1991"),
        stored(4, "A4", full_name="Рудь Олег Іванович", birth_date="01.02.1990"),
    ]
    new = [
        entry(2, "A2", full_name="Заяць Ігор", birth_date="12.11.1979"),
        entry(3, "", full_name="Гудзь Марʼяна", birth_date="21.05.1991"),
        entry(4, "B7", full_name="Шевчук Тарас", birth_date="1984"),
        entry(5, "B8", full_name="Сорока Петро", birth_date="07.07.1977"),
    ]
    found = difference(on_file, new, by_id=True)
    assert [(change.old.number, change.new.row) for change in found.changed] == [(2, 2), (3, 3)]
    assert [(change.old.number, change.new.row) for change in found.unchanged] == [(1, 4)]
    assert [row.number for row in found.withdrawn] == [4]
    assert [row.row for row in found.added] == [5]


def test_running_numbers_pair_nobody() -> None:
    assert ids_of({"№": "id", "ПІБ": "full_name"}) == "running"
    assert ids_of({"Case number": "id"}) == "file"
    assert ids_of({"ПІБ": "full_name"}) == ""
    on_file = [stored(1, "1", full_name="Шевчук Тарас"), stored(2, "2", full_name="Заєць Ігор")]
    found = difference(on_file, [entry(2, "1", full_name="Заєць Ігор")], by_id=False)
    assert [row.number for row in found.withdrawn] == [1]
    assert found.changed == ()


def test_an_identifier_given_to_somebody_else_is_marked_as_doubtful() -> None:
    on_file = [stored(1, "A1", full_name="Шевчук Тарас", birth_date="1984")]
    [change] = difference(on_file, [entry(2, "A1", full_name="Рудь Олег", birth_date="1990")], by_id=True).changed
    assert change.doubtful
    [change] = difference(on_file, [entry(2, "A1", full_name="Шевчук Т.", birth_date="1984")], by_id=True).changed
    assert not change.doubtful


def test_namesakes_are_paired_one_to_one() -> None:
    on_file = [stored(number, full_name="Шевчук Тарас") for number in (1, 2)]
    found = difference(on_file, [entry(2, full_name="Шевчук Тарас")], by_id=False)
    assert [change.old.number for change in found.unchanged] == [1]
    assert [row.number for row in found.withdrawn] == [2]


def test_a_file_in_which_most_people_are_missing_may_be_of_another_list(sign_in: SignIn, database: Database) -> None:
    on_file = [stored(1, "1", full_name="Шевчук Тарас"), stored(2, "2", full_name="Заєць Ігор")]
    other = entry(2, "9", full_name="Сорока Петро", birth_date="07.07.1977")
    assert difference(on_file, [other], by_id=False).mostly_withdrawn
    kept = entry(3, "1", full_name="Шевчук Тарас")
    assert not difference(on_file, [other, kept], by_id=False).mostly_withdrawn
    client = sign_in("caseworker").client
    loaded(client, database)
    asked = "Is it really a corrected version"
    assert asked in client.get(reissue(client, 1, HEAD + FOURTH)).text
    assert asked not in client.get(reissue(client, 1, HEAD + FIRST + SECOND)).text


def test_what_changed_is_told_in_the_order_of_the_vocabulary_and_then_by_heading() -> None:
    old = Entry(2, "", {"birth_date": "1984", "full_name": "А"}, {"Телефон": "1"}, "")
    new = Entry(2, "", {"birth_date": "1985", "full_name": "Б", "other_names": ["В", "Г"]}, {}, "")
    assert [(change.name, change.before, change.after) for change in field_changes(old, new)] == [
        ("full_name", "А", "Б"), ("other_names", "", "В; Г"), ("birth_date", "1984", "1985"), ("Телефон", "1", ""),
    ]  # fmt: skip


def test_a_new_version_adds_changes_and_withdraws_and_decisions_stay(
    sign_in: SignIn, database: Database, session: Session
) -> None:
    with database.transaction() as own:
        make_report(own, full_name="Шевчук Тарас Григорович", birth_date="09.03.1984")
        make_report(own, full_name="Ґудзь Мар'яна Іванівна", birth_date="21.05.1991")
    client = sign_in("caseworker").client
    loaded(client, database)
    with database.transaction() as own:
        before = {released.source_id: released.id for released in own.scalars(select(Released))}
        for match in own.scalars(select(Match)):
            assert match.state == MatchState.OPEN
        matched = {match.released_id: match.id for match in own.scalars(select(Match))}
        assert set(matched) == {before["R1"], before["R2"]}
    corrected = HEAD + FOURTH + FIRST.replace("Шевчук", "Шевчуг").replace("солдат", "сержант") + THIRD
    place = reissue(client, 1, corrected)
    page = client.get(place).text
    assert "<del><bdi>Шевчук</bdi></del>" in page
    assert "<ins><bdi>Шевчуг</bdi></ins>" in page
    assert "<bdi>солдат</bdi>" not in page.split("What this version changes")[1], "masked fields stay masked"
    assert client.post(place, data={"base": "1", "action": "load"}).status_code == 303
    work(database)
    rows = {released.source_id: released for released in session.scalars(select(Released))}
    assert {name: released.id for name, released in rows.items() if name != "R4"} == before
    assert (rows["R1"].changed_in, rows["R1"].name) == (2, "Шевчуг Тарас Григорович")
    assert (rows["R2"].withdrawn_in, rows["R3"].changed_in, rows["R4"].added_in) == (2, None, 2)
    [wording] = session.scalars(select(Revision)).all()
    assert (wording.record_id, wording.person["surname"]) == (before["R1"], "Шевчук")
    current = {match.id: match.current for match in session.scalars(select(Match))}
    assert current[matched[before["R1"]]], "the corrected row keeps its match"
    assert not current[matched[before["R2"]]], "the match of a withdrawn row is no longer proposed"
    version = session.scalars(select(ListVersion).where(ListVersion.number == 2)).one()
    assert (version.added, version.changed, version.withdrawn, version.rows) == (1, 1, 1, 3)
    person = client.get(f"/lists/people/{before['R1']}").text
    assert "Earlier wordings" in person
    assert "Шевчук" in person
    session.rollback()
    client.post(reissue(client, 1, LIST), data={"base": "2", "action": "load"})
    work(database)
    back = session.get_one(Released, before["R2"])
    assert (back.withdrawn_in, back.source_id) == (None, "R2")
    assert session.get_one(Match, matched[before["R2"]]).current, "whoever is back is matched as before"


def test_a_blank_column_of_identifiers_joins_nobody_by_the_place_in_the_file(
    sign_in: SignIn, database: Database, session: Session
) -> None:
    client = sign_in("caseworker").client
    loaded(client, database, HEAD + FIRST.removeprefix("R1") + SECOND.removeprefix("R2"))
    before = {released.name: released.id for released in session.scalars(select(Released))}
    session.rollback()
    place = reissue(client, 1, HEAD + FOURTH.removeprefix("R4") + FIRST.removeprefix("R1") + SECOND.removeprefix("R2"))
    assert client.post(place, data={"base": "1", "action": "load"}).status_code == 303
    work(database)
    after = {released.name: released.id for released in session.scalars(select(Released))}
    assert after == before | {"Рудь Олег": max(after.values())}
    assert set(session.scalars(select(Released.source_id))) == {""}
    assert [version.columns["ids"] for version in session.scalars(select(ListVersion))] == ["", ""]


def test_a_row_that_the_file_calls_nothing_has_no_identifier() -> None:
    records = read("ID;ПІБ\nA;Шевчук Тарас\n;Заєць Ігор\nrow-3;Рудь Олег\n".encode())
    assert [entry.source_id for entry in entries_of(records)] == ["A", "", "row-3"]


def test_the_same_version_again_changes_nothing_and_cannot_be_loaded(sign_in: SignIn, database: Database) -> None:
    client = sign_in("caseworker").client
    loaded(client, database)
    page = client.get(reissue(client, 1, LIST)).text
    assert "It says the same as the version on file." in page
    assert "Load this version" not in page


def test_of_two_new_versions_the_second_is_refused_and_shown_anew(
    sign_in: SignIn, database: Database, session: Session
) -> None:
    anna, bohdan = sign_in("caseworker").client, sign_in("caseworker").client
    loaded(anna, database)
    one = reissue(anna, 1, LIST + FOURTH)
    other = reissue(bohdan, 1, HEAD + FIRST + SECOND)
    assert anna.post(one, data={"base": "1", "action": "load"}).status_code == 303
    waiting = bohdan.post(other, data={"base": "1", "action": "load"})
    assert waiting.status_code == 409
    assert "Somebody was faster" in waiting.text
    work(database)
    late = bohdan.post(other, data={"base": "1", "action": "load"})
    assert late.status_code == 409
    assert "Рудь" in late.text, "the difference from the version that came first"
    assert bohdan.post(other, data={"base": "2", "action": "load"}).status_code == 303
    work(database)
    assert session.scalars(select(ListVersion.number).order_by(ListVersion.number)).all() == [1, 2, 3]


def test_two_versions_ordered_at_the_same_moment_become_one_job(
    sign_in: SignIn, database: Database, session: Session
) -> None:
    clients = [sign_in("caseworker").client for _ in range(2)]
    loaded(clients[0], database)
    places = [reissue(client, 1, LIST + FOURTH.replace("R4", f"R{4 + n}")) for n, client in enumerate(clients)]
    answers: list[int] = []
    start = threading.Barrier(2)

    def go(client: FlaskClient, place: str) -> None:
        start.wait()
        answers.append(client.post(place, data={"base": "1", "action": "load"}).status_code)

    threads = [threading.Thread(target=go, args=pair) for pair in zip(clients, places, strict=True)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [303, 409]
    work(database)
    assert session.scalars(select(ListVersion.number).order_by(ListVersion.number)).all() == [1, 2]


def test_a_version_that_was_overtaken_in_the_queue_is_not_stored(
    sign_in: SignIn, database: Database, session: Session
) -> None:
    client = sign_in("caseworker").client
    loaded(client, database)
    client.post(reissue(client, 1, LIST + FOURTH), data={"base": "1", "action": "load"})
    with database.transaction() as own:
        own.add(ListVersion(list_id=1, number=2, file_hash="0" * 64))
    work(database)
    job = session.scalars(select(Job).where(Job.kind == "load_list").order_by(Job.id.desc()).limit(1)).one()
    assert job.state == JobState.FAILED
    assert "Another version of this list was loaded meanwhile" in client.get("/lists/1").text
    assert len(session.scalars(select(Released)).all()) == 3


@pytest.mark.parametrize("role", ["viewer", "auditor"])
def test_who_may_not_load_lists_may_not_correct_them(sign_in: SignIn, database: Database, role: str) -> None:
    loaded(sign_in("caseworker").client, database)
    assert bring(sign_in(role).client, LIST, "/lists/1/correct").status_code == 403
