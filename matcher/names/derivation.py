"""How a spelling comes from a name, in words: which scheme reads it, and of which language the form is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from matcher.names.given import name_groups
from matcher.names.patronymics import patronymics_of
from matcher.names.reading import Reading
from matcher.names.romanisation import readings, romanise, schemes
from matcher.names.script import fold
from matcher.names.scripts import scheme_labels
from matcher.names.sounds import skeleton

LANGUAGES = {"uk": "Ukrainian", "ru": "Russian", "be": "Belarusian"}
# Endings that only one of the languages gives a patronymic
_PATRONYMICS = (
    ("uk", re.compile(r"(?:[іїє]вна|йович)$")),
    ("be", re.compile(r"(?:[ае]віч|[аоеёя]ўна)$")),
    ("ru", re.compile(r"(?:евич|[ое]вна)$")),
)


@dataclass(frozen=True, slots=True)
class Derivation:
    """Where one spelling comes from.

    Attributes
    ----------
    word
        As compared, lower case.
    reading
        The Cyrillic word it is read as; the word itself if it is Cyrillic.
    scheme
        Id of the scheme (``"uk-2010"``), empty for Cyrillic.
    languages
        Codes of the languages in which the reading is a form of the name (``"ru"``); none if nothing tells one from
        another.
    """

    word: str
    reading: str
    scheme: str
    languages: tuple[str, ...]

    @property
    def label(self) -> str:
        """The scheme's readable name, empty for Cyrillic."""
        return scheme_label(self.scheme) if self.scheme else ""

    def to_dict(self) -> dict[str, Any]:
        """Return plain values for JSON, the words with their capitals, the scheme also by its label."""
        return {
            "word": titled(self.word),
            "reading": titled(self.reading),
            "scheme": self.scheme,
            "label": self.label,
            "languages": list(self.languages),
        }

    def __bool__(self) -> bool:
        """Whether there is anything to say."""
        return bool(self.scheme or self.languages)

    def __str__(self) -> str:
        """Say it in a few words; empty if there is nothing to say."""
        named = " and ".join(LANGUAGES[code] for code in self.languages)
        form = f"the {named} form" if named else ""
        if not self.scheme:
            return f"{titled(self.word)} is {form}" if form else ""
        return f"{titled(self.word)} reads {titled(self.reading)} ({self.label}){', ' + form if form else ''}"


def derive(word: str, part: str, other: str = "", group: str = "") -> Derivation:
    """Say how a spelling is read, by the reading that is closest to the spelling it is compared with.

    Parameters
    ----------
    word
        One word of a name, lower case.
    part
        ``surname``, ``given_name`` or ``patronymic``.
    other
        The word it is compared with.
    group
        The canonical name both share, where they do: of its forms, the language is told.

    Examples
    --------
    >>> str(derive("serhii", "given_name", "сергей", "m:Сергій"))
    'Serhii reads Сергій (Ukrainian passport and official spelling since 2010), the Ukrainian form'
    >>> str(derive("сергей", "given_name", "serhii", "m:Сергій"))
    'Сергей is the Russian form'
    """
    reading = _closest(word, other, group)
    if reading.scheme != "cyrillic" and part != "surname":
        reading = _form_spelled(fold(word), reading, part, group) or reading
    written = reading.text == fold(word) and reading.scheme == "cyrillic"
    return Derivation(word, reading.text, "" if written else reading.scheme, _languages(reading, part, group))


def titled(words: str) -> str:
    """Write each word with a capital; ``str.title`` would also raise letters after an apostrophe and Georgian ones."""
    return re.sub(r"(?<![\w'])[^\W\d_\u10a0-\u10ff]", lambda found: found[0].upper(), words)


def _closest(word: str, other: str, group: str) -> Reading:
    """Choose the reading that is a form of the common name, else the one that sounds like the other word."""
    options = readings(word)
    forms = {form.lower() for form in _forms(group)}
    sounds = {skeleton(reading.text) for reading in readings(other)} if other else set()
    form_sounds = {skeleton(form) for form in forms}
    by_fit = (
        [reading for reading in options if reading.text in forms],
        [reading for reading in options if skeleton(reading.text) in sounds],
        [reading for reading in options if skeleton(reading.text) in form_sounds],
    )
    return next((fitting[0] for fitting in by_fit if fitting), options[0])


@lru_cache(maxsize=1 << 14)
def _form_spelled(word: str, reading: Reading, part: str, group: str) -> Reading | None:
    """Return the form of the common name that one of the reading's schemes writes exactly so, if one does.

    Readings that sound alike are merged, but Vladislav is Russian for Владислав and not Ukrainian for Владіслав.
    """
    known = name_groups().get(group)
    if known is None:
        return None
    for language in LANGUAGES:
        forms = known.forms(language)
        if part == "patronymic":
            forms = (*patronymics_of(known, language, "m"), *patronymics_of(known, language, "f"))
        for scheme in (reading.scheme, *reading.also):
            if scheme.startswith(f"{language}-"):
                for form in forms:
                    if fold(romanise(form, scheme)) == word:
                        return Reading(form.lower(), scheme, language)
    return None


def _forms(group: str) -> tuple[str, ...]:
    known = name_groups().get(group)
    return () if known is None else (*known.uk, *known.ru, *known.be)


def _languages(reading: Reading, part: str, group: str) -> tuple[str, ...]:
    """Return the languages whose form of the name this is, if it is not the form of all."""
    if part == "given_name":
        known = name_groups().get(group)
        if known is None:
            return ()
        having = [code for code in LANGUAGES if known.forms(code)]
        holding = [code for code in having if reading.text in (form.lower() for form in known.forms(code))]
        usual = [code for code in having if reading.text == known.forms(code)[0].lower()]
        # Ганна stands second in Ukrainian, where both forms are official, and is no usual Russian one
        found = tuple(code for code in holding if code in usual or (code == "uk" and "ru" not in usual))
        return found if len(found) < len(having) else ()
    if part == "patronymic":
        return next(((code,) for code, ending in _PATRONYMICS if ending.search(reading.text)), ())
    return (reading.language,) if reading.scheme == "cyrillic" and reading.language in LANGUAGES else ()


def scheme_label(scheme: str) -> str:
    """Return the readable name of a romanisation scheme or of a scheme of another script; its id if it has none."""
    return _labels().get(scheme, scheme)


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    return {scheme.id: scheme.label for scheme in schemes()} | scheme_labels()
