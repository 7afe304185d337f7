from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from web.reports.reference import read_reference, reference_of

NUMBERS = st.integers(min_value=1, max_value=10**9)


@given(NUMBERS, NUMBERS)
def test_two_reports_never_have_one_number(one: int, other: int) -> None:
    assert (reference_of(one) == reference_of(other)) == (one == other)


@given(NUMBERS)
def test_a_number_is_read_back_however_it_is_spaced(report_id: int) -> None:
    reference = reference_of(report_id)
    digits = reference.replace("-", "")
    for written in (
        digits,
        f" {reference} ",
        " ".join(digits),
        reference.replace("-", "–"),
        reference.replace("-", "."),
    ):
        assert read_reference(written) == reference


@given(NUMBERS, st.integers(0, 7), st.integers(1, 9))
def test_one_wrong_digit_is_noticed(report_id: int, place: int, by: int) -> None:
    digits = list(reference_of(report_id).replace("-", ""))
    digits[place] = str((int(digits[place]) + by) % 10)
    assert read_reference("".join(digits)) is None


@given(NUMBERS, st.integers(0, 6))
def test_two_swapped_neighbours_are_noticed(report_id: int, place: int) -> None:
    digits = list(reference_of(report_id).replace("-", ""))
    digits[place], digits[place + 1] = digits[place + 1], digits[place]
    swapped = "".join(digits)
    same = swapped == reference_of(report_id).replace("-", "")
    assert (read_reference(swapped) is None) != same


def test_neighbouring_reports_have_numbers_far_apart() -> None:
    assert reference_of(1) == "7368-7870"
    assert reference_of(2)[:4] != reference_of(1)[:4]


def test_what_is_no_number_is_not_read() -> None:
    assert [read_reference(text) for text in ("", "abc", "7368", "7368-787A", "٧٣٦٨٧٨٧٠")] == [None] * 5
