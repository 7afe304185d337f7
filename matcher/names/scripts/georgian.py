"""Georgian names: one letter, one sound; Mtavruli capitals and the older alphabets are the same letters."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.names.scripts.letter_tables import letter_table
from matcher.names.scripts.tidying import plain

if TYPE_CHECKING:
    from matcher.names.reading import Reading

# Asomtavruli and Nuskhuri stand in Unicode in the order of Mkhedruli
_MKHEDRULI = {
    older + place: 0x10D0 + place for older, letters in ((0x10A0, 0x26), (0x2D00, 0x26)) for place in range(letters)
}


def fold(word: str) -> str:
    """Return a Georgian word in Mkhedruli letters, without capitals and letters of older spelling.

    Parameters
    ----------
    word
        One word.

    Returns
    -------
    str
        The folded word.

    Examples
    --------
    >>> fold("ᲒᲘᲝᲠᲒᲘ") == fold("გიორგი")
    True
    """
    return letter_table("georgian").fold(plain(word.translate(_MKHEDRULI)))


@lru_cache(maxsize=1 << 14)
def readings(word: str) -> tuple[Reading, ...]:
    """Return the Cyrillic words that a Georgian word may stand for, best first.

    Parameters
    ----------
    word
        One word in Georgian letters.

    Returns
    -------
    tuple of Reading
        Empty if the word has no Georgian letter.

    Examples
    --------
    >>> readings("გელაშვილი")[0].text
    'гелашвили'
    """
    return letter_table("georgian").readings(fold(word))
