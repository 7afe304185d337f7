"""Sound skeletons: what stays of a Slavic name when language and spelling habits are taken away.

A skeleton is a short ASCII string with one letter per sound, the same for the Ukrainian, Russian and Belarusian
spelling of a name wherever rules alone can tell: Сергій and Сергий, Зайцев and Зайцевъ, Чорний and Чёрный. Cyrillic
only; Latin spellings first become Cyrillic readings (:mod:`matcher.names.romanisation`).
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

# One symbol per sound so that one edit is one sound. Vowels of the и/ы/і/й and е/є/э/ё families fall together:
# they are what the three languages and their romanisations exchange most.
_SOUNDS = {
    "а": "a", "б": "b", "в": "v", "г": "g", "ґ": "g", "д": "d", "е": "e", "є": "e", "э": "e", "ё": "e",
    "ж": "j", "з": "z", "и": "i", "і": "i", "ї": "i", "й": "i", "ы": "i", "к": "k", "л": "l", "м": "m",
    "н": "n", "о": "o", "п": "p", "р": "r", "с": "s", "т": "t", "у": "u", "ў": "v", "ф": "f", "х": "h",
    "ц": "c", "ч": "q", "ш": "w", "щ": "x", "ю": "iu", "я": "ia", "ь": "", "ъ": "", "'": "", "ʼ": "", "’": "", "-": "",
}  # fmt: skip
_TABLE = str.maketrans(_SOUNDS)
_REWRITES: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(pattern), replacement)
    for pattern, replacement in (
        (r"[ьй]о", "е"),  # Корольов, Королёв; Йолкін, Ёлкин
        (r"(?<=[шчжщ])о", "е"),  # Чорний, Чёрный, Черный
        (r"шч|сч", "щ"),  # Belarusian шч; Latin shch read letter by letter
        (r"(?<=[сц]к)о(?=й$)", "и"),  # Морской, Морський
        (r"стн", "сн"),  # silent т
        (r"т[ьъ]?с(?=ь?к)", "ц"),  # Братський sounds like Брацький
        (r"ця$", "ца"),  # Паниця, Паница
    )
)
# Most words need no rewriting: one search for letters that every pattern needs finds out
_ANY_REWRITE = re.compile("[ьйшчжщ]о|шч|с[чт]|[сц]кой|т[ьъ]?с|ця")
_REWRITES_OF_LINES = tuple(
    (re.compile(pattern.pattern, re.MULTILINE), replacement) for pattern, replacement in _REWRITES
)
_RUN = re.compile(r"(.)\1+")


@lru_cache(maxsize=1 << 18)
def skeleton(cyrillic: str) -> str:
    """Return the sound skeleton of one lower-case Cyrillic word.

    Parameters
    ----------
    cyrillic
        One word, lower case, composed Unicode. Letters outside the three alphabets are kept as they are, so that
        an unreadable name never becomes an empty string.

    Returns
    -------
    str
        ASCII letters, one per sound, doubled sounds written once; the input itself if nothing would be left.

    Examples
    --------
    >>> skeleton("корольов") == skeleton("королёв") == skeleton("королев")
    True
    >>> skeleton("шевченко"), skeleton("шевчук")
    ('wevqenko', 'wevquk')
    """
    word = cyrillic
    if _ANY_REWRITE.search(word):
        for pattern, replacement in _REWRITES:
            word = pattern.sub(replacement, word)
    sounds = word.translate(_TABLE)
    return (_RUN.sub(r"\1", sounds) if _RUN.search(sounds) else sounds) or cyrillic


def skeletons(words: Iterable[str]) -> dict[str, str]:
    """Return the sound skeletons of many words, as :func:`skeleton` does one by one, in a fraction of the time.

    Parameters
    ----------
    words
        Lower-case Cyrillic words without line breaks.

    Returns
    -------
    dict of str to str
        Skeleton by word, in the order of the words.

    Examples
    --------
    >>> skeletons(["шевченко", "шевчук"])
    {'шевченко': 'wevqenko', 'шевчук': 'wevquk'}
    """
    distinct = list(dict.fromkeys(words))
    text = "\n".join(distinct)
    for pattern, replacement in _REWRITES_OF_LINES:
        text = pattern.sub(replacement, text)
    sounds = _RUN.sub(r"\1", text.translate(_TABLE)).split("\n")
    return {word: sound or word for word, sound in zip(distinct, sounds, strict=bool(distinct))}
