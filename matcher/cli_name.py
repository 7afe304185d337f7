"""The command ``matcher name``: how names are understood."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import click

from matcher.names.frequency import one_in
from matcher.terminal import printable

if TYPE_CHECKING:
    from collections.abc import Iterator

    from matcher.names.description import DescribedPart, NameDescription
    from matcher.names.parsing import NameParts

_LABELS = {"surname": "surname", "given": "given name", "patronymic": "patronymic"}
_READINGS_SHOWN = 4
_INDENT = " " * 14


@click.command()
@click.argument("names", metavar="NAME...", nargs=-1, required=True)
@click.option(
    "--format", "output_format", type=click.Choice(["text", "json"]), default="text", show_default=True, help="Form."
)
def name(names: tuple[str, ...], output_format: str) -> None:
    """Show how a name is understood.

    For each NAME: the ways to take it apart with their probabilities, what was repaired, and for every part the
    Cyrillic words it may stand for with the scheme and the language of each, the canonical name in all languages,
    and how common it is.

    \b
    Examples:
      matcher name "Volodymyr Shevchenko"
      matcher name "Олег Іван" "солдат ШЕВЧЕНКО Т. Г. «Кобзар»"
      matcher name --format json "Петров Иван Сидорович"
    """
    from matcher.names.description import describe_name

    descriptions = [describe_name(written) for written in names]
    if output_format == "json":
        click.echo(json.dumps([one.to_dict() for one in descriptions], ensure_ascii=False, indent=1))
        return
    for number, description in enumerate(descriptions):
        if number:
            click.echo()
        for line in lines_of(description):
            click.echo(line)


def lines_of(description: NameDescription) -> Iterator[str]:
    """Yield what is known of a name, line by line."""
    from matcher.names.derivation import titled

    yield printable(description.text)
    parsed = description.parsed
    if not parsed.readings:
        yield "  No name was found in this."
    for reading in parsed.readings:
        yield f"  {_percent(reading.probability)}  {_words(reading)}"
    for label, value in (
        ("rank", parsed.rank),
        ("call sign", parsed.call_sign),
        ("former name", ", ".join(map(titled, parsed.former_surnames))),
        ("repaired", "; ".join(description.repairs)),
    ):
        if value:
            yield f"  {label:<12}{printable(value)}"
    for part in description.parts:
        yield from _part_lines(part)
    if description.share is not None and len(description.parts) > 1:
        yield f"  {'together':<12}{one_in(description.share)}, if the parts are independent"


def _percent(probability: float) -> str:
    return ">99.9%" if probability > 0.9994 else f"{probability:>6.1%}"


def _words(reading: NameParts) -> str:
    from matcher.names.derivation import titled

    parts = ((label, getattr(reading, part)) for part, label in _LABELS.items())
    return " · ".join(f"{label} {printable(titled(word))}" for label, word in parts if word)


def _part_lines(part: DescribedPart) -> Iterator[str]:
    common = f", {one_in(part.share)}" if part.share else ""
    if part.part == "patronymic" and common:
        common += " (by the father's name)"
    rare = "" if part.share or not part.canonical else ", not in the table of common names"
    head = part.canonical or ("an initial" if len(part.word) <= 2 else "in no table")
    yield f"  {_LABELS[part.part]:<12}{printable(head)}{common}{rare}"
    if part.forms:
        yield f"{_INDENT}{_forms(part.forms)}"
    # a Cyrillic word reads as itself, of which nothing need be said
    told = [reading for reading in part.readings if reading.scheme != "as written" or reading.text != part.word]
    for reading in told[:_READINGS_SHOWN]:
        language = f" ({reading.language})" if reading.language and reading.language not in reading.scheme else ""
        yield f"{_INDENT}reads {printable(reading.text)}: {reading.scheme}{language}"
    if len(told) > _READINGS_SHOWN:
        yield f"{_INDENT}and {len(told) - _READINGS_SHOWN} more"


def _forms(forms: tuple[tuple[str, str], ...]) -> str:
    """Write each form once, with the languages that have it."""
    languages: dict[str, list[str]] = {}
    for language, form in forms:
        languages.setdefault(form, []).append(language)
    return " · ".join(f"{printable(form)} ({', '.join(having)})" for form, having in languages.items())
