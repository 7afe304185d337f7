"""Tables are written whole or not at all, and no cell of them runs in a spreadsheet."""

from __future__ import annotations

import json
import os
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from matcher.errors import InputError
from matcher.export import Format, format_of, replacing, write_table, write_text

if TYPE_CHECKING:
    from pathlib import Path

MATCHES = pd.DataFrame(
    {
        "released_id": ["R1", "007", "=2+5"],
        "probability": [0.97, 0.5, np.nan],
        "rank": [1, 2, 3],
        "evidence": ["прізвище +7.1", "+ім'я", "-дата; @x"],
    }
)
DANGEROUS = ["=1+1", "+380", "-5", "@SUM(A1)", "\tx", "\rx", "'=1"]


@pytest.mark.parametrize("format_", list(Format))
def test_the_ending_of_the_name_chooses_the_format(tmp_path: Path, format_: Format) -> None:
    path = tmp_path / f"matches.{format_.upper()}"
    write_table(MATCHES, path)
    assert path.stat().st_size > 0
    assert list(tmp_path.iterdir()) == [path]


def test_csv_opens_in_excel_with_its_cyrillic(tmp_path: Path) -> None:
    write_table(MATCHES, tmp_path / "m.csv")
    data = (tmp_path / "m.csv").read_bytes()
    assert data.startswith(b"\xef\xbb\xbfreleased_id,probability,rank,evidence\r\n")
    assert data.decode("utf-8-sig").splitlines()[1] == "R1,0.97,1,прізвище +7.1"


@pytest.mark.parametrize("ending", ["csv", "tsv"])
@pytest.mark.parametrize("cell", DANGEROUS)
def test_no_cell_begins_like_a_formula(tmp_path: Path, ending: str, cell: str) -> None:
    path = tmp_path / f"m.{ending}"
    write_table(pd.DataFrame({cell: [cell], "n": [-5]}), path)
    frame = pd.read_csv(path, sep="\t" if ending == "tsv" else ",", dtype=str, encoding="utf-8-sig")
    assert frame.columns[0] == f"'{cell}"
    assert frame.iloc[0].tolist() == [f"'{cell}", "-5"]


@pytest.mark.parametrize("cell", [*DANGEROUS, "#REF!", "_x0041_", "a\x0bb", "1e5"])
def test_text_stays_text_in_xlsx(tmp_path: Path, cell: str) -> None:
    write_table(pd.DataFrame({"text": [cell]}), tmp_path / "m.xlsx")
    written = load_workbook(tmp_path / "m.xlsx").active["A2"]
    assert written.data_type == "s"
    assert written.quotePrefix == (cell in DANGEROUS)
    from matcher.intake.workbook import read_workbook

    assert read_workbook((tmp_path / "m.xlsx").read_bytes(), "m.xlsx").rows[1] == [cell]


def test_numbers_stay_numbers_and_gaps_stay_gaps(tmp_path: Path) -> None:
    write_table(MATCHES, tmp_path / "m.xlsx")
    rows = list(load_workbook(tmp_path / "m.xlsx").active.iter_rows(values_only=True))
    assert rows[1:] == [
        ("R1", 0.97, 1, "прізвище +7.1"),
        ("007", 0.5, 2, "+ім'я"),
        ("=2+5", None, 3, "-дата; @x"),
    ]
    write_table(MATCHES, tmp_path / "m.json")
    records = json.loads((tmp_path / "m.json").read_text(encoding="utf-8"))
    assert records[2] == {"released_id": "=2+5", "probability": None, "rank": 3, "evidence": "-дата; @x"}
    assert "прізвище" in (tmp_path / "m.json").read_text(encoding="utf-8")
    write_table(MATCHES, tmp_path / "m.parquet")
    pd.testing.assert_frame_equal(pd.read_parquet(tmp_path / "m.parquet"), MATCHES)


def test_what_is_not_finite_is_null_in_json(tmp_path: Path) -> None:
    write_table(pd.DataFrame({"weight": [np.inf, -np.inf, 1.0]}), tmp_path / "m.json")
    assert json.loads((tmp_path / "m.json").read_text()) == [{"weight": None}, {"weight": None}, {"weight": 1.0}]


@pytest.mark.parametrize("format_", list(Format))
def test_an_empty_table_has_headings_only(tmp_path: Path, format_: Format) -> None:
    write_table(MATCHES.iloc[:0], tmp_path / "m", format_)
    assert (tmp_path / "m").exists()


