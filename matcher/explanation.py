"""Evidence in words: what the comparison found and what each finding weighs, for people and for machines.

Nothing is explained here that was not scored: the words are made from the same agreement levels and weights.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matcher.comparison.levels import LEVELS, NAME_FIELDS
from matcher.dates import parse_date
from matcher.evidence import Evidence, FieldEvidence
from matcher.names.derivation import derive, titled

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from matcher.comparison.pairs import Agreement
    from matcher.engine import Engine
    from matcher.model import Weights
    from matcher.names.derivation import Derivation

_HOME = ("home_place", "home_region")
UNLIKELY_READING = 0.05  # bits from which on it is told that a less likely reading of a name was used


def describe(
    agreement: Agreement,
    weights: Weights,
    probability: NDArray[np.float64],
    margin: NDArray[np.float64] | None,
    engine: Engine,
    left_data: pd.DataFrame,
    right_data: pd.DataFrame,
    left: NDArray[np.int64],
    right: NDArray[np.int64],
    *,
    candidate: bool,
) -> list[Evidence]:
    """Put compared pairs into words; see :meth:`matcher.engine.Engine.evidence`."""
    left_cells = {str(name): left_data[name].to_numpy(dtype=object) for name in left_data}
    right_cells = {str(name): right_data[name].to_numpy(dtype=object) for name in right_data}
    total = weights.weight
    prior = float(np.log2(engine.match_prior))
    texts = {field: engine.vocabularies.words(field).words.texts for field in NAME_FIELDS}
    result = []
    for pair in range(len(agreement)):
        fields = []
        for field in LEVELS:
            level = int(agreement.levels[field][pair])
            if level == 0:
                continue
            if field in NAME_FIELDS:
                one, other = _compared(engine, agreement, pair, field, texts[field])
                origin = _Origin.of(engine, agreement, pair, field, one, other)
                one, other = titled(one), titled(other)
            else:
                one, other = _values(field, left_cells, right_cells, pair)
                origin = _NOT_A_NAME
            weight = float(weights.fields[field][pair])
            fields.append(FieldEvidence(field, LEVELS[field](level).name, one, other, weight, *origin))
        own_margin = None if margin is None or np.isnan(margin[pair]) else float(margin[pair])
        result.append(
            Evidence(
                str(engine.left.ids[left[pair]]),
                str(engine.right.ids[right[pair]]),
                float(probability[pair]),
                float(total[pair]),
                prior,
                tuple(fields),
                float(weights.relatives[pair]),
                float(weights.kin_share[pair]),
                own_margin,
                candidate,
            )
        )
    return result


_VARIANT_COLUMNS = dict(zip(NAME_FIELDS, ("variant_surname", "variant_given", "variant_patronymic"), strict=True))


def _compared(engine: Engine, agreement: Agreement, pair: int, field: str, words: list[str]) -> tuple[str, str]:
    """Return the two words that were compared."""
    column = _VARIANT_COLUMNS[field]
    left = int(getattr(engine.left, column)[agreement.left_variant[pair]])
    right = int(getattr(engine.right, column)[agreement.right_variant[pair]])
    return words[left], words[right]


def _values(
    field: str, left: dict[str, NDArray[np.object_]], right: dict[str, NDArray[np.object_]], pair: int
) -> tuple[str, str]:
    """Return the raw cells that a field was read from."""
    if field == "event_order":
        return _cell(left, "release_date", pair), _cell(right, "event_date", pair)
    if field == "birth_home":
        if _cell(left, "birth_place", pair):
            return _cell(left, "birth_place", pair), _joined(right, _HOME, pair)
        return _joined(left, _HOME, pair), _cell(right, "birth_place", pair)
    if field == "birth_date":
        return _date(left, pair), _date(right, pair)
    columns = _HOME if field == "home" else (field,)
    return _joined(left, columns, pair), _joined(right, columns, pair)


def _joined(side: dict[str, NDArray[np.object_]], columns: tuple[str, ...], pair: int) -> str:
    return ", ".join(filter(None, (_cell(side, name, pair) for name in columns)))


def _cell(side: dict[str, NDArray[np.object_]], column: str, pair: int) -> str:
    return str(side[column][pair]) if column in side else ""


def _date(side: dict[str, NDArray[np.object_]], pair: int) -> str:
    raw = _cell(side, "birth_date", pair)
    if not raw:
        age = _cell(side, "age", pair)
        return f"age {age} on {_cell(side, 'age_on', pair)}" if age else ""
    value = parse_date(raw, kind="birth").value
    return str(value) if value is not None else raw


class _Origin(NamedTuple):
    """How two spellings are one name, and how common that name is."""

    belief: float = 0.0
    derivations: tuple[Derivation, ...] = ()
    share: float | None = None

    @classmethod
    def of(cls, engine: Engine, agreement: Agreement, pair: int, field: str, one: str, other: str) -> _Origin:
        """Say it of two words."""
        key = int(agreement.keys[field][pair])
        belief = float(agreement.belief[pair])
        told = field == "surname" and belief <= -UNLIKELY_READING
        derivations: tuple[Derivation, ...] = ()
        if one != other and min(len(one), len(other)) > 2:
            group = engine.vocabularies.words(field).keys.texts[key] if key >= 0 else ""
            derivations = (derive(one, field, other, group), derive(other, field, one, group))
        share = float(engine.statistics.share[field][key]) if key >= 0 else 0.0
        return cls(belief if told else 0.0, tuple(filter(None, derivations)), share if share > 0 else None)


_NOT_A_NAME = _Origin()
