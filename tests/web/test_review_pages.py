"""The queue and the pair page: what they show, to whom, in which order, and what the forms do."""

from __future__ import annotations

import datetime as dt
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.web.cases import make_inquirer, make_list, make_match, make_released, make_report
from web.database import now
from web.models import AuditEntry, Decision, Match, MatchState, Photo, Report, Side, Unmasking, User
from web.permissions import Role
from web.records import fingerprint
from web.review.queue import minority
from web.review.states import restate

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed

    SignIn = Callable[..., Signed]

IVAN: dict[str, Any] = {"full_name": "Коваль Іван Петрович", "birth_date": "07.03.1985", "unit": "А1234"}
THIS_YEAR = dt.datetime.now(dt.UTC).year


def make_pair(session: Session, **figures: Any) -> Match:
    release_list = make_list(session)
    match = make_match(session, make_released(session, release_list, **IVAN), make_report(session, **IVAN), **figures)
    session.commit()
    return match


def page(who: Signed, address: str, status: int = 200) -> str:
    response = who.client.get(address)
    assert response.status_code == status
    return response.text


def seen_on(text: str, name: str = "seen") -> str:
    found = re.search(rf'name="{name}"[^>]*value="([0-9a-f]+)"', text)
    assert found
    return found[1]


def say(who: Signed, match: Match, verdict: str = "same", reason: str = "same:details", **more: str) -> Any:
    seen = more.pop("seen", None) or seen_on(page(who, f"/matches/{match.id}"))
    return who.client.post(
        f"/matches/{match.id}/decide", data={"seen": seen, "verdict": verdict, "reason": reason, **more}
    )


def actions(session: Session) -> list[tuple[str, int | None]]:
    rows = session.execute(select(AuditEntry.action, AuditEntry.subject_id).order_by(AuditEntry.number))
    return [(row.action, row.subject_id) for row in rows]


def test_two_people_confirm_and_one_takes_it_back(sign_in: SignIn, session: Session) -> None:
    match = make_pair(session)
    one, other = sign_in(Role.CASEWORKER), sign_in(Role.REVIEWER)
    assert say(one, match).status_code == 303
    assert "What waits" in page(one, "/matches")
    assert f"/matches/{match.id}" not in page(one, "/matches?show=second"), "not one's own"
    assert f"/matches/{match.id}" in page(other, "/matches?show=second")
    assert say(other, match).headers["Location"] == "/matches", "nothing is left"
    session.rollback()
    assert session.get_one(Match, match.id, populate_existing=True).state is MatchState.CONFIRMED
    text = page(other, f"/matches/{match.id}")
    assert "Take a decision back" in text
    answer = other.client.post(
        f"/matches/{match.id}/undo",
        data={"undo-seen": seen_on(text, "undo-seen"), "undo-number": "2", "undo-reason": "mistake", "undo-note": ""},
    )
    assert answer.status_code == 303
    session.rollback()
    assert session.get_one(Match, match.id, populate_existing=True).state is MatchState.PROPOSED
    done = [entry for entry in actions(session) if entry[0] != "match.list"]
    assert done == [(f"match.{verb}", match.id) for verb in ("read", "decide", "read", "decide", "read", "undo")]


def test_a_form_with_errors_keeps_what_was_typed_and_saves_nothing(sign_in: SignIn, session: Session) -> None:
    match = make_pair(session)
    who = sign_in(Role.REVIEWER)
    for verdict, reason, note, error in (
        ("", "", "typed", "Choose a verdict."),
        ("same", "different:name", "typed", "Choose a reason that goes with the verdict."),
        ("same", "", "typed", "Choose a reason."),
        ("cannot_tell", "cannot_tell:other", "", "Say in the note which reason."),
        ("undo", "undo:mistake", "typed", "Nothing was saved yet"),
    ):
        answer = say(who, match, verdict, reason, note=note)
        assert answer.status_code == 422
        assert error in answer.text
        assert note in answer.text
    assert session.scalar(select(Decision.id)) is None


def test_a_stale_form_is_answered_with_the_new_state_and_what_was_typed(sign_in: SignIn, session: Session) -> None:
    match = make_pair(session)
    one, other = sign_in(Role.REVIEWER), sign_in(Role.REVIEWER)
    seen = seen_on(page(other, f"/matches/{match.id}"))
    say(one, match)
    answer = say(other, match, seen=seen, note="my own note")
    assert answer.status_code == 409
    assert "in the meantime" in answer.text
    assert "my own note" in answer.text
    assert "Needs a second person" in answer.text
    session.rollback()
    assert session.get_one(Match, match.id, populate_existing=True).state is MatchState.PROPOSED
    assert say(other, match, seen=seen_on(answer.text)).status_code == 303, "having looked again"
    session.rollback()
    assert session.get_one(Match, match.id, populate_existing=True).state is MatchState.CONFIRMED


