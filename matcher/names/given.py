"""Given names: which forms in which languages are one name, and which names a short form may stand for.

A name has a form in each language, not just a spelling: Микола, Николай, Мікалай and Nicholas are one *group*. Groups
come from ``data/names/given.tsv``, which people edit, and ``given_more.tsv``, the long tail; the tables of further
scripts (:mod:`matcher.names.native`) add native forms and names. They never cross sexes.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from matcher.errors import DataFileError
from matcher.names.confusions import misreadings
from matcher.names.homophones import best_spelt, letter_key
from matcher.names.native import NEW, NativeName, cell_forms, native_names
from matcher.names.romanisation import readings
from matcher.names.script import strip_marks
from matcher.names.scripts import entry_of, script_module
from matcher.names.sounds import skeleton, skeletons
from matcher.tables import read_table

Sex = Literal["m", "f"]
Kind = Literal["form", "short"]

_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
_PLAIN_CYRILLIC = re.compile("[а-яёіїєґў'-]+").fullmatch
_UKRAINIAN = re.compile("[іїєґІЇЄҐ]")
_JOINTS = re.compile("[-' ]")


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
    native
        Forms in further scripts.
    """

    id: str
    sex: Sex
    uk: tuple[str, ...]
    ru: tuple[str, ...]
    be: tuple[str, ...] = ()
    other: tuple[str, ...] = ()
    short: tuple[str, ...] = ()
    native: tuple[str, ...] = ()

    def forms(self, language: str) -> tuple[str, ...]:
        """Return the full forms of one language, ``"uk"``, ``"ru"``, ``"be"`` or ``"other"``."""
        by_language = {"uk": self.uk, "ru": self.ru, "be": self.be, "other": self.other}
        return by_language[language]


@lru_cache(maxsize=1)
def table_groups() -> dict[str, NameGroup]:
    """Return the groups of the tables of given names by id, without what the tables of further scripts add.

    Returns
    -------
    dict of str to NameGroup
        In the order of the tables, the curated ones first.

    Raises
    ------
    DataFileError
        If a row has no Ukrainian form, an unknown sex, or the id of an earlier row.
    """
    groups: dict[str, NameGroup] = {}
    for table in ("names/given.tsv", "names/given_more.tsv"):
        for sex, *cells in read_table(table, 6):
            uk, ru, be, other, short = (cell_forms(cell) for cell in cells)
            if sex not in ("m", "f") or not uk:
                raise DataFileError(
                    f"data/{table}: the row {sex!r} {cells[0]!r} needs sex m or f and a Ukrainian form."
                )
            group = NameGroup(f"{sex}:{uk[0]}", "m" if sex == "m" else "f", uk, ru, be, other, short)
            if group.id in groups:
                raise DataFileError(f"data/{table}: {group.id} stands in two rows; join them.")
            groups[group.id] = group
    return groups


@lru_cache(maxsize=1)
def name_groups() -> dict[str, NameGroup]:
    """Return every group by its id, the curated ones first.

    Returns
    -------
    dict of str to NameGroup
        In the order of the tables. A Cyrillic or Latin form that a group of the tables of given names holds is not
        added to another group: there the people who edit them have decided which name it is. Nor is a short form of
        the other sex (Дима is no woman's name).

    Raises
    ------
    DataFileError
        If a table of given names has a wrong row; if a row of a native table names a group that there is not.
    """
    groups = dict(table_groups())
    holders: dict[str, set[str]] = {}
    short_of: dict[str, set[str]] = {}
    for group in groups.values():
        for form in (*group.uk, *group.ru, *group.be, *group.other):
            holders.setdefault(form.lower(), set()).add(group.id)
        for form in group.short:
            short_of.setdefault(form.lower(), set()).add(group.sex)
    newcomers = _Newcomers({}, {})
    added: dict[str, list[NativeName]] = {}
    for name in native_names():
        group = _new_group(name, groups, newcomers) if name.group == NEW else _known_group(name, groups, holders)
        groups.setdefault(group.id, group)
        added.setdefault(group.id, []).append(name)
    for id_, names in added.items():
        group = groups[id_]
        only: set[str] = {id_}
        own_sex: set[Sex] = {group.sex}

        def is_free(form: str, only: set[str] = only, own_sex: set[Sex] = own_sex) -> bool:
            low = form.lower()
            return holders.get(low, only) == only and not own_sex.isdisjoint(short_of.get(low, own_sex))

        cyrillic = [form for name in names for form in name.cyrillic if is_free(form)]
        groups[id_] = NameGroup(
            id_,
            group.sex,
            _joined(group.uk, cyrillic),
            _joined(group.ru, cyrillic),
            group.be,
            _joined(group.other, [form for name in names for form in name.latin if is_free(form)]),
            group.short,
            _joined(group.native, [form for name in names for form in name.native]),
        )
    return groups


