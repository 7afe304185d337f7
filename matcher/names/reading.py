"""A reading: the Cyrillic word that a written word may stand for, and by which scheme."""

from __future__ import annotations

from dataclasses import dataclass

UNREAD = "unread"
"""Scheme of a word in a script that no table reads; it is compared as written."""


@dataclass(frozen=True, slots=True)
class Reading:
    """One Cyrillic word that a written word may stand for.

    Attributes
    ----------
    text
        The word in lower-case Cyrillic.
    scheme
        Id of the scheme that reads it so; ``"cyrillic"`` for a word that was Cyrillic already,
        ``"unread"`` for a script that no table reads.
    language
        ``"uk"``, ``"ru"`` or ``"be"``, or the language of another script (``"ka"``); for a Cyrillic word by its
        telling letters, blank if nothing tells.
    also
        Ids of the other schemes that give the same sounds.
    """

    text: str
    scheme: str
    language: str
    also: tuple[str, ...] = ()
