"""Names in one column or three, in any order, with everything that people write around them."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.name_variants import name_variants
from matcher.names.asides import is_initial
from matcher.names.given import lookup_given
from matcher.names.parsing import MAX_READINGS, NameParts, parse_columns, parse_full_name, parse_name
from matcher.names.repair import clean_name
from matcher.names.script import fold


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


_SCRAPS = st.sampled_from(
    [
        "Іван", "Петрик", "Савка", "Шевченко", "(Коваль)", "«Лис»", "Дм.", "Kh.", "Лев", "ківна", "Koval", "фон",
        "محمد", "Itdxtyrj", "Nfhfc", "Rornan", "О'", "-", "'", "ʹ", "(", ")", '"', "12", "[", "улы", "солдат", "Ян,",
    ]
)  # fmt: skip


@given(st.text(max_size=40) | st.lists(_SCRAPS, max_size=7).map(" ".join))
def test_every_word_of_a_name_ends_up_somewhere(text: str) -> None:
    parsed = parse_full_name(text)
    first = parsed.readings[0] if parsed.readings else NameParts()
    said = (first.surname, first.given, first.patronymic, parsed.call_sign, parsed.rank, *parsed.former_surnames)
    kept = "".join(filter(str.isalpha, fold("".join(said))))
    for word in re.findall(r"[^\W\d_]+", fold(clean_name(text).text)):
        assert "".join(filter(str.isalpha, word)) in kept


@pytest.mark.parametrize(
    "text", ["", " ", "'", "ʹ", "()", "[", "«»", "123", "-", "Іван '", "Іван ()", '("")', "поз.", "née"]
)
def test_signs_without_a_name_are_no_error(text: str) -> None:
    parsed = parse_full_name(text)
    assert bool(parsed.readings or parsed.call_sign or parsed.former_surnames) is any(map(str.isalpha, text))


def orders(text: str) -> list[tuple[str, str, str]]:
    return [(reading.surname, reading.given, reading.patronymic) for reading in parse_full_name(text).readings]


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Тарас Шевченко", ("шевченко", "тарас", "")),
        ("Тараса Шевченка", ("шевченка", "тараса", "")),
        ("Iwan Bondarenko", ("bondarenko", "iwan", "")),
        ("Іван Бондаренко Петрович", ("бондаренко", "іван", "петрович")),
        ("Бондаренко Петрович Іван", ("бондаренко", "іван", "петрович")),
        ("Ivan Petrovych Bondarenko", ("bondarenko", "ivan", "petrovych")),
        ("Іван Петрович Юхнович", ("юхнович", "іван", "петрович")),
        ("Бондаренко Іван Петровиич", ("бондаренко", "іван", "петровиич")),
        ("გიორგი ბერიძე", ("ბერიძე", "გიორგი", "")),
        ("Анна Марія Ковальчук", ("ковальчук", "анна-марія", "")),
    ],
)
def test_words_show_which_part_they_are_in_any_order_and_script(text: str, parts: tuple[str, str, str]) -> None:
    assert first(text) == parts


def test_a_name_that_the_words_decide_has_one_reading_and_is_sure() -> None:
    for text in ("Бондаренко Іван Петрович", "Ivan Bondarenko", "Ірина Олексіївна Гнатюк"):
        (reading,) = parse_full_name(text).readings
        assert reading.probability > 0.99


def test_two_given_names_are_surer_beside_a_patronymic_of_the_same_sex() -> None:
    assert orders("Роман Марія Іванівна")[0] == ("роман", "марія", "іванівна")
    with_patronymic = parse_full_name("Роман Мартин Іванович").readings[0].probability
    without = parse_full_name("Роман Мартин").readings[0].probability
    assert 0.5 < without < 0.95
    assert with_patronymic > 0.8


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("БабенкоОлег", ("бабенко", "олег", "")),
        ("БабенкоОлегПетрович", ("бабенко", "олег", "петрович")),
        ("ОлегПетрович Бабенко", ("бабенко", "олег", "петрович")),
        ("BabenkoOleh", ("babenko", "oleh", "")),
        ("БабенкоО.П.", ("бабенко", "о", "п")),
    ],
)
def test_words_that_lost_their_space_come_apart_at_the_capitals(text: str, parts: tuple[str, str, str]) -> None:
    assert first(text) == parts


@pytest.mark.parametrize("surname", ["МакДональд", "О'Ніл", "ДеЛука", "Мар'Яненко"])
def test_a_name_written_with_a_capital_inside_stays_whole(surname: str) -> None:
    assert first(f"{surname} Іван")[0] == surname.lower()


def test_a_comma_tells_the_surname() -> None:
    assert first("Роман, Мартин") == ("роман", "мартин", "")
    sure, open_ = (parse_full_name(text).readings[0].probability for text in ("Мартин, Роман", "Мартин Роман"))
    assert sure > open_


def test_a_known_surname_under_given_name_is_moved_and_a_known_order_is_not() -> None:
    assert parse_columns("Тарас", "Шевченко", "").readings[0].surname == "шевченко"
    assert [reading.surname for reading in parse_columns("Шевченко", "Тарас", "").readings] == ["шевченко"]
    assert parse_columns("Мартин", "Роман", "Іванович").readings[0].surname == "мартин"


def test_two_given_names_in_one_cell_are_no_patronymic() -> None:
    reading = parse_columns("Ковальчук", "Анна Марія", "").readings[0]
    assert (reading.given, reading.patronymic) == ("анна-марія", "")


@given(
    st.lists(
        st.sampled_from(["іван", "роман", "олег", "петрович", "шевченко", "к.", "smith", "юхнович", "марія", "де"]),
        min_size=1,
        max_size=6,
    )
)
def test_probabilities_fall_and_add_up_to_one_at_most(words: list[str]) -> None:
    readings = parse_full_name(" ".join(words)).readings
    beliefs = [reading.probability for reading in readings]
    assert 1 <= len(beliefs) <= MAX_READINGS
    assert beliefs == sorted(beliefs, reverse=True)
    assert 0 < sum(beliefs) < 1.001
    assert len({(reading.surname, reading.given, reading.patronymic) for reading in readings}) == len(readings)


def test_what_is_no_text_is_refused() -> None:
    with pytest.raises(TypeError, match="A name is text, not int"):
        parse_name(7)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    "written",
    [
        '("Сокіл")', "[Сокіл]", "поз. Сокіл", "поз. «Сокіл»", "псевдо Сокіл", "- Сокіл", "— Сокіл", "позивний «Сокіл»",
        "позывной: Сокіл", "(позивний Сокіл)", "call sign Сокіл", ', позивний "Сокіл"',
    ],
)  # fmt: skip
def test_a_call_sign_is_found_however_it_is_announced(written: str) -> None:
    parsed = parse_full_name(f"Гайдук Иван Яковлевич {written}")
    assert parsed.call_sign == "Сокіл"
    assert orders(f"Гайдук Иван Яковлевич {written}") == [("гайдук", "иван", "яковлевич")]


def test_a_call_sign_of_several_words_or_several_call_signs_are_all_kept() -> None:
    assert parse_full_name("Бойко Іван позивний «Чорний Кіт»").call_sign == "Чорний Кіт"
    assert parse_full_name("Бойко Іван (Лис) «Кіт»").call_sign == "Лис, Кіт"


def test_a_dash_inside_a_double_surname_announces_nothing() -> None:
    assert parse_full_name("Іван Семенович Нечуй - Левицький").call_sign == ""
    assert first("Нечуй - Левицький Іван Семенович")[0] == "нечуй-левицький"
    assert first("Ковальчук Анна - Марія")[1] == "анна-марія"


@pytest.mark.parametrize(
    "written",
    [
        "(до замужества Коваль)", "у дівоцтві Коваль", ", у дівоцтві Коваль,", "дівоче прізвище Коваль",
        "(дів. Коваль)", "в девичестве Коваль", "(ур. Коваль)", "ур. Коваль", "урожд. Коваль",
        "урождённая Коваль", "(Коваль до шлюбу)",
        "née Коваль", "born Коваль", "(раніше Коваль)", "(при рождении: Коваль)",
    ],
)  # fmt: skip
def test_a_surname_before_marriage_is_found_with_and_without_brackets(written: str) -> None:
    parsed = parse_full_name(f"Мельник Ганна Петрівна {written}")
    assert parsed.former_surnames == ("коваль",)
    assert parsed.call_sign == ""
    assert orders(f"Мельник Ганна Петрівна {written}") == [("мельник", "ганна", "петрівна")]


def test_born_with_a_capital_is_a_surname() -> None:
    parsed = parse_full_name("Max Born Otto")
    assert parsed.former_surnames == ()
    assert any("born" in reading.surname for reading in parsed.readings)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Корсак Ор. Як.", ("корсак", "ор.", "як.")),
        ("Корсак Дм. Вол.", ("корсак", "дм.", "вол.")),
        ("Дм.Вол. Корсак", ("корсак", "дм.", "вол.")),
        ("Korsak Kh. Ts.", ("korsak", "kh", "ts")),
        ("Korsak Ju. Je.", ("korsak", "ju", "je")),
        ("Korsak Yu.", ("korsak", "yu", "")),
        ("Корсак Ян.", ("корсак", "ян", "")),
    ],
)
def test_longer_abbreviations_are_initials(text: str, parts: tuple[str, str, str]) -> None:
    assert first(text) == parts
    assert all(is_initial(part) for part in parts[1:] if part and part != "ян")


def test_two_letters_are_an_initial_with_a_full_stop_or_where_a_romanisation_writes_one_so() -> None:
    assert all(map(is_initial, ("Дм.", "Вол.", "Yu", "kh", "Щ", "Zh.")))
    assert not any(map(is_initial, ("Дм", "Ян", "Li", "Іван", "Іван.", "Хо")))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Дубина Віра Лев ківна", ("дубина", "віра", "левківна")),
        ("Бондар Сергій Івано вич", ("бондар", "сергій", "іванович")),
        ("Бондар Воло димир Іванович", ("бондар", "володимир", "іванович")),
    ],
)
def test_a_word_that_a_space_has_broken_is_joined(text: str, parts: tuple[str, str, str]) -> None:
    assert first(text) == parts


def test_a_particle_before_a_patronymic_is_a_given_name() -> None:
    assert first("Ван Анатолійович Назаренко") == ("назаренко", "ван", "анатолійович")


def test_words_that_are_names_are_not_joined() -> None:
    assert first("Поздняк Владимир Рович") == ("поздняк", "владимир", "рович")
    assert first("Лев Іван Якович") == ("лев", "іван", "якович")
    assert first("Diego Rivera Santos") != ("", "", "")
    assert all("rivera" in " ".join(one) for one in orders("Diego Rivera Santos"))


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("Алиев Нурлан Болат улы", ("алиев", "нурлан", "болат улы")),
        ("Нурлан Болат улы Алиев", ("алиев", "нурлан", "болат улы")),
        ("Болат улы Нурлан Алиев", ("алиев", "нурлан", "болат улы")),
        ("Болат улы Алиев Нурлан", ("алиев", "нурлан", "болат улы")),
        ("Токтогул уулу Алыкул", ("", "алыкул", "токтогул уулу")),
        ("Каримов Анвар Ахмад ўғли", ("каримов", "анвар", "ахмад ўғли")),
        ("Ахмад угли Анвар Каримов", ("каримов", "анвар", "ахмад угли")),
        ("Anvar Ahmad o'g'li Karimov", ("karimov", "anvar", "ahmad o'g'li")),
        ("Ahmad o‘g‘li Anvar Karimov", ("karimov", "anvar", "ahmad o'g'li")),
    ],
)
def test_a_son_word_makes_a_patronymic_in_every_order(text: str, parts: tuple[str, str, str]) -> None:
    assert first(text) == parts


def test_two_short_forms_before_a_patronymic_keep_both_orders() -> None:
    found = orders("Петрик Савка Денисович")
    assert found[0] == ("петрик", "савка", "денисович")
    assert ("савка", "петрик", "денисович") in found


def test_two_given_names_before_a_patronymic_are_not_surer_than_the_orders_people_write() -> None:
    best, other = parse_full_name("Роман Мартин Іванович").readings[:2]
    assert (other.surname, other.given) == ("мартин", "роман")
    assert 0.02 < other.probability < best.probability


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("محمد حسن", ("حسن", "محمد")),
        ("حسن محمدی", ("محمدی", "حسن")),
        ("יוסף כהן", ("כהן", "יוסף")),
        ("Νίκος Ιωάννου", ("ιωάννου", "νίκος")),
        ("გიორგი დავით", ("დავით", "გიორგი")),
        ("Դավիթ Արամ", ("արամ", "դավիթ")),
        ("Mahmoud Hassan", ("hassan", "mahmoud")),
    ],
)
def test_eastern_names_prefer_the_given_name_first_and_keep_the_other_order(text: str, parts: tuple[str, str]) -> None:
    best = parse_full_name(text).readings[0]
    assert (fold(best.surname), fold(best.given)) == tuple(map(fold, parts))
    assert best.probability < 0.999
    turned = {reading.given for reading in parse_full_name(text).readings[1:]}
    assert best.probability > 0.95 or fold(parts[0]) in map(fold, turned)


def test_a_surname_in_ovych_and_a_patronymic_are_not_exchanged() -> None:
    likely = {
        text: {reading.surname: reading.probability for reading in parse_full_name(text).readings}
        for text in ("Антонович Клим Янович", "Янович Клим Антонович")
    }
    assert likely["Антонович Клим Янович"].get("янович", 0) < 0.02
    assert likely["Янович Клим Антонович"].get("антонович", 0) < 0.02


def test_a_keyboard_layout_is_seen_over_all_columns() -> None:
    (reading,) = parse_columns("Rhfcm", "Nfhfc", "").readings
    assert (reading.surname, reading.given) == ("крась", "тарас")
    assert first("Itdxtyrj Nfhfc Uhbujhjdbx") == ("шевченко", "тарас", "григорович")


def test_misread_letters_are_read_in_the_given_name_and_never_in_a_surname_column() -> None:
    assert parse_columns("Smoliar", "Rornan", "").readings[0].given == "roman"
    assert parse_columns("Голий", "Іван", "").readings[0].surname == "голий"
    assert first("Габор Іван") == ("габор", "іван", "")


def test_a_call_sign_beside_the_given_name_in_its_column_is_kept_apart() -> None:
    parsed = parse_columns("Шевченко", "Тарас «Кобзар»", "Григорович")
    assert parsed.call_sign == "Кобзар"
    assert parsed.readings[0].given == "тарас"


def test_an_oblique_name_comes_back_to_the_nominative() -> None:
    _, variants = name_variants(("Бондаря Сергія Івановича", "", "", "", ""))
    (nominative,) = [one for one in variants if one.origin == "nominative"]
    assert nominative.surname == "бондар"
    assert nominative.patronymic == "іванович"
    assert {match.group for match in lookup_given(nominative.given)} >= {"m:Сергій"}
