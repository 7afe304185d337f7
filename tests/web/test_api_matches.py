"""Possible matches through the API: the queue, one pair, decisions of two people, and two at the same moment."""

from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.web.api_cases import ROOT, Caller, caller, wrong_fields
from tests.web.cases import make_list, make_match, make_released, make_report
from web.models import AuditEntry, Decision, Match, MatchState, User
from web.permissions import Role

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from web.database import Database


@pytest.fixture
def match_id(database: Database) -> int:
    """A likely pair whose units are masked."""
    with database.transaction() as own:
        known: dict[str, Any] = {
            "surname": "Камлюк",
            "given_name": "Остап",
            "birth_date": "07.03.1985",
            "unit": "А1234",
        }
        return make_match(own, make_released(own, make_list(own), **known), make_report(own, **known)).id


@pytest.fixture
def program(app: Flask, database: Database) -> Caller:
    return caller(app, database, Role.REVIEWER)


def say(program: Caller, match_id: int, verdict: str = "same", reason: str = "details", status: int = 200) -> Any:
    """Look at a pair and decide on it."""
    seen = program.get(f"/matches/{match_id}")["seen"]
    body = {"seen": seen, "verdict": verdict, "reason": reason}
    return program.post(f"/matches/{match_id}/decisions", body, status)


def test_the_queue_comes_in_its_own_order_page_by_page(database: Database, program: Caller) -> None:
    with database.transaction() as own:
        release_list = make_list(own)
        numbers = {}
        for name, band, probability, since in (
            ("weak", "weak", 0.2, 2), ("late", "strong", 0.99, 3), ("early", "strong", 0.95, 1),
            ("alike", "strong", 0.97, 3), ("possible", "possible", 0.6, 1),
        ):  # fmt: skip
            report = make_report(own, surname=f"Гайдай {name}", waiting_since=dt.date(2024, 1, since))
            released = make_released(own, release_list, surname="Гайдай")
            numbers[name] = make_match(own, released, report, band=band, probability=probability).id
    found, cursor = [], ""
    while cursor is not None:
        page = program.get(f"/matches?limit=2{f'&cursor={cursor}' if cursor else ''}")
        found += [match["id"] for match in page["matches"]]
        cursor = page["next"]
    assert found == [numbers[name] for name in ("early", "late", "alike", "possible", "weak")]
    assert [match["id"] for match in program.get("/matches?band=weak")["matches"]] == [numbers["weak"]]
    assert program.get("/matches?show=confirmed")["matches"] == []
    assert program.get("/matches?list_id=999")["matches"] == []
    assert len(program.get("/matches?assignee=nobody")["matches"]) == 5
    assert program.get("/matches?assignee=me")["matches"] == []
    assert program.get("/matches?returned=yes")["matches"] == []
    assert wrong_fields(program.get("/matches?band=huge", 422)) == ["band"]


def test_a_pair_is_read_with_its_evidence_and_what_is_masked_left_out(
    session: Session, program: Caller, match_id: int
) -> None:
    shown = program.get(f"/matches/{match_id}")
    fields = {field["field"]: field for field in shown["evidence"]["fields"]}
    assert (fields["surname"]["level"], fields["surname"]["left"], fields["surname"]["masked"]) == (
        "SAME", "Камлюк", False,
    )  # fmt: skip
    assert (fields["unit"]["left"], fields["unit"]["right"], fields["unit"]["masked"]) == (None, None, True)
    assert shown["released_record"]["masked"] == shown["report_record"]["masked"] == ["unit"]
    assert (shown["released_record"]["person"]["unit"], shown["decisions"], shown["rivals"]) == (None, [], [])
    assert "1234" not in str(shown).replace(shown["seen"], "")
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id, entry.detail["token"]) == ("match.read", match_id, program.token_id)


def test_whoever_decides_before_seeing_scores_is_shown_none(
    database: Database, session: Session, program: Caller, match_id: int
) -> None:
    with database.transaction() as own:
        own.get_one(User, program.user_id).hide_scores = True
    for shown in (program.get(f"/matches/{match_id}"), program.get("/matches")["matches"][0]):
        assert shown["scores_hidden"]
        assert (shown["probability"], shown["weight"], shown["band"], shown.get("evidence")) == (None,) * 4
    say(program, match_id)
    assert session.scalars(select(Decision)).one().blind
    shown = program.get(f"/matches/{match_id}")
    assert not shown["scores_hidden"]
    assert shown["evidence"]["probability"] > 0


