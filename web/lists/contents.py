"""What the pages of lists show: lists with their counts, people with their best match, earlier lists, wordings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import case, func, or_, select
from sqlalchemy.orm import aliased, defer, joinedload

from web.access import sees_list, visible_lists
from web.models import (
    Job,
    JobState,
    ListVersion,
    Match,
    MatchState,
    PersonLink,
    PersonLinkState,
    Released,
    ReleaseList,
    Revision,
    Side,
    User,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from web.permissions import Role

TO_REVIEW = (MatchState.OPEN, MatchState.PROPOSED, MatchState.UNDECIDED)


@dataclass(frozen=True, slots=True)
class Earlier:
    """Somebody on another list who may be the same person."""

    link: PersonLink
    released: Released


def lists_query(role: Role) -> Select[Any]:
    """Return the query of the lists that a role sees, newest first, with what is counted of them.

    Its rows hold the list, ``people``, ``to_review``, ``confirmed`` and ``version`` (None before the first is loaded).
    """
    people = (
        select(Released.list_id, func.count().label("people"))
        .where(Released.withdrawn_in.is_(None))
        .group_by(Released.list_id)
        .subquery()
    )
    waiting = Match.current & Match.state.in_(TO_REVIEW)
    matches = (
        select(
            Released.list_id,
            func.sum(case((waiting, 1), else_=0)).label("to_review"),
            func.sum(case((Match.state == MatchState.CONFIRMED, 1), else_=0)).label("confirmed"),
        )
        .join(Released, Released.id == Match.released_id)
        .group_by(Released.list_id)
        .subquery()
    )
    versions = (
        select(ListVersion.list_id, func.max(ListVersion.number).label("version"))
        .group_by(ListVersion.list_id)
        .subquery()
    )
    return (
        select(
            ReleaseList,
            func.coalesce(people.c.people, 0).label("people"),
            func.coalesce(matches.c.to_review, 0).label("to_review"),
            func.coalesce(matches.c.confirmed, 0).label("confirmed"),
            versions.c.version,
        )
        .outerjoin(people, people.c.list_id == ReleaseList.id)
        .outerjoin(matches, matches.c.list_id == ReleaseList.id)
        .outerjoin(versions, versions.c.list_id == ReleaseList.id)
        .where(visible_lists(role))
        .order_by(ReleaseList.created_at.desc(), ReleaseList.id.desc())
    )


def list_seen(session: Session, list_id: int, role: Role) -> ReleaseList | None:
    """Return a list if it is there and the role sees it."""
    found = session.get(ReleaseList, list_id)
    return found if found is not None and sees_list(role, found) else None


def jobs_of(session: Session, list_ids: Iterable[int]) -> dict[int, Job]:
    """Return, for each list about which something is being done, the work that was begun or asked for first."""
    query = select(Job).where(
        Job.subject == "list",
        Job.subject_id.in_(list(list_ids)),
        Job.state.in_((JobState.WAITING, JobState.RUNNING)),
    )
    found: dict[int, Job] = {}
    for job in session.scalars(query.order_by(Job.id)):
        found.setdefault(job.subject_id or 0, job)
    return found


def failed_load(session: Session, list_id: int) -> Job | None:
    """Return the last loading of a list if it failed or was cancelled."""
    query = select(Job).where(Job.kind == "load_list", Job.subject_id == list_id).order_by(Job.id.desc()).limit(1)
    job = session.scalar(query)
    return job if job is not None and job.state in {JobState.FAILED, JobState.CANCELLED} else None


def versions_of(session: Session, list_id: int) -> Sequence[ListVersion]:
    """Return the versions of a list, the last first, without their problems."""
    query = select(ListVersion).where(ListVersion.list_id == list_id).order_by(ListVersion.number.desc())
    return session.scalars(query.options(defer(ListVersion.problems))).all()


def people_query(list_id: int) -> Select[Any]:
    """Return the query of the people of a list in the order of its last version, those withdrawn at the end."""
    return (
        select(Released)
        .where(Released.list_id == list_id)
        .order_by(Released.withdrawn_in.is_not(None), Released.row, Released.id)
    )


def best_matches(session: Session, released_ids: Sequence[int]) -> dict[int, Match]:
    """Return each person's confirmed match, else the likeliest that still stands."""
    query = (
        select(Match)
        .where(
            Match.released_id.in_(released_ids),
            or_(Match.state == MatchState.CONFIRMED, Match.current & Match.state.in_(TO_REVIEW)),
        )
        .order_by(Match.state != MatchState.CONFIRMED, Match.probability.desc(), Match.id)
        .options(joinedload(Match.report), defer(Match.evidence))
    )
    found: dict[int, Match] = {}
    for match in session.scalars(query):
        found.setdefault(match.released_id, match)
    return found


