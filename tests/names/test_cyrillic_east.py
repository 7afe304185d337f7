"""Names in the Cyrillic alphabets of the Caucasus and Central Asia are read as Russian papers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.names.romanisation import MAX_READINGS
from matcher.names.romanisation import readings as all_readings
from matcher.names.scripts import entry_of
from matcher.names.scripts.cyrillic_east import fold, readings
from matcher.names.sounds import skeleton

_RUSSIAN = "абвгдеёжзийклмнопрстуфхцчшщъыьэюя"
_OWN = "қғңүұһәөҳҷӣӯҡҙҫҝҹӏӕҗ"


def _texts(word: str) -> list[str]:
    return [reading.text for reading in readings(word)]


@pytest.mark.parametrize(
    ("own", "russian"),
    [
        ("қайрат", "кайрат"),
        ("ғалым", "галым"),
        ("ұлан", "улан"),
        ("нұрсұлтан", "нурсултан"),
        ("дәулет", "даулет"),
        ("өмүрбек", "омурбек"),
        ("өмүрбек", "умурбек"),
        ("айгүл", "айгуль"),
        ("ҳусейн", "хусейн"),
        ("ҳусейн", "гусейн"),
        ("ҷамшед", "джамшед"),
        ("мирзоӣ", "мирзои"),
        ("ӯткир", "уткир"),
        ("фәрит", "фарит"),
        ("ләйсән", "ляйсан"),
        ("айҙар", "айдар"),
        ("һәсәнов", "гасанов"),
        ("ҹәфәров", "джафаров"),
        ("ҝулијев", "гулиев"),
        ("ӏумар", "умар"),
        ("мухӏаммад", "мухаммад"),
        ("гӏали", "али"),
        ("ӕхсар", "ахсар"),
    ],
)
def test_a_name_is_read_as_papers_write_it(own: str, russian: str) -> None:
    assert skeleton(russian) in {skeleton(text) for text in _texts(own)}


def test_the_likeliest_spelling_stands_first() -> None:
    assert _texts("қайрат") == ["кайрат"]
    assert _texts("ӏумар")[0] == "умар"


@pytest.mark.parametrize("typed", ["Мух1аммад", "МухIаммад", "Мухlаммад", "Мух|аммад", "МУХӀАММАД"])
def test_a_palochka_typed_in_any_way_is_one_letter(typed: str) -> None:
    assert fold(typed) == "мухӏаммад"


def test_a_digit_after_a_name_is_no_palochka() -> None:
    assert fold("магомед1") == "магомед1"
    assert readings("магомед1") == ()


@pytest.mark.parametrize("word", ["шевченко", "їжак", "ґалаґан", "єлісєєв", "саўчанка", "семёнов", "іванів", "дем'ян"])
def test_slavic_letters_do_not_trigger(word: str) -> None:
    assert entry_of(word) is None
    assert readings(word) == ()
    assert [reading.text for reading in all_readings(word)] == [word]


@pytest.mark.parametrize(
    ("one", "other"), [("қайрат", "қанат"), ("ҳасан", "ҳусейн"), ("ғалым", "ғани"), ("ӏумар", "ӏусман")]
)
def test_different_names_are_read_apart(one: str, other: str) -> None:
    assert not {skeleton(text) for text in _texts(one)} & {skeleton(text) for text in _texts(other)}


@given(st.text(_RUSSIAN + _OWN, min_size=1, max_size=14))
def test_readings_are_few_russian_and_sound_apart(word: str) -> None:
    found = readings(word)
    sounds = [skeleton(reading.text) for reading in found]
    assert len(found) <= MAX_READINGS
    assert len(set(sounds)) == len(sounds)
    assert not set(_OWN) & {letter for reading in found for letter in reading.text}


@given(st.text(_RUSSIAN + _OWN, min_size=1, max_size=14))
def test_letter_case_does_not_matter(word: str) -> None:
    assert fold(word.upper()) == fold(word)
    assert all_readings(word.upper()) == all_readings(word)
