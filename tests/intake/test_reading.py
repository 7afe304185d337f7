"""A list is read whole: every row is there, what was not plain is reported, what cannot be used is one sentence."""

from __future__ import annotations

import codecs
import csv
import datetime as dt
import io
import os
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from matcher.errors import InputError, InputNotFoundError, UnknownIdError
from matcher.export import write_table
from matcher.intake import Records, Severity, from_persons, read
from matcher.person import Person

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

LISTS = {
    "uk": "п/п;Прізвище;Ім'я;По батькові;Дата народження;В/ч\n"
    "1;Ґудзь;Євген;Іванович;07.03.1985;А1234\n2;Їжак;Ганна;;1990;\n",
    "ru": "п/п;Фамилия;Имя;Отчество;Дата рождения;В/ч\n1;Съедин;Пётр;Ильич;07.03.1985;А1234\n2;Эйдельман;Анна;;1990;\n",
    "en": "id;surname;given name;patronymic;date of birth;unit\n"
    "1;Hudz;Yevhen;Ivanovych;07.03.1985;A1234\n2;Yizhak;Hanna;;1990;\n",
}
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "windows-1251", "koi8-u", "cp866", "cp1125"]


@pytest.fixture
def file(tmp_path: Path) -> Callable[..., Path]:
    """Return a maker of files from text or bytes."""

    def make(content: str | bytes, name: str = "list.csv") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return make


def said(records: Records, severity: Severity | None = None) -> list[tuple[int | None, str]]:
    """Return row and column of all problems."""
    return [(p.row, p.column) for p in records.problems if severity in {None, p.severity}]


def first(records: Records) -> dict[str, Any]:
    """Return the first record."""
    return {str(heading): cell for heading, cell in records.data.to_dict("records")[0].items()}


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("language", LISTS)
def test_every_encoding_and_heading_language_gives_the_same_records(
    file: Callable[..., Path], language: str, encoding: str
) -> None:
    text = LISTS[language]
    try:
        data = text.encode(encoding)
    except UnicodeEncodeError:
        pytest.skip(f"{encoding} lacks a letter of the list")
    records = read(file(data))
    plain = read(file(text))
    pd.testing.assert_frame_equal(records.data, plain.data)
    assert list(records.data) == ["id", "surname", "given_name", "patronymic", "birth_date", "unit"]
    # The two encodings of DOS differ in a few letters only; that the other would nearly fit is said.
    assert not records.problems or encoding in {"cp866", "cp1125"}


def test_columns_come_in_the_order_of_the_vocabulary_and_then_of_the_file(file: Callable[..., Path]) -> None:
    records = read(file("Телефон,Примітки,Дата народження,Колір,ПІБ\n+380,x,1985,синій,Коваль\n"))
    assert list(records.data) == ["id", "full_name", "birth_date", "notes", "Телефон", "Колір"]
    assert records.recognised == {"Примітки": "notes", "Дата народження": "birth_date", "ПІБ": "full_name"}
    assert records.data.loc[0, "Телефон"] == "+380"


def test_surnames_that_look_like_missing_values_survive(file: Callable[..., Path]) -> None:
    names = ["NA", "None", "Null", "nan", "NaN", "N/A", "TRUE", "007"]
    records = read(file("surname,birth_date\n" + "".join(f"{name},1985\n" for name in names)))
    assert records.data["surname"].tolist() == names


def test_numbers_that_begin_with_zero_stay_text(file: Callable[..., Path]) -> None:
    assert list(first(read(file("id,name,РНОКПП\n007,Коваль,0123456789\n"))).values()) == [
        "007",
        "Коваль",
        "0123456789",
    ]


def test_a_csv_that_is_really_a_workbook_is_read(file: Callable[..., Path]) -> None:
    book = Workbook()
    assert book.active is not None
    book.active.append(["ПІБ", "Д/Н"])
    book.active.append(["Коваль Ганна", dt.date(1985, 3, 7)])
    buffer = io.BytesIO()
    book.save(buffer)
    records = read(file(buffer.getvalue()))
    assert records.data.to_dict("records") == [{"id": "2", "full_name": "Коваль Ганна", "birth_date": "1985-03-07"}]


