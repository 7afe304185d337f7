from __future__ import annotations

import datetime as dt
import re
import threading
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from pyotp import TOTP
from sqlalchemy import func, select, update

from web.accounts import passwords, second_factor, setup, signing_in, users
from web.accounts.destinations import local_path
from web.application import create_app
from web.database import now
from web.models import AuditEntry, SignIn, User
from web.permissions import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from web.config import Config
    from web.database import Database

pytestmark = pytest.mark.usefixtures("quick_passwords")
PASSWORD = "криниця біля старого млина"
KEY = "for tests only"
FIRST = {
    "code": setup.setup_code(KEY), "login": "Olena.K", "name": "Олена К.", "password": PASSWORD, "repeated": PASSWORD,
}  # fmt: skip


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    return app.test_client()


def add_user(database: Database, login: str = "olena", role: Role = Role.CASEWORKER, **more: object) -> int:
    with database.transaction() as own:
        user = users.create_user(own, login=login, name="Olena", role=role, password=PASSWORD, must_change=False)
        for name, value in more.items():
            setattr(user, name, value)
        return user.id


def sign_in(client: FlaskClient, password: str = PASSWORD, login: str = "olena", **more: str) -> TestResponse:
    return client.post("/sign-in", data={"login": login, "password": password, **more})


def actions(session: Session) -> list[str]:
    return list(session.scalars(select(AuditEntry.action).order_by(AuditEntry.number)))


def code_for(user_id: int, salt: str, steps: int = 0) -> str:
    return TOTP(second_factor.secret(user_id, salt, KEY)).generate_otp(int(now().timestamp()) // 30 + steps)


def test_while_there_is_no_user_every_page_leads_to_the_first_start(client: FlaskClient) -> None:
    for page in ("/", "/users", "/account", "/audit"):
        response = client.get(page, follow_redirects=True)
        assert response.request.path == "/first-start"
        assert response.status_code == 200


def test_whoever_reads_the_terminal_becomes_the_administrator_and_is_signed_in(
    client: FlaskClient, session: Session
) -> None:
    typed = FIRST["code"].lower().replace("-", " ")
    response = client.post("/first-start", data={**FIRST, "code": typed})
    assert (response.status_code, response.location) == (303, "/users")
    user = session.scalars(select(User)).one()
    assert (user.login, user.name, user.role) == ("olena.k", "Олена К.", Role.ADMINISTRATOR)
    assert user.password_hash.startswith("$argon2id$")
    assert client.get("/users").status_code == 200
    assert actions(session) == ["user.create"]


def test_a_stranger_on_the_network_without_the_code_cannot_start(client: FlaskClient, session: Session) -> None:
    for wrong in ("", "AAAA-BBBB-CCCC-DDDD", setup.setup_code("another key"), "ключ"):
        response = client.post("/first-start", data={**FIRST, "code": wrong})
        assert response.status_code == 422
        assert "Олена К." in response.text, "what was typed is kept"
        assert PASSWORD not in response.text
    assert session.scalar(select(func.count()).select_from(User)) == 0


def test_the_first_start_is_gone_for_ever_once_a_user_exists(
    client: FlaskClient, database: Database, session: Session
) -> None:
    add_user(database, active=False)
    assert client.get("/first-start").location == "/sign-in"
    assert client.post("/first-start", data=FIRST).location == "/sign-in"
    assert session.scalar(select(func.count()).select_from(User)) == 1


def test_of_two_first_starts_at_the_same_moment_one_creates_the_administrator(
    app: Flask, database: Database, session: Session
) -> None:
    together = threading.Barrier(2)
    locations: list[str | None] = []

    def start(login: str) -> None:
        together.wait()
        locations.append(app.test_client().post("/first-start", data={**FIRST, "login": login}).location)

    threads = [threading.Thread(target=start, args=(login,)) for login in ("olena", "taras")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, locations)) == ["/sign-in", "/users"]
    assert session.scalar(select(func.count()).select_from(User)) == 1


