"""The scored pairs and the true pairs, checked and brought into arrays."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, TypeAlias

import numpy as np
import pandas as pd

from matcher.errors import InputError

BoolArray: TypeAlias = np.ndarray[Any, np.dtype[np.bool_]]
FloatArray: TypeAlias = np.ndarray[Any, np.dtype[np.float64]]
TextArray: TypeAlias = np.ndarray[Any, np.dtype[np.object_]]
IntArray: TypeAlias = np.ndarray[Any, np.dtype[np.int64]]

KEYS = ["released_id", "missing_id"]


@dataclass(frozen=True)
class ScoredPairs:
    """The scored pairs, most probable first, and the true pairs, with released people as integer codes."""

    frame: pd.DataFrame
    probability: FloatArray
    true: BoolArray
    person: IntArray
    truth: pd.DataFrame
    truth_person: IntArray
    truth_probability: FloatArray  # NaN where not scored
    people: int


def prepare(matches: pd.DataFrame, truth: pd.DataFrame) -> ScoredPairs:
    """Check both tables and bring them into a fixed order, whatever the order of their rows.

    Raises
    ------
    InputError
        If a column is missing, a probability is not a number from 0 to 1, or a pair is scored twice.
    """
    scored = identifiers(matches, "matches")
    if "probability" not in matches.columns:
        raise InputError("The table of matches has no column probability.")
    probability = pd.to_numeric(matches["probability"], errors="coerce").to_numpy(dtype=np.float64)
    bad = np.flatnonzero(~((probability >= 0) & (probability <= 1)))
    if len(bad):
        raise InputError(
            f"The table of matches has no probability from 0 to 1 in its data row {bad[0] + 1}.",
        )
    repeated = np.flatnonzero(scored.duplicated().to_numpy())
    if len(repeated):
        raise InputError(f"The table of matches scores one pair twice: see its data row {repeated[0] + 1}.")
    # A fixed order of equally probable pairs, so that no list of results depends on the order of the input.
    scored["probability"] = probability
    scored = scored.sort_values(["probability", *KEYS], ascending=[False, True, True], ignore_index=True)
    known = identifiers(truth, "true pairs").drop_duplicates(ignore_index=True).sort_values(KEYS, ignore_index=True)
    codes, people = pd.factorize(np.concatenate([scored["released_id"], known["released_id"]]))
    person = codes.astype(np.int64)
    return ScoredPairs(
        frame=scored,
        probability=scored["probability"].to_numpy(dtype=np.float64),
        true=contained(scored[KEYS], known),
        person=person[: len(scored)],
        truth=known,
        truth_person=person[len(scored) :],
        truth_probability=known.merge(scored, on=KEYS, how="left")["probability"].to_numpy(dtype=np.float64),
        people=len(people),
    )


def identifiers(frame: pd.DataFrame, what: str) -> pd.DataFrame:
    """Return the two identifier columns as text, or say which is missing."""
    for column in KEYS:
        if column not in frame.columns:
            raise InputError(f"The table of {what} has no column {column}; it needs {' and '.join(KEYS)}.")
    return pd.DataFrame(
        {
            column: frame[column].astype(object).where(frame[column].notna(), "").astype(str).to_numpy(dtype=object)
            for column in KEYS
        }
    )


def contained(pairs: pd.DataFrame, among: pd.DataFrame) -> BoolArray:
    """Say for each pair whether it is one of the others."""
    return np.asarray(pd.MultiIndex.from_frame(pairs).isin(pd.MultiIndex.from_frame(among)), dtype=np.bool_)
