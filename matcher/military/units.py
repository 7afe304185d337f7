"""Units: one key for every way to write a code number, a numbered formation or a well-known name."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from matcher.military.letters import PLAIN
from matcher.tables import read_table


@dataclass(frozen=True, slots=True)
class Unit:
    """A military unit.

    Attributes
    ----------
    key
        ``"code-A1234"``, ``"brigade-36"``, ``"name-..."``: equal for every way to write the unit. Keys
        contradict each other only if both are of one :attr:`kind`: a code number says nothing against a
        brigade's number. Empty if the cell names no particular unit ("морська піхота").
    label
        Readable name.
    branch
        What the unit does, such as ``"marine"``; None if not said.
    also
        Further keys of the same unit, where the cell gives its code and its name.
    """

    key: str
    label: str
    branch: str | None = None
    also: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What the key is made of: ``code``, ``name``, ``brigade``, ``border-detachment`` …."""
        return _kind(self.key)


@lru_cache(maxsize=1 << 16)
def parse_unit(text: str) -> Unit | None:
    """Read a unit: a code number, a numbered formation in words or abbreviated, or a well-known name.

    Parameters
    ----------
    text
        A cell in Ukrainian, Russian, English or a romanisation.

    Returns
    -------
    Unit or None
        None only if the cell holds neither letters nor digits. An unknown name becomes a key by its sound.

    Examples
    --------
    >>> parse_unit("36-та окрема бригада морської піхоти").key, parse_unit("36 ОБрМП").key
    ('brigade-36', 'brigade-36')
    """
    cell = unicodedata.normalize("NFKC", text).casefold().translate(PLAIN)
    if not any(character.isalnum() for character in cell):
        return None
    found: list[str] = []
    code = _CODE.search(cell)
    if code is not None and (code["letter"] or code["prefix"] or code[0].strip() == cell.strip()):
        letter = code["letter"].translate(_LATIN_LETTERS).upper()
        found.append(f"code-{letter}{code['digits']}")
        cell = f"{cell[: code.start()]} {cell[code.end() :]}"
    words = re.findall(r"\d+|[^\W\d_]+(?:['/-][^\W\d_]+)*", cell)
    padded = f" {' '.join(words)} "
    branch = _first(padded, _unit_forms().branches)
    formations = sorted([*_named(padded), *_numbered(words)], key=lambda key: _formation_order(_kind(key)))
    found.extend(dict.fromkeys(formations[:1]))
    if not found:
        key = _sound_key(words)
        if key:
            found.append(key)
    if not found:
        return Unit("", text.strip(), branch)
    return Unit(found[0], _unit_label(found, branch), branch, tuple(found[1:]))


def _kind(key: str) -> str:
    return "name" if key.startswith("name-") else key.rpartition("-")[0]


_CODE = re.compile(
    r"(?P<prefix>(?:в\s?[/\\.]?\s?ч\.?|військ\w*\s+частин\w*|войск\w*\s+част\w*|п/п|military\s+unit|v/?ch|m/u)\s*)?"
    r"(?:№|no?\.?)?\s*(?<![^\W_])(?P<letter>[aаtтbвcсeе]?)[\s.-]?(?P<digits>\d{4})(?!\d)"
)
_LATIN_LETTERS = str.maketrans("аетвс", "aetbc")


@dataclass(frozen=True, slots=True)
class _UnitForms:
    """Forms, padded so that a search finds whole words or beginnings: form to (formation, branch)."""

    formations: dict[str, str]
    branches: dict[str, str]
    ignored: frozenset[str]


@lru_cache(maxsize=1)
def _unit_forms() -> _UnitForms:
    formations: dict[str, str] = {}
    branches: dict[str, str] = {}
    ignored: set[str] = set()
    for formation, branch, how, forms in _unit_rows():
        if how == "ignore":
            ignored.update(forms.split(", "))
            continue
        for form in forms.split(", "):
            padded = f" {form}" if how == "stem" else f" {form} "
            if formation != "-":
                formations[padded] = formation
            if branch != "-":
                branches[padded] = branch
    return _UnitForms(formations, branches, frozenset(ignored))


@lru_cache(maxsize=1)
def _unit_rows() -> list[tuple[str, ...]]:
    return read_table("military/units.tsv", columns=4)


@lru_cache(maxsize=1)
def _named_forms() -> dict[str, tuple[str, str]]:
    """Return padded form to key and label of the units known by name."""
    rows = read_table("military/named_units.tsv", columns=3)
    return {f" {form} ": (key, label) for key, label, forms in rows for form in forms.split(", ")}


@lru_cache(maxsize=64)
def _formation_order(formation: str) -> int:
    order = list(dict.fromkeys(row[0] for row in _unit_rows() if row[0] != "-"))
    return order.index(formation) if formation in order else len(order)


def _first(padded: str, forms: dict[str, str]) -> str | None:
    return next((value for form, value in forms.items() if form in padded), None)


def _named(padded: str) -> list[str]:
    return [key for form, (key, _label) in _named_forms().items() if form in padded]


def _numbered(words: list[str]) -> list[str]:
    """Return keys of all numbered formations in the words of a cell."""
    numbers = [position for position, word in enumerate(words) if word.isdigit() and len(word) <= 3]
    if len(numbers) == 1:
        runs = [(words[numbers[0]], words)]
    else:
        ends = [*numbers[1:], len(words)]
        runs = [(words[start], words[start + 1 : end]) for start, end in zip(numbers, ends, strict=False)]
    keys = []
    for number, run in runs:
        formation = _first(f" {' '.join(run)} ", _unit_forms().formations)
        if formation and int(number):
            keys.append(f"{formation}-{int(number)}")
    return keys


def _sound_key(words: list[str]) -> str:
    """Return the key of a unit with an unknown name: the sounds of its own words."""
    from matcher.names.romanisation import readings
    from matcher.names.sounds import skeleton

    forms = _unit_forms()
    own = [
        word
        for word in words
        if word.isdigit()
        or not (
            len(word) <= 2
            or word in forms.ignored
            or _first(f" {word} ", forms.formations)
            or _first(f" {word} ", forms.branches)
        )
    ]
    sounds = [word if word.isdigit() else skeleton(readings(word)[0].text) for word in own]
    return f"name-{''.join(dict.fromkeys(sounds))}" if sounds else ""


def _unit_label(keys: list[str], branch: str | None) -> str:
    known = dict(_named_forms().values())
    parts = []
    for key in keys:
        kind, number = _kind(key), key.removeprefix("name-").rpartition("-")[2]
        if kind == "code":
            parts.append(number)
        elif key in known and branch is None:
            parts.append(known[key])
        else:
            parts.append(f"{number} {branch + ' ' if branch else ''}{kind}" if kind != "name" else number)
    return ", ".join(parts)
