"""Cells of delimited text come out as they were meant, whatever the delimiter and the quotation marks."""

from __future__ import annotations

import csv
import io

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import InputError
from matcher.intake.delimited import DELIMITERS, read_delimited
from matcher.intake.headings import count_recognised

TABLE = [["№", "ПІБ", "Дата народження"], ["1", "Шевченко, Тарас; Г.", "09.03.1985"], ["2", "Коваль | Ганна", "1990"]]


def written(rows: list[list[str]], delimiter: str, end: str = "\r\n") -> str:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, lineterminator=end).writerows(rows)
    return text.getvalue()


@pytest.mark.parametrize("delimiter", DELIMITERS)
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_the_delimiter_is_found(delimiter: str, end: str) -> None:
    assert read_delimited(written(TABLE, delimiter, end), count_headings=count_recognised).rows == TABLE


def test_a_comma_in_the_names_of_a_single_column_is_no_delimiter() -> None:
    rows = read_delimited("ПІБ\nШевченко, Тарас\nКоваль, Ганна\n", count_headings=count_recognised).rows
    assert rows == [["ПІБ"], ["Шевченко, Тарас"], ["Коваль, Ганна"]]


def test_a_heading_with_commas_does_not_mislead() -> None:
    text = "№;Прізвище, ім'я, по батькові;Звання\n1;Шевченко Тарас;солдат\n"
    assert read_delimited(text, count_headings=count_recognised).rows[1] == ["1", "Шевченко Тарас", "солдат"]


def test_the_hint_of_excel_is_obeyed_and_is_no_row() -> None:
    grid = read_delimited("sep=|\nname|notes\nКоваль|a,b,c\n")
    assert grid.rows == [["name", "notes"], ["Коваль", "a,b,c"]]
    assert grid.numbers == [1, 2]


def test_a_cell_over_several_lines_is_one_row() -> None:
    grid = read_delimited('name,notes\nКоваль,"one\ntwo"\nБондар,\n')
    assert grid.rows[1:] == [["Коваль", "one\ntwo"], ["Бондар", ""]]
    assert grid.numbers == [1, 2, 3]


def test_a_call_sign_in_quotation_marks_keeps_them() -> None:
    grid = read_delimited('name,unit\n"Сокіл" Петро,А1234\n"Коваль, Ганна",А1\n')
    assert grid.rows[1:] == [['"Сокіл" Петро', "А1234"], ["Коваль, Ганна", "А1"]]
    assert [(remark.row, remark.column) for remark in grid.remarks] == [(2, 0)]


def test_an_unclosed_quotation_mark_does_not_swallow_the_rest() -> None:
    grid = read_delimited('name,call_sign\nКоваль,"Сокіл\nБондар,"Яструб"\nМельник,\n')
    assert grid.rows[1:] == [["Коваль", '"Сокіл'], ["Бондар", "Яструб"], ["Мельник", ""]]


def test_a_guarded_formula_loses_its_guard_and_is_reported() -> None:
    grid = read_delimited("name,notes\nКоваль,'=1+1\nО'Ніл,'так'\n")
    assert [row[1] for row in grid.rows] == ["notes", "=1+1", "'так'"]
    assert [(remark.row, remark.raw) for remark in grid.remarks] == [(2, "'=1+1")]


def test_a_delimiter_is_one_character() -> None:
    with pytest.raises(InputError, match="one character"):
        read_delimited("a", delimiter=";;")


def test_an_enormous_cell_is_read() -> None:
    assert len(read_delimited(f"name,notes\nКоваль,{'я' * 200_000}\n").rows[1][1]) == 200_000


CELLS = st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5), st.sampled_from(DELIMITERS))
def test_what_is_properly_quoted_comes_back(rows: list[list[str]], delimiter: str) -> None:
    text = io.StringIO()
    csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL).writerows(rows)
    read = read_delimited(text.getvalue(), delimiter=delimiter)
    restored = {(remark.row, remark.column): remark.raw for remark in read.remarks}
    cells = [
        [restored.get((number, place), cell) for place, cell in enumerate(row)]
        for number, row in enumerate(read.rows, start=1)
    ]
    assert cells == rows


@given(st.text(max_size=60), st.sampled_from(DELIMITERS))
def test_no_text_makes_it_stumble_or_lose_a_letter(text: str, delimiter: str) -> None:
    grid = read_delimited(text, delimiter=delimiter)
    kept = sorted(character for row in grid.rows for cell in row for character in cell if character.isalpha())
    skipped = text.lower().startswith(("sep=", '"sep='))
    assert skipped or kept == sorted(character for character in text if character.isalpha())
