"""Distinct words of names and what is known of each: canonical keys, sounds, initials.

Lists repeat their words endlessly. Each distinct surname, given name and patronymic is read once, gets a code, and
everything later works on codes and on the arrays built here.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, cached_property
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matcher.names.asides import is_initial
from matcher.names.correspondences import shifted_surnames
from matcher.names.frequency import given_share, surname_share
from matcher.names.given import group_label, lookup_given
from matcher.names.inflection import masculine_forms
from matcher.names.particles import bare
from matcher.names.patronymics import lookup_patronymic
from matcher.names.phonetics import foreign_code
from matcher.names.reading import UNREAD
from matcher.names.romanisation import readings
from matcher.names.sounds import skeleton
from matcher.ragged import Ragged

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray

MAX_FORMS = 8
MAX_INITIALS = 16
_CYRILLIC = re.compile("[\u0400-\u052f]")
UNKNOWN = "?:"
_LONGEST_INITIAL = 5  # shch.
_SERVANTS = ("abd", "абд")


@dataclass(frozen=True, slots=True)
class WordForms:
    """What one distinct word of a name may stand for.

    Attributes
    ----------
    keys
        Canonical names: for a surname the sound skeletons of its masculine forms, for given names and patronymics
        the groups of equivalent names. Two words that share one are the same name.
    weak_keys
        Canonical names it stands for only in part or in short: a diminutive's full names, the halves of a double name.
    sounds
        Sound skeletons of every reading, for measuring damage.
    initials
        First sounds, as a person would abbreviate the name in any of its languages.
    initial
        The word is only an initial.
    established
        A name known from tables, so that a small difference from another established name is a difference of names,
        not a slip of the pen.
    unread
        Written in a script that no table reads: comparable with its like only, as written.
    phonetic
        Phonetic code of a Latin name that no table knows; empty for all others.
    """

    keys: tuple[str, ...]
    weak_keys: tuple[str, ...]
    sounds: tuple[str, ...]
    initials: tuple[str, ...]
    initial: bool
    established: bool
    unread: bool = False
    phonetic: str = ""


def _is_unread(word: str) -> bool:
    return any(reading.scheme == UNREAD for reading in readings(word))


# A Latin initial that may begin names in и, й, я, ю and є
_MANY_VOWELS = frozenset("yji")
_IOTATED = ("i", "ia", "iu", "e")


def _initial_forms(word: str) -> WordForms:
    """Read an initial: one letter, or several Latin ones that are one Cyrillic letter (Yu., Shch.)."""
    written = word.rstrip(".")
    letters = [text for reading in readings(written) for text in _first_sounds(reading.text, whole=True)]
    if written in _MANY_VOWELS:
        letters = [*_IOTATED, *letters]
    elif not letters:  # an abbreviation of several letters: Дм. fits Дмитро and not Данило
        letters = [skeleton(reading.text)[:_ABBREVIATED] + CUT for reading in readings(written)]
    return WordForms((), (), (), _unique(letters), initial=True, established=False)


def _first_sounds(text: str, *, whole: bool = False) -> tuple[str, ...]:
    """Return the sounds by which a Cyrillic word is abbreviated: Ю. is neither И. nor Я., Йо. may be Й. or Ё.

    Parameters
    ----------
    text
        Lower case.
    whole
        Only if they are all that the word sounds.
    """
    sound = skeleton(text)
    if text.startswith(_ONE_SOUND):
        first: tuple[str, ...] = (sound[:2],)
    elif text.startswith("йо"):
        first = ("i", "e")
    else:
        first = (sound[:1],)
    if whole:
        return first if len(sound) == len(first[0]) else ()
    return first


def _abbreviations(text: str) -> tuple[str, ...]:
    """Return what a given name or patronymic is abbreviated by: its first sounds, and more of them (Дм., Вол.)."""
    sound = skeleton(text)
    return (*_first_sounds(text), sound[:2] + CUT, sound[:_ABBREVIATED] + CUT)


_ONE_SOUND = ("я", "ю", "йа", "йу")
_ABBREVIATED = 3  # sounds that an abbreviation is compared by at most
CUT = "~"
"""Stands after the first sounds of a word that an abbreviation is compared by."""


def _unique(items: Iterable[str], limit: int = MAX_FORMS) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))[:limit]


@cache
def _group_initials(group: str) -> tuple[str, ...]:
    """First sounds of every form of a name group: Ганна and Анна are abbreviated differently."""
    if group.startswith(UNKNOWN):
        return ()
    first = [reading for form in group_label(group) for reading in readings(form.lower())[:1]]
    return _unique((sound for reading in first for sound in _abbreviations(reading.text)), MAX_INITIALS)


@cache
def _group_sounds(group: str) -> tuple[str, ...]:
    """Sound skeletons of the first forms of a name group."""
    return _unique(skeleton(reading.text) for form in group_label(group)[:4] for reading in readings(form.lower())[:1])


def surname_forms(word: str) -> WordForms:
    """Read a surname: every reading in its masculine form, also as neighbouring languages have it.

    A double surname is the same in either order of its halves; each half alone is a weak key. An Arabic article, which
    one list writes and the next leaves out, makes no difference.
    """
    if len(word) <= _LONGEST_INITIAL and is_initial(word):
        return _initial_forms(word)
    plain = bare(word)
    found = _surname(word if plain == word else word.replace("-", ""))
    if plain != word:
        found = found.joined(_surname(plain))
    known = any(surname_share(key) is not None for key in found.keys)
    initials = _unique(found.initials, MAX_INITIALS)
    sounds = found.keys if found.sounds == found.keys else _unique((*found.keys, *found.sounds))
    return WordForms(found.keys, found.weak_keys, sounds, initials, initial=False, established=known)


class _Surname(NamedTuple):
    """Keys, weak keys, sounds and initials of a surname, as yet without limits."""

    keys: tuple[str, ...]
    weak_keys: tuple[str, ...]
    sounds: tuple[str, ...]
    initials: tuple[str, ...]

    def joined(self, other: _Surname) -> _Surname:
        """Return what two ways to write a surname stand for, the best of both first."""
        half = MAX_FORMS // 2
        return _Surname(
            *(_unique((*a[:half], *b[:half], *a[half:], *b[half:])) for a, b in zip(self, other, strict=True))
        )


def _surname(word: str) -> _Surname:
    halves = [part for part in word.split("-") if part] if "-" in word else [word]
    if len(halves) < 2:
        texts = [reading.text for reading in readings(halves[0] if halves else word)]
        sounds = tuple([skeleton(text) for text in texts])
        initials = tuple([sound for text in texts for sound in _first_sounds(text)])
        return _Surname(_surname_keys(texts), (), sounds, initials)
    by_part = [_surname_keys([reading.text for reading in readings(part)]) for part in halves]
    # the n-th reading of each half belongs to the same scheme more often than not; a short one repeats its last
    depth = max(len(options) for options in by_part)
    levels = [[options[min(level, len(options) - 1)] for options in by_part] for level in range(depth)]
    return _Surname(
        _unique("".join(sorted(level)) for level in levels),
        _unique(option for options in by_part for option in options if len(option) > 2),
        tuple("".join(level) for level in levels),
        tuple(sound for reading in readings(halves[0]) for sound in _first_sounds(reading.text)),
    )


def _surname_keys(texts: list[str]) -> tuple[str, ...]:
    """Return the skeletons of the masculine forms of a surname's readings, also as neighbouring languages have them."""
    bases = [base for text in texts for base in masculine_forms(text)]
    shifted = [form for base in bases for form in shifted_surnames(base)]
    return _unique([skeleton(form) for form in (bases + shifted if shifted else bases)])


