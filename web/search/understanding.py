"""How the name that was typed is understood, in the words of the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.names.derivation import titled
from web.core_words import translate
from web.evidence import common, derivation_sentence
from web.i18n import format_percent
from web.labels import field_label

if TYPE_CHECKING:
    from markupsafe import Markup

    from matcher.names.description import DescribedPart, NameDescription
    from matcher.names.parsing import NameParts

_FIELDS = {"surname": "surname", "given": "given_name", "patronymic": "patronymic"}
_READINGS = 3  # ways to read one word that are told
_OTHERS = 3  # other ways to take the name apart that are told
_WORTH_TELLING = 0.05


@dataclass(frozen=True, slots=True)
class Part:
    """One part of a name.

    Attributes
    ----------
    label
        Which part, in words.
    word
        As typed.
    forms
        The name's usual forms, each once.
    readings
        Where the spelling comes from; blank for what is written in Cyrillic.
    common
        How common the name is; blank if the tables do not list it.
    """

    label: str
    word: str
    forms: tuple[str, ...]
    readings: tuple[Markup, ...]
    common: str


@dataclass(frozen=True, slots=True)
class Understanding:
    """A name as it is understood.

    Attributes
    ----------
    parts
        Of the likeliest way to take it apart.
    others
        Other likely ways, each with its probability in words.
    repairs
        What was repaired before reading.
    """

    parts: tuple[Part, ...]
    others: tuple[tuple[str, str], ...]
    repairs: tuple[str, ...]


def understand(name: str) -> Understanding:
    """Say how a typed name is understood."""
    from matcher import describe_name

    described = describe_name(name)
    return Understanding(
        tuple(_part(part) for part in described.parts), _others(described), tuple(map(translate, described.repairs))
    )


def _others(described: NameDescription) -> tuple[tuple[str, str], ...]:
    likely = [reading for reading in described.parsed.readings[1:] if reading.probability >= _WORTH_TELLING]
    return tuple((_words(reading), format_percent(reading.probability)) for reading in likely[:_OTHERS])


def _words(reading: NameParts) -> str:
    parts = ((field_label(field), getattr(reading, part)) for part, field in _FIELDS.items())
    return ", ".join(f"{label}: {titled(word)}" for label, word in parts if word)


def _part(part: DescribedPart) -> Part:
    forms = dict.fromkeys([part.canonical, *(form for _, form in part.forms)])
    readings = [
        derivation_sentence(
            {"word": part.word, "reading": reading.text, "scheme": reading.scheme, "label": reading.scheme}
        )
        for reading in part.readings
        if reading.scheme != "as written"
    ]
    return Part(
        field_label(_FIELDS[part.part]),
        part.word,
        tuple(form for form in forms if form and form != part.word),
        tuple(readings[:_READINGS]),
        common(part.share) if part.share else "",
    )
