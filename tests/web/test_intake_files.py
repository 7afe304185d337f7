"""What the pages make of files and pasted rows before anything is stored; no database is needed."""

from __future__ import annotations

import csv
import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from werkzeug.datastructures import FileStorage

from matcher.errors import InputError
from matcher.intake.columns import distinct_headings
from matcher.intake.problems import Problem, Severity
from web.intake.guess import guess_fields
from web.intake.labels import row_ranges
from web.intake.problems import kinds_of
from web.intake.tables import Settings, find_table, kind_of
from web.intake.uploads import Preview, UploadError, corrected, people, preview, reads_otherwise, receive
from web.models import Upload

MESSY = Path(__file__).parents[2] / "fixtures" / "messy"


def expectations() -> list[dict[str, str]]:
    lines = (MESSY / "expectations.tsv").read_text(encoding="utf-8").splitlines()
    return list(csv.DictReader((line for line in lines if not line.startswith("#")), delimiter="\t"))


class NoSession:
    """Takes what would be stored."""

    def __init__(self) -> None:
        self.added: list[Upload] = []

    def add(self, upload: Upload) -> None:
        self.added.append(upload)

    def flush(self) -> None:
        pass


def take(content: bytes, **options: object) -> Upload:
    file = FileStorage(io.BytesIO(content), filename="Шевчук Тарас, мобільний.csv")
    return receive(NoSession(), file=file, purpose="list", user_id=1, **options)  # type: ignore[arg-type]


def look(content: bytes, **settings: object) -> Preview:
    return preview(Upload(kind="text", content=content, settings=settings))


@pytest.mark.parametrize("case", expectations(), ids=lambda case: case["file"])
def test_every_messy_file_is_shown_as_expected_or_refused_with_a_sentence(case: dict[str, str]) -> None:
    content = (MESSY / case["file"]).read_bytes()
    try:
        upload = take(content)
    except UploadError:
        assert case["rows"] == "-"
        return
    seen = preview(upload)
    assert bool(seen.error) == (case["rows"] == "-")
    if seen.error:
        assert seen.error.endswith(".")
        assert "--map" not in seen.error
        return
    assert seen.rows == int(case["rows"])
    assert set(case["fields"].split()) <= {column.field for column in seen.columns}
    assert seen.records is not None
    if case["problems"] != "-":
        named = {row for kind in seen.kinds for row in kind.rows}
        assert {int(row) for row in case["problems"].split()} <= named
    assert sum(1 for _ in people(seen.records)) == seen.rows - seen.unusable


def test_an_upload_keeps_bytes_size_kind_and_hash_but_no_name() -> None:
    content = (MESSY / "utf8.csv").read_bytes()
    upload = take(content)
    assert upload.content == content
    assert (upload.size, upload.kind) == (len(content), "text")
    assert upload.file_hash == hashlib.sha256(content).hexdigest()
    assert "мобільний" not in repr({column.name: getattr(upload, column.name) for column in Upload.__table__.columns})


def test_what_is_no_table_is_refused_with_a_sentence_that_says_what_it_is() -> None:
    with pytest.raises(UploadError, match=r"^The file is a PDF document, not a table; save it as CSV, XLSX or ODS\.$"):
        take((MESSY / "letter.pdf").read_bytes())
    with pytest.raises(UploadError, match=r"^The file is a picture \(PNG\)"):
        take((MESSY / "picture.csv").read_bytes())


def test_the_kind_of_a_workbook_is_judged_by_its_content() -> None:
    assert kind_of((MESSY / "dates.xlsx").read_bytes()) == "xlsx"
    assert kind_of((MESSY / "dates.ods").read_bytes()) == "ods"


def test_nothing_and_too_much_are_refused() -> None:
    with pytest.raises(UploadError, match="Choose a file"):
        receive(NoSession(), file=None, text=" \n", purpose="list", user_id=1)  # type: ignore[arg-type]
    with pytest.raises(UploadError, match="empty"):
        take(b"")
    with pytest.raises(UploadError, match="larger than 1 MB"):
        take(b"a;b\n" * 300_000, most_bytes=1024 * 1024)


