"""The record of telling families: only confirmed matches, steps in order, nothing lost when two write at once."""

from __future__ import annotations

import datetime as dt
import threading
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.web.cases import make_inquirer, make_list, make_match, make_released, make_report
from web.database import now
from web.disclosure import record
from web.disclosure.record import StaleRecordError, Step, StepRefusedError
from web.matching.links import link, unlink
from web.models import (
    AuditEntry,
    Decision,
    Disclosure,
    DisclosureState,
    Match,
    MatchState,
    Report,
    ReportState,
    Side,
    User,
    Verdict,
)
from web.permissions import Role
from web.review.states import both_sides

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed
    from web.database import Database

    SignIn = Callable[..., Signed]


@dataclass(frozen=True)
class Case:
    match_id: int
    report_id: int
    inquirer_id: int
    user_id: int


def confirmed_case(session: Session, **particulars: Any) -> Case:
    """A confirmed match, an inquirer and a caseworker."""
    release_list = make_list(session, **particulars)
    released = make_released(session, release_list, surname="Коваль", given_name="Іван", birth_date="03.11.1990")
    report = make_report(session, surname="Коваль", given_name="Иван", birth_date="03.11.1990", unit="А1234")
    inquirer = make_inquirer(
        session, report, contact="+380 00 111 22 33", safe_way="телефон", consents={"tell": "2025-05-01"}
    )
    match = make_match(session, released, report, state=MatchState.CONFIRMED, decided_at=now())
    user = User(login=f"worker-{match.id}", name="Worker", role=Role.CASEWORKER)
    session.add(user)
    session.commit()
    return Case(match.id, report.id, inquirer.id, user.id)


def told(case: Case) -> Step:
    return Step(DisclosureState.TOLD, inquirer_id=case.inquirer_id, happened_at=now(), how="phone")


def other_match(session: Session, case: Case, **particulars: Any) -> Match:
    """Another confirmed match of the same report, on a list of its own."""
    released = make_released(session, make_list(session, "Second batch", **particulars), surname="Kowal")
    return make_match(
        session, released, session.get_one(Report, case.report_id), state=MatchState.CONFIRMED, decided_at=now()
    )


def decide(session: Session, match: Match) -> None:
    """Enter the decisions on both records, as they are, that confirm a match."""
    for number in (1, 2):
        user = User(login=f"reviewer-{match.id}-{number}", role=Role.REVIEWER)
        session.add(user)
        session.flush()
        session.add(
            Decision(
                match_id=match.id, number=number, user_id=user.id, role=user.role, verdict=Verdict.SAME,
                probability=match.probability, compared=both_sides(match.released.person, match.report.person),
            )
        )  # fmt: skip
    session.commit()


def states(session: Session, case: Case) -> list[tuple[int, str]]:
    session.expire_all()
    return [(step.number, step.state.value) for step in record.steps_of(session, case.match_id)]


def test_steps_are_numbered_and_the_responsible_person_stays(session: Session) -> None:
    case = confirmed_case(session)
    record.record(
        session, case.match_id, Step(DisclosureState.ASSIGNED, responsible_id=case.user_id), case.user_id, seen=0
    )
    step = record.record(session, case.match_id, told(case), case.user_id, seen=1)
    session.commit()
    assert (step.number, step.responsible_id) == (2, case.user_id)
    assert record.is_told(record.steps_of(session, case.match_id))


def test_nobody_is_told_of_a_match_that_two_people_did_not_confirm(session: Session) -> None:
    case = confirmed_case(session)
    for state in set(MatchState) - {MatchState.CONFIRMED}:
        session.get_one(Match, case.match_id).state = state
        with pytest.raises(StepRefusedError, match="not confirmed"):
            record.record(session, case.match_id, told(case), case.user_id, seen=0)
    assert states(session, case) == []


def test_nobody_is_told_while_the_list_is_sealed(session: Session) -> None:
    case = confirmed_case(session, sealed=True)
    with pytest.raises(StepRefusedError, match="sealed"):
        record.record(session, case.match_id, told(case), case.user_id, seen=0)


