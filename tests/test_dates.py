"""Dates as lists hold them: what is read, what is doubted, and how two dates agree."""

from __future__ import annotations

from datetime import UTC, date, datetime

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.dates import (
    PartialDate,
    Precision,
    compare_date_codes,
    compare_dates,
    parse_age,
    parse_date,
)

TODAY = date(2026, 11, 23)


@st.composite
def partial_dates(draw: st.DrawFn) -> PartialDate:
    # Few years, so that near misses are common.
    year = draw(st.none() | st.sampled_from([958, 1958, 1984, 1985, 1986, 1987, 1989, 1990, 1995, 2000]))
    month = draw(st.integers(1, 12) if year is None else st.none() | st.integers(1, 12))
    day = draw(st.none() | st.integers(1, 28)) if month else None
    if (year, month) == (1984, 2) and draw(st.booleans()):
        day = 29
    return PartialDate(year, month, day, approximate=draw(st.sampled_from([False, False, False, True])))


def written(text: str, kind: str = "birth") -> str:
    reading = parse_date(text, today=TODAY, kind="birth" if kind == "birth" else "event")
    return f"{reading.value}{' doubtful' if reading.doubtful else ''}"


# --- The value ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "parts",
    [
        (1985, 13, None),
        (1985, 0, None),
        (1985, 2, 29),
        (1985, None, 3),
        (0, 1, 1),
        (10000, 1, 1),
        (None, None, None),
    ],
)
def test_a_date_that_no_calendar_has_cannot_be_made(parts: tuple[int | None, int | None, int | None]) -> None:
    with pytest.raises(ValueError, match=r"year|month|day"):
        PartialDate(*parts)


def test_a_leap_day_needs_a_leap_year_or_no_year() -> None:
    assert PartialDate(1984, 2, 29).code == 19840229
    assert PartialDate(None, 2, 29).code == 229


def test_dates_sort_by_time_and_unknown_parts_stand_first() -> None:
    dates = [PartialDate(1985, 3, 2), PartialDate(1985), PartialDate(1984, 12), PartialDate(1985, 3)]
    assert [str(value) for value in sorted(dates)] == ["1984-12", "1985", "1985-03", "1985-03-02"]


def test_precision_says_how_far_a_date_is_known() -> None:
    values = [PartialDate(1985, 3, 7), PartialDate(1985, 3), PartialDate(1985), PartialDate(None, 3, 7)]
    assert [value.precision for value in values] == [
        Precision.DAY,
        Precision.MONTH,
        Precision.YEAR,
        Precision.NO_YEAR,
    ]


def test_a_partial_date_begins_on_its_first_day() -> None:
    assert PartialDate(1984, 2).first_day() == date(1984, 2, 1)
    assert PartialDate(1985).first_day() == date(1985, 1, 1)
    assert PartialDate(None, 3).first_day() is None


@given(partial_dates())
def test_a_date_comes_back_from_its_text(value: PartialDate) -> None:
    assert parse_date(str(value), today=TODAY).value == value


