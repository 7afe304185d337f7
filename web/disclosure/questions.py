"""Reports whose inquirer must be asked for the birth date: where it would settle a pair, and what it would change."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, and_, not_, or_, select
from sqlalchemy.orm import contains_eager

from web.access import visible_lists
from web.disclosure.queues import born_after
from web.models import Match, MatchState, Released, ReleaseList, Report, ReportState

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from web.permissions import Role

UNSETTLED = (0.05, 0.9)
"""Below, one more field rarely helps; above, the pair is strong without it."""
# Full dates as forms and registers write them: nearly all are seen by the database, and only the rest is read here.
_PLAINLY_FULL = ("____-__-__", "__.__.____", "__/__/____")


@dataclass(frozen=True, slots=True)
class Question:
    """A report without a full birth date, and the unsettled pairs that one would help.

    Attributes
    ----------
    report_id
        Which report.
    match_id
        Its most probable pair of this kind.
    pairs
        How many there are.
    probability
        Of the most probable one, as it stands.
    if_same
        About what it would be if the answer were the released person's birth date; None if not yet worked out.
    match
        The pair itself; None until the page that shows it is known.
    """

    report_id: int
    match_id: int
    pairs: int
    probability: float
    if_same: float | None = None
    match: Match | None = None


@lru_cache(maxsize=50_000)
def is_full(written: str) -> bool:
    """Tell whether what stands for a birth date gives the day.

    Examples
    --------
    >>> is_full("3.11.2000"), is_full("11.2000"), is_full("")
    (True, False, False)
    """
    from matcher.dates import parse_date

    value = parse_date(written).value
    return value is not None and value.day is not None and not value.approximate


def questions(session: Session, role: Role) -> list[Question]:
    """Return what must be asked, minors and urgent reports first, then the most probable pairs."""
    minor = and_(Report.birth_year.is_not(None), Report.birth_year >= born_after())
    rows = session.execute(
        select(
            Match.id, Match.report_id, Match.probability, Report.birth_date, Released.birth_date.label("known"),
            minor.label("minor"), Report.urgent,
        )
        .join(Match.released)
        .join(Released.release_list)
        .join(Match.report)
        .where(
            visible_lists(role),
            Match.current,
            Match.state.in_((MatchState.OPEN, MatchState.UNDECIDED)),
            Match.probability.between(*UNSETTLED),
            Report.state == ReportState.OPEN,
            Released.withdrawn_in.is_(None),
            ReleaseList.hostile.is_(False),
            Released.birth_date != "",
            not_(_plainly_full(Report.birth_date)),
        )
        .order_by(Match.probability.desc(), Match.id)
    )  # fmt: skip
    found: dict[int, Question] = {}
    order: dict[int, tuple[bool, bool]] = {}
    for row in rows:
        if is_full(row.birth_date) or not is_full(row.known):
            continue
        first = found.get(row.report_id)
        if first is not None:
            found[row.report_id] = replace(first, pairs=first.pairs + 1)
            continue
        found[row.report_id] = Question(row.report_id, row.id, 1, row.probability)
        order[row.report_id] = (not row.minor, not row.urgent)
    return sorted(found.values(), key=lambda item: order[item.report_id])


def with_pairs(session: Session, asked: Sequence[Question]) -> list[Question]:
    """Return questions with their pairs and with what the answer would change; for the few on one page."""
    ids = [item.match_id for item in asked]
    query = (
        select(Match)
        .join(Match.released)
        .join(Released.release_list)
        .join(Match.report)
        .where(Match.id.in_(ids))
        .options(
            contains_eager(Match.released).contains_eager(Released.release_list),
            contains_eager(Match.report).selectinload(Report.inquirers),
        )
    )
    matches = {match.id: match for match in session.scalars(query)}
    return [
        replace(item, match=matches[item.match_id], if_same=if_same(matches[item.match_id]))
        for item in asked
        if item.match_id in matches
    ]


def if_same(match: Match) -> float:
    """Return about how probable a pair would be if the report gave the released person's birth date.

    The pair's odds as they stand are moved by what the birth date would weigh instead of what it weighs now;
    rivals are taken to stay as they are.
    """
    from matcher import Person, compare

    asked = Person.from_dict(match.report.person).replace(birth_date=match.released.birth_date, age="", age_on="")
    answered = compare(Person.from_dict(match.released.person), asked).to_dict()
    bits: float = math.log2(match.probability / (1 - match.probability))
    bits += _birth_bits(answered) - _birth_bits(match.evidence)
    return 1 / (1 + math.exp2(-bits))


def _birth_bits(evidence: dict[str, Any]) -> float:
    return sum(float(field["weight"]) for field in evidence.get("fields", ()) if field["field"] == "birth_date")


def _plainly_full(column: Any) -> ColumnElement[bool]:
    # "31.02.1980" and "00.00.1980" have the form and are no full dates: those with zeros are read here after all.
    return and_(or_(*(column.like(form) for form in _PLAINLY_FULL)), not_(column.like("%00.%")))
