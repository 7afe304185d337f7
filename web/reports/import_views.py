"""Pages of the import: bringing a file of reports, correcting how it is read, loading it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, g, redirect, render_template, request, url_for
from sqlalchemy import func, select

from web import audit
from web.access import current_user, requires
from web.i18n import gettext as _
from web.intake.forms import UploadForm
from web.intake.uploads import corrected, keep_settings, preview, reads_otherwise
from web.models import Report, Upload
from web.paging import PER_PAGE, Page
from web.permissions import Permission
from web.reports import blueprint
from web.reports.loading import PURPOSE, Known, known_of, loaded_before, start_loading, unfinished_job, waiting_of
from web.reports.page import user_names
from web.reports.readings import today, understood
from web.reports.reference import reference_of
from web.requests import db

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

    from web.intake.uploads import Preview

EARLIER_SHOWN = 10
AGAIN = {"yes": True, "no": False}


@blueprint.route("/reports/import", methods=["GET", "POST"])
@requires(Permission.WRITE_REPORTS)
def import_() -> ResponseReturnValue:
    """Take a file of reports, or pasted rows."""
    form = UploadForm()
    if request.method == "GET":
        return _start(form)
    upload = form.receive(db(), PURPOSE, current_user().id) if form.validate() else None
    if upload is None:
        return _start(form), 422
    audit.note("upload.create", "upload", upload.id, purpose=PURPOSE, size=upload.size)
    return redirect(url_for("reports.imported", upload_id=upload.id), 303)


def _start(form: UploadForm) -> str:
    query = select(Upload).where(Upload.purpose == PURPOSE, Upload.loaded_at.is_not(None))
    earlier = db().scalars(query.order_by(Upload.loaded_at.desc()).limit(EARLIER_SHOWN)).all()
    names = user_names(db(), [upload.user_id for upload in earlier])
    return render_template("reports/import.html", form=form, earlier=earlier, names=names)


@blueprint.get("/reports/import/<int:upload_id>")
@requires(Permission.WRITE_REPORTS)
def imported(upload_id: int) -> ResponseReturnValue:
    """Show how a file would be read, or what became of it when it was loaded."""
    upload = _upload(upload_id)
    if upload.loaded_at is not None:
        return _outcome(upload)
    job = unfinished_job(db(), upload.id)
    if job is not None:
        return redirect(url_for("progress.show", job_id=job.id))
    return _preview(upload)


@blueprint.post("/reports/import/<int:upload_id>")
@requires(Permission.WRITE_REPORTS)
def correct_import(upload_id: int) -> ResponseReturnValue:
    """Keep corrected columns and look again, or load the file as it was shown."""
    upload = _upload(upload_id, for_update=True)
    if upload.loaded_at is not None:
        return redirect(url_for("reports.imported", upload_id=upload.id), 303)
    job = unfinished_job(db(), upload.id)
    if job is not None:  # it reads what is kept with the upload: that stays as it is
        return redirect(url_for("progress.show", job_id=job.id), 303)
    load = request.form.get("action") == "load"
    settings = corrected(upload, request.form)
    otherwise = reads_otherwise(upload, settings)
    day = request.form.get("waiting_since", "").strip()
    wrong = day != "" and (understood(day, "event").refused or waiting_day(day) > today().isoformat())
    again = AGAIN.get(request.form.get("again", ""))
    told = {"waiting_column": request.form.get("waiting_column", ""), "again": again}
    keep_settings(upload, settings, **told, **({} if wrong else {"waiting_since": day}))
    if not wrong and (otherwise or not load):
        if load:
            flash(_("The columns are read otherwise now. Look at them again, then load."), "warning")
        return redirect(url_for("reports.imported", upload_id=upload.id), 303)
    seen = preview(upload)
    # whether anybody has to choose is what the page said: to look again would keep all others from writing meanwhile
    asked = load and again is None and "alike" in request.form
    if wrong or asked or seen.error or seen.rows == seen.unusable or loaded_before(db(), upload):
        g.keep_changes = True  # the page shows the columns as they are kept now
        text = _("This day cannot be read, or lies in the future.") if wrong else ""
        return _preview(upload, seen, day=day, wrong=text, asked=asked), 422
    job = start_loading(db(), upload, current_user().id)
    audit.note("upload.load", "upload", upload.id, job=job.id)
    flash(_("The file is being loaded."), "info")
    return redirect(url_for("progress.show", job_id=job.id), 303)


def waiting_day(text: str) -> str:
    """Return the first day that a date can mean, as ISO 8601; ``""`` if it means none."""
    from matcher.dates import parse_date

    value = parse_date(text, kind="event").value
    day = value.first_day() if value is not None else None
    return day.isoformat() if day is not None else ""


def _known(upload: Upload, seen: Preview) -> Known:
    """Return which rows are on file; of a file that cannot be loaded nobody needs to know."""
    if seen.records is None or loaded_before(db(), upload):
        return Known({}, {}, {})
    return known_of(db(), seen.records)


def _preview(
    upload: Upload, seen: Preview | None = None, *, day: str | None = None, wrong: str = "", asked: bool = False
) -> str:
    seen = seen or preview(upload)
    known = _known(upload, seen)
    waiting = waiting_of(upload)
    earlier = loaded_before(db(), upload)
    audit.note("upload.read", "upload", upload.id, rows=seen.rows)
    return render_template(
        "reports/preview.html",
        upload=upload,
        preview=seen,
        known=known,
        new=seen.rows - seen.unusable - len(known.same) - len(known.more),
        again=upload.settings.get("again"),
        asked=asked,
        reference_of=reference_of,
        problems=_problems(seen),
        waiting=waiting,
        waiting_text=waiting.day.isoformat() if day is None else day,
        wrong=wrong,
        earlier=earlier,
        names=user_names(db(), [earlier.user_id if earlier else None]),
    )


def _problems(seen: Preview) -> Page[Any]:
    found = seen.problems
    pages = max(1, -(-len(found) // PER_PAGE))
    number = min(max(request.args.get("page", 1, type=int), 1), pages)
    return Page(list(found[(number - 1) * PER_PAGE : number * PER_PAGE]), number, pages, len(found))


def _outcome(upload: Upload) -> str:
    count = db().scalar(select(func.count()).where(Report.upload_id == upload.id))
    audit.note("upload.read", "upload", upload.id)
    return render_template(
        "reports/imported.html",
        upload=upload,
        count=count,
        result=upload.settings.get("result", {}),
        again=upload.settings.get("again"),
        reference_of=reference_of,
    )


def _upload(upload_id: int, *, for_update: bool = False) -> Upload:
    """Return an upload of reports; one that is not loaded yet is seen by whoever brought it, and nobody else."""
    upload = db().get(Upload, upload_id, with_for_update=True if for_update else None)
    if upload is None or upload.purpose != PURPOSE:
        abort(404)
    if upload.loaded_at is None and upload.user_id != current_user().id:
        abort(404)
    return upload
