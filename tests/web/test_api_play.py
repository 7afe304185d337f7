"""The document played against the running application: whatever is sent, no call breaks or answers otherwise."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
import schemathesis
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from tests.web.api_cases import caller
from tests.web.cases import make_list, make_match, make_released, make_report
from web.accounts.tokens import Scope
from web.api.operations import OPERATIONS
from web.models import Job
from web.permissions import Role

if TYPE_CHECKING:
    from flask import Flask

    from web.database import Database

CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
]
ROLES = (Role.VIEWER, Role.CASEWORKER, Role.SUPERVISOR, Role.AUDITOR)
EXAMPLES = 4
"""Of each call and kind; the same ones in every run."""


@pytest.fixture
def numbers(database: Database) -> dict[str, int]:
    """Numbers of records that are there."""
    with database.transaction() as own:
        release_list = make_list(own)
        released = make_released(own, release_list, surname="Камлюк", given_name="Остап", unit="А1234")
        report = make_report(own, surname="Камлюк", given_name="Остап", unit="А1234")
        match = make_match(own, released, report)
        job = Job(kind="match_list", subject="list", subject_id=release_list.id)
        own.add(job)
        own.flush()
        return {
            "list_id": release_list.id, "released_id": released.id, "report_id": report.id, "match_id": match.id,
            "job_id": job.id,
        }  # fmt: skip


def play(operation: Any, kind: GenerationMode, tokens: list[str], numbers: dict[str, int]) -> set[int]:
    """Make one call a few times over; return the statuses of the answers."""
    statuses: set[int] = set()

    @settings(
        max_examples=EXAMPLES, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(case=operation.as_strategy(generation_mode=kind), token=st.sampled_from(tokens), real=st.booleans())
    def once(case: Any, token: str, real: bool) -> None:  # noqa: FBT001
        if real:
            case.path_parameters = {name: numbers[name] for name in case.path_parameters or {}}
        response = case.call(headers={"Authorization": f"Bearer {token}"})
        case.validate_response(response, checks=CHECKS)
        statuses.add(response.status_code)

    once()
    return statuses


@pytest.mark.parametrize("kind", [GenerationMode.POSITIVE, GenerationMode.NEGATIVE])
def test_no_call_breaks_and_every_answer_is_as_described(
    app: Flask, database: Database, numbers: dict[str, int], kind: GenerationMode
) -> None:
    app.config["TESTING"] = app.config["PROPAGATE_EXCEPTIONS"] = False
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", app)
    tokens = [caller(app, database, role).token for role in ROLES]
    tokens += [caller(app, database, Role.SUPERVISOR, [Scope.REPORTS_READ]).token, "fm_made-up"]
    operations: list[Any] = [found.ok() for found in schema.get_all_operations() if isinstance(found, Ok)]
    # it has read the document already, and does not ask for it again
    left_out = {"openapi"}
    assert {one.definition.raw["operationId"] for one in operations} == {
        found.name for found in OPERATIONS.values()
    } - left_out
    if kind is GenerationMode.NEGATIVE:  # only where something is sent that can be wrong
        operations = [one for one in operations if one.body or one.query or one.path_parameters]
    seen = set().union(*(play(operation, kind, tokens, numbers) for operation in operations))
    assert {401, 403, 422} <= seen
    assert kind is GenerationMode.NEGATIVE or {200, 404} <= seen
