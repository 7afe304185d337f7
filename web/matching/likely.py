"""Who of the other side is likely enough, alone, to be the person of a record that is being saved.

Weighing hundreds of candidates takes a tenth of a second. Done before anything is written, it keeps nobody waiting:
SQLite has one writer's place, and every page enters what it shows into the audit trail.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from sqlalchemy import func, select

from web.matching.candidates import candidate_ids
from web.matching.keeping import KEEP_FROM
from web.matching.people import everybody, open_reports, take_some
from web.matching.references import latest_reference
from web.models import ListVersion, MatchRun, Side
from web.records import fingerprint, to_records

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    from sqlalchemy.orm import Session

    from matcher import Reference

WORTH_WEIGHING = KEEP_FROM / 10
"""A candidate that alone is less likely than this is not kept, whatever its rivals."""
MOST_WEIGHED = 40  # candidates whose neighbourhood is looked at: a name as common as any, and nothing else known


@dataclass(frozen=True, slots=True)
class Ahead:
    """Who on the lists is likely to be the person of a report that is about to be saved.

    Attributes
    ----------
    released_ids
        People on lists.
    person
        Fingerprint of what the report says.
    moment
        What changes whenever anything changes on which the answer rests.
    """

    released_ids: frozenset[int]
    person: str
    moment: tuple[int, ...]

    def holds(self, session: Session, person: Mapping[str, Any]) -> bool:
        """Tell whether this is still the answer, and to the same question."""
        return self.person == fingerprint(person) and self.moment == _moment(session)


def look_ahead(session: Session, person: Mapping[str, Any]) -> Ahead:
    """Find who is likely to be the person of a report, before it is saved.

    Parameters
    ----------
    session
        A session that only reads.
    person
        Fields of the vocabulary.
    """
    moment = _moment(session)
    found = likely(session, Side.RELEASED, person, 0, latest_reference(session))
    return Ahead(frozenset(found), fingerprint(person), moment)


def likely(session: Session, side: Side, person: Mapping[str, Any], own_id: int, reference: Reference) -> set[int]:
    """Return the people of a side who alone are likely enough, at most :data:`MOST_WEIGHED`.

    Parameters
    ----------
    session
        Where to look.
    side
        The other side.
    person, own_id
        Fields and number of the record that is saved.
    reference
        What to weigh by.
    """
    import matcher

    query = open_reports() if side is Side.REPORT else everybody(Side.RELEASED)
    others = take_some(session, query, candidate_ids(session, side, person), "candidates").records
    if not len(others):
        return set()
    own = to_records([(own_id, person)], "saved")
    released, reports = (own, others) if side is Side.REPORT else (others, own)
    linkage = matcher.link(released, reports, reference=reference)
    pairs = linkage.pairs()
    alone = linkage.engine.odds(pairs["weight"].to_numpy(dtype=np.float64))
    odds = linkage.model.calibration.apply(alone)
    numbers = pairs["missing_id" if side is Side.REPORT else "released_id"].to_numpy(dtype=np.int64)
    order = np.argsort(-odds, kind="stable")[:MOST_WEIGHED]
    return {int(number) for number in numbers[order[odds[order] >= WORTH_WEIGHING]]}


def _moment(session: Session) -> tuple[int, ...]:
    """Return the last version of any list, with which alone people on lists change, and the last run."""
    return tuple(session.scalar(select(func.max(column))) or 0 for column in (ListVersion.id, MatchRun.id))
