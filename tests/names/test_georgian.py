"""Georgian names: one letter one sound, two old capitals, surnames that lose their ending abroad."""

from __future__ import annotations

import pytest

from matcher.names.given import lookup_given
from matcher.names.scripts.georgian import fold, readings
from matcher.names.sounds import skeleton


def sounds(word: str) -> set[str]:
    return {skeleton(reading.text) for reading in readings(word)}


@pytest.mark.parametrize(
    ("native", "cyrillic"),
    [
        ("გელაშვილი", "гелашвили"),
        ("ჭავჭავაძე", "чавчавадзе"),
        ("ყიფიანი", "кипиани"),
        ("წერეთელი", "церетели"),
        ("ხაჩიძე", "хачидзе"),
        ("ჯაფარიძე", "джапаридзе"),
        ("ღლონტი", "глонти"),
        ("ჟორდანია", "жордания"),
        ("თოდუა", "тодуа"),
        ("გამსახურდია", "гамсахурдия"),
        ("შევჩენკო", "шевченко"),
    ],
)
def test_a_surname_is_read_letter_by_letter(native: str, cyrillic: str) -> None:
    assert skeleton(readings(native)[0].text) == skeleton(cyrillic)
    assert (readings(native)[0].scheme, readings(native)[0].language) == ("ka-letters", "ka")


@pytest.mark.parametrize(
    ("native", "cyrillic"),
    [("ანტონოვი", "антонов"), ("კოვალსკი", "ковальский"), ("სმითი", "смит"), ("ზურაბი", "зураб")],
)
def test_a_name_without_its_georgian_ending_is_among_the_readings(native: str, cyrillic: str) -> None:
    assert skeleton(cyrillic) in sounds(native)


@pytest.mark.parametrize("written", ["ᲒᲘᲝᲠᲒᲘ", "ႢႨႭႰႢႨ", "ⴂⴈⴍⴐⴂⴈ"])
def test_capitals_and_the_older_alphabets_are_the_same_letters(written: str) -> None:
    assert fold(written) == "გიორგი"


def test_letters_of_older_spelling_fold() -> None:
    assert fold("თამარჲ") == fold("თამარი")
    assert fold("ჴევი") == fold("ხევი")


@pytest.mark.parametrize(
    ("one", "other"),
    [("გელაშვილი", "გელაძე"), ("ბერიძე", "ბერიშვილი"), ("თოდუა", "თოდრია"), ("ზურაბი", "ზვიადი"), ("ლომიძე", "ლომაძე")],
)
def test_different_names_share_no_reading(one: str, other: str) -> None:
    assert not sounds(one) & sounds(other)
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("native", "group"),
    [
        ("გიორგი", "m:Георгій"),
        ("ზურაბ", "m:Зураб"),
        ("ვახტანგი", "m:Вахтанг"),
        ("ნინო", "f:Ніно"),
        ("თამარი", "f:Тамара"),
    ],
)
def test_a_given_name_is_the_name_that_lists_know(native: str, group: str) -> None:
    assert group in {match.group for match in lookup_given(native)}


def test_a_word_of_another_script_has_no_reading() -> None:
    assert readings("1") == ()
