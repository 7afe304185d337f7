"""Link two lists: the stations one after the other, and the result with everything a reader asks of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from matcher.assignment import ReportPairs, cap_reports, margins, ranks, share_belief, two_reports_of_one
from matcher.blocking import Keys, blocking_keys, candidate_pairs
from matcher.comparison.pairs import Agreement, compare_pairs
from matcher.errors import InputError, UnknownIdError
from matcher.estimation import Fit, estimate_m, estimate_u
from matcher.explanation import describe
from matcher.model import DEFAULT_THRESHOLD, STRONG_THRESHOLD, Model, Weights, default_model
from matcher.preparation import Prepared, Vocabularies, prepare
from matcher.progress import silent
from matcher.statistics import NameStatistics, count_names

if TYPE_CHECKING:
    from collections.abc import Callable

    from numpy.typing import NDArray

    from matcher.evidence import Evidence
    from matcher.intake import Records

    Progress = Callable[[str, int, int], None]

MIN_PROBABILITY = 0.01
RIVAL_ODDS = 1e-3  # candidates below these odds are too unlikely to be anybody's rival
COMPARE_CHUNK = 500_000  # pairs compared at a time: bounds the memory
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


@dataclass(frozen=True, slots=True, eq=False)
class _Scored:
    """Candidate pairs with their figures, one item per pair."""

    left: NDArray[np.int64]
    right: NDArray[np.int64]
    weight: NDArray[np.float64]
    probability: NDArray[np.float64]
    margin: NDArray[np.float64]
    rank: NDArray[np.int64]


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
        scored: _Scored,
        options: _Options,
    ) -> None:
        self.released = released
        self.missing = missing
        self.model = engine.model
        self.fit = fit
        self.engine = engine
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
        scored = self._scored
        keep = scored.probability >= self._options.min_probability
        if self._options.top is not None:
            keep &= scored.rank <= self._options.top
        chosen = np.flatnonzero(keep)
        ids = self.engine.left.ids[scored.left], self.engine.right.ids[scored.right]
        order = np.lexsort(
            (
                _text_order(ids[1][chosen]),
                _text_order(ids[0][chosen]),
                -scored.weight[chosen],
                -scored.probability[chosen],
            )
        )
        chosen = chosen[order]
        evidence = self._evidence(chosen)
        return pd.DataFrame(
            {
                "released_id": ids[0][chosen],
                "missing_id": ids[1][chosen],
                "probability": scored.probability[chosen],
                "weight": scored.weight[chosen],
                "band": band_of(scored.probability[chosen]),
                "rank": scored.rank[chosen],
                "margin": scored.margin[chosen],
                "released_name": readable_names(self.released)[scored.left[chosen]],
                "released_birth_date": _cells(self.released, "birth_date")[scored.left[chosen]],
                "missing_name": readable_names(self.missing)[scored.right[chosen]],
                "missing_birth_date": _cells(self.missing, "birth_date")[scored.right[chosen]],
                "evidence": [item.compact() for item in evidence],
            }
        )

    def _evidence(self, chosen: NDArray[np.int64]) -> list[Evidence]:
        scored = self._scored
        return self.engine.evidence(
            scored.left[chosen],
            scored.right[chosen],
            self.released,
            self.missing,
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
                "name": readable_names(records)[chosen],
                "birth_date": _cells(records, "birth_date")[chosen],
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
        probability: NDArray[np.float64] | None = None,
        margin: NDArray[np.float64] | None = None,
        candidate: bool = True,
    ) -> list[Evidence]:
        """Put pairs into words: a probability that is not given is computed without rivals."""
        agreement = self.compare(left, right)
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


def link(
    released: Records,
    missing: Records,
    *,
    expected_overlap: float | None = None,
    min_probability: float = MIN_PROBABILITY,
    top: int | None = None,
    threshold: float = DEFAULT_THRESHOLD,
    model: Model | None = None,
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
    progress
        Called with stage, done, total.

    Returns
    -------
    Linkage
        Matches, explanations, people without a report.

    Raises
    ------
    InputError
        If an option is out of its range.

    Examples
    --------
    >>> import matcher
    >>> linkage = matcher.link(matcher.read("fixtures/released.csv"), matcher.read("fixtures/missing.csv"))
    >>> linkage.matches.columns[:3].tolist()
    ['released_id', 'missing_id', 'probability']
    """
    options = _checked(expected_overlap, min_probability, top, threshold)
    model = default_model() if model is None else model
    report = progress or silent
    vocabularies = Vocabularies()
    left = prepare(released, vocabularies, report)
    right = prepare(missing, vocabularies, report)
    report("counting names", 0, 1)
    statistics = count_names([left, right], vocabularies, model.smoothing)
    report("estimating chance agreement", 0, 1)
    model = estimate_u(left, right, vocabularies, statistics, model)
    report("finding candidate pairs", 0, 1)
    pair_left, pair_right = candidate_pairs(
        blocking_keys(left, vocabularies, asking=True), blocking_keys(right, vocabularies, asking=False)
    )
    count = max(len(missing), 1)
    prior = model.prior
    engine = Engine(left, right, vocabularies, statistics, model, prior.expected_overlap / count, 0.0, 0.0)
    agreement = _compare_all(engine, pair_left, pair_right, report)
    report("estimating the model", 0, 1)
    fit = estimate_m(
        agreement, statistics, model, released=len(released), missing=count, expected_overlap=expected_overlap
    )
    engine = replace(
        engine,
        model=fit.model,
        match_prior=fit.overlap / count,
        relatives=fit.relatives / count,
        namesakes=fit.namesakes / count,
    )
    report("weighing rivals", 0, 1)
    scored = _decide(engine, pair_left, pair_right, agreement)
    return Linkage(released, missing, engine, fit, scored, options)


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


