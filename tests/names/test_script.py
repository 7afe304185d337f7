"""Cleaning a name repairs what is certain, keeps what is not, and never loses the name."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.names.script import Script, clean, fold, script_of, strip_marks

CYRILLIC_LETTERS = "абвгґдеєжзиіїйклмнопрстуфхцчшщьюяёыэъ"


@pytest.mark.parametrize(
    "name",
    [
        "Шевченко Тарас Григорович",
        "Т.Г.",
        "Шевченко Т. Г.",
        "Дем'яненко",
        "Нечуй-Левицький",
        "O'Brien",
        "POCA",
    ],
)
def test_a_clean_name_is_returned_as_it_is(name: str) -> None:
    assert clean(name).text == name
    assert clean(name).changes == ()


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Шeвчeнкo", "Шевченко"),  # Latin e, e, o
        ("Taрас", "Тарас"),
        ("Shevсhenkо", "Shevchenko"),  # Cyrillic с, о
        ("ШEBЧEHKO", "ШЕВЧЕНКО"),
        ("Iван", "Іван"),
        ("Пуwкін", "Пушкін"),
        ("Шевченко TAPAC", "Шевченко ТАРАС"),  # the neighbour decides
        ("Шевченко T. Г.", "Шевченко Т. Г."),
    ],
)
def test_lookalike_letters_follow_the_alphabet_of_their_word(written: str, meant: str) -> None:
    cleaned = clean(written)
    assert cleaned.text == meant
    assert len(cleaned.changes) >= 1


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Шевченк0", "Шевченко"),
        ("3абродін", "Забродін"),
        ("6ондар", "Бондар"),
        ("4ЕРНЕНКО", "ЧЕРНЕНКО"),
        ("Петр|в", "Петрів"),
        ("Вас1ль", "Васіль"),
        ("Iванов1ч", "Івановіч"),
    ],
)
def test_digits_inside_a_word_become_the_letters_they_resemble(written: str, meant: str) -> None:
    assert clean(written).text == meant


@pytest.mark.parametrize("written", ["Шевченко1", "1Шевченко", "А1234", "12", "Ковальчук Anna", "Anna-Марія"])
def test_numbers_beside_a_word_and_words_of_two_alphabets_stay(written: str) -> None:
    assert clean(written).text == written


@pytest.mark.parametrize("mark", list('’ʼ‘`´ʹ′"“”*'))
def test_every_kind_of_apostrophe_becomes_one(mark: str) -> None:
    assert clean(f"Дем{mark}яненко").text == "Дем'яненко"
    assert clean(f"ДЕМ{mark}ЯНЕНКО").text == "ДЕМ'ЯНЕНКО"


def test_quotation_marks_around_a_call_sign_stay() -> None:
    assert clean('Іван "Грім" Петров').text == 'Іван "Грім" Петров'
    assert clean('Іван"Грім"').text == 'Іван"Грім"'


@pytest.mark.parametrize("dash", list("‐‑‒–—−"))
def test_every_kind_of_dash_becomes_a_hyphen(dash: str) -> None:
    assert clean(f"Нечуй{dash}Левицький").text == "Нечуй-Левицький"


def test_spaces_invisible_characters_and_stress_marks_go() -> None:
    assert clean("  Шевче\u0301нко\u00a0\u00a0Тарас\u200b ").text == "Шевченко Тарас"
    assert clean("Нечуй -Левицький").text == "Нечуй-Левицький"


def test_decomposed_letters_are_composed_and_reported() -> None:
    cleaned = clean(unicodedata.normalize("NFD", "Андрій Їжак"))
    assert cleaned.text == "Андрій Їжак"
    assert cleaned.changes == ("Decomposed letters composed",)


def test_a_repair_names_the_characters_and_the_word() -> None:
    assert clean("Шeвчeнкo").changes == ("Look-alike characters (e, o) inside the Cyrillic word Шевченко repaired",)


def test_letters_that_resemble_nothing_are_left_and_reported() -> None:
    cleaned = clean("Кириллоv")
    assert script_of(cleaned.text) is Script.MIXED
    assert "Letters of two alphabets left" in cleaned.changes[-1]


@given(st.text(max_size=30))
def test_a_name_never_becomes_empty(raw: str) -> None:
    assert clean(raw).text or not raw.strip()


@given(st.text(max_size=30))
def test_cleaning_twice_changes_nothing_more(raw: str) -> None:
    once = clean(raw).text
    assert clean(once).text == once


@given(st.text(alphabet=CYRILLIC_LETTERS, min_size=1, max_size=12))
def test_unicode_form_and_case_do_not_matter_after_folding(word: str) -> None:
    assert fold(clean(unicodedata.normalize("NFD", word.upper())).text) == fold(word.upper()) == word


def test_scripts_are_told_apart() -> None:
    assert script_of("Шевченко Т. Г.") is Script.CYRILLIC
    assert script_of("Ševčenko") is Script.LATIN
    assert script_of("Шевchenko") is Script.MIXED
    assert script_of("محمد") is Script.OTHER
    assert script_of("12 - .") is Script.NONE


def test_folding_keeps_the_diacritics_that_carry_the_scheme() -> None:
    assert fold("ŁUK’JANENKO") == "łuk'janenko"
    assert fold("ДЕМ’ЯНЕНКО") == "дем'яненко"


def test_marks_can_be_stripped_from_latin_but_not_from_cyrillic() -> None:
    assert strip_marks("Wołodymyr Ševčenko Straße") == "Wolodymyr Sevcenko Strasse"
    assert strip_marks("Андрій Їжак") == "Андрій Їжак"
