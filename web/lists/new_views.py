"""Bringing a list, or a corrected version of one: the file, the look at it, and the order to load it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, redirect, render_template, request, url_for
from werkzeug.datastructures import MultiDict

from web import audit
from web.access import current_user, may, requires, sees_list
from web.i18n import gettext as _
from web.intake.forms import UploadForm
from web.intake.uploads import corrected, keep_settings, preview, reads_otherwise
from web.lists import blueprint
from web.lists.contents import list_seen, loaded_before
from web.lists.loading import compare, is_loading, last_version, start_load
from web.lists.particulars import NewListForm, NewSealedListForm
from web.lists.views import masked_changes, the_list, where_to
from web.models import ReleaseList, Upload
from web.paging import page_of_rows
from web.permissions import Permission
from web.requests import db

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue
    from werkzeug import Response

    from web.intake.uploads import Preview
    from web.lists.differences import Change, Difference
    from web.lists.entries import Entry
    from web.models import Job

LIST = "list"


@blueprint.route("/lists/new", methods=["GET", "POST"])
@requires(Permission.LOAD_LISTS)
def new() -> ResponseReturnValue:
    """Take the file, or the rows, of a new list."""
    return _take(None)


@blueprint.route("/lists/<int:list_id>/correct", methods=["GET", "POST"])
@requires(Permission.LOAD_LISTS)
def correct(list_id: int) -> ResponseReturnValue:
    """Take the file, or the rows, of a corrected version of a list."""
    release_list = the_list(list_id)
    if not last_version(db(), list_id):
        abort(404)
    return _take(release_list)


def _take(release_list: ReleaseList | None) -> ResponseReturnValue:
    form = UploadForm()
    if form.validate_on_submit():
        upload = form.receive(db(), LIST, current_user().id)
        if upload is not None:
            if release_list is not None:
                upload.settings = {"corrects": release_list.id}
            audit.note("upload.receive", "upload", upload.id, kind=upload.kind, size=upload.size, hash=upload.file_hash)
            return redirect(url_for("lists.look", upload_id=upload.id), 303)
    status = 422 if form.is_submitted() else 200
    return render_template("lists/new.html", form=form, list=release_list), status


@blueprint.get("/lists/files/<int:upload_id>")
@requires(Permission.LOAD_LISTS)
def look(upload_id: int) -> ResponseReturnValue:
    """Show how a file would be read, before anything of it is stored."""
    upload = _own_upload(upload_id)
    loaded = _loaded(upload)
    if loaded is not None:
        return redirect(where_to(loaded))
    typed = upload.settings.get("particulars")
    form = _form(
        formdata=MultiDict([(name, text) for name, texts in typed.items() for text in texts]) if typed else None
    )
    return _show(upload, form)


@blueprint.post("/lists/files/<int:upload_id>")
@requires(Permission.LOAD_LISTS)
def load(upload_id: int) -> ResponseReturnValue:
    """Look again with other columns, or have the file loaded."""
    upload = _own_upload(upload_id, for_update=True)
    loaded = _loaded(upload)
    if loaded is not None:  # sent twice
        return redirect(where_to(loaded), 303)
    settings = corrected(upload, request.form)
    again = request.form.get("action") == "again"
    if again or reads_otherwise(upload, settings):
        fields = [field.name for field in _form(formdata=None) if field.name != "csrf_token"]
        keep_settings(upload, settings, particulars={name: request.form.getlist(name) for name in fields})
        if not again:
            flash(_("The columns are read otherwise now. Look at them again, then load."), "warning")
        return redirect(url_for("lists.look", upload_id=upload.id), 303)
    corrects = upload.settings.get("corrects")
    return _load_version(upload, corrects) if corrects else _load_new(upload)


def _load_new(upload: Upload) -> ResponseReturnValue:
    form = _form()
    read = preview(upload)
    valid = form.validate()
    if not form.again.data and loaded_before(db(), upload.file_hash, current_user().role):
        form.again.errors = [*form.again.errors, _("This very file is loaded already. Tick this to load it again.")]
        valid = False
    if not valid or read.error:
        return _show(upload, form, read), 422
    release_list = ReleaseList(created_by=current_user().id)
    form.fill(release_list)
    db().add(release_list)
    db().flush()
    return _ordered(release_list, start_load(db(), release_list, upload, current_user().id), upload)


def _load_version(upload: Upload, list_id: int) -> ResponseReturnValue:
    # Of two people who load a version at once the second one waits here, and then sees what the first one did.
    release_list = db().get(ReleaseList, list_id, with_for_update={"key_share": True})
    if release_list is None or not sees_list(current_user().role, release_list):
        abort(404)
    form, read = _form(), preview(upload)
    base = request.form.get("base", type=int)
    if is_loading(db(), list_id) or base != last_version(db(), list_id):
        return _show(upload, form, read, overtaken=True), 409
    if read.error:
        return _show(upload, form, read), 422
    return _ordered(release_list, start_load(db(), release_list, upload, current_user().id, base), upload)


def _ordered(release_list: ReleaseList, job: Job, upload: Upload) -> Response:
    audit.note(
        "list.load", "list", release_list.id,
        job=job.id, upload=upload.id, hash=upload.file_hash, base=job.payload["base"], sealed=release_list.sealed,
    )  # fmt: skip
    if sees_list(current_user().role, release_list):
        return redirect(url_for("progress.show", job_id=job.id), 303)
    flash(_("The list is being loaded. It is sealed: only supervisors see it."), "success")
    return redirect(url_for("lists.index"), 303)


def _own_upload(upload_id: int, *, for_update: bool = False) -> Upload:
    """Return an upload of the user's own: nobody else has seen what is in it."""
    upload = db().get(Upload, upload_id, with_for_update=True if for_update else None)
    if upload is None or upload.purpose != LIST or upload.user_id != current_user().id:
        abort(404)
    corrects = upload.settings.get("corrects")
    if corrects and list_seen(db(), corrects, current_user().role) is None:
        abort(404)
    return upload


