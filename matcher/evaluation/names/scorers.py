"""What gives costs to names: this package, and the naive baseline it is measured against."""

from __future__ import annotations

import re
from functools import lru_cache
from importlib import import_module
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Protocol

import numpy as np
from rapidfuzz import fuzz
from rapidfuzz.process import cdist

import matcher
from matcher.evaluation.names.costs import full_name_costs, word_costs
from matcher.names.romanisation import romanise
from matcher.names.script import strip_marks

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

_EVERYDAY = "everyday romanisation"
_SPACES = re.compile(r"[\s-]+")


class Scorer(Protocol):
    """Gives every name of a pool a cost against every query."""

    name: str
    """How the tables call it."""
    label: str
    """What it is, with versions."""
    slow: bool
    """Pairs are scored one by one: it gets fewer queries."""

    def costs(self, kind: str, queries: Sequence[str], pool: Sequence[str]) -> NDArray[np.float32] | None:
        """Compare every query with every name of the pool.

        Parameters
        ----------
        kind
            ``surname``, ``given``, ``patronymic``, ``token`` (one word, part unknown) or ``full_name``.
        queries, pool
            Names in any script.

        Returns
        -------
        ndarray
            Shape queries × pool; lower is more alike, infinite where two names cannot be compared. ``None`` if the
            scorer does not read such names at all, so that nothing is measured.
        """


class Ours:
    """The package itself: costs of canonical names first, learned costs of letters after."""

    name = "matcher"
    slow = False

    def __init__(self) -> None:
        self.label = f"family-matcher {matcher.__version__}"

    def costs(self, kind: str, queries: Sequence[str], pool: Sequence[str]) -> NDArray[np.float32]:
        """Compare by :mod:`matcher.evaluation.names.costs`."""
        if kind == "full_name":
            return full_name_costs(queries, pool)
        # Given names are known by tables in every script, so that is what a single word is first taken for.
        return word_costs("given" if kind == "token" else kind, queries, pool)  # type: ignore[arg-type]


class Naive:
    """Transliterate letter by letter, sort the words, compare the letters: what anybody would try first."""

    name = "naive"
    slow = False

    def __init__(self) -> None:
        table, _ = _transliterator()
        self.label = (
            f"{table}, words sorted, share of equal letters (rapidfuzz {version('rapidfuzz')} token_sort_ratio)"
        )

    def costs(self, kind: str, queries: Sequence[str], pool: Sequence[str]) -> NDArray[np.float32] | None:
        """Compare the transliterations; other scripts only if a table for them is installed."""
        if kind == "token" and not reads_all_scripts():
            return None
        likeness = cdist(
            [plain(query) for query in queries],
            [plain(name) for name in pool],
            scorer=fuzz.ratio,
            dtype=np.float32,
        )
        return np.asarray(1 - likeness / 100, dtype=np.float32)


@lru_cache(maxsize=1)
def _transliterator() -> tuple[str, Callable[[str], str]]:
    """Return a table for all scripts if the test extra has one, else the everyday romanisation of Cyrillic."""
    try:
        return f"anyascii {version('anyascii')}", import_module("anyascii").anyascii
    except (PackageNotFoundError, ImportError):
        return _EVERYDAY, lambda text: strip_marks(romanise(text, "ru-everyday"))


def reads_all_scripts() -> bool:
    """Say whether :func:`plain` writes other scripts than Cyrillic in Latin letters."""
    return _transliterator()[0] != _EVERYDAY


@lru_cache(maxsize=1 << 16)
def plain(name: str) -> str:
    """Write a name in plain lower-case letters, its words in alphabetical order.

    Examples
    --------
    >>> plain("Иван Бондар")
    'bondar ivan'
    """
    _, write = _transliterator()
    return " ".join(sorted(word for word in _SPACES.split(write(name).lower().replace("'", "")) if word))
