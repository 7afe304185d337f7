"""What a corrected re-issue of a list changes: rows paired with those on file, one to one."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matcher.fields import FIELDS, NAME_FIELDS, SEPARATOR
from web.records import to_records

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from web.lists.entries import Entry, Stored

SAME_PERSON = 0.5
"""Match probability from which two rows without a common identifier are one person, corrected."""
MOST_PAIRS = 25_000_000
"""Largest product of rows left over on both sides that is still compared by the matcher: some ten seconds."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of a row that reads differently.

    Attributes
    ----------
    name
        Field of the vocabulary, or heading of a column that is only carried.
    carried
        Which of the two `name` is.
    before, after
        Text; ``""`` where nothing is said.
    """

    name: str
    carried: bool
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """A row on file and the row that takes its place."""

    old: Stored
    new: Entry
    fields: tuple[FieldChange, ...]

    @property
    def doubtful(self) -> bool:
        """Whether both name and birth date changed: perhaps the identifier now belongs to somebody else."""
        names = {change.name for change in self.fields if not change.carried}
        return "birth_date" in names and not names.isdisjoint(NAME_FIELDS)


@dataclass(frozen=True, slots=True)
class Difference:
    """What a new version does to the rows on file.

    Attributes
    ----------
    added
        Rows that nobody on file has.
    changed
        Rows that read differently.
    returned
        Rows that an earlier version withdrew, with what changed since.
    withdrawn
        Rows on file that the new version no longer has.
    unchanged
        Rows that say the same, perhaps in another place of the file.
    compared
        False if so much was left over on both sides that corrected names could not be told from other people.
    """

    added: tuple[Entry, ...]
    changed: tuple[Change, ...]
    returned: tuple[Change, ...]
    withdrawn: tuple[Stored, ...]
    unchanged: tuple[Change, ...]
    compared: bool = True

    @property
    def empty(self) -> bool:
        """Whether the new version says what the last one said."""
        return not (self.added or self.changed or self.returned or self.withdrawn)

    @property
    def mostly_withdrawn(self) -> bool:
        """Whether most of the people on file are missing in the new version: it may be another list's."""
        return self.compared and len(self.withdrawn) > len(self.changed) + len(self.unchanged)


def difference(on_file: Sequence[Stored], new: Sequence[Entry], *, by_id: bool) -> Difference:
    """Return what replacing the rows on file by new ones changes.

    Rows are paired by their identifier in the file, else by saying the same in every compared field, else by the
    matcher. A row that was withdrawn and is back is found by identifier or wording only.

    Parameters
    ----------
    on_file
        All rows of the list, those withdrawn too.
    new
        Rows of the new version.
    by_id
        Whether both files name their rows by identifiers (not by running numbers).
    """
    pairs = _Pairs(on_file, new)
    for withdrawn in (False, True):
        if by_id:
            pairs.join(lambda row: row.source_id, withdrawn=withdrawn)
        pairs.join(lambda row: row.fingerprint, withdrawn=withdrawn)
    compared = pairs.match()
    changed: list[Change] = []
    unchanged: list[Change] = []
    returned: list[Change] = []
    for old, entry in pairs.found:
        change = Change(old, entry, field_changes(old, entry))
        (returned if old.withdrawn else changed if change.fields else unchanged).append(change)
    return Difference(
        added=tuple(entry for entry in new if entry.row not in pairs.placed),
        changed=tuple(changed),
        returned=tuple(returned),
        withdrawn=tuple(row for row in on_file if row.number not in pairs.taken and not row.withdrawn),
        unchanged=tuple(unchanged),
        compared=compared,
    )


def field_changes(old: Entry, new: Entry) -> tuple[FieldChange, ...]:
    """Return what differs between two rows: fields in the order of the vocabulary, then carried columns."""
    changes = [
        FieldChange(field.name, False, _text(old.person.get(field.name)), _text(new.person.get(field.name)))
        for field in FIELDS
        if field.name != "id" and _text(old.person.get(field.name)) != _text(new.person.get(field.name))
    ]
    headings = dict.fromkeys([*old.carried, *new.carried])
    changes.extend(
        FieldChange(heading, True, old.carried.get(heading, ""), new.carried.get(heading, ""))
        for heading in headings
        if old.carried.get(heading, "") != new.carried.get(heading, "")
    )
    return tuple(changes)


class _Pairs:
    """Pairs found so far; every row is in one at most."""

    def __init__(self, on_file: Sequence[Stored], new: Sequence[Entry]) -> None:
        self._on_file = on_file
        self._new = new
        self.found: list[tuple[Stored, Entry]] = []
        self.taken: set[int] = set()
        self.placed: set[int] = set()

    def _add(self, old: Stored, entry: Entry) -> None:
        self.found.append((old, entry))
        self.taken.add(old.number)
        self.placed.add(entry.row)

    def _left(self, *, withdrawn: bool) -> list[Stored]:
        return [row for row in self._on_file if row.number not in self.taken and row.withdrawn == withdrawn]

    def _unplaced(self) -> list[Entry]:
        return [entry for entry in self._new if entry.row not in self.placed]

    def join(self, key: Callable[[Entry], str], *, withdrawn: bool) -> None:
        """Pair rows that share a key, equal ones in the order of their rows."""
        waiting: defaultdict[str, list[Stored]] = defaultdict(list)
        for row in sorted(self._left(withdrawn=withdrawn), key=lambda row: row.row, reverse=True):
            if key(row):
                waiting[key(row)].append(row)
        for entry in self._unplaced():
            if key(entry) and waiting.get(key(entry)):
                self._add(waiting[key(entry)].pop(), entry)

    def match(self) -> bool:
        """Pair what is left by the matcher, the likeliest first; tell whether it was possible."""
        from matcher import link

        old = {str(row.number): row for row in self._left(withdrawn=False)}
        new = {str(entry.row): entry for entry in self._unplaced()}
        if not old or not new:
            return True
        if len(old) * len(new) > MOST_PAIRS:
            return False
        linkage = link(
            to_records(((row.number, row.person) for row in old.values()), "on file"),
            to_records(((entry.row, entry.person) for entry in new.values()), "the file"),
        )
        pairs = linkage.pairs()
        likely = pairs[pairs["probability"] >= SAME_PERSON].sort_values(
            ["probability", "weight"], ascending=False, kind="stable"
        )
        for number, row in zip(likely["released_id"], likely["missing_id"], strict=True):
            if old[number].number not in self.taken and new[row].row not in self.placed:
                self._add(old[number], new[row])
        return True


def _text(value: Any) -> str:
    if isinstance(value, list | tuple):
        return SEPARATOR.join(map(str, value))
    return "" if value is None else str(value)
