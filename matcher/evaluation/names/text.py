"""The ranking tasks as tables: plain text for the terminal, Markdown for a page."""

from __future__ import annotations

from itertools import groupby
from typing import TYPE_CHECKING

from matcher.evaluation.results import UNMEASURED, number

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matcher.evaluation.names.results import NamesEvaluation, Recalls, TaskResult

_WIDTH = 57
_UNLISTED = "of these, outside our tables"


def lines(result: NamesEvaluation) -> Iterator[str]:
    """Yield the lines of a table for the terminal: recall@1 and @10 of every scorer."""
    yield from _heads(result)
    names = [scorer.name for scorer in result.scorers]
    for section, group in groupby(result.tasks, key=lambda task: task.section):
        yield ""
        yield section
        yield f"{'':<58}{'queries':>8}{'pool':>7}" + "".join(f"{name[:14]:>16}" for name in names)
        for task in group:
            for title, queries, cells in _rows(task, names):
                pool = f"{task.pool:,}" if queries else ""
                figures = "".join(f"{f'{one} {ten}':>16}" for one, ten in cells)
                yield f"{_shortened(title):<58}{queries:>8,}{pool:>7}{figures}"
            yield from _confusions(task)
    missed = list(_missed(result))
    if missed:
        yield ""
        yield f"Targets that {names[0]} does not reach"
        yield from missed


def markdown(result: NamesEvaluation) -> Iterator[str]:
    """Yield the lines of a Markdown table: recall@1 / @10, the first scorer's in bold where it reaches its target."""
    names = [scorer.name for scorer in result.scorers]
    for section, group in groupby(result.tasks, key=lambda task: task.section):
        yield f"**{section}**"
        yield ""
        yield f"| task | queries | pool | target | {' | '.join(names)} |"
        yield "|---|---:|---:|---|" + "---|" * len(names)
        for task in group:
            goal = "" if task.target is None else f"@{task.target.k} ≥ {task.target.recall:.2f}"
            for title, queries, cells in _rows(task, names):
                figures = " | ".join(f"{one} / {ten}" if one != UNMEASURED else UNMEASURED for one, ten in cells)
                yield f"| {title} | {queries:,} | {task.pool:,} | {goal} | {figures} |"
        yield ""
    for line in _heads(result):
        yield f"{line}  "


def _heads(result: NamesEvaluation) -> Iterator[str]:
    yield f"Recall among the first and among the first ten; ties count at their expectation; seed {result.seed}."
    for scorer in result.scorers:
        counts = sorted({score.every.at_1.count for task in result.tasks if (score := task.score(scorer.name))})
        most = f"; at most {counts[-1]:,} queries a task" if counts else ""
        yield f"{scorer.name}: {scorer.label}{most}."
    for note in result.notes:
        yield f"Note: {note}"


def _rows(task: TaskResult, names: list[str]) -> Iterator[tuple[str, int, list[tuple[str, str]]]]:
    """Yield one line for all queries, and one for those that our own tables do not know, where that is asked."""
    scores = [task.score(name) for name in names]
    yield task.title, task.queries, [_cell(score.every if score else None) for score in scores]
    first = scores[0]
    if first is not None and first.unlisted is not None:
        unlisted = [_cell(score.unlisted if score else None) for score in scores]
        yield f"  {_UNLISTED}", first.unlisted.at_1.count, unlisted


def _shortened(title: str) -> str:
    """Fit a title into its column, keeping what stands behind the arrow."""
    if len(title) <= _WIDTH:
        return title
    start, arrow, end = title.rpartition(" → ")
    return f"{start[: _WIDTH - len(arrow + end) - 1]}…{arrow}{end}"


def _cell(recalls: Recalls | None) -> tuple[str, str]:
    return (UNMEASURED, "") if recalls is None else (number(recalls.at_1.value), number(recalls.at_10.value))


def _missed(result: NamesEvaluation) -> Iterator[str]:
    for task in result.tasks:
        score = task.score(result.scorers[0].name)
        if score is None or task.target is None:
            continue
        reached = score.every.at(task.target.k)
        if reached.value < task.target.recall:
            yield f"  {task.name}: @{task.target.k} {reached}, target {task.target.recall:.2f}"


def _confusions(task: TaskResult) -> Iterator[str]:
    for score in task.scores:
        for one in score.confusions:
            yield f"    {one.query}: {', '.join(one.right[:3])}; before it {', '.join(one.above)}"
