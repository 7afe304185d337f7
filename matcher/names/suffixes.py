"""The suffix by which a surname is made: Шевченко and Шевчук share a stem and are two names all the same."""

from __future__ import annotations

from functools import lru_cache

from matcher.tables import read_table

_MIN_STEM = 2


@lru_cache(maxsize=1 << 17)
def surname_suffix(sound: str) -> tuple[str, int]:
    """Return the class of the longest suffix that a surname may be made with.

    Parameters
    ----------
    sound
        Sound skeleton of the masculine form (:func:`matcher.names.sounds.skeleton`).

    Returns
    -------
    tuple of str and int
        A class of ``data/names/surname_suffixes.tsv`` and the number of sounds; empty and 0 if no suffix fits.

    Examples
    --------
    >>> surname_suffix("wevqenko"), surname_suffix("wevquk"), surname_suffix("moroz")
    (('енко', 4), ('ук', 2), ('', 0))
    """
    classes = _classes()
    for start in range(max(_MIN_STEM, len(sound) - _longest()), len(sound)):
        found = classes.get(sound[start:])
        if found is not None:
            return found, len(sound) - start
    return "", 0


@lru_cache(maxsize=1)
def _classes() -> dict[str, str]:
    return {ending: name for name, endings in read_table("names/surname_suffixes.tsv", 2) for ending in endings.split()}


@lru_cache(maxsize=1)
def _longest() -> int:
    return max(map(len, _classes()))
