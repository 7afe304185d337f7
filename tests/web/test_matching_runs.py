"""Matching a whole list with all reports: what runs keep, what they leave alone, and what they must not lose."""

from __future__ import annotations

import threading
import time
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from tests.web.cases import make_list, make_released, make_report
from web.database import now
from web.jobs import claim, run
from web.matching import runs
from web.matching.alike import Promising
from web.matching.keys import store_keys
from web.matching.links import suggest_duplicates
from web.matching.on_save import match_report
from web.matching.references import latest_reference
from web.matching.runs import start_all_matches, start_match, start_suggestions
from web.models import (
    AuditEntry,
    Decision,
    Job,
    JobState,
    Match,
    MatchRun,
    MatchState,
    PersonLink,
    Released,
    Report,
    ReportState,
    Side,
    Upload,
    User,
    Verdict,
)
from web.permissions import Role
from web.records import fingerprint
from web.review.states import both_sides, restate

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from web.database import Database

    Office = dict[str, Any]

RELEASED = (
    ("Вакуленко Сергей Николаевич", "14.03.1987"),
    ("HRYNYSHYN TARAS", "01.10.1999"),
    ("Заболотний Микола Іванович", "1975"),
    ("Кравец Владимир Ильич", "07.07.1980"),
)
REPORTED = (
    ("Вакуленко Сергій Миколайович", "1987-03-14"),
    ("Гринишин Тарас Олегович", "1999-10-01"),
    ("Заболотный Николай Иванович", "20.05.1975"),
    ("Nechyporenko Larysa Petrivna", "03.03.1969"),
)


@pytest.fixture
def office(database: Database) -> Office:
    """A list of four, four reports of whom three are about people on it, and two reviewers."""
    with database.transaction() as session:
        on = make_list(session)
        people = [make_released(session, on, full_name=name, birth_date=date) for name, date in RELEASED]
        reports = [make_report(session, full_name=name, birth_date=date) for name, date in REPORTED]
        store_keys(session, Side.RELEASED, [(person.id, person.person) for person in people])
        store_keys(session, Side.REPORT, [(report.id, report.person) for report in reports])
        users = [User(login=name, name=name, role=Role.REVIEWER) for name in ("first", "second")]
        session.add_all(users)
        session.flush()
        return {
            "list": on.id,
            "people": [person.id for person in people],
            "reports": [report.id for report in reports],
            "users": [user.id for user in users],
        }


def match_now(database: Database, list_id: int) -> dict[str, Any]:
    """Queue a run and do it."""
    with database.transaction() as session:
        start_match(session, list_id, None)
    claimed = claim(database)
    assert claimed is not None
    run(claimed)
    with database.session() as session:
        job = session.get_one(Job, claimed.job_id)
        assert job.state is JobState.DONE, job.error
        return job.result


def pairs(session: Session) -> dict[tuple[int, int], Match]:
    return {(match.released_id, match.report_id): match for match in session.scalars(select(Match))}


def say(session: Session, match_id: int, user_id: int, verdict: Verdict) -> None:
    """Enter a decision as the review does."""
    match = session.get_one(Match, match_id)
    number = (session.scalar(select(func.max(Decision.number)).where(Decision.match_id == match_id)) or 0) + 1
    session.add(
        Decision(
            match_id=match_id, number=number, user_id=user_id, role=Role.REVIEWER, verdict=verdict,
            probability=match.probability, compared=both_sides(match.released.person, match.report.person),
        )
    )  # fmt: skip
    session.flush()
    restate(session, [match_id], user_id=user_id, decided=match_id)


def reword(session: Session, record: Report | Released, **person: str) -> None:
    record.person = {**record.person, **person}
    record.fingerprint = fingerprint(record.person)
    store_keys(session, Side.REPORT if isinstance(record, Report) else Side.RELEASED, [(record.id, record.person)])


def during(monkeypatch: pytest.MonkeyPatch, step: Callable[[], None]) -> None:
    """Have something happen after a run has read the records and before it writes."""
    from web.matching.keeping import proposals_of as real

    def stepped(linkage: Any) -> Any:
        step()
        return real(linkage)

    monkeypatch.setattr("web.matching.runs.proposals_of", stepped)


