"""Keeping what the matching proposes: pairs are added and their figures brought up to date, never taken out.

A pair that is no longer proposed stops being current. What people decided is not touched here: states follow from the
decisions (:func:`web.review.states.restate`).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

from sqlalchemy import Connection, Table, and_, select, text, update
from sqlalchemy.dialects import postgresql, sqlite

from web.matching.people import chunks
from web.models import Match, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import Session

    from matcher import Evidence, Linkage

    Pair = tuple[int, int]
    """A released person and a report."""

KEEP_FROM = 0.01
"""Least probability of a pair that is kept."""
KEEP_REPORTS = 10
"""At most so many reports are proposed for one released person."""
ROWS_AT_A_TIME = 500  # of the widest table
_TURN = 0x7475726E  # any constant: the advisory lock of whoever writes matches on PostgreSQL
_FIGURES = ("probability", "weight", "band", "rank", "margin", "evidence", "run_id", "current")


@dataclass(frozen=True, slots=True)
class Proposal:
    """A pair that the matching proposes.

    Attributes
    ----------
    released_id, report_id
        Numbers in the database.
    band
        As :func:`matcher.decision.band_of` names it.
    rank
        Place among the reports for the same released person, from 1.
    evidence
        What speaks for and against it, with probability, weight and margin.
    """

    released_id: int
    report_id: int
    band: str
    rank: int
    evidence: Evidence

    @property
    def pair(self) -> Pair:
        """The two numbers."""
        return self.released_id, self.report_id


@dataclass(frozen=True, slots=True)
class Stored:
    """What is on file of a pair: its number, and whether it was current."""

    match_id: int
    current: bool


@dataclass(frozen=True, slots=True)
class Kept:
    """What keeping did: pairs that are new, were on file and are current, and are current no longer."""

    new: int
    renewed: int
    gone: int


def proposals_of(linkage: Linkage) -> list[Proposal]:
    """Return the pairs that a linkage proposes, made with ``min_probability=KEEP_FROM, top=KEEP_REPORTS``."""
    found = linkage.matches
    evidence = linkage.evidence(KEEP_FROM)
    return [
        Proposal(int(item.left_id), int(item.right_id), str(band), int(rank), item)
        for item, band, rank in zip(evidence, found["band"], found["rank"], strict=True)
    ]


def take_turn(session: Session | Connection) -> None:
    """Wait until nobody else writes matches, and keep it so until the transaction ends.

    Take the turn before looking for candidates: whoever is matched afterwards then sees what was saved before. SQLite
    has one writer in any case.
    """
    connection = session if isinstance(session, Connection) else session.connection()
    if connection.dialect.name == "postgresql":
        connection.execute(text("SELECT pg_advisory_xact_lock(:turn)"), {"turn": _TURN})


def stored(session: Session, condition: ColumnElement[bool]) -> dict[Pair, Stored]:
    """Return what is on file of the matches under a condition, and lock it, lowest number first."""
    query = select(Match.id, Match.released_id, Match.report_id, Match.current).where(condition).order_by(Match.id)
    rows = session.execute(query.with_for_update())
    return {(row.released_id, row.report_id): Stored(row.id, row.current) for row in rows}


def keep(
    session: Session, proposals: Sequence[Proposal], on_file: Mapping[Pair, Stored], run_id: int | None = None
) -> Kept:
    """Write proposals, and make the other matches of ``on_file`` not current.

    Parameters
    ----------
    session
        A writing session that has its turn.
    proposals
        Each pair once.
    on_file
        The matches that these proposals replace, see :func:`stored`.
    run_id
        The run that proposes them; None if a single record was matched.
    """
    from web.review.states import restate  # the pages of that part import this one

    proposed = {proposal.pair for proposal in proposals}
    gone = [match.match_id for pair, match in on_file.items() if match.current and pair not in proposed]
    for chunk in chunks(gone):
        session.execute(update(Match).where(Match.id.in_(chunk)).values(current=False))
    touched = gone + _upsert(session, [_row(proposal, run_id) for proposal in proposals])
    restate(session, touched)
    renewed = len(proposed & on_file.keys())
    return Kept(len(proposed) - renewed, renewed, len(gone))


def withdraw_matches(session: Session, side: Side, ids: Iterable[int]) -> int:
    """Make the matches of reports that were closed, or of rows that were withdrawn, not current; decisions stay.

    Returns
    -------
    int
        How many matches were current.
    """
    take_turn(session)
    column = Match.released_id if side is Side.RELEASED else Match.report_id
    withdrawn = 0
    for chunk in chunks(sorted(set(ids))):
        withdrawn += keep(session, [], stored(session, and_(column.in_(chunk), Match.current))).gone
    return withdrawn


def _row(proposal: Proposal, run_id: int | None) -> dict[str, Any]:
    evidence = proposal.evidence
    return {
        "released_id": proposal.released_id,
        "report_id": proposal.report_id,
        "probability": evidence.probability,
        "weight": evidence.weight,
        "band": proposal.band,
        "rank": proposal.rank,
        "margin": evidence.margin,
        "evidence": evidence.to_dict(),
        "run_id": run_id,
        "current": True,
    }


def _upsert(session: Session, rows: list[dict[str, Any]]) -> list[int]:
    """Add rows or bring those on file up to date; return their numbers."""
    session.flush()
    table = cast("Table", Match.__table__)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    new = insert(table)
    statement = new.on_conflict_do_update(
        index_elements=["released_id", "report_id"], set_={name: new.excluded[name] for name in _FIGURES}
    ).returning(table.c.id)
    rows.sort(key=lambda row: (row["released_id"], row["report_id"]))  # always the same order: nobody waits in a ring
    return [number for chunk in chunks(rows, ROWS_AT_A_TIME) for number in session.scalars(statement, chunk)]
