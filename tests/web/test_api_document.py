"""The API's description: valid OpenAPI, of exactly the calls that there are, every field explained."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any

import jsonschema_rs
import pytest
from schemathesis.specs.openapi.definitions import OPENAPI_31_VALIDATOR

from web.access import PUBLIC, access_of
from web.api.description import document, kind_of
from web.api.operations import OPERATIONS
from web.application import create_app
from web.config import Config

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from flask import Flask


@pytest.fixture
def alone(tmp_path: Path) -> Flask:
    """The application without tables: the description needs none."""
    return create_app(Config(database_url=f"sqlite:///{tmp_path / 'empty.db'}", secret_key="for tests only"))


def fields(node: Any, place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        for name, field in node.get("properties", {}).items():
            yield f"{place}.{name}", field
        for key, value in node.items():
            yield from fields(value, f"{place}.{key}")
    elif isinstance(node, list):
        for value in node:
            yield from fields(value, place)


def test_the_document_is_valid_openapi_3_1(alone: Flask) -> None:
    found = alone.test_client().get("/api/v1/openapi.json").get_json()
    OPENAPI_31_VALIDATOR.validate(found)
    assert found["openapi"] == "3.1.0"
    for name, schema in found["components"]["schemas"].items():
        assert jsonschema_rs.meta.is_valid(schema), name
    references = set(re.findall(r"#/components/(\w+)/(\w+)", str(found)))
    assert references
    for kind, name in references:
        assert name in found["components"][kind]


def test_the_document_covers_exactly_the_calls_that_there_are(alone: Flask) -> None:
    routes = {
        (re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule), method.lower(), rule.endpoint)
        for rule in alone.url_map.iter_rules()
        if rule.rule.startswith("/api") or rule.endpoint.startswith("api.")
        for method in (rule.methods or set()) - {"HEAD"}
    }
    told = {
        (address, method, f"api.{call['operationId']}")
        for address, calls in document()["paths"].items()
        for method, call in calls.items()
    }
    assert told == routes
    assert {endpoint for _, _, endpoint in routes} == set(OPERATIONS)


def test_every_call_every_parameter_and_every_field_is_explained() -> None:
    for calls in document()["paths"].values():
        for call in calls.values():
            assert call["summary"].endswith(".")
            assert all(parameter["description"] for parameter in call.get("parameters", ()))
    unexplained = [place for place, field in fields(document()) if not field.get("description") and "$ref" not in field]
    assert unexplained == []


def test_every_text_and_every_list_that_is_taken_has_an_end() -> None:
    endless = []
    for calls in document()["paths"].values():
        for call in calls.values():
            for content in call.get("requestBody", {}).get("content", {}).values():
                endless += [place for place, schema in _taken(content["schema"]) if _is_endless(schema)]
    assert endless == []


def _taken(schema: dict[str, Any], place: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    if "$ref" in schema:
        name = schema["$ref"].rpartition("/")[2]
        yield from _taken(document()["components"]["schemas"][name], name)
        return
    yield place, schema
    for name, field in schema.get("properties", {}).items():
        yield from _taken(field, f"{place}.{name}")
    for several in schema.get("anyOf", []):
        yield from _taken(several, place)
    if "items" in schema:
        yield from _taken(schema["items"], f"{place}[]")


def _is_endless(schema: dict[str, Any]) -> bool:
    if schema.get("format") in {"binary", "date", "date-time"} or "enum" in schema or "const" in schema:
        return False
    if schema.get("type") == "object":
        return schema.get("additionalProperties") is not False and "maxProperties" not in schema
    return (schema.get("type") == "string" and "maxLength" not in schema) or (
        schema.get("type") == "array" and "maxItems" not in schema
    )


def test_every_call_but_the_description_needs_a_scope() -> None:
    without = {name for name, found in OPERATIONS.items() if found.scope is None}
    assert without == {"api.openapi", "api.describe"}
    for calls in document()["paths"].values():
        for call in calls.values():
            assert bool(call["security"]) == (f"api.{call['operationId']}" not in without)


def test_the_description_is_read_without_a_token_and_leaves_no_cookie(alone: Flask) -> None:
    for address in ("/api/v1/", "/api/v1/openapi.json"):
        assert access_of(alone.view_functions[f"api.{'describe' if address.endswith('/') else 'openapi'}"]) == PUBLIC
        response = alone.test_client().get(address)
        assert response.status_code == 200
        assert "Set-Cookie" not in response.headers
        assert "Cookie" not in response.headers.get("Vary", "")


def test_the_page_names_every_call_and_model_and_holds_no_script(alone: Flask) -> None:
    page = alone.test_client().get("/api/v1/").text
    assert "<script" not in page
    assert not re.search(r"\son\w+=|style=", page)
    for address, calls in document()["paths"].items():
        for method in calls:
            assert f"<code>{method.upper()} {address}</code>" in page
    identifiers = re.findall(r'\sid="([^"]+)"', page)
    assert len(identifiers) == len(set(identifiers))
    assert set(document()["components"]["schemas"]) <= set(identifiers)
    assert set(re.findall(r'href="#([^"]+)"', page)) <= set(identifiers)


def test_what_a_field_holds_is_said_in_a_few_words() -> None:
    assert kind_of({"$ref": "#/components/schemas/Person"}) == "Person"
    assert kind_of({"anyOf": [{"type": "array", "items": {"type": "string"}}, {"type": "null"}]}) == (
        "list of string or null"
    )
    assert kind_of({"enum": ["", "m"], "type": "string"}) == '"", m'
    assert kind_of({"const": "yes", "type": "string"}) == "yes"
    assert kind_of({"type": "string", "format": "date"}) == "date"
    assert kind_of({}) == "anything"
