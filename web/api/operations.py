"""The calls of the API, each described once: its route, the reading of what is sent, and the document come from it."""

from __future__ import annotations

import inspect
from dataclasses import dataclass
from functools import wraps
from typing import TYPE_CHECKING, Any

from flask import Response, request
from pydantic import BaseModel, ValidationError

from web.access import only_reads, public, requires
from web.accounts.tokens import PERMISSION_OF
from web.api import blueprint
from web.api.problems import Problem, invalid

if TYPE_CHECKING:
    from collections.abc import Callable

    from web.accounts.tokens import Scope
    from web.permissions import Permission

    View = Callable[..., Any]

JSON = "application/json"
MULTIPART = "multipart/form-data"
FILE, PARTICULARS = "file", "particulars"
"""The two parts of a call that brings a file."""
MOST_JSON = 256 * 1024
"""Bytes of a body in JSON; the longest report takes a tenth of it."""


@dataclass(frozen=True, slots=True)
class Operation:
    """One call.

    Attributes
    ----------
    name
        The name of its view: ``operationId`` in the document.
    method, path
        As Flask writes them, below ``/api/v1``.
    tag, summary, description
        What it is about, in one line, and in full.
    scope
        What the token must be for; None: no token is needed.
    query, body
        Models of what is sent.
    takes_file
        The body comes as the part ``particulars`` beside a file.
    status, answer
        Status of success and the model of its body; ``answer`` is a media type where the view answers by itself.
    problems
        Statuses of refusals beyond those that every call can have.
    """

    name: str
    method: str
    path: str
    tag: str
    summary: str
    description: str
    scope: Scope | None
    query: type[BaseModel] | None
    body: type[BaseModel] | None
    takes_file: bool
    status: int
    answer: type[BaseModel] | str
    problems: tuple[int, ...]

    @property
    def permission(self) -> Permission | None:
        """What the role of the token's user must have; None for a call that needs no token."""
        return None if self.scope is None else PERMISSION_OF[self.scope]


OPERATIONS: dict[str, Operation] = {}
"""Every call by its endpoint."""


def operation(
    method: str,
    path: str,
    *,
    tag: str,
    scope: Scope | None,
    answer: type[BaseModel] | str,
    status: int = 200,
    query: type[BaseModel] | None = None,
    body: type[BaseModel] | None = None,
    takes_file: bool = False,
    reads: bool = False,
    problems: tuple[int, ...] = (),
) -> Callable[[View], View]:
    """Make a view a call of the API; the parameters are the attributes of :class:`Operation`.

    The first line of the view's docstring is the summary, the rest the description. The view takes the numbers of the
    path, ``query`` and ``body`` as their models; it returns its answer as its model, perhaps with the address of what
    it created. With ``reads`` it changes nothing although it is posted to.
    """

    def register(view: View) -> View:
        summary, _, description = inspect.cleandoc(view.__doc__ or "").partition("\n")
        found = Operation(
            name=view.__name__, method=method, path=path, tag=tag, summary=summary.strip(),
            description=" ".join(description.split()), scope=scope, query=query, body=body, takes_file=takes_file,
            status=status, answer=answer, problems=problems,
        )  # fmt: skip

        @wraps(view)
        def call(**given: Any) -> Any:
            if found.query is not None:
                given["query"] = _query(found.query)
            if found.body is not None:
                given["body"] = _particulars(found.body) if found.takes_file else _body(found.body)
            return _answered(found, view(**given))

        permission = found.permission
        marked = public(call) if permission is None else requires(permission)(call)
        if reads:
            only_reads(marked)
        OPERATIONS[f"{blueprint.name}.{found.name}"] = found
        blueprint.add_url_rule(path, found.name, marked, methods=[method], provide_automatic_options=False)
        return view

    return register


def _answered(found: Operation, result: Any) -> Any:
    if not isinstance(found.answer, type):
        return result
    model, location = result if isinstance(result, tuple) else (result, "")
    headers = {"Location": location} if location else {}
    return Response(model.model_dump_json(), found.status, headers, mimetype=JSON)


def _query(model: type[BaseModel]) -> BaseModel:
    several = [name for name, values in request.args.lists() if len(values) > 1 and name in model.model_fields]
    if several:
        raise Problem(422, fields=[(name, "This is given more than once.") for name in several])
    try:
        return model.model_validate_strings(request.args.to_dict())
    except ValidationError as error:
        raise invalid(error) from None


def _body(model: type[BaseModel]) -> BaseModel:
    if request.mimetype != JSON:
        raise Problem(415)
    # the server gives every body its length, and no body is read before it is known not to be too long
    if request.content_length is None or request.content_length > MOST_JSON:
        raise Problem(413)
    return _validated(model, request.get_data())


def _particulars(model: type[BaseModel]) -> BaseModel:
    """Return what stands beside the file; the file itself is read by the view."""
    if request.mimetype != MULTIPART:
        raise Problem(415)
    unknown = {*request.form, *request.files} - {FILE, PARTICULARS}
    if unknown:
        raise Problem(422, fields=[("", "There is an unknown part.")])
    files, texts = request.files.getlist(FILE), request.form.getlist(PARTICULARS)
    missing = [name for name, parts in ((FILE, files), (PARTICULARS, texts)) if len(parts) != 1]
    if missing:
        raise Problem(422, fields=[(name, "Exactly one such part is needed.") for name in missing])
    return _validated(model, texts[0].encode(), PARTICULARS)


def _validated(model: type[BaseModel], text: bytes, part: str = "") -> BaseModel:
    try:
        return model.model_validate_json(text)
    except ValidationError as error:
        if error.errors(include_input=False)[0]["type"] == "json_invalid":
            raise Problem(422, "not_json", "This is no JSON in UTF-8.", [(part, "This is no JSON.")]) from None
        raise invalid(error, part) from None
