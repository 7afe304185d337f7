"""How good a linkage is, measured against pairs known to be true.

Pure arithmetic on tables: no files, no model. Every figure keeps apart what is zero and what could not be measured
(NaN, printed as a dash), and says over how many pairs or people it was taken. Terms as used here:

* A *scored* pair stands in the table of matches, with its probability. A true pair that is absent from it was not
  found: it counts against recall, F1, recall@k and average precision at every threshold.
* Calibration can only be asked of pairs that have a probability, so unscored pairs are in no bin. It is given over
  the pairs a person would look at (probability 0.01 and above), which is the figure to quote, and over all scored
  pairs, which thousands of rightly hopeless pairs near zero flatter.
* recall@k is taken over the released people whom at least one report describes: the share whose best-placed true
  report stands among the first k by probability. A tie is lost: a wrong report with the same probability counts as
  standing before the true one, so that no order of rows can help.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, fields, is_dataclass
from typing import TYPE_CHECKING, Any, TypeAlias

import numpy as np
import pandas as pd

from matcher.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matcher.intake import Records

BoolArray: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]
FloatArray: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
IntArray: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

DEFAULT_THRESHOLD = 0.5
SHOWN = 0.01
"""Pairs below this probability are not shown to anyone unless asked for; the main calibration starts here."""

_KEYS = ["released_id", "missing_id"]
_RANKS = (1, 5, 10)
_BINS = 10
_REPLICATES = 400
_CURVE_POINTS = 200
_Z95 = 1.959964  # two-sided 95 % point of the normal distribution
_NAN = math.nan


# --------------------------------------------------------------------------------------------- results


@dataclass(frozen=True)
class Measure:
    """One figure with its 95 % interval; NaN where there was nothing to measure it on."""

    value: float
    low: float
    high: float
    count: int
    """The pairs or people it was measured on (the denominator)."""

    def __str__(self) -> str:
        """Return ``0.953 (0.941–0.963)``, or a dash where nothing was measured."""
        if math.isnan(self.value):
            return "–"
        if math.isnan(self.low):
            return number(self.value)
        return f"{number(self.value)} ({number(self.low)}–{number(self.high)})"


@dataclass(frozen=True)
class Decision:
    """What comes of calling every pair at or above one threshold a match."""

    threshold: float
    true_matches: int
    false_matches: int
    missed: int
    precision: Measure
    recall: Measure
    f1: Measure


@dataclass(frozen=True)
class RankRecall:
    """The share of reported released people whose true report stands among the first ``k``."""

    k: int
    recall: Measure


@dataclass(frozen=True)
class Bin:
    """One row of a reliability table: pairs whose probability lies in [low, high), the last one including 1."""

    low: float
    high: float
    pairs: int
    mean_probability: float
    observed: Measure
    """The share of these pairs that is true."""


@dataclass(frozen=True)
class Calibration:
    """Whether 0.9 means nine in ten, over the scored pairs at or above ``minimum``."""

    minimum: float
    pairs: int
    ece: float
    """Expected calibration error: mean |observed - probability| over ten equal-width bins, weighted by pairs."""
    brier: float
    """Mean squared difference of probability and truth."""
    bins: tuple[Bin, ...]


@dataclass(frozen=True)
class Blocking:
    """What the choice of candidate pairs lost, and what it saved."""

    basis: str
    """What was counted: the candidate pairs, or only the rows of the table of matches (a lower bound)."""
    pairs: int
    completeness: Measure
    """The share of the true pairs that were compared at all."""
    reduction_ratio: float
    """The share of all released × missing pairs that need not be compared; NaN where the lists are not given."""


@dataclass(frozen=True)
class Group:
    """The same measures for one kind of pair, at the default threshold."""

    name: str
    true_pairs: int
    precision: Measure
    recall: Measure
    f1: float
    recall_at_1: Measure
    completeness: Measure
    ece: float


@dataclass(frozen=True)
class FalseKind:
    """One kind of false match at the default threshold, and how many pairs of that kind were known beforehand."""

    name: str
    false_matches: int
    known: int


@dataclass(frozen=True)
class NotedPair:
    """One pair the default threshold decides wrongly, by its identifiers only."""

    released_id: str
    missing_id: str
    probability: float
    """NaN for a true pair that was not scored."""
    spelling: str
    kinds: str


@dataclass(frozen=True)
class CurvePoint:
    """Precision and recall at one threshold."""

    threshold: float
    precision: float
    recall: float


@dataclass(frozen=True)
class HistogramBin:
    """How many true and false pairs have a probability in [low, high)."""

    low: float
    high: float
    true_pairs: int
    false_pairs: int


@dataclass(frozen=True)
class Evaluation:
    """Everything measured; ``str()`` reads as a table, :meth:`to_dict` is ready for JSON."""

    scored_pairs: int
    true_pairs: int
    true_pairs_scored: int
    default: Decision
    best: Decision
    recall_at: tuple[RankRecall, ...]
    average_precision: Measure
    rightly_unmatched: Measure
    """Released people without a true report for whom no pair reaches the default threshold; needs the list."""
    calibration: Calibration
    calibration_all: Calibration
    blocking: Blocking
    by_spelling: tuple[Group, ...]
    by_noise: tuple[Group, ...]
    false_kinds: tuple[FalseKind, ...]
    curve: tuple[CurvePoint, ...]
    histogram: tuple[HistogramBin, ...]
    missed: tuple[NotedPair, ...]
    wrong: tuple[NotedPair, ...]
    notes: tuple[str, ...]

    def to_dict(self) -> dict[str, Any]:
        """Return nested dictionaries and lists; what was not measured is None."""
        result: dict[str, Any] = _plain(self)
        return result

    def __str__(self) -> str:
        """Return the tables as plain text, at most 80 columns wide."""
        return "\n".join(_text(self))


# ------------------------------------------------------------------------------------------- measuring


@dataclass(frozen=True)
class _Pairs:
    """The scored pairs, most probable first, and the true pairs, with released people as integer codes."""

    frame: pd.DataFrame
    probability: FloatArray
    true: BoolArray
    person: IntArray
    truth: pd.DataFrame
    truth_person: IntArray
    truth_probability: FloatArray  # NaN where not scored
    people: int


def evaluate(
    matches: pd.DataFrame,
    truth: pd.DataFrame,
    *,
    threshold: float = DEFAULT_THRESHOLD,
    candidates: pd.DataFrame | None = None,
    details: pd.DataFrame | None = None,
    released: Records | None = None,
    missing: Records | None = None,
) -> Evaluation:
    """Measure scored pairs against the pairs known to be true.

    Parameters
    ----------
    matches
        One row per scored pair: ``released_id``, ``missing_id``, ``probability`` (0 to 1); other columns are ignored.
    truth
        One row per true pair: ``released_id``, ``missing_id``. Repeated rows count once.
    threshold
        The probability from which a pair is called a match.
    candidates
        All pairs that were compared, shown or not (``Linkage.pairs()``). Without them pair completeness is taken
        over the rows of `matches` and says so.
    details
        What is known of single pairs, for the breakdowns: ``released_id``, ``missing_id`` and any of
        ``released_spelling``, ``missing_spelling``, ``released_noise``, ``missing_noise`` (several kinds joined by
        ``;``) and, for pairs that are not true but look it, ``relation`` (brother, namesake …).
    released, missing
        The two lists. They give the reduction ratio, the people rightly left without a match, and, where `details`
        do not, the spelling of each name.

    Returns
    -------
    Evaluation
        The figures. A figure for which there is nothing to measure is NaN.

    Raises
    ------
    InputError
        If a column is missing, a probability is not a number from 0 to 1, or a pair is scored twice.
    """
    if not 0 <= threshold <= 1:
        raise InputError(f"The threshold {threshold} is not a probability from 0 to 1.")
    pairs = _prepare(matches, truth)
    spelling = _Spelling(details, released, missing)
    relation = _relations(details)
    shown = pairs.probability >= SHOWN
    best = _best_threshold(pairs)
    compared = pairs.frame if candidates is None else _identifiers(candidates, "candidate pairs")
    found = _contained(pairs.truth, compared)
    pair_spelling = spelling.of(pairs.frame)
    truth_spelling = spelling.of(pairs.truth)
    noise = _noise_kinds(pairs.truth, details)
    return Evaluation(
        scored_pairs=len(pairs.probability),
        true_pairs=len(pairs.truth),
        true_pairs_scored=int(pairs.true.sum()),
        default=_decision(pairs, threshold),
        best=_decision(pairs, best),
        recall_at=_recall_at(pairs),
        average_precision=_average_precision(pairs),
        rightly_unmatched=_rightly_unmatched(pairs, threshold, released),
        calibration=_calibration(pairs.probability[shown], pairs.true[shown], SHOWN),
        calibration_all=_calibration(pairs.probability, pairs.true, 0.0),
        blocking=_blocking(compared, found, candidates is not None, released, missing),
        by_spelling=tuple(
            _group(pairs, threshold, name, truth_spelling == name, pair_spelling == name, found)
            for name in _by_size(truth_spelling)
        ),
        by_noise=tuple(
            _group(pairs, threshold, name, chosen, None, found) for name, chosen in _noise_groups(noise)
        ),
        false_kinds=_false_kinds(pairs, threshold, relation),
        curve=_curve(pairs),
        histogram=_histogram(pairs.probability[shown], pairs.true[shown]),
        missed=tuple(_missed(pairs, threshold, truth_spelling, noise)),
        wrong=tuple(_wrong(pairs, threshold, pair_spelling, relation)),
        notes=tuple(_notes(pairs, released, missing)),
    )


def wilson(hits: int, count: int) -> Measure:
    """Return a proportion with its 95 % Wilson score interval (Wilson 1927), which keeps inside 0 and 1."""
    if count == 0:
        return Measure(_NAN, _NAN, _NAN, 0)
    share = hits / count
    spread = _Z95**2 / count
    centre = (share + spread / 2) / (1 + spread)
    half = _Z95 * math.sqrt(share * (1 - share) / count + spread / (4 * count)) / (1 + spread)
    return Measure(share, max(0.0, centre - half), min(1.0, centre + half), count)


def _identifiers(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return the two identifier columns as text, or say which is missing."""
    for column in _KEYS:
        if column not in frame.columns:
            raise InputError(f"The table of {what} has no column {column}; it needs {' and '.join(_KEYS)}.")
    return pd.DataFrame({column: frame[column].astype(str).to_numpy(dtype=object) for column in _KEYS})


