"""Programs that call the API: each answer they get is held against the API's own description."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import jsonschema_rs

from web.accounts import tokens
from web.api.description import document
from web.api.operations import OPERATIONS
from web.models import User
from web.permissions import Role

if TYPE_CHECKING:
    from collections.abc import Iterable

    from flask import Flask
    from werkzeug.test import TestResponse

    from web.database import Database

ROOT = "/api/v1"


@cache
def _validator(model: str) -> jsonschema_rs.Validator:
    schema = {"$ref": f"#/components/schemas/{model}", "components": document()["components"]}
    return jsonschema_rs.validator_for(schema)


def described(app: Flask, method: str, path: str) -> dict[str, Any]:
    """What the document says of a call."""
    endpoint, _ = app.url_map.bind("localhost").match(path.partition("?")[0], method=method)
    name = OPERATIONS[endpoint].name
    found = [
        call
        for calls in document()["paths"].values()
        for verb, call in calls.items()
        if call["operationId"] == name and verb == method.lower()
    ]
    assert len(found) == 1
    call: dict[str, Any] = found[0]
    return call


def conforms(app: Flask, method: str, path: str, response: TestResponse) -> None:
    """Fail if an answer is not as the document says."""
    answers = described(app, method, path)["responses"]
    status = str(response.status_code)
    assert status in answers, f"{method} {path} answers {status}: {response.text[:300]}"
    answer = answers[status]
    if "$ref" in answer:
        answer = document()["components"]["responses"][answer["$ref"].rpartition("/")[2]]
    assert response.mimetype in answer["content"]
    schema = answer["content"][response.mimetype]["schema"]
    if "$ref" in schema:
        errors = [str(error) for error in _validator(schema["$ref"].rpartition("/")[2]).iter_errors(response.json)]
        assert errors == [], f"{method} {path}"


@dataclass(frozen=True)
class Caller:
    """A program with a token."""

    app: Flask
    token: str
    token_id: int
    user_id: int

    def call(self, method: str, path: str, **sent: Any) -> TestResponse:
        """Call; the answer is checked."""
        headers = {"Authorization": f"Bearer {self.token}", **sent.pop("headers", {})}
        response = self.app.test_client().open(ROOT + path, method=method, headers=headers, **sent)
        conforms(self.app, method, ROOT + path, response)
        return response

    def get(self, path: str, status: int = 200) -> Any:
        """Read something."""
        return self._expect(self.call("GET", path), status)

    def post(self, path: str, body: Any, status: int = 200) -> Any:
        """Send something."""
        return self._expect(self.call("POST", path, json=body), status)

    def patch(self, path: str, body: Any, status: int = 200) -> Any:
        """Change something."""
        return self._expect(self.call("PATCH", path, json=body), status)

    def _expect(self, response: TestResponse, status: int) -> Any:
        assert response.status_code == status, response.text
        return response.json


def caller(
    app: Flask, database: Database, role: Role | str, scopes: Iterable[tokens.Scope] = tuple(tokens.Scope)
) -> Caller:
    """Make a user with a token of some scopes; those that the role does not have are left out."""
    with database.transaction() as own:
        user = User(login=f"{role}-{secrets.token_hex(3)}", name="Program", role=Role(role), language="uk")
        own.add(user)
        own.flush()
        token, text = tokens.issue(own, user, "registry", scopes, 30)
        return Caller(app, text, token.id, user.id)


def wrong_fields(refused: Any) -> list[str]:
    """The fields that an answer blames."""
    return [problem["field"] for problem in refused["error"]["fields"]]
