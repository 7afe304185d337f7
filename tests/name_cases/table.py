"""Read the hand-edited table of name cases, with an error a person who edits it can act on."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from pathlib import Path

TABLE = Path(__file__).with_name("name_cases.tsv")
COLUMNS = ("grade", "section", "left", "right", "note")

SECTIONS = (
    # which spellings meet
    "uk-ru",
    "uk-latin-uk",
    "uk-latin-ru",
    "ru-latin-uk",
    "ru-latin-ru",
    "latin-uk-latin-ru",
    "latin-other",
    "be",
    # further scripts against Cyrillic and Latin
    "turkic",
    "arabic-persian",
    "hebrew",
    "georgian",
    "armenian",
    "greek",
    # what happened to the name
    "diminutive",
    "initials",
    "order",
    "one-column",
    "missing-part",
    "sex-marked",
    "indeclinable",
    "double-surname",
    "changed-surname",
    "oblique",
    "call-sign",
    "rank-title",
    "typing",
    "keyboard",
    "ocr",
    "look-alike",
    "mixed-scripts",
    "apostrophe",
    "unicode",
    "case",
    # traps: other people
    "brother",
    "father",
    "twin-name",
    "sex-twin",
    "look-alike-surname",
    "other-patronymic",
)

_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})|\\t")
_WORD = re.compile(r"[^\W_]+")


class Grade(StrEnum):
    """How strongly two names alone should speak for one person."""

    STRONG = "strong"
    MEDIUM = "medium"
    WEAK = "weak"
    MUST_NOT_MATCH = "must-not-match"


class TableError(ValueError):
    """A row of the table cannot be used; the message says which and why."""


@dataclass(frozen=True, slots=True)
class NameCase:
    """One row of the table.

    Attributes
    ----------
    left, right
        The names, escapes replaced by their characters.
    written_left, written_right
        The names as the table writes them, one line each.
    line
        Line of the file, counted from 1.
    """

    grade: Grade
    section: str
    left: str
    right: str
    note: str
    written_left: str
    written_right: str
    line: int


def read_cases(path: Path = TABLE) -> tuple[NameCase, ...]:
    """Return the rows of the table in their order.

    Raises
    ------
    TableError
        If a row has another number of cells, an empty cell, spaces around a cell, an unknown grade or
        section, twice the same name, a pair that stands in the table already (in either order), or
        letters of two alphabets in one word outside the section ``look-alike``.
    """
    cases: list[NameCase] = []
    seen: dict[frozenset[str], int] = {}
    header = False
    for line, text in enumerate(path.read_text(encoding="utf-8").split("\n"), start=1):
        if not text or text.startswith("#"):
            continue
        cells = text.split("\t")
        if not header:
            if tuple(cells) != COLUMNS:
                raise _error(path, line, f"the heading must be {', '.join(COLUMNS)}, separated by tabs")
            header = True
            continue
        case = _case(path, line, cells)
        pair = frozenset((case.left, case.right))
        if pair in seen:
            raise _error(path, line, f"the same two names stand in line {seen[pair]} already")
        seen[pair] = line
        cases.append(case)
    return tuple(cases)


def _case(path: Path, line: int, cells: list[str]) -> NameCase:
    if len(cells) != len(COLUMNS):
        raise _error(path, line, f"{len(cells)} cells instead of {len(COLUMNS)}; cells are separated by one tab")
    for column, cell in zip(COLUMNS, cells, strict=True):
        if not cell or cell != cell.strip():
            raise _error(path, line, f"the cell {column} is empty or has spaces around it")
    grade, section, left, right, note = cells
    if grade not in set(Grade):
        raise _error(path, line, f"unknown grade {grade!r}; write one of {', '.join(Grade)}")
    if section not in SECTIONS:
        raise _error(path, line, f"unknown section {section!r}; write one of {', '.join(SECTIONS)}")
    case = NameCase(Grade(grade), section, _decoded(left), _decoded(right), note, left, right, line)
    if case.left == case.right:
        raise _error(path, line, "left and right are the same text")
    if section != "look-alike":
        for word in (*mixed_words(case.left), *mixed_words(case.right)):
            raise _error(path, line, f"{word!r} mixes two alphabets; only look-alike rows may")
    return case


def mixed_words(text: str) -> tuple[str, ...]:
    """Return the words that have both Cyrillic and Latin letters."""
    return tuple(word for word in _WORD.findall(text) if {"CYRILLIC", "LATIN"} <= alphabets(word))


def alphabets(text: str) -> set[str]:
    """Return the alphabets of the letters in a text, as Unicode names them (``CYRILLIC``, ``LATIN``)."""
    return {unicodedata.name(letter, "?").split()[0] for letter in text if unicodedata.category(letter) in {"Lu", "Ll"}}


def _decoded(cell: str) -> str:
    return _ESCAPE.sub(lambda found: chr(int(found[1], 16)) if found[1] else "\t", cell)


def _error(path: Path, line: int, what: str) -> TableError:
    return TableError(f"{path.name}, line {line}: {what}")
