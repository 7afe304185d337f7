"""Which encoding a list is in shows even in three names."""

from __future__ import annotations

import codecs
from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import InputError
from matcher.intake.encoding import decode

UKRAINIAN = "Їжакевич Ґалаґан Євгенія\nШевченко Тарас Григорович\nКравців Олексій Ігорович"
RUSSIAN = "Шевченко Тарас Григорьевич\nСъедин Пётр Эдуардович\nКузнецова Ольга Юрьевна"
BELARUSIAN = "Каваленка Уладзімір Іванавіч\nДзмітрыеў Аляксей Ўладзіміравіч\nЗайцаў Мікалай"
POLISH = "Łukasz Żółciński\nStanisław Wójcik\nWołodymyr Dąbrowski"
GERMAN = "Jürgen Groß\nMüller Jörg\nSchewtschenko Wladimir"

SINGLE_BYTE = [
    (text, encoding)
    for text in (UKRAINIAN, RUSSIAN, BELARUSIAN)
    for encoding in ("windows-1251", "koi8-u", "cp866", "cp1125")
    if encoding != "cp866" or text is RUSSIAN
    if encoding != "koi8-u" or text is not BELARUSIAN
    if encoding != "cp1125" or text is not BELARUSIAN
]


@pytest.mark.parametrize(("text", "encoding"), SINGLE_BYTE)
@pytest.mark.parametrize("change", [str, str.upper, str.lower], ids=["title", "capitals", "small"])
@pytest.mark.parametrize("heading", ["", "Дата народження\n", "full_name,birth_date\n"])
def test_three_names_are_enough(text: str, encoding: str, change: type[str], heading: str) -> None:
    written = heading + change(text)
    try:
        data = written.encode(encoding)
    except UnicodeEncodeError:
        pytest.skip(f"{encoding} has no і for the heading")
    assert decode(data).text == written


@pytest.mark.parametrize("text", [UKRAINIAN, RUSSIAN, POLISH, GERMAN])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32"])
def test_unicode_in_every_dress(text: str, encoding: str) -> None:
    assert decode(text.encode(encoding)).text == text


def test_a_big_endian_mark_is_not_part_of_the_text() -> None:
    assert decode(codecs.BOM_UTF16_BE + UKRAINIAN.encode("utf-16-be")).text == UKRAINIAN


@pytest.mark.parametrize("name", ["Єва", "Іван Ілліч", "Щука", "Юрій", "Ґалаґан", "Їжак", "Пётр", "ШЕВЧЕНКО"])
@pytest.mark.parametrize("encoding", ["windows-1251", "koi8-u"])
def test_one_name_is_enough(name: str, encoding: str) -> None:
    assert decode(name.encode(encoding)).text == name


def test_polish_is_not_taken_for_cyrillic() -> None:
    assert decode(POLISH.encode("windows-1250")).text == POLISH


def test_german_reads_the_same_in_either_latin_encoding() -> None:
    decoded = decode(GERMAN.encode("windows-1252"))
    assert decoded.text == GERMAN
    assert not decoded.doubt


def test_french_is_told_from_polish_or_doubted() -> None:
    text = "Hélène Lefèvre\nFrançois Chevtchenko"
    decoded = decode(text.encode("windows-1252"))
    assert decoded.text == text or decoded.doubt


def test_a_lone_number_sign_says_windows_1251() -> None:
    assert decode("№,name\n1,Petrenko".encode("windows-1251")).text == "№,name\n1,Petrenko"


def test_cyrillic_among_much_latin_is_found() -> None:
    text = "id;name;unit\n" + "\n".join(f"{n};Petrenko Ivan;A{n}" for n in range(500)) + "\n501;Коваль Ганна;А1234"
    assert decode(text.encode("windows-1251")).text == text


def test_lines_of_another_encoding_are_kept_and_reported() -> None:
    good = "\n".join([UKRAINIAN] * 5)
    decoded = decode(good.encode() + b"\n" + "Коваль Ганна".encode("windows-1251"))
    assert decoded.text == good + "\nКоваль Ганна"
    assert "line 16" in decoded.doubt


def test_a_file_cut_off_within_a_letter_stays_utf8() -> None:
    decoded = decode(UKRAINIAN.encode()[:-1])
    assert decoded.text.startswith(UKRAINIAN[:-1])
    assert decoded.doubt


def test_what_looks_like_no_language_is_reported() -> None:
    assert "look at the names" in decode("Παπαδόπουλος Ωρίων".encode("cp1253")).doubt


def test_a_given_encoding_is_believed() -> None:
    assert decode(UKRAINIAN.encode("koi8-u"), "koi8-u").text == UKRAINIAN


def test_a_wrong_encoding_is_one_sentence_with_the_line() -> None:
    with pytest.raises(InputError, match=r"list.csv is not utf-8 text: line 2 ") as caught:
        decode(b"name\n\xd8\xe5", "utf-8", name="list.csv")
    assert caught.value.__cause__ is None


def test_an_unknown_encoding_is_refused() -> None:
    with pytest.raises(InputError, match="no text encoding 'cp12'"):
        decode(b"name", "cp12")


def test_binary_data_is_no_table() -> None:
    with pytest.raises(InputError, match="binary data"):
        decode(b"\0\1\2\3\4\5\xfe\xff" * 10)


def test_a_zero_byte_from_an_old_database_is_no_picture() -> None:
    assert decode(UKRAINIAN.encode() + b"\0\n").text == UKRAINIAN + "\0\n"


@given(st.binary())
def test_any_bytes_become_text_or_a_clear_error(data: bytes) -> None:
    with suppress(InputError):
        assert isinstance(decode(data).text, str)
