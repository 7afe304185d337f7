"""The least that any program would do with the two lists, and print as JSON how long that took.

It reads both files as text and compares as many names as there were candidate pairs, by one string similarity, in one
bulk call: no dates, no alphabets, no evidence.
"""

from __future__ import annotations

import json
import sys
import time

import click
import numpy as np
import pandas as pd
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

NAME_COLUMNS = ("full_name", "surname", "given_name", "patronymic")


def names_of(table: pd.DataFrame) -> np.ndarray[tuple[int], np.dtype[np.object_]]:
    """Return each record's name as one text."""
    columns = [column for column in NAME_COLUMNS if column in table.columns]
    return table[columns].fillna("").agg(" ".join, axis=1).to_numpy(dtype=object)


def main(released_path: str, missing_path: str, pairs: str) -> None:
    """Read, compare random pairs, and print the figures."""
    start = time.perf_counter()
    released, missing = (pd.read_csv(path, dtype=str) for path in (released_path, missing_path))
    reading = time.perf_counter() - start
    random = np.random.default_rng(1)
    left, right = (random.choice(names_of(table), int(pairs)) for table in (released, missing))
    start = time.perf_counter()
    cpdist(left, right, scorer=JaroWinkler.similarity)
    comparing = time.perf_counter() - start
    click.echo(json.dumps({"reading": reading, "comparing": comparing}))


if __name__ == "__main__":
    main(*sys.argv[1:])
