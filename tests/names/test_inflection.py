"""Oblique names back to the nominative, and women's surnames to men's."""

from __future__ import annotations

import pytest
from hypothesis import given as given_example
from hypothesis import strategies as st

from matcher.names.given import name_groups
from matcher.names.inflection import masculine_forms, nominatives


def first(written: str) -> tuple[str, str, str, str]:
    surname, given, patronymic = (*written.lower().split(), "", "")[:3]
    found = nominatives(surname, given, patronymic)[0]
    return found.surname, found.given, found.patronymic, found.case


@pytest.mark.parametrize(
    ("written", "nominative", "case"),
    [
        ("Шевченка Тараса Григоровича", "шевченко тарас григорович", "genitive"),
        ("Шевченку Тарасові Григоровичу", "шевченко тарас григорович", "dative"),
        ("Шевченком Тарасом Григоровичем", "шевченко тарас григорович", "instrumental"),
        ("Ивановой Марии Петровны", "иванова мария петровна", "genitive"),
        ("Ковальської Ольги Іванівни", "ковальська ольга іванівна", "genitive"),
        ("Ковальській Ользі Іванівні", "ковальська ольга іванівна", "dative"),
        ("Ковальську Ольгу Іванівну", "ковальська ольга іванівна", "accusative"),
        ("Бондаря Ігоря Юрійовича", "бондар ігор юрійович", "genitive"),
        ("Кравця Андрія Івановича", "кравець андрій іванович", "genitive"),
        ("Сороки Миколи Петровича", "сорока микола петрович", "genitive"),
        ("Гончара Олега Павловича", "гончар олег павлович", "genitive"),
        ("Коваленко Олени Михайлівни", "коваленко олена михайлівна", "genitive"),
        ("Мельник Ольги Степанівни", "мельник ольга степанівна", "genitive"),
        ("Ткачука Микити Ілліча", "ткачук микита ілліч", "genitive"),
        ("Заєць Любові Іванівни", "заєць любов іванівна", "genitive"),
        ("Зайця Іллі Яковича", "заєць ілля якович", "genitive"),
        ("Бойка Льва Петровича", "бойко лев петрович", "genitive"),
        ("Чорного Юрія Васильовича", "чорний юрій васильович", "genitive"),
        ("Кузнецова Дмитрия Алексеевича", "кузнецов дмитрий алексеевич", "genitive"),
        ("Ивановым Сергеем Викторовичем", "иванов сергей викторович", "instrumental"),
        ("Гая Гната", "гай гнат", "genitive"),
        ("Мороз Катерини", "мороз катерина", "genitive"),
        ("Шевченка Ярослава", "шевченко ярослав", "genitive"),
    ],
)
def test_a_name_in_an_oblique_case_is_brought_back(written: str, nominative: str, case: str) -> None:
    assert first(written) == (*[*nominative.split(), ""][:3], case)


@pytest.mark.parametrize(
    "surname", ["шевченко", "мельник", "іванов", "сорока", "коваль", "ковальський", "чорна", "щука"]
)
def test_a_name_in_the_nominative_stays(surname: str) -> None:
    for group in name_groups().values():
        son = group.sex == "m"
        patronymics = ("миколайович", "николаевич", "ілліч") if son else ("миколаївна", "николаевна", "іллівна")
        for form in (*group.uk, *group.ru, *group.be, *group.short):
            for patronymic in ("", *patronymics):
                assert nominatives(surname, form.lower(), patronymic) == (), (surname, form, patronymic)


def test_a_name_that_shows_no_case_stays() -> None:
    assert nominatives("нечая", "", "") == ()
    assert nominatives("", "", "") == ()
    assert nominatives("олійника", "ярослава", "") == ()  # a woman's name as well


def test_an_initial_is_kept_beside_an_inflected_patronymic() -> None:
    assert first("Ковальської О Іванівни") == ("ковальська", "о", "іванівна", "genitive")


# A small declension of its own, so that the table of endings is not tested against itself:
# nominative, genitive, dative, instrumental
_SURNAMES = {
    "m": """шевченко шевченка шевченку шевченком; мельник мельника мельнику мельником; іванов іванова іванову івановим;
            ковальський ковальського ковальському ковальським; бондар бондаря бондарю бондарем;
            кравець кравця кравцю кравцем; сорока сороки сороці сорокою; коваль коваля ковалю ковалем;
            ткачук ткачука ткачуку ткачуком; чорний чорного чорному чорним; бойко бойка бойку бойком;
            мороз мороза морозу морозом; палій палія палію палієм; волошин волошина волошину волошином""",
    "f": """шевченко шевченко шевченко шевченко; мельник мельник мельник мельник; іванова іванової івановій івановою;
            ковальська ковальської ковальській ковальською; сорока сороки сороці сорокою; чорна чорної чорній чорною""",
}
_GIVEN = {
    "m": """тарас тараса тарасу тарасом; андрій андрія андрію андрієм; ігор ігоря ігорю ігорем;
            микола миколи миколі миколою; дмитро дмитра дмитру дмитром; василь василя василю василем;
            ілля іллі іллі іллею; федір федора федору федором""",
    "f": """олена олени олені оленою; марія марії марії марією; ольга ольги ользі ольгою; любов любові любові любов'ю;
            надія надії надії надією""",
}
_PATRONYMICS = {
    "m": "іванович івановича івановичу івановичем; ілліч ілліча іллічу іллічем; "
    "юрійович юрійовича юрійовичу юрійовичем",
    "f": "іванівна іванівни іванівні іванівною; юріївна юріївни юріївні юріївною",
}


def _declined(text: str) -> list[list[str]]:
    return [word.split() for word in text.split(";")]


def test_declined_names_come_back() -> None:
    total = back = 0
    for sex in ("m", "f"):
        for surname in _declined(_SURNAMES[sex]):
            for given in _declined(_GIVEN[sex]):
                for patronymic in _declined(_PATRONYMICS[sex]):
                    for case in (1, 2, 3):
                        found = nominatives(surname[case], given[case], patronymic[case])
                        total += 1
                        back += (surname[0], given[0], patronymic[0]) in {
                            (name.surname, name.given, name.patronymic) for name in found
                        }
    assert total >= 900
    assert back >= 0.97 * total


@given_example(st.text(max_size=10), st.text(max_size=10), st.text(max_size=10))
def test_any_words_are_taken_without_error(surname: str, given: str, patronymic: str) -> None:
    assert len(nominatives(surname.lower(), given.lower(), patronymic.lower())) <= 4


@pytest.mark.parametrize(
    ("surname", "expected"),
    [
        ("забродіна", ("забродін",)), ("ковальська", ("ковальський",)), ("кузнецова", ("кузнецов",)),
        ("соловйова", ("соловйов",)), ("горецька", ("горецький",)), ("шевченко", ("шевченко",)),
        ("мельник", ("мельник",)),
        ("калина", ("калина",)), ("діброва", ("діброва",)), ("сова", ("сова",)), ("коваль", ("коваль",)),
    ],
)  # fmt: skip
def test_a_womans_surname_has_the_mens_form(surname: str, expected: tuple[str, ...]) -> None:
    assert masculine_forms(surname) == expected


def test_a_surname_that_may_be_noun_or_adjective_has_both() -> None:
    assert masculine_forms("чорна") == ("чорна", "чорний")
    assert "ковальский" in masculine_forms("ковальская")
    assert "толстой" in masculine_forms("толстая")
