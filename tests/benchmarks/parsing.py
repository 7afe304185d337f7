"""How well names in one column are taken apart, on composed names whose parts are known.

The surnames are of the half that the table of word classes was not counted from (``fixtures.name_roles``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from fixtures import tables
from fixtures.draw import Draw, Weighted
from fixtures.name_roles import ComposedName, compose
from matcher.names.parsing import parse_full_name
from matcher.names.romanisation import romanise
from matcher.names.script import fold
from matcher.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

_BINS = 10
_FOREIGN = (
    "Okonkwo", "Haaland", "Nguyen", "Beckett", "Dlamini", "Sorensen", "Fitzroy", "Takeda", "Moreau", "Lindqvist",
    "Mbeki", "Novotny", "Kowalczyk", "Eriksen", "Delacroix", "Yamada", "Castillo", "Bianchi", "Oduya", "Hassan",
)  # fmt: skip
_FOREIGN_GIVEN = (
    "Chidi", "Erling", "Linh", "Samuel", "Thandi", "Soren", "Percy", "Kenji", "Luc", "Astrid", "Thabo", "Radek",
    "Piotr", "Magnus", "Amelie", "Hiro", "Diego", "Paolo", "Johnny", "Omar",
)  # fmt: skip


@dataclass
class Tally:
    """How often the first reading was right, how often the right one was kept, and the beliefs in the first."""

    first: int = 0
    kept: int = 0
    readings: int = 0
    beliefs: list[tuple[float, bool]] = field(default_factory=list)

    def add(self, text: str, truth: tuple[str, str, str]) -> None:
        """Parse one name and compare with the truth."""
        found = parse_full_name(text).readings
        right = [(one.surname, one.given, one.patronymic) == truth for one in found]
        self.first += bool(right and right[0])
        self.kept += any(right)
        self.readings += len(found)
        self.beliefs.extend((one.probability, good) for one, good in zip(found, right, strict=True))

    def line(self, what: str, count: int) -> str:
        """Return the figures as one line of the table."""
        return (
            f"{what:<44}{count:>7,}{self.first / count:>9.3f}{self.kept / count:>8.3f}"
            f"{self.readings / count:>10.2f}{self.calibration_error():>8.3f}"
        )

    def calibration_error(self) -> float:
        """Return the mean distance of belief from truth over ten equally wide bins, weighed by their size."""
        error = 0.0
        for number in range(_BINS):
            own = [one for one in self.beliefs if min(int(one[0] * _BINS), _BINS - 1) == number]
            error += abs(sum(belief for belief, _ in own) - sum(right for _, right in own))
        return error / max(len(self.beliefs), 1)


def report(count: int, seed: int = 1) -> Iterator[str]:
    """Yield the table, a line for each kind of names; the first seed is the one that was looked at in tuning."""
    yield f"{'names in one column':<44}{'names':>7}{'first':>9}{'kept':>8}{'readings':>10}{'ECE':>8}"
    for what, names in sections():
        tally, draw = Tally(), Draw("parsing", what) if seed == 1 else Draw("parsing", seed, what)
        size = count if what.startswith(("all", "any")) else max(count // 5, 1)
        for _ in range(size):
            tally.add(*names(draw))
        yield tally.line(what, size)


_Case = tuple[str, tuple[str, str, str]]


def sections() -> Iterator[tuple[str, Callable[[Draw], _Case]]]:
    """Yield what is measured: a name for it, and a function that draws a written name with its true parts."""
    usual = _usual_orders()
    any_order = Weighted((order, 1.0) for order in ("SGP", "GPS", "GSP", "SPG", "SG", "GS", "GP"))
    three = Weighted((order, 1.0) for order in ("SGP", "GPS"))
    two = Weighted((order, 1.0) for order in ("SG", "GS"))
    yield "all, orders as people write them", lambda draw: _case(_draw(draw), usual.draw(draw), draw)
    yield "any order equally often", lambda draw: _case(_draw(draw), any_order.draw(draw), draw)
    for title, orders in (("surname, given name, patronymic", three), ("surname and given name", two)):
        yield f"{title}, Cyrillic", _of_kind(orders, lambda kind: kind == "plain")
        yield f"{title}, Latin", _of_kind(orders, lambda kind: kind == "plain, Latin")
    for kind in ("rare given name", "short form", "rare patronymic", "oblique", "slips"):
        yield kind, _of_kind(three, kind.__eq__)
    yield "surname is a given name, with patronymic", lambda draw: _given_as_surname(three.draw(draw), draw)
    yield "surname is a given name, without", lambda draw: _given_as_surname(two.draw(draw), draw)
    yield "surname in -ович", lambda draw: _ovych(three.draw(draw), draw)
    yield "double surname with a space", lambda draw: _double(three.draw(draw), draw)
    yield "initials", lambda draw: _initials(draw.pick(("SGP", "GPS", "SG", "GS")), draw)
    yield "unknown foreign words, Latin", lambda draw: _foreign(two.draw(draw), draw)
    yield "run together by capitals", lambda draw: _run_together(draw.pick(("SGP", "SG", "GPS")), draw)


def _usual_orders() -> Weighted[str]:
    """Half of the names have three words, the others two: in the shares of the shipped table."""
    rows = [(order, float(share)) for order, share, *_ in read_table("names/name_orders.tsv", 4)]
    three = {"SGP", "GPS", "GSP", "SPG", "PSG", "PGS"}
    return Weighted((order, share) for order, share in rows if order in three | {"SG", "GS", "GP", "SP"})


def _draw(draw: Draw) -> ComposedName:
    return compose(draw, measured=True)


def _of_kind(orders: Weighted[str], wanted: Callable[[str], bool]) -> Callable[[Draw], _Case]:
    def case(draw: Draw) -> _Case:
        while True:
            name = _draw(draw)
            if wanted(name.kind):
                return _case(name, orders.draw(draw), draw)

    return case


def _case(name: ComposedName, order: str, draw: Draw) -> _Case:
    text = name.in_order(order)
    text = " ".join(map(_capitalised, text.split())) if draw.chance(0.8) else text.upper()
    return text, _truth(name, order)


def _capitalised(word: str) -> str:
    return "-".join(part[:1].upper() + part[1:] for part in word.split("-"))


def _truth(name: ComposedName, order: str) -> tuple[str, str, str]:
    parts = {"S": name.surname, "G": name.given, "P": name.patronymic}
    surname, given, patronymic = (fold(parts[letter]).strip("'-") if letter in order else "" for letter in "SGP")
    return surname, given, patronymic


def _with_surname(name: ComposedName, surname: str) -> ComposedName:
    if name.kind.endswith("Latin"):
        surname = romanise(surname, "uk-2010")
    return ComposedName(surname, name.given, name.patronymic, name.kind)


def _given_as_surname(order: str, draw: Draw) -> _Case:
    name, surname = _draw(draw), ""
    while not surname or fold(romanise(surname, "uk-2010")) == fold(romanise(name.given, "uk-2010")):
        surname = tables.given_names("m").draw(draw).uk.lower()
    return _case(_with_surname(name, surname), order, draw)


def _ovych(order: str, draw: Draw) -> _Case:
    stem = draw.pick(("юхн", "якуб", "абрам", "гайду", "йос", "матв", "федор", "станк", "климк", "григор", "давид"))
    ending = "евич" if stem in ("матв", "станк") else "ович"
    return _case(_with_surname(_draw(draw), stem + ending), order, draw)


def _double(order: str, draw: Draw) -> _Case:
    while True:
        name, other = _draw(draw), _draw(draw)
        if "oblique" not in name.kind + other.kind and name.kind.endswith("Latin") == other.kind.endswith("Latin"):
            break
    text, (surname, given, patronymic) = _case(
        ComposedName(f"{name.surname} {other.surname}", name.given, name.patronymic, name.kind), order, draw
    )
    return text, (surname.replace(" ", "-"), given, patronymic)


def _initials(order: str, draw: Draw) -> _Case:
    name = _draw(draw)
    given, patronymic = name.given[0], name.patronymic[0]
    space = " " if draw.chance(0.5) else ""
    initials = f"{given.upper()}.{space}{patronymic.upper()}." if "P" in order else f"{given.upper()}."
    surname = name.surname.title()
    text = f"{surname} {initials}" if order[0] == "S" else f"{initials} {surname}"
    return text, (fold(name.surname), fold(given), fold(patronymic) if "P" in order else "")


def _foreign(order: str, draw: Draw) -> _Case:
    name = ComposedName(draw.pick(_FOREIGN).lower(), draw.pick(_FOREIGN_GIVEN).lower(), "", "foreign")
    return _case(name, order, draw)


def _run_together(order: str, draw: Draw) -> _Case:
    while True:
        name = _draw(draw)
        if name.kind == "plain" and "-" not in name.surname and "'" not in name.surname + name.given + name.patronymic:
            return name.in_order(order).title().replace(" ", ""), _truth(name, order)
