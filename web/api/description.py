"""The OpenAPI 3.1 document, made from the calls and their models, and a page on which a person can read it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from flask import jsonify, render_template
from pydantic.json_schema import models_json_schema

from web.accounts.tokens import PERMISSION_OF
from web.accounts.words import SCOPE_WORDS
from web.api import blueprint
from web.api.admission import LIMIT
from web.api.operations import FILE, JSON, MULTIPART, OPERATIONS, PARTICULARS, Operation, operation
from web.api.problems import KINDS
from web.api.shapes import Error

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from pydantic import BaseModel

NUMBERS = {
    "report_id": "Number of the report.",
    "list_id": "Number of the release list.",
    "released_id": "Number of the person on a list.",
    "match_id": "Number of the match.",
    "job_id": "Number of the job.",
}
"""The numbers in paths, in words."""
TAGS = {
    "reports": "Reports of missing persons and the people who ask about them.",
    "lists": "Release lists, the people on them, and their loading.",
    "search": "Finding a person.",
    "matches": "Possible matches, their evidence, and what people decide about them.",
    "description": "This description.",
}
_PATH_NUMBER = re.compile(r"<int:(\w+)>")
_REFERENCE = "#/components/schemas/{model}"
_INTRODUCTION = f"""Reports, release lists, search, possible matches and decisions of the caseworkers' application, by \
the same rules as its pages. A token is made on one's own page in the application and sent as \
`Authorization: Bearer fm_…`; it may do what its scopes and its user's role allow, no more. Lists that are sealed \
to the role do not exist for it. Fields that are masked are null and named in `masked`. Everything is entered in the \
audit trail with the number of the token. Long tables come in pages: `next` of one is `cursor` of the following. A \
token may make {LIMIT.replace("per", "calls per")}. `Accept-Language` chooses the language of sentences."""


@operation("GET", "/openapi.json", tag="description", scope=None, answer=JSON)
def openapi() -> ResponseReturnValue:
    """Return this document."""
    return jsonify(document())


@operation("GET", "/", tag="description", scope=None, answer="text/html")
def describe() -> ResponseReturnValue:
    """Show this document as a page."""
    return render_template("api/description.html", document=document(), all_calls=calls(), words=SCOPE_WORDS)


@cache
def document() -> dict[str, Any]:
    """Return the OpenAPI document; it holds no data, so that everybody may read it."""
    schemas = _schemas()
    paths: dict[str, Any] = {}
    for found in OPERATIONS.values():
        address = blueprint.url_prefix + _PATH_NUMBER.sub(r"{\1}", found.path)  # type: ignore[operator]
        paths.setdefault(address, {})[found.method.lower()] = _operation(found, schemas)
    return {
        "openapi": "3.1.0",
        "info": {"title": "family-matcher", "version": "1", "description": _INTRODUCTION, "license": {"name": "MIT"}},
        "servers": [{"url": "/"}],
        "tags": [{"name": name, "description": words} for name, words in TAGS.items()],
        "paths": paths,
        "components": {
            "schemas": schemas,
            "responses": {code: _problem(status) for status, (code, _) in sorted(KINDS.items())},
            "securitySchemes": {
                "token": {"type": "http", "scheme": "bearer", "description": "A token of the API, with its scopes."}
            },
        },
    }


def _schemas() -> dict[str, Any]:
    """Return the models of everything that is sent and answered, by name."""
    models: list[tuple[type[BaseModel], Any]] = [(Error, "serialization")]
    for found in OPERATIONS.values():
        models += [(model, "validation") for model in (found.query, found.body) if model is not None]
        models += [(found.answer, "serialization")] if isinstance(found.answer, type) else []
    models = sorted(dict.fromkeys(models), key=lambda pair: pair[0].__name__)
    _, schema = models_json_schema(models, ref_template=_REFERENCE)
    by_name: dict[str, Any] = schema["$defs"]
    return by_name


def _operation(found: Operation, schemas: dict[str, Any]) -> dict[str, Any]:
    described: dict[str, Any] = {
        "operationId": found.name,
        "tags": [found.tag],
        "summary": found.summary,
        "description": " ".join(filter(None, (found.description, _needs(found)))),
        "security": [] if found.scope is None else [{"token": [found.scope.value]}],
        "responses": _answers(found),
    }
    parameters = [
        {
            "name": name, "in": "path", "required": True, "description": NUMBERS[name],
            "schema": {"type": "integer", "minimum": 0, "maximum": 2**63 - 1},
        }
        for name in _PATH_NUMBER.findall(found.path)
    ]  # fmt: skip
    if found.query is not None:
        parameters += _parameters(schemas[found.query.__name__])
    if parameters:
        described["parameters"] = parameters
    if found.body is not None:
        described["requestBody"] = {"required": True, "content": _content(found)}
    return described


