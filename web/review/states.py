"""Where a possible match stands, worked out from its decisions: the rules of two people, of rivals, of changed records.

The rules
---------
- Of one user only the latest decision that nobody took back stands.
- SAME by one user proposes. SAME by two different users confirms if both might decide and one of them, the first or
  the second, might confirm. Two caseworkers do not.
- DIFFERENT rejects. DIFFERENT and SAME by different users are a disagreement: undecided, for a supervisor, whose own
  later word sets aside what others said against it.
- CANNOT_TELL leaves undecided until somebody says more.
- A rejected or disputed pair starts anew when a compared field of either record is no longer what it was at the last
  DIFFERENT. Only this returns a pair; what was said before then counts no more, whatever of it is taken back later.
- A pair becomes confirmed by what somebody does to this very pair, and by nothing else: no change of a record, of a
  list, of a link or of a rival confirms one, and none of a record takes a confirmation away.
- A confirmed match supersedes its rivals, and they stand again by their own decisions when it is undone.
- A list from a hostile source is only looked at: two people who say SAME leave the pair proposed. When it is found not
  to be one, they stay so until one of them, or somebody else, says so again.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import or_, select
from sqlalchemy.orm import defer

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
    Verdict,
)
from web.permissions import Permission, allows
from web.records import changed_fields, compared
from web.review.queue_columns import bring_up_to_date

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy.orm import Session

_CHUNK = 400
"""Matches worked on at a time; two lists of so many numbers fit into one statement on either kind of server."""


@dataclass(frozen=True, slots=True)
class Standing:
    """Where a pair stands.

    Attributes
    ----------
    state
        The state.
    returned
        Compared fields whose change brought a rejected or disputed pair back.
    votes
        The decisions that count now, oldest first.
    begin
        Number of the first decision of the present round; the decisions before it count no more.
    """

    state: MatchState
    returned: tuple[str, ...] = ()
    votes: tuple[Decision, ...] = ()
    begin: int = 0


def both_sides(released: Mapping[str, Any], report: Mapping[str, Any]) -> dict[str, Any]:
    """Return the compared fields of both people, as a decision keeps them."""
    return {"released": compared(released), "report": compared(report)}


def changed_since(before: Mapping[str, Any], now: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the compared fields of either side that differ between two results of :func:`both_sides`."""
    return tuple(
        dict.fromkeys(
            name for side in ("released", "report") for name in changed_fields(before.get(side, {}), now.get(side, {}))
        )
    )


def in_force(decisions: Iterable[Decision]) -> list[Decision]:
    """Return the decisions that nobody took back, oldest first."""
    ordered = sorted(decisions, key=lambda decision: decision.number)
    taken_back = {decision.undoes for decision in ordered if decision.verdict is Verdict.UNDO}
    return [
        decision for decision in ordered if decision.verdict is not Verdict.UNDO and decision.number not in taken_back
    ]


def standing(
    decisions: Iterable[Decision],
    present: Mapping[str, Any],
    *,
    rival_confirmed: bool = False,
    hostile: bool = False,
) -> Standing:
    """Work out where a pair stands; the rules are at the head of this module.

    Parameters
    ----------
    decisions
        All decisions on the pair, UNDO among them, in any order.
    present
        What both records say now: :func:`both_sides`.
    rival_confirmed
        Another match that excludes this one is confirmed.
    hostile
        The list comes from a hostile source.
    """
    ordered = sorted(decisions, key=lambda decision: decision.number)
    counting, begin = _last_round(ordered)
    votes = _votes(counting)
    returned = _brought_back(votes, present)
    if returned:
        votes, begin = [], ordered[-1].number + 1
    state = _state(votes, hostile=hostile)
    if rival_confirmed and state not in {MatchState.CONFIRMED, MatchState.REJECTED}:
        state = MatchState.SUPERSEDED
    return Standing(state, returned, tuple(votes), begin)


def _last_round(ordered: Iterable[Decision]) -> tuple[list[Decision], int]:
    """Return the decisions of the last round that nobody took back, and the number that the round began with.

    A round ends when somebody decides on records that have changed since the rejection that stood at that moment.
    """
    counting: list[Decision] = []
    begin = 0
    for decision in ordered:
        if _brought_back(_votes(counting), decision.compared):
            counting, begin = [], decision.number
        if decision.verdict is Verdict.UNDO:
            counting = _without(counting, decision.undoes)
        else:
            counting.append(decision)
    return counting, begin


def _without(counting: Sequence[Decision], number: int | None) -> list[Decision]:
    """Take a decision out, and with it the same word of the same user from before: said again, it was one word."""
    gone = next((one for one in counting if one.number == number), None)
    if gone is None:
        return list(counting)
    word = (gone.user_id, gone.verdict)
    return [one for one in counting if (one.user_id, one.verdict) != word or one.number > gone.number]


