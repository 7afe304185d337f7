"""Is every spelling of a name one name, and no two names one? ``python -m tests.names.equivalence`` prints the figures.

The names are the curated ones of ``data/names/given.tsv``, with the patronymics made from the men's. A spelling is a
form of one language as it is written in Cyrillic or by one romanisation scheme of that language. The pairs of different
names are made from the same table, those that sound closest first.
"""

from __future__ import annotations

import sys
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from rapidfuzz.distance import Levenshtein
from rapidfuzz.process import cdist

from matcher.names.given import lookup_given, name_groups, table_groups
from matcher.names.homophones import letter_key
from matcher.names.patronymics import lookup_patronymic, patronymics_of
from matcher.names.romanisation import readings, romanise, schemes
from matcher.names.script import strip_marks
from matcher.names.sounds import skeleton

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    from matcher.names.given import NameGroup, Sex

LANGUAGES = ("uk", "ru", "be")
SEXES: tuple[Sex, Sex] = ("m", "f")
PAIRS = 3000
# Pairs that must be among the different ones however close others are
LOOKALIKES = (
    ("m:Олександр", "f:Олександра"), ("m:Євген", "f:Євгенія"), ("m:Валентин", "f:Валентина"), ("m:Богдан", "f:Богдана"),
    ("m:Ярослав", "f:Ярослава"), ("m:Владислав", "f:Владислава"), ("m:Станіслав", "f:Станіслава"),
    ("m:Віталій", "f:Віталія"), ("m:Валерій", "f:Валерія"), ("m:Арсеній", "f:Арсенія"), ("m:Мар'ян", "f:Маріанна"),
    ("m:Роман", "m:Герман"), ("m:Михайло", "m:Микола"), ("m:Олексій", "m:Олександр"), ("m:Дмитро", "m:Дем'ян"),
    ("m:Іван", "f:Іванна"), ("m:Іван", "m:Ян"), ("f:Марина", "f:Марія"), ("f:Марина", "f:Маріанна"),
    ("f:Анна", "f:Жанна"), ("f:Анна", "f:Яна"), ("f:Павла", "f:Паула"), ("m:Павло", "f:Павла"), ("m:Павло", "f:Паула"),
    ("m:Данило", "f:Даніела"),
    ("m:Данило", "m:Давид"), ("m:Артем", "m:Артемій"), ("m:Арсен", "m:Арсеній"), ("m:Юрій", "m:Георгій"),
    ("m:Георгій", "m:Єгор"), ("m:Ігор", "m:Єгор"), ("m:Станіслав", "m:Святослав"), ("m:Ярослав", "m:Ростислав"),
    ("f:Оксана", "f:Ксенія"), ("f:Олена", "f:Альона"), ("f:Олена", "f:Аліна"), ("f:Світлана", "f:Сніжана"),
    ("f:Юлія", "f:Юліана"), ("f:Уляна", "f:Юліана"), ("f:Дарія", "f:Дарина"), ("f:Катерина", "f:Каріна"),
    ("m:Денис", "m:Данило"), ("m:Максим", "m:Марк"), ("m:Федір", "m:Феодосій"), ("m:Петро", "m:Павло"),
    ("m:Василь", "m:Веніамін"), ("m:Степан", "m:Семен"), ("m:Тимофій", "m:Тимур"), ("m:Назар", "m:Захар"),
    ("m:Владислав", "f:Влада"), ("m:Любомир", "f:Любомира"), ("m:Мирослав", "m:Милослав"), ("m:Борис", "m:Богдан"),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Spelling:
    """One spelling of one name.

    Attributes
    ----------
    group
        The name; for a patronymic the father's.
    sex
        Sex of the person who bears it.
    form
        The Cyrillic form.
    scheme
        Id of the romanisation scheme, blank for Cyrillic.
    word
        The spelling, lower case.
    """

    group: str
    sex: str
    form: str
    scheme: str
    word: str


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of all spellings.

    Attributes
    ----------
    spellings
        All of them, each word of a name once.
    lost
        Those that do not lead to their name, with what they lead to.
    ambiguous
        Those that lead to another name of the tables as well, by the names that they may be. What only a table of
        another script adds to the other name (Greek Ilias, Елиас) does not count.
    reached
        The names that the spellings of each name lead to.
    """

    spellings: tuple[Spelling, ...]
    lost: tuple[tuple[Spelling, tuple[str, ...]], ...]
    ambiguous: dict[frozenset[str], tuple[Spelling, ...]]
    reached: dict[str, frozenset[str]]

    def merged(self, pairs: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
        """Return the pairs some spellings of which lead to one name."""
        return [(one, other) for one, other in pairs if self.reached[one] & self.reached[other]]


def curated() -> list[NameGroup]:
    """Return the names that have a form in all three languages."""
    return [group for group in table_groups().values() if group.uk and group.ru and group.be]


def _spellings(group: str, sex: str, language: str, forms: Iterable[str]) -> Iterable[Spelling]:
    for form in dict.fromkeys(forms):
        yield Spelling(group, sex, form, "", form.lower())
        for scheme in schemes():
            if scheme.language == language:
                yield Spelling(group, sex, form, scheme.id, romanise(form, scheme.id).lower())


def given_spellings() -> Iterable[Spelling]:
    """Yield every spelling of every full form."""
    for group in curated():
        for language in LANGUAGES:
            yield from _spellings(group.id, group.sex, language, group.forms(language))


def patronymic_spellings() -> Iterable[Spelling]:
    """Yield every spelling of the usual patronymics of every form of every man's name, for sons and daughters."""
    for group in curated():
        if group.sex == "m":
            for sex in SEXES:
                for language in LANGUAGES:
                    yield from _spellings(group.id, sex, language, patronymics_of(group, language, sex))


def _groups_given(spelling: Spelling) -> tuple[str, ...]:
    return tuple(match.group for match in lookup_given(spelling.word) if match.kind == "form")


def _groups_patronymic(spelling: Spelling) -> tuple[str, ...]:
    matches = lookup_patronymic(spelling.word)
    # A patronymic of the other sex is a lost one
    return tuple(match.group if match.sex == spelling.sex else f"{match.group} ({match.sex})" for match in matches)


def _outcome(spellings: Iterable[Spelling], groups_of: Callable[[Spelling], tuple[str, ...]]) -> Outcome:
    distinct: dict[tuple[str, str, str], Spelling] = {}
    for spelling in spellings:
        distinct.setdefault((spelling.group, spelling.sex, spelling.word), spelling)
    tables = table_groups()
    lost = []
    ambiguous: dict[frozenset[str], list[Spelling]] = {}
    reached: dict[str, set[str]] = {}
    for spelling in distinct.values():
        groups = groups_of(spelling)
        if spelling.group not in groups or any(group.endswith(")") for group in groups):
            lost.append((spelling, groups))
        names = frozenset(group for group in groups if group in tables)
        if len(names) > 1:
            own = spelling.group
            names = frozenset(group for group in names if group == own or not _is_added(spelling.word, group))
        if len(names) > 1:
            ambiguous.setdefault(names, []).append(spelling)
        reached.setdefault(spelling.group, {spelling.group}).update(names)
    return Outcome(
        tuple(distinct.values()),
        tuple(lost),
        {names: tuple(found) for names, found in ambiguous.items()},
        {group: frozenset(names) for group, names in reached.items()},
    )


@lru_cache(maxsize=1024)
def _added(group: str) -> frozenset[str]:
    """Return the letters of the forms that tables of other scripts add to a name."""
    own, whole = table_groups()[group], name_groups()[group]
    cyrillic = {letter_key(form.lower()) for form in {*whole.uk, *whole.ru} - {*own.uk, *own.ru, *own.be}}
    latin = {strip_marks(form.lower()) for form in {*whole.other} - {*own.other}}
    return frozenset(cyrillic | latin)


def _is_added(word: str, group: str) -> bool:
    keys = {strip_marks(word), *(letter_key(reading.text) for reading in readings(word))}
    return not keys.isdisjoint(_added(group))


@lru_cache(maxsize=1)
def given_outcome() -> Outcome:
    """Look up every spelling of every given name."""
    return _outcome(given_spellings(), _groups_given)


@lru_cache(maxsize=1)
def patronymic_outcome() -> Outcome:
    """Look up every spelling of every patronymic."""
    return _outcome(patronymic_spellings(), _groups_patronymic)


def different_names(*, sex: str = "") -> list[tuple[str, str]]:
    """Return pairs of different names, the look-alikes first and then those whose forms sound closest.

    Parameters
    ----------
    sex
        Only names of this sex; blank for all.

    Returns
    -------
    list of tuple of str
        :data:`PAIRS` pairs of group ids, always the same ones.
    """
    named = [pair for pair in LOOKALIKES if all(group.startswith(sex) and group in table_groups() for group in pair)]
    found = dict.fromkeys(tuple(sorted(pair)) for pair in named)
    for one, other in _closest():
        if len(found) >= PAIRS:
            break
        if one.startswith(sex) and other.startswith(sex):
            found[min(one, other), max(one, other)] = None
    return list(found)  # type: ignore[arg-type]


@lru_cache(maxsize=1)
def _closest() -> list[tuple[str, str]]:
    """Return the pairs of names in the order of the least distance between the sounds of two of their forms."""
    sounds: list[str] = []
    starts: list[int] = []
    groups = curated()
    for group in groups:
        starts.append(len(sounds))
        sounds += sorted({skeleton(form.lower()) for form in (*group.uk, *group.ru, *group.be)})
    distances = cdist(sounds, sounds, scorer=Levenshtein.distance, score_cutoff=3, dtype=np.uint8)
    by_name = np.minimum.reduceat(np.minimum.reduceat(distances, starts, axis=0), starts, axis=1)
    rows, columns = np.triu_indices(len(groups), k=1)
    order = np.argsort(by_name[rows, columns], kind="stable")[: 4 * PAIRS]
    return [(groups[rows[index]].id, groups[columns[index]].id) for index in order]


def summary(outcome: Outcome, title: str, pairs: list[tuple[str, str]]) -> str:
    """Return the figures of one kind of names and the list of what fails.

    Parameters
    ----------
    outcome
        Result of the look-ups.
    title
        What the spellings are.
    pairs
        Pairs of different names.

    Returns
    -------
    str
        Several lines.
    """
    twofold = sum(map(len, outcome.ambiguous.values()))
    merged = outcome.merged(pairs)
    by_mistake = [pair for pair in merged if not any(names.issuperset(pair) for names in outcome.ambiguous)]
    found = len(outcome.spellings) - len(outcome.lost)
    lines = [
        f"{title}: {len(outcome.reached)} names, {len(outcome.spellings)} spellings",
        f"  {found} lead to their name, {twofold} of them to another name as well",
        f"  {len(pairs)} pairs of different names: {len(merged)} have a spelling in common (below), "  # noqa: ISC004
        f"{len(by_mistake)} are merged otherwise",
    ]
    for one, groups in outcome.lost:
        scheme = one.scheme or "Cyrillic"
        lines.append(f"  lost: {one.word} ({one.form} by {scheme}) is not {one.group} but {', '.join(groups) or '-'}")
    lines += [
        f"  two names: {' / '.join(sorted(names))}: {', '.join(sorted({one.word for one in shared}))}"
        for names, shared in outcome.ambiguous.items()
    ]
    return "\n".join(lines)


def main() -> int:
    """Print the figures of given names and patronymics."""
    print(summary(given_outcome(), "Given names", different_names()))  # noqa: T201 - a command
    print(summary(patronymic_outcome(), "Patronymics", different_names(sex="m")))  # noqa: T201
    return 1 if given_outcome().lost or patronymic_outcome().lost else 0


if __name__ == "__main__":
    sys.exit(main())