def _contained(pairs: pd.DataFrame, among: pd.DataFrame) -> BoolArray:
    """Say for each pair whether it is one of the others."""
    return np.asarray(pd.MultiIndex.from_frame(pairs).isin(pd.MultiIndex.from_frame(among)), dtype=np.bool_)


def _prepare(matches: pd.DataFrame, truth: pd.DataFrame) -> _Pairs:
    scored = _identifiers(matches, "matches")
    if "probability" not in matches.columns:
        raise InputError("The table of matches has no column probability.")
    probability = pd.to_numeric(matches["probability"], errors="coerce").to_numpy(dtype=np.float64)
    bad = np.flatnonzero(~((probability >= 0) & (probability <= 1)))
    if len(bad):
        raise InputError(
            f"The table of matches has a probability that is no number from 0 to 1 in its data row {bad[0] + 1}.",
        )
    repeated = np.flatnonzero(scored.duplicated().to_numpy())
    if len(repeated):
        raise InputError(f"The table of matches scores one pair twice: see its data row {repeated[0] + 1}.")
    # A fixed order of equally probable pairs, so that no list of results depends on the order of the input.
    scored["probability"] = probability
    scored = scored.sort_values(["probability", *_KEYS], ascending=[False, True, True], ignore_index=True)
    known = (
        _identifiers(truth, "true pairs")
        .drop_duplicates(ignore_index=True)
        .sort_values(_KEYS, ignore_index=True)
    )
    codes, people = pd.factorize(np.concatenate([scored["released_id"], known["released_id"]]))
    person = codes.astype(np.int64)
    return _Pairs(
        frame=scored,
        probability=scored["probability"].to_numpy(dtype=np.float64),
        true=_contained(scored[_KEYS], known),
        person=person[: len(scored)],
        truth=known,
        truth_person=person[len(scored) :],
        truth_probability=known.merge(scored, on=_KEYS, how="left")["probability"].to_numpy(dtype=np.float64),
        people=len(people),
    )


