"""What the API answers when something is wrong: one shape, a word for programs, a sentence for people, no data."""

from __future__ import annotations

from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import HTTPException

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from pydantic import ValidationError

KINDS: dict[int, tuple[str, str]] = {
    400: ("bad_request", "The request could not be understood."),
    401: ("unauthorized", "The call needs a token that works, as in: Authorization: Bearer fm_…"),
    403: ("forbidden", "The token, or the role of its user, does not allow this."),
    404: ("not_found", "There is nothing here, or it is not for the role of the token's user to see."),
    405: ("method_not_allowed", "The address has no such method."),
    409: ("conflict", "Somebody else changed this in the meantime; read it again and decide anew."),
    413: ("too_large", "The request is larger than the office allows."),
    415: ("unsupported_media_type", "The body has another media type than the description says."),
    422: ("invalid", "Something in the request is wrong; see the fields."),
    429: ("too_many_requests", "Too many requests; wait a minute, then try again."),
    500: ("internal", "Something went wrong here; nothing was stored."),
}
"""Status to its usual code and sentence."""
OTHER = ("refused", "The request was refused.")
MOST_FIELDS = 50
"""So many fields are blamed at once."""


class Problem(HTTPException):
    """A refusal of the API; blames fields if it can.

    Parameters
    ----------
    status
        Status of HTTP.
    code
        A word for programs; the status's own if not given.
    message
        A sentence for people; the status's own if not given.
    fields
        Field, with dots and numbers as in ``person.other_names.0``, and what is wrong with it.
    headers
        Further headers.
    """

    def __init__(
        self,
        status: int,
        code: str = "",
        message: str = "",
        fields: Iterable[tuple[str, str]] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        usual = KINDS.get(status, OTHER)
        super().__init__(description=message or usual[1])
        self.code = status
        self.kind = code or usual[0]
        self.fields = list(fields)[:MOST_FIELDS]
        self.more = dict(headers or {})

    def get_headers(self, *arguments: Any, **named: Any) -> list[tuple[str, str]]:
        """Return the headers of the answer."""
        return [*super().get_headers(*arguments, **named), *self.more.items()]


def body_of(error: HTTPException, status: int, mark: str = "") -> dict[str, Any]:
    """Return the body of the answer to an error.

    Parameters
    ----------
    error
        What was raised.
    status
        Status of the answer.
    mark
        The mark by which an unexpected error is found in the log.
    """
    found = error if isinstance(error, Problem) else Problem(status)
    message = str(found.description)
    return {
        "error": {
            "status": status,
            "code": found.kind,
            "message": f"{message} [{mark}]" if mark else message,
            "fields": [{"field": field, "message": text} for field, text in found.fields],
        }
    }


def invalid(error: ValidationError, part: str = "") -> Problem:
    """Return the refusal of something that a model does not take; what was sent is not repeated.

    What is no field of ours is not named either: a person's name in its place would then stand in somebody's log.
    """
    found = []
    for one in error.errors(include_url=False, include_context=False, include_input=False):
        unknown = one["type"] == "extra_forbidden"
        place = list(takewhile(_is_ours, one["loc"][:-1] if unknown else one["loc"]))
        text = "There is an unknown field here" if unknown else one["msg"]
        found.append((".".join(map(str, [part, *place] if part else place)), f"{text}."))
    return Problem(422, fields=found)


def _is_ours(step: int | str) -> bool:
    """Tell whether a step on the way to a field is a place in a list or a name that the models give."""
    return isinstance(step, int) or step in _names()


@cache
def _names() -> frozenset[str]:
    from web.api.shapes import Model

    waiting, found = [Model], set[str]()
    while waiting:
        model = waiting.pop()
        waiting += model.__subclasses__()
        found |= model.model_fields.keys()
    return frozenset(found)


def from_form(errors: Mapping[str | None, Any], place: Mapping[str, str] | None = None, prefix: str = "") -> Problem:
    """Return the refusal that the errors of a form amount to.

    Parameters
    ----------
    errors
        Errors of a form: field to sentences.
    place
        Field of the form to its place in the body, where that is another.
    prefix
        What stands before every place.
    """
    named = [(name or "", text) for name, texts in errors.items() for text in texts]
    return Problem(422, fields=[(prefix + (place or {}).get(name, name), str(text)) for name, text in named])
