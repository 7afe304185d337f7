"""Cyrillic names in Latin letters and back, by every romanisation scheme that documents use.

:func:`romanise` writes a name by one scheme. :func:`readings` asks the reverse of all schemes at once: which Cyrillic
words may a Latin word stand for, and by which scheme. "Schewtschenko" is German, "Chevtchenko" French, "Chomenko" may
be either of two names. Readings that sound alike are merged, because each one costs comparisons.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from matcher.names.schemes import (
    FRONT_CYRILLIC,
    LEFT_PLACES,
    LETTERS_CYRILLIC,
    VOWELS_CYRILLIC,
    Place,
    Row,
    Scheme,
    Use,
    compose,
    holds,
    latin_class,
    neighbours,
    schemes,
    table,
)
from matcher.names.script import Script, fold, script_of, strip_marks
from matcher.names.sounds import skeleton

__all__ = ["Reading", "Scheme", "readings", "romanise", "schemes"]

MAX_READINGS = 8
"""Most readings of one word that are kept."""

_MAX_PATHS = 24
_CUTOFF = 1


@dataclass(frozen=True)
class Reading:
    """One Cyrillic word that a Latin word may stand for.

    Attributes
    ----------
    text
        The word in lower-case Cyrillic.
    scheme
        Id of the scheme that reads it so; ``"cyrillic"`` for a word that was Cyrillic already, ``"unread"`` for other
        scripts.
    language
        ``"uk"``, ``"ru"`` or ``"be"``; for a Cyrillic word by its telling letters, blank if nothing tells.
    also
        Ids of the other schemes that give the same sounds.
    """

    text: str
    scheme: str
    language: str
    also: tuple[str, ...] = ()


# ---------------------------------------------------------------------------------------------------------- writing


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
        neighbouring alphabet are first replaced by the usual ones of the scheme's language; anything else passes
        unchanged.
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


# ---------------------------------------------------------------------------------------------------------- reading
#
# A Latin word is cut where no correspondence of any scheme straddles the cut. What each piece may stand for is worked
# out once per piece for all schemes (their sets are bit masks), so that reading a word is mostly looking up pieces and
# intersecting masks: a path through the word survives as long as one scheme can read all of it.


@dataclass(frozen=True)
class _Option:
    """One sound that a piece may stand for: by which schemes, at what cost, and each scheme's spelling of it."""

    mask: int
    cost: int
    texts: tuple[tuple[int, str], ...]

    def text(self, bit: int) -> str:
        return next(text for mask, text in self.texts if mask & bit)


@dataclass(frozen=True)
class _Unit:
    cyrillic: str
    places: frozenset[Place]
    rare: bool


