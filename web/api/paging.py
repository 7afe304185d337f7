"""Pages of long tables by cursor: the number of the last row of the page before, whose place gives where to go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import select, tuple_

from web.api.problems import Problem

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from sqlalchemy import ColumnElement, Select, SQLColumnExpression
    from sqlalchemy.orm import Session

    from web.api.shapes import Paging


def page_after(
    session: Session,
    query: Select[Any],
    order: Sequence[SQLColumnExpression[Any]],
    number: ColumnElement[int] | Any,
    among: Callable[[Select[Any]], Select[Any]],
    wanted: Paging,
) -> tuple[list[Any], bool]:
    """Return the rows of a page, and whether there are more.

    Parameters
    ----------
    session
        Where to read.
    query
        Everything, in any order.
    order
        What it is ordered by, each ascending and together different for every row.
    number
        The column with the number that a cursor is.
    among
        Adds to a query of ``order`` what the row of a cursor must fulfil to be seen; the row need not be under the
        filter of ``query`` any more.
    wanted
        Cursor and limit.

    Raises
    ------
    Problem
        If there is no row of that number.
    """
    if wanted.cursor is not None:
        place = session.execute(among(select(*order)).where(number == wanted.cursor)).first()
        if place is None:
            raise Problem(422, fields=[("cursor", "This is the cursor of no page.")])
        query = query.where(tuple_(*order) > tuple_(*place))
    rows = list(session.execute(query.order_by(None).order_by(*order).limit(wanted.limit + 1)))
    return rows[: wanted.limit], len(rows) > wanted.limit
