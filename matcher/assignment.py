"""Rivals: what a pair's probability is once the other candidates of both records are taken into account.

A report describes at most one released person, so the released candidates of one report compete with each other and
with "none of them". A released person may have several reports; two reports compete only so far as they cannot be
about one person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.ragged import count_up

if TYPE_CHECKING:
    from numpy.typing import NDArray


RIVALS = 20
"""So many of a released person's likeliest reports are compared with each other."""


@dataclass(frozen=True, slots=True, eq=False)
class ReportPairs:
    """Reports that are candidates of one released person, two by two.

    Attributes
    ----------
    first, second
        Positions in the list of candidate pairs; both directions are listed.
    same
        Probability that the two reports are about one person.
    """

    first: NDArray[np.int64]
    second: NDArray[np.int64]
    same: NDArray[np.float64]


def two_reports_of_one(
    left: NDArray[np.int64], odds: NDArray[np.float64], least: float
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """List the candidate pairs that have a released person in common, two by two.

    Parameters
    ----------
    left
        Released record per candidate pair.
    odds
        Odds of each candidate pair looked at alone.
    least
        Pairs with lower odds are nobody's rival and are left out.

    Returns
    -------
    first, second
        Positions, ``first != second``. Every pair of the :data:`RIVALS` likeliest reports of a released person is
        listed in both directions; a report further down only once, against the likeliest: what is listed grows with
        the number of candidates and not with its square.
    """
    chosen = np.flatnonzero(odds > least)
    order = chosen[np.lexsort((chosen, -odds[chosen], left[chosen]))]
    _, start, count = np.unique(left[order], return_index=True, return_counts=True)
    near = np.minimum(count, RIVALS)
    size = near * near
    block = np.repeat(np.arange(len(size)), size)
    within = count_up(size)
    first = order[start[block] + within // near[block]]
    second = order[start[block] + within % near[block]]
    different = first != second
    place = count_up(count)
    tail = np.flatnonzero(place >= RIVALS)
    best = order[np.repeat(start, count)[tail]]
    return np.concatenate([first[different], order[tail]]), np.concatenate([second[different], best])


def share_belief(odds: NDArray[np.float64], right: NDArray[np.int64], reports: ReportPairs) -> NDArray[np.float64]:
    """Turn each pair's own odds into odds among its rivals.

    Parameters
    ----------
    odds
        Odds of each candidate pair looked at alone, rivals aside.
    right
        Report per candidate pair.
    reports
        Reports that compete for a released person.

    Returns
    -------
    numpy.ndarray
        Odds; the probabilities of one report over all released people sum to at most one.
    """
    by_report = np.bincount(right, weights=odds)[right] if len(odds) else odds
    rivals = np.maximum(by_report - odds, 0.0)
    alone = odds / (1.0 + rivals)
    against = np.bincount(reports.first, weights=(1.0 - reports.same) * alone[reports.second], minlength=len(odds))
    shared: NDArray[np.float64] = alone / (1.0 + against)
    return shared


def cap_reports(probability: NDArray[np.float64], right: NDArray[np.int64]) -> NDArray[np.float64]:
    """Scale probabilities down where those of one report exceed one in sum (calibration may lift them)."""
    total = np.bincount(right, weights=probability)[right] if len(probability) else probability
    capped: NDArray[np.float64] = probability / np.maximum(total, 1.0)
    return capped


def ranks(
    group: NDArray[np.int64],
    probability: NDArray[np.float64],
    weight: NDArray[np.float64],
    tie: NDArray[np.int64],
) -> NDArray[np.int64]:
    """Rank the candidates of each group from 1, the likeliest first; equals are ordered by ``tie``."""
    order = np.lexsort((tie, -weight, -probability, group))
    result = np.empty(len(group), dtype=np.int64)
    if len(group):
        first = np.flatnonzero(np.r_[True, group[order][1:] != group[order][:-1]])
        counts = np.diff(np.r_[first, len(group)])
        result[order] = count_up(counts) + 1
    return result


def margins(right: NDArray[np.int64], weight: NDArray[np.float64], reports: ReportPairs) -> NDArray[np.float64]:
    """Measure the distance to the best rival.

    Parameters
    ----------
    right
        Report per candidate pair.
    weight
        Match weights in bits.
    reports
        Reports that compete for a released person; those that are probably about one person are no rivals.

    Returns
    -------
    numpy.ndarray
        Weight of the pair minus that of its best rival, in bits; NaN where it has none.
    """
    best = np.full(len(weight), -np.inf)
    order = np.lexsort((-weight, right))
    if len(order):
        first = np.r_[True, right[order][1:] != right[order][:-1]]
        starts = np.flatnonzero(first)
        second = np.minimum(starts + 1, len(order) - 1)
        group = np.cumsum(first) - 1
        top, runner_up = order[starts], order[second]
        has_second = right[runner_up] == right[top]
        has_second &= runner_up != top
        rival = np.where(np.arange(len(order)) == starts[group], runner_up[group], top[group])
        exists = np.where(np.arange(len(order)) == starts[group], has_second[group], True)
        best[order] = np.where(exists, weight[rival], -np.inf)
    competing = reports.same < 0.5
    np.maximum.at(best, reports.first[competing], weight[reports.second[competing]])
    margin: NDArray[np.float64] = np.where(np.isfinite(best), weight - best, np.nan)
    return margin
