"""People from the Caucasus, Turkey and Central Asia keep one name through the papers of several countries."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

import pytest

from matcher.names.correspondences import shifted_surnames
from matcher.names.given import lookup_given
from matcher.names.script import clean, fold
from matcher.vocabulary import given_forms, patronymic_forms, surname_forms

_TABLE = Path(__file__).with_name("eastern_pairs.tsv")
_FORMS = (surname_forms, given_forms, patronymic_forms)


@dataclass(frozen=True)
class Pair:
    """Two spellings of full names, each as surname, given name and patronymic, and whether they are one name."""

    same: bool
    one: tuple[str, str, str]
    other: tuple[str, str, str]

    def agreeing(self) -> list[bool]:
        """For every part that both have: whether the two spellings share a canonical key."""
        found = []
        for forms, one, other in zip(_FORMS, self.one, self.other, strict=True):
            if one and other:
                keys = [set(forms(fold(clean(word).text)).keys) for word in (one, other)]
                found.append(bool(keys[0] & keys[1]))
        return found


def _pairs() -> list[Pair]:
    pairs = []
    for line in _TABLE.read_text(encoding="utf-8").splitlines():
        if line and not line.startswith("#"):
            verdict, *names = [*line.split("\t"), "", "", ""][:7]
            pairs.append(Pair(verdict == "same", (names[0], names[1], names[2]), (names[3], names[4], names[5])))
    return pairs


def _label(pair: Pair) -> str:
    return f"{' '.join(pair.one)} / {' '.join(pair.other)}"


@pytest.mark.parametrize("pair", [pair for pair in _pairs() if pair.same], ids=_label)
def test_spellings_of_one_name_share_every_key(pair: Pair) -> None:
    assert all(pair.agreeing())


@pytest.mark.parametrize("pair", [pair for pair in _pairs() if not pair.same], ids=_label)
def test_different_names_differ_in_some_part(pair: Pair) -> None:
    assert not all(pair.agreeing())


def test_the_table_holds_enough_pairs_of_both_kinds() -> None:
    pairs = _pairs()
    assert sum(pair.same for pair in pairs) >= 150
    assert sum(not pair.same for pair in pairs) >= 80


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("хасан", "хусейн"),
        ("карим", "камиль"),
        ("рашид", "рашад"),
        ("мамед", "ахмед"),
        ("салим", "салман"),
        ("кайрат", "айрат"),
        ("фатима", "фарида"),
        ("айгуль", "айгюн"),
    ],
)
def test_names_that_only_look_alike_are_two(one: str, other: str) -> None:
    groups = [{match.group for match in lookup_given(word)} for word in (one, other)]
    assert groups[0]
    assert groups[1]
    assert not groups[0] & groups[1]


@pytest.mark.parametrize(
    "surname",
    [
        "иванов",
        "шевченко",
        "петренко",
        "соболев",
        "хоменко",
        "гончаров",
        "ковальчук",
        "мельник",
        "джугашвили",
        "огородник",
    ],
)
def test_eastern_shifts_leave_other_surnames_alone(surname: str) -> None:
    assert not {"ж", "магомед", "хасан"} & set(shifted_surnames(surname))
    assert len(shifted_surnames(surname)) <= 1
