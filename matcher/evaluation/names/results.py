"""What the ranking tasks say: frozen values, ready for people and machines."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from matcher.evaluation.names.tasks import Target
    from matcher.evaluation.results import Measure

_PLACES = 4  # finer differences are no differences


@dataclass(frozen=True, slots=True)
class Recalls:
    """Recall among the first and among the first ten, with 95 % Wilson intervals."""

    at_1: Measure
    at_10: Measure

    def at(self, k: int) -> Measure:
        """Return the one of the two that is asked for."""
        return {1: self.at_1, 10: self.at_10}[k]


@dataclass(frozen=True, slots=True)
class Confusion:
    """A query whose right name does not stand first alone."""

    query: str
    right: tuple[str, ...]
    above: tuple[str, ...]
    """Wrong names that cost no more, the cheapest first."""


@dataclass(frozen=True, slots=True)
class Score:
    """How one scorer does in one task."""

    scorer: str
    every: Recalls
    unlisted: Recalls | None
    """Over the queries alone that our own tables of names do not know; ``None`` where that is not asked."""
    confusions: tuple[Confusion, ...] = ()


@dataclass(frozen=True, slots=True)
class TaskResult:
    """One task and how everybody does in it."""

    name: str
    title: str
    section: str
    queries: int
    pool: int
    target: Target | None
    scores: tuple[Score, ...]

    def score(self, scorer: str) -> Score | None:
        """Return what one scorer reached, ``None`` if it was not measured."""
        return next((score for score in self.scores if score.scorer == scorer), None)


@dataclass(frozen=True, slots=True)
class ScorerNote:
    """A scorer and what it is, with versions."""

    name: str
    label: str


@dataclass(frozen=True, slots=True)
class NamesEvaluation:
    """All that was measured in one run."""

    seed: int
    scorers: tuple[ScorerNote, ...]
    tasks: tuple[TaskResult, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return nested dictionaries and lists; figures have four places, what was not measured is ``None``."""
        result: dict[str, Any] = _plain(self)
        return result


def _plain(value: Any) -> Any:
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    if isinstance(value, float):
        return None if math.isnan(value) else round(value, _PLACES)
    return value
