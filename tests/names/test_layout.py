"""Another keyboard layout is put right where that is certain, and no name is taken for one."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.names.given import name_groups
from matcher.names.layout import relayout
from matcher.tables import read_table


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Itdxtyrj Nfhfc Uhbujhjdbx", "Шевченко Тарас Григорович"),
        ("itdxtyrj nfhfc", "шевченко тарас"),
        ("ITDXTYRJ NFHFC", "ШЕВЧЕНКО ТАРАС"),
        ("Itdxtyrj N. U.", "Шевченко Т. Г."),
        ("Rjdfktyrj Jktrcsq", "Коваленко Олексій"),  # і on the Ukrainian layout
        ("Cjrjkjdf K.,jdm", "Соколова Любовь"),
        ("<jylfhtyrj >hsq", "Бондаренко Юрій"),  # signs are letters there
        ("Rjdfktyrj Іван", "Коваленко Іван"),  # the layout was changed in between
        ("Ірумсрутлщ Ефкфі", "Shevchenko Taras"),
        ("Лщмфдутлщ Шмфт", "Kovalenko Ivan"),
    ],
)
def test_a_name_typed_with_another_layout_is_read(written: str, meant: str) -> None:
    assert relayout(written) == meant


@pytest.mark.parametrize(
    "name",
    ["Shevchenko Taras", "Szczebrzeszyn", "Krzysztof Brzęczyszczykiewicz", "Шевченко Тарас", "Щукін Філіпп", "Ng Vy",
     "Hryts", "Smrž Jiří", "Qwrt Zxcv", "Tkbr", "", "А1234", "Mkrtchyan Vrzh", "محمد"],
)  # fmt: skip
def test_a_name_and_what_would_become_none_stay(name: str) -> None:
    assert relayout(name) is None


def test_no_given_name_is_taken_for_another_layout() -> None:
    for group in name_groups().values():
        for form in (*group.uk, *group.ru, *group.be, *group.other, *group.short):
            assert relayout(form) is None, form
            assert relayout(f"Bondar {form}") is None, form


def test_the_text_retyped_with_the_wrong_layout_comes_back() -> None:
    keys = {row[1]: row[0] for row in reversed(read_table("names/layout.tsv", 3)) if row[1].isalpha()}
    for group in list(name_groups().values())[:60]:
        meant = f"шевченко {group.uk[0].lower()}"
        if "'" not in meant:
            assert relayout("".join(keys.get(letter, letter) for letter in meant)) == meant


@given(st.text(max_size=25))
def test_any_text_is_taken_without_error_and_words_stay_words(text: str) -> None:
    changed = relayout(text)
    assert changed is None or len(changed.split()) == len(text.split())
