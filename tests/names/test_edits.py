from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.names.edits import GENERIC, SWAP, alphabet_of, edit_cost, edit_costs, split_letters

CYRILLIC_WORDS = st.text("абвгдежзийклмнопрстуфхцчшщьюяіїєґыэ", min_size=1, max_size=10)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("сидоренко", "сідоренко"),
        ("зайцев", "зайцєв"),
        ("рибак", "рыбак"),
        ("сергєєв", "сергеев"),
        ("голубенко", "ґолубенко"),
        ("вишневський", "вишневский"),
        ("корольов", "королев"),
        ("іванович", "иванович"),
        ("іванівна", "ивановна"),
        ("сергійович", "сергеевич"),
        ("геннадійович", "геннадиевич"),
        ("дем'яненко", "демьяненко"),
    ],
)
def test_what_two_languages_write_differently_costs_less_than_a_slip_of_the_pen(one: str, other: str) -> None:
    assert edit_cost(one, other) < GENERIC


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("шевченко", "шевчук"),
        ("бондар", "бондаренко"),
        ("петренко", "петрук"),
        ("іванов", "іваненко"),
        ("петрович", "павлович"),
        ("олексійович", "олександрович"),
        ("михайло", "микола"),
    ],
)
def test_different_names_cost_more_than_two_slips(one: str, other: str) -> None:
    assert edit_cost(one, other) > 2 * GENERIC


@pytest.mark.parametrize(
    ("latin", "cyrillic"),
    [
        ("shcherbak", "щербак"),
        ("szczerbak", "щербак"),
        ("khomenko", "хоменко"),
        ("homenko", "хоменко"),
        ("chomenko", "хоменко"),
        ("hryhorenko", "григоренко"),
        ("grigorenko", "григоренко"),
        ("shevchenko", "шевченко"),
    ],
)
def test_a_latin_spelling_stays_near_its_cyrillic_name_without_any_scheme(latin: str, cyrillic: str) -> None:
    assert edit_cost(latin, cyrillic) < 2 * GENERIC
    assert edit_cost(latin, cyrillic) < edit_cost(latin, "шевчук")


def test_a_lost_letter_costs_one_slip_and_exchanged_neighbours_a_little_less() -> None:
    assert edit_cost("бондаренко", "бондарнко") <= GENERIC
    assert edit_cost("бондаренко", "бондарекно") == SWAP
    assert edit_cost("бондаренко", "бондаренко") == 0


def test_the_direction_is_known_where_the_languages_are() -> None:
    assert edit_cost("сидоренко", "сидоренко", ("uk", "uk")) == 0
    # a Ukrainian и is a Russian и or ы, a Ukrainian і is no Russian ы
    assert edit_cost("рибак", "рыбак", ("uk", "ru")) < edit_cost("рібак", "рыбак", ("uk", "ru"))


def test_a_soft_consonant_and_an_english_letter_group_are_one_symbol() -> None:
    assert split_letters("київський", "cyrillic") == ("к", "и", "ї", "в", "сь", "к", "и", "й")
    assert split_letters("khrushchev", "latin") == ("kh", "r", "u", "shch", "e", "v")
    assert split_letters("μπουραs", "greek")[:2] == ("μπ", "ου")


def test_costs_between_two_scripts_that_nobody_learned_are_infinite_not_wrong() -> None:
    assert alphabet_of("გიორგი") == "georgian"
    assert edit_cost("გიორგი", "ארי") == math.inf
    with pytest.raises(ValueError, match="georgian and hebrew"):
        edit_costs("georgian", "hebrew")


@given(CYRILLIC_WORDS, CYRILLIC_WORDS)
def test_the_cost_is_the_same_in_both_directions_and_nothing_for_a_name_itself(one: str, other: str) -> None:
    assert edit_cost(one, other) == edit_cost(other, one)
    assert edit_cost(one, one) == 0
    assert 0 <= edit_cost(one, other) <= GENERIC * (len(one) + len(other))


@given(CYRILLIC_WORDS, CYRILLIC_WORDS)
def test_the_direction_of_the_table_does_not_matter(one: str, other: str) -> None:
    assert edit_cost(one, other, ("uk", "ru")) == edit_cost(other, one, ("ru", "uk"))
