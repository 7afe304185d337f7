"""Evidence in words: what the comparison found and what each finding weighs, for people and for machines.

Nothing is explained here that was not scored: the words are made from the same agreement levels and weights.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.comparison.levels import LEVELS, NAME_FIELDS
from matcher.dates import parse_date
from matcher.names.romanisation import Reading, readings, schemes
from matcher.names.script import Script, script_of

if TYPE_CHECKING:
    import pandas as pd
    from numpy.typing import NDArray

    from matcher.comparison.pairs import Agreement
    from matcher.linkage import Engine
    from matcher.model import Weights

_FIELD_WORDS = {
    "surname": "surname",
    "given_name": "given name",
    "patronymic": "patronymic",
    "birth_date": "birth date",
    "sex": "sex",
    "status": "status",
    "rank": "rank",
    "unit": "unit",
    "call_sign": "call sign",
    "birth_place": "birth place",
    "home": "home",
    "birth_home": "birth place and home",
    "event_order": "order of events",
    "event_date": "date of the event",
    "event_place": "place of the event",
    "document_number": "document number",
    "tag_number": "tag number",
    "tax_number": "taxpayer number",
}
_SOURCE_COLUMNS = {
    "home": ("home_place", "home_region"),
    "event_order": ("release_date", "event_date"),
}
_LEVEL_WORDS = {
    "SAME": "same",
    "PART": "short form or half of it",
    "CLOSE": "one slip of writing apart",
    "SIMILAR": "similar, damaged",
    "LOOK_ALIKE": "look alike but are two names",
    "DIFFERENT": "different",
    "INITIAL": "initial fits",
    "INITIAL_DIFFERENT": "initial does not fit",
    "MAY_HAVE_CHANGED": "different, marriage may be the reason",
    "EQUAL": "same",
    "SWAPPED": "day and month exchanged",
    "ONE_DIGIT": "one digit differs",
    "NEIGHBOUR_YEAR": "neighbouring year",
    "PLACEHOLDER": "same year, 1 January stands for an unknown day",
    "SAME_YEAR": "same year, another day",
    "CONTRADICTING": "contradict",
    "EQUAL_COARSER": "agree as far as known",
    "AGE_COMPATIBLE": "about the same age",
    "YEAR_CONTRADICTING": "years contradict",
    "SAME_SETTLEMENT": "same place",
    "SAME_REGION": "same region",
    "ADJACENT": "a step or two apart",
    "POSSIBLE": "possible",
    "IMPOSSIBLE": "released before the disappearance",
}


@dataclass(frozen=True, slots=True)
class FieldEvidence:
    """What one field says.

    Attributes
    ----------
    field
        A compared field.
    level
        Name of the agreement level.
    left, right
        What was compared, as understood; empty if missing.
    weight
        Match weight in bits; positive speaks for one person.
    note
        How two spellings are one name, how common it is.
    """

    field: str
    level: str
    left: str
    right: str
    weight: float
    note: str = ""

    def sentence(self) -> str:
        """Say it in one sentence."""
        words = f"{_FIELD_WORDS[self.field].capitalize()}: {_LEVEL_WORDS[self.level]}"
        values = self.left if self.left == self.right else f"{self.left} / {self.right}"
        note = f"; {self.note}" if self.note else ""
        return f"{words} ({values}){note}."

    def compact(self) -> str:
        """Say it in a few characters."""
        return f"{_FIELD_WORDS[self.field]} {_LEVEL_WORDS[self.level]} {self.weight:+.1f}"


@dataclass(frozen=True, slots=True)
class Evidence:
    """Everything that speaks for and against a pair, from the prior to the result.

    Attributes
    ----------
    left_id, right_id
        Identifiers: released person and report, or the two people compared.
    probability
        Probability that the two are one person; calibrated, rivals included where lists were linked.
    weight
        Match weight in bits: log2 of the Bayes factor.
    prior
        log2 of the odds before anything was compared.
    fields
        Evidence per field that both sides have.
    relatives
        Bits taken off because a relative or namesake would look alike; never positive.
    kin_share
        Chance that the pair, if it is no match, is of close relatives.
    margin
        Bits to the best rival; None without one, or where rivals were not looked at.
    candidate
        False if no blocking key joined the two, so that the linkage did not consider them.
    """

    left_id: str
    right_id: str
    probability: float
    weight: float
    prior: float
    fields: tuple[FieldEvidence, ...]
    relatives: float
    kin_share: float
    margin: float | None
    candidate: bool = True

    def compact(self) -> str:
        """Return one readable cell: the strongest evidence first."""
        ordered = sorted(self.fields, key=lambda item: -abs(item.weight))
        parts = [item.compact() for item in ordered if abs(item.weight) >= 0.05]
        if self.relatives <= -0.5:
            parts.append(f"could be a relative or namesake {self.relatives:+.1f}")
        return "; ".join(parts)

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON."""
        return {
            "left_id": self.left_id,
            "right_id": self.right_id,
            "probability": self.probability,
            "weight": self.weight,
            "prior": self.prior,
            "relatives": self.relatives,
            "kin_share": self.kin_share,
            "margin": self.margin,
            "candidate": self.candidate,
            "fields": [
                {
                    "field": item.field,
                    "level": item.level,
                    "left": item.left,
                    "right": item.right,
                    "weight": item.weight,
                    "note": item.note,
                }
                for item in self.fields
            ],
        }

    def __str__(self) -> str:
        """Read as sentences, a waterfall of weights from the prior to the result."""
        lines = [f"{self.left_id} and {self.right_id}: probability {self.probability:.3f} that this is one person."]
        if not self.candidate:
            lines.append("No blocking key joins the two: the linkage did not consider this pair.")
        lines.append(f"  {self.prior:+6.1f}  Before comparing anything.")
        lines.extend(f"  {item.weight:+6.1f}  {item.sentence()}" for item in self.fields)
        if self.relatives <= -0.05:
            who = "a close relative" if self.kin_share > 0.5 else "a relative or a namesake"
            lines.append(f"  {self.relatives:+6.1f}  Could be {who} instead.")
        lines.append(f"  {self.prior + self.weight:+6.1f}  Altogether, in bits: each one doubles the odds.")
        if self.margin is not None:
            lines.append(
                f"The next best rival stands {self.margin:.1f} bits below."
                if self.margin > 0
                else f"A rival is as good or better, by {-self.margin:.1f} bits; the belief is shared."
            )
        return "\n".join(lines)


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
    """Put compared pairs into words; see :meth:`matcher.linkage.Engine.evidence`."""
    left_cells = {name: left_data[name].to_numpy(dtype=object) for name in left_data}
    right_cells = {name: right_data[name].to_numpy(dtype=object) for name in right_data}
    total = weights.weight
    prior = float(np.log2(engine.match_prior))
    result = []
    for pair in range(len(agreement)):
        fields = []
        for field in LEVELS:
            level = int(agreement.levels[field][pair])
            if level == 0:
                continue
            if field in NAME_FIELDS:
                one, other = _words(engine, agreement, pair, field)
                note = _name_note(engine, agreement, pair, field, one, other)
                one, other = one.title(), other.title()
            else:
                one, other = _values(field, left_cells, right_cells, pair)
                note = ""
            fields.append(
                FieldEvidence(field, LEVELS[field](level).name, one, other, float(weights.fields[field][pair]), note)
            )
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


