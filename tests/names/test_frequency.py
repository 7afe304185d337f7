"""Shipped background shares."""

from __future__ import annotations

import pytest

from matcher.names.frequency import given_share, surname_share
from matcher.names.given import name_groups
from matcher.names.inflection import masculine_forms
from matcher.names.sounds import skeleton
from matcher.tables import read_table


def test_common_names_are_common() -> None:
    oleksandr, taras = given_share("m:Олександр", "m"), given_share("m:Тарас", "m")
    assert oleksandr is not None
    assert taras is not None
    assert 0.05 < oleksandr < 0.12
    assert taras < oleksandr / 10
    assert given_share("m:Олександр", "f") is None
    assert given_share("m?:zus", "m") is None


def test_a_surname_is_counted_over_its_spellings() -> None:
    shevchenko = surname_share(skeleton("шевченко"))
    assert shevchenko is not None
    assert 0.001 < shevchenko < 0.005
    assert surname_share(skeleton("иванов")) == surname_share(skeleton(masculine_forms("іванова")[0]))
    assert surname_share("zzz") is None


@pytest.mark.parametrize("sex", ["m", "f"])
def test_shares_of_one_sex_make_a_whole(sex: str) -> None:
    shares = [given_share(group, sex) or 0.0 for group in name_groups() if group.startswith(sex)]
    assert 0.9 < sum(shares) <= 1.0


def test_the_table_names_only_groups_that_exist() -> None:
    assert {group for group, _share in read_table("names/given_frequency.tsv", 2)} <= set(name_groups())


def test_the_surname_table_holds_the_skeletons_it_says() -> None:
    rows = read_table("names/surname_frequency.tsv", 3)
    assert len(rows) == 5000
    assert all(sound == skeleton(name) and 0 < float(share) < 0.01 for sound, name, share in rows)
