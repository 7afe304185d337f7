"""Phonetic codes for Latin names that no Slavic table knows: Smith and Smyth, Johnson and Jonson."""

from __future__ import annotations

from functools import lru_cache

import jellyfish

from matcher.names.script import Script, script_of, strip_marks

MIN_CODE = 3  # shorter codes say too little: Lee, Leigh, Lowe


@lru_cache(maxsize=1 << 17)
def foreign_code(word: str) -> str:
    """Return the Metaphone code of a Latin word, by English sound rules.

    The readings of :mod:`matcher.names.romanisation` serve names that came from Cyrillic; this serves the others, Latin
    against Latin. Metaphone reads the letters A to Z only, so marks and apostrophes are taken off first.

    Parameters
    ----------
    word
        One word, any case.

    Returns
    -------
    str
        Empty if the word is not Latin, or its code too short to say anything.

    Examples
    --------
    >>> foreign_code("Smith") == foreign_code("smyth")
    True
    >>> foreign_code("Сміт")
    ''
    """
    if word.isascii() and word.isalpha():
        letters = word.lower()
    elif script_of(word) is not Script.LATIN:
        return ""
    else:
        letters = "".join(letter for letter in strip_marks(word).lower() if "a" <= letter <= "z")
    code = jellyfish.metaphone(letters) if letters else ""
    return code if len(code) >= MIN_CODE else ""
