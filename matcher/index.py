"""Many searches against one file, and the comparison of two people outside any list."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matcher.blocking import blocking_keys, candidate_pairs
from matcher.decision import band_of
from matcher.engine import Engine
from matcher.errors import InputError
from matcher.estimation import estimate_u
from matcher.intake import Records, from_persons
from matcher.model import Model, default_model
from matcher.preparation import Prepared, Vocabularies, prepare
from matcher.reference import Reference
from matcher.statistics import count_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.evidence import Evidence
    from matcher.person import Person
    from matcher.progress import Progress
    from matcher.statistics import NameStatistics

REFERENCE_REPORTS = 20_000
"""Two people compared outside any list are weighed as if one had been found among so many reports."""
BROAD_LIMIT = 1_000_000  # a single person may be compared with very many records before a key is refined


class Index:
    """One file, prepared once and searched many times.

    Parameters
    ----------
    records
        What :func:`matcher.read` returned.
    model
        Another model than the shipped one.
    progress
        Called with stage, done, total.

    Examples
    --------
    >>> import matcher
    >>> index = matcher.Index(matcher.read("fixtures/missing.csv"))
    >>> found = index.search(matcher.Person(surname="Shevchenko"), limit=3)
    >>> len(found) <= 3
    True
    """

    def __init__(self, records: Records, model: Model | None = None, progress: Progress | None = None) -> None:
        self.records = records
        self._vocabularies = Vocabularies()
        self._prepared = prepare(records, self._vocabularies, progress)
        model = default_model() if model is None else model
        self._statistics = count_names([self._prepared], self._vocabularies, model.smoothing)
        self.model = estimate_u(self._prepared, self._prepared, self._vocabularies, self._statistics, model)
        self._keys = blocking_keys(self._prepared, self._vocabularies, asking=False)

    def __len__(self) -> int:
        """Return the number of records searched."""
        return len(self.records)

    def search(self, person: Person, limit: int = 10, min_probability: float = 0.0) -> pd.DataFrame:
        """Find the records that may be about a person.

        Parameters
        ----------
        person
            A name, or a part of one, and whatever else is known.
        limit
            At most so many rows.
        min_probability
            Leave out what is less likely.

        Returns
        -------
        DataFrame
            ``id``, ``name``, ``birth_date``, ``probability`` (that this record is about the person; the rows
            share it, with the chance that none is), ``weight`` in bits, ``band``, ``rank``, ``evidence``.

        Raises
        ------
        InputError
            If an option is out of its range.
        """
        _check_limit(limit)
        if not 0 <= min_probability <= 1:
            raise InputError("The lowest probability to show must lie between 0 and 1.")
        asked = from_persons([person])
        query = prepare(asked, self._vocabularies)
        self._statistics = self._statistics.extended(self._vocabularies, self.model.smoothing)
        query_keys = blocking_keys(query, self._vocabularies, asking=True)
        left, right = candidate_pairs(query_keys, self._keys, BROAD_LIMIT)
        engine = _engine(
            query,
            self._prepared,
            self._vocabularies,
            self._statistics,
            self.model,
            overlap=self.model.prior.search_overlap,
            size=len(self),
        )
        found = _best(engine, left, right, limit, min_probability)
        chosen = found.right
        evidence = engine.evidence(found.left, chosen, asked, self.records, probability=found.probability)
        return pd.DataFrame(
            {
                "id": self._prepared.ids[chosen],
                "name": self.records.names()[chosen],
                "birth_date": self.records.cells("birth_date")[chosen],
                "probability": found.probability,
                "weight": found.weight,
                "band": band_of(found.probability),
                "rank": np.arange(1, len(chosen) + 1),
                "evidence": np.array([item.compact() for item in evidence], dtype=object),
            }
        )


def rank(person: Person, candidates: Records, reference: Reference, limit: int = 20) -> list[Evidence]:
    """Weigh the candidates of one search, which something else found: a database that keeps blocking keys.

    Parameters
    ----------
    person
        A name, or a part of one, and whatever else is known.
    candidates
        Records that may be about the person; may be none. Every one is compared, whatever found it.
    reference
        How common names are, and among how many reports was searched.
    limit
        At most so many.

    Returns
    -------
    list of Evidence
        The likeliest first; ``right_id`` is the record's id. The candidates share the probability, with the chance
        that none of them is the person.

    Raises
    ------
    InputError
        If the limit is below 1.

    Examples
    --------
    >>> import matcher
    >>> reports = matcher.read("fixtures/missing.csv")
    >>> found = matcher.rank(matcher.Person("Іван Іванов"), reports, matcher.Reference.shipped(200), limit=3)
    >>> len(found)
    3
    """
    _check_limit(limit)
    asked, vocabularies = from_persons([person]), Vocabularies()
    query, prepared = prepare(asked, vocabularies), prepare(candidates, vocabularies)
    model, count = reference.model, reference.reports
    engine = Engine(
        query,
        prepared,
        vocabularies,
        reference.statistics(vocabularies),
        model,
        match_prior=model.prior.search_overlap / count,
        relatives=reference.relatives / count,
        namesakes=reference.namesakes / count,
    )
    everyone = np.arange(len(prepared), dtype=np.int64)
    found = _best(engine, np.zeros_like(everyone), everyone, limit, 0.0)
    return engine.evidence(found.left, found.right, asked, candidates, probability=found.probability)


@dataclass(frozen=True, slots=True, eq=False)
class _Found:
    """The best candidates of a search, with what they weigh."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    weight: NDArray[np.float64]
    probability: NDArray[np.float64]