def test_nobody_is_told_while_another_confirmed_match_excludes_this_one(session: Session) -> None:
    case = confirmed_case(session)
    other = other_match(session, case)
    match = session.get_one(Match, case.match_id)
    decide(session, match)
    decide(session, other)
    for end in (link, unlink):
        end(session, Side.RELEASED, match.released_id, other.released_id, case.user_id)
        assert {match.state, other.state} == {MatchState.CONFIRMED}
        if end is link:
            record.record(session, case.match_id, told(case), case.user_id, seen=0)
    with pytest.raises(StepRefusedError, match="excludes this one"):
        record.record(session, case.match_id, told(case), case.user_id, seen=1)
    step = Step(DisclosureState.POSTPONED, note="Which of the two is it?")
    record.record(session, case.match_id, step, case.user_id, seen=1)
    assert states(session, case) == [(1, "told"), (2, "postponed")]


def test_a_step_needs_what_it_speaks_of(session: Session) -> None:
    case = confirmed_case(session)
    other = make_inquirer(session, make_report(session, surname="Інша"))
    wrong = [
        Step(DisclosureState.TOLD, inquirer_id=other.id, happened_at=now(), how="phone"),
        Step(DisclosureState.TOLD, happened_at=now(), how="phone"),
        Step(DisclosureState.NOT_REACHED, inquirer_id=case.inquirer_id, how="phone"),
        Step(
            DisclosureState.TOLD, inquirer_id=case.inquirer_id, happened_at=now() + dt.timedelta(hours=2), how="phone"
        ),
        Step(DisclosureState.TOLD, inquirer_id=case.inquirer_id, happened_at=now() - dt.timedelta(days=2), how="phone"),
        Step(DisclosureState.POSTPONED),
        Step(DisclosureState.ASSIGNED),
        Step(DisclosureState.WITHDRAWN),
        Step(DisclosureState.CORRECTED, note="nothing was undone"),
    ]
    for step in wrong:
        with pytest.raises(StepRefusedError):
            record.record(session, case.match_id, step, case.user_id, seen=0)
    assert record.steps_of(session, case.match_id) == []


def test_only_who_may_tell_can_be_made_responsible(session: Session) -> None:
    case = confirmed_case(session)
    viewer = User(login="viewer", role=Role.VIEWER)
    administrator = User(login="administrator", role=Role.ADMINISTRATOR)
    gone = User(login="gone", role=Role.CASEWORKER, active=False)
    session.add_all([viewer, administrator, gone])
    session.flush()
    for user in (viewer, administrator, gone):
        step = Step(DisclosureState.ASSIGNED, responsible_id=user.id)
        with pytest.raises(StepRefusedError, match="may tell families"):
            record.record(session, case.match_id, step, case.user_id, seen=0)


def test_a_step_on_an_old_view_is_refused(session: Session) -> None:
    case = confirmed_case(session)
    record.record(session, case.match_id, told(case), case.user_id, seen=0)
    with pytest.raises(StaleRecordError):
        record.record(session, case.match_id, told(case), case.user_id, seen=0)


def test_undoing_withdraws_only_what_somebody_was_told_or_asked_to_tell(session: Session) -> None:
    case = confirmed_case(session)
    match = session.get_one(Match, case.match_id)
    assert record.on_undone(session, match, case.user_id) is None
    record.record(session, case.match_id, told(case), case.user_id, seen=0)
    match.state = MatchState.OPEN
    step = record.on_undone(session, match, case.user_id)
    assert step is not None
    assert (step.number, step.state) == (2, DisclosureState.WITHDRAWN)
    assert record.on_undone(session, match, case.user_id) is None
    assert not record.is_told(record.steps_of(session, case.match_id))
    record.record(session, case.match_id, Step(DisclosureState.CORRECTED, note="Informed."), case.user_id, seen=2)
    assert not record.needs_correction(match, record.steps_of(session, case.match_id))
    assert record.on_undone(session, match, None) is None


