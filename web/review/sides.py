"""Both records of a pair side by side: the same field in the same row, the other script below, differences in words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matcher.fields import NAME_FIELDS
from matcher.names.parsing import bare_name
from matcher.names.respelling import in_other_script
from web.i18n import gettext as _
from web.labels import FIELD_LABELS
from web.masking import MASK, masked_person

if TYPE_CHECKING:
    from collections.abc import Mapping

    from web.evidence import Explanation

_READABLE = frozenset({*NAME_FIELDS, "call_sign", "birth_place", "home_region", "home_place", "event_place"})
_NAME_PARTS = ("surname", "given_name", "patronymic")
_NOT_SHOWN = frozenset({"id", "photo", "full_name", *_NAME_PARTS})
_READ_FROM_NAME = frozenset({"sex", "rank", "call_sign"})
_EVIDENCE_OF = {"home_region": "home", "home_place": "home", "age": "birth_date", "release_date": "event_order"}
"""Field of a record to the compared field that it goes into, where the two have not the same name."""


@dataclass(frozen=True, slots=True)
class Value:
    """One value as it was written, and how it is written in the other script (blank where that says nothing)."""

    text: str
    other_script: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the table.

    Attributes
    ----------
    label
        The field.
    left, right
        What the two records say; empty where they say nothing.
    words
        How the two agree, or that only one of them says something.
    direction
        ``for``, ``against``, ``neither`` as the evidence has it; ``""`` where nothing was compared.
    """

    label: str
    left: tuple[Value, ...]
    right: tuple[Value, ...]
    words: str
    direction: str

    @property
    def differs(self) -> bool:
        """Whether the row must catch the eye."""
        return self.direction == "against"


def lines(
    left: Mapping[str, Any], right: Mapping[str, Any], explanation: Explanation, *, left_open: bool, right_open: bool
) -> list[Line]:
    """Lay two people side by side.

    Parameters
    ----------
    left, right
        Fields of the vocabulary as written, of the released person and of the report.
    explanation
        The evidence of the pair; it says how fields agree.
    left_open, right_open
        Whether the user may see the masked fields of that record at this moment.
    """
    left, right = masked_person(left, open_=left_open), masked_person(right, open_=right_open)
    found = [_name(left, right), *_parts_of_names(explanation)]
    for field, label in FIELD_LABELS.items():
        if field in _NOT_SHOWN or not (left.get(field) or right.get(field)):
            continue
        one, other = _values(field, left.get(field)), _values(field, right.get(field))
        found.append(_line(field, str(label), one, other, explanation))
    return found


def _name(left: Mapping[str, Any], right: Mapping[str, Any]) -> Line:
    """Return the names as they were written, in one column or in three."""
    one, other = _written(left), _written(right)
    alike = [value.text for value in one] == [value.text for value in other]
    return Line(_("Name, as written"), one, other, _("written alike") if alike else "", "")


def _written(person: Mapping[str, Any]) -> tuple[Value, ...]:
    parts = " ".join(str(person[part]) for part in _NAME_PARTS if person.get(part))
    texts = dict.fromkeys(filter(None, (str(person.get("full_name") or ""), parts)))
    return tuple(Value(text, in_other_script(bare_name(text.replace(MASK, "")))) for text in texts)


def _parts_of_names(explanation: Explanation) -> list[Line]:
    """Return the parts of the names as the matching took them apart and compared them."""
    rows = [row for row in map(explanation.row, _NAME_PARTS) if row]
    one, other = " ".join(row.left for row in rows), " ".join(row.right for row in rows)
    return [Line(row.label, _read(row.left, one), _read(row.right, other), row.level, row.direction) for row in rows]


def _read(text: str, name: str) -> tuple[Value, ...]:
    return (Value(text, in_other_script(text, beside=name)),) if text else ()


def _values(field: str, content: Any) -> tuple[Value, ...]:
    if not content:
        return ()
    if content == MASK:
        return (Value(MASK),)
    texts = content if isinstance(content, list | tuple) else [content]
    return tuple(Value(str(text), in_other_script(str(text)) if field in _READABLE else "") for text in texts)


def _line(field: str, label: str, one: tuple[Value, ...], other: tuple[Value, ...], explanation: Explanation) -> Line:
    row = explanation.row(_EVIDENCE_OF.get(field, field))
    if row is not None and field in _READ_FROM_NAME:
        stated = (Value(_("read from the name")),)
        return Line(label, one or stated, other or stated, row.level, row.direction)
    if not one:
        return Line(label, one, other, _("only in the report"), "")
    if not other:
        return Line(label, one, other, _("only on the list"), "")
    if row is not None:
        return Line(label, one, other, row.level, row.direction)
    hidden = any(value.text == MASK for value in (*one, *other))
    alike = not hidden and [value.text.casefold() for value in one] == [value.text.casefold() for value in other]
    return Line(label, one, other, _("written alike") if alike else _("not compared"), "")
