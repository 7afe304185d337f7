"""The tables of letters, ``data/scripts/<module>.tsv``: which Cyrillic letters each letter may stand for, and where.

A table has the columns *kind, native letters, value, where, schemes, use*, and a row is of one of five kinds:

``scheme``
    id of a scheme by which the table reads (it stands in ``schemes.tsv``); the value is what it costs to believe it
    rather than the first, in alternatives of a letter, blank for nothing.
``class``
    a set of letters, given in the value, named for the column *where*.
``fold``
    a spelling habit and how it is usually written, ``-`` for nothing.
``letter``
    one letter, or several together, and the Cyrillic ones that they may stand for, the likeliest first, ``-`` for
    silence. Schemes, separated by blanks, are those the row holds in, blank for all; use is ``rarely`` for a reading
    believed less.
``plain``
    letters that stand for themselves. A table with such a row reads no word with a letter that no row has; without
    one Cyrillic letters stand for themselves and others for nothing.

*Where* is ``start``, ``inside`` (not at the start), ``middle`` (not at the end), ``end``, ``after:x``, ``not-after:x``,
``before:x`` or ``not-before:x``, where x is a class or the letters themselves; several, separated by blanks, must all
hold, and a hyphen begins a word anew. Longer rows win over shorter ones, rows that say where over rows that do not; of
several that hold, all alternatives count.
"""

from __future__ import annotations

import re
from functools import lru_cache

from matcher.errors import DataFileError
from matcher.names.scripts import scheme_languages
from matcher.names.scripts.letters import (
    CYRILLIC,
    FirstLetter,
    LetterOption,
    LetterTable,
    Options,
    Placed,
    SchemeLetters,
    joined,
)
from matcher.tables import read_table

SILENT = "-"
"""How a table writes that a letter is not heard."""

_RARE = 2  # what a row marked ``rarely`` costs
_Row = tuple[re.Pattern[str] | None, Options]
"""Letters in their place, nothing for anywhere, and what they stand for."""


@lru_cache(maxsize=16)
def letter_table(module: str) -> LetterTable:
    """Load the table of letters of one script.

    Parameters
    ----------
    module
        Name of the script's module, as in ``data/scripts/<module>.tsv``.

    Returns
    -------
    LetterTable
        The table.

    Raises
    ------
    DataFileError
        If a row is of an unknown kind, names an unknown place or scheme, or reads as something else than Cyrillic.
    """
    path = f"scripts/{module}.tsv"
    costs: dict[str, int] = {}
    classes: dict[str, str] = {}
    plain = ""
    folds: list[tuple[re.Pattern[str], str]] = []
    rows: dict[str, dict[str, list[_Row]]] = {}
    for kind, native, value, where, names, use in read_table(path, 6):
        if kind == "scheme":
            if native not in scheme_languages() or not (value or "0").isdecimal():
                raise DataFileError(f"data/{path}: {native!r} is no scheme of schemes.tsv or {value!r} is no cost.")
            costs[native], rows[native] = int(value or 0), {}
        elif kind == "class":
            classes[native] = value
        elif kind == "plain":
            plain += native
        elif kind == "fold":
            usual = "" if value == SILENT else value
            folds.append((re.compile(_placed(native, where, classes, path)), usual))
        elif kind == "letter":
            place = re.compile(_placed(native, where, classes, path)) if where else None
            options = _options(value, use, path)
            for scheme in names.split() or costs:
                if scheme not in costs:
                    raise DataFileError(f"data/{path}: {native!r}: no row above tells of the scheme {scheme!r}.")
                rows[scheme].setdefault(native, []).append((place, options))
        else:
            raise DataFileError(f"data/{path}: {kind!r} is none of scheme, class, plain, fold, letter.")
    habits = re.compile("|".join(pattern.pattern for pattern, _ in folds) or "(?!)")
    schemes = {}
    for scheme, found in rows.items():
        alphabet = frozenset("".join(found) + plain) if plain else frozenset[str]()
        schemes[scheme] = SchemeLetters(scheme, costs[scheme], _by_first_letter(found, plain), alphabet)
    return LetterTable(schemes, habits, tuple(folds))


def _by_first_letter(rows: dict[str, list[_Row]], plain: str) -> dict[str, FirstLetter]:
    itself: dict[str, Options] = {letter: (LetterOption(0, letter),) for letter in plain}
    found: dict[str, list[tuple[str, tuple[Placed, ...], Options]]] = {}
    for native in sorted(rows.keys() | itself.keys(), key=lambda native: (-len(native), native)):
        placed = tuple((place, options) for place, options in rows.get(native, ()) if place)
        anywhere = joined([options for place, options in rows.get(native, ()) if not place])
        found.setdefault(native[0], []).append((native, placed, anywhere or itself.get(native, ())))
    firsts = {}
    for letter, some in found.items():
        ((native, placed, anywhere), *_) = some
        firsts[letter] = FirstLetter(tuple(some), len(native), () if placed or len(native) > 1 else anywhere)
    return firsts


def _options(value: str, use: str, path: str) -> Options:
    if use not in {"", "rarely"}:
        raise DataFileError(f"data/{path}: the use {use!r} is neither blank nor 'rarely'.")
    options = []
    for cost, cell in enumerate(value.split(","), start=_RARE if use else 0):
        text = cell.strip()
        if text != SILENT and not CYRILLIC.fullmatch(text):
            raise DataFileError(f"data/{path}: {text!r} is neither Cyrillic nor {SILENT!r}.")
        options.append(LetterOption(cost, "" if text == SILENT else text))
    return tuple(options)


_PLACES = {"start": r"(?<!['\w])", "inside": r"(?<=['\w])", "end": r"(?!['\w])", "middle": r"(?=['\w])"}
_NEIGHBOURS = {"after": "(?<={})", "not-after": "(?<!{})", "before": "(?={})", "not-before": "(?!{})"}


def _placed(native: str, where: str, classes: dict[str, str], path: str) -> str:
    """Return the pattern of some letters in their place."""
    before, after = "", ""
    for place in where.split():
        name, _, letters = place.partition(":")
        if place in _PLACES:
            look = _PLACES[place]
        elif letters and name in _NEIGHBOURS:
            look = _NEIGHBOURS[name].format(f"[{re.escape(classes.get(letters, letters))}]")
        else:
            raise DataFileError(f"data/{path}: {native!r}: unknown place {place!r}.")
        if look.startswith("(?<"):
            before += look
        else:
            after += look
    return f"{before}{re.escape(native)}{after}"
