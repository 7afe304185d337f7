"""The overview: what waits for whom, the figures of each list, what was not measured, and the case sheet."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tests.web.cases import make_inquirer, make_list, make_match, make_released, make_report
from web.dashboard.counts import ListCounts, counts_of
from web.dashboard.durations import format_duration
from web.dashboard.tasks import tasks
from web.database import now
from web.models import (
    AuditEntry,
    Decision,
    Disclosure,
    DisclosureState,
    ListVersion,
    Match,
    MatchRun,
    MatchState,
    Unmasking,
    User,
    Verdict,
)
from web.permissions import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed
    from web.database import Database
    from web.models import ReleaseList

    SignIn = Callable[..., Signed]


def user_of(session: Session, role: Role, **particulars: Any) -> User:
    user = User(login=f"{role.value}-{len(particulars)}", role=role, **particulars)
    session.add(user)
    session.flush()
    return user


def pair(session: Session, release_list: ReleaseList, state: MatchState = MatchState.OPEN, **figures: Any) -> Match:
    released = make_released(session, release_list, surname="Коваль", given_name="Іван", birth_date="03.11.1990")
    report = make_report(session, surname="Коваль", given_name="Іван", birth_date="03.11.1990")
    figures = {"band": "strong", "decided_at": now() if state == MatchState.CONFIRMED else None, **figures}
    return make_match(session, released, report, state=state, **figures)


def decide(session: Session, match: Match, user: User, verdict: Verdict = Verdict.SAME, **more: Any) -> Decision:
    number = len(session.scalars(select(Decision).where(Decision.match_id == match.id)).all()) + 1
    decision = Decision(
        match_id=match.id, number=number, user_id=user.id, role=user.role, verdict=verdict, probability=0.9, **more
    )
    session.add(decision)
    session.flush()
    return decision


def figures(session: Session, *lists: ReleaseList) -> list[ListCounts]:
    return counts_of(session, list(lists))


def texts(session: Session, user: User) -> list[str]:
    return [task.text for task in tasks(session, user)]


def test_each_person_on_a_list_is_counted_once_in_the_state_that_says_most(session: Session) -> None:
    release_list = make_list(session)
    for state in MatchState:
        pair(session, release_list, state)
    told = pair(session, release_list, MatchState.CONFIRMED)
    session.add(Disclosure(match_id=told.id, number=1, state=DisclosureState.TOLD))
    rival = make_report(session, surname="Коваль")
    make_match(session, told.released, rival, state=MatchState.SUPERSEDED)
    make_released(session, release_list, surname="Самотній")
    pair(session, release_list, current=False)
    gone = make_released(session, release_list, surname="Вилучений")
    gone.withdrawn_in = 2
    session.add(MatchRun(list_id=release_list.id, version=1, finished_at=now()))
    came_later = make_released(session, release_list, surname="Новенький")
    came_later.added_in = 2
    session.flush()
    (row,) = figures(session, release_list)
    assert {part.tone: part.number for part in row.parts} == {
        "confirmed": 2, "second": 1, "first": 1, "undecided": 1, "rejected": 1, "none": 3, "waiting": 1,
    }  # fmt: skip
    assert (row.people, row.candidates, row.reviewed, row.confirmed, row.rejected, row.told) == (10, 7, 5, 2, 1, 1)


def test_a_list_that_was_not_matched_has_no_figures_and_not_zero(session: Session, sign_in: SignIn) -> None:
    release_list = make_list(session)
    make_released(session, release_list, surname="Коваль")
    session.commit()
    (row,) = figures(session, release_list)
    assert not row.matched
    page = sign_in(Role.VIEWER).client.get("/").text
    cells = re.findall(r'<td class="number"[^>]*>(.*?)</td>', page)
    assert cells[0] == "1"
    assert len(cells) == 8
    assert all("not matched yet" in cell or "not measured" in cell for cell in cells[1:])
    session.rollback()
    make_released(session, make_list(session), surname="Рудь")
    session.commit()
    together = sign_in(Role.VIEWER).client.get("/").text.partition("<tfoot>")[2].partition("</tfoot>")[0]
    assert together.count("not matched yet") == 5, "the sum of what was not measured is not 0"


def test_a_matched_list_in_which_nothing_was_found_has_zeros(session: Session) -> None:
    release_list = make_list(session)
    make_released(session, release_list, surname="Коваль")
    session.add(MatchRun(list_id=release_list.id, version=1, finished_at=now()))
    session.flush()
    (row,) = figures(session, release_list)
    assert (row.matched, row.candidates, row.reviewed, row.first_decision) == (True, 0, 0, None)


def test_who_is_not_compared_yet_is_not_somebody_without_a_match(session: Session) -> None:
    release_list = make_list(session)
    pair(session, release_list)
    make_released(session, release_list, surname="Самотній")
    session.flush()
    (row,) = figures(session, release_list)
    assert {part.tone: part.number for part in row.parts if part.number} == {"first": 1, "waiting": 1}


def test_a_seal_that_has_ended_is_not_on_the_overview(session: Session, sign_in: SignIn) -> None:
    release_list = make_list(session, sealed=True, sealed_until=now() + dt.timedelta(hours=1))
    make_released(session, release_list, surname="Коваль")
    session.commit()
    client = sign_in(Role.SUPERVISOR).client
    assert ">sealed<" in client.get("/").text
    session.rollback()
    release_list.sealed_until = now() - dt.timedelta(seconds=1)
    session.commit()
    assert ">sealed<" not in client.get("/").text


def test_times_are_medians_from_loading_and_none_where_nobody_decided(session: Session) -> None:
    user, loaded = user_of(session, Role.CASEWORKER), dt.datetime(2025, 5, 23, 12, tzinfo=dt.UTC)
    odd, even, none = (make_list(session) for _ in range(3))
    for version in session.scalars(select(ListVersion)):
        version.loaded_at = loaded
    for release_list, hours in ((odd, (1, 2, 30)), (even, (1, 2, 4, 30))):
        for hour in hours:
            match = pair(session, release_list, MatchState.CONFIRMED)
            match.decided_at = loaded + dt.timedelta(hours=2 * hour)
            decide(session, match, user, at=loaded + dt.timedelta(hours=hour))
            decide(session, match, user, at=loaded + dt.timedelta(hours=2 * hour))
    undone = pair(session, none)
    decide(session, undone, user, Verdict.UNDO, at=loaded)
    rows = figures(session, odd, even, none)
    assert [row.first_decision and round(row.first_decision) for row in rows] == [7_200, 10_800, None]
    assert [row.confirmation and round(row.confirmation) for row in rows] == [14_400, 21_600, None]


def test_lengths_of_time_are_written_in_words() -> None:
    assert [format_duration(seconds) for seconds in (40, 7_200, 86_400 * 3)] == ["40 seconds", "2 hours", "3 days"]


def test_a_sealed_list_counts_only_for_who_sees_it(session: Session, sign_in: SignIn) -> None:
    sealed, named = make_list(session, "Таємний", sealed=True), make_list(session, "Для рецензентів", sealed=True)
    named.seal_roles = [Role.REVIEWER.value]
    for release_list in (sealed, named):
        pair(session, release_list)
        match = pair(session, release_list, MatchState.CONFIRMED)
        make_inquirer(session, match.report)
    session.commit()
    seen = {}
    for role in (Role.VIEWER, Role.CASEWORKER, Role.REVIEWER, Role.SUPERVISOR, Role.ADMINISTRATOR):
        signed = sign_in(role)
        page = signed.client.get("/").text
        waiting = texts(session, session.get_one(User, signed.user_id))
        session.rollback()
        seen[role] = ("Таємний" in page, "Для рецензентів" in page, len(waiting))
    assert seen == {
        Role.VIEWER: (False, False, 0),
        Role.CASEWORKER: (False, False, 0),
        Role.REVIEWER: (False, True, 2),
        Role.SUPERVISOR: (True, False, 2),
        Role.ADMINISTRATOR: (False, False, 0),
    }


def test_the_work_that_waits_depends_on_the_role(session: Session) -> None:
    release_list = make_list(session)
    first, second = user_of(session, Role.CASEWORKER), user_of(session, Role.REVIEWER)
    for _ in range(2):
        pair(session, release_list)
    decide(session, pair(session, release_list, MatchState.PROPOSED), first)
    confirmed = pair(session, release_list, MatchState.CONFIRMED)
    session.add(Disclosure(match_id=confirmed.id, number=1, state=DisclosureState.ASSIGNED, responsible_id=second.id))
    undone = pair(session, release_list, MatchState.REJECTED)
    session.add(Disclosure(match_id=undone.id, number=1, state=DisclosureState.WITHDRAWN))
    session.flush()
    common = [
        "1 confirmation was undone: whoever was told must know",
        "1 family to be told",
        "2 strong matches wait for a first look",
    ]
    assert texts(session, first) == common
    assert texts(session, second) == [
        *common[:2], "1 of them is yours to tell", common[2], "1 match waits for a second person",
    ]  # fmt: skip
    assert texts(session, user_of(session, Role.VIEWER)) == []
    assert texts(session, user_of(session, Role.ADMINISTRATOR)) == []


def test_every_task_leads_to_a_page_that_shows_as_many(session: Session, sign_in: SignIn) -> None:
    release_list = make_list(session)
    for _ in range(3):
        pair(session, release_list)
    pair(session, release_list, band="possible")
    session.commit()
    client = sign_in(Role.CASEWORKER).client
    links = re.findall(r'<li class="task [a-z]+"><a href="([^"]+)">(\d+)', client.get("/").text)
    assert [number for _, number in links] == ["3", "1"]
    for address, number in links:
        page = client.get(address.replace("&amp;", "&"))
        assert len(set(re.findall(r'href="/matches/(\d+)', page.text))) == int(number)


def test_who_decides_first_is_not_told_how_strong_the_matches_are(session: Session, sign_in: SignIn) -> None:
    pair(session, make_list(session))
    session.commit()
    signed = sign_in(Role.CASEWORKER)
    session.get_one(User, signed.user_id).hide_scores = True
    session.commit()
    page = signed.client.get("/").text
    assert "1 pair waits for a first look" in page
    assert "strong match" not in page


def test_an_office_without_lists_is_told_what_to_do(sign_in: SignIn) -> None:
    assert "/lists/new" in sign_in(Role.CASEWORKER).client.get("/").text
    viewer = sign_in(Role.VIEWER).client.get("/").text
    assert "No list is loaded yet" in viewer
    assert "/lists/new" not in viewer


def test_an_auditor_begins_at_the_audit_trail(sign_in: SignIn) -> None:
    answer = sign_in(Role.AUDITOR).client.get("/")
    assert (answer.status_code, answer.headers["Location"]) == (302, "/audit")


def test_the_bar_says_its_numbers_in_words_and_the_table_repeats_them(session: Session, sign_in: SignIn) -> None:
    release_list = make_list(session, 'Список "<b>'.replace('"', ""))
    pair(session, release_list)
    pair(session, release_list, MatchState.CONFIRMED)
    session.commit()
    page = sign_in(Role.VIEWER).client.get("/").text
    assert re.search(r"<desc[^>]*>confirmed by two people: 1; waits for a first look: 1</desc>", page)
    assert "Список &lt;b&gt;" in page
    assert "<b>" not in page
    assert "style=" not in page


def test_the_overview_does_not_ask_more_of_the_database_for_more_lists(session: Session, database: Database) -> None:
    from sqlalchemy import event

    statements: list[str] = []
    event.listen(database.engine, "before_cursor_execute", lambda *given: statements.append(given[2]))
    lists = [make_list(session, f"Список {number}") for number in range(4)]
    for release_list in lists:
        pair(session, release_list)
    session.flush()
    counted = []
    for some in (lists[:1], lists):
        statements.clear()
        figures(session, *some)
        counted.append(len(statements))
    assert counted[0] == counted[1]


def sheet_case(session: Session, **particulars: Any) -> Match:
    release_list = make_list(session, **particulars)
    released = make_released(
        session, release_list, surname="Коваль", given_name="Іван", unit="А1234", birth_date="03.11.1990"
    )
    report = make_report(session, surname="Коваль", given_name="Іван", unit="А1234", birth_date="03.11.1990")
    return make_match(session, released, report)


def test_a_case_sheet_holds_the_records_the_evidence_the_decisions_and_who_printed_it(
    session: Session, sign_in: SignIn
) -> None:
    match = sheet_case(session)
    inquirer = make_inquirer(session, match.report, name="Коваль Ганна", contact="+380 00 111 22 33")
    decider = user_of(session, Role.CASEWORKER, name="Оксана")
    decide(session, match, decider, reason="name_and_birth", note="Бачила документ")
    match.state = MatchState.CONFIRMED
    session.add(
        Disclosure(
            match_id=match.id,
            number=1,
            state=DisclosureState.TOLD,
            inquirer_id=inquirer.id,
            how="phone",
            user_id=decider.id,
        )
    )
    session.commit()
    signed = sign_in(Role.VIEWER, login="printer")
    page = signed.client.get(f"/matches/{match.id}/sheet").text
    for part in (
        "Name and birth date agree",
        "Бачила документ",
        "Оксана",
        "Коваль Ганна",
        "by telephone",
        "Printed by Printer",
    ):
        assert part in page
    assert "What speaks for and against" in page
    assert "А1234" not in page
    assert "+380" not in page
    assert "Masked fields are not shown." in page
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "match.sheet")).one()
    assert (entry.user_id, entry.subject_id) == (signed.user_id, match.id)


def test_the_sheet_and_the_record_name_who_was_told_though_they_ask_no_more(session: Session, sign_in: SignIn) -> None:
    match = sheet_case(session)
    match.state = MatchState.CONFIRMED
    mother = make_inquirer(session, match.report, name="Коваль Ганна")
    session.add(Disclosure(match_id=match.id, number=1, state=DisclosureState.TOLD, inquirer_id=mother.id))
    mother.removed_at = now()
    session.commit()
    client = sign_in(Role.CASEWORKER).client
    for address in (f"/matches/{match.id}/sheet", f"/families/{match.id}"):
        assert "Коваль Ганна" in client.get(address).text


def test_unfolded_fields_are_on_the_sheet_and_the_sheet_says_so(session: Session, sign_in: SignIn) -> None:
    match = sheet_case(session)
    session.commit()
    signed = sign_in(Role.REVIEWER)
    until = now() + dt.timedelta(minutes=5)
    session.add(
        Unmasking(user_id=signed.user_id, subject="report", subject_id=match.report_id, reason="r", until=until)
    )
    session.commit()
    page = signed.client.get(f"/matches/{match.id}/sheet").text
    assert page.count("А1234") == 1  # the report's; the list's is folded, and so is what the evidence says of both
    assert "Holds fields that are masked otherwise" in page


def test_a_sheet_hides_the_score_from_who_wants_to_decide_first(session: Session, sign_in: SignIn) -> None:
    match = sheet_case(session)
    session.commit()
    signed = sign_in(Role.CASEWORKER)
    user = session.get_one(User, signed.user_id)
    user.hide_scores = True
    session.commit()
    assert "Hidden from you until you have decided" in signed.client.get(f"/matches/{match.id}/sheet").text
    decide(session, match, user)
    session.commit()
    assert "Hidden from you" not in signed.client.get(f"/matches/{match.id}/sheet").text


def test_the_sheet_of_a_sealed_list_is_not_there(session: Session, sign_in: SignIn) -> None:
    match = sheet_case(session, sealed=True)
    session.commit()
    assert sign_in(Role.REVIEWER).client.get(f"/matches/{match.id}/sheet").status_code == 404
    assert sign_in(Role.SUPERVISOR).client.get(f"/matches/{match.id}/sheet").status_code == 200


def test_health_says_only_whether_the_database_answers(app: Flask) -> None:
    answer = app.test_client().get("/health")
    assert (answer.status_code, answer.get_json()) == (200, {"status": "ok"})
