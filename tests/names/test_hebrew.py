"""Hebrew names: vowels unwritten, letters of two sounds, a geresh for the sounds of other languages."""

from __future__ import annotations

import pytest

from matcher.names.given import lookup_given
from matcher.names.scripts.hebrew import fold, readings, with_vowels
from matcher.names.scripts.letters import consonants
from matcher.names.sounds import skeleton


def consonant_readings(word: str) -> set[str]:
    return {consonants(skeleton(reading.text)) for reading in readings(word)}


@pytest.mark.parametrize(
    ("native", "cyrillic"),
    [
        ("שבצ'נקו", "шевченко"),
        ("בונדרנקו", "бондаренко"),
        ("קובלנקו", "коваленко"),
        ("פרידמן", "фридман"),
        ("רוזנברג", "розенберг"),
        ("הולצמן", "гольцман"),
        ("איבנוב", "иванов"),
        ("ז׳בוטינסקי", "жаботинский"),
        ("ג'ברילוב", "джабрилов"),
        ("וולקוב", "волков"),
        ("יוספוב", "йосефов"),
        ("שטיין", "штейн"),
        ("סטולר", "столер"),
        ("כץ", "кац"),
    ],
)
def test_the_consonants_of_a_surname_are_among_the_readings(native: str, cyrillic: str) -> None:
    assert consonants(skeleton(cyrillic)) in consonant_readings(native)
    assert {reading.language for reading in readings(native)} == {"he"}


@pytest.mark.parametrize(
    ("native", "cyrillic"),
    [
        ("רבינוביץ'", "рабинович"),
        ("שבצ'נקו", "шевченко"),
        ("זלנסקי", "зеленский"),
        ("פרידמן", "фридман"),
        ("גולדברג", "гольдберг"),
        ("איבנוב", "иванов"),
    ],
)
def test_usual_endings_bring_their_vowels(native: str, cyrillic: str) -> None:
    assert skeleton(cyrillic) in {skeleton(reading.text) for reading in readings(native)}


@pytest.mark.parametrize(
    ("native", "forms"),
    [("יוסף", ("йосеф", "йосиф")), ("ולדימיר", ("володимир", "владимир")), ("משה", ("моше", "мойше"))],
)
def test_a_known_name_is_read_as_it_is_usually_said(native: str, forms: tuple[str, ...]) -> None:
    assert tuple(reading.text for reading in readings(native)[: len(forms)]) == forms
    assert readings(native)[0].scheme == "he-names"


@pytest.mark.parametrize(
    "spellings",
    [
        ("יוסף", "יוֹסֵף", "יוסֿף"),
        ("תקווה", "תקוה"),
        ("ג'ון", "ג׳ון", "ג’ון", "ג`ון"),
        ("חיים", "חײם", "חים"),
        ("שלום", "שָׁלוֹם"),
    ],
)
def test_points_full_writing_and_kinds_of_geresh_fold_away(spellings: tuple[str, ...]) -> None:
    assert len({fold(word) for word in spellings}) == 1
    assert len({tuple(r.text for r in readings(word))[:1] for word in spellings}) == 1


def test_a_geresh_is_another_sound() -> None:
    assert fold("גון") != fold("ג'ון")
    assert not consonant_readings("צוק") & consonant_readings("צ'וק")


@pytest.mark.parametrize(
    ("one", "other"), [("לוין", "כהן"), ("פרידמן", "גולדמן"), ("שבצ'נקו", "שבצ'וק"), ("דניאל", "דינה"), ("משה", "מנשה")]
)
def test_different_names_share_no_consonants(one: str, other: str) -> None:
    assert not consonant_readings(one) & consonant_readings(other)
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("native", "group"),
    [("יוסף", "m:Йосип"), ("סרגיי", "m:Сергій"), ("משה", "m:Мойсей"), ("נטליה", "f:Наталія"), ("רבקה", "f:Ревека")],
)
def test_a_given_name_is_the_name_that_lists_know(native: str, group: str) -> None:
    assert group in {match.group for match in lookup_given(native)}


def test_vowels_break_heaps_and_leave_what_can_be_said() -> None:
    assert with_vowels("мман") == "маман"
    assert with_vowels("смит") == "смит"
    assert with_vowels("гольдберг") == "гольдберг"
    assert with_vowels("флдр", "е") == "фелдер"


def test_a_letter_alone_is_read_as_an_initial_is() -> None:
    assert [readings(letter)[0].text for letter in ("ג'", "ז'", "ב")] == ["дж", "ж", "б"]