@pytest.mark.parametrize(
    ("name", "format_", "message"),
    [
        ("m.doc", None, r"no output format 'doc'; use one of csv, tsv, xlsx, json, parquet\."),
        ("m", None, "The name m has no ending"),
        ("m.csv", "ods", "no output format 'ods'"),
    ],
)
def test_an_unknown_format_is_refused(name: str, format_: str | None, message: str) -> None:
    with pytest.raises(InputError, match=message):
        format_of(name, format_)


def test_where_nothing_can_be_written_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="There is no directory"):
        write_table(MATCHES, tmp_path / "nowhere" / "m.csv")
    (tmp_path / "folder.csv").mkdir()
    with pytest.raises(InputError, match="is a directory"):
        write_table(MATCHES, tmp_path / "folder.csv")


@pytest.mark.skipif(os.name == "nt", reason="POSIX device files")
def test_a_device_is_not_replaced() -> None:
    with pytest.raises(InputError, match="not an ordinary file"):
        write_table(MATCHES, "/dev/null", "csv")


@pytest.mark.parametrize("error", [KeyboardInterrupt, OSError(28, "No space left on device"), MemoryError])
@pytest.mark.parametrize("format_", [Format.CSV, Format.XLSX, Format.JSON])
def test_an_interrupted_run_leaves_the_old_file_and_nothing_else(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Any, format_: Format
) -> None:
    path = tmp_path / f"m.{format_}"
    path.write_text("old")

    def interrupted(_frame: pd.DataFrame, handle: Any) -> None:
        handle.write(b"half")
        raise error

    monkeypatch.setitem(__import__("matcher.export").export._WRITERS, format_, interrupted)
    with pytest.raises((KeyboardInterrupt, InputError, MemoryError)):
        write_table(MATCHES, path)
    assert path.read_text() == "old"
    assert list(tmp_path.iterdir()) == [path]


def test_what_does_not_fit_the_format_leaves_nothing(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="32767 characters"):
        write_table(pd.DataFrame({"notes": ["я" * 40_000]}), tmp_path / "m.xlsx")
    with pytest.raises(InputError, match="does not fit Parquet"):
        write_table(pd.DataFrame({"x": pd.Series([1, "a"], dtype=object)}), tmp_path / "m.parquet")
    with pytest.raises(InputError, match="half of a character"):
        write_table(pd.DataFrame({"x": pd.Series(["\ud800"], dtype=object)}), tmp_path / "m.json")
    assert not list(tmp_path.iterdir())


@pytest.mark.skipif(os.name == "nt", reason="POSIX permissions")
def test_permissions_follow_the_umask_and_the_old_file(tmp_path: Path) -> None:
    before = os.umask(0o027)
    try:
        write_table(MATCHES, tmp_path / "m.csv")
        assert (tmp_path / "m.csv").stat().st_mode & 0o777 == 0o640
        (tmp_path / "m.csv").chmod(0o600)
        write_table(MATCHES, tmp_path / "m.csv")
        assert (tmp_path / "m.csv").stat().st_mode & 0o777 == 0o600
    finally:
        os.umask(before)


@pytest.mark.skipif(os.name == "nt", reason="needs symbolic links")
def test_a_link_stays_a_link(tmp_path: Path) -> None:
    (tmp_path / "real.csv").write_text("old")
    (tmp_path / "link.csv").symlink_to("real.csv")
    write_table(MATCHES, tmp_path / "link.csv")
    assert (tmp_path / "link.csv").is_symlink()
    assert "released_id" in (tmp_path / "real.csv").read_text(encoding="utf-8")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(cells=st.lists(st.text(st.characters(exclude_categories=["Cs"]), max_size=6), min_size=1, max_size=5))
def test_json_holds_every_text_to_the_letter(tmp_path: Path, cells: list[str]) -> None:
    write_table(pd.DataFrame({"x": cells}, dtype="str"), tmp_path / "m.json")
    assert [row["x"] for row in json.loads((tmp_path / "m.json").read_bytes())] == cells


def test_a_block_that_breaks_off_leaves_the_old_file_and_no_rest(tmp_path: Path) -> None:
    path = tmp_path / "page.html"
    write_text("стара", path)
    with pytest.raises(KeyboardInterrupt), replacing(path) as handle:  # noqa: PT012
        handle.write(b"half a page")
        raise KeyboardInterrupt
    assert path.read_text(encoding="utf-8") == "стара"
    assert [entry.name for entry in tmp_path.iterdir()] == ["page.html"]
