"""Names cleaned with what is known about names: another keyboard layout, letters that a scanner took for others.

:func:`matcher.names.script.clean` repairs what the shapes of the letters decide. Here a change needs a reason in the
tables of names as well: the word was no name before and is one afterwards.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.names.frequency import given_share
from matcher.names.given import is_written_form, lookup_given
from matcher.names.layout import is_surely_name, relayout
from matcher.names.patronymics import lookup_patronymic
from matcher.names.romanisation import readings
from matcher.names.script import Cleaned, Script, clean, fold, script_of
from matcher.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Iterator

_WORD = re.compile(r"[^\W\d_]+(?:['-][^\W\d_]+)*")
_MIN_LETTERS = 4
# Of people: a word is rather a rare name of its own than a misread one that is as rare
_LEAST_SHARE = 5e-5
_SEVERAL = 2
_WITH_PATRONYMIC = 3
LAYOUT_CHANGED = "Typed with another keyboard layout"


def clean_name(raw: str) -> Cleaned:
    """Repair the typing and scanning noise of a full name.

    Parameters
    ----------
    raw
        A cell that holds a name of several words, any script. A word is read anew as a given name only if no other
        word is one, and as a patronymic only if three words have none.

    Returns
    -------
    Cleaned
        As :func:`matcher.names.script.clean`, with a changed keyboard layout first and misread letters last among
        the changes.

    Examples
    --------
    >>> clean_name("Itdxtyrj Nfhfc").text
    'Шевченко Тарас'
    >>> clean_name("Smoliar Rornan")
    Cleaned(text='Smoliar Roman', changes=('Letters misread inside the Latin word Roman repaired',))
    """
    typed = clean_surname(raw)
    words = [word for word in map(fold, _WORD.findall(typed.text)) if len(word) > 1]
    given, patronymic = any(map(lookup_given, words)), [bool(lookup_patronymic(word)) for word in words]
    if not lacks_known_part(len(words), given=given, patronymic=any(patronymic)):
        return typed
    lacking = {
        word: other
        for word, is_patronymic, next_is_patronymic in zip(words, patronymic, [*patronymic[1:], False], strict=True)
        if not is_patronymic
        and (other := misread(word)) != word
        # the given name stands before a known patronymic, and another word there is none
        and (not any(patronymic) or next_is_patronymic)
        and ((lookup_given(other) and not given) or (lookup_patronymic(other) and not any(patronymic)))
    }
    return _reread(typed, lacking) if len(lacking) == 1 else typed


def clean_surname(raw: str) -> Cleaned:
    """Repair the typing noise of a surname: as :func:`clean_name`, but no letter is read anew as another.

    Parameters
    ----------
    raw
        The cell of a surname; nothing tells a rare one from a misread one.
    """
    meant = relayout(raw)
    if meant is None:
        return clean(raw)
    cleaned = clean(meant)
    return Cleaned(cleaned.text, (LAYOUT_CHANGED, *cleaned.changes))


def clean_given(raw: str) -> Cleaned:
    """Repair the noise of a given name or patronymic that stands in a column of its own.

    Parameters
    ----------
    raw
        The cell.
    """
    typed = clean_surname(raw)
    words = [fold(word) for word in _WORD.findall(typed.text)]
    return _reread(typed, {word: other for word in words if (other := misread(word)) != word})


def clean_columns(surname: str, given: str, patronymic: str) -> tuple[Cleaned, Cleaned, Cleaned]:
    """Repair a name in three columns; the keyboard layout of one cell shows in the others.

    Parameters
    ----------
    surname, given, patronymic
        The cells; any may be empty.

    Examples
    --------
    >>> [cell.text for cell in clean_columns("Rhfcm", "Nfhfc", "")]
    ['Крась', 'Тарас', '']
    """
    meant = relayout(joined_cells(surname, given, patronymic))
    if meant is None:
        return clean_surname(surname), clean_given(given), clean_given(patronymic)
    found = []
    for cell, text in zip((surname, given, patronymic), meant.split("\t"), strict=True):
        cleaned = clean(text)
        found.append(cleaned if text == cell else Cleaned(cleaned.text, (LAYOUT_CHANGED, *cleaned.changes)))
    return found[0], found[1], found[2]


def joined_cells(surname: str, given: str, patronymic: str) -> str:
    """Return three cells as one text in which they can still be told apart: the words that one keyboard wrote."""
    return "\t".join(cell.replace("\t", " ") for cell in (surname, given, patronymic))


def lacks_known_part(words: int, *, given: bool, patronymic: bool) -> bool:
    """Say whether a name of so many words lacks a part that one of them may be, misread.

    Parameters
    ----------
    words
        How many words the name has.
    given, patronymic
        Whether one of them is known as a given name, one as a patronymic.
    """
    return (words >= _SEVERAL and not given) or (words >= _WITH_PATRONYMIC and not patronymic)


def _reread(cleaned: Cleaned, meant: dict[str, str]) -> Cleaned:
    if not meant:
        return cleaned
    changes = list(cleaned.changes)

    def reread(match: re.Match[str]) -> str:
        word = match[0]
        other = meant.get(fold(word))
        if other is None:
            return word
        result = other.upper() if word.isupper() else other.capitalize() if word[0].isupper() else other
        changes.append(f"Letters misread inside the {script_of(result).name.capitalize()} word {result} repaired")
        return result

    return Cleaned(_WORD.sub(reread, cleaned.text), tuple(changes))


@lru_cache(maxsize=1 << 16)
def misread(word: str) -> str:
    """Return the one given name or patronymic that a scanner may have misread, the word itself if there is none.

    Parameters
    ----------
    word
        One folded word.

    Examples
    --------
    >>> misread("rornan"), misread("габор")
    ('roman', 'габор')
    """
    script = script_of(word)
    if len(word) < _MIN_LETTERS or "-" in word or script not in _groups():
        return word
    if lookup_given(word) or lookup_patronymic(word) or is_surely_name(word):
        return word
    found = {other for other in _others(word, _groups()[script]) if _is_known(other)}
    return found.pop() if len(found) == 1 else word


def _others(word: str, groups: dict[str, tuple[str, ...]]) -> Iterator[str]:
    """Every word with one group of letters exchanged, at one place or at all its places."""
    for written, meant in groups.items():
        places = [place for place in range(len(word)) if word.startswith(written, place)]
        for letters in meant if places else ():
            for place in places:
                yield word[:place] + letters + word[place + len(written) :]
            yield word.replace(written, letters)


def _is_known(word: str) -> bool:
    """Say whether a word is a given name that the lists of people have, or comes of such a father's name."""
    texts = (word,) if script_of(word) is Script.CYRILLIC else tuple(reading.text for reading in readings(word))
    if any(is_written_form(text) for text in texts):
        return any(match.kind == "form" and _is_frequent(match.group, match.sex) for match in lookup_given(word))
    return any(_is_frequent(match.group, "m") for match in lookup_patronymic(word))


def _is_frequent(group: str, sex: str) -> bool:
    return (given_share(group, sex) or 0.0) >= _LEAST_SHARE


@lru_cache(maxsize=1)
def _groups() -> dict[Script, dict[str, tuple[str, ...]]]:
    groups: dict[Script, dict[str, tuple[str, ...]]] = {Script.LATIN: {}, Script.CYRILLIC: {}}
    for written, latin, cyrillic, kind in read_table("romanisation/lookalikes.tsv", 4):
        if kind == "group":
            cell = latin if script_of(written) is Script.LATIN else cyrillic
            groups[script_of(written)][written] = tuple(part.strip() for part in cell.split(","))
    return groups
