"""People on release lists through the API."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort
from sqlalchemy import Select, select

from web import audit
from web.access import current_user, sees_list
from web.accounts.tokens import Scope
from web.api.list_shapes import PeoplePage, PeopleQuery, ReleasedPerson
from web.api.operations import operation
from web.api.paging import page_after
from web.api.shapes import carried_of, person_of
from web.lists.views import the_list
from web.masking import unfolded
from web.models import Released, Side
from web.requests import db

if TYPE_CHECKING:
    from typing import Any


@operation(
    "GET", "/lists/<int:list_id>/people", tag="lists", scope=Scope.LISTS_READ, query=PeopleQuery, answer=PeoplePage
)
def list_people(list_id: int, query: PeopleQuery) -> PeoplePage:
    """List the people of a list, page by page."""
    the_list(list_id)
    order = (Released.withdrawn_in.is_not(None), Released.row, Released.id)

    def among(place: Select[Any]) -> Select[Any]:
        return place.where(Released.list_id == list_id)

    rows, more = page_after(db(), among(select(Released)), order, Released.id, among, query)
    people = [row[0] for row in rows]
    audit.note("list.read", "list", list_id, people=[released.id for released in people])
    return PeoplePage(people=[_shown(released) for released in people], next=people[-1].id if more else None)


@operation("GET", "/people/<int:released_id>", tag="lists", scope=Scope.LISTS_READ, answer=ReleasedPerson)
def read_person(released_id: int) -> ReleasedPerson:
    """Read one person of a list."""
    released = db().get(Released, released_id)
    if released is None or not sees_list(current_user().role, released.release_list):
        abort(404)
    open_ = unfolded(db(), Side.RELEASED, released_id)
    audit.note("released.read", "released", released_id, list=released.list_id, unfolded=open_)
    return _shown(released)


def _shown(released: Released) -> ReleasedPerson:
    open_ = unfolded(db(), Side.RELEASED, released.id)
    person, masked = person_of(released.person, open_=open_)
    carried = carried_of(released.carried, open_=open_)
    named = [name for name in ReleasedPerson.model_fields if name not in {"person", "carried", "masked"}]
    return ReleasedPerson(
        **{name: getattr(released, name) for name in named},
        person=person,
        carried=carried,
        masked=[*masked, *(["carried"] if carried is None else [])],
    )