def _best(
    engine: Engine, left: NDArray[np.int64], right: NDArray[np.int64], limit: int, min_probability: float
) -> _Found:
    """Weigh the candidates of one search; they share the probability, as at most one answer is looked for."""
    weight = engine.weigh(engine.compare(left, right)).weight
    odds = engine.model.calibration.apply(engine.odds(weight))
    probability = odds / (1.0 + odds.sum())
    order = np.lexsort((engine.right.ids[right].astype(str), -weight))[:limit]
    order = order[probability[order] >= min_probability]
    return _Found(left[order], right[order], weight[order], probability[order])


def _check_limit(limit: int) -> None:
    if limit < 1:
        raise InputError("The number of rows to show must be at least 1.")


def compare(a: Person, b: Person, model: Model | None = None) -> Evidence:
    """Compare two people outside any list.

    Parameters
    ----------
    a, b
        The two; the result does not depend on which is which, but for events, where ``a`` is the released one.
    model
        Another model than the shipped one.

    Returns
    -------
    Evidence
        Its probability is that of a pair found among 20,000 reports of which one in two answers somebody; how common
        the names are is taken from the shipped tables.
    """
    model = default_model() if model is None else model
    left_records, right_records = from_persons([a]), from_persons([b])
    vocabularies = Vocabularies()
    left, right = prepare(left_records, vocabularies), prepare(right_records, vocabularies)
    statistics = Reference.shipped(REFERENCE_REPORTS, model).statistics(vocabularies)
    overlap = model.prior.expected_overlap
    engine = _engine(left, right, vocabularies, statistics, model, overlap=overlap, size=REFERENCE_REPORTS)
    first = np.zeros(1, dtype=np.int64)
    evidence = engine.evidence(first, first, left_records, right_records)[0]
    return replace(evidence, left_id=a.id or "The first person", right_id=b.id or "the second person")


def _engine(
    left: Prepared,
    right: Prepared,
    vocabularies: Vocabularies,
    statistics: NameStatistics,
    model: Model,
    *,
    overlap: float,
    size: int,
) -> Engine:
    """Build an engine with the model's own prior, for one person among ``size`` records."""
    count, prior = max(size, 1), model.prior
    return Engine(
        left,
        right,
        vocabularies,
        statistics,
        model,
        match_prior=overlap / count,
        relatives=prior.relatives / count,
        namesakes=prior.namesakes / count,
    )


__all__ = ["Index", "compare", "rank"]