# --- Ids ------------------------------------------------------------------------------------------------------


def test_without_an_id_the_row_number_is_the_id(file: Callable[..., Path]) -> None:
    records = read(file("ПІБ\nКоваль\n\nБондар\n"))
    assert records.data["id"].tolist() == ["2", "4"]
    assert records.rows.tolist() == [2, 4]
    assert records.row_of("4") == 4
    with pytest.raises(UnknownIdError, match="no record with the id '3'"):
        records.row_of("3")


def test_numbering_that_starts_again_is_no_id(file: Callable[..., Path]) -> None:
    records = read(file("№,ПІБ\n1,Коваль\n2,Бондар\n1,Мельник\n"))
    assert records.data["id"].tolist() == ["2", "3", "4"]
    assert records.data["№"].tolist() == ["1", "2", "1"]
    assert said(records) == [(None, "№")]
    assert "rows 2 and 4" in records.problems[0].action


def test_duplicate_ids_are_refused_with_both_rows(file: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match=r"list\.csv: rows 2 and 4 have the same id in column 'ID'"):
        read(file("ID,ПІБ\nA,Коваль\nB,Бондар\nA ,Мельник\n"))


def test_a_row_without_an_id_gets_one_that_nobody_has(file: Callable[..., Path]) -> None:
    records = read(file("ID,ПІБ\nA,Коваль\n,Бондар\nrow-3,Мельник\n"))
    assert records.data["id"].tolist() == ["A", "row-3-", "row-3"]
    assert said(records) == [(3, "ID")]


def test_ids_that_the_file_does_not_give_are_known_as_made() -> None:
    assert read("ID,ПІБ\nA,Коваль\n,Бондар\nrow-3,Мельник\n".encode()).made_ids == {"row-3-"}
    assert read("ПІБ\nКоваль\nБондар\n".encode()).made_ids == {"2", "3"}
    assert read("ID,ПІБ\nA,Коваль\n".encode()).made_ids == set()


def test_an_id_column_without_an_id_identifies_nobody() -> None:
    records = read("ID,ПІБ\n,Коваль\n ,Бондар\n".encode())
    assert records.recognised == {"ПІБ": "full_name"}
    assert records.data["id"].tolist() == ["2", "3"]
    assert records.made_ids == {"2", "3"}
    numbered = read("ID,№,ПІБ\n,7,Коваль\n,8,Бондар\n".encode())
    assert numbered.recognised == {"№": "id", "ПІБ": "full_name"}
    assert numbered.data["id"].tolist() == ["7", "8"]
    second = read("ID,missing_id,ПІБ\n,M1,Коваль\n".encode())
    assert (second.recognised["missing_id"], second.data["id"].tolist()) == ("id", ["M1"])


def test_a_real_id_goes_before_a_running_number_which_is_carried(file: Callable[..., Path]) -> None:
    records = read(file("№ з/п,missing_id,ПІБ\n1,M1,Коваль\n"))
    assert first(records) == {"id": "M1", "full_name": "Коваль", "№ з/п": "1"}


def test_of_several_id_columns_the_one_without_repetitions_counts(file: Callable[..., Path]) -> None:
    assert read(file("family_id,missing_id,ПІБ\n7,M1,Коваль\n7,M2,Коваль Г.\n")).data["id"].tolist() == ["M1", "M2"]


# --- Headings and names -----------------------------------------------------------------------------------------


def test_title_rows_are_skipped_and_reported(file: Callable[..., Path]) -> None:
    records = read(file("Список звільнених,,\nстаном на 25.05.2025,,\n№,ПІБ,р.н.\n1,Коваль,1985\n"))
    assert records.rows.tolist() == [4]
    assert [(p.row, p.raw, p.severity) for p in records.problems] == [
        (1, "Список звільнених", Severity.ALTERED),
        (2, "станом на 25.05.2025", Severity.ALTERED),
    ]


