"""The evidence of a pair in the words of the pages: what each field says, what it weighs, where a spelling comes from.

Made from what the core wrote when it scored the pair (:meth:`matcher.Evidence.to_dict`); nothing is compared here.
"""

from __future__ import annotations

import datetime as dt
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from babel import numbers
from markupsafe import Markup

from web.core_words import translate
from web.i18n import format_day, format_number, lazy_gettext, locale, ngettext
from web.i18n import gettext as _
from web.labels import FIELD_LABELS
from web.masking import MASK
from web.permissions import MASKED_FIELDS

if TYPE_CHECKING:
    from collections.abc import Mapping

_OF_ONE_FIELD = (
    "surname", "given_name", "patronymic", "birth_date", "sex", "status", "rank", "unit", "call_sign", "birth_place",
    "event_date", "event_place", "document_number", "tag_number", "tax_number",
)  # fmt: skip
FIELDS: dict[str, Any] = {
    **{name: FIELD_LABELS[name] for name in _OF_ONE_FIELD},
    "home": lazy_gettext("Home"),
    "birth_home": lazy_gettext("Place of birth and home"),
    "event_order": lazy_gettext("Order of events"),
}
"""Compared field to its label; :data:`matcher.comparison.levels.LEVELS` has the same keys."""

LEVELS: dict[str, Any] = {
    "SAME": lazy_gettext("the same"),
    "PART": lazy_gettext("one half of a double name"),
    "CLOSE": lazy_gettext("one slip of writing apart"),
    "SIMILAR": lazy_gettext("similar, damaged"),
    "LOOK_ALIKE": lazy_gettext("look alike but are two names"),
    "DIFFERENT": lazy_gettext("different"),
    "INITIAL": lazy_gettext("the initial fits"),
    "INITIAL_DIFFERENT": lazy_gettext("the initial does not fit"),
    "MAY_HAVE_CHANGED": lazy_gettext("different; marriage may be the reason"),
    "EQUAL": lazy_gettext("the same"),
    "SWAPPED": lazy_gettext("day and month exchanged"),
    "ONE_DIGIT": lazy_gettext("one digit differs"),
    "NEIGHBOUR_YEAR": lazy_gettext("the year before or after"),
    "PLACEHOLDER": lazy_gettext("the same year; 1 January often stands for an unknown day"),
    "SAME_YEAR": lazy_gettext("the same year, another day"),
    "CONTRADICTING": lazy_gettext("contradict each other"),
    "EQUAL_COARSER": lazy_gettext("agree as far as is known"),
    "YEARS_NEAR": lazy_gettext("one or two years apart"),
    "YEAR_CONTRADICTING": lazy_gettext("the years contradict each other"),
    "AGE_COMPATIBLE": lazy_gettext("about the same age"),
    "AGE_CONTRADICTING": lazy_gettext("the ages contradict each other"),
    "SAME_SETTLEMENT": lazy_gettext("the same place"),
    "SAME_REGION": lazy_gettext("the same region"),
    "ADJACENT": lazy_gettext("one or two steps apart"),
    "POSSIBLE": lazy_gettext("possible"),
    "IMPOSSIBLE": lazy_gettext("impossible: released before the disappearance"),
}
"""Agreement level to its words."""

FIELD_LEVELS: dict[tuple[str, str], Any] = {("given_name", "PART"): lazy_gettext("a short form")}
"""Where a level has other words in one field."""

FORMS: dict[tuple[str, ...], Any] = {
    ("uk",): lazy_gettext("the Ukrainian form"),
    ("ru",): lazy_gettext("the Russian form"),
    ("be",): lazy_gettext("the Belarusian form"),
    ("uk", "ru"): lazy_gettext("the Ukrainian and Russian form"),
    ("uk", "be"): lazy_gettext("the Ukrainian and Belarusian form"),
    ("ru", "be"): lazy_gettext("the Russian and Belarusian form"),
}
"""Languages, as the core orders them, to what a form of a name is that only they have."""

SLIGHT = 0.05
"""Bits below which a weight speaks neither for nor against."""
_AGE = re.compile(r"age (?P<age>.+) on (?P<day>.*)")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")


