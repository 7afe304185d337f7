"""Names read in bulk are read as if each had gone through the clear code."""

from __future__ import annotations

import csv
import io
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest

from fixtures.draw import Draw
from fixtures.lists import make_pair
from fixtures.rates import PRESETS
from matcher import preparation
from matcher.bulk_names import BulkNames, BulkReader
from matcher.preparation import Vocabularies
from tests.benchmarks.parsing import sections

if TYPE_CHECKING:
    from matcher.name_variants import ReadName

ROOT = Path(__file__).parent
Row = tuple[str, str, str, str, str]


def read(rows: list[Row], *, fast: bool, monkeypatch: pytest.MonkeyPatch) -> tuple[BulkNames, Vocabularies, int]:
    """Read rows of name cells, and count those that went through the clear code."""
    vocabularies, calls = Vocabularies(), list[Row]()
    clear = partial(preparation._slow_name, vocabularies=vocabularies)

    def counted(row: Row) -> ReadName:
        calls.append(row)
        return clear(row)

    reader = BulkReader(vocabularies.names, counted)
    with monkeypatch.context() as patch:
        if not fast:
            patch.setattr(BulkReader, "_grouped", lambda _self, distinct: ([], list(range(len(distinct)))))
        columns = [np.array(column, dtype=object) for column in zip(*rows, strict=True)]
        return reader.read(columns), vocabularies, len(calls)


def assert_same(rows: list[Row], monkeypatch: pytest.MonkeyPatch) -> float:
    """Compare both ways, and return the share of rows that were read fast."""
    fast, own, slow_count = read(rows, fast=True, monkeypatch=monkeypatch)
    clear, reference, _ = read(rows, fast=False, monkeypatch=monkeypatch)
    for mine, theirs in zip(own.names, reference.names, strict=True):
        assert mine.words.texts == theirs.words.texts
    for name in BulkNames.__slots__:
        np.testing.assert_array_almost_equal(getattr(fast, name), getattr(clear, name), err_msg=name)
    return 1 - slow_count / len(set(rows))


def test_composed_names_in_any_order_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    draw = Draw("bulk names")
    rows = [(names(draw)[0], "", "", "", "") for _ in range(100) for _, names in sections()]
    assert assert_same(rows, monkeypatch) > 0.5


def test_generated_lists_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    pair = make_pair(5, 700, 1500, PRESETS["other"])
    in_one = [(row["full_name"], "", "", "", "") for row in pair.released]
    in_three = [("", row["surname"], row["given_name"], row["patronymic"], "") for row in pair.missing]
    assert assert_same(in_one, monkeypatch) > 0.5
    assert assert_same(in_three, monkeypatch) > 0.5


def test_the_name_cases_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    text = (ROOT / "name_cases" / "name_cases.tsv").read_text(encoding="utf-8")
    lines = csv.reader(io.StringIO(text), delimiter="\t", quoting=csv.QUOTE_NONE)
    names = [cell for line in lines if line and not line[0].startswith("#") for cell in line[2:4]]
    assert len(names) > 1000
    assert_same([(name, "", "", "", "") for name in names], monkeypatch)