class _Reader:
    """All tables turned round: the pieces of a Latin word and what they may stand for."""

    def __init__(self) -> None:
        self.schemes = schemes()
        self.all = (1 << len(self.schemes)) - 1
        self.everyday = sum(1 << i for i, one in enumerate(self.schemes) if one.id.endswith("-everyday"))
        self.units = [_units(table(one.id)) for one in self.schemes]
        self.longest = max(len(latin) for units in self.units for latin in units)
        self.common = sum(1 << i for i, one in enumerate(self.schemes) if one.common)
        self.signs = [
            (1 << i, _any_of(one.signs)) for i, one in enumerate(self.schemes) if one.signs and not one.common
        ]
        self.against = [(1 << i, _any_of(one.against)) for i, one in enumerate(self.schemes) if one.against]
        every = {
            (latin, unit.places) for units in self.units for latin, found in units.items() for unit in found
        }
        self.left_sensitive = {latin[0] for latin, places in every if places & LEFT_PLACES}
        self.right_sensitive = {latin[-1] for latin, places in every if places - LEFT_PLACES}
        self.cut = _cutter(every)
        self.options: dict[tuple[str, str, str], tuple[_Option, ...]] = {}
        self.ids: dict[int, tuple[str, ...]] = {}

    def pieces(self, word: str) -> list[tuple[_Option, ...]]:
        """Return what each piece of a folded word may stand for."""
        found = []
        known = self.options
        previous = ""
        cut: list[str] = self.cut.findall(word)
        last = len(cut) - 1
        for position, piece in enumerate(cut):
            left = latin_class(previous) if piece[0] in self.left_sensitive else "*"
            right = "*"
            if piece[-1] in self.right_sensitive:
                right = latin_class(cut[position + 1][0]) if position < last else ""
            key = (piece, left, right)
            options = known.get(key)
            if options is None:
                options = known[key] = self._options(piece, left, right)
            found.append(options)
            previous = piece[-1]
        return found

    def _options(self, piece: str, left: str, right: str) -> tuple[_Option, ...]:
        grouped: dict[tuple[str, int], dict[str, int]] = {}
        for index, units in enumerate(self.units):
            bit = 1 << index
            cheapest: dict[str, tuple[int, str]] = {}
            for text, cost in self._parse(piece, left, right, units, everyday=bool(bit & self.everyday)):
                sound = skeleton(text) if text else ""
                if sound not in cheapest or cost < cheapest[sound][0]:
                    cheapest[sound] = (cost, text)
            for sound, (cost, text) in cheapest.items():
                texts = grouped.setdefault((sound, cost), {})
                texts[text] = texts.get(text, 0) | bit
        options = [
            _Option(sum(texts.values()), cost, tuple((mask, text) for text, mask in texts.items()))
            for (_, cost), texts in grouped.items()
        ]
        options.sort(key=lambda option: option.cost)
        return tuple(options)

    def _parse(
        self, piece: str, left: str, right: str, units: dict[str, list[_Unit]], *, everyday: bool
    ) -> list[tuple[str, int]]:
        """Return what one scheme makes of a piece: texts with their costs, none if it cannot read it."""
        found = [("", 0)]
        position, size = 0, len(piece)
        while position < size:
            before = left if position == 0 else latin_class(piece[position - 1])
            alternatives: list[tuple[str, int]] = []
            step = 1
            for length in range(min(self.longest, size - position), 0, -1):
                candidates = units.get(piece[position : position + length])
                if not candidates:
                    continue
                end = position + length
                after = right if end == size else latin_class(piece[end])
                alternatives = _alternatives(candidates, before, after)
                if alternatives:
                    step = length
                    break
            if not alternatives:
                alternatives = self._unlisted(piece[position], before, units, everyday=everyday)
                if not alternatives:
                    return []
            position += step
            found = sorted(
                ((text + more, cost + extra) for text, cost in found for more, extra in alternatives),
                key=lambda one: one[1],
            )[:6]
        return found

    def _unlisted(
        self, character: str, before: str, units: dict[str, list[_Unit]], *, everyday: bool
    ) -> list[tuple[str, int]]:
        """Return what a character outside a scheme's table stands for: careless spelling reads any letter."""
        if character == "'":
            return [("", 0)]
        if not character.isalpha() or "\u0400" <= character <= "\u052f":
            return [(character, 0)]
        if not everyday:
            return []
        plain = strip_marks(character)
        if plain == character or not plain:
            return [(character, 0)]
        text = ""
        for letter in plain:
            alternatives = _alternatives(units.get(letter, []), before, "c")
            text += alternatives[0][0] if alternatives else letter
        return [(text, 0)]

    def scheme_ids(self, mask: int) -> tuple[str, ...]:
        """Return the ids of a set of schemes, in order of preference."""
        if mask not in self.ids:
            self.ids[mask] = tuple(one.id for i, one in enumerate(self.schemes) if mask >> i & 1)
        return self.ids[mask]


def _any_of(groups: tuple[str, ...]) -> re.Pattern[str]:
    return re.compile(
        "|".join(re.escape(group).replace(r"\^", r"\A").replace(r"\$", r"\Z") for group in groups)
    )


def _units(rows: tuple[Row, ...]) -> dict[str, list[_Unit]]:
    units: dict[str, list[_Unit]] = {}
    for row in rows:
        if row.latin and row.use is not Use.WRITING:
            units.setdefault(row.latin, []).append(_Unit(row.cyrillic, row.places, row.use is Use.RARELY))
    for found in units.values():
        # The row that says where goes first; sorting keeps the order of the table otherwise.
        found.sort(key=lambda unit: (unit.rare, -len(unit.places)))
    return units


