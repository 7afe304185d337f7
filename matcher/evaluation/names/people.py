"""Full names composed at random from held-out names: the same seed gives the same people everywhere."""

from __future__ import annotations

import hashlib
import random
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.evaluation.names.data import Pair, pairs

if TYPE_CHECKING:
    from collections.abc import Iterable

PARTS = ("surname", "given", "patronymic")
_ORDERS = ((0, 1, 2), (0, 2, 1), (1, 0, 2), (1, 2, 0), (2, 0, 1), (2, 1, 0))

# Endings that only one sex bears; other surnames serve both.
_WOMEN = ("ова", "ева", "єва", "іна", "ина", "їна", "ська", "цька", "зька", "ая")
_MEN = ("ов", "ев", "єв", "ін", "ин", "їн", "ський", "цький", "зький", "ий", "ій")
# Names are drawn without a look at the package's tables, so that a better table does not change what is measured.
_MEN_IN_A = frozenset(
    {"вавила", "гаврила", "данила", "ілля", "кирила", "кузьма", "лука", "микита", "микола", "мусса", "сава", "хома"}
)
_CONSONANTS = frozenset("бвгґджзйклмнпрстфхцчшщ")


@dataclass(frozen=True, slots=True)
class FullName:
    """Surname, given name and patronymic of one person, written in Ukrainian and in Russian.

    ``identity`` names, for each part, the names that the data join: two people with the same one have the same name.
    """

    uk: tuple[str, ...]
    ru: tuple[str, ...]
    identity: tuple[str, ...]

    def with_part(self, part: int, other: FullName) -> FullName:
        """Return a namesake in all but one part, which is taken from somebody else."""

        def mixed(own: tuple[str, ...], taken: tuple[str, ...]) -> tuple[str, ...]:
            return (*own[:part], taken[part], *own[part + 1 :])

        return FullName(mixed(self.uk, other.uk), mixed(self.ru, other.ru), mixed(self.identity, other.identity))


def number(*name: object) -> int:
    """Return a number that depends on nothing but what names it, evenly spread over 64 bits."""
    text = "/".join(str(part) for part in name)
    return int.from_bytes(hashlib.blake2b(text.encode(), digest_size=8).digest(), "big")


def shuffled(words: tuple[str, ...], *salt: object) -> str:
    """Join the three words of a name in an order drawn for this name.

    Examples
    --------
    >>> sorted(shuffled(("а", "б", "в"), 1).split())
    ['а', 'б', 'в']
    """
    order = _ORDERS[number("order", *salt, *words) % len(_ORDERS)]
    return " ".join(words[place] for place in order)


def _sex(kind: str, uk: str, ru: str) -> str:
    """Tell whose name it is: ``m``, ``f``, ``mf`` for both, blank where nothing tells."""
    if kind == "patronymic":
        endings = uk[-2:], ru[-2:]
        return "m" if endings in {("ич", "ич"), ("іч", "ич")} else "f" if endings == ("на", "на") else ""
    if kind == "surname":
        return "f" if uk.endswith(_WOMEN) else "m" if uk.endswith(_MEN) else "mf"
    return "m" if uk[-1] in _CONSONANTS or uk in _MEN_IN_A else "f" if uk[-1] in "ая" else ""


class _Groups:
    """Names that the data joins, directly or through others."""

    def __init__(self, rows: Iterable[Pair]) -> None:
        self._parent: dict[str, str] = {}
        for row in rows:
            self._parent[self.of("uk:" + row.uk)] = self.of("ru:" + row.ru)

    def of(self, name: str) -> str:
        parent = self._parent.setdefault(name, name)
        while parent != name:
            name, parent = parent, self._parent[parent]
        return name


@lru_cache(maxsize=4)
def people(count: int, seed: int) -> tuple[FullName, ...]:
    """Compose people, men and women in turn, no two of whom have the same name by the data.

    Parameters
    ----------
    count
        How many.
    seed
        Names the draw.

    Returns
    -------
    tuple of FullName
        Every part is a held-out name with its commonest Russian form.
    """
    draw = random.Random(f"people/{seed}").random  # noqa: S311  (only random() is the same on every Python)
    choices: dict[tuple[str, str], list[Pair]] = {(sex, kind): [] for sex in "mf" for kind in PARTS}
    groups = {}
    for kind in PARTS:
        groups[kind] = _Groups(pairs(kind))
        for pair in pairs(kind):
            whole = len(pair.uk) > 2 and " " not in pair.uk + pair.ru
            if pair.held_out and pair.rank == 0 and whole:
                for sex in _sex(kind, pair.uk, pair.ru):
                    choices[sex, kind].append(pair)
    found: dict[tuple[str, ...], FullName] = {}
    while len(found) < count:
        sex = "mf"[len(found) % 2]
        chosen = [choices[sex, kind][int(draw() * len(choices[sex, kind]))] for kind in PARTS]
        who = tuple(groups[kind].of("uk:" + pair.uk) for kind, pair in zip(PARTS, chosen, strict=True))
        found.setdefault(who, FullName(tuple(pair.uk for pair in chosen), tuple(pair.ru for pair in chosen), who))
    return tuple(found.values())


def with_relatives(count: int, seed: int) -> tuple[tuple[FullName, ...], tuple[FullName, ...]]:
    """Compose people, and for each four who share two parts of the name with him.

    Parameters
    ----------
    count
        How many people.
    seed
        Names the draw.

    Returns
    -------
    people, relatives
        Two siblings (another given name), a namesake with another father, and one with another surname; none of them
        has the name of somebody else here.
    """
    known = people(count, seed)
    identities = {person.identity for person in known}
    relatives = {}
    for position, person in enumerate(known):
        for step, part in enumerate((1, 1, 2, 0), start=1):
            # An even step ahead stands somebody of the same sex.
            relative = person.with_part(part, known[(position + 2 * step) % count])
            if relative.identity not in identities:
                relatives[relative.identity] = relative
    return known, tuple(relatives.values())
