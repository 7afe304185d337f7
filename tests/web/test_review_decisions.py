"""Deciding and taking back in the database: who may, rivals, links, stale views, two people at the same moment."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select, text, update
from sqlalchemy.exc import DBAPIError

from tests.web.cases import make_inquirer, make_list, make_match, make_released, make_report
from web.models import (
    Decision,
    Disclosure,
    DisclosureState,
    Match,
    MatchState,
    PersonLink,
    PersonLinkState,
    Released,
    ReleaseList,
    Report,
    ReportState,
    Side,
    User,
    Verdict,
)
from web.permissions import Role
from web.records import fingerprint
from web.review.assigning import assign
from web.review.decisions import (
    ConflictError,
    DecisionError,
    NoSuchMatchError,
    NotAllowedError,
    StaleViewError,
    decide,
    undo,
    view_of,
)
from web.review.queue import QueueFilter, Show, decided_by, matches
from web.review.states import restate

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from web.database import Database

IVAN: dict[str, Any] = {"full_name": "Коваль Іван Петрович", "birth_date": "07.03.1985"}
SAME, DIFFERENT, CANNOT_TELL = Verdict.SAME, Verdict.DIFFERENT, Verdict.CANNOT_TELL
REASON = {SAME: "name_and_birth", DIFFERENT: "birth_date", CANNOT_TELL: "too_little"}


@dataclass
class Office:
    """One list, two released people, two reports, and every possible match of them."""

    session: Session
    release_list: ReleaseList
    released: list[Released]
    reports: list[Report]
    matches: dict[tuple[int, int], Match]
    users: dict[str, User] = field(default_factory=dict)

    def user(self, name: str, role: Role) -> User:
        if name not in self.users:
            self.users[name] = User(login=name, name=name, role=role, language="en")
            self.session.add(self.users[name])
            self.session.flush()
        return self.users[name]

    def says(self, name: str, verdict: Verdict, match: Match, role: Role = Role.REVIEWER) -> MatchState:
        user = self.user(name, role)
        return decide(self.session, match.id, user, verdict, REASON[verdict], seen=view_of(self.session, match)).state

    def takes_back(self, name: str, match: Match, role: Role = Role.REVIEWER, number: int | None = None) -> MatchState:
        user = self.user(name, role)
        seen = view_of(self.session, match)
        return undo(self.session, match.id, user, "mistake", seen=seen, number=number).state

    def confirm(self, match: Match) -> None:
        self.says("first", SAME, match)
        assert self.says("second", SAME, match) is MatchState.CONFIRMED

    def link(self, side: Side, one: int, other: int, state: PersonLinkState) -> None:
        self.session.add(
            PersonLink(
                side=side,
                first_id=min(one, other),
                second_id=max(one, other),
                probability=0.9,
                evidence={},
                state=state,
            )
        )
        self.session.flush()


def open_office(session: Session, **particulars: Any) -> Office:
    release_list = make_list(session, **particulars)
    released = [make_released(session, release_list, **IVAN) for _ in range(2)]
    reports = [make_report(session, **IVAN) for _ in range(2)]
    matches = {
        (one, other): make_match(session, released[one], reports[other]) for one in range(2) for other in range(2)
    }
    session.commit()
    return Office(session, release_list, released, reports, matches)


def states(office: Office) -> dict[tuple[int, int], str]:
    return {key: match.state.value for key, match in office.matches.items()}


def test_two_people_confirm_and_the_rivals_are_superseded_and_restored(session: Session) -> None:
    office = open_office(session)
    pair = office.matches[0, 0]
    assert office.says("first", CANNOT_TELL, office.matches[0, 1]) is MatchState.UNDECIDED
    assert office.says("caseworker", SAME, pair, Role.CASEWORKER) is MatchState.PROPOSED
    assert office.says("reviewer", SAME, pair) is MatchState.CONFIRMED
    assert states(office) == {(0, 0): "confirmed", (0, 1): "superseded", (1, 0): "superseded", (1, 1): "open"}
    assert office.takes_back("reviewer", pair) is MatchState.PROPOSED
    assert states(office) == {(0, 0): "proposed", (0, 1): "undecided", (1, 0): "open", (1, 1): "open"}
    session.commit()


def test_the_same_person_cannot_be_the_second(session: Session) -> None:
    office = open_office(session)
    office.says("one", SAME, office.matches[0, 0], Role.SUPERVISOR)
    with pytest.raises(DecisionError, match="already decided"):
        office.says("one", SAME, office.matches[0, 0])
    assert office.matches[0, 0].state is MatchState.PROPOSED


def test_who_may_not_decide_changes_nothing(session: Session) -> None:
    office = open_office(session)
    pair = office.matches[0, 0]
    office.says("first", SAME, pair)
    for role in (Role.VIEWER, Role.ADMINISTRATOR, Role.AUDITOR):
        user = office.user(role.value, role)
        with pytest.raises(NotAllowedError):
            office.says(role.value, SAME, pair)
        with pytest.raises(NotAllowedError):
            office.takes_back(role.value, pair)
        with pytest.raises(NotAllowedError):
            assign(session, pair.id, user, None)
    assert session.scalar(select(func.count()).select_from(Decision)) == 1


def test_a_second_confirmation_that_excludes_the_first_is_refused(session: Session) -> None:
    office = open_office(session)
    office.confirm(office.matches[0, 0])
    with pytest.raises(ConflictError) as refused:
        office.says("third", SAME, office.matches[0, 1])
    assert refused.value.rivals == (office.matches[0, 0].id,)
    assert office.says("third", DIFFERENT, office.matches[0, 1]) is MatchState.REJECTED


def test_two_reports_of_one_person_can_both_be_confirmed_once_linked(session: Session) -> None:
    office = open_office(session)
    one, other = (report.id for report in office.reports)
    office.link(Side.REPORT, one, other, PersonLinkState.LINKED)
    office.confirm(office.matches[0, 0])
    assert states(office) == {(0, 0): "confirmed", (0, 1): "open", (1, 0): "superseded", (1, 1): "open"}
    office.confirm(office.matches[0, 1])
    assert office.matches[0, 0].state is MatchState.CONFIRMED


def test_a_link_that_nobody_made_does_not_excuse_a_rival(session: Session) -> None:
    for known in (PersonLinkState.SUGGESTED, PersonLinkState.UNLINKED):
        office = open_office(session)
        office.users = {user.name: user for user in session.scalars(select(User))}
        office.link(Side.REPORT, office.reports[0].id, office.reports[1].id, known)
        office.confirm(office.matches[0, 0])
        assert office.matches[0, 1].state is MatchState.SUPERSEDED


def test_one_person_on_two_lists_answers_one_report_twice(session: Session) -> None:
    office = open_office(session)
    office.link(Side.RELEASED, office.released[0].id, office.released[1].id, PersonLinkState.LINKED)
    office.confirm(office.matches[0, 0])
    assert office.matches[1, 0].state is MatchState.OPEN
    assert office.matches[0, 1].state is MatchState.SUPERSEDED


def test_linking_later_restores_what_was_superseded(session: Session) -> None:
    office = open_office(session)
    office.confirm(office.matches[0, 0])
    office.link(Side.REPORT, office.reports[0].id, office.reports[1].id, PersonLinkState.LINKED)
    assert restate(session, [match.id for match in office.matches.values()]) == 1
    assert office.matches[0, 1].state is MatchState.OPEN


def test_a_hostile_source_is_never_confirmed_from(session: Session) -> None:
    office = open_office(session, hostile=True)
    office.says("first", SAME, office.matches[0, 0])
    assert office.says("second", SAME, office.matches[0, 0], Role.SUPERVISOR) is MatchState.PROPOSED
    assert office.matches[0, 1].state is MatchState.OPEN


def test_a_list_found_to_be_hostile_loses_its_confirmations(session: Session) -> None:
    office = open_office(session)
    office.confirm(office.matches[0, 0])
    office.release_list.hostile = True
    restate(session, [office.matches[0, 0].id], user_id=office.users["first"].id)
    assert states(office)[0, 0] == "proposed"
    assert states(office)[0, 1] == "open"


def test_a_list_found_not_to_be_hostile_confirms_nobody_until_somebody_says_so_again(session: Session) -> None:
    office = open_office(session, hostile=True)
    pair, rival = office.matches[0, 0], office.matches[0, 1]
    for match in (pair, rival):
        for name in ("first", "second"):
            assert office.says(name, SAME, match) is MatchState.PROPOSED
    with pytest.raises(DecisionError, match="already decided"):
        office.says("first", SAME, pair)
    office.release_list.hostile = False
    session.flush()
    assert restate(session, [match.id for match in office.matches.values()]) == 0
    assert (pair.state, rival.state) == (MatchState.PROPOSED, MatchState.PROPOSED)
    assert office.says("first", SAME, pair) is MatchState.CONFIRMED
    assert rival.state is MatchState.SUPERSEDED
    assert office.takes_back("first", pair) is MatchState.PROPOSED
    assert states(office)[0, 1] == "proposed", "nobody looked at the rival when it was set free"


def rewritten(office: Office, birth_date: str) -> None:
    """Let somebody change the first report."""
    report = office.reports[0]
    report.person = {**report.person, "birth_date": birth_date}
    report.fingerprint = fingerprint(report.person)
    office.session.flush()
    restate(office.session, [match.id for match in office.matches.values()])


def test_what_no_longer_counted_confirms_nobody_when_the_rejection_is_taken_back(session: Session) -> None:
    office = open_office(session)
    pair = office.matches[0, 0]
    office.says("a", SAME, pair, Role.CASEWORKER)
    office.says("c", DIFFERENT, pair)
    rewritten(office, "1986")
    assert pair.state is MatchState.OPEN
    assert office.says("b", SAME, pair) is MatchState.PROPOSED
    assert office.takes_back("c", pair) is MatchState.PROPOSED, "the word of a was about another birth date"
    assert office.says("a", SAME, pair, Role.CASEWORKER) is MatchState.CONFIRMED


def test_a_rejection_taken_back_after_the_change_leaves_the_pair_open(session: Session) -> None:
    office = open_office(session)
    pair = office.matches[0, 0]
    office.says("a", SAME, pair)
    office.says("c", DIFFERENT, pair)
    rewritten(office, "1986")
    assert office.takes_back("c", pair) is MatchState.OPEN


@pytest.mark.parametrize("gone", ["withdrawn", "closed"])
def test_taking_a_rejection_back_confirms_nobody_whose_row_or_report_is_gone(session: Session, gone: str) -> None:
    office = open_office(session)
    pair = office.matches[0, 0]
    for name, verdict in (("a", SAME), ("c", DIFFERENT), ("b", SAME)):
        office.says(name, verdict, pair)
    if gone == "withdrawn":
        office.released[0].withdrawn_in = 2
    else:
        office.reports[0].state = ReportState.CLOSED
    session.flush()
    with pytest.raises(DecisionError, match=gone):
        office.takes_back("c", pair)
    assert pair.state is MatchState.UNDECIDED


def test_a_closed_report_confirms_nobody(session: Session) -> None:
    office = open_office(session)
    office.says("first", SAME, office.matches[0, 0])
    office.reports[0].state = ReportState.CLOSED
    session.flush()
    with pytest.raises(DecisionError, match="closed"):
        office.says("second", SAME, office.matches[0, 0])
    assert office.says("second", DIFFERENT, office.matches[0, 0]) is MatchState.UNDECIDED


def seen_by(office: Office, name: str, show: Show) -> set[int]:
    return set(office.session.scalars(matches(office.users[name], QueueFilter(show))))


def test_a_pair_with_one_persons_word_waits_for_the_second_though_no_run_proposes_it_any_more(session: Session) -> None:
    office = open_office(session)
    pair = office.matches[0, 0]
    office.user("second", Role.REVIEWER)
    office.says("first", SAME, pair)
    pair.current = False
    session.flush()
    assert pair.id in seen_by(office, "second", Show.TODO) & seen_by(office, "second", Show.SECOND)
    office.reports[0].state = ReportState.CLOSED
    session.flush()
    assert pair.id not in seen_by(office, "second", Show.TODO) | seen_by(office, "second", Show.SECOND)


def test_who_decided_before_the_change_may_be_the_second_person_after_it(session: Session) -> None:
    office = open_office(session)
    pair = office.matches[0, 0]
    office.says("a", DIFFERENT, pair)
    rewritten(office, "1986")
    assert decided_by(session, office.users["a"], [pair.id]) == set()
    office.says("b", SAME, pair)
    assert pair.id in seen_by(office, "a", Show.SECOND)
    assert pair.id not in seen_by(office, "b", Show.SECOND)


def test_a_row_withdrawn_from_its_list_confirms_nobody(session: Session) -> None:
    office = open_office(session)
    office.released[0].withdrawn_in = 2
    session.flush()
    with pytest.raises(DecisionError, match="withdrawn"):
        office.says("first", SAME, office.matches[0, 0])


def test_a_sealed_list_does_not_exist_for_who_may_not_see_it(session: Session) -> None:
    office = open_office(session, sealed=True)
    with pytest.raises(NoSuchMatchError):
        office.says("reviewer", SAME, office.matches[0, 0])
    with pytest.raises(NoSuchMatchError):
        office.takes_back("reviewer", office.matches[0, 0])
    with pytest.raises(NoSuchMatchError):
        assign(session, office.matches[0, 0].id, office.user("reviewer", Role.REVIEWER), None)
    assert office.says("supervisor", SAME, office.matches[0, 0], Role.SUPERVISOR) is MatchState.PROPOSED


def test_what_was_not_seen_is_not_decided_on(session: Session) -> None:
    office = open_office(session)
    pair = office.matches[0, 0]
    seen = view_of(session, pair)
    office.reports[0].person = {**office.reports[0].person, "birth_date": "08.03.1985"}
    office.reports[0].fingerprint = fingerprint(office.reports[0].person)
    session.flush()
    with pytest.raises(StaleViewError):
        decide(session, pair.id, office.user("one", Role.REVIEWER), SAME, "details", seen=seen)
    assert pair.state is MatchState.OPEN


def test_a_decision_needs_its_reason(session: Session) -> None:
    office = open_office(session)
    pair, user = office.matches[0, 0], office.user("one", Role.REVIEWER)
    for verdict, reason, note in (
        (SAME, "", ""),
        (SAME, "birth_date", ""),
        (SAME, "other", "  "),
        (DIFFERENT, "name", "x" * 2_001),
        (Verdict.UNDO, "mistake", ""),
    ):
        with pytest.raises(DecisionError):
            decide(session, pair.id, user, verdict, reason, note, seen=view_of(session, pair))
    assert session.scalar(select(func.count()).select_from(Decision)) == 0


def test_a_confirmed_match_is_not_decided_over(session: Session) -> None:
    office = open_office(session)
    office.confirm(office.matches[0, 0])
    with pytest.raises(DecisionError, match="confirmed"):
        office.says("third", DIFFERENT, office.matches[0, 0], Role.SUPERVISOR)


def test_only_a_supervisor_takes_back_what_others_decided(session: Session) -> None:
    office = open_office(session)
    pair = office.matches[0, 0]
    office.says("first", SAME, pair)
    with pytest.raises(NotAllowedError):
        office.takes_back("second", pair)
    assert office.takes_back("chief", pair, Role.SUPERVISOR) is MatchState.OPEN
    with pytest.raises(DecisionError, match="no decision"):
        office.takes_back("chief", pair, Role.SUPERVISOR)


def test_the_first_of_two_can_take_their_word_back_after_the_second_spoke(session: Session) -> None:
    office = open_office(session)
    pair = office.matches[0, 0]
    office.says("first", SAME, pair, Role.CASEWORKER)
    office.says("second", SAME, pair)
    assert office.takes_back("first", pair) is MatchState.PROPOSED
    assert [decision.verdict for decision in pair.decisions] == [SAME, SAME, Verdict.UNDO]
    assert pair.decisions[-1].undoes == 1


def test_taking_a_rejection_back_cannot_confirm_against_a_confirmed_rival(session: Session) -> None:
    office = open_office(session)
    pair, rival = office.matches[0, 0], office.matches[0, 1]
    for name, verdict in (("a", SAME), ("b", DIFFERENT), ("c", SAME)):
        office.says(name, verdict, pair)
    office.confirm(rival)
    assert states(office)[0, 0] == "superseded"
    with pytest.raises(ConflictError):
        office.takes_back("b", pair)
    assert office.takes_back("second", rival) is MatchState.PROPOSED
    assert states(office)[0, 0] == "undecided"
    assert office.takes_back("b", pair) is MatchState.CONFIRMED
    assert rival.state is MatchState.SUPERSEDED


def test_a_rejected_pair_comes_back_only_with_a_change(session: Session) -> None:
    office = open_office(session)
    pair = office.matches[0, 0]
    office.says("first", DIFFERENT, pair)
    assert restate(session, [pair.id]) == 0
    report = office.reports[0]
    report.person = {**report.person, "notes": "a remark"}
    assert restate(session, [pair.id]) == 0
    report.person = {**report.person, "birth_date": "1986"}
    assert restate(session, [pair.id]) == 1
    assert (pair.state, pair.returned) == (MatchState.OPEN, ["birth_date"])


def test_restating_touches_no_decided_pair(session: Session) -> None:
    office = open_office(session)
    office.confirm(office.matches[0, 0])
    office.says("first", DIFFERENT, office.matches[1, 1])
    before = {match.id: (match.state, match.revision, match.decided_at) for match in office.matches.values()}
    assert restate(session, before) == 0
    assert before == {match.id: (match.state, match.revision, match.decided_at) for match in office.matches.values()}


def test_undoing_a_confirmation_reaches_whoever_was_to_tell_the_family(session: Session) -> None:
    office = open_office(session)
    pair = office.matches[0, 0]
    office.confirm(pair)
    inquirer = make_inquirer(session, office.reports[0])
    session.add(Disclosure(match_id=pair.id, number=1, state=DisclosureState.TOLD, inquirer_id=inquirer.id, how="call"))
    session.flush()
    office.takes_back("second", pair)
    steps = session.scalars(select(Disclosure).where(Disclosure.match_id == pair.id).order_by(Disclosure.number)).all()
    assert [step.state for step in steps] == [DisclosureState.TOLD, DisclosureState.WITHDRAWN]
    assert steps[-1].user_id == office.users["second"].id


def test_a_decision_keeps_what_was_compared_and_who_decided_as_what(session: Session) -> None:
    office = open_office(session)
    pair = office.matches[0, 0]
    user = office.user("one", Role.CASEWORKER)
    decide(session, pair.id, user, SAME, "other", " the scar ", seen=view_of(session, pair), blind=True)
    kept = pair.decisions[0]
    assert kept.compared == {"released": IVAN, "report": IVAN}
    assert (kept.role, kept.blind, kept.note, kept.probability) == (Role.CASEWORKER, True, "the scar", pair.probability)


def test_a_confirmation_outlives_the_role_of_who_confirmed(session: Session) -> None:
    office = open_office(session)
    office.confirm(office.matches[0, 0])
    office.users["second"].role = Role.VIEWER
    session.flush()
    assert restate(session, [office.matches[0, 0].id]) == 0


def test_the_database_refuses_to_change_a_decision(session: Session) -> None:
    office = open_office(session)
    office.says("first", DIFFERENT, office.matches[0, 0])
    session.commit()
    with pytest.raises(DBAPIError):
        session.execute(text("UPDATE decision SET verdict = 'same'"))


def test_matches_are_taken_given_back_and_given_away(session: Session) -> None:
    office = open_office(session)
    pair = office.matches[0, 0]
    one, other = office.user("one", Role.CASEWORKER), office.user("other", Role.CASEWORKER)
    chief, viewer = office.user("chief", Role.SUPERVISOR), office.user("viewer", Role.VIEWER)
    assert assign(session, pair.id, one, one.id).assignee_id == one.id
    for asked in (other.id, None):
        with pytest.raises(NotAllowedError):
            assign(session, pair.id, other, asked)
    with pytest.raises(NotAllowedError):
        assign(session, pair.id, one, other.id)
    with pytest.raises(NotAllowedError):
        assign(session, pair.id, chief, viewer.id)
    assert assign(session, pair.id, chief, other.id).assignee_id == other.id
    assert assign(session, pair.id, other, None).assignee_id is None


def at_once(database: Database, *work: Any) -> list[str]:
    """Do several things in a transaction each, all begun before any is committed; return what became of each."""
    barrier, outcomes = threading.Barrier(len(work)), [""] * len(work)

    def run(place: int) -> None:
        barrier.wait(10)
        try:
            with database.transaction() as own:
                outcomes[place] = work[place](own)
        except DecisionError as error:
            outcomes[place] = type(error).__name__

    threads = [threading.Thread(target=run, args=(place,)) for place in range(len(work))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


def test_of_two_who_decide_on_the_same_view_at_once_one_is_told(database: Database, session: Session) -> None:
    office = open_office(session)
    pair = office.matches[0, 0]
    users = [office.user(name, Role.REVIEWER).id for name in ("one", "two")]
    session.commit()
    seen, number = view_of(session, pair), pair.id
    session.rollback()

    def deciding(user_id: int) -> Any:
        def work(own: Session) -> str:
            return decide(own, number, own.get_one(User, user_id), SAME, "details", seen=seen).state.value

        return work

    assert sorted(at_once(database, *map(deciding, users))) == ["StaleViewError", "proposed"]
    assert session.scalar(select(func.count()).select_from(Decision)) == 1


def test_of_two_rivals_confirmed_at_once_one_is_refused(database: Database, session: Session) -> None:
    office = open_office(session)
    pairs = [office.matches[0, 0], office.matches[0, 1]]
    for pair in pairs:
        office.says("first", SAME, pair)
    user = office.user("second", Role.REVIEWER).id
    session.commit()
    views = [(pair.id, view_of(session, pair)) for pair in pairs]
    session.rollback()

    def confirming(number: int, seen: str) -> Any:
        def work(own: Session) -> str:
            return decide(own, number, own.get_one(User, user), SAME, "details", seen=seen).state.value

        return work

    outcomes = sorted(at_once(database, *(confirming(*view) for view in views)))
    # whoever comes second finds the pair superseded: another view than the one decided on
    assert outcomes == ["StaleViewError", "confirmed"]
    session.expire_all()
    assert sorted(pair.state.value for pair in pairs) == ["confirmed", "superseded"]


def test_the_queue_columns_of_a_match_follow_its_report_and_are_filled_after_bulk_writing(session: Session) -> None:
    office = open_office(session)
    pair, report = office.matches[0, 0], office.reports[0]
    assert (pair.list_id, pair.waiting_since) == (office.release_list.id, report.waiting_since)
    report.urgent, report.birth_year = True, 2015
    session.commit()
    session.refresh(pair)
    assert (pair.urgent, pair.birth_year) == (True, 2015)
    emptied = {"list_id": None, "birth_year": None, "urgent": False, "waiting_since": None}
    session.execute(update(Match).where(Match.id == pair.id).values(**emptied))
    restate(session, [pair.id])
    session.refresh(pair)
    assert (pair.list_id, pair.urgent, pair.birth_year) == (office.release_list.id, True, 2015)
    assert pair.waiting_since == report.waiting_since