def test_two_different_people_confirm_and_a_decision_is_taken_back(
    app: Flask, database: Database, session: Session, program: Caller, match_id: int
) -> None:
    second = caller(app, database, Role.CASEWORKER)
    assert say(program, match_id)["state"] == "proposed"
    again = say(program, match_id, status=409)
    assert again["error"]["code"] == "refused", "the same person does not confirm"
    assert say(second, match_id)["state"] == "confirmed"
    shown = second.get(f"/matches/{match_id}")
    assert [(made["user_id"], made["may_undo"]) for made in shown["decisions"]] == [
        (program.user_id, False), (second.user_id, True),
    ]  # fmt: skip
    address = f"/matches/{match_id}/undo"
    other = second.post(address, {"seen": shown["seen"], "reason": "mistake", "number": 1}, 403)
    assert other["error"]["code"] == "not_allowed"
    assert second.post(address, {"seen": shown["seen"], "reason": "mistake"})["state"] == "proposed"
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "match.undo")).one()
    assert (entry.detail["undoes"], entry.detail["token"]) == (2, second.token_id)
    decided = session.scalars(select(AuditEntry).where(AuditEntry.action == "match.decide")).all()
    assert [one.detail["state"] for one in decided] == ["proposed", "confirmed"]


def test_a_decision_needs_a_verdict_a_reason_that_goes_with_it_and_the_view_it_was_made_on(
    session: Session, program: Caller, match_id: int
) -> None:
    seen = program.get(f"/matches/{match_id}")["seen"]
    address = f"/matches/{match_id}/decisions"
    for body, fields in (
        ({"seen": seen, "verdict": "undo", "reason": "mistake"}, ["verdict"]),
        ({"seen": seen, "verdict": "same", "reason": "too_little"}, ["reason"]),
        ({"seen": seen, "verdict": "same", "reason": "other"}, ["reason"]),
        ({"seen": seen, "verdict": "same", "reason": "other", "note": "x" * 2001}, ["note"]),
        ({"verdict": "same", "reason": "details"}, ["seen"]),
    ):
        assert wrong_fields(program.post(address, body, 422)) == fields
    stale = program.post(address, {"seen": "older", "verdict": "same", "reason": "details"}, 409)
    assert stale["error"]["code"] == "stale"
    undo = f"/matches/{match_id}/undo"
    assert wrong_fields(program.post(undo, {"seen": seen, "reason": "other"}, 422)) == ["reason"]
    assert program.post(undo, {"seen": seen, "reason": "mistake"}, 409)["error"]["code"] == "refused"
    assert session.scalars(select(Decision)).all() == []


def test_a_match_that_a_confirmed_one_excludes_is_not_confirmed_and_rivals_are_not_named(
    app: Flask, database: Database, program: Caller, match_id: int
) -> None:
    with database.transaction() as own:
        match = own.get_one(Match, match_id)
        sealed = make_released(own, make_list(own, sealed=True), surname="Камлюк")
        rival = make_match(own, sealed, match.report, state=MatchState.CONFIRMED)
    refused = say(program, match_id, status=409)
    assert refused["error"]["code"] == "excluded"
    assert str(rival.id) not in refused["error"]["message"]
    shown = program.get(f"/matches/{match_id}")
    assert (shown["excluded"], shown["rivals"]) == (True, [])


def test_of_two_who_decide_on_one_view_at_once_one_is_told_to_look_again(
    app: Flask, database: Database, session: Session, match_id: int
) -> None:
    people = [caller(app, database, Role.REVIEWER), caller(app, database, Role.SUPERVISOR)]
    seen = people[0].get(f"/matches/{match_id}")["seen"]
    together, answers = threading.Barrier(2), []

    def decide(program: Caller) -> None:
        headers = {"Authorization": f"Bearer {program.token}"}
        body = {"seen": seen, "verdict": "same", "reason": "details"}
        client = app.test_client()
        together.wait()
        answer = client.post(f"{ROOT}/matches/{match_id}/decisions", json=body, headers=headers)
        answers.append((answer.status_code, answer.get_json().get("error", {}).get("code", "")))

    threads = [threading.Thread(target=decide, args=(program,)) for program in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers) == [(200, ""), (409, "stale")]
    assert session.get_one(Match, match_id).state is MatchState.PROPOSED
    assert len(session.scalars(select(Decision)).all()) == 1
