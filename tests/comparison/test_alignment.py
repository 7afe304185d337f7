from __future__ import annotations

import math

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.comparison.alignment import FAR, MAX_LENGTH, Spellings, align
from matcher.names.edits import STEPS, alphabet_of, edit_cost
from matcher.names.spellings import Spelling

WORDS = st.lists(
    st.one_of(
        st.text("абвгдежзиійклмнорстуьюя'-", min_size=1, max_size=9),
        st.text("abcdehikmnorstuyz", min_size=1, max_size=9),
        st.text("აბგდევიკლმნორსტ", min_size=1, max_size=7),
        st.sampled_from(["іванович", "ивановна", "сергеевич", "анна", "ана", "黑木", "щщ"]),
    ),
    min_size=1,
    max_size=8,
)


def written(words: list[str], cyrillic: str = "cyrillic") -> Spellings:
    names = [cyrillic if name == "cyrillic" else name for name in map(alphabet_of, words)]
    return Spellings([Spelling(word, name) for word, name in zip(words, names, strict=True)])


def everything(left: list[str], right: list[str], cyrillic: tuple[str, str] = ("cyrillic", "cyrillic")) -> np.ndarray:
    one, other = (part.ravel() for part in np.indices((len(left), len(right))))
    first, second = (written(words, taken) for words, taken in zip((left, right), cyrillic, strict=True))
    return align(first, second, one, other).reshape(len(left), len(right))


@settings(max_examples=60, deadline=None)
@given(WORDS, WORDS)
def test_the_bulk_call_gives_the_costs_of_the_reference(left: list[str], right: list[str]) -> None:
    bulk = everything(left, right)
    for row, one in enumerate(left):
        for column, other in enumerate(right):
            expected = edit_cost(one, other)
            assert bulk[row, column] == (FAR if math.isinf(expected) else expected * STEPS), (one, other)


@settings(max_examples=30, deadline=None)
@given(WORDS, WORDS)
def test_it_does_so_where_the_languages_are_known(left: list[str], right: list[str]) -> None:
    left = [word for word in left if "а" <= word[0] <= "я"] or ["анна"]
    right = [word for word in right if "а" <= word[0] <= "я"] or ["ганна"]
    bulk = everything(left, right, ("uk", "ru"))
    for row, one in enumerate(left):
        for column, other in enumerate(right):
            assert bulk[row, column] == edit_cost(one, other, ("uk", "ru")) * STEPS


def test_a_band_leaves_out_words_of_very_different_length_only() -> None:
    left, right = written(["бондаренко", "бондар"]), written(["бондаренко", "бондаренк", "бондар"])
    one, other = np.repeat([0, 1], 3), np.tile([0, 1, 2], 2)
    narrow, wide = align(left, right, one, other, band=2), align(left, right, one, other)
    near = np.array([True, True, False, False, False, True])
    assert (narrow[near] == wide[near]).all()
    assert (narrow[~near] == FAR).all()


def test_a_word_longer_than_the_table_is_compared_by_its_beginning() -> None:
    long = "абв" * MAX_LENGTH
    assert everything([long], [long])[0, 0] == 0
    assert everything([long], [long[:-1]])[0, 0] == 0


def test_what_somebody_read_is_not_compared_with_another_script() -> None:
    native = Spellings([Spelling("გიორგი", "georgian")])
    latin = Spellings(
        [Spelling("giorgi", "latin"), Spelling("гиорги", "uk", read=True), Spelling("гиорги", "cyrillic")]
    )
    costs = align(native, latin, np.zeros(3, dtype=np.int64), np.arange(3))
    assert costs[0] < FAR
    assert costs[1] == FAR
    assert costs[2] < FAR
