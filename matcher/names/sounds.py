"""Sound skeletons: what stays of a Slavic name when language and spelling habits are taken away.

A skeleton is a short ASCII string with one letter per sound, the same for the Ukrainian, Russian and Belarusian
spelling of a name wherever rules alone can tell: Сергій and Сергий, Зайцев and Зайцевъ, Чорний and Чёрный. Cyrillic
only; Latin spellings first become Cyrillic readings (:mod:`matcher.names.romanisation`).
"""

from __future__ import annotations

import re
from functools import lru_cache

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
    for pattern, replacement in _REWRITES:
        word = pattern.sub(replacement, word)
    return _RUN.sub(r"\1", word.translate(_TABLE)) or cyrillic
