"""Who may call the API: every call × scope × role; tokens that do not work; the audit trail; limits."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.web.api_cases import ROOT, caller
from tests.web.cases import make_list, make_match, make_released, make_report
from web.access import PUBLIC, access_of
from web.accounts.tokens import PERMISSION_OF, Scope, scopes_of
from web.api import admission
from web.api.operations import OPERATIONS
from web.application import create_app
from web.database import now
from web.i18n import current_language
from web.models import ApiToken, AuditEntry, Job, Unmasking, User
from web.permissions import Permission, Role, allows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from tests.web.conftest import Signed
    from web.config import Config
    from web.database import Database

EXPECTED: dict[Scope | None, set[str]] = {
    None: {"api.openapi", "api.describe"},
    Scope.LISTS_READ: {"api.list_lists", "api.read_list", "api.list_people", "api.read_person", "api.read_job"},
    Scope.LISTS_WRITE: {"api.load_list"},
    Scope.REPORTS_READ: {"api.list_reports", "api.read_report"},
    Scope.REPORTS_WRITE: {"api.create_report", "api.change_report", "api.create_inquirer"},
    Scope.SEARCH: {"api.search"},
    Scope.MATCHES_READ: {"api.list_matches", "api.read_match"},
    Scope.DECISIONS_WRITE: {"api.decide_match", "api.undo_decision"},
    Scope.UNMASK: {"api.unfold_report", "api.unfold_person"},
}
"""What a token must be for, call by call. A call that is not here fails a test: decide, then write it down here."""


@pytest.fixture
def records(database: Database) -> dict[str, Any]:
    """One record of every kind that an address can name."""
    with database.transaction() as own:
        release_list = make_list(own)
        released = make_released(own, release_list, surname="Камлюк", given_name="Остап")
        report = make_report(own, surname="Камлюк", given_name="Остап")
        job = Job(kind="match_list", subject="list", subject_id=release_list.id)
        own.add(job)
        match = make_match(own, released, report)
        return {
            "list_id": release_list.id, "released_id": released.id, "report_id": report.id, "match_id": match.id,
            "job_id": job.id,
        }  # fmt: skip


def calls(app: Flask, records: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and address of every call that needs a token."""
    adapter = app.url_map.bind("localhost")
    for rule in app.url_map.iter_rules():
        if rule.endpoint in OPERATIONS and OPERATIONS[rule.endpoint].scope is not None:
            values = {name: records[name] for name in rule.arguments}
            method = OPERATIONS[rule.endpoint].method
            yield rule.endpoint, method, adapter.build(rule.endpoint, values, method=method)


def test_every_call_has_the_scope_and_the_permission_that_the_table_says(app: Flask) -> None:
    written = {endpoint: scope for scope, endpoints in EXPECTED.items() for endpoint in endpoints}
    endpoints = {rule.endpoint for rule in app.url_map.iter_rules() if rule.endpoint.startswith("api.")}
    assert endpoints == set(written) == set(OPERATIONS)
    for endpoint, scope in written.items():
        assert OPERATIONS[endpoint].scope == scope
        assert access_of(app.view_functions[endpoint]) == (PUBLIC if scope is None else PERMISSION_OF[scope])


@pytest.mark.parametrize("role", list(Role))
def test_a_token_gets_the_calls_of_its_scopes_that_its_users_role_allows_and_no_other(
    app: Flask, database: Database, records: dict[str, Any], role: Role
) -> None:
    partly = {scope: caller(app, database, role, [one for one in Scope if one is not scope]) for scope in Scope}
    alone = {scope: caller(app, database, role, [scope]) for scope in Scope}
    wrong: list[str] = []
    for endpoint, method, address in calls(app, records):
        scope = OPERATIONS[endpoint].scope
        assert scope is not None
        allowed = allows(role, PERMISSION_OF[scope])
        for who, expected in ((alone[scope], allowed), (partly[scope], False)):
            # nothing is sent: whoever may is told what is missing, and nothing changes
            response = who.call(method, address.removeprefix(ROOT))
            refused = response.status_code == 403
            if refused == expected or response.status_code in {401, 404} or response.status_code >= 500:
                wrong.append(f"{role} {method} {address}: {response.status_code}")
    assert wrong == []


def test_a_role_that_was_taken_away_takes_the_tokens_scopes_away(
    app: Flask, database: Database, records: dict[str, Any]
) -> None:
    program = caller(app, database, Role.REVIEWER)
    program.get("/reports")
    with database.transaction() as own:
        own.get_one(User, program.user_id).role = Role.AUDITOR
    assert program.get("/reports", 403)["error"]["code"] == "forbidden"
    assert Permission.READ is PERMISSION_OF[Scope.REPORTS_READ]


