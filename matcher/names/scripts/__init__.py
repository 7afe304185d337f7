"""Names in further scripts and alphabets, one small module for each behind one interface.

A module has two functions. ``fold(word)`` writes a word in the letters of its own script without the spelling habits
of keyboards and countries: two spellings of one name in that script fold to the same string. ``readings(word)`` returns
the Cyrillic words it may stand for, with scheme labels. Which letters belong to which module stands in
``data/scripts/scripts.tsv``, the labels of the schemes in ``data/scripts/schemes.tsv``.

A further script is a module, which mostly names its table (:mod:`matcher.names.scripts.armenian` is one), the table
(:mod:`matcher.names.scripts.letter_tables` says how it is written), a row in ``scripts.tsv`` and one for each of its
schemes in ``schemes.tsv``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from importlib import import_module
from typing import TYPE_CHECKING, Protocol

from matcher.errors import DataFileError
from matcher.tables import read_table

if TYPE_CHECKING:
    from matcher.names.reading import Reading

_USES = ("own", "beside")


class ScriptModule(Protocol):
    """What every module of this package offers."""

    def fold(self, word: str) -> str:
        """Return a word in the letters of its script without spelling habits."""

    def readings(self, word: str) -> tuple[Reading, ...]:
        """Return the Cyrillic words it may stand for, best first; empty if the word is not of this script."""


@dataclass(frozen=True, slots=True)
class ScriptEntry:
    """One row of ``scripts.tsv``.

    Attributes
    ----------
    module
        Name of the module.
    letters
        What tells the script, a letter or several together; one is enough.
    beside
        The readings stand beside those of the romanisation schemes (an alphabet of Latin or Cyrillic letters).
    label
        The script's name.
    """

    module: str
    letters: re.Pattern[str]
    beside: bool
    label: str


@lru_cache(maxsize=1)
def script_entries() -> tuple[ScriptEntry, ...]:
    """Return the known scripts in the order of the table."""
    entries = []
    for module, letters, use, label in read_table("scripts/scripts.tsv", 4):
        if use not in _USES:
            raise DataFileError(f"data/scripts/scripts.tsv: {module}: {use!r} is none of {', '.join(_USES)}.")
        single, *together = letters.split(" ")
        telling = re.compile("|".join((f"[{single}]", *together)))
        entries.append(ScriptEntry(module, telling, use == "beside", label))
    return tuple(entries)


def entry_of(word: str) -> ScriptEntry | None:
    """Return the script whose telling letters a word shows, ``None`` for ordinary Latin and Cyrillic and the unknown.

    Parameters
    ----------
    word
        One word, lower case.
    """
    # an apostrophe may be part of a letter (Uzbek oʻ)
    if word.isascii() and "'" not in word:
        return None
    return next((entry for entry in script_entries() if entry.letters.search(word)), None)


def own_script_of(word: str) -> ScriptEntry | None:
    """Return the script of a word that is neither Latin nor ordinary Cyrillic, ``None`` for these and the unknown."""
    entry = entry_of(word)
    return None if entry is None or entry.beside else entry


@lru_cache(maxsize=32)
def script_module(name: str) -> ScriptModule:
    """Import the module of a script on first use."""
    module: ScriptModule = import_module(f"matcher.names.scripts.{name}")
    return module


@lru_cache(maxsize=1)
def scheme_labels() -> dict[str, str]:
    """Return the readable names of the schemes by id."""
    return {scheme: label for scheme, _language, label in read_table("scripts/schemes.tsv", 3)}


@lru_cache(maxsize=1)
def scheme_languages() -> dict[str, str]:
    """Return the languages of the schemes by id."""
    return {scheme: language for scheme, language, _label in read_table("scripts/schemes.tsv", 3)}


@lru_cache(maxsize=1)
def language_names() -> dict[str, str]:
    """Return the English names of languages by their codes."""
    return {code: name for code, name in read_table("scripts/languages.tsv", 2)}  # noqa: C416 -- rows of two


def native_name_tables() -> tuple[str, ...]:
    """Return the tables ``scripts/names_*.tsv`` that there are, in alphabetical order."""
    from importlib import resources

    folder = resources.files("matcher") / "data" / "scripts"
    names = sorted(one.name for one in folder.iterdir() if one.name.startswith("names_"))
    return tuple(f"scripts/{name}" for name in names)
