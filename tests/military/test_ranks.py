"""Ranks and titles as lists write them, and what must stay part of a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.military import parse_rank, strip_rank

RANKS = [
    "солдат",
    "старший солдат",
    "молодший сержант",
    "сержант",
    "майстер-сержант",
    "лейтенант",
    "матрос",
    "майор",
]


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("солдат", "soldier"), ("рядовой", "soldier"), ("ряд.", "soldier"), ("Pvt", "soldier"),
        ("ст. солдат", "senior-soldier"), ("СТАРШИЙ СОЛДАТ", "senior-soldier"), ("ефрейтор",
        "senior-soldier"),
        ("мол. с-т", "junior-sergeant"), ("мл. сержант", "junior-sergeant"), ("Jr. Sgt", "junior-sergeant"),
        ("с-нт", "sergeant"), ("Sgt.", "sergeant"), ("ст.сержант", "senior-sergeant"),
        ("головний майстер-сержант", "chief-master-sergeant"), ("штаб-сержант", "staff-sergeant"),
        ("старшина", "starshyna"), ("старшина 1 статті", "petty-officer-1"), ("прапорщик", "praporshchyk"),
        ("л-т", "lieutenant"), ("ст. л-т", "senior-lieutenant"), ("Lt. Col.", "lieutenant-colonel"),
        ("капітан", "captain"), ("капітан 3 рангу", "captain-3"), ("капитан-лейтенант", "captain-lieutenant"),
        ("майор медичної служби", "major"), ("гв. сержант", "sergeant"), ("солдат резерву", "soldier"),
    ],
)  # fmt: skip
def test_a_rank_is_read_in_every_language_and_abbreviation(text: str, code: str) -> None:
    rank = parse_rank(text)
    assert rank is not None
    assert rank.code == code


@pytest.mark.parametrize(
    ("text", "nominative"),
    [("старшого солдата", "старший солдат"), ("рядового", "рядовий"), ("молодшого сержанта",
    "молодший сержант"),
     ("старшего лейтенанта", "старший лейтенант"), ("капітану 2 рангу", "капітан 2 рангу")],
)  # fmt: skip
def test_a_rank_in_an_oblique_case_is_the_same_rank(text: str, nominative: str) -> None:
    assert parse_rank(text) == parse_rank(nominative)


@pytest.mark.parametrize("text", ["", "цивільний", "Шевченко", "123", "..."])
def test_what_is_no_rank_is_none(text: str) -> None:
    assert parse_rank(text) is None


def test_a_naval_rank_has_the_place_of_its_army_equivalent() -> None:
    orders = [rank.order for rank in map(parse_rank, ("матрос", "солдат", "старший солдат", "сержант")) if rank]
    assert orders == sorted(orders)
    assert orders[0] == orders[1] < orders[2] < orders[3]


@pytest.mark.parametrize(
    ("full_name", "rank", "name"),
    [
        ("солдат Шевченко Т.Г.", "солдат", "Шевченко Т.Г."),
        ("ст. л-т Панченко Юрій Олегович", "ст. л-т", "Панченко Юрій Олегович"),
        ("Sgt. Ivan Petrenko", "Sgt.", "Ivan Petrenko"),
        ("Вакуленко Артем Ігорович, старший солдат", "старший солдат", "Вакуленко Артем Ігорович"),
        ("Шевченко Т.Г. (солдат)", "солдат", "Шевченко Т.Г."),
        ("майор медичної служби Яців Ірина Петрівна", "майор медичної служби", "Яців Ірина Петрівна"),
        ("солдата Ткачука Миколи", "солдата", "Ткачука Миколи"),
        ("Петренко Іван Іванович солдат", "солдат", "Петренко Іван Іванович"),
        ("солдат Бондаренко", "солдат", "Бондаренко"),
        ("пан Шевченко Тарас", None, "Шевченко Тарас"),
        ("гр-н Петренко Олег Вікторович", None, "Петренко Олег Вікторович"),
        ("Mr. Oleh Petrenko", None, "Oleh Petrenko"),
    ],
)
def test_ranks_and_titles_come_off_a_name(full_name: str, rank: str | None, name: str) -> None:
    assert strip_rank(full_name) == (rank, name)


@pytest.mark.parametrize(
    "full_name",
    [
        "Солдатенко Іван Петрович",
        "Капітан Іван Петрович",
        "Майор Семен Ігорович",
        "Майор С. І.",
        "Іван Петрович Майор",
        "Солдат Іван",
        "Пан Іван Петрович",
        "капітан",
        "Г. Петренко",
        "Шевченко (Кобзар) Тарас",
        "Майоренко Пан'ко Солдатович",
        "",
    ],
)
def test_a_surname_that_sounds_like_a_rank_stays(full_name: str) -> None:
    assert strip_rank(full_name) == (None, full_name)


@given(
    st.text(max_size=40)
    | st.lists(st.sampled_from([*RANKS, "пан", "Іван", "Майор", "Т.", "(", ")", ","])).map(" ".join)
)
def test_no_name_is_lost_and_no_text_raises(text: str) -> None:
    _rank, rest = strip_rank(text)
    assert any(letter.isalpha() for letter in rest) == any(letter.isalpha() for letter in text)
    parse_rank(text)
