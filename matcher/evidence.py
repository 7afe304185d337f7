"""The evidence of one pair: what each field says and weighs, for people and for machines."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from matcher.names.frequency import one_in

if TYPE_CHECKING:
    from matcher.names.derivation import Derivation

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
FROM_NAME = "read from the name"  # sex, rank or call sign that stood with or in the name
_LEVEL_WORDS = {
    "SAME": "same",
    "PART": "one half of a double name",
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
    "YEARS_NEAR": "years one or two apart",
    "YEAR_CONTRADICTING": "years contradict",
    "AGE_COMPATIBLE": "about the same age",
    "AGE_CONTRADICTING": "ages contradict",
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
    belief
        Bits of the weight that are there because a name had to be taken apart in a less likely way; 0 or negative.
    derivations
        Of a name: where the two spellings come from, so far as there is anything to tell.
    share
        Of a name: the share of people who bear it; None if the two have none in common.
    """

    field: str
    level: str
    left: str
    right: str
    weight: float
    belief: float = 0.0
    derivations: tuple[Derivation, ...] = ()
    share: float | None = None

    @property
    def note(self) -> str:
        """How two spellings are one name, and how common it is."""
        belief = f"{self.belief:+.1f} of this for a less likely way to read the name" if self.belief else ""
        common = "" if self.share is None else one_in(self.share)
        return "; ".join(filter(None, (belief, *map(str, self.derivations), common)))

    @property
    def words(self) -> str:
        """The level in words."""
        if self.field == "given_name" and self.level == "PART":
            return "short form"
        return _LEVEL_WORDS[self.level]

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON; ``note`` says in words what ``belief`` and those after it say in figures."""
        return {
            "field": self.field,
            "level": self.level,
            "left": self.left,
            "right": self.right,
            "weight": self.weight,
            "note": self.note,
            "belief": self.belief,
            "derivations": [derivation.to_dict() for derivation in self.derivations],
            "share": self.share,
        }

    def sentence(self) -> str:
        """Say it in one sentence."""
        words = f"{_FIELD_WORDS[self.field].capitalize()}: {self.words}"
        left, right = self.left or FROM_NAME, self.right or FROM_NAME
        values = left if left == right else f"{left} / {right}"
        note = f"; {self.note}" if self.note else ""
        return f"{words} ({values}){note}."

    def compact(self) -> str:
        """Say it in a few characters."""
        return f"{_FIELD_WORDS[self.field]} {self.words} {self.weight:+.1f}"


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

    def _probability(self) -> str:
        """Write the probability; no rounding turns it into certainty."""
        if self.probability >= 0.9995:
            return "> 0.999"
        return "< 0.001" if self.probability < 0.0005 else f"{self.probability:.3f}"

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
            "fields": [item.to_dict() for item in self.fields],
        }

    def __str__(self) -> str:
        """Read as sentences, a waterfall of weights from the prior to the result."""
        lines = [f"{self.left_id} and {self.right_id}: probability {self._probability()} that this is one person."]
        if not self.candidate:
            lines.append("No blocking key joins the two: the linkage did not consider this pair.")
        lines.append(f"  {self.prior:+6.1f}  Before comparing anything.")
        lines.extend(f"  {item.weight:+6.1f}  {item.sentence()}" for item in self.fields)
        if self.relatives <= -0.05:
            who = "a close relative" if self.kin_share > 0.9 else "a relative or a namesake"
            lines.append(f"  {self.relatives:+6.1f}  Could be {who} instead.")
        lines.append(f"  {self.prior + self.weight:+6.1f}  Altogether, in bits: each one doubles the odds.")
        if self.margin is not None:
            lines.append(
                f"The next best rival stands {self.margin:.1f} bits below."
                if self.margin > 0
                else f"A rival is as good or better, by {-self.margin:.1f} bits; the belief is shared."
            )
        return "\n".join(lines)
