"""Every sentence of the core that a page may show, read off its source."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from typing import TYPE_CHECKING

import matcher
import web
from web.core_words import COMMANDS

if TYPE_CHECKING:
    from collections.abc import Iterator

CORE = Path(matcher.__file__).parent
PAGES = Path(web.__file__).parent

WHOLE = (
    *sorted(path.relative_to(CORE).as_posix() for path in (CORE / "intake").glob("*.py")),
    "dates/arrangement.py",
    "dates/parts.py",
    "dates/reading.py",
    "names/repair.py",
    "names/script.py",
)
"""Modules of which every text with a space in it is, or belongs to, a sentence about a file."""
NOT_SHOWN = re.compile(
    r"data/headings\.tsv|lookalikes\.tsv|<Records|unexpected end of data|The file$|There are no persons"
    r"|^%\(\w+\)s[ ,(]*%\(\w+\)s\)?$|^(delimiter|sheet) %|^%\(\w+\)s: %\(\w+\)s$|^save it as CSV, XLSX or ODS$"
    r"|^the text was kept but counts as missing$|is a directory|There is no file|is not a file|^%\(path\)s cannot be"
    r"|^unknown scheme|^column %"
)
"""Errors of the core's own tables, names of things, and what only the command line can meet."""
ARGUMENTS = {"progress", "InputError", "UnknownIdError"}
"""Calls of the pages' own background work whose first argument is a sentence or a stage."""
_REGEX = {"compile", "sub", "fullmatch", "match", "search", "split", "findall"}
_PLAIN = {"len", "int", "map", "repr", "str", "type", "sorted"}


def sentences() -> Iterator[str]:
    """Yield each sentence as a message: what an f-string fills in is a placeholder; commands are left out."""
    for name in WHOLE:
        for text in _texts((CORE / name).read_text("utf-8")):
            bare = COMMANDS.sub("", re.sub(r"%\((\w+)\)s", r"{\1}", text))
            yield re.sub(r"\{(\w+)\}", r"%(\1)s", bare)
    yield from _stages((CORE / "linkage.py").read_text("utf-8"))
    yield from _stages((CORE / "preparation.py").read_text("utf-8"))
    yield from _suggestions((CORE / "fields.py").read_text("utf-8"))
    for path in (PAGES / "lists/loading.py", PAGES / "reports/loading.py", PAGES / "administration/verification.py"):
        yield from _arguments(path.read_text("utf-8"))
    yield from _arguments((PAGES / "matching/runs.py").read_text("utf-8"))


def _texts(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    constants = _constants(tree)
    skipped = set(_skipped(tree))
    for node in ast.walk(tree):
        text = None if node in skipped else message(node, constants)
        if text and " " in text.strip() and re.search("[a-z]{2}", text) and not NOT_SHOWN.search(text):
            yield text


def _skipped(tree: ast.Module) -> Iterator[ast.AST]:
    """Yield what is no text of its own: docstrings, parts of f-strings, patterns."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            yield node.value
        elif isinstance(node, ast.JoinedStr):
            for part in node.values:
                if isinstance(part, ast.Constant):
                    yield part
                elif isinstance(part, ast.FormattedValue) and part.format_spec is not None:
                    yield part.format_spec
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _REGEX:
            yield from ast.walk(node)


def _constants(tree: ast.Module) -> dict[str, str]:
    return {
        target.id: node.value.value
        for node in tree.body
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Constant) and isinstance(node.value.value, str)
        for target in node.targets
        if isinstance(target, ast.Name)
    }


def _stages(source: str) -> Iterator[str]:
    """Yield stages of a run: texts of two lower-case words and more, given to whoever shows progress."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Call):
            for part in node.args:
                text = message(part, {})
                if text and re.fullmatch(r"[a-z]+ing [a-z ]+", text):
                    yield text


def _suggestions(source: str) -> Iterator[str]:
    for node in ast.walk(ast.parse(source)):
        text = message(node, {}) if isinstance(node, ast.JoinedStr) else None
        if text and text.startswith((";", "There is no field")):
            yield text


def _arguments(source: str) -> Iterator[str]:
    tree = ast.parse(source)
    constants = _constants(tree)
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and node.args and _called(node.func) in ARGUMENTS:
            said = node.args[0]
            for choice in (said.body, said.orelse) if isinstance(said, ast.IfExp) else (said,):
                text = constants.get(choice.id) if isinstance(choice, ast.Name) else message(choice, constants)
                if text:
                    yield text


def _called(function: ast.expr) -> str:
    return function.attr if isinstance(function, ast.Attribute) else getattr(function, "id", "")


def message(node: ast.AST, constants: dict[str, str]) -> str | None:
    """Return a text as a message with placeholders, None if the node is none."""
    if isinstance(node, ast.Constant):
        return node.value if isinstance(node.value, str) else None
    if not isinstance(node, ast.JoinedStr):
        return None
    taken: dict[str, int] = {}
    parts = []
    for part in node.values:
        if isinstance(part, ast.Constant):
            parts.append(str(part.value))
        elif isinstance(part, ast.FormattedValue):
            if isinstance(part.value, ast.Name) and part.value.id in constants:
                parts.append(constants[part.value.id])
                continue
            name = _hole(part.value)
            taken[name] = taken.get(name, 0) + 1
            parts.append(f"%({name}{taken[name] if taken[name] > 1 else ''})s")
    return "".join(parts)


def _hole(value: ast.expr) -> str:
    """Name a placeholder after what fills it: the last name in it, or the function that makes it."""
    if isinstance(value, ast.Call):
        if isinstance(value.func, ast.Name) and value.func.id not in _PLAIN:
            return value.func.id.strip("_")
        if isinstance(value.func, ast.Attribute):
            return _hole(value.func.value if not isinstance(value.func.value, ast.Constant) else value.args[0])
        return _hole(value.args[0])
    if isinstance(value, ast.Subscript):
        return _hole(value.slice if isinstance(value.slice, ast.Name) else value.value)
    if isinstance(value, ast.Attribute):
        return value.attr.strip("_")
    names = [node.id for node in ast.walk(value) if isinstance(node, ast.Name)]
    return names[-1].strip("_").lower()
