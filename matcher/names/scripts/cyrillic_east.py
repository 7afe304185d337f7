"""Names in Cyrillic alphabets with letters beyond Russian: Kazakh, Kyrgyz, Uzbek, Tajik, Tatar, Bashkir, Caucasian.

Lists mostly hold such names in Russian spelling; a passport of the country holds them in its own: Қайрат is Кайрат,
Ҳусейн is Хусейн or Гусейн, МухӀаммад is Мухаммад. The letters are in ``data/scripts/cyrillic_east.tsv``.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.names.script import fold as fold_marks
from matcher.names.scripts import entry_of
from matcher.names.scripts.letter_tables import letter_table

if TYPE_CHECKING:
    from matcher.names.reading import Reading

_MAX = 6


def fold(word: str) -> str:
    """Write a word in lower case with the palochka, and with Cyrillic letters where Latin twins were typed.

    Parameters
    ----------
    word
        One word, any case.

    Returns
    -------
    str
        Lower case; 1, I, l and | are the palochka where it can stand.

    Examples
    --------
    >>> fold("МухIаммад") == fold("Мух1аммад") == fold("МУХӀАММАД")
    True
    """
    return letter_table("cyrillic_east").fold(fold_marks(word))


@lru_cache(maxsize=1 << 14)
def readings(word: str) -> tuple[Reading, ...]:
    """Return the Russian spellings that a word in one of these alphabets may stand for.

    Parameters
    ----------
    word
        One word; hyphens may join its parts.

    Returns
    -------
    tuple of Reading
        At most six; empty if the word has no letter beyond Russian, or one that no alphabet has.

    Examples
    --------
    >>> [reading.text for reading in readings("қайрат")]
    ['кайрат']
    >>> [reading.text for reading in readings("өмүрбек")][:2]
    ['омурбек', 'умурбек']
    """
    folded = fold(word)
    return letter_table("cyrillic_east").readings(folded, _MAX) if entry_of(folded) else ()
