"""Compare distinct pairs of words by the bulk call, and print as JSON how many a second one core does.

``random`` pairs any two words of a list, ``candidates`` the words of the pairs that blocking proposes: far more of
them are alike. The yardstick is one Jaro-Winkler similarity for each of the same pairs.
"""

from __future__ import annotations

import json
import sys
import time
from typing import TYPE_CHECKING

import click
import numpy as np
import pandas as pd
from rapidfuzz.distance import JaroWinkler
from rapidfuzz.process import cpdist

from matcher.blocking import blocking_keys, candidate_pairs
from matcher.comparison.words import compare_words
from matcher.intake import Records
from matcher.preparation import Prepared, Vocabularies, prepare
from matcher.ragged import distinct_pairs
from tests.benchmarks.names import usual_names

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from matcher.vocabulary import WordVocabulary

_FIELDS = {"surname": "variant_surname", "given_name": "variant_given", "patronymic": "variant_patronymic"}
_LIST = 20_000  # distinct full names that the words come from
_ASKED = 1_000


def main(kind: str, field: str, count: str) -> None:
    """Compare pairs of the words of one part of a name and print the figures."""
    vocabularies = Vocabularies()
    names = usual_names(_LIST)
    asked, filed = _prepared(names[:_ASKED], vocabularies), _prepared(names[_ASKED:], vocabularies)
    vocabulary = vocabularies.words(field)
    if kind == "random":
        left, right = _random(vocabulary, int(count))
    else:
        left, right = _candidates(asked, filed, vocabularies, _FIELDS[field])
    vocabulary.arrays  # noqa: B018 -- keys get their codes when the arrays are built
    share = np.full(len(vocabulary.keys.texts), 1e-4)
    established = np.array([forms.established for forms in vocabulary.forms], dtype=np.bool_)
    compare_words(vocabulary, left[:100], right[:100], share, established)  # loads tables, which is not speed
    start = time.process_time()
    compare_words(vocabulary, left, right, share, established)
    seconds = time.process_time() - start
    texts = np.array(vocabulary.words.texts, dtype=object)
    start = time.process_time()
    cpdist(texts[left], texts[right], scorer=JaroWinkler.similarity, dtype=np.float64, workers=1)
    yardstick = time.process_time() - start
    click.echo(json.dumps({"pairs": len(left), "seconds": seconds, "yardstick_seconds": yardstick}))


def _prepared(names: list[tuple[str, str, str]], vocabularies: Vocabularies) -> Prepared:
    table = pd.DataFrame({"full_name": [" ".join(name) for name in names]})
    table["id"] = [str(number) for number in range(len(table))]
    return prepare(Records(table, np.arange(len(table)), (), "names", {}), vocabularies)


def _random(vocabulary: WordVocabulary, count: int) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Draw so many distinct pairs, or as many as there are."""
    size = len(vocabulary.forms)
    chosen = np.random.default_rng(1).integers(size * size, size=count)
    codes = np.unique(chosen)
    np.random.default_rng(2).shuffle(codes)
    return codes // size, codes % size


def _candidates(
    asked: Prepared, filed: Prepared, vocabularies: Vocabularies, column: str
) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Return the distinct pairs of words of the first readings of all candidate pairs."""
    one, other = candidate_pairs(
        blocking_keys(asked, vocabularies, asking=True), blocking_keys(filed, vocabularies, asking=False)
    )
    left = getattr(asked, column)[asked.variant_start[one]].astype(np.int64)
    right = getattr(filed, column)[filed.variant_start[other]].astype(np.int64)
    both = (left >= 0) & (right >= 0)
    first, second, _ = distinct_pairs(left[both], right[both])
    return first, second


if __name__ == "__main__":
    main(*sys.argv[1:])
