"""The name cases: a hand-graded table, bands per grade, and frozen results that show any change as a diff."""

from __future__ import annotations

import math
from collections import Counter
from typing import TYPE_CHECKING

import pytest

import matcher
from tests.name_cases.results import (
    PROPOSED,
    SHOWN,
    Result,
    compare_names,
    frozen_line,
    in_band,
    read_frozen,
    report,
    section_recall,
)
from tests.name_cases.table import (
    COLUMNS,
    SECTIONS,
    Grade,
    NameCase,
    TableError,
    alphabets,
    mixed_words,
    read_cases,
)

if TYPE_CHECKING:
    from pathlib import Path

# Share of the cases of each grade that must lie in their band (BANDS in results.py); every single case is
# pinned by frozen.tsv, so these only say how good the whole must be.
IN_BAND_AT_LEAST = {Grade.STRONG: 0.97, Grade.MEDIUM: 0.90, Grade.WEAK: 0.80, Grade.MUST_NOT_MATCH: 0.97}
HARD_CASE = "latin-uk-latin-ru"
HARD_CASE_IN_BAND_AT_LEAST = 0.95
ROWS_AT_LEAST = 1200
MUST_NOT_AT_LEAST = 380
# Sections that say by themselves how well one kind of name is recalled
FULL_SECTIONS = (
    *(
        "oblique",
        "sex-marked",
        "indeclinable",
        "double-surname",
        "changed-surname",
        "diminutive",
        "initials",
        "call-sign",
    ),
    *("ocr", "keyboard", "look-alike", "mixed-scripts", "order", "one-column", "rank-title", "latin-uk-latin-ru"),
    *("turkic", "arabic-persian", "hebrew", "georgian", "armenian", "greek"),
)
FULL_SECTION_ROWS = 25
FULL_SECTION_OTHERS = 8

CASES = read_cases()

GOOD = "strong\tuk-ru\tКоваль Іван Ілліч\tКоваль Иван Ильич\tІлліч/Ильич"


# The table


def test_the_table_is_large_and_says_as_much_about_other_people_as_about_the_same() -> None:
    grades = Counter(case.grade for case in CASES)
    assert len(CASES) >= ROWS_AT_LEAST
    assert grades[Grade.MUST_NOT_MATCH] >= MUST_NOT_AT_LEAST
    assert {case.section for case in CASES} == set(SECTIONS)


def test_the_hard_case_of_latin_against_latin_across_languages_has_sixty_pairs_of_one_name() -> None:
    pairs = [case for case in CASES if case.section == HARD_CASE and case.grade is not Grade.MUST_NOT_MATCH]
    assert len(pairs) >= 60
    assert all({"LATIN"} == alphabets(case.left) == alphabets(case.right) for case in pairs)


@pytest.mark.parametrize("section", FULL_SECTIONS)
def test_a_section_has_enough_names_and_enough_other_people(section: str) -> None:
    grades = [case.grade for case in CASES if case.section == section]
    assert len(grades) >= FULL_SECTION_ROWS
    assert grades.count(Grade.MUST_NOT_MATCH) >= FULL_SECTION_OTHERS


def test_other_people_are_tried_in_every_pair_of_alphabets() -> None:
    def pair(case: NameCase) -> str:
        return "-".join(
            sorted(max(alphabets(name) & {"CYRILLIC", "LATIN"}, default="OTHER") for name in (case.left, case.right))
        )

    pairs = Counter(pair(case) for case in CASES if case.grade is Grade.MUST_NOT_MATCH)
    assert min(pairs[kind] for kind in ("CYRILLIC-CYRILLIC", "CYRILLIC-LATIN", "LATIN-LATIN")) >= 25


def test_look_alike_rows_have_something_that_looks_alike() -> None:
    for case in CASES:
        if case.section == "look-alike":
            name = case.left
            disguised = mixed_words(name) or len(alphabets(name)) > 1 or any(sign in name for sign in "0136|")
            assert disguised, f"line {case.line}: {case.written_left}"


