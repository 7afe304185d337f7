"""Finding a person through the API: the same search, the same few rows and the same limit as on the page."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from werkzeug.datastructures import MultiDict

from matcher.decision import band_of
from web import audit
from web.access import current_user
from web.accounts.tokens import Scope
from web.api.admission import may_unmask
from web.api.evidence import evidence_of
from web.api.operations import operation
from web.api.problems import Problem, from_form
from web.api.search_shapes import FoundRecord, SearchAnswer, SearchInput
from web.api.shapes import flat
from web.evidence import explain
from web.masking import unfolded
from web.models import Report, Side
from web.requests import config, db
from web.search.finding import find_people
from web.search.forms import search_form
from web.search.views import searches

if TYPE_CHECKING:
    from web.search.finding import Found


@operation("POST", "/search", tag="search", scope=Scope.SEARCH, body=SearchInput, answer=SearchAnswer, reads=True)
@searches
def search(body: SearchInput) -> SearchAnswer:
    """Find a person among reports and lists.

    The name may be in any spelling. Few records are returned, each with what speaks for and against it. Searches are
    written down, without what was searched, and are limited for each user.
    """
    form = search_form(
        by_masked=may_unmask(), formdata=MultiDict(flat(body.__dict__, SearchInput.model_fields)), meta={"csrf": False}
    )
    if body.unit and "unit" not in form:
        raise Problem(
            422, fields=[("unit", "Whoever does not see units cannot search by them: that would tell them as well.")]
        )
    if not form.validate():
        raise from_form(form.errors)
    most = config().search_rows
    found = find_people(db(), form.person, form.sides, current_user().role, most)
    numbers = {side: [one.record.id for one in found if one.side is side] for side in Side}
    audit.note(
        "person.search",
        fields=form.asked,
        rows=len(found),
        reports=numbers[Side.REPORT],
        released=numbers[Side.RELEASED],
    )
    bands = band_of(np.array([one.evidence.probability for one in found]))
    return SearchAnswer(
        found=[_shown(one, str(band)) for one, band in zip(found, bands, strict=True)], full=len(found) == most
    )


def _shown(found: Found, band: str) -> FoundRecord:
    record, evidence = found.record, found.evidence.to_dict()
    return FoundRecord(
        side=found.side,
        id=record.id,
        name=record.name,
        birth_date=record.birth_date,
        reference=record.reference if isinstance(record, Report) else None,
        list_id=None if isinstance(record, Report) else record.list_id,
        band=band,
        evidence=evidence_of(evidence, explain(evidence, open_=unfolded(db(), found.side, record.id))),
    )
