"""Saving a report: a new one or a changed wording, with everything that has to follow from it in one transaction."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from web.database import now
from web.masking import shown_name
from web.matching import likely
from web.matching.keys import store_keys
from web.matching.links import suggest_duplicates
from web.matching.on_save import match_report, withdraw_matches
from web.models import Report, ReportState, Revision, Side
from web.records import fingerprint
from web.reports.readings import last_birth_year, today
from web.reports.reference import reference_of
from web.reports.words import FIELD_WORDS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from matcher.person import Person
    from web.matching.likely import Ahead

SHORT = 200
"""Longest text of the columns that the tables of the pages show; the whole text stands in the person's fields."""


class StaleReportError(ValueError):
    """Somebody else changed the report since the form was opened."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody says in a report.

    Attributes
    ----------
    person
        The missing person; an ``id`` is not kept.
    marks
        Distinguishing marks.
    urgent
        Whether a caseworker marked the report as urgent.
    waiting_since
        Day on which the report was made; None means today, or in a change the day that stands there.
    carried
        What else a file said, heading to cell; None means nothing, or in a change what stands there.
    source_id
        Identifier in the file; in a change ``""`` means the one that stands there.
    """

    person: Person
    marks: str = ""
    urgent: bool = False
    waiting_since: dt.date | None = None
    carried: Mapping[str, Any] | None = None
    source_id: str = ""


@dataclass(frozen=True, slots=True)
class Saved:
    """What saving did.

    Attributes
    ----------
    report
        The report as it stands now.
    changed
        Names of the fields that were changed; of a new report, those that are filled.
    """

    report: Report
    changed: tuple[str, ...] = field(default=())


def save_report(
    session: Session,
    wording: Wording,
    *,
    user_id: int | None,
    report_id: int | None = None,
    revision: int | None = None,
    reason: str = "",
    ahead: Ahead | None = None,
) -> Saved:
    """Save a new report or a new wording of one, then match it and look for duplicates.

    Parameters
    ----------
    session
        A writing session; the caller commits.
    wording
        What the report says.
    user_id
        Who writes it.
    report_id
        The report that is changed; a new one if not given.
    revision
        The revision on which the change was made; needed for a change.
    reason
        Why it is changed, kept with the earlier wording.
    ahead
        Who on the lists is likely to be the person, from :func:`look_ahead`, found while nobody had to wait.

    Raises
    ------
    StaleReportError
        If the report was changed since that revision, or there is none of that number.
    """
    if report_id is None:
        return _new(session, wording, user_id, ahead)
    return _change(session, held(session, report_id, revision), wording, user_id, reason)


def look_ahead(session: Session, wording: Wording) -> Ahead:
    """Find who on the lists is likely to be the person of a report, in a session that only reads."""
    return likely.look_ahead(session, _fields(wording.person))


def held(session: Session, report_id: int, revision: int | None) -> Report:
    """Return a report, locked until the transaction ends, if it still stands at a revision.

    Raises
    ------
    StaleReportError
        If it does not, or there is no such report.
    """
    # FOR NO KEY UPDATE: a matching run may meanwhile write matches that refer to the report
    report = session.get(Report, report_id, with_for_update={"key_share": True}, populate_existing=True)
    if report is None or report.revision != revision:
        raise StaleReportError
    return report


def new_row(wording: Wording, user_id: int | None) -> dict[str, Any]:
    """Return the values of the columns of a new report; its reference follows from its number (:func:`number_rows`)."""
    person = _fields(wording.person)
    moment = now()
    return {
        "reference": f"new-{uuid4().hex}",
        "state": ReportState.OPEN,
        "name": shown_name(wording.person)[:SHORT],
        "birth_date": wording.person.birth_date[:SHORT],
        "birth_year": last_birth_year(person),
        "person": person,
        "carried": dict(wording.carried or {}),
        "marks": wording.marks,
        "waiting_since": wording.waiting_since or today(),
        "urgent": wording.urgent,
        "fingerprint": fingerprint(person),
        "revision": 1,
        "source_id": wording.source_id[:SHORT],
        "created_by": user_id,
        "created_at": moment,
        "updated_at": moment,
    }


