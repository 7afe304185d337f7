"""The names to measure on, as ``matcher/data/evaluation`` ships them."""

from __future__ import annotations

import gzip
from collections import defaultdict
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources

from matcher.errors import DataFileError


def _rows(name: str, columns: int) -> list[list[str]]:
    """Read a compressed table; lines that begin with # tell where it comes from."""
    packed = (resources.files("matcher") / "data" / "evaluation" / name).read_bytes()
    rows = []
    for number, line in enumerate(gzip.decompress(packed).decode("utf-8").splitlines(), start=1):
        if line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != columns:
            raise DataFileError(f"data/evaluation/{name}, row {number}: {len(cells)} columns, expected {columns}.")
        rows.append(cells)
    return rows


@dataclass(frozen=True, slots=True)
class Pair:
    """A Ukrainian name beside a Russian form of it; rank 0 is the commonest form."""

    uk: str
    ru: str
    rank: int
    held_out: bool


@lru_cache(maxsize=3)
def pairs(kind: str) -> tuple[Pair, ...]:
    """Return the pairs of one kind of name.

    Parameters
    ----------
    kind
        ``surname``, ``given`` or ``patronymic``.
    """
    rows = _rows("uk_ru.tsv.gz", 5)
    return tuple(Pair(uk, ru, int(rank), held == "1") for of, uk, ru, rank, held in rows if of == kind)


@dataclass(frozen=True, slots=True)
class Form:
    """One spelling that a Wikidata name item carries; ``language`` is ``fa`` or ``ar`` where the letters tell."""

    item: str
    language: str
    text: str
    held_out: bool


@lru_cache(maxsize=1)
def forms() -> dict[str, tuple[Form, ...]]:
    """Return the spellings of the name items by script."""
    found: dict[str, list[Form]] = defaultdict(list)
    for item, script, language, text, held in _rows("scripts.tsv.gz", 5):
        found[script].append(Form(item, language, text, held == "1"))
    return {script: tuple(rows) for script, rows in found.items()}


@dataclass(frozen=True, slots=True)
class Romanised:
    """A full name with a Latin spelling of its Ukrainian and one of its Russian form, by tables that are not ours."""

    uk: str
    ru: str
    uk_scheme: str
    uk_latin: str
    ru_scheme: str
    ru_latin: str


@lru_cache(maxsize=1)
def romanised() -> tuple[Romanised, ...]:
    """Return the full names that ``fixtures/romanised_names.py`` romanised."""
    return tuple(Romanised(*row) for row in _rows("romanised.tsv.gz", 6))