def test_headings_over_two_rows_are_read_together(file: Callable[..., Path]) -> None:
    records = read(file("№,Особа,,,Дата народження\n,Прізвище,Ім'я,По батькові,\n1,Коваль,Ганна,Іванівна,1985\n"))
    assert list(first(records).values()) == ["1", "Коваль", "Ганна", "Іванівна", "1985"]


def test_the_row_that_numbers_the_columns_is_skipped(file: Callable[..., Path]) -> None:
    records = read(file("№,ПІБ,р.н.\n1,2,3\n1,Коваль,1985\n"))
    assert len(records) == 1
    assert said(records) == [(2, "")]


def test_headings_repeated_on_every_page_are_skipped(file: Callable[..., Path]) -> None:
    records = read(file("№,ПІБ\n1,Коваль\n№,ПІБ\n2,Бондар\n"))
    assert records.data["full_name"].tolist() == ["Коваль", "Бондар"]
    assert said(records) == [(3, "")]


def test_a_second_name_column_holds_other_names(file: Callable[..., Path]) -> None:
    text = "ПІБ,ФИО,Дівоче прізвище\nКоваль Ганна,Коваль Анна,Бондар\nМельник,МЕЛЬНИК,\n"
    records = read(file(text))
    assert records.data["other_names"].tolist() == ["Коваль Анна; Бондар", ""]
    assert records.recognised["ФИО"] == "full_name"


def test_a_second_set_of_name_columns_is_one_other_name(file: Callable[..., Path]) -> None:
    text = "Прізвище,Ім'я,Прізвище (лат.),Ім'я (лат.)\nКоваль,Ганна,Koval,Hanna\n"
    assert list(first(read(file(text))).values()) == ["2", "Коваль", "Ганна", "Koval Hanna"]


def test_a_year_fills_in_where_the_date_is_blank(file: Callable[..., Path]) -> None:
    records = read(file("р.н.,ПІБ,Дата народження\n1985,Коваль,07.03.1985\n1990,Бондар,\n"))
    assert records.data["birth_date"].tolist() == ["07.03.1985", "1990"]
    assert records.data["р.н."].tolist() == ["1985", "1990"]
    assert said(records) == [(None, "р.н.")]


def test_columns_without_a_heading_or_with_the_same_one_are_carried(file: Callable[..., Path]) -> None:
    records = read(file("ПІБ,Колір,,Колір,\nКоваль,a,b,c,\n"))
    assert first(records) == {
        "id": "2",
        "full_name": "Коваль",
        "Колір": "a",
        "column C": "b",
        "Колір (2)": "c",
    }


def test_a_mapping_goes_before_what_is_recognised(file: Callable[..., Path]) -> None:
    path = file("Хто,ПІБ,rank\nКоваль,оператор Іваненко,x\n")
    records = read(path, mapping={"Хто": "full_name", "ПІБ": "ignore", "rank": ""})
    assert first(records) == {
        "id": "2",
        "full_name": "Коваль",
        "ПІБ": "оператор Іваненко",
        "rank (2)": "x",
    }


# --- Rows -------------------------------------------------------------------------------------------------------


def test_blank_rows_are_reported_in_the_middle_and_not_at_the_end(file: Callable[..., Path]) -> None:
    records = read(file("ПІБ,р.н.\nКоваль,1985\n,\n  ,\u00a0\nБондар,1990\n\n,\n\n"))
    assert [(p.row, p.action) for p in records.problems] == [(3, "Rows 3 to 4 are empty; left out.")]


def test_a_row_without_a_name_is_reported_and_carried(file: Callable[..., Path]) -> None:
    records = read(file("id,surname,given_name,birth_date,call_sign\n1,,,1985,Сокіл\n2,-,,1990,\n"))
    assert records.data["id"].tolist() == ["1", "2"]
    assert said(records, Severity.REFUSED) == [(2, ""), (3, "surname")]
    assert len(list(records.persons())) == 1


