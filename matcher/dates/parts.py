"""The parts of a written date: a cell cut into numbers, month names and placeholders, and what was noted."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from matcher.tables import read_table

if TYPE_CHECKING:
    from datetime import date

Kind = Literal["birth", "event"]

_READ_DIGITS = 20  # Python refuses to read numbers of thousands of digits; no date has one of so many
_BORN_IN = re.compile(r"(?<![^\W\d_])([рг])\.?\s?([нр])(?![^\W\d_])", re.IGNORECASE)
_NUMERALS = ("i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii")
ROMAN = {numeral: month for month, numeral in enumerate(_NUMERALS, start=1)}
CYRILLIC_ROMAN = str.maketrans("іхѵ", "ixv")

_TOKEN = re.compile(
    r"(?P<blank>(?<!\d)\d{1,3}[?*_]+|[?*_]{2,}|(?<![^\s.,/])[?*_–—](?=[.,/])|(?<![^\s.,/])[-–—]{2,}(?![^\s.,/])|(?<!\w)[xхXХ]{2,4}(?!\w))"
    r"|(?P<number>\d+)|(?P<word>[^\W\d_]+)|(?P<estimate>[~≈±])|(?P<doubt>\?)|(?P<short>['’ʼ`](?=\d\d(?!\d)))"
)


@dataclass(slots=True)
class Notes:
    """How one cell is to be read, and the notes gathered on the way."""

    today: date
    kind: Kind
    sentences: list[str] = field(default_factory=list)
    doubtful: bool = False

    def alter(self, sentence: str) -> None:
        """Note what was altered without a doubt."""
        self.sentences.append(sentence)

    def afresh(self) -> Notes:
        """Return empty notes for a trial."""
        return Notes(self.today, self.kind)

    def doubt(self, sentence: str) -> None:
        """Note why the value may be wrong."""
        self.sentences.append(sentence)
        self.doubtful = True


@dataclass(frozen=True, slots=True)
class Part:
    """A number, a month by name, or a placeholder for an unknown part (both None)."""

    number: int | None = None
    digits: int = 0
    month: int | None = None

    @property
    def unknown(self) -> bool:
        """A placeholder."""
        return self.number is None and self.month is None

    @property
    def may_be_month(self) -> bool:
        """A number that a month can have."""
        return self.number is not None and 1 <= self.number <= 12 and self.digits <= 2


class UnreadableError(Exception):
    """Caught where a cell is read; its argument is the sentence for the problems report."""


def cut(text: str, notes: Notes) -> tuple[list[Part], set[str]]:
    """Cut a cell into date parts and the meanings of the words beside them."""
    parts: list[Part] = []
    meanings: set[str] = set()
    tokens = list(_TOKEN.finditer(_BORN_IN.sub(r"\1\2 ", text)))
    for position, token in enumerate(tokens):
        kind, found = token.lastgroup, token[0]
        if kind == "number":
            number = int(found[:_READ_DIGITS])
            parts.append(Part(number, len(found)) if number else Part(digits=len(found)))
        elif kind == "blank":
            parts.append(Part(digits=len(found)))
            if found[0].isdigit():
                meanings.add("stray")
                notes.doubt("an incomplete number was left out")
        elif kind == "word":
            month = _month(found.casefold(), numeral=position + 1 < len(tokens) and (position > 0 or len(found) > 1))
            if month:
                parts.append(Part(month=month))
            else:
                meanings.add(words_beside().get(found.casefold(), "stray"))
        elif kind == "estimate":
            meanings.add("about")
        elif kind == "doubt":
            notes.doubt("a question mark stands beside the date")
        else:
            meanings.add("birth")
            meanings.add("year")
    if "stray" in meanings or "missing" in meanings:
        notes.doubt("other words stand in the cell and were left out")
    return parts, meanings


def _month(word: str, *, numeral: bool) -> int | None:
    month = _month_names().get(word)
    if month is None and numeral:
        return ROMAN.get(word.translate(CYRILLIC_ROMAN))
    return month


@lru_cache(maxsize=1)
def words_beside() -> dict[str, str]:
    """Return the words that stand beside dates, each with its meaning."""
    return {word: meaning for word, meaning in read_table("date_words.tsv", columns=2)}  # noqa: C416


@lru_cache(maxsize=1)
def _month_names() -> dict[str, int]:
    """Return every form and every unambiguous beginning of three letters or more."""
    forms: dict[str, int] = {}
    beginnings: dict[str, set[int]] = {}
    for number, _language, names in read_table("months.tsv", columns=3):
        for name in names.split():
            forms[name] = int(number)
            for length in range(3, len(name)):
                beginnings.setdefault(name[:length], set()).add(int(number))
    return {word: min(months) for word, months in beginnings.items() if len(months) == 1} | forms
