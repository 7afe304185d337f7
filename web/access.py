"""Who is asking, and whether they may: every view says what it needs, and a view that says nothing is refused."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from flask import abort, current_app, g, request
from sqlalchemy import ColumnElement, String, cast, or_

from web.database import now
from web.models import ReleaseList, User
from web.permissions import SEAL_ROLES, Permission, Role, allows

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    View = TypeVar("View", bound=Callable[..., Any])

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
_ATTRIBUTE = "_access"
_ONLY_READS = "_only_reads"
PUBLIC = "public"
SIGNED_IN = "signed_in"


def requires(permission: Permission) -> Callable[[View], View]:
    """Let only users with a permission through to a view."""

    def mark(view: View) -> View:
        setattr(view, _ATTRIBUTE, permission)
        return view

    return mark


def public(view: View) -> View:
    """Let everybody through to a view: sign-in, health, the first start."""
    setattr(view, _ATTRIBUTE, PUBLIC)
    return view


def signed_in(view: View) -> View:
    """Let every signed-in user through to a view: their own account."""
    setattr(view, _ATTRIBUTE, SIGNED_IN)
    return view


def only_reads(view: View) -> View:
    """Mark a view that changes nothing although it is posted to: what was typed is to stand in no address.

    Its request holds no writer's place, which on SQLite would keep everybody else's changes waiting.
    """
    setattr(view, _ONLY_READS, True)
    return view


def may_write() -> bool:
    """Tell whether the present request may change something: its method and its view allow it."""
    view = current_app.view_functions.get(request.endpoint or "")
    return request.method not in SAFE and not getattr(view, _ONLY_READS, False)


def access_of(view: Callable[..., Any]) -> Permission | str | None:
    """Return what a view asks for: a permission, ``public``, ``signed_in``, or None if nobody said."""
    found: Permission | str | None = getattr(view, _ATTRIBUTE, None)
    return found


def current_user() -> User:
    """Return the user who is signed in; 401 if nobody is."""
    user: User | None = g.get("user")
    if user is None:
        abort(401)
    return user


def may(permission: Permission) -> bool:
    """Tell whether the present user has a permission."""
    user: User | None = g.get("user")
    return user is not None and allows(user.role, permission)


def visible_lists(role: Role) -> ColumnElement[bool]:
    """Return the condition on :class:`ReleaseList` under which a role sees a list, its people and their matches.

    Every query that reaches a list, a released person or a match joins the list and filters by this.
    """
    # seal_roles is a short JSON list of words; searched as text, which both kinds of server do alike.
    named = cast(ReleaseList.seal_roles, String)
    rule = or_(
        ReleaseList.sealed.is_(False),
        ReleaseList.sealed_until.is_not(None) & (ReleaseList.sealed_until <= now()),
        named.contains(f'"{role.value}"'),
    )
    return or_(rule, named == "[]") if role in SEAL_ROLES else rule


def is_sealed(release_list: ReleaseList) -> bool:
    """Tell whether a list is sealed at this moment, whoever looks at it."""
    return release_list.sealed and (release_list.sealed_until is None or release_list.sealed_until > now())


def sees_list(role: Role, release_list: ReleaseList) -> bool:
    """Tell whether a role sees one list; the same rule as :func:`visible_lists`."""
    if not is_sealed(release_list):
        return True
    return role.value in (release_list.seal_roles or [seal.value for seal in SEAL_ROLES])
