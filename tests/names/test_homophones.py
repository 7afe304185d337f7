"""Letters decide between names that sound alike, and lossy romanisations are undone last."""

from __future__ import annotations

import pytest
from hypothesis import given as given_example
from hypothesis import strategies as st

from matcher.names.confusions import misreadings
from matcher.names.given import lookup_given
from matcher.names.homophones import best_spelt, letter_key, narrowed
from matcher.names.reading import Reading

SPELLED = {"seleman": ("short",), "selemaan": ("long",)}


def reading(text: str, scheme: str = "uk-2010") -> Reading:
    return Reading(text, scheme, "uk")


def test_letters_that_languages_exchange_are_one() -> None:
    assert letter_key("артеміївна") == letter_key("артемийивна")
    assert letter_key("дем'ян") == letter_key("демьян")
    assert letter_key("артеміївна") != letter_key("артемівна")
    assert letter_key("арсен") != letter_key("арсени")


def test_a_written_standard_is_believed_before_careless_spelling() -> None:
    spelled = {letter_key("яна"): ("Яна",), letter_key("ана"): ("Анна",)}
    standard, careless = reading("яна", "iso9"), reading("ана", "uk-everyday")
    assert best_spelt((careless, standard), spelled) == ("Яна",)
    assert best_spelt((careless,), spelled) == ("Анна",)
    assert narrowed(("Яна", "Анна"), (careless, standard), spelled) == ("Яна",)


def test_what_no_letters_speak_for_is_kept_whole() -> None:
    assert narrowed(("Яна", "Анна"), (reading("оно"),), {}) == ("Яна", "Анна")


@pytest.mark.parametrize(
    ("word", "group"),
    [
        ("Bekhan", "m:Бекхан"), ("Wazhen", "m:Вазген"), ("Vishan", "m:Вісхан"), ("Semfira", "f:Земфіра"),
        ("Schandos", "m:Жандос"), ("Itshak", "m:Ісаак"), ("Artom", "m:Артем"), ("Slata", "f:Злата"),
    ],
)  # fmt: skip
def test_names_that_a_scheme_writes_with_other_sounds_are_found(word: str, group: str) -> None:
    assert [match.group for match in lookup_given(word.lower())] == [group]


def test_a_lossy_spelling_never_hides_a_name_that_is_written_so() -> None:
    assert {match.group for match in lookup_given("sofia")} == {"f:Софія"}
    assert {match.group for match in lookup_given("roman")} == {"m:Роман"}


@given_example(st.text("абвгдежзиклмнопрстухцьоіўя", min_size=1, max_size=14))
def test_misreadings_are_few_and_differ_from_the_word(word: str) -> None:
    found = misreadings(word)
    assert word not in found
    assert len(found) < 16
