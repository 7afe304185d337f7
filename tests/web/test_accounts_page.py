from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

import pytest
from pyotp import TOTP
from sqlalchemy import select, update

from web.accounts import second_factor, sessions, tokens, users
from web.accounts.tokens import PERMISSION_OF, Scope
from web.database import now
from web.models import ApiToken, AuditEntry, SignIn, User
from web.permissions import Role, allows

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed
    from web.database import Database

pytestmark = pytest.mark.usefixtures("quick_passwords")
PASSWORD = "криниця біля старого млина"
ANOTHER = "a lantern under the bridge"
KEY = "for tests only"


@pytest.fixture
def olena(sign_in: Callable[..., Signed], database: Database) -> Signed:
    """A caseworker who is signed in and has a password."""
    return with_password(sign_in(Role.CASEWORKER, "olena"), database)


def with_password(who: Signed, database: Database, *, temporary: bool = False) -> Signed:
    with database.transaction() as own:
        user = own.get(User, who.user_id)
        assert user is not None
        users.set_password(user, PASSWORD, temporary=temporary)
    return who


def another_session(database: Database, who: Signed) -> int:
    with database.transaction() as own:
        user = own.get(User, who.user_id)
        assert user is not None
        sessions.begin(own, user, "Firefox · Windows")
        return max(own.scalars(select(SignIn.id).where(SignIn.user_id == who.user_id)))


def open_sessions(session: Session, who: Signed) -> int:
    session.rollback()  # look anew: SQLite shows one transaction one state
    query = select(SignIn.id).where(SignIn.user_id == who.user_id, SignIn.ended_at.is_(None))
    return len(session.scalars(query).all())


def stored(session: Session, who: Signed) -> User:
    session.rollback()
    user = session.get(User, who.user_id, populate_existing=True)
    assert user is not None
    return user


def token_of(who: Signed) -> str:
    with who.client.session_transaction() as cookie:
        return str(cookie["token"])


def test_preferences_are_kept_and_change_the_page_at_once(olena: Signed, session: Session) -> None:
    data = {"name": "Олена О'Коннор", "language": "uk", "theme": "dark", "hide_scores": "y"}
    assert olena.client.post("/account", data=data).status_code == 303
    page = olena.client.get("/account").text
    assert '<html lang="uk" data-theme="dark"' in page
    user = stored(session, olena)
    assert (user.name, user.language, user.theme, user.hide_scores) == ("Олена О'Коннор", "uk", "dark", True)
    refused = olena.client.post("/account", data={**data, "name": "", "theme": "pink"})
    assert refused.status_code == 422
    assert stored(session, olena).theme == "dark"


def test_the_language_switch_is_kept_with_the_user(olena: Signed, session: Session) -> None:
    olena.client.post("/language", data={"language": "ru", "next": "/account"})
    assert stored(session, olena).language == "ru"
    assert '<html lang="ru"' in olena.client.get("/account").text


def test_a_new_password_ends_the_other_sessions_and_gives_this_one_a_new_token(
    app: Flask, olena: Signed, database: Database, session: Session
) -> None:
    another_session(database, olena)
    token = make_token(olena)
    before = token_of(olena)
    data = {"present": PASSWORD, "password": ANOTHER, "repeated": ANOTHER}
    assert olena.client.post("/account/password", data=data).location == "/account"
    assert open_sessions(session, olena) == 1
    assert token_of(olena) != before
    assert olena.client.get("/account").status_code == 200
    opened = app.test_client().post("/sign-in", data={"login": "olena", "password": ANOTHER})
    assert opened.status_code == 303
    session.rollback()
    assert tokens.authenticate(session, token) is None


def test_a_password_is_not_changed_without_the_present_one_nor_to_a_bad_one(olena: Signed, session: Session) -> None:
    before = stored(session, olena).password_hash
    for present, password, repeated in (
        ("wrong password here", ANOTHER, ANOTHER),
        (PASSWORD, ANOTHER, "something else entirely"),
        (PASSWORD, PASSWORD, PASSWORD),
        (PASSWORD, "too short", "too short"),
        (PASSWORD, "passwordpassword", "passwordpassword"),
    ):
        data = {"present": present, "password": password, "repeated": repeated}
        assert olena.client.post("/account/password", data=data).status_code == 422, password
        assert stored(session, olena).password_hash == before