def test_a_short_row_is_filled_up_and_reported(file: Callable[..., Path]) -> None:
    records = read(file("ПІБ,р.н.,Колір\nКоваль\nБондар,1990,синій\n"))
    assert list(first(records).values()) == ["2", "Коваль", "", ""]
    assert said(records) == [(2, "")]


def test_empty_cells_beyond_the_headings_do_no_harm(file: Callable[..., Path]) -> None:
    records = read(file("ПІБ,р.н.\nКоваль,1985,,,\n"))
    assert not records.problems


def test_the_same_person_twice_is_doubtful(file: Callable[..., Path]) -> None:
    records = read(
        file("ПІБ,р.н.\nКоваль Ганна,1985\nБондар,1985\nКОВАЛЬ  Ганна,1985\nКоваль Ганна,\nКоваль Ганна,1986\n")
    )
    assert [p.row for p in records.problems if "row 2" in p.action] == [4]


def test_every_doubtful_cell_is_reported_with_its_place(file: Callable[..., Path]) -> None:
    text = (
        "id,ПІБ,Дата народження,Стать,Вік,Звання,ІПН\n"
        "1,Коваль Ганна,07.03.1985,ж,40,солдат,1234567890\n"
        "2,Kоваль Іван,31.02.1985,??,дорослий,солдат,123456789\n"
        "3,Бондар 2 Олег,невідомо,ч,,,3.01E+09\n"
    )
    records = read(file(text))
    frame = records.problems_frame()
    assert list(frame) == ["file", "row", "column", "field", "raw", "action", "severity"]
    assert set(frame["file"]) == {"list.csv"}
    assert list(zip(frame["row"], frame["field"], frame["severity"], strict=True)) == [
        (3, "full_name", "altered"),
        (3, "birth_date", "doubtful"),
        (3, "sex", "refused"),
        (3, "age", "refused"),
        (3, "tax_number", "doubtful"),
        (4, "full_name", "doubtful"),
        (4, "birth_date", "altered"),
        (4, "tax_number", "doubtful"),
    ]
    assert records.data.loc[1, "full_name"] == "Kоваль Іван"
    assert records.data.loc[1, "birth_date"] == "31.02.1985"


# --- Files that cannot be used ----------------------------------------------------------------------------------

REFUSED = {
    "empty": ("", r"^list\.csv is empty\.$"),
    "only a mark": (codecs.BOM_UTF8 + b"\r\n", r"^list\.csv is empty\.$"),
    "only blank cells": (",,\n,,\n", r"^list\.csv is empty\.$"),
    "no rows": ("ПІБ,р.н.\n\n", r"^list\.csv has headings but no rows below them\.$"),
    "no name column": ("id,р.н.\n1,1985\n", r"^list\.csv has no name column: .*--map 'HEADING=full_name'\.$"),
    "no headings": (
        "Шевченко Тарас\nКоваль Ганна\n",
        r"^list\.csv has no name column: its first rows hold no known heading",
    ),
    "ragged": (
        "ПІБ,р.н.\nКоваль,1985\nБондар,О,1990\n",
        r"^list\.csv, row 3: 3 cells, but there are only 2 headings; ",
    ),
    "a picture": (b"\x89PNG\r\n\x1a\n", r"^list\.csv is a picture"),
}


@pytest.mark.parametrize("case", REFUSED)
def test_what_cannot_be_used_is_one_clear_sentence(file: Callable[..., Path], case: str) -> None:
    content, message = REFUSED[case]
    with pytest.raises(InputError, match=message) as caught:
        read(file(content))
    assert "\n" not in str(caught.value)
    assert not {"Шевченко", "Коваль", "Бондар"} & set(str(caught.value).replace(",", " ").split())


