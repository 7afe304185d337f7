"""What the pieces of a Latin word may stand for, by every romanisation scheme at once.

A Latin word is cut where no correspondence of any scheme straddles the cut. What each piece may stand for is
worked out once per piece for all schemes, whose sets are bit masks, so that reading a word is mostly
looking up pieces and intersecting masks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

from matcher.names.schemes import LEFT_PLACES, Place, Row, Scheme, Use, holds, latin_class, schemes, table
from matcher.names.script import strip_marks
from matcher.names.sounds import skeleton

if TYPE_CHECKING:
    from collections.abc import Callable


@dataclass(frozen=True)
class Option:
    """One sound that a piece may stand for: by which schemes, at what cost, and how each scheme spells it."""

    mask: int
    cost: int
    texts: tuple[tuple[int, str], ...]

    def text(self, bit: int) -> str:
        """Return the spelling of one scheme."""
        for mask, text in self.texts:
            if mask & bit:
                return text
        raise ValueError(f"no scheme of {bit:b} reads this option")


class _Spellings(dict[int, str]):
    """How each scheme (one bit) spells an option, looked up when first asked for."""

    def __init__(self, option: Option) -> None:
        self._option = option

    def __missing__(self, bit: int) -> str:
        text = self[bit] = self._option.text(bit)
        return text


class Piece:
    """A piece between two neighbours of certain kinds: equal only to itself, so that it is a quick key.

    Attributes
    ----------
    options
        What it may stand for, the cheapest first.
    spellings
        Of each option, its text by scheme (one bit).
    """

    __slots__ = ("options", "spellings")

    def __init__(self, options: tuple[Option, ...]) -> None:
        self.options = options
        self.spellings = tuple(_Spellings(option) for option in options)


@dataclass(frozen=True)
class _Unit:
    cyrillic: str
    places: frozenset[Place]
    rare: bool


class PieceTable:
    """All tables turned round: the pieces of a Latin word and what they may stand for."""

    def __init__(self) -> None:
        self.schemes = schemes()
        self.all = (1 << len(self.schemes)) - 1
        self.everyday = self._set(lambda one: one.id.endswith("-everyday"))
        self.units = [_units(table(one.id)) for one in self.schemes]
        self.longest = max(len(latin) for units in self.units for latin in units)
        self.common = self._set(lambda one: one.common)
        self.groups = _group_masks(self.schemes)
        every = {(latin, unit.places) for units in self.units for latin, found in units.items() for unit in found}
        self.left_sensitive = {latin[0] for latin, places in every if places & LEFT_PLACES}
        self.right_sensitive = {latin[-1] for latin, places in every if places - LEFT_PLACES}
        self.cut = _cutter(every)
        self.known: dict[str, Piece] = {}
        self.known_beside: dict[tuple[str, str, str], Piece] = {}
        self.classes: dict[str, str] = {"": ""}
        self.ids: dict[int, tuple[str, ...]] = {}

    def _set(self, belongs: Callable[[Scheme], bool]) -> int:
        return sum(1 << i for i, one in enumerate(self.schemes) if belongs(one))

    def pieces(self, word: str) -> list[Piece]:
        """Return the pieces of a folded word."""
        found = []
        known, beside = self.known, self.known_beside
        previous = ""
        cut: list[str] = self.cut.findall(word)
        for position, text in enumerate(cut):
            piece = known.get(text)
            if piece is None:
                left = self._class(previous) if text[0] in self.left_sensitive else "*"
                right = "*"
                if text[-1] in self.right_sensitive:
                    right = self._class(cut[position + 1][0]) if position < len(cut) - 1 else ""
                key = (text, left, right)
                piece = beside.get(key)
                if piece is None:
                    piece = beside[key] = Piece(self._options(text, left, right))
                    if left == right == "*":  # its neighbours do not matter
                        known[text] = piece
            found.append(piece)
            previous = text[-1]
        return found

    def telling(self, word: str) -> tuple[int, int]:
        """Return the schemes whose signs a folded word shows, and those that its letters speak against (bit masks)."""
        edged = f"^{word}$"
        shown = doubted = 0
        for group, speaks_for, speaks_against in self.groups:
            if group in edged:
                shown |= speaks_for
                doubted |= speaks_against
        return shown, doubted

    def _class(self, character: str) -> str:
        found = self.classes.get(character)
        if found is None:
            found = self.classes[character] = latin_class(character)
        return found

    def _options(self, piece: str, left: str, right: str) -> tuple[Option, ...]:
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
            Option(sum(texts.values()), cost, tuple((mask, text) for text, mask in texts.items()))
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


def _group_masks(schemes: tuple[Scheme, ...]) -> tuple[tuple[str, int, int], ...]:
    """Return the telling groups of letters, with the schemes each speaks for and against; ^ and $ are edges."""
    masks: dict[str, list[int]] = {}
    for index, one in enumerate(schemes):
        for side, groups in enumerate((() if one.common else one.signs, one.against)):
            for group in groups:
                masks.setdefault(group, [0, 0])[side] |= 1 << index
    return tuple((group, shown, doubted) for group, (shown, doubted) in masks.items())


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
            for first, second in pairwise(latin):
                joined.setdefault(first, set()).add(second)
    ending = "(?:" + "|".join(map(re.escape, sorted(endings, key=len, reverse=True))) + r")\Z"
    pairs = "|".join(
        f"{re.escape(first)}(?=[{re.escape(''.join(sorted(after)))}])" for first, after in sorted(joined.items())
    )
    return re.compile(f"(?:(?!{ending})(?:{pairs}))*(?:{ending}|.)", re.DOTALL)


@lru_cache(maxsize=1)
def piece_table() -> PieceTable:
    """Return the table of pieces, built from the files on first use."""
    return PieceTable()
