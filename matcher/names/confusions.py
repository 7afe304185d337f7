"""What a name may come back as after a romanisation that writes two of its sounds alike.

German *Sara* is Сара or Зара, *Bekhan* in ISO 9 is Бекхан though kh is х elsewhere. The reverse of a scheme cannot know
this; so the names themselves are written once more as they would be misread (``data/names/confusions.tsv``), and a word
that is no name by any reading is looked for among them.
"""

from __future__ import annotations

from functools import lru_cache

from matcher.tables import read_table

_MOST = 16  # ways of one word; more than two confusions in one name are rare


@lru_cache(maxsize=1)
def _confusions() -> tuple[tuple[str, str], ...]:
    return tuple((written, read) for written, read, _why in read_table("names/confusions.tsv", 3))


def misreadings(word: str) -> tuple[str, ...]:
    """Return what a Cyrillic word may be read as from its own romanisation.

    Parameters
    ----------
    word
        One lower-case Cyrillic word.

    Returns
    -------
    tuple of str
        Without the word itself; empty if no scheme confuses its sounds.

    Examples
    --------
    >>> misreadings("самір")
    ()
    >>> misreadings("замір")
    ('самір',)
    """
    ways = [word]
    for written, read in _confusions():
        if written in word:
            ways += [way.replace(written, read) for way in ways if written in way][: _MOST - len(ways)]
    return tuple(ways[1:])