@pytest.mark.parametrize("inside", ["xl/workbook.xml", "mimetype"])
def test_a_workbook_that_unpacks_to_far_too_much_is_refused_without_unpacking_it(
    inside: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("web.intake.tables.MOST_UNPACKED", 10 << 20)
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        if inside == "mimetype":
            archive.writestr("xl/workbook.xml", "<workbook/>")
        with archive.open(inside, "w") as part:
            for _ in range(11):
                part.write(b"\0" * (1 << 20))
    with pytest.raises(InputError, match="300 MB"):
        kind_of(packed.getvalue())


def test_a_column_that_was_not_recognised_can_be_given_a_field_and_taken_it_again() -> None:
    content = (MESSY / "no_name_column.csv").read_bytes()
    seen = look(content)
    assert "no name column" in seen.error
    first = seen.columns[0].heading
    form = {"heading-0": first, "shown-0": "", "column-0": "full_name"}
    upload = Upload(kind="text", content=content, settings={})
    settings = corrected(upload, form)
    assert settings.columns == {first: "full_name"}
    again = look(content, columns=settings.columns)
    assert (again.error, again.rows) == ("", 2)
    assert again.columns[0].field == "full_name"


def test_what_a_form_repeats_unchanged_corrects_nothing() -> None:
    upload = Upload(kind="text", content=b"", settings={})
    form = {"sheet": "", "headings": "auto", "heading-0": "ПІБ", "shown-0": "full_name", "column-0": "full_name"}
    assert corrected(upload, form) == Settings({})


def test_a_field_that_does_not_exist_is_not_kept() -> None:
    content = "Шевчук Тарас;1984\n".encode()
    upload = Upload(kind="text", content=content, settings={"headings": "no"})
    form = {"heading-0": "column A", "shown-0": "full_name", "column-0": "nonsense"}
    assert corrected(upload, form).columns == {}


def test_what_a_second_window_changed_meanwhile_is_not_taken_for_what_this_one_shows() -> None:
    content = "ПІБ;Рік\nШевчук Тарас;1984\n".encode()
    upload = Upload(kind="text", content=content, settings={"columns": {"Рік": "notes"}})
    settings = corrected(upload, {"heading-0": "Рік", "shown-0": "birth_date", "column-0": "birth_date"})
    assert settings.columns == {"Рік": "birth_date"}
    assert reads_otherwise(upload, settings)


def test_a_sheet_that_the_page_names_is_not_another_one() -> None:
    content = (MESSY / "titled.xlsx").read_bytes()
    upload = Upload(kind="xlsx", content=content, settings={})
    seen = preview(upload)
    other = next(title for title in seen.sheets if title != seen.settings.sheet)
    assert not reads_otherwise(upload, corrected(upload, {"sheet": seen.settings.sheet, "headings": "auto"}))
    assert reads_otherwise(upload, corrected(upload, {"sheet": other}))
    assert reads_otherwise(upload, corrected(upload, {"sheet": seen.settings.sheet, "headings": "no"}))


def test_separators_and_any_kind_of_space_are_no_name() -> None:
    seen = look('Прізвище;Інші імена\n;";\u00a0;"\nШевчук;\n'.encode(), columns={"Інші імена": "other_names"})
    assert (seen.rows, seen.unusable) == (2, 1)
    assert seen.records is not None
    assert [person for _, _, person, _ in people(seen.records)] == [{"surname": "Шевчук"}]


def test_a_correction_for_a_column_that_another_sheet_does_not_have_is_left_aside() -> None:
    seen = look("ПІБ;Рік\nШевчук Тарас;1984\n".encode(), columns={"Ім'я": "given_name", "Рік": "birth_date"})
    assert seen.error == ""
    assert [column.field for column in seen.columns] == ["full_name", "birth_date"]


def test_two_columns_of_one_name_can_be_told_apart_and_one_without_a_heading_named() -> None:
    assert distinct_headings(["ПІБ", "", "ПІБ"]) == ["ПІБ", "column B", "ПІБ (2)"]
    seen = look("ПІБ,,ПІБ\nШевчук Тарас,1984,Shevchuk Taras\n".encode(), columns={"column B": "birth_date"})
    assert seen.records is not None
    [(_, _, person, _)] = people(seen.records)
    assert person == {"full_name": "Шевчук Тарас", "birth_date": "1984", "other_names": ["Shevchuk Taras"]}


def test_pasted_rows_without_headings_are_understood_and_keep_their_row_numbers() -> None:
    seen = look("Шевчук Тарас Григорович\t09.03.1984\n\nҐудзь Мар'яна\t1991\n".encode())
    assert not seen.with_headings
    assert [column.field for column in seen.columns] == ["full_name", "birth_date"]
    assert seen.records is not None
    assert seen.records.rows.tolist() == [1, 3]


def test_a_person_says_that_the_first_row_is_no_heading() -> None:
    content = "Name;1984\nШевчук Тарас;1985\n".encode()
    assert look(content).rows == 1
    assert look(content, headings="no").rows == 2


def test_columns_without_headings_are_guessed_only_where_most_cells_agree() -> None:
    assert guess_fields(["A", "B"], [["А1234", "77"], ["А2222", "78"]]) == {}
    rows = [["1", "Шевчук", "Тарас", "Григорович", "9.3.1984"], ["2", "Рудь", "Ігор", "Ілліч", "1991"]]
    found = guess_fields(list("ABCDE"), rows)
    assert found == {"B": "surname", "C": "given_name", "D": "patronymic", "E": "birth_date"}


def test_a_sheet_can_be_chosen() -> None:
    content = (MESSY / "titled.xlsx").read_bytes()
    table = find_table(content, Settings({}))
    assert table.sheet in table.sheets
    assert len(table.sheets) > 1
    other = next(title for title in table.sheets if title != table.sheet)
    with pytest.raises(InputError, match="empty"):
        find_table(content, Settings({}, sheet=other))


def test_problems_of_one_kind_are_summed_up_and_the_gravest_come_first() -> None:
    def problem(row: int, action: str, severity: Severity) -> Problem:
        return Problem("The file", row, "surname", "surname", "x", action, severity)

    kinds = kinds_of(
        [
            problem(2, "Look-alike characters (e) inside the Cyrillic word Шевчук repaired.", Severity.ALTERED),
            problem(3, "Look-alike characters (o) inside the Cyrillic word Бондар repaired.", Severity.ALTERED),
            problem(4, "Not a name, it holds no letters.", Severity.REFUSED),
        ]
    )
    assert [(kind.severity, kind.count, kind.rows) for kind in kinds] == [
        (Severity.REFUSED, 1, (4,)),
        (Severity.ALTERED, 2, (2, 3)),
    ]


def test_rows_are_written_as_people_write_them() -> None:
    assert row_ranges((2, 3, 4, 9, 11, 12)) == "2–4, 9, 11, 12"
    assert row_ranges(()) == ""
