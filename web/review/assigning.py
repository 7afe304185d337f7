"""Who looks at a possible match: taken by oneself, given back, or given to somebody by a supervisor."""

from __future__ import annotations

from typing import TYPE_CHECKING

from web.i18n import gettext as _
from web.models import Match, User
from web.permissions import Permission, allows
from web.review.decisions import NotAllowedError, find_match
from web.review.queue import deciders

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def assign(session: Session, match_id: int, user: User, assignee_id: int | None) -> Match:
    """Say who looks at a match.

    Parameters
    ----------
    session
        A writing session.
    match_id
        The match.
    user
        Who says so: whoever may decide takes a match that nobody has, or gives an own one back; a supervisor gives
        any match to anybody.
    assignee_id
        Who is to look at it; None: nobody in particular.

    Raises
    ------
    NoSuchMatchError
        If the user does not see the match.
    NotAllowedError
        If the user may not, or the assignee may not decide on it.
    """
    session.get(Match, match_id, with_for_update=True, populate_existing=True)
    match = find_match(session, match_id, user.role)
    if not allows(user.role, Permission.DECIDE):
        raise NotAllowedError(_("Your role does not allow you to decide."))
    if not allows(user.role, Permission.SUPERVISE):
        if match.assignee_id not in {None, user.id}:
            raise NotAllowedError(_("Somebody else has taken this match. A supervisor can give it to you."))
        if assignee_id not in {None, user.id}:
            raise NotAllowedError(_("Only a supervisor can give a match to somebody else."))
    allowed = {decider.id for decider in deciders(session, match.released.release_list)}
    if assignee_id is not None and assignee_id not in allowed:
        raise NotAllowedError(_("Choose somebody who may decide and may see this list."))
    match.assignee_id = assignee_id
    session.flush()
    return match
