"""What all models of the API share: strictness, bounded texts and numbers, a person with masked fields, an error."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

from pydantic import BaseModel, ConfigDict, Field, JsonValue, create_model

from matcher.fields import FIELDS
from web.masking import hidden_fields, open_part
from web.reports.forms import ReportForm

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

LONGEST = 10_000
"""Characters of the longest text taken."""
MOST_ROWS = 200
"""Rows of a page at most."""
_NO_NUL = r"^[^\u0000]*$"  # the one character that PostgreSQL keeps in no text


class Model(BaseModel):
    """A model that takes what it describes and nothing else."""

    model_config = ConfigDict(strict=True, extra="forbid", frozen=True)


Number = Annotated[int, Field(ge=1, le=2**63 - 1)]
Line = Annotated[str, Field(max_length=200, pattern=_NO_NUL)]
Text = Annotated[str, Field(max_length=LONGEST, pattern=_NO_NUL)]


class Paging(Model):
    """Which page of a long list."""

    cursor: Number | None = Field(None, description="`next` of the page before; left out for the first page.")
    limit: int = Field(50, ge=1, le=MOST_ROWS, description="Rows of the page at most.")


NEXT = Field(description="`cursor` of the next page; null on the last one.")
MASKED = Field(
    description="Names of the fields that hold something the token's user may not see at this moment; they are null."
)

_TYPED = [field for field in FIELDS if hasattr(ReportForm, field.name)]
_KNOWN = [field for field in FIELDS if field.name != "id"]
_SEVERAL = Annotated[list[Line], Field(max_length=20)]
_CLOSED: dict[str, JsonValue] = {"sex": ["m", "f", ""], "status": ["military", "civilian", ""]}


def _typed(name: str, *, repeated: bool) -> Any:
    if repeated:
        return _SEVERAL | None
    if name in _CLOSED:
        return Annotated[str, Field(max_length=200, json_schema_extra={"enum": _CLOSED[name]})] | None
    return (Text if name == "notes" else Line) | None


PersonInput: type[Model] = create_model(
    "PersonInput",
    __base__=Model,
    __doc__="A person as somebody describes them; at least one name is needed, everything else as far as known.",
    **{
        field.name: (
            _typed(field.name, repeated=field.repeated),
            Field(None, description=f"{field.description.capitalize()}; as written."),
        )
        for field in _TYPED
    },  # type: ignore[call-overload]
)
"""The fields that the form of a report has."""

Person: type[Model] = create_model(
    "Person",
    __base__=Model,
    __doc__="A person as a record describes them; null: not known, or masked. Masked names lack rank and call sign.",
    **{
        field.name: (
            (list[str] if field.repeated else str) | None,
            Field(description=f"{field.description.capitalize()}; as written."),
        )
        for field in _KNOWN
    },  # type: ignore[call-overload]
)
"""The whole vocabulary."""


def person_of(fields: Mapping[str, Any], *, open_: bool) -> tuple[Model, list[str]]:
    """Return a person as the API shows it, and the names of the fields that are masked."""
    shown = dict(fields) if open_ else {name: open_part(name, value) for name, value in fields.items()}
    masked = [] if open_ else sorted(hidden_fields(fields))
    values = {field.name: shown.get(field.name) or None for field in _KNOWN}
    return Person(**values), masked


def carried_of(carried: Mapping[str, Any], *, open_: bool) -> dict[str, str] | None:
    """Return what else a file said: null where it is masked."""
    return {str(heading): str(cell) for heading, cell in carried.items()} if open_ or not carried else None


def flat(values: Mapping[str, Any], names: Iterable[str]) -> dict[str, str]:
    """Return values as somebody would type them into a form."""
    return {name: _cell(values[name]) for name in names}


def _cell(value: Any) -> str:
    if value is None or value is False:
        return ""
    if isinstance(value, list):
        return "\n".join(value)
    return "1" if value is True else str(value)


class FieldProblem(Model):
    """What is wrong with one field."""

    field: str = Field(description="The field, with dots and numbers as in `person.other_names.0`.")
    message: str = Field(description="What is wrong with it, in a sentence.")


class ErrorDetail(Model):
    """A refusal."""

    status: int = Field(description="The status of the answer.")
    code: str = Field(description="What is the matter, in a word for programs.")
    message: str = Field(description="The same in a sentence for people.")
    fields: list[FieldProblem] = Field(description="The fields that are to blame, if any are.")


class Error(Model):
    """The answer to every call that is refused."""

    error: ErrorDetail = Field(description="What is the matter.")
