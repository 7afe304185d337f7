"""What the matcher makes of the name cases: weights, name levels, the frozen file and the recall report."""

from __future__ import annotations

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


ONE_PERSON = frozenset({Grade.STRONG, Grade.MEDIUM})
TOTAL = "all"


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


@dataclass(frozen=True, slots=True)
class SectionRecall:
    """How the cases of one section, or of all, come out; weak cases count among the rows only.

    Attributes
    ----------
    section
        Name of the section, or ``all``.
    rows
        Number of cases.
    same, proposed, shown
        Cases of one person (strong, medium), and how many of them are proposed and shown at all.
    other, wrongly_proposed
        Cases of two people (must-not-match), and how many of them are proposed.
    """

    section: str
    rows: int
    same: int
    proposed: int
    shown: int
    other: int
    wrongly_proposed: int

    @property
    def line(self) -> str:
        """The section in one line of the report."""
        cells = (
            f"{self.section:<20}",
            f"{self.rows:>6}",
            f"{_share(self.proposed, self.same):>18}",
            f"{_share(self.shown, self.same):>18}",
            f"{_share(self.wrongly_proposed, self.other):>18}",
        )
        return " ".join(cells)


def section_recall(results: Iterable[tuple[NameCase, Result]]) -> tuple[SectionRecall, ...]:
    """Count each section in the order of the table, the total last."""
    found = list(results)
    rows = []
    for section in (*SECTIONS, TOTAL):
        mine = [(case.grade, result.weight) for case, result in found if section in (case.section, TOTAL)]
        same = [weight for grade, weight in mine if grade in ONE_PERSON]
        other = [weight for grade, weight in mine if grade is Grade.MUST_NOT_MATCH]
        rows.append(
            SectionRecall(
                section,
                len(mine),
                len(same),
                sum(weight >= PROPOSED for weight in same),
                sum(weight >= SHOWN for weight in same),
                len(other),
                sum(weight >= PROPOSED for weight in other),
            )
        )
    return tuple(rows)


def report(results: Iterable[tuple[NameCase, Result]]) -> str:
    """Return one line per section: rows, one person proposed and shown, other people wrongly proposed; the total."""
    heading = f"{'section':<20} {'rows':>6} {'proposed':>18} {'shown':>18} {'wrongly proposed':>18}"
    return "\n".join((heading, *(recall.line for recall in section_recall(results))))


def _share(hits: int, of: int) -> str:
    return f"{hits}/{of} = {hits / of:.3f}" if of else "-"
