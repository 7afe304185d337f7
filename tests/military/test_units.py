"""Units as lists write them: one key in every spelling."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.military import parse_unit


@pytest.mark.parametrize(
    ("key", "spellings"),
    [
        ("code-A1234", ["А1234", "A1234", "a1234", "в/ч А1234", "В/Ч A-1234", "військова частина А 1234"]),
        ("code-3057", ["3057", "в/ч 3057", "войсковая часть 3057", "військової частини 3057"]),
        (
            "brigade-36",
            ["36 ОБрМП", "36-та окрема бригада морської піхоти", "36th Marine Brigade", "36 омбр",
            "бригада №36",
             "36-я отдельная бригада морской пехоты", "2 батальйон 36 ОБрМП", "36 bde"],
        ),
        ("brigade-81", ["81 ОАеМБр", "81 окрема аеромобільна бригада", "81st Air Assault Brigade"]),
        ("brigade-12", ["12 бригада НГУ «Азов»", "полк Азов", "Azov", "12 brigade"]),
        ("brigade-3", ["3 ОШБр", "третя штурмова", "3rd Separate Assault Brigade"]),
        ("battalion-24", ["бат. Айдар", "24 ОШБ", "Aidar"]),
        ("border-detachment-10", ["10 прикордонний загін", "10 пограничный отряд"]),
    ],
)  # fmt: skip
def test_a_unit_has_one_key_in_every_spelling(key: str, spellings: list[str]) -> None:
    assert {unit.key for unit in map(parse_unit, spellings) if unit} == {key}


@pytest.mark.parametrize("text", ["", "-", "??"])
def test_an_empty_unit_is_none(text: str) -> None:
    assert parse_unit(text) is None


def test_a_cell_with_code_and_name_gives_both_keys() -> None:
    unit = parse_unit("36 ОБрМП (в/ч А1234)")
    assert unit is not None
    assert (unit.key, unit.also) == ("code-A1234", ("brigade-36",))


def test_brigades_of_one_number_are_told_apart_by_their_branch() -> None:
    branches = [unit.branch for unit in map(parse_unit, ("36 ОБрМП", "36 ОМБр", "36 бригада")) if unit]
    assert branches[0] == "marine"
    assert branches[1] not in {"marine", None}
    assert branches[2] is None


@pytest.mark.parametrize(
    ("text", "kind"),
    [("А1234", "code"), ("36 ОБрМП", "brigade"), ("10 прикордонний загін", "border-detachment"), ("Привид", "name")],
)
def test_only_units_of_one_kind_can_contradict(text: str, kind: str) -> None:
    unit = parse_unit(text)
    assert unit is not None
    assert unit.kind == kind


def test_a_branch_alone_is_no_particular_unit() -> None:
    unit = parse_unit("морська піхота")
    assert unit is not None
    assert unit.key == ""


@given(st.text(max_size=40))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    parse_unit(text)
