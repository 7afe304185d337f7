"""Loading a list, or a corrected version of one, as background work: everything of it is stored at once or not at all.

The list itself is there from the moment somebody asked for it, without a version: it is what the progress belongs
to, and what may be sealed.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any, TypeVar

from sqlalchemy import func, insert, select, update

from matcher.errors import InputError
from web import audit
from web.database import now
from web.intake.problems import severities
from web.intake.uploads import read_upload, settings_of
from web.jobs import enqueue, handler
from web.lists.differences import Difference, difference
from web.lists.entries import Entry, Stored, entries_of, ids_of
from web.models import Job, JobState, ListVersion, Match, Released, ReleaseList, Revision, Side, Upload

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from sqlalchemy.orm import Session

    from matcher.intake import Records
    from web.jobs import Claim
    from web.lists.differences import Change

LOAD_LIST = "load_list"
OVERTAKEN = "Another version of this list was loaded meanwhile; look at the differences again."
_AT_ONCE = 500  # numbers in one IN (…), rows in one INSERT
T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class _Read:
    """An upload as it is stored: rows, and what was said about the file."""

    records: Records
    entries: list[Entry]
    file_hash: str
    sheet: str

    def version(self, number: int, **counts: Any) -> ListVersion:
        recognised = self.records.recognised
        return ListVersion(
            number=number,
            file_hash=self.file_hash,
            columns={
                "fields": recognised,
                "ids": ids_of(recognised),
                "origin": self.records.origin,
                "unusable": len(self.records) - len(self.entries),
                "problems": dict(severities(self.records.problems)),
            },
            problems=[
                {name: value for name, value in asdict(problem).items() if name != "file"}
                for problem in self.records.problems
            ],
            rows=len(self.entries),
            **counts,
        )


def start_load(session: Session, release_list: ReleaseList, upload: Upload, user_id: int, base: int = 0) -> Job:
    """Put the loading of an upload into the queue.

    Parameters
    ----------
    session
        A writing session.
    release_list
        The list, new or to be corrected.
    upload
        Where the rows are.
    user_id
        Who loads it.
    base
        Number of the version that the upload was compared with; 0 for a new list.
    """
    upload.settings = {**upload.settings, "list": release_list.id}
    return enqueue(
        session,
        LOAD_LIST,
        subject="list",
        subject_id=release_list.id,
        user_id=user_id,
        payload={"upload": upload.id, "base": base},
    )


def last_version(session: Session, list_id: int) -> int:
    """Return the number of a list's last version, 0 if none is loaded."""
    return session.scalar(select(func.max(ListVersion.number)).where(ListVersion.list_id == list_id)) or 0


def is_loading(session: Session, list_id: int) -> bool:
    """Tell whether a version of a list waits to be loaded or is being loaded."""
    waiting = select(Job.id).where(
        Job.kind == LOAD_LIST,
        Job.subject_id == list_id,
        Job.state.in_((JobState.WAITING, JobState.RUNNING)),
    )
    return session.scalar(waiting.limit(1)) is not None


def on_file(session: Session, list_id: int) -> list[Stored]:
    """Return all rows of a list, those withdrawn too, in the order of their numbers."""
    query = (
        select(
            Released.id,
            Released.row,
            Released.source_id,
            Released.person,
            Released.carried,
            Released.fingerprint,
            Released.withdrawn_in,
        )
        .where(Released.list_id == list_id)
        .order_by(Released.id)
    )
    return [
        Stored(
            row=row.row,
            source_id=row.source_id,
            person=row.person,
            carried=row.carried,
            fingerprint=row.fingerprint,
            number=row.id,
            withdrawn=row.withdrawn_in is not None,
        )
        for row in session.execute(query)
    ]


def compare(session: Session, list_id: int, records: Records, entries: Sequence[Entry] | None = None) -> Difference:
    """Return what an upload would change in a list."""
    columns = session.scalar(
        select(ListVersion.columns).where(ListVersion.list_id == list_id).order_by(ListVersion.number.desc()).limit(1)
    )
    by_id = (columns or {}).get("ids", "file") == "file" and ids_of(records.recognised) == "file"
    rows = entries_of(records) if entries is None else entries
    return difference(on_file(session, list_id), rows, by_id=by_id)


@handler(LOAD_LIST)
def load_list(claim: Claim) -> None:
    """Load what an upload holds into a list."""
    list_id, base = claim.subject_id or 0, int(claim.payload["base"])
    claim.progress("reading the file", 0, 1)
    with claim.database.session() as session:
        read = _read(session, claim.payload["upload"])
        claim.progress("comparing the versions" if base else "storing the people", 0, 1)
        changes = (
            compare(session, list_id, read.records, read.entries)
            if base
            else Difference(tuple(read.entries), (), (), (), ())
        )
    claim.progress("storing the people", 0, 1)
    result: dict[str, Any] = {}
    with claim.finish(result) as session:
        _store(session, claim, read, changes)
        result.update(
            list_id=list_id,
            version=base + 1,
            rows=len(read.entries),
            unusable=len(read.records) - len(read.entries),
            added=len(changes.added) + len(changes.returned),
            changed=len(changes.changed),
            withdrawn=len(changes.withdrawn),
        )
        audit.write(session, [audit.Note("list.loaded", "list", list_id, result)], claim.user_id, "job")


