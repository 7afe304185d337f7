from __future__ import annotations

import datetime as dt
import threading
from typing import TYPE_CHECKING

import pytest
from flask import g
from sqlalchemy import select, update

from matcher.errors import MatcherError
from tests.web.cases import make_list, make_released, make_report
from web.accounts import tokens, users
from web.accounts.tokens import Scope
from web.accounts.users import AccountError, create_user, reset_password
from web.database import now
from web.masking import MASK, masked_person, unfolded
from web.models import ApiToken, AuditEntry, Report, Side, SignIn, Unmasking, User
from web.permissions import MASKED_FIELDS, TABLE, Permission, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask
    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed
    from web.database import Database

pytestmark = pytest.mark.usefixtures("quick_passwords")
PASSWORD = "криниця біля старого млина"


@pytest.fixture
def boss(sign_in: Callable[..., Signed]) -> Signed:
    return sign_in(Role.ADMINISTRATOR, "boss")


def stored(session: Session, user_id: int) -> User:
    session.rollback()
    user = session.get(User, user_id, populate_existing=True)
    assert user is not None
    return user


def last(session: Session) -> AuditEntry:
    session.rollback()
    return session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc()).limit(1)).one()


def password_on(page: str) -> str:
    return page.split('<code class="key">', 1)[1].split("</code>", 1)[0]


def test_a_new_user_gets_a_temporary_password_that_is_shown_once_and_must_be_changed(
    app: Flask, boss: Signed, session: Session
) -> None:
    response = boss.client.post("/users/new", data={"login": "Taras.S", "name": "Тарас <b>", "role": "reviewer"})
    assert response.status_code == 200
    assert "Тарас &lt;b&gt;" in response.text
    user = session.scalars(select(User).where(User.login == "taras.s")).one()
    assert user.must_change_password
    assert user.password_until is not None
    assert now() < user.password_until < now() + dt.timedelta(days=8)
    entry = last(session)
    assert (entry.action, entry.subject_id, entry.detail) == ("user.create", user.id, {"role": "reviewer"})
    client = app.test_client()
    given = {"login": "taras.s", "password": password_on(response.text)}
    assert client.post("/sign-in", data=given).status_code == 303
    assert client.get("/matches/1").location == "/account/password"


def test_a_user_who_cannot_be_is_refused_and_what_was_typed_is_kept(boss: Signed, session: Session) -> None:
    for typed in (
        {"login": "BOSS", "name": "Another", "role": "viewer"},
        {"login": "=cmd", "name": "Formula", "role": "viewer"},
        {"login": "two words", "name": "Space", "role": "viewer"},
        {"login": "", "name": "Nobody", "role": "viewer"},
        {"login": "eve", "name": "", "role": "viewer"},
        {"login": "eve", "name": "Eve", "role": "god"},
    ):
        response = boss.client.post("/users/new", data=typed)
        assert response.status_code == 422, typed
        assert f'value="{typed["name"]}"' in response.text or not typed["name"]
    assert session.scalars(select(User.login)).all() == ["boss"]


def test_a_changed_role_takes_effect_at_once_and_ends_the_sessions_opened_under_the_old_one(
    boss: Signed, sign_in: Callable[..., Signed], session: Session
) -> None:
    auditor = sign_in(Role.AUDITOR)
    assert auditor.client.get("/audit").status_code == 200
    assert boss.client.post(f"/users/{auditor.user_id}/role", data={"role": "viewer"}).status_code == 303
    assert auditor.client.get("/audit").status_code == 302
    entry = last(session)
    assert (entry.action, entry.detail) == ("user.set_role", {"before": "auditor", "after": "viewer"})


def test_nobody_changes_their_own_role_or_deactivates_themselves(
    boss: Signed, sign_in: Callable[..., Signed], session: Session
) -> None:
    sign_in(Role.ADMINISTRATOR)
    assert boss.client.post(f"/users/{boss.user_id}/role", data={"role": "supervisor"}).status_code == 422
    assert boss.client.post(f"/users/{boss.user_id}/deactivate").status_code == 422
    assert boss.client.post(f"/users/{boss.user_id}/reset-password").status_code == 422
    user = stored(session, boss.user_id)
    assert (user.role, user.active, user.must_change_password) == (Role.ADMINISTRATOR, True, False)


def test_the_last_active_administrator_stays(boss: Signed, sign_in: Callable[..., Signed], database: Database) -> None:
    other = sign_in(Role.ADMINISTRATOR)
    with database.transaction() as own:
        own.execute(update(User).where(User.id == other.user_id).values(active=False))
        last_one, outsider = own.get(User, boss.user_id), own.get(User, other.user_id)
        assert last_one is not None
        assert outsider is not None
        with pytest.raises(AccountError, match="last administrator"):
            users.set_role(own, last_one, Role.VIEWER, outsider)
        with pytest.raises(AccountError, match="last administrator"):
            users.set_active(own, last_one, active=False, by=outsider)