def test_steps_cannot_be_changed_or_deleted(session: Session) -> None:
    case = confirmed_case(session)
    step = record.record(session, case.match_id, told(case), case.user_id, seen=0)
    session.commit()
    step.note = "something else"
    with pytest.raises(Exception, match="append-only"):
        session.commit()
    session.rollback()
    session.delete(session.get_one(Disclosure, step.id))
    with pytest.raises(Exception, match="append-only"):
        session.commit()


def test_of_two_people_who_record_at_once_one_is_told_and_nothing_is_doubled(
    session: Session, database: Database
) -> None:
    case = confirmed_case(session)
    together, results = threading.Barrier(2), list[str]()

    def write() -> None:
        together.wait()
        try:
            with database.transaction() as own:
                record.record(own, case.match_id, told(case), case.user_id, seen=0)
            results.append("recorded")
        except StaleRecordError:
            results.append("stale")

    threads = [threading.Thread(target=write) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["recorded", "stale"]
    assert states(session, case) == [(1, "told")]


def test_telling_and_undoing_at_once_never_leaves_a_family_told_of_an_undone_match(
    session: Session, database: Database
) -> None:
    for _ in range(3):
        case = confirmed_case(session)
        together = threading.Barrier(2)

        def tell(case: Case = case, together: threading.Barrier = together) -> None:
            together.wait()
            try:
                with database.transaction() as own:
                    record.record(own, case.match_id, told(case), case.user_id, seen=0)
            except StepRefusedError:
                pass

        def undo(case: Case = case, together: threading.Barrier = together) -> None:
            together.wait()
            with database.transaction() as own:
                match = own.scalars(select(Match).where(Match.id == case.match_id).with_for_update(of=Match)).one()
                match.state = MatchState.OPEN
                record.on_undone(own, match, case.user_id)

        threads = [threading.Thread(target=tell), threading.Thread(target=undo)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
        assert states(session, case) in ([], [(1, "told"), (2, "withdrawn")])


def test_the_page_records_a_telling_with_its_audit_entry(session: Session, sign_in: SignIn) -> None:
    case = confirmed_case(session)
    session.get_one(Match, case.match_id).decided_at = dt.datetime(2026, 1, 2, tzinfo=dt.UTC)
    session.commit()
    worker = sign_in(Role.CASEWORKER)
    page = worker.client.get(f"/families/{case.match_id}")
    assert page.status_code == 200
    assert "sends nothing to families" in page.text
    assert "+380 00 111 22 33" not in page.text
    assert "А1234" not in page.text
    answer = worker.client.post(
        f"/families/{case.match_id}/told",
        data={
            "told-seen": "0", "told-inquirer": case.inquirer_id, "told-happened": "2026-01-02T03:04",
            "told-how": "phone", "told-note": "  Мати знає.  ",
        },
    )  # fmt: skip
    assert answer.status_code == 303
    (step,) = record.steps_of(session, case.match_id)
    assert (step.state, step.note, step.user_id) == (DisclosureState.TOLD, "Мати знає.", worker.user_id)
    assert step.happened_at == dt.datetime(2026, 1, 2, 3, 4).astimezone(dt.UTC)
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "disclosure.told")).one()
    assert (entry.subject_id, entry.detail["number"]) == (case.match_id, 1)
    assert "Мати" not in str(entry.detail)


def test_what_is_missing_stands_beside_its_field_and_what_was_typed_is_kept(session: Session, sign_in: SignIn) -> None:
    case = confirmed_case(session)
    answer = sign_in(Role.CASEWORKER).client.post(
        f"/families/{case.match_id}/told", data={"told-seen": "0", "told-note": "Передзвонити о 19:00"}
    )
    assert answer.status_code == 422
    assert "Передзвонити о 19:00" in answer.text
    assert 'id="told-inquirer-error"' in answer.text
    assert states(session, case) == []