def test_nobody_gets_anything_without_a_token_that_works(
    app: Flask, records: dict[str, Any], sign_in: Callable[..., Signed]
) -> None:
    browser = sign_in(Role.SUPERVISOR).client
    for _, method, address in calls(app, records):
        for authorisation in ("", "Bearer", "Bearer fm_made-up", "Basic ZzpmbQ==", "bearer  "):
            headers = {"Authorization": authorisation} if authorisation else {}
            response = browser.open(address, method=method, headers=headers)
            assert response.status_code == 401, f"{method} {address}: the cookie of a browser opens nothing"
            assert response.headers["WWW-Authenticate"] == "Bearer"
            assert response.get_json()["error"]["code"] == "unauthorized"


def _expire(token: ApiToken, _user: User) -> None:
    token.expires_at = now() - dt.timedelta(seconds=1)


def _revoke(token: ApiToken, _user: User) -> None:
    token.revoked_at = now()


def _deactivate(_token: ApiToken, user: User) -> None:
    user.active = False


def _temporary(_token: ApiToken, user: User) -> None:
    user.must_change_password = True


@pytest.mark.parametrize("end", [_expire, _revoke, _deactivate, _temporary])
def test_a_token_ends_by_time_by_hand_and_with_its_user(
    app: Flask, database: Database, end: Callable[[ApiToken, User], None]
) -> None:
    program = caller(app, database, Role.CASEWORKER)
    program.get("/reports")
    with database.transaction() as own:
        end(own.get_one(ApiToken, program.token_id), own.get_one(User, program.user_id))
    program.get("/reports", 401)


def test_a_view_below_the_api_that_is_no_described_call_is_refused_to_everybody(app: Flask, database: Database) -> None:
    from web.access import public, requires

    app.add_url_rule(f"{ROOT}/forgotten", "api.forgotten", lambda: "secret")
    app.add_url_rule(f"{ROOT}/marked", "api.marked", requires(Permission.READ)(lambda: "secret"))
    app.add_url_rule(f"{ROOT}/open", "api.open", public(lambda: "secret"))
    program = caller(app, database, Role.SUPERVISOR)
    for name in ("forgotten", "marked", "open"):
        response = app.test_client().get(f"{ROOT}/{name}", headers={"Authorization": f"Bearer {program.token}"})
        assert response.status_code == 403, name
        assert "secret" not in response.text


def test_what_is_done_stands_in_the_audit_trail_with_the_token(
    app: Flask, database: Database, session: Session, records: dict[str, Any]
) -> None:
    program = caller(app, database, Role.CASEWORKER, [Scope.REPORTS_READ])
    program.get(f"/reports/{records['report_id']}")
    program.get("/lists", 403)
    app.test_client().get(f"{ROOT}/reports")
    read, refused, unknown = session.scalars(select(AuditEntry).order_by(AuditEntry.number))
    assert (read.action, read.user_id, read.role) == ("report.read", program.user_id, "caseworker")
    assert read.detail == {"unmasked": [], "token": program.token_id}
    assert (refused.action, refused.detail["token"]) == ("access.refused", program.token_id)
    assert refused.detail["scopes"] == ["lists:read"]
    assert (unknown.action, unknown.user_id, unknown.detail) == (
        "token.refuse", None, {"endpoint": "api.list_reports"},
    )  # fmt: skip


def test_a_token_remembers_when_it_was_last_used(app: Flask, database: Database, session: Session) -> None:
    program = caller(app, database, Role.CASEWORKER)
    used = select(ApiToken.used_at).where(ApiToken.id == program.token_id)
    assert session.scalar(used) is None
    session.rollback()
    before = now()
    program.get("/reports")
    first = session.scalar(used)
    session.rollback()
    assert first is not None
    assert first >= before
    program.post("/reports", {"person": {"surname": "Гайдай"}}, 201)
    assert session.scalar(used) == first, "it is not written down with every call"


def test_the_language_of_sentences_is_asked_for_and_not_read_from_a_cookie(app: Flask, database: Database) -> None:
    program = caller(app, database, Role.CASEWORKER)
    sent = {"json": {"person": {"surname": "Гайдай", "birth_date": "після свят"}}}
    english = program.call("POST", "/reports", **sent)
    assert "This date cannot be read" in english.text
    authorisation = {"Authorization": f"Bearer {program.token}", "Accept-Language": "uk"}
    with app.test_request_context(f"{ROOT}/reports", headers=authorisation):
        app.preprocess_request()
        assert current_language() == "uk"
    with app.test_request_context(f"{ROOT}/reports", headers={"Authorization": authorisation["Authorization"]}):
        app.preprocess_request()
        assert current_language() == "en", "whatever language the user of the token reads the pages in"


