"""The tables that can be taken out; lists under seal are in none, masked fields only where they were asked for."""

from __future__ import annotations

from dataclasses import dataclass, field
from enum import StrEnum
from typing import TYPE_CHECKING, Any

from sqlalchemy import ColumnElement, Select, func, or_, select
from sqlalchemy.orm import aliased

from matcher.evidence import FieldEvidence
from matcher.fields import FIELDS, SEPARATOR
from web.access import visible_lists
from web.database import now
from web.disclosure.queues import matched, may_be_answered
from web.masking import open_part
from web.models import (
    Decision,
    Inquirer,
    Match,
    MatchState,
    Released,
    ReleaseList,
    Report,
    ReportState,
    User,
)
from web.permissions import MASKED_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy.orm import Session

    from web.permissions import Role

    Rows = Select[*tuple[Any, ...]]

NEVER = frozenset({"id", "photo"})
"""Fields of the vocabulary that stay here: our numbers stand for the one, and the other names a file."""


class What(StrEnum):
    """What can be taken out."""

    MATCHES = "matches"
    REPORTS = "reports"
    UNREPORTED = "unreported"
    DECISIONS = "decisions"


@dataclass(frozen=True, slots=True)
class Choice:
    """What was chosen.

    Attributes
    ----------
    what
        Which table.
    list_id
        Only of this list; None for every list. Reports belong to no list.
    states
        Only matches, or reports, in these states; none means all.
    bands
        Only matches of these bands; none means all.
    masked
        With the masked fields and the inquirers' contacts.
    """

    what: What
    list_id: int | None = None
    states: tuple[str, ...] = ()
    bands: tuple[str, ...] = ()
    masked: bool = False


@dataclass(slots=True)
class Table:
    """Rows under headings, all as text or numbers."""

    headings: list[str]
    rows: list[list[Any]] = field(default_factory=list)


def exportable(role: Role) -> ColumnElement[bool]:
    """Return the condition on :class:`ReleaseList` under which its people may be taken out.

    A list under seal leaves with nobody, not even with those who see it.
    """
    over = or_(
        ReleaseList.sealed.is_(False), ReleaseList.sealed_until.is_not(None) & (ReleaseList.sealed_until <= now())
    )
    return visible_lists(role) & over


def count_rows(session: Session, role: Role, choice: Choice) -> int:
    """Return how many rows a table would have."""
    return session.scalar(select(func.count()).select_from(_query(role, choice).order_by(None).subquery())) or 0


def make_table(session: Session, role: Role, choice: Choice) -> Table:
    """Return the table that was chosen."""
    rows = session.execute(_query(role, choice).execution_options(yield_per=2_000))
    if choice.what == What.MATCHES:
        return _matches(rows, choice)
    if choice.what == What.REPORTS:
        return _reports(session, rows, choice)
    if choice.what == What.UNREPORTED:
        return _unreported(rows, choice)
    return _decisions(rows)


def _query(role: Role, choice: Choice) -> Rows:
    return {
        What.MATCHES: _query_matches,
        What.REPORTS: _query_reports,
        What.UNREPORTED: _query_unreported,
        What.DECISIONS: _query_decisions,
    }[choice.what](role, choice)


def _of_list(query: Rows, role: Role, choice: Choice) -> Rows:
    query = query.join(ReleaseList, ReleaseList.id == Released.list_id).where(exportable(role))
    return query if choice.list_id is None else query.where(Released.list_id == choice.list_id)


def _query_matches(role: Role, choice: Choice) -> Rows:
    query: Rows = (
        select(
            Match.id, Match.state, Match.band, Match.probability, Match.weight, Match.rank, Match.current,
            Match.evidence, Released.list_id, Released.row, Released.source_id, Released.person,
            Report.reference, Report.person.label("reported"),
        )
        .join(Released, Released.id == Match.released_id)
        .join(Report, Report.id == Match.report_id)
        .order_by(Released.list_id, Released.row, Match.probability.desc(), Match.id)
    )  # fmt: skip
    query = _of_list(query, role, choice).where(or_(Match.current, Match.state != MatchState.OPEN))
    if choice.states:
        query = query.where(Match.state.in_([MatchState(state) for state in choice.states]))
    return query.where(Match.band.in_(choice.bands)) if choice.bands else query


def _query_reports(_role: Role, choice: Choice) -> Rows:
    query = select(
        Report.id, Report.reference, Report.state, Report.waiting_since, Report.urgent, Report.marks, Report.person
    ).order_by(Report.id)
    if choice.states:
        query = query.where(Report.state.in_([ReportState(state) for state in choice.states]))
    return query


def _query_unreported(role: Role, choice: Choice) -> Rows:
    query = (
        select(Released.id, Released.list_id, Released.row, Released.source_id, Released.person)
        .where(Released.withdrawn_in.is_(None), matched(), ~may_be_answered())
        .order_by(Released.list_id, Released.row)
    )
    return _of_list(query, role, choice)