def _compare_all(engine: Engine, left: NDArray[np.int64], right: NDArray[np.int64], report: Progress) -> Agreement:
    """Compare all candidate pairs, chunk by chunk to bound memory."""
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
    )


def _decide(engine: Engine, left: NDArray[np.int64], right: NDArray[np.int64], agreement: Agreement) -> _Scored:
    weight = engine.weigh(agreement).weight
    odds = engine.odds(weight)
    reports = _competing_reports(engine, left, right, odds)
    shared = share_belief(odds, right, reports)
    calibrated = engine.model.calibration.apply(shared)
    probability = cap_reports(calibrated / (1.0 + calibrated), right)
    tie = _text_order(engine.right.ids)[right]
    return _Scored(
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
    first, second = two_reports_of_one(left, np.flatnonzero(odds > RIVAL_ODDS))
    among = replace(engine, left=engine.right)
    agreement = among.compare(right[first], right[second])
    weights = among.weigh(agreement)
    # both resemble the same released person, so they resemble each other: only their differences are evidence
    names = np.minimum(sum(weights.fields[name] for name in ("surname", "given_name", "patronymic")), 0.0)
    rest = sum(value for field, value in weights.fields.items() if field not in ("surname", "given_name", "patronymic"))
    same_odds = SAME_REPORT_PRIOR / (1 - SAME_REPORT_PRIOR) * np.exp2(np.clip(names + rest, -60, 60))
    return ReportPairs(first, second, same_odds / (1.0 + same_odds))


def _text_order(ids: NDArray[np.object_]) -> NDArray[np.int64]:
    """Return each identifier's place in alphabetical order, by which ties are broken."""
    result: NDArray[np.int64] = np.unique(ids.astype(str), return_inverse=True)[1]
    return result


def _position(records: Records, identifier: str) -> int:
    found = np.flatnonzero(records.data["id"].to_numpy(dtype=object) == str(identifier))
    if not len(found):
        raise UnknownIdError(f"{records.source}: there is no record with the id {identifier}.")
    return int(found[0])


def _cells(records: Records, column: str) -> NDArray[np.object_]:
    if column in records.data:
        return records.data[column].to_numpy(dtype=object)
    return np.full(len(records), "", dtype=object)


def readable_names(records: Records) -> NDArray[np.object_]:
    """Return each record's name as one text: the full name as written, or its parts in order."""
    full = _cells(records, "full_name")
    parts = zip(*(_cells(records, name) for name in ("surname", "given_name", "patronymic")), strict=True)
    joined = np.array([" ".join(part for part in row if part) for row in parts], dtype=object)
    return np.where(joined != "", joined, full)


__all__ = ["BANDS", "Engine", "Keys", "Linkage", "Summary", "band_of", "link", "readable_names"]
