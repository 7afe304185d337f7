"""Names in one column or three, in any order, with everything that people write around them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.names.parsing import parse_columns, parse_full_name


def first(text: str) -> tuple[str, str, str]:
    reading = parse_full_name(text).readings[0]
    return reading.surname, reading.given, reading.patronymic


@pytest.mark.parametrize(
    "text",
    [
        "Шевченко Тарас Григорович",
        "ШЕВЧЕНКО ТАРАС ГРИГОРОВИЧ",
        "Тарас Григорович Шевченко",
        "Шевченко, Тарас Григорович",
        "  Шевченко   Тарас\u00a0Григорович ",
        "солдат Шевченко Тарас Григорович",
        "Шевченко Тарас Григорович «Кобзар»",
        "Шевченко Тарас Григорович, позивний Кобзар",
    ],
)
def test_order_case_rank_and_call_sign_do_not_matter(text: str) -> None:
    assert first(text) == ("шевченко", "тарас", "григорович")


@pytest.mark.parametrize(
    "text", ["Шевченко Т. Г.", "Шевченко Т.Г.", "Т.Г. Шевченко", "Шевченко Т Г", "Т. Г.Шевченко", "Шевченко ТГ"]
)
def test_initials_in_every_habit(text: str) -> None:
    assert first(text) == ("шевченко", "т", "г")


def test_romanised_initials_may_have_two_letters() -> None:
    assert first("NJu Korsak") == ("korsak", "n", "ju")
    assert first("Korsak Yu. M.") == ("korsak", "yu", "m")


def test_the_call_sign_is_kept_apart() -> None:
    assert parse_full_name("Бойко Іван «Кіт»").call_sign == "Кіт"
    assert parse_full_name('Бойко Іван, позивний "Кіт"').call_sign == "Кіт"


def test_a_name_in_brackets_may_be_an_earlier_surname() -> None:
    assert parse_full_name("Мельник (Бойко) Ганна Петрівна").former_surnames == ("бойко",)
    assert parse_full_name("Мельник Ганна Петрівна (дів. Бойко)").former_surnames == ("бойко",)


def test_an_order_that_nothing_decides_keeps_both_readings() -> None:
    orders = {(reading.surname, reading.given) for reading in parse_full_name("Олег Іван").readings}
    assert orders == {("олег", "іван"), ("іван", "олег")}


def test_a_double_surname_written_with_a_space_stays_one_surname() -> None:
    assert first("Нечуй Левицький Іван Семенович") == ("нечуй-левицький", "іван", "семенович")


def test_a_surname_in_ovych_is_not_taken_for_a_patronymic() -> None:
    assert first("Юхнович Іван Петрович") == ("юхнович", "іван", "петрович")


def test_one_word_may_be_any_part() -> None:
    parts = parse_full_name("Тарас").readings
    assert any(reading.given == "тарас" for reading in parts)
    assert any(reading.surname == "тарас" for reading in parts)


def test_columns_repair_a_patronymic_in_the_given_name_cell() -> None:
    reading = parse_columns("Шевченко", "Тарас Григорович", "").readings[0]
    assert (reading.given, reading.patronymic) == ("тарас", "григорович")


def test_exchanged_columns_are_read_in_both_orders() -> None:
    orders = {(reading.surname, reading.given) for reading in parse_columns("Тарас", "Шевченко", "").readings}
    assert ("шевченко", "тарас") in orders


@given(st.text(max_size=40))
def test_any_text_can_be_read_and_no_name_vanishes(text: str) -> None:
    parsed = parse_full_name(text)
    if any(character.isalpha() for character in text):
        assert parsed.readings or parsed.call_sign or parsed.former_surnames or parsed.rank
    for reading in parsed.readings:
        assert reading.surname or reading.given or reading.patronymic
