"""Patronymics: the father's name behind every form, case and alphabet."""

from __future__ import annotations

import pytest
from hypothesis import given as given_example
from hypothesis import strategies as st

from matcher.names.given import name_groups
from matcher.names.patronymics import looks_like_patronymic, lookup_patronymic, patronymic_of
from matcher.names.romanisation import romanise
from matcher.names.schemes import schemes


def fathers(word: str) -> set[str]:
    return {match.group for match in lookup_patronymic(word.lower())}


def sexes(word: str) -> set[str]:
    return {match.sex for match in lookup_patronymic(word.lower())}


@pytest.mark.parametrize(
    ("father", "sons", "daughters"),
    [
        ("m:Володимир", "Володимирович Владимирович Уладзіміравіч Volodymyrovych Wladimirowitsch Vladimirovitch",
         "Володимирівна Владимировна Уладзіміраўна Volodymyrivna Wladimirowna"),
        ("m:Микола", "Миколайович Николаевич Мікалаевіч Mykolaiovych Nikolaevich Nikolajewitsch",
         "Миколаївна Николаевна Mykolaivna Nikołajewna"),
        ("m:Ілля", "Ілліч Ильич Ільіч Illich Ilyich Iljitsch", "Іллівна Ильинична Illivna Ilinichna"),
        ("m:Кузьма", "Кузьмич Kuzmich Kuzmych", "Кузьмівна Кузьминична Kuzminichna"),
        ("m:Лука", "Лукич Lukych", "Луківна Лукинична"),
        ("m:Яків", "Якович Яковлевич Yakovych Iakovlevich", "Яківна Яковлевна Yakivna"),
        ("m:Григорій", "Григорович Григорьевич Рыгоравіч Hryhorovych Grigorievich", "Григорівна Григорьевна"),
        ("m:Ігор", "Ігорович Игоревич Ihorovych Igorevich", "Ігорівна Игоревна Ihorivna"),
        ("m:Юрій", "Юрійович Юрьевич Юр'евіч Yuriiovych Jurjewitsch Iourievitch", "Юріївна Юрьевна Yuriivna"),
        ("m:Микита", "Микитович Никитич Nikitich", "Микитівна Никитична"),
        ("m:Василь", "Васильович Васильевич Vasylovych Wasiljewitsch", "Василівна Васильевна Vasylivna"),
        ("m:Павло", "Павлович Паўлавіч Pavlovych Pawłowicz", "Павлівна Павловна"),
        ("m:Дмитро", "Дмитрович Дмитриевич Dmytrovych Dmitrijewitsch", "Дмитрівна Дмитриевна Dmytrivna"),
    ],
)  # fmt: skip
def test_all_forms_lead_to_the_father(father: str, sons: str, daughters: str) -> None:
    for word in sons.split():
        assert fathers(word) == {father}, word
        assert sexes(word) == {"m"}, word
    for word in daughters.split():
        assert fathers(word) == {father}, word
        assert sexes(word) == {"f"}, word


@pytest.mark.parametrize(
    ("oblique", "father"),
    [
        ("Григоровича", "m:Григорій"), ("Григоровичу", "m:Григорій"), ("Григоровичем", "m:Григорій"),
        ("Петрівни", "m:Петро"), ("Петрівною", "m:Петро"), ("Петровной", "m:Петро"), ("Петровне", "m:Петро"),
        ("Ілліча", "m:Ілля"), ("Ильиничны", "m:Ілля"), ("Hryhorovycha", "m:Григорій"), ("Petrivny", "m:Петро"),
    ],
)  # fmt: skip
def test_oblique_cases_lead_to_the_same_father(oblique: str, father: str) -> None:
    assert fathers(oblique) == {father}
    assert looks_like_patronymic(oblique.lower())


def test_fathers_that_must_stay_apart() -> None:
    for one, other in [
        ("Михайлович", "Миколайович"), ("Олексійович", "Олександрович"), ("Арсенович", "Арсенійович"),
        ("Артемович", "Артемійович"), ("Єгорович", "Ігорович"), ("Юрійович", "Георгійович"),
        ("Станіславович", "Святославович"), ("Романович", "Романівна"),
    ]:  # fmt: skip
        assert not set(lookup_patronymic(one.lower())) & set(lookup_patronymic(other.lower()))


@pytest.mark.parametrize(
    ("uk", "ru"),
    [
        ("Торнікович", "Торникович"), ("Балажівна", "Балажевна"), ("Ухтомійович", "Ухтомиевич"),
        ("Бжезіславівна", "Бжезиславовна"), ("Ґрімальдійович", "Гримальдиевич"),
    ],
)  # fmt: skip
def test_a_father_that_no_table_knows_is_one_in_both_languages(uk: str, ru: str) -> None:
    assert fathers(uk) == fathers(ru)
    assert all(group.startswith("m?:") for group in fathers(uk))


def test_the_words_for_son_and_daughter_are_understood() -> None:
    for word in ("ахмед огли", "ахмед-оглы", "ахмедоглу", "ahmed oğlu"):
        assert fathers(word) == {"m:Ахмед"}, word
        assert sexes(word) == {"m"}, word
    assert sexes("ахмед кызы") == {"f"}


def test_surnames_and_given_names_do_not_look_like_patronymics() -> None:
    for word in (
        "шевченко", "ковальчук", "станкевич", "мацкевич", "мороз", "бойко", "галич", "зіневич", "славна", "ольга",
        "іванна", "petrenko", "kovalchuk", "stankevych", "anna", "halych", "", "я",
    ):  # fmt: skip
        assert not looks_like_patronymic(word), word


@given_example(st.text(max_size=12))
def test_any_word_is_looked_up_without_error(word: str) -> None:
    assert isinstance(lookup_patronymic(word.lower()), tuple)


@pytest.mark.parametrize(
    ("father", "sex", "language", "expected"),
    [
        ("m:Микола", "m", "uk", "Миколайович"), ("m:Микола", "f", "ru", "Николаевна"),
        ("m:Григорій", "f", "uk", "Григорівна"), ("m:Юрій", "f", "uk", "Юріївна"), ("m:Ілля", "f", "ru", "Ильинична"),
        ("m:Андрій", "m", "be", "Андрэевіч"), ("m:Сергій", "m", "ru", "Сергеевич"), ("m:Олег", "f", "uk", "Олегівна"),
        ("m:Анатолій", "m", "ru", "Анатольевич"), ("m:Лев", "m", "ru", "Львович"), ("m:Тиміш", "m", "uk", None),
        ("f:Анна", "m", "uk", None),
    ],
)  # fmt: skip
def test_the_usual_patronymic_of_a_father(father: str, sex: str, language: str, expected: str | None) -> None:
    assert patronymic_of(father, sex, language) == expected


@pytest.mark.parametrize("scheme", schemes(), ids=lambda scheme: scheme.id)
def test_common_patronymics_survive_every_romanisation(scheme: object) -> None:
    language, scheme_id = scheme.language, scheme.id  # type: ignore[attr-defined]
    common = [group.id for group in name_groups().values() if group.sex == "m" and group.be][:100]
    lost = []
    for father in common:
        for sex in ("m", "f"):
            patronymic = patronymic_of(father, sex, language)
            if patronymic and father not in fathers(romanise(patronymic, scheme_id)):
                lost.append(patronymic)
    assert len(lost) <= 0.02 * 2 * len(common), lost
