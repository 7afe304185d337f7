"""Changing what a list is, sealing it and releasing it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import flash, redirect, render_template, url_for
from sqlalchemy import select

from web import audit
from web.access import current_user, is_sealed, requires
from web.i18n import gettext as _
from web.lists import blueprint
from web.lists.particulars import EditForm, ReleaseForm, SealForm, clock_of, revision_of
from web.lists.views import the_list, where_to
from web.models import Match, Released, ReleaseList
from web.permissions import SEAL_ROLES, Permission
from web.requests import db

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


def _locked(list_id: int) -> ReleaseList:
    """Return a list that nobody else changes until this request ends."""
    release_list = the_list(list_id)
    db().refresh(release_list, with_for_update={"key_share": True})
    return release_list


@blueprint.route("/lists/<int:list_id>/edit", methods=["GET", "POST"])
@requires(Permission.LOAD_LISTS)
def edit(list_id: int) -> ResponseReturnValue:
    """Change the particulars of a list."""
    form = EditForm()
    if not form.is_submitted():
        release_list = the_list(list_id)
        form.show(release_list)
        form.revision.data = revision_of(release_list)
        return render_template("lists/edit.html", list=release_list, form=form)
    release_list = _locked(list_id)
    stale = form.revision.data != revision_of(release_list)
    if not form.validate() or stale:
        if stale:
            form.revision.data = revision_of(release_list)
        return render_template("lists/edit.html", list=release_list, form=form, stale=stale), 409 if stale else 422
    hostile = release_list.hostile
    before = {name: getattr(release_list, name) for name in form.data if hasattr(release_list, name)}
    form.fill(release_list)
    if release_list.hostile != hostile:
        _restate(release_list)
    changed = sorted(name for name, value in before.items() if getattr(release_list, name) != value)
    audit.note("list.edit", "list", list_id, fields=changed)
    flash(_("Saved."), "success")
    return redirect(url_for("lists.show", list_id=list_id), 303)


def _restate(release_list: ReleaseList) -> None:
    """Let the matches of a list show that it is, or is no longer, from a hostile source."""
    from web.review.states import restate

    db().flush()
    query = select(Match.id).join(Released, Released.id == Match.released_id)
    restate(db(), db().scalars(query.where(Released.list_id == release_list.id)).all(), user_id=current_user().id)


@blueprint.route("/lists/<int:list_id>/seal", methods=["GET", "POST"])
@requires(Permission.SUPERVISE)
def seal(list_id: int) -> ResponseReturnValue:
    """Seal a list, or change its seal."""
    form = SealForm()
    if not form.is_submitted():
        release_list = the_list(list_id)
        if is_sealed(release_list):
            form.sealed_until.data = clock_of(release_list.sealed_until)
            form.seal_roles.data = release_list.seal_roles or [role.value for role in SEAL_ROLES]
        return render_template("lists/seal.html", list=release_list, form=form, sealed=is_sealed(release_list))
    release_list = _locked(list_id)
    if not form.validate():
        return render_template("lists/seal.html", list=release_list, form=form, sealed=is_sealed(release_list)), 422
    form.seal(release_list)
    until = release_list.sealed_until
    audit.note(
        "list.seal", "list", list_id,
        reason=form.reason.data, roles=release_list.seal_roles, until=until.isoformat() if until else None,
    )  # fmt: skip
    flash(_("The list is sealed."), "success")
    return redirect(where_to(release_list), 303)


@blueprint.post("/lists/<int:list_id>/release")
@requires(Permission.SUPERVISE)
def release(list_id: int) -> ResponseReturnValue:
    """Take the seal off a list."""
    form = ReleaseForm()
    release_list = _locked(list_id)
    if not form.validate():
        return render_template("lists/release.html", list=release_list, form=form), 422
    release_list.sealed, release_list.sealed_until, release_list.seal_roles = False, None, []
    audit.note("list.release", "list", list_id, reason=form.reason.data)
    flash(_("The list is released: everybody who may read sees it now."), "success")
    return redirect(url_for("lists.show", list_id=list_id), 303)
