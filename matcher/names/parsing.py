"""One written name to its parts: surname, given name, patronymic, call sign.

A written name can be read in several ways (``Олег Іван``: which is the surname?). Every reading that the evidence
leaves open is kept, the likeliest first, with its probability (:mod:`matcher.names.roles`), and the comparison uses the
one that fits best.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.military.ranks import is_edge_word, strip_rank
from matcher.names.asides import is_aside_word, is_initial, split_words, take_asides
from matcher.names.given import lookup_given
from matcher.names.particles import follows, glue
from matcher.names.patronymics import lookup_patronymic
from matcher.names.repair import clean_columns, clean_name
from matcher.names.roles import (
    MAX_ARRANGEMENTS,
    MIN_PROBABILITY,
    Arrangement,
    WordClass,
    arrangements,
    column_arrangements,
    word_class,
)
from matcher.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Sequence

MAX_READINGS = MAX_ARRANGEMENTS
_LETTERS = re.compile(r"[^\W\d_]+(?:['’ʼ`-][^\W\d_]+)*[.,]?")
COMMA_FACTOR = 50.0
"""How much likelier a comma makes it that what stands before it is the surname; an assumption."""


@dataclass(frozen=True, slots=True)
class NameParts:
    """One way to read a written name; every part lower case, empty where the name does not have it.

    Attributes
    ----------
    surname, given, patronymic
        Words as written, cleaned; an initial is a single letter (or a Latin digraph such as ``yu``), a longer
        abbreviation keeps its full stop (``вол.``).
    origin
        How this reading came about: ``written``, ``order`` (another order of the words), ``other name``,
        ``nominative`` (brought back from an oblique case).
    probability
        The belief that this is the right way to take the name apart; the readings of a name add up to 1 or, where
        unlikely ones were left out, a little less.
    """

    surname: str = ""
    given: str = ""
    patronymic: str = ""
    origin: str = "written"
    probability: float = 1.0


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A written name taken apart.

    Attributes
    ----------
    readings
        Ways to read it, the likeliest first; empty if no letter was left.
    call_sign
        Text in quotes or brackets, or after a word such as *позивний*.
    rank
        A rank or title that stood with the name, as written.
    former_surnames
        Surnames marked as earlier ones: ``(дів. Коваль)``.
    """

    readings: tuple[NameParts, ...]
    call_sign: str = ""
    rank: str = ""
    former_surnames: tuple[str, ...] = ()


@lru_cache(maxsize=1 << 16)
def parse_full_name(raw: str) -> ParsedName:
    """Take a name apart that stands in one column.

    Parameters
    ----------
    raw
        The cell, in any order and with any rank, call sign, bracket or initial around the name.

    Returns
    -------
    ParsedName
        Up to four readings with their probabilities; one only where the evidence is clear.

    Examples
    --------
    >>> first = parse_full_name("солдат ШЕВЧЕНКО Т. Г. «Кобзар»").readings[0]
    >>> first.surname, first.given, first.patronymic
    ('шевченко', 'т', 'г')
    >>> [(reading.surname, reading.given) for reading in parse_full_name("Олег Іван").readings]
    [('олег', 'іван'), ('іван', 'олег')]
    """
    rank, text = strip_rank(clean_name(raw).text)
    text, call_sign, former = take_asides(text)
    words = split_words(text)
    if not words and call_sign and not raw.strip().startswith(("(", "[")):
        words, call_sign = split_words(call_sign), ""
    if not (words or call_sign or rank or former) and any(character.isalpha() for character in raw):
        words = [raw.strip()]  # signs that Unicode counts as letters: compared as written, never lost
    readings = _taken_apart(_mended(glue(words)), _words_before_comma(text))
    return ParsedName(readings, call_sign, rank or "", former)


def parse_name(text: str) -> ParsedName:
    """Take a written name apart, and say how sure that is: the public form of :func:`parse_full_name`.

    Parameters
    ----------
    text
        A full name in one piece, in any order and script, with or without a patronymic.

    Returns
    -------
    ParsedName
        Up to four readings with their probabilities, the likeliest first; one only where the evidence is clear.

    Raises
    ------
    TypeError
        If `text` is no string.

    Examples
    --------
    >>> [(one.surname, one.given, one.probability > 0.9) for one in parse_name("Taras Shevchenko").readings]
    [('shevchenko', 'taras', True)]
    """
    if not isinstance(text, str):
        raise TypeError(f"A name is text, not {type(text).__name__}.")
    return parse_full_name(text)