def given_forms(word: str) -> WordForms:
    """Read a given name: its groups of equivalent names; an unknown one is its own group."""
    if len(word) <= _LONGEST_INITIAL and is_initial(word):
        return _initial_forms(word)
    plain = bare(word)
    matches = lookup_given(word)
    texts = [reading.text for reading in readings(word.replace("-", "") if "-" in word else word)]
    weak: list[str] = []
    sure = "-" in word or word.startswith(_SERVANTS)
    if plain != word and (sure or not matches):  # Alhassan is Hassan; Almina need not be Mina, and Alisa is not Isa
        texts += [reading.text for reading in readings(plain.replace("-", ""))]
        others = lookup_given(plain)
        if sure:
            matches = tuple(dict.fromkeys((*matches, *others)))
        else:
            weak = [match.group for match in others]
    keys = _unique([match.group for match in matches if match.kind == "form"])
    weak += [match.group for match in matches if match.kind == "short"]
    if not matches:
        for part in plain.split("-") if "-" in plain else ():
            weak.extend([match.group for match in lookup_given(part)])
    # a damaged spelling may be closer to the name's form in the other language than to the one written here
    sounds = [skeleton(text) for text in texts]
    sounds += [sound for match in matches[:2] for sound in _group_sounds(match.group)]
    if not keys and not matches:
        keys = tuple([UNKNOWN + sound for sound in _unique(sounds)])
    initials = [sound for text in texts for sound in _abbreviations(text)]
    for key in (*keys, *weak):
        initials += _group_initials(key)
    first = _unique(initials, MAX_INITIALS)
    return WordForms(keys, _unique(weak), _unique(sounds), first, initial=False, established=bool(matches))