@dataclass(frozen=True, slots=True)
class _Newcomers:
    """Names that only tables of further scripts have: the table of each, and who has a Cyrillic form, by sex."""

    tables: dict[str, str]
    holders: dict[str, set[str]]


def _new_group(name: NativeName, groups: dict[str, NameGroup], newcomers: _Newcomers) -> NameGroup:
    sex = _sex_of(name)
    first = f"{sex}:{name.cyrillic[0]}"
    forms = [f"{sex}:{form.lower()}" for form in name.cyrillic]
    if first not in groups:
        # Two tables have the same name if they share a form of it; one table that keeps two apart has its reason
        same = {holder for form in forms for holder in newcomers.holders.get(form, ())}
        if len(same) == 1 and newcomers.tables[next(iter(same))] != name.table:
            first = next(iter(same))
    newcomers.tables.setdefault(first, name.table)
    for form in forms:
        newcomers.holders.setdefault(form, set()).add(first)
    return groups.get(first) or NameGroup(first, sex, (), ())


def _known_group(name: NativeName, groups: dict[str, NameGroup], holders: dict[str, set[str]]) -> NameGroup:
    group = groups.get(name.group)
    if group is None:
        # The row may have been joined to another: its name is a form of that one now
        held = [group for group in holders.get(name.group[2:].lower(), ()) if group[:2] == name.group[:2]]
        group = groups[held[0]] if len(held) == 1 else None
    if group is None or group.sex != name.sex:
        raise DataFileError(f"{name.place}: there is no group {name.group!r} of sex {name.sex} in the tables of names.")
    return group


def _sex_of(name: NativeName) -> Sex:
    return "m" if name.sex == "m" else "f"


def _joined(forms: tuple[str, ...], more: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys((*forms, *more)))


_Index = dict[str, tuple[NameMatch, ...]]


@dataclass(frozen=True, slots=True)
class _Indexes:
    """Lower-case word, or sound skeleton, to what it may be; full forms before short ones.

    ``foreign`` holds the Latin spellings of the tables of further scripts, which do not hide what a romanisation makes
    of the same letters; ``sounds`` and ``short_sounds`` hold skeletons of full and of short forms.
    """

    written: _Index
    foreign: _Index
    sounds: _Index
    short_sounds: _Index


def _add(index: _Index, key: str, match: NameMatch) -> None:
    matches = index.get(key)
    if matches is None:
        index[key] = (match,)
    elif match not in matches:
        index[key] = (*matches, match)


@lru_cache(maxsize=1)
def _indexes() -> _Indexes:
    written: _Index = {}
    sounds: _Index = {}
    own = table_groups()
    every = name_groups()
    forms = {id_: _cyrillic_forms(group) for id_, group in every.items()}
    sound_of = skeletons(word for words in forms.values() for word in words)
    for group in own.values():
        full = NameMatch(group.id, "form", group.sex)
        for word in _cyrillic_forms(group) if every[group.id] is not group else forms[group.id]:
            _add(written, word, full)
            _add(sounds, sound_of[word], full)
        for spelling in _latin_spellings(group.other):
            _add(written, spelling, full)
    # What only sounds like a name of the tables of given names is that name
    taken = frozenset(sounds)
    foreign: _Index = {}
    short_sounds: _Index = {}
    for group in every.values():
        known = own.get(group.id)
        if known is not group:
            full = NameMatch(group.id, "form", group.sex)
            for word in forms[group.id]:
                _add(written, word, full)
                if (sound := sound_of[word]) not in taken:
                    _add(sounds, sound, full)
            for spelling in _latin_spellings(group.other[len(known.other) if known else 0 :]):
                if spelling not in written:
                    _add(foreign, spelling, full)
    for group in own.values():
        _add_short_forms(group, written, short_sounds)
    return _Indexes(written, foreign, sounds, short_sounds)


@lru_cache(maxsize=1)
def _native() -> _Index:
    """Index the native words by their folded form."""
    index: _Index = {}
    for group in name_groups().values():
        for form in group.native:
            _add(index, _native_key(form.lower()), NameMatch(group.id, "form", group.sex))
    return index


@lru_cache(maxsize=1)
def _misread() -> _Index:
    """Index the names by the sounds that a lossy romanisation gives them."""
    found = [
        (misreading, NameMatch(group.id, "form", group.sex))
        for group in table_groups().values()
        for word in _cyrillic_forms(group)
        for misreading in misreadings(word)
    ]
    sound_of = skeletons(misreading for misreading, _ in found)
    index: _Index = {}
    for misreading, match in found:
        _add(index, sound_of[misreading], match)
    return index


