"""Records of one side that may be about one person: reports among reports, a list's people among those of other lists.

Unlike a report and a released person, any number of records of one side may be one person: none is another's rival.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

    from matcher import Evidence, Reference
    from matcher.intake import Records
    from matcher.progress import Progress

SUGGEST_FROM = 0.5
"""Least probability at which two records are suggested to be about one person."""
EXPECTED = 0.1
"""Share of records expected to have another one about the same person: relatives report twice, lists repeat people."""
MOST_COMPARED = 100
"""So many of the most promising other records are compared with one: about one person, they share much."""
MOST_BEARERS = 1000
"""A key that more records bear tells too little to bring two together; those about one person share rarer ones, too."""
MOST_ALIKE = 10  # of one record; more are a flaw of the file and not people


@dataclass(frozen=True, slots=True)
class Alike:
    """Two records of one side that may be about one person.

    Attributes
    ----------
    first_id, second_id
        Numbers in the database, the smaller one first.
    probability
        That they are about one person.
    evidence
        :meth:`matcher.Evidence.to_dict` of the two.
    """

    first_id: int
    second_id: int
    probability: float
    evidence: dict[str, Any]


class Weighing:
    """Records of one side, prepared once, to be weighed against each other.

    Parameters
    ----------
    records
        Records whose ids are their numbers, each once.
    reference
        How common names are.
    population
        How many records there are to be found, here and elsewhere.
    progress
        Called with stage, done, total.
    """

    def __init__(
        self, records: Records, reference: Reference, population: int, progress: Progress | None = None
    ) -> None:
        from matcher.engine import Engine
        from matcher.preparation import Vocabularies, prepare

        vocabularies = Vocabularies()
        prepared = prepare(records, vocabularies, progress)
        self.records = records
        self.numbers = records.data["id"].to_numpy(dtype=np.int64)
        self._engine = Engine(
            prepared,
            prepared,
            vocabularies,
            reference.statistics(vocabularies),
            reference.model,
            match_prior=EXPECTED / max(population, 1),
            relatives=reference.relatives / reference.reports,
            namesakes=reference.namesakes / reference.reports,
        )

    def positions(self, numbers: Iterable[int]) -> NDArray[np.int64]:
        """Return where some records stand; those that are not here are left out."""
        return np.flatnonzero(np.isin(self.numbers, np.fromiter(numbers, dtype=np.int64)))

    def two(self) -> Alike:
        """Weigh the first record against the second, whatever comes of it."""
        return _alike(self._engine.evidence(np.array([0]), np.array([1]), self.records, self.records)[0])

    def alike(self, left: NDArray[np.int64], right: NDArray[np.int64]) -> list[Alike]:
        """Return which of some pairs of positions may be about one person: each pair once, the likeliest first."""
        from matcher.engine import compare_all
        from matcher.progress import silent

        if not len(left):
            return []
        left, right = _each_once(left, right, len(self.numbers))
        weight = self._engine.weigh(compare_all(self._engine, left, right, silent)).weight
        odds = self._engine.model.calibration.apply(self._engine.odds(weight))
        likely = np.flatnonzero(odds >= SUGGEST_FROM * (1.0 + odds))
        likely = likely[np.argsort(-odds[likely], kind="stable")]
        chosen = likely[_not_too_many(left[likely], right[likely])]
        found = self._engine.evidence(left[chosen], right[chosen], self.records, self.records)
        return [_alike(item) for item in found]


class Promising:
    """Which of many records are worth comparing: those that share rare blocking keys."""

    def __init__(self, records: Records) -> None:
        from matcher import blocking_keys_of

        owner, key = blocking_keys_of(records, asking=False)
        order = np.argsort(key, kind="stable")
        self._records = len(records)
        self._owner = owner[order]
        _, self._start, self._count = np.unique(key[order], return_index=True, return_counts=True)
        self._group = np.repeat(np.arange(len(self._count)), self._count)

    def pairs(self, asked: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
        """Return for each of some records the most promising others, at most MOST_COMPARED: two arrays."""
        from matcher.ragged import count_up

        wanted = np.zeros(self._records, dtype=np.bool_)
        wanted[asked] = True
        bearers = self._count[self._group]
        rows = np.flatnonzero(wanted[self._owner] & (bearers > 1) & (bearers <= MOST_BEARERS))
        times = bearers[rows]
        left = np.repeat(self._owner[rows], times)
        right = self._owner[np.repeat(self._start[self._group[rows]], times) + count_up(times)]
        bits = np.repeat(np.log2(self._records / times), times)
        code, place = np.unique(left * self._records + right, return_inverse=True)
        told = np.bincount(place, weights=bits, minlength=len(code))
        left, right = np.divmod(code, max(self._records, 1))
        order = np.lexsort((-told, left))
        order = order[left[order] != right[order]]
        _, per_record = np.unique(left[order], return_counts=True)
        order = order[count_up(per_record) < MOST_COMPARED]
        return left[order], right[order]


def _each_once(
    left: NDArray[np.int64], right: NDArray[np.int64], size: int
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return each pair once, in whichever order it was given, and no record with itself."""
    different = left != right
    low, high = np.minimum(left, right)[different], np.maximum(left, right)[different]
    first, second = np.divmod(np.unique(low * size + high), size)
    return first, second


def _not_too_many(left: NDArray[np.int64], right: NDArray[np.int64]) -> NDArray[np.int64]:
    """Return the positions of pairs, the likeliest first, without those beyond MOST_ALIKE of one record."""
    partners: dict[int, int] = {}
    chosen: list[int] = []
    for position, pair in enumerate(zip(left.tolist(), right.tolist(), strict=True)):
        if all(partners.get(record, 0) < MOST_ALIKE for record in pair):
            chosen.append(position)
            partners.update({record: partners.get(record, 0) + 1 for record in pair})
    return np.array(chosen, dtype=np.int64)


def _alike(evidence: Evidence) -> Alike:
    first, second = sorted((int(evidence.left_id), int(evidence.right_id)))
    return Alike(first, second, evidence.probability, evidence.to_dict())
