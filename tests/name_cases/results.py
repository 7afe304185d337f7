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

# Bands of the match weight of the names alone, in bits. They follow from the probabilities a user meets, not from
# these cases: with the prior of matcher.compare (one chance in 40,000) a weight of 15.3 is a probability of 0.5, the
# default threshold, and 8.7 is 0.01, the least that is shown. A test holds them to the model.
PROPOSED = 15.3  # more likely than not one person
SHOWN = 8.7  # appears in the output at all
NEUTRAL = 0.0  # the name speaks neither for nor against

BANDS: Mapping[Grade, tuple[float, float]] = {
    Grade.STRONG: (PROPOSED, float("inf")),
    Grade.MEDIUM: (SHOWN, float("inf")),
    Grade.WEAK: (NEUTRAL, float("inf")),
    Grade.MUST_NOT_MATCH: (float("-inf"), PROPOSED),
}
"""Per grade, the weight a case should reach and the weight it should stay below.

A weak case must not be thrown away; it has no upper bound, because a grade speaks of how alike two names look and a
weight also of how rare they are: two rare names that agree beside a damaged third one leave few other people.
"""


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
    """Return shares per section: one name (strong, medium) at or above both boundaries, other names below."""
    weights: dict[tuple[str, bool], list[float]] = defaultdict(list)
    for case, result in results:
        if case.grade is not Grade.WEAK:
            same = case.grade is not Grade.MUST_NOT_MATCH
            weights[case.section, same].append(result.weight)
            weights["all", same].append(result.weight)
    columns = ("section", f"same >= {SHOWN}", f"same >= {PROPOSED}", f"other < {PROPOSED}", f"other < {SHOWN}")
    lines = ["".join(f"{column:>20}" for column in columns)]
    for section in (*SECTIONS, "all"):
        one, other = weights[section, True], weights[section, False]
        shares = (
            _share([weight >= SHOWN for weight in one]),
            _share([weight >= PROPOSED for weight in one]),
            _share([weight < PROPOSED for weight in other]),
            _share([weight < SHOWN for weight in other]),
        )
        lines.append("".join(f"{cell:>20}" for cell in (section, *shares)))
    return "\n".join(lines)


def _share(hits: list[bool]) -> str:
    return f"{sum(hits)}/{len(hits)} = {sum(hits) / len(hits):.3f}" if hits else "-"
