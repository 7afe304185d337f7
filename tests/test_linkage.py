"""Linking two lists: what must hold whatever the lists, and the rules of the decision."""

from __future__ import annotations

import unicodedata
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import matcher
from matcher import Person

if TYPE_CHECKING:
    from collections.abc import Callable

RELEASED = pd.DataFrame(
    [
        ("R1", "ШЕВЧЕНКО ТАРАС ГРИГОРЬЕВИЧ", "09.03.1985", ""),
        ("R2", "Bondarenko Olena Ivanivna", "1990", ""),
        ("R3", "Коваль Ігор", "", "солдат"),
        ("R4", "Мельник Сергій Петрович", "12.12.1979", ""),
        ("R5", "Лук'яненко Мар'яна", "01.01.1970", ""),
    ],
    columns=["id", "full_name", "birth_date", "rank"],
)
MISSING = pd.DataFrame(
    [
        ("M1", "Шевченко", "Тарас", "Григорович", "1985-03-09"),
        ("M2", "Шевченко", "Андрій", "Григорович", "1988-05-01"),
        ("M3", "Бондаренко", "Елена", "Ивановна", "03.04.1990"),
        ("M4", "Kowal", "Ihor", "", "1991"),
        ("M5", "Мельник", "Сергей", "Петрович", "12.11.1979"),
        ("M6", "Мельник", "Сергей", "Петрович", "05.06.1991"),
        ("M7", "Лук\u02bcяненко", "Марьяна", "", "1970"),
        ("M8", "Гончар", "Пилип", "Якович", ""),
    ],
    columns=["id", "surname", "given_name", "patronymic", "birth_date"],
)


def scores(released: pd.DataFrame, missing: pd.DataFrame) -> dict[tuple[str, str], tuple[float, float]]:
    linkage = matcher.link(matcher.read(released), matcher.read(missing), min_probability=0)
    pairs = linkage.pairs()
    ids = zip(pairs["released_id"].tolist(), pairs["missing_id"].tolist(), strict=True)
    figures = zip(pairs["probability"].round(9).tolist(), pairs["weight"].round(9).tolist(), strict=True)
    return dict(zip(ids, figures, strict=True))


@pytest.fixture(scope="module")
def expected() -> dict[tuple[str, str], tuple[float, float]]:
    return scores(RELEASED, MISSING)


def test_the_right_reports_are_found(expected: dict[tuple[str, str], tuple[float, float]]) -> None:
    matches = matcher.link(matcher.read(RELEASED), matcher.read(MISSING)).matches
    best = matches[matches["rank"] == 1].set_index("released_id")["missing_id"].to_dict()
    assert best["R1"] == "M1"
    assert best["R2"] == "M3"
    assert best["R4"] == "M5"
    assert expected["R1", "M1"][0] > 0.9
    assert ("R1", "M2") not in expected or expected["R1", "M2"][0] < 0.01, "a brother is not a match"
    assert expected["R4", "M6"][0] < 0.05, "a namesake with another birth date is not a match"


def changed(frame: pd.DataFrame, columns: list[str], change: Callable[[str], str]) -> pd.DataFrame:
    result = frame.copy()
    for column in columns:
        result[column] = result[column].map(change)
    return result


@pytest.mark.parametrize(
    "change",
    [
        str.upper,
        str.title,
        lambda text: unicodedata.normalize("NFD", text),
        lambda text: text.replace("'", "’").replace("\u02bc", "`"),
        lambda text: f"  {text.replace(' ', chr(0xA0))} ",
    ],
    ids=["capitals", "title case", "decomposed", "apostrophes", "spaces"],
)
def test_scores_do_not_depend_on_how_the_name_is_typed(
    change: Callable[[str], str], expected: dict[tuple[str, str], tuple[float, float]]
) -> None:
    released = changed(RELEASED, ["full_name"], change)
    missing = changed(MISSING, ["surname", "given_name", "patronymic"], change)
    assert scores(released, missing) == expected


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(st.permutations(range(len(RELEASED))), st.permutations(range(len(MISSING))))
def test_scores_do_not_depend_on_the_order_of_rows(
    expected: dict[tuple[str, str], tuple[float, float]], left: list[int], right: list[int]
) -> None:
    assert scores(RELEASED.iloc[left], MISSING.iloc[right]) == expected


def test_irrelevant_columns_change_nothing(expected: dict[tuple[str, str], tuple[float, float]]) -> None:
    assert scores(RELEASED.assign(phone="+380000000000"), MISSING.assign(office="Київ")) == expected


def test_every_released_person_is_either_matched_or_listed_without_a_report() -> None:
    linkage = matcher.link(matcher.read(RELEASED), matcher.read(MISSING))
    matched = set(linkage.matches.loc[linkage.matches["probability"] >= 0.5, "released_id"])
    assert matched | set(linkage.unmatched_released["id"]) == set(RELEASED["id"])
    assert not matched & set(linkage.unmatched_released["id"])


def test_two_equally_good_namesakes_share_the_belief_and_no_order_of_rows_decides() -> None:
    released = pd.DataFrame({"id": ["R1", "R2"], "full_name": ["Шевченко Тарас Григорович"] * 2})
    missing = pd.DataFrame({"id": ["M1"], "full_name": ["Шевченко Тарас Григорович"]})
    pairs = matcher.link(matcher.read(released), matcher.read(missing), min_probability=0).matches
    assert len(set(pairs["probability"])) == 1
    assert pairs["probability"].sum() <= 1
    assert pairs["margin"].tolist() == [0, 0]
    assert pairs["released_id"].tolist() == ["R1", "R2"]


