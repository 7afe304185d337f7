"""What a report's page shows beside the report: others about the same person, inquirers who were taken off."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from sqlalchemy import select

from web.evidence import explain
from web.masking import unfolded
from web.matching.links import links_of, other_end
from web.models import Inquirer, Report, Side, User

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy.orm import Session

    from web.evidence import Explanation
    from web.models import PersonLink
    from web.permissions import Role


@dataclass(frozen=True, slots=True)
class Duplicate:
    """Another report that may be about the same person, what is known of the two, and why."""

    link: PersonLink
    report: Report
    explanation: Explanation


def duplicates_of(session: Session, report_id: int, role: Role) -> list[Duplicate]:
    """Return the reports that may be about the same person: those that people linked first, then the likeliest."""
    links = links_of(session, Side.REPORT, report_id, role)
    numbers = [other_end(link, report_id) for link in links]
    reports = {report.id: report for report in session.scalars(select(Report).where(Report.id.in_(numbers)))}
    open_ = unfolded(session, Side.REPORT, report_id)
    return [
        Duplicate(
            link,
            reports[number],
            explain(link.evidence, open_=open_ and unfolded(session, Side.REPORT, number)),
        )
        for link, number in zip(links, numbers, strict=True)
        if number in reports
    ]


def removed_inquirers(session: Session, report_id: int) -> Sequence[Inquirer]:
    """Return who asked about the person and does not any more."""
    query = select(Inquirer).where(Inquirer.report_id == report_id, Inquirer.removed_at.is_not(None))
    return session.scalars(query.order_by(Inquirer.id)).all()


def user_names(session: Session, user_ids: Iterable[int | None]) -> dict[int, str]:
    """Return the names of users."""
    numbers = [number for number in user_ids if number is not None]
    rows = session.execute(select(User.id, User.name, User.login).where(User.id.in_(numbers)))
    return {row.id: row.name or row.login for row in rows}
