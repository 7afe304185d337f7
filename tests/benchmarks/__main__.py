"""How fast the program is: ``python -m tests.benchmarks`` from the repository's root.

``python -m tests.benchmarks names`` measures the preparation of names, ``… scoring`` the comparison of their words,
``… parsing`` how well names in one column are taken apart, ``… start`` what the first comparison costs, ``… web`` how
fast the caseworkers' application answers (a quarter of an hour; keeps its figures in ``web_results.json``).

Prints its own figures and sets no limits: those of another machine mean nothing here. What to compare is the ratio to
the floor, which is measured in the same run.
"""

from __future__ import annotations

import argparse
import statistics
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import click

from fixtures.rates import PRESETS
from tests.benchmarks.processes import import_seconds, output_of, result_of, seconds_of

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator, Sequence

_OTHERS = ("names", "scoring", "parsing", "start", "web")


def main(arguments: Sequence[str] | None = None) -> None:
    """Run the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.benchmarks", description=__doc__.split("\n")[0])
    parser.add_argument("what", nargs="?", choices=("linking", *_OTHERS), default="linking")
    parser.add_argument("--names", type=int, default=200000, help="names to prepare or take apart (%(default)s)")
    parser.add_argument("--pairs", type=int, default=2000000, help="pairs of words to score (%(default)s)")
    parser.add_argument("--released", type=int, default=1000, help="released people (%(default)s)")
    parser.add_argument("--missing", type=int, default=20000, help="missing-person reports (%(default)s)")
    parser.add_argument("--seed", type=int, default=1, help="of the invented lists and names (%(default)s)")
    parser.add_argument("--rates", choices=sorted(PRESETS), default="realistic", help="how often what happens")
    office = parser.add_argument_group("web")
    office.add_argument("--reports", type=int, default=100000, help="reports on file (%(default)s)")
    office.add_argument("--lists", type=int, default=10, help="release lists (%(default)s)")
    office.add_argument("--people", type=int, default=500, help="people on each list (%(default)s)")
    office.add_argument("--trail", type=int, default=100000, help="entries of the audit trail (%(default)s)")
    office.add_argument("--users", type=int, default=20, help="people at work (%(default)s)")
    office.add_argument("--seconds", type=float, default=120, help="how long they work (%(default)s)")
    office.add_argument("--think", type=float, default=2.0, help="mean seconds between two pages (%(default)s)")
    office.add_argument("--searches", type=int, default=200, help="searches one after the other (%(default)s)")
    office.add_argument("--alone", type=int, default=12, help="times one person opens each page first (%(default)s)")
    office.add_argument("--servers", nargs="+", choices=("sqlite", "postgresql"), default=["sqlite", "postgresql"])
    office.add_argument("--folder", type=Path, help="keep the filled office here and take it from here the next time")
    office.add_argument("--results", type=Path, help="where to keep the figures (web_results.json)")
    options = parser.parse_args(arguments)
    if options.what != "linking":
        reports: dict[str, Callable[[], Iterable[str]]] = {
            "names": lambda: preparing(options.names),
            "scoring": lambda: scoring(options.pairs),
            "parsing": lambda: parsing(options.names, options.seed),
            "start": first_comparison,
            "web": lambda: office_at_work(options),
        }
        for line in reports[options.what]():
            click.echo(line)
        return
    lists = f"{options.released:,} released people × {options.missing:,} reports, {options.rates} rates"
    click.echo(f"{lists}, seed {options.seed}\n")
    with TemporaryDirectory() as folder:
        make = [f"--{name}={getattr(options, name)}" for name in ("released", "missing", "seed", "rates")]
        output_of("-m", "fixtures.generate", "realistic", *make, f"--out={folder}")
        for line in linking(str(Path(folder, "released.csv")), str(Path(folder, "missing.csv"))):
            click.echo(line)
    click.echo()
    for line in starting():
        click.echo(line)


def parsing(names: int, seed: int) -> Iterator[str]:
    """Yield how well composed names are taken apart."""
    from tests.benchmarks.parsing import report

    yield from report(names, seed)


def office_at_work(options: argparse.Namespace) -> Iterator[str]:
    """Yield how fast the caseworkers' application answers in a large office."""
    from tests.benchmarks.web import RESULTS, Run, report
    from tests.benchmarks.web_filling import Size

    size = Size(options.reports, options.lists, options.people, options.users, options.trail, options.seed)
    run = Run(size, options.seconds, options.think, options.searches, options.alone, options.folder)
    yield from report(run, options.servers, options.results or RESULTS)


