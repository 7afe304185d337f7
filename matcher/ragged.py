"""Ragged arrays: several integers per item, as one flat array and offsets, so that pairs are compared in bulk."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from pandas import factorize

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from numpy.typing import NDArray

_TABLE = 1 << 22  # possible pairs up to which a table of all of them is quicker than hashing


def count_up(counts: NDArray[np.integer]) -> NDArray[np.int64]:
    """Return the place of every member within its group, from 0, for consecutive groups of these sizes.

    Examples
    --------
    >>> count_up(np.array([2, 0, 3])).tolist()
    [0, 1, 0, 1, 2]
    """
    before: NDArray[np.int64] = np.repeat(np.cumsum(counts) - counts, counts)
    return np.arange(len(before), dtype=np.int64) - before


@dataclass(frozen=True, slots=True, eq=False)
class Ragged:
    """``values[offsets[i]:offsets[i + 1]]`` belong to item ``i``.

    Attributes
    ----------
    values
        Flat integers.
    offsets
        ``len(items) + 1`` ascending positions.
    """

    values: NDArray[np.int64]
    offsets: NDArray[np.int64]

    @classmethod
    def of(cls, rows: Iterable[Sequence[int]]) -> Ragged:
        """Build from one sequence of integers per item."""
        rows = list(rows)
        offsets = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in rows], out=offsets[1:])
        values = np.fromiter((value for row in rows for value in row), dtype=np.int64, count=int(offsets[-1]))
        return cls(values, offsets)

    @property
    def lengths(self) -> NDArray[np.int64]:
        """How many values each item has."""
        return np.diff(self.offsets)

    def explode(self, items: NDArray[np.integer]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Write one row per value of each listed item.

        Parameters
        ----------
        items
            Item numbers; a negative one stands for "missing" and gives no row.

        Returns
        -------
        position, value
            For each row the position in ``items`` it comes from, and the value.
        """
        present = np.flatnonzero(items >= 0)
        chosen = items[present].astype(np.int64)
        counts = self.lengths[chosen]
        position = np.repeat(present, counts)
        return position, self.values[np.repeat(self.offsets[chosen], counts) + count_up(counts)]


def cross(
    left: Ragged, right: Ragged, left_items: NDArray[np.integer], right_items: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Combine every value of a left item with every value of the right item it is paired with.

    Parameters
    ----------
    left, right
        The values of each item.
    left_items, right_items
        The pairs, as two arrays of the same length; no missing items.

    Returns
    -------
    pair, left_value, right_value
        Flat arrays, sorted by pair.
    """
    left_counts, right_counts = left.lengths[left_items], right.lengths[right_items]
    counts = left_counts * right_counts
    pair = np.repeat(np.arange(len(counts), dtype=np.int64), counts)
    within = count_up(counts)
    width = right_counts[pair]
    # a Ragged is no pandas object
    left_value = left.values[left.offsets[left_items][pair] + within // width]  # noqa: PD011
    right_value = right.values[right.offsets[right_items][pair] + within % width]  # noqa: PD011
    return pair, left_value, right_value


def distinct_pairs(
    left: NDArray[np.integer], right: NDArray[np.integer]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Reduce pairs of codes to the distinct ones: compare each once, map results back with the inverse.

    Parameters
    ----------
    left, right
        Codes, not negative, one per pair.

    Returns
    -------
    left, right, inverse
        The distinct pairs, and for each input pair the number of its distinct pair.
    """
    if not len(left):
        return left.astype(np.int64), right.astype(np.int64), np.zeros(0, dtype=np.int64)
    width = int(right.max()) + 1
    keys = left.astype(np.int64) * width + right.astype(np.int64)
    size = (int(left.max()) + 1) * width
    if size <= _TABLE:
        seen = np.zeros(size, dtype=np.bool_)
        seen[keys] = True
        distinct = np.flatnonzero(seen)
        place = np.zeros(size, dtype=np.int64)
        place[distinct] = np.arange(len(distinct))
        inverse = place[keys]
    else:
        inverse, distinct = factorize(keys)
    return distinct // width, distinct % width, inverse
