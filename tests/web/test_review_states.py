"""Where a pair stands by its decisions: the rules of two people, of disagreement, of records that changed."""

from __future__ import annotations

from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from web.models import Decision, MatchState, Verdict
from web.permissions import Permission, Role, allows
from web.review.states import both_sides, standing

S, D, C, U = Verdict.SAME, Verdict.DIFFERENT, Verdict.CANNOT_TELL, Verdict.UNDO
CASEWORKER, REVIEWER, SUPERVISOR, VIEWER = Role.CASEWORKER, Role.REVIEWER, Role.SUPERVISOR, Role.VIEWER
OLD = both_sides({"full_name": "Коваль Іван", "birth_date": "1985"}, {"full_name": "Коваль Іван"})
NEW = both_sides({"full_name": "Коваль Іван", "birth_date": "1986"}, {"full_name": "Коваль Іван", "unit": "А1234"})


def decided(*given: tuple[Any, ...], compared: dict[str, Any] = OLD) -> list[Decision]:
    """Decisions in order: (user, role, verdict[, number taken back][, what the records said])."""
    found = []
    for number, (user, role, verdict, *more) in enumerate(given, 1):
        undoes = next((item for item in more if isinstance(item, int)), None)
        said = next((item for item in more if isinstance(item, dict)), compared)
        found.append(Decision(number=number, user_id=user, role=role, verdict=verdict, undoes=undoes, compared=said))
    return found


def state(*given: tuple[Any, ...], **facts: Any) -> MatchState:
    return standing(decided(*given), facts.pop("present", OLD), **facts).state


def test_a_pair_nobody_decided_on_is_open() -> None:
    assert state() is MatchState.OPEN


def test_one_person_proposes_and_a_second_confirms() -> None:
    assert state((1, CASEWORKER, S)) is MatchState.PROPOSED
    assert state((1, CASEWORKER, S), (2, REVIEWER, S)) is MatchState.CONFIRMED


def test_nobody_confirms_alone_however_often_they_say_so() -> None:
    assert state((1, SUPERVISOR, S), (1, SUPERVISOR, S)) is MatchState.PROPOSED


def test_two_caseworkers_do_not_confirm() -> None:
    assert state((1, CASEWORKER, S), (2, CASEWORKER, S)) is MatchState.PROPOSED
    assert state((1, CASEWORKER, S), (2, CASEWORKER, S), (3, REVIEWER, S)) is MatchState.CONFIRMED


def test_a_caseworkers_word_after_a_reviewers_makes_two_people() -> None:
    assert state((1, REVIEWER, S), (2, CASEWORKER, S)) is MatchState.CONFIRMED


def test_the_word_of_somebody_who_may_not_decide_counts_for_nothing() -> None:
    assert state((1, VIEWER, S), (2, REVIEWER, S)) is MatchState.PROPOSED


def test_different_rejects_and_cannot_tell_leaves_undecided() -> None:
    assert state((1, CASEWORKER, D)) is MatchState.REJECTED
    assert state((1, CASEWORKER, C)) is MatchState.UNDECIDED
    assert state((1, REVIEWER, S), (2, REVIEWER, C)) is MatchState.UNDECIDED


def test_saying_same_after_somebody_could_not_tell_goes_on() -> None:
    assert state((1, CASEWORKER, C), (2, CASEWORKER, S)) is MatchState.PROPOSED
    assert state((1, CASEWORKER, S), (2, REVIEWER, C), (3, REVIEWER, S)) is MatchState.CONFIRMED


@pytest.mark.parametrize("order", list(permutations([(1, REVIEWER, S), (2, REVIEWER, D), (3, REVIEWER, S)])))
def test_disagreement_is_undecided_whoever_spoke_first(order: tuple[tuple[Any, ...], ...]) -> None:
    assert state(*order) is MatchState.UNDECIDED


def test_a_supervisor_settles_a_disagreement_but_does_not_confirm_alone() -> None:
    assert state((1, REVIEWER, S), (2, REVIEWER, D), (3, SUPERVISOR, D)) is MatchState.REJECTED
    assert state((1, REVIEWER, S), (2, REVIEWER, D), (3, SUPERVISOR, S)) is MatchState.CONFIRMED
    assert state((2, REVIEWER, D), (3, SUPERVISOR, S)) is MatchState.PROPOSED


def test_somebody_who_thinks_again_has_one_voice() -> None:
    assert state((1, REVIEWER, D), (1, REVIEWER, S)) is MatchState.PROPOSED
    assert state((1, REVIEWER, S), (1, REVIEWER, D)) is MatchState.REJECTED


