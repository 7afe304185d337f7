"""Every spelling of a name in three languages is one name, and no two names are one."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from matcher.names.given import lookup_given
from matcher.names.patronymics import lookup_patronymic
from tests.names.equivalence import (
    LANGUAGES,
    LOOKALIKES,
    PAIRS,
    curated,
    different_names,
    given_outcome,
    patronymic_outcome,
)

if TYPE_CHECKING:
    from tests.names.equivalence import Outcome

# Spellings that are two names letter for letter: both are found. Nothing else may be ambiguous
TWO_NAMES = {
    # One form in two languages is two names
    "f:Альона f:Олена": "alena aliena alyena alëna ałena алена",  # Алена: Belarusian for Елена, Russian for Алёна
    "f:Сафія f:Софія": "safiia safija safiya safiâ сафія",  # Сафія: Belarusian for София
    "m:Лев m:Леон": "leon",  # Polish for Лев
    "m:Якуб m:Яків": "jakub",  # Polish for Яков
    "m:Іван m:Юхан": "johann",  # German for Иван
    "f:Адель m:Аділ": "adel'",  # Adel: the usual Latin spelling of the Arabic man's name
    # German s is с or з, German z is ц
    "m:Алмаз m:Алмас": "almas",
    "m:Заур m:Савр": "saur",
    "m:Замір m:Самір": "samir",
    "m:Зафар m:Сафар": "safar",
    "m:Заїд m:Сагід": "sajd sajid",
    "m:Заіт m:Сагід": "sajit",
    "m:Золтан m:Султан": "soltan",
    "f:Зара f:Сара": "sara",
    "f:Люзія f:Люція": "ljuzija luzija",
    # French ou and Belarusian u: у or ў; ch: х or ш
    "m:Ровшан m:Рушан": "roushan",
    "f:Павла f:Паула": "paula",
    "f:Рахіль f:Рашель": "rachiel",
    # Scholarly ch is х, English ch is ч
    "m:Ісаак m:Ісхак": "ichak",
    # ія and я are one in many passports
    "f:Ася f:Асія": "asia assiia",
}

# Azerbaijani names that men and women bear
BOTH_SEXES = {"aynur"}

# Fathers two of whose patronymics are one word, in some spelling at least
TWO_FATHERS = {
    "m:Іса m:Ісая": "Исаевич is the son of Иса and of Исай",
    "m:Жан m:Ян": "French j is ж, German j is й",
    "m:Ісаак m:Ісхак": "scholarly ch is х, English ch is ч",
    "m:Алмаз m:Алмас": "German s is с or з, here and below",
    "m:Заур m:Савр": "",
    "m:Замір m:Самір": "",
    "m:Зафар m:Сафар": "",
    "m:Разім m:Расім": "",
    "m:Забір m:Сабір": "",
    "m:Захід m:Сагід": "",
    "m:Заїд m:Сагід": "",
    "m:Заіт m:Сагід": "",
    "m:Залман m:Салман": "",
}


def ambiguous(outcome: Outcome) -> dict[str, str]:
    return {
        " ".join(sorted(names)): " ".join(sorted({spelling.word for spelling in found}))
        for names, found in outcome.ambiguous.items()
    }


def unexpectedly_merged(outcome: Outcome, pairs: list[tuple[str, str]], expected: dict[str, str]) -> list[str]:
    return [pair for pair in map(" ".join, map(sorted, outcome.merged(pairs))) if pair not in sorted_keys(expected)]


def sorted_keys(expected: dict[str, str]) -> set[str]:
    return {" ".join(sorted(pair.split())) for pair in expected}


def test_the_names_are_many() -> None:
    names = curated()
    assert len(names) >= 900
    assert all(group.forms(language) for group in names for language in LANGUAGES)
    assert len(given_outcome().spellings) >= 10_000
    assert len(patronymic_outcome().spellings) >= 25_000


def test_every_spelling_of_a_given_name_leads_to_it() -> None:
    assert [(spelling.word, spelling.group, groups) for spelling, groups in given_outcome().lost] == []


def test_every_spelling_of_a_patronymic_leads_to_the_father_and_tells_the_sex() -> None:
    assert [(spelling.word, spelling.group, groups) for spelling, groups in patronymic_outcome().lost] == []


def test_only_spellings_that_are_two_names_lead_to_two() -> None:
    expected = {" ".join(sorted(pair.split())): set(words.split()) for pair, words in TWO_NAMES.items()}
    found = {pair: set(words.split()) for pair, words in ambiguous(given_outcome()).items()}
    assert {pair: unlisted for pair, words in found.items() if (unlisted := words - expected.get(pair, set()))} == {}
    for pair, words in expected.items():
        for word in words:
            assert set(pair.split()) <= {match.group for match in lookup_given(word) if match.kind == "form"}, word


def test_only_fathers_with_one_patronymic_are_found_together() -> None:
    assert set(ambiguous(patronymic_outcome())) <= sorted_keys(TWO_FATHERS)


def test_no_pair_of_different_names_is_merged() -> None:
    pairs = different_names()
    assert len(pairs) >= PAIRS
    assert {frozenset(pair) for pair in LOOKALIKES} <= {frozenset(pair) for pair in pairs}
    assert unexpectedly_merged(given_outcome(), pairs, TWO_NAMES) == []


def test_no_pair_of_different_fathers_is_merged() -> None:
    pairs = different_names(sex="m")
    assert len(pairs) >= PAIRS
    assert unexpectedly_merged(patronymic_outcome(), pairs, TWO_FATHERS) == []


def test_the_pairs_of_different_names_are_always_the_same() -> None:
    assert different_names() == different_names()
    assert len(set(map(frozenset, different_names()))) == len(different_names())


def test_a_name_and_its_gender_twin_have_no_spelling_in_common() -> None:
    spellings = given_outcome().spellings
    words = {sex: {one.word for one in spellings if one.sex == sex} for sex in ("m", "f")}
    assert words["m"] & words["f"] == set()
    crossed = {
        one.word
        for one in spellings
        for match in lookup_given(one.word)
        if match.kind == "form" and match.sex != one.sex and match.group in given_outcome().reached
    }
    assert crossed <= BOTH_SEXES


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Петрович", "Павлович"), ("Олексійович", "Олександрович"), ("Миколайович", "Михайлович"),
        ("Petrovych", "Pavlovich"), ("Aliakseevich", "Oleksandrovych"), ("Aleksejewitsch", "Aleksandrowicz"),
        ("Сямёнавіч", "Степанович"), ("Danilovich", "Davydovych"), ("Артемович", "Артемьевич"),
    ],
)  # fmt: skip
def test_patronymics_of_different_fathers_stay_apart(one: str, other: str) -> None:
    groups = [{match.group for match in lookup_patronymic(word.lower())} for word in (one, other)]
    assert all(groups)
    assert not groups[0] & groups[1]


def test_son_and_daughter_share_the_father_and_differ_by_sex() -> None:
    for son, daughter in [("іванович", "івановна"), ("ivanovych", "ivanauna"), ("ильич", "illivna")]:
        of_son, of_daughter = lookup_patronymic(son), lookup_patronymic(daughter)
        assert {match.group for match in of_son} == {match.group for match in of_daughter}
        assert {match.sex for match in of_son} == {"m"}
        assert {match.sex for match in of_daughter} == {"f"}
