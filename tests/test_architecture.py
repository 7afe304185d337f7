"""What may know of what, what a light import costs, and what the shipped tables owe their readers."""

from __future__ import annotations

import ast
import subprocess
import sys
import tomllib
from importlib.resources import files
from itertools import takewhile
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Iterator

PACKAGE = Path(str(files("matcher")))
MODULES = sorted(PACKAGE.rglob("*.py"))
DATA = PACKAGE / "data"
TABLES = sorted(DATA.rglob("*.tsv"))
ROOT = Path(__file__).parent.parent
HEAVY = frozenset({"numpy", "pandas", "pyarrow", "rapidfuzz"})
# What one cell means, without any table of records around it.
LIGHT = ("names", "dates", "places.py", "military", "fields.py", "person.py", "tables.py", "errors.py")
# From the file to the answer: a station knows those before it and none after it.
STATIONS = (
    "dates", "names", "intake", "preparation", "blocking", "comparison", "statistics", "model", "reference",
    "estimation", "assignment", "explanation", "engine", "decision", "linkage", "index", "cli",
)  # fmt: skip
# Where the person at the keyboard is met; nothing else may ask for these.
OUTERMOST = frozenset({"click", "rich"})
TERMINAL = frozenset(
    {
        "cli.py",
        "cli_commands.py",
        "cli_evaluate.py",
        "cli_name.py",
        "cli_options.py",
        "terminal.py",
        "progress.py",
        "__main__.py",
    }
)


def name_of(path: Path) -> str:
    """The path below the package, with forward slashes."""
    return path.relative_to(PACKAGE).as_posix()


def imported(path: Path, *, when_loaded: bool = False) -> Iterator[str]:
    """Modules that a module imports; `when_loaded` leaves out functions and what only a type checker sees."""
    waiting: list[ast.AST] = [ast.parse(path.read_text(encoding="utf-8"))]
    while waiting:
        node = waiting.pop()
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: imports are written in full here"
            yield node.module or ""
        elif when_loaded and isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda):
            continue
        elif when_loaded and isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING":
            waiting.extend(node.orelse)
        else:
            waiting.extend(ast.iter_child_nodes(node))


def packages(path: Path, *, when_loaded: bool = False) -> set[str]:
    """Top-level packages that a module imports."""
    return {module.partition(".")[0] for module in imported(path, when_loaded=when_loaded)}


def loaded_by(statement: str) -> set[str]:
    """Modules that a fresh Python holds after a statement."""
    program = f"{statement}; import sys; print(*sys.modules)"
    run = subprocess.run([sys.executable, "-c", program], check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
    return set(run.stdout.split())


@pytest.mark.parametrize("path", MODULES, ids=name_of)
def test_the_core_knows_nothing_of_the_web_nor_of_tests_and_fixtures(path: Path) -> None:
    assert not packages(path) & {"web", "flask", "werkzeug", "jinja2", "fixtures", "tests"}


@pytest.mark.parametrize("path", [path for path in MODULES if name_of(path) not in TERMINAL], ids=name_of)
def test_only_the_command_line_talks_to_the_terminal(path: Path) -> None:
    assert not packages(path) & OUTERMOST
    outer = {f"matcher.{name.removesuffix('.py')}" for name in TERMINAL - {"progress.py"}}
    assert not outer & set(imported(path))


@pytest.mark.parametrize("path", [path for path in MODULES if name_of(path).partition("/")[0] in LIGHT], ids=name_of)
def test_what_one_cell_means_is_read_without_numpy_and_pandas(path: Path) -> None:
    assert not packages(path, when_loaded=True) & HEAVY
    # The fast path over coded dates is the one exception, and it pays only when called.
    assert not packages(path) & HEAVY or name_of(path).startswith("dates/")


@pytest.mark.parametrize("station", STATIONS)
def test_data_flows_one_way(station: str) -> None:
    later = STATIONS[STATIONS.index(station) + 1 :]
    paths = [path for path in MODULES if name_of(path).partition("/")[0].removesuffix(".py") == station]
    assert paths
    for path in paths:
        known = {name.split(".")[1] for name in imported(path, when_loaded=True) if name.startswith("matcher.")}
        assert not known & set(later), name_of(path)


def test_importing_the_package_loads_no_heavy_library() -> None:
    loaded = loaded_by("import matcher")
    assert "matcher" in loaded
    assert not loaded & {*HEAVY, *OUTERMOST, "matcher.linkage"}


def test_the_help_of_the_command_line_loads_no_heavy_library() -> None:
    loaded = loaded_by(
        "from click.testing import CliRunner; from matcher.cli import main; CliRunner().invoke(main, ['-h'])"
    )
    assert "web.cli" in loaded
    assert not loaded & (HEAVY | {"flask", "sqlalchemy", "alembic"})


@pytest.mark.parametrize("path", TABLES, ids=name_of)
def test_a_table_says_in_its_first_lines_where_it_comes_from_and_under_which_licence(path: Path) -> None:
    lines = path.read_bytes().decode("utf-8").splitlines()
    head = list(takewhile(lambda line: line.startswith("#"), lines))
    text = " ".join(head).lower()
    assert head, "a table begins with comment lines"
    assert "source:" in text
    assert "licence" in text
    assert len(head) < len(lines)


@pytest.mark.parametrize("path", TABLES, ids=name_of)
def test_the_list_of_sources_names_every_table(path: Path) -> None:
    sources = (DATA / "SOURCES.md").read_text(encoding="utf-8")
    folder = path.relative_to(DATA).parent.as_posix()
    assert path.name in sources or f"`{folder}/`" in sources


def test_the_installed_package_holds_its_tables() -> None:
    data = files("matcher") / "data"
    for name in ("model.json", "SOURCES.md", "headings.tsv", "names/given.tsv", "romanisation/uk-2010.tsv"):
        assert data.joinpath(*name.split("/")).is_file(), name
    assert (files("matcher") / "py.typed").is_file()


def test_the_wheel_takes_the_whole_package() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["hatch"]["build"]
    assert settings["targets"]["wheel"]["packages"] == ["matcher", "web"]
