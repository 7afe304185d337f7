"""Choosing among names that sound alike by how the word is spelt.

A sound skeleton forgets doubled vowels and soft signs: Артемівна and Артеміївна, Арсен and Арсень sound alike in Latin
letters. Where a word's sound leads to several names, the letters often still tell which is meant.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from matcher.names.reading import Reading

Match = TypeVar("Match")

_CARELESS = "-everyday"
_LETTERS = str.maketrans(
    dict.fromkeys("иіїйы", "i") | dict.fromkeys("еєэё", "e") | {"ґ": "г", "я": "ia", "ю": "iu"}
    | dict.fromkeys("ьъ'’ʼ-", "")
)  # fmt: skip


def letter_key(cyrillic: str) -> str:
    """Return a word with the letters joined that languages exchange, little left out but the signs.

    Parameters
    ----------
    cyrillic
        One lower-case Cyrillic word.

    Returns
    -------
    str
        Finer than a sound skeleton.

    Examples
    --------
    >>> letter_key("артеміївна") == letter_key("артемийивна") != letter_key("артемівна")
    True
    """
    return cyrillic.translate(_LETTERS).replace("iii", "ii")


def best_spelt(readings: Iterable[Reading], spelled: Mapping[str, tuple[Match, ...]]) -> tuple[Match, ...]:
    """Return the names that are spelt as a word reads.

    Parameters
    ----------
    readings
        The readings of the word.
    spelled
        Names by the :func:`letter_key` of their forms.

    Returns
    -------
    tuple
        Those spelt as a written standard reads the word; if there are none, as careless spelling does; without
        repetition.
    """
    careless = []
    found: dict[Match, None] = {}
    for reading in readings:
        if reading.scheme.endswith(_CARELESS):
            careless.append(reading)
        else:
            found.update(dict.fromkeys(spelled.get(letter_key(reading.text), ())))
    for reading in careless if not found else ():
        found.update(dict.fromkeys(spelled.get(letter_key(reading.text), ())))
    return tuple(found)


def narrowed(
    matches: tuple[Match, ...], readings: Iterable[Reading], spelled: Mapping[str, tuple[Match, ...]]
) -> tuple[Match, ...]:
    """Keep the names that the letters of a word speak for, of those that its sound allows.

    Parameters
    ----------
    matches
        What the sound of the word allows.
    readings, spelled
        As for :func:`best_spelt`.

    Returns
    -------
    tuple
        Those of `matches` that are spelt so; if none is, all.
    """
    if len(matches) < 2:
        return matches
    spelt = frozenset(best_spelt(readings, spelled))
    return tuple(match for match in matches if match in spelt) or matches