def test_a_list_finds_its_reports_whatever_the_spelling(office: Office, database: Database, session: Session) -> None:
    result = match_now(database, office["list"])
    expected = set(zip(office["people"][:3], office["reports"][:3], strict=True))
    found = pairs(session)
    assert {pair for pair, match in found.items() if match.probability > 0.5} == expected
    assert result["released"] == result["reports"] == 4
    kept = session.scalars(select(MatchRun)).one()
    assert (kept.released, kept.reports, kept.proposed, kept.version) == (4, 4, len(found), 1)
    assert kept.unanswered == 1
    assert kept.finished_at is not None
    assert {match.run_id for match in found.values()} == {kept.id}
    assert latest_reference(session).reports == 4
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "list.match")).one()
    assert (entry.subject_id, entry.detail["proposed"]) == (office["list"], len(found))


def test_further_runs_add_and_change_nothing_but_the_runs(office: Office, database: Database, session: Session) -> None:
    def figures() -> list[tuple[Any, ...]]:
        session.rollback()
        session.expire_all()
        return [
            (match.id, match.released_id, match.report_id, match.probability, match.rank, match.margin, match.evidence,
             match.state, match.current, match.revision, match.found_at)
            for match in session.scalars(select(Match).order_by(Match.id))
        ]  # fmt: skip

    match_now(database, office["list"])
    first = figures()
    for _ in range(2):
        match_now(database, office["list"])
        assert figures() == first
    assert session.scalars(select(MatchRun.reference.is_not(None)).order_by(MatchRun.id)).all() == [False, True, True]


def test_a_rejected_pair_stays_rejected_until_a_compared_field_changes(
    office: Office, database: Database, session: Session
) -> None:
    match_now(database, office["list"])
    pair = (office["people"][0], office["reports"][0])
    with database.transaction() as writing:
        say(writing, pairs(writing)[pair].id, office["users"][0], Verdict.DIFFERENT)
        writing.get_one(Report, pair[1]).person |= {"notes": "вдома чекають двоє дітей"}
    match_now(database, office["list"])
    assert pairs(session)[pair].state is MatchState.REJECTED
    with database.transaction() as writing:
        reword(writing, writing.get_one(Report, pair[1]), birth_date="15.03.1987", home_place="Суми")
    match_now(database, office["list"])
    session.rollback()
    session.expire_all()
    match = pairs(session)[pair]
    assert match.state is MatchState.OPEN
    assert set(match.returned) == {"birth_date", "home_place"}
    assert [decision.verdict for decision in match.decisions] == [Verdict.DIFFERENT]


def test_a_confirmed_pair_survives_a_run_that_no_longer_proposes_it(
    office: Office, database: Database, session: Session
) -> None:
    match_now(database, office["list"])
    pair = (office["people"][0], office["reports"][0])
    with database.transaction() as writing:
        for user_id in office["users"]:
            say(writing, pairs(writing)[pair].id, user_id, Verdict.SAME)
        person = writing.get_one(Released, pair[0])
        reword(writing, person, full_name="Юрченко Богдан Артемович", birth_date="1955")
    match_now(database, office["list"])
    match = pairs(session)[pair]
    assert (match.state, match.current) == (MatchState.CONFIRMED, False)
    assert len(match.decisions) == 2


def test_a_new_rival_of_a_confirmed_pair_is_superseded_from_the_start(
    office: Office, database: Database, session: Session
) -> None:
    match_now(database, office["list"])
    pair = (office["people"][0], office["reports"][0])
    with database.transaction() as writing:
        for user_id in office["users"]:
            say(writing, pairs(writing)[pair].id, user_id, Verdict.SAME)
        late = make_report(writing, full_name="Вакуленко Сергей Николаевич", birth_date="14.03.1987").id
    match_now(database, office["list"])
    assert pairs(session)[pair[0], late].state is MatchState.SUPERSEDED
    assert pairs(session)[pair].state is MatchState.CONFIRMED


