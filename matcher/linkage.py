"""Link two lists: the stations one after the other, and the result with everything a reader asks of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matcher.blocking import blocking_keys, candidate_pairs
from matcher.decision import BANDS, Scored, band_of, decide, text_order
from matcher.engine import Engine, compare_all
from matcher.errors import InputError, UnknownIdError
from matcher.estimation import Fit, estimate_m, estimate_u
from matcher.model import DEFAULT_THRESHOLD, Model, default_model
from matcher.preparation import Vocabularies, prepare
from matcher.progress import silent
from matcher.reference import Reference
from matcher.statistics import count_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.comparison.pairs import Agreement
    from matcher.evidence import Evidence
    from matcher.intake import Records
    from matcher.preparation import Prepared
    from matcher.progress import Progress
    from matcher.statistics import NameStatistics

MIN_PROBABILITY = 0.01


@dataclass(frozen=True, slots=True)
class Summary:
    """What a run did, in numbers."""

    released: int
    missing: int
    released_problems: int
    missing_problems: int
    candidate_pairs: int
    bands: dict[str, int]
    released_without_report: int
    estimated_overlap: float


class Linkage:
    """Two linked lists.

    Made by :func:`link`. Attributes are computed when first asked for.

    Attributes
    ----------
    released, missing
        The lists as read.
    model
        The model as fitted to them.
    engine
        The prepared lists with everything needed to weigh any pair of their records.
    fit
        Overlap, relatives and namesakes as estimated.
    """

    def __init__(
        self,
        released: Records,
        missing: Records,
        engine: Engine,
        fit: Fit,
        agreement: Agreement,
        scored: Scored,
        options: _Options,
    ) -> None:
        self.released = released
        self.missing = missing
        self.model = engine.model
        self.fit = fit
        self.engine = engine
        self._agreement = agreement
        self._scored = scored
        self._options = options

    @property
    def candidate_pairs(self) -> int:
        """Number of pairs that blocking proposed."""
        return len(self._scored.left)

    def pairs(self) -> pd.DataFrame:
        """Return every candidate pair, even hopeless ones, with ``probability`` and ``weight``."""
        scored = self._scored
        return pd.DataFrame(
            {
                "released_id": self.engine.left.ids[scored.left],
                "missing_id": self.engine.right.ids[scored.right],
                "probability": scored.probability,
                "weight": scored.weight,
            }
        )

    @cached_property
    def matches(self) -> pd.DataFrame:
        """Proposed matches, the likeliest first.

        Columns: ``released_id``, ``missing_id``, ``probability``, ``weight`` (bits), ``band``, ``rank`` (among the
        reports for this released person, 1 is best), ``margin`` (bits to the best rival, NaN without one),
        ``released_name``, ``released_birth_date``, ``missing_name``, ``missing_birth_date``, ``evidence``.
        """
        scored, chosen = self._scored, self._listed
        return pd.DataFrame(
            {
                "released_id": self.engine.left.ids[scored.left[chosen]],
                "missing_id": self.engine.right.ids[scored.right[chosen]],
                "probability": scored.probability[chosen],
                "weight": scored.weight[chosen],
                "band": band_of(scored.probability[chosen]),
                "rank": scored.rank[chosen],
                "margin": scored.margin[chosen],
                "released_name": self.released.names()[scored.left[chosen]],
                "released_birth_date": self.released.cells("birth_date")[scored.left[chosen]],
                "missing_name": self.missing.names()[scored.right[chosen]],
                "missing_birth_date": self.missing.cells("birth_date")[scored.right[chosen]],
                "evidence": np.array([item.compact() for item in self._explained], dtype=object),
            }
        )

    def evidence(self, min_probability: float = 0.0) -> list[Evidence]:
        """Return the evidence of the proposed matches, computed once for these and for ``matches``.

        Parameters
        ----------
        min_probability
            Leave out less likely matches: the last rows of ``matches``.

        Returns
        -------
        list of Evidence
            One for each row of ``matches``, in that order.
        """
        likely = self._scored.probability[self._listed] >= min_probability
        return self._explained[: int(likely.sum())]

    @cached_property
    def _listed(self) -> NDArray[np.int64]:
        """Positions of the candidate pairs that are proposed, in the order of ``matches``."""
        scored = self._scored
        keep = scored.probability >= self._options.min_probability
        if self._options.top is not None:
            keep &= scored.rank <= self._options.top
        chosen = np.flatnonzero(keep)
        order = np.lexsort(
            (
                text_order(self.engine.right.ids[scored.right[chosen]]),
                text_order(self.engine.left.ids[scored.left[chosen]]),
                -scored.weight[chosen],
                -scored.probability[chosen],
            )
        )
        return chosen[order]

    @cached_property
    def _explained(self) -> list[Evidence]:
        return self._evidence(self._listed)

    def reference(self) -> Reference:
        """Return what was learnt from the two lists, for weighing a few of their records later as here."""
        fit = self.fit
        return Reference(
            model=self.model,
            reports=max(len(self.missing), 1),
            overlap=fit.overlap,
            relatives=fit.relatives,
            namesakes=fit.namesakes,
            names=self.engine.statistics.in_words(self.engine.vocabularies),
        )

    def _evidence(self, chosen: NDArray[np.int64]) -> list[Evidence]:
        scored = self._scored
        return self.engine.evidence(
            scored.left[chosen],
            scored.right[chosen],
            self.released,
            self.missing,
            agreement=self._agreement.take(chosen),
            probability=scored.probability[chosen],
            margin=scored.margin[chosen],
        )

    def explain(self, released_id: str, missing_id: str) -> Evidence:
        """Explain one pair.

        Parameters
        ----------
        released_id, missing_id
            Identifiers as in the files.

        Returns
        -------
        Evidence
            ``str()`` reads as sentences, ``to_dict()`` is for machines.

        Raises
        ------
        UnknownIdError
            If a list has no such record.
        """
        left = _position(self.released, released_id)
        right = _position(self.missing, missing_id)
        scored = self._scored
        found = np.flatnonzero((scored.left == left) & (scored.right == right))
        if len(found):
            return self._evidence(found)[0]
        # no blocking key joined the two: weighed alone, and said so
        return self.engine.evidence(np.array([left]), np.array([right]), self.released, self.missing, candidate=False)[
            0
        ]

    @cached_property
    def unmatched_released(self) -> pd.DataFrame:
        """Released people whom no report describes with a probability at or above the threshold."""
        return self._unmatched(self.released, self._scored.left)

    @cached_property
    def unmatched_missing(self) -> pd.DataFrame:
        """Reports that no released person answers with a probability at or above the threshold."""
        return self._unmatched(self.missing, self._scored.right)

    def _unmatched(self, records: Records, side: NDArray[np.int64]) -> pd.DataFrame:
        best = np.zeros(len(records))
        np.maximum.at(best, side, self._scored.probability)
        chosen = np.flatnonzero(best < self._options.threshold)
        return pd.DataFrame(
            {
                "id": records.data["id"].to_numpy(dtype=object)[chosen],
                "name": records.names()[chosen],
                "birth_date": records.cells("birth_date")[chosen],
                "row": records.rows[chosen],
                "best_probability": best[chosen],
            }
        )

    def summary(self) -> Summary:
        """Return the run in numbers."""
        shown = self.matches["band"].value_counts()
        return Summary(
            released=len(self.released),
            missing=len(self.missing),
            released_problems=len(self.released.problems),
            missing_problems=len(self.missing.problems),
            candidate_pairs=self.candidate_pairs,
            bands={band: int(shown.get(band, 0)) for band in BANDS},
            released_without_report=len(self.unmatched_released),
            estimated_overlap=self.fit.overlap,
        )


@dataclass(frozen=True, slots=True)
class _Options:
    min_probability: float
    top: int | None
    threshold: float


def link(
    released: Records,
    missing: Records,
    *,
    expected_overlap: float | None = None,
    min_probability: float = MIN_PROBABILITY,
    top: int | None = None,
    threshold: float = DEFAULT_THRESHOLD,
    model: Model | None = None,
    reference: Reference | None = None,
    progress: Progress | None = None,
) -> Linkage:
    """Find which reports of missing persons a list of released people answers.

    Parameters
    ----------
    released, missing
        Lists as :func:`matcher.read` returns them.
    expected_overlap
        Share of the released whom some report describes, above 0 and below 1. Left out, it is estimated from the
        lists, starting at the model's value (0.5: about as many with a report as without).
    min_probability
        Pairs below are not listed in ``matches``.
    top
        At most so many reports per released person.
    threshold
        Probability from which a released person counts as answered.
    model
        Another model than the shipped one.
    reference
        What an earlier linkage of whole lists learnt (:meth:`Linkage.reference`). Nothing is then estimated from these
        lists: with a few candidates out of a big file they weigh what they weigh among all of it. Rivals are those
        that are given.
    progress
        Called with stage, done, total.

    Returns
    -------
    Linkage
        Matches, explanations, people without a report.

    Raises
    ------
    InputError
        If an option is out of its range, or a reference is given together with what it holds already.

    Examples
    --------
    >>> import matcher
    >>> linkage = matcher.link(matcher.read("fixtures/released.csv"), matcher.read("fixtures/missing.csv"))
    >>> linkage.matches.columns[:3].tolist()
    ['released_id', 'missing_id', 'probability']
    """
    options = _checked(expected_overlap, min_probability, top, threshold)
    if reference is not None and (model is not None or expected_overlap is not None):
        raise InputError("A reference holds a model and the overlap already; leave out those two.")
    report = progress or silent
    vocabularies = Vocabularies()
    left = prepare(released, vocabularies, report)
    right = prepare(missing, vocabularies, report)
    report("counting names", 0, 1)
    statistics, model = (
        _estimated(left, right, vocabularies, model, report)
        if reference is None
        else (reference.statistics(vocabularies), reference.model)
    )
    report("finding candidate pairs", 0, 1)
    pair_left, pair_right = candidate_pairs(
        blocking_keys(left, vocabularies, asking=True), blocking_keys(right, vocabularies, asking=False)
    )
    count = max(len(missing), 1) if reference is None else reference.reports
    prior = model.prior
    engine = Engine(left, right, vocabularies, statistics, model, prior.expected_overlap / count, 0.0, 0.0)
    agreement = compare_all(engine, pair_left, pair_right, report)
    if reference is None:
        report("estimating the model", 0, 1)
        fit = estimate_m(
            agreement, statistics, model, released=len(released), missing=count, expected_overlap=expected_overlap
        )
    else:
        fit = Fit(model, reference.overlap, reference.relatives, reference.namesakes, 0)
    engine = replace(
        engine,
        model=fit.model,
        match_prior=fit.overlap / count,
        relatives=fit.relatives / count,
        namesakes=fit.namesakes / count,
    )
    report("weighing rivals", 0, 1)
    scored = decide(engine, pair_left, pair_right, agreement)
    return Linkage(released, missing, engine, fit, agreement, scored, options)


def _estimated(
    left: Prepared, right: Prepared, vocabularies: Vocabularies, model: Model | None, report: Progress
) -> tuple[NameStatistics, Model]:
    """Count the names of two lists, and estimate how often strangers agree."""
    model = default_model() if model is None else model
    statistics = count_names([left, right], vocabularies, model.smoothing)
    report("estimating chance agreement", 0, 1)
    return statistics, estimate_u(left, right, vocabularies, statistics, model)


def _checked(expected_overlap: float | None, min_probability: float, top: int | None, threshold: float) -> _Options:
    if expected_overlap is not None and not 0 < expected_overlap < 1:
        raise InputError("The expected overlap must lie between 0 and 1 (0.5: half of the released have a report).")
    if not 0 <= min_probability <= 1:
        raise InputError("The lowest probability to list must lie between 0 and 1.")
    if not 0 <= threshold <= 1:
        raise InputError("The threshold must lie between 0 and 1.")
    if top is not None and top < 1:
        raise InputError("The number of reports per released person must be at least 1.")
    return _Options(min_probability, top, threshold)


def _position(records: Records, identifier: str) -> int:
    found = np.flatnonzero(records.data["id"].to_numpy(dtype=object) == str(identifier))
    if not len(found):
        raise UnknownIdError(f"{records.source}: there is no record with the id {identifier}.")
    return int(found[0])