def test_what_was_taken_back_does_not_stand() -> None:
    assert state((1, CASEWORKER, S), (1, CASEWORKER, U, 1)) is MatchState.OPEN
    assert state((1, CASEWORKER, S), (2, REVIEWER, S), (1, CASEWORKER, U, 1)) is MatchState.PROPOSED
    assert state((1, REVIEWER, D), (1, REVIEWER, S), (1, REVIEWER, U, 2)) is MatchState.REJECTED


def test_nobody_is_confirmed_from_a_hostile_source() -> None:
    assert state((1, REVIEWER, S), (2, SUPERVISOR, S), hostile=True) is MatchState.PROPOSED


def test_a_confirmed_rival_supersedes_all_but_what_was_rejected() -> None:
    assert state(rival_confirmed=True) is MatchState.SUPERSEDED
    assert state((1, REVIEWER, S), rival_confirmed=True) is MatchState.SUPERSEDED
    assert state((1, REVIEWER, C), rival_confirmed=True) is MatchState.SUPERSEDED
    assert state((1, REVIEWER, D), rival_confirmed=True) is MatchState.REJECTED


def test_a_rejected_pair_returns_when_a_compared_field_changes_and_says_which() -> None:
    found = standing(decided((1, REVIEWER, D)), NEW)
    assert (found.state, found.returned, found.votes) == (MatchState.OPEN, ("birth_date", "unit"), ())


def test_a_rejected_pair_stays_so_when_nothing_that_is_compared_changes() -> None:
    noted = both_sides({**OLD["released"], "notes": "x", "photo": "1.jpg"}, {**OLD["report"], "source": "y"})
    found = standing(decided((1, REVIEWER, D)), noted)
    assert (found.state, found.returned) == (MatchState.REJECTED, ())


def test_a_rejection_stands_again_when_the_change_is_taken_back() -> None:
    decisions = decided((1, REVIEWER, D))
    assert standing(decisions, NEW).state is MatchState.OPEN
    assert standing(decisions, OLD).state is MatchState.REJECTED


def test_a_pair_that_came_back_is_decided_anew() -> None:
    again = ((1, REVIEWER, D), (2, CASEWORKER, S, NEW))
    assert state(*again, present=NEW) is MatchState.PROPOSED
    assert state(*again, (1, REVIEWER, S, NEW), present=NEW) is MatchState.CONFIRMED
    assert state(*again, present=OLD) is MatchState.PROPOSED, "the rejection was on other records"


def test_a_disputed_pair_starts_anew_and_is_never_confirmed_by_a_change() -> None:
    disputed = ((1, REVIEWER, S), (2, REVIEWER, D), (3, REVIEWER, S))
    assert state(*disputed) is MatchState.UNDECIDED
    assert state(*disputed, present=NEW) is MatchState.OPEN


def test_a_change_takes_no_confirmation_and_no_proposal_away() -> None:
    assert state((1, CASEWORKER, S), (2, REVIEWER, S), present=NEW) is MatchState.CONFIRMED
    assert state((1, CASEWORKER, S), present=NEW) is MatchState.PROPOSED


VOTES = st.lists(
    st.tuples(
        st.integers(1, 4),
        st.sampled_from([VIEWER, CASEWORKER, REVIEWER, SUPERVISOR]),
        st.sampled_from([S, D, C]),
        st.sampled_from([OLD, NEW]),
    ),
    max_size=7,
)


@given(VOTES, st.booleans(), st.data())
def test_a_confirmation_always_has_two_people_and_one_who_may_confirm(
    votes: list[tuple[Any, ...]],
    hostile: bool,  # noqa: FBT001  hypothesis draws it
    data: st.DataObject,
) -> None:
    undone = data.draw(st.sets(st.integers(1, max(len(votes), 1))))
    decisions = decided(*votes, *((9, SUPERVISOR, U, number) for number in sorted(undone)))
    found = standing(decisions, NEW, hostile=hostile)
    if found.state is MatchState.CONFIRMED:
        same = [vote for vote in found.votes if vote.verdict is S and vote.number not in undone]
        assert not hostile
        assert len({vote.user_id for vote in same if allows(vote.role, Permission.DECIDE)}) >= 2
        assert any(allows(vote.role, Permission.CONFIRM) for vote in same)
        assert not any(vote.verdict is D for vote in found.votes)


@given(VOTES)
def test_no_change_of_a_record_confirms_or_takes_a_confirmation_away(votes: list[tuple[Any, ...]]) -> None:
    decisions = decided(*votes)
    before, after = standing(decisions, OLD).state, standing(decisions, NEW).state
    assert (before is MatchState.CONFIRMED) == (after is MatchState.CONFIRMED)
