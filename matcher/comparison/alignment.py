"""Edit costs of many pairs of words at once, by the learned costs of :mod:`matcher.names.edits`.

The words are turned into arrays of symbol codes once; pairs of the same two lengths are aligned together, one array
operation for each cell of their common table, in small integers. The result is that of
:func:`matcher.names.edits.edit_cost`, to the last step.
"""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from matcher.names.edits import (
    BEFORE_ENDING,
    END,
    GENERIC,
    LATIN,
    MIDDLE,
    OTHER,
    START,
    STEPS,
    SWAP,
    cost_table,
    is_slavic,
    letters_of,
    load_costs,
    split_letters,
    unmark,
)
from matcher.ragged import count_up

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.names.spellings import Spelling

FAR = 2**14
"""Cost in steps of pairs that are not compared."""
MAX_LENGTH = 32  # symbols; what lies beyond in a longer word does not count
_CHUNK = 1 << 14  # pairs that stay in the processor's cache together


@lru_cache(maxsize=64)
def _matrix(table: str, turned: bool) -> tuple[NDArray[np.int16], bool]:  # noqa: FBT001
    """Return the costs of a table in steps, code × code, and whether both sides share their letters.

    A code is symbol × 3 + place.
    """
    costs = load_costs(table, turned)
    rows, columns = ({symbol: number for number, symbol in enumerate(side)} for side in (costs.left, costs.right))
    matrix = np.full((len(rows), len(columns)), round(GENERIC * STEPS), dtype=np.int16)
    if costs.same:
        np.fill_diagonal(matrix, 0)
    placed: list[tuple[int, int, int]] = []
    seen = np.zeros(matrix.shape, dtype=np.bool_)
    for (one, other), bits in costs.marked.items():
        (symbol, place), (against, other_place) = unmark(one), unmark(other)
        row, column, steps = rows[symbol], columns[against], round(bits * STEPS)
        if place == other_place == MIDDLE:
            matrix[row, column], seen[row, column] = steps, True
        else:
            placed.append((row * 3 + place, column * 3 + other_place, steps))
    wide, known = (np.repeat(np.repeat(array, 3, 0), 3, 1) for array in (matrix, seen))
    for row, column, steps in placed:
        wide[row, column], known[row, column] = steps, True
    # what was never seen of a vowel before -вич, -вна is taken from the vowel elsewhere
    plain, against_plain = _plain_codes(costs.left), _plain_codes(costs.right)
    wide = np.where(known, wide, wide[np.ix_(plain, against_plain)])
    return wide, costs.same


def _plain_codes(symbols: tuple[str, ...]) -> NDArray[np.int64]:
    """Return for each code that of the symbol without the mark of the ending after it."""
    number = {symbol: place for place, symbol in enumerate(symbols)}
    plain = [number.get(symbol.removesuffix(BEFORE_ENDING), place) for symbol, place in number.items()]
    return np.repeat(np.array(plain, dtype=np.int64) * 3, 3) + np.tile(np.arange(3), len(symbols))


class Spellings:
    """Distinct spellings as symbols, ready to be aligned.

    Parameters
    ----------
    spellings
        Any number, each in one alphabet.
    """

    def __init__(self, spellings: Sequence[Spelling]) -> None:
        names = [one.alphabet for one in spellings]
        self.alphabets = sorted(set(names))
        numbers = {name: number for number, name in enumerate(self.alphabets)}
        self.alphabet = np.array([numbers[name] for name in names], dtype=np.int64)
        self.read = np.array([one.read for one in spellings], dtype=np.bool_)
        symbols = [split_letters(one.text, one.alphabet)[:MAX_LENGTH] for one in spellings]
        self.lengths = np.array([len(own) for own in symbols], dtype=np.int64)
        self.codes = np.zeros((MAX_LENGTH, len(spellings)), dtype=np.int16)
        """Symbol codes, one column per spelling, zero beyond its end."""
        coded: list[int] = []
        for name, own in zip(names, symbols, strict=True):
            known = _numbers(name)
            unknown = known[OTHER]
            coded.extend([known.get(symbol, unknown) for symbol in own])
        word = np.repeat(np.arange(len(spellings)), self.lengths)
        spot = count_up(self.lengths)
        place = np.where(spot == 0, START, np.where(spot == self.lengths[word] - 1, END, MIDDLE))
        self.codes[spot, word] = np.array(coded, dtype=np.int64) * 3 + place


