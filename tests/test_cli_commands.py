"""Commands of other packages on the command line, and what is said where they cannot run."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
MODULES = {
    "__init__": "",
    "cli": """
import click

@click.command()
@click.option("--loud", is_flag=True)
def greet(loud):
    '''Greet whoever is there.'''
    click.echo("HELLO" if loud else "hello")

@click.command()
def late():
    '''Find out late.'''
    import no_such_library
""",
    "early": "import no_such_library",
}
ENTRIES = "[matcher.commands]\ngreet = greeting.cli:greet\nlate = greeting.cli:late\nearly = greeting.early:command\n"


@pytest.fixture(scope="module")
def plugin(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of a distribution with three commands, of which two lack a library."""
    folder = tmp_path_factory.mktemp("site")
    install(folder, "greeting", MODULES, ENTRIES)
    return folder


def install(folder: Path, package: str, modules: dict[str, str], entries: str) -> None:
    (folder / package).mkdir()
    for name, text in modules.items():
        (folder / package / f"{name}.py").write_text(text, encoding="utf-8")
    described = folder / f"{package}_cards-1.0.dist-info"
    described.mkdir()
    (described / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {package}-cards\nVersion: 1.0\n")
    (described / "entry_points.txt").write_text(entries)


def run(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(folder), str(ROOT)]), "PYTHONIOENCODING": "utf-8"}
    command = [sys.executable, "-m", "matcher", *arguments]
    return subprocess.run(command, capture_output=True, text=True, env=environment, cwd=folder, check=False)


def test_a_command_of_another_package_is_listed_explained_and_runs_with_its_options(plugin: Path) -> None:
    said = run(plugin, "--help").stdout
    assert "greet " in said
    assert "Greet whoever is there." in said
    assert " link " in said, "the core's own commands stay"
    assert run(plugin, "greet", "--loud").stdout == "HELLO\n"


@pytest.mark.parametrize("arguments", [("early",), ("early", "--data", "x"), ("early", "--help"), ("late",)])
def test_a_command_without_its_libraries_names_the_extra_that_brings_them(
    plugin: Path, arguments: tuple[str, ...]
) -> None:
    result = run(plugin, *arguments)
    assert result.returncode == 2
    assert "pip install 'greeting-cards[greeting]'" in result.stderr
    assert "Traceback" not in result.stderr
    assert result.stdout == ""


def test_the_help_lists_a_command_that_cannot_run(plugin: Path) -> None:
    assert "early" in run(plugin, "--help").stdout


def test_a_fault_inside_another_package_is_not_taken_for_a_missing_library(tmp_path: Path) -> None:
    entries = "[matcher.commands]\nbroken = faulty.cli:command\n"
    install(tmp_path, "faulty", {"__init__": "", "cli": "import faulty.nothing_here"}, entries)
    result = run(tmp_path, "broken")
    assert result.returncode == 1
    assert "faulty.nothing_here" in result.stderr


def test_no_command_of_another_package_is_imported_before_it_is_asked_for(plugin: Path) -> None:
    program = "import sys, matcher.cli as cli; cli.main(['name', 'Тарас'], standalone_mode=False); print(*sys.modules)"
    environment = os.environ | {"PYTHONPATH": os.pathsep.join([str(plugin), str(ROOT)]), "PYTHONIOENCODING": "utf-8"}
    result = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, env=environment, check=True
    )
    assert "greeting" not in result.stdout.split()