def _loaded(upload: Upload) -> ReleaseList | None:
    """Return the list that an upload was loaded into, or is being loaded into."""
    number = upload.settings.get("list")
    if not number:
        return None
    if upload.loaded_at is None and upload.settings.get("corrects") and not is_loading(db(), number):
        return None  # another version came first: the file can be compared with that one
    return db().get(ReleaseList, number)


def _form(**given: Any) -> NewListForm:
    """Return the form of a new list's particulars: with the whole seal for who may choose it."""
    return NewSealedListForm(**given) if may(Permission.SUPERVISE) else NewListForm(**given)


def _show(upload: Upload, form: NewListForm, read: Preview | None = None, *, overtaken: bool = False) -> str:
    read = preview(upload) if read is None else read
    corrects = upload.settings.get("corrects")
    release_list = list_seen(db(), corrects, current_user().role) if corrects else None
    changes = compare(db(), release_list.id, read.records) if release_list and read.records is not None else None
    audit.note("upload.read", "upload", upload.id, rows=read.rows, corrects=corrects)
    return render_template(
        "lists/look.html",
        upload=upload,
        read=read,
        form=form,
        list=release_list,
        base=last_version(db(), release_list.id) if release_list else 0,
        changes=changes,
        shown=_shown(changes) if changes else None,
        problems=page_of_rows(read.problems),
        before=loaded_before(db(), upload.file_hash, current_user().role),
        overtaken=overtaken,
    )


def _shown(changes: Difference) -> dict[str, list[dict[str, Any]]]:
    """Return the changes by kind as rows of tables, masked fields masked: some are on file and not in this file."""

    def row(entry: Entry, **further: Any) -> dict[str, Any]:
        columns = entry.columns()
        return {"name": columns["name"], "birth_date": columns["birth_date"], "row": entry.row, **further}

    def reworded(change: Change) -> dict[str, Any]:
        return row(
            change.new,
            released=change.old.number,
            doubtful=change.doubtful,
            fields=masked_changes(change.fields),
        )

    return {
        "changed": [reworded(change) for change in changes.changed],
        "returned": [reworded(change) for change in changes.returned],
        "withdrawn": [row(entry, released=entry.number) for entry in changes.withdrawn],
        "added": [row(entry) for entry in changes.added],
    }