def test_a_missing_file_and_a_directory_are_named(tmp_path: Path) -> None:
    with pytest.raises(InputNotFoundError, match=r"^There is no file .*nowhere\.csv\.$"):
        read(tmp_path / "nowhere.csv")
    with pytest.raises(InputError, match="is a directory, not a file"):
        read(tmp_path)


@pytest.mark.skipif(os.name == "nt" or not hasattr(os, "geteuid") or os.geteuid() == 0, reason="needs an ordinary user")
def test_a_file_that_may_not_be_read_is_named(file: Callable[..., Path]) -> None:
    path = file("ПІБ\nКоваль\n")
    path.chmod(0)
    with pytest.raises(InputError, match="cannot be read: Permission denied"):
        read(path)


def test_a_text_file_has_no_sheets(file: Callable[..., Path]) -> None:
    with pytest.raises(InputError, match="has no sheets"):
        read(file("ПІБ\nКоваль\n"), sheet=2)


# --- Tables and persons -----------------------------------------------------------------------------------------


def test_a_dataframe_is_read_like_a_file() -> None:
    frame = pd.DataFrame(
        {
            "ПІБ": ["NA", "Коваль", None, np.nan],
            "Дата народження": [pd.Timestamp("1985-03-07"), pd.NaT, pd.NaT, pd.Timestamp("1990-01-01")],
            "Вік": [40.0, np.nan, 35.0, np.nan],
            "released_id": [10, 11, 12, 13],
            "Бали": [1.5, 2.5, np.nan, 3.0],
        },
        index=[7, 7, 7, 7],
    )
    records = read(frame)
    assert records.data[["id", "full_name", "birth_date", "age"]].to_dict("list") == {
        "id": ["10", "11", "12", "13"],
        "full_name": ["NA", "Коваль", "", ""],
        "birth_date": ["1985-03-07", "", "", "1990-01-01"],
        "age": ["40", "", "35", ""],
    }
    assert records.data["Бали"].dtype == np.float64
    assert records.data.index.tolist() == [0, 1, 2, 3]
    assert said(records, Severity.REFUSED) == [(4, ""), (5, "")]
    assert records.source == "table"


@pytest.mark.parametrize("dtype", ["str", "object", "category", "string"])
def test_text_of_any_pandas_type_is_the_same(dtype: str) -> None:
    frame = pd.DataFrame({"surname": pd.Series(["Коваль", None, "NA"], dtype=dtype), "id": [1, 2, 3]})
    assert read(frame).data["surname"].tolist() == ["Коваль", "", "NA"]


def test_an_empty_dataframe_is_refused() -> None:
    with pytest.raises(InputError, match="The table is empty"):
        read(pd.DataFrame({"surname": []}))


def test_records_can_be_read_again() -> None:
    frame = pd.DataFrame({"id": ["a"], "surname": ["Коваль"], "other_names": ["Бондар; Bondar"], "x": [1]})
    once = read(frame)
    pd.testing.assert_frame_equal(read(once.data).data, once.data)


def test_persons_become_records_and_persons_again() -> None:
    people = [
        Person("Коваль Ганна", birth_date=1985, id="a"),
        Person(surname="Бондар", other_names=["Bondar", "Б."], id="b"),
    ]
    records = from_persons(people)
    assert list(records.data) == ["id", "full_name", "surname", "other_names", "birth_date"]
    assert records.data["other_names"].tolist() == ["", "Bondar; Б."]
    assert list(records.persons()) == people


def test_persons_without_ids_are_numbered() -> None:
    assert from_persons([Person("Коваль"), Person("Бондар")]).data["id"].tolist() == ["1", "2"]


def test_nobody_is_no_list() -> None:
    with pytest.raises(InputError, match="no persons"):
        from_persons([])


def test_a_list_says_what_it_is_without_showing_anybody(file: Callable[..., Path]) -> None:
    records = read(file("ПІБ,р.н.\nКоваль,1985\n,1990\n"))
    assert repr(records) == "<Records 'list.csv': 2 records; fields full_name, birth_date; problems: 1 refused>"
    assert len(records) == 2


