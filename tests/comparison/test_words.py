"""Levels of agreement between words of names, as an expert would grade them."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.comparison.levels import NameLevel
from matcher.comparison.traits import word_traits
from matcher.comparison.words import _graded_words, compare_words
from matcher.vocabulary import WordVocabulary


def level(part: str, left: str, right: str) -> NameLevel:
    vocabulary = WordVocabulary(part)
    a, b = np.array([vocabulary.code(left)]), np.array([vocabulary.code(right)])
    share = np.full(len(vocabulary.arrays.keys.values) + 99, 0.001)
    established = np.array([forms.established for forms in vocabulary.forms])
    there = compare_words(vocabulary, a, b, share, established).level[0]
    back = compare_words(vocabulary, b, a, share, established).level[0]
    assert there == back
    return NameLevel(int(there))


@pytest.mark.parametrize(
    ("part", "left", "right"),
    [
        ("surname", "шевченко", "schewtschenko"),
        ("surname", "shevchenko", "szewczenko"),
        ("surname", "ковальський", "ковальская"),
        ("surname", "забродіна", "zabrodin"),
        ("surname", "чорний", "черный"),
        ("given", "volodymyr", "vladimir"),
        ("given", "serhii", "sergey"),
        ("given", "микола", "nikolai"),
        ("given", "hryhorii", "grigory"),
        ("given", "ганна", "анна"),
        ("patronymic", "володимирович", "vladimirovich"),
        ("patronymic", "миколаївна", "николаевна"),
        ("patronymic", "serhiiovych", "sergeevich"),
    ],
)
def test_one_name_across_languages_and_spellings(part: str, left: str, right: str) -> None:
    assert level(part, left, right) is NameLevel.SAME


@pytest.mark.parametrize(
    ("part", "left", "right"),
    [
        ("surname", "шевченко", "шевчук"),
        ("surname", "бондар", "bondarenko"),
        ("given", "олександр", "олександра"),
        ("given", "yevhen", "евгения"),
        ("given", "михайло", "mykola"),
        ("given", "олексій", "aleksandr"),
        ("patronymic", "іванович", "петрович"),
    ],
)
def test_names_that_must_stay_apart(part: str, left: str, right: str) -> None:
    assert level(part, left, right) in {NameLevel.DIFFERENT, NameLevel.LOOK_ALIKE}


def test_long_names_with_little_in_common_are_not_alike_for_their_length() -> None:
    left, right = "абвгдежзиклмнопрстуфхцчшщ", "абвгдежзиклмноаааааааааа"
    assert level("surname", left, right) is NameLevel.DIFFERENT


def test_short_forms_and_halves_agree_in_part() -> None:
    assert level("given", "сашко", "олександр") is NameLevel.PART
    assert level("given", "вова", "volodymyr") is NameLevel.PART
    assert level("surname", "нечуй-левицький", "левицький") is NameLevel.PART


def test_initials_fit_in_every_language_of_the_name() -> None:
    assert level("given", "а", "ганна") is NameLevel.INITIAL
    assert level("given", "m", "николай") is NameLevel.INITIAL
    assert level("given", "п", "тарас") is NameLevel.INITIAL_DIFFERENT


def test_a_slip_of_writing_is_close() -> None:
    assert level("surname", "шевчинко", "шевченко") is NameLevel.CLOSE
    assert level("given", "тарс", "тарас") is NameLevel.CLOSE


def test_missing_words_are_not_compared() -> None:
    vocabulary = WordVocabulary("surname")
    a, b = np.array([vocabulary.code("бойко"), -1]), np.array([-1, -1])
    agreement = compare_words(vocabulary, a, b, np.ones(9), np.ones(1, dtype=np.bool_))
    assert agreement.level.tolist() == [NameLevel.MISSING, NameLevel.MISSING]


def test_names_that_cannot_be_read_are_not_equal_to_each_other() -> None:
    assert level("surname", "王小明", "李") is not NameLevel.SAME
    assert level("surname", "王小明", "王小明") is NameLevel.SAME


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("григорук", "hryhorenko"),
        ("чорненко", "чорнобай"),
        ("ковальчук", "ковальський"),
        ("гуцул", "гуцуляк"),
        ("капанадзе", "kapanashvili"),
        ("гольдберг", "гольдштейн"),
    ],
)
def test_another_suffix_makes_another_surname(left: str, right: str) -> None:
    assert level("surname", left, right) in {NameLevel.DIFFERENT, NameLevel.LOOK_ALIKE}


@pytest.mark.parametrize(
    ("part", "native", "other"),
    [
        ("surname", "ჯაფარიძე", "джапаридзе"),
        ("surname", "ჯაფარიძე", "japaridze"),
        ("surname", "Պետրոսյան", "петросян"),
        ("surname", "Παπαδόπουλος", "papadopoulos"),
        ("surname", "الحسيني", "alhusseini"),
        ("surname", "فرهادی", "farhadi"),
        ("surname", "רבינוביץ", "рабинович"),
        ("given", "გიორგი", "георгий"),
        ("given", "Νικόλαος", "микола"),
        ("given", "محمد", "магомед"),
    ],
)
def test_a_name_in_another_script_is_found_in_latin_and_cyrillic(part: str, native: str, other: str) -> None:
    assert level(part, native.lower(), other) in {NameLevel.SAME, NameLevel.CLOSE, NameLevel.SIMILAR}


@pytest.mark.parametrize(
    ("part", "native", "other"),
    [
        ("surname", "ჯაფარიძე", "кавтарадзе"),
        ("surname", "Պետրոսյան", "саркисян"),
        ("given", "حسن", "хуссейн"),
        ("given", "მარიამ", "мария-магдалина"),
        ("surname", "לוי", "коган"),
    ],
)
def test_other_names_in_another_script_stay_apart(part: str, native: str, other: str) -> None:
    assert level(part, native.lower(), other) in {NameLevel.DIFFERENT, NameLevel.LOOK_ALIKE, NameLevel.PART}


SOME_WORDS = """
    шевченко шевчук shevchenko schewtschenko бондар бондаренко бондарнко ковальчук koval ковальський т мамин-сибіряк
    ჯაფარიძე japaridze джапарідзе محمد магомед 王小明 o'neill lebedeva лебедев
"""
WORDS = st.lists(st.sampled_from(SOME_WORDS.split()), min_size=2, max_size=12)


@given(WORDS)
@settings(deadline=None)
def test_what_the_bit_sets_rule_out_would_have_been_different(words: list[str]) -> None:
    vocabulary = WordVocabulary("surname")
    codes = np.array([vocabulary.code(word) for word in words])
    left, right = np.repeat(codes, len(codes)), np.tile(codes, len(codes))
    vocabulary.arrays  # noqa: B018 -- keys get their codes when the arrays are built
    share = np.full(len(vocabulary.keys.texts), 1e-4)
    established = np.array([forms.established for forms in vocabulary.forms])
    quick = compare_words(vocabulary, left, right, share, established)
    low, high = np.minimum(left, right), np.maximum(left, right)
    traits = word_traits(vocabulary)
    grade, key = _graded_words(vocabulary, traits, low, high, share, established)
    assert quick.level.tolist() == grade.tolist()
    assert quick.key.tolist() == key.tolist()