def test_an_unknown_address_an_unknown_method_and_an_error_are_answered_in_the_same_shape(
    app: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = caller(app, database, Role.CASEWORKER)
    headers = {"Authorization": f"Bearer {program.token}"}
    app.config["TESTING"] = app.config["PROPAGATE_EXCEPTIONS"] = False
    monkeypatch.setattr("web.api.reports.reports_query", lambda *_: 1 / 0)
    client = app.test_client()
    for method, path, status, code in (
        ("GET", "/nowhere", 404, "not_found"),
        ("DELETE", "/reports", 405, "method_not_allowed"),
        ("GET", "/reports", 500, "internal"),
        ("GET", f"/reports/{2**63}", 404, "not_found"),
        ("GET", f"/reports/{2**63 - 1}", 404, "not_found"),
    ):
        response = client.open(ROOT + path, method=method, headers=headers)
        error = response.get_json()["error"]
        assert (response.status_code, error["status"], error["code"], error["fields"]) == (status, status, code, [])
        assert set(response.get_json()) == {"error"}
        assert set(error) == {"status", "code", "message", "fields"}


@pytest.fixture
def limited(config: Config, database: Database) -> Iterator[Flask]:
    """The application as it is in use: with its limits, on the same database."""
    application = create_app(replace(config, rate_limit="1000 per minute"))
    application.config.update(TESTING=True)
    yield application
    application.extensions["database"].close()


def times(number: int, call: Callable[[], TestResponse]) -> list[int]:
    return [call().status_code for _ in range(number)]


def test_one_token_has_a_limit_that_others_do_not_feel(
    limited: Flask, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, second = caller(limited, database, Role.VIEWER), caller(limited, database, Role.VIEWER)
    most = int(admission.LIMIT.split()[0])
    assert times(most + 1, lambda: first.call("GET", "/jobs/1")) == [404] * most + [429]
    assert second.call("GET", "/jobs/1").status_code == 404


def test_searches_on_the_page_and_through_the_api_are_counted_together(
    limited: Flask, database: Database, sign_in: Callable[..., Signed]
) -> None:
    limited.config["WTF_CSRF_ENABLED"] = False
    program = caller(limited, database, Role.CASEWORKER)
    with database.transaction() as own:
        from web.accounts.sessions import TOKEN, begin

        cookie = begin(own, own.get_one(User, program.user_id))
    browser = limited.test_client()
    with browser.session_transaction() as held:
        held[TOKEN] = cookie
    assert times(15, lambda: browser.post("/find", data={"name": "Гайдай", "side": "both"})) == [200] * 15
    found = times(16, lambda: program.call("POST", "/search", json={"name": "Гайдай"}))
    assert found == [200] * 15 + [429]
    assert (
        caller(limited, database, Role.CASEWORKER).call("POST", "/search", json={"name": "Гайдай"}).status_code == 200
    )


def test_unfolding_through_the_api_is_limited_like_on_the_pages(limited: Flask, database: Database) -> None:
    program = caller(limited, database, Role.CASEWORKER)
    with database.transaction() as own:
        report_id = make_report(own, surname="Гайдай", unit="А1234").id
    reason = {"reason": "compare", "text": "to compare two units"}
    unfolded = times(21, lambda: program.call("POST", f"/reports/{report_id}/unfold", json=reason))
    assert unfolded == [200] * 20 + [429]


def test_tokens_are_given_every_scope_that_their_users_role_allows() -> None:
    for scope in Scope:
        assert any(scope in scopes_of(role) for role in Role)
    assert Scope.UNMASK not in scopes_of(Role.VIEWER)


def test_what_the_user_unfolded_on_the_pages_stays_masked_for_a_token_without_that_scope(
    app: Flask, database: Database
) -> None:
    programs = {
        True: caller(app, database, Role.CASEWORKER, [Scope.REPORTS_READ, Scope.UNMASK]),
        False: caller(app, database, Role.CASEWORKER, [Scope.REPORTS_READ]),
    }
    with database.transaction() as own:
        report = make_report(own, surname="Гайдай", unit="А1234")
        for program in programs.values():
            own.add(
                Unmasking(
                    user_id=program.user_id, subject="report", subject_id=report.id, reason="compare: on the page",
                    until=now() + dt.timedelta(minutes=5),
                )
            )  # fmt: skip
    for may, program in programs.items():
        shown = program.get(f"/reports/{report.id}")
        assert shown["person"]["unit"] == ("А1234" if may else None)
        assert shown["masked"] == ([] if may else ["unit"])
