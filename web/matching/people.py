"""Whom the matching compares: people on lists and reports as the database has them, and what shows a change."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import islice
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
from sqlalchemy import select

from web.models import Released, Report, ReportState, Side
from web.records import to_records

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from sqlalchemy import Select
    from sqlalchemy.orm import Session

    from matcher.intake import Records

    Rows = Select[int, str, dict[str, Any]]

T = TypeVar("T")
AT_A_TIME = 5_000
"""Numbers in one statement: either kind of server takes so many."""


@dataclass(frozen=True, slots=True, eq=False)
class Taken:
    """People of one side, read at one moment.

    Attributes
    ----------
    stamps
        Number in the database to the fingerprint of what is compared: whoever has another one later was changed.
    records
        The people for the matcher; their ids are the numbers.
    """

    stamps: dict[int, str]
    records: Records

    def __len__(self) -> int:
        """Return how many people there are."""
        return len(self.stamps)

    def with_others(self, others: Taken) -> Records:
        """Return the records with others after them."""
        import pandas as pd

        data = pd.concat([self.records.data, others.records.data], ignore_index=True).fillna("")
        return replace(self.records, data=data, rows=np.arange(1, len(data) + 1, dtype=np.int64))


def people_on(list_id: int) -> Rows:
    """Return the query for the people whom the latest version of a list names."""
    return _released().where(Released.list_id == list_id)


def people_elsewhere(list_id: int) -> Rows:
    """Return the query for the people of all other lists."""
    return _released().where(Released.list_id != list_id)


def open_reports() -> Rows:
    """Return the query for the reports that wait for an answer."""
    return all_reports().where(Report.state == ReportState.OPEN)


def all_reports() -> Rows:
    """Return the query for every report, closed ones too: a family may ask anew."""
    return select(Report.id, Report.fingerprint, Report.person).order_by(Report.id)


def everybody(side: Side) -> Rows:
    """Return the query for all people of a side who may be compared with each other."""
    return all_reports() if side is Side.REPORT else _released()


def take(session: Session, query: Rows, source: str) -> Taken:
    """Read people.

    Parameters
    ----------
    session
        Where to read.
    query
        One of the queries of this module.
    source
        A word for what they are.
    """
    return _taken(session.execute(query.execution_options(yield_per=AT_A_TIME)), source)


def take_some(session: Session, query: Rows, numbers: Iterable[int], source: str) -> Taken:
    """Read those of a query's people who have one of the numbers."""
    column = query.selected_columns[0]
    found = [row for chunk in chunks(sorted(numbers)) for row in session.execute(query.where(column.in_(chunk)))]
    return _taken(found, source)


def stamps(session: Session, query: Rows) -> dict[int, str]:
    """Return the fingerprints of a query's people at this moment."""
    number, stamp, _ = query.selected_columns
    return {row[0]: row[1] for row in session.execute(query.with_only_columns(number, stamp))}


def chunks(values: Iterable[T], size: int = AT_A_TIME) -> Iterator[list[T]]:
    """Cut values into lists of a length that one statement takes."""
    rest = iter(values)
    while chunk := list(islice(rest, size)):
        yield chunk


def _released() -> Rows:
    query = select(Released.id, Released.fingerprint, Released.person)
    return query.where(Released.withdrawn_in.is_(None)).order_by(Released.id)


def _taken(rows: Iterable[Any], source: str) -> Taken:
    stamps: dict[int, str] = {}
    people: list[tuple[int, dict[str, Any]]] = []
    for number, stamp, person in rows:
        stamps[number] = stamp
        people.append((number, person))
    return Taken(stamps, to_records(people, source))
