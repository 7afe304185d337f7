"""Finding a person: candidates from the stored keys, weighed by the core, of every side the user may see."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from sqlalchemy import func, select

from web.access import visible_lists
from web.matching.candidates import candidate_ids
from web.matching.references import latest_reference
from web.models import Released, ReleaseList, Report, Side
from web.records import to_records

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from typing import Any

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from matcher import Evidence
    from web.permissions import Role


WEIGHED = 100
"""At most so many candidates of each side are weighed, of which few are shown; more cost time and find nobody else."""


@dataclass(frozen=True, slots=True)
class Found:
    """A record that may be about the person looked for.

    Attributes
    ----------
    side
        Where it stands.
    record
        The report, or the person on a list.
    evidence
        What speaks for and against; its left side is what was typed.
    """

    side: Side
    record: Report | Released
    evidence: Evidence


def find_people(
    session: Session, person: Mapping[str, Any], sides: Collection[Side], role: Role, limit: int
) -> list[Found]:
    """Find the records that may be about a person.

    Parameters
    ----------
    session
        Where to look.
    person
        Fields of the matcher's vocabulary; a name among them.
    sides
        Among whom.
    role
        Who asks: people of lists that this role does not see take no part.
    limit
        At most so many.

    Returns
    -------
    list of Found
        The likeliest first; only records for which more speaks than against them.

    Raises
    ------
    InputError
        If the person has no name.
    """
    evidence = [(side, one) for side in sides for one in _ranked(session, side, person, role, limit)]
    evidence.sort(key=lambda found: (-found[1].probability, -found[1].weight))
    best = evidence[:limit]
    records = {
        (side, record.id): record
        for side in sides
        for record in session.scalars(_seen(side, role, [int(one.right_id) for own, one in best if own is side]))
    }
    return [
        Found(side, records[side, int(one.right_id)], one) for side, one in best if (side, int(one.right_id)) in records
    ]


def _ranked(session: Session, side: Side, person: Mapping[str, Any], role: Role, limit: int) -> list[Evidence]:
    """Weigh the candidates of one side; those of the two sides are nobody's rivals, as both may be the person."""
    from matcher import Person, rank

    visible = visible_lists(role) if side is Side.RELEASED else None
    numbers = candidate_ids(session, side, person, limit=WEIGHED, visible=visible)
    if not numbers:
        return []
    reference = latest_reference(session)
    if side is Side.RELEASED:
        reference = replace(reference, reports=max(session.scalar(_people_on_lists(role)) or 0, 1))
    model = Report if side is Side.REPORT else Released
    rows = session.execute(select(model.id, model.person).where(model.id.in_(numbers)))
    candidates = to_records([(number, fields) for number, fields in rows], side.value)
    return [one for one in rank(Person.from_dict(person), candidates, reference, limit) if one.weight > 0]


def _people_on_lists(role: Role) -> Select[int]:
    query = select(func.count(Released.id)).join(ReleaseList, ReleaseList.id == Released.list_id)
    return query.where(visible_lists(role), Released.withdrawn_in.is_(None))


def _seen(side: Side, role: Role, numbers: Collection[int]) -> Select[Any]:
    """Select records to be shown; what a role sees is asked again here, whatever proposed them."""
    if side is Side.REPORT:
        return select(Report).where(Report.id.in_(numbers))
    query = select(Released).join(ReleaseList, ReleaseList.id == Released.list_id)
    return query.where(Released.id.in_(numbers), visible_lists(role))


def anybody(session: Session, role: Role) -> bool:
    """Tell whether there is anybody on file whom this role could find."""
    people = select(Released.id).join(ReleaseList, ReleaseList.id == Released.list_id).where(visible_lists(role))
    return any(session.scalar(query.limit(1)) is not None for query in (select(Report.id), people))
