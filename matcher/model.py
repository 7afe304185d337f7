"""The Fellegi–Sunter model: agreement levels to match weights, and a file that a person can read.

For every field and level the model holds three probabilities: ``m``, that a pair of records of one person shows the
level; ``u``, that a pair of strangers does; ``kin``, that two close relatives do. Levels of one group (comparisons of
full dates, say, against comparisons with a year only) add up to one within the group. The match weight of a level is
log2(m / u), in bits. Where both sides bear the same canonical name, ``u`` is that name's share of people (the
term-frequency adjustment).

Strangers are not the only people a record is taken for. Brothers share surname and patronymic, namesakes the whole
name, so the fields are not independent among the pairs that are no match. The model therefore mixes three kinds of
non-match: strangers, relatives, namesakes; how many of the latter two there are is estimated from the lists.
"""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.comparison.levels import LEVELS, NAME_FIELDS, DateLevel, NameLevel
from matcher.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

    from matcher.comparison.pairs import Agreement
    from matcher.statistics import NameStatistics

FORMAT = 1
DEFAULT_THRESHOLD = 0.5
"""Probability from which a pair counts as a proposed match: more likely the same person than not."""
STRONG_THRESHOLD = 0.9
FLOOR = 1e-9
SAME_NAMED_TWIN = -10.0
"""Bits: a relative born on the same day is a twin, and twins do not bear one given name."""


@dataclass(frozen=True, slots=True)
class Prior:
    """What is believed before any name is compared.

    Attributes
    ----------
    expected_overlap
        Share of the released whom some report on file describes.
    relatives, namesakes
        Reports per released person that describe a close relative or a chance namesake beyond what the frequency of
        names explains.
    strength
        Weight of the three figures above against the lists at hand, in released people.
    search_overlap
        Chance that a person looked for by hand is in the file.
    """

    expected_overlap: float
    relatives: float
    namesakes: float
    strength: float
    search_overlap: float


@dataclass(frozen=True, slots=True)
class Smoothing:
    """Weights of shipped values against the data at hand.

    Attributes
    ----------
    names
        The name tables weigh like this many people.
    unknown_share
        Share of people assumed for a name that no table lists.
    least_given_share
        Least share counted for a given name or a father's name: whoever bears a rare one mostly lives among people of
        his origin, who bear it more often than the tables and the list as a whole say.
    established_count
        From this many people on, a word is a name in its own right and not a slip of writing.
    m, kin
        Shipped m-probabilities (and those of relatives) weigh like this many true pairs.
    u
        Shipped u-probabilities weigh like this many random pairs.
    u_pairs
        Fewer possible pairs than this, and u-probabilities are not estimated at all.
    """

    names: float
    unknown_share: float
    least_given_share: float
    established_count: int
    m: float
    kin: float
    u: float
    u_pairs: int


@dataclass(frozen=True, slots=True)
class Calibration:
    """Last step: probability = logistic(intercept + slope * log-odds)."""

    slope: float
    intercept: float

    def apply(self, odds: NDArray[np.float64]) -> NDArray[np.float64]:
        """Turn odds into calibrated odds."""
        calibrated: NDArray[np.float64] = np.exp(self.intercept + self.slope * np.log(np.maximum(odds, 1e-300)))
        return calibrated


@dataclass(frozen=True, slots=True, eq=False)
class FieldModel:
    """Probabilities of one field's levels, indexed by level code; code 0 (missing) is 1 throughout: no evidence.

    Attributes
    ----------
    m, u, kin
        Probabilities per level.
    group
        Group number per level; probabilities of one group add up to one.
    """

    m: NDArray[np.float64]
    u: NDArray[np.float64]
    kin: NDArray[np.float64]
    group: NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """Evidence of pairs, in bits.

    Attributes
    ----------
    fields
        Match weight per field against a stranger.
    total
        Their sum.
    relatives
        What is taken off because a relative or namesake would look alike: never positive.
    kin_share
        Chance that the pair, if it is no match, is of close relatives.
    """

    fields: dict[str, NDArray[np.float64]]
    total: NDArray[np.float64]
    relatives: NDArray[np.float64]
    kin_share: NDArray[np.float64]

    @property
    def weight(self) -> NDArray[np.float64]:
        """Match weight: log2 of the Bayes factor against everybody who is not the person."""
        return self.total + self.relatives


