"""Columns of a table to fields of the vocabulary: a main column each, further names, one id per record."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from matcher.errors import InputError
from matcher.fields import FIELDS, NAME_FIELDS, SEPARATOR, Kind, field_named
from matcher.intake.grid import Remark
from matcher.intake.headings import ROW_NUMBER, Meaning, interpret
from matcher.intake.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from matcher.intake.layout import Layout

_PARTS = ("surname", "given_name", "patronymic")


@dataclass(frozen=True, slots=True)
class Column:
    """One column of the file.

    Attributes
    ----------
    position
        Counted from 0 in the file.
    heading
        As in the file, made unique by a number where it repeats.
    cells
        One text per record.
    field
        The field as which it is read, ``None`` if it is only carried.
    """

    position: int
    heading: str
    cells: tuple[str, ...]
    field: str | None


@dataclass(slots=True)
class Columns:
    """What the columns of a table came to.

    Attributes
    ----------
    ids
        One per record, unique.
    made_ids
        Those of them that the file does not give.
    fields
        Field to texts, one per record, in the order of the vocabulary; without ``id``.
    columns
        Every column of the file that holds anything or has a heading.
    carried
        Those that stay under their own headings.
    remarks
        What had to be decided.
    """

    ids: list[str] = field(default_factory=list)
    made_ids: frozenset[str] = frozenset()
    fields: dict[str, list[str]] = field(default_factory=dict)
    columns: list[Column] = field(default_factory=list)
    carried: list[Column] = field(default_factory=list)
    remarks: list[Remark] = field(default_factory=list)


def sort_columns(layout: Layout, mapping: Mapping[str, str] | None, name: str) -> Columns:
    """Decide what each column is.

    Raises
    ------
    InputError
        If no column holds names, ids repeat, or the mapping names what does not exist.
    """
    result = Columns()
    meanings = interpret(layout.headings, mapping, name)
    cells = list(zip(*layout.rows, strict=True))
    candidates: dict[str, list[tuple[Meaning, int]]] = defaultdict(list)
    for position, meaning in enumerate(meanings):
        if meaning is not None:
            candidates[meaning.field].append((meaning, position))
    if not any(name_field in candidates for name_field in NAME_FIELDS):
        raise InputError(_no_names(name, known=sum(meaning is not None for meaning in meanings)))
    id_position = _id_position(candidates, cells, layout, name, result)
    headings = distinct_headings(layout.headings)
    for position, meaning in enumerate(meanings):
        if not layout.headings[position] and not any(map(str.strip, cells[position])):
            continue
        read_as = meaning.field if meaning and meaning.field != ROW_NUMBER else None
        if position == id_position:
            read_as = "id"
        elif read_as == "id":
            read_as = None
        column = Column(position, headings[position], cells[position], read_as)
        result.columns.append(column)
        if not layout.headings[position]:
            action = f"The column has no heading; carried as {column.heading!r}."
            result.remarks.append(Remark(None, position, "", action, Severity.DOUBTFUL))
    if id_position is None:
        result.ids = [str(number) for number in layout.numbers]
        result.made_ids = frozenset(result.ids)
    else:
        result.ids = _ids(cells[id_position], layout, id_position, result)
    assert len(set(result.ids)) == len(layout.numbers)
    _fill_fields(result, candidates)
    return result


def _no_names(name: str, *, known: int) -> str:
    reason = "none of its headings means a name" if known else "its first rows hold no known heading"
    return f"{name} has no name column: {reason}; say which one holds names, as in --map 'HEADING=full_name'."


def distinct_headings(headings: Sequence[str]) -> list[str]:
    """Return headings of which no two are alike; blank ones are named by the letter a spreadsheet shows."""
    seen: set[str] = set()
    unique = []
    for position, heading in enumerate(headings):
        wanted = heading or f"column {_letters(position)}"
        title, repeat = wanted, 1
        while title in seen:
            repeat += 1
            title = f"{wanted} ({repeat})"
        seen.add(title)
        unique.append(title)
    return unique


def _letters(position: int) -> str:
    """Return A for 0, AA for 26."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def _id_position(
    candidates: Mapping[str, list[tuple[Meaning, int]]],
    cells: Sequence[tuple[str, ...]],
    layout: Layout,
    name: str,
    result: Columns,
) -> int | None:
    """Return the column of the ids: one called so, else a running number if it does not repeat; blank ones are none."""

    def filled(field_name: str) -> list[tuple[Meaning, int]]:
        return [candidate for candidate in candidates.get(field_name, ()) if any(map(str.strip, cells[candidate[1]]))]

    named = sorted(filled("id"), key=lambda candidate: candidate[0].preference)
    if named:
        # Several columns may be called *_id alike; the one that identifies its row has no repetitions.
        best = [position for meaning, position in named if meaning.preference == named[0][0].preference]
        unrepeated = [position for position in best if _repetition(cells[position]) is None]
        if unrepeated:
            return unrepeated[0]
        first, second = _repetition(cells[best[0]]) or (0, 0)
        raise InputError(
            f"{name}: rows {layout.numbers[first]} and {layout.numbers[second]} have the same id in column "
            f"{layout.headings[best[0]]!r}; ids must differ (or carry that column along: "
            f"--map '{layout.headings[best[0]]}=ignore')."
        )
    for _, position in filled(ROW_NUMBER):
        repetition = _repetition(cells[position])
        if repetition is None:
            return position
        first, second = (layout.numbers[index] for index in repetition)
        action = (
            f"The numbers repeat (rows {first} and {second}), so they do not identify the rows; "
            "the row number in the file is the id."
        )
        result.remarks.append(Remark(None, position, "", action, Severity.DOUBTFUL))
    return None


