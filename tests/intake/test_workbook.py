"""Spreadsheets: dates stay dates, text stays text, and what the file does not hold is reported."""

from __future__ import annotations

import datetime as dt
import io
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from openpyxl import Workbook

from matcher.errors import InputError
from matcher.intake import Severity
from matcher.intake.workbook import read_workbook

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence


def xlsx(*sheets: Sequence[Sequence[Any]], hidden: Sequence[int] = ()) -> bytes:
    book = Workbook()
    book.remove(book.active)
    for number, rows in enumerate(sheets):
        sheet = book.create_sheet(f"Аркуш {number + 1}")
        for row in rows:
            sheet.append(row)
        if number in hidden:
            sheet.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def rewritten(data: bytes, part: str, old: bytes, new: bytes) -> bytes:
    """Return an archive in which one part was changed."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            content = source.read(name)
            if name == part:
                assert old in content
                content = content.replace(old, new)
            target.writestr(name, content)
    return buffer.getvalue()


def test_dates_numbers_and_text_come_out_as_a_person_would_type_them() -> None:
    row = [dt.date(1985, 3, 7), dt.datetime(2023, 7, 1, 14, 30), 1985, 1.5, "0123", True, None, "NA"]  # noqa: DTZ001
    grid = read_workbook(xlsx([row]), "list.xlsx")
    assert grid.rows == [["1985-03-07", "2023-07-01 14:30:00", "1985", "1.5", "0123", "TRUE", "", "NA"]]


def test_rows_and_columns_are_counted_from_the_corner_of_the_sheet() -> None:
    grid = read_workbook(xlsx([[], [], [None, "ПІБ"], [None, "Коваль"]]), "list.xlsx")
    assert grid.numbers == [3, 4]
    assert grid.rows == [["", "ПІБ"], ["", "Коваль"]]


def test_the_first_visible_sheet_that_holds_anything_is_read_and_others_are_reported() -> None:
    data = xlsx([["secret"]], [], [["ПІБ"], ["Коваль"]], [["more"]], hidden=[0])
    grid = read_workbook(data, "list.xlsx")
    assert grid.rows == [["ПІБ"], ["Коваль"]]
    assert grid.origin == "sheet 'Аркуш 3'"
    assert [(remark.raw, remark.severity) for remark in grid.remarks] == [("Аркуш 4, Аркуш 1", Severity.DOUBTFUL)]


@pytest.mark.parametrize("sheet", ["Аркуш 2", 2, "2"])
def test_a_sheet_can_be_chosen_by_name_or_number(sheet: str | int) -> None:
    assert read_workbook(xlsx([["a"]], [["b"]]), "list.xlsx", sheet).rows == [["b"]]


def test_a_sheet_that_does_not_exist_is_refused_with_those_that_do() -> None:
    with pytest.raises(InputError, match=r"list.xlsx has no sheet 'Лист1'; it has 'Аркуш 1'\."):
        read_workbook(xlsx([["a"]]), "list.xlsx", "Лист1")


def test_a_formula_without_a_result_is_reported() -> None:
    grid = read_workbook(xlsx([["name", "born"], ["Коваль", "=1900+85"]]), "list.xlsx")
    assert [(remark.row, remark.column, remark.raw, remark.severity) for remark in grid.remarks] == [
        (2, 1, "=1900+85", Severity.REFUSED)
    ]


def test_a_formula_with_a_result_is_read() -> None:
    data = rewritten(
        xlsx([["name", "born"], ["Коваль", "=1900+85"]]), "xl/worksheets/sheet1.xml", b"<v />", b"<v>1985</v>"
    )
    grid = read_workbook(data, "list.xlsx")
    assert grid.rows[1] == ["Коваль", "1985"]
    assert not grid.remarks


def test_a_spreadsheet_error_is_reported() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["A2"] = "name", "#REF!"
    sheet["A2"].data_type = "e"
    buffer = io.BytesIO()
    book.save(buffer)
    remarks = read_workbook(buffer.getvalue(), "list.xlsx").remarks
    assert [(remark.row, remark.column, remark.raw) for remark in remarks] == [(2, 0, "#REF!")]


def test_one_stray_cell_in_the_last_corner_does_not_end_the_program() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"], sheet["XFD1048576"] = "ПІБ", "x"
    buffer = io.BytesIO()
    book.save(buffer)
    with pytest.raises(InputError, match="row 1048576, column 16384"):
        read_workbook(buffer.getvalue(), "list.xlsx")


def test_formatting_far_out_is_no_stray_cell() -> None:
    book = Workbook()
    sheet = book.active
    assert sheet is not None
    sheet["A1"] = "ПІБ"
    sheet["XFD1048576"].number_format = "0.00"
    buffer = io.BytesIO()
    book.save(buffer)
    assert read_workbook(buffer.getvalue(), "list.xlsx").rows == [["ПІБ"]]


def test_ods_dates_and_numbers_as_text(make_ods: Callable[..., bytes]) -> None:
    data = make_ods([], [["ПІБ", "Д/Н"], ["Коваль", "date:1985-03-07"], ["0123", "float:1985"]])
    assert read_workbook(data, "list.ods").rows == [["ПІБ", "Д/Н"], ["Коваль", "1985-03-07"], ["0123", "1985"]]


def test_the_empty_rows_with_which_ods_fills_its_sheets_are_not_read(make_ods: Callable[..., bytes]) -> None:
    filler = (
        '<table:table-row table:number-rows-repeated="1048574">'
        '<table:table-cell table:number-columns-repeated="16384"/></table:table-row>'
    )
    assert read_workbook(make_ods([["ПІБ"], ["Коваль"]], extra_rows=filler), "list.ods").rows == [["ПІБ"], ["Коваль"]]


@pytest.mark.parametrize("bomb", ["cell", "row"])
def test_a_cell_that_stands_for_a_million_is_refused(make_ods: Callable[..., bytes], bomb: str) -> None:
    rows = ' table:number-rows-repeated="1048576"' if bomb == "row" else ""
    columns = ' table:number-columns-repeated="16384"' if bomb == "cell" else ""
    filler = (
        f"<table:table-row{rows}><table:table-cell{columns} office:value-type='string'><text:p>x</text:p>"
        "</table:table-cell></table:table-row>"
    )
    with pytest.raises(InputError, match="delete the copies"):
        read_workbook(make_ods([["ПІБ"]], extra_rows=filler), "list.ods")


def test_an_archive_that_unpacks_without_end_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("matcher.intake.archive._MOST_BYTES", 1000)
    with pytest.raises(InputError, match="too large"):
        read_workbook(xlsx([["ПІБ"]]), "list.xlsx")


def test_a_damaged_workbook_is_one_sentence() -> None:
    data = rewritten(xlsx([["ПІБ"]]), "xl/worksheets/sheet1.xml", b"<row", b"<<row")
    with pytest.raises(InputError, match=r"^list\.xlsx is damaged: .* save it again\.$") as caught:
        read_workbook(data, "list.xlsx")
    assert "\n" not in str(caught.value)


def test_a_workbook_with_nothing_in_it_is_empty() -> None:
    with pytest.raises(InputError, match=r"list\.xlsx is empty"):
        read_workbook(xlsx([]), "list.xlsx")