@pytest.fixture(params=["Europe/Kyiv", "America/New_York"])
def _clock(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """The office's clock on either side of UTC."""
    with monkeypatch.context() as patch:
        patch.setenv("TZ", request.param)
        time.tzset()
        yield
    time.tzset()


@pytest.mark.usefixtures("_clock")
@pytest.mark.parametrize("kind", ["told", "not-reached"])
def test_a_moment_at_which_nobody_can_have_been_told_is_refused_beside_its_field(
    session: Session, sign_in: SignIn, kind: str
) -> None:
    case = confirmed_case(session)
    client = sign_in(Role.CASEWORKER).client
    slips = {
        "0001-01-01T00:00": "before the match was confirmed",
        "0202-05-01T10:00": "before the match was confirmed",
        f"{now() - dt.timedelta(days=3):%Y-%m-%dT%H:%M}": "before the match was confirmed",
        f"{now() + dt.timedelta(days=3):%Y-%m-%dT%H:%M}": "in the future",
        "9999-12-31T23:59": "in the future",
    }
    for typed, sentence in slips.items():
        form = {f"{kind}-seen": "0", f"{kind}-inquirer": case.inquirer_id, f"{kind}-how": "phone"}
        answer = client.post(f"/families/{case.match_id}/{kind}", data={**form, f"{kind}-happened": typed})
        assert answer.status_code == 422
        beside = answer.text.partition(f'id="{kind}-happened-error"')[2].partition("</p>")[0]
        assert sentence in beside
        assert typed in answer.text
    assert states(session, case) == []


def test_a_page_opened_earlier_shows_what_was_recorded_since(session: Session, sign_in: SignIn) -> None:
    case = confirmed_case(session)
    worker = sign_in(Role.CASEWORKER)
    form = {"postpone-seen": "0", "postpone-note": "Чекаємо на передачу списку"}
    assert worker.client.post(f"/families/{case.match_id}/postpone", data=form).status_code == 303
    again = worker.client.post(f"/families/{case.match_id}/postpone", data={**form, "postpone-note": "Друга причина"})
    assert again.status_code == 409
    assert "Друга причина" in again.text
    assert "Чекаємо на передачу списку" in again.text
    assert states(session, case) == [(1, "postponed")]


def test_a_missing_consent_to_be_told_is_a_warning(session: Session, sign_in: SignIn) -> None:
    case = confirmed_case(session)
    client = sign_in(Role.REVIEWER).client
    assert "No consent to be told" not in client.get(f"/families/{case.match_id}").text
    make_inquirer(session, session.get_one(Match, case.match_id).report, name="Брат", consents={"search": "2025-05-01"})
    session.commit()
    assert client.get(f"/families/{case.match_id}").text.count("No consent to be told") == 1


def test_a_record_changed_since_the_confirmation_is_a_warning(session: Session, sign_in: SignIn) -> None:
    case = confirmed_case(session)
    match = session.get_one(Match, case.match_id)
    decide(session, match)
    client = sign_in(Role.CASEWORKER).client
    assert "Changed in the records" not in client.get(f"/families/{case.match_id}").text
    match.report.person = {**match.report.person, "birth_date": "1957-01-01", "notes": "Дзвонити зранку"}
    match.released.person = {**match.released.person, "given_name": "Ігор"}
    session.commit()
    page = client.get(f"/families/{case.match_id}").text
    fields = page.partition("Changed in the records since they were confirmed as one person: ")[2].partition(".")[0]
    assert set(fields.split(", ")) == {"Given name", "Date of birth"}
    record.record(session, case.match_id, told(case), case.user_id, seen=0)


def test_a_closed_report_is_a_warning_until_the_family_is_told(session: Session, sign_in: SignIn) -> None:
    case = confirmed_case(session)
    client = sign_in(Role.CASEWORKER).client
    assert "The report was closed" not in client.get(f"/families/{case.match_id}").text
    session.get_one(Report, case.report_id).state = ReportState.CLOSED
    session.commit()
    assert "The report was closed" in client.get(f"/families/{case.match_id}").text
    record.record(session, case.match_id, told(case), case.user_id, seen=0)
    session.commit()
    assert "The report was closed" not in client.get(f"/families/{case.match_id}").text


def test_an_excluding_match_is_told_of_and_leads_only_those_there_who_see_its_list(
    session: Session, sign_in: SignIn
) -> None:
    case = confirmed_case(session)
    reviewer, worker = sign_in(Role.REVIEWER).client, sign_in(Role.CASEWORKER).client
    assert "excludes this one" not in worker.get(f"/families/{case.match_id}").text
    other = other_match(session, case, sealed=True, seal_roles=["reviewer"])
    session.commit()
    for client, leads in ((reviewer, True), (worker, False)):
        page = client.get(f"/families/{case.match_id}").text
        assert "excludes this one. Nobody may be told" in page
        assert (f"Match {other.id}</a>" in page) is leads
        assert "Second batch" not in page
        assert "Record that the family was told" not in page
        assert "Set the responsible person" in page
    form = {
        "told-seen": "0", "told-inquirer": case.inquirer_id, "told-how": "phone",
        "told-happened": f"{now().astimezone():%Y-%m-%dT%H:%M}",
    }  # fmt: skip
    answer = worker.post(f"/families/{case.match_id}/told", data=form)
    assert answer.status_code == 422
    assert states(session, case) == []


def test_contacts_and_masked_fields_unfold_with_a_reason(app: Flask, session: Session, sign_in: SignIn) -> None:
    from web.models import Unmasking

    case = confirmed_case(session)
    worker = sign_in(Role.CASEWORKER)
    session.add(
        Unmasking(
            user_id=worker.user_id, subject="report", subject_id=case.report_id, reason="Calling the mother",
            until=now() + dt.timedelta(minutes=5),
        )
    )  # fmt: skip
    session.commit()
    page = worker.client.get(f"/families/{case.match_id}").text
    assert "+380 00 111 22 33" in page
    assert "А1234" in page
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "disclosure.read")).one()
    assert entry.detail["report_unfolded"] is True
    assert entry.detail["released_unfolded"] is False


