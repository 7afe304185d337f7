"""The messy folder: each file is read, or refused, as its table of expectations says."""

from __future__ import annotations

from pathlib import Path

import pytest

from matcher.dates import parse_date
from matcher.errors import InputError
from matcher.intake import read

FOLDER = Path(__file__).parents[2] / "fixtures" / "messy"


def expectations() -> list[dict[str, str]]:
    lines = (FOLDER / "expectations.tsv").read_text(encoding="utf-8").splitlines()
    heading, *rows = [line.split("\t") for line in lines if line and not line.startswith("#")]
    return [dict(zip(heading, row, strict=True)) for row in rows]


@pytest.mark.parametrize("expected", expectations(), ids=lambda expected: expected["file"])
def test_the_file_is_what_its_line_says(expected: dict[str, str]) -> None:
    path = FOLDER / expected["file"]
    if expected["rows"] == "-":
        with pytest.raises(InputError) as caught:
            read(path)
        for word in expected["error"].split(", "):
            assert word in str(caught.value)
        return
    records = read(path)
    assert len(records) == int(expected["rows"])
    assert set(expected["fields"].split()) <= set(records.data)
    first = records.data.loc[0]
    if expected["first_name"] != "-":
        parts = [first.get(part, "") for part in ("full_name", "surname", "given_name", "patronymic")]
        assert " ".join(part for part in parts if part) == expected["first_name"]
    assert str(parse_date(str(first["birth_date"]), kind="birth").value) == expected["first_birth_date"]
    if expected["problems"] != "-":
        assert set(map(int, expected["problems"].split())) <= {problem.row for problem in records.problems}


def test_every_file_of_the_folder_has_its_line() -> None:
    listed = {expected["file"] for expected in expectations()} | {"expectations.tsv"}
    assert {path.name for path in FOLDER.iterdir() if not path.name.startswith(".")} <= listed
