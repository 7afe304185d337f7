"""The README is run: its commands print what it shows, its Python works, and it leaves no option unexplained.

Blocks marked ``console`` hold commands behind ``$ `` and what they print, on a terminal of 100 columns; a line ``…``
stands for any number of lines left out, and a line that ends in ``…`` for one that goes on. All blocks run from top
to bottom in one folder that holds a copy of ``fixtures/``, as a reader would run them.
"""

from __future__ import annotations

import re
import shlex
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
import pytest
from click.testing import CliRunner

from matcher.cli import main

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text(encoding="utf-8")
PROMPT = "$ "
OMITTED = "…"
# A terminal without colours, whatever the tests themselves run in.
COLUMNS = 100
TERMINAL = {"COLUMNS": str(COLUMNS), "NO_COLOR": "1", "FORCE_COLOR": None, "TTY_COMPATIBLE": None}


@dataclass(frozen=True)
class Block:
    """A fenced block: its language, its lines and the line of the README where it begins."""

    language: str
    text: str
    line: int


@dataclass(frozen=True)
class Shown:
    """A command and the output shown below it."""

    command: str
    output: tuple[str, ...]
    line: int

    @property
    def arguments(self) -> list[str] | None:
        """What stands behind ``matcher``; nothing if the command is another program's."""
        words = shlex.split(self.command)
        return words[1:] if words[0] in {"matcher", ".venv/bin/matcher"} else None


