from __future__ import annotations

import datetime as dt
import itertools
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import select

from tests.web.cases import make_inquirer, make_list, make_match, make_released, make_report
from web.access import PUBLIC, SIGNED_IN, access_of, sees_list, visible_lists
from web.accounts import tokens
from web.database import now
from web.models import AuditEntry, Job, Match, PersonLink, Photo, Released, ReleaseList, Side, SignIn, Upload, User
from web.permissions import SEAL_ROLES, TABLE, Permission, Role, allows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from sqlalchemy.orm import Session
    from werkzeug.routing import Rule

    from tests.web.conftest import Signed
    from web.database import Database

EXPECTED: dict[Permission | str, set[str]] = {
    PUBLIC: {
        "accounts.first_start", "accounts.language", "accounts.sign_in", "accounts.sign_in_code", "dashboard.health",
    },
    SIGNED_IN: {
        "accounts.api_tokens", "accounts.end_other_sessions", "accounts.end_session", "accounts.password",
        "accounts.profile", "accounts.remove_second_factor", "accounts.revoke_token", "accounts.second_factor_page",
        "accounts.second_factor_picture", "accounts.sign_out", "dashboard.index",
    },
    Permission.READ: {
        "dashboard.case_sheet", "disclosure.index", "disclosure.show", "lists.index", "lists.person", "lists.show",
        "lists.version", "reports.index", "reports.open_numbered", "reports.photo", "reports.show", "review.pair",
        "review.queue", "review.start", "progress.progress", "progress.show",
    },
    Permission.SEARCH: {"search.find"},
    Permission.WRITE_REPORTS: {
        "reports.add_photo", "reports.close", "reports.correct_import", "reports.duplicate", "reports.edit",
        "reports.edit_inquirer", "reports.import_", "reports.imported", "reports.new", "reports.new_inquirer",
        "reports.put_back", "reports.read_date", "reports.remove", "reports.remove_photo", "reports.reopen",
    },
    Permission.LOAD_LISTS: {
        "lists.correct", "lists.edit", "lists.load", "lists.look", "lists.new", "progress.again", "progress.cancel",
    },
    Permission.DECIDE: {"review.assign", "review.decide", "review.scores", "review.undo"},
    Permission.CONFIRM: set(),
    Permission.DISCLOSE: {"disclosure.add"},
    Permission.SUPERVISE: {"lists.release", "lists.seal"},
    Permission.UNMASK: {"administration.unfold"},
    Permission.EXPORT: {"dashboard.export", "dashboard.exports"},
    Permission.MANAGE_USERS: {
        "administration.activate", "administration.deactivate", "administration.end_sessions",
        "administration.new_user", "administration.permissions", "administration.reset_password",
        "administration.revoke_token", "administration.set_role", "administration.unlock", "administration.user",
        "administration.users",
    },
    Permission.AUDIT: {"administration.audit_export", "administration.audit_trail", "administration.audit_verify"},
}  # fmt: skip
"""What every page asks for. A page that is not here fails a test: decide who may, then write it down here."""


def rules(app: Flask) -> Iterator[Rule]:
    """The pages of the application; the API answers to tokens and has a table of its own."""
    for rule in app.url_map.iter_rules():
        if rule.endpoint != "static" and not rule.endpoint.startswith("api."):
            yield rule


def calls(app: Flask, records: dict[str, Any]) -> Iterator[tuple[str, str, str]]:
    """Endpoint, method and address of everything that can be asked for, with numbers of records that are there."""
    adapter = app.url_map.bind("localhost")
    for rule in rules(app):
        values = {name: _value(rule, name, records) for name in rule.arguments}
        address = adapter.build(rule.endpoint, values, method=min(rule.methods or {"GET"}))
        for method in sorted((rule.methods or set()) & {"GET", "POST", "PUT", "PATCH", "DELETE"}):
            yield rule.endpoint, method, address


def _value(rule: Rule, name: str, records: dict[str, Any]) -> Any:
    several = getattr(rule._converters[name], "items", None)
    if several and name not in records:
        return min(several)
    return records[name]


@pytest.fixture
def records(database: Database, sign_in: Callable[..., Signed]) -> dict[str, Any]:
    """One record of every kind that an address can name."""
    owner = sign_in(Role.VIEWER)
    with database.transaction() as own:
        return _records(own, owner.user_id)


