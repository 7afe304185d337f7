"""The command ``python -m web.translations``: bring the catalogues up to date, or check them."""

from __future__ import annotations

import sys

import click

from web.translations import catalogues

_LANGUAGES = click.argument("languages", nargs=-1, type=click.Choice(catalogues.TRANSLATED))


@click.group()
def main() -> None:
    """Keep the catalogues of the pages' texts complete."""


@main.command()
@_LANGUAGES
def update(languages: tuple[str, ...]) -> None:
    """Add the program's new texts to the catalogues of LANGUAGES (all by default) and drop those it no longer has."""
    template = catalogues.collect()
    for language in languages or catalogues.TRANSLATED:
        missing = catalogues.update(language, template)
        click.echo(f"{catalogues.path_of(language)}: {len(template)} texts, {missing} not translated")


@main.command()
@_LANGUAGES
def check(languages: tuple[str, ...]) -> None:
    """Say what is missing, left over or wrong in the catalogues of LANGUAGES (all by default)."""
    template = catalogues.collect()
    found = [
        f"{language}: {flaw}"
        for language in languages or catalogues.TRANSLATED
        for flaw in catalogues.flaws(catalogues.load(language), template)
    ]
    for line in found:
        click.echo(line)
    sys.exit(bool(found))


if __name__ == "__main__":
    main(prog_name="python -m web.translations")
