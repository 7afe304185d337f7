"""From the weights of the candidate pairs to probabilities among rivals, ranks, margins and bands."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from matcher.assignment import ReportPairs, cap_reports, margins, ranks, share_belief, two_reports_of_one
from matcher.comparison.levels import NAME_FIELDS
from matcher.engine import Engine, compare_all
from matcher.model import DEFAULT_THRESHOLD, STRONG_THRESHOLD
from matcher.progress import silent

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.comparison.pairs import Agreement

RIVAL_ODDS = 1e-3  # candidates below these odds are too unlikely to be anybody's rival
SAME_REPORT_PRIOR = 0.1  # chance that two reports naming one released person's candidates are about one person
BANDS = ("strong", "possible", "weak")


def band_of(probability: NDArray[np.float64]) -> NDArray[np.object_]:
    """Name the band of each probability.

    ``strong``: at least 0.9, nine in ten of these or more are right. ``possible``: at least 0.5, more likely right
    than not. ``weak``: below, worth a look when nothing better is there. People decide; no band is a decision.
    """
    return np.where(
        probability >= STRONG_THRESHOLD,
        BANDS[0],
        np.where(probability >= DEFAULT_THRESHOLD, BANDS[1], BANDS[2]),
    ).astype(object)


@dataclass(frozen=True, slots=True, eq=False)
class Scored:
    """Candidate pairs with their figures, one item per pair.

    Attributes
    ----------
    left, right
        Records.
    weight
        Match weights in bits.
    probability
        Calibrated, rivals taken into account.
    margin
        Bits to the best rival, NaN without one.
    rank
        Place among the reports for the same released person, from 1.
    """

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    weight: NDArray[np.float64]
    probability: NDArray[np.float64]
    margin: NDArray[np.float64]
    rank: NDArray[np.int64]


def decide(engine: Engine, left: NDArray[np.int64], right: NDArray[np.int64], agreement: Agreement) -> Scored:
    """Weigh all candidate pairs against their rivals.

    Parameters
    ----------
    engine
        The two lists with the fitted model.
    left, right
        Records per candidate pair.
    agreement
        How the pairs agree.
    """
    weight = engine.weigh(agreement).weight
    odds = engine.odds(weight)
    reports = _competing_reports(engine, left, right, odds)
    shared = share_belief(odds, right, reports)
    calibrated = engine.model.calibration.apply(shared)
    probability = cap_reports(calibrated / (1.0 + calibrated), right)
    tie = text_order(engine.right.ids)[right]
    return Scored(
        left,
        right,
        weight,
        probability,
        margins(right, weight, reports),
        ranks(left, probability, weight, tie),
    )


def _competing_reports(
    engine: Engine, left: NDArray[np.int64], right: NDArray[np.int64], odds: NDArray[np.float64]
) -> ReportPairs:
    """Compare the reports that compete for a released person with each other: one person, or rivals."""
    first, second = two_reports_of_one(left, odds, RIVAL_ODDS)
    among = replace(engine, left=engine.right)
    agreement = compare_all(among, right[first], right[second], silent)
    weights = among.weigh(agreement)
    # both resemble the same released person, so they resemble each other: only their differences are evidence
    names = np.minimum(sum(weights.fields[name] for name in NAME_FIELDS), 0.0)
    rest = sum(value for field, value in weights.fields.items() if field not in NAME_FIELDS)
    same_odds = SAME_REPORT_PRIOR / (1 - SAME_REPORT_PRIOR) * np.exp2(np.clip(names + rest, -60, 60))
    return ReportPairs(first, second, same_odds / (1.0 + same_odds))


def text_order(ids: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return each identifier's place in alphabetical order, by which ties are broken."""
    result: NDArray[np.int64] = np.unique(ids.astype(str), return_inverse=True)[1]
    return result