def _votes(decisions: Iterable[Decision]) -> list[Decision]:
    votes: list[Decision] = []
    for decision in decisions:
        votes = _with(votes, decision)
    return votes


def _with(votes: Sequence[Decision], decision: Decision) -> list[Decision]:
    """Add a decision: it replaces its user's earlier one; a supervisor's word settles a disagreement."""
    kept = [vote for vote in votes if vote.user_id != decision.user_id]
    if allows(decision.role, Permission.SUPERVISE):
        against = {Verdict.SAME: Verdict.DIFFERENT, Verdict.DIFFERENT: Verdict.SAME}.get(decision.verdict)
        kept = [vote for vote in kept if vote.verdict is not against]
    return [*kept, decision]


def _brought_back(votes: Sequence[Decision], present: Mapping[str, Any]) -> tuple[str, ...]:
    """Return the fields changed since the last rejection; empty if nothing was rejected or nothing has changed."""
    rejections = [vote for vote in votes if vote.verdict is Verdict.DIFFERENT]
    return changed_since(rejections[-1].compared, present) if rejections else ()


def _state(votes: Sequence[Decision], *, hostile: bool) -> MatchState:
    if not votes:
        return MatchState.OPEN
    same = [vote for vote in votes if vote.verdict is Verdict.SAME]
    different = [vote for vote in votes if vote.verdict is Verdict.DIFFERENT]
    if same and different:
        return MatchState.UNDECIDED
    if _two_people(same) and not hostile:
        return MatchState.CONFIRMED
    if votes[-1].verdict is Verdict.CANNOT_TELL:
        return MatchState.UNDECIDED
    return MatchState.REJECTED if different else MatchState.PROPOSED


def _two_people(same: Sequence[Decision]) -> bool:
    """Tell whether those who say SAME may together confirm."""
    deciders = {vote.user_id for vote in same if allows(vote.role, Permission.DECIDE)}
    confirmers = {vote.user_id for vote in same if allows(vote.role, Permission.CONFIRM)}
    return len(deciders) >= 2 and bool(confirmers & deciders)


def restate(
    session: Session, match_ids: Iterable[int], *, user_id: int | None = None, decided: int | None = None
) -> int:
    """Work out the state of matches anew and write down what changed; return how many matches changed.

    Call it whenever anything that a state rests on may have changed: a decision, a record, a link between two records
    of one side, a list's mark as hostile, a new match. Rivals of a match that becomes confirmed, or ceases to be, are
    worked out with it. A family that was told of a match which ceases to be confirmed is entered as such.

    Parameters
    ----------
    session
        A writing session; what was added to it is taken into account.
    match_ids
        Matches; any number of them.
    user_id
        Who caused it, if somebody did.
    decided
        The match that somebody has just decided on: the only one that may become confirmed.
    """
    waiting, done, changed = sorted(set(match_ids)), set[int](), 0
    while waiting:
        chunk, waiting = waiting[:_CHUNK], waiting[_CHUNK:]
        done.update(chunk)
        turned, number = _restate(session, chunk, user_id, decided)
        changed += number
        if turned:
            again = {rival for match in turned for rival in rival_ids(session, match)}
            # A rival worked out before the confirmation is worked out again; it cannot turn anything in its turn.
            changed += _restate_all(session, sorted(again & done), user_id)
            waiting = sorted(again - done | set(waiting))
    session.flush()
    return changed


def _restate_all(session: Session, match_ids: Sequence[int], user_id: int | None) -> int:
    return sum(
        _restate(session, match_ids[start : start + _CHUNK], user_id)[1] for start in range(0, len(match_ids), _CHUNK)
    )


def _restate(
    session: Session, match_ids: Sequence[int], user_id: int | None, decided: int | None = None
) -> tuple[list[Match], int]:
    """Restate some matches; return those that became confirmed or ceased to be, and how many changed at all."""
    session.flush()
    bring_up_to_date(session, match_ids)
    rows = session.execute(
        select(Match.id, Match.released_id, Match.report_id, Match.state)
        .where(Match.id.in_(match_ids))
        .order_by(Match.id)
        .with_for_update()
    ).all()
    decisions = _decisions_of(session, match_ids)
    excluded = excluded_by_confirmed(session, rows)
    # most matches of a run are open, undecided and without a confirmed rival: nothing of them is read
    told = [row.id for row in rows if row.id in decisions or row.id in excluded or row.state is not MatchState.OPEN]
    if not told:
        return [], 0
    matches = session.scalars(
        select(Match)
        .where(Match.id.in_(told))
        .order_by(Match.id)
        .options(defer(Match.evidence))
        .execution_options(populate_existing=True)
    ).all()
    released, reports, hostile = _records(session, [match for match in matches if match.id in decisions])
    turned, changed = [], 0
    for match in matches:
        own = decisions.get(match.id, [])
        present = both_sides(released[match.released_id], reports[match.report_id]) if own else {}
        found = standing(own, present, rival_confirmed=match.id in excluded, hostile=match.released_id in hostile)
        was, state = match.state, found.state
        if state is MatchState.CONFIRMED and was is not MatchState.CONFIRMED and match.id != decided:
            state = MatchState.SUPERSEDED if match.id in excluded else MatchState.PROPOSED
        decided_at = found.votes[-1].at if found.votes else None
        match.round_from = found.begin
        if (was, tuple(match.returned), match.decided_at) == (state, found.returned, decided_at):
            continue
        match.state, match.returned, match.decided_at = state, list(found.returned), decided_at
        match.revision += 1
        changed += 1
        if MatchState.CONFIRMED in (was, match.state) and was is not match.state:
            turned.append(match)
        if was is MatchState.CONFIRMED and match.state is not MatchState.CONFIRMED:
            _withdraw(session, match, user_id)
    session.flush()
    return turned, changed


