"""One page of a long table."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from flask import request, url_for
from sqlalchemy import func, select

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

T = TypeVar("T")
PER_PAGE = 50


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """Some rows out of many.

    Attributes
    ----------
    rows
        Those of this page.
    number, pages
        Which page this is, from 1, and how many there are.
    total
        Rows on all pages.
    """

    rows: list[T]
    number: int
    pages: int
    total: int

    def address(self, number: int) -> str:
        """Return the address of another page of the same table."""
        asked: dict[str, Any] = request.args.to_dict(flat=False)
        # words that url_for keeps for itself are none of a table's
        own = {name: value for name, value in asked.items() if not name.startswith("_") and name != "endpoint"}
        return url_for(request.endpoint or "", **{**own, **(request.view_args or {}), "page": number})


def page_of(session: Session, query: Select[Any], *, scalars: bool = True, per_page: int = PER_PAGE) -> Page[Any]:
    """Return the page of a query that the request asks for; a number out of range means the nearest page."""
    total = session.scalar(select(func.count()).select_from(query.order_by(None).subquery())) or 0
    pages = max(1, -(-total // per_page))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    result = session.execute(query.limit(per_page).offset((number - 1) * per_page))
    return Page(list(result.scalars() if scalars else result), number, pages, total)


def page_of_rows(rows: Sequence[T], *, per_page: int = PER_PAGE) -> Page[T]:
    """Return the page of rows at hand that the request asks for; a number out of range means the nearest page."""
    pages = max(1, -(-len(rows) // per_page))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    return Page(list(rows[(number - 1) * per_page : number * per_page]), number, pages, len(rows))
