"""Whom a report may be about is found before it is saved, while everybody else goes on working."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from matcher.person import Person
from tests.web.cases import make_list, make_released
from web.matching.keys import store_keys
from web.matching.likely import Ahead, look_ahead
from web.models import AuditEntry, Match, Report, Side
from web.reports import saving
from web.reports.saving import Wording, save_report

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed
    from web.database import Database

TYPED = {"surname": "Вакуленко", "given_name": "Сергій", "birth_date": "14.03.1987"}


def load(session: Session, title: str, **person: str) -> int:
    """Put somebody on a new list, as loading one does."""
    on = make_list(session, title)
    saved = make_released(session, on, **person)
    store_keys(session, Side.RELEASED, [(saved.id, saved.person)])
    session.commit()
    return saved.id


def test_what_was_found_before_saving_gives_the_same_matches(
    session: Session, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    person = load(session, "First", full_name="VAKULENKO SERHII", birth_date="14.03.1987")
    load(session, "Second", full_name="Марченко Олег", birth_date="02.02.1990")
    wording = Wording(Person(**TYPED))
    with database.session() as reading:
        ahead = saving.look_ahead(reading, wording)
    assert ahead.released_ids == {person}
    monkeypatch.setattr("web.matching.on_save.likely", lambda *_: pytest.fail("looked for twice"))
    with database.transaction() as writing:
        save_report(writing, wording, user_id=None, ahead=ahead)
    assert session.scalars(select(Match.released_id)).all() == [person]


def test_a_list_that_is_loaded_meanwhile_is_not_missed(session: Session, database: Database) -> None:
    wording = Wording(Person(**TYPED))
    with database.session() as reading:
        ahead = saving.look_ahead(reading, wording)
    assert not ahead.released_ids
    person = load(session, "Late", full_name="VAKULENKO SERHII", birth_date="14.03.1987")
    with database.transaction() as writing:
        save_report(writing, wording, user_id=None, ahead=ahead)
    assert session.scalars(select(Match.released_id)).all() == [person]


def test_what_was_found_for_another_wording_does_not_hold(session: Session) -> None:
    ahead = look_ahead(session, TYPED)
    assert ahead.holds(session, TYPED)
    assert not ahead.holds(session, {**TYPED, "birth_date": "15.03.1987"})


def test_others_write_while_a_report_is_being_weighed(
    session: Session, database: Database, sign_in: Callable[..., Signed], monkeypatch: pytest.MonkeyPatch
) -> None:
    caseworker = sign_in("caseworker")

    def look(reading: Session, wording: Wording) -> Ahead:
        with database.transaction() as other:  # on SQLite, waits in vain if the request holds the writer's place
            load(other, "Meanwhile", full_name="VAKULENKO SERHII", birth_date="14.03.1987")
        return saving.look_ahead(reading, wording)

    monkeypatch.setattr("web.reports.views.look_ahead", look)
    answer = caseworker.client.post("/reports/new", data={**TYPED, "opened": "1", "action": "save"})
    assert answer.status_code == 303
    report = session.scalars(select(Report)).one()
    assert session.scalars(select(Match.report_id)).all() == [report.id]
    created = select(AuditEntry).where(AuditEntry.action == "report.create")
    entered = session.scalars(created).one()
    assert (entered.subject_id, entered.user_id) == (report.id, caseworker.user_id)