def patronymic_forms(word: str) -> WordForms:
    """Read a patronymic: the groups of the father's name."""
    if len(word) <= _LONGEST_INITIAL and is_initial(word):
        return _initial_forms(word)
    groups = _unique([match.group for match in lookup_patronymic(word)]) or _plain_father(word)
    texts = [reading.text for reading in readings(word.replace("-", "").replace(" ", ""))]
    sounds = _unique([skeleton(text) for text in texts])
    keys = groups or tuple([UNKNOWN + sound for sound in sounds])
    known = any(group.startswith("m:") for group in groups)
    initials = [sound for text in texts for sound in _abbreviations(text)]
    for key in keys:
        initials += _group_initials(key)
    return WordForms(keys, (), sounds, _unique(initials, MAX_INITIALS), initial=False, established=known)


def _plain_father(word: str) -> tuple[str, ...]:
    """Read a father's name that stands without any ending, as in Arabic names, with or without *ibn* before it."""
    before, hyphen, after = word.partition("-")
    name = after if hyphen and before in _SON_OF else word
    return _unique([match.group for match in lookup_given(name) if match.kind == "form" and match.sex == "m"])


_SON_OF = frozenset({"ibn", "bin", "ben", "bint", "ибн", "ібн", "бин", "бін", "бен", "бинт", "بن", "ابن", "بنت"})
_READERS = {"surname": surname_forms, "given": given_forms, "patronymic": patronymic_forms}


@dataclass(slots=True)
class Codes:
    """Integer codes for distinct strings, in order of first appearance."""

    numbers: dict[str, int] = field(default_factory=dict)

    def code(self, text: str) -> int:
        """Return the code of a string, giving it the next free one if it is new."""
        return self.numbers.setdefault(text, len(self.numbers))

    def coded(self, groups: Iterable[tuple[str, ...]]) -> Ragged:
        """Return the codes of groups of strings, new ones included."""
        numbers = self.numbers
        code = numbers.setdefault
        rows = list(groups)
        offsets = np.zeros(len(rows) + 1, dtype=np.int64)
        np.cumsum([len(row) for row in rows], out=offsets[1:])
        codes = (code(text, len(numbers)) for row in rows for text in row)
        return Ragged(np.fromiter(codes, dtype=np.int64, count=int(offsets[-1])), offsets)

    @property
    def texts(self) -> list[str]:
        """The strings, by code."""
        return list(self.numbers)


class WordVocabulary:
    """The distinct words of one name part, with their forms as arrays.

    Parameters
    ----------
    part
        ``surname``, ``given`` or ``patronymic``.
    """

    def __init__(self, part: str) -> None:
        self.part = part
        self.words = Codes()
        self.keys = Codes()
        self.sounds = Codes()
        self.letters = Codes()
        self.phonetics = Codes()
        self.phonetics.code("")  # number 0: no code
        self.forms: list[WordForms] = []
        self._read = _READERS[part]

    def code(self, word: str) -> int:
        """Return the code of a word, ``-1`` for an empty one; a new word is read and added."""
        if not word:
            return -1
        code = self.words.code(word)
        if code == len(self.forms):
            forms = self._read(word)
            if not _CYRILLIC.search(word):  # a Cyrillic word is always read, and never foreign
                foreign = not (forms.established or forms.initial)
                phonetic = foreign_code(word) if foreign else ""
                unread = _is_unread(word)
                if phonetic or unread:
                    forms = WordForms(
                        forms.keys, forms.weak_keys, forms.sounds, forms.initials,
                        initial=forms.initial, established=forms.established, unread=unread, phonetic=phonetic,
                    )  # fmt: skip
            self.forms.append(forms)
            self.__dict__.pop("arrays", None)
        return code

    @cached_property
    def arrays(self) -> WordArrays:
        """The forms of all words as arrays; rebuilt after words were added."""
        return WordArrays(
            keys=self.keys.coded(forms.keys for forms in self.forms),
            weak_keys=self.keys.coded(forms.weak_keys for forms in self.forms),
            sounds=self.sounds.coded(forms.sounds for forms in self.forms),
            phonetic=np.array([self.phonetics.code(forms.phonetic) for forms in self.forms], dtype=np.int64),
            initials=self.letters.coded(forms.initials for forms in self.forms),
        )

    def background_share(self, key: str) -> float | None:
        """Share of people who bear a canonical name, from the shipped tables; ``None`` if they do not list it."""
        if self.part == "surname":
            return surname_share(key)
        return given_share(key, key[:1])  # fathers' names are spread like men's given names


@dataclass(frozen=True, slots=True, eq=False)
class WordArrays:
    """Codes per word: canonical keys, weak keys, sound skeletons, initials; phonetic code, 0 for none."""

    keys: Ragged
    weak_keys: Ragged
    sounds: Ragged
    initials: Ragged
    phonetic: NDArray[np.int64]