def _decisions_of(session: Session, match_ids: Sequence[int]) -> dict[int, list[Decision]]:
    found: dict[int, list[Decision]] = {}
    query = select(Decision).where(Decision.match_id.in_(match_ids)).order_by(Decision.match_id, Decision.number)
    for decision in session.scalars(query):
        found.setdefault(decision.match_id, []).append(decision)
    return found


_People = dict[int, dict[str, Any]]


def _records(session: Session, matches: Sequence[Match]) -> tuple[_People, _People, set[int]]:
    """Return the people on both sides of some matches by number, and which released ones a hostile source named."""
    if not matches:
        return {}, {}, set()
    released = session.execute(
        select(Released.id, Released.person, ReleaseList.hostile)
        .join(ReleaseList, ReleaseList.id == Released.list_id)
        .where(Released.id.in_({match.released_id for match in matches}))
    ).all()
    reports = session.execute(
        select(Report.id, Report.person).where(Report.id.in_({match.report_id for match in matches}))
    ).all()
    return (
        {row.id: row.person for row in released},
        {row.id: row.person for row in reports},
        {row.id for row in released if row.hostile},
    )


def _withdraw(session: Session, match: Match, user_id: int | None) -> None:
    from web.disclosure.record import on_undone

    on_undone(session, match, user_id)


def excluded_by_confirmed(session: Session, matches: Sequence[Any]) -> dict[int, list[int]]:
    """Return, for each match that a confirmed rival excludes, the numbers of those rivals.

    ``matches`` are matches, or rows with their ``id``, ``released_id`` and ``report_id``.

    Rivals are other matches of the same released person, unless the two reports are linked as one person, and other
    matches of the same report, unless the two released people are linked as one person on two lists.
    """
    if not matches:
        return {}
    released, reports = {match.released_id for match in matches}, {match.report_id for match in matches}
    confirmed = session.execute(
        select(Match.id, Match.released_id, Match.report_id).where(
            Match.state == MatchState.CONFIRMED,
            or_(Match.released_id.in_(released), Match.report_id.in_(reports)),
        )
    ).all()
    if not confirmed:
        return {}
    by_released: dict[int, list[tuple[int, int]]] = {}
    by_report: dict[int, list[tuple[int, int]]] = {}
    for number, released_id, report_id in confirmed:
        by_released.setdefault(released_id, []).append((number, report_id))
        by_report.setdefault(report_id, []).append((number, released_id))
    one_report = _linked(session, Side.REPORT, reports | {row.report_id for row in confirmed})
    one_released = _linked(session, Side.RELEASED, released | {row.released_id for row in confirmed})
    found: dict[int, list[int]] = {}
    for match in matches:
        rivals = [
            number
            for number, report_id in by_released.get(match.released_id, ())
            if report_id != match.report_id and _pair(report_id, match.report_id) not in one_report
        ]
        rivals += [
            number
            for number, released_id in by_report.get(match.report_id, ())
            if released_id != match.released_id and _pair(released_id, match.released_id) not in one_released
        ]
        if rivals:
            found[match.id] = rivals
    return found


def rival_ids(session: Session, match: Match) -> list[int]:
    """Return the other matches of the same released person or of the same report."""
    query = select(Match.id).where(
        or_(Match.released_id == match.released_id, Match.report_id == match.report_id), Match.id != match.id
    )
    return list(session.scalars(query.order_by(Match.id)))


def _linked(session: Session, side: Side, numbers: set[int]) -> set[tuple[int, int]]:
    """Return the pairs of records of a side that people linked as one person."""
    rows = session.execute(
        select(PersonLink.first_id, PersonLink.second_id).where(
            PersonLink.side == side,
            PersonLink.state == PersonLinkState.LINKED,
            PersonLink.first_id.in_(numbers),
            PersonLink.second_id.in_(numbers),
        )
    )
    return {_pair(*row) for row in rows}


def _pair(one: int, other: int) -> tuple[int, int]:
    return (one, other) if one < other else (other, one)
