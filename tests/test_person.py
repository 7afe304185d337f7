"""A person needs a name and nothing else, and says everything as text."""

from __future__ import annotations

import datetime as dt
import json
import pickle
from dataclasses import fields

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.dates import PartialDate
from matcher.errors import InputError
from matcher.fields import FIELDS
from matcher.person import Person

NAMES = st.text(min_size=1).filter(lambda text: bool(text.strip()))


def test_a_person_has_exactly_the_vocabulary() -> None:
    assert [field.name for field in fields(Person)] == [field.name for field in FIELDS]


@pytest.mark.parametrize("part", ["full_name", "surname", "given_name", "patronymic", "other_names"])
def test_one_part_of_a_name_is_enough(part: str) -> None:
    assert Person(**{part: "Шевченко"}).name == "Шевченко"


@pytest.mark.parametrize("known", [{}, {"full_name": "  "}, {"call_sign": "Сокіл"}, {"birth_date": "1985"}])
def test_without_a_name_there_is_no_person(known: dict[str, str]) -> None:
    with pytest.raises(InputError, match="needs a name"):
        Person(**known)


@pytest.mark.parametrize(
    ("given_date", "stored"),
    [
        ("07.03.1985", "07.03.1985"),
        (1985, "1985"),
        (np.int64(1985), "1985"),
        (dt.date(1985, 3, 7), "1985-03-07"),
        (dt.datetime(1985, 3, 7, 12, 0), "1985-03-07"),  # noqa: DTZ001  a calendar date
        (pd.Timestamp("1985-03-07"), "1985-03-07"),
        (PartialDate(1985, 3), "1985-03"),
        (None, ""),
    ],
)
def test_a_date_may_be_given_in_any_form(given_date: object, stored: str) -> None:
    assert Person("Коваль", birth_date=given_date).birth_date == stored  # type: ignore[arg-type]


def test_missing_values_of_pandas_are_not_known() -> None:
    row = {"full_name": "Коваль Ганна", "age": np.nan, "unit": None, "birth_date": pd.NaT, "notes": pd.NA}
    assert Person.from_dict(row).to_dict() == {"full_name": "Коваль Ганна"}


def test_an_age_read_as_a_float_is_whole() -> None:
    assert Person.from_dict({"surname": "Коваль", "age": 34.0}).age == "34"


def test_other_names_may_be_one_text_or_several() -> None:
    assert Person("Коваль", other_names="Бондар; Bondar").other_names == ("Бондар", "Bondar")
    assert Person("Коваль", other_names=["Бондар", " "]).other_names == ("Бондар",)


def test_parts_of_a_name_are_shown_in_the_usual_order() -> None:
    person = Person(patronymic="Григорович", given_name="Тарас", surname="Шевченко")
    assert person.name == "Шевченко Тарас Григорович"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("surname", 7),
        ("birth_date", True),
        ("birth_date", 1985.5),
        ("unit", ["А1234"]),
        ("other_names", 3),
        ("other_names", [3]),
    ],
)
def test_what_a_field_cannot_hold_is_refused_without_showing_it(field: str, value: object) -> None:
    with pytest.raises(InputError, match=field):
        Person(**({"full_name": "Коваль"} | {field: value}))  # type: ignore[arg-type]


def test_an_unknown_key_is_refused_with_a_suggestion() -> None:
    with pytest.raises(InputError, match="did you mean given_name"):
        Person.from_dict({"given_names": "Тарас"})


def test_only_what_is_known_is_shown() -> None:
    assert repr(Person("Коваль", age=34)) == "Person(full_name='Коваль', age='34')"


def test_a_person_is_a_value() -> None:
    person = Person("Коваль", other_names=["Бондар"])
    assert person == Person("Коваль", other_names="Бондар")
    assert hash(person) == hash(pickle.loads(pickle.dumps(person)))
    assert person.replace(full_name="Коваль Ганна").other_names == ("Бондар",)
    with pytest.raises(AttributeError):
        person.surname = "Бондар"  # type: ignore[misc]


@given(full_name=NAMES, notes=st.text(), others=st.lists(NAMES.map(str.strip), max_size=3))
def test_json_and_back_loses_nothing(full_name: str, notes: str, others: list[str]) -> None:
    person = Person(full_name, notes=notes, other_names=others)
    assert Person.from_dict(json.loads(json.dumps(person.to_dict()))) == person