def test_whoever_finds_an_open_screen_cannot_guess_the_password_there(olena: Signed, session: Session) -> None:
    for _ in range(5):
        olena.client.post("/account/password", data={"present": "guess", "password": ANOTHER, "repeated": ANOTHER})
    assert users.locked(stored(session, olena))
    data = {"present": PASSWORD, "password": ANOTHER, "repeated": ANOTHER}
    assert olena.client.post("/account/password", data=data).status_code == 422


def test_a_temporary_password_must_be_changed_before_anything_else(
    sign_in: Callable[..., Signed], database: Database, session: Session
) -> None:
    who = with_password(sign_in(Role.ADMINISTRATOR), database, temporary=True)
    for page in ("/users", "/account", "/", "/account/tokens"):
        assert who.client.get(page).location == "/account/password"
    assert who.client.post("/users/new", data={"login": "eve", "name": "Eve", "role": "viewer"}).status_code == 302
    data = {"present": PASSWORD, "password": ANOTHER, "repeated": ANOTHER}
    assert who.client.post("/account/password", data=data).location == "/"
    assert who.client.get("/users").status_code == 200
    user = stored(session, who)
    assert (user.must_change_password, user.password_until) == (False, None)


def test_one_ends_ones_own_sessions_and_nobody_elses(
    olena: Signed, sign_in: Callable[..., Signed], database: Database, session: Session
) -> None:
    other, stranger = another_session(database, olena), sign_in(Role.VIEWER)
    with database.session() as own:
        foreign = own.scalar(select(SignIn.id).where(SignIn.user_id == stranger.user_id))
    page = olena.client.get("/account").text
    assert "Firefox · Windows" in page
    assert olena.client.post(f"/account/sessions/{foreign}/end").status_code == 404
    assert stranger.client.get("/account").status_code == 200
    assert olena.client.post(f"/account/sessions/{other}/end").status_code == 303
    assert open_sessions(session, olena) == 1
    another_session(database, olena)
    another_session(database, olena)
    assert olena.client.post("/account/sessions/end-others").status_code == 303
    assert open_sessions(session, olena) == 1
    assert olena.client.get("/account").status_code == 200


@pytest.mark.parametrize(
    ("agent", "device"),
    [
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:140.0) Gecko/20100101 Firefox/140.0", "Firefox · Windows"),
        ("Mozilla/5.0 (Windows NT 10.0) Chrome/140.0 Safari/537.36 Edg/140.0", "Edge · Windows"),
        ("Mozilla/5.0 (Linux; Android 15) Chrome/140.0 Mobile Safari/537.36", "Chrome · Android"),
        ("Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/604.1", "Safari · iPhone"),
        ("curl/8", ""),
    ],
)
def test_a_session_says_from_which_device_it_is(agent: str, device: str) -> None:
    assert sessions.device_of(agent) == device


def secret_on(page: str) -> str:
    shown = page.split('<code class="key">', 1)[1].split("</code>", 1)[0]
    return shown.replace(" ", "").strip()


def test_the_second_factor_is_set_up_with_the_first_code_and_the_password_and_taken_away_with_the_password(
    olena: Signed, database: Database, session: Session
) -> None:
    another_session(database, olena)
    secret = secret_on(olena.client.get("/account/second-factor").text)
    assert len(secret) * 5 >= 160
    picture = olena.client.get("/account/second-factor/code.svg")
    assert picture.mimetype == "image/svg+xml"
    assert "style" not in picture.text
    code = TOTP(secret).now()
    for wrong in (
        {"code": code, "present": "wrong password here"},
        {"code": "000000", "present": PASSWORD},
        {"code": "١٢٣٤٥٦", "present": PASSWORD},
    ):
        assert olena.client.post("/account/second-factor", data=wrong).status_code == 422
        assert not stored(session, olena).totp_secret
    before = token_of(olena)
    done = olena.client.post("/account/second-factor", data={"code": code, "present": PASSWORD})
    assert done.status_code == 200
    assert done.text.count("<li><code>") == second_factor.RECOVERY_CODES
    assert token_of(olena) != before
    assert open_sessions(session, olena) == 1
    assert secret not in str(vars(stored(session, olena)))
    assert olena.client.get("/account/second-factor/code.svg").status_code == 404
    assert not second_factor.accept(stored(session, olena), code, KEY), "the code that set it up is used up"
    session.rollback()
    refused = olena.client.post("/account/second-factor/remove", data={"present": "wrong password here"})
    assert refused.status_code == 422
    assert stored(session, olena).totp_secret
    assert olena.client.post("/account/second-factor/remove", data={"present": PASSWORD}).status_code == 303
    user = stored(session, olena)
    assert (user.totp_secret, user.recovery_codes) == ("", [])


