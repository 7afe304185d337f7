"""Distinct words of names and what is known of each: canonical keys, sounds, initials.

Lists repeat their words endlessly. Each distinct surname, given name and patronymic is read once, gets a code, and
everything later works on codes and on the arrays built here.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache, cached_property, lru_cache
from typing import TYPE_CHECKING

import numpy as np

from matcher.names.asides import is_initial
from matcher.names.correspondences import shifted_surnames
from matcher.names.frequency import given_share, surname_share
from matcher.names.given import group_label, lookup_given
from matcher.names.inflection import masculine_forms
from matcher.names.patronymics import lookup_patronymic
from matcher.names.phonetics import foreign_code
from matcher.names.romanisation import readings
from matcher.names.sounds import skeleton
from matcher.ragged import Ragged

if TYPE_CHECKING:
    from numpy.typing import NDArray

MAX_FORMS = 8
UNKNOWN = "?:"
UNREAD = "unread"


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


def _initial_forms(word: str) -> WordForms:
    letters = _unique(skeleton(reading.text)[:1] for reading in readings(word.rstrip(".")))
    return WordForms((), (), (), letters, initial=True, established=False)


def _unique(items: object) -> tuple[str, ...]:
    return tuple(dict.fromkeys(items))[:MAX_FORMS]  # type: ignore[call-overload]


@cache
def _group_initials(group: str) -> tuple[str, ...]:
    """First sounds of every form of a name group: Ганна and Анна are abbreviated differently."""
    if group.startswith(UNKNOWN):
        return ()
    return _unique(skeleton(reading.text)[:1] for form in group_label(group) for reading in readings(form.lower())[:1])


@cache
def _group_sounds(group: str) -> tuple[str, ...]:
    """Sound skeletons of the first forms of a name group."""
    return _unique(skeleton(reading.text) for form in group_label(group)[:4] for reading in readings(form.lower())[:1])


def surname_forms(word: str) -> WordForms:
    """Read a surname: every reading in its masculine form, also as neighbouring languages have it.

    A double surname is the same in either order of its halves; each half alone is a weak key.
    """
    if is_initial(word):
        return _initial_forms(word)
    by_part: list[tuple[str, ...]] = []
    sounds: list[str] = []
    for part in [part for part in word.split("-") if part] or [word]:
        part_readings = readings(part)
        bases = [base for reading in part_readings for base in masculine_forms(reading.text)]
        shifted = [form for base in bases for form in shifted_surnames(base)]
        by_part.append(_unique(skeleton(form) for form in (*bases, *shifted)))
        sounds.extend(skeleton(reading.text) for reading in part_readings)
    if len(by_part) == 1:
        keys: tuple[str, ...] = by_part[0]
        weak: tuple[str, ...] = ()
    else:
        # the n-th reading of each half belongs to the same scheme more often than not; a short one repeats its last
        depth = max(len(options) for options in by_part)
        levels = [[options[min(level, len(options) - 1)] for options in by_part] for level in range(depth)]
        keys = _unique("".join(sorted(halves)) for halves in levels)
        weak = _unique(option for options in by_part for option in options if len(option) > 2)
        sounds = ["".join(halves) for halves in levels]
    known = any(surname_share(key) is not None for key in keys)
    initials = _unique(sound[:1] for sound in sounds)
    return WordForms(keys, weak, _unique([*keys, *sounds]), initials, initial=False, established=known)


def given_forms(word: str) -> WordForms:
    """Read a given name: its groups of equivalent names; an unknown one is its own group."""
    if is_initial(word):
        return _initial_forms(word)
    matches = lookup_given(word)
    sounds = _unique(skeleton(reading.text) for reading in readings(word.replace("-", "")))
    keys = _unique(match.group for match in matches if match.kind == "form")
    weak = [match.group for match in matches if match.kind == "short"]
    if not matches:
        for part in word.split("-") if "-" in word else ():
            weak.extend(match.group for match in lookup_given(part))
    known = bool(matches)
    # a damaged spelling may be closer to the name's form in the other language than to the one written here
    sounds = _unique([*sounds, *(sound for match in matches[:2] for sound in _group_sounds(match.group))])
    if not keys and not matches:
        keys = tuple(UNKNOWN + sound for sound in sounds)
    initials = _unique(
        [
            *(sound[:1] for sound in sounds),
            *(letter for key in (*keys, *weak) for letter in _group_initials(key)),
        ]
    )
    return WordForms(keys, _unique(weak), sounds, initials, initial=False, established=known)


def patronymic_forms(word: str) -> WordForms:
    """Read a patronymic: the groups of the father's name."""
    if is_initial(word):
        return _initial_forms(word)
    matches = lookup_patronymic(word)
    sounds = _unique(skeleton(reading.text) for reading in readings(word.replace("-", "").replace(" ", "")))
    keys = _unique(match.group for match in matches) or tuple(UNKNOWN + sound for sound in sounds)
    known = any(match.group.startswith("m:") for match in matches)
    initials = _unique([*(sound[:1] for sound in sounds), *(letter for key in keys for letter in _group_initials(key))])
    return WordForms(keys, (), sounds, initials, initial=False, established=known)


_READERS = {"surname": surname_forms, "given": given_forms, "patronymic": patronymic_forms}


@dataclass(slots=True)
class Codes:
    """Integer codes for distinct strings, in order of first appearance."""

    numbers: dict[str, int] = field(default_factory=dict)

    def code(self, text: str) -> int:
        """Return the code of a string, giving it the next free one if it is new."""
        return self.numbers.setdefault(text, len(self.numbers))

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
        self._read = lru_cache(maxsize=None)(_READERS[part])

    def code(self, word: str) -> int:
        """Return the code of a word, ``-1`` for an empty one; a new word is read and added."""
        if not word:
            return -1
        code = self.words.code(word)
        if code == len(self.forms):
            forms = self._read(word)
            foreign = not (forms.established or forms.initial)
            phonetic = foreign_code(word) if foreign else ""
            self.forms.append(replace(forms, unread=_is_unread(word), phonetic=phonetic))
            self.__dict__.pop("arrays", None)
        return code

    @cached_property
    def arrays(self) -> WordArrays:
        """The forms of all words as arrays; rebuilt after words were added."""
        return WordArrays(
            keys=Ragged.of([self.keys.code(key) for key in forms.keys] for forms in self.forms),
            weak_keys=Ragged.of([self.keys.code(key) for key in forms.weak_keys] for forms in self.forms),
            sounds=Ragged.of([self.sounds.code(sound) for sound in forms.sounds] for forms in self.forms),
            phonetic=np.array([self.phonetics.code(forms.phonetic) for forms in self.forms], dtype=np.int64),
            initials=Ragged.of([self.letters.code(letter) for letter in forms.initials] for forms in self.forms),
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
