"""Two prepared lists and all that is needed to weigh any pair of their records."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from matcher.comparison.pairs import Agreement, compare_pairs
from matcher.explanation import describe

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.evidence import Evidence
    from matcher.intake import Records
    from matcher.model import Model, Weights
    from matcher.preparation import Prepared, Vocabularies
    from matcher.progress import Progress
    from matcher.statistics import NameStatistics

COMPARE_CHUNK = 500_000  # pairs compared at a time: bounds the memory


@dataclass(slots=True, eq=False)
class Engine:
    """Two prepared lists and all that is needed to weigh any pair of their records.

    Attributes
    ----------
    left, right
        Prepared lists, sharing ``vocabularies``.
    statistics
        How common the names are.
    model
        Probabilities.
    match_prior, relatives, namesakes
        Chance that a pair picked blindly is of one person, of relatives, of namesakes.
    """

    left: Prepared
    right: Prepared
    vocabularies: Vocabularies
    statistics: NameStatistics
    model: Model
    match_prior: float
    relatives: float
    namesakes: float

    def compare(self, left: NDArray[np.integer], right: NDArray[np.integer]) -> Agreement:
        """Compare pairs of records."""
        return compare_pairs(self.left, self.right, left, right, self.vocabularies, self.statistics, self.model)

    def weigh(self, agreement: Agreement) -> Weights:
        """Weigh agreements."""
        return self.model.weigh(agreement, self.statistics, self.relatives, self.namesakes)

    def odds(self, weight: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn match weights into odds, rivals aside."""
        return self.match_prior * np.exp2(np.clip(weight, -200, 200))

    def evidence(
        self,
        left: NDArray[np.int64],
        right: NDArray[np.int64],
        left_records: Records,
        right_records: Records,
        *,
        agreement: Agreement | None = None,
        probability: NDArray[np.float64] | None = None,
        margin: NDArray[np.float64] | None = None,
        candidate: bool = True,
    ) -> list[Evidence]:
        """Put pairs into words: a probability that is not given is computed without rivals."""
        agreement = self.compare(left, right) if agreement is None else agreement
        weights = self.weigh(agreement)
        if probability is None:
            odds = self.model.calibration.apply(self.odds(weights.weight))
            probability = odds / (1.0 + odds)
        return describe(
            agreement,
            weights,
            probability,
            margin,
            self,
            left_records.data.iloc[left],
            right_records.data.iloc[right],
            left,
            right,
            candidate=candidate,
        )


def compare_all(engine: Engine, left: NDArray[np.int64], right: NDArray[np.int64], report: Progress) -> Agreement:
    """Compare all candidate pairs, chunk by chunk.

    Parameters
    ----------
    engine
        The two lists.
    left, right
        Records per candidate pair.
    report
        Called with stage, done, total.
    """
    chunks = []
    for start in range(0, max(len(left), 1), COMPARE_CHUNK):
        report("comparing", start, len(left))
        chunks.append(engine.compare(left[start : start + COMPARE_CHUNK], right[start : start + COMPARE_CHUNK]))
    report("comparing", len(left), len(left))
    if len(chunks) == 1:
        return chunks[0]
    return Agreement(
        {field: np.concatenate([chunk.levels[field] for chunk in chunks]) for field in chunks[0].levels},
        {field: np.concatenate([chunk.keys[field] for chunk in chunks]) for field in chunks[0].keys},
        np.concatenate([chunk.left_variant for chunk in chunks]),
        np.concatenate([chunk.right_variant for chunk in chunks]),
        np.concatenate([chunk.belief for chunk in chunks]),
    )