@pytest.mark.parametrize("weak", ["short", "passwordpassword", "Йцукенгшщзхї", "olena.kovalenko", "x" * 201])
def test_a_weak_password_is_refused_with_a_reason(weak: str) -> None:
    assert passwords.problem_with(weak, "olena.kovalenko")


@pytest.mark.parametrize("good", [PASSWORD, "aqueduct harvest", "    leading and trailing    ", "ґ" * 6 + "їжачок"])
def test_a_long_password_needs_no_digits_or_signs(good: str) -> None:
    assert passwords.problem_with(good, "olena") == ""


def test_a_password_matches_however_the_keyboard_composes_its_letters() -> None:
    composed, apart = "й" * 12, "\u0438\u0306" * 12
    assert passwords.matches(passwords.hashed(composed), apart)
    assert not passwords.matches(passwords.hashed(composed), "и" * 12)
    assert not passwords.matches("", "")


def test_signing_in_begins_a_session_with_a_new_token_and_sign_out_ends_it(
    client: FlaskClient, database: Database, session: Session
) -> None:
    add_user(database)
    with client.session_transaction() as cookie:
        cookie["token"], cookie["planted"] = "chosen by somebody else", "yes"
    response = sign_in(client, login=" OLENA ")
    assert (response.status_code, response.location) == (303, "/")
    with client.session_transaction() as cookie:
        assert cookie["token"] != "chosen by somebody else"
        assert "planted" not in cookie
        token = cookie["token"]
    assert client.get("/account").status_code == 200
    assert client.post("/sign-out").location == "/sign-in"
    with client.session_transaction() as cookie:
        assert "token" not in cookie
        cookie["token"] = token
    assert client.get("/account").status_code == 302, "the token itself is dead, not only forgotten"
    assert actions(session) == ["sign_in.begin", "sign_in.end"]


def test_wrong_password_unknown_name_locked_and_deactivated_user_get_the_same_answer(
    client: FlaskClient, database: Database
) -> None:
    add_user(database)
    add_user(database, "barred", locked_until=now() + dt.timedelta(minutes=5))
    add_user(database, "gone", active=False)
    add_user(database, "late", password_until=now() - dt.timedelta(minutes=1), must_change_password=True)
    tried = [("olena", "wrong password here"), *((login, PASSWORD) for login in ("nobody", "barred", "gone", "late"))]
    answers = set()
    for login, password in tried:
        response = sign_in(client, password, login)
        shown = re.sub(r'name="csrf_token" value="[^"]+"', "", response.text).replace(f'"{login}"', "")
        answers.add((response.status_code, shown))
    assert len(answers) == 1
    status, shown = answers.pop()
    assert status == 422
    assert "wrong" in shown