def _decision(pairs: _Pairs, threshold: float) -> Decision:
    chosen = pairs.probability >= threshold  # never true of NaN: without a best threshold nothing is chosen
    hits, positives, truth = int((chosen & pairs.true).sum()), int(chosen.sum()), len(pairs.truth)
    measured = not math.isnan(threshold)
    return Decision(
        threshold=threshold,
        true_matches=hits,
        false_matches=positives - hits,
        missed=truth - hits,
        precision=wilson(hits, positives),
        recall=wilson(hits, truth if measured else 0),
        f1=_f1(pairs, chosen) if measured else Measure(_NAN, _NAN, _NAN, 0),
    )


def _f1(pairs: _Pairs, chosen: BoolArray) -> Measure:
    """Return F1 = 2 TP / (2 TP + FP + FN) = 2 TP / (chosen + true), its interval by resampling released people."""
    size = pairs.people
    hits = np.bincount(pairs.person[chosen & pairs.true], minlength=size)
    both = np.bincount(pairs.person[chosen], minlength=size) + np.bincount(pairs.truth_person, minlength=size)

    def f1(people: IntArray) -> float:
        total = float(both @ people)
        return 2 * float(hits @ people) / total if total else _NAN

    every = np.ones(size, dtype=np.int64)
    low, high = _interval([f1(people) for people in _resamples(size)])
    return Measure(f1(every), low, high, len(pairs.truth))


