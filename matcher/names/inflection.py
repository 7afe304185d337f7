"""Names in an oblique case back to the nominative, and women's surnames to the form that men bear.

Official papers print names in the case their sentence asks for (*Шевченка Тараса Григоровича*). The patronymic shows
the case best, because its endings are regular; without one the given name shows it, if it is no nominative of any
name. The endings are data (``data/names/inflection.tsv``); nothing is undone where the name can stand in the
nominative.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from itertools import zip_longest
from typing import TYPE_CHECKING

from matcher.names.endings import CASES, is_frequent, undo_any_case, undo_case
from matcher.names.given import Sex, is_written_form, lookup_given
from matcher.names.patronymics import lookup_patronymic
from matcher.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

MAX_NOMINATIVES = 4
_SEXES: tuple[Sex, Sex] = ("m", "f")
# Surnames that no case changes (Черних Ольги, Кіпіані Давида); Ukrainian ones in -ко when a woman bears them or a
# Russian writes them
_UNCHANGING = ("их", "ых", "ко", "аго", "яго", "ово", "дзе", "швілі", "швили", "ані", "ани")
# A surname so written is a man's, or a woman's, in an oblique case: it shows that Ярослава is Ярослав, not the woman's
# name, and that Александре is Александра
_SURELY_OBLIQUE: dict[Sex, tuple[str, ...]] = {
    "m": (
        *("енка", "єнка", "енку", "єнку", "енком", "енкові", "єнкові", "ого", "ому", "ським", "ским"),
        *("вчука", "льчука", "нчука", "рчука", "люка", "нюка", "рюка", "льника", "евича", "овича", "аря"),
        *("вця", "ьця", "йця", "орця", "обця", "ецом", "цем", "овым", "евым", "иным", "ыным", "овим", "евим", "єнком"),
    ),
    "f": (
        *("ової", "евої", "євої", "йової", "иної", "іної", "їної", "ської", "цької", "зької"),
        *("овій", "евій", "ській", "цькій", "зькій", "овой", "евой", "ёвой", "иной", "ыной"),
    ),
}


@dataclass(frozen=True, slots=True)
class Nominative:
    """A full name brought back to the nominative.

    Attributes
    ----------
    surname, given, patronymic
        Lower-case Cyrillic words; empty where the name does not have them.
    case
        The case it stood in: ``"genitive"``, ``"dative"``, ``"accusative"``, ``"instrumental"``, ``"locative"`` or
        ``"vocative"``; where two cases look alike, the first of these.
    sex
        ``"m"`` or ``"f"``, as the endings show it.
    """

    surname: str
    given: str
    patronymic: str
    case: str
    sex: Sex


@dataclass(frozen=True, slots=True)
class _Evidence:
    """One case and sex that the patronymic or the given name shows, and both in the nominative."""

    case: str
    sex: Sex
    given: str
    patronymic: str


@lru_cache(maxsize=1 << 16)
def nominatives(surname: str, given: str, patronymic: str) -> tuple[Nominative, ...]:
    """Bring a full name in an oblique case back to the nominative.

    Parameters
    ----------
    surname, given, patronymic
        Lower-case Cyrillic words; any may be empty.

    Returns
    -------
    tuple of Nominative
        At most four, likeliest first: several where more than one surname has this form. Empty if the name stands in
        the nominative already, or if neither patronymic nor given name shows a case.

    Examples
    --------
    >>> nominatives("шевченка", "тараса", "григоровича")
    (Nominative(surname='шевченко', given='тарас', patronymic='григорович', case='genitive', sex='m'),)
    >>> nominatives("шевченко", "тарас", "григорович")
    ()
    """
    evidences = _evidence(surname, given, patronymic)
    # Where two cases look alike in the given name (genitive and accusative), the surname may fit one only
    fitting = [evidence for evidence in evidences if undo_case(surname, "surname", evidence.sex, evidence.case)]
    found: dict[tuple[str, str, str], Nominative] = {}
    readings = [[(one, word) for word in _surname_nominatives(surname, one)] for one in fitting or evidences]
    # The likeliest surname of every case before the second one of any
    for evidence, candidate in (one for row in zip_longest(*readings) for one in row if one):
        key = (candidate, evidence.given, evidence.patronymic)
        found.setdefault(key, Nominative(*key, evidence.case, evidence.sex))
    return tuple(sorted(found.values(), key=lambda one: not is_frequent(one.surname)))[:MAX_NOMINATIVES]


def _evidence(surname: str, given: str, patronymic: str) -> tuple[_Evidence, ...]:
    if not patronymic:
        return tuple(_shown_by_given(surname, given))
    # A patronymic in the nominative settles the case for the whole name; "Марії Іванівна" is a slip
    shown = tuple(_shown_by_patronymic(given, patronymic))
    explained = tuple(evidence for evidence in shown if _is_name(evidence.given, evidence.sex))
    return explained or shown


def _shown_by_patronymic(given: str, patronymic: str) -> Iterator[_Evidence]:
    for sex in _SEXES:
        for undone in undo_any_case(patronymic, "patronymic", sex):
            if any(match.sex == sex for match in lookup_patronymic(undone.nominative)):
                for nominative in _given_nominatives(given, sex, undone.case):
                    yield _Evidence(undone.case, sex, nominative, undone.nominative)


def _given_nominatives(given: str, sex: Sex, case: str) -> tuple[str, ...]:
    """Nominatives of a given name whose case is known; the word itself if it is an initial or stays unexplained."""
    if len(given) <= 2:
        return (given,)
    candidates = undo_case(given, "given", sex, case)
    known = _one_of_each_name(candidates, sex)
    if known:
        return known
    return (given,) if is_written_form(given) or not candidates else candidates[:1]


def _shown_by_given(surname: str, given: str) -> Iterator[_Evidence]:
    if len(given) <= 2:
        return
    sexes: tuple[Sex, ...] = _SEXES
    if is_written_form(given):
        sexes = tuple(sex for sex in _SEXES if surname.endswith(_SURELY_OBLIQUE[sex]))
    for case in CASES if sexes else ():
        for sex in sexes:
            for nominative in _one_of_each_name(undo_case(given, "given", sex, case), sex):
                if any(match.kind == "form" for match in lookup_given(nominative)):
                    yield _Evidence(case, sex, nominative, "")


def _one_of_each_name(candidates: tuple[str, ...], sex: Sex) -> tuple[str, ...]:
    """Known names among the candidates; of the forms of one name (Андрій, Андрей) the first only."""
    kept: dict[tuple[str, ...], str] = {}
    for word in candidates:
        if _is_name(word, sex):
            kept.setdefault(tuple(match.group for match in lookup_given(word) if match.sex == sex), word)
    return tuple(kept.values())


def _is_name(word: str, sex: Sex) -> bool:
    return is_written_form(word) and any(match.sex == sex for match in lookup_given(word))


def _surname_nominatives(surname: str, evidence: _Evidence) -> tuple[str, ...]:
    if not surname:
        return ("",)
    parts = surname.split("-")
    if len(parts) > 1:
        halves = [_surname_nominatives(part, evidence)[:1] for part in parts]
        return ("-".join(half[0] for half in halves),) if all(halves) else ()
    unchanging = surname.endswith(_UNCHANGING)
    # Гетьмані is the locative of Гетьман, Сороко the vocative of Сорока
    if len(surname) <= 2 or (unchanging and evidence.case not in ("locative", "vocative")):
        return (surname,)
    if evidence.sex == "f" and surname.endswith(("енку", "єнку", "енком")):
        return ()
    undone = undo_case(surname, "surname", evidence.sex, evidence.case)
    if evidence.case == "vocative" or unchanging:  # people seldom put a surname into the vocative
        return tuple(dict.fromkeys((surname, *undone)))
    return undone or (surname,)


# Woman's ending -> endings of the man's surname. The longest that fits holds; rows of one idea: possessive (Іванова),
# adjective in -ський and the like, other adjectives in Russian.
_MENS_ENDINGS: dict[str, tuple[str, ...]] = {
    "ська": ("ський",),
    "цька": ("цький",),
    "зька": ("зький",),
    "ская": ("ский", "ской"),
    "цкая": ("цкий", "цкой"),
    "овова": ("ов",),  # Czech -ová after a woman's -ова
    "ова": ("ов",),
    "ева": ("ев",),
    "єва": ("єв",),
    "ёва": ("ёв",),
    "їва": ("їв",),
    "ина": ("ин",),
    "іна": ("ін",),
    "їна": ("їн",),
    "ына": ("ын",),
    "жая": ("жий", "жой"),
    "шая": ("ший", "шой"),
    "чая": ("чий",),
    "щая": ("щий",),
    "гая": ("гий", "гой"),
    "кая": ("кий", "кой"),
    "хая": ("хий", "хой"),
    "ая": ("ый", "ой"),
    "яя": ("ий",),
}
_LONGEST_WOMANS = max(map(len, _MENS_ENDINGS))
_ADJECTIVE_STEM_ENDS = "бвгдзклмнпрстхч"


@lru_cache(maxsize=1 << 17)
def masculine_forms(surname: str) -> tuple[str, ...]:
    """Return the men's forms that a surname may be the woman's form of.

    Parameters
    ----------
    surname
        One lower-case Cyrillic word in the nominative.

    Returns
    -------
    tuple of str
        Likeliest first; the surname itself if it is the same for men and women. A surname in -а may be a noun
        (Сорока) or a woman's adjective (Чорна); then it stands first and the adjective second.

    Examples
    --------
    >>> masculine_forms("ковальська"), masculine_forms("кузнецова"), masculine_forms("шевченко")
    (('ковальський',), ('кузнецов',), ('шевченко',))
    >>> masculine_forms("чорна"), masculine_forms("калина")
    (('чорна', 'чорний'), ('калина',))
    """
    if surname[-1:] not in {"а", "я"} or surname in _unmarked():
        return (surname,)
    for length in range(min(_LONGEST_WOMANS, len(surname) - 2), 1, -1):
        masculine = _MENS_ENDINGS.get(surname[-length:])
        if masculine is not None:
            stem = surname[:-length]
            return tuple([stem + ending for ending in masculine])
    if len(surname) >= 6 and surname.endswith("ава"):
        return (surname, surname[:-1])  # Belarusian Марозава
    if len(surname) >= 4 and surname.endswith("а") and surname[-2] in _ADJECTIVE_STEM_ENDS:
        return (surname, f"{surname[:-1]}ий")
    return (surname,)


@lru_cache(maxsize=1)
def _unmarked() -> frozenset[str]:
    return frozenset(row[0] for row in read_table("names/unmarked_surnames.tsv", 1))