def test_an_unknown_name_costs_one_password_check_like_a_known_one(
    client: FlaskClient, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_user(database)
    checked: list[str] = []
    verify = type(passwords.HASHER).verify

    def counting(hasher: object, kept: str, password: str) -> bool:
        checked.append(kept)
        return verify(hasher, kept, password)  # type: ignore[arg-type]

    monkeypatch.setattr(type(passwords.HASHER), "verify", counting)
    sign_in(client, "wrong password here")
    sign_in(client, login="nobody")
    assert len(checked) == 2
    assert all(kept.startswith("$argon2id$") for kept in checked)


def test_five_wrong_passwords_lock_the_account_also_for_the_right_one_and_time_unlocks_it(
    client: FlaskClient, database: Database, session: Session
) -> None:
    number = add_user(database)
    for _ in range(5):
        assert sign_in(client, "wrong password here").status_code == 422
    assert sign_in(client).status_code == 422
    assert actions(session)[:6] == [*["sign_in.fail"] * 4, "user.lock", "sign_in.fail"]
    with database.transaction() as own:
        own.execute(update(User).where(User.id == number).values(locked_until=now() - dt.timedelta(seconds=1)))
    assert sign_in(client).status_code == 303


def test_wrong_passwords_given_at_the_same_moment_are_all_counted(
    app: Flask, database: Database, session: Session
) -> None:
    number = add_user(database)
    together = threading.Barrier(4)

    def attempt() -> None:
        together.wait()
        sign_in(app.test_client(), "wrong password here")

    threads = [threading.Thread(target=attempt) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert session.scalar(select(User.failed_sign_ins).where(User.id == number)) == 4


def test_the_trail_of_a_failed_sign_in_does_not_hold_what_was_typed(
    client: FlaskClient, database: Database, session: Session
) -> None:
    add_user(database)
    sign_in(client, login="my secret typed into the wrong field")
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.subject_id, entry.detail) == ("sign_in.fail", None, {})


@pytest.mark.parametrize(
    ("asked", "leads_to"),
    [
        ("/matches/7", "/matches/7"),
        ("/matches?band=strong", "/matches?band=strong"),
        ("https://evil.example/", ""),
        ("//evil.example", ""),
        ("/\\evil.example", ""),
        ("/\t/evil.example", ""),
        ("\n//evil.example", ""),
        ("javascript:alert(1)", ""),
        ("matches", ""),
        (None, ""),
    ],
)
def test_a_page_leads_on_within_this_application_only(asked: str | None, leads_to: str) -> None:
    assert local_path(asked, "") == leads_to


def test_sign_in_returns_to_the_page_that_was_asked_for(client: FlaskClient, database: Database) -> None:
    add_user(database)
    asked = client.get("/account/tokens")
    assert asked.location == "/sign-in?next=/account/tokens"
    assert 'value="/account/tokens"' in client.get(asked.location).text
    assert sign_in(client, next="/account/tokens").location == "/account/tokens"
    client.post("/sign-out")
    assert sign_in(client, next="//evil.example/").location == "/"


def test_an_auditor_who_may_see_no_people_begins_at_the_audit_trail(client: FlaskClient, database: Database) -> None:
    add_user(database, role=Role.AUDITOR)
    assert sign_in(client).location == "/audit"


def test_a_hash_of_weaker_parameters_is_renewed_at_sign_in(
    client: FlaskClient, database: Database, session: Session, monkeypatch: pytest.MonkeyPatch
) -> None:
    number = add_user(database)
    stronger = type(passwords.HASHER)(time_cost=2, memory_cost=16, parallelism=1)
    monkeypatch.setattr(passwords, "HASHER", stronger)
    sign_in(client)
    kept = session.scalar(select(User.password_hash).where(User.id == number))
    assert not passwords.outdated(str(kept))
    assert sign_in(client).status_code == 303


def test_passwords_are_kept_with_argon2id_at_the_strength_that_owasp_asks_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.undo()
    assert passwords.HASHER.type.name == "ID"
    assert passwords.HASHER.memory_cost >= 19 * 1024
    assert passwords.HASHER.time_cost >= 2
    assert passwords.HASHER.salt_len >= 16


def test_a_session_ends_when_idle_when_old_when_the_user_is_deactivated_and_a_role_changes_at_once(
    client: FlaskClient, database: Database
) -> None:
    number = add_user(database, role=Role.ADMINISTRATOR)
    past = {"seen_at": now() - dt.timedelta(minutes=31)}, {"created_at": now() - dt.timedelta(hours=13)}
    for values in past:
        assert sign_in(client).status_code == 303
        assert client.get("/users").status_code == 200
        with database.transaction() as own:
            own.execute(update(SignIn).values(**values))
        assert client.get("/users").location == "/sign-in?next=/users"
    sign_in(client)
    with database.transaction() as own:
        own.execute(update(User).where(User.id == number).values(role=Role.VIEWER))
    assert client.get("/users").status_code == 403
    with database.transaction() as own:
        own.execute(update(User).where(User.id == number).values(active=False))
    assert client.get("/account").status_code == 302


def test_with_a_second_factor_the_password_alone_opens_nothing(
    client: FlaskClient, database: Database, session: Session
) -> None:
    salt = second_factor.new_salt()
    number = add_user(database, totp_secret=salt)
    response = sign_in(client, next="/account")
    assert response.location == "/sign-in/code?next=/account"
    assert client.get("/account").status_code == 302
    assert client.post("/sign-in/code", data={"code": "000000"}).status_code == 422
    response = client.post("/sign-in/code", data={"code": code_for(number, salt), "next": "/account"})
    assert response.location == "/account"
    assert client.get("/account").status_code == 200
    assert actions(session) == ["sign_in.fail", "sign_in.begin"]


def test_a_code_opens_once_and_the_next_one_opens_again(app: Flask, database: Database) -> None:
    salt = second_factor.new_salt()
    number = add_user(database, totp_secret=salt)
    code, following = code_for(number, salt), code_for(number, salt, 1)
    answers = []
    for typed in (code, code, following):
        client = app.test_client()
        sign_in(client)
        answers.append(client.post("/sign-in/code", data={"code": f" {typed[:3]} {typed[3:]}"}).status_code)
    assert answers == [303, 422, 303]


def test_a_recovery_code_opens_once(app: Flask, database: Database, session: Session) -> None:
    number = add_user(database)
    with database.transaction() as own:
        user = own.get(User, number)
        assert user is not None
        codes = second_factor.enable(user, second_factor.new_salt(), 0)
    assert len(set(codes)) == 10
    answers = []
    for typed in (codes[3], codes[3].lower(), codes[4].lower().replace("-", " ")):
        client = app.test_client()
        sign_in(client)
        answers.append(client.post("/sign-in/code", data={"code": typed}).status_code)
    assert answers == [303, 422, 303]
    kept = session.scalar(select(User.recovery_codes).where(User.id == number))
    assert kept is not None
    assert len(kept) == 8
    assert not any(code in str(kept) for code in codes)


def test_wrong_codes_lock_the_account_and_the_password_does_not_reset_their_count(
    client: FlaskClient, database: Database
) -> None:
    salt = second_factor.new_salt()
    number = add_user(database, totp_secret=salt)
    for _ in range(5):
        sign_in(client)
        client.post("/sign-in/code", data={"code": "wrong"})
    assert client.post("/sign-in/code", data={"code": code_for(number, salt)}).status_code == 422
    assert sign_in(client).status_code == 422


def test_half_a_sign_in_ends_after_five_minutes_and_with_a_new_password(
    client: FlaskClient, database: Database, session: Session
) -> None:
    salt = second_factor.new_salt()
    number = add_user(database, totp_secret=salt)
    sign_in(client)
    user = session.get(User, number)
    assert user is not None
    held = signing_in.half_way(user)
    for stale in ([held[0], int(now().timestamp()) - 301, held[2]], [held[0], held[1], "0" * 16], "nonsense", None):
        with client.session_transaction() as cookie:
            cookie["half"] = stale
        response = client.post("/sign-in/code", data={"code": code_for(number, salt)})
        assert response.location == "/sign-in"


def test_the_secret_of_the_second_factor_has_160_bits_and_is_not_in_the_database() -> None:
    salt = second_factor.new_salt()
    secret = second_factor.secret(7, salt, KEY)
    assert len(secret) * 5 == 160
    assert secret not in {second_factor.secret(8, salt, KEY), second_factor.secret(7, salt, "another key")}
    assert secret.lower() not in salt


def test_a_visitor_chooses_the_language_without_signing_in(client: FlaskClient, database: Database) -> None:
    add_user(database)
    response = client.post("/language", data={"language": "en", "next": "/sign-in"})
    assert response.location == "/sign-in"
    assert '<html lang="en"' in client.get("/sign-in", headers={"Accept-Language": "ru"}).text
    client.post("/language", data={"language": "uk", "next": "https://evil.example"})
    assert '<html lang="uk"' in client.get("/sign-in", headers={"Accept-Language": "en"}).text
    assert client.post("/language", data={"language": "../../etc"}).status_code == 400


@pytest.fixture
def strict(config: Config) -> Iterator[Flask]:
    """The application as it is served: over TLS, with limits and with protection against forged forms."""
    application = create_app(
        replace(config, secure_cookies=True, rate_limit="1000 per minute", sign_in_limit="3 per minute")
    )
    application.config.update(TESTING=True)
    yield application
    application.extensions["database"].close()


def token_in(page: str) -> str:
    return page.split('name="csrf_token" value="', 1)[1].split('"', 1)[0]


def test_a_form_without_its_token_gets_a_friendly_page_and_with_it_works(strict: Flask) -> None:
    database: Database = strict.extensions["database"]
    add_user(database)
    client = strict.test_client()
    request = {"base_url": "https://office.example", "environ_base": {"REMOTE_ADDR": "192.0.2.10"}}
    data = {"login": "olena", "password": PASSWORD}
    page = client.get("/sign-in", **request).text
    forged = client.post("/sign-in", data=data, headers={"Referer": "https://office.example/sign-in"}, **request)
    assert forged.status_code == 400
    assert "Термін дії форми минув" in forged.text
    data["csrf_token"] = token_in(page)
    elsewhere = client.post("/sign-in", data=data, headers={"Referer": "https://evil.example/"}, **request)
    assert elsewhere.status_code == 400
    right = client.post("/sign-in", data=data, headers={"Referer": "https://office.example/sign-in"}, **request)
    assert right.status_code == 303
    cookie = right.headers["Set-Cookie"]
    assert cookie.startswith("__Host-office=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Lax", "Path=/"))
    assert right.headers["Referrer-Policy"] == "same-origin", "a browser that sends no referrer could send no form"
    database.close()


