"""What every further script keeps to, whoever adds it; and how one is added."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

import matcher
from matcher import Person, tables
from matcher.names import romanisation, scripts
from matcher.names.native import native_names
from matcher.names.reading import UNREAD
from matcher.names.romanisation import MAX_READINGS
from matcher.names.romanisation import readings as all_readings
from matcher.names.script import fold as fold_marks
from matcher.names.scripts import (
    entry_of,
    letter_tables,
    native_name_tables,
    scheme_labels,
    scheme_languages,
    script_entries,
    script_module,
)
from matcher.names.scripts.letter_tables import letter_table
from matcher.names.sounds import skeleton
from matcher.vocabulary import given_forms, patronymic_forms, surname_forms

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MODULES = [entry.module for entry in script_entries()]
BY_LETTERS = [module for module in MODULES if module != "arabic"]
"""Modules with a table of the common format."""

CYRILLIC = re.compile("[а-яёіїєґў'-]+")
# Surnames that no table lists, with and without the letters that only Persian has
UNLISTED = {"arabic": ("شهوان", "سخنوری", "بهزادپور", "ستالين"), "hebrew": ("רמרנקו", "שבצ'נקו")}


@lru_cache(maxsize=16)
def known_words(module: str) -> tuple[str, ...]:
    """The listed names that a module reads, lower case, and some surnames."""
    forms = (fold_marks(form) for name in native_names() for form in name.native)
    words = dict.fromkeys((*forms, *UNLISTED.get(module, ())))
    return tuple(word for word in words if (entry := entry_of(word)) and entry.module == module)


def words_of(module: str) -> st.SearchStrategy[str]:
    """Strings of the letters that names of a script have."""
    letters = sorted({letter for word in known_words(module) for letter in word})
    entry = next(entry for entry in script_entries() if entry.module == module)
    return st.text(letters, min_size=1, max_size=14).filter(lambda word: bool(entry.letters.search(word)))


@pytest.mark.parametrize("module", MODULES)
def test_a_script_has_names_to_be_tried_with(module: str) -> None:
    assert len(known_words(module)) > 20


@pytest.mark.parametrize("module", MODULES)
@given(data=st.data())
def test_folding_is_done_in_one_go_and_leaves_something(module: str, data: st.DataObject) -> None:
    word = data.draw(words_of(module))
    fold = script_module(module).fold
    assert fold(fold(word)) == fold(word) != ""


@pytest.mark.parametrize("module", MODULES)
def test_a_name_that_is_listed_folds_to_itself_and_is_read(module: str) -> None:
    found = script_module(module)
    for word in known_words(module):
        assert found.fold(found.fold(word)) == found.fold(word) != "", word
        assert found.readings(word), word


@pytest.mark.parametrize("module", MODULES)
@given(data=st.data())
def test_readings_are_few_cyrillic_labelled_and_sound_apart(module: str, data: st.DataObject) -> None:
    word = data.draw(words_of(module) | st.sampled_from(known_words(module)))
    found = script_module(module).readings(word)
    assert len(found) <= MAX_READINGS
    assert len({skeleton(reading.text) for reading in found}) == len(found)
    for reading in found:
        assert CYRILLIC.fullmatch(reading.text)
        assert {reading.scheme, *reading.also} <= set(scheme_labels())
        assert scheme_languages()[reading.scheme] == reading.language
        assert reading.scheme not in reading.also


@pytest.mark.parametrize("module", MODULES)
@given(data=st.data())
def test_the_reader_of_all_scripts_gives_one_to_eight_readings(module: str, data: st.DataObject) -> None:
    found = all_readings(data.draw(words_of(module)))
    assert 1 <= len(found) <= MAX_READINGS
    assert len({skeleton(reading.text) for reading in found}) == len(found)


@pytest.mark.parametrize("module", MODULES)
def test_the_reader_of_all_scripts_asks_the_module(module: str) -> None:
    for word in known_words(module):
        own = script_module(module).readings(word)
        found = all_readings(word)
        if word.isascii():  # an apostrophe alone tells little: the usual readings stand first
            assert {skeleton(one.text) for one in own} <= {skeleton(one.text) for one in found}, word
        else:
            assert found[: len(own)] == own, word


def test_every_scheme_reads_some_name() -> None:
    used = {
        scheme
        for module in MODULES
        for word in known_words(module)
        for reading in script_module(module).readings(word)
        for scheme in (reading.scheme, *reading.also)
    }
    assert used == set(scheme_labels())


@pytest.mark.parametrize("module", BY_LETTERS)
def test_every_scheme_of_a_table_of_letters_has_rows_of_its_own(module: str) -> None:
    found = letter_table(module).schemes
    assert found
    assert all(scheme.firsts for scheme in found.values())


def test_the_list_of_sources_names_the_table_of_every_script() -> None:
    sources = (files("matcher") / "data" / "SOURCES.md").read_text(encoding="utf-8")
    for table in (*(f"scripts/{module}.tsv" for module in MODULES), *native_name_tables()):
        assert f"`{table.removeprefix('scripts/')}`" in sources


UNREADABLE = [("สมชาย", "วิชัย"), ("አበበ", "ደረጀ"), ("建国", "志强")]  # Thai, Amharic, Chinese


@pytest.mark.parametrize("word", [word for pair in UNREADABLE for word in pair])
def test_a_word_that_no_table_reads_is_compared_as_written(word: str) -> None:
    assert entry_of(word) is None
    (reading,) = all_readings(word)
    assert reading.scheme == UNREAD
    assert reading.text == word
    for forms in (surname_forms, given_forms, patronymic_forms):
        assert forms(word).keys
        assert skeleton(word) in forms(word).sounds
    assert skeleton(word) != ""


@pytest.mark.parametrize(("one", "other"), UNREADABLE)
def test_two_words_that_no_table_reads_are_not_one_name(one: str, other: str) -> None:
    for forms in (surname_forms, given_forms, patronymic_forms):
        assert not set(forms(one).keys) & set(forms(other).keys)
    person, stranger = (Person(surname=word, given_name=word) for word in (one, other))
    assert matcher.compare(person, person).weight > 0 > matcher.compare(person, stranger).weight


INVENTED: dict[str, list[tuple[str, ...]]] = {
    "scripts/scripts.tsv": [("runic", "\u16a0-\u16ea", "own", "An alphabet that stands for many")],
    "scripts/schemes.tsv": [("xx-runes", "xx", "Runes"), ("xx-soft", "xx", "Runes, softly spoken")],
    "scripts/runic.tsv": [
        ("scheme", "xx-runes"),
        ("scheme", "xx-soft", "1"),
        ("fold", "ᛋ", "ᛊ"),
        ("letter", "ᚨ", "а, о"),
        ("letter", "ᚾ", "н"),
        ("letter", "ᚾ", "нь", "end", "xx-soft"),
        ("letter", "ᛁ", "и"),
        ("letter", "ᛊ", "с"),
    ],
}
RUNIC = """
from matcher.names.scripts.letter_tables import letter_table