def test_a_report_changed_during_the_run_is_matched_as_it_is_now(
    office: Office, database: Database, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    match_now(database, office["list"])
    old = (office["people"][0], office["reports"][0])
    new = (office["people"][3], office["reports"][0])

    def correct() -> None:
        with database.transaction() as writing:
            reword(
                writing, writing.get_one(Report, old[1]), full_name="Кравець Володимир Ілліч", birth_date="07.07.1980"
            )

    during(monkeypatch, correct)
    result = match_now(database, office["list"])
    assert result["changed_meanwhile"] == 1
    assert not pairs(session)[old].current
    assert pairs(session)[new].current
    assert pairs(session)[new].probability > 0.5


def test_a_report_entered_during_the_run_is_matched_and_a_closed_one_is_not(
    office: Office, database: Database, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    entered: list[int] = []

    def enter_and_close() -> None:
        with database.transaction() as writing:
            report = make_report(writing, full_name="Кравець Володимир Ілліч", birth_date="07.07.1980")
            store_keys(writing, Side.REPORT, [(report.id, report.person)])
            entered.append(report.id)
            writing.get_one(Report, office["reports"][0]).state = ReportState.CLOSED

    during(monkeypatch, enter_and_close)
    match_now(database, office["list"])
    found = {pair for pair, match in pairs(session).items() if match.current and match.probability > 0.5}
    assert found == {
        (office["people"][3], entered[0]),
        (office["people"][1], office["reports"][1]),
        (office["people"][2], office["reports"][2]),
    }


def test_many_reports_changed_during_the_run_put_another_run_into_the_queue(
    office: Office, database: Database, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runs, "MATCHED_AT_ONCE", 1)
    calls: list[int] = []

    def enter() -> None:
        calls.append(1)
        if len(calls) == 1:
            with database.transaction() as writing:
                for name, date in (("Кравець Володимир Ілліч", "07.07.1980"), ("Kravets Volodymyr", "1980")):
                    make_report(writing, full_name=name, birth_date=date)

    during(monkeypatch, enter)
    match_now(database, office["list"])
    again = claim(database)
    assert again is not None
    assert again.subject_id == office["list"]
    run(again)
    assert claim(database) is None
    assert sum(pair[0] == office["people"][3] for pair in pairs(session)) == 2


def test_a_report_saved_while_a_run_writes_is_matched_by_whoever_comes_second(
    office: Office, database: Database, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    match_now(database, office["list"])
    old = (office["people"][0], office["reports"][0])
    new = (office["people"][3], office["reports"][0])
    held, saving = threading.Event(), []

    def save() -> None:
        with database.transaction() as writing:
            report = writing.get_one(Report, old[1], with_for_update={"key_share": True})
            reword(writing, report, full_name="Кравець Володимир Ілліч", birth_date="07.07.1980")
            report.birth_year = 1980  # which its matches repeat
            writing.flush()
            held.set()
            time.sleep(0.3)  # the run goes on to write meanwhile, or waits
            match_report(writing, report.id)

    def begin_saving() -> None:
        saving.append(threading.Thread(target=save))
        saving[0].start()
        held.wait(10)

    during(monkeypatch, begin_saving)
    match_now(database, office["list"])
    saving[0].join(10)
    assert not pairs(session)[old].current
    assert pairs(session)[new].current


def test_a_row_withdrawn_during_the_run_is_not_proposed(
    office: Office, database: Database, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    def withdraw() -> None:
        with database.transaction() as writing:
            writing.get_one(Released, office["people"][0]).withdrawn_in = 2

    during(monkeypatch, withdraw)
    match_now(database, office["list"])
    assert office["people"][0] not in {pair[0] for pair in pairs(session)}
    assert office["people"][1] in {pair[0] for pair in pairs(session)}


def test_a_run_that_breaks_while_it_writes_leaves_nothing_and_succeeds_when_begun_anew(
    office: Office, database: Database, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Killed(BaseException):
        """The process ends here."""

    def killed(*_arguments: Any) -> int:
        raise Killed

    with database.transaction() as writing:
        start_match(writing, office["list"], None)
    with monkeypatch.context() as patch:
        patch.setattr(runs, "flag_earlier", killed)
        claimed = claim(database)
        assert claimed is not None
        with pytest.raises(Killed):
            run(claimed)
    assert pairs(session) == {}
    assert session.scalars(select(MatchRun)).all() == []
    session.rollback()
    with database.transaction() as writing:  # its lease runs out
        writing.get_one(Job, claimed.job_id).lease_until = now()
    again = claim(database)
    assert again is not None
    assert (again.job_id, again.attempt) == (claimed.job_id, 2)
    run(again)
    run(claimed)  # the first worker was only slow, and comes back
    assert len(session.scalars(select(MatchRun)).all()) == 1
    assert len(pairs(session)) >= 3


def test_a_list_waits_only_once_and_every_list_with_people_is_queued(office: Office, database: Database) -> None:
    with database.transaction() as session:
        other = make_list(session, "Second batch")
        make_released(session, other, full_name="Гринишин Тарас")
        make_list(session, "Nobody on it yet")
        first = start_match(session, office["list"], None).id
        assert start_match(session, office["list"], None).id == first
        jobs = start_all_matches(session, None)
        assert [job.subject_id for job in jobs] == [office["list"], other.id]
        assert jobs[0].id == first
    claimed = claim(database)
    assert claimed is not None
    with database.transaction() as session:  # the running one may have read the reports already
        assert start_match(session, office["list"], None).id != claimed.job_id


@pytest.mark.parametrize("missing", ["people", "reports"])
def test_a_run_with_nobody_on_one_side_keeps_what_was_learnt(
    office: Office, database: Database, session: Session, missing: str
) -> None:
    match_now(database, office["list"])
    with database.transaction() as writing:
        if missing == "people":
            for person in writing.scalars(select(Released)):
                person.withdrawn_in = 2
        else:
            for report in writing.scalars(select(Report)):
                report.state = ReportState.CLOSED
    match_now(database, office["list"])
    assert not any(match.current for match in pairs(session).values())
    assert latest_reference(session).reports == 4
    last = session.scalars(select(MatchRun).order_by(MatchRun.id.desc())).first()
    assert last is not None
    assert last.unanswered == (0 if missing == "people" else 4)


def imported_reports(session: Session, *people: tuple[str, str]) -> tuple[Upload, list[Report]]:
    """Put an upload on file with the reports that came with it, each a name and a birth date."""
    upload = Upload(purpose="reports", kind="csv", size=1, file_hash="0" * 64, content=b"x")
    session.add(upload)
    session.flush()
    reports = [make_report(session, full_name=name, birth_date=born) for name, born in people]
    for report in reports:
        report.upload_id = upload.id
    return upload, reports


def test_imported_reports_are_compared_with_each_other_and_with_those_on_file(
    office: Office, database: Database, session: Session
) -> None:
    with database.transaction() as writing:
        upload, imported = imported_reports(
            writing,
            ("Vakulenko Sergei Nikolaevich", "14 Mar 1987"),
            ("Юрченко Богдан Артемович", "09.09.1991"),
            ("Jurczenko Bohdan", "09.09.1991"),
        )
        numbers = [report.id for report in imported]
        start_suggestions(writing, upload.id, None)
    claimed = claim(database)
    assert claimed is not None
    run(claimed)
    found = {(link.first_id, link.second_id) for link in session.scalars(select(PersonLink))}
    assert found == {(office["reports"][0], numbers[0]), (numbers[1], numbers[2])}
    assert session.get_one(Job, claimed.job_id).result == {"reports": 3, "suggested": 2}


def test_a_duplicate_suggested_while_an_import_is_compared_stays_and_a_changed_report_is_left(
    office: Office, database: Database, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    with database.transaction() as writing:
        upload, imported = imported_reports(
            writing,
            ("Vakulenko Sergei Nikolaevich", "14 Mar 1987"),
            ("Hrynyshyn Taras Olehovych", "01.10.1999"),
            ("Юрченко Богдан Артемович", "09.09.1991"),
        )
        store_keys(writing, Side.REPORT, [(report.id, report.person) for report in imported])
        numbers = [report.id for report in imported]
        start_suggestions(writing, upload.id, None)
    entered: list[int] = []

    def enter_and_correct(records: Any) -> Promising:
        with database.transaction() as writing:
            report = make_report(writing, full_name="Jurczenko Bohdan Artemovych", birth_date="09.09.1991")
            store_keys(writing, Side.REPORT, [(report.id, report.person)])
            corrected = writing.get_one(Report, numbers[0])
            reword(writing, corrected, full_name="Нечипоренко Лариса Петрівна", birth_date="03.03.1969")
            suggest_duplicates(writing, [report.id, corrected.id])
            entered.append(report.id)
        return Promising(records)

    monkeypatch.setattr(runs, "Promising", enter_and_correct)
    claimed = claim(database)
    assert claimed is not None
    run(claimed)
    found = {(link.first_id, link.second_id) for link in session.scalars(select(PersonLink))}
    assert found == {
        (numbers[2], entered[0]),
        (office["reports"][3], numbers[0]),
        (office["reports"][1], numbers[1]),
    }
    assert session.get_one(Job, claimed.job_id).result == {"reports": 3, "suggested": 1}
