"""Forms that a surname takes in a neighbouring language by a shift of sounds: Олійник, Олейник."""

from __future__ import annotations

import re
from functools import lru_cache

from matcher.tables import read_table

MAX_SHIFTS = 3  # Бяляўскі needs two


@lru_cache(maxsize=1)
def _shifts() -> tuple[tuple[re.Pattern[str], str], ...]:
    rows = read_table("names/surname_shifts.tsv", 3)
    return tuple((re.compile(pattern), replacement) for pattern, replacement, _example in rows)


@lru_cache(maxsize=1 << 17)
def shifted_surnames(surname: str) -> tuple[str, ...]:
    """Return the forms of a surname in neighbouring languages.

    Parameters
    ----------
    surname
        Lower case, Cyrillic, masculine.

    Returns
    -------
    tuple of str
        Without the surname itself; often empty.

    Examples
    --------
    >>> shifted_surnames("олійник")
    ('олейник',)
    """
    found: dict[str, None] = {}
    for pattern, replacement in _shifts():
        for word in (surname, *tuple(found)[:MAX_SHIFTS]):
            shifted = pattern.sub(replacement, word)
            if shifted != word:
                found[shifted] = None
    found.pop(surname, None)
    return tuple(found)
