"""Which word of a name is the surname, which the given name: what the words are, weighed with the usual orders.

Every word belongs to a *class*: how well it is known as a given name, as a patronymic, as a surname.
``data/names/word_roles.tsv`` says how often surnames, given names and patronymics are of each class, and
``data/names/name_orders.tsv`` how often people write which order. The rule of Bayes makes of both the probability of
each way to take a name apart, the words being independent of each other but for the sex that a given name and a
patronymic share. A name's probabilities depend on the classes of its words only, so they are worked out once per
combination.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from typing import NamedTuple

from matcher.errors import DataFileError
from matcher.names.frequency import given_share, surname_share
from matcher.names.given import lookup_given, name_groups
from matcher.names.inflection import masculine_forms, nominatives
from matcher.names.patronymics import lookup_patronymic
from matcher.names.romanisation import readings
from matcher.names.scripts import entry_of
from matcher.names.sounds import skeleton
from matcher.tables import read_table

MIN_PROBABILITY = 0.01
"""A way to take a name apart that is less likely than this is not kept."""

MIN_EXCHANGED = 0.0005
"""The same where surname and given name are exchanged and either word may be a given name: Петрик Савка, two short
forms, is in most lists a surname first, and in a few not."""

MAX_ARRANGEMENTS = 4

ANY_GIVEN = frozenset({"short", "sound", "rare", "usual", "common"})
"""The classes of words that are known as given names."""

_SEX_SLIP = (
    0.01  # a given name and a patronymic of different sexes: a slip of the pen, or a name taken for one of two sexes
)
_DOUBLED_INITIAL = 0.1  # an initial for half of a double name, against one for a whole name
_UNSEEN = 2e-6  # share of a class that the table does not list for a role
_EASTERN = frozenset({"arabic", "hebrew", "greek", "georgian", "armenian"})
_ARABIC_BEGINNINGS = ("al-", "el-", "abdal", "abdul", "abdel", "abu", "bin-", "ibn-")
_LETTERS = {"S": 0, "G": 1, "P": 2}
_SURNAME_READINGS = 2
_COMMON_GIVEN, _USUAL_GIVEN, _COMMON_SURNAME, _COMMON_FATHER = 0.01, 0.001, 0.0001, 0.003

_CYRILLIC = re.compile("[\u0400-\u052f]")
_LIKE_PATRONYMIC = re.compile(r"...(?:[вчшмаеєиіїоы]н+[аяиіыуюе]|(?:[оеєаиіїуэёьв]|в[оиі])[вн]?[иіыо]?ч[ауі]?)$")


class WordClass(NamedTuple):
    """What the tables know of one word.

    Attributes
    ----------
    given
        ``""`` unknown as a given name; ``oblique`` form of one; ``short`` form; ``sound``: spelled like none but sounds
        like one; else ``rare``, ``usual`` or ``common``. ``initial`` and ``letters`` (two of them) for abbreviations.
    patronymic
        ``""`` none; ``like``: none that is known, but it ends nearly like one; ``ending``: by its ending only, from
        an unknown father's name; ``son``: by a word of its own (Болат улы); else ``rare`` or ``common``.
    surname
        ``""`` unlisted; ``ending``: unlisted with an ending that surnames have; else ``listed`` or ``common``.
    given_sex, patronymic_sex
        ``m`` or ``f``, blank if the word does not tell.
    latin
        Written in another script than Cyrillic.
    eastern
        Of a people that says the given name first: in Arabic, Hebrew, Greek, Georgian or Armenian letters, or an Arabic
        name in Latin ones.
    """

    given: str
    patronymic: str = ""
    surname: str = ""
    given_sex: str = ""
    patronymic_sex: str = ""
    latin: bool = False
    eastern: bool = False

    @property
    def known_given(self) -> bool:
        """Whether the word is a full form of a given name."""
        return self.given in {"sound", "rare", "usual", "common"}


@dataclass(frozen=True, slots=True)
class Arrangement:
    """One way to take a name apart: which words are the surname, the given name and the patronymic.

    Attributes
    ----------
    surname, given, patronymic
        Places of the words, ascending; empty where the name lacks the part.
    probability
        The belief that this way is the right one; over all ways it adds up to 1.
    """

    surname: tuple[int, ...]
    given: tuple[int, ...]
    patronymic: tuple[int, ...]
    probability: float


@lru_cache(maxsize=1 << 17)
def word_class(word: str) -> WordClass:
    """Return what the tables know of one word of a name.

    Parameters
    ----------
    word
        Lower case, any script, as :func:`matcher.names.asides.split_words` gives it.

    Examples
    --------
    >>> word_class("тарас").given, word_class("григорович").patronymic, word_class("шевченко").surname
    ('usual', 'common', 'common')
    """
    latin = not _CYRILLIC.search(word)
    if len(word) == 1 or word.endswith("."):
        return WordClass("initial", latin=latin, eastern=_is_eastern(word))
    given, given_sex = _as_given(word, latin=latin)
    if len(word) == 2 and not given:
        return WordClass("letters", latin=latin, eastern=_is_eastern(word))
    patronymic, patronymic_sex = _as_patronymic(word)
    return WordClass(
        given, patronymic, _as_surname(word), given_sex, patronymic_sex, latin, latin and _is_eastern(word)
    )


def _is_eastern(word: str) -> bool:
    if word.isascii():
        return word.startswith(_ARABIC_BEGINNINGS) or (word in _arabic_in_latin() and not _is_usual_here(word))
    entry = entry_of(word)
    return entry is not None and entry.module in _EASTERN


def _is_usual_here(word: str) -> bool:
    """Say whether an Arabic name is as usual in Ukraine and Russia (Adam, Timur), so that it tells nothing."""
    return any((given_share(match.group, match.sex) or 0.0) >= _USUAL_GIVEN for match in lookup_given(word))


@lru_cache(maxsize=1)
def _arabic_in_latin() -> frozenset[str]:
    rows = read_table("scripts/names_arabic.tsv", 5)
    return frozenset(form.strip().lower() for *_, latin in rows for form in latin.split(","))


def _as_given(word: str, *, latin: bool) -> tuple[str, str]:
    matches = lookup_given(word)
    if not matches:
        oblique = not latin and _may_be_oblique(word) and bool(nominatives("", word, ""))
        return ("oblique" if oblique else ""), ""
    sexes = {match.sex for match in matches}
    sex = sexes.pop() if len(sexes) == 1 else ""
    full = [match for match in matches if match.kind == "form"]
    if not full:
        return "short", sex
    if not latin and word not in _written():
        return "sound", sex
    share = max(given_share(match.group, match.sex) or 0.0 for match in full)
    return ("common" if share >= _COMMON_GIVEN else "usual" if share >= _USUAL_GIVEN else "rare"), sex


def _as_patronymic(word: str) -> tuple[str, str]:
    matches = lookup_patronymic(word)
    if not matches:
        text = word if _CYRILLIC.search(word) else readings(word)[0].text
        return ("like" if _LIKE_PATRONYMIC.search(text) else ""), ""
    sexes = {match.sex for match in matches}
    sex = sexes.pop() if len(sexes) == 1 else ""
    if " " in word:
        return "son", sex
    share = max(given_share(match.group, "m") or 0.0 for match in matches)
    if share >= _COMMON_FATHER:
        return "common", sex
    return ("rare" if any(match.group.startswith("m:") for match in matches) else "ending"), sex


def _as_surname(word: str) -> str:
    endings = _surname_endings()
    cyrillic = _CYRILLIC.search(word)  # its own only reading
    texts = [word] if cyrillic else [reading.text for reading in readings(word)[:_SURNAME_READINGS]]
    bases = [base for text in texts for base in masculine_forms(text)[:2]]
    share = max((surname_share(skeleton(base)) or 0.0 for base in bases), default=0.0)
    if share:
        return "common" if share >= _COMMON_SURNAME else "listed"
    return "ending" if any(base.endswith(endings) for base in (*texts, *bases)) else ""


def _may_be_oblique(word: str) -> bool:
    """Sieve out the words that are no given name with up to three letters of an ending."""
    stems = _stems()
    return word[:-1] in stems or word[:-2] in stems or word[:-3] in stems


@lru_cache(maxsize=1)
def _written() -> frozenset[str]:
    groups = name_groups().values()
    forms = (form.lower() for group in groups for form in (*group.uk, *group.ru, *group.be, *group.other))
    return frozenset(spelling for form in forms for spelling in (form, form.replace("ё", "е")))


@lru_cache(maxsize=1)
def _stems() -> frozenset[str]:
    """Given names and their short forms, whole and without the last letter or two."""
    groups = name_groups().values()
    forms = _written() | {form.lower() for group in groups for form in group.short}
    return frozenset(form[: len(form) - cut] for form in forms for cut in (0, 1, 2) if len(form) - cut >= 2)


@dataclass(frozen=True, slots=True)
class _Table:
    endings: tuple[str, ...]
    trust: float
    shares: dict[tuple[str, str, str], tuple[float, float, float]]


@lru_cache(maxsize=1)
def _table() -> _Table:
    endings: tuple[str, ...] = ()
    trust = 1.0
    shares: dict[tuple[str, str, str], tuple[float, float, float]] = {}
    for given, patronymic, surname, *cells in read_table("names/word_roles.tsv", 6):
        if given == "trust":
            trust = float(patronymic)
            continue
        if given == "surname endings":
            endings = tuple(ending.strip() for ending in patronymic.split(",") if ending.strip())
            continue
        key = (given.strip("-"), patronymic.strip("-"), surname.strip("-"))
        as_surname, as_given, as_patronymic = (max(float(cell), _UNSEEN) for cell in cells)
        shares[key] = (as_surname, as_given, as_patronymic)
    return _Table(endings, trust, shares)


def _surname_endings() -> tuple[str, ...]:
    return _table().endings


@lru_cache(maxsize=1)
def _orders() -> tuple[tuple[str, tuple[float, float, float]], ...]:
    """Return each order and its shares in Cyrillic, Latin and eastern names."""
    rows = read_table("names/name_orders.tsv", 4)
    for order, *_ in rows:
        if not order or set(order) - set("SGP*,-"):
            raise DataFileError(f"data/names/name_orders.tsv: {order!r} is no order of S, G and P.")
    return tuple((order, (float(cyrillic), float(latin), float(eastern))) for order, cyrillic, latin, eastern in rows)


@lru_cache(maxsize=64)
def _orders_of(count: int) -> tuple[tuple[str, tuple[float, float, float]], ...]:
    """Return the orders of so many words; a letter with a star is repeated until the length is right."""
    found = []
    for order, shares in _orders():
        if "," in order:
            continue
        star = order.find("*")
        if star < 0:
            if len(order) == count:
                found.append((order, shares))
        elif count >= 4 and count - (len(order) - 2) >= 2:
            repeated = order[star - 1] * (count - (len(order) - 2))
            found.append((order[: star - 1] + repeated + order[star + 1 :], shares))
    return tuple(found)


@lru_cache(maxsize=1 << 14)
def arrangements(classes: tuple[WordClass, ...]) -> tuple[Arrangement, ...]:
    """Return the ways to take a name of such words apart that are worth keeping.

    Parameters
    ----------
    classes
        The classes of the words, in the order written.

    Returns
    -------
    tuple of Arrangement
        The likeliest first, at most :data:`MAX_ARRANGEMENTS`, each of a probability of :data:`MIN_PROBABILITY` or more.

    Examples
    --------
    >>> best = arrangements(tuple(map(word_class, ("тарас", "григорович", "шевченко"))))[0]
    >>> best.surname, best.given, best.patronymic
    ((2,), (0,), (1,))
    """
    latin = sum(one.latin for one in classes) * 2 > len(classes)
    eastern = all(one.eastern for one in classes)
    people = 2 if eastern else 1 if latin else 0
    scored = [(shares[people] * _likelihood(order, classes), order) for order, shares in _orders_of(len(classes))]
    ways = _normalised(scored, classes)
    return tuple(map(_with_father, ways)) if eastern else ways


def _with_father(way: Arrangement) -> Arrangement:
    """Read a second given name as the father's and a third, the grandfather's, with the family name."""
    if len(way.given) < 2 or way.patronymic:
        return way
    own, father, *older = way.given
    return Arrangement((*older, *way.surname), (own,), (father,), way.probability)


@lru_cache(maxsize=1 << 14)
def column_arrangements(classes: tuple[WordClass | None, ...]) -> tuple[Arrangement, ...]:
    """Return the ways to take three cells as surname, given name and patronymic: as headed, or two exchanged.

    Parameters
    ----------
    classes
        The classes of the three cells' words; ``None`` for an empty cell.

    Returns
    -------
    tuple of Arrangement
        As of :func:`arrangements`; places are numbers of columns.
    """
    scored = []
    for columns, shares in _orders():
        if "," in columns:
            order = columns.replace(",", "")
            present = [(letter, one) for letter, one in zip(order, classes, strict=True) if one is not None]
            # an exchange with an empty cell is a slip of its own kind: the cell itself says where the name was put
            moved = any(letter != home for letter, home, one in zip(order, "SGP", classes, strict=True) if one is None)
            if not moved:
                letters = "".join(letter for letter, _ in present)
                filled = tuple(one for _, one in present)
                scored.append((shares[0] * _likelihood(letters, filled), order))
    kept = _normalised(scored, classes)
    empty = {place for place, one in enumerate(classes) if one is None}
    return tuple(
        Arrangement(
            tuple(place for place in way.surname if place not in empty),
            tuple(place for place in way.given if place not in empty),
            tuple(place for place in way.patronymic if place not in empty),
            way.probability,
        )
        for way in kept
    )


def _likelihood(order: str, classes: tuple[WordClass, ...]) -> float:
    shares = _table().shares
    unseen = (_UNSEEN, _UNSEEN, _UNSEEN)
    likelihood = prod(
        shares.get((one.given, one.patronymic, one.surname), unseen)[_LETTERS[letter]]
        for letter, one in zip(order, classes, strict=True)
    )
    likelihood **= _table().trust  # words of one class are not alike, and what the classes tell is less than it seems
    for letter in "SG":
        if order.count(letter) > 1:  # the second half of a double name is hardly ever abbreviated
            likelihood *= _DOUBLED_INITIAL ** sum(
                one.given == "initial" for role, one in zip(order, classes, strict=True) if role == letter
            )
    if "G" in order and "P" in order:
        given, patronymic = classes[order.index("G")].given_sex, classes[order.index("P")].patronymic_sex
        if given and patronymic:
            likelihood *= (1 - _SEX_SLIP) if given == patronymic else _SEX_SLIP
        else:
            likelihood *= 0.5
    return likelihood


def _normalised(scored: list[tuple[float, str]], classes: tuple[WordClass | None, ...]) -> tuple[Arrangement, ...]:
    total = sum(score for score, _ in scored)
    scored.sort(key=lambda one: -one[0])
    kept: list[Arrangement] = []
    best = scored[0][1]
    for score, order in scored[:MAX_ARRANGEMENTS]:
        probability = round(score / total, 4)
        least = MIN_EXCHANGED if _exchanges_given_names(best, order, classes) else MIN_PROBABILITY
        if probability >= least or not kept:
            places = {letter: tuple(at for at, one in enumerate(order) if one == letter) for letter in "SGP"}
            kept.append(Arrangement(places["S"], places["G"], places["P"], probability))
    return tuple(kept)


def _exchanges_given_names(best: str, order: str, classes: tuple[WordClass | None, ...]) -> bool:
    """Say whether an order differs from the best one by surname and given name only, both known as given names."""
    changed = [place for place, (one, other) in enumerate(zip(best, order, strict=True)) if one != other]
    words = [classes[place] for place in changed]
    return {best[place] for place in changed} == {"S", "G"} and all(
        word is not None and word.given in ANY_GIVEN for word in words
    )