def test_two_reports_of_one_person_are_both_proposed() -> None:
    released = pd.DataFrame({"id": ["R1"], "full_name": ["Шидловський Тарас Юхимович"], "birth_date": ["09.03.1985"]})
    missing = pd.DataFrame(
        {
            "id": ["M1", "M2"],
            "full_name": ["Шидловський Тарас Юхимович", "Shydlovskyi Taras Yukhymovych"],
            "birth_date": ["09.03.1985", "1985-03-09"],
        }
    )
    assert (matcher.link(matcher.read(released), matcher.read(missing)).matches["probability"] > 0.9).all()


def test_little_evidence_looks_like_little_evidence() -> None:
    evidence = matcher.compare(Person(surname="Мельник"), Person(surname="Мельник"))
    assert evidence.probability < 0.1


def test_no_match_is_an_answer() -> None:
    released = pd.DataFrame({"id": ["R1"], "full_name": ["Шидловський Тарас Юхимович"]})
    missing = pd.DataFrame({"id": ["M1"], "full_name": ["Коваль Пилип"]})
    linkage = matcher.link(matcher.read(released), matcher.read(missing))
    assert linkage.matches.empty
    assert linkage.unmatched_released["id"].tolist() == ["R1"]


def test_nobody_is_released_before_he_disappears() -> None:
    late = Person(full_name="Коваль Ігор Петрович", birth_date="1980", event_date="2025-06-01")
    early = Person(full_name="Коваль Ігор Петрович", birth_date="1980", event_date="2022-03-01")
    released = Person(full_name="Коваль Ігор Петрович", birth_date="1980", release_date="2024-05-24")
    assert matcher.compare(released, late).weight < matcher.compare(released, early).weight - 4


@pytest.mark.parametrize("field", ["document_number", "tag_number", "tax_number"])
def test_an_equal_number_speaks_strongly_and_look_alike_letters_do_not_hide_it(field: str) -> None:
    with_number = matcher.compare(
        Person(full_name="Коваль Ігор", **{field: "АВ 123456"}), Person(full_name="Коваль Ігор", **{field: "AB123456"})
    )
    without = matcher.compare(Person(full_name="Коваль Ігор"), Person(full_name="Коваль Ігор"))
    assert with_number.weight > without.weight + 8


NAMES = st.sampled_from(
    ["Шевченко Тарас", "Shevchenko Taras Hryhorovych", "Бойко О. П.", "Саша Коваль", "Мельник", "Olga Melnik", "山田"]
)
DATES = st.sampled_from(["", "1985", "09.03.1985", "1985-09-03", "01.01.1985", "1986-03"])


@settings(max_examples=40, deadline=None)
@given(NAMES, DATES, NAMES, DATES)
def test_comparison_is_symmetric(one: str, born: str, other: str, other_born: str) -> None:
    a, b = Person(full_name=one, birth_date=born), Person(full_name=other, birth_date=other_born)
    assert matcher.compare(a, b).weight == pytest.approx(matcher.compare(b, a).weight)


def test_the_evidence_adds_up_to_the_weight() -> None:
    linkage = matcher.link(matcher.read(RELEASED), matcher.read(MISSING))
    for row in linkage.matches.to_dict("records"):
        evidence = linkage.explain(row["released_id"], row["missing_id"])
        assert sum(item.weight for item in evidence.fields) + evidence.relatives == pytest.approx(evidence.weight)
        assert evidence.weight == pytest.approx(row["weight"])
        assert evidence.probability == pytest.approx(row["probability"])
        assert evidence.compact() == row["evidence"]


def test_explanation_names_the_reading_of_a_latin_spelling() -> None:
    evidence = matcher.compare(Person(full_name="Schewtschenko Taras"), Person(full_name="Шевченко Тарас"))
    assert "Schewtschenko reads Шевченко" in str(evidence)


def test_unknown_ids_and_options_out_of_range_are_refused() -> None:
    released, missing = matcher.read(RELEASED), matcher.read(MISSING)
    linkage = matcher.link(released, missing)
    with pytest.raises(matcher.UnknownIdError, match="R99"):
        linkage.explain("R99", "M1")
    for options in ({"expected_overlap": 0.0}, {"min_probability": 2.0}, {"top": 0}, {"threshold": -1.0}):
        with pytest.raises(matcher.InputError):
            matcher.link(released, missing, **options)


def test_a_search_finds_a_person_by_a_surname_a_given_name_or_a_patronymic_alone() -> None:
    index = matcher.Index(matcher.read(MISSING))
    assert index.search(Person(full_name="Vladimir Shevchenko", birth_date="1985-03")).loc[0, "id"] in {"M1", "M2"}
    assert "M8" in set(index.search(Person(surname="Honchar"))["id"])
    assert "M8" in set(index.search(Person(given_name="Philip"))["id"])
    assert "M8" in set(index.search(Person(patronymic="Яковлевич"))["id"])


def test_probabilities_of_a_search_leave_room_for_nobody() -> None:
    found = matcher.Index(matcher.read(MISSING)).search(Person(surname="Мельник"), limit=5)
    assert float(np.sum(found["probability"])) <= 1
