"""Collecting the texts of the program, merging them into the catalogues, and checking the catalogues against them."""

from __future__ import annotations

import io
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.plurals import get_plural
from babel.messages.pofile import read_po, write_po

from web.core_sentences import messages as core_messages

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

ROOT = Path(__file__).parents[1]
TRANSLATED = ("uk", "ru")
"""The languages that have a catalogue; English is what the source says."""

_KEYWORDS = {"gettext": None, "_": None, "lazy_gettext": None, "ngettext": (1, 2)}
_TEMPLATES = {"trimmed": "true", "silent": "false", "trim_blocks": "true", "lstrip_blocks": "true"}
_HOLES = re.compile(r"%(?:\(\w+\)[a-z]|%)?")


@dataclass(frozen=True)
class Flaw:
    """Something that is wrong in a catalogue.

    Attributes
    ----------
    message
        The message as the program says it.
    what
        What is wrong with its translation, in words.
    """

    message: str
    what: str

    def __str__(self) -> str:
        return f"{self.what}: {self.message!r}"


def path_of(language: str) -> Path:
    """Return where the catalogue of a language is kept."""
    return ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"


def collect() -> Catalog:
    """Return every text of the program that a page may show, with the files in which it stands.

    Returns
    -------
    Catalog
        Texts of the Python code and the templates, and the sentences of the core that pages translate.
    """
    found: list[tuple[str | tuple[str, ...], str]] = []
    for path in (*ROOT.rglob("*.py"), *ROOT.rglob("templates/**/*.html")):
        place = f"web/{path.relative_to(ROOT).as_posix()}"
        method, options = ("python", {}) if path.suffix == ".py" else ("jinja2", dict(_TEMPLATES))
        with path.open("rb") as file:
            found += [(key, place) for _, key, _, _ in extract(method, file, _KEYWORDS, options=options)]
    found += [(key, place) for place, key in core_messages()]
    template = Catalog()
    # By file, and within one by the alphabet: a text that moves about in its file leaves the catalogues as they are.
    for key, place in sorted(found, key=lambda one: (one[1], _named(one[0]))):
        template.add(key, locations=[(place, 0)])
    return template


def load(language: str) -> Catalog:
    """Return the catalogue of a language as it is kept, an empty one if there is none yet."""
    path = path_of(language)
    if not path.is_file():
        return Catalog(locale=language, header_comment="")
    text = path.read_text("utf-8")
    catalogue = read_po(io.StringIO(text), locale=language)
    catalogue.header_comment = text[: text.index("msgid")].rstrip()  # Babel would take the indentation out
    return catalogue


def merge(kept: Catalog, template: Catalog) -> Catalog:
    """Return a catalogue of exactly the program's texts, with the translations already there.

    A text that has changed is a new one: what was said of the old one is not guessed to fit.

    Parameters
    ----------
    kept
        The catalogue so far.
    template
        What `collect` returned.
    """
    merged = Catalog(locale=kept.locale, header_comment=kept.header_comment)
    translated = {message.id: message for message in kept if message.id}
    for message in template:
        if message.id:
            known = translated.get(message.id)
            merged.add(
                message.id,
                known.string if known else None,
                locations=message.locations,
                user_comments=known.user_comments if known else (),
            )
    return merged


def write(catalogue: Catalog) -> bytes:
    """Return a catalogue as the text of its file, in the order of the program and without dates or line numbers."""
    body = io.BytesIO()
    write_po(body, catalogue, width=0, omit_header=True, sort_by_file=True, include_lineno=False)
    plural = get_plural(catalogue.locale)
    header = (
        'msgid ""',
        'msgstr ""',
        f'"Language: {catalogue.locale}\\n"',
        f'"Plural-Forms: {plural.plural_forms}\\n"',
        '"MIME-Version: 1.0\\n"',
        '"Content-Type: text/plain; charset=utf-8\\n"',
        '"Content-Transfer-Encoding: 8bit\\n"',
    )
    top = "\n".join([*catalogue.header_comment.splitlines(), *header])
    return f"{top}\n\n".encode() + body.getvalue()


def update(language: str, template: Catalog) -> int:
    """Bring the catalogue of a language up to date and return how many of its texts still lack a translation."""
    catalogue = merge(load(language), template)
    path = path_of(language)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(write(catalogue))
    return sum(not _complete(message) for message in catalogue if message.id)


def flaws(catalogue: Catalog, template: Catalog) -> Iterator[Flaw]:
    """Yield what is missing, left over or wrong in a catalogue.

    Parameters
    ----------
    catalogue
        The catalogue of a language.
    template
        What `collect` returned.
    """
    wanted = {message.id for message in template if message.id}
    found = {message.id: message for message in catalogue if message.id}
    for key in wanted - found.keys():
        yield Flaw(_named(key), "not in the catalogue")
    for key, message in found.items():
        if key not in wanted:
            yield Flaw(_named(key), "no longer in the program")
        elif message.fuzzy:
            yield Flaw(_named(key), "marked as fuzzy")
        elif not _complete(message):
            yield Flaw(_named(key), "not translated")
        else:
            yield from _wrong_forms(message, catalogue.num_plurals)


def _forms(text: str | Sequence[str] | None) -> list[str]:
    return [text] if isinstance(text, str) else list(text or ())


def _complete(message: Message) -> bool:
    forms = _forms(message.string)
    return bool(forms) and all(forms)


def _wrong_forms(message: Message, plurals: int) -> Iterator[Flaw]:
    said, forms = _forms(message.id), _forms(message.string)
    wanted = plurals if len(said) > 1 else 1
    if len(forms) != wanted:
        yield Flaw(_named(message.id), f"{len(forms)} forms where the language has {wanted}")
    # In Ukrainian and Russian the first form goes with 21 too, so every form needs the number that the plural has.
    model = said[-1]
    for form in forms:
        if set(_HOLES.findall(form)) != set(_HOLES.findall(model)):
            yield Flaw(_named(message.id), f"other placeholders in {form!r}")
        if (form[:1].isspace(), form[-1:].isspace()) != (model[:1].isspace(), model[-1:].isspace()):
            yield Flaw(_named(message.id), f"other space at the ends of {form!r}")


def _named(key: str | Sequence[str]) -> str:
    return _forms(key)[0]