@lru_cache(maxsize=64)
def _numbers(alphabet: str) -> dict[str, int]:
    return {symbol: number for number, symbol in enumerate(letters_of(alphabet))}


def align(
    left: Spellings, right: Spellings, one: NDArray[np.integer], other: NDArray[np.integer], band: int = MAX_LENGTH
) -> NDArray[np.int16]:
    """Return the edit costs of pairs of words.

    Parameters
    ----------
    left, right
        The spellings.
    one, other
        Numbers of the spellings of each pair.
    band
        Spellings whose lengths differ by more are not compared, and no letter is taken for one further away from it.

    Returns
    -------
    array of int16
        In steps of 1/16 bit; :data:`FAR` for pairs between which no costs are known.
    """
    result = np.full(len(one), FAR, dtype=np.int16)
    if not len(one):
        return result
    tables: dict[tuple[str, bool], int] = {}
    kinds = np.full((len(left.alphabets), len(right.alphabets)), -1, dtype=np.int64)
    written_only = np.zeros(kinds.shape, dtype=np.bool_)
    for row, first in enumerate(left.alphabets):
        for column, second in enumerate(right.alphabets):
            found = cost_table(first, second)
            if found is not None:
                kinds[row, column] = tables.setdefault(found, len(tables))
                # the costs of other scripts were learned from what is written, not from what somebody read
                written_only[row, column] = not (_is_usual(first) and _is_usual(second))
    a, b = left.lengths[one], right.lengths[other]
    pair = left.alphabet[one] * len(right.alphabets) + right.alphabet[other]
    kind = kinds.ravel()[pair]
    kind[np.abs(a - b) > band] = -1
    kind[written_only.ravel()[pair] & (left.read[one] | right.read[other])] = -1
    # pairs of one table and the same two lengths go together
    shape = (kind * (MAX_LENGTH + 1) + a) * (MAX_LENGTH + 1) + b
    shape[kind < 0] = -1
    order = np.argsort(shape.astype(np.int32), kind="stable")
    bounds = np.flatnonzero(np.r_[True, np.diff(shape[order]) > 0, True])
    names = list(tables)
    for start, end in pairwise(bounds):
        code = int(shape[order[start]])
        if code < 0:
            continue
        head, width = divmod(code, MAX_LENGTH + 1)
        number, height = divmod(head, MAX_LENGTH + 1)
        for low in range(int(start), int(end), _CHUNK):
            part = order[low : min(low + _CHUNK, int(end))]
            result[part] = _table(
                left.codes[:height].take(one[part], axis=1),
                right.codes[:width].take(other[part], axis=1),
                *_matrix(*names[number]),
                band,
            )
    return result


def _is_usual(alphabet: str) -> bool:
    return alphabet == LATIN or is_slavic(alphabet)


def _table(
    left: NDArray[np.int16],
    right: NDArray[np.int16],
    matrix: NDArray[np.int16],
    swaps: bool,  # noqa: FBT001
    band: int,
) -> NDArray[np.int16]:
    """Align words of one length with words of one length: cell by cell, all pairs at once."""
    height, count = left.shape
    width = len(right)
    flat = matrix.ravel()
    starts = left.astype(np.int32) * matrix.shape[1]
    columns = right.astype(np.int32)
    letters, other_letters = left // 3, right // 3
    # the code of "nothing" stands before that of "other", each with three places
    dropped, added = matrix[:, -6 + MIDDLE].take(left), matrix[-6 + MIDDLE].take(right)
    swap = np.int16(round(SWAP * STEPS))
    above = [np.zeros(count, dtype=np.int16)]
    for column in range(width):
        above.append(above[-1] + added[column])
    before: list[NDArray[np.int16]] = []
    equal_above: list[NDArray[np.bool_]] = []
    for row in range(height):
        current = [above[0] + dropped[row]]
        equal = [letters[row] == other_letters[column] for column in range(width)] if swaps else []
        for column in range(width):
            if abs(row - column) > band:
                current.append(np.full(count, FAR, dtype=np.int16))
                continue
            best = flat.take(starts[row] + columns[column])
            best += above[column]
            np.minimum(best, above[column + 1] + dropped[row], out=best)
            np.minimum(best, current[column] + added[column], out=best)
            if swaps and row and column:
                crossed = equal[column - 1] & equal_above[column]
                if crossed.any():
                    np.minimum(best, np.where(crossed, before[column - 1] + swap, FAR), out=best, casting="unsafe")
            current.append(best)
        before, above, equal_above = above, current, equal
    return above[width]
