"""Release lists through the API: read, and loaded as background work; the rules are those of the pages."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from flask import request, url_for
from werkzeug.datastructures import MultiDict

from web import audit
from web.access import current_user, is_sealed, may, sees_list, visible_lists
from web.accounts.tokens import Scope
from web.api.list_shapes import Job, Loading, NewList, ReleaseListPage, ReleaseListSummary
from web.api.operations import FILE, operation
from web.api.paging import page_after
from web.api.problems import Problem, from_form
from web.api.shapes import Paging, flat
from web.intake.tables import Settings
from web.intake.uploads import UploadError, keep_settings, preview, receive
from web.lists.contents import lists_query, loaded_before
from web.lists.loading import start_load
from web.lists.new_views import LIST
from web.lists.particulars import NewListForm, NewSealedListForm, clock_of
from web.lists.views import the_list
from web.models import ReleaseList, Upload
from web.permissions import SEAL_ROLES, Permission
from web.progress.views import progress_of, the_job
from web.requests import config, db

if TYPE_CHECKING:
    from sqlalchemy import Select

    from web.models import Job as JobRow

_COUNTED = ("people", "to_review", "confirmed", "version")
_MOMENTS = ("received_at", "sealed_until")
_NOT_TYPED = {"reading", "seal_roles", *_MOMENTS}


@operation("GET", "/lists", tag="lists", scope=Scope.LISTS_READ, query=Paging, answer=ReleaseListPage)
def list_lists(query: Paging) -> ReleaseListPage:
    """List the release lists, page by page, the newest first."""
    role = current_user().role

    def among(place: Select[Any]) -> Select[Any]:
        return place.where(visible_lists(role))

    rows, more = page_after(db(), lists_query(role), (-ReleaseList.id,), ReleaseList.id, among, query)
    audit.note("list.list", "list", None, lists=[row[0].id for row in rows])
    return ReleaseListPage(lists=[_summary(row) for row in rows], next=rows[-1][0].id if more else None)


@operation("GET", "/lists/<int:list_id>", tag="lists", scope=Scope.LISTS_READ, answer=ReleaseListSummary)
def read_list(list_id: int) -> ReleaseListSummary:
    """Read what is known of a list; its people are read page by page."""
    the_list(list_id)
    row = db().execute(lists_query(current_user().role).where(ReleaseList.id == list_id)).one()
    audit.note("list.read", "list", list_id)
    return _summary(row)


@operation(
    "POST", "/lists", tag="lists", scope=Scope.LISTS_WRITE, body=NewList, takes_file=True, answer=Loading, status=202,
    problems=(409,),
)  # fmt: skip
def load_list(body: NewList) -> tuple[Loading, str]:
    """Bring a new list as a file and have it loaded and matched.

    The file is CSV, XLSX, ODS or XLS; its name is not looked at. It is read at once, and refused if no column of
    names is found; storing and matching go on as background work. A list whose role does not see it, once it is
    sealed, is loaded all the same.
    """
    user, upload = current_user(), _received()
    reading = body.reading
    keep_settings(upload, Settings(dict(reading.columns), reading.sheet, reading.headings))
    form = _form(body)
    if not form.validate():
        raise from_form(form.errors, prefix="particulars.")
    read = preview(upload)
    if read.error:
        raise _unreadable(sorted({column.field for column in read.columns if column.field}))
    if not body.again and loaded_before(db(), upload.file_hash, user.role):
        raise Problem(409, "already_loaded", "This very file is loaded already; say `again` to load it all the same.")
    release_list = ReleaseList(created_by=user.id)
    form.fill(release_list)
    db().add(release_list)
    db().flush()
    job = start_load(db(), release_list, upload, user.id)
    audit.note(
        "list.load", "list", release_list.id,
        job=job.id, upload=upload.id, hash=upload.file_hash, base=job.payload["base"], sealed=release_list.sealed,
    )  # fmt: skip
    if not sees_list(user.role, release_list):
        return Loading(list_id=None, job=None), ""
    return Loading(list_id=release_list.id, job=_shown(job)), url_for("api.read_job", job_id=job.id)


@operation("GET", "/jobs/<int:job_id>", tag="lists", scope=Scope.LISTS_READ, answer=Job)
def read_job(job_id: int) -> Job:
    """Read how far background work is."""
    return _shown(the_job(job_id))


def _received() -> Upload:
    try:
        upload = receive(
            db(), file=request.files[FILE], purpose=LIST, user_id=current_user().id,
            most_bytes=config().max_upload_mb * 1024 * 1024,
        )  # fmt: skip
    except UploadError as error:
        raise Problem(422, fields=[(FILE, str(error))]) from None
    audit.note("upload.receive", "upload", upload.id, kind=upload.kind, size=upload.size, hash=upload.file_hash)
    return upload


def _form(body: NewList) -> NewListForm:
    """Return the form of the page, filled in; the whole seal is there for who may choose it."""
    chooses = may(Permission.SUPERVISE)
    if not chooses and (body.sealed_until is not None or body.seal_roles != list(SEAL_ROLES)):
        raise Problem(403, "forbidden", "Only a supervisor chooses until when, and to whom, a list is sealed.")
    typed = MultiDict(flat(body.__dict__, [name for name in NewList.model_fields if name not in _NOT_TYPED]))
    for name in ("hostile", "sealed", "again"):
        if not typed[name]:
            del typed[name]  # a box that is not ticked is not sent
    for name in _MOMENTS:
        moment = clock_of(getattr(body, name))
        if moment is not None:
            typed[name] = moment.strftime("%Y-%m-%dT%H:%M:%S")
    typed.setlist("seal_roles", [role.value for role in body.seal_roles])
    return (NewSealedListForm if chooses else NewListForm)(typed, meta={"csrf": False})


def _unreadable(recognised: list[str]) -> Problem:
    """Return the refusal of a file; it names no heading, which may be a person where a file has none."""
    found = f"Recognised are the columns: {', '.join(recognised)}." if recognised else "No column is recognised."
    return Problem(
        422, "unreadable", "The file cannot be read as a list of people.",
        [(FILE, f"{found} Say in `reading` what the columns hold; identifiers must not repeat.")],
    )  # fmt: skip


def _summary(row: Any) -> ReleaseListSummary:
    release_list = row[0]
    named = [name for name in ReleaseListSummary.model_fields if name not in {*_COUNTED, "sealed"}]
    return ReleaseListSummary(
        **{name: getattr(release_list, name) for name in named},
        **{name: getattr(row, name) for name in _COUNTED},
        sealed=is_sealed(release_list),
    )


def _shown(job: JobRow) -> Job:
    view = progress_of(job)
    return Job(
        id=job.id,
        kind=job.kind,
        state=job.state,
        **{name: view[name] for name in ("finished", "stage", "done", "total")},
        result={name: value for name, value in job.result.items() if type(value) is int},
    )
