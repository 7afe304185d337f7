"""Places as lists write them: renamed towns, three languages, addresses in any order."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.places import parse_place, place_key

SAMPLES = [
    "м. Бахмут, Донецька обл.", "Артемовск", "Донецька область", "Kharkiv", "Харьков",
    "с. Іванівка", "Ивановка",
    "с. Іванівка, Одеська обл.", "Україна", "", "Київ", "Київська обл.", "Белгород", "Росія", "Авдіївка",
]  # fmt: skip


@pytest.mark.parametrize(
    "spellings",
    [
        ["м. Бахмут, Донецька обл.", "Артемівськ", "г. Артемовск Донецкой области", "Bakhmut", "у Бахмуті",
         "Donetsk oblast, Artemivsk", "Донецкая обл., г. Бахмут", "район Бахмута", "БАХМУТ",
         "city of Bakhmut"],
        ["Дніпро", "Дніпропетровськ", "Днепр", "Днепропетровск", "Dnipro", "м. Дніпро, вул. Шевченка, 5"],
        ["Кропивницький", "Кіровоград", "Кировоград", "Kropyvnytskyi",
        "Кіровоградська обл., м. Кропивницький"],
        ["Сіверськодонецьк", "Сєвєродонецьк", "Северодонецк"],
        ["Торецьк", "Дзержинск", "Toretsk"],
        ["Самар", "Новомосковськ", "Новомосковск"],
        ["Шептицький", "Червоноград"],
        ["Звягель", "Новоград-Волинський", "Новоград Волынский"],
        ["Харків", "Харьков", "Kharkiv", "Kharkov", "м.Харків"],
        ["Київ", "Киев", "Kyiv", "Kiev", "м. Київ, Київська обл."],
        ["Львів", "Львов", "Lviv", "Lwów"],
        ["Авдіївка", "Авдеевка", "під Авдіївкою", "Avdiivka", "в Авдіївці"],
        ["Часів Яр", "Часов Яр", "Chasiv Yar"],
        ["Запоріжжя", "Запорожье", "Zaporizhzhia"],
        ["Мар'їнка", "Марʼїнка", "Марьинка", "біля Мар’їнки"],
    ],
)  # fmt: skip
def test_one_town_is_one_place_in_every_language_and_under_every_name(spellings: list[str]) -> None:
    places = [parse_place(text) for text in spellings]
    assert len({(place.region, place.settlement) for place in places}) == 1
    assert places[0].country == "UA"


@pytest.mark.parametrize(
    ("region", "spellings"),
    [
        ("UA-14", ["Донецька область", "Донецька обл.", "Донецкая область", "Donetsk oblast",
        "Донеччина", "ДНР",
                   "Донецької області", "Donetsk region"]),
        ("UA-32", ["Київська обл.", "Киевская область", "Kyiv region", "Київщина"]),
        ("UA-12", ["Дніпропетровська обл.", "Днепропетровская область", "Dnipropetrovsk oblast"]),
        ("UA-43", ["Крим", "АР Крим", "Крым", "Crimea", "Автономна Республіка Крим"]),
        ("UA-26", ["Івано-Франківська", "ивано-франковская обл."]),
        ("UA-59", ["Сумщина", "Сумська область"]),
        ("RU-KRS", ["Курська область", "Курская обл."]),
    ],
)  # fmt: skip
def test_a_region_alone_gives_no_settlement(region: str, spellings: list[str]) -> None:
    for text in spellings:
        place = parse_place(text)
        assert (place.region, place.settlement) == (region, None), text


def test_a_village_outside_the_table_falls_together_by_its_sound() -> None:
    keys = {parse_place(text).settlement for text in ("с. Іванівка", "Ивановка", "Ivanivka", "село Ивановка")}
    assert len(keys) == 1
    assert parse_place("с. Білозерка").settlement == parse_place("Белозерка").settlement
    assert parse_place("с. Нове").settlement == parse_place("Новое").settlement


def test_a_stated_region_chooses_among_towns_of_one_name() -> None:
    assert parse_place("Первомайськ, Миколаївська обл.").settlement == place_key("первомайськ")
    assert parse_place("г. Первомайск, Луганская обл.").settlement == parse_place("Сокологірськ").settlement
    assert parse_place("Артемівськ, Луганська обл.").settlement == parse_place("Кипуче").settlement


def test_a_village_that_shares_its_name_with_a_former_town_name_is_not_that_town() -> None:
    assert parse_place("с. Артемівськ, Одеська обл.").settlement != parse_place("Бахмут").settlement


@pytest.mark.parametrize(
    ("a", "b"),
    [("Бахмут", "Бахмач"), ("Самар", "Самара"), ("Покров", "Покровськ"), ("Лиман", "Лубни"),
    ("Суми", "Сміла"),
     ("Каховка", "Нова Каховка"), ("Донецьк", "Донецька область")],
)  # fmt: skip
def test_different_towns_stay_different(a: str, b: str) -> None:
    assert parse_place(a).settlement != parse_place(b).settlement


@pytest.mark.parametrize("text", ["", "   ", "-", "невідомо", "н/д", "...", "123"])
def test_nothing_known_is_none(text: str) -> None:
    place = parse_place(text)
    assert (place.region, place.settlement, place.country) == (None, None, None)


@given(st.sampled_from(SAMPLES))
def test_letter_case_unicode_form_and_spaces_do_not_matter(text: str) -> None:
    plain = parse_place(text)
    for other in (
        text.upper(),
        text.lower(),
        unicodedata.normalize("NFD", text),
        f"  {text.replace(' ', '  ')} ",
    ):
        place = parse_place(other)
        assert (place.region, place.settlement, place.country) == (
            plain.region,
            plain.settlement,
            plain.country,
        )


@given(st.text(max_size=40))
def test_no_text_makes_the_reader_raise_or_gives_an_empty_part(text: str) -> None:
    place = parse_place(text)
    assert "" not in (place.region, place.settlement, place.country)
    assert place.raw == text
