"""What was changed in a report, by whom and when: read from the earlier wordings that every change leaves."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from web.i18n import gettext as _
from web.i18n import lazy_gettext
from web.masking import MASK, masked_value
from web.models import Inquirer, ReportState, Revision, Side, User
from web.reports.words import FIELD_WORDS, PARTICULARS

if TYPE_CHECKING:
    import datetime as dt
    from collections.abc import Mapping

    from sqlalchemy.orm import Session

    from web.models import Report
    from web.reports.inquirers import Particulars
    from web.reports.saving import Wording

INQUIRER_DONE = {
    "added": lazy_gettext("An inquirer was added"),
    "changed": lazy_gettext("An inquirer was changed"),
    "removed": lazy_gettext("An inquirer was taken off"),
    "put_back": lazy_gettext("An inquirer was put back"),
}
INQUIRER_WORDS = {
    "name": lazy_gettext("Name"),
    "relation": lazy_gettext("Relation"),
    "contact": lazy_gettext("Contact"),
    "safe_way": lazy_gettext("Safe way"),
    "safe_hours": lazy_gettext("Safe hours"),
    "language": lazy_gettext("Language"),
    "consents": lazy_gettext("Consents"),
    "note": lazy_gettext("Note"),
}


@dataclass(frozen=True, slots=True)
class Difference:
    """One field before and after a change; both texts are masked already where they must be."""

    label: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """One change of a report.

    Attributes
    ----------
    at, by
        When, and the name of who did it; ``""`` where no user did.
    reason
        What was said about why.
    what
        In a few words, where it was not the wording; else ``""``.
    differences
        What was changed.
    """

    at: dt.datetime
    by: str
    reason: str
    what: str
    differences: tuple[Difference, ...]


def history_of(session: Session, report: Report, *, open_: bool) -> list[Change]:
    """Return the changes of a report, the latest first.

    Parameters
    ----------
    open_
        Whether masked fields may be shown.
    """
    query = select(Revision, User.name, User.login).outerjoin(User, User.id == Revision.user_id)
    query = query.where(Revision.side == Side.REPORT, Revision.record_id == report.id).order_by(Revision.id)
    rows = session.execute(query).all()
    present = {name: _plain(getattr(report, name)) for name in PARTICULARS}
    inquirers = {
        inquirer.id: {name: getattr(inquirer, name) for name in INQUIRER_WORDS}
        for inquirer in session.scalars(select(Inquirer).where(Inquirer.report_id == report.id))
    }
    changes: list[Change] = []
    later_person: Mapping[str, Any] = report.person
    for revision, name, login in reversed(rows):
        differences = fields_between(revision.person, later_person, open_=open_)
        later_person = revision.person
        particulars = dict(revision.particulars)
        about = particulars.pop("inquirer", None)
        for key, before in particulars.items():
            differences.append(_particular(key, before, present.get(key)))
            present[key] = before
        if about is not None:
            differences += _inquirer(about, inquirers.setdefault(about["id"], {}), open_=open_)
        what = str(INQUIRER_DONE[about["done"]]) if about is not None else ""
        changes.append(Change(revision.at, name or login or "", revision.reason, what, tuple(differences)))
    return changes


def fields_between(before: Mapping[str, Any], after: Mapping[str, Any], *, open_: bool) -> list[Difference]:
    """Return the fields of a person in which two wordings differ."""
    return [
        Difference(
            str(FIELD_WORDS.get(name, name)),
            _text(before.get(name) if open_ else masked_value(name, before.get(name))),
            _text(after.get(name) if open_ else masked_value(name, after.get(name))),
        )
        for name in dict.fromkeys((*FIELD_WORDS, *before, *after))
        if (before.get(name) or "") != (after.get(name) or "")
    ]


def differences_from(report: Report, wording: Wording, *, open_: bool) -> list[Difference]:
    """Return where what somebody wrote (before) differs from what a report says now (after)."""
    waiting = wording.waiting_since or report.waiting_since  # a day left empty is the one that stands there
    beside = {
        "marks": (wording.marks, report.marks),
        "urgent": (wording.urgent, report.urgent),
        "waiting_since": (waiting, report.waiting_since),
    }
    return [
        *fields_between(wording.person.to_dict(), report.person, open_=open_),
        *(_particular(name, yours, there) for name, (yours, there) in beside.items() if yours != there),
    ]


def differences_from_inquirer(inquirer: Inquirer, particulars: Particulars, *, open_: bool) -> list[Difference]:
    """Return where what somebody wrote (before) differs from what is known of an inquirer now (after)."""
    pairs = {name: (getattr(particulars, name), getattr(inquirer, name)) for name in INQUIRER_WORDS}
    return [_of_inquirer(name, yours, there, open_=open_) for name, (yours, there) in pairs.items() if yours != there]


def _particular(key: str, before: object, after: object) -> Difference:
    return Difference(str(PARTICULARS[key]), _word(key, before), _word(key, after))


def _inquirer(about: Mapping[str, Any], present: dict[str, Any], *, open_: bool) -> list[Difference]:
    differences = []
    for key, before in about.get("was", {}).items():
        differences.append(_of_inquirer(key, before, present.get(key), open_=open_))
        present[key] = before
    return differences


def _of_inquirer(key: str, before: object, after: object, *, open_: bool) -> Difference:
    hidden = key == "contact" and not open_
    label = str(INQUIRER_WORDS.get(key, key))
    return Difference(label, _shown(hidden, _agreed(before)), _shown(hidden, _agreed(after)))


def _agreed(value: object) -> str:
    from web.reports.consent import PURPOSES

    if isinstance(value, dict):
        return "; ".join(f"{PURPOSES.get(purpose, purpose)} ({day})" for purpose, day in value.items())
    return _text(value)


def _shown(hidden: bool, text: str) -> str:  # noqa: FBT001
    return MASK if hidden and text else text


def _text(value: object) -> str:
    return "; ".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


def _plain(value: object) -> object:
    return value.value if isinstance(value, ReportState) else value


def _word(key: str, value: object) -> str:
    if key == "urgent":
        return _("yes") if value else _("no")
    if key == "state":
        return _("open") if value == ReportState.OPEN.value else _("closed")
    return str(value or "")
