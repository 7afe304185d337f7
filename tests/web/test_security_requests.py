"""What a stranger or a program may send: forged, cut short, over-long, in other alphabets, to every address."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.web.security_cases import OVERRIDE, Page, hostile_case
from tests.web.test_access import calls, rules
from web.application import create_app
from web.models import AuditEntry, Job
from web.permissions import Role
from web.security import HEADERS

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed
    from tests.web.security_cases import SentForm
    from web.config import Config
    from web.database import Database

    SignIn = Callable[..., Signed]

LONG = "Я" * 20_000
DIGITS = "9" * 5_000
NUL = "a NUL, another direction and a byte order mark"
HOSTILE: dict[str, str] = {
    NUL: f"Кам\x00люк{OVERRIDE}\ufeff\x00",
    "a text far too long": LONG,
    "a number no computer counts to": DIGITS,
    "digits that are none": "²",
    "what is below a number": "-1",
    "a number beyond 64 bits": str(2**63),
}


@pytest.fixture
def case(database: Database) -> dict[str, Any]:
    """A case on a list that everybody sees."""
    with database.transaction() as own:
        return hostile_case(own)


def forms(app: Flask, client: FlaskClient, case: dict[str, Any]) -> dict[tuple[str, tuple[str, ...]], SentForm]:
    """Every form on every page, one of those that are sent to the same kind of place with the same fields."""
    adapter = app.url_map.bind("localhost")
    found: dict[tuple[str, tuple[str, ...]], SentForm] = {}
    for _endpoint, method, address in calls(app, case):
        if method != "GET":
            continue
        response = client.get(address)
        if response.mimetype != "text/html":
            continue
        for form in Page(response.text, address).forms:
            if form.method != "post":
                continue
            endpoint, _values = adapter.match(form.action.partition("?")[0], method="POST")
            found.setdefault((endpoint, tuple(sorted(form.filled()))), form)
    return found


def test_no_text_in_any_field_of_any_form_brings_the_program_out_of_step(
    app: Flask, sign_in: SignIn, case: dict[str, Any], quick_passwords: None
) -> None:
    wrong: list[str] = []
    done: set[tuple[str, tuple[str, ...]]] = set()
    for role in (Role.SUPERVISOR, Role.ADMINISTRATOR):
        client = sign_in(role).client
        for key, form in forms(app, client, case).items():
            if key in done or key[0] == "accounts.sign_out":
                continue
            done.add(key)
            usual = {name: value for name, value in form.filled().items() if name != "csrf_token"}
            # every field at once, and each alone with what reaches furthest, while the others are right
            tried = [(what, dict.fromkeys(usual, text)) for what, text in HOSTILE.items()]
            tried += [(NUL, {**usual, name: HOSTILE[NUL]}) for name in usual]
            for what, data in tried:
                response = client.post(form.action, data=data)
                if response.status_code >= 500:
                    named = [name for name in data if data[name] == HOSTILE[what]]
                    wrong.append(f"{key[0]}: {what} in {named}")
                if "/sign-in" in (response.location or ""):
                    client = sign_in(role).client
    assert wrong == []
    assert len({endpoint for endpoint, _ in done}) > 25


def test_no_number_in_an_address_brings_the_program_out_of_step(
    app: Flask, sign_in: SignIn, case: dict[str, Any]
) -> None:
    clients = [sign_in(role).client for role in (Role.SUPERVISOR, Role.ADMINISTRATOR)]
    wrong: list[str] = []
    for rule in rules(app):
        numbers = [name for name in rule.arguments if isinstance(case.get(name), int)]
        for number in (2**31, 2**63 - 1, 2**63, DIGITS[:4_500], "٣", "-1", "1%00"):
            address = rule.rule
            for name in numbers:
                address = address.replace(f"<int:{name}>", str(number))
            if "<" in address or not numbers:
                continue
            for method in sorted((rule.methods or set()) & {"GET", "POST"}):
                found = [client.open(address, method=method).status_code for client in clients]
                wrong += [f"{method} {address[:60]}: {status}" for status in found if status not in {403, 404}]
    assert wrong == []


FILTERS = ("page", "below", "list", "band", "show", "assignee", "returned", "user", "action", "subject", "number",
           "since", "until", "queue", "state", "urgent", "birth", "order", "next", "matches")  # fmt: skip


def test_no_filter_in_an_address_brings_the_program_out_of_step(app: Flask, sign_in: SignIn) -> None:
    client, stranger = sign_in(Role.SUPERVISOR).client, app.test_client()
    wrong: list[str] = []
    for address in (
        "/",
        "/lists",
        "/reports",
        "/matches",
        "/matches/start",
        "/families",
        "/audit",
        "/exports",
        "/sign-in",
    ):
        for text in ("%00", str(2**63), DIGITS[:1_000], "²", "%ff%fe", "-1", "0001-01-01", "9999-12-31", "'"):
            query = "&".join(f"{name}={text}&{name}=1" for name in FILTERS)
            for who in (client, stranger):
                status = who.get(f"{address}?{query}").status_code
                if status >= 500:
                    wrong.append(f"{address} {text[:20]}: {status}")
    assert wrong == []


@pytest.fixture
def guarded(config: Config) -> Iterator[Flask]:
    """The application as it is served: forms without their token are refused."""
    application = create_app(config)
    database: Database = application.extensions["database"]
    yield application
    database.close()


def test_no_address_takes_a_form_without_its_token(guarded: Flask) -> None:
    client, wrong = guarded.test_client(), []
    database: Database = guarded.extensions["database"]
    with database.transaction() as own:
        case = hostile_case(own)
    tried = 0
    for endpoint, method, address in calls(guarded, case):
        if method == "GET":
            continue
        tried += 1
        for forged in ({}, {"X-CSRFToken": "made up"}, {"Content-Type": "text/plain"}):
            headers = {"Accept-Language": "en", **forged}
            response = client.open(address, method=method, data={"csrf_token": "made up"}, headers=headers)
            if response.status_code != 400 or "This form has expired" not in response.text:
                wrong.append(f"{method} {address} ({endpoint}): {response.status_code}")
    assert wrong == []
    assert tried > 40


def test_another_users_token_of_a_form_is_of_no_use(guarded: Flask) -> None:
    tokens = []
    for client in (guarded.test_client(), guarded.test_client()):
        form = next(
            form
            for form in Page(client.get("/first-start").text, "/first-start").forms
            if form.action == "/first-start"
        )
        tokens.append((client, form.filled()["csrf_token"]))
    (one, _), (_other, foreign) = tokens
    assert one.post("/language", data={"language": "en", "csrf_token": foreign}).status_code == 400


@pytest.mark.parametrize("host", ["evil.example", "evil.example:80", "localhost@evil.example", "a" * 300])
def test_the_name_that_a_browser_gives_the_host_leads_nowhere(app: Flask, host: str) -> None:
    for headers in (
        {"Host": host},
        {"X-Forwarded-Host": host, "X-Forwarded-Proto": "https", "Forwarded": f"host={host}"},
    ):
        response = app.test_client().get("/matches", headers=headers)
        assert response.status_code in {302, 400}
        assert "evil" not in (response.location or "") + response.text
        assert (response.location or "/").startswith("/")


def test_only_the_named_hosts_are_answered_where_they_are_named(config: Config) -> None:
    from dataclasses import replace

    application = create_app(replace(config, hosts="localhost, office.example"))
    client = application.test_client()
    assert client.get("/health", headers={"Host": "office.example:8443"}).status_code == 200
    assert client.get("/health", headers={"Host": "elsewhere.example"}).status_code == 400
    application.extensions["database"].close()


def test_every_answer_is_kept_out_of_caches_frames_and_other_sites(
    app: Flask, sign_in: SignIn, case: dict[str, Any]
) -> None:
    client = sign_in(Role.SUPERVISOR).client
    for endpoint, method, address in calls(app, case):
        if endpoint == "accounts.sign_out":
            continue
        answer = client.open(address, method=method)
        assert answer.headers["Cache-Control"] == "no-store", address
        assert "Server" not in answer.headers
        for name in HEADERS:
            assert name in answer.headers, f"{address}: {name}"
        assert "unsafe" not in answer.headers["Content-Security-Policy"]
    assert client.post("/sign-out").headers["Clear-Site-Data"] == '"cache", "storage"'


def test_methods_nobody_needs_are_refused(app: Flask, sign_in: SignIn, case: dict[str, Any]) -> None:
    client = sign_in(Role.SUPERVISOR).client
    for method in ("PUT", "PATCH", "DELETE", "TRACE", "CONNECT"):
        assert client.open(f"/reports/{case['report_id']}", method=method).status_code == 405
    options = client.options(f"/reports/{case['report_id']}")
    assert not [name for name, _ in options.headers if name.startswith("Access-Control")]


def test_whether_all_is_well_says_nothing_else(app: Flask) -> None:
    response = app.test_client().get("/health")
    assert response.json == {"status": "ok"}


def test_a_verification_of_the_trail_is_not_stopped_by_whoever_may_not_read_it(
    database: Database, sign_in: SignIn, session: Session
) -> None:
    with database.transaction() as own:
        job = Job(kind="verify_audit")
        own.add(job)
        own.flush()
        number = job.id
    for role in (Role.CASEWORKER, Role.ADMINISTRATOR):
        client = sign_in(role).client
        assert client.post(f"/jobs/{number}/cancel").status_code == 404
        assert client.get(f"/jobs/{number}").status_code == 404
    assert sign_in(Role.SUPERVISOR).client.get(f"/jobs/{number}").status_code == 200
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "job.cancel")).first() is None


def test_unfolding_is_limited_for_each_user(config: Config) -> None:
    from dataclasses import replace

    from web.accounts.sessions import TOKEN, begin
    from web.models import User

    application = create_app(replace(config, rate_limit="10000 per minute"))
    application.config["WTF_CSRF_ENABLED"] = False
    database: Database = application.extensions["database"]
    with database.transaction() as own:
        case = hostile_case(own)
        users = [User(login=f"reader{number}", name="Reader", role=Role.REVIEWER) for number in (1, 2)]
        own.add_all(users)
        own.flush()
        held = [begin(own, user) for user in users]
    first, second = application.test_client(), application.test_client()
    for client, token in zip((first, second), held, strict=True):
        with client.session_transaction() as cookie:
            cookie[TOKEN] = token
    data = {"reason": "compare", "text": "To decide on this match."}
    answers = [first.post(f"/unfold/report/{case['report_id']}", data=data).status_code for _ in range(21)]
    assert answers == [303] * 20 + [429]
    assert second.post(f"/unfold/report/{case['report_id']}", data=data).status_code == 303
    database.close()
