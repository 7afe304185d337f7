from __future__ import annotations

import pytest

from matcher.names.derivation import derive, titled


@pytest.mark.parametrize(
    ("word", "part", "other", "group", "said"),
    [
        ("serhii", "given_name", "сергей", "m:Сергій", "the Ukrainian form"),
        ("sergey", "given_name", "сергій", "m:Сергій", "the Russian form"),
        ("сергій", "given_name", "sergey", "m:Сергій", "Сергій is the Ukrainian form"),
        ("siarhei", "given_name", "сергій", "m:Сергій", "the Belarusian form"),
        ("миколайович", "patronymic", "николаевич", "m:Микола", "Миколайович is the Ukrainian form"),
        ("николаевич", "patronymic", "миколайович", "m:Микола", "Николаевич is the Russian form"),
        ("мікалаевіч", "patronymic", "миколайович", "m:Микола", "Мікалаевіч is the Belarusian form"),
        ("schewtschenko", "surname", "шевченко", "", "reads Шевченко (Ukrainian in German)"),
        ("рыбак", "surname", "рибак", "", "Рыбак is the Russian form"),
        ("მაისურაძე", "surname", "майсурадзе", "", "Georgian"),
    ],
)
def test_a_spelling_is_explained_by_its_scheme_and_language(
    word: str, part: str, other: str, group: str, said: str
) -> None:
    assert said in str(derive(word, part, other, group))


def test_nothing_is_said_of_a_form_that_all_languages_share() -> None:
    assert str(derive("тарас", "given_name", "тарас", "m:Тарас")) == ""
    assert str(derive("шевченко", "surname", "шевченко")) == ""


def test_the_reading_is_the_one_that_fits_the_other_name() -> None:
    # Chomenko is Хоменко in German and Polish, Чоменко in English
    assert derive("chomenko", "surname", "хоменко").reading == "хоменко"
    assert derive("chomenko", "surname", "чоменко").reading == "чоменко"


def test_a_capital_is_given_to_each_word_but_to_no_georgian_letter() -> None:
    assert titled("мамин-сибіряк о'ніл") == "Мамин-Сибіряк О'ніл"
    assert titled("გიორგი") == "გიორგი"
