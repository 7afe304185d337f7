"""Skeletons bring the spellings of three languages together and keep names apart."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.names.sounds import skeleton, skeletons


@pytest.mark.parametrize(
    "spellings",
    [
        ("шевченко",),
        ("корольов", "королёв", "королев"),
        ("чорний", "чёрный", "черный"),
        ("морський", "морской", "морский"),
        ("ковальський", "ковальский"),
        ("лук'яненко", "лукьяненко"),
        ("йолкін", "ёлкин", "елкин"),
        ("зайцев", "зайцєв"),
        ("дмитрієв", "дмитриев"),
    ],
)
def test_one_name_in_several_languages_has_one_skeleton(spellings: tuple[str, ...]) -> None:
    assert len({skeleton(word) for word in spellings}) == 1


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("шевченко", "шевчук"),
        ("бондар", "бондаренко"),
        ("олександр", "олександра"),
        ("гриценко", "кириченко"),
    ],
)
def test_different_names_keep_different_skeletons(one: str, other: str) -> None:
    assert skeleton(one) != skeleton(other)


@given(st.text(min_size=1, max_size=20))
def test_no_name_becomes_an_empty_string(word: str) -> None:
    assert skeleton(word)


@given(st.lists(st.text(alphabet="абвгдежзийклмнопрстуфхцчшщъыьэюяіїєґё'-", min_size=1, max_size=9), max_size=6))
def test_many_words_sound_as_each_of_them(words: list[str]) -> None:
    assert skeletons(words) == {word: skeleton(word) for word in words}
