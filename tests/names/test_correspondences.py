"""Surnames as a neighbouring language has them, and the short cut that passes over those that stay as they are."""

from __future__ import annotations

import gzip
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from matcher.names.correspondences import reference_shifts, shifted_surnames

PAIRS = Path(__file__).parents[2] / "fixtures" / "data" / "names" / "uk_ru.tsv.gz"


def test_a_surname_is_found_in_the_neighbouring_language() -> None:
    assert shifted_surnames("олійник") == ("олейник",)
    assert "белоус" in shifted_surnames("білоус")


def test_surnames_that_are_no_shift_of_each_other_stay_apart() -> None:
    assert shifted_surnames("шевченко") == ()
    assert "петров" not in shifted_surnames("петрів")


def test_no_shift_is_passed_over() -> None:
    lines = gzip.decompress(PAIRS.read_bytes()).decode().splitlines()
    surnames = [word for line in lines if line.startswith("surname\t") for word in line.split("\t")[1:3]][::97]
    shifting = [surname for surname in surnames if reference_shifts(surname)]
    assert shifting
    assert [surname for surname in surnames if shifted_surnames(surname)] == shifting


@given(st.text(alphabet="абвгдезиклмнопрстухшяіїєґйьёыўжц", min_size=1, max_size=10))
def test_the_short_cut_gives_what_all_rows_give(surname: str) -> None:
    assert shifted_surnames(surname) == reference_shifts(surname)