@dataclass(frozen=True, slots=True, eq=False)
class Model:
    """All figures of the decision; immutable, :meth:`save` and :func:`load_model` use a readable JSON file."""

    version: str
    description: str
    prior: Prior
    smoothing: Smoothing
    calibration: Calibration
    fields: dict[str, FieldModel]

    def weight(
        self, field: str, level: NDArray[np.integer], share: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """Return the match weight of a field in bits, per pair.

        Parameters
        ----------
        field
            A compared field.
        level
            Level codes.
        share
            Share of people who bear the common name; 0 where the two have none in common.
        """
        weights: NDArray[np.float64] = np.log2(self.fields[field].m[level] / self.u(field, level, share))
        return weights

    def u(
        self, field: str, level: NDArray[np.integer], share: NDArray[np.float64] | None = None
    ) -> NDArray[np.float64]:
        """Return the u-probability per pair, the common name's share where there is one."""
        u: NDArray[np.float64] = self.fields[field].u[level]
        if share is None:
            return u
        # a short form agrees less often than its full name is borne, but never means more than the full name does
        adjusted: NDArray[np.float64] = np.where(share > 0, np.where(level == 1, share, np.maximum(share, u)), u)
        return adjusted

    def weigh(self, agreement: Agreement, statistics: NameStatistics, relatives: float, namesakes: float) -> Weights:
        """Weigh pairs.

        Parameters
        ----------
        agreement
            What :func:`matcher.comparison.pairs.compare_pairs` returned.
        statistics
            Shares of names.
        relatives, namesakes
            Chance that a pair picked blindly is of relatives, or of namesakes.
        """
        by_field: dict[str, NDArray[np.float64]] = {}
        kin = np.zeros(len(agreement))
        same_name = np.zeros(len(agreement))
        for field, level in agreement.levels.items():
            is_name = field in NAME_FIELDS
            share = statistics.share_of(field, agreement.keys[field]) if is_name else None
            u = self.u(field, level, share)
            by_field[field] = np.log2(self.fields[field].m[level] / u)
            kin += np.log2(self.fields[field].kin[level] / u)
            if field == "surname":  # an unlikely way to take the names apart speaks against whatever it shows
                by_field[field] = by_field[field] + agreement.belief
                kin += agreement.belief
            if is_name:
                same_name += by_field[field]
        kin += kin_interaction(agreement.levels)
        total = np.sum(list(by_field.values()), axis=0)
        kin_odds, namesake_odds = relatives * np.exp2(kin), namesakes * np.exp2(same_name)
        others = 1.0 + kin_odds + namesake_odds
        return Weights(by_field, total, -np.log2(others), kin_odds / others)

    def to_json(self, digits: int = 4) -> str:
        """Return the text of a model file.

        Parameters
        ----------
        digits
            Significant digits of the probabilities; 17 keep them exactly.
        """
        fields: dict[str, Any] = {}
        for field, figures in self.fields.items():
            fields[field] = {
                level.name: {
                    "m": _rounded(figures.m[level], digits),
                    "u": _rounded(figures.u[level], digits),
                    "kin": _rounded(figures.kin[level], digits),
                    "group": int(figures.group[level]),
                }
                for level in LEVELS[field]
                if level.value and figures.group[level] >= 0
            }
        content = {
            "format": FORMAT,
            "version": self.version,
            "description": self.description,
            "prior": asdict(self.prior),
            "smoothing": asdict(self.smoothing),
            "calibration": asdict(self.calibration),
            "fields": fields,
        }
        text = json.dumps(content, ensure_ascii=False, indent=1)
        return _one_line_per_level(text) + "\n"

    def save(self, path: str | Path) -> None:
        """Write the model file."""
        from pathlib import Path

        Path(path).write_text(self.to_json(), encoding="utf-8")


def kin_interaction(levels: Mapping[str, NDArray[np.integer]]) -> NDArray[np.float64]:
    """Return what the fields together say against relatives, beyond what each says alone, in bits per pair."""
    same_name = np.isin(levels["given_name"], (NameLevel.SAME, NameLevel.PART))
    same_day = np.isin(levels["birth_date"], (DateLevel.EQUAL, DateLevel.SWAPPED))
    bits: NDArray[np.float64] = np.where(same_name & same_day, SAME_NAMED_TWIN, 0.0)
    return bits


def _rounded(value: float, digits: int) -> float:
    return float(f"{value:.{digits}g}")


def _one_line_per_level(text: str) -> str:
    """Fold the innermost objects of indented JSON onto one line, so that the file reads as a table."""
    import re

    return re.sub(
        r"\{\n\s+(\"m\": [^{}]*?)\n\s+\}",
        lambda found: "{" + re.sub(r"\n\s+", " ", found.group(1)) + "}",
        text,
    )


def model_from_json(text: str, name: str) -> Model:
    """Read a model file's text.

    Parameters
    ----------
    text
        JSON as :meth:`Model.to_json` writes it.
    name
        File name for messages.

    Raises
    ------
    DataFileError
        If the text is not of that form; the message names file and field.
    """
    try:
        content = json.loads(text)
    except json.JSONDecodeError as error:
        raise DataFileError(f"{name}: not a model file: line {error.lineno} is not valid JSON.") from None
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise DataFileError(f"{name}: not a model file of format {FORMAT}.")
    try:
        return Model(
            version=str(content["version"]),
            description=str(content["description"]),
            prior=Prior(**content["prior"]),
            smoothing=Smoothing(**content["smoothing"]),
            calibration=Calibration(**content["calibration"]),
            fields={field: _field_model(field, content["fields"][field], name) for field in LEVELS},
        )
    except (KeyError, TypeError) as error:
        raise DataFileError(f"{name}: the model file lacks or misspells {error}.") from None


def _field_model(field: str, levels: dict[str, dict[str, float]], name: str) -> FieldModel:
    size = max(LEVELS[field]) + 1
    figures = {key: np.full(size, FLOOR) for key in ("m", "u", "kin")}
    for values in figures.values():
        values[0] = 1.0
    group = np.full(size, -1, dtype=np.int64)
    for level_name, entry in levels.items():
        if level_name not in LEVELS[field].__members__:
            raise DataFileError(f"{name}: field {field} has no level {level_name}.")
        level = LEVELS[field][level_name]
        group[level] = int(entry["group"])
        for key, values in figures.items():
            probability = float(entry[key])
            if not 0 < probability <= 1:
                raise DataFileError(f"{name}: {field}, {level_name}: {key} must be above 0 and at most 1.")
            values[level] = probability
    return FieldModel(figures["m"], figures["u"], figures["kin"], group)


@lru_cache(maxsize=1)
def default_model() -> Model:
    """Return the shipped model."""
    text = resources.files("matcher.data").joinpath("model.json").read_text(encoding="utf-8")
    return model_from_json(text, "model.json")


def load_model(path: str | Path) -> Model:
    """Read a model file.

    Raises
    ------
    DataFileError
        If there is no such file or it is not a model.
    """
    from pathlib import Path

    path = Path(path)
    try:
        return model_from_json(path.read_text(encoding="utf-8"), path.name)
    except (OSError, UnicodeDecodeError):
        raise DataFileError(f"{path.name}: cannot be read as a model file.") from None