def _resamples(people: int) -> Iterator[IntArray]:
    """Yield how often each released person is drawn, in each bootstrap replicate; the same draws on every call.

    People, not pairs, are drawn: the pairs of one person rise and fall together, and an interval that took them for
    independent would be too narrow.
    """
    if people == 0:
        return
    draw = np.random.default_rng(0)
    for _ in range(_REPLICATES):
        yield np.bincount(draw.integers(0, people, people), minlength=people).astype(np.int64)


def _interval(values: list[float]) -> tuple[float, float]:
    kept = [value for value in values if not math.isnan(value)]
    if not kept:
        return _NAN, _NAN
    low, high = np.quantile(kept, [0.025, 0.975])
    return float(low), float(high)


def _group_ends(probability: FloatArray) -> IntArray:
    """Return, for each pair of the sorted list, the last position that has the same probability."""
    return np.searchsorted(-probability, -probability, side="right").astype(np.int64) - 1


def _best_threshold(pairs: _Pairs) -> float:
    """Return the probability whose use as threshold gives the highest F1; of equals the highest threshold."""
    if not len(pairs.truth) or not len(pairs.probability):
        return _NAN
    ends = _group_ends(pairs.probability)
    hits = np.cumsum(pairs.true)[ends]
    f1 = 2 * hits / (ends + 1 + len(pairs.truth))
    return float(pairs.probability[int(np.argmax(f1))])


def _average_precision(pairs: _Pairs) -> Measure:
    """Return the mean, over the true pairs, of the precision at their probability; an unscored one counts 0.

    The interval resamples released people.
    """
    if not len(pairs.truth):
        return Measure(_NAN, _NAN, _NAN, 0)
    ends = _group_ends(pairs.probability)
    places = np.flatnonzero(pairs.true)

    def mean_precision(people: IntArray) -> float:
        total = int(people[pairs.truth_person].sum())
        if not total:
            return _NAN
        weight = people[pairs.person]
        above = np.cumsum(weight)[ends[places]]
        hits = np.cumsum(weight * pairs.true)[ends[places]]
        precision = np.divide(hits, above, out=np.zeros(len(places)), where=above > 0)
        return float(weight[places] @ precision / total)

    low, high = _interval([mean_precision(people) for people in _resamples(pairs.people)])
    return Measure(mean_precision(np.ones(pairs.people, dtype=np.int64)), low, high, len(pairs.truth))


def _ranks(pairs: _Pairs, chosen: BoolArray) -> FloatArray:
    """Return the place of the best of each person's chosen true pairs, one figure per person who has any.

    Infinite where none is scored. Only wrong reports can stand before a true one.
    """
    best = np.full(pairs.people, -1.0)
    scored = chosen & ~np.isnan(pairs.truth_probability)
    np.maximum.at(best, pairs.truth_person[scored], pairs.truth_probability[scored])
    ahead = ~pairs.true & (pairs.probability >= best[pairs.person])
    rank = 1.0 + np.bincount(pairs.person[ahead], minlength=pairs.people)
    rank[best < 0] = math.inf
    return rank[np.unique(pairs.truth_person[chosen])]