# --- Reading ------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "text",
    [
        "15.03.1985", "15.3.1985", "1985-03-15", "1985-3-15", "1985.03.15", "1985/03/15", "15/03/1985",
        "15-03-1985", "15 03 1985", "15,03,1985", "15.03.1985 р.", "15.03.1985р.н.", "15.03.1985 г.р.",
        "15.03.1985 року народження", "15 березня 1985", "15 БЕРЕЗНЯ 1985 року",
        "15 марта 1985 г.", "15 сакавіка 1985",
        "15-го берез. 1985",
        "March 15, 1985", "15 Mar 1985", "15th March 1985", "15.III.1985", "15.ІІІ.1985", "15/iii/1985",
        "15.03.1985 00:00:00", "1985-03-15T14:30:00Z", "1985-03-15 00:00:00+02:00", " 15\u00a0. 03 . 1985 ",
        "дата нар. 15.03.1985", "born 15.03.1985",
    ],
)  # fmt: skip
def test_the_fifteenth_of_march_is_read_in_every_habit(text: str) -> None:
    assert str(parse_date(text, today=TODAY, kind="birth").value) == "1985-03-15"
    assert not parse_date(text, today=TODAY, kind="birth").doubtful


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("1985", "1985"), ("1985 р.н.", "1985"), ("1985 г.р.", "1985"), ("1985г.", "1985"),
        ("1985 рік", "1985"),
        ("1985.0", "1985"), ("00.00.1985", "1985"), ("1985-00-00", "1985"), ("??.??.1985", "1985"),
        ("03.1985", "1985-03"), ("1985-03", "1985-03"), ("03/1985", "1985-03"), ("березень 1985", "1985-03"),
        ("??.03.1985", "1985-03"), ("00.03.1985", "1985-03"), ("xx.03.1985", "1985-03"),
        ("III.1985", "1985-03"),
        ("--.03.1985", "1985-03"), ("Sept 1985", "1985-09"), ("листопад 1985", "1985-11"),
    ],
)  # fmt: skip
def test_unknown_parts_stay_unknown(text: str, expected: str) -> None:
    assert written(text) == expected


@pytest.mark.parametrize(
    "text", ["", "  ", "-", "?", "??.??.????", "00.00.0000", "невідомо", "Не указано", "н/д", "nan"]
)
def test_a_cell_that_says_nothing_is_missing_and_no_problem(text: str) -> None:
    reading = parse_date(text)
    assert (reading.value, reading.note, reading.doubtful) == (None, None, False)


@pytest.mark.parametrize("text", ["ок. 1985", "близько 1985", "около 1985 г.", "~1985", "circa 1985"])
def test_an_estimate_is_marked_as_one(text: str) -> None:
    assert parse_date(text, today=TODAY).value == PartialDate(1985, approximate=True)


def test_a_short_span_of_years_is_an_estimate_and_a_long_one_is_no_date() -> None:
    assert written("1985/86") == "~1985 doubtful"
    assert written("1985-1987") == "~1986 doubtful"
    assert parse_date("1970-1990").value is None


@pytest.mark.parametrize(
    ("text", "kind", "year"),
    [("5.3.85", "birth", 1985), ("5.3.30", "birth", 1930), ("5.3.05", "birth", 2005),
     ("5.3.22", "event", 2022),
     ("5.3.85", "event", 1985), ("5 березня 85", "birth", 1985), ("85 р.н.", "birth", 1985)],
)  # fmt: skip
def test_two_digit_years_are_completed_and_noted(text: str, kind: str, year: int) -> None:
    reading = parse_date(text, today=TODAY, kind="birth" if kind == "birth" else "event")
    assert reading.value is not None
    assert reading.value.year == year
    assert reading.note == f"a two-digit year, read as {year}"
    assert not reading.doubtful


def test_a_birth_in_two_digits_that_makes_a_small_child_is_doubtful() -> None:
    assert written("05.03.20") == "2020-03-05 doubtful"
    assert written("05.03.28") == "1928-03-05"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("31.02.1985", "1985-02 doubtful"),
        ("45.03.1985", "1985-03 doubtful"),
        ("31.31.1985", "1985 doubtful"),
        ("29.02.1985", "1985-02 doubtful"),
        ("29.02.1984", "1984-02-29"),
        ("15.--.1985", "1985 doubtful"),
        ("15.03.19855", "--03-15 doubtful"),
        ("15 березня", "--03-15 doubtful"),
    ],
)
def test_an_impossible_part_is_left_out_never_replaced(text: str, expected: str) -> None:
    assert written(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("03/15/1985", "1985-03-15"),
        ("03/04/1985", "1985-04-03 doubtful"),
        ("04/04/1985", "1985-04-04"),
        ("03.15.1985", "1985-03-15 doubtful"),
        ("03.04.1985", "1985-04-03"),
    ],
)
def test_day_and_month_are_exchanged_only_where_nothing_else_is_possible(text: str, expected: str) -> None:
    assert written(text) == expected


