"""Fit the model to the lists at hand: u-probabilities from random pairs, m-probabilities by expectation–maximisation.

Both start from the shipped values and never lose them: those weigh like a number of pairs of their own
(:class:`matcher.model.Smoothing`), so that small files change little and large ones speak for themselves.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Literal

import numpy as np

from matcher.comparison.levels import LEVELS, NAME_FIELDS
from matcher.comparison.pairs import Agreement, compare_pairs
from matcher.model import kin_interaction

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.model import FieldModel, Model
    from matcher.preparation import Prepared, Vocabularies
    from matcher.statistics import NameStatistics

SAMPLE = 300_000
SEED = 20_260_323
ITERATIONS = 25
TOLERANCE = 1e-4
SHARE_STEP = 0.5  # bits; the grain in which shares of names enter the agreement patterns


@dataclass(frozen=True, slots=True)
class Fit:
    """A model fitted to two lists.

    Attributes
    ----------
    model
        The model with estimated probabilities.
    overlap, relatives, namesakes
        Estimated number of reports per released person that describe them, a relative, a namesake.
    iterations
        Rounds of expectation–maximisation.
    """

    model: Model
    overlap: float
    relatives: float
    namesakes: float
    iterations: int


def estimate_u(
    left: Prepared, right: Prepared, vocabularies: Vocabularies, statistics: NameStatistics, model: Model
) -> Model:
    """Estimate u-probabilities from pairs drawn at random.

    Parameters
    ----------
    left, right
        The two lists (the same list twice for an index).
    vocabularies, statistics
        Their vocabularies and name counts.
    model
        Where to start; returned unchanged if the lists are small.

    Returns
    -------
    Model
        With estimated ``u``; the few sampled pairs that look like matches are left out.
    """
    if len(left) * len(right) < model.smoothing.u_pairs:
        return model
    random = np.random.default_rng(SEED)
    a = random.integers(0, len(left), SAMPLE)
    b = random.integers(0, len(right), SAMPLE)
    if left is right:
        a, b = a[a != b], b[a != b]
    agreement = compare_pairs(left, right, a, b, vocabularies, statistics, model)
    weight = model.weigh(agreement, statistics, 0.0, 0.0).total
    stranger = weight < np.log2(len(right))
    fields = {
        field: smoothed(figures, "u", _counts(agreement.levels[field][stranger], figures), model.smoothing.u)
        for field, figures in model.fields.items()
    }
    return replace(model, fields=fields)


def _counts(
    levels: NDArray[np.integer], figures: FieldModel, weights: NDArray[np.float64] | None = None
) -> NDArray[np.float64]:
    return np.bincount(levels, weights=weights, minlength=len(figures.m)).astype(np.float64)


def smoothed(
    figures: FieldModel, name: Literal["m", "u", "kin"], counts: NDArray[np.float64], strength: float
) -> FieldModel:
    """Combine counts of levels with the present probabilities, group by group.

    Parameters
    ----------
    figures
        One field's probabilities.
    name
        Which of them to move.
    counts
        Pairs seen per level.
    strength
        Number of pairs that the present probabilities weigh like.
    """
    before = {"m": figures.m, "u": figures.u, "kin": figures.kin}[name]
    after = before.copy()
    for group in range(int(figures.group.max()) + 1):
        members = figures.group == group
        if members.sum() == 1:  # a level of its own, not one of several outcomes: nothing to estimate
            continue
        after[members] = (counts[members] + strength * before[members]) / (counts[members].sum() + strength)
    if name == "m":
        return replace(figures, m=after)
    return replace(figures, u=after) if name == "u" else replace(figures, kin=after)


@dataclass(frozen=True, slots=True, eq=False)
class _Patterns:
    """Distinct agreement patterns with the number of pairs that show each."""

    levels: dict[str, NDArray[np.int64]]
    shares: dict[str, NDArray[np.float64]]
    count: NDArray[np.float64]


def _patterns(agreement: Agreement, statistics: NameStatistics) -> _Patterns:
    """Count pairs by their levels and by the (rounded) shares of the names they have in common."""
    key = np.zeros(len(agreement), dtype=np.int64)
    steps: dict[str, NDArray[np.int64]] = {}
    for field in NAME_FIELDS:
        share = statistics.share_of(field, agreement.keys[field])
        bits = np.where(share > 0, -np.log2(np.maximum(share, 1e-9)), 0.0)
        steps[field] = np.where(share > 0, np.rint(bits / SHARE_STEP).astype(np.int64) + 1, 0)
        key = key * 64 + np.minimum(steps[field], 63)
    # two keys: names and shares in one, the other fields in the other; together they would overflow 63 bits
    rest = np.zeros(len(agreement), dtype=np.int64)
    for field, levels in agreement.levels.items():
        if field in NAME_FIELDS:
            key = key * (max(LEVELS[field]) + 1) + levels
        else:
            rest = rest * (max(LEVELS[field]) + 1) + levels
    _, rest_code = np.unique(rest, return_inverse=True)
    _, first, count = np.unique(
        key * (int(rest_code.max(initial=0)) + 1) + rest_code, return_index=True, return_counts=True
    )
    return _Patterns(
        {field: levels[first].astype(np.int64) for field, levels in agreement.levels.items()},
        {
            field: np.where(steps[field][first] > 0, np.exp2(-(steps[field][first] - 1) * SHARE_STEP), 0.0)
            for field in NAME_FIELDS
        },
        count.astype(np.float64),
    )


def estimate_m(
    agreement: Agreement,
    statistics: NameStatistics,
    model: Model,
    *,
    released: int,
    missing: int,
    expected_overlap: float | None,
) -> Fit:
    """Estimate m-probabilities, overlap, relatives and namesakes from the candidate pairs.

    Parameters
    ----------
    agreement
        All candidate pairs; pairs that no blocking key joined count as strangers.
    statistics
        Shares of names.
    model
        Where to start.
    released, missing
        Sizes of the two lists.
    expected_overlap
        Share of the released whom some report describes, if it is known and not to be estimated.

    Returns
    -------
    Fit
        The fitted model.
    """
    patterns = _patterns(agreement, statistics)
    start, prior = model, model.prior
    overlap = prior.expected_overlap if expected_overlap is None else expected_overlap
    relatives, namesakes = prior.relatives, prior.namesakes
    rounds = 0
    for _ in range(ITERATIONS):
        rounds += 1
        match, kin, namesake = _responsibilities(
            patterns, model, overlap / missing, relatives / missing, namesakes / missing
        )
        before = (overlap, relatives, namesakes)
        people = released + prior.strength
        if expected_overlap is None:
            overlap = (match.sum() + prior.strength * prior.expected_overlap) / people
        relatives = (kin.sum() + prior.strength * prior.relatives) / people
        namesakes = (namesake.sum() + prior.strength * prior.namesakes) / people
        model = replace(model, fields=_maximised(patterns, start, match, kin))
        if max(abs(new - old) for new, old in zip((overlap, relatives, namesakes), before, strict=True)) < TOLERANCE:
            break
    return Fit(model, float(overlap), float(relatives), float(namesakes), rounds)


def _responsibilities(
    patterns: _Patterns, model: Model, match_prior: float, kin_prior: float, namesake_prior: float
) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return the expected number of matches, relatives and namesakes behind each pattern."""
    match = np.zeros(len(patterns.count))
    kin = kin_interaction(patterns.levels)
    namesake = np.zeros(len(patterns.count))
    for field, levels in patterns.levels.items():
        u = model.u(field, levels, patterns.shares.get(field))
        weight = np.log2(model.fields[field].m[levels] / u)
        match += weight
        kin += np.log2(model.fields[field].kin[levels] / u)
        if field in NAME_FIELDS:
            namesake += weight
    match_odds = match_prior * np.exp2(match)
    kin_odds = kin_prior * np.exp2(kin)
    namesake_odds = namesake_prior * np.exp2(namesake)
    scale = patterns.count / (1.0 + match_odds + kin_odds + namesake_odds)
    return match_odds * scale, kin_odds * scale, namesake_odds * scale


def _maximised(
    patterns: _Patterns, start: Model, match: NDArray[np.float64], kin: NDArray[np.float64]
) -> dict[str, FieldModel]:
    fields: dict[str, FieldModel] = {}
    for field, levels in patterns.levels.items():
        base = smoothed(start.fields[field], "m", _counts(levels, start.fields[field], match), start.smoothing.m)
        fields[field] = smoothed(base, "kin", _counts(levels, base, kin), start.smoothing.kin)
    return fields
