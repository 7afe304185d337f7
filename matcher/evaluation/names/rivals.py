"""Public matchers on the same tasks: test-only extras, imported when asked for.

``pip install family-matcher[rivals]`` installs both; rigour needs PyICU, which has no wheels: a C++ compiler and the
development files of ICU must be there.

* nomenklatura's *logic-v2* compares names through rigour. It is given names as those of a ``Person``, nothing else,
  and its score is used as it is. Its word lists hold Wikidata's name items, from which the tasks in other scripts are
  made: what is held out for us is not held out for it.
* Splink's ``NameComparison`` sorts pairs into levels, whose order is that of its match weights; names on one level are
  equal. DuckDB counts bytes and not letters, so it gets names transliterated, words sorted, as its documentation
  recommends plain columns.
"""

from __future__ import annotations

from importlib import import_module
from importlib.metadata import version
from typing import TYPE_CHECKING, Any

import numpy as np

from matcher.errors import InputError
from matcher.evaluation.names.scorers import plain, reads_all_scripts

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.evaluation.names.scorers import Scorer

_BLOCK = 400
"""logic-v2 remembers how it reads 1,000 names; blocks within that keep it from reading each name for every pair."""


class LogicV2:
    """The name comparison of nomenklatura's logic-v2."""

    name = "logic-v2"
    slow = True

    def __init__(self) -> None:
        self._match = import_module("nomenklatura.matching.logic_v2.names.match").name_match
        self._config = import_module("nomenklatura.matching.logic_v2.model").LogicV2.default_config()
        self._model = import_module("followthemoney").model
        self.label = (
            f"nomenklatura {version('nomenklatura')} with rigour {version('rigour')}, whose own word lists hold the "
            "Wikidata names that the tasks in other scripts ask for"
        )
        self._made = 0

    def _person(self, name: str) -> Any:
        person = self._model.make_entity("Person")
        self._made += 1
        person.id = f"person-{self._made}"  # its caches go by the identifier alone
        person.add("name", name)
        return person

    def costs(self, kind: str, queries: Sequence[str], pool: Sequence[str]) -> NDArray[np.float32]:  # noqa: ARG002
        """Return one minus the score; the kind of name makes no difference."""
        asked, others = ([self._person(name) for name in names] for names in (queries, pool))
        result = np.empty((len(queries), len(pool)), dtype=np.float32)
        for top in range(0, len(asked), _BLOCK):
            for start in range(0, len(others), _BLOCK):
                some = others[start : start + _BLOCK]
                for row, query in enumerate(asked[top : top + _BLOCK], start=top):
                    costs = [1 - self._match(query, other, self._config).score for other in some]
                    result[row, start : start + _BLOCK] = costs
        return result


class Splink:
    """Splink's recommended comparison of names."""

    name = "splink"
    slow = False

    def __init__(self) -> None:
        comparison = import_module("splink.comparison_library").NameComparison("name")
        levels = comparison.get_comparison("duckdb").as_dict()["comparison_levels"]
        # Levels come from null and exact match down to all the rest, the rest being the dearest.
        cases = [
            f"WHEN {level['sql_condition']} THEN {number}"
            for number, level in enumerate(levels)
            if level["sql_condition"] != "ELSE"
        ]
        self._cost = f"CASE {' '.join(cases)} ELSE {len(levels)} END"
        self._duckdb = import_module("duckdb")
        self.label = f"splink {version('splink')} NameComparison on duckdb {version('duckdb')}"

    def costs(self, kind: str, queries: Sequence[str], pool: Sequence[str]) -> NDArray[np.float32] | None:
        """Return the number of the level; other scripts only if a table that transliterates them is installed."""
        if kind == "token" and not reads_all_scripts():
            return None
        pandas = import_module("pandas")
        tables = {
            side: pandas.DataFrame(
                {f"name_{side}": [plain(name) for name in names], f"number_{side}": range(len(names))}
            )
            for side, names in (("l", queries), ("r", pool))
        }
        with self._duckdb.connect(config={"threads": 2}) as connection:
            for side, table in tables.items():
                connection.register(f"names_{side}", table)
            found = connection.execute(
                f"SELECT number_l, number_r, {self._cost} AS cost FROM names_l CROSS JOIN names_r"  # noqa: S608
            ).fetchnumpy()
        result = np.full((len(queries), len(pool)), np.inf, dtype=np.float32)
        result[found["number_l"], found["number_r"]] = found["cost"]
        return result


_RIVALS = (LogicV2, Splink)


def rivals() -> tuple[list[Scorer], list[str]]:
    """Return the public matchers that are installed, and a sentence for each that is not.

    Raises
    ------
    InputError
        If none is installed.
    """
    found: list[Scorer] = []
    notes = []
    for rival in _RIVALS:
        try:
            found.append(rival())
        except ImportError as error:
            notes.append(f"{rival.name} is not installed ({error.name or error}).")
    if not found:
        raise InputError('No public matcher is installed; pip install "family-matcher[rivals]" installs them.')
    return found, notes