@pytest.mark.parametrize("text", ["15.О3.1985", "l5.03.1985", "15.ОЗ.1985", "15.03.l985", "15.03.198S"])
def test_letters_in_the_place_of_digits_are_repaired_and_noted(text: str) -> None:
    reading = parse_date(text, today=TODAY)
    assert str(reading.value) == "1985-03-15"
    assert reading.note == "letters in the place of digits were read as digits"


def test_a_roman_month_is_not_taken_for_damaged_digits() -> None:
    assert written("15.II.1985") == "1985-02-15"


@pytest.mark.parametrize("text", ["15.03.2085", "15.03.1885", "1899"])
def test_births_in_the_future_or_before_1900_are_doubtful(text: str) -> None:
    reading = parse_date(text, today=TODAY, kind="birth")
    assert reading.value is not None
    assert reading.doubtful


def test_a_spreadsheet_number_is_a_doubtful_date() -> None:
    assert written("31121") == "1985-03-15 doubtful"
    assert written("99999") == "None doubtful"


@pytest.mark.parametrize("text", ["34 роки", "34", "солдат", "03.12", "12:30", "198?", "7", "15.1985.03", "²", "١/١"])
def test_what_is_not_one_date_is_refused_with_a_reason(text: str) -> None:
    reading = parse_date(text, today=TODAY)
    assert reading.value is None
    assert reading.note


def test_several_dates_keep_what_they_share() -> None:
    assert written("15-16.03.2022") == "2022-03 doubtful"
    assert written("15.03.2022 - 17.03.2022") == "2022-03 doubtful"
    assert written("березень-квітень 2022") == "2022 doubtful"


def test_dates_and_timestamps_of_python_and_pandas_are_taken_as_they_are() -> None:
    for value in (
        date(1985, 3, 15),
        datetime(1985, 3, 15, 10, tzinfo=UTC),
        pd.Timestamp("1985-03-15"),
        PartialDate(1985, 3, 15),
    ):
        assert parse_date(value).value == PartialDate(1985, 3, 15)
    assert parse_date(pd.NaT).value is None  # type: ignore[arg-type]
    assert parse_date(float("nan")).value is None
    assert parse_date(None).value is None
    assert parse_date(1985).value == PartialDate(1985)


@given(st.text(alphabet="0123456789.-/ ?xОоlІIVXмайгрн'~:Т—", max_size=24) | st.text(max_size=30))
@settings(max_examples=400)
def test_no_text_makes_the_reader_raise(text: str) -> None:
    for kind in ("birth", "event"):
        reading = parse_date(text, today=TODAY, kind="birth" if kind == "birth" else "event")
        assert reading.value is None or reading.value.code != 0
        assert not reading.doubtful or reading.note
    parse_age(text)


@given(st.dates(date(1930, 1, 1), date(2008, 12, 31)))
def test_every_day_is_read_back_from_every_usual_form(day: date) -> None:
    for form in ("%d.%m.%Y", "%Y-%m-%d", "%d/%m/%Y", "%d %b %Y", "%d-%m-%Y", "%Y%m%d", "%Y.%m.%d"):
        assert parse_date(day.strftime(form), today=TODAY, kind="birth").value == PartialDate.of(day)


# --- Ages ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("text", ["34", "34 роки", "34 года", "34 years", "34 р.", "34 лет", "вік 34", "34.0"])
def test_an_age_is_read_in_three_languages(text: str) -> None:
    assert parse_age(text) == 34


@pytest.mark.parametrize("text", ["", "1985", "34-36", "-5", "7 місяців", "200", "солдат", "34 or 35"])
def test_what_is_no_age_is_not_read(text: str) -> None:
    assert parse_age(text) is None


# --- Agreement ----------------------------------------------------------------------------------------------


def agreement(a: str, b: str) -> str:
    return compare_dates(parse_date(a).value, parse_date(b).value).name


