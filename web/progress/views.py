"""Pages of long work: progress, cancelling, beginning again."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import abort, flash, g, jsonify, redirect, render_template, url_for

from web import audit, jobs
from web.access import current_user, may, requires, sees_list
from web.core_words import translate
from web.i18n import format_number, gettext, lazy_gettext
from web.models import Job, JobState, ReleaseList
from web.permissions import Permission
from web.progress import blueprint
from web.requests import db

if TYPE_CHECKING:
    from flask.typing import ResponseReturnValue

KINDS = {
    "load_list": lazy_gettext("Loading a release list"),
    "load_reports": lazy_gettext("Loading reports"),
    "match_list": lazy_gettext("Looking for possible matches"),
    "suggest_duplicates": lazy_gettext("Looking for reports of the same person"),
    "verify_audit": lazy_gettext("Verifying the audit trail"),
}
STATES = {
    JobState.WAITING: lazy_gettext("Waiting for its turn"),
    JobState.RUNNING: lazy_gettext("In progress"),
    JobState.DONE: lazy_gettext("Finished"),
    JobState.FAILED: lazy_gettext("Stopped by an error"),
    JobState.CANCELLED: lazy_gettext("Cancelled"),
}
UNFINISHED = frozenset({JobState.WAITING, JobState.RUNNING})


@blueprint.get("/jobs/<int:job_id>")
@requires(Permission.READ)
def show(job_id: int) -> ResponseReturnValue:
    """Show how far a job has come; the page looks after itself until the job is finished."""
    job = the_job(job_id)
    waiting = jobs.waiting_before(db(), job)
    return render_template(
        "progress/show.html",
        job=job,
        view=progress_of(job),
        next_page=_next_page(job),
        before=waiting,
        error=translate(job.error),
    )


@blueprint.get("/jobs/<int:job_id>/progress")
@requires(Permission.READ)
def progress(job_id: int) -> ResponseReturnValue:
    """Return the progress for the page's script."""
    return jsonify(progress_of(the_job(job_id)))


@blueprint.post("/jobs/<int:job_id>/cancel")
@requires(Permission.LOAD_LISTS)
def cancel(job_id: int) -> ResponseReturnValue:
    """Cancel a job; what it has not finished is not written."""
    job = the_job(job_id)
    if jobs.cancel(db(), job.id):
        audit.note("job.cancel", "job", job.id, kind=job.kind)
        flash(gettext("Cancelled. Nothing of it was stored."), "success")
    else:
        flash(gettext("It had already ended."), "info")
    return redirect(url_for("progress.show", job_id=job.id), 303)


@blueprint.post("/jobs/<int:job_id>/again")
@requires(Permission.LOAD_LISTS)
def again(job_id: int) -> ResponseReturnValue:
    """Put a job that failed or was cancelled into the queue once more, as a new job."""
    job = the_job(job_id)
    if job.state not in {JobState.FAILED, JobState.CANCELLED}:
        abort(409)
    repeated = jobs.enqueue(
        db(), job.kind, subject=job.subject, subject_id=job.subject_id, user_id=current_user().id, payload=job.payload
    )
    audit.note("job.again", "job", repeated.id, kind=job.kind, first=job.id)
    return redirect(url_for("progress.show", job_id=repeated.id), 303)


def progress_of(job: Job) -> dict[str, Any]:
    """Return what the page shows of a job, in the user's language."""
    known = job.total > 1
    return {
        "state": job.state.value,
        "finished": job.state not in UNFINISHED,
        "title": str(KINDS.get(job.kind, job.kind)),
        "state_text": str(STATES[job.state]),
        "stage": translate(job.stage[:1].upper() + job.stage[1:]) if job.stage else "",
        "done": job.done if known else None,
        "total": job.total if known else None,
        "count": f"{format_number(job.done)} / {format_number(job.total)}" if known else "",
    }


def the_job(job_id: int) -> Job:
    """Return a job; one about a list that the user may not see does not exist for them."""
    job = db().get(Job, job_id)
    if job is None or (job.kind == "verify_audit" and not may(Permission.AUDIT)):
        abort(404)
    if job.subject == "list" and job.subject_id is not None:
        release_list = db().get(ReleaseList, job.subject_id)
        if release_list is not None and not sees_list(g.user.role, release_list):
            abort(404)
    return job


def _next_page(job: Job) -> str:
    """Return where the user goes from here."""
    if job.kind == "match_list":
        return url_for("review.queue", list=job.subject_id)
    if job.kind == "load_reports":
        return url_for("reports.imported", upload_id=job.subject_id)
    if job.kind == "verify_audit":
        return url_for("administration.audit_trail")
    if job.subject == "list":
        return url_for("lists.show", list_id=job.subject_id)
    return url_for("reports.index")
