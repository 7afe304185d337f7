"""Invented lists, reports and matches, put straight into the database."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, select

from matcher.person import Person
from web.masking import shown_name
from web.models import Inquirer, ListVersion, Match, Released, ReleaseList, Report
from web.records import fingerprint

if TYPE_CHECKING:
    from sqlalchemy.orm import Session


def make_list(session: Session, title: str = "Exchange, first batch", **particulars: Any) -> ReleaseList:
    """A list without people."""
    release_list = ReleaseList(title=title, **particulars)
    session.add(release_list)
    session.flush()
    session.add(ListVersion(list_id=release_list.id, number=1, file_hash="0" * 64))
    session.flush()
    return release_list


def make_released(session: Session, release_list: ReleaseList, **person: Any) -> Released:
    """One person on a list; keywords are fields of the vocabulary."""
    described = Person(**person)
    fields = described.to_dict()
    row = (session.scalar(select(func.count()).where(Released.list_id == release_list.id)) or 0) + 2
    released = Released(
        list_id=release_list.id, added_in=1, row=row, source_id=f"R{row}", name=shown_name(described),
        birth_date=described.birth_date, person=fields, fingerprint=fingerprint(fields),
    )  # fmt: skip
    session.add(released)
    session.flush()
    return released


def make_report(session: Session, *, waiting_since: dt.date = dt.date(2023, 5, 1), **person: Any) -> Report:
    """One report; keywords are fields of the vocabulary."""
    described = Person(**person)
    fields = described.to_dict()
    number = (session.scalar(select(func.count()).select_from(Report)) or 0) + 1
    report = Report(
        reference=f"T-{number:05d}", name=shown_name(described), birth_date=described.birth_date, person=fields,
        waiting_since=waiting_since, fingerprint=fingerprint(fields),
    )  # fmt: skip
    session.add(report)
    session.flush()
    return report


def make_inquirer(session: Session, report: Report, **particulars: Any) -> Inquirer:
    """Somebody who asks."""
    inquirer = Inquirer(report_id=report.id, **{"name": "Камлюк Олена", "relation": "mother", **particulars})
    session.add(inquirer)
    session.flush()
    return inquirer


def make_match(session: Session, released: Released, report: Report, **figures: Any) -> Match:
    """A possible match, with the evidence that the core really gives for the two people."""
    from matcher import compare

    evidence = compare(Person.from_dict(released.person), Person.from_dict(report.person))
    match = Match(
        **{
            "released_id": released.id, "report_id": report.id, "probability": evidence.probability,
            "weight": evidence.weight, "band": "strong" if evidence.probability >= 0.9 else "possible",
            "rank": 1, "margin": None, "evidence": evidence.to_dict(), **figures,
        }
    )  # fmt: skip
    session.add(match)
    session.flush()
    return match
