"""Given names of further scripts, from the tables beside their letters."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from matcher.errors import DataFileError
from matcher.names import given, native
from matcher.names.given import group_label, lookup_given, name_groups
from matcher.names.native import NativeName, native_names

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


@pytest.fixture
def tables(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[..., None]]:
    """Let the tables of native names hold some rows only."""
    cached = (native.native_names, given.name_groups)

    def hold(*rows: tuple[str, ...]) -> None:
        for function in cached:
            function.cache_clear()
        monkeypatch.setattr(native, "native_name_tables", lambda: ("scripts/names_invented.tsv",))
        monkeypatch.setattr(native, "read_table", lambda _path, _columns: list(rows))

    yield hold
    monkeypatch.undo()
    for function in cached:
        function.cache_clear()


def test_a_row_of_a_known_name_adds_forms_to_it(tables: Callable[..., None]) -> None:
    tables(("m", "გიორგი", "m:Георгій", "Гиоргий", "Guiorgi"))
    group = name_groups()["m:Георгій"]
    assert "გიორგი" in group.native
    assert {"Гиоргий"} <= set(group.uk) & set(group.ru)
    assert "Guiorgi" in group.other
    assert group_label("m:Георгій") == ("Георгій", "Георгий")


def test_a_new_name_is_named_by_its_first_form_and_joined_over_tables(tables: Callable[..., None]) -> None:
    tables(
        ("m", "ზებრიკი", "-", "Зебрік, Зебрик", "Zebrik"),
        ("m", "Զեբրիկ", "-", "Зебрік", "Zebrig"),
    )
    group = name_groups()["m:Зебрік"]
    assert group.native == ("ზებრიკი", "Զեբրիկ")
    assert group.other == ("Zebrik", "Zebrig")
    assert group_label("m:Зебрік") == ("Зебрік", "Зебрик")


def test_two_tables_that_share_a_form_have_one_name(
    tables: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    tables()
    rows = {
        "scripts/names_a.tsv": [("m", "ზებრიკი", "-", "Зебрік, Зебрик", ""), ("m", "", "-", "Зубрік, Зебрик", "")],
        "scripts/names_b.tsv": [("m", "Զուբրիկ", "-", "Забрік, Зубрік", "")],
    }
    monkeypatch.setattr(native, "native_name_tables", lambda: tuple(rows))
    monkeypatch.setattr(native, "read_table", lambda path, _columns: rows[path])
    assert {"m:Зебрік", "m:Зубрік"} <= set(name_groups())
    assert "m:Забрік" not in name_groups()
    assert name_groups()["m:Зубрік"].native == ("Զուբրիկ",)


def test_a_form_of_the_tables_of_given_names_stays_that_name(tables: Callable[..., None]) -> None:
    tables(("f", "ديما", "-", "Діма, Дима, Дімаа", "Dima"), ("m", "", "-", "Зебрик, Іван", "Zebrik, Ivan"))
    assert name_groups()["f:Діма"].uk == ("Дімаа",)
    assert name_groups()["m:Зебрик"].uk == ("Зебрик",)


@pytest.mark.parametrize(
    ("row", "problem"),
    [
        (("m", "გიორგი", "m:Нікого", "", ""), "m:Нікого"),
        (("f", "გიორგი", "m:Георгій", "", ""), "sex f"),
        (("x", "გიორგი", "m:Георгій", "", ""), "write m or f"),
        (("m", "ზებრიკი", "-", "", "Zebrik"), "Cyrillic"),
        (("m", "ზებრიკი", "", "Зебрік", ""), "no group"),
    ],
)
def test_a_wrong_row_is_named(tables: Callable[..., None], row: tuple[str, ...], problem: str) -> None:
    tables(("m", "", "m:Іван", "", ""), row)
    with pytest.raises(DataFileError, match=problem) as refused:
        name_groups()
    assert "names_invented.tsv, name 2" in str(refused.value)


def test_a_name_joined_to_another_row_is_found_there(tables: Callable[..., None]) -> None:
    tables(("m", "სტეფანი", "m:Стефан", "", ""))
    assert "სტეფანი" in name_groups()["m:Степан"].native


def test_the_shipped_tables_are_in_order() -> None:
    assert all(isinstance(name, NativeName) for name in native_names())
    assert all(group_label(group) for group in name_groups())


@pytest.mark.parametrize(
    ("word", "group"),
    [
        ("გიორგი", "m:Георгій"),
        ("γιώργος", "m:Георгій"),
        ("محمد", "m:Магомед"),
        ("əhməd", "m:Ахмед"),
        ("қайрат", "m:Кайрат"),
    ],
)
def test_native_spellings_lead_to_the_name(word: str, group: str) -> None:
    assert group in {match.group for match in lookup_given(word) if match.kind == "form"}


def test_a_short_form_of_the_other_sex_stays_one() -> None:
    assert {match.group for match in lookup_given("дима")} >= {"m:Дмитро"}
    assert all(match.sex == "m" for match in lookup_given("дима"))
