"""A name in the other alphabet, for a reader: Cyrillic words in Latin letters, all others as a Cyrillic list has them.

This is for showing only. The matching keeps every reading of a name; here one is chosen, all words in one language.
"""

from __future__ import annotations

import re
from collections import Counter
from functools import lru_cache

from matcher.names.derivation import titled
from matcher.names.given import lookup_given, name_groups
from matcher.names.patronymics import lookup_patronymic, patronymics_of
from matcher.names.reading import UNREAD
from matcher.names.romanisation import readings, romanise
from matcher.names.script import Script, script_of
from matcher.names.sounds import skeleton

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ-][^\W\d_]+)*")
_SCHEMES = {"uk": "uk-2010", "ru": "ru-icao"}
_LETTERS = {"uk": frozenset("іїєґ"), "ru": frozenset("ыэёъ")}
_LANGUAGES = ("uk", "ru")
# One language's letters in a surname that the other's scheme has read
_AS_WRITTEN_IN = {"uk": str.maketrans("ыэё", "ией"), "ru": str.maketrans("іїєґ", "иеег")}


def in_other_script(text: str, beside: str = "") -> str:
    """Return a name in Latin letters if it is Cyrillic, in Cyrillic ones if it is in another script.

    Parameters
    ----------
    text
        A name or a part of one, as written.
    beside
        What stands beside it and also tells the language: the whole name, of one of its parts.

    Returns
    -------
    str
        Every word respelled: Cyrillic by the Ukrainian standard of 2010, or as in Russian passports where a letter or
        a name shows that the text is Russian; words of other scripts in the language whose forms of the names they
        spell. Empty where nothing changes.

    Examples
    --------
    >>> in_other_script("Шевченко Тарас")
    'Shevchenko Taras'
    >>> in_other_script("Andrei Aleksandrovitch Ihnatiuk")
    'Андрей Александрович Игнатюк'
    >>> in_other_script("Schewtschenko")
    'Шевченко'
    """
    language = _language([word.casefold() for word in _WORD.findall(f"{text} {beside}")])
    written = _WORD.sub(lambda found: _respelled(found[0], language), text)
    return "" if written == text else written


def _respelled(word: str, language: str) -> str:
    if script_of(word) is Script.CYRILLIC:
        return romanise(word, _SCHEMES[language])
    if len(word) < 2:
        return word
    folded = word.casefold()
    for form, spoken, _ in _forms(folded):
        if spoken == language:
            return titled(form)
    first = readings(folded)[0]
    if first.scheme == UNREAD:
        return word
    return titled(first.text.translate(_AS_WRITTEN_IN[language]))


def _language(words: list[str]) -> str:
    """Return the language that most of the words are written in, Ukrainian if none or both."""
    votes: Counter[str] = Counter()
    for word in words:
        telling = [language for language, letters in _LETTERS.items() if letters & set(word)]
        spoken = {language for _, language, usual in _forms(word) if usual}
        if len(telling) == 1:
            votes[telling[0]] += 2
        elif len(spoken) == 1:
            votes.update(spoken)
        elif word.startswith("и"):
            votes["ru"] += 1
    return max(_LANGUAGES, key=lambda language: votes[language])


@lru_cache(maxsize=1 << 14)
def _forms(word: str) -> tuple[tuple[str, str, bool], ...]:
    """Return the forms of a given name or patronymic that a word spells: form, language, and if it is the usual one."""
    sounds = {skeleton(reading.text) for reading in readings(word)}
    written = script_of(word) is Script.CYRILLIC
    groups = name_groups()
    found: dict[tuple[str, str, bool], None] = {}
    for language in _LANGUAGES:
        given = [groups[match.group].forms(language) for match in lookup_given(word) if match.group in groups]
        fathers = [
            patronymics_of(groups[match.group], language, match.sex)
            for match in lookup_patronymic(word)
            if match.group in groups
        ]
        for forms in (*given, *fathers):
            for place, form in enumerate(map(str.casefold, forms)):
                if form == word if written else skeleton(form) in sounds:
                    found[form, language, place == 0] = None
    return tuple(found)
