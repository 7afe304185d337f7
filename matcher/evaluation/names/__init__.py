"""How well names are found: ranking tasks over held-out names, measured for this package and for others.

A query is a held-out name in one spelling, the pool thousands of names in another. Every scorer puts the pool in
order; what counts is whether a right name stands first, or among the first ten. Names that cost the same stand in
random order, so a tie is worth its expectation and never luck.

Where the data come from and how they were split is told by ``matcher/data/SOURCES.md`` and ``fixtures/name_pairs.py``.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from matcher.evaluation.measures import wilson
from matcher.evaluation.names.questions import Sample
from matcher.evaluation.names.ranking import recalls, standing_above
from matcher.evaluation.names.results import Confusion, NamesEvaluation, Recalls, Score, ScorerNote, TaskResult
from matcher.evaluation.names.scorers import Naive, Ours, Scorer
from matcher.evaluation.names.tasks import Task, chosen, tasks
from matcher.progress import silent

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.evaluation.names.questions import Questions
    from matcher.progress import Progress

__all__ = ["Naive", "NamesEvaluation", "Ours", "Sample", "Scorer", "Task", "chosen", "evaluate_names", "tasks"]

_ABOVE = 3  # names shown above the right one


def evaluate_names(
    names: Sequence[str] = (),
    *,
    scorers: Sequence[Scorer] | None = None,
    sample: Sample = Sample(),  # noqa: B008  (a frozen value)
    slow_queries: int = 50,
    confusions: int = 0,
    notes: Sequence[str] = (),
    progress: Progress = silent,
) -> NamesEvaluation:
    """Rank held-out names and count how often the right one stands first or among the first ten.

    Parameters
    ----------
    names
        Names of tasks, see :func:`chosen`; all tasks if empty.
    scorers
        What is measured; this package and the naive baseline by default.
    sample
        How many queries per task at most, and the seed of all draws.
    slow_queries
        How many of them a scorer gets that compares pair by pair.
    confusions
        How many failures of the first scorer are listed for each task.
    notes
        Sentences that belong to the run.
    progress
        Hears how far the work has come.

    Returns
    -------
    NamesEvaluation
        Recall at 1 and 10 of every scorer in every task.

    Raises
    ------
    InputError
        If there is no such task.
    """
    measured: list[Scorer] = [Ours(), Naive()] if scorers is None else list(scorers)
    found = []
    wanted = chosen(names)
    for done, task in enumerate(wanted):
        progress("ranking names", done, len(wanted))
        questions = task.build(sample)
        scores = []
        for position, scorer in enumerate(measured):
            asked = questions.first(slow_queries) if scorer.slow else questions
            costs = scorer.costs(task.kind, asked.queries, asked.pool)
            if costs is not None:
                scores.append(_score(scorer.name, costs, asked, 0 if position else confusions))
        found.append(
            TaskResult(
                task.name,
                task.title,
                task.section,
                len(questions.queries),
                len(questions.pool),
                task.target,
                tuple(scores),
            )
        )
    progress("ranking names", len(wanted), len(wanted))
    labels = tuple(ScorerNote(scorer.name, scorer.label) for scorer in measured)
    return NamesEvaluation(sample.seed, labels, tuple(found), tuple(notes))


def _score(name: str, costs: NDArray[np.float32], asked: Questions, confusions: int) -> Score:
    first, ten = (recalls(costs, asked.answers, k) for k in (1, 10))
    unlisted = None if asked.listed is None else _recalls(first[~asked.listed], ten[~asked.listed])
    failed = np.flatnonzero(first < 1)[:confusions]
    return Score(
        name,
        _recalls(first, ten),
        unlisted,
        tuple(
            Confusion(
                asked.queries[row],
                tuple(asked.pool[place] for place in asked.answers[row]),
                tuple(asked.pool[place] for place in standing_above(costs[row], asked.answers[row], _ABOVE)),
            )
            for row in failed
        ),
    )


def _recalls(first: NDArray[np.float64], ten: NDArray[np.float64]) -> Recalls:
    """Average over the queries; ties make the hits a fraction, for which the interval is meant as well."""
    return Recalls(wilson(float(first.sum()), len(first)), wilson(float(ten.sum()), len(ten)))
