"""Latin names foreign to Cyrillic are compared by how they sound in English."""

from __future__ import annotations

import pytest

import matcher
from matcher import Person
from matcher.names.phonetics import foreign_code


@pytest.mark.parametrize(("one", "other"), [("Smith", "Smyth"), ("Johnson", "Jonson"), ("Philips", "Fillips")])
def test_names_that_sound_alike_share_a_code(one: str, other: str) -> None:
    assert foreign_code(one) == foreign_code(other) != ""


@pytest.mark.parametrize("word", ["", "Шевченко", "Lee", "'", "山田"])
def test_what_is_not_latin_or_too_short_has_none(word: str) -> None:
    assert foreign_code(word) == ""


def test_marks_do_not_matter() -> None:
    assert foreign_code("Müller") == foreign_code("Muller")


def test_foreign_spellings_of_one_surname_are_found_and_not_contradicted() -> None:
    similar = matcher.compare(Person(full_name="Phillipson, John"), Person(full_name="Filypsen, John"))
    levels = {item.field: item.level for item in similar.fields}
    assert levels["surname"] in {"SIMILAR", "CLOSE", "SAME"}
