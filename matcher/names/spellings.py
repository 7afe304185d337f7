"""What a word is compared by, letter for letter: as it is written in its own script, and as every scheme reads it."""

from __future__ import annotations

from dataclasses import dataclass

from matcher.names.edits import CYRILLIC, alphabet_of, is_slavic
from matcher.names.reading import UNREAD
from matcher.names.romanisation import readings
from matcher.names.script import fold, strip_marks
from matcher.names.scripts import own_script_of, script_module


@dataclass(frozen=True, slots=True)
class Spelling:
    """One way in which the letters of a word are compared.

    Attributes
    ----------
    text
        Lower case.
    alphabet
        Whose costs hold for it (:func:`matcher.names.edits.alphabet_of`), or the language of Cyrillic.
    read
        A reading of a Latin word, not what was written. Costs of other scripts were learned from what is written.
    """

    text: str
    alphabet: str
    read: bool = False


def spellings_of(word: str, cyrillic: str = CYRILLIC) -> tuple[Spelling, ...]:
    """Return the spellings of a word that letters are compared in.

    Parameters
    ----------
    word
        One word, any case and script.
    cyrillic
        What a Cyrillic word is taken for: ``"uk"`` or ``"ru"`` if its language is known.

    Returns
    -------
    tuple of Spelling
        The word as written comes first, without the spelling habits of its script.

    Examples
    --------
    >>> [(one.text, one.alphabet) for one in spellings_of("Koval")]
    [('koval', 'latin'), ('ковал', 'uk')]
    """
    folded = fold(word)
    entry = own_script_of(folded)
    if entry is not None:
        written = script_module(entry.module).fold(folded)
        return (Spelling(written, alphabet_of(written)),)
    if alphabet_of(folded) == CYRILLIC:
        return (Spelling(folded, cyrillic),)
    written = strip_marks(folded)
    return (
        Spelling(written, alphabet_of(written)),
        *(
            Spelling(one.text, one.language if is_slavic(one.language) else CYRILLIC, read=True)
            for one in readings(word)
            if one.scheme != UNREAD
        ),
    )