def _records(own: Session, user_id: int, **seal: Any) -> dict[str, Any]:
    release_list = make_list(own, **seal)
    released = make_released(own, release_list, surname="Камлюк", given_name="Остап")
    report = make_report(own, surname="Камлюк", given_name="Остап")
    second = make_report(own, surname="Камлюк", given_name="О.")
    match = make_match(own, released, report)
    user = own.get(User, user_id)
    assert user is not None
    token, _ = tokens.issue(own, user, "registry", list(tokens.Scope), 30)
    photo = Photo(
        side=Side.RELEASED, record_id=released.id, media_type="image/png", width=1, height=1, sha256="0" * 64,
        content=b"not shown here",
    )  # fmt: skip
    job = Job(kind="match_list", subject="list", subject_id=release_list.id)
    upload = Upload(
        purpose="list", kind="csv", size=4, file_hash="0" * 64, content=b"name", settings={}, user_id=user.id
    )
    link = PersonLink(
        side=Side.REPORT, first_id=report.id, second_id=second.id, probability=0.9, evidence=match.evidence
    )
    own.add_all([photo, job, upload, link])
    own.flush()
    return {
        "list_id": release_list.id, "released_id": released.id, "report_id": report.id, "match_id": match.id,
        "inquirer_id": make_inquirer(own, report).id, "photo_id": photo.id, "job_id": job.id, "upload_id": upload.id,
        "link_id": link.id, "user_id": user.id, "token_id": token.id,
        "session_id": own.scalar(select(SignIn.id).where(SignIn.user_id == user.id)) or 1, "number": 1,
        "side": "released", "record_id": released.id, "subject": "released", "subject_id": released.id,
    }  # fmt: skip


def test_every_page_says_who_may_use_it_and_the_table_says_the_same(app: Flask) -> None:
    said = {rule.endpoint: access_of(app.view_functions[rule.endpoint]) for rule in rules(app)}
    written = {endpoint: access for access, endpoints in EXPECTED.items() for endpoint in endpoints}
    unmarked = sorted(endpoint for endpoint, access in said.items() if access is None)
    assert unmarked == [], "a page that says nothing is refused to everybody"
    different = {endpoint: (access, written.get(endpoint)) for endpoint, access in said.items()}
    assert {endpoint: both for endpoint, both in different.items() if both[0] != both[1]} == {}
    assert sorted(set(written) - set(said)) == [], "the table names pages that are gone"


def test_every_permission_has_a_role_and_every_role_a_permission() -> None:
    assert set(TABLE) == set(EXPECTED) - {PUBLIC, SIGNED_IN}
    assert all(TABLE.values())
    assert set(Role) == set().union(*TABLE.values())
    # Who decides about people neither manages users nor is the auditor, who sees nobody.
    assert not TABLE[Permission.DECIDE] & TABLE[Permission.MANAGE_USERS]
    assert {permission for permission in Permission if allows(Role.AUDITOR, permission)} == {Permission.AUDIT}


@pytest.mark.parametrize("role", list(Role))
def test_each_role_gets_the_pages_it_may_use_and_no_other(
    app: Flask, sign_in: Callable[..., Signed], records: dict[str, Any], role: Role
) -> None:
    wrong: list[str] = []
    who = sign_in(role)
    for endpoint, method, address in calls(app, records):
        access = access_of(app.view_functions[endpoint])
        if access == PUBLIC:
            continue
        allowed = access == SIGNED_IN or (isinstance(access, Permission) and allows(role, access))
        response = who.client.open(address, method=method)
        if endpoint == "accounts.sign_out":
            who = sign_in(role)
        refused = response.status_code in {401, 403} or (response.location or "").startswith("/sign-in?")
        if response.status_code >= 500 or refused == allowed:
            wrong.append(f"{method} {address} ({endpoint}): {response.status_code}")
    assert wrong == []


def test_nobody_gets_anything_without_signing_in(app: Flask, records: dict[str, Any]) -> None:
    wrong: list[str] = []
    for endpoint, method, address in calls(app, records):
        if access_of(app.view_functions[endpoint]) == PUBLIC:
            continue
        response = app.test_client().open(address, method=method)
        leads_to_sign_in = response.status_code == 302 and (response.location or "").startswith("/sign-in?")
        if not (leads_to_sign_in if method == "GET" else response.status_code == 401):
            wrong.append(f"{method} {address} ({endpoint}): {response.status_code}")
    assert wrong == []


