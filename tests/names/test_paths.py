"""Remembering the ways through earlier words changes no reading of a later one."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import given
from hypothesis import strategies as st

from matcher.names import paths
from matcher.names.romanisation import _latin_readings, readings, reference_readings, romanise, schemes

if TYPE_CHECKING:
    import pytest

SCHEMES = [scheme.id for scheme in schemes()]
LATIN = st.text(alphabet="abcdefghijklmnopqrstuvwxyzščžďťňýëïéèŭłśćźżâêèìŝ'-.", min_size=1, max_size=14)
CYRILLIC = st.text(alphabet="абвгдежзиклмнопрстуфхцчшщюяіїєґйьёыъэў'-", min_size=1, max_size=12)


@given(LATIN.filter(lambda word: any(letter.isalpha() for letter in word)))
def test_any_latin_word_is_read_as_by_the_clear_rule(word: str) -> None:
    assert _latin_readings(word) == reference_readings(word)


@given(CYRILLIC, st.sampled_from(SCHEMES))
def test_a_romanised_word_is_read_as_by_the_clear_rule(word: str, scheme: str) -> None:
    latin = romanise(word, scheme)
    assert _latin_readings(latin) == reference_readings(latin)


def test_a_full_memory_is_emptied_and_reads_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(paths, "MAX_TRANSITIONS", 3)
    for word in ("shevchenko", "ievtushenko", "tschaikowski", "shevchenko"):
        assert _latin_readings(word) == reference_readings(word)


def test_noise_of_any_length_is_read() -> None:
    assert readings("hzqx'" * 80)