def scoring(pairs: int) -> Iterator[str]:
    """Yield how many distinct pairs of words one core compares per second, beside the yardstick."""
    yield f"{'distinct pairs of words':<40}{'pairs':>11}{'per second':>12}{'yardstick':>12}{'times it':>10}"
    for kind, meaning in (("random", "any two of a list"), ("candidates", "of candidate pairs")):
        total: dict[str, float] = {}
        for field in ("surname", "given_name", "patronymic", "together"):
            run = total if field == "together" else result_of("tests.benchmarks.scoring", kind, field, str(pairs))
            for figure, value in run.items() if run is not total else ():
                total[figure] = total.get(figure, 0) + value
            count, seconds, least = run["pairs"], run["seconds"], run["yardstick_seconds"]
            yield (
                f"{f'{meaning}, {field}':<40}{count:>11,.0f}{count / seconds:>12,.0f}"
                f"{count / least:>12,.0f}{seconds / least:>10.1f}"
            )
    yield "\nCPU seconds of one process; the yardstick is one Jaro-Winkler similarity for each of the same pairs."


def preparing(names: int) -> Iterator[str]:
    """Yield how many distinct names and distinct words one core prepares per second, beside the yardstick."""
    yield f"{'distinct full names':<40}{'names':>9}{'per second':>12}{'yardstick':>12}{'times it':>10}{'MB':>7}"
    for kind, meaning in (("usual", "words as often as in lists"), ("distinct", "no surname twice")):
        for columns in ("one", "three"):
            run = result_of("tests.benchmarks.names", kind, columns, str(names))
            count, seconds, least = run["names"], run["seconds"], run["yardstick_seconds"]
            title = f"{meaning}, {columns} {'column' if columns == 'one' else 'columns'}"
            yield (
                f"{title:<40}{count:>9,.0f}{count / seconds:>12,.0f}"
                f"{count / least:>12,.0f}{seconds / least:>10.1f}{run['peak_memory']:>7,.0f}"
            )
    yield f"\n{'distinct words, read for the first time':<40}{'words':>9}{'per second':>12}"
    for kind, part in (("usual", "surname"), ("usual", "given"), ("usual", "patronymic"), ("distinct", "surname")):
        run = result_of("tests.benchmarks.names", kind, part, str(names))
        yield f"{f'{part} ({kind})':<40}{run['words']:>9,}{run['words'] / run['seconds']:>12,.0f}"
    yield "\nCPU seconds of one process; the yardstick splits the same cells and looks each word up in a dict."


def first_comparison() -> Iterator[str]:
    """Yield what importing the package and comparing two people takes, each the median of five fresh processes."""
    runs = [result_of("tests.benchmarks.start") for _ in range(5)]
    yield f"{'in a fresh process':<40}{'CPU s':>8}{'wall s':>8}"
    for stage in runs[0]:
        cpu, wall = (statistics.median(run[stage][clock] for run in runs) for clock in ("cpu", "wall"))
        yield f"{stage:<40}{cpu:>8.3f}{wall:>8.3f}"


def linking(released: str, missing: str) -> Iterator[str]:
    """Yield what reading and linking two lists took, in all and beside the floor."""
    run = result_of("tests.benchmarks.linking", released, missing)
    seconds: dict[str, float] = run["seconds"]
    for stage, taken in seconds.items():
        yield _line(stage, taken)
    work = sum(seconds.values()) - seconds["loading libraries"]
    yield _line("all but loading libraries", work)
    pairs = run["candidate_pairs"]
    yield f"\n{pairs:,} candidate pairs, {pairs / (work - seconds['reading']):,.0f} per second after reading"
    yield f"{run['matches']:,} matches listed"
    yield f"{run['peak_memory']:,.0f} MB peak memory\n"
    floor = result_of("tests.benchmarks.floor", released, missing, str(pairs))
    least = floor["reading"] + floor["comparing"]
    yield _line("floor: pandas reads both files", floor["reading"])
    yield _line("floor: Jaro-Winkler of as many pairs", floor["comparing"])
    yield f"{work / least:.1f} times the floor"


def starting() -> Iterator[str]:
    """Yield what the program needs before it does anything, each the median of five fresh processes."""
    yield _line("import matcher", import_seconds("matcher"))
    yield _line("import matcher.linkage (all libraries)", import_seconds("matcher.linkage"))
    yield _line("matcher --help, whole process", seconds_of("-m", "matcher", "--help"))
    yield _line("python -c pass, whole process", seconds_of("-c", "pass"))


def _line(what: str, seconds: float) -> str:
    return f"{what:<40}{seconds:>8.3f} s"


if __name__ == "__main__":
    main()
