"""Forms that a surname takes in a neighbouring language by a shift of sounds: Олійник, Олейник."""

from __future__ import annotations

import re
from functools import lru_cache

from matcher.tables import read_table

MAX_SHIFTS = 3  # Бяляўскі needs two


@lru_cache(maxsize=1)
def _shifts() -> tuple[tuple[str, str], ...]:
    rows = read_table("names/surname_shifts.tsv", 3)
    return tuple((pattern, replacement) for pattern, replacement, _example in rows)


_LEADING_LOOKBEHIND = re.compile(r"\(\?<=[^()]*\)")
_OTHER_WAY = re.compile(r"\|(?!\^)(?![^()]*\))")  # of a pattern that begins with ^, one that does not


@lru_cache(maxsize=1)
def _sieves() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """Return patterns for the beginning of a surname and for anywhere in it: if neither is found, no row holds.

    Most surnames hold none, and two quick searches say so: what must stand before the letters of a row is left out,
    for a search that begins with a letter is the quickest.
    """
    starting, floating = [], []
    for pattern, _ in _shifts():
        if pattern.startswith("^") and not _OTHER_WAY.search(pattern):
            starting.append(f"(?:{pattern[1:]})")
        else:
            floating.append(f"(?:{_LEADING_LOOKBEHIND.sub('', pattern, count=1).removeprefix('^')})")
    return re.compile("|".join(starting) or "(?!)"), re.compile("|".join(floating) or "(?!)")


@lru_cache(maxsize=1024)
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


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
    at_start, anywhere = _sieves()
    if at_start.match(surname) or anywhere.search(surname):
        return reference_shifts(surname)
    return ()


def reference_shifts(surname: str) -> tuple[str, ...]:
    """Return the same as :func:`shifted_surnames` by trying every row, which is the rule and takes longer."""
    found: dict[str, None] = {}
    for pattern, replacement in _shifts():
        for word in (surname, *tuple(found)[:MAX_SHIFTS]):
            shifted = _compiled(pattern).sub(replacement, word)
            if shifted != word:
                found[shifted] = None
    found.pop(surname, None)
    return tuple(found)
