"""The index of lists, the page of one list with its people, what was wrong with a version, the page of one person."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from flask import abort, render_template, url_for

from matcher.fields import SEPARATOR, split_repeated
from web import audit
from web.access import current_user, is_sealed, requires, sees_list
from web.accounts.words import ROLE_WORDS
from web.evidence import in_figures
from web.i18n import gettext
from web.lists import blueprint
from web.lists.contents import (
    best_matches,
    earlier_of,
    failed_load,
    jobs_of,
    list_seen,
    lists_query,
    matches_of,
    people_query,
    revisions_of,
    user_names,
    versions_of,
)
from web.lists.differences import field_changes
from web.lists.entries import Stored
from web.lists.particulars import ReleaseForm
from web.lists.words import LIST_LANGUAGES, RELIABILITY
from web.masking import MASK, hides, masked_person, masked_value, unfolded
from web.models import Released, ReleaseList, Side
from web.paging import page_of, page_of_rows
from web.permissions import MASKED_FIELDS, Permission
from web.progress.views import progress_of
from web.requests import db
from web.review.queue import QueueFilter, count, decided_by

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping, Sequence

    from flask.typing import ResponseReturnValue

    from web.lists.differences import FieldChange
    from web.models import Revision


@blueprint.get("/lists")
@requires(Permission.READ)
def index() -> ResponseReturnValue:
    """Show the lists, newest first."""
    page = page_of(db(), lists_query(current_user().role), scalars=False, per_page=25)
    return render_template("lists/index.html", page=page, jobs=jobs_of(db(), [row[0].id for row in page.rows]))


@blueprint.context_processor
def _words() -> dict[str, Any]:
    return {"is_sealed": is_sealed, "in_figures": in_figures}


def the_list(list_id: int) -> ReleaseList:
    """Return a list; 404 if it is not there or the user does not see it."""
    found = list_seen(db(), list_id, current_user().role)
    if found is None:
        abort(404)
    return found


@blueprint.get("/lists/<int:list_id>")
@requires(Permission.READ)
def show(list_id: int) -> ResponseReturnValue:
    """Show a list and its people."""
    release_list = the_list(list_id)
    page = page_of(db(), people_query(list_id))
    numbers = [released.id for released in page.rows]
    versions = versions_of(db(), list_id)
    best = best_matches(db(), numbers)
    job = jobs_of(db(), [list_id]).get(list_id)
    audit.note("list.read", "list", list_id, page=page.number, people=numbers)
    return render_template(
        "lists/show.html",
        list=release_list,
        sealed=is_sealed(release_list),
        page=page,
        best=best,
        earlier=earlier_of(db(), numbers, current_user().role),
        versions=versions,
        users=user_names(db(), [release_list.created_by, *(version.loaded_by for version in versions)]),
        job=job,
        progress=progress_of(job) if job is not None else None,
        failed=failed_load(db(), list_id) if job is None else None,
        languages_of_lists=LIST_LANGUAGES,
        reliability=RELIABILITY,
        release_form=ReleaseForm(formdata=None),
        ROLE_WORDS=ROLE_WORDS,
        decided=decided_by(db(), current_user(), [match.id for match in best.values()]),
        to_review=count(db(), current_user(), QueueFilter(list_id=list_id)),
    )


@dataclass(frozen=True, slots=True)
class ShownProblem:
    """A problem of a stored version; what masked or unknown columns say is not repeated."""

    row: int | None
    column: str
    raw: str
    action: str
    severity: str

    @classmethod
    def of(cls, problem: Mapping[str, Any]) -> ShownProblem:
        """Return a problem as everybody may see it who sees the list."""
        field, raw = problem.get("field"), problem["raw"]
        shown = masked_value(field, raw) if field is not None else MASK if raw else raw
        # what was done with a cell quotes it
        quotes = field in MASKED_FIELDS or (field is not None and hides(field, raw))
        action = gettext("The cell needs a look.") if quotes else problem["action"]
        return cls(problem["row"], problem["column"], shown, action, problem["severity"])


@blueprint.get("/lists/<int:list_id>/versions/<int:number>")
@requires(Permission.READ)
def version(list_id: int, number: int) -> ResponseReturnValue:
    """Show what was wrong with the file of a version."""
    release_list = the_list(list_id)
    found = next((each for each in versions_of(db(), list_id) if each.number == number), None)
    if found is None:
        abort(404)
    page = page_of_rows([ShownProblem.of(problem) for problem in found.problems])
    audit.note("list.problems", "list", list_id, version=number, page=page.number, problems=len(page.rows))
    return render_template("lists/version.html", list=release_list, version=found, page=page)


@dataclass(frozen=True, slots=True)
class Wording:
    """An earlier wording of a row: when it was replaced, and what changed then."""

    revision: Revision
    at: dt.datetime
    changes: tuple[FieldChange, ...]


@blueprint.get("/lists/people/<int:released_id>")
@requires(Permission.READ)
def person(released_id: int) -> ResponseReturnValue:
    """Show one person of a list."""
    from web.reports.photographs import photographs_of

    released = db().get(Released, released_id)
    role = current_user().role
    if released is None or not sees_list(role, released.release_list):
        abort(404)
    open_ = unfolded(db(), Side.RELEASED, released_id)
    facts, matches = masked_person(released.person, open_=open_), matches_of(db(), released_id)
    audit.note("released.read", "released", released_id, list=released.list_id, unfolded=open_)
    return render_template(
        "lists/person.html",
        released=released,
        list=released.release_list,
        facts=facts,
        carried={heading: text if open_ else MASK for heading, text in released.carried.items()},
        masked=not open_ and (facts != released.person or bool(released.carried)),
        wordings=_wordings(released, revisions_of(db(), released_id), open_=open_),
        matches=matches,
        decided=decided_by(db(), current_user(), [match.id for match in matches]),
        earlier=earlier_of(db(), [released_id], role).get(released_id, []),
        photos=photographs_of(db(), Side.RELEASED, released_id),
    )


def _wordings(released: Released, revisions: Sequence[Revision], *, open_: bool) -> list[Wording]:
    """Return the earlier wordings, each compared with the one that followed it."""
    found = []
    later = Stored.of(released)
    for revision in revisions:
        earlier = Stored(
            later.row, later.source_id, revision.person, revision.carried, "", released.id, withdrawn=False
        )
        found.append(Wording(revision, revision.at, masked_changes(field_changes(earlier, later), open_=open_)))
        later = earlier
    return found


def masked_changes(changes: Sequence[FieldChange], *, open_: bool = False) -> tuple[FieldChange, ...]:
    """Return changes with the values of masked fields and of carried columns replaced by the mask."""
    return tuple(
        change
        if open_
        else replace(change, before=_masked_text(change, change.before), after=_masked_text(change, change.after))
        for change in changes
    )


def _masked_text(change: FieldChange, text: str) -> str:
    if change.carried:
        return MASK if text else ""
    if change.name == "other_names" and text:
        return SEPARATOR.join(masked_value(change.name, split_repeated(text)))
    return str(masked_value(change.name, text))


def where_to(release_list: ReleaseList) -> str:
    """Return the page of a list, or the index for somebody who does not see it."""
    if sees_list(current_user().role, release_list):
        return url_for("lists.show", list_id=release_list.id)
    return url_for("lists.index")
