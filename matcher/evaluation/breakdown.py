"""The same figures for one kind of pair at a time, and the single pairs that went wrong."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from matcher.evaluation.measures import calibration, ranks_of_true, wilson
from matcher.evaluation.pairs import KEYS, BoolArray, ScoredPairs, TextArray, identifiers
from matcher.evaluation.results import NAN, SHOWN, FalseKind, Group, NotedPair

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matcher.intake import Records

_NAME_COLUMNS = ("full_name", "surname", "given_name", "patronymic")


class Spelling:
    """How each record's name is spelled: what the two lists' identifiers map to."""

    def __init__(self, released: dict[str, str], missing: dict[str, str]) -> None:
        self._released = released
        self._missing = missing

    @classmethod
    def told(cls, details: pd.DataFrame | None) -> Spelling:
        """Take the spellings that the details tell."""
        return cls(_told_spelling(details, "released"), _told_spelling(details, "missing"))

    @classmethod
    def read(cls, released: Records | None, missing: Records | None, matches: pd.DataFrame) -> Spelling:
        """Read the spellings from the letters of the names: those of a list, else those beside the matches."""
        return cls(_letters(released, matches, "released"), _letters(missing, matches, "missing"))

    def of(self, pairs: pd.DataFrame) -> TextArray:
        """Return ``released – missing`` for each pair; empty where either is unknown."""
        left = _looked_up(self._released, pairs["released_id"])
        right = _looked_up(self._missing, pairs["missing_id"])
        return np.where((left != "") & (right != ""), left + " – " + right, "")


def _looked_up(known: dict[str, str], ids: pd.Series[Any]) -> TextArray:
    return pd.Series(known, dtype=object).reindex(ids).fillna("").to_numpy(dtype=object)


def _told_spelling(details: pd.DataFrame | None, side: str) -> dict[str, str]:
    if details is None or f"{side}_spelling" not in details.columns:
        return {}
    told = identifiers(details, "details")
    told["spelling"] = details[f"{side}_spelling"].fillna("").astype(str).to_numpy(dtype=object)
    told = told[(told["spelling"] != "") & (told[f"{side}_id"] != "")].sort_values([f"{side}_id", "spelling"])
    return dict(zip(told[f"{side}_id"], told["spelling"], strict=True))


def _letters(records: Records | None, matches: pd.DataFrame, side: str) -> dict[str, str]:
    """Return the spelling of each record of one side whose name is at hand."""
    if records is not None:
        columns = [name for name in _NAME_COLUMNS if name in records.data.columns]
        names = records.data[columns].fillna("").astype(str).agg(" ".join, axis=1)
        return _read_spelling(records.data["id"], names)
    if f"{side}_name" not in matches.columns or not len(matches):
        return {}
    named = identifiers(matches, "matches").assign(name=matches[f"{side}_name"].fillna("").astype(str).to_numpy())
    named = named.drop_duplicates(f"{side}_id")
    return _read_spelling(named[f"{side}_id"], named["name"])


def _read_spelling(ids: pd.Series[Any], names: pd.Series[Any]) -> dict[str, str]:
    """Tell script and, for Cyrillic, the language by letters that only one of them has (і ї є ґ; ы э ё ъ)."""
    names = names.str.lower()
    latin = names.str.count(r"[a-zà-ɏ]").to_numpy()
    cyrillic = names.str.count(r"[а-яёіїєґў]").to_numpy()
    ukrainian = names.str.contains(r"[іїєґ]").to_numpy(dtype=np.bool_)
    russian = names.str.contains(r"[ыэёъ]").to_numpy(dtype=np.bool_)
    spelling = np.select(
        [latin > cyrillic, cyrillic == 0, ukrainian & ~russian, russian & ~ukrainian],
        ["Latin", "other", "Ukrainian", "Russian"],
        "Cyrillic",
    )
    return dict(zip(ids.astype(str), spelling.tolist(), strict=True))


def by_size(names: pd.Series[Any]) -> list[str]:
    """Return the distinct non-empty names, the most frequent first, equals in order of the alphabet."""
    counts = names[names != ""].value_counts()
    return sorted(map(str, counts.index), key=lambda name: (-int(counts[name]), name))


def spelling_groups(pairs: ScoredPairs, threshold: float, spelling: Spelling, found: BoolArray) -> Iterator[Group]:
    """Yield the figures of each spelling pair, the most frequent among the true pairs first.

    Without the spelling of every shown pair precision is not measured: taken over the known ones alone it
    would leave out false matches and look better than it is.
    """
    truth, scored = spelling.of(pairs.truth), spelling.of(pairs.frame)
    complete = bool((scored[pairs.probability >= SHOWN] != "").all())
    for name in by_size(pd.Series(truth, dtype=object)):
        of_kind = (scored == name) if complete else None
        yield group(pairs, threshold, found, name=name, truth=truth == name, scored=of_kind)
    unknown = truth == ""
    if unknown.any() and not unknown.all():
        # Left out, the missed pairs among them would make every group look better than it is.
        yield group(pairs, threshold, found, name="(not known)", truth=unknown, scored=None)


def group(
    pairs: ScoredPairs,
    threshold: float,
    found: BoolArray,
    *,
    name: str,
    truth: BoolArray,
    scored: BoolArray | None,
) -> Group:
    """Measure the true pairs of one kind and, where wrong pairs have a kind too, the scored ones."""
    hits, total = int((pairs.truth_probability[truth] >= threshold).sum()), int(truth.sum())
    precision, f1, ece = wilson(0, 0), NAN, NAN
    if scored is not None:
        positives = int((scored & (pairs.probability >= threshold)).sum())
        precision = wilson(hits, positives)
        f1 = 2 * hits / (positives + total)
        shown = scored & (pairs.probability >= SHOWN)
        ece = calibration(pairs.probability[shown], pairs.true[shown], SHOWN).ece
    ranks = ranks_of_true(pairs, truth)
    return Group(
        name=name,
        true_pairs=total,
        precision=precision,
        recall=wilson(hits, total),
        f1=f1,
        recall_at_1=wilson(int((ranks <= 1).sum()), len(ranks)),
        completeness=wilson(int(found[truth].sum()), total),
        ece=ece,
    )


def noise_kinds(truth: pd.DataFrame, details: pd.DataFrame | None) -> pd.Series[Any] | None:
    """Return for each true pair the sorted kinds of noise of its two sides, None where nothing is told."""
    columns = [] if details is None else [c for c in ("released_noise", "missing_noise") if c in details.columns]
    if details is None or not columns:
        return None
    told = identifiers(details, "details")
    joined = details[columns].fillna("").astype(str).agg(";".join, axis=1)
    told["noise"] = joined.to_numpy(dtype=object)
    noise = truth.merge(told.drop_duplicates(KEYS), on=KEYS, how="left")["noise"]
    return noise.map(
        lambda cell: cell if pd.isna(cell) else tuple(sorted({k.strip() for k in cell.split(";")} - {"", "none"})),
    )


def noise_groups(noise: pd.Series[Any] | None) -> Iterator[tuple[str, BoolArray]]:
    """Yield the kinds of noise, most frequent first, then how many kinds a pair has at once."""
    if noise is None:
        return
    told = noise.notna()
    for kind in by_size(noise[told].explode().dropna()):
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


def relations(details: pd.DataFrame | None) -> pd.DataFrame:
    """Return the pairs that look true and are not, with the kind of each."""
    if details is None or "kind" not in details.columns:
        return pd.DataFrame({"released_id": [], "missing_id": [], "kind": []}, dtype=object)
    told = identifiers(details, "details")
    told["kind"] = details["kind"].fillna("").astype(str).to_numpy(dtype=object)
    pairs = (told["released_id"] != "") & (told["missing_id"] != "")
    return told[pairs & ~told["kind"].isin(("", "true"))].drop_duplicates(KEYS)


def _false_matches(pairs: ScoredPairs, threshold: float, relation: pd.DataFrame) -> pd.DataFrame:
    """Return the wrong pairs at or above the threshold with their kind, empty where none is told."""
    wrong = pairs.frame[~pairs.true & (pairs.probability >= threshold)]
    return wrong.merge(relation, on=KEYS, how="left").fillna({"kind": ""})


def false_kinds(pairs: ScoredPairs, threshold: float, relation: pd.DataFrame) -> tuple[FalseKind, ...]:
    """Count the false matches by what the two people are to one another."""
    if relation.empty:
        return ()
    known = relation["kind"].value_counts()
    false = _false_matches(pairs, threshold, relation)["kind"].value_counts()
    kinds = [FalseKind(name, int(false.get(name, 0)), int(known[name])) for name in by_size(relation["kind"])]
    other = int(false.get("", 0))
    return (*kinds, FalseKind("(none of these)", other, 0))


def missed(
    pairs: ScoredPairs, threshold: float, spelling: TextArray, noise: pd.Series[Any] | None
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
            spelling=str(spelling[i]),
            kinds=", ".join(kinds) if isinstance(kinds, tuple) else "",
        )


def wrong(pairs: ScoredPairs, threshold: float, spelling: TextArray, relation: pd.DataFrame) -> Iterator[NotedPair]:
    """Yield the false matches, the surest first."""
    wrong = _false_matches(pairs, threshold, relation)
    kinds = spelling[~pairs.true & (pairs.probability >= threshold)]
    for row, kind in zip(wrong.itertuples(index=False), kinds, strict=True):
        yield NotedPair(
            released_id=str(row.released_id),
            missing_id=str(row.missing_id),
            probability=float(str(row.probability)),
            spelling=str(kind),
            kinds=str(row.kind),
        )


def notes(pairs: ScoredPairs, released: Records | None, missing: Records | None) -> Iterator[str]:
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
