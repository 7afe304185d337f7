"""Loading a file of reports as background work: every row with a name becomes a report, all of them or none."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select

from matcher.dates import parse_date
from matcher.person import Person
from web import audit
from web.database import now
from web.intake.uploads import people, read_upload
from web.jobs import enqueue, handler
from web.matching.keys import add_keys, keys_of
from web.matching.people import chunks
from web.matching.runs import start_all_matches, start_suggestions
from web.models import Job, JobState, Report, Side, Upload
from web.reports.readings import today
from web.reports.reference import reference_of
from web.reports.saving import Wording, new_row

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Collection, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from matcher.intake import Records
    from web.jobs import Claim

LOAD_REPORTS = "load_reports"
PURPOSE = "reports"
_AT_A_TIME = 500
_TOLD_EVERY = 500  # rows between two notes of progress


@dataclass(frozen=True, slots=True)
class Waiting:
    """Since when the reports of a file wait.

    Attributes
    ----------
    day
        Day of all reports for which the file says nothing else.
    column
        Heading of the column that holds the day of each report; ``""`` if none does.
    """

    day: dt.date
    column: str = ""

    def since(self, carried: Mapping[str, Any]) -> dt.date:
        """Return the day of one report; a cell that cannot be read, or lies in the future, says nothing."""
        value = parse_date(carried.get(self.column, ""), kind="event").value if self.column else None
        day = value.first_day() if value is not None else None
        return day if day is not None and day <= today() else self.day


def start_loading(session: Session, upload: Upload, user_id: int) -> Job:
    """Put the loading of an upload into the queue, or return the job that loads it already."""
    session.get(Upload, upload.id, with_for_update=True)  # of two clicks the second one finds the first one's job
    return unfinished_job(session, upload.id) or enqueue(
        session, LOAD_REPORTS, subject="upload", subject_id=upload.id, user_id=user_id
    )


def unfinished_job(session: Session, upload_id: int) -> Job | None:
    """Return the job that loads an upload, if one waits or works."""
    query = select(Job).where(Job.kind == LOAD_REPORTS, Job.subject == "upload", Job.subject_id == upload_id)
    return session.scalars(query.where(Job.state.in_((JobState.WAITING, JobState.RUNNING)))).first()


def loaded_before(session: Session, upload: Upload) -> Upload | None:
    """Return the upload with which the same file was loaded, if it was."""
    query = select(Upload).where(
        Upload.purpose == PURPOSE, Upload.file_hash == upload.file_hash, Upload.loaded_at.is_not(None)
    )
    return session.scalars(query.order_by(Upload.id)).first()


@handler(LOAD_REPORTS)
def load_reports(claim: Claim) -> None:
    """Load the reports of an upload, then have them compared with each other and with every list."""
    upload_id = claim.subject_id or 0
    claim.progress("reading the records", 0, 1)
    with claim.database.session() as session:
        upload = session.get_one(Upload, upload_id)
        records, waiting = read_upload(upload), waiting_of(upload)
    rows = []
    for done, row in enumerate(_rows(records, waiting, claim.user_id)):
        rows.append({**row, "upload_id": upload_id})
        if done % _TOLD_EVERY == 0:
            claim.progress("preparing the reports", done, len(records))
    keys = keys_of([row["person"] for row in rows], claim.progress)  # before anybody waits for what is written
    claim.progress("keeping the reports", 0, 1)
    named = {row["row"] for row in rows}
    nameless = [number for number in records.rows.tolist() if number not in named]
    result: dict[str, Any] = {"upload_id": upload_id, "nameless": nameless}
    with claim.finish(result) as session:
        # of two uploads of one file, loaded at once by two workers, the second one waits here and then sees the first
        same = select(Upload).where(Upload.purpose == PURPOSE, Upload.file_hash == upload.file_hash)
        session.scalars(same.order_by(Upload.id).with_for_update()).all()
        earlier = loaded_before(session, upload)
        fresh = [] if earlier is not None else _not_on_file(session, rows)
        result |= {"loaded": len(fresh), "on_file": len(rows) - len(fresh)}
        if earlier is not None:
            result["earlier"] = earlier.id
            return
        loaded = session.get_one(Upload, upload_id)
        loaded.loaded_at = now()
        numbers = _insert(session, fresh)
        add_keys(session, Side.REPORT, [numbers.get(row["row"], 0) for row in rows], keys)
        if fresh:
            start_suggestions(session, upload_id, claim.user_id)
            result["runs"] = [job.id for job in start_all_matches(session, claim.user_id)]
        counts = {name: result[name] for name in ("loaded", "on_file")} | {"nameless": len(result["nameless"])}
        loaded.settings = {**loaded.settings, "result": {**counts, "nameless_rows": result["nameless"]}}
        audit.write(session, [audit.Note("reports.load", "upload", upload_id, counts)], claim.user_id, "job")


def waiting_of(upload: Upload) -> Waiting:
    """Return since when the reports of an upload wait, as its page was told."""
    day = parse_date(upload.settings.get("waiting_since", "")).value
    first = day.first_day() if day is not None else None
    return Waiting(first or today(), upload.settings.get("waiting_column", ""))


def _rows(records: Records, waiting: Waiting, user_id: int | None) -> Iterator[dict[str, Any]]:
    with_ids = "id" in records.recognised.values()
    numbers = records.rows.tolist()
    for position, source_id, fields, carried in people(records):
        clean = {name: _clean(value) for name, value in fields.items()}
        beside = {_clean(heading): _clean(cell) for heading, cell in carried.items()}
        wording = Wording(
            person=Person.from_dict(clean),
            waiting_since=waiting.since(beside),
            carried=beside,
            source_id=_clean(source_id) if with_ids else "",
        )
        yield {**new_row(wording, user_id), "row": numbers[position]}


def _not_on_file(session: Session, rows: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Leave out rows that are on file word for word under the same number: a register brought again with additions."""
    known = _known(session, {row["source_id"] for row in rows if row["source_id"]})
    return [row for row in rows if (row["source_id"], row["fingerprint"]) not in known]


def _known(session: Session, source_ids: Collection[str]) -> set[tuple[str, str]]:
    found: set[tuple[str, str]] = set()
    for chunk in chunks(sorted(source_ids), _AT_A_TIME):
        query = select(Report.source_id, Report.fingerprint).where(Report.source_id.in_(chunk))
        found.update((row.source_id, row.fingerprint) for row in session.execute(query))
    return found


def _insert(session: Session, rows: list[dict[str, Any]]) -> dict[int, int]:
    """Add reports, each with its reference; return their numbers by the rows of the file."""
    numbers = _numbers(session, len(rows))
    statement = insert(Report)
    numbered = (
        {**row, "id": number, "reference": reference_of(number)} for row, number in zip(rows, numbers, strict=True)
    )
    for chunk in chunks(numbered):
        session.execute(statement, chunk)
    return {row["row"]: number for row, number in zip(rows, numbers, strict=True)}


def _numbers(session: Session, count: int) -> Sequence[int]:
    """Take numbers for new reports; known before, they spare a second writing of every row."""
    if session.get_bind().dialect.name == "postgresql":
        sequence = func.pg_get_serial_sequence("report", "id")
        return session.scalars(select(func.nextval(sequence)).select_from(func.generate_series(1, count))).all()
    last = session.scalar(select(func.max(Report.id))) or 0  # on SQLite nobody else writes meanwhile
    return range(last + 1, last + count + 1)


def _clean(value: Any) -> Any:
    """Return text without the one character that no database takes; of several texts, each."""
    if isinstance(value, list):
        return [_clean(part) for part in value]
    return str(value).replace("\x00", "")
