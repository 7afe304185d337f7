"""What two records say, field beside field, with masked values already taken out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matcher.fields import SEPARATOR
from web.labels import FIELD_LABELS
from web.masking import hides, open_part

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping

    from web.models import Match

SHORT = ("sex", "birth_date", "age", "birth_place", "home_region", "home_place", "event_date", "status", "rank", "unit")
"""Fields that tell people apart at a glance; the name stands above them."""


@dataclass(frozen=True, slots=True)
class Cell:
    """What one record says in one field; ``hidden`` is true where `text` is not all of it, or none."""

    text: str
    hidden: bool


@dataclass(frozen=True, slots=True)
class Fact:
    """One field of both records."""

    label: Any
    released: Cell
    report: Cell


def facts(
    match: Match, *, released_open: bool, report_open: bool, only: Collection[str] = tuple(FIELD_LABELS)
) -> list[Fact]:
    """Return the fields that either record of a match fills, in the order of the vocabulary.

    Parameters
    ----------
    match
        The pair.
    released_open, report_open
        Whether the masked fields of the one and of the other may be seen.
    only
        Fields to look at.
    """
    left, right = match.released.person, match.report.person
    return [
        Fact(label, _cell(left, name, open_=released_open), _cell(right, name, open_=report_open))
        for name, label in FIELD_LABELS.items()
        if name in only and (left.get(name) or right.get(name))
    ]


def _cell(person: Mapping[str, Any], name: str, *, open_: bool) -> Cell:
    value = person.get(name) or ""
    hidden = not open_ and hides(name, value)
    value = (open_part(name, value) or "") if hidden else value
    text = SEPARATOR.join(map(str, value)) if isinstance(value, list | tuple) else str(value)
    return Cell(text, hidden)
