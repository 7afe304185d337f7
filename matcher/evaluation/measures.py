"""The figures themselves, each a small function of the scored pairs.

Intervals are at the 95 % level: Wilson scores for shares, for average precision a bootstrap over people.
"""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matcher.evaluation.results import (
    NAN,
    Bin,
    Blocking,
    Calibration,
    CurvePoint,
    Decision,
    HistogramBin,
    Measure,
    RankRecall,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matcher.evaluation.pairs import BoolArray, FloatArray, IntArray, ScoredPairs
    from matcher.intake import Records

_RANKS = (1, 5, 10)
_BINS = 10
_REPLICATES = 400
_CURVE_POINTS = 200
_Z95 = 1.959964  # two-sided 95 % point of the normal distribution


def wilson(hits: float, count: int) -> Measure:
    """Return a proportion with its 95 % Wilson score interval (Wilson 1927), which keeps inside 0 and 1."""
    if count == 0:
        return Measure(NAN, NAN, NAN, 0)
    share = hits / count
    spread = _Z95**2 / count
    centre = (share + spread / 2) / (1 + spread)
    half = _Z95 * math.sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return Measure(share, max(0.0, centre - half), min(1.0, centre + half), count)


def decision(pairs: ScoredPairs, threshold: float) -> Decision:
    """Return what comes of one threshold; nothing is measured where the threshold is NaN."""
    chosen = pairs.probability >= threshold  # never true of NaN: without a best threshold nothing is chosen
    hits, positives, truth = int((chosen & pairs.true).sum()), int(chosen.sum()), len(pairs.truth)
    measured = not math.isnan(threshold)
    return Decision(
        threshold=threshold,
        true_matches=hits,
        false_matches=positives - hits,
        missed=truth - hits,
        precision=wilson(hits, positives),
        recall=wilson(hits, truth if measured else 0),
        f1=_f1(hits, positives - hits, truth - hits) if measured else wilson(0, 0),
    )


def best_threshold(pairs: ScoredPairs) -> float:
    """Return the probability whose use as threshold gives the highest F1; of equals the highest threshold."""
    if not len(pairs.truth) or not len(pairs.probability):
        return NAN
    ends = _group_ends(pairs.probability)
    hits = np.cumsum(pairs.true)[ends]
    f1 = 2 * hits / (ends + 1 + len(pairs.truth))
    return float(pairs.probability[int(np.argmax(f1))])


def _f1(hits: int, wrong: int, missed: int) -> Measure:
    """Return F1 = 2 TP / (2 TP + FP + FN) with an interval that does not vanish where nothing went wrong.

    F1 is 2 J / (1 + J), which grows with the share J = TP / (TP + FP + FN), and J has a Wilson interval.
    """
    share = wilson(hits, hits + wrong + missed)
    value, low, high = (2 * j / (1 + j) for j in (share.value, share.low, share.high))
    return Measure(value, low, high, share.count)


def average_precision(pairs: ScoredPairs) -> Measure:
    """Return the mean, over the true pairs, of the precision at their probability; an unscored one counts 0.

    The interval resamples released people.
    """
    if not len(pairs.truth):
        return wilson(0, 0)
    ends = _group_ends(pairs.probability)
    places = np.flatnonzero(pairs.true)

    def mean_precision(people: IntArray) -> float:
        total = int(people[pairs.truth_person].sum())
        if not total:
            return NAN
        weight = people[pairs.person]
        above = np.cumsum(weight)[ends[places]]
        hits = np.cumsum(weight * pairs.true)[ends[places]]
        precision = np.divide(hits, above, out=np.zeros(len(places)), where=above > 0)
        return float(weight[places] @ precision / total)

    low, high = _interval([mean_precision(people) for people in _resamples(pairs.people)])
    return Measure(mean_precision(np.ones(pairs.people, dtype=np.int64)), low, high, len(pairs.truth))


def _resamples(people: int) -> Iterator[IntArray]:
    """Yield how often each released person is drawn in each bootstrap replicate, the same on every call.

    People, not pairs, are drawn: the pairs of one person rise and fall together, and an interval that took
    them for independent would be too narrow.
    """
    if people == 0:
        return
    draw = np.random.default_rng(0)
    for _ in range(_REPLICATES):
        yield np.bincount(draw.integers(0, people, people), minlength=people).astype(np.int64)


def _interval(values: list[float]) -> tuple[float, float]:
    kept = [value for value in values if not math.isnan(value)]
    if not kept:
        return NAN, NAN
    low, high = np.quantile(kept, [0.025, 0.975])
    return float(low), float(high)


def _group_ends(probability: FloatArray) -> IntArray:
    """Return, for each pair of the sorted list, the last position that has the same probability."""
    return np.searchsorted(-probability, -probability, side="right").astype(np.int64) - 1


def ranks_of_true(pairs: ScoredPairs, chosen: BoolArray) -> FloatArray:
    """Return the place of the best of each person's chosen true pairs, one figure per person who has any.

    Infinite where none is scored. Only wrong reports can stand before a true one.
    """
    best = np.full(pairs.people, -1.0)
    scored = chosen & ~np.isnan(pairs.truth_probability)
    np.maximum.at(best, pairs.truth_person[scored], pairs.truth_probability[scored])
    ahead = ~pairs.true & (pairs.probability >= best[pairs.person])
    rank: FloatArray = 1.0 + np.bincount(pairs.person[ahead], minlength=pairs.people).astype(np.float64)
    rank[best < 0] = math.inf
    return rank[np.unique(pairs.truth_person[chosen])]


def recall_at(pairs: ScoredPairs) -> tuple[RankRecall, ...]:
    """Return recall@k for each k, over the released people with at least one true report."""
    ranks = ranks_of_true(pairs, np.ones(len(pairs.truth), dtype=np.bool_))
    return tuple(RankRecall(k, wilson(int((ranks <= k).sum()), len(ranks))) for k in _RANKS)


def rightly_unmatched(pairs: ScoredPairs, threshold: float, released: Records | None) -> Measure:
    """Return the share of unreported released people for whom nothing reaches the threshold."""
    if released is None:
        return wilson(0, 0)
    unreported = pd.Index(released.data["id"].astype(str)).difference(pd.Index(pairs.truth["released_id"]))
    matched = pairs.frame.loc[pairs.probability >= threshold, "released_id"]
    return wilson(int((~unreported.isin(matched)).sum()), len(unreported))


def calibration(probability: FloatArray, true: BoolArray, minimum: float) -> Calibration:
    """Return reliability table, ECE and Brier score of the given pairs."""
    where = np.minimum((probability * _BINS).astype(np.int64), _BINS - 1)
    count = np.bincount(where, minlength=_BINS)
    total = np.bincount(where, weights=probability, minlength=_BINS)
    hits = np.bincount(where, weights=true, minlength=_BINS)
    pairs = len(probability)
    bins = tuple(
        Bin(
            low=i / _BINS,
            high=(i + 1) / _BINS,
            pairs=int(count[i]),
            mean_probability=float(total[i] / count[i]) if count[i] else NAN,
            observed=wilson(int(hits[i]), int(count[i])),
        )
        for i in range(_BINS)
    )
    return Calibration(
        minimum=minimum,
        pairs=pairs,
        ece=float(np.abs(total - hits).sum() / pairs) if pairs else NAN,
        brier=float(np.mean((probability - true) ** 2)) if pairs else NAN,
        bins=bins,
    )


def blocking(
    compared: pd.DataFrame,
    found: BoolArray,
    complete: bool,  # noqa: FBT001  (says what the pairs are, changes nothing that is done)
    released: Records | None,
    missing: Records | None,
) -> Blocking:
    """Return pair completeness and reduction ratio."""
    reduction = NAN
    if complete and released is not None and missing is not None and len(released) and len(missing):
        reduction = 1 - len(compared) / (len(released) * len(missing))
    return Blocking(
        basis="all candidate pairs" if complete else "rows of the matches only",
        pairs=len(compared),
        completeness=wilson(int(found.sum()), len(found)),
        reduction_ratio=reduction,
    )


def curve(pairs: ScoredPairs) -> tuple[CurvePoint, ...]:
    """Return precision and recall at the distinct probabilities, thinned to what a plot can show."""
    if not len(pairs.truth) or not len(pairs.probability):
        return ()
    ends = np.unique(_group_ends(pairs.probability))
    hits = np.cumsum(pairs.true)[ends]
    if len(ends) > _CURVE_POINTS:  # evenly along the recall axis and the ranking, so that neither end is cut off
        along_ranking = np.linspace(0, len(ends) - 1, _CURVE_POINTS // 2).astype(np.int64)
        along_recall = np.searchsorted(hits, np.linspace(0, hits[-1], _CURVE_POINTS // 2))
        kept = np.unique(np.concatenate([along_ranking, along_recall]))
        ends, hits = ends[kept], hits[kept]
    return tuple(
        CurvePoint(float(pairs.probability[end]), float(hit / (end + 1)), float(hit / len(pairs.truth)))
        for end, hit in zip(ends, hits, strict=True)
    )


def histogram(probability: FloatArray, true: BoolArray) -> tuple[HistogramBin, ...]:
    """Return the counts of true and false pairs in twenty equal-width bins."""
    bins = 2 * _BINS
    where = np.minimum((probability * bins).astype(np.int64), bins - 1)
    hits = np.bincount(where[true], minlength=bins)
    wrong = np.bincount(where[~true], minlength=bins)
    return tuple(HistogramBin(i / bins, (i + 1) / bins, int(hits[i]), int(wrong[i])) for i in range(bins))
