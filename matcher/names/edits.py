"""What it costs to take one letter for another: costs learned from names that are known to be one name.

И for і, ы for и, г for х, a vowel that Arabic does not write: such differences say little, ш for к says much. The costs
are estimated from pairs of spellings by ``python -m fixtures.fit_edits`` and stand, one table for each pair of
alphabets, in ``data/edits``, in bits: 0 for what always happens, :data:`GENERIC` for what was never seen.

:func:`edit_cost` is the clear way to compute the cost of two words and the reference that tests hold the bulk call
(:mod:`matcher.comparison.alignment`) to.
"""

from __future__ import annotations

import math
import re
from dataclasses import dataclass
from functools import lru_cache

from matcher.errors import DataFileError
from matcher.names.scripts import own_script_of
from matcher.tables import read_table

GENERIC = 8.0
"""Bits that an unexpected letter costs: one slip of the pen."""
SWAP = 7.0
"""Bits that two neighbouring letters in exchanged order cost."""
STEPS = 16
"""Costs are rounded to this fraction of a bit, so that sums are exact in small integers."""
NOTHING = "∅"
DOUBLED = "ʺ"
"""Stands for the second of two equal letters, which spellings drop and add freely."""
OTHER = "\ufffd"
"""A letter that the tables do not hold."""
START, MIDDLE, END = range(3)

CYRILLIC, LATIN = "cyrillic", "latin"
UKRAINIAN, RUSSIAN, BELARUSIAN = "uk", "ru", "be"
"""Cyrillic whose language is known: between the first two the costs know the direction."""
_SLAVIC = frozenset({CYRILLIC, UKRAINIAN, RUSSIAN, BELARUSIAN})
# A consonant with its soft sign is one symbol, and so is йо, ьо; so are the vowels before -вич, -вна, where the
# languages differ by rule (Сергійович, Сергеевич; Іванівна, Ивановна).
_CYRILLIC_UNIT = re.compile(r"[бвгґджзклмнпрстфхцчшщ]ь(?!о)|[йь]о|.", re.DOTALL)
_ENDING = re.compile(r"(?<=..)([іиїьеє]?й?[аеєиіїоуя])(в(?:ич|іч|на))$")
BEFORE_ENDING = "+"
_DOUBLE = re.compile(r"([^ь])\1")
_UNHEARD = re.compile(r"['’ʼ]")
_SOFT = re.compile(r"['’ʼ](?=[яюєїе])")


@lru_cache(maxsize=1 << 18)
def alphabet_of(word: str) -> str:
    """Return the alphabet whose costs hold for a word: ``cyrillic``, ``latin`` or the module of another script."""
    if word.isascii():
        return LATIN
    entry = own_script_of(word)
    if entry is not None:
        return entry.module
    return CYRILLIC if re.search(r"[Ѐ-ӿ]", word) else LATIN


def is_slavic(alphabet: str) -> bool:
    """Say whether an alphabet is Cyrillic, of whichever language."""
    return alphabet in _SLAVIC


@lru_cache(maxsize=1 << 17)
def split_letters(word: str, alphabet: str) -> tuple[str, ...]:
    """Take a word apart into the symbols that costs are known for.

    Parameters
    ----------
    word
        Lower case.
    alphabet
        As :func:`alphabet_of` returns it.

    Returns
    -------
    tuple of str
        Letters, in Latin also groups such as ``sh``; the second of two equal letters is :data:`DOUBLED`.
        Apostrophes are left out where they are not a soft sign.

    Examples
    --------
    >>> split_letters("shannon", "latin")
    ('sh', 'a', 'n', 'ʺ', 'o', 'n')
    """
    if alphabet not in _SLAVIC:
        return tuple(_units(alphabet).findall(_single(word)))
    word = _SOFT.sub("ь", word)
    ending = _ENDING.search(word)
    if ending is None:
        return tuple(_CYRILLIC_UNIT.findall(_single(word)))
    stem = _CYRILLIC_UNIT.findall(_single(word[: ending.start()]))
    return (*stem, ending[1] + BEFORE_ENDING, *ending[2])


