"""Photographs of reports and of released people: sent to the browser, added, taken off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import Response, abort, flash, redirect, request, url_for

from web import audit
from web.access import current_user, requires
from web.i18n import gettext as _
from web.i18n import ngettext
from web.models import Photo, Side
from web.permissions import Permission
from web.reports import blueprint
from web.reports.forms import clean
from web.reports.photographs import (
    PhotographError,
    read_pictures,
    remove_photograph,
    sees_record,
    store_photograph,
)
from web.requests import db

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue


@blueprint.get("/photos/<int:photo_id>")
@requires(Permission.READ)
def photo(photo_id: int) -> ResponseReturnValue:
    """Send a photograph."""
    found = _photo(photo_id)
    audit.note("photo.read", "photo", found.id, side=found.side.value, record=found.record_id)
    response = Response(found.content, mimetype=found.media_type)
    response.headers["Content-Disposition"] = "inline"
    response.headers["Content-Security-Policy"] = "default-src 'none'"
    return response


@blueprint.post("/photos/<any(report, released):side>/<int:record_id>")
@requires(Permission.WRITE_REPORTS)
def add_photo(side: str, record_id: int) -> ResponseReturnValue:
    """Keep photographs with a report or with a released person."""
    where = Side(side)
    if not sees_record(db(), current_user().role, where, record_id):
        abort(404)
    caption = clean(request.form.get("caption"))[:200]
    stored: list[Photo] = []
    try:
        pictures = read_pictures(request.files.getlist("photographs"))
        for picture in pictures:
            kept = store_photograph(db(), where, record_id, picture, user_id=current_user().id, caption=caption)
            stored.append(kept)
        if not pictures:
            flash(_("Choose a photograph first."), "error")
    except PhotographError as error:
        flash(str(error), "error")
    for kept in stored:
        audit.note("photo.create", "photo", kept.id, side=side, record=record_id)
    if stored:
        flash(ngettext("%(num)s photograph is kept.", "%(num)s photographs are kept.", len(stored)), "success")
    return _back(where, record_id)


@blueprint.post("/photos/<int:photo_id>/remove")
@requires(Permission.WRITE_REPORTS)
def remove_photo(photo_id: int) -> ResponseReturnValue:
    """Take a photograph off its record."""
    found = _photo(photo_id)
    remove_photograph(found)
    audit.note("photo.remove", "photo", found.id, side=found.side.value, record=found.record_id)
    flash(_("The photograph is taken off."), "success")
    return _back(found.side, found.record_id)


def _photo(photo_id: int) -> Photo:
    """Return a photograph that the present user may see."""
    found = db().get(Photo, photo_id)
    if found is None or found.removed_at is not None:
        abort(404)
    if not sees_record(db(), current_user().role, found.side, found.record_id):
        abort(404)
    return found


def _back(side: Side, record_id: int) -> ResponseReturnValue:
    if side is Side.REPORT:
        return redirect(url_for("reports.show", report_id=record_id, _anchor="photographs"), 303)
    return redirect(url_for("lists.person", released_id=record_id), 303)
