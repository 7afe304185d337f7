"""The vocabulary is one closed list."""

from __future__ import annotations

import pytest

from matcher.errors import InputError
from matcher.fields import FIELDS, NAME_FIELDS, field_named, split_repeated


def test_the_vocabulary_is_that_of_the_interface() -> None:
    assert " ".join(field.name for field in FIELDS) == (
        "id full_name surname given_name patronymic other_names call_sign sex birth_date age age_on status rank unit "
        "birth_place home_region home_place event_date event_place release_date document_number tag_number tax_number "
        "photo source notes"
    )


def test_a_call_sign_is_no_name() -> None:
    assert NAME_FIELDS == ("full_name", "surname", "given_name", "patronymic", "other_names")


def test_a_misspelt_field_is_answered_with_the_nearest() -> None:
    with pytest.raises(InputError, match="did you mean birth_date"):
        field_named("birthdate")


def test_only_other_names_are_several() -> None:
    assert [field.name for field in FIELDS if field.repeated] == ["other_names"]


def test_several_values_share_a_cell() -> None:
    assert split_repeated(" Коваль Ганна;Anna Koval\nГ. Бондар ; ") == ("Коваль Ганна", "Anna Koval", "Г. Бондар")