def _words_before_comma(text: str) -> int:
    """Count the words of a surname that a comma sets off (``Shevchenko, Taras``); 0 if none does."""
    head, comma, rest = text.partition(",")
    if not comma or "," in rest or is_initial(head.strip()):
        return 0
    count = len(head.split())
    return count if count <= 2 else 0  # a list of facts, not "Surname, Given"


@lru_cache(maxsize=1 << 16)
def parse_columns(surname: str, given: str, patronymic: str) -> ParsedName:
    """Read a name that stands in three columns; repairs a patronymic written into the given-name column.

    Parameters
    ----------
    surname, given, patronymic
        The cells; any may be empty.

    Returns
    -------
    ParsedName
        The columns as they are headed, or with two cells exchanged, as the words are known.
    """
    cleaned = clean_columns(surname, given, patronymic)
    surname_words, given_words, patronymic_words = (_take_cell_apart(cell.text) for cell in cleaned)
    asides = (surname_words, given_words, patronymic_words)
    if len(given_words.words) >= 2 and not patronymic_words.words and not word_class(given_words.words[-1]).known_given:
        # "Тарас Григорович" or "Т. Г." in one cell: the last word is the patronymic
        patronymic_words = replace(patronymic_words, words=given_words.words[-1:])
        given_words = replace(given_words, words=given_words.words[:-1])
    if not given_words.words and not patronymic_words.words and len(split_words(cleaned[0].text)) >= 2:
        return parse_full_name(surname)
    cells = ("-".join(surname_words.words), "-".join(given_words.words), _join_patronymic(patronymic_words.words))
    readings: tuple[NameParts, ...] = ()
    if any(cells):
        found = column_arrangements(tuple(word_class(cell) if cell else None for cell in cells))
        readings = tuple(
            name_parts(cells, way, "written" if way.surname in {(0,), ()} and way.given in {(1,), ()} else "order")
            for way in found
        )
    return ParsedName(
        readings,
        ", ".join(dict.fromkeys(aside.call_sign for aside in asides if aside.call_sign)),
        next((aside.rank for aside in asides if aside.rank), ""),
        tuple(former for aside in asides for former in aside.former),
    )


@lru_cache(maxsize=1 << 16)
def bare_name(raw: str) -> str:
    """Return a written name without the rank and the call sign that stand in the same cell.

    For showing a name to people who need no more than the name. Maiden names that stand beside a rank or call sign go
    as well: one word in brackets may be either.

    Parameters
    ----------
    raw
        A cell of a name, in one column or in three.

    Returns
    -------
    str
        `raw` itself if it holds neither, or nothing else.

    Examples
    --------
    >>> bare_name("солдат ШЕВЧЕНКО Т. Г. «Кобзар»")
    'ШЕВЧЕНКО Т. Г.'
    >>> bare_name("Капітан Іван Петрович")
    'Капітан Іван Петрович'
    """
    if all(map(_says_only_a_name, raw.split())):
        return raw
    rank, text = strip_rank(clean_name(raw).text)
    text, call_sign, _ = take_asides(text)
    kept = " ".join(text.split()).strip(" ,;-")
    return kept if (rank or call_sign) and any(map(str.isalpha, kept)) else raw


@lru_cache(maxsize=1 << 16)
def _says_only_a_name(word: str) -> bool:
    return bool(_LETTERS.fullmatch(word)) and not (is_edge_word(word) or is_aside_word(word))


@dataclass(frozen=True, slots=True)
class _Cell:
    """What stands in one of three cells of a name."""

    words: list[str]
    call_sign: str
    rank: str
    former: tuple[str, ...]


def _take_cell_apart(cleaned: str) -> _Cell:
    if not cleaned:
        return _Cell([], "", "", ())
    rank, text = strip_rank(cleaned)
    text, call_sign, former = take_asides(text)
    return _Cell(split_words(text), call_sign, rank or "", former)