def fold(word):
    return letter_table("runic").fold(word)

def readings(word):
    return letter_table("runic").readings(fold(word))
"""


@pytest.fixture
def runic(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Iterator[None]:
    """A module, its table, a row in scripts.tsv and two in schemes.tsv, as if they were shipped."""

    def read_table(path: str, columns: int) -> list[tuple[str, ...]]:
        shipped = [] if path == "scripts/runic.tsv" else tables.read_table(path, columns)
        return shipped + [(*row, *[""] * (columns - len(row))) for row in INVENTED.get(path, [])]

    def forget() -> None:
        for cached in (script_entries, scheme_labels, scheme_languages, letter_table, romanisation.readings):
            cached.cache_clear()

    (tmp_path / "runic.py").write_text(RUNIC, encoding="utf-8")
    monkeypatch.setattr(scripts, "__path__", [*scripts.__path__, str(tmp_path)])
    monkeypatch.setattr(scripts, "read_table", read_table)
    monkeypatch.setattr(letter_tables, "read_table", read_table)
    forget()
    yield
    forget()


@pytest.mark.usefixtures("runic")
def test_a_further_script_is_a_module_a_table_and_rows_that_name_them() -> None:
    found = all_readings("ᛋᚨᚾ")
    assert [(reading.text, reading.scheme, reading.also) for reading in found] == [
        ("сан", "xx-runes", ("xx-soft",)),
        ("сон", "xx-runes", ("xx-soft",)),
    ]
    assert found == all_readings("ᛊᚨᚾ")
    assert {reading.language for reading in found} == {"xx"}
    assert scheme_labels()["xx-soft"] == "Runes, softly spoken"


def test_without_them_it_is_not_read() -> None:
    assert [reading.scheme for reading in all_readings("ᛋᚨᚾ")] == [UNREAD]