@lru_cache(maxsize=32)
def _units(alphabet: str) -> re.Pattern[str]:
    """Return the pattern of one symbol: a letter group that is one sound, else a letter."""
    groups = [
        group for name, *groups in read_table("edits/units.tsv", 2) if name == alphabet for group in groups[0].split()
    ]
    return re.compile("|".join([*sorted(groups, key=len, reverse=True), "."]), re.DOTALL)


def _single(word: str) -> str:
    """Mark doubled letters and leave out what is not heard."""
    return _DOUBLE.sub(rf"\1{DOUBLED}", _UNHEARD.sub("", word).replace(" ", "-")) or word


@dataclass(frozen=True, slots=True)
class EditCosts:
    """The costs between two alphabets, in bits.

    Attributes
    ----------
    left, right
        The symbols of each alphabet in the tables, :data:`OTHER` and :data:`NOTHING` among them.
    marked
        Cost by left and right symbol as the table writes them: ``^`` before a symbol at the start of a word, ``$``
        after one at its end.
    same
        The two alphabets have the same letters: a symbol costs nothing against itself unless the table says otherwise.
    """

    left: tuple[str, ...]
    right: tuple[str, ...]
    marked: dict[tuple[str, str], float]
    same: bool

    def cost(self, one: str, place: int, other: str, other_place: int) -> float:
        """Return what one symbol costs against another or against :data:`NOTHING`, each at its place in the word."""
        found = self.marked.get((mark(one, place), mark(other, other_place)))
        if found is None:
            found = self.marked.get((one, other))
        if found is None:
            plain, against = one.rstrip(BEFORE_ENDING), other.rstrip(BEFORE_ENDING)
            if (plain, against) != (one, other):
                return self.cost(plain, place, against, other_place)
            return 0.0 if self.same and one == other else GENERIC
        return found


def mark(symbol: str, place: int) -> str:
    """Write a symbol at its place in a word as the tables do."""
    if symbol == NOTHING:
        return symbol
    return f"^{symbol}" if place == START else f"{symbol}$" if place == END else symbol


def unmark(written: str) -> tuple[str, int]:
    """Return a symbol and its place from what the tables write."""
    if len(written) > 1 and written[0] == "^":
        return written[1:], START
    if len(written) > 1 and written[-1] == "$":
        return written[:-1], END
    return written, MIDDLE


def places(count: int) -> list[int]:
    """Return the place of each of so many symbols in a word."""
    return [START if place == 0 else END if place == count - 1 else MIDDLE for place in range(count)]


def cost_table(one: str, other: str) -> tuple[str, bool] | None:
    """Return the table of costs between two alphabets, and whether its columns have to be exchanged.

    Parameters
    ----------
    one, other
        Alphabets, see :func:`alphabet_of`.

    Returns
    -------
    tuple of str and bool, or None
        ``None`` if no costs are known between the two.
    """
    slavic, other_slavic = one in _SLAVIC, other in _SLAVIC
    if slavic and other_slavic:
        turned = one == RUSSIAN
        return ("uk-ru", turned) if {one, other} == {UKRAINIAN, RUSSIAN} else (f"{CYRILLIC}-{CYRILLIC}", False)
    if one == other:
        return f"{one}-{one}", False
    first, second = (CYRILLIC if slavic else one), (CYRILLIC if other_slavic else other)
    # Cyrillic stands last in the name of a table, Latin after every other script
    order = {CYRILLIC: 2, LATIN: 1}
    if order.get(first, 0) == order.get(second, 0):
        return None
    turned = order.get(first, 0) > order.get(second, 0)
    return (f"{second}-{first}" if turned else f"{first}-{second}"), turned


@lru_cache(maxsize=1)
def _letters() -> dict[str, tuple[str, ...]]:
    return {alphabet: tuple(symbols.split(" ")) for alphabet, symbols in read_table("edits/letters.tsv", 2)}


