"""What to do first: the work that waits for somebody of this role, most pressing first."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from web.disclosure.questions import questions
from web.disclosure.queues import Queue, count_families, count_unreported
from web.i18n import ngettext
from web.models import PersonLink, PersonLinkState, Side
from web.permissions import Permission, allows
from web.review.queue import ME, QueueFilter, Show, count

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from web.models import User


@dataclass(frozen=True, slots=True)
class Task:
    """One kind of work that waits.

    Attributes
    ----------
    number
        How much of it.
    text
        A phrase with the number in it.
    endpoint, values
        Where it is done.
    tone
        How pressing it is: ``bad``, ``warn``, ``info`` or ``neutral``.
    """

    number: int
    text: str
    endpoint: str
    values: dict[str, Any]
    tone: str = "info"


def tasks(session: Session, user: User) -> list[Task]:
    """Return the work that waits for a user, without what there is none of."""
    found: list[Task] = []
    if allows(user.role, Permission.DISCLOSE):
        found += _families(session, user)
    if allows(user.role, Permission.DECIDE):
        found += _pairs(session, user)
    if allows(user.role, Permission.WRITE_REPORTS):
        found += _reports(session, user)
    return [task for task in found if task.number]


def _families(session: Session, user: User) -> list[Task]:
    undone = count_families(session, user.role, Queue.UNDONE)
    tell = count_families(session, user.role, Queue.TELL)
    mine = count_families(session, user.role, Queue.TELL, responsible_id=user.id)
    page = "disclosure.index"
    return [
        Task(
            undone,
            ngettext(
                "%(num)s confirmation was undone: whoever was told must know",
                "%(num)s confirmations were undone: whoever was told must know",
                undone,
            ),
            page,
            {"queue": Queue.UNDONE.value},
            "bad",
        ),
        Task(
            tell,
            ngettext("%(num)s family to be told", "%(num)s families to be told", tell),
            page,
            {"queue": Queue.TELL.value},
            "warn",
        ),
        Task(
            mine,
            ngettext("%(num)s of them is yours to tell", "%(num)s of them are yours to tell", mine),
            page,
            {"queue": Queue.TELL.value},
            "warn",
        ),
    ]


def _pairs(session: Session, user: User) -> list[Task]:
    mine = _waiting(session, user, QueueFilter(Show.TODO, assignee=ME))
    second = _waiting(session, user, QueueFilter(Show.SECOND))
    found = [
        _pairs_task(
            mine,
            ngettext(
                "%(num)s pair assigned to you waits for your decision",
                "%(num)s pairs assigned to you wait for your decision",
                mine[1],
            ),
            "warn",
        )
    ]
    if user.hide_scores:
        first = _waiting(session, user, QueueFilter(Show.OPEN))
        text = ngettext("%(num)s pair waits for a first look", "%(num)s pairs wait for a first look", first[1])
        found.append(_pairs_task(first, text))
    else:
        strong = _waiting(session, user, QueueFilter(Show.OPEN, band="strong"))
        text = ngettext(
            "%(num)s strong match waits for a first look", "%(num)s strong matches wait for a first look", strong[1]
        )
        found.append(_pairs_task(strong, text))
    text = ngettext("%(num)s match waits for a second person", "%(num)s matches wait for a second person", second[1])
    found.append(_pairs_task(second, text))
    if not user.hide_scores:
        possible = _waiting(session, user, QueueFilter(Show.OPEN, band="possible"))
        text = ngettext(
            "%(num)s possible match waits for a first look",
            "%(num)s possible matches wait for a first look",
            possible[1],
        )
        found.append(_pairs_task(possible, text, "neutral"))
    return found


def _waiting(session: Session, user: User, wanted: QueueFilter) -> tuple[QueueFilter, int]:
    """Return a filter of the review queue with how many matches it shows: the page a task leads to has as many."""
    return wanted, count(session, user, wanted)


def _pairs_task(waiting: tuple[QueueFilter, int], text: str, tone: str = "info") -> Task:
    wanted, number = waiting
    return Task(number, text, "review.queue", wanted.arguments(), tone)


def _reports(session: Session, user: User) -> list[Task]:
    ask = len(questions(session, user.role))
    unreported = count_unreported(session, user.role)
    doubles, first = session.execute(
        select(func.count(PersonLink.id), func.min(PersonLink.first_id)).where(
            PersonLink.side == Side.REPORT, PersonLink.state == PersonLinkState.SUGGESTED
        )
    ).one()
    return [
        Task(
            ask,
            ngettext(
                "%(num)s inquirer to ask for a date of birth", "%(num)s inquirers to ask for a date of birth", ask
            ),
            "disclosure.index",
            {"queue": Queue.ASK.value},
            "neutral",
        ),
        Task(
            doubles,
            ngettext(
                "%(num)s pair of reports may be about one person",
                "%(num)s pairs of reports may be about one person",
                doubles,
            ),
            "reports.show",
            {"report_id": first, "_anchor": "duplicates"},
            "neutral",
        ),
        Task(
            unreported,
            ngettext(
                "%(num)s released person nobody seems to have asked for",
                "%(num)s released people nobody seems to have asked for",
                unreported,
            ),
            "disclosure.index",
            {"queue": Queue.UNREPORTED.value},
            "neutral",
        ),
    ]
