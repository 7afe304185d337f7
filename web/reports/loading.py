"""Loading a file of reports as background work: every row with a name becomes a report, all of them or none."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import func, insert, select, text

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
from web.records import fingerprint
from web.reports.readings import today
from web.reports.reference import reference_of
from web.reports.saving import SHORT, Wording, new_row

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Iterable, Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session

    from matcher.intake import Records
    from web.jobs import Claim

LOAD_REPORTS = "load_reports"
PURPOSE = "reports"
_LOCK = 0x72657073  # any constant: the advisory lock of whoever enters a file of reports on PostgreSQL
_AT_A_TIME = 500
_READ_AT_A_TIME = 5_000
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


@dataclass(frozen=True, slots=True)
class Known:
    """Rows of a file whose person is on file: row number to the number of a report that says the same of the person.

    Attributes
    ----------
    same
        Under the same number, and nothing in the row is new.
    more
        Under the same number, but a remark, a photograph or an unread column is new or reads otherwise.
    alike
        Under another number, or none: entered twice, or somebody else reports the same person.
    """

    same: Mapping[int, int]
    more: Mapping[int, int]
    alike: Mapping[int, int]


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


def known_of(session: Session, records: Records) -> Known:
    """Return which rows of a file are on file, for its page."""
    return _known(
        session,
        (
            {
                "row": int(records.rows[position]),
                "source_id": source_id[:SHORT],
                "person": person,
                "carried": carried,
                "fingerprint": fingerprint(person),
            }
            for position, source_id, person, carried in people(records)
        ),
    )


@handler(LOAD_REPORTS)
def load_reports(claim: Claim) -> None:
    """Load the reports of an upload, then have them compared with each other and with every list."""
    upload_id = claim.subject_id or 0
    claim.progress("reading the records", 0, 1)
    with claim.database.session() as session:
        upload = session.get_one(Upload, upload_id)
        records, waiting, again = read_upload(upload), waiting_of(upload), upload.settings.get("again", False)
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
        # of two workers who load the same rows at once the second one waits here and then sees what the first one did
        if session.get_bind().dialect.name == "postgresql":
            session.execute(text("SELECT pg_advisory_xact_lock(:lock)"), {"lock": _LOCK})
        earlier = loaded_before(session, upload)
        if earlier is not None:
            result |= {"loaded": 0, "on_file": len(rows), "earlier": earlier.id}
            return
        known = _known(session, rows)
        left_out = {*known.same, *known.more, *(() if again else known.alike)}
        fresh = [row for row in rows if row["row"] not in left_out]
        result |= {"loaded": len(fresh), "on_file": len(left_out)}
        loaded = session.get_one(Upload, upload_id)
        loaded.loaded_at = now()
        numbers = _insert(session, fresh)
        add_keys(session, Side.REPORT, [numbers.get(row["row"], 0) for row in rows], keys)
        if fresh:
            start_suggestions(session, upload_id, claim.user_id)
            result["runs"] = [job.id for job in start_all_matches(session, claim.user_id)]
        counts = {name: result[name] for name in ("loaded", "on_file")} | {"nameless": len(result["nameless"])}
        loaded.settings = {
            **loaded.settings,
            "result": {
                **counts,
                "nameless_rows": result["nameless"],
                "same": len(known.same),
                "more": list(known.more.items()),
                "alike": list(known.alike.items()),
            },
        }
        audit.write(session, [audit.Note("reports.load", "upload", upload_id, counts)], claim.user_id, "job")


def waiting_of(upload: Upload) -> Waiting:
    """Return since when the reports of an upload wait, as its page was told."""
    day = parse_date(upload.settings.get("waiting_since", "")).value
    first = day.first_day() if day is not None else None
    return Waiting(first or today(), upload.settings.get("waiting_column", ""))


def _rows(records: Records, waiting: Waiting, user_id: int | None) -> Iterator[dict[str, Any]]:
    numbers = records.rows.tolist()
    for position, source_id, fields, carried in people(records):
        clean = {name: _clean(value) for name, value in fields.items()}
        beside = {_clean(heading): _clean(cell) for heading, cell in carried.items()}
        wording = Wording(
            person=Person.from_dict(clean),
            waiting_since=waiting.since(beside),
            carried=beside,
            source_id=_clean(source_id),
        )
        yield {**new_row(wording, user_id), "row": numbers[position]}


def _known(session: Session, rows: Iterable[dict[str, Any]]) -> Known:
    """Return which rows are on file: a register brought again, or a person whom somebody else reported."""
    wanted: defaultdict[str, list[dict[str, Any]]] = defaultdict(list)
    for row in rows:
        wanted[row["fingerprint"]].append(row)
    on_file: defaultdict[str, dict[str, list[int]]] = defaultdict(lambda: defaultdict(list))
    query = select(Report.id, Report.source_id, Report.fingerprint).order_by(Report.id)
    for report in session.execute(query.execution_options(yield_per=_READ_AT_A_TIME)):  # once: there is no index
        if report.fingerprint in wanted:
            on_file[report.fingerprint][report.source_id].append(report.id)
    numbered: dict[int, tuple[dict[str, Any], list[int]]] = {}
    same: dict[int, int] = {}
    more: dict[int, int] = {}
    alike: dict[int, int] = {}
    for compared, reports in on_file.items():
        for row in wanted[compared]:
            if row["source_id"] and row["source_id"] in reports:
                numbered[row["row"]] = (row, reports[row["source_id"]])
            else:
                alike[row["row"]] = min(number for numbers in reports.values() for number in numbers)
    said = _said(session, {number for _, numbers in numbered.values() for number in numbers})
    for place, (row, numbers) in numbered.items():
        says = _cells(row["person"], row["carried"])
        repeats = [number for number in numbers if says <= said[number]]
        (same if repeats else more)[place] = (repeats or numbers)[0]
    return Known(*(dict(sorted(found.items())) for found in (same, more, alike)))


def _said(session: Session, numbers: Iterable[int]) -> dict[int, set[tuple[str, str]]]:
    """Return everything that some reports say of their persons, and what else their files said."""
    found: dict[int, set[tuple[str, str]]] = {}
    for chunk in chunks(sorted(numbers), _AT_A_TIME):
        query = select(Report.id, Report.person, Report.carried).where(Report.id.in_(chunk))
        found.update((report.id, _cells(report.person, report.carried)) for report in session.execute(query))
    return found


def _cells(person: Mapping[str, Any], carried: Mapping[str, Any]) -> set[tuple[str, str]]:
    return {(name, str(value)) for said in (person, carried) for name, value in said.items()}


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