@lru_cache(maxsize=32)
def letters_of(alphabet: str) -> tuple[str, ...]:
    """Return the symbols that the tables of an alphabet know, :data:`NOTHING` and :data:`OTHER` last."""
    return (*_letters().get(CYRILLIC if alphabet in _SLAVIC else alphabet, ()), NOTHING, OTHER)


def edit_costs(one: str, other: str) -> EditCosts:
    """Return the costs between two alphabets, read on first use.

    Parameters
    ----------
    one, other
        Alphabets, see :func:`alphabet_of`.

    Raises
    ------
    ValueError
        If no costs are known between the two.
    DataFileError
        If the table has a cost that is no number.
    """
    found = cost_table(one, other)
    if found is None:
        raise ValueError(f"There are no costs between {one} and {other}.")
    return load_costs(*found)


@lru_cache(maxsize=64)
def load_costs(table: str, turned: bool) -> EditCosts:  # noqa: FBT001 -- the pair that cost_table returns
    """Read one table of costs, its columns exchanged if asked for."""
    first, second = table.split("-")
    marked: dict[tuple[str, str], float] = {}
    for left, right, bits, *_ in _rows(table):
        try:
            cost = round(float(bits) * STEPS) / STEPS
        except ValueError as error:
            raise DataFileError(f"data/edits/{table}.tsv: {bits!r} is no cost in bits ({left}, {right}).") from error
        marked[(right, left) if turned else (left, right)] = cost
        if first == second:
            marked[right, left] = cost
    if turned:
        first, second = second, first
    same = first == second or {first, second} <= _SLAVIC
    return EditCosts(letters_of(first), letters_of(second), marked, same)


def _rows(table: str) -> list[tuple[str, ...]]:
    try:
        return read_table(f"edits/{table}.tsv", 5)
    except FileNotFoundError:
        # A script without learned costs still knows equal letters from different ones
        return []


def edit_cost(one: str, other: str, alphabets: tuple[str, str] | None = None) -> float:
    """Return the least cost of turning one word into the other.

    Letters may be taken for one another, left out, added, or exchanged with their neighbour.

    Parameters
    ----------
    one, other
        Lower-case words, each in one alphabet.
    alphabets
        Those of the two words, where their letters alone do not tell (``("uk", "ru")``).

    Returns
    -------
    float
        Bits; infinite if no costs are known between the two alphabets. The same in either direction.

    Examples
    --------
    >>> edit_cost("зайцев", "зайцев")
    0.0
    >>> edit_cost("шевченко", "шевчук") > edit_cost("криворучко", "кривaручка")
    True
    """
    alphabets = alphabets or (alphabet_of(one), alphabet_of(other))
    if cost_table(*alphabets) is None:
        return math.inf
    costs = edit_costs(*alphabets)
    left = [symbol if symbol in costs.left else OTHER for symbol in split_letters(one, alphabets[0])]
    right = [symbol if symbol in costs.right else OTHER for symbol in split_letters(other, alphabets[1])]
    left_places, right_places = places(len(left)), places(len(right))
    above: list[float] = []
    above2: list[float] = []
    for row in range(len(left) + 1):
        current: list[float] = []
        for column in range(len(right) + 1):
            ways = [0.0] if row == column == 0 else []
            if row:
                ways.append(above[column] + costs.cost(left[row - 1], left_places[row - 1], NOTHING, MIDDLE))
            if column:
                gap = costs.cost(NOTHING, MIDDLE, right[column - 1], right_places[column - 1])
                ways.append(current[column - 1] + gap)
            if row and column:
                taken = costs.cost(left[row - 1], left_places[row - 1], right[column - 1], right_places[column - 1])
                ways.append(above[column - 1] + taken)
            if (
                costs.same
                and row > 1
                and column > 1
                and left[row - 1] == right[column - 2]
                and left[row - 2] == right[column - 1]
            ):
                ways.append(above2[column - 2] + SWAP)
            current.append(min(ways))
        above2, above = above, current
    return above[-1]