@dataclass(frozen=True, slots=True)
class Row:
    """What one field says.

    Attributes
    ----------
    field
        A compared field.
    label, level
        The field and how it agrees, in words.
    left, right
        What was compared, of the released person and of the report; blank if it was read from the name.
    masked
        The values are hidden from this user.
    weight
        Match weight in bits; positive speaks for one person.
    sentences
        Where the spellings come from, how common the name is.
    """

    field: str
    label: str
    level: str
    left: str
    right: str
    masked: bool
    weight: float
    sentences: tuple[Markup, ...]

    @property
    def direction(self) -> str:
        """``for``, ``against`` or ``neither``."""
        return direction(self.weight)

    @property
    def strength(self) -> float:
        """How much it says, for or against, in bits."""
        return abs(self.weight)


@dataclass(frozen=True, slots=True)
class Step:
    """One bar of the waterfall.

    Attributes
    ----------
    label, level
        What it is, and how it agrees.
    weight, start, end
        Bits: its own, and the sum before and after it.
    kind
        ``prior``, ``for``, ``against``, ``neither`` or ``result``.
    """

    label: str
    level: str
    weight: float
    start: float
    end: float
    kind: str

    @property
    def bits(self) -> str:
        """The weight as people write it."""
        return bits(self.weight)


@dataclass(frozen=True, slots=True)
class Explanation:
    """What speaks for and against a pair.

    Attributes
    ----------
    rows
        A row per field that both sides have.
    steps
        The waterfall from the prior to the result.
    lowest, highest
        Ends of its scale in bits.
    probability
        That the two are one person.
    words
        The same in words.
    margin
        A sentence about the best rival; blank without one.
    """

    rows: tuple[Row, ...]
    steps: tuple[Step, ...]
    lowest: float
    highest: float
    probability: float
    words: str
    margin: str

    def row(self, field: str) -> Row | None:
        """Return what one field says, None if it was not compared."""
        return next((row for row in self.rows if row.field == field), None)

    def place(self, bits: float) -> float:
        """Return where a number of bits lies on the waterfall's scale, from 0 to 100."""
        return round(100 * (bits - self.lowest) / max(self.highest - self.lowest, 1e-9), 2)


def explain(evidence: Mapping[str, Any], *, open_: bool) -> Explanation:
    """Put the evidence of a pair into words of the present language.

    Parameters
    ----------
    evidence
        :meth:`matcher.Evidence.to_dict`, of a run over lists, a search or a comparison of two people.
    open_
        Whether the user may see the masked fields of both records at this moment.
    """
    rows = tuple(_row(item, open_=open_) for item in evidence.get("fields", ()))
    prior, relatives = float(evidence.get("prior", 0.0)), float(evidence.get("relatives", 0.0))
    probability = float(evidence.get("probability", 0.0))
    steps = [Step(_("Before anything was compared"), _chance(prior), prior, 0.0, prior, "prior")]
    at = prior
    for row in rows:
        steps.append(Step(row.label, row.level, row.weight, at, at + row.weight, row.direction))
        at += row.weight
    if relatives <= -SLIGHT:
        steps.append(Step(_kin(float(evidence.get("kin_share", 0.0))), "", relatives, at, at + relatives, "against"))
        at += relatives
    steps.append(Step(_("All together"), "", at, 0.0, at, "result"))
    ends = [0.0, *(step.end for step in steps)]
    return Explanation(
        rows, tuple(steps), min(ends), max(ends), probability, in_words(probability), _margin(evidence.get("margin"))
    )


def direction(weight: float) -> str:
    """Tell whether a weight speaks ``for`` one person, ``against``, or ``neither``."""
    if abs(weight) < SLIGHT:
        return "neither"
    return "for" if weight > 0 else "against"


def in_words(probability: float) -> str:
    """Say a probability as a count of pairs; never all and never none of them."""
    if probability >= 0.999:
        return _("more than 999 in 1,000 such pairs are right")
    if probability >= 0.99:
        return _("%(count)s in 1,000 such pairs are right", count=int(probability * 1000))
    if probability < 0.01:
        return _("fewer than 1 in 100 such pairs are right")
    count = round(probability * 100)
    return ngettext("%(num)s in 100 such pairs is right", "%(num)s in 100 such pairs are right", count)


