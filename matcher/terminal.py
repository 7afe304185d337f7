"""What the command line says: the summary of a run, problems of a list, matches as a table for people."""

from __future__ import annotations

import re
from collections import Counter
from typing import TYPE_CHECKING

from matcher.fields import FIELDS

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import pandas as pd
    from rich.table import Table
    from rich.text import Text

    from matcher.intake import Records
    from matcher.linkage import Summary

_FEW = 3
_CARRIED_SHOWN = 12
_WIDE = 110  # columns from which a table has room for the evidence
_GRAVITY = ("altered", "doubtful", "refused")
# Control characters of a file must not steer the terminal, nor marks of writing direction reorder the line.
_UNPRINTABLE = re.compile("[\x00-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2066-\u2069]+")
# As in "Look-alike characters (p) inside the Cyrillic word Марчук repaired".
_QUOTED_WORD = re.compile(r" word \S+(?= repaired)")


def printable(value: object) -> str:
    """Return text as it can be shown on a terminal without doing anything to it."""
    return _UNPRINTABLE.sub(" ", str(value)).strip()


def describe_list(records: Records, problems_shown: int = _FEW) -> Iterator[str]:
    """Yield lines on one list: its size, what each column was taken for, and its problems.

    The raw cells of the problems are personal data and stay in the file that ``--problems`` writes.

    Parameters
    ----------
    records
        What was read.
    problems_shown
        How many problems to name one by one, the gravest first.
    """
    origin = f" ({records.origin})" if records.origin else ""
    yield f"{printable(records.source)}: {count(len(records), 'row')}{origin}"
    known = [
        field if heading == field else f"{printable(heading)} = {field}"
        for heading, field in records.recognised.items()
    ]
    yield from _wrapped("  columns: ", known)
    vocabulary = {field.name for field in FIELDS}
    carried = [printable(column) for column in records.data.columns if column not in vocabulary]
    if carried:
        rest = len(carried) - _CARRIED_SHOWN
        yield from _wrapped("  carried along: ", carried[:_CARRIED_SHOWN] + ([f"{rest} more"] if rest > 0 else []))
    if not records.problems:
        yield "  no problems"
        return
    kinds = Counter(problem.severity.value for problem in records.problems)
    told = ", ".join(f"{number:,} {kind}" for kind, number in sorted(kinds.items()))
    yield f"  {count(len(records.problems), 'problem')}: {told}"
    gravest_first = sorted(records.problems, key=lambda problem: -_GRAVITY.index(problem.severity.value))
    for problem in gravest_first[:problems_shown]:
        where = f"row {problem.row}" if problem.row is not None else "file"
        column = f", {printable(problem.column)}" if problem.column else ""
        yield f"    {where}{column}: {_without_names(printable(problem.action))}"
    more = len(records.problems) - problems_shown
    if problems_shown and more > 0:
        yield f"    … {more:,} more"


def _without_names(action: str) -> str:
    """Leave out the word of a name that was repaired: the row says where, the problems file says what."""
    return _QUOTED_WORD.sub(" word", action)


def describe_run(summary: Summary) -> Iterator[str]:
    """Yield lines on a finished linkage."""
    possible = summary.released * summary.missing
    share = f" of {possible:,} possible" if possible else ""
    yield f"{count(summary.candidate_pairs, 'candidate pair')}{share}"
    bands = ", ".join(f"{number:,} {band}" for band, number in summary.bands.items())
    yield f"matches to look at: {bands}"
    without = summary.released_without_report
    yield f"without a report: {without:,} of {summary.released:,} released people (none strong or possible)"


def count(number: int, what: str) -> str:
    """Return a number with its noun: ``1 row``, ``1,200 rows``."""
    return f"{number:,} {what}{'' if number == 1 else 's'}"


def _wrapped(title: str, items: Sequence[str], width: int = 80) -> Iterator[str]:
    """Yield items separated by commas under a title, broken between items."""
    line = title
    for position, item in enumerate(items):
        piece = item + ("," if position < len(items) - 1 else "")
        if len(line) + len(piece) > width and line.strip() and line != title:
            yield line.rstrip()
            line = "    "
        line += piece + " "
    yield line.rstrip()


def show_matches(matches: pd.DataFrame, rows: int) -> None:
    """Print the first matches for people; the evidence too, where the terminal has room for it."""
    from rich.console import Console

    console = Console(highlight=False)
    wide = console.width >= _WIDE
    table = _table("", "released", "report", *(["evidence"] if wide else []))
    for row in matches.head(rows).itertuples(index=False):
        table.add_row(
            _chance(row.probability, row.band),
            _person(row.released_id, row.released_name, row.released_birth_date),
            _person(row.missing_id, row.missing_name, row.missing_birth_date),
            *([_text(row.evidence)] if wide else []),
        )
    if not table.row_count:
        console.print("No match.")
        return
    console.print(table)
    more = len(matches) - rows
    console.print("`matcher explain` says why." + (f" {more:,} more matches: -o matches.csv" if more > 0 else ""))


def show_found(found: pd.DataFrame) -> None:
    """Print the records that a search found."""
    from rich.console import Console

    table = _table("", "record", "evidence")
    for row in found.itertuples(index=False):
        person = _person(row.id, row.name, row.birth_date)
        table.add_row(_chance(row.probability, row.band), person, _text(row.evidence))
    Console(highlight=False).print(table if table.row_count else "Nothing found.")


def _table(*headings: str) -> Table:
    from rich import box
    from rich.table import Table

    table = Table(box=box.SIMPLE_HEAD, pad_edge=False, show_edge=False)
    for heading in headings:
        ratio = None if not heading else 2 if heading == "evidence" else 1
        table.add_column(heading, ratio=ratio, overflow="fold")
    return table


def _text(value: object, style: str = "") -> Text:
    from rich.text import Text

    return Text(printable(value), style=style)


def _chance(probability: object, band: object) -> Text:
    style = {"strong": "bold green", "possible": "yellow"}.get(str(band), "")
    share = float(str(probability))
    # Nothing is certain, and rounding must not make it look so.
    figure = "> 0.999" if share > 0.999 else f"{share:.3f}"
    return _text(figure, style) + "\n" + _text(band)


def _person(identifier: object, name: object, birth_date: object) -> Text:
    known = f"{identifier}  {birth_date}" if birth_date else identifier
    return _text(name, "bold") + "\n" + _text(known, "dim")