def test_a_viewer_reads_but_does_not_decide(sign_in: SignIn, session: Session) -> None:
    match = make_pair(session)
    viewer = sign_in(Role.VIEWER)
    assert "Your decision" not in page(viewer, f"/matches/{match.id}")
    for action in ("decide", "undo", "assign"):
        assert viewer.client.post(f"/matches/{match.id}/{action}", data={}).status_code == 403
    assert sign_in(Role.AUDITOR).client.get(f"/matches/{match.id}").status_code == 403


def test_a_sealed_list_is_not_there(sign_in: SignIn, session: Session) -> None:
    match = make_pair(session)
    match.released.release_list.sealed = True
    open_match = make_match(session, make_released(session, make_list(session, "Other"), **IVAN), match.report)
    session.commit()
    reviewer = sign_in(Role.REVIEWER)
    page(reviewer, f"/matches/{match.id}", 404)
    for action in ("decide", "undo", "assign"):
        assert reviewer.client.post(f"/matches/{match.id}/{action}", data={}).status_code == 404
    queue = page(reviewer, "/matches")
    assert "Exchange, first batch" not in queue
    assert "1 possible match" in queue
    assert f'href="/matches/{match.id}"' not in page(reviewer, f"/matches/{open_match.id}"), "nor as a rival"
    page(sign_in(Role.SUPERVISOR), f"/matches/{match.id}")


def test_masked_fields_are_masked_until_both_records_are_unfolded(sign_in: SignIn, session: Session) -> None:
    match = make_pair(session)
    who = sign_in(Role.REVIEWER)
    assert "А1234" not in page(who, f"/matches/{match.id}")
    for side, number in (("released", match.released_id), ("report", match.report_id)):
        session.add(
            Unmasking(
                user_id=who.user_id, subject=side, subject_id=number, reason="x", until=now() + dt.timedelta(hours=1)
            )
        )
    session.commit()
    assert page(who, f"/matches/{match.id}").count("А1234") >= 2


def test_the_pair_page_shows_both_scripts_photographs_consents_and_rivals(sign_in: SignIn, session: Session) -> None:
    match = make_pair(session)
    rival = make_match(session, match.released, make_report(session, full_name="Koval Ivan", birth_date="1985"))
    make_inquirer(session, match.report, contact="+380 00 000", consents={"tell": "2026-01-01"})
    picture = {"media_type": "image/png", "width": 2, "height": 2, "sha256": "0" * 64, "content": b"x"}
    session.add(Photo(side=Side.REPORT, record_id=match.report_id, **picture))
    session.commit()
    text = page(sign_in(Role.REVIEWER), f"/matches/{match.id}")
    assert "Koval Ivan Petrovych" in text
    assert "1 person asks" in text
    assert "+380" not in text
    assert "/photos/" in text
    assert f"/matches/{rival.id}" in text
    assert "another report for this released person" in text
    assert "such pairs are right" in text
    assert "100 %" not in text
    assert "style=" not in text


def test_scores_can_be_hidden_until_one_has_decided(sign_in: SignIn, session: Session) -> None:
    match = make_pair(session)
    who = sign_in(Role.REVIEWER)
    assert who.client.post("/matches/scores", data={"hide": "1"}).status_code == 303
    for address in ("/matches", f"/matches/{match.id}"):
        hidden = page(who, address)
        assert "hidden until" in hidden
        assert "such pairs are right" not in hidden
        assert "999" not in hidden
        assert "Strong" not in hidden
        assert "speaks for" not in hidden
    say(who, match, blind="1")
    assert session.scalar(select(Decision.blind)) is True
    assert "such pairs are right" in page(who, f"/matches/{match.id}")


def test_blindness_is_not_taken_from_the_form_of_somebody_who_sees_scores(sign_in: SignIn, session: Session) -> None:
    say(sign_in(Role.REVIEWER), make_pair(session), blind="1")
    assert session.scalar(select(Decision.blind)) is False


def test_a_returned_pair_says_which_field_changed(sign_in: SignIn, session: Session) -> None:
    match = make_pair(session)
    who = sign_in(Role.REVIEWER)
    say(who, match, "different", "different:birth_date")
    session.rollback()
    report = match.report
    report.person = {**report.person, "birth_date": "08.03.1985"}
    report.fingerprint = fingerprint(report.person)
    restate(session, [match.id])
    session.commit()
    assert "came back, because something changed since: Date of birth" in page(who, f"/matches/{match.id}")
    assert "Came back: Date of birth changed" in page(who, "/matches?returned=1")
    say(who, match, "different", "different:birth_date")
    page(who, "/matches")  # where the message of the decision is shown
    assert f"/matches/{match.id}" not in page(who, "/matches?returned=1")