def in_figures(probability: float) -> str:
    """Say a probability in figures, for tables; never as certainty."""
    if probability >= 0.999:
        return _("over 999 in 1,000")
    if probability >= 0.99:
        return _("%(count)s in 1,000", count=int(probability * 1000))
    if probability < 0.01:
        return _("under 1 in 100")
    return _("%(count)s in 100", count=round(probability * 100))


def common(share: float) -> str:
    """Say how common a name is, in two digits: the shares are no better."""
    count = 1 / share
    return _("borne by about 1 in %(count)s people", count=format_number(_two_digits(count)))


def _two_digits(count: float) -> int:
    return int(round(count, -max(len(str(int(count))) - 2, 0)))


def _row(item: Mapping[str, Any], *, open_: bool) -> Row:
    field, level = str(item["field"]), str(item["level"])
    masked = field in MASKED_FIELDS and not open_
    left, right = (MASK if masked and item.get(side) else _value(str(item.get(side, ""))) for side in ("left", "right"))
    words = FIELD_LEVELS.get((field, level)) or LEVELS.get(level, level)
    sentences = () if masked else _sentences(item)
    return Row(field, str(FIELDS.get(field, field)), str(words), left, right, masked, float(item["weight"]), sentences)


def _value(text: str) -> str:
    """Return a compared value; a day, and an age with its day, are written in the page's language."""
    age = _AGE.fullmatch(text)
    if age is None:
        return _day(text)
    if age["day"]:
        return _("aged %(age)s on %(day)s", age=age["age"], day=_day(age["day"]))
    return _("aged %(age)s", age=age["age"])


def _day(text: str) -> str:
    try:
        return format_day(dt.date.fromisoformat(text)) if _DAY.fullmatch(text) else text
    except ValueError:  # 30 February, as it was written
        return text


def _sentences(item: Mapping[str, Any]) -> tuple[Markup, ...]:
    if "derivations" not in item:  # scored by an earlier version, which kept only the English sentence
        return (Markup.escape(item["note"]),) if item.get("note") else ()
    found = [derivation_sentence(one) for one in item["derivations"]]
    if item.get("share"):
        found.append(Markup.escape(common(float(item["share"]))))
    if item.get("belief"):
        doubt = _(
            "%(bits)s of this because the name had to be taken apart in a less likely way", bits=bits(item["belief"])
        )
        found.append(Markup.escape(doubt))
    return tuple(filter(None, found))


def derivation_sentence(derivation: Mapping[str, Any]) -> Markup:
    """Say where a spelling comes from, as in ``Сергій → Serhii: Ukrainian passport; the Ukrainian form``.

    Parameters
    ----------
    derivation
        :meth:`matcher.names.derivation.Derivation.to_dict`.
    """
    form = FORMS.get(tuple(derivation.get("languages", ())))
    values = {
        "word": _isolated(derivation["word"]),
        "reading": _isolated(derivation["reading"]),
        "scheme": translate(str(derivation.get("label", ""))),
        "form": str(form or ""),
    }
    has_scheme = derivation.get("scheme") not in {"", None, "unread"}
    if has_scheme and form:
        sentence = _("%(reading)s → %(word)s: %(scheme)s; %(form)s")
    elif has_scheme:
        sentence = _("%(reading)s → %(word)s: %(scheme)s")
    elif form:
        sentence = _("%(word)s is %(form)s")
    else:
        return Markup()
    return Markup(sentence) % values  # noqa: S704  a text of the catalogue; Markup escapes the values


def _isolated(name: str) -> Markup:
    return Markup("<bdi>%s</bdi>") % name


def bits(weight: float) -> str:
    """Write a weight with its sign and one digit; the minus is a real one, which nobody takes for a dash."""
    rounded = round(float(weight), 1)
    size = numbers.format_decimal(abs(rounded), format="#,##0.0", locale=locale())
    return f"{'+' if rounded >= 0 else '−'}{size}"


def _chance(prior: float) -> str:
    odds = 2.0**-prior
    return _("about 1 chance in %(count)s", count=format_number(_two_digits(max(odds, 1.0))))


def _kin(share: float) -> str:
    if share > 0.9:
        return _("A close relative would look alike")
    return _("A relative or a namesake would look alike")


def _margin(margin: float | None) -> str:
    if margin is None:
        return ""
    if margin > 0:
        return _("The next best candidate is weaker by %(bits)s bits.", bits=bits(margin)[1:])
    return _("Another candidate is as good or better, so the probability is shared.")