def test_a_caseworker_takes_a_family_on_and_only_a_supervisor_gives_it_to_others(
    session: Session, sign_in: SignIn
) -> None:
    case = confirmed_case(session)
    worker, supervisor = sign_in(Role.CASEWORKER), sign_in(Role.SUPERVISOR)
    address = f"/families/{case.match_id}/assign"
    given = {"assign-seen": "0", "assign-responsible": case.user_id}
    assert worker.client.post(address, data=given).status_code == 422
    assert supervisor.client.post(address, data=given).status_code == 303
    own = {"assign-seen": "1", "assign-responsible": worker.user_id}
    assert worker.client.post(address, data=own).status_code == 303
    assert [step.responsible_id for step in record.steps_of(session, case.match_id)] == [case.user_id, worker.user_id]


def test_who_may_not_tell_sees_no_forms_and_records_nothing(session: Session, sign_in: SignIn) -> None:
    case = confirmed_case(session)
    viewer = sign_in(Role.VIEWER)
    assert "Record the next step" not in viewer.client.get(f"/families/{case.match_id}").text
    assert viewer.client.post(f"/families/{case.match_id}/postpone", data={"postpone-note": "no"}).status_code == 403
    assert sign_in(Role.AUDITOR).client.get(f"/families/{case.match_id}").status_code == 403


def test_a_match_never_confirmed_and_one_under_seal_are_not_there(session: Session, sign_in: SignIn) -> None:
    case, sealed = confirmed_case(session), confirmed_case(session, sealed=True)
    session.get_one(Match, case.match_id).state = MatchState.PROPOSED
    session.commit()
    worker = sign_in(Role.CASEWORKER)
    assert worker.client.get(f"/families/{case.match_id}").status_code == 404
    assert worker.client.get(f"/families/{sealed.match_id}").status_code == 404
    form = {"postpone-seen": "0", "postpone-note": "Чекаємо"}
    assert worker.client.post(f"/families/{sealed.match_id}/postpone", data=form).status_code == 404
    assert sign_in(Role.SUPERVISOR).client.get(f"/families/{sealed.match_id}").status_code == 200
