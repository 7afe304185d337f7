"""Greek names: as spoken, as ELOT 743 writes letter by letter, and the traditional forms of classical names."""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.names.scripts.letter_tables import letter_table
from matcher.names.scripts.tidying import plain, taken_apart, without_marks

if TYPE_CHECKING:
    from matcher.names.reading import Reading

# Two vowels are sounded apart if the first bears the accent or the second the two dots: Μάιος, Ζαΐμης
_APART = re.compile(r"([αεου])(\u0301|\u0300|\u0342)([ιυ])(?![\u0301\u0300\u0342\u0308])")
_DOTS = re.compile(r"([ιυ])(?:[\u0301\u0300\u0342]*\u0308[\u0301\u0300\u0342]*)")
_DOTTED = {"ι": "ϊ", "υ": "ϋ"}
_DOTTED_LETTER = re.compile("([ϊϋ])")


def fold(word: str) -> str:
    """Return a Greek word in small letters without accents, breathings and the final form of sigma.

    Parameters
    ----------
    word
        One word.

    Returns
    -------
    str
        The folded word.

    Examples
    --------
    >>> fold("Γεώργιος") == fold("ΓΕΩΡΓΙΟΣ"), fold("Ἀριστοτέλης")
    (True, 'αριστοτελησ')
    """
    return letter_table("greek").fold(plain(word))


def _with_dots(word: str) -> str:
    """Return the folded word but with ϊ and ϋ where the marks say that two vowels are sounded apart."""
    apart = _APART.sub(lambda match: match[1] + match[2] + match[3] + "\u0308", taken_apart(word))
    dotted = without_marks(_DOTS.sub(lambda match: _DOTTED[match[1]], apart))
    table = letter_table("greek")
    return "".join(piece if piece in _DOTTED.values() else table.fold(piece) for piece in _DOTTED_LETTER.split(dotted))


@lru_cache(maxsize=1 << 14)
def readings(word: str) -> tuple[Reading, ...]:
    """Return the Cyrillic words that a Greek word may stand for, best first.

    A woman's surname is the genitive of the man's (Παπαδοπούλου, Παπαδόπουλος) and is read as both.

    Parameters
    ----------
    word
        One word in Greek letters.

    Returns
    -------
    tuple of Reading
        Empty if the word has no Greek letter.

    Examples
    --------
    >>> readings("Γιώργος")[0].text
    'йоргос'
    """
    return letter_table("greek").readings(_with_dots(word))
