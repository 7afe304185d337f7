"""Words of any script as keyboards and copied pages leave them, brought to plain letters."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

_CYRILLIC = re.compile("[а-яёіїєґў'-]")
_APOSTROPHES = "׳’ʼ‘`´ʹ′‛＇ʻʽˈ՚\u02bf\u02be"
_HYPHENS = "־֊‐‑‒–—"
_SEPARATORS = str.maketrans({**dict.fromkeys(_APOSTROPHES, "'"), **dict.fromkeys(_HYPHENS, "-")})
_INVISIBLE_LETTERS = "\u00ad\u034f\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff"
_INVISIBLE = re.compile(f"[{_INVISIBLE_LETTERS}]")
# what a word that is plain already has none of: separators of other kinds, spaces, marks of the scripts read here
_UNTIDY = re.compile(f"[{_APOSTROPHES}{_HYPHENS}{_INVISIBLE_LETTERS}\\s\u0300-\u036f\u0591-\u05c7]")


def plain(word: str) -> str:
    """Return a word in lower case, with one hyphen and apostrophe and without marks on its letters.

    Parameters
    ----------
    word
        One word of any script.

    Returns
    -------
    str
        Compatibility forms taken apart (ligatures, presentation forms), combining marks removed; the word itself if
        nothing would be left.

    Examples
    --------
    >>> plain("Γεώργιος"), plain("יוֹסֵף")
    ('γεωργιος', 'יוסף')
    """
    return without_marks(taken_apart(word)) or word


def without_marks(word: str) -> str:
    """Return a word without the combining marks behind its letters."""
    return word if not _UNTIDY.search(word) else "".join(c for c in word if not unicodedata.combining(c))


def taken_apart(word: str) -> str:
    """Return a word as :func:`plain` does but with the marks, each behind its letter.

    Parameters
    ----------
    word
        One word of any script.

    Returns
    -------
    str
        Lower case, taken apart by compatibility; Cyrillic letters stay whole.
    """
    lower = word.lower()
    if not _UNTIDY.search(lower) and unicodedata.is_normalized("NFKD", lower):
        return lower
    tidied = _INVISIBLE.sub("", word.translate(_SEPARATORS))
    composed = unicodedata.normalize("NFC", tidied.lower())
    # a spacing mark comes apart into a space and the mark
    return "".join(map(_apart, composed)).lower().translate(_SEPARATORS).replace(" ", "")


@lru_cache(maxsize=1 << 12)
def _apart(letter: str) -> str:
    return letter if _CYRILLIC.match(letter) else unicodedata.normalize("NFKD", letter)
