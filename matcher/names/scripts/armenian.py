"""Armenian names: two pronunciations that exchange voiced and plain stops, and two orthographies."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.names.scripts.letter_tables import letter_table
from matcher.names.scripts.tidying import plain

if TYPE_CHECKING:
    from matcher.names.reading import Reading


def fold(word: str) -> str:
    """Return an Armenian word in small letters and the reformed orthography, ligatures taken apart.

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
    >>> fold("Սարգսեան") == fold("ՍԱՐԳՍՅԱՆ"), fold("Լևոն") == fold("Լեւոն")
    (True, True)
    """
    return letter_table("armenian").fold(plain(word))


@lru_cache(maxsize=1 << 14)
def readings(word: str) -> tuple[Reading, ...]:
    """Return the Cyrillic words that an Armenian word may stand for: Eastern, then Western.

    Parameters
    ----------
    word
        One word in Armenian letters.

    Returns
    -------
    tuple of Reading
        Empty if the word has no Armenian letter.

    Examples
    --------
    >>> [reading.text for reading in readings("Պետրոսյան")]
    ['петросян', 'бедросян']
    """
    return letter_table("armenian").readings(fold(word))
