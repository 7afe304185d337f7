"""Given names: which forms in which languages are one name, and which names a short form may stand for.

A name has a form in each language, not just a spelling: Микола, Николай, Мікалай and Nicholas are one *group*. Groups
come from ``data/names/given.tsv``, which people edit, and ``given_more.tsv``, the long tail. They never cross sexes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING, Literal

from matcher.errors import DataFileError
from matcher.names.romanisation import readings
from matcher.names.script import strip_marks
from matcher.names.sounds import skeleton
from matcher.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterable

Sex = Literal["m", "f"]
Kind = Literal["form", "short"]

_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_SHORT_U = re.compile(r"(?<=[аеєёоэыія])у(?![аеёоэыіяю])")


@dataclass(frozen=True, slots=True)
class NameMatch:
    """One name that a written given name may be.

    Attributes
    ----------
    group
        Canonical id, the sex and the first Ukrainian form: ``"m:Володимир"``.
    kind
        ``"form"``: a full form of the name in some language; ``"short"``: a short or pet form of it.
    sex
        ``"m"`` or ``"f"``.
    """

    group: str
    kind: Kind
    sex: Sex


@dataclass(frozen=True, slots=True)
class NameGroup:
    """One row of the table: a given name in all its forms.

    Attributes
    ----------
    id
        Canonical id, ``"m:Володимир"``.
    sex
        ``"m"`` or ``"f"``.
    uk, ru, be, other, short
        The forms as the table writes them; ``other`` holds Latin forms.
    """

    id: str
    sex: Sex
    uk: tuple[str, ...]
    ru: tuple[str, ...]
    be: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    short: tuple[str, ...] = ()

    def forms(self, language: str) -> tuple[str, ...]:
        """Return the full forms of one language, ``"uk"``, ``"ru"``, ``"be"`` or ``"other"``."""
        by_language = {"uk": self.uk, "ru": self.ru, "be": self.be, "other": self.other}
        return by_language[language]


@lru_cache(maxsize=1)
def name_groups() -> dict[str, NameGroup]:
    """Return every group by its id, the curated ones first.

    Returns
    -------
    dict of str to NameGroup
        In the order of the tables.

    Raises
    ------
    DataFileError
        If a row has no Ukrainian form, an unknown sex, or the id of an earlier row.
    """
    groups: dict[str, NameGroup] = {}
    for table in ("names/given.tsv", "names/given_more.tsv"):
        for sex, *cells in read_table(table, 6):
            uk, ru, be, other, short = (_forms(cell) for cell in cells)
            if sex not in ("m", "f") or not uk:
                raise DataFileError(
                    f"data/{table}: the row {sex!r} {cells[0]!r} needs sex m or f and a Ukrainian form."
                )
            group = NameGroup(f"{sex}:{uk[0]}", "m" if sex == "m" else "f", uk, ru, be, other, short)
            if group.id in groups:
                raise DataFileError(f"data/{table}: {group.id} stands in two rows; join them.")
            groups[group.id] = group
    return groups


def _forms(cell: str) -> tuple[str, ...]:
    return tuple(form for part in cell.split(",") if (form := part.strip()))


_Index = dict[str, tuple[NameMatch, ...]]


@dataclass(frozen=True, slots=True)
class _Indexes:
    """Lower-case word, or sound skeleton of a full form, to what it may be; full forms before short ones."""

    written: _Index
    sounds: _Index
    short_sounds: _Index


@lru_cache(maxsize=1)
def _indexes() -> _Indexes:
    written: dict[str, dict[NameMatch, None]] = {}
    sounds: dict[str, dict[NameMatch, None]] = {}
    short_sounds: dict[str, dict[NameMatch, None]] = {}
    for group in name_groups().values():
        full = NameMatch(group.id, "form", group.sex)
        for form in (*group.uk, *group.ru, *group.be):
            word = form.lower()
            written.setdefault(word, {})[full] = None
            sounds.setdefault(skeleton(word), {})[full] = None
        for form in group.other:
            word = form.lower()
            written.setdefault(word, {})[full] = None
            written.setdefault(strip_marks(word), {})[full] = None
    for group in name_groups().values():
        short = NameMatch(group.id, "short", group.sex)
        full = NameMatch(group.id, "form", group.sex)
        for form in group.short:
            word = form.lower()
            if full in written.get(word, ()):
                continue
            written.setdefault(word, {})[short] = None
            if _CYRILLIC.search(word):
                short_sounds.setdefault(skeleton(word), {})[short] = None
    return _Indexes(_frozen(written), _frozen(sounds), _frozen(short_sounds))


def _frozen(index: dict[str, dict[NameMatch, None]]) -> _Index:
    return {word: tuple(matches) for word, matches in index.items()}


@lru_cache(maxsize=1 << 17)
def lookup_given(word: str) -> tuple[NameMatch, ...]:
    """Find the names that one written given name may be.

    Parameters
    ----------
    word
        One lower-case word, Cyrillic or Latin, in the spelling of any language or romanisation.

    Returns
    -------
    tuple of NameMatch
        Full forms before short forms; empty if the word is unknown. The spelling decides if the tables hold it;
        only else its sound does, and then every name that sounds so is returned.

    Examples
    --------
    >>> lookup_given("мікалай")
    (NameMatch(group='m:Микола', kind='form', sex='m'),)
    >>> [match.group for match in lookup_given("wolodymyr")]
    ['m:Володимир']
    """
    written = _indexes().written
    exact = written.get(word)
    if exact is None and not word.isascii():
        exact = written.get(word.replace("ё", "е"))
    if exact is not None:
        return exact
    if _CYRILLIC.search(word):
        return _by_sound((word,))
    texts = tuple(reading.text for reading in readings(word))
    matches = _union(written.get(text, ()) for text in texts)
    # A spelling that only a short form has (Vania) must not hide a full name of the same sound
    if any(match.kind == "form" for match in matches):
        return matches
    return written.get(strip_marks(word)) or _by_sound(texts) or matches or _by_sound(with_short_u(texts))


def with_short_u(texts: Iterable[str]) -> tuple[str, ...]:
    """Read у after a vowel as ў, which Belarusian passports write *u* (Yauhen, Stanislau).

    Parameters
    ----------
    texts
        Cyrillic readings of a Latin word.

    Returns
    -------
    tuple of str
        The readings that this changes, changed.
    """
    return tuple(changed for text in texts if (changed := _SHORT_U.sub("ў", text)) != text)


def is_written_form(word: str) -> bool:
    """Say whether a Cyrillic word stands in the tables letter for letter, as a full or a short form.

    Parameters
    ----------
    word
        One lower-case Cyrillic word.

    Returns
    -------
    bool
        False for a misspelling, and for an oblique form that is not some name's nominative as well.
    """
    written = _indexes().written
    return word in written or word.replace("ё", "е") in written


def group_label(group: str) -> tuple[str, ...]:
    """Return the readable forms of a group, one for each language in which it differs.

    Parameters
    ----------
    group
        A group id as :func:`lookup_given` returns it.

    Returns
    -------
    tuple of str
        The Ukrainian, Russian and Belarusian form without repetition; for an id that no table holds, what stands
        after the colon.

    Examples
    --------
    >>> " / ".join(group_label("m:Володимир"))
    'Володимир / Владимир / Уладзімір'
    """
    known = name_groups().get(group)
    if known is None:
        return (group.partition(":")[2] or group,)
    return tuple(dict.fromkeys(forms[0] for forms in (known.uk, known.ru, known.be) if forms))


def _by_sound(words: Iterable[str]) -> tuple[NameMatch, ...]:
    indexes = _indexes()
    sounds = tuple(dict.fromkeys(skeleton(word) for word in words))
    full = _union(indexes.sounds.get(sound, ()) for sound in sounds)
    return full or _union(indexes.short_sounds.get(sound, ()) for sound in sounds)


def _union(found: Iterable[tuple[NameMatch, ...]]) -> tuple[NameMatch, ...]:
    matches = dict.fromkeys(match for matches in found for match in matches)
    full = {match.group for match in matches if match.kind == "form"}
    kept = [match for match in matches if match.kind == "form" or match.group not in full]
    return tuple(sorted(kept, key=lambda match: match.kind != "form"))
