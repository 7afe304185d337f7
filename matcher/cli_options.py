"""What the commands share: their options, how they read lists, and where they put tables."""

from __future__ import annotations

import io
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeAlias

import click

from matcher.errors import InputError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

    import pandas as pd

    from matcher.intake import Records
    from matcher.model import Model

    Command: TypeAlias = Callable[..., Any]

PAGE = "page"
"""The format of an output that is no table; see :func:`check_outputs`."""


def _mapping(_ctx: click.Context, _param: click.Parameter, pairs: tuple[str, ...]) -> dict[str, str]:
    """Read ``heading=field``; a heading may hold an equals sign itself, a field never does."""
    mapping = {}
    for pair in pairs:
        heading, sign, field = pair.rpartition("=")
        if not sign or not heading:
            raise click.BadParameter(f"{pair!r} is not of the form HEADING=FIELD.")
        mapping[heading.strip()] = field.strip()
    return mapping


def reading_options(prefix: str = "", where: str = "") -> Callable[[Command], Command]:
    """Add the options that say how a list is to be read."""
    dashed = f"{prefix}-" if prefix else ""

    def add(command: Command) -> Command:
        for option in (
            click.option(
                f"--{dashed}encoding",
                metavar="NAME",
                help=f"Encoding of the text file{where}, if it is guessed wrong.",
            ),
            click.option(f"--{dashed}sheet", metavar="NAME", help=f"Sheet of the workbook{where}: its name or number."),
            click.option(
                f"--{dashed}map",
                metavar="HEADING=FIELD",
                multiple=True,
                callback=_mapping,
                help=f"What a column{where} holds, if its heading is not recognised; can be repeated.",
            ),
        ):
            command = option(command)
        return command

    return add


def two_lists(command: Command) -> Command:
    """Add the two lists and how each is to be read."""
    command = reading_options("missing", " of reports")(command)
    command = reading_options("released", " of released people")(command)
    command = reading_options("", " (both lists)")(command)
    command = click.argument("missing", metavar="MISSING")(command)
    return click.argument("released", metavar="RELEASED")(command)


model_option = click.option("--model", "model_file", metavar="FILE", help="A model file instead of the shipped one.")
overlap_option = click.option(
    "--expected-overlap",
    type=float,
    metavar="SHARE",
    help="Share of the released people whom some report describes (0 to 1); estimated if not given.",
)
quiet_option = click.option("-q", "--quiet", is_flag=True, help="Print no summary and no progress bar.")
json_option = click.option("--json", "as_json", is_flag=True, help="Print JSON for machines.")


def output_options(command: Command) -> Command:
    """Add where the result goes and in what form."""
    command = click.option(
        "--format",
        "output_format",
        type=click.Choice(["table", "csv", "tsv", "xlsx", "json", "parquet"]),
        help="Form of the output; by the ending of OUT, else a table on a terminal and CSV in a pipe.",
    )(command)
    return click.option("-o", "--output", metavar="OUT", help="Write to this file instead of the terminal.")(command)


def read_list(
    path: str,
    own: tuple[dict[str, str], str | None, str | None] = ({}, None, None),
    both: tuple[dict[str, str], str | None, str | None] = ({}, None, None),
) -> Records:
    """Read a list as (mapping, sheet, encoding) say, first those of the list itself."""
    from matcher.intake import read

    sheet = own[1] or both[1]
    return read(
        path,
        mapping=both[0] | own[0],
        sheet=int(sheet) if sheet is not None and sheet.isdecimal() else sheet,
        encoding=own[2] or both[2],
    )


def read_two(options: dict[str, Any]) -> tuple[Records, Records]:
    """Read both lists of a command that has :func:`two_lists`."""
    both = (options["map"], options["sheet"], options["encoding"])
    released, missing = (
        read_list(
            options[side],
            (options[f"{side}_map"], options[f"{side}_sheet"], options[f"{side}_encoding"]),
            both,
        )
        for side in ("released", "missing")
    )
    return released, missing


def load_model_if_given(path: str | None) -> Model | None:
    """Read the model file that was named, if one was."""
    from matcher.model import load_model

    return None if path is None else load_model(path)


def check_outputs(inputs: list[str], *outputs: tuple[str | None, str | None]) -> None:
    """Refuse, before any work, outputs (file, format) that cannot be meant or cannot be written."""
    from matcher.export import check_target, format_of

    seen = {Path(path).resolve() for path in inputs}
    for name, output_format in outputs:
        if name is None:
            continue
        target = Path(name)
        if target.resolve() in seen:
            raise InputError(f"{target} is used twice; the output would replace it. Give another name.")
        seen.add(target.resolve())
        check_target(target)
        if output_format == "table":
            raise InputError("A table for people goes to the terminal; leave out -o or choose another format.")
        if output_format != PAGE:
            format_of(target, output_format)


def write(frame: pd.DataFrame, path: str | None, output_format: str | None = None) -> None:
    """Write a table, if a file is asked for, and remember that it has been written."""
    from matcher.export import write_table

    if path is not None:
        write_table(frame, path, output_format)
        click.get_current_context().obj.append(path)


def _print_data(frame: pd.DataFrame, output_format: str) -> None:
    """Write a table to standard output, in the very form in which it would be written to a file."""
    from tempfile import TemporaryDirectory

    from matcher.export import write_table

    if output_format in {"xlsx", "parquet"} and sys.stdout.isatty():
        raise InputError(f"The format {output_format} is not for a terminal; give a file with -o.")
    with TemporaryDirectory() as folder:
        path = Path(folder, "output")
        write_table(frame, path, output_format)
        # The byte order mark helps spreadsheet programs; in a pipe it would stick to the first heading.
        sys.stdout.buffer.write(path.read_bytes().removeprefix(b"\xef\xbb\xbf"))
        sys.stdout.buffer.flush()


def deliver(
    frame: pd.DataFrame,
    output: str | None,
    output_format: str | None,
    show: Callable[[pd.DataFrame], None],
) -> None:
    """Write the result where it was asked for: a file, a table for people, or data for a pipe."""
    # digits beyond these mean nothing and make the file hard to read; Python gets them all
    frame = frame.round({"weight": 3, "margin": 3})
    if output is not None:
        write(frame, output, output_format)
        return
    chosen = output_format or ("table" if sys.stdout.isatty() else "csv")
    if chosen == "table":
        show(frame)
    else:
        _print_data(frame, chosen)


def never_fail_to_encode() -> None:
    """Let letters that a terminal cannot show become marks instead of ending the run (LANG=C, old Windows)."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper) and stream.errors == "strict":
            stream.reconfigure(errors="replace")


def say(lines: Iterable[str], *, quiet: bool) -> None:
    """Print lines about the run, apart from its result, to standard error."""
    if not quiet:
        for line in lines:
            click.echo(line, err=True)