def _read(session: Session, upload_id: int) -> _Read:
    upload = session.get(Upload, upload_id)
    if upload is None:
        raise InputError("The file is no longer there; bring it again.")
    settings = settings_of(upload)
    records = read_upload(upload, settings)
    return _Read(records, entries_of(records), upload.file_hash, settings.sheet)


def _store(session: Session, claim: Claim, read: _Read, changes: Difference) -> None:
    """Write a version: rows, their keys, earlier wordings; and have the list matched."""
    from web.matching.keeping import withdraw_matches
    from web.matching.keys import drop_keys, store_keys
    from web.matching.runs import start_match

    list_id, base = claim.subject_id or 0, int(claim.payload["base"])
    # Whoever loads another version of this list now waits here, and is refused below; a run that matches it does not.
    release_list = session.get(ReleaseList, list_id, with_for_update={"key_share": True})
    if release_list is None or last_version(session, list_id) != base:
        raise InputError(OVERTAKEN)
    number = base + 1
    version = read.version(
        number,
        added=len(changes.added) + len(changes.returned),
        changed=len(changes.changed),
        withdrawn=len(changes.withdrawn),
    )
    version.list_id, version.upload_id, version.loaded_by = list_id, claim.payload["upload"], claim.user_id
    session.add(version)
    session.execute(update(Upload).where(Upload.id == claim.payload["upload"]).values(loaded_at=now()))
    keyed = list(_insert(session, list_id, number, changes.added))
    keyed += _rewrite(session, number, changes, claim.user_id)
    withdrawn = [row.number for row in changes.withdrawn]
    for chunk in _chunks(withdrawn):
        session.execute(update(Released).where(Released.id.in_(chunk)).values(withdrawn_in=number))
    session.flush()
    store_keys(session, Side.RELEASED, keyed)
    if withdrawn:
        drop_keys(session, Side.RELEASED, withdrawn)
        withdraw_matches(session, Side.RELEASED, withdrawn)
    _restate(session, [change.old.number for change in (*changes.changed, *changes.returned)])
    start_match(session, list_id, claim.user_id)


def _insert(
    session: Session, list_id: int, number: int, entries: Sequence[Entry]
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Store new people; yield the number and fields of each."""
    if not entries:
        return
    statement = insert(Released).returning(Released.id, sort_by_parameter_order=True)
    rows = [{"list_id": list_id, "added_in": number, **entry.columns()} for entry in entries]
    numbers: list[int] = []
    for chunk in _chunks(rows):  # of many rows at once, the numbers are put in order in quadratic time
        numbers += session.scalars(statement, chunk)
    yield from zip(numbers, (entry.person for entry in entries), strict=True)


def _rewrite(
    session: Session, number: int, changes: Difference, user_id: int | None
) -> Iterator[tuple[int, dict[str, Any]]]:
    """Store what changed under the numbers the people have, and keep the earlier wording; yield as ``_insert``."""
    reworded = [*changes.changed, *(change for change in changes.returned if change.fields)]
    if reworded:
        session.execute(
            insert(Revision),
            [
                {
                    "side": Side.RELEASED,
                    "record_id": change.old.number,
                    "person": change.old.person,
                    "carried": change.old.carried,
                    "reason": f"version {number}",
                    "user_id": user_id,
                }
                for change in reworded
            ],
        )
    _update(session, changes.changed, changed_in=number)
    _update(session, changes.returned, changed_in=number, withdrawn_in=None)
    _update(session, [change for change in changes.unchanged if _moved(change)])
    yield from ((change.old.number, change.new.person) for change in (*changes.changed, *changes.returned))


def _update(session: Session, changes: Sequence[Change], **values: Any) -> None:
    if changes:
        session.execute(
            update(Released), [{"id": change.old.number, **change.new.columns(), **values} for change in changes]
        )


def _moved(change: Change) -> bool:
    """Tell whether an unchanged row stands in another place, or is called something else."""
    return (change.old.row, change.old.source_id) != (change.new.row, change.new.source_id)


def _restate(session: Session, released_ids: Sequence[int]) -> None:
    """Let the matches of changed people show it at once: a rejected pair may return."""
    from web.review.states import restate

    for chunk in _chunks(released_ids):
        restate(session, session.scalars(select(Match.id).where(Match.released_id.in_(chunk))).all())


def _chunks(values: Sequence[T]) -> Iterable[Sequence[T]]:
    return (values[start : start + _AT_ONCE] for start in range(0, len(values), _AT_ONCE))