def _query_decisions(role: Role, choice: Choice) -> Rows:
    decider = aliased(User)
    query = (
        select(
            Decision.match_id, Decision.number, Decision.verdict, Decision.undoes, Decision.reason, Decision.note,
            Decision.probability, Decision.blind, Decision.at, decider.login, Released.list_id, Released.row,
            Released.source_id, Report.reference,
        )
        .join(Match, Match.id == Decision.match_id)
        .join(Released, Released.id == Match.released_id)
        .join(Report, Report.id == Match.report_id)
        .join(decider, decider.id == Decision.user_id)
        .order_by(Decision.id)
    )  # fmt: skip
    return _of_list(query, role, choice)


def _columns(*, masked: bool) -> list[str]:
    return [item.name for item in FIELDS if item.name not in NEVER and (masked or item.name not in MASKED_FIELDS)]


def _cells(person: Mapping[str, Any], columns: Sequence[str], *, masked: bool) -> list[str]:
    values = ((person.get(name) if masked else open_part(name, person.get(name))) or "" for name in columns)
    return [SEPARATOR.join(map(str, value)) if isinstance(value, list | tuple) else str(value) for value in values]


def _matches(rows: Any, choice: Choice) -> Table:
    columns = _columns(masked=choice.masked)
    table = Table(
        [
            "match", "state", "band", "probability", "weight", "rank", "current", "evidence", "list", "row",
            "list_id", "reference", *(f"released_{name}" for name in columns), *(f"missing_{name}" for name in columns),
        ]
    )  # fmt: skip
    for row in rows:
        table.rows.append(
            [
                row.id, row.state.value, row.band, round(row.probability, 6), round(row.weight, 2), row.rank,
                "yes" if row.current else "no", in_words(row.evidence), row.list_id, row.row, row.source_id,
                row.reference,
                *_cells(row.person, columns, masked=choice.masked),
                *_cells(row.reported, columns, masked=choice.masked),
            ]
        )  # fmt: skip
    return table


def _reports(session: Session, rows: Any, choice: Choice) -> Table:
    columns = _columns(masked=choice.masked)
    asking = ["inquirers", "languages", *(["contacts"] if choice.masked else [])]
    table = Table(["reference", "state", "waiting_since", "urgent", *columns, "marks", *asking])
    found = [
        (
            row.id,
            [
                row.reference, row.state.value, row.waiting_since.isoformat(), "yes" if row.urgent else "no",
                *_cells(row.person, columns, masked=choice.masked), row.marks,
            ],
        )
        for row in rows
    ]  # fmt: skip
    inquirers = _inquirers(session)
    for number, cells in found:
        mine = inquirers.get(number, [])
        cells += [
            SEPARATOR.join(", ".join(part for part in (one.name, one.relation) if part) for one in mine),
            SEPARATOR.join(one.language for one in mine if one.language),
        ]
        if choice.masked:
            cells.append(SEPARATOR.join(one.contact for one in mine if one.contact))
        table.rows.append(cells)
    return table


def _inquirers(session: Session) -> dict[int, list[Any]]:
    found: dict[int, list[Any]] = {}
    query = select(Inquirer.report_id, Inquirer.name, Inquirer.relation, Inquirer.language, Inquirer.contact)
    query = query.where(Inquirer.removed_at.is_(None))
    for one in session.execute(query.order_by(Inquirer.id)):
        found.setdefault(one.report_id, []).append(one)
    return found


def _unreported(rows: Any, choice: Choice) -> Table:
    columns = _columns(masked=choice.masked)
    table = Table(["list", "row", "list_id", *columns])
    for row in rows:
        table.rows.append([row.list_id, row.row, row.source_id, *_cells(row.person, columns, masked=choice.masked)])
    return table


def _decisions(rows: Any) -> Table:
    table = Table(
        [
            "match", "number", "verdict", "undoes", "reason", "note", "probability", "blind", "at", "user", "list",
            "row", "list_id", "reference",
        ]
    )  # fmt: skip
    for row in rows:
        table.rows.append(
            [
                row.match_id, row.number, row.verdict.value, row.undoes, row.reason, row.note,
                round(row.probability, 6), "yes" if row.blind else "no", row.at.isoformat(), row.login, row.list_id,
                row.row, row.source_id, row.reference,
            ]
        )  # fmt: skip
    return table


def in_words(evidence: Mapping[str, Any]) -> str:
    """Return what speaks for and against a pair in one cell: fields, agreement levels and weights, no values.

    Examples
    --------
    >>> in_words({"fields": [{"field": "surname", "level": "SAME", "left": "Коваль", "right": "Koval", "weight": 9.3}]})
    'surname same +9.3'
    """
    ordered = sorted(evidence.get("fields", ()), key=lambda item: -abs(item["weight"]))
    parts = (
        FieldEvidence(item["field"], item["level"], "", "", item["weight"]).compact()
        for item in ordered
        if abs(item["weight"]) >= 0.05
    )
    return "; ".join(parts)
