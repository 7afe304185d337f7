"""Names are repaired with what is known of names, and never into another name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.names.given import name_groups
from matcher.names.repair import clean_columns, clean_given, clean_name, clean_surname
from matcher.names.script import clean


def test_another_keyboard_layout_is_repaired_and_said_so() -> None:
    cleaned = clean_name("Itdxtyrj Nfhfc")
    assert cleaned.text == "Шевченко Тарас"
    assert cleaned.changes == ("Typed with another keyboard layout",)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Marchenko Rornan", "Marchenko Roman"),
        ("HLUSHKO CLMYTRO", "HLUSHKO DMYTRO"),
        ("Клименко Юпія", "Клименко Юлія"),
        ("Шевчук Мнкола", "Шевчук Микола"),
        ("Кондрацький Юліаи", "Кондрацький Юліан"),
        ("Сич Ростиспав", "Сич Ростислав"),
    ],
)
def test_letters_that_a_scanner_misread_in_a_given_name_are_repaired(written: str, meant: str) -> None:
    cleaned = clean_name(written)
    assert cleaned.text == meant
    assert cleaned.changes[-1].startswith("Letters misread in")


@pytest.mark.parametrize(
    "name", ["Марченко Арнольд", "Bernard Cornell", "Власенко Вадим", "Карпо Ломака", "Пилипчук Нінель", "Ян Лис"]
)
def test_a_name_is_not_altered_into_another(name: str) -> None:
    assert clean_name(name).text == name


def test_no_given_name_is_altered() -> None:
    for group in name_groups().values():
        for form in (*group.uk, *group.ru, *group.be, *group.other, *group.short):
            assert clean_name(form).text == clean(form).text


@given(st.text(max_size=25))
def test_a_name_never_becomes_empty(raw: str) -> None:
    assert clean_name(raw).text or not raw.strip()


@pytest.mark.parametrize("surname", ["Голий", "Борта", "Габор", "Гала", "Бока", "Босик"])
def test_a_surname_is_never_read_anew_as_a_given_name(surname: str) -> None:
    assert clean_surname(surname).text == surname
    assert clean_name(f"{surname} Іван Петрович").text == f"{surname} Іван Петрович"


@pytest.mark.parametrize("name", ["Мамчур Рональд Васильевич", "Флора Викторовна Демехин", "Фекля Сергеевна Фодор"])
def test_a_rare_name_is_not_taken_for_another_nor_a_surname_beside_a_patronymic(name: str) -> None:
    assert clean_name(name).text == name


def test_letters_are_read_anew_only_where_the_name_lacks_that_part() -> None:
    assert clean_name("Мнкола Іван").text == "Мнкола Іван"
    assert clean_given("Мнкола").text == "Микола"
    assert clean_name("Мнкола").text == "Мнкола"


def test_the_columns_of_a_name_were_typed_on_one_keyboard() -> None:
    assert clean_surname("Rhfcm").text == "Rhfcm"
    surname, given_name, patronymic = clean_columns("Rhfcm", "Nfhfc", "")
    assert (surname.text, given_name.text, patronymic.text) == ("Крась", "Тарас", "")
    assert surname.changes == given_name.changes == ("Typed with another keyboard layout",)
    assert patronymic.changes == ()


@given(st.text(max_size=12), st.text(max_size=12), st.text(max_size=12))
def test_no_column_becomes_empty(surname: str, given_name: str, patronymic: str) -> None:
    cells = (surname, given_name, patronymic)
    for cell, cleaned in zip(cells, clean_columns(*cells), strict=True):
        assert cleaned.text or not cell.strip()
