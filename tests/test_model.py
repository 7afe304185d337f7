"""The model file is readable, complete and refuses what it cannot be."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest

from matcher.comparison.levels import LEVELS, NameLevel
from matcher.errors import DataFileError
from matcher.model import default_model, load_model, model_from_json

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path


def test_probabilities_of_a_group_of_levels_add_up_to_one() -> None:
    for field, figures in default_model().fields.items():
        for group in range(int(figures.group.max()) + 1):
            members = figures.group == group
            if members.sum() < 2:  # a level of its own has hand-set figures; a group may be empty
                continue
            for probabilities in (figures.m, figures.u, figures.kin):
                assert probabilities[members].sum() == pytest.approx(1, abs=0.005), (field, group)


def test_agreement_speaks_for_a_match_and_contradiction_against_it() -> None:
    model = default_model()
    share = np.array([0.01])
    assert model.weight("surname", np.array([NameLevel.SAME]), share)[0] > 4
    assert model.weight("surname", np.array([NameLevel.DIFFERENT]), np.zeros(1))[0] < -4
    assert model.weight("patronymic", np.array([NameLevel.DIFFERENT]), np.zeros(1))[0] < -4


def test_missing_fields_are_no_evidence() -> None:
    model = default_model()
    for field in LEVELS:
        assert model.weight(field, np.array([0]))[0] == 0


def test_a_rare_name_weighs_more_than_a_common_one_and_a_short_form_never_more_than_the_full_name() -> None:
    model = default_model()
    levels = np.array([NameLevel.SAME, NameLevel.SAME, NameLevel.PART])
    common, rare, short = model.weight("given_name", levels, np.array([0.08, 0.0001, 0.08]))
    assert rare > common > short


def test_a_saved_model_is_the_same_model(tmp_path: Path) -> None:
    model = default_model()
    model.save(tmp_path / "model.json")
    assert load_model(tmp_path / "model.json").to_json() == model.to_json()


@pytest.mark.parametrize(
    ("damage", "words"),
    [
        (lambda content: content.pop("format"), "format"),
        (lambda content: content["fields"].pop("surname"), "surname"),
        (lambda content: content["fields"]["sex"]["SAME"].update(m=0), "above 0"),
        (
            lambda content: content["fields"]["sex"].update(MAYBE={"m": 1, "u": 1, "kin": 1, "group": 0}),
            "MAYBE",
        ),
    ],
)
def test_a_damaged_model_file_is_refused_with_the_place(damage: Callable[[Any], None], words: str) -> None:
    content = json.loads(default_model().to_json())
    damage(content)
    with pytest.raises(DataFileError, match=words):
        model_from_json(json.dumps(content), "mine.json")


def test_a_model_file_that_is_no_json_names_the_line() -> None:
    with pytest.raises(DataFileError, match="line 1"):
        model_from_json("{", "mine.json")