def matches_of(session: Session, released_id: int) -> Sequence[Match]:
    """Return all matches of a person: those that stand first, the likeliest before the others."""
    query = (
        select(Match)
        .where(Match.released_id == released_id)
        .order_by(Match.current.desc(), Match.probability.desc(), Match.id)
        .options(joinedload(Match.report), defer(Match.evidence))
    )
    return session.scalars(query).all()


def earlier_of(session: Session, released_ids: Sequence[int], role: Role) -> dict[int, list[Earlier]]:
    """Return, for each person, those on other lists the role sees who may be the same, the likeliest first.

    What somebody unlinked is left out, and so is a suggestion about a row that was withdrawn.
    """
    asked = set(released_ids)
    other, its_list = aliased(Released), aliased(ReleaseList)
    visible = select(ReleaseList.id).where(visible_lists(role))
    found: dict[int, list[tuple[float, Earlier]]] = {}
    for mine, theirs in (
        (PersonLink.first_id, PersonLink.second_id),
        (PersonLink.second_id, PersonLink.first_id),
    ):
        query = (
            select(PersonLink, other)
            .join(other, other.id == theirs)
            .join(its_list, its_list.id == other.list_id)
            .where(
                PersonLink.side == Side.RELEASED,
                mine.in_(asked),
                its_list.id.in_(visible),
                PersonLink.state != PersonLinkState.UNLINKED,
                or_(PersonLink.state == PersonLinkState.LINKED, other.withdrawn_in.is_(None)),
            )
            .options(defer(PersonLink.evidence))
        )
        for link, released in session.execute(query):
            own = link.first_id if released.id == link.second_id else link.second_id
            likelihood = 1.0 if link.state == PersonLinkState.LINKED else link.probability
            found.setdefault(own, []).append((likelihood, Earlier(link, released)))
    return {
        number: [earlier for _, earlier in sorted(several, key=lambda item: (-item[0], item[1].released.id))]
        for number, several in found.items()
    }


def revisions_of(session: Session, released_id: int) -> Sequence[Revision]:
    """Return the earlier wordings of a person's row, the last first."""
    query = select(Revision).where(Revision.side == Side.RELEASED, Revision.record_id == released_id)
    return session.scalars(query.order_by(Revision.id.desc())).all()


def loaded_before(session: Session, file_hash: str, role: Role) -> list[tuple[ReleaseList, int]]:
    """Return the lists the role sees, with the version, that were loaded from the very same file."""
    query = (
        select(ReleaseList, ListVersion.number)
        .join(ListVersion, ListVersion.list_id == ReleaseList.id)
        .where(ListVersion.file_hash == file_hash, visible_lists(role))
        .order_by(ListVersion.id)
    )
    return [(release_list, number) for release_list, number in session.execute(query)]


def user_names(session: Session, user_ids: Iterable[int | None]) -> dict[int, str]:
    """Return what users are called."""
    numbers = {number for number in user_ids if number is not None}
    rows = session.execute(select(User.id, User.name, User.login).where(User.id.in_(numbers)))
    return {row.id: row.name or row.login for row in rows}
