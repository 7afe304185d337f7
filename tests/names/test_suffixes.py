from __future__ import annotations

import pytest

from matcher.names.sounds import skeleton
from matcher.names.suffixes import surname_suffix


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("шевченко", "шевчук"),
        ("ковальський", "ковальчук"),
        ("григорук", "григоренко"),
        ("петров", "петренко"),
        ("капанадзе", "капанашвілі"),
        ("гольдберг", "гольдштейн"),
        ("акопян", "акопов"),
    ],
)
def test_surnames_of_one_stem_have_suffixes_of_different_classes(one: str, other: str) -> None:
    first, second = surname_suffix(skeleton(one))[0], surname_suffix(skeleton(other))[0]
    assert first
    assert second
    assert first != second


@pytest.mark.parametrize(
    ("uk", "ru"), [("ковальський", "ковальский"), ("зайців", "зайцив"), ("петрів", "петрив"), ("сидорук", "сидорук")]
)
def test_the_class_is_the_same_in_both_languages(uk: str, ru: str) -> None:
    assert surname_suffix(skeleton(uk)) == surname_suffix(skeleton(ru)) != ("", 0)


def test_a_surname_without_a_suffix_has_no_class() -> None:
    assert [surname_suffix(skeleton(name))[0] for name in ("мороз", "кіт", "чорновол")] == ["", "", ""]