def _needs(found: Operation) -> str:
    if found.scope is None:
        return "Needs no token."
    return f"Needs the scope {found.scope.value} and the permission {PERMISSION_OF[found.scope].value}."


def _parameters(schema: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the fields of a model as parameters of the query; null means there that a parameter is left out."""
    found = []
    for name, field in schema["properties"].items():
        kind = {key: value for key, value in field.items() if key not in {"description", "title"}}
        choices = [choice for choice in kind.pop("anyOf", []) if choice != {"type": "null"}]
        if choices:
            kind |= choices[0]
        if kind.get("default", "") is None:
            del kind["default"]
        found.append({"name": name, "in": "query", "description": field["description"], "schema": kind})
    return found


def _content(found: Operation) -> dict[str, Any]:
    assert found.body is not None
    reference = {"$ref": _REFERENCE.format(model=found.body.__name__)}
    if not found.takes_file:
        return {JSON: {"schema": reference}}
    file = {
        "type": "string", "format": "binary", "description": "The file: CSV, XLSX, ODS or XLS."
    }  # fmt: skip
    schema = {
        "type": "object", "properties": {FILE: file, PARTICULARS: reference}, "required": [FILE, PARTICULARS],
        "additionalProperties": False,
    }  # fmt: skip
    return {MULTIPART: {"schema": schema, "encoding": {PARTICULARS: {"contentType": JSON}}}}


def _answers(found: Operation) -> dict[str, Any]:
    if isinstance(found.answer, type):
        content = {JSON: {"schema": {"$ref": _REFERENCE.format(model=found.answer.__name__)}}}
    else:
        content = {found.answer: {"schema": {"type": "object" if found.answer == JSON else "string"}}}
    success: dict[str, Any] = {"description": found.summary, "content": content}
    if found.status in {201, 202}:
        place = {"description": "Where to look at it, for whoever may.", "schema": {"type": "string"}}
        success["headers"] = {"Location": place}
    statuses = {400, 429, 500, *found.problems}  # 400: a NUL, or what is no HTTP
    statuses |= {401, 403} if found.scope is not None else set()
    statuses |= {404} if "<" in found.path else set()
    statuses |= {413, 415, 422} if found.body is not None else set()
    statuses |= {422} if found.query is not None else set()
    refused = {str(status): {"$ref": f"#/components/responses/{KINDS[status][0]}"} for status in sorted(statuses)}
    return {str(found.status): success, **refused}


def _problem(status: int) -> dict[str, Any]:
    return {"description": KINDS[status][1], "content": {JSON: {"schema": {"$ref": _REFERENCE.format(model="Error")}}}}


@dataclass(frozen=True, slots=True)
class Call:
    """A call as the page shows it.

    Attributes
    ----------
    method, address, operation
        From the document.
    sent, answered
        The names of its models; empty without one.
    status
        Of success.
    """

    method: str
    address: str
    operation: dict[str, Any]
    sent: str
    answered: str
    status: str


def calls() -> list[Call]:
    """Return the calls of the document in its order."""
    found = []
    for address, methods in document()["paths"].items():
        for method, described in methods.items():
            own = OPERATIONS[f"{blueprint.name}.{described['operationId']}"]
            answered = own.answer.__name__ if isinstance(own.answer, type) else ""
            sent = own.body.__name__ if own.body else ""
            found.append(Call(method.upper(), address, described, sent, answered, str(own.status)))
    return found


def kind_of(schema: dict[str, Any]) -> str:
    """Say in a few words what a field holds; a reference by the name of its model."""
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    for several in ("anyOf", "allOf"):
        if several in schema:
            return " or ".join(map(kind_of, schema[several]))
    if "enum" in schema:
        return ", ".join(str(word) if word != "" else '""' for word in schema["enum"])
    if "const" in schema:
        return str(schema["const"])
    if schema.get("type") == "array":
        return f"list of {kind_of(schema.get('items', {}))}"
    return str(schema.get("format") or schema.get("type") or "anything")


blueprint.add_app_template_filter(kind_of, "kind_of_field")
