"""How a date or an age that somebody typed was understood, in words."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from babel import dates

from matcher.dates import parse_age, parse_date
from web.core_words import translate
from web.database import now
from web.i18n import format_day, locale
from web.i18n import gettext as _

if TYPE_CHECKING:
    from collections.abc import Mapping

    from matcher.dates import PartialDate

Kind = Literal["birth", "event"]
"""What a date is of: it decides how a year of two digits is completed."""


@dataclass(frozen=True, slots=True)
class Understood:
    """What became of a date that somebody typed.

    Attributes
    ----------
    text
        The date in words; ``""`` if none was read.
    doubt
        What was changed, left out or may be wrong; ``""`` if nothing.
    refused
        Nothing could be read, although something stands there.
    """

    text: str
    doubt: str
    refused: bool


def today() -> dt.date:
    """Return the day on the office's own clock."""
    return now().astimezone().date()


def understood(text: str, kind: Kind) -> Understood:
    """Say how a date was understood."""
    reading = parse_date(text, kind=kind)
    doubt = translate(reading.note) if reading.note else ""
    if reading.value is not None:
        return Understood(in_words(reading.value), doubt, refused=False)
    if reading.note:
        return Understood("", doubt, refused=True)
    return Understood(_("not known") if text.strip() else "", "", refused=False)


def in_words(value: PartialDate) -> str:
    """Write a partial date as people write it: only what is known of it."""
    if value.year is None:
        month = dt.date(2000, value.month or 1, value.day or 1)
        skeleton = "MMMMd" if value.day else "MMMM"
        return _("%(date)s, year not known", date=dates.format_skeleton(skeleton, month, locale=locale()))
    first = dt.date(value.year, value.month or 1, value.day or 1)
    if value.day:
        words = format_day(first)
    elif value.month:
        words = dates.format_skeleton("yMMMM", first, locale=locale())
    else:
        words = str(value.year)
    return _("about %(date)s", date=words) if value.approximate else words


def last_birth_year(person: Mapping[str, Any]) -> int | None:
    """Return the last year in which a person can have been born; None if neither a date nor an age says.

    Parameters
    ----------
    person
        Fields of the matcher's vocabulary.
    """
    from matcher.preparation import ESTIMATE_SLACK  # loads pandas

    born = parse_date(person.get("birth_date", ""), kind="birth").value
    if born is not None and born.year is not None:
        return born.year + (ESTIMATE_SLACK if born.approximate else 0)
    age = parse_age(person.get("age", ""))
    known_on = parse_date(person.get("age_on", ""), kind="event").value
    if age is None or known_on is None or known_on.year is None:
        return None
    return known_on.year - age