@pytest.mark.parametrize(
    "row",
    [
        ("", "", "", "", ""),
        ("", "Шевченко", "", "", ""),
        ("", "", "Тарас", "", ""),
        ("", "", "", "Григорович", ""),
        ("", "Тарас", "Шевченко", "", ""),
        ("", "Шевченко", "Т.", "Г.", ""),
        ("", "Шевченко", "Т. Г.", "", ""),
        ("Шевченко Т.Г.", "", "", "", ""),
        ("Шевченко ТГ", "", "", "", ""),
        ("ЯН ЛІ", "", "", "", ""),
        ("Іван Іван", "", "", "", ""),
        ("Іван Іван Іванович", "", "", "", ""),
        ("Шевченко  Тарас", "", "", "", ""),
        ("Шевченко Taras", "", "", "", ""),
        ("Coрока Іван", "", "", "", ""),
        ("Дем’яненко Мар'Яна", "", "", "", ""),
        ("фон Бок Іван", "", "", "", ""),
        ("Алієв Алі Ахмед оглы", "", "", "", ""),
        ("солдат Шевченко Тарас", "", "", "", ""),
        ("Бойко Іван позивний Кіт", "", "", "", ""),
        ("Ярослава Шевченка", "", "", "", ""),
        ("Шевченка Тараса Григоровича", "", "", "", ""),
        ("Шевченко Тарас", "Бойко", "Іван", "", ""),
        ("Бойко Ганна Петрівна", "", "", "", "Коваль; Ковальчук Ганна"),
        ("12 345", "", "", "", ""),
        ("Vasyl' Bondar'", "", "", "", ""),
        ("Itdxtyrj Nfhfc", "", "", "", ""),
        ("Rhfcm Nfhfc Ivan", "", "", "", ""),
        ("Лщмфдутлщ Шмфт", "", "", "", ""),
        ("", "Rhfcm", "Nfhfc", "", ""),
        ("", "Itdxtyrj", "Taras", "", ""),
        ("", "Rhfcm", "", "Nfhfcjdbx", ""),
        ("Smoliar Rornan", "", "", "", ""),
        ("Smoliar Rornan Ivan", "", "", "", ""),
        ("", "Голий", "Юпія", "", ""),
        ("Сич Олена Рпманівна", "", "", "", ""),
        ("Дубина Віра Лев ківна", "", "", "", ""),
        ("Бондар Воло димир Іванович", "", "", "", ""),
        ("Корсак Дм. Вол.", "", "", "", ""),
        ("Korsak Yu Ya", "", "", "", ""),
        ("Мельник Ганна у дівоцтві Коваль", "", "", "", ""),
        ("Melnyk Hanna nee Koval", "", "", "", ""),
        ("Гайдук Иван - Сокіл", "", "", "", ""),
        ("Болат улы Нурлан Алиев", "", "", "", ""),
        ("Mahmoud Hassan", "", "", "", ""),
        ("Mahmoud Petrenko", "", "", "", ""),
        ("Петрик Савка Денисович", "", "", "", ""),
        ("İlkin Dğmş", "", "", "", ""),
    ],
)
def test_what_is_out_of_the_ordinary_is_read_alike(row: Row, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_same([row, ("Бондар Олег", "", "", "", ""), row], monkeypatch)


def test_scraps_of_names_in_any_mixture_are_read_alike(monkeypatch: pytest.MonkeyPatch) -> None:
    scraps = (
        "Іван", "Петрик", "Савка", "Шевченко", "ШЕВЧЕНКО", "Т.Г.", "Т", "Дм.", "Kh", "Yu.", "Лев", "ківна", "Koval",
        "née", "born", "фон", "Itdxtyrj", "Nfhfc", "Rhfcm", "Rornan", "Мнкола", "Юпія", "Гола", "О'Ніл", "-", "ʹ",
        "(Лис)", "улы", "Петрович", "Petrovych", "Шмфт", "Фещщ", "Dğmş", "солдат", "Анна-Марія", "Hassan", "Mahmoud",
        "al-Ali", "محمد", "Ван",
    )  # fmt: skip
    draw = Draw("scraps")
    rows: list[Row] = [
        (" ".join(draw.pick(scraps) for _ in range(1 + draw.below(4))), "", "", "", "") for _ in range(800)
    ]
    cells = (*scraps, "", "", "")
    rows += [("", draw.pick(cells), draw.pick(cells), draw.pick(cells), "") for _ in range(500)]
    assert_same(rows, monkeypatch)


def test_the_first_way_costs_nothing_and_the_others_what_they_are_less_likely(monkeypatch: pytest.MonkeyPatch) -> None:
    names, vocabularies, _ = read([("Олег Іван", "", "", "", "")], fast=True, monkeypatch=monkeypatch)
    assert names.belief[0] == 0
    assert (names.belief[1:] < -0.5).all()
    assert [vocabularies.surname.words.texts[code] for code in names.surname[:2]] == ["олег", "іван"]


def test_an_earlier_surname_costs_two_bits(monkeypatch: pytest.MonkeyPatch) -> None:
    names, _, _ = read([("Мельник (Бойко) Ганна Петрівна", "", "", "", "")], fast=True, monkeypatch=monkeypatch)
    assert names.belief.tolist() == [0, -2]