def test_the_forms_of_the_page_with_the_recovery_codes_can_be_sent(strict: Flask) -> None:
    database: Database = strict.extensions["database"]
    add_user(database)
    client = strict.test_client()
    request = {"base_url": "https://office.example", "environ_base": {"REMOTE_ADDR": "192.0.2.11"}}
    own = {"headers": {"Referer": "https://office.example/"}, **request}
    data = {"login": "olena", "password": PASSWORD, "csrf_token": token_in(client.get("/sign-in", **request).text)}
    assert client.post("/sign-in", data=data, **own).status_code == 303
    page = client.get("/account/second-factor", **request).text
    secret = page.split('<code class="key">', 1)[1].split("</code>", 1)[0].replace(" ", "").strip()
    data = {"code": TOTP(secret).now(), "present": PASSWORD, "csrf_token": token_in(page)}
    codes = client.post("/account/second-factor", data=data, **own)
    assert codes.status_code == 200
    assert client.post("/sign-out", data={"csrf_token": token_in(codes.text)}, **own).status_code == 303
    database.close()


def test_attempts_are_limited_by_address_whatever_name_and_page_they_try(strict: Flask) -> None:
    strict.config["WTF_CSRF_ENABLED"] = False
    database: Database = strict.extensions["database"]
    add_user(database)
    client = strict.test_client()

    def attempt(address: str, page: str = "/sign-in", **data: str) -> int:
        request = {"base_url": "https://office.example", "environ_base": {"REMOTE_ADDR": address}}
        return client.post(page, data=data, **request).status_code

    tried = [attempt("192.0.2.20", login=f"name{n}", password="a wrong password") for n in range(3)]
    assert tried == [422, 422, 422]
    assert attempt("192.0.2.20", login="olena", password=PASSWORD) == 429
    assert attempt("192.0.2.20", "/first-start") == 429
    assert attempt("192.0.2.21", login="olena", password=PASSWORD) == 303
    database.close()