def blocks(text: str, language: str) -> list[Block]:
    """The fenced blocks of a language."""
    found = re.finditer(r"^```(\w+)[^\n]*\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)
    return [
        Block(match[1], match[2], text.count("\n", 0, match.start()) + 1) for match in found if match[1] == language
    ]


def commands(block: Block) -> Iterator[Shown]:
    """The commands of a console block, those broken by a backslash in one piece."""
    command, output, start = "", list[str](), 0
    for number, line in enumerate(block.text.splitlines(), start=block.line + 1):
        if line.startswith(PROMPT):
            if command:
                yield Shown(command, trimmed(output), start)
            command, output, start = line.removeprefix(PROMPT), [], number
        elif command.endswith("\\") and not output:
            command = command.removesuffix("\\") + line.removeprefix("> ").strip()
        else:
            output.append(line)
    if command:
        yield Shown(command, trimmed(output), start)


def trimmed(lines: Sequence[str]) -> tuple[str, ...]:
    """The lines without spaces at their ends and without blank lines before and after."""
    return tuple("\n".join(line.rstrip() for line in lines).strip("\n").split("\n")) if any(lines) else ()


def line_fits(shown: str, printed: str) -> bool:
    """Whether a line is the one shown."""
    return shown == printed or (shown.endswith(OMITTED) and printed.startswith(shown.removesuffix(OMITTED).rstrip()))


def difference(shown: Sequence[str], printed: Sequence[str]) -> str | None:
    """The first shown line that was not printed where it should be, or None if the output is as shown."""
    at, free = 0, False
    for line in shown:
        if line.strip() == OMITTED:
            free = True
            continue
        fitting = (place for place in range(at, len(printed)) if line_fits(line, printed[place]))
        found = next(fitting, None) if free else at if at < len(printed) and line_fits(line, printed[at]) else None
        if found is None:
            return f"shown: {line!r}, printed: {printed[at] if at < len(printed) else 'nothing more'!r}"
        at, free = found + 1, False
    return None if free or at == len(printed) else f"printed but not shown: {printed[at]!r}"


def run(arguments: list[str]) -> tuple[int, tuple[str, ...]]:
    """Run a command as at a terminal; return its exit status and what it prints."""
    known = main.commands.get(arguments[0]) if arguments else None
    choices = [
        parameter.type.choices
        for parameter in (known.params if known else [])
        if "--format" in parameter.opts and isinstance(parameter.type, click.Choice)
    ]
    forms = {"-o", "--output", "--format", "-h", "--help"}
    if any("table" in choice for choice in choices) and not forms & {word.partition("=")[0] for word in arguments}:
        arguments = [*arguments, "--format", "table"]  # what a terminal gets and a test's pipe would not
    # Click's test runner wraps help at 80 columns unless told otherwise; on a terminal it leaves a margin of two.
    result = CliRunner(env=TERMINAL).invoke(main, arguments, prog_name="matcher", terminal_width=COLUMNS - 2)
    if result.exception is not None and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result.exit_code, trimmed(result.output.splitlines())


@pytest.fixture
def copy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Somebody's folder with the fixtures in it."""
    shutil.copytree(ROOT / "fixtures", tmp_path / "fixtures", ignore=shutil.ignore_patterns("__pycache__"))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.mark.usefixtures("copy")
def test_every_command_prints_what_the_readme_shows() -> None:
    all_shown = [shown for block in blocks(README, "console") for shown in commands(block)]
    ours = [(shown, arguments) for shown in all_shown if (arguments := shown.arguments) is not None]
    wrong = []
    for shown, arguments in ours:
        status, printed = run(arguments)
        found = f"exit status {status}" if status else difference(shown.output, printed) if shown.output else None
        if found:
            wrong.append(f"README.md:{shown.line}: {shown.command}\n  {found}\n  " + "\n  ".join(printed))
    assert not wrong, "\n" + "\n".join(wrong)
    assert len(ours) >= 3


@pytest.mark.usefixtures("copy")
def test_the_python_of_the_readme_runs() -> None:
    python = blocks(README, "python")
    names: dict[str, object] = {"__name__": "readme"}
    for block in python:
        # Empty lines before it make a traceback name the README's own line.
        exec(compile("\n" * block.line + block.text, "README.md", "exec"), names)
    assert python


@pytest.mark.parametrize("name", sorted(main.commands))
def test_every_option_is_explained(name: str) -> None:
    options = [parameter for parameter in main.commands[name].params if isinstance(parameter, click.Option)]
    status, printed = run([name, "--help"])
    assert status == 0
    for option in options:
        spelled = max(option.opts, key=len)
        explained = bool(option.help) and any(spelled in line for line in printed)
        assert explained or spelled in README, f"matcher {name} {spelled}"


@pytest.mark.parametrize("name", ["", *sorted(main.commands)])
def test_help_keeps_every_example_on_its_own_line(name: str) -> None:
    _, printed = run([*name.split(), "--help"])
    assert not any(r"\b" in line for line in printed)
    start = next(number for number, line in enumerate(printed) if line.strip() in {"Example:", "Examples:"})
    assert printed[start + 1].strip().startswith("matcher ")


@pytest.mark.parametrize("name", sorted(main.commands))
def test_the_readme_names_every_command(name: str) -> None:
    assert f"matcher {name}" in README


# ---- the rules of comparison themselves


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        (["a", "b"], ["a", "b"]),
        (["a", "…"], ["a", "b", "c"]),
        (["…", "c"], ["a", "b", "c"]),
        (["a", "…", "c", "…"], ["a", "c"]),
        (["one two …"], ["one two three"]),
        (["…"], []),
    ],
)
def test_output_as_shown(shown: list[str], printed: list[str]) -> None:
    assert difference(shown, printed) is None


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        (["a"], ["a", "b"]),
        (["a", "b"], ["a"]),
        (["b", "a"], ["a", "b"]),
        (["…", "d"], ["a", "b", "c"]),
        (["…", "a"], ["a", "b"]),
        (["a"], []),
        (["one …"], ["two three"]),
    ],
)
def test_output_that_differs(shown: list[str], printed: list[str]) -> None:
    assert difference(shown, printed) is not None


def test_commands_and_their_output_are_told_apart() -> None:
    text = "```console\n$ matcher link a.csv \\\n    b.csv\nread\n\n$ ls\n$ .venv/bin/matcher --help\nUsage\n…\n```\n"
    (block,) = blocks(text, "console")
    shown = list(commands(block))
    assert [one.command for one in shown] == ["matcher link a.csv b.csv", "ls", ".venv/bin/matcher --help"]
    assert [one.output for one in shown] == [("read",), (), ("Usage", "…")]
    assert [one.arguments for one in shown] == [["link", "a.csv", "b.csv"], None, ["--help"]]
    assert shown[0].line == 2