def _repetition(cells: Sequence[str]) -> tuple[int, int] | None:
    """Return the positions of the first two equal cells that are not blank."""
    seen: dict[str, int] = {}
    for index, cell in enumerate(map(str.strip, cells)):
        if cell and seen.setdefault(cell, index) != index:
            return seen[cell], index
    return None


def _ids(cells: Sequence[str], layout: Layout, position: int, result: Columns) -> list[str]:
    """Return the ids of a column, and for its blank cells ids that nobody has, which are noted as made."""
    taken = {cell.strip() for cell in cells}
    ids = []
    made_ids = set()
    for number, cell in zip(layout.numbers, map(str.strip, cells), strict=True):
        if cell:
            ids.append(cell)
            continue
        made = f"row-{number}"
        while made in taken:
            made += "-"
        ids.append(made)
        made_ids.add(made)
        action = f"The row has no id; it is called {made}."
        result.remarks.append(Remark(number, position, "", action, Severity.DOUBTFUL))
    result.made_ids = frozenset(made_ids)
    return ids


def _fill_fields(result: Columns, candidates: Mapping[str, list[tuple[Meaning, int]]]) -> None:
    preference = {position: meaning.preference for several in candidates.values() for meaning, position in several}
    by_field: dict[str, list[Column]] = defaultdict(list)
    for column in sorted(result.columns, key=lambda column: preference.get(column.position, 0)):
        if column.field is not None and column.field != "id":
            by_field[column.field].append(column)
    further: list[Sequence[str]] = []
    for vocabulary_field in FIELDS:
        columns = by_field.get(vocabulary_field.name, [])
        if not columns or vocabulary_field.repeated:
            continue
        main, *others = columns
        if vocabulary_field.kind is Kind.NAME:
            result.fields[main.field or ""] = _blanks_dropped(main.cells)
            if vocabulary_field.name == "full_name":
                further.extend(column.cells for column in others)
        else:
            result.fields[main.field or ""] = _first_filled(columns)
            result.remarks.extend(_merged(main, other) for other in others)
            result.carried.extend(others)
    for repeat in range(1, max((len(by_field.get(part, [])) for part in _PARTS), default=0)):
        sets = [by_field[part][repeat].cells for part in _PARTS if len(by_field.get(part, [])) > repeat]
        further.append([" ".join(filter(None, map(str.strip, parts))) for parts in zip(*sets, strict=True)])
    further.extend(column.cells for column in by_field.get("other_names", []))
    if further:
        result.fields["other_names"] = _joined_names(further, result.fields)
    # The vocabulary's order, whatever the file's.
    result.fields = {known.name: result.fields[known.name] for known in FIELDS if known.name in result.fields}
    result.carried.extend(column for column in result.columns if column.field is None)
    result.carried.sort(key=lambda column: column.position)


def _blanks_dropped(cells: Sequence[str]) -> list[str]:
    return [cell if cell.strip() else "" for cell in cells]


def _first_filled(columns: Sequence[Column]) -> list[str]:
    rows = zip(*(column.cells for column in columns), strict=True)
    return [next((cell for cell in row if cell.strip()), "") for row in rows]


def _merged(main: Column, other: Column) -> Remark:
    described = field_named(other.field or "").name
    action = f"Also means {described}, like {main.heading!r}; used where that is blank, and carried along."
    return Remark(None, other.position, "", action, Severity.DOUBTFUL)


def _joined_names(further: Sequence[Sequence[str]], fields: Mapping[str, Sequence[str]]) -> list[str]:
    """Join the further names of each record, leaving out repetitions of its main name."""
    joined = []
    mains = fields.get("full_name") or [""] * len(further[0])
    for main, row in zip(mains, zip(*further, strict=True), strict=True):
        names = {name.casefold(): name for name in map(str.strip, reversed(row)) if name}
        names.pop(main.strip().casefold(), None)
        joined.append(SEPARATOR.join(reversed(names.values())))
    return joined
