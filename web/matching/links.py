"""Which records of one side are one person: what is suggested, what people decided, and who may see it.

Suggestions come and go with the records. What people linked or unlinked stays: no run overwrites it, and an unlinked
pair is not suggested again. Nothing is ever merged.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np
from sqlalchemy import Table, and_, delete, or_, select
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import aliased

from web.access import visible_lists
from web.database import now
from web.matching.alike import MOST_COMPARED, Alike, Promising, Weighing
from web.matching.candidates import candidate_ids
from web.matching.keeping import ROWS_AT_A_TIME, take_turn
from web.matching.people import Taken, all_reports, chunks, everybody, people_elsewhere, stamps, take, take_some
from web.matching.references import latest_reference
from web.models import Match, PersonLink, PersonLinkState, Released, ReleaseList, Report, Side

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping, Sequence
    from collections.abc import Set as AbstractSet

    from sqlalchemy import ColumnElement, Select
    from sqlalchemy.orm import Session

    from matcher import Reference
    from web.permissions import Role


@dataclass(frozen=True, slots=True)
class Found:
    """What a job found among records that it read some time ago.

    Attributes
    ----------
    pairs
        Who may be one person.
    stamps
        Number of each record that was read to its fingerprint then.
    """

    pairs: Sequence[Alike]
    stamps: Mapping[int, str]


def links_of(session: Session, side: Side, record_id: int, role: Role) -> list[PersonLink]:
    """Return what is known of a record and others of its side: the linked first, then the likeliest.

    Parameters
    ----------
    session
        Where to read.
    side, record_id
        The record.
    role
        Who asks: a link between people on lists is shown only where both lists are visible, and a suggestion only
        while both are on the latest versions of their lists.
    """
    query = select(PersonLink).where(_with(side, [record_id]))
    if side is Side.RELEASED:
        for end in (PersonLink.first_id, PersonLink.second_id):
            person, release_list = aliased(Released), aliased(ReleaseList)
            query = (
                query.join(person, person.id == end)
                .join(release_list, release_list.id == person.list_id)
                .where(
                    release_list.id.in_(select(ReleaseList.id).where(visible_lists(role))),
                    or_(PersonLink.state != PersonLinkState.SUGGESTED, person.withdrawn_in.is_(None)),
                )
            )
    found = session.scalars(query.order_by(PersonLink.probability.desc(), PersonLink.id)).all()
    order = (PersonLinkState.LINKED, PersonLinkState.SUGGESTED, PersonLinkState.UNLINKED)
    return sorted(found, key=lambda link: order.index(link.state))


def other_end(link: PersonLink, record_id: int) -> int:
    """Return the other record of a link."""
    return link.second_id if link.first_id == record_id else link.first_id


def link(session: Session, side: Side, one: int, other: int, user_id: int) -> PersonLink:
    """Say that two records of a side are about one person; the caller writes the audit trail.

    Raises
    ------
    ValueError
        If there are no two such records.
    """
    return _decide(session, side, one, other, PersonLinkState.LINKED, user_id)


def unlink(session: Session, side: Side, one: int, other: int, user_id: int) -> PersonLink:
    """Say that two records of a side are about two people; the caller writes the audit trail.

    Raises
    ------
    ValueError
        If there are no two such records.
    """
    return _decide(session, side, one, other, PersonLinkState.UNLINKED, user_id)


def suggest_duplicates(session: Session, report_ids: Collection[int], *, reference: Reference | None = None) -> int:
    """Suggest reports that may be about the same person as some that were just saved with their keys.

    Parameters
    ----------
    session
        A writing session.
    report_ids
        A few reports; after an import use :func:`web.matching.runs.start_suggestions`.
    reference
        What to weigh by; the latest run's if not given.

    Returns
    -------
    int
        How many other reports may be about the same people, whatever was decided of them.
    """
    session.flush()
    take_turn(session)
    candidates: set[int] = set()
    for person in session.scalars(select(Report.person).where(Report.id.in_(report_ids))):
        candidates.update(candidate_ids(session, Side.REPORT, person, limit=MOST_COMPARED))
    together = take_some(session, all_reports(), candidates | set(report_ids), "reports")
    reference = reference or latest_reference(session)
    weighing = Weighing(together.records, reference, reference.reports)
    asked = weighing.positions(report_ids)
    everybody_here = np.arange(len(together))
    found = weighing.alike(np.repeat(asked, len(together)), np.tile(everybody_here, len(asked)))
    return _store(session, Side.REPORT, found, _with(Side.REPORT, report_ids))


def suggest_among_import(session: Session, upload_id: int, found: Found) -> int:
    """Write what was found for the reports of an import instead of what was suggested for them before."""
    imported = select(Report.id).where(Report.upload_id == upload_id)
    return _store_found(session, Side.REPORT, found, _with(Side.REPORT, imported))


def people_on_other_lists(session: Session, list_id: int, people: Taken, reference: Reference) -> Found:
    """Find who of a list's people may stand on another list, too: exchanged before, or named twice.

    Parameters
    ----------
    session
        Where to read.
    list_id, people
        The list and its people.
    reference
        What to weigh by.
    """
    others = take(session, people_elsewhere(list_id), "other lists")
    together = people.with_others(others)
    weighing = Weighing(together, reference, len(others))
    left, right = Promising(together).pairs(np.arange(len(people)))
    elsewhere = right >= len(people)
    return Found(weighing.alike(left[elsewhere], right[elsewhere]), {**people.stamps, **others.stamps})


def flag_earlier(session: Session, list_id: int, found: Found) -> int:
    """Write who of a list's people may stand on another list, instead of what was suggested for them before."""
    own = select(Released.id).where(Released.list_id == list_id)
    return _store_found(session, Side.RELEASED, found, _with(Side.RELEASED, own))


