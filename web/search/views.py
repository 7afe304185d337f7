"""The search box and what it finds. Names are posted: no address and no server's log holds whom somebody looks for."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from flask import render_template, request, url_for

from matcher.decision import band_of
from web import audit
from web.access import current_user, only_reads, requires
from web.evidence import explain
from web.masking import unfolded
from web.models import Side
from web.permissions import Permission
from web.reports.readings import understood
from web.requests import config, db
from web.review.reasons import BANDS
from web.search import blueprint
from web.search.finding import anybody, find_people
from web.search.forms import search_form
from web.search.understanding import understand
from web.security import limiter, user_or_address

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from web.evidence import Explanation
    from web.search.finding import Found

LIMIT = "30 per minute; 300 per hour"
"""Searches of one user: no day's work needs more, and whoever fishes for names is slowed down and stands out."""
_PLACES = ("home_place", "home_region", "birth_place")


searches = limiter.shared_limit(LIMIT, "searches", key_func=user_or_address, methods=["POST"])
"""Counts a search; those on the page and those through the API are counted together."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A record that was found, as the page shows it.

    Attributes
    ----------
    found
        The record.
    href
        Its page.
    band
        Word of the database and word of the page.
    explanation
        Why it was found; masked fields masked.
    place
        Home or place of birth, as the record has it.
    """

    found: Found
    href: str
    band: tuple[str, Any]
    explanation: Explanation
    place: str


@blueprint.route("/find", methods=["GET", "POST"])
@requires(Permission.SEARCH)
@only_reads
@searches
def find() -> ResponseReturnValue:
    """Show the search box; posted, who may be meant, the likeliest first, and why."""
    form = search_form()
    if request.method != "POST":
        return render_template("search/find.html", form=form, anybody=anybody(db(), current_user().role), rows=None)
    if not form.validate():
        return render_template("search/find.html", form=form, anybody=True, rows=None), 422
    found = find_people(db(), form.person, form.sides, current_user().role, config().search_rows)
    numbers = {side: [one.record.id for one in found if one.side is side] for side in Side}
    audit.note(
        "person.search",
        fields=form.asked,
        rows=len(found),
        reports=numbers[Side.REPORT],
        released=numbers[Side.RELEASED],
    )
    return render_template(
        "search/find.html",
        form=form,
        anybody=True,
        rows=_shown(found),
        understanding=understand(form.name.data),
        born=understood(form.birth_date.data, "birth"),
        full=len(found) == config().search_rows,
    )


def _shown(found: list[Found]) -> list[Shown]:
    bands = band_of(np.array([one.evidence.probability for one in found]))
    return [_one(one, str(band)) for one, band in zip(found, bands, strict=True)]


def _one(found: Found, band: str) -> Shown:
    number = found.record.id
    if found.side is Side.REPORT:
        href = url_for("reports.show", report_id=number)
    else:
        href = url_for("lists.person", released_id=number)
    explanation = explain(found.evidence.to_dict(), open_=unfolded(db(), found.side, number))
    place = next((str(found.record.person[field]) for field in _PLACES if found.record.person.get(field)), "")
    return Shown(found, href, (band, BANDS[band]), explanation, place)
