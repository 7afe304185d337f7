"""Names in Turkic Latin alphabets are read as Russian papers write them."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.names.romanisation import MAX_READINGS
from matcher.names.romanisation import readings as all_readings
from matcher.names.scripts import entry_of
from matcher.names.scripts.letter_tables import letter_table
from matcher.names.scripts.turkic import fold, readings
from matcher.names.sounds import skeleton

_LETTERS = "abcçdeəfgğhxıijkqlmnoöprsştuüvyzñŋýžňäūw'-"


def _texts(word: str) -> list[str]:
    return [reading.text for reading in readings(word)]


@pytest.mark.parametrize(
    ("latin", "russian"),
    [
        ("əliyev", "алиев"),
        ("əhmədov", "ахмедов"),
        ("həsənov", "гасанов"),
        ("həsənov", "хасанов"),
        ("hüseynov", "гусейнов"),
        ("cəfərov", "джафаров"),
        ("qasımov", "гасымов"),
        ("qasımov", "касымов"),
        ("əsgərov", "аскеров"),
        ("ələkbərov", "алекберов"),
        ("yılmaz", "йылмаз"),
        ("erdoğan", "эрдоган"),
        ("öztürk", "озтюрк"),
        ("çelik", "челик"),
        ("annagulyýew", "аннагулыев"),
        ("ýusup", "юсуп"),
        ("nūrlan", "нурлан"),
        ("ğalym", "галым"),
        ("o'tkir", "уткир"),
        ("g'ulomov", "гуломов"),
        ("çubarlâ", "чубарла"),
    ],
)
def test_a_name_is_read_as_papers_write_it(latin: str, russian: str) -> None:
    assert skeleton(russian) in {skeleton(text) for text in _texts(latin)}


def test_the_likeliest_spelling_stands_first() -> None:
    assert _texts("əliyev")[0] == "алиев"
    assert _texts("yılmaz") == ["йылмаз"]


def test_readings_name_the_alphabet() -> None:
    assert {reading.scheme for reading in readings("məmmədov")} == {"az-1991"}
    assert readings("ýusup")[0].language == "tk"


def test_turkish_capitals_leave_no_dot() -> None:
    assert fold("İBRAHİM") == "ibrahim"
    assert fold("KÂZIM") == "kazim"


@pytest.mark.parametrize("word", ["novotný", "dvořák", "əли", "đorđević", "müller-świątek"])
def test_a_letter_foreign_to_every_alphabet_stops_the_reading(word: str) -> None:
    assert readings(word) == ()


@pytest.mark.parametrize(("word", "russian"), [("müller", "мюллер"), ("žukov", "жуков"), ("žižka", "жижка")])
def test_other_languages_with_such_letters_keep_their_reading(word: str, russian: str) -> None:
    assert skeleton(russian) in {skeleton(reading.text) for reading in all_readings(word)}


@pytest.mark.parametrize("word", ["o'tkir", "g'ulom", "ro'ziyev"])
def test_an_uzbek_letter_with_an_apostrophe_tells_the_alphabet(word: str) -> None:
    entry = entry_of(word)
    assert entry is not None
    assert entry.module == "turkic"
    best = readings(word)[0]
    assert best.scheme == "uz-1995"
    assert skeleton(best.text) in {skeleton(reading.text) for reading in all_readings(word)}


@pytest.mark.parametrize(
    ("word", "usual"),
    [
        ("o'neill", "онейлл"),
        ("o'brien", "обриен"),
        ("o'hara", "огара"),
        ("oleg'ovich", "олегович"),
        ("prokop'iev", "прокопєв"),
        ("hryhor'iev", "григорєв"),
        ("solov'iov", "соловйов"),
        ("d'artagnan", "дартагнан"),
    ],
)
def test_an_apostrophe_of_other_languages_keeps_its_reading(word: str, usual: str) -> None:
    assert skeleton(usual) in {skeleton(reading.text) for reading in all_readings(word)}


def test_an_irish_name_does_not_begin_like_an_uzbek_one() -> None:
    assert skeleton(all_readings("o'neill")[0].text) == skeleton("онейлл")


@pytest.mark.parametrize("word", ["shevchenko", "d'artagnan", "шевченко", "дем'яненко", "ševčenko", "kowalski"])
def test_words_without_telling_letters_go_to_the_schemes(word: str) -> None:
    assert entry_of(word) is None


@pytest.mark.parametrize(("one", "other"), [("həsən", "hüseyn"), ("yılmaz", "yıldız"), ("əliyev", "vəliyev")])
def test_different_names_are_read_apart(one: str, other: str) -> None:
    assert not {skeleton(text) for text in _texts(one)} & {skeleton(text) for text in _texts(other)}


@given(st.text(_LETTERS, min_size=1, max_size=14))
def test_readings_are_few_cyrillic_and_sound_apart(word: str) -> None:
    found = readings(word)
    sounds = [skeleton(reading.text) for reading in found]
    assert len(found) <= MAX_READINGS
    assert len(set(sounds)) == len(sounds)
    assert not any("a" <= letter <= "z" for reading in found for letter in reading.text)


@given(st.text(_LETTERS.replace("-", ""), min_size=1, max_size=14))
def test_capitals_do_not_change_the_readings(word: str) -> None:
    if "ı" not in word and "i" not in word:  # Turkish capitals of these two depend on the keyboard
        assert readings(word.upper()) == readings(word)


def test_the_table_reads_six_alphabets() -> None:
    assert set(letter_table("turkic").schemes) == {
        "az-1991", "tr-1928", "crh-latin", "tk-1999", "uz-1995", "kk-2021",
    }  # fmt: skip
