"""Ragged arrays against plain lists."""

from __future__ import annotations

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from matcher.ragged import Ragged, cross, distinct_pairs

ROWS = st.lists(st.lists(st.integers(0, 9), max_size=4), min_size=1, max_size=8)


@given(ROWS, st.data())
def test_explode_lists_each_value_with_its_place(rows: list[list[int]], data: st.DataObject) -> None:
    items = data.draw(st.lists(st.integers(-1, len(rows) - 1), max_size=10))
    position, value = Ragged.of(rows).explode(np.array(items, dtype=np.int64))
    expected = [(place, number) for place, item in enumerate(items) if item >= 0 for number in rows[item]]
    assert list(zip(position.tolist(), value.tolist(), strict=True)) == expected


@given(ROWS, ROWS, st.data())
def test_cross_gives_every_combination_of_a_pair(
    left: list[list[int]], right: list[list[int]], data: st.DataObject
) -> None:
    pairs = data.draw(st.lists(st.tuples(st.integers(0, len(left) - 1), st.integers(0, len(right) - 1)), max_size=6))
    a = np.array([one for one, _ in pairs], dtype=np.int64)
    b = np.array([other for _, other in pairs], dtype=np.int64)
    pair, one, other = cross(Ragged.of(left), Ragged.of(right), a, b)
    expected = [(n, x, y) for n, (i, j) in enumerate(pairs) for x in left[i] for y in right[j]]
    assert list(zip(pair.tolist(), one.tolist(), other.tolist(), strict=True)) == expected


@given(
    st.one_of(
        st.lists(st.tuples(st.integers(0, 5), st.integers(0, 5)), max_size=30),
        # codes too large for a table of all possible pairs
        st.lists(st.tuples(st.integers(0, 9000), st.sampled_from([0, 3, 9000])), max_size=30),
    )
)
def test_distinct_pairs_can_be_mapped_back(pairs: list[tuple[int, int]]) -> None:
    left = np.array([one for one, _ in pairs], dtype=np.int64)
    right = np.array([other for _, other in pairs], dtype=np.int64)
    first, second, inverse = distinct_pairs(left, right)
    assert len(first) == len(set(pairs))
    assert first[inverse].tolist() == left.tolist()
    assert second[inverse].tolist() == right.tolist()
