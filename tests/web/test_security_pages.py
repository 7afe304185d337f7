"""Every page as somebody reads it: nothing runs that a name brought, nothing masked shows, every look is noted."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from tests.web.security_cases import SECRET, SURNAME, Page, hostile_case
from tests.web.test_access import calls
from web.models import AuditEntry
from web.permissions import Permission, Role, allows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from tests.web.conftest import Signed
    from web.database import Database

    SignIn = Callable[..., Signed]

TOKEN_OF_A_FORM = re.compile(r'name="csrf_token" value="[^"]*"')
PEOPLE_FOUND_BY_POSTING = {"name": SURNAME, "side": "both"}


@pytest.fixture
def case(database: Database) -> dict[str, Any]:
    """A case of hostile texts on a list that everybody sees."""
    with database.transaction() as own:
        return hostile_case(own)


def pages(app: Flask, client: FlaskClient, case: dict[str, Any]) -> Iterator[tuple[str, TestResponse]]:
    """Everything that can be opened, and what a form answers that was sent empty."""
    done = {"accounts.sign_out", "accounts.end_session", "accounts.end_other_sessions"}
    for endpoint, method, address in calls(app, case):
        if endpoint in done or method not in {"GET", "POST"}:
            continue
        response = client.open(address, method=method)
        yield f"{method} {address} ({endpoint})", response
    yield "POST /find", client.post("/find", data=PEOPLE_FOUND_BY_POSTING)


def faults(response: TestResponse) -> list[str]:
    """What is wrong with an answer that anybody may get who has unfolded nothing."""
    if response.status_code >= 500:
        return [f"answers {response.status_code}"]
    found = [f"shows {response.text[at - 60 : at + 20]}" for at in [response.text.find(SECRET)] if at >= 0]
    if response.mimetype != "text/html":
        return found
    page = Page(response.text)
    found += page.offences
    return found + [f"nothing ends the reach of the override in: {text[:60]}" for text in page.open_text]


@pytest.mark.parametrize("role", [Role.VIEWER, Role.SUPERVISOR, Role.ADMINISTRATOR])
def test_no_page_runs_what_a_name_brings_along_shows_a_masked_value_or_goes_unnoted(
    app: Flask, sign_in: SignIn, case: dict[str, Any], session: Session, role: Role, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)  # as `matcher serve` logs
    who = sign_in(role)
    entries = select(func.count()).where(AuditEntry.user_id == who.user_id)
    wrong: list[str] = []
    before, shown = 0, 0
    for what, response in pages(app, who.client, case):
        wrong += [f"{what}: {fault}" for fault in faults(response)]
        session.rollback()
        after = session.scalar(entries) or 0
        if SURNAME in response.text:
            shown += 1
            wrong += [f"{what}: no entry in the audit trail"] if after == before else []
        before = after
    assert wrong == []
    assert shown >= 10
    assert SURNAME not in caplog.text
    assert SECRET not in caplog.text
    for entry in session.scalars(select(AuditEntry)):
        assert SURNAME not in str(entry.detail), entry.action
        assert SECRET not in str(entry.detail), entry.action


def test_the_masked_values_of_one_record_show_only_there_when_unfolded(sign_in: SignIn, case: dict[str, Any]) -> None:
    client = sign_in(Role.CASEWORKER).client
    data = {"reason": "compare", "text": "To decide on this match."}
    assert client.post(f"/unfold/report/{case['report_id']}", data=data).status_code == 303
    assert SECRET in client.get(f"/reports/{case['report_id']}").text
    assert SECRET not in client.get(f"/lists/people/{case['released_id']}").text
    for page in (f"/matches/{case['match_id']}", f"/matches/{case['match_id']}/sheet", f"/families/{case['match_id']}"):
        shown = client.get(page).text
        assert "СЕКРЕТ-list" not in shown, page
        assert "СЕКРЕТ-earlier row" not in shown, page


def test_sealed_and_missing_are_the_same_answer(app: Flask, sign_in: SignIn, database: Database) -> None:
    with database.transaction() as own:
        sealed = hostile_case(own, sealed=True)
    absent = {name: 987_654 if isinstance(value, int) else value for name, value in sealed.items()}
    client = sign_in(Role.REVIEWER).client
    client.get("/lists")  # so that the cookie is set before anything is compared
    on_list = {"list_id", "released_id", "match_id", "photo_id", "job_id", "record_id", "subject_id"}
    arguments = {rule.endpoint: rule.arguments for rule in app.url_map.iter_rules()}
    pairs = zip(calls(app, sealed), calls(app, absent), strict=True)
    wrong: list[str] = []
    for (endpoint, method, there), (_endpoint, _method, nowhere) in pairs:
        if not arguments[endpoint] & on_list:
            continue
        one, other = client.open(there, method=method), client.open(nowhere, method=method)
        told = [
            (each.status_code, TOKEN_OF_A_FORM.sub("", each.text.replace(asked, "")), list(each.headers.keys()))
            for each, asked in ((one, there), (other, nowhere))
        ]
        if told[0] != told[1] or one.status_code not in {403, 404}:
            wrong.append(f"{method} {there} ({endpoint}): {one.status_code}, not there: {other.status_code}")
    assert wrong == []


@pytest.mark.parametrize("role", [Role.REVIEWER, Role.ADMINISTRATOR])
def test_nothing_of_a_sealed_list_shows_anywhere(
    app: Flask, sign_in: SignIn, database: Database, case: dict[str, Any], role: Role
) -> None:
    with database.transaction() as own:
        sealed = hostile_case(own, sealed=True)
    secret_addresses = (
        f"/lists/{sealed['list_id']}\"", f"/lists/people/{sealed['released_id']}\"", f"/matches/{sealed['match_id']}\"",
        f"/matches/{sealed['rival_id']}\"", f"/photos/{sealed['photo_id']}\"", f"/jobs/{sealed['job_id']}\"",
    )  # fmt: skip
    asked = {**case, "report_id": sealed["report_id"]}  # the report is everybody's; its match is not
    wrong = [
        f"{what}: {address}"
        for what, response in pages(app, sign_in(role).client, asked)
        for address in secret_addresses
        if address in response.text
    ]
    assert wrong == []


def test_whoever_may_not_unfold_cannot_ask_the_search_for_a_call_sign_or_a_rank(
    sign_in: SignIn, case: dict[str, Any]
) -> None:
    for role in (Role.VIEWER, Role.ADMINISTRATOR):
        assert not allows(role, Permission.UNMASK)
        client = sign_in(role).client
        for name in (f"{SURNAME} «Шишига»", f"сержант {SURNAME} Остап", f"{SURNAME} (позивний Шишига)"):
            response = client.post("/find", data={**PEOPLE_FOUND_BY_POSTING, "name": name})
            assert response.status_code == 422, name
            assert "call sign" in response.text
        assert client.post("/find", data=PEOPLE_FOUND_BY_POSTING).status_code == 200
    assert sign_in(Role.CASEWORKER).client.post(
        "/find", data={**PEOPLE_FOUND_BY_POSTING, "name": f"{SURNAME} «Шишига»"}
    ).status_code == 200  # fmt: skip