def _recall_at(pairs: _Pairs) -> tuple[RankRecall, ...]:
    ranks = _ranks(pairs, np.ones(len(pairs.truth), dtype=np.bool_))
    return tuple(RankRecall(k, wilson(int((ranks <= k).sum()), len(ranks))) for k in _RANKS)


def _rightly_unmatched(pairs: _Pairs, threshold: float, released: Records | None) -> Measure:
    if released is None:
        return wilson(0, 0)
    unreported = pd.Index(released.data["id"].astype(str)).difference(pd.Index(pairs.truth["released_id"]))
    matched = pairs.frame.loc[pairs.probability >= threshold, "released_id"]
    return wilson(int((~unreported.isin(matched)).sum()), len(unreported))


def _calibration(probability: FloatArray, true: BoolArray, minimum: float) -> Calibration:
    where = np.minimum((probability * _BINS).astype(np.int64), _BINS - 1)
    count = np.bincount(where, minlength=_BINS)
    total = np.bincount(where, weights=probability, minlength=_BINS)
    hits = np.bincount(where, weights=true, minlength=_BINS)
    pairs = len(probability)
    bins = tuple(
        Bin(
            low=i / _BINS,
            high=(i + 1) / _BINS,
            pairs=int(count[i]),
            mean_probability=float(total[i] / count[i]) if count[i] else _NAN,
            observed=wilson(int(hits[i]), int(count[i])),
        )
        for i in range(_BINS)
    )
    return Calibration(
        minimum=minimum,
        pairs=pairs,
        ece=float(np.abs(total - hits).sum() / pairs) if pairs else _NAN,
        brier=float(np.mean((probability - true) ** 2)) if pairs else _NAN,
        bins=bins,
    )


def _blocking(
    compared: pd.DataFrame,
    found: BoolArray,
    complete: bool,  # noqa: FBT001  (says what the pairs are, changes nothing that is done)
    released: Records | None,
    missing: Records | None,
) -> Blocking:
    reduction = _NAN
    if complete and released is not None and missing is not None and len(released) and len(missing):
        reduction = 1 - len(compared) / (len(released) * len(missing))
    return Blocking(
        basis="all candidate pairs" if complete else "the rows of the table of matches only",
        pairs=len(compared),
        completeness=wilson(int(found.sum()), len(found)),
        reduction_ratio=reduction,
    )


