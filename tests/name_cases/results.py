"""What the matcher makes of the name cases: weights, name levels, the frozen file and the recall report."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import matcher
from matcher.comparison.levels import NAME_FIELDS
from tests.name_cases.table import SECTIONS, Grade, NameCase

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FROZEN = Path(__file__).with_name("frozen.tsv")
FROZEN_COLUMNS = ("left", "right", "weight", *NAME_FIELDS)

# Bands of the match weight of the names alone, in bits, prior not included.
BOUNDARY = 3.0  # strong and medium cases stand at or above it, must-not-match cases below
STRONG_AT_LEAST = 8.0
WEAK_AT_LEAST = -6.0  # even a weak case must not be weighed as another person's name

BANDS: Mapping[Grade, tuple[float, float]] = {
    Grade.STRONG: (STRONG_AT_LEAST, float("inf")),
    Grade.MEDIUM: (BOUNDARY, float("inf")),
    Grade.WEAK: (WEAK_AT_LEAST, float("inf")),
    Grade.MUST_NOT_MATCH: (float("-inf"), BOUNDARY),
}
"""Per grade, the weight a case should reach and the weight it should stay below."""


@dataclass(frozen=True, slots=True)
class Result:
    """What the matcher says about one pair of names.

    Attributes
    ----------
    weight
        Match weight in bits, rounded to a tenth.
    levels
        Agreement level of each name field in lower-case words, ``missing`` where there is nothing to compare.
    """

    weight: float
    levels: tuple[str, ...]


def compare_names(left: str, right: str) -> Result:
    """Compare two people of whom nothing but a name is known."""
    evidence = matcher.compare(matcher.Person(full_name=left), matcher.Person(full_name=right))
    levels = dict.fromkeys(NAME_FIELDS, "missing")
    for item in evidence.fields:
        if item.field in levels:
            levels[item.field] = item.level.lower()
    # adding zero turns -0.0 into 0.0
    return Result(round(evidence.weight, 1) + 0.0, tuple(levels.values()))


def in_band(case: NameCase, result: Result) -> bool:
    """Say whether the weight of a case lies where its grade wants it."""
    low, high = BANDS[case.grade]
    return low <= result.weight < high


def frozen_line(case: NameCase, result: Result) -> str:
    """Return the line of the frozen file that a case should have."""
    return "\t".join((case.written_left, case.written_right, f"{result.weight:.1f}", *result.levels))


def read_frozen(path: Path = FROZEN) -> tuple[str, ...]:
    """Return the lines of the frozen file, comments and heading left out; none if nothing was frozen yet."""
    if not path.exists():
        return ()
    lines = path.read_text(encoding="utf-8").splitlines()
    return tuple(line for line in lines if not line.startswith("#"))[1:]


def write_frozen(results: Iterable[tuple[NameCase, Result]], path: Path = FROZEN) -> None:
    """Write the frozen file: one line per case, in the order of the table."""
    lines = [
        "# Frozen results: weight of the names alone in bits, and the agreement level per name field.",
        "# Written by python -m tests.name_cases.freeze, not by hand. Source and licence: name_cases.tsv.",
        "\t".join(FROZEN_COLUMNS),
        *(frozen_line(case, result) for case, result in results),
    ]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def report(results: Iterable[tuple[NameCase, Result]]) -> str:
    """Return, per section, the shares of same-name cases above the boundary and of others below it."""
    same: dict[str, list[bool]] = defaultdict(list)
    other: dict[str, list[bool]] = defaultdict(list)
    for case, result in results:
        above = result.weight >= BOUNDARY
        if case.grade in {Grade.STRONG, Grade.MEDIUM}:
            same[case.section].append(above)
        elif case.grade is Grade.MUST_NOT_MATCH:
            other[case.section].append(not above)
    rows = [f"{'section':<20}{'same name above':>22}{'other name below':>22}"]
    rows += [f"{section:<20}{_share(same[section]):>22}{_share(other[section]):>22}" for section in SECTIONS]
    every_same = [hit for hits in same.values() for hit in hits]
    every_other = [hit for hits in other.values() for hit in hits]
    rows.append(f"{'all':<20}{_share(every_same):>22}{_share(every_other):>22}")
    return "\n".join(rows)


def _share(hits: list[bool]) -> str:
    return f"{sum(hits)}/{len(hits)} = {sum(hits) / len(hits):.3f}" if hits else "-"
