"""What an evaluation says: frozen values, each figure with its interval and what it was measured on."""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

SHOWN = 0.01
"""Pairs below this probability are shown to nobody unless asked for; the main calibration starts here."""
NAN = math.nan
"""A figure that could not be measured."""
UNMEASURED = "–"
"""How it is printed."""


def number(value: float) -> str:
    """Return a figure with three places, or a dash for what was not measured."""
    return UNMEASURED if math.isnan(value) else f"{value:.3f}"


@dataclass(frozen=True)
class Measure:
    """One figure with its 95 % interval; NaN where there was nothing to measure it on."""

    value: float
    low: float
    high: float
    count: int
    """The pairs or people it was measured on (the denominator)."""

    def __str__(self) -> str:
        """Return ``0.953 (0.941–0.963)``, or a dash where nothing was measured."""
        if math.isnan(self.value):
            return UNMEASURED
        if math.isnan(self.low):
            return number(self.value)
        return f"{number(self.value)} ({number(self.low)}–{number(self.high)})"


@dataclass(frozen=True)
class Decision:
    """What comes of calling every pair at or above one threshold a match."""

    threshold: float
    true_matches: int
    false_matches: int
    missed: int
    precision: Measure
    recall: Measure
    f1: Measure


@dataclass(frozen=True)
class RankRecall:
    """The share of reported released people whose true report stands among the first ``k``."""

    k: int
    recall: Measure


@dataclass(frozen=True)
class Bin:
    """One row of a reliability table: pairs whose probability is in [low, high), in the last one also 1."""

    low: float
    high: float
    pairs: int
    mean_probability: float
    observed: Measure
    """The share of these pairs that is true."""


@dataclass(frozen=True)
class Calibration:
    """Whether 0.9 means nine in ten, over the scored pairs at or above ``minimum``."""

    minimum: float
    pairs: int
    ece: float
    """Expected calibration error: mean of |observed - probability| over ten equal-width bins, by pairs."""
    brier: float
    """Mean squared difference of probability and truth."""
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Blocking:
    """What the choice of candidate pairs lost, and what it saved."""

    basis: str
    """What was counted: all candidate pairs, or only the rows of the matches (then a lower bound)."""
    pairs: int
    completeness: Measure
    """The share of the true pairs that were compared at all."""
    reduction_ratio: float
    """The share of all released × missing pairs that need not be compared; NaN without the lists."""


@dataclass(frozen=True)
class Group:
    """The same measures for one kind of pair, at the default threshold."""

    name: str
    true_pairs: int
    precision: Measure
    recall: Measure
    f1: float
    recall_at_1: Measure
    completeness: Measure
    ece: float


@dataclass(frozen=True)
class FalseKind:
    """One kind of false match at the default threshold, and how many such pairs the details name."""

    name: str
    false_matches: int
    known: int


@dataclass(frozen=True)
class NotedPair:
    """One pair the default threshold decides wrongly, by its identifiers only."""

    released_id: str
    missing_id: str
    probability: float
    """NaN for a true pair that was not scored."""
    spelling: str
    kinds: str


@dataclass(frozen=True)
class CurvePoint:
    """Precision and recall at one threshold."""

    threshold: float
    precision: float
    recall: float


@dataclass(frozen=True)
class HistogramBin:
    """How many true and false pairs have a probability in [low, high)."""

    low: float
    high: float
    true_pairs: int
    false_pairs: int


@dataclass(frozen=True)
class Evaluation:
    """Everything measured; ``str()`` reads as a table, :meth:`to_dict` is ready for JSON."""

    scored_pairs: int
    true_pairs: int
    true_pairs_scored: int
    default: Decision
    best: Decision
    recall_at: tuple[RankRecall, ...]
    average_precision: Measure
    rightly_unmatched: Measure
    """Released people without a true report for whom no pair reaches the threshold; needs the list."""
    calibration: Calibration
    calibration_all: Calibration
    blocking: Blocking
    by_spelling: tuple[Group, ...]
    """By the spellings that the details tell."""
    by_letters: tuple[Group, ...]
    """By the letters of the names in the two lists."""
    by_noise: tuple[Group, ...]
    false_kinds: tuple[FalseKind, ...]
    curve: tuple[CurvePoint, ...]
    histogram: tuple[HistogramBin, ...]
    missed: tuple[NotedPair, ...]
    wrong: tuple[NotedPair, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return nested dictionaries and lists; what was not measured is None."""
        result: dict[str, Any] = _plain(self)
        return result

    def __str__(self) -> str:
        """Return the tables as plain text, at most 80 columns wide."""
        from matcher.evaluation.text import lines

        return "\n".join(lines(self))


def _plain(value: Any) -> Any:
    """Turn dataclasses into dictionaries and NaN into None."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and math.isnan(value) else value
