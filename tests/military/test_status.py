"""Sex and status as lists write them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from matcher.military import parse_sex, parse_status


def test_sex_is_read_from_its_usual_letters_and_words() -> None:
    assert {parse_sex(text) for text in ("ч", "чол.", "Чоловіча", "м", "муж.", "M", "male")} == {"m"}
    assert {parse_sex(text) for text in ("ж", "ЖІН", "жен.", "женский", "F", "female", "w")} == {"f"}
    assert {parse_sex(text) for text in ("", "?", "так", "солдат")} == {None}


def test_status_is_military_or_civilian_and_a_rank_is_military() -> None:
    military = ("військовий", "Военнослужащий", "в/с", "ВС", "military", "солдат", "військовослужбовець ЗСУ")
    civilian = ("цивільний", "цив.", "гражданский", "гражданское лицо", "civilian", "цивільний заручник")
    assert {parse_status(text) for text in military} == {"military"}
    assert {parse_status(text) for text in civilian} == {"civilian"}
    assert {parse_status(text) for text in ("", "?", "невідомо")} == {None}


@given(st.text(max_size=40))
def test_no_text_makes_the_reader_raise(text: str) -> None:
    parse_sex(text)
    parse_status(text)