# --- Invariants -------------------------------------------------------------------------------------------------

CELLS = st.text(st.characters(exclude_categories=["Cs"], min_codepoint=1), max_size=12)
NAMES = st.text(st.sampled_from("абвгґдеєжзиіїйАБВ abcABC'-"), min_size=1, max_size=12).filter(
    lambda text: text.strip() != ""
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.tuples(NAMES, CELLS), min_size=1, max_size=6), ending=st.sampled_from(["csv", "tsv", "xlsx"]))
def test_what_is_exported_is_read_again_to_the_letter(tmp_path: Path, rows: list[tuple[str, str]], ending: str) -> None:
    frame = pd.DataFrame(rows, columns=["full_name", "Колір"], dtype="str")
    path = tmp_path / f"out.{ending}"
    write_table(frame, path)
    again = read(path, encoding="utf-8" if ending != "xlsx" else None, delimiter={"csv": ",", "tsv": "\t"}.get(ending))
    assert again.data["full_name"].tolist() == frame["full_name"].tolist()
    # a workbook's reader gives nothing for a cell that holds line breaks only
    blank = {cell for cell in frame["Колір"] if ending == "xlsx" and not cell.strip("\r\n")}
    assert again.data["Колір"].tolist() == ["" if cell in blank else cell for cell in frame["Колір"]]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(rows=st.lists(st.tuples(CELLS, CELLS, CELLS), min_size=1, max_size=8), delimiter=st.sampled_from(",;\t|"))
def test_no_row_is_lost(tmp_path: Path, rows: list[tuple[str, str, str]], delimiter: str) -> None:
    text = io.StringIO()
    writer = csv.writer(text, delimiter=delimiter, quoting=csv.QUOTE_ALL)
    writer.writerows([("ПІБ", "Дата народження", "Телефон"), *rows])
    path = tmp_path / "list.csv"
    path.write_text(text.getvalue(), encoding="utf-8", newline="")
    try:
        records = read(path)
    except InputError as error:
        assert not any(cell.strip() for row in rows for cell in row), error  # noqa: PT017
        return
    kept = set(records.rows.tolist())
    for number, row in enumerate(rows, start=2):
        reported = any(problem.row is not None and problem.row <= number for problem in records.problems)
        assert number in kept or not any(cell.strip() for cell in row) or reported
    assert len(records) == len(set(records.data["id"]))


def test_column_order_does_not_change_what_is_understood(file: Callable[..., Path]) -> None:
    one = read(file("id,ПІБ,р.н.,Звання\n1,Коваль,1985,солдат\n", "a.csv"))
    other = read(file("Звання,р.н.,id,ПІБ\nсолдат,1985,1,Коваль\n", "b.csv"))
    pd.testing.assert_frame_equal(one.data, other.data)


def test_a_value_that_could_be_a_heading_does_not_become_one(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    path.write_text("ПІБ,Дата народження,Телефон\n,,#\nБойко Іван,1980,\n", encoding="utf-8")
    assert len(read(path)) == 2


def test_names_read_anew_are_reported_as_altered(file: Callable[..., Path]) -> None:
    records = read(file("full name,born\nItdxtyrj Nfhfc,1985\nSmoliar Rornan,1986\nБойко Іван,1987\n"))
    altered = {problem.row: problem.action for problem in records.problems if problem.severity is Severity.ALTERED}
    assert altered == {
        2: "Typed with another keyboard layout.",
        3: "Letters misread inside the Latin word Roman repaired.",
    }


def test_a_keyboard_layout_that_shows_over_columns_is_reported_in_each(file: Callable[..., Path]) -> None:
    records = read(file("surname,given name\nRhfcm,Nfhfc\nKras,Taras\n"))
    altered = [(problem.row, problem.column, problem.action) for problem in records.problems]
    assert altered == [
        (2, "surname", "Typed with another keyboard layout."),
        (2, "given name", "Typed with another keyboard layout."),
    ]
