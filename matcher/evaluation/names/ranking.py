"""Where the right names stand when a pool is ordered by cost, ties counted at their expectation."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray


def recall_within(costs: NDArray[np.floating], right: NDArray[np.integer], k: int) -> float:
    """Return the probability that a right name is among the first ``k``, equal costs standing in random order.

    Parameters
    ----------
    costs
        One cost per name of the pool, lower is better. What is not a finite number counts as worst, so a scorer that
        cannot compare gains nothing by saying so.
    right
        Places in the pool of the right names; any one of them counts. At least one.
    k
        How many names a person would look at.

    Returns
    -------
    float
        From 0 to 1; a fraction only where a right and a wrong name tie across the k-th place.

    Examples
    --------
    >>> recall_within(np.array([0.1, 0.5, 0.9]), np.array([1]), 1)
    0.0
    >>> recall_within(np.array([0.5, 0.5, 0.9]), np.array([1]), 1)
    0.5
    """
    known = np.where(np.isfinite(costs), costs, np.inf)
    is_right = np.zeros(len(known), dtype=np.bool_)
    is_right[right] = True
    best = known[is_right].min()
    ahead = int((known < best).sum())
    tied_right = int((known[is_right] == best).sum())
    tied_wrong = int((known[~is_right] == best).sum())
    places = k - ahead
    if places <= 0:
        return 0.0
    if places > tied_wrong:
        return 1.0
    # None of the right ones is drawn into the first places: wrong ones fill them all.
    missed = 1.0
    for drawn in range(places):
        missed *= (tied_wrong - drawn) / (tied_wrong + tied_right - drawn)
    return 1.0 - missed


def recalls(costs: NDArray[np.floating], answers: Sequence[NDArray[np.integer]], k: int) -> NDArray[np.float64]:
    """Return :func:`recall_within` for each query.

    Parameters
    ----------
    costs
        Shape queries × pool.
    answers
        For each query the places of its right names.
    k
        How many names a person would look at.

    Returns
    -------
    ndarray
        One figure per query.

    Raises
    ------
    ValueError
        If the shapes do not belong together.
    """
    if costs.ndim != 2 or costs.shape[0] != len(answers):
        raise ValueError(f"costs of shape {costs.shape} do not belong to {len(answers)} queries")
    return np.array([recall_within(row, right, k) for row, right in zip(costs, answers, strict=True)], dtype=np.float64)


def standing_above(costs: NDArray[np.floating], right: NDArray[np.integer], most: int) -> list[int]:
    """Return the wrong names of the pool that cost no more than the best right one, the cheapest first.

    Parameters
    ----------
    costs
        One cost per name of the pool.
    right
        Places of the right names.
    most
        At most so many are returned.

    Returns
    -------
    list of int
        Places in the pool; empty if a right name stands first alone.
    """
    known = np.where(np.isfinite(costs), costs, np.inf)
    wrong = np.setdiff1d(np.flatnonzero(known <= known[right].min()), right)
    return [int(place) for place in wrong[np.argsort(known[wrong], kind="stable")][:most]]
