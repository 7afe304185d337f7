"""What the demonstration shows: the shipped lists, invented users, families who ask, and a few days of work."""

from __future__ import annotations

import datetime as dt
import io
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import select, update
from werkzeug.datastructures import FileStorage

from web.database import now
from web.intake.uploads import receive
from web.lists.loading import start_load
from web.models import ListVersion, Match, MatchState, ReleaseList, Report, User, Verdict
from web.permissions import Role
from web.reports.inquirers import Particulars, add_inquirer
from web.reports.loading import start_loading
from web.review.decisions import decide, view_of
from web.worker import work_off

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from web.database import Database

USERS = (
    ("olena", "Олена Ткачук", Role.CASEWORKER),
    ("iryna", "Ірина Савчук", Role.REVIEWER),
    ("petro", "Петро Гнатів", Role.SUPERVISOR),
    ("vira", "Віра Лисенко", Role.VIEWER),
    ("stepan", "Степан Дорош", Role.ADMINISTRATOR),
    ("marta", "Марта Ковбаса", Role.AUDITOR),
)
"""Login, name and role of the invented users. None has a password: in the demonstration one chooses who one is."""
_DAY = dt.timedelta(days=1)


def fixture(name: str) -> bytes:
    """Return one of the shipped lists: from the installed package, or from the checkout it was installed from."""
    packaged = files("web") / "demo" / name
    if packaged.is_file():
        return packaged.read_bytes()
    return (Path(__file__).parents[2] / "fixtures" / name).read_bytes()


def fill(database: Database) -> None:
    """Fill an empty database."""
    with database.transaction() as session:
        session.add_all(User(login=login, name=name, role=role) for login, name, role in USERS)
        session.flush()
        caseworker = _user(session, "olena")
        upload = receive(session, file=_file("missing.csv"), purpose="reports", user_id=caseworker)
        start_loading(session, upload, caseworker)
    work_off(database)
    with database.transaction() as session:
        caseworker = _user(session, "olena")
        released = ReleaseList(
            title="Обмін 25 травня, перша група",
            issuer="Координаційний штаб (вигаданий)",
            provenance="Передано телефоном і набрано під диктовку",
            reliability="B",
            exchange="2025-05",
            batch="1",
            language="ru",
            received_at=now() - dt.timedelta(hours=3),
            created_by=caseworker,
        )
        session.add(released)
        session.flush()
        upload = receive(session, file=_file("released.csv"), purpose="list", user_id=caseworker)
        start_load(session, released, upload, caseworker)
        _let_time_pass(session)
    work_off(database)
    with database.transaction() as session:
        session.execute(update(ListVersion).values(loaded_at=now() - dt.timedelta(hours=2, minutes=40)))
        _families(session)
        _first_decisions(session)


def _file(name: str) -> FileStorage:
    return FileStorage(io.BytesIO(fixture(name)), filename=name)


def _user(session: Session, login: str) -> int:
    return session.scalars(select(User.id).where(User.login == login)).one()


def _let_time_pass(session: Session) -> None:
    """Let the reports have been made some days after the disappearance, as they are in life."""
    from matcher.dates import parse_date

    today = now().date()
    for place, report in enumerate(session.scalars(select(Report).order_by(Report.id))):
        value = parse_date(str(report.person.get("event_date", "")), kind="event").value
        since = value.first_day() if value is not None else None
        report.waiting_since = min(today, (since or today - 400 * _DAY) + (3 + place % 9) * _DAY)


def _families(session: Session) -> None:
    """Give the first reports somebody who asks."""
    answered = session.scalars(
        select(Report).join(Match, Match.report_id == Report.id).order_by(Match.probability.desc()).limit(12)
    ).unique()
    people: Sequence[tuple[str, str, str, str]] = (
        ("Галина", "мати", "uk", "+380 00 000 00 01"),
        ("Наталя", "дружина", "uk", "+380 00 000 00 02"),
        ("Тетяна", "сестра", "ru", "+380 00 000 00 03"),
        ("Микола", "батько", "uk", "+380 00 000 00 04"),
    )
    caseworker = _user(session, "olena")
    for place, report in enumerate(answered):
        name, relation, language, telephone = people[place % len(people)]
        surname = str(report.person.get("surname", report.name)).split()[0].title()
        consents = {"search": "2024-02-01", "tell": "2024-02-01"} if place % 3 else {"search": "2024-02-01"}
        particulars = Particulars(
            name=f"{name} {surname}",
            relation=relation,
            contact=telephone,
            safe_way="телефоном",
            safe_hours="18:00–21:00",
            language=language,
            consents=consents,
        )
        add_inquirer(session, report, particulars, caseworker)


def _first_decisions(session: Session) -> None:
    """Take the first steps: one match confirmed by two people, two that wait for a second person."""
    first, second = session.get_one(User, _user(session, "olena")), session.get_one(User, _user(session, "iryna"))
    best = session.scalars(
        select(Match).where(Match.state == MatchState.OPEN).order_by(Match.probability.desc(), Match.id).limit(3)
    ).all()
    for place, match in enumerate(best):
        _same(session, match, first)
        if place == 0:
            _same(session, match, second)


def _same(session: Session, match: Match, user: User) -> None:
    decide(session, match.id, user, Verdict.SAME, "name_and_birth", seen=view_of(session, match))