def _store_found(session: Session, side: Side, found: Found, before: ColumnElement[bool]) -> int:
    """Write what a job found of the records that still are as it read them, see :func:`_store`.

    What was suggested for records that came or changed meanwhile is left: whoever saved them has seen to it.
    """
    take_turn(session)
    present = stamps(session, everybody(side))
    changed = {number for number, stamp in present.items() if found.stamps.get(number) != stamp}
    unchanged = present.keys() - changed
    pairs = [pair for pair in found.pairs if {pair.first_id, pair.second_id} <= unchanged]
    return _store(session, side, pairs, before, changed)


def _store(
    session: Session,
    side: Side,
    found: Sequence[Alike],
    before: ColumnElement[bool],
    untouched: AbstractSet[int] = frozenset(),
) -> int:
    """Write suggestions; those under the condition ``before`` that were not found again are taken out.

    Suggestions with a record that is to stay ``untouched`` are not taken out.

    Returns
    -------
    int
        How many were found.
    """
    fresh = {(pair.first_id, pair.second_id) for pair in found}
    rows = session.execute(
        select(PersonLink.id, PersonLink.first_id, PersonLink.second_id).where(
            before, PersonLink.state == PersonLinkState.SUGGESTED
        )
    )
    stale = [
        row.id
        for row in rows
        if (row.first_id, row.second_id) not in fresh and untouched.isdisjoint((row.first_id, row.second_id))
    ]
    for chunk in chunks(stale):
        session.execute(
            delete(PersonLink).where(PersonLink.id.in_(chunk), PersonLink.state == PersonLinkState.SUGGESTED)
        )
    _upsert(session, [_row(side, pair, PersonLinkState.SUGGESTED, None) for pair in found], decided=False)
    return len(fresh)


def _decide(session: Session, side: Side, one: int, other: int, state: PersonLinkState, user_id: int) -> PersonLink:
    from web.review.states import restate  # the pages of that part import this one

    session.flush()
    take_turn(session)
    first, second = sorted((one, other))
    two = take_some(session, everybody(side), [first, second], "pair")
    if len(two) != 2:
        raise ValueError("A link needs two records of one side that are on file.")
    reference = latest_reference(session)
    pair = Weighing(two.records, reference, reference.reports).two()
    _upsert(session, [_row(side, pair, state, user_id)], decided=True)
    column = Match.report_id if side is Side.REPORT else Match.released_id
    restate(session, session.scalars(select(Match.id).where(column.in_((first, second)))).all(), user_id=user_id)
    return session.scalars(
        select(PersonLink)
        .where(PersonLink.side == side, PersonLink.first_id == first, PersonLink.second_id == second)
        .execution_options(populate_existing=True)
    ).one()


def _with(side: Side, records: Collection[int] | Select[int]) -> ColumnElement[bool]:
    """Return the condition for links of any of some records."""
    return and_(PersonLink.side == side, or_(PersonLink.first_id.in_(records), PersonLink.second_id.in_(records)))


def _row(side: Side, pair: Alike, state: PersonLinkState, user_id: int | None) -> dict[str, Any]:
    return {
        "side": side,
        "first_id": pair.first_id,
        "second_id": pair.second_id,
        "probability": pair.probability,
        "evidence": pair.evidence,
        "state": state,
        "user_id": user_id,
        "at": now(),
    }


def _upsert(session: Session, rows: list[dict[str, Any]], *, decided: bool) -> None:
    """Add links or bring them up to date: a decision sets the state, a suggestion leaves what was decided alone."""
    table = cast("Table", PersonLink.__table__)
    insert = postgresql.insert if session.get_bind().dialect.name == "postgresql" else sqlite.insert
    statement = insert(table)
    changed = ("state", "user_id", "at") if decided else ("probability", "evidence")
    statement = statement.on_conflict_do_update(
        index_elements=["side", "first_id", "second_id"],
        set_={name: statement.excluded[name] for name in changed},
        where=None if decided else table.c.state == PersonLinkState.SUGGESTED,
    )
    rows.sort(key=lambda row: (row["first_id"], row["second_id"]))
    for chunk in chunks(rows, ROWS_AT_A_TIME):
        session.execute(statement, chunk)
