"""Names in the Latin alphabets of Azerbaijani, Turkish, Crimean Tatar, Turkmen, Uzbek and Kazakh.

These languages spell by sound, but Russian papers do not spell them back by sound: *Həsən* is Гасан or Хасан,
*Qasımov* is Гасымов or Касымов. The letters are in ``data/scripts/turkic.tsv``.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.names.script import fold as fold_marks
from matcher.names.scripts.letter_tables import letter_table

if TYPE_CHECKING:
    from matcher.names.reading import Reading

# Letters of these alphabets only, and the Uzbek oʻ and gʻ; the others (ö, ü, ç, ž) a German or Czech name has as well,
# which the romanisation schemes then read beside.
_OWN = re.compile("[əğışŋū]|[og]'")
_MAX_SURE, _MAX_UNSURE = 6, 3
_DOTTED = "i\u0307"


def fold(word: str) -> str:
    """Write a word in lower case without the dot that Turkish capitals leave, circumflexes and look-alikes.

    Parameters
    ----------
    word
        One word, any case.

    Returns
    -------
    str
        Lower case; ʻ and its likes are the plain apostrophe.

    Examples
    --------
    >>> fold("İBRAHİM"), fold("Kâzım")
    ('ibrahim', 'kazım')
    """
    lower = fold_marks(word).replace(_DOTTED, "i")
    return letter_table("turkic").fold(unicodedata.normalize("NFC", lower))


@lru_cache(maxsize=1 << 14)
def readings(word: str) -> tuple[Reading, ...]:
    """Return the Russian spellings that a word in a Turkic Latin alphabet may stand for.

    Parameters
    ----------
    word
        One word; hyphens may join its parts.

    Returns
    -------
    tuple of Reading
        At most six, three if only letters tell that other languages have too; empty if no alphabet has all letters.

    Examples
    --------
    >>> [reading.text for reading in readings("əliyev")][:1]
    ['алиев']
    >>> readings("ýusup")[0].scheme
    'tk-1999'
    """
    folded = fold(word)
    return letter_table("turkic").readings(folded, _MAX_SURE if _OWN.search(folded) else _MAX_UNSURE)
