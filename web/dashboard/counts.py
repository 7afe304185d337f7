"""How far each list has come: every person on it in exactly one state, counted by the database."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Subquery, and_, case, func, select

from web.dashboard.durations import to_confirmation, to_first_decision
from web.disclosure.queues import matched, standing, told
from web.i18n import lazy_gettext as _
from web.models import Match, MatchState, Released, ReleaseList

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a bar.

    Attributes
    ----------
    tone
        The part's word in class names.
    label
        In the legend.
    shade
        Opacity where no style sheet gives a colour.
    number
        How many people.
    """

    tone: str
    label: Any
    shade: float
    number: int = 0


PARTS = (
    Part("confirmed", _("confirmed by two people"), 1.0),
    Part("second", _("waits for a second person"), 0.75),
    Part("first", _("waits for a first look"), 0.5),
    Part("undecided", _("looked at, cannot tell yet"), 0.35),
    Part("rejected", _("all possible matches rejected"), 0.2),
    Part("none", _("no possible match"), 0.05),
    Part("waiting", _("not compared yet"), 0.0),
)
"""The states a person on a list can be in, in the order of the bar; of several the first counts."""


@dataclass(frozen=True, slots=True)
class ListCounts:
    """The figures of one list.

    Attributes
    ----------
    release_list
        The list.
    people
        On its latest version.
    matched
        Whether anybody on it has been compared with the reports; if not, the next five figures mean nothing.
    candidates, reviewed, confirmed, rejected
        People with a possible match, with any decision that stands, confirmed, with every possible match rejected.
    told
        Families that know.
    first_decision, confirmation
        Median seconds from loading; None if not measured.
    parts
        The same people by state, for the bar.
    """

    release_list: ReleaseList
    people: int
    matched: bool
    candidates: int
    reviewed: int
    confirmed: int
    rejected: int
    told: int
    first_decision: float | None
    confirmation: float | None
    parts: tuple[Part, ...]


def counts_of(session: Session, lists: Sequence[ReleaseList]) -> list[ListCounts]:
    """Return the figures of lists, in their order; the caller has made sure that they may be seen."""
    ids = [release_list.id for release_list in lists]
    rows = {row.list_id: row for row in session.execute(_totals(_people(ids)))}
    first, confirmation = to_first_decision(session, ids), to_confirmation(session, ids)
    found = []
    for release_list in lists:
        row = rows.get(release_list.id)
        numbers = {part.tone: getattr(row, part.tone) if row else 0 for part in PARTS}
        candidates = row.candidates if row else 0
        found.append(
            ListCounts(
                release_list=release_list,
                people=row.people if row else 0,
                matched=bool(row and row.people > row.waiting),
                candidates=candidates,
                reviewed=row.reviewed if row else 0,
                confirmed=numbers["confirmed"],
                rejected=numbers["rejected"],
                told=row.told if row else 0,
                first_decision=first.get(release_list.id),
                confirmation=confirmation.get(release_list.id),
                parts=tuple(Part(part.tone, part.label, part.shade, numbers[part.tone]) for part in PARTS),
            )
        )
    return found


def _people(list_ids: Sequence[int]) -> Subquery:
    """Return a row for each person on the lists with what is true of any of their matches, as 0 or 1."""
    record = standing()

    def any_match(condition: ColumnElement[bool]) -> ColumnElement[int]:
        return func.max(case((condition, 1), else_=0))

    def in_state(*states: MatchState) -> ColumnElement[bool]:
        return Match.state.in_(states)

    decided = (MatchState.PROPOSED, MatchState.UNDECIDED, MatchState.CONFIRMED, MatchState.REJECTED)
    return (
        select(
            Released.list_id,
            any_match(Match.current.is_(True)).label("candidates"),
            any_match(in_state(*decided)).label("reviewed"),
            any_match(in_state(MatchState.CONFIRMED)).label("confirmed"),
            any_match(in_state(MatchState.PROPOSED)).label("second"),
            any_match(and_(Match.current, in_state(MatchState.OPEN))).label("first"),
            any_match(in_state(MatchState.UNDECIDED)).label("undecided"),
            any_match(in_state(MatchState.REJECTED)).label("rejected"),
            any_match(told(record)).label("told"),
            any_match(matched()).label("compared"),
        )
        .outerjoin(Match, Match.released_id == Released.id)
        .outerjoin(record, record.c.match_id == Match.id)
        .where(Released.list_id.in_(list_ids), Released.withdrawn_in.is_(None))
        .group_by(Released.list_id, Released.id)
        .subquery("people")
    )


def _totals(people: Subquery) -> Any:
    """Return a row for each list: its people, and how many are in each of :data:`PARTS`."""
    column = people.c
    state = case(
        (column.confirmed == 1, "confirmed"),
        (column.second == 1, "second"),
        (column.first == 1, "first"),
        (column.undecided == 1, "undecided"),
        (column.rejected == 1, "rejected"),
        (column.compared == 1, "none"),
        else_="waiting",
    )
    return select(
        column.list_id,
        func.count().label("people"),
        func.sum(column.candidates).label("candidates"),
        func.sum(column.reviewed).label("reviewed"),
        func.sum(column.told).label("told"),
        *(func.sum(case((state == part.tone, 1), else_=0)).label(part.tone) for part in PARTS),
    ).group_by(column.list_id)


@dataclass(frozen=True, slots=True)
class Totals:
    """The sums of the lists shown; those of matching only over lists that were matched, of which there may be none."""

    people: int
    matched: bool
    candidates: int
    reviewed: int
    confirmed: int
    rejected: int
    told: int


def totals(rows: Sequence[ListCounts]) -> Totals:
    """Return the sums of lists' figures."""
    measured = [row for row in rows if row.matched]
    return Totals(
        people=sum(row.people for row in rows),
        matched=bool(measured),
        candidates=sum(row.candidates for row in measured),
        reviewed=sum(row.reviewed for row in measured),
        confirmed=sum(row.confirmed for row in measured),
        rejected=sum(row.rejected for row in measured),
        told=sum(row.told for row in measured),
    )
