"""Sign-in and sessions as an adversary tries them: other spellings of a name, other addresses, cookies kept or made."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from flask.sessions import SecureCookieSessionInterface
from sqlalchemy import select, text
from sqlalchemy.exc import SQLAlchemyError

from web.accounts.sessions import TOKEN
from web.accounts.users import create_user
from web.application import create_app
from web.database import Database
from web.migrate import upgrade
from web.models import SignIn, User
from web.permissions import Role

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed
    from web.config import Config

    SignInAs = Callable[..., Signed]

PASSWORD = "vier Wörter für Olena"
pytestmark = pytest.mark.usefixtures("quick_passwords")


@pytest.fixture
def olena(database: Database) -> int:
    """A caseworker with a password."""
    with database.transaction() as own:
        user = create_user(
            own, login="olena", name="Olena", role=Role.CASEWORKER, password=PASSWORD, must_change=False
        )  # fmt: skip
        return user.id


def test_other_spellings_of_a_name_do_not_get_further_tries(app: Flask, olena: int, session: Session) -> None:
    for spelling in ("olena", "OLENA", " olena ", "\uff4flena", "o\x00lena"):
        answer = app.test_client().post("/sign-in", data={"login": spelling, "password": "wrong wrong wrong"})
        assert answer.status_code == 422
    user = session.get_one(User, olena)
    assert user.locked_until is not None
    answer = app.test_client().post("/sign-in", data={"login": "Olena", "password": PASSWORD})
    assert answer.status_code == 422


def test_a_made_up_address_does_not_get_further_tries(config: Config) -> None:
    app = create_app(replace(config, rate_limit="1000 per minute", sign_in_limit="3 per minute"))
    app.config["WTF_CSRF_ENABLED"] = False
    database: Database = app.extensions["database"]
    with database.transaction() as own:
        own.add(User(login="somebody", name="Somebody", role=Role.VIEWER))
    answers = [
        app.test_client().post(
            "/sign-in",
            data={"login": f"name{number}", "password": "wrong"},
            headers={"X-Forwarded-For": f"198.51.100.{number}", "Forwarded": f"for=198.51.100.{number}"},
        ).status_code
        for number in range(5)
    ]  # fmt: skip
    assert answers == [422, 422, 422, 429, 429]
    database.close()


def test_a_cookie_kept_from_before_opens_nothing_after_sign_out(app: Flask, sign_in: SignInAs) -> None:
    signed = sign_in(Role.VIEWER)
    with signed.client.session_transaction() as cookie:
        kept = dict(cookie)
    assert signed.client.post("/sign-out").status_code == 303
    thief = app.test_client()
    with thief.session_transaction() as cookie:
        cookie.update(kept)
    assert thief.get("/reports").location.startswith("/sign-in")


def test_a_cookie_signed_with_another_key_opens_nothing(app: Flask, sign_in: SignInAs) -> None:
    signed = sign_in(Role.ADMINISTRATOR)
    with signed.client.session_transaction() as cookie:
        token = cookie[TOKEN]
    other = type(app)("other")
    other.secret_key = "guessed"
    signer = SecureCookieSessionInterface().get_signing_serializer(other)
    assert signer is not None
    thief = app.test_client()
    thief.set_cookie("office", signer.dumps({TOKEN: token}))
    assert thief.get("/users").location.startswith("/sign-in")


@pytest.mark.parametrize("token", ["", "x" * 10_000, "\x00", None, 1, ["a"], {"a": 1}])
def test_whatever_the_cookie_holds_instead_of_a_token_opens_nothing(
    app: Flask, sign_in: SignInAs, token: object
) -> None:
    sign_in(Role.VIEWER)
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[TOKEN] = token
        cookie["half"] = token
    assert client.get("/reports").location.startswith("/sign-in")
    assert client.get("/sign-in/code").status_code in {302, 303}


def test_a_copy_of_the_database_holds_no_token_that_opens_anything(sign_in: SignInAs, session: Session) -> None:
    signed = sign_in(Role.VIEWER)
    with signed.client.session_transaction() as cookie:
        token = cookie[TOKEN]
    kept = session.scalars(select(SignIn.token_hash)).one()
    assert kept != token
    with signed.client.session_transaction() as cookie:
        cookie[TOKEN] = kept
    assert signed.client.get("/reports").location.startswith("/sign-in")


def test_a_deactivated_user_is_out_with_every_session_at_once(
    app: Flask, sign_in: SignInAs, database: Database
) -> None:
    signed = sign_in(Role.REVIEWER)
    assert signed.client.get("/reports").status_code == 200
    with database.transaction() as own:
        own.get_one(User, signed.user_id).active = False
    assert signed.client.get("/reports").location.startswith("/sign-in")
    assert signed.client.post("/find", data={"name": "Шевченко"}).status_code == 401


def test_what_a_statement_was_given_does_not_stand_in_the_message_of_its_error(database: Database) -> None:
    with pytest.raises(SQLAlchemyError) as raised, database.transaction() as own:
        own.execute(text("INSERT INTO nowhere VALUES (:name)"), {"name": "Камлюк"})
    assert "Камлюк" not in str(raised.value)


def triggers(database: Database) -> set[str]:
    """The names of the triggers in a database."""
    names = "SELECT name FROM sqlite_master WHERE type = 'trigger'"
    with database.session() as own:
        return set(own.scalars(text(names if database.is_sqlite else "SELECT tgname FROM pg_trigger")))


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"])
def test_the_migrated_database_refuses_changes_of_what_is_only_added(
    kind: str, request: pytest.FixtureRequest, tmp_path: Path
) -> None:
    url = f"sqlite:///{tmp_path / 'new.db'}" if kind == "sqlite" else request.getfixturevalue("empty_postgres")
    database = Database(url)
    upgrade(database)
    endings = ("no_update", "no_delete") if database.is_sqlite else ("append_only",)
    wanted = {f"{table}_{ending}" for table in ("audit_entry", "decision", "disclosure") for ending in endings}
    assert wanted <= triggers(database)
    with database.transaction() as own:
        own.execute(text(f"DROP TRIGGER decision_{endings[0]}" + ("" if database.is_sqlite else " ON decision")))
    upgrade(database)
    assert wanted <= triggers(database), "a migration that copies a table loses its triggers"
    database.close()