def test_two_administrators_who_remove_each_other_at_the_same_moment_leave_one(
    boss: Signed, sign_in: Callable[..., Signed], session: Session
) -> None:
    other = sign_in(Role.ADMINISTRATOR)
    together = threading.Barrier(2)

    def remove(who: Signed, whom: int) -> None:
        together.wait()
        who.client.post(f"/users/{whom}/deactivate")

    threads = [
        threading.Thread(target=remove, args=(boss, other.user_id)),
        threading.Thread(target=remove, args=(other, boss.user_id)),
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    active = session.scalars(select(User.id).where(User.role == Role.ADMINISTRATOR, User.active)).all()
    assert len(active) == 1


def test_a_deactivated_user_is_out_at_once_and_may_be_let_in_again(
    boss: Signed, sign_in: Callable[..., Signed], session: Session
) -> None:
    viewer = sign_in(Role.VIEWER)
    assert boss.client.post(f"/users/{viewer.user_id}/deactivate").status_code == 303
    assert viewer.client.get("/account").status_code == 302
    assert not stored(session, viewer.user_id).active
    assert boss.client.post(f"/users/{viewer.user_id}/activate").status_code == 303
    assert viewer.client.get("/account").status_code == 302, "the old session stays ended"
    assert stored(session, viewer.user_id).active


def test_a_reset_gives_a_temporary_password_ends_sessions_and_takes_the_second_factor_away(
    boss: Signed, sign_in: Callable[..., Signed], database: Database, session: Session
) -> None:
    viewer = sign_in(Role.VIEWER)
    with database.transaction() as own:
        locked = {"totp_secret": "salt", "recovery_codes": ["x"], "locked_until": now() + dt.timedelta(hours=1)}
        own.execute(update(User).where(User.id == viewer.user_id).values(**locked))
        _row, token = tokens.issue(own, own.get_one(User, viewer.user_id), "left by an intruder", [Scope.SEARCH], 365)
    response = boss.client.post(f"/users/{viewer.user_id}/reset-password")
    assert len(password_on(response.text)) == 19
    user = stored(session, viewer.user_id)
    assert (user.totp_secret, user.recovery_codes, user.locked_until) == ("", [], None)
    assert user.must_change_password
    assert viewer.client.get("/account").status_code == 302
    with database.transaction() as own:
        own.execute(update(User).where(User.id == viewer.user_id).values(must_change_password=False))
    session.rollback()
    assert tokens.authenticate(session, token) is None, "also when the user has a password of their own again"


def test_an_administrator_unlocks_ends_sessions_and_revokes_tokens(
    boss: Signed, sign_in: Callable[..., Signed], database: Database, session: Session
) -> None:
    viewer = sign_in(Role.VIEWER)
    with database.transaction() as own:
        user = own.get(User, viewer.user_id)
        assert user is not None
        user.locked_until = now() + dt.timedelta(minutes=9)
        row, text = tokens.issue(own, user, "registry", [Scope.SEARCH], 30)
        number = row.id
    page = boss.client.get(f"/users/{viewer.user_id}").text
    assert "Unlock" in page
    assert "registry" in page
    assert boss.client.post(f"/users/{viewer.user_id}/unlock").status_code == 303
    assert stored(session, viewer.user_id).locked_until is None
    assert boss.client.post(f"/users/{boss.user_id}/tokens/{number}/revoke").status_code == 404
    assert boss.client.post(f"/users/{viewer.user_id}/tokens/{number}/revoke").status_code == 303
    session.rollback()
    assert tokens.authenticate(session, text) is None
    assert session.scalar(select(ApiToken.revoked_at)) is not None
    assert boss.client.post(f"/users/{viewer.user_id}/end-sessions").status_code == 303
    assert viewer.client.get("/account").status_code == 302


def test_every_permission_and_role_of_the_one_table_stands_on_its_page(boss: Signed) -> None:
    page = boss.client.get("/users/permissions").text
    assert page.count(">yes<") == sum(map(len, TABLE.values()))
    assert page.count("<tr>") == len(Permission) + 1
    assert page.count('<th scope="col">') == len(Role) + 1


def test_the_command_line_creates_and_resets_users_with_the_same_rules(database: Database) -> None:
    with database.transaction() as own:
        user = create_user(own, login="Ivan", name="", role=Role.AUDITOR, password=PASSWORD, must_change=True)
        assert (user.login, user.name, user.must_change_password) == ("ivan", "Ivan", True)
        reset_password(own, login=" IVAN ", password="another long password")
        for wrong in ({"login": "ivan", "password": "short"}, {"login": "nobody", "password": PASSWORD}):
            with pytest.raises(MatcherError):
                reset_password(own, **wrong)
        with pytest.raises(AccountError, match="taken"):
            create_user(own, login="iVAN", name="", role=Role.VIEWER, password=PASSWORD, must_change=False)


@pytest.fixture
def records(database: Database) -> dict[str, int]:
    """A report, and a released person on an open and on a sealed list."""
    with database.transaction() as own:
        report = make_report(own, surname="Камлюк", given_name="Остап", unit="А1234")
        open_list, sealed = make_list(own), make_list(own, sealed=True, seal_roles=[])
        released = make_released(own, open_list, surname="Камлюк", given_name="Остап")
        hidden = make_released(own, sealed, surname="Камлюк", given_name="Остап")
        return {"report": report.id, "released": released.id, "hidden": hidden.id}


WHY = {"reason": "contact", "text": "His mother asks for the unit", "next": "/matches/1"}


def test_unfolding_asks_for_a_reason_keeps_it_and_lasts_a_while(
    app: Flask, sign_in: Callable[..., Signed], records: dict[str, int], database: Database, session: Session
) -> None:
    who = sign_in(Role.CASEWORKER)
    response = who.client.post(f"/unfold/report/{records['report']}", data=WHY)
    assert (response.status_code, response.location) == (303, "/matches/1")
    kept = session.scalars(select(Unmasking)).one()
    assert (kept.subject, kept.subject_id, kept.user_id) == ("report", records["report"], who.user_id)
    assert kept.reason == "contact: His mother asks for the unit"
    entry = last(session)
    assert (entry.action, entry.subject_id, entry.detail) == (
        "report.unmask", records["report"], {"reason": kept.reason},
    )  # fmt: skip

    def open_for(user_id: int, side: Side, number: int) -> bool:
        with app.test_request_context(), database.session() as own:
            g.user = own.get(User, user_id)
            return unfolded(own, side, number)

    assert open_for(who.user_id, Side.REPORT, records["report"])
    assert not open_for(who.user_id, Side.RELEASED, records["report"])
    assert not open_for(sign_in(Role.CASEWORKER).user_id, Side.REPORT, records["report"])
    with database.transaction() as own:
        own.execute(update(User).where(User.id == who.user_id).values(role=Role.VIEWER))
    assert not open_for(who.user_id, Side.REPORT, records["report"]), "a role that may not unmask sees nothing"
    with database.transaction() as own:
        own.execute(update(User).where(User.id == who.user_id).values(role=Role.CASEWORKER))
        own.execute(update(Unmasking).values(until=now() - dt.timedelta(seconds=1)))
    assert not open_for(who.user_id, Side.REPORT, records["report"])


def test_without_a_reason_nothing_is_unfolded_and_the_page_asks_for_one(
    sign_in: Callable[..., Signed], records: dict[str, int], session: Session
) -> None:
    who = sign_in(Role.CASEWORKER)
    refused = ({"reason": ""}, {"reason": "curiosity"}, {"text": ""}, {"text": "because"}, {"text": " " * 20})
    for why in refused:
        response = who.client.post(f"/unfold/report/{records['report']}", data={**WHY, **why})
        assert response.status_code == 422, why
        assert 'class="error"' in response.text
    assert session.scalars(select(Unmasking)).all() == []


def test_unfolding_leads_to_no_other_place_and_not_into_a_sealed_list(
    sign_in: Callable[..., Signed], records: dict[str, int]
) -> None:
    who = sign_in(Role.CASEWORKER)
    away = {**WHY, "next": "https://evil.example/"}
    assert who.client.post(f"/unfold/released/{records['released']}", data=away).location.startswith("/lists/people/")
    for path in (f"released/{records['hidden']}", "released/9999", "report/9999", "user/1"):
        assert who.client.post(f"/unfold/{path}", data=WHY).status_code == 404
    assert sign_in(Role.SUPERVISOR).client.post(f"/unfold/released/{records['hidden']}", data=WHY).status_code == 303
    assert sign_in(Role.VIEWER).client.post(f"/unfold/report/{records['report']}", data=WHY).status_code == 403


def test_masked_fields_are_hidden_and_the_others_are_not(records: dict[str, int], session: Session) -> None:
    report = session.get(Report, records["report"])
    assert report is not None
    hidden = masked_person(report.person, open_=False)
    assert hidden["unit"] == MASK
    assert hidden["surname"] == report.person["surname"]
    assert masked_person(report.person, open_=True) == report.person
    assert all(masked_person({name: "x"}, open_=False) == {name: MASK} for name in MASKED_FIELDS)


def test_sessions_of_others_are_not_counted_as_ended(
    boss: Signed, sign_in: Callable[..., Signed], session: Session
) -> None:
    viewer, other = sign_in(Role.VIEWER), sign_in(Role.VIEWER)
    boss.client.post(f"/users/{viewer.user_id}/end-sessions")
    assert other.client.get("/account").status_code == 200
    assert last(session).detail == {"count": 1}
    assert session.scalars(select(SignIn.user_id).where(SignIn.ended_at.is_not(None))).all() == [viewer.user_id]