def test_a_page_that_does_not_say_who_may_use_it_is_refused_to_everybody(
    app: Flask, sign_in: Callable[..., Signed]
) -> None:
    app.add_url_rule("/forgotten", "forgotten", lambda: "secret")
    for role in Role:
        response = sign_in(role).client.get("/forgotten")
        assert response.status_code == 403
        assert "secret" not in response.text


def test_a_refused_page_is_noted_in_the_audit_trail(sign_in: Callable[..., Signed], session: Session) -> None:
    viewer = sign_in(Role.VIEWER)
    assert viewer.client.get("/users").status_code == 403
    entry = session.scalars(select(AuditEntry)).one()
    assert (entry.action, entry.user_id, entry.detail) == (
        "access.refused", viewer.user_id, {"endpoint": "administration.users"},
    )  # fmt: skip


SEALABLE = {"list_id", "released_id", "match_id", "photo_id", "job_id", "record_id", "subject_id"}
"""Arguments of addresses that name something on a list."""


def test_whatever_is_on_a_sealed_list_does_not_exist_for_the_roles_it_is_sealed_to(
    app: Flask, database: Database, sign_in: Callable[..., Signed]
) -> None:
    owner = sign_in(Role.VIEWER)
    with database.transaction() as own:
        sealed = _records(own, owner.user_id, sealed=True, seal_roles=[Role.SUPERVISOR.value])
    wrong: list[str] = []
    arguments = {rule.endpoint: rule.arguments for rule in rules(app)}
    who = {role: sign_in(role) for role in (Role.REVIEWER, Role.ADMINISTRATOR)}
    for role, (endpoint, method, address) in itertools.product(who, calls(app, sealed)):
        if not arguments[endpoint] & SEALABLE:
            continue
        response = who[role].client.open(address, method=method)
        if response.status_code not in {403, 404}:
            wrong.append(f"{role} {method} {address} ({endpoint}): {response.status_code}")
    assert wrong == []


SEALS: list[dict[str, Any]] = [
    {"sealed": sealed, "sealed_until": until, "seal_roles": roles}
    for sealed in (False, True)
    for until in (None, dt.timedelta(hours=1), dt.timedelta(hours=-1))
    for roles in ([], ["supervisor"], ["reviewer", "caseworker"], ["viewer"], [role.value for role in Role])
]


def test_the_condition_on_lists_and_the_rule_for_one_list_are_the_same_for_every_role_and_seal(
    database: Database, session: Session
) -> None:
    with database.transaction() as own:
        for seal in SEALS:
            until = seal["sealed_until"]
            release_list = make_list(own, **{**seal, "sealed_until": until and now() + until})
            released = make_released(own, release_list, surname="Камлюк")
            make_match(own, released, make_report(own, surname="Камлюк"))
    lists = session.scalars(select(ReleaseList)).all()
    assert len(lists) == len(SEALS)
    for role in Role:
        by_rule = {found.id for found in lists if sees_list(role, found)}
        by_query = set(session.scalars(select(ReleaseList.id).where(visible_lists(role))))
        assert by_rule == by_query, role
        people = select(Match.id).join(Released, Match.released_id == Released.id).join(ReleaseList)
        assert len(session.scalars(people.where(visible_lists(role))).all()) == len(by_rule)


@pytest.mark.parametrize(
    ("seal", "who"),
    [
        ({"sealed": False}, set(Role)),
        ({"sealed": True}, set(SEAL_ROLES)),
        ({"sealed": True, "seal_roles": ["reviewer"]}, {Role.REVIEWER}),
        ({"sealed": True, "sealed_until": dt.timedelta(hours=1)}, set(SEAL_ROLES)),
        ({"sealed": True, "sealed_until": dt.timedelta(seconds=-1), "seal_roles": ["reviewer"]}, set(Role)),
        ({"sealed": True, "seal_roles": ["view"]}, set()),
    ],
)
def test_a_sealed_list_is_seen_by_the_roles_it_names_until_its_time(
    database: Database, session: Session, seal: dict[str, Any], who: set[Role]
) -> None:
    until = seal.get("sealed_until")
    with database.transaction() as own:
        make_list(own, **({**seal, "sealed_until": now() + until} if until else seal))
    seen = {role for role in Role if session.scalars(select(ReleaseList.id).where(visible_lists(role))).all()}
    assert seen == who
