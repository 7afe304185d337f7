"""Problems of a file, summed up: what a person looks through before a list of thousands of rows is loaded."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.intake.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from matcher.intake import Problem

# What differs from row to row in sentences of one kind: "as row 5", "the Cyrillic word …".
_PARTICULARS = re.compile(r"\([^)]*\)|(?<=word )\S+|\d+")


@dataclass(frozen=True, slots=True)
class ProblemKind:
    """All problems of one kind in one column.

    Attributes
    ----------
    action
        What was done, as the first of them says it.
    count, rows
        How many, and their row numbers in order; none where the whole file is meant.
    """

    column: str
    action: str
    severity: Severity
    count: int
    rows: tuple[int, ...]


def kinds_of(problems: Sequence[Problem]) -> tuple[ProblemKind, ...]:
    """Return problems summed up by column and kind, the gravest and commonest first."""
    grouped: dict[tuple[str, str, Severity], list[Problem]] = {}
    for problem in problems:
        key = problem.column, _PARTICULARS.sub("0", problem.action), problem.severity
        grouped.setdefault(key, []).append(problem)
    order = (Severity.REFUSED, Severity.DOUBTFUL, Severity.ALTERED)
    found = [
        ProblemKind(
            column,
            several[0].action,
            severity,
            len(several),
            tuple(dict.fromkeys(problem.row for problem in several if problem.row is not None)),
        )
        for (column, _kind, severity), several in grouped.items()
    ]
    return tuple(sorted(found, key=lambda kind: (order.index(kind.severity), -kind.count)))


def severities(problems: Sequence[Problem]) -> Counter[str]:
    """Return how many problems there are of each severity."""
    return Counter(problem.severity.value for problem in problems)
