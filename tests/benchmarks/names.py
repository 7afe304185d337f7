"""Prepare a list of distinct full names once, and print as JSON how much time of one core that takes.

Two kinds of lists: ``usual`` repeats its words as lists of people do; in ``distinct`` no surname comes twice.
The yardstick is what any program does with such cells: split them and look every word up in a dict.
"""

from __future__ import annotations

import gzip
import json
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import click
import numpy as np
import pandas as pd

from fixtures import tables
from fixtures.declension import surname_form
from fixtures.draw import Draw
from fixtures.latin import romanise, schemes
from tests.benchmarks.linking import peak_memory

if TYPE_CHECKING:
    from matcher.intake import Records

_PAIRS = Path(__file__).parents[2] / "fixtures" / "data" / "names" / "uk_ru.tsv.gz"
_LATIN = 0.2
_WOMEN = 0.1
Parts = tuple[str, str, str]


def usual_names(count: int) -> list[Parts]:
    """Return distinct full names drawn by frequency: Ukrainian and Russian, a fifth in Latin letters."""
    draw = Draw("names benchmark")
    found: dict[Parts, None] = {}
    while len(found) < count:
        sex = "f" if draw.chance(_WOMEN) else "m"
        found[_written(tables.surnames().draw(draw), sex, draw)] = None
    return list(found)


def distinct_surnames(count: int) -> list[Parts]:
    """Return full names of which no two have the same surname; fewer if there are not so many surnames."""
    draw = Draw("surnames benchmark")
    lines = gzip.decompress(_PAIRS.read_bytes()).decode().splitlines()
    pairs = [line.split("\t")[1:3] for line in lines if line.startswith("surname\t")]
    found: dict[str, Parts] = {}
    for surname in dict.fromkeys(word for pair in pairs for word in pair):
        parts = _written(tables.Surname(surname.title(), surname.title(), ""), "m", draw)
        found.setdefault(parts[0], parts)
        if len(found) == count:
            break
    return draw.shuffled(found.values())


def _written(surname: tables.Surname, sex: str, draw: Draw) -> Parts:
    given, father = tables.given_names(sex).draw(draw), tables.fathers().draw(draw)
    latin = draw.chance(_LATIN)
    scheme, language = schemes("missing").draw(draw) if latin else ("", "uk" if draw.chance(0.6) else "ru")
    patronymics = father.uk_patronymic if language == "uk" else father.ru_patronymic
    parts = (
        surname_form(surname, language, sex),
        given.uk if language == "uk" else given.ru,
        patronymics[0 if sex == "m" else 1],
    )
    return tuple(romanise(part, scheme, draw) for part in parts) if latin else parts  # type: ignore[return-value]


def main(kind: str, columns: str, count: str) -> None:
    """Prepare the names in one column or three and print the figures."""
    from matcher.preparation import Vocabularies, prepare

    names = usual_names(int(count)) if kind == "usual" else distinct_surnames(int(count))
    headings = ["full_name"] if columns == "one" else ["surname", "given_name", "patronymic"]
    rows = [[" ".join(name)] if columns == "one" else list(name) for name in names]
    table = pd.DataFrame(rows, columns=headings).assign(id=[str(number) for number in range(len(rows))])
    _warm_up()
    figures: dict[str, float] = {"names": len(names)}
    start = time.process_time()
    vocabularies = Vocabularies()
    prepare(_records(table), vocabularies)
    figures["seconds"] = time.process_time() - start
    start = time.process_time()
    for part in ("surname", "given_name", "patronymic"):
        _ = vocabularies.words(part).arrays
    figures["arrays_seconds"] = time.process_time() - start
    for part in ("surname", "given_name", "patronymic"):
        figures[f"{part}_words"] = len(vocabularies.words(part).forms)
    figures["peak_memory"] = peak_memory()
    figures["yardstick_seconds"] = _yardstick(rows)
    click.echo(json.dumps(figures))


def words_main(kind: str, part: str, count: str) -> None:
    """Read the distinct words of one part, none of them read before, and print how long that took."""
    from matcher.vocabulary import WordVocabulary

    names = usual_names(int(count)) if kind == "usual" else distinct_surnames(int(count))
    place = ("surname", "given", "patronymic").index(part)
    words = list(dict.fromkeys(name[place].lower() for name in names))
    _warm_up()
    vocabulary = WordVocabulary(part)
    start = time.process_time()
    for word in words:
        vocabulary.code(word)
    click.echo(json.dumps({"words": len(words), "seconds": time.process_time() - start}))


def _warm_up() -> None:
    """Load the tables, which is counted as starting and not as speed."""
    from matcher.preparation import Vocabularies, prepare

    frame = pd.DataFrame({"full_name": ["Перевірка Тарас Іванович", "Perevirka Taras Ivanovych"], "id": ["1", "2"]})
    prepare(_records(frame), Vocabularies())


def _records(table: pd.DataFrame) -> Records:
    from matcher.intake import Records

    return Records(table, np.arange(len(table)), (), "names", {})


def _yardstick(rows: list[list[str]]) -> float:
    start = time.process_time()
    numbers: dict[str, int] = {}
    codes = [[numbers.setdefault(word, len(numbers)) for cell in row for word in cell.split(" ")] for row in rows]
    np.array([code for own in codes for code in own], dtype=np.int32)
    return time.process_time() - start


if __name__ == "__main__":
    (words_main if sys.argv[2] in ("surname", "given", "patronymic") else main)(*sys.argv[1:])
