"""Arabic and Persian names: spelling habits and readings."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.names.given import name_groups
from matcher.names.romanisation import readings as read_any
from matcher.names.scripts import scheme_labels
from matcher.names.scripts.arabic import fold, language_of, readings
from matcher.names.scripts.arabic_tables import listed_names
from matcher.names.scripts.letters import MAX_READINGS
from matcher.names.sounds import skeleton
from matcher.tables import read_table

_LETTERS = "ابتثجحخدذرزسشصضطظعغفقكلمنهويىةءأإآؤئگچپژکیٹڈڑھہےںڤ"
_WORDS = st.text(alphabet=_LETTERS + "َُِّ", min_size=1, max_size=9)


def texts(word: str) -> list[str]:
    return [reading.text for reading in readings(word)]


def sounds(word: str) -> set[str]:
    return {skeleton(reading.text) for reading in readings(word)}


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("أحمد", "احمد"),
        ("إبراهيم", "ابراهیم"),
        ("آدم", "ادم"),
        ("فاطمة", "فاطمه"),
        ("علي", "علی"),
        ("مصطفى", "مصطفي"),
        ("كريم", "کریم"),
        ("رؤوف", "رووف"),
        ("علياء", "عليا"),
        ("هانئ", "هاني"),
        ("مُحَمَّد", "محمد"),
        ("محـــمد", "محمد"),
        ("ﻣﺤﻤﺪ", "محمد"),
        ("عبد الرحمن", "عبدالرحمن"),
        ("السعيد", "سعيد"),
    ],
)
def test_two_spellings_that_differ_by_habit_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("حسن", "حسين"),
        ("علي", "عالي"),
        ("سعيد", "سعد"),
        ("حامد", "حميد"),
        ("كامل", "كمال"),
        ("سالم", "سليم"),
        ("عمر", "عمرو"),
        ("منير", "منيرة"),
        ("إلهام", "هام"),
        ("الياس", "ياس"),
        ("پروین", "بروین"),
        ("گلنار", "كلنار"),
    ],
)
def test_different_names_stay_apart(one: str, other: str) -> None:
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("native", "cyrillic"),
    [
        ("محمد", "мухаммад"),
        ("أحمد", "ахмед"),
        ("الحسن", "хасан"),
        ("عبد القادر", "абдулкадир"),
        ("خدیجه", "хадиджа"),
        ("زين العابدين", "зайнулабидин"),
        ("علیرضا", "алиреза"),
    ],
)
def test_a_listed_name_is_read_in_its_usual_forms(native: str, cyrillic: str) -> None:
    assert skeleton(cyrillic) in sounds(native)


@pytest.mark.parametrize(
    ("native", "cyrillic"),
    [
        ("راجح", "раджех"),  # فاعل
        ("عتيق", "атик"),  # فعيل
        ("مخلوف", "махлуф"),  # مفعول
        ("شهوان", "шахван"),  # فعلان
        ("حمداني", "хамдани"),  # a listed name and its ending
        ("حسن‌زاده", "хасанзаде"),
        ("عبدالواحد", "абдулвахед"),
        ("ستالين", "сталин"),
        ("يوشياكي", "йошиаки"),
        ("بوتين", "бутин"),
    ],
)
def test_an_unlisted_name_is_read_by_rule(native: str, cyrillic: str) -> None:
    assert skeleton(cyrillic) in sounds(native)


def test_a_name_with_the_article_is_read_with_and_without_it() -> None:
    assert skeleton("аль-карим") in sounds("الكريم")
    assert skeleton("карим") in sounds("الكريم")


def test_vowel_signs_decide_where_they_are_written() -> None:
    assert skeleton("бусра") in sounds("بُسْرَة")
    assert texts("بُسْرَة")[0] == "бусра"


def test_persian_letters_choose_persian_readings() -> None:
    assert language_of("قلی") == "fa"
    assert language_of("قليل") == "ar"
    assert texts("قلی")[0].startswith("г")
    assert texts("قليل")[0].startswith("к")


def test_look_alike_names_are_not_read_alike() -> None:
    assert not sounds("حسن") & sounds("حسين")
    assert not sounds("حامد") & sounds("أحمد")
    assert not sounds("سعيد") & sounds("سعد")


def test_the_reader_of_all_scripts_finds_arabic() -> None:
    assert read_any("محمود")[0].text == "махмуд"
    assert read_any("محمود")[0].language == "ar"


def test_a_double_name_keeps_both_halves() -> None:
    assert skeleton("мухаммаджавад") in sounds("محمد-جواد")


def test_what_is_not_arabic_is_not_read() -> None:
    assert readings("шевченко") == ()
    assert fold("шевченко") == "шевченко"


@given(_WORDS)
def test_folding_twice_changes_nothing(word: str) -> None:
    assert fold(fold(word)) == fold(word)


@given(_WORDS.filter(lambda word: any(letter in _LETTERS and letter not in "ءع" for letter in word)))
def test_every_word_has_cyrillic_readings_that_sound_different(word: str) -> None:
    found = readings(word)
    assert 1 <= len(found) <= MAX_READINGS
    assert all(re.fullmatch("[а-яєіїґў-]+", reading.text) for reading in found)
    assert len({skeleton(reading.text) for reading in found}) == len(found)
    assert {reading.scheme for reading in found} <= set(scheme_labels())


def test_no_spelling_of_the_table_stands_for_two_names_of_one_sex() -> None:
    owners: dict[tuple[str, str], str] = {}
    for sex, native, _group, _cyrillic, _latin in read_table("scripts/names_arabic.tsv", 5):
        for spelling in native.split(", "):
            key = (sex, fold(spelling))
            assert owners.setdefault(key, native) == native, f"{spelling} stands in two rows"


def test_the_table_names_rows_that_exist_and_writes_each_alphabet_by_itself() -> None:
    groups = name_groups()
    rows = read_table("scripts/names_arabic.tsv", 5)
    assert len(rows) > 350
    for sex, native, group, cyrillic, latin in rows:
        assert group == "-" or (group in groups and group.startswith(f"{sex}:")), native
        assert re.fullmatch(r"[А-ЯЄІЇҐа-яєіїґэё', -]+", cyrillic), native
        assert re.fullmatch(r"[A-Za-zëïèéç', -]+", latin), native
        assert all(
            name in listed_names() for name in {fold(one) for one in native.split(", ")} if not one_article(name)
        )


def one_article(name: str) -> bool:
    return name.startswith("ال")