def _words(engine: Engine, agreement: Agreement, pair: int, field: str) -> tuple[str, str]:
    """Return the two words that were compared."""
    words = engine.vocabularies.words(field).words.texts
    column = _VARIANT_COLUMNS[field]
    left = int(getattr(engine.left, column)[agreement.left_variant[pair]])
    right = int(getattr(engine.right, column)[agreement.right_variant[pair]])
    return words[left], words[right]


def _values(
    field: str, left: dict[str, NDArray[np.object_]], right: dict[str, NDArray[np.object_]], pair: int
) -> tuple[str, str]:
    """Return the raw cells that a field was read from."""
    columns = _SOURCE_COLUMNS.get(field, (field,))
    if field == "event_order":
        return _cell(left, columns[0], pair), _cell(right, columns[1], pair)
    if field == "birth_home":
        if _cell(left, "birth_place", pair):
            return _cell(left, "birth_place", pair), _joined(right, _SOURCE_COLUMNS["home"], pair)
        return _joined(left, _SOURCE_COLUMNS["home"], pair), _cell(right, "birth_place", pair)
    if field == "birth_date":
        return _date(left, pair), _date(right, pair)
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


def _name_note(engine: Engine, agreement: Agreement, pair: int, field: str, one: str, other: str) -> str:
    """Say how two spellings are one name and how common that name is."""
    key = int(agreement.keys[field][pair])
    notes = []
    if one != other:
        notes.extend(filter(None, (_derivation(one, other), _derivation(other, one))))
    if key >= 0:
        share = float(engine.statistics.share[field][key])
        notes.append(f"about 1 in {_round_count(1 / share)} people" if share > 0 else "")
    return "; ".join(filter(None, notes))


def _round_count(count: float) -> str:
    digits = max(len(str(int(count))) - 2, 0)
    return f"{round(count, -digits):,.0f}"


def _derivation(word: str, other: str) -> str:
    """Name the scheme by which a Latin word is read, the reading closest to the other word."""
    if script_of(word) is not Script.LATIN or len(word) <= 2:
        return ""
    from matcher.names.sounds import skeleton

    targets = {skeleton(reading.text) for reading in readings(other)}
    options = readings(word)
    fitting = [reading for reading in options if skeleton(reading.text) in targets] or list(options[:1])
    best: Reading = fitting[0]
    labels = {scheme.id: scheme.label for scheme in schemes()}
    return f"{word.title()} reads {best.text.title()} ({labels.get(best.scheme, best.scheme)})"
