"""Cyrillic names in Latin letters and back, by every romanisation scheme that documents use.

:func:`romanise` writes a name by one scheme. :func:`readings` asks the reverse of all schemes at once: which
Cyrillic words may a Latin word stand for, and by which scheme. "Schewtschenko" is German, "Chevtchenko"
French, "Chomenko" may be either of two names. Readings that sound alike are merged: each one costs
comparisons.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TypeAlias

from matcher.names.pieces import Option, PieceTable, piece_table
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
from matcher.names.sounds import skeleton

__all__ = ["Reading", "Scheme", "readings", "romanise", "schemes"]

MAX_READINGS = 8
"""Most readings of one word that are kept."""

_MAX_PATHS = 24
_CUTOFF = 1  # a reading this much costlier than the best is still kept
_UNSIGNED, _DOUBTED = (
    1,
    3,
)  # what it costs to believe a scheme without its signs, or against the word's letters


@dataclass(frozen=True)
class Reading:
    """One Cyrillic word that a Latin word may stand for.

    Attributes
    ----------
    text
        The word in lower-case Cyrillic.
    scheme
        Id of the scheme that reads it so; ``"cyrillic"`` for a word that was Cyrillic already,
        ``"unread"`` for other scripts.
    language
        ``"uk"``, ``"ru"`` or ``"be"``; for a Cyrillic word by its telling letters, blank if nothing tells.
    also
        Ids of the other schemes that give the same sounds.
    """

    text: str
    scheme: str
    language: str
    also: tuple[str, ...] = ()


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


_Path: TypeAlias = tuple[int, int, tuple[Option, ...]]
"""A way through a word: the schemes that can read it so (a bit mask), its cost, the options taken."""


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
        own only reading; a word in another script is returned as it is, with the scheme ``"unread"``.

    Examples
    --------
    >>> readings("Schewtschenko")[0].text
    'шевченко'
    >>> [reading.text for reading in readings("Шевченко")]
    ['шевченко']
    """
    folded = fold(word)
    script = script_of(folded)
    if script is Script.CYRILLIC:
        return (Reading(folded, "cyrillic", _language_of(folded)),)
    if script in {Script.OTHER, Script.NONE}:
        return (Reading(folded or word, "unread", ""),)
    pieces = piece_table()
    # A path through the word survives as long as one scheme can read all of it.
    paths: list[_Path] = [(pieces.all, 0, ())]
    for options in pieces.pieces(folded):
        if len(options) == 1:
            only = options[0]
            mask, cost, single = only.mask, only.cost, (only,)
            paths = [(had & mask, spent + cost, walked + single) for had, spent, walked in paths if had & mask]
        else:
            paths = [
                (had & option.mask, spent + option.cost, (*walked, option))
                for had, spent, walked in paths
                for option in options
                if had & option.mask
            ]
            if len(paths) > _MAX_PATHS:
                paths.sort(key=lambda path: path[1])
                del paths[_MAX_PATHS:]
    return _ranked(paths, folded, pieces)


@dataclass(frozen=True)
class _Belief:
    """Which schemes the letters of a word speak for (bit masks)."""

    believed: int
    signed: int
    doubted: int


def _belief(paths: list[_Path], folded: str, pieces: PieceTable) -> _Belief:
    doubted = sum(mask for mask, groups in pieces.against if groups.search(folded))
    shown = sum(mask for mask, groups in pieces.signs if groups.search(folded))
    unforced = 0
    for mask, cost, _ in paths:
        if cost == 0:
            unforced |= mask
    signed = shown & unforced & ~doubted
    believed = (pieces.common | shown) & ~doubted
    if signed or not folded.isascii():
        # A sign of a written standard, read without forcing, leaves little to carelessness.
        believed &= ~pieces.everyday
    return _Belief(believed, signed, doubted)


def _ranked(paths: list[_Path], folded: str, pieces: PieceTable) -> tuple[Reading, ...]:
    belief = _belief(paths, folded, pieces)
    scored = []
    for mask, cost, taken in paths:
        signed, trusted, possible = mask & belief.signed, mask & belief.believed, mask & ~belief.doubted
        best = signed or trusted or possible or mask
        scheme = best & -best  # the lowest bit is the most preferred scheme
        score = cost + (0 if trusted else _UNSIGNED if possible else _DOUBTED)
        scored.append((score, not signed, scheme, mask, taken))
    scored.sort(key=lambda one: one[:3])
    limit = scored[0][0] + _CUTOFF
    found: dict[str, tuple[str, int, int]] = {}
    for score, _, scheme, mask, taken in scored:
        if score > limit:
            break
        text = "".join([option.text(scheme) for option in taken]) or folded
        sound = skeleton(text)
        if sound in found:
            first, chosen, masks = found[sound]
            found[sound] = (first, chosen, masks | mask)
        elif len(found) < MAX_READINGS:
            found[sound] = (text, scheme, mask)
    return tuple(_reading(text, scheme, mask & ~scheme, pieces) for text, scheme, mask in found.values())


def _reading(text: str, scheme: int, also: int, pieces: PieceTable) -> Reading:
    one = pieces.schemes[scheme.bit_length() - 1]
    return Reading(text, one.id, one.language, pieces.scheme_ids(also))


def _language_of(cyrillic: str) -> str:
    """Return the language whose own letters a Cyrillic word shows, blank if none or several do."""
    shown = set(cyrillic)
    if "ў" in shown:
        return "be"
    ukrainian, russian = shown & set("іїєґ"), shown & set("ыэъё")
    if ukrainian and russian:
        return "be" if shown & set("ыэё") and "і" in shown and not shown & set("їєґ") else ""
    return "uk" if ukrainian else "ru" if russian else ""