@pytest.mark.parametrize(
    ("row", "message"),
    [
        ("sure" + GOOD.removeprefix("strong"), "unknown grade 'sure'"),
        (GOOD.replace("uk-ru", "elsewhere"), "unknown section 'elsewhere'"),
        (GOOD.replace("\tІлліч/Ильич", ""), "4 cells instead of 5"),
        (GOOD.replace("Ілліч/Ильич", " "), "the cell note is empty"),
        (GOOD.replace("Коваль Иван Ильич", "Коваль Іван Ілліч"), "left and right are the same text"),
        (GOOD.replace("Коваль Иван", "Кoваль Иван"), "'Кoваль' mixes two alphabets"),
        (GOOD + "\n" + GOOD, "the same two names stand in line 2 already"),
        (
            GOOD + "\nweak\torder\tКоваль Иван Ильич\tКоваль Іван Ілліч\tsides changed",
            "line 3: the same two names",
        ),
    ],
)
def test_a_row_that_cannot_be_used_is_named_with_its_line(tmp_path: Path, row: str, message: str) -> None:
    table = tmp_path / "cases.tsv"
    table.write_text("\t".join(COLUMNS) + "\n" + row + "\n", encoding="utf-8")
    with pytest.raises(TableError, match=message):
        read_cases(table)


def test_a_table_without_heading_is_refused(tmp_path: Path) -> None:
    table = tmp_path / "cases.tsv"
    table.write_text(GOOD, encoding="utf-8")
    with pytest.raises(TableError, match="heading must be grade, section"):
        read_cases(table)


def test_escapes_stand_for_invisible_characters(tmp_path: Path) -> None:
    table = tmp_path / "cases.tsv"
    row = GOOD.replace("Коваль Іван", r"Коваль\u00a0Іван\t")
    table.write_text("\t".join(COLUMNS) + "\n" + row, encoding="utf-8")
    (case,) = read_cases(table)
    assert case.left == "Коваль\u00a0Іван\t Ілліч"


# What the matcher says


@pytest.fixture(scope="module")
def results() -> list[tuple[NameCase, Result]]:
    return [(case, compare_names(case.left, case.right)) for case in CASES]


def test_the_bands_are_the_default_threshold_and_the_least_probability_shown() -> None:
    anybody = matcher.Person(full_name="Коваль Іван Ілліч")
    prior = matcher.compare(anybody, anybody).prior
    for boundary, probability in ((PROPOSED, 0.5), (SHOWN, 0.01)):
        assert boundary == pytest.approx(math.log2(probability / (1 - probability)) - prior, abs=0.05)


@pytest.mark.parametrize("grade", list(Grade))
def test_most_cases_of_a_grade_lie_in_its_band(results: list[tuple[NameCase, Result]], grade: Grade) -> None:
    outside = [
        f"{result.weight:6.1f}  [{case.section}] {case.written_left} | {case.written_right}  ({case.note})"
        for case, result in results
        if case.grade is grade and not in_band(case, result)
    ]
    count = sum(case.grade is grade for case in CASES)
    assert len(outside) <= count * (1 - IN_BAND_AT_LEAST[grade]), "\n".join([*outside, report(results)])


def test_latin_against_latin_across_languages_is_matched(results: list[tuple[NameCase, Result]]) -> None:
    hits = [in_band(case, result) for case, result in results if case.section == HARD_CASE]
    assert sum(hits) >= len(hits) * HARD_CASE_IN_BAND_AT_LEAST, report(results)


def test_the_report_has_a_line_per_section_and_adds_up(results: list[tuple[NameCase, Result]]) -> None:
    *sections, total = section_recall(results)
    assert [recall.section for recall in sections] == list(SECTIONS)
    for count in ("rows", "same", "proposed", "shown", "other", "wrongly_proposed"):
        assert sum(getattr(recall, count) for recall in sections) == getattr(total, count)
    assert total.rows == len(CASES)
    assert all(recall.proposed <= recall.shown <= recall.same for recall in sections)
    assert len(report(results).splitlines()) == len(SECTIONS) + 2


def test_the_weight_does_not_depend_on_the_side(results: list[tuple[NameCase, Result]]) -> None:
    turned = [
        f"{result.weight} and {back.weight}: {case.written_left} | {case.written_right}"
        for case, result in results
        if (back := compare_names(case.right, case.left)) != result
    ]
    assert not turned, "\n".join(turned)


def test_results_are_as_frozen(results: list[tuple[NameCase, Result]]) -> None:
    now = [frozen_line(case, result) for case, result in results]
    frozen = read_frozen()
    gone = [f"- {line}" for line in frozen if line not in set(now)]
    new = [f"+ {line}" for line in now if line not in set(frozen)]
    assert now == list(frozen), "\n".join(
        [
            "Results changed. If that is meant: python -m tests.name_cases.freeze, and read the diff.",
            *gone,
            *new,
        ]
    )
