"""Cyrillic names in Latin letters and back, by every romanisation scheme that documents use.

:func:`romanise` writes a name by one scheme. :func:`readings` asks the reverse of all schemes at once: which
Cyrillic words may a Latin word stand for, and by which scheme. "Schewtschenko" is German, "Chevtchenko"
French, "Chomenko" may be either of two names. Readings that sound alike are merged: each one costs
comparisons.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache, partial
from typing import TypeAlias

from matcher.names.paths import MAX_PATHS, MOST_COST, Automaton, Ranked, Ways
from matcher.names.pieces import Option, PieceTable, piece_table
from matcher.names.reading import UNREAD, Reading
from matcher.names.schemes import (
    FRONT_CYRILLIC,
    LEFT_PLACES,
    LETTERS_CYRILLIC,
    VOWELS_CYRILLIC,
    Place,
    Scheme,
    Use,
    compose,
    neighbours,
    schemes,
    table,
)
from matcher.names.script import Script, fold, script_of
from matcher.names.scripts import entry_of, script_module
from matcher.names.sounds import skeleton

__all__ = ["Scheme", "readings", "romanise", "schemes"]

MAX_READINGS = 8
"""Most readings of one word that are kept."""

_CUTOFF = 1  # a reading this much costlier than the best is still kept
_UNSIGNED, _DOUBTED = (
    1,
    3,
)  # what it costs to believe a scheme without its signs, or against the word's letters


@dataclass(frozen=True)
class _Writer:
    pattern: re.Pattern[str]
    latin: tuple[str, ...]
    substitutes: dict[int, str]


_LETTER = f"[{LETTERS_CYRILLIC}']"
_CONSONANT = f"[^\\W{VOWELS_CYRILLIC}ьъ_]"
_LOOK = {
    Place.START: f"(?<!{_LETTER})",
    Place.AFTER_VOWEL: f"(?<=[{VOWELS_CYRILLIC}])",
    Place.AFTER_CONSONANT: f"(?<={_CONSONANT})",
    Place.AFTER_SIGN: "(?<=[ьъ'])",
    Place.END: f"(?!{_LETTER})",
    Place.BEFORE_VOWEL: f"(?=[{VOWELS_CYRILLIC}])",
    Place.BEFORE_CONSONANT: f"(?={_CONSONANT})",
    Place.BEFORE_FRONT: f"(?=[{FRONT_CYRILLIC}])",
}
_WORD = re.compile(r"[^\W\d_]+(?:'[^\W\d_]+)*")
# A lower-case word in the usual letters and marks, which folding would leave as it is
_PLAIN_CYRILLIC = re.compile("[а-яёіїєґў][а-яёіїєґў'-]*").fullmatch
_TELLING = frozenset("ўіїєґыэъё")


@lru_cache(maxsize=64)
def _writer(scheme: str) -> _Writer:
    rows = [row for row in table(scheme) if row.use in {Use.BOTH, Use.WRITING}]
    # Longest first, then the row that says where, then the order of the table.
    rows.sort(key=lambda row: (-len(row.cyrillic), -len(row.places)))
    alternatives = []
    for row in rows:
        before = "".join(_LOOK[place] for place in sorted(row.places) if place in LEFT_PLACES)
        after = "".join(_LOOK[place] for place in sorted(row.places) if place not in LEFT_PLACES)
        alternatives.append(f"({before}{re.escape(row.cyrillic)}{after})")
    written = {row.cyrillic for row in rows}
    language = next(one.language for one in schemes() if one.id == scheme)
    substitutes = {ord(a): b for a, b in neighbours(language).items() if a not in written}
    return _Writer(re.compile("|".join(alternatives)), tuple(row.latin for row in rows), substitutes)


def romanise(text: str, scheme: str) -> str:
    """Write Cyrillic text in Latin letters by one scheme.

    Parameters
    ----------
    text
        Words in any case; capitals stay capitals (Щ gives Shch, in a word of capitals SHCH). Letters of a
        neighbouring alphabet are first replaced by the usual ones of the scheme's language; anything else
        passes unchanged.
    scheme
        Id of a scheme, see :func:`schemes`.

    Returns
    -------
    str
        The Latin text.

    Raises
    ------
    ValueError
        If there is no such scheme.

    Examples
    --------
    >>> romanise("Згорани, Гоща", "uk-2010")
    'Zghorany, Hoshcha'
    >>> romanise("ЩЁКИН Юлия", "ru-icao")
    'SHCHEKIN Iuliia'
    """
    writer = _writer(scheme)
    return _WORD.sub(lambda match: _write_word(match[0], writer), compose(text))


def _write_word(word: str, writer: _Writer) -> str:
    lower = word.lower()
    if writer.substitutes:
        lower = lower.translate(writer.substitutes)
    latin = writer.pattern.sub(lambda match: writer.latin[(match.lastindex or 1) - 1], lower)
    if word == lower:
        return latin
    if len(word) > 1 and word.isupper():
        return latin.upper()
    if word[1:] == word[1:].lower():
        return latin[:1].upper() + latin[1:]
    # МакДональд: capitals inside a word are kept by writing the pieces between them one by one.
    pieces = re.findall(r"[^\W\d_][^A-ZА-ЯЁІЇЄҐЎ]*", word)
    if len(pieces) < 2 or "".join(pieces) != word:
        return latin[:1].upper() + latin[1:]
    return "".join(_write_word(piece, writer) for piece in pieces)


@lru_cache(maxsize=1 << 17)
def readings(word: str) -> tuple[Reading, ...]:
    """Return the Cyrillic words that one written word may stand for, best supported first.

    Parameters
    ----------
    word
        One word, Latin or Cyrillic, any case; hyphens may join its parts.

    Returns
    -------
    tuple of Reading
        At least one and at most :data:`MAX_READINGS`, no two of which sound alike. A Cyrillic word is its
        own only reading; a word in another script is read by its module (:mod:`matcher.names.scripts`), and if
        there is none returned as it is, with the scheme ``"unread"``.

    Examples
    --------
    >>> readings("Schewtschenko")[0].text
    'шевченко'
    >>> [reading.text for reading in readings("Шевченко")]
    ['шевченко']
    """
    if _PLAIN_CYRILLIC(word):
        return (Reading(word, "cyrillic", _language_of(word)),)
    folded = fold(word)
    entry = entry_of(folded)
    if entry is None:
        return _ordinary_readings(folded, word)
    own = script_module(entry.module).readings(folded)
    if own and not entry.beside:
        return own[:MAX_READINGS]
    usual = _ordinary_readings(folded, word)
    # an apostrophe in plain letters tells little (O'Neill, Prokop'iev), a letter of the alphabet's own much
    return _merged(usual, own) if folded.isascii() else _merged(own, usual)


def _merged(first: tuple[Reading, ...], more: tuple[Reading, ...]) -> tuple[Reading, ...]:
    """Put readings one after the other, leaving out those that sound like an earlier one."""
    found: dict[str, Reading] = {}
    for reading in (*first, *more):
        found.setdefault(skeleton(reading.text), reading)
    return tuple(found.values())[:MAX_READINGS]


def _ordinary_readings(folded: str, word: str) -> tuple[Reading, ...]:
    """Read a Cyrillic word as itself and a Latin one by every scheme."""
    script = script_of(folded)
    if script is Script.CYRILLIC:
        return (Reading(folded, "cyrillic", _language_of(folded)),)
    if script in {Script.OTHER, Script.NONE}:
        return (Reading(folded or word, UNREAD, ""),)
    return _latin_readings(folded)


def _latin_readings(folded: str) -> tuple[Reading, ...]:
    """Return the readings of a folded Latin word, with what is known of its pieces from earlier words."""
    pieces, automaton = _automaton()
    shown, doubted = pieces.telling(folded)
    ways = automaton.best(pieces.pieces(folded), shown, doubted, plain=folded.isascii())
    return _distinct(ways, folded, pieces)


@lru_cache(maxsize=1)
def _automaton() -> tuple[PieceTable, Automaton]:
    pieces = piece_table()
    return pieces, Automaton(pieces.all, partial(_ranked, pieces=pieces))


# Schemes write ye for both ье and е, but no Cyrillic word has a soft sign after a vowel: Sayenko is not Саьенко.
_MUTE_SOFT_SIGN = re.compile("(?<=[аеєиіїоуыэюяё])ь(?=[еєюяї])")
_Path: TypeAlias = tuple[int, int, tuple[Option, ...]]
"""A way through a word: the schemes that can read it so (a bit mask), its cost, the options taken."""


def reference_readings(folded: str) -> tuple[Reading, ...]:
    """Return the readings of a folded Latin word by the clear rule, which :func:`readings` follows faster."""
    pieces = piece_table()
    # A path through the word survives as long as one scheme can read all of it.
    paths: list[_Path] = [(pieces.all, 0, ())]
    for piece in pieces.pieces(folded):
        paths = [
            (had & option.mask, spent + option.cost, (*walked, option))
            for had, spent, walked in paths
            for option in piece.options
            if had & option.mask
        ]
        if len(piece.options) > 1:
            paths = sorted(paths, key=lambda path: path[1])[:MAX_PATHS] if len(paths) > MAX_PATHS else paths
    ways = tuple(path[0] for path in paths), bytes(min(path[1], MOST_COST) for path in paths)
    shown = _speaking(folded, [one.signs for one in pieces.schemes]) & ~pieces.common
    doubted = _speaking(folded, [one.against for one in pieces.schemes])
    ranked = _ranked(ways, shown, doubted, folded.isascii(), pieces=pieces)
    texts = [
        ("".join(option.text(scheme) for option in paths[index][2]), scheme, mask) for index, scheme, mask in ranked
    ]
    return _distinct(texts, folded, pieces)


def _speaking(word: str, groups: list[tuple[str, ...]]) -> int:
    """Return the schemes that have one of their groups of letters in a word (a bit mask)."""
    edged = f"^{word}$"
    return sum(1 << index for index, own in enumerate(groups) if any(group in edged for group in own))


def _ranked(ways: Ways, shown: int, doubted: int, plain: bool, *, pieces: PieceTable) -> Ranked:  # noqa: FBT001
    """Put the ways through a word in order, believing the schemes that its letters speak for."""
    unforced = 0
    for mask, cost in zip(*ways, strict=True):
        if cost == 0:
            unforced |= mask
    signed_schemes = shown & unforced & ~doubted
    believed = (pieces.common | shown) & ~doubted
    if signed_schemes or not plain:
        # A sign of a written standard, read without forcing, leaves little to carelessness.
        believed &= ~pieces.everyday
    scored = []
    for index, (mask, cost) in enumerate(zip(*ways, strict=True)):
        signed, trusted, possible = mask & signed_schemes, mask & believed, mask & ~doubted
        best = signed or trusted or possible or mask
        scheme = best & -best  # the lowest bit is the most preferred scheme
        score = cost + (0 if trusted else _UNSIGNED if possible else _DOUBTED)
        scored.append((score, not signed, scheme, index, mask))
    scored.sort(key=lambda one: one[:3])
    limit = scored[0][0] + _CUTOFF
    return tuple((index, scheme, mask) for score, _, scheme, index, mask in scored if score <= limit)


def _distinct(ways: list[tuple[str, int, int]], folded: str, pieces: PieceTable) -> tuple[Reading, ...]:
    """Merge the ways that sound alike."""
    found: dict[str, tuple[str, int, int]] = {}
    for spelled, scheme, mask in ways:
        text = _MUTE_SOFT_SIGN.sub("", spelled)
        sound = skeleton(text or folded)
        known = found.get(sound)
        if known is not None:
            found[sound] = (known[0], known[1], known[2] | mask)
        elif len(found) < MAX_READINGS:
            found[sound] = (text or folded, scheme, mask)
    return tuple(_reading(text, scheme, mask & ~scheme, pieces) for text, scheme, mask in found.values())


def _reading(text: str, scheme: int, also: int, pieces: PieceTable) -> Reading:
    one = pieces.schemes[scheme.bit_length() - 1]
    return Reading(text, one.id, one.language, pieces.scheme_ids(also))


def _language_of(cyrillic: str) -> str:
    """Return the language whose own letters a Cyrillic word shows, blank if none or several do."""
    if _TELLING.isdisjoint(cyrillic):
        return ""
    shown = set(cyrillic)
    if "ў" in shown:
        return "be"
    ukrainian, russian = shown & set("іїєґ"), shown & set("ыэъё")
    if ukrainian and russian:
        return "be" if shown & set("ыэё") and "і" in shown and not shown & set("їєґ") else ""
    return "uk" if ukrainian else "ru" if russian else ""
