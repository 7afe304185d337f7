"""Read the declension tables (``declensions.tsv``) and put whole names into every case.

``python -m tests.names.declined`` prints which share of them comes back to the nominative, per case, language and sex.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cache
from itertools import cycle, islice, takewhile
from pathlib import Path
from typing import TYPE_CHECKING

from matcher.names.given import lookup_given
from matcher.names.inflection import nominatives
from matcher.names.sounds import skeleton

if TYPE_CHECKING:
    from collections.abc import Iterator

TABLE = Path(__file__).with_name("declensions.tsv")
CASES = ("genitive", "dative", "accusative", "instrumental", "locative", "vocative")
GROUPS = [(language, sex) for language in ("uk", "ru") for sex in ("m", "f")]


@dataclass(frozen=True, slots=True)
class Paradigm:
    """One word in all cases, lower case; ``forms`` has the forms beside each other for each of :data:`CASES`."""

    language: str
    part: str
    sex: str
    nominative: str
    forms: tuple[tuple[str, ...], ...]

    def like(self, other: str) -> Paradigm:
        """Decline another name in the same way."""
        forms = [self.nominative, *(form for forms in self.forms for form in forms)]
        alike = takewhile(lambda letters: len(set(letters)) == 1, zip(*forms, strict=False))
        stem = "".join(letters[0] for letters in alike)
        ending = self.nominative.removeprefix(stem)
        if not other.endswith(ending):
            raise ValueError(f"{other} does not end like {self.nominative}")
        own = other.removesuffix(ending)
        others = tuple(tuple(own + form.removeprefix(stem) for form in forms) for forms in self.forms)
        return Paradigm(self.language, self.part, self.sex, other, others)


@dataclass(frozen=True, slots=True)
class Declined:
    """A full name in a case: surname, given name and patronymic, and the same in the nominative."""

    language: str
    sex: str
    case: str
    words: tuple[str, str, str]
    nominative: tuple[str, str, str]

    def without_patronymic(self) -> Declined:
        """Return the name as a list of two columns has it."""
        return replace(self, words=(*self.words[:2], ""), nominative=(*self.nominative[:2], ""))


@cache
def paradigms() -> tuple[Paradigm, ...]:
    """Return every name of the table with all its forms."""
    found: list[Paradigm] = []
    for line in TABLE.read_text(encoding="utf-8").splitlines():
        if line.startswith("#") or not line:
            continue
        language, part, sex, nominative, *cells = line.lower().split("\t")
        forms = tuple(() if cell == "-" else tuple(cell.split(", ")) for cell in cells[: len(CASES)])
        first = Paradigm(language, part, sex, nominative, forms)
        also = [other for cell in cells[len(CASES) :] for other in cell.split(", ") if other]
        found.extend((first, *(first.like(other) for other in also)))
    return tuple(found)


def of(language: str, part: str, sex: str) -> list[Paradigm]:
    """Return the paradigms of one part of the name."""
    return [one for one in paradigms() if (one.language, one.part, one.sex) == (language, part, sex)]


def declined_names(language: str, sex: str) -> Iterator[Declined]:
    """Put names into every case: each word of the table at least once in each of its forms, beside changing others."""
    parts = [of(language, part, sex) for part in ("surname", "given", "patronymic")]
    for number, case in enumerate(CASES):
        length = 2 * max(len(words) for words in parts)
        columns = []
        for words in parts:
            forms = [(form, one.nominative) for one in words for form in one.forms[number]]
            length = max(length, len(forms)) if forms else 0
            columns.append(forms)
        for cells in islice(zip(*(cycle(forms) for forms in columns), strict=False), length):
            (surname, _), (given, _), (patronymic, _) = cells
            yield Declined(language, sex, case, (surname, given, patronymic), (cells[0][1], cells[1][1], cells[2][1]))


def is_brought_back(name: Declined) -> bool:
    """Compare by name: Толстий and Толстый are one surname, Петро and Пётр one given name."""
    surname, given, patronymic = name.nominative
    return any(
        skeleton(one.surname) == skeleton(surname)
        and (one.given == given or _groups(one.given) & _groups(given))
        and one.patronymic == patronymic
        for one in nominatives(*name.words)
    )


def _groups(given: str) -> set[str]:
    return {match.group for match in lookup_given(given)}


def main() -> None:
    """Print the shares."""
    for language, sex in GROUPS:
        for case in CASES:
            names = [name for name in declined_names(language, sex) if name.case == case]
            if names:
                full = sum(map(is_brought_back, names)) / len(names)
                bare = sum(is_brought_back(name.without_patronymic()) for name in names) / len(names)
                line = f"{language} {sex} {case:<12} {len(names):>4} names: {full:.3f}, without patronymic {bare:.3f}"
                print(line)  # noqa: T201 - a command


if __name__ == "__main__":
    main()
