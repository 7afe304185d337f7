"""What the latest run over whole lists learnt about names and priors, for weighing single people as it did."""

from __future__ import annotations

from typing import TYPE_CHECKING
from weakref import WeakKeyDictionary

from sqlalchemy import Engine, func, select

from web.models import MatchRun, Report

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from matcher import Reference

# One reference for each database: reading it back costs tenths of a second where many names were counted.
_kept: WeakKeyDictionary[Engine, tuple[tuple[object, ...], Reference]] = WeakKeyDictionary()


def latest_reference(session: Session) -> Reference:
    """Return what the latest finished run learnt; before any run, what the matcher is shipped with.

    The one of the latest run is kept in the process until there is a later run.
    """
    from matcher import Reference

    latest = session.execute(
        select(MatchRun.id, MatchRun.finished_at)
        .where(MatchRun.reference.is_not(None), MatchRun.finished_at.is_not(None))
        .order_by(MatchRun.id.desc())
        .limit(1)
    ).first()
    if latest is None:
        return Reference.shipped(reports=session.scalar(select(func.count()).select_from(Report)) or 0)
    engine = session.get_bind().engine
    kept = _kept.get(engine)
    if kept is None or kept[0] != tuple(latest):
        data = session.scalars(select(MatchRun.reference).where(MatchRun.id == latest.id)).one()
        assert data is not None
        kept = _kept[engine] = tuple(latest), Reference.from_bytes(data)
    return kept[1]