def may_be_broken(classes: Sequence[WordClass]) -> bool:
    """Say whether a space may have broken a word of a name, so that its halves have to be looked at.

    Parameters
    ----------
    classes
        The classes of the name's words.

    Returns
    -------
    bool
        True for three words or more of which one is nothing that is known, and a part of the name is lacking.
    """
    complete = len(classes) == 3 and any(one.patronymic in {"son", "rare", "common"} for one in classes)
    return len(classes) > 2 and not complete and any(map(_is_a_rest, classes[1:]))


def _is_a_rest(one: WordClass) -> bool:
    return not one.given and not one.surname and one.patronymic in {"", "like"}


def _mended(words: list[str]) -> list[str]:
    """Join the halves of a patronymic or given name that a space has broken (``Лев ківна``)."""
    classes = [word_class(word) for word in words]
    if not may_be_broken(classes):
        return words
    for place in range(1, len(words)):
        joined = words[place - 1] + words[place]
        whole = not words[place - 1].endswith(words[place][0])  # no name has the letter twice where it broke
        if (
            whole
            and _is_a_rest(classes[place])
            and (
                any(match.group.startswith("m:") for match in lookup_patronymic(joined))
                or (not classes[place - 1].given and any(match.kind == "form" for match in lookup_given(joined)))
            )
        ):
            return [*words[: place - 1], joined, *words[place + 1 :]]
    return words


def _join_patronymic(words: list[str]) -> str:
    return " ".join(words) if len(words) > 1 and follows(words[-1]) else "-".join(words)


def name_parts(words: Sequence[str], way: Arrangement, origin: str) -> NameParts:
    """Return the parts of a name arranged in one way."""
    return NameParts(
        "-".join([words[place] for place in way.surname]),
        "-".join([words[place] for place in way.given]),
        "-".join([words[place] for place in way.patronymic]),
        origin,
        way.probability,
    )


def _taken_apart(words: list[str], before_comma: int) -> tuple[NameParts, ...]:
    """Decide which word is which; the likeliest way first."""
    if not words:
        return ()
    ways = arrangements(tuple(word_class(word) for word in words))
    if 0 < before_comma < len(words):
        ways = _with_comma(ways, tuple(range(before_comma)), len(words))
    found: dict[tuple[str, str, str], NameParts] = {}
    for way in ways:
        parts = name_parts(words, way, "order")
        key = (parts.surname, parts.given, parts.patronymic)
        known = found.get(key)  # Іван Іван is one name in either order
        found[key] = replace(known, probability=known.probability + way.probability) if known else parts
    first, *others = sorted(found.values(), key=lambda one: -one.probability)
    return (replace(first, origin="written"), *(replace(one, origin="order") for one in others))


def _with_comma(ways: tuple[Arrangement, ...], head: tuple[int, ...], count: int) -> tuple[Arrangement, ...]:
    if not any(way.surname == head for way in ways):
        after = head[-1] + 1
        ways = (*ways, Arrangement(head, (after,), tuple(range(after + 1, count)), ways[-1].probability))
    weights = [way.probability * (COMMA_FACTOR if way.surname == head else 1.0) for way in ways]
    ranked = sorted(zip(weights, ways, strict=True), key=lambda one: -one[0])
    shares = [(replace(way, probability=round(weight / sum(weights), 4))) for weight, way in ranked]
    return tuple(way for way in shares[:MAX_READINGS] if way.probability >= MIN_PROBABILITY)


def is_particle(word: str) -> bool:
    """Say whether a word may belong to the word beside it, so that :func:`matcher.names.particles.glue` has to look."""
    if word.startswith(("abd", "абд")):
        return True
    particles = _particle_words()
    return any(part in particles for part in word.split("-")) if "-" in word else word in particles


@lru_cache(maxsize=1)
def _particle_words() -> frozenset[str]:
    rows = read_table("names/particles.tsv", 2)
    return frozenset(
        word.strip()
        for kind, words in rows
        if kind not in {"attribute", "attached", "slavic"}
        for word in words.split(",")
    )
