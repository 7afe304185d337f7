"""The command line ``matcher``: everything the Python interface does, on files."""

from __future__ import annotations

import json
from errno import EPIPE
from typing import TYPE_CHECKING, Any

import click

from matcher import __version__
from matcher.cli_commands import JoinedCommands
from matcher.cli_evaluate import evaluate
from matcher.cli_name import name
from matcher.cli_options import (
    check_outputs,
    deliver,
    json_option,
    load_model_if_given,
    model_option,
    never_fail_to_encode,
    output_options,
    overlap_option,
    quiet_option,
    read_list,
    read_two,
    reading_options,
    say,
    two_lists,
    write,
)
from matcher.errors import InputError, MatcherError
from matcher.fields import FIELDS, NAME_FIELDS

if TYPE_CHECKING:
    import pandas as pd

    from matcher.intake import Records
    from matcher.person import Person

_TABLE_ROWS = 20
_OPTIONS = {"max_content_width": 100, "help_option_names": ["-h", "--help"]}


class _Commands(JoinedCommands):
    """Turns what went wrong into one sentence and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; expected errors exit with 2, an interruption with 130."""
        ctx.obj = []  # names of the files written so far
        never_fail_to_encode()
        try:
            return super().invoke(ctx)
        except MatcherError as error:
            click.echo(f"Error: {error}", err=True)
            ctx.exit(2)
        except OSError as error:
            if error.errno == EPIPE:  # whoever read the output has seen enough; click ends quietly
                raise
            click.echo(f"Error: The output cannot be written: {error.strerror or type(error).__name__}.", err=True)
            ctx.exit(2)
        except KeyboardInterrupt:
            written = ", ".join(ctx.obj)
            click.echo(f"\nInterrupted; {f'only {written}' if written else 'nothing'} was written.", err=True)
            ctx.exit(130)


@click.group(cls=_Commands, context_settings=_OPTIONS)
@click.version_option(__version__, prog_name="matcher")
def main() -> None:
    """Tell which missing-person reports a list of released prisoners answers.

    Names match across Ukrainian, Russian and Belarusian Cyrillic and every Latin spelling of them. Every
    match comes with its probability and the evidence for it. The program proposes; people decide.

    \b
    Examples:
      matcher link released.csv missing.xlsx -o matches.csv
      matcher search missing.xlsx --name "Volodymyr Shevchenko" --birth-date 1985-03
      matcher explain released.csv missing.xlsx R0000012 M0000345
      matcher check released.csv
    """


@main.command()
@two_lists
@output_options
@click.option("--min-probability", type=float, default=0.01, show_default=True, help="Leave out less likely pairs.")
@click.option("--top", type=int, metavar="K", help="At most K reports for each released person.")
@overlap_option
@model_option
@click.option("--problems", metavar="OUT", help="Write all problems of both lists to this file.")
@click.option("--unmatched", metavar="OUT", help="Write the released people whom no report describes to this file.")
@click.option("--unmatched-missing", metavar="OUT", help="Write the reports that nobody answers to this file.")
@quiet_option
def link(**options: Any) -> None:
    """Find the reports that a list of released people answers.

    RELEASED and MISSING are lists of people: CSV, TSV, XLSX or ODS with headings in English, Ukrainian or
    Russian. The result has one row per proposed match, the most probable first. Bands: strong (0.9 and
    above), possible (0.5 and above: more likely one person than not), weak (below). A band is a proposal,
    never a decision.

    \b
    Examples:
      matcher link released.csv missing.csv -o matches.csv
      matcher link released.csv missing.xlsx --missing-map "Хто=full_name" -o matches.xlsx
      matcher link released.csv missing.csv --format json --top 3 > matches.json
    """
    from matcher.progress import progress_bar
    from matcher.terminal import describe_list, describe_run, show_matches

    quiet, output, output_format = options["quiet"], options["output"], options["output_format"]
    others = [options[name] for name in ("problems", "unmatched", "unmatched_missing")]
    inputs = [options["released"], options["missing"]]
    check_outputs(inputs, (output, output_format), *((name, None) for name in others))
    released, missing = read_two(options)
    say(describe_list(released), quiet=quiet)
    say(describe_list(missing), quiet=quiet)
    from matcher.linkage import link as link_lists

    with progress_bar(quiet=quiet) as progress:
        linkage = link_lists(
            released,
            missing,
            expected_overlap=options["expected_overlap"],
            min_probability=options["min_probability"],
            top=options["top"],
            model=load_model_if_given(options["model_file"]),
            progress=progress,
        )
        matches = linkage.matches
    say(describe_run(linkage.summary()), quiet=quiet)
    if options["problems"] is not None:
        write(_problems_of(released, missing), options["problems"])
    if options["unmatched"] is not None:
        write(linkage.unmatched_released, options["unmatched"])
    if options["unmatched_missing"] is not None:
        write(linkage.unmatched_missing, options["unmatched_missing"])
    deliver(matches, output, output_format, lambda frame: show_matches(frame, _TABLE_ROWS))
    say([f"written: {name}" for name in click.get_current_context().obj], quiet=quiet)


def _problems_of(*lists: Records) -> pd.DataFrame:
    import pandas as pd

    return pd.concat([records.problems_frame() for records in lists], ignore_index=True)


def _person_options(command: Any) -> Any:
    """Add one option for each field of the vocabulary."""
    for field in reversed(FIELDS):
        if field.name == "id":
            continue
        names = ["--name", "--full-name"] if field.name == "full_name" else [f"--{field.name.replace('_', '-')}"]
        text = field.description[0].upper() + field.description[1:]
        text += "; can be repeated." if field.repeated else "."
        option = click.option(*names, f"person_{field.name}", multiple=field.repeated, metavar="TEXT", help=text)
        command = option(command)
    return command