def test_a_hostile_source_is_named_and_stays_a_proposal(sign_in: SignIn, session: Session) -> None:
    match = make_pair(session)
    match.released.release_list.hostile = True
    session.commit()
    for _ in range(2):
        who = sign_in(Role.REVIEWER)
        assert say(who, match).status_code == 303
    session.rollback()
    assert session.get_one(Match, match.id, populate_existing=True).state is MatchState.PROPOSED
    assert "never to confirm" in page(who, f"/matches/{match.id}")


def test_the_queue_puts_strong_pairs_minors_urgent_and_long_waiting_first(sign_in: SignIn, session: Session) -> None:
    release_list = make_list(session)

    def queued(since: int, band: str = "strong", *, urgent: bool = False, born: int | None = None) -> int:
        report = make_report(session, waiting_since=dt.date(since, 1, 1), **IVAN)
        report.urgent, report.birth_year = urgent, born
        return make_match(session, make_released(session, release_list, **IVAN), report, band=band).id

    expected = [
        queued(2024, born=THIS_YEAR - 10), queued(2023, urgent=True), queued(2021), queued(2022, born=THIS_YEAR - 30),
        queued(2019, "possible"), queued(2018, "weak", urgent=True),
    ]  # fmt: skip
    session.commit()
    who = sign_in(Role.REVIEWER)
    shown = [int(number) for number in re.findall(r'href="/matches/(\d+)"', page(who, "/matches"))]
    assert shown == expected
    assert who.client.get("/matches/start").headers["Location"] == f"/matches/{expected[0]}"
    middle = page(who, f"/matches/{expected[2]}")
    assert re.search(rf'rel="prev"[^>]*href="/matches/{expected[1]}"', middle)
    assert re.search(rf'rel="next"[^>]*href="/matches/{expected[3]}"', middle)
    match = session.get_one(Match, expected[1])
    assert say(who, match, "different", "different:name").headers["Location"] == f"/matches/{expected[2]}"
    assert "Under 18" in page(who, "/matches?band=strong")
    assert len(re.findall(r'href="/matches/\d+\?band=weak"', page(who, "/matches?band=weak"))) == 1
    session.rollback()
    blind = session.get_one(User, who.user_id)
    blind.hide_scores = True
    session.commit()
    shown = [int(number) for number in re.findall(r'href="/matches/(\d+)"', page(who, "/matches"))]
    assert shown == [expected[0], expected[5], expected[4], expected[2], expected[3]], "no band in the order"


def test_the_queue_filters_by_list_state_and_assignee(sign_in: SignIn, session: Session) -> None:
    match, other = make_pair(session), make_pair(session)
    one, chief = sign_in(Role.CASEWORKER), sign_in(Role.SUPERVISOR)

    def numbers(who: Signed, query: str) -> set[int]:
        return {int(number) for number in re.findall(r'href="/matches/(\d+)\?', page(who, f"/matches?{query}"))}

    assert numbers(one, f"list={other.released.list_id}") == {other.id}
    assert one.client.post(f"/matches/{match.id}/assign", data={"assignee": str(one.user_id)}).status_code == 303
    assert numbers(one, "assignee=me") == {match.id}
    assert numbers(chief, "assignee=me") == set()
    assert numbers(chief, f"assignee={one.user_id}") == {match.id}
    assert numbers(chief, "assignee=nobody") == {other.id}
    two = sign_in(Role.REVIEWER)
    assert two.client.post(f"/matches/{match.id}/assign", data={"assignee": str(two.user_id)}).status_code == 409
    assert chief.client.post(f"/matches/{match.id}/assign", data={"assignee": str(two.user_id)}).status_code == 303
    say(two, match, "cannot_tell", "cannot_tell:ask")
    assert numbers(two, "show=undecided") == {match.id}
    assert numbers(two, "show=open") == {other.id}
    session.rollback()
    other.current = False
    session.commit()
    assert numbers(two, "show=open") == set()
    assert numbers(two, "show=nonsense&list=x&band=y&assignee=%27") == set(), "what waits, with no filter kept"


@pytest.mark.parametrize(
    ("born", "birth_date", "answer"),
    [
        (2008, "2008", "yes"),
        (2007, "2007", "perhaps"),
        (2007, "01.12.2007", "yes"),
        (2007, "23.11.2007", "no"),
        (2006, "2006", "no"),
        (None, "", "no"),
    ],
)
def test_who_is_a_minor(born: int | None, birth_date: str, answer: str) -> None:
    assert minority(Report(birth_year=born, birth_date=birth_date), dt.date(2025, 11, 23)) == answer