@pytest.mark.parametrize(
    ("a", "b", "expected"),
    [
        ("1985-03-07", "", "MISSING"),
        ("--03-07", "1985", "MISSING"),
        ("1985-03-07", "1985-03-07", "EQUAL"),
        ("1985-03-07", "1985-03", "EQUAL_COARSER"),
        ("1985-03-07", "1985", "EQUAL_COARSER"),
        ("1985", "1985", "EQUAL_COARSER"),
        ("1985-01-01", "1985", "EQUAL_COARSER"),
        ("--03-07", "1985-03-07", "EQUAL_COARSER"),
        ("1985-03-07", "1985-07-03", "SWAPPED"),
        ("1985-01-01", "1985-07-23", "PLACEHOLDER"),
        ("1985-01-01", "1985-07", "PLACEHOLDER"),
        ("1985-01-01", "1985-01-02", "PLACEHOLDER"),
        ("1985-03-07", "1985-03-17", "ONE_DIGIT"),
        ("1985-03-07", "1975-03-07", "ONE_DIGIT"),
        ("1985-03-07", "1958-03-07", "ONE_DIGIT"),
        ("1985-03-21", "1985-03-12", "ONE_DIGIT"),
        ("1985-03-07", "1986-03-07", "ONE_DIGIT"),
        ("1989-03-07", "1990-03-07", "NEIGHBOUR_YEAR"),
        ("1985", "1986", "NEIGHBOUR_YEAR"),
        ("1985-03-07", "1986-03", "NEIGHBOUR_YEAR"),
        ("1985-03-07", "1986", "NEIGHBOUR_YEAR"),
        ("1985-03-07", "1987", "AGE_COMPATIBLE"),
        ("~1985", "1985-03-07", "AGE_COMPATIBLE"),
        ("~1985", "1987", "AGE_COMPATIBLE"),
        ("~1985", "1988", "CONTRADICTING"),
        ("1985-03-07", "1985-06-23", "SAME_YEAR"),
        ("1985-03-07", "1985-06", "SAME_YEAR"),
        ("1985-03-07", "1986-06-23", "CONTRADICTING"),
        ("1985-03-07", "1992-03-17", "CONTRADICTING"),
        ("1985-03-07", "1988", "CONTRADICTING"),
        ("--03-07", "1985-04-07", "CONTRADICTING"),
        ("1985-01-01", "1987-06-23", "CONTRADICTING"),
    ],
)
def test_each_kind_of_disagreement_stands_on_its_own_rung(a: str, b: str, expected: str) -> None:
    assert agreement(a, b) == expected
    assert agreement(b, a) == expected


@given(partial_dates(), partial_dates())
def test_agreement_does_not_depend_on_the_order(a: PartialDate, b: PartialDate) -> None:
    assert compare_dates(a, b) is compare_dates(b, a)


@given(st.lists(st.tuples(st.none() | partial_dates(), st.none() | partial_dates()), max_size=60))
def test_the_bulk_comparison_answers_as_the_reference_does(
    pairs: list[tuple[PartialDate | None, PartialDate | None]],
) -> None:
    a = np.array([left.code if left else 0 for left, _ in pairs], dtype=np.int32)
    b = np.array([right.code if right else 0 for _, right in pairs], dtype=np.int32)
    estimate = np.array(
        [any(value is not None and value.approximate for value in pair) for pair in pairs], dtype=np.bool_
    )
    bulk = compare_date_codes(a, b, estimate)
    assert bulk.dtype == np.int8
    assert bulk.tolist() == [int(compare_dates(left, right)) for left, right in pairs]


def test_bulk_and_reference_agree_on_a_grid_of_near_misses() -> None:
    dates = [
        PartialDate(year, month, day)
        for year in (1958, 1985, 1986, 1990)
        for month, day in [
            (1, 1), (1, 2), (1, 11), (11, 1), (2, 1), (12, 21), (12, 12), (11, 22), (12, None), (None, None)
        ]
    ]  # fmt: skip
    codes = np.array([value.code for value in dates], dtype=np.int32)
    bulk = compare_date_codes(codes[:, None] + 0 * codes, codes + 0 * codes[:, None])
    assert bulk.tolist() == [[int(compare_dates(a, b)) for b in dates] for a in dates]
