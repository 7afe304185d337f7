"""What is wrong with a single cell, given the field it belongs to; each distinct text is looked at once."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

from matcher.fields import Field, Kind, split_repeated
from matcher.intake.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


class Finding(NamedTuple):
    """One thing to report about a cell."""

    action: str
    severity: Severity


_LONG_NAME = 120
_SCIENTIFIC = re.compile(r"\d(?:[.,]\d+)?E\+?\d+", re.IGNORECASE)
_TAX_DIGITS = (10, 12)  # Ukraine (РНОКПП), Russia (ИНН)
_KEPT = "the text was kept but counts as missing"


def findings(field: Field, cells: Iterable[str]) -> dict[str, tuple[Finding, ...]]:
    """Return, for each distinct cell of a field that needs a word, what there is to say.

    Parameters
    ----------
    field
        The field as which the cells are read.
    cells
        Texts of one column; blank ones are no problem.
    """
    examine = _EXAMINERS.get(field.kind, _nothing)
    found: dict[str, tuple[Finding, ...]] = {}
    for cell in set(cells):
        if not cell.strip():
            continue
        said = [*examine(field, cell), *_replacement_characters(cell)]
        if said:
            found[cell] = tuple(said)
    return found


def retyped(surname: str, given: str, patronymic: str) -> tuple[Finding | None, ...]:
    """Return what to say about the cells of a name that only together show another keyboard layout.

    Parameters
    ----------
    surname, given, patronymic
        The cells of one row.

    Returns
    -------
    tuple of Finding or None
        One for each cell; ``None`` where there is nothing to add to what the cell alone shows (:func:`findings`).
    """
    from matcher.names.layout import relayout
    from matcher.names.repair import LAYOUT_CHANGED, clean_columns, joined_cells

    cells = (surname, given, patronymic)
    if relayout(joined_cells(*cells)) is None:
        return (None, None, None)
    said = Finding(_sentence(LAYOUT_CHANGED), Severity.ALTERED)
    return tuple(
        said if LAYOUT_CHANGED in cleaned.changes and relayout(cell) is None else None
        for cell, cleaned in zip(cells, clean_columns(*cells), strict=True)
    )


def has_letters(text: str) -> bool:
    """Tell whether a text can be a name at all: ``"-"`` and ``"???"`` cannot."""
    return any(character.isalpha() for character in text)


def _nothing(_field: Field, _cell: str) -> list[Finding]:
    return []


def _replacement_characters(cell: str) -> list[Finding]:
    if "\ufffd" not in cell:
        return []
    return [Finding("Some characters were already lost when the file was written.", Severity.DOUBTFUL)]


def _name(field: Field, cell: str) -> list[Finding]:
    from matcher.names.repair import clean_given, clean_name, clean_surname

    if not has_letters(cell):
        return [Finding(f"Not a name, it holds no letters; {_KEPT}.", Severity.REFUSED)]
    clean = {"surname": clean_surname, "given_name": clean_given, "patronymic": clean_given}.get(field.name, clean_name)
    cleaned = [clean(part) for part in split_repeated(cell)] if field.repeated else [clean(cell)]
    changes = dict.fromkeys(change for part in cleaned for change in part.changes)
    said = [Finding(_sentence(change), Severity.ALTERED) for change in changes]
    if any(character.isdigit() for part in cleaned for character in part.text):
        said.append(
            Finding("The name holds digits; look whether something else stands in the cell.", Severity.DOUBTFUL)
        )
    if len(cell) > _LONG_NAME:
        said.append(Finding("Very long for a name; look whether something else stands in the cell.", Severity.DOUBTFUL))
    return said


def _date(field: Field, cell: str) -> list[Finding]:
    from matcher.dates import parse_date

    reading = parse_date(cell, kind="birth" if field.name == "birth_date" else "event")
    if reading.value is None:
        if reading.note is None:
            return [Finding("Says that the date is not known; counts as missing.", Severity.ALTERED)]
        return [Finding(f"{_sentence(reading.note).removesuffix('.')}; {_KEPT}.", Severity.REFUSED)]
    if reading.note:
        return [Finding(_sentence(reading.note), Severity.DOUBTFUL if reading.doubtful else Severity.ALTERED)]
    return []


def _age(_field: Field, cell: str) -> list[Finding]:
    from matcher.dates import parse_age

    return _refused_if(parse_age(cell) is None, "Not readable as an age")


def _sex(_field: Field, cell: str) -> list[Finding]:
    from matcher.military import parse_sex

    return _refused_if(parse_sex(cell) is None, "Not readable as a sex")


def _status(_field: Field, cell: str) -> list[Finding]:
    from matcher.military import parse_status

    return _refused_if(parse_status(cell) is None, "Says neither military nor civilian")


def _rank(_field: Field, cell: str) -> list[Finding]:
    from matcher.military import parse_rank

    return _refused_if(parse_rank(cell) is None, "Not a known rank")


def _unit(_field: Field, cell: str) -> list[Finding]:
    from matcher.military import parse_unit

    return _refused_if(parse_unit(cell) is None, "Not readable as a military unit")


def _number(field: Field, cell: str) -> list[Finding]:
    if _SCIENTIFIC.fullmatch(cell.strip()):
        return [Finding("A spreadsheet rounded this number, its last digits are lost.", Severity.DOUBTFUL)]
    digits = sum(character.isdigit() for character in cell)
    if field.name == "tax_number" and digits not in _TAX_DIGITS:
        return [Finding(f"A taxpayer number has 10 or 12 digits, this one has {digits}.", Severity.DOUBTFUL)]
    return []


def _refused_if(unreadable: bool, why: str) -> list[Finding]:  # noqa: FBT001  the condition is the subject
    return [Finding(f"{why}; {_KEPT}.", Severity.REFUSED)] if unreadable else []


def _sentence(text: str) -> str:
    """Return a note with a capital letter and a full stop."""
    return text[:1].upper() + text[1:] + ("" if text.endswith(".") else ".")


_EXAMINERS: dict[Kind, Callable[[Field, str], list[Finding]]] = {
    Kind.NAME: _name,
    Kind.DATE: _date,
    Kind.AGE: _age,
    Kind.SEX: _sex,
    Kind.STATUS: _status,
    Kind.RANK: _rank,
    Kind.UNIT: _unit,
    Kind.NUMBER: _number,
}
