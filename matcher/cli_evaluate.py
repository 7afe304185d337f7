"""``matcher evaluate``: how good the matches of two lists are, and how well names are found."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.cli_options import PAGE, check_outputs, json_option, quiet_option, read_list

if TYPE_CHECKING:
    from collections.abc import Iterable

    import pandas as pd

    from matcher.evaluation.names import NamesEvaluation, Scorer
    from matcher.intake import Records

_FORMATS = {".md": "markdown", ".json": "json"}


class _WithNames(click.Command):
    """Hands over to ``names`` if that is the first word; all else are files and options of its own."""

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None, **extra: Any
    ) -> click.Context:
        """Read the arguments of whichever of the two is meant."""
        if args[:1] == ["names"]:
            return names.make_context(f"{info_name} names", args[1:], parent, **extra)
        return super().make_context(info_name, args, parent, **extra)


@click.command(cls=_WithNames)
@click.argument("matches", metavar="MATCHES")
@click.argument("truth", metavar="TRUTH")
@click.option("--released", metavar="FILE", help="The list of released people.")
@click.option("--missing", metavar="FILE", help="The list of reports; with both lists pair completeness is exact.")
@click.option("--details", metavar="FILE", help="What is known of single pairs: spellings, noise, kind.")
@click.option("--threshold", type=float, help="Probability from which a pair is a match; 0.5 if not given.")
@click.option("--report", metavar="OUT", help="Write a page with plots (HTML, self-contained) to this file.")
@json_option
@quiet_option
def evaluate(matches: str, truth: str, **options: Any) -> None:
    """Measure matches against pairs known to be true.

    MATCHES is what `matcher link` wrote, TRUTH a table with the columns released_id and missing_id. A true
    pair that is not among the matches was missed. With both lists given, candidate pairs are made anew from
    them, and pair completeness says how many true pairs were compared at all; without, it is taken over the
    rows of MATCHES.

    `matcher evaluate names` is another command: it measures how well names are found in other spellings,
    languages and scripts, needs no files, and has a --help of its own.

    \b
    Examples:
      matcher evaluate matches.csv truth.csv
      matcher evaluate matches.csv truth.csv --released released.csv --missing missing.csv --report out.html
      matcher evaluate names
    """
    from matcher import evaluation
    from matcher.evaluation.reading import read_pairs
    from matcher.evaluation_report import html_report
    from matcher.export import write_text

    given = {name: options[name] for name in ("released", "missing", "details")}
    report = options["report"]
    check_outputs([matches, truth, *filter(None, given.values())], (report, PAGE))
    tables = {name: read_pairs(path) for name, path in (("matches", matches), ("truth", truth))}
    details = None if given["details"] is None else read_pairs(given["details"])
    released, missing = (None if given[s] is None else read_list(given[s]) for s in ("released", "missing"))
    result = evaluation.evaluate(
        tables["matches"],
        tables["truth"],
        threshold=evaluation.DEFAULT_THRESHOLD if options["threshold"] is None else options["threshold"],
        candidates=_candidates(released, missing, quiet=options["quiet"]),
        details=details,
        released=released,
        missing=missing,
    )
    if report is not None:
        write_text(html_report(result, subtitle=f"{Path(matches).name} against {Path(truth).name}"), report)
        click.get_current_context().obj.append(report)
    click.echo(json.dumps(result.to_dict(), ensure_ascii=False, indent=1) if options["as_json"] else str(result))


def _candidates(released: Records | None, missing: Records | None, *, quiet: bool) -> pd.DataFrame | None:
    """Return the candidate pairs of two lists, if both are given."""
    if released is None or missing is None:
        return None
    from matcher.linkage import link as link_lists
    from matcher.progress import progress_bar

    with progress_bar(quiet=quiet) as progress:
        return link_lists(released, missing, progress=progress).pairs()


@click.command()
@click.option(
    "--task",
    "tasks",
    metavar="NAME",
    multiple=True,
    help="Only this task; a name that ends in - stands for all that begin so. Can be repeated.",
)
@click.option("--list", "list_only", is_flag=True, help="Name the tasks and do nothing else.")
@click.option(
    "--queries", type=click.IntRange(1), default=200, show_default=True, help="At most so many queries per task."
)
@click.option("--seed", type=int, default=1, show_default=True, help="Names the draw of people, queries and pools.")
@click.option("--rivals", "with_rivals", is_flag=True, help="Measure the public matchers that are installed as well.")
@click.option(
    "--rival-queries",
    type=click.IntRange(1),
    default=50,
    show_default=True,
    help="At most so many queries for a rival that compares pair by pair.",
)
@click.option(
    "--confusions",
    type=click.IntRange(0),
    default=0,
    show_default=True,
    help="For each task, show so many queries whose right name does not stand first.",
)
@click.option(
    "--format",
    "output_format",
    type=click.Choice(["text", "markdown", "json"]),
    help="Form of the result; by default what the file's name says (.md, .json), else text.",
)
@click.option(
    "-o",
    "--output",
    "outputs",
    metavar="OUT",
    multiple=True,
    help="Write to this file instead of the terminal; can be repeated.",
)
@quiet_option
def names(**options: Any) -> None:
    """Measure how well names are found in other spellings, languages and scripts.

    Every task takes held-out names, from which no rule or table was made, and ranks 5,000 names in another
    spelling for each (fewer where there are not so many). Recall@1 is how often the right one stands first,
    recall@10 how often it is among the first ten; ties count at their expectation. Beside this package stands
    a naive baseline: transliterate, sort the words, compare letters. Tasks of single words also say how it
    goes with those that our own tables of names do not know: what the rules are worth without them.

    \b
    Examples:
      matcher evaluate names
      matcher evaluate names --task surname-uk-ru --confusions 10
      matcher evaluate names --task token- --queries 200 --format markdown
      matcher evaluate names --rivals -o names_results.json -o names_results.md
    """
    from matcher.evaluation.names import Naive, Ours, Sample, chosen, evaluate_names
    from matcher.progress import progress_bar

    wanted = chosen(options["tasks"])
    if options["list_only"]:
        for task in wanted:
            click.echo(f"{task.name:<34}{task.title}")
        return
    outputs = options["outputs"]
    check_outputs([], *((output, PAGE) for output in outputs))
    scorers: list[Scorer] = [Ours(), Naive()]
    notes: list[str] = []
    if options["with_rivals"]:
        from matcher.evaluation.names.rivals import rivals

        more, notes = rivals()
        scorers += more
    with progress_bar(quiet=options["quiet"]) as progress:
        result = evaluate_names(
            options["tasks"],
            scorers=scorers,
            sample=Sample(options["queries"], options["seed"]),
            slow_queries=options["rival_queries"],
            confusions=options["confusions"],
            notes=notes,
            progress=progress,
        )
    if not outputs:
        click.echo("\n".join(_written(result, options["output_format"] or "text")))
        return
    from matcher.export import write_text

    for output in outputs:
        output_format = options["output_format"] or _FORMATS.get(Path(output).suffix.lower(), "text")
        write_text("\n".join([*_written(result, output_format), ""]), output)
        click.get_current_context().obj.append(output)


def _written(result: NamesEvaluation, output_format: str) -> Iterable[str]:
    """Return the lines of the result in one form."""
    from matcher.evaluation.names import text

    if output_format == "json":
        return [json.dumps(result.to_dict(), ensure_ascii=False, indent=1)]
    return text.markdown(result) if output_format == "markdown" else text.lines(result)
