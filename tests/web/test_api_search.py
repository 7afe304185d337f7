"""The search through the API: posted, few rows, explained, masked, and by units only for who may see them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from sqlalchemy import select

from tests.web.api_cases import caller, wrong_fields
from tests.web.cases import make_list, make_released, make_report
from web.accounts.tokens import Scope
from web.matching.keys import store_keys
from web.models import AuditEntry, Side
from web.permissions import Role

if TYPE_CHECKING:
    from flask import Flask
    from sqlalchemy.orm import Session

    from web.database import Database


@pytest.fixture
def people(database: Database) -> tuple[int, int]:
    """A report and a person on a list who are one."""
    with database.transaction() as own:
        report = make_report(own, surname="Шевченко", given_name="Володимир", birth_date="1985-03-07", unit="А1234")
        released = make_released(own, make_list(own), full_name="SHEVCHENKO VLADIMIR", birth_date="07.03.1985")
        store_keys(own, Side.REPORT, [(report.id, report.person)])
        store_keys(own, Side.RELEASED, [(released.id, released.person)])
        return report.id, released.id


def test_any_spelling_finds_both_sides_and_says_why(
    app: Flask, database: Database, session: Session, people: tuple[int, int]
) -> None:
    program = caller(app, database, Role.VIEWER)
    answer = program.post("/search", {"name": "Wladimir Schewtschenko", "birth_date": "1985"})
    found = {one["side"]: one for one in answer["found"]}
    assert (found["report"]["id"], found["released"]["id"]) == people
    assert (found["report"]["list_id"], found["released"]["reference"]) == (None, None)
    assert not answer["full"]
    surname = next(one for one in found["released"]["evidence"]["fields"] if one["field"] == "surname")
    assert surname["weight"] > 0
    assert surname["sentences"]
    assert "<" not in str(surname["sentences"])
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.detail["token"]) == ("person.search", program.token_id)
    assert "ewtschenko" not in str(entry.detail)


def test_units_are_searched_by_only_with_the_scope_that_shows_them(
    app: Flask, database: Database, people: tuple[int, int]
) -> None:
    asked = {"name": "Шевченко", "unit": "А1234", "side": "reports"}
    for role, scopes in ((Role.VIEWER, tuple(Scope)), (Role.CASEWORKER, (Scope.SEARCH,))):
        assert wrong_fields(caller(app, database, role, scopes).post("/search", asked, 422)) == ["unit"]
    found = caller(app, database, Role.CASEWORKER).post("/search", asked)["found"]
    unit = next(one for one in found[0]["evidence"]["fields"] if one["field"] == "unit")
    assert (unit["masked"], unit["left"], unit["right"]) == (True, None, None), "found by it, and still masked"


def test_a_call_sign_inside_the_name_is_searched_by_only_with_that_scope_and_the_trail_says_so(
    app: Flask, database: Database, session: Session, people: tuple[int, int]
) -> None:
    asked = {"name": "Шевченко Володимир «Грім»"}
    assert wrong_fields(caller(app, database, Role.CASEWORKER, (Scope.SEARCH,)).post("/search", asked, 422)) == ["name"]
    assert session.scalars(select(AuditEntry)).all() == []
    session.rollback()
    caller(app, database, Role.CASEWORKER).post("/search", asked)
    assert session.scalars(select(AuditEntry)).one().detail["fields"] == ["call_sign", "full_name"]


def test_a_name_that_says_nothing_and_a_date_that_cannot_be_read_are_refused(app: Flask, database: Database) -> None:
    program = caller(app, database, Role.VIEWER)
    assert wrong_fields(program.post("/search", {"name": "123 ?"}, 422)) == ["name"]
    assert wrong_fields(program.post("/search", {"name": "  "}, 422)) == ["name"]
    assert wrong_fields(program.post("/search", {"name": "Рудь", "birth_date": "після свят"}, 422)) == ["birth_date"]
    assert wrong_fields(program.post("/search", {"name": "Рудь", "side": "x"}, 422)) == ["side"]
    assert wrong_fields(program.post("/search", {}, 422)) == ["name"]