def make_token(who: Signed, **data: object) -> str:
    form = {"name": "registry", "scopes": ["search"], "days": "30", "present": PASSWORD, **data}
    response = who.client.post("/account/tokens", data=form)
    assert response.status_code == 200, response.status_code
    return response.text.split('<code class="key">', 1)[1].split("</code>", 1)[0]


def test_a_token_is_shown_once_kept_as_a_hash_and_opens_what_its_scopes_say(olena: Signed, session: Session) -> None:
    token = make_token(olena, scopes=["search", "reports:read"])
    assert token not in olena.client.get("/account/tokens").text
    found = tokens.authenticate(session, token)
    assert found is not None
    assert (found.user_id, found.name, found.scopes) == (olena.user_id, "registry", ["reports:read", "search"])
    assert token not in str(vars(found))
    assert tokens.permits(found, Scope.SEARCH)
    assert not tokens.permits(found, Scope.LISTS_READ)
    for wrong in ("", token[:-1], token + "x", token.removeprefix("fm_"), "fm_"):
        assert tokens.authenticate(session, wrong) is None


def test_a_token_stops_with_revocation_expiry_deactivation_and_a_temporary_password(
    olena: Signed, database: Database
) -> None:
    def works(token: str) -> bool:
        with database.session() as fresh:
            return tokens.authenticate(fresh, token) is not None

    token = make_token(olena)
    assert works(token)
    for column in (User.active, User.must_change_password):
        for value in (column is User.must_change_password, column is User.active):
            with database.transaction() as own:
                own.execute(update(User).values({column: value}))
            assert works(token) is (value is (column is User.active))
    with database.transaction() as own:
        own.execute(update(ApiToken).values(expires_at=now() - dt.timedelta(seconds=1)))
    assert not works(token)
    token = make_token(olena)
    with database.session() as own:
        number = own.scalar(select(ApiToken.id).order_by(ApiToken.id.desc()))
    assert olena.client.post(f"/account/tokens/{number}/revoke").status_code == 303
    assert not works(token)


def test_a_token_gets_no_more_than_its_users_role_now_and_later(
    sign_in: Callable[..., Signed], database: Database, session: Session
) -> None:
    viewer = with_password(sign_in(Role.VIEWER), database)
    form = {"name": "x", "scopes": ["decisions:write"], "days": "30", "present": PASSWORD}
    assert viewer.client.post("/account/tokens", data=form).status_code == 422
    reviewer = with_password(sign_in(Role.REVIEWER), database)
    found = tokens.authenticate(session, make_token(reviewer, scopes=["decisions:write", "search"]))
    assert found is not None
    assert tokens.permits(found, Scope.DECISIONS_WRITE)
    found.user.role = Role.VIEWER
    assert not tokens.permits(found, Scope.DECISIONS_WRITE)
    assert tokens.permits(found, Scope.SEARCH)
    found.user.role = Role.AUDITOR
    assert not tokens.permits(found, Scope.SEARCH)


def test_an_auditor_can_make_no_token(sign_in: Callable[..., Signed]) -> None:
    auditor = sign_in(Role.AUDITOR)
    page = auditor.client.get("/account/tokens")
    assert page.status_code == 200
    assert "<fieldset" not in page.text
    assert all(not allows(Role.AUDITOR, PERMISSION_OF[scope]) for scope in Scope)


def test_a_token_needs_the_password_and_is_nobody_elses_to_revoke(
    olena: Signed, sign_in: Callable[..., Signed], database: Database, session: Session
) -> None:
    form = {"name": "registry", "scopes": ["search"], "days": "30", "present": "wrong password here"}
    assert olena.client.post("/account/tokens", data=form).status_code == 422
    make_token(olena)
    number = session.scalar(select(ApiToken.id))
    stranger = sign_in(Role.CASEWORKER)
    assert stranger.client.post(f"/account/tokens/{number}/revoke").status_code == 404
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "token.create")).one()
    assert entry.detail == {"scopes": ["search"]}