def _curve(pairs: _Pairs) -> tuple[CurvePoint, ...]:
    """Return precision and recall at the distinct probabilities, thinned to what a plot can show."""
    if not len(pairs.truth) or not len(pairs.probability):
        return ()
    ends = np.unique(_group_ends(pairs.probability))
    hits = np.cumsum(pairs.true)[ends]
    if (
        len(ends) > _CURVE_POINTS
    ):  # evenly along the recall axis and the ranking, so that neither end is cut off
        along_ranking = np.linspace(0, len(ends) - 1, _CURVE_POINTS // 2).astype(np.int64)
        along_recall = np.searchsorted(hits, np.linspace(0, hits[-1], _CURVE_POINTS // 2))
        kept = np.unique(np.concatenate([along_ranking, along_recall]))
        ends, hits = ends[kept], hits[kept]
    return tuple(
        CurvePoint(float(pairs.probability[end]), float(hit / (end + 1)), float(hit / len(pairs.truth)))
        for end, hit in zip(ends, hits, strict=True)
    )


def _histogram(probability: FloatArray, true: BoolArray) -> tuple[HistogramBin, ...]:
    bins = 2 * _BINS
    where = np.minimum((probability * bins).astype(np.int64), bins - 1)
    hits = np.bincount(where[true], minlength=bins)
    wrong = np.bincount(where[~true], minlength=bins)
    return tuple(HistogramBin(i / bins, (i + 1) / bins, int(hits[i]), int(wrong[i])) for i in range(bins))


# ------------------------------------------------------------------------------------------ breakdowns


class _Spelling:
    """The spelling of each record's name, from the details of the fixtures or else from the letters themselves."""

    def __init__(
        self, details: pd.DataFrame | None, released: Records | None, missing: Records | None
    ) -> None:
        self._released = _spelling_by_id(details, "released", released)
        self._missing = _spelling_by_id(details, "missing", missing)

    def of(self, pairs: pd.DataFrame) -> pd.Series[Any]:
        """Return ``released – missing`` for each pair; empty where either is unknown."""
        left = pairs["released_id"].map(self._released)
        right = pairs["missing_id"].map(self._missing)
        return (left + " – " + right).fillna("").astype(object)


def _spelling_by_id(details: pd.DataFrame | None, side: str, records: Records | None) -> dict[str, str]:
    known = {} if records is None else _spelling_of_records(records)
    if details is not None and f"{side}_spelling" in details.columns:
        told = _identifiers(details, "details")
        told["spelling"] = details[f"{side}_spelling"].fillna("").astype(str).to_numpy(dtype=object)
        told = told[told["spelling"] != ""].sort_values([f"{side}_id", "spelling"])
        known |= dict(zip(told[f"{side}_id"], told["spelling"], strict=True))
    return known


def _spelling_of_records(records: Records) -> dict[str, str]:
    """Tell script and, for Cyrillic, the language by letters that only one of them has (і ї є ґ; ы э ё ъ)."""
    columns = [
        name for name in ("full_name", "surname", "given_name", "patronymic") if name in records.data.columns
    ]
    names = records.data[columns].fillna("").astype(str).agg(" ".join, axis=1).str.lower()
    latin = names.str.count(r"[a-zà-ɏ]").to_numpy()
    cyrillic = names.str.count(r"[а-яёіїєґў]").to_numpy()
    ukrainian = names.str.contains(r"[іїєґ]").to_numpy(dtype=np.bool_)
    russian = names.str.contains(r"[ыэёъ]").to_numpy(dtype=np.bool_)
    spelling = np.select(
        [latin > cyrillic, cyrillic == 0, ukrainian & ~russian, russian & ~ukrainian],
        ["Latin", "other", "Ukrainian", "Russian"],
        "Cyrillic",
    )
    return dict(zip(records.data["id"].astype(str), spelling.tolist(), strict=True))


def _by_size(names: pd.Series[Any]) -> list[str]:
    """Return the distinct non-empty names, the most frequent first, equals in order of the alphabet."""
    counts = names[names != ""].value_counts()
    return sorted(map(str, counts.index), key=lambda name: (-int(counts[name]), name))


def _group(
    pairs: _Pairs,
    threshold: float,
    name: str,
    truth: pd.Series[Any] | BoolArray,
    scored: pd.Series[Any] | None,
    found: BoolArray,
) -> Group:
    """Measure the true pairs of one kind and, where wrong pairs have a kind too, the scored ones."""
    chosen = np.asarray(truth, dtype=np.bool_)
    hits, total = int((pairs.truth_probability[chosen] >= threshold).sum()), int(chosen.sum())
    precision, f1, ece = wilson(0, 0), _NAN, _NAN
    if scored is not None:
        kind = np.asarray(scored, dtype=np.bool_)
        positives = int((kind & (pairs.probability >= threshold)).sum())
        precision = wilson(hits, positives)
        f1 = 2 * hits / (positives + total)
        shown = kind & (pairs.probability >= SHOWN)
        ece = _calibration(pairs.probability[shown], pairs.true[shown], SHOWN).ece
    ranks = _ranks(pairs, chosen)
    return Group(
        name=name,
        true_pairs=total,
        precision=precision,
        recall=wilson(hits, total),
        f1=f1,
        recall_at_1=wilson(int((ranks <= 1).sum()), len(ranks)),
        completeness=wilson(int(found[chosen].sum()), total),
        ece=ece,
    )


def _noise_kinds(truth: pd.DataFrame, details: pd.DataFrame | None) -> pd.Series[Any] | None:
    """Return for each true pair the sorted kinds of noise of both its sides, or None where nothing is told."""
    columns = (
        [] if details is None else [c for c in ("released_noise", "missing_noise") if c in details.columns]
    )
    if details is None or not columns:
        return None
    told = _identifiers(details, "details")
    joined = details[columns].fillna("").astype(str).agg(";".join, axis=1)
    told["noise"] = joined.to_numpy(dtype=object)
    noise = truth.merge(told.drop_duplicates(_KEYS), on=_KEYS, how="left")["noise"]
    return noise.map(
        lambda cell: (
            cell if pd.isna(cell) else tuple(sorted({k.strip() for k in cell.split(";")} - {"", "none"}))
        ),
    )


def _noise_groups(noise: pd.Series[Any] | None) -> Iterator[tuple[str, BoolArray]]:
    """Yield the kinds of noise, most frequent first, then how many kinds a pair has at once."""
    if noise is None:
        return
    told = noise.notna()
    for kind in _by_size(noise[told].explode().dropna()):
        yield (
            kind,
            noise.map(lambda kinds, kind=kind: isinstance(kinds, tuple) and kind in kinds).to_numpy(np.bool_),
        )
    number_of = noise.map(lambda kinds: len(kinds) if isinstance(kinds, tuple) else -1)
    for label, chosen in (
        ("(no noise)", number_of == 0),
        ("(one kind)", number_of == 1),
        ("(two kinds)", number_of == 2),
        ("(three or more)", number_of >= 3),
    ):
        if chosen.any():
            yield label, chosen.to_numpy(np.bool_)


def _relations(details: pd.DataFrame | None) -> pd.DataFrame:
    """Return the pairs that are known not to be true, with what the two people are to one another."""
    if details is None or "relation" not in details.columns:
        return pd.DataFrame({"released_id": [], "missing_id": [], "relation": []}, dtype=object)
    told = _identifiers(details, "details")
    told["relation"] = details["relation"].fillna("").astype(str).to_numpy(dtype=object)
    return told[told["relation"] != ""].drop_duplicates(_KEYS)


def _false_matches(pairs: _Pairs, threshold: float, relation: pd.DataFrame) -> pd.DataFrame:
    """Return the wrong pairs at or above the threshold with their relation, empty where none is known."""
    wrong = pairs.frame[~pairs.true & (pairs.probability >= threshold)]
    return wrong.merge(relation, on=_KEYS, how="left").fillna({"relation": ""})


def _false_kinds(pairs: _Pairs, threshold: float, relation: pd.DataFrame) -> tuple[FalseKind, ...]:
    if relation.empty:
        return ()
    known = relation["relation"].value_counts()
    false = _false_matches(pairs, threshold, relation)["relation"].value_counts()
    kinds = [
        FalseKind(name, int(false.get(name, 0)), int(known[name])) for name in _by_size(relation["relation"])
    ]
    other = int(false.get("", 0))
    return (*kinds, FalseKind("(no known relation)", other, 0))


def _missed(
    pairs: _Pairs, threshold: float, spelling: pd.Series[Any], noise: pd.Series[Any] | None
) -> Iterator[NotedPair]:
    """Yield the true pairs below the threshold, the nearest to it first, the unscored last."""
    missed = np.flatnonzero(~(pairs.truth_probability >= threshold))
    probability = pairs.truth_probability[missed]
    for i in missed[np.argsort(-np.nan_to_num(probability, nan=-1.0), kind="stable")]:
        kinds = noise.iloc[i] if noise is not None else ()
        yield NotedPair(
            released_id=str(pairs.truth["released_id"].iloc[i]),
            missing_id=str(pairs.truth["missing_id"].iloc[i]),
            probability=float(pairs.truth_probability[i]),
            spelling=str(spelling.iloc[i]),
            kinds=", ".join(kinds) if isinstance(kinds, tuple) else "",
        )


def _wrong(
    pairs: _Pairs, threshold: float, spelling: pd.Series[Any], relation: pd.DataFrame
) -> Iterator[NotedPair]:
    """Yield the false matches, the surest first."""
    wrong = _false_matches(pairs, threshold, relation)
    kinds = spelling[~pairs.true & (pairs.probability >= threshold)]
    for row, kind in zip(wrong.itertuples(index=False), kinds, strict=True):
        yield NotedPair(
            released_id=str(row.released_id),
            missing_id=str(row.missing_id),
            probability=float(str(row.probability)),
            spelling=str(kind),
            kinds=str(row.relation),
        )


def _notes(pairs: _Pairs, released: Records | None, missing: Records | None) -> Iterator[str]:
    """Yield what a reader must know before believing the figures."""
    if not len(pairs.probability):
        yield "The table of matches has no rows: precision and calibration cannot be measured."
    if not len(pairs.truth):
        yield "The table of true pairs has no rows: nothing but false matches can be counted."
    if len(pairs.truth) and len(pairs.probability) and not pairs.true.any():
        yield "No true pair is among the matches: do both tables use the same identifiers?"
    for column, records, name in (("released_id", released, "released"), ("missing_id", missing, "missing")):
        if records is None:
            continue
        unknown = int((~pairs.truth[column].isin(records.data["id"].astype(str))).sum())
        if unknown:
            yield f"{unknown:,} of the true pairs name a {column} that is not in the {name} list."


# ---------------------------------------------------------------------------------------------- words


def number(value: float) -> str:
    """Return a figure with three places, or a dash for what was not measured."""
    return "–" if math.isnan(value) else f"{value:.3f}"


def _plain(value: Any) -> Any:
    """Turn dataclasses into dictionaries and NaN into None."""
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, tuple):
        return [_plain(item) for item in value]
    return None if isinstance(value, float) and math.isnan(value) else value


def _text(result: Evaluation) -> Iterator[str]:
    for note in result.notes:
        yield f"Note: {note}"
    yield (
        f"{result.scored_pairs:,} scored pairs, {result.true_pairs:,} true pairs, "
        f"{result.true_pairs_scored:,} of them scored"
    )
    yield ""
    yield f"{'threshold':<24}{'precision':<22}{'recall':<22}F1"
    for label, decision in (("default", result.default), ("best F1", result.best)):
        name = f"{label} {number(decision.threshold)}"
        yield f"{name:<24}{decision.precision!s:<22}{decision.recall!s:<22}{decision.f1}"
    yield (
        f"at the default: {result.default.true_matches:,} true matches, "
        f"{result.default.false_matches:,} false, {result.default.missed:,} missed"
    )
    yield ""
    for rank in result.recall_at:
        yield f"{f'recall@{rank.k}':<24}{rank.recall!s:<22}{rank.recall.count:,} reported released people"
    yield f"{'average precision':<24}{result.average_precision}"
    unmatched = result.rightly_unmatched
    yield f"{'rightly unmatched':<24}{unmatched!s:<22}{unmatched.count or '–':,} released people without a report"
    blocking = result.blocking
    yield f"{'pair completeness':<24}{blocking.completeness!s:<22}{blocking.basis} ({blocking.pairs:,})"
    ratio = "–" if math.isnan(blocking.reduction_ratio) else f"{blocking.reduction_ratio:.5f}"
    yield f"{'reduction ratio':<24}{ratio}"
    for calibration in (result.calibration, result.calibration_all):
        which = f"pairs of {calibration.minimum} and above" if calibration.minimum else "all scored pairs"
        yield (
            f"{'calibration':<24}{f'ECE {number(calibration.ece)}, Brier {number(calibration.brier)}':<26}"
            f"{which} ({calibration.pairs:,})"
        )
    yield ""
    yield from _reliability_text(result.calibration)
    for title, groups in (("spelling pair", result.by_spelling), ("kind of noise", result.by_noise)):
        if groups:
            yield ""
            yield from _group_text(title, groups)
    if result.false_kinds:
        yield ""
        yield f"{'false matches with':<26}{'false':>7}{'known pairs':>13}"
        for kind in result.false_kinds:
            yield f"{kind.name[:25]:<26}{kind.false_matches:>7,}{kind.known or '–':>13}"


def _reliability_text(calibration: Calibration) -> Iterator[str]:
    yield f"{'probability':<14}{'pairs':>8}{'mean':>9}   observed"
    for row in calibration.bins:
        if row.pairs:
            label = f"{row.low:.1f} – {row.high:.1f}"
            yield f"{label:<14}{row.pairs:>8,}{number(row.mean_probability):>9}   {row.observed}"


def _group_text(title: str, groups: tuple[Group, ...]) -> Iterator[str]:
    yield f"{title:<26}{'true':>6}{'precis.':>9}{'recall':>9}{'F1':>7}{'rec.@1':>8}{'compl.':>8}{'ECE':>7}"
    for group in groups:
        yield (
            f"{group.name[:25]:<26}{group.true_pairs:>6,}{number(group.precision.value):>9}"
            f"{number(group.recall.value):>9}{number(group.f1):>7}{number(group.recall_at_1.value):>8}"
            f"{number(group.completeness.value):>8}{number(group.ece):>7}"
        )