def close_report(session: Session, report_id: int, revision: int, reason: str, user_id: int | None) -> Report:
    """Close a report: nobody waits for an answer any more; matches that nobody decided are withdrawn.

    Raises
    ------
    StaleReportError
        If it was changed since that revision.
    """
    report = _set_state(session, report_id, revision, ReportState.CLOSED, reason, user_id)
    withdraw_matches(session, Side.REPORT, [report_id])
    return report


def reopen_report(session: Session, report_id: int, revision: int, reason: str, user_id: int | None) -> Report:
    """Open a closed report again and match it against every list on file.

    Raises
    ------
    StaleReportError
        If it was changed since that revision.
    """
    report = _set_state(session, report_id, revision, ReportState.OPEN, reason, user_id)
    _follow_up(session, report)
    return report


def revise(
    session: Session,
    report: Report,
    user_id: int | None,
    *,
    reason: str = "",
    particulars: Mapping[str, Any] | None = None,
) -> None:
    """Keep what a report says now, before it is changed, and count the change."""
    session.add(
        Revision(
            side=Side.REPORT,
            record_id=report.id,
            person=report.person,
            carried=report.carried,
            particulars=dict(particulars or {}),
            reason=reason,
            user_id=user_id,
        )
    )
    report.revision += 1
    report.updated_at = now()


def _new(session: Session, wording: Wording, user_id: int | None, ahead: Ahead | None) -> Saved:
    report = Report(**new_row(wording, user_id))
    session.add(report)
    session.flush()
    report.reference = reference_of(report.id)
    session.flush()
    _follow_up(session, report, ahead)
    return Saved(report, tuple(report.person))


def _change(session: Session, report: Report, wording: Wording, user_id: int | None, reason: str) -> Saved:
    person = _fields(wording.person)
    new = {
        "marks": wording.marks,
        "urgent": wording.urgent,
        "waiting_since": wording.waiting_since or report.waiting_since,
        "carried": report.carried if wording.carried is None else dict(wording.carried),
        "source_id": wording.source_id[:SHORT] or report.source_id,
    }
    before = {name: getattr(report, name) for name, value in new.items() if getattr(report, name) != value}
    order = (*FIELD_WORDS, *person, *report.person)
    fields = [name for name in dict.fromkeys(order) if person.get(name) != report.person.get(name)]
    if not before and not fields:
        return Saved(report)
    kept = {name: value for name, value in before.items() if name != "carried"}
    if "waiting_since" in kept:
        kept["waiting_since"] = report.waiting_since.isoformat()
    revise(session, report, user_id, reason=reason, particulars=kept)
    for name, value in new.items():
        setattr(report, name, value)
    report.person = person
    report.name = shown_name(wording.person)[:SHORT]
    report.birth_date = wording.person.birth_date[:SHORT]
    report.birth_year = last_birth_year(person)
    compared = fingerprint(person)
    session.flush()
    if compared != report.fingerprint:
        report.fingerprint = compared
        session.flush()
        _follow_up(session, report)
    return Saved(report, (*fields, *before))


def _set_state(
    session: Session, report_id: int, revision: int, state: ReportState, reason: str, user_id: int | None
) -> Report:
    report = held(session, report_id, revision)
    if report.state == state:
        raise StaleReportError
    revise(session, report, user_id, reason=reason, particulars={"state": report.state.value})
    report.state = state
    session.flush()
    return report


def _follow_up(session: Session, report: Report, ahead: Ahead | None = None) -> None:
    """Store the keys under which the report is found, then match it and look for others about the same person."""
    store_keys(session, Side.REPORT, [(report.id, report.person)])
    if report.state is ReportState.OPEN:
        match_report(session, report.id, ahead=ahead)
        suggest_duplicates(session, [report.id])


def _fields(person: Person) -> dict[str, Any]:
    return {name: value for name, value in person.to_dict().items() if name != "id"}
