"""Sentences of the core in the language of the page: problems of a file, errors, progress of a job.

The core speaks English and knows nothing of catalogues, and its sentences come with their values filled in. Each is
recognised by the patterns of :mod:`web.core_sentences`, and its message and its values are translated each for itself.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from web.core_sentences import AND_MORE, CHOICES, COUNTED, LABELS, OR, SENTENCES, scheme_labels
from web.i18n import gettext, ngettext
from web.labels import FIELD_LABELS

# The core's sentences also speak to the command line; what is meant for it is left out here.
COMMANDS = re.compile(
    r"(?:; say which one holds names, as in --map [^.]*| \(or carry that column along: --map [^)]*\))"
)
_HOLE = re.compile(r"%\((\w+)\)s")
_BETWEEN = "; "
_AFTERTHOUGHT = r"(?:(?: \(|;).*?)?"
_COUNT = re.compile(r"(\d+) (\w+)")


@dataclass(frozen=True, slots=True)
class _Pattern:
    message: str
    values: re.Pattern[str]


def translate(sentence: str) -> str:
    """Return a sentence of the core in the present language, as it is if it is none of the core's.

    Parameters
    ----------
    sentence
        As the core said it, with or without the capital letter and the full stop of a sentence; several notes in one
        are joined by ``"; "``.
    """
    spoken = COMMANDS.sub("", sentence)
    return _said(spoken) or _clauses(spoken) or spoken


def _said(text: str) -> str:
    """Return one sentence, label or number of things in the present language, empty if it is not known."""
    found = _recognised(text)
    if found is None:
        return ""
    message, values = found
    translated = gettext(message)
    if values:
        translated %= {name: _value(name, value) for name, value in values}
    return _like(text, translated, message)


def _value(name: str, text: str) -> str:
    """Return what fills a placeholder in the present language where it is the core's word, else as it is."""
    if name in CHOICES:
        return text.replace(OR, gettext(OR))
    if text in FIELD_LABELS:
        return str(FIELD_LABELS[text])
    count = _COUNT.fullmatch(text)
    for singular, plural in COUNTED:
        if count and count[2] in {singular.split()[-1], plural.split()[-1]}:
            return ngettext(singular, plural, int(count[1]))
    if text.endswith(AND_MORE):
        return text.removesuffix(AND_MORE) + gettext(AND_MORE)
    return _said(text) or _clauses(text) or text


def _clauses(text: str) -> str:
    """Return notes joined into one sentence, each in the present language; empty if none of them is known."""
    parts = text.removesuffix(".").split(_BETWEEN)
    said: list[str] = []
    known = False
    while parts:
        for taken in range(len(parts), 0, -1):
            clause = _BETWEEN.join(parts[:taken])
            translated = _said(clause)
            if translated:
                known = True
                break
        said.append(translated or clause)
        del parts[:taken]
    return _BETWEEN.join(said) + ("." if text.endswith(".") else "") if known else ""


def _like(text: str, translated: str, message: str) -> str:
    """Give a translation the capital letter and the full stop of what was said, where its message has others."""
    if text[:1].isupper() and message[:1].islower():
        translated = translated[:1].upper() + translated[1:]
    elif text[:1].islower() and message[:1].isupper():
        translated = translated[:1].lower() + translated[1:]
    if text.endswith(".") and not message.endswith("."):
        return f"{translated}."
    return translated.removesuffix(".") if message.endswith(".") and not text.endswith(".") else translated


@lru_cache(maxsize=4096)
def _recognised(text: str) -> tuple[str, tuple[tuple[str, str], ...]] | None:
    """Return the message of a text and the values in it."""
    plain = _plain().get(_key(text))
    if plain is not None:
        return plain, ()
    for wide in (False, True):
        for pattern in _patterns(wide=wide):
            match = pattern.values.fullmatch(text)
            if match:
                return pattern.message, tuple(match.groupdict().items())
    return None


def _key(text: str) -> str:
    return (text[:1].lower() + text[1:]).removesuffix(".")


@lru_cache(maxsize=1)
def _plain() -> dict[str, str]:
    """Return the messages without values, by what they are recognised by."""
    return {_key(message): message for message in (*SENTENCES, *LABELS, *scheme_labels()) if not _HOLE.search(message)}


@lru_cache(maxsize=2)
def _patterns(*, wide: bool) -> tuple[_Pattern, ...]:
    """Return the messages with values, those that say most by themselves first.

    Parameters
    ----------
    wide
        A value may itself hold several clauses.
    """
    value = r".*?" if wide else r"(?:(?!; ).)*?"
    found = []
    for message in SENTENCES:
        if _HOLE.search(message):
            first, *rest = re.split(r"%\(\w+\)s", message.removesuffix("."))
            pattern = f"[{re.escape(first[0].lower() + first[0].upper())}]{re.escape(first[1:])}" if first else ""
            before = first or "start"
            for name, after in zip(_HOLE.findall(message), rest, strict=True):
                # What follows another value directly is an afterthought: in brackets, or a clause of its own.
                pattern += f"(?P<{name}>{value if before else _AFTERTHOUGHT}){re.escape(after)}"
                before = after
            found.append(_Pattern(message, re.compile(rf"{pattern}\.?", re.DOTALL)))
    return tuple(sorted(found, key=lambda pattern: -len(_HOLE.sub("", pattern.message))))