@main.command()
@click.argument("missing", metavar="MISSING")
@_person_options
@click.option("--limit", type=int, default=10, show_default=True, help="At most so many records.")
@click.option(
    "--min-probability",
    type=click.FloatRange(0, 1),
    default=0.0,
    show_default=True,
    help="Leave out less likely records.",
)
@output_options
@model_option
@reading_options()
@quiet_option
def search(missing: str, **options: Any) -> None:
    """Search one list for a person.

    Any part of a name is enough; everything else that is known makes the answer surer. Dates may be partial:
    1985, 1985-03, 07.03.1985.

    \b
    Examples:
      matcher search missing.csv --name "Vladimir Shevchenko" --birth-date 1985-03
      matcher search missing.csv --surname Ковальчук --unit А1234
    """
    from matcher.index import Index
    from matcher.person import Person
    from matcher.progress import progress_bar
    from matcher.terminal import describe_list, show_found

    asked = {name.removeprefix("person_"): value for name, value in options.items() if name.startswith("person_")}
    person = _understood(Person(**{name: value for name, value in asked.items() if value}))
    check_outputs([missing], (options["output"], options["output_format"]))
    records = read_list(missing, (options["map"], options["sheet"], options["encoding"]))
    say(describe_list(records, 0), quiet=options["quiet"])
    with progress_bar(quiet=options["quiet"]) as progress:
        index = Index(records, load_model_if_given(options["model_file"]), progress)
        found = index.search(person, options["limit"], options["min_probability"])
    deliver(found, options["output"], options["output_format"], show_found)


@main.command()
@two_lists
@click.argument("released_id", metavar="RELEASED_ID")
@click.argument("missing_id", metavar="MISSING_ID")
@overlap_option
@model_option
@json_option
def explain(released_id: str, missing_id: str, **options: Any) -> None:
    """Explain how probable it is that a report describes a released person, and why.

    Both lists are linked as `matcher link` does, so that the answer takes rivals into account.

    \b
    Example:
      matcher explain released.csv missing.csv R0000012 M0000345
    """
    from matcher.linkage import link as link_lists
    from matcher.progress import progress_bar

    released, missing = read_two(options)
    # Before the long work, so that a mistyped identifier is told at once.
    released.position_of(released_id)
    missing.position_of(missing_id)
    with progress_bar() as progress:
        linkage = link_lists(
            released,
            missing,
            expected_overlap=options["expected_overlap"],
            model=load_model_if_given(options["model_file"]),
            progress=progress,
        )
        evidence = linkage.explain(released_id, missing_id)
    _print_evidence(evidence, as_json=options["as_json"])


def _print_evidence(evidence: Any, *, as_json: bool) -> None:
    from matcher.terminal import printable

    if as_json:
        click.echo(json.dumps(evidence.to_dict(), ensure_ascii=False, indent=1))
        return
    for line in str(evidence).splitlines():
        click.echo(line[: len(line) - len(line.lstrip())] + printable(line))


@main.command()
@click.argument("first", metavar="PERSON")
@click.argument("second", metavar="PERSON")
@model_option
@json_option
def compare(first: str, second: str, model_file: str | None, as_json: bool) -> None:  # noqa: FBT001  (a flag)
    """Compare two people, outside any list.

    PERSON is a name, and after it, separated by semicolons, whatever else is known as field=value. The fields
    are those of `matcher search`, with underscores.

    \b
    Example:
      matcher compare "Шевченко Тарас Григорович; birth_date=07.03.1985" "Taras Shevchenko; birth_date=1985"
    """
    from matcher.index import compare as compare_two

    evidence = compare_two(_person(first), _person(second), load_model_if_given(model_file))
    _print_evidence(evidence, as_json=as_json)


def _person(text: str) -> Person:
    """Read ``name; field=value; …``."""
    from matcher.fields import field_named
    from matcher.person import Person

    known: dict[str, str] = {}
    for position, part in enumerate(filter(None, map(str.strip, text.split(";"))), start=1):
        name, sign, value = part.partition("=")
        if not sign and position > 1:
            raise InputError(f"Part {position} of a person is not of the form field=value; only the name stands alone.")
        field = field_named(name.strip()).name if sign else "full_name"
        known[field] = value.strip() if sign else part
    return _understood(Person(**known))


def _understood(person: Person) -> Person:
    """Return a person, after telling what of it says nothing: it would be left out without a word."""
    from matcher.intake import Severity, from_persons
    from matcher.intake.cells import has_letters

    if not any(has_letters(" ".join(getattr(person, field))) for field in NAME_FIELDS):
        raise InputError("A person needs a name; what was given holds no letters.")
    for problem in from_persons([person]).problems:
        if problem.severity is not Severity.ALTERED:
            say([f"Note: {problem.field}: {problem.action}"], quiet=False)
    return person


main.add_command(name)
main.add_command(evaluate)


@main.command()
@click.argument("file", metavar="FILE")
@click.option("--problems", metavar="OUT", help="Write all problems to this file, with the raw cells.")
@click.option("--limit", type=click.IntRange(0), default=20, show_default=True, help="Name at most so many problems.")
@reading_options()
def check(file: str, problems: str | None, limit: int, **options: Any) -> None:
    """Show what is understood of a list: its columns, and every cell that was altered, doubtful or refused.

    \b
    Examples:
      matcher check released.csv
      matcher check missing.xlsx --sheet 2 --map "Хто=full_name" --problems problems.csv
    """
    from matcher.terminal import describe_list

    check_outputs([file], (problems, None))
    records = read_list(file, (options["map"], options["sheet"], options["encoding"]))
    for line in describe_list(records, limit):
        click.echo(line)
    write(records.problems_frame(), problems)
