"""Which families and people wait in which queue, who comes first, and what nobody may see there."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tests.web.cases import make_inquirer, make_list, make_match, make_released, make_report
from web.database import now
from web.disclosure import queues, record
from web.disclosure.questions import if_same, is_full, questions
from web.disclosure.queues import Queue
from web.disclosure.record import Step
from web.models import AuditEntry, Disclosure, DisclosureState, Match, MatchRun, MatchState, ReportState, User
from web.permissions import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed
    from web.models import ReleaseList

    SignIn = Callable[..., Signed]


def confirmed(session: Session, release_list: ReleaseList, surname: str = "Коваль", **report: Any) -> Match:
    released = make_released(session, release_list, surname=surname, given_name="Іван")
    reported = make_report(session, surname=surname, given_name="Іван")
    for name, value in report.items():
        setattr(reported, name, value)
    return make_match(session, released, reported, state=MatchState.CONFIRMED, decided_at=now())


def step(session: Session, match: Match, state: DisclosureState, user_id: int | None = None) -> None:
    number = len(record.steps_of(session, match.id)) + 1
    session.add(Disclosure(match_id=match.id, number=number, state=state, responsible_id=user_id))
    session.flush()


def queue(session: Session, kind: Queue, role: Role = Role.CASEWORKER) -> list[int]:
    return [row[0].id for row in session.execute(queues.families(role, kind))]


def matched(session: Session, release_list: ReleaseList, version: int = 1) -> None:
    session.add(MatchRun(list_id=release_list.id, version=version, finished_at=now()))
    session.flush()


def test_a_family_moves_from_to_be_told_to_told_to_taken_back_and_out(session: Session) -> None:
    match = confirmed(session, make_list(session))
    assert queue(session, Queue.TELL) == [match.id]
    step(session, match, DisclosureState.ASSIGNED)
    step(session, match, DisclosureState.NOT_REACHED)
    assert queue(session, Queue.TELL) == [match.id]
    step(session, match, DisclosureState.TOLD)
    assert (queue(session, Queue.TELL), queue(session, Queue.TOLD)) == ([], [match.id])
    match.state = MatchState.OPEN
    record.on_undone(session, match, None)
    assert (queue(session, Queue.TOLD), queue(session, Queue.UNDONE)) == ([], [match.id])
    step(session, match, DisclosureState.CORRECTED)
    assert queue(session, Queue.UNDONE) == []


def test_a_family_confirmed_again_must_be_told_again_and_the_page_says_that_it_was_told_before(
    session: Session, sign_in: SignIn
) -> None:
    match = confirmed(session, make_list(session))
    for state in (DisclosureState.TOLD, DisclosureState.WITHDRAWN):
        step(session, match, state)
    session.commit()
    assert queue(session, Queue.TELL) == [match.id]
    assert "told before, then undone" in sign_in(Role.VIEWER).client.get("/families").text


def test_a_told_family_of_a_match_no_longer_confirmed_is_never_lost(session: Session) -> None:
    """Even if whoever undid the confirmation had not written it into the record."""
    match = confirmed(session, make_list(session))
    step(session, match, DisclosureState.TOLD)
    match.state = MatchState.SUPERSEDED
    session.flush()
    assert queue(session, Queue.UNDONE) == [match.id]


def test_minors_come_first_then_urgent_reports_then_who_has_waited_longest(session: Session) -> None:
    release_list = make_list(session)
    late = confirmed(session, release_list, "Пізній")
    early = confirmed(session, release_list, "Ранній")
    early.decided_at = now() - dt.timedelta(days=3)
    urgent = confirmed(session, release_list, "Терміновий", urgent=True)
    minor = confirmed(session, release_list, "Малий", birth_year=queues.born_after() + 1)
    adult = confirmed(session, release_list, "Дорослий", birth_year=queues.born_after() - 1)
    session.flush()
    assert queue(session, Queue.TELL) == [match.id for match in (minor, urgent, early, late, adult)]


def test_the_undoing_of_a_confirmation_in_review_reaches_this_queue(session: Session) -> None:
    """The real decisions of two people, a telling, and the real undoing."""
    from web.models import Verdict
    from web.review.decisions import decide, undo, view_of

    release_list = make_list(session)
    released = make_released(session, release_list, surname="Коваль", given_name="Іван", birth_date="03.11.1990")
    report = make_report(session, surname="Коваль", given_name="Іван", birth_date="03.11.1990")
    inquirer = make_inquirer(session, report)
    match = make_match(session, released, report)
    users = [User(login=role.value, role=role) for role in (Role.CASEWORKER, Role.REVIEWER)]
    session.add_all(users)
    session.flush()
    for user in users:
        decide(session, match.id, user, Verdict.SAME, "name_and_birth", seen=view_of(session, match))
    assert queue(session, Queue.TELL) == [match.id]
    telling = Step(DisclosureState.TOLD, inquirer_id=inquirer.id, happened_at=now(), how="phone")
    record.record(session, match.id, telling, users[0].id, seen=0)
    undo(session, match.id, users[1], "mistake", seen=view_of(session, match))
    assert queue(session, Queue.UNDONE) == [match.id]
    assert [one.state.value for one in record.steps_of(session, match.id)] == ["told", "withdrawn"]


def test_families_of_a_sealed_list_wait_only_for_who_sees_it(session: Session, sign_in: SignIn) -> None:
    match = confirmed(session, make_list(session, sealed=True), "Прихований")
    session.commit()
    for role in (Role.VIEWER, Role.CASEWORKER, Role.REVIEWER, Role.ADMINISTRATOR):
        assert queue(session, Queue.TELL, role) == []
        assert queues.count_families(session, role, Queue.TELL) == 0
    assert queue(session, Queue.TELL, Role.SUPERVISOR) == [match.id]
    assert "Прихований" not in sign_in(Role.REVIEWER).client.get("/families").text
    assert "Прихований" in sign_in(Role.SUPERVISOR).client.get("/families").text


def test_released_people_without_a_likely_report_are_found(session: Session) -> None:
    release_list = make_list(session)
    matched(session, release_list)
    alone = make_released(session, release_list, surname="Самотній", given_name="Іван")
    rejected = make_released(session, release_list, surname="Відхилений", given_name="Іван")
    unlikely = make_released(session, release_list, surname="Далекий", given_name="Іван")
    likely = make_released(session, release_list, surname="Близький", given_name="Іван")
    believed = make_released(session, release_list, surname="Визнаний", given_name="Іван")
    report = make_report(session, surname="Інший", given_name="Петро")
    make_match(session, rejected, report, probability=0.9, state=MatchState.REJECTED)
    make_match(session, unlikely, report, probability=0.49)
    make_match(session, likely, report, probability=0.5)
    make_match(session, believed, report, probability=0.2, state=MatchState.PROPOSED)
    found = session.scalars(queues.unreported(Role.VIEWER)).all()
    assert [person.id for person in found] == [alone.id, rejected.id, unlikely.id]
    assert queues.count_unreported(session, Role.VIEWER) == 3


def test_nobody_is_called_unreported_before_the_matching_has_looked(session: Session, sign_in: SignIn) -> None:
    fresh = make_list(session)
    make_released(session, fresh, surname="Новий", given_name="Іван")
    corrected = make_list(session)
    matched(session, corrected)
    added = make_released(session, corrected, surname="Доданий", given_name="Іван")
    added.added_in = 2
    session.commit()
    assert queues.count_unreported(session, Role.VIEWER) == 0
    page = sign_in(Role.VIEWER).client.get("/families?queue=unreported").text
    assert "2 lists have people who have not been matched" in page
    session.commit()
    matched(session, corrected, version=2)
    assert [person.name for person in session.scalars(queues.unreported(Role.VIEWER))] == ["Доданий Іван"]


def unsettled(session: Session, known: str, said: str, **figures: Any) -> Match:
    release_list = make_list(session)
    released = make_released(session, release_list, surname="Шевчук", given_name="Олег", birth_date=known)
    report = make_report(session, surname="Шевчук", given_name="Олег", birth_date=said)
    return make_match(session, released, report, **{"probability": 0.4, **figures})


def test_an_inquirer_is_asked_where_a_birth_date_would_settle_a_pair(session: Session) -> None:
    asked = [unsettled(session, "03.11.1990", said).report_id for said in ("", "1990", "листопад 1990", "00.00.1990")]
    for known, said, figures in (
        ("03.11.1990", "03.11.1990", {}),
        ("03.11.1990", "3.11.90", {}),
        ("1990", "", {}),
        ("", "", {}),
        ("03.11.1990", "", {"probability": 0.95}),
        ("03.11.1990", "", {"probability": 0.01}),
        ("03.11.1990", "", {"state": MatchState.REJECTED}),
        ("03.11.1990", "", {"current": False}),
    ):
        unsettled(session, known, said, **figures)
    closed = unsettled(session, "03.11.1990", "")
    closed.report.state = ReportState.CLOSED
    session.flush()
    assert sorted(item.report_id for item in questions(session, Role.CASEWORKER)) == asked


def test_two_pairs_of_one_report_are_one_question(session: Session) -> None:
    match = unsettled(session, "03.11.1990", "")
    other = make_released(session, make_list(session), surname="Шевчук", given_name="Олег", birth_date="01.02.1980")
    make_match(session, other, match.report, probability=0.5)
    (question,) = questions(session, Role.CASEWORKER)
    assert (question.pairs, question.probability) == (2, 0.5)


def test_the_answer_would_move_the_probability_by_what_the_date_weighs(session: Session) -> None:
    match = unsettled(session, "03.11.1990", "")
    assert if_same(match) > 0.95
    full = unsettled(session, "03.11.1990", "03.11.1990")
    assert abs(if_same(full) - 0.4) < 0.01


def test_the_page_shows_the_question_and_not_the_answer(session: Session, sign_in: SignIn) -> None:
    match = unsettled(session, "03.11.1990", "1990")
    make_inquirer(session, match.report, name="Шевчук Ганна")
    sealed = unsettled(session, "03.11.1990", "")
    sealed.released.release_list.sealed = True
    sealed.report.name = "Прихований"
    session.commit()
    page = sign_in(Role.CASEWORKER).client.get("/families?queue=ask").text
    assert "On which day exactly was" in page
    assert "Шевчук Ганна" in page
    assert "03.11" not in page
    assert "Прихований" not in page
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "disclosure.queue")).one()
    assert entry.detail == {"queue": "ask", "ids": [match.report_id]}


def test_scores_stay_hidden_from_who_wants_to_decide_first(session: Session, sign_in: SignIn) -> None:
    unsettled(session, "03.11.1990", "")
    session.commit()
    worker = sign_in(Role.CASEWORKER)
    session.get_one(User, worker.user_id).hide_scores = True
    session.commit()
    page = worker.client.get("/families?queue=ask").text
    assert "Scores are hidden" in page
    assert "in 100" not in page


def test_empty_queues_say_what_will_appear_there(sign_in: SignIn) -> None:
    client = sign_in(Role.VIEWER).client
    for kind in Queue:
        page = client.get(f"/families?queue={kind.value}")
        assert page.status_code == 200
        assert "Nothing waits here" in page.text
    assert client.get("/families?queue=everything").status_code == 404


def test_full_dates_are_told_from_years_and_months() -> None:
    assert all(map(is_full, ("3.11.2000", "2000-11-03", "3 листопада 2000")))
    assert not any(map(is_full, ("11.2000", "2000", "", "31.02.1980", "00.00.1980")))
