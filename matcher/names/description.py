"""What is known of one written name, for a person to read: how it is taken apart, read, and how common it is."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from math import prod
from typing import Any

from matcher.names.correspondences import shifted_surnames
from matcher.names.derivation import LANGUAGES, scheme_label, titled
from matcher.names.frequency import given_share, surname_share
from matcher.names.given import lookup_given, name_groups
from matcher.names.inflection import masculine_forms
from matcher.names.parsing import NameParts, ParsedName, parse_full_name
from matcher.names.patronymics import lookup_patronymic, patronymics_of
from matcher.names.repair import clean_name
from matcher.names.romanisation import readings
from matcher.names.scripts import language_names
from matcher.names.sounds import skeleton

PARTS = ("surname", "given", "patronymic")


@dataclass(frozen=True, slots=True)
class DescribedReading:
    """One Cyrillic word that a written word may stand for.

    Attributes
    ----------
    text
        The word, with a capital.
    scheme
        Label of the scheme that reads it so; ``"as written"`` for a Cyrillic word.
    language
        Name of the language, blank if nothing tells.
    """

    text: str
    scheme: str
    language: str


@dataclass(frozen=True, slots=True)
class DescribedPart:
    """One part of a name in its likeliest reading.

    Attributes
    ----------
    part
        ``surname``, ``given`` or ``patronymic``.
    word
        As written, with a capital.
    readings
        The Cyrillic words it may stand for.
    canonical
        The canonical name; blank for an initial or a name that no table knows.
    forms
        Language to the name's usual form in it; of a surname the forms that sound laws give.
    share
        Share of the people who bear the name (a patronymic: whose father bears it); None if the tables do not list it.
    """

    part: str
    word: str
    readings: tuple[DescribedReading, ...]
    canonical: str = ""
    forms: tuple[tuple[str, str], ...] = ()
    share: float | None = None


@dataclass(frozen=True, slots=True)
class NameDescription:
    """A written name, taken apart and explained.

    Attributes
    ----------
    text
        As given.
    repairs
        What was repaired before reading, a sentence each.
    parsed
        The ways to take it apart, rank, call sign and earlier surnames.
    parts
        The parts of the likeliest reading.
    share
        Share of the people who bear all these names, as if they were drawn independently; None if one is not listed.
    """

    text: str
    repairs: tuple[str, ...]
    parsed: ParsedName
    parts: tuple[DescribedPart, ...]
    share: float | None

    def to_dict(self) -> dict[str, Any]:
        """Return everything as values that JSON knows."""
        return asdict(self)


def describe_name(text: str) -> NameDescription:
    """Take a name apart and say what is known of its words.

    Parameters
    ----------
    text
        A full name in one piece, in any order and script.

    Examples
    --------
    >>> description = describe_name("Vladimir Shevchenko")
    >>> [(part.part, part.canonical) for part in description.parts]
    [('surname', 'Шевченко'), ('given', 'Володимир')]
    """
    parsed = parse_full_name(text)
    first = parsed.readings[0] if parsed.readings else NameParts()
    parts = tuple(_part(part, getattr(first, part)) for part in PARTS if getattr(first, part))
    shares = [part.share for part in parts if part.share]
    share = prod(shares) if parts and len(shares) == len(parts) else None
    return NameDescription(text, clean_name(text).changes, parsed, parts, share)


def _part(part: str, word: str) -> DescribedPart:
    found = tuple(
        DescribedReading(
            titled(reading.text),
            "as written" if reading.scheme == "cyrillic" else scheme_label(reading.scheme),
            language_names().get(reading.language, reading.language),
        )
        for reading in readings(word)
    )
    if len(word) <= 2:
        return DescribedPart(part, titled(word), found)
    canonical, forms, share = _READERS[part](word)
    return DescribedPart(part, titled(word), found, canonical, forms, share)


_Known = tuple[str, tuple[tuple[str, str], ...], float | None]


def _surname(word: str) -> _Known:
    bases = [base for reading in readings(word)[:2] for base in masculine_forms(reading.text)]
    base, share = max(((base, surname_share(skeleton(base)) or 0.0) for base in bases), key=lambda one: one[1])
    forms = tuple(("neighbouring language", titled(form)) for form in shifted_surnames(base))
    return titled(base), forms, share or None


def _given(word: str) -> _Known:
    matches = lookup_given(word)
    if not matches:
        return "", (), None
    group = name_groups().get(matches[0].group)
    if group is None:
        return "", (), None
    usual = ((LANGUAGES[language], group.forms(language)) for language in LANGUAGES)
    forms = tuple((language, own[0]) for language, own in usual if own)
    return group.uk[0], forms, given_share(group.id, group.sex)


def _patronymic(word: str) -> _Known:
    matches = lookup_patronymic(word)
    if not matches:  # a father's name without any ending, as in Arabic names
        return _given(word)
    group = name_groups().get(matches[0].group)
    if group is None:
        return "", (), None
    usual = ((LANGUAGES[language], patronymics_of(group, language, matches[0].sex)) for language in LANGUAGES)
    forms = tuple((language, titled(own[0])) for language, own in usual if own)
    return forms[0][1] if forms else "", forms, given_share(group.id, "m")


_READERS = {"surname": _surname, "given": _given, "patronymic": _patronymic}