def _alternatives(units: list[_Unit], before: str, after: str) -> list[tuple[str, int]]:
    """Return the texts of the units that hold between two neighbours: the first is free, others cost."""
    found: list[tuple[str, int]] = []
    sounds: set[str] = set()
    for unit in units:
        if not holds(unit.places, before, after):
            continue
        sound = skeleton(unit.cyrillic)
        if sound in sounds:
            continue
        sounds.add(sound)
        found.append((unit.cyrillic, 2 if unit.rare else int(bool(found))))
    return found


def _cutter(units: set[tuple[str, frozenset[Place]]]) -> re.Pattern[str]:
    """Return the pattern of a piece: letters go on as long as some correspondence contains the next pair."""
    endings = {latin for latin, places in units if Place.END in places and len(latin) > 1}
    joined: dict[str, set[str]] = {}
    for latin, places in units:
        if Place.END not in places:
            for first, second in zip(latin, latin[1:], strict=False):
                joined.setdefault(first, set()).add(second)
    ending = "(?:" + "|".join(map(re.escape, sorted(endings, key=len, reverse=True))) + r")\Z"
    pairs = "|".join(
        f"{re.escape(first)}(?=[{re.escape(''.join(sorted(after)))}])"
        for first, after in sorted(joined.items())
    )
    return re.compile(f"(?:(?!{ending})(?:{pairs}))*(?:{ending}|.)", re.DOTALL)


@lru_cache(maxsize=1)
def _reader() -> _Reader:
    return _Reader()


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
        At least one and at most :data:`MAX_READINGS`, no two of which sound alike. A Cyrillic word is its own only
        reading; a word in another script is returned as it is, with the scheme ``"unread"``.

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
        return (Reading(folded, "unread", ""),)
    reader = _reader()
    paths: list[tuple[int, int, tuple[_Option, ...]]] = [(reader.all, 0, ())]
    for options in reader.pieces(folded):
        if len(options) == 1:
            only = options[0]
            mask, cost, single = only.mask, only.cost, (only,)
            paths = [
                (had & mask, spent + cost, walked + single) for had, spent, walked in paths if had & mask
            ]
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
    return _ranked(paths, folded, reader)


def _ranked(
    paths: list[tuple[int, int, tuple[_Option, ...]]], folded: str, reader: _Reader
) -> tuple[Reading, ...]:
    believed = reader.common
    for bit, signs in reader.signs:
        if signs.search(folded):
            believed |= bit
    doubted = 0
    for bit, groups in reader.against:
        if groups.search(folded):
            doubted |= bit
    believed &= ~doubted
    read = 0
    for mask, cost, _ in paths:
        if cost == 0:
            read |= mask
    signed = believed & ~reader.common & read
    if signed or not folded.isascii():
        # A sign of a written standard, read without forcing, leaves little to carelessness.
        believed &= ~reader.everyday
    scored = []
    for mask, cost, walked in paths:
        trusted = mask & believed
        best = (trusted & signed) or trusted or mask & ~doubted or mask
        bit = best & -best
        distrust = 0 if trusted else 1 if best & ~doubted else 3
        scored.append((cost + distrust, not mask & signed, bit, mask, walked))
    scored.sort(key=lambda one: one[:3])
    limit = scored[0][0] + _CUTOFF
    found: dict[str, Reading] = {}
    masks: dict[str, int] = {}
    for score, _, bit, mask, walked in scored:
        if score > limit:
            break
        text = "".join([option.text(bit) for option in walked])
        sound = skeleton(text)
        if sound in found:
            masks[sound] |= mask
        elif len(found) < MAX_READINGS:
            one = reader.schemes[bit.bit_length() - 1]
            found[sound] = Reading(text or folded, one.id, one.language)
            masks[sound] = mask
    return tuple(
        Reading(
            one.text,
            one.scheme,
            one.language,
            tuple(i for i in reader.scheme_ids(masks[sound]) if i != one.scheme),
        )
        for sound, one in found.items()
    )


def _language_of(cyrillic: str) -> str:
    """Return the language whose own letters a Cyrillic word shows, blank if none or several do."""
    shown = set(cyrillic)
    if "ў" in shown:
        return "be"
    ukrainian, russian = shown & set("іїєґ"), shown & set("ыэъё")
    if ukrainian and russian:
        return "be" if shown & set("ыэё") and "і" in shown and not shown & set("їєґ") else ""
    return "uk" if ukrainian else "ru" if russian else ""
