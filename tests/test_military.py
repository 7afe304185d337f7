"""Rank, unit, sex and status as lists write them, and what must stay part of a name."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.military import (
    RankAgreement,
    UnitAgreement,
    compare_ranks,
    compare_units,
    parse_rank,
    parse_sex,
    parse_status,
    parse_unit,
    strip_rank,
)

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
UNITS = [
    "А1234",
    "в/ч 3057",
    "36 ОБрМП",
    "36 ОМБр",
    "36 бригада",
    "93 ОМБр",
    "полк Азов",
    "морська піхота",
    "Kraken",
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


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("солдат", "рядовой", RankAgreement.SAME),
        ("солдат", "матрос", RankAgreement.SAME),
        ("солдат", "старший солдат", RankAgreement.ADJACENT),
        ("солдат", "молодший сержант", RankAgreement.ADJACENT),
        ("солдат", "сержант", RankAgreement.DIFFERENT),
        ("головний майстер-сержант", "молодший лейтенант", RankAgreement.DIFFERENT),
        ("солдат", "", RankAgreement.MISSING),
    ],
)
def test_a_promotion_is_told_from_another_rank(a: str, b: str, expected: RankAgreement) -> None:
    assert compare_ranks(parse_rank(a), parse_rank(b)) is expected
    assert compare_ranks(parse_rank(b), parse_rank(a)) is expected


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
    parse_unit(text)
    parse_sex(text)
    parse_status(text)


@pytest.mark.parametrize(
    ("key", "spellings"),
    [
        ("code-A1234", ["А1234", "A1234", "a1234", "в/ч А1234", "В/Ч A-1234", "військова частина А 1234"]),
        ("code-3057", ["3057", "в/ч 3057", "войсковая часть 3057", "військової частини 3057"]),
        (
            "brigade-36",
            ["36 ОБрМП", "36-та окрема бригада морської піхоти", "36th Marine Brigade", "36 омбр",
            "бригада №36",
             "36-я отдельная бригада морской пехоты", "2 батальйон 36 ОБрМП", "36 bde"],
        ),
        ("brigade-81", ["81 ОАеМБр", "81 окрема аеромобільна бригада", "81st Air Assault Brigade"]),
        ("brigade-12", ["12 бригада НГУ «Азов»", "полк Азов", "Azov", "12 brigade"]),
        ("brigade-3", ["3 ОШБр", "третя штурмова", "3rd Separate Assault Brigade"]),
        ("battalion-24", ["бат. Айдар", "24 ОШБ", "Aidar"]),
        ("border-detachment-10", ["10 прикордонний загін", "10 пограничный отряд"]),
    ],
)  # fmt: skip
def test_a_unit_has_one_key_in_every_spelling(key: str, spellings: list[str]) -> None:
    assert {unit.key for unit in map(parse_unit, spellings) if unit} == {key}


@pytest.mark.parametrize("text", ["", "-", "??"])
def test_an_empty_unit_is_none(text: str) -> None:
    assert parse_unit(text) is None


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("А1234", "в/ч A1234", UnitAgreement.SAME),
        ("А1234", "А1235", UnitAgreement.DIFFERENT),
        ("36 ОБрМП", "36 бригада", UnitAgreement.SAME),
        ("36 ОБрМП", "36 ОМБр", UnitAgreement.SAME_NUMBER),
        ("36 ОБрМП", "35 ОБрМП", UnitAgreement.DIFFERENT),
        ("36 ОБрМП", "А1234", UnitAgreement.MISSING),
        ("36 ОБрМП (в/ч А1234)", "А1234", UnitAgreement.SAME),
        ("36 ОБрМП", "2 батальйон", UnitAgreement.MISSING),
        ("морська піхота", "морська піхота", UnitAgreement.MISSING),
        ("невідомо", "36 ОБрМП", UnitAgreement.MISSING),
    ],
)
def test_only_comparable_units_contradict(a: str, b: str, expected: UnitAgreement) -> None:
    assert compare_units(parse_unit(a), parse_unit(b)) is expected
    assert compare_units(parse_unit(b), parse_unit(a)) is expected


@given(st.sampled_from(UNITS), st.sampled_from(UNITS), st.sampled_from(RANKS), st.sampled_from(RANKS))
def test_agreement_does_not_depend_on_the_order(a: str, b: str, c: str, d: str) -> None:
    assert compare_units(parse_unit(a), parse_unit(b)) is compare_units(parse_unit(b), parse_unit(a))
    assert compare_ranks(parse_rank(c), parse_rank(d)) is compare_ranks(parse_rank(d), parse_rank(c))


def test_sex_is_read_from_its_usual_letters_and_words() -> None:
    assert {parse_sex(text) for text in ("ч", "чол.", "Чоловіча", "м", "муж.", "M", "male")} == {"m"}
    assert {parse_sex(text) for text in ("ж", "ЖІН", "жен.", "женский", "F", "female", "w")} == {"f"}
    assert {parse_sex(text) for text in ("", "?", "так", "солдат")} == {None}


def test_status_is_military_or_civilian_and_a_rank_is_military() -> None:
    military = ("військовий", "Военнослужащий", "в/с", "ВС", "military", "солдат", "військовослужбовець ЗСУ")
    civilian = ("цивільний", "цив.", "гражданский", "гражданское лицо", "civilian", "цивільний заручник")
    assert {parse_status(text) for text in military} == {"military"}
    assert {parse_status(text) for text in civilian} == {"civilian"}
    assert {parse_status(text) for text in ("", "?", "невідомо")} == {None}