def _latin_spellings(forms: tuple[str, ...]) -> set[str]:
    """Latin forms as they are, without marks, and in one piece."""
    words = [form.lower() for form in forms]
    found = set(words)
    for word in words:
        if not word.isalpha() or not word.isascii():
            found.update((strip_marks(word), _JOINTS.sub("", word)))
    return found


def _add_short_forms(group: NameGroup, written: _Index, short_sounds: _Index) -> None:
    short = NameMatch(group.id, "short", group.sex)
    full = NameMatch(group.id, "form", group.sex)
    for form in group.short:
        word = form.lower()
        if full not in written.get(word, ()):
            _add(written, word, short)
            if _CYRILLIC.search(word):
                _add(short_sounds, skeleton(word), short)


def _cyrillic_forms(group: NameGroup) -> dict[str, None]:
    return dict.fromkeys(form.lower() for form in (*group.uk, *group.ru, *group.be))


@lru_cache(maxsize=1)
def _spelled() -> tuple[_Index, _Index]:
    """Index the full forms by their letters: those of the tables of given names, then all."""
    own: _Index = {}
    every: _Index = {}
    for groups, index in ((table_groups(), own), (name_groups(), every)):
        for group in groups.values():
            for word in _cyrillic_forms(group):
                _add(index, letter_key(word), NameMatch(group.id, "form", group.sex))
    return own, every


def _native_key(word: str) -> str:
    entry = entry_of(word)
    return _JOINTS.sub("", script_module(entry.module).fold(word) if entry else word)


@lru_cache(maxsize=1 << 17)
def lookup_given(word: str) -> tuple[NameMatch, ...]:
    """Find the names that one written given name may be.

    Parameters
    ----------
    word
        One lower-case word in any script, in the spelling of any language or romanisation.

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
    indexes = _indexes()
    exact = indexes.written.get(word)
    if exact is not None:
        if exact[0].kind == "short" and word in indexes.foreign:
            return _merged(indexes.foreign[word], exact)
        return exact
    if _PLAIN_CYRILLIC(word):
        if "ё" in word:
            exact = indexes.written.get(word.replace("ё", "е"))
            if exact is not None:
                return exact
        sound = skeleton(word)
        return indexes.sounds.get(sound) or indexes.short_sounds.get(sound, ())
    if not word.isascii() and entry_of(word) is not None:
        native = _native().get(_native_key(word))
        if native is not None:
            return native
    return _by_readings(word, indexes)


def _by_readings(word: str, indexes: _Indexes) -> tuple[NameMatch, ...]:
    """Look a Latin or native word up: by the letters of its readings, as a Latin form without marks, by sound."""
    found = readings(word)
    sounds = [skeleton(reading.text) for reading in found]
    full = _collected(indexes.sounds, sounds)
    plain = word if word.isalpha() and word.isascii() else _JOINTS.sub("", strip_marks(word))
    foreign = indexes.foreign.get(word) or indexes.foreign.get(plain, ())
    if full:
        own, every = _spelled()
        spelt = best_spelt(found, own) or best_spelt(found, every)
        if spelt:
            return _merged(spelt, foreign)
    known = indexes.written.get(plain, ())
    if known:
        return _merged(known, foreign)
    if foreign:
        return _merged(foreign, _collected(_misread(), sounds))
    return (
        full
        # A spelling that only a short form has (Vania) must not hide a full name of the same sound
        or _collected(indexes.written, [reading.text for reading in found])
        or _collected(indexes.short_sounds, sounds)
        or _collected(_misread(), sounds)
    )


def _collected(index: _Index, keys: list[str]) -> tuple[NameMatch, ...]:
    hits = [index[key] for key in keys if key in index]
    return _merged(*hits) if hits else ()


def _merged(*hits: tuple[NameMatch, ...]) -> tuple[NameMatch, ...]:
    """Join what a word may be, full forms before short ones and no short form of a name in full."""
    if len(hits) == 1:
        return hits[0]
    matches = dict.fromkeys(match for hit in hits for match in hit)
    full = {match.group for match in matches if match.kind == "form"}
    kept = [match for match in matches if match.kind == "form" or match.group not in full]
    return tuple(sorted(kept, key=lambda match: match.kind != "form"))


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
    ukrainian = known.uk[:1] or (group.partition(":")[2],)
    # A name of the tables of further scripts has one list of forms; its Russian form is the first that can be one
    russian = [form for form in known.ru if not _UKRAINIAN.search(form)][:1] or known.ru[:1]
    return tuple(dict.fromkeys((*ukrainian, *russian, *known.be[:1])))
