"""Rivals share belief; reports of one person do not compete."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.assignment import RIVALS, ReportPairs, cap_reports, margins, ranks, share_belief, two_reports_of_one

if TYPE_CHECKING:
    from numpy.typing import NDArray

NO_REPORTS = ReportPairs(np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0))


def probability(odds: NDArray[np.float64]) -> NDArray[np.float64]:
    result: NDArray[np.float64] = odds / (1 + odds)
    return result


def test_two_equally_good_released_namesakes_share_one_report() -> None:
    shared = probability(share_belief(np.array([1000.0, 1000.0]), np.array([0, 0]), NO_REPORTS))
    assert shared[0] == shared[1]
    assert 0.49 < shared[0] <= 0.5


def test_two_reports_of_different_people_share_one_released_person() -> None:
    left, right = np.array([0, 0]), np.array([0, 1])
    first, second = two_reports_of_one(left, np.ones(2), 0.001)
    rivals = ReportPairs(first, second, np.zeros(len(first)))
    shared = probability(share_belief(np.array([1000.0, 1000.0]), right, rivals))
    assert shared.sum() == pytest.approx(1.0, abs=0.01)


def test_two_reports_about_one_person_are_both_believed() -> None:
    first, second = two_reports_of_one(np.array([0, 0]), np.ones(2), 0.001)
    friends = ReportPairs(first, second, np.ones(len(first)))
    shared = probability(share_belief(np.array([1000.0, 1000.0]), np.array([0, 1]), friends))
    assert shared.min() > 0.99


@given(st.lists(st.tuples(st.floats(0, 1e12), st.integers(0, 3)), min_size=1, max_size=20))
def test_the_probabilities_of_one_report_never_exceed_one(candidates: list[tuple[float, int]]) -> None:
    odds = np.array([value for value, _ in candidates])
    right = np.array([report for _, report in candidates])
    shared = cap_reports(probability(share_belief(odds, right, NO_REPORTS)), right)
    assert np.bincount(right, weights=shared).max() <= 1 + 1e-9


def test_ranks_start_at_one_in_every_group_and_ties_follow_the_given_order() -> None:
    group = np.array([0, 0, 0, 1])
    result = ranks(group, np.array([0.5, 0.9, 0.5, 0.1]), np.array([1.0, 2.0, 1.0, 0.0]), np.array([2, 0, 1, 3]))
    assert result.tolist() == [3, 1, 2, 1]


def test_margin_is_the_distance_to_the_best_rival_and_missing_without_one() -> None:
    margin = margins(np.array([0, 0, 0, 1]), np.array([10.0, 7.0, 3.0, 5.0]), NO_REPORTS)
    assert margin[:3].tolist() == [3.0, -3.0, -7.0]
    assert np.isnan(margin[3])


def test_hundreds_of_reports_about_one_person_do_not_multiply() -> None:
    count = 500
    left = np.zeros(count, dtype=np.int64)
    first, second = two_reports_of_one(left, np.linspace(1, 2, count), 0.001)
    assert len(first) == RIVALS * (RIVALS - 1) + count - RIVALS
    assert set(first.tolist()) == set(range(count))
    assert (first != second).all()
