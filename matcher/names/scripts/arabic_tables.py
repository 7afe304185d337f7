"""The tables behind :mod:`matcher.names.scripts.arabic`, checked and ready for use.

They are no tables of :mod:`matcher.names.scripts.letter_tables`: there every sound has a letter. Here most vowels of a
word come from its pattern, its affixes or from between two consonants, how rare an alternative is matters more than
its place in the row, and one spelling habit (the article) needs the list of names.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from matcher.errors import DataFileError
from matcher.tables import read_table

LETTERS = "scripts/arabic.tsv"
PATTERNS = "scripts/arabic_patterns.tsv"
NAMES = "scripts/names_arabic.tsv"

VOWEL_MARKS = "\u064e\u064f\u0650\u0670"
ARTICLE = "ال"
ROOT_ALEFS = ("أ", "إ", "آ")

_MARKS = re.compile("[\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06ed\u200c\u200d]")
_PRESENTATION = re.compile("[\ufb50-\ufdff\ufe70-\ufefc]")
_NO_VOWELS = dict.fromkeys(map(ord, "аеєёиіїоуыэюяй"))
_SHORTEST = 3  # letters that an article leaves, at least

_KINDS = ("fold", "letter", "vowel", "beginning", "ending", "root")
_PLACES = ("start", "end", "after-vowel", "after-consonant", "before-vowel", "before-consonant")
_OPTION = re.compile(r"(-|[а-яіїєґў]+)(?::(\d))?")


class Option(NamedTuple):
    """One reading of some letters: how rare it is, in bits beyond the commonest, the text, and its consonants."""

    cost: float
    text: str
    consonants: str


@lru_cache(maxsize=256)
def option(text: str, cost: float = 0.0) -> Option:
    """Return a reading of some letters."""
    return Option(cost, text, text.translate(_NO_VOWELS))


@dataclass(frozen=True, slots=True)
class LetterRow:
    """Readings of some letters, where and in which language they hold."""

    letters: str
    places: frozenset[str]
    language: str
    options: tuple[Option, ...]

    def holds(self, places: frozenset[str], language: str) -> bool:
        """Say whether the row holds at a place of a word."""
        return self.language in {"", language} and self.places <= places


@dataclass(frozen=True, slots=True)
class Affix:
    """A part that is written on to a name, folded, with its readings by language."""

    letters: str
    language: str
    options: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class Pattern:
    """A word pattern: the words it fits, and where the vowels stand (digits are the root letters)."""

    words: re.Pattern[str]
    readings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ArabicTables:
    """Rows of ``arabic.tsv`` by kind."""

    fold: dict[int, str]
    fold_end: dict[str, str]
    letters: dict[str, tuple[LetterRow, ...]]
    longest: int
    vowels: tuple[LetterRow, ...]
    beginnings: tuple[Affix, ...]
    endings: tuple[Affix, ...]
    roots: tuple[str, ...]


@lru_cache(maxsize=1)
def tables() -> ArabicTables:
    """Return the letters, affixes and habits of the script.

    Raises
    ------
    DataFileError
        If a row has an unknown kind, place or reading.
    """
    rows: dict[str, list[tuple[str, frozenset[str], str, str]]] = {kind: [] for kind in _KINDS}
    for kind, letters, where, language, readings in read_table(LETTERS, 5):
        places = frozenset(where.split())
        if kind not in _KINDS or not places <= set(_PLACES) or language not in {"", "ar", "fa"}:
            raise DataFileError(f"data/{LETTERS}: the row {kind} {letters} has an unknown kind, place or language.")
        rows[kind].append((letters, places, language, readings))
    by_letters: dict[str, list[LetterRow]] = {}
    for letters, places, language, readings in rows["letter"]:
        by_letters.setdefault(letters, []).append(LetterRow(letters, places, language, _options(letters, readings)))
    affixes = {
        kind: tuple(
            sorted(
                (Affix(row[0], row[2], _options(row[0], row[3])) for row in rows[kind]), key=lambda a: -len(a.letters)
            )
        )
        for kind in ("beginning", "ending")
    }
    silent = {"-": ""}
    return ArabicTables(
        fold={ord(row[0]): silent.get(row[3], row[3]) for row in rows["fold"] if "end" not in row[1]},
        fold_end={row[0]: silent.get(row[3], row[3]) for row in rows["fold"] if "end" in row[1]},
        letters={letters: tuple(found) for letters, found in by_letters.items()},
        longest=max(map(len, by_letters)),
        vowels=tuple(LetterRow("", row[1], row[2], _options("-", row[3])) for row in rows["vowel"]),
        beginnings=affixes["beginning"],
        endings=affixes["ending"],
        roots=tuple(row[0] for row in rows["root"]),
    )


def _options(letters: str, readings: str) -> tuple[Option, ...]:
    options = []
    for place, cell in enumerate(readings.split(",")):
        found = _OPTION.fullmatch(cell.strip())
        if not found:
            raise DataFileError(f"data/{LETTERS}: {letters}: {cell.strip()!r} is no Cyrillic reading.")
        # alternatives of equal weight still keep the order of the table
        options.append(option("" if found[1] == "-" else found[1], float(found[2] or 0) + place / 8))
    return tuple(options)


# و and ي are root letters only beside a long a, where they cannot be vowels.
_ROOT_LETTER = "((?![اويه])[\u0621-\u06d3]|[وي](?=ا)|(?<=ا)[وي]|ه)"


@lru_cache(maxsize=1)
def patterns() -> dict[int, tuple[Pattern, ...]]:
    """Return the word patterns by the number of their letters, in the order of the table."""
    found: dict[int, list[Pattern]] = {}
    for pattern, readings in read_table(PATTERNS, 2):
        folded = fold_letters(pattern)
        slots = "".join(_ROOT_LETTER if letter in "فعل" else letter for letter in folded)
        cells = tuple(cell.strip() for cell in readings.split(","))
        found.setdefault(len(folded), []).append(Pattern(re.compile(slots), cells))
    return {size: tuple(some) for size, some in found.items()}


@lru_cache(maxsize=1)
def listed_names() -> dict[str, tuple[str, ...]]:
    """Return the usual Cyrillic forms of the listed names by their folded native spelling."""
    names: dict[str, dict[str, None]] = {}
    for _sex, native, _group, cyrillic, _latin in read_table(NAMES, 5):
        for spelling in native.split(","):
            forms = names.setdefault(fold_letters(spelling.strip()), {})
            forms.update(
                dict.fromkeys(form.strip().lower().replace("-", "").replace("'", "ь") for form in cyrillic.split(","))
            )
    return {name: tuple(forms) for name, forms in names.items()}


def basic(word: str) -> str:
    """Return a word in basic letters: presentation forms and stretched letters written normally, marks kept."""
    if _PRESENTATION.search(word):
        word = unicodedata.normalize("NFKC", word)
    return word.replace("\u0640", "").replace("\u200c", "").replace(" ", "")


def fold_letters(word: str) -> str:
    """Return a word without vowel signs and spelling habits; the article stays."""
    table = tables()
    bare = _MARKS.sub("", basic(unicodedata.normalize("NFC", word)))
    if bare and bare[-1] in table.fold_end:
        bare = bare[:-1] + table.fold_end[bare[-1]]
    return bare.translate(table.fold) or bare


def has_article(folded: str, word: str) -> bool:
    """Say whether a word begins with the article: not if its alef is of the root (إلهام, الیاس).

    Parameters
    ----------
    folded
        The word by :func:`fold_letters`.
    word
        As it was written.
    """
    return (
        folded.startswith(ARTICLE)
        and len(folded) >= len(ARTICLE) + _SHORTEST
        and word[:1] not in ROOT_ALEFS
        and folded not in listed_names()
        and not folded.startswith(tables().roots)
    )
