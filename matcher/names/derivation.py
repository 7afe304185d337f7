"""How a spelling comes from a name, in words: which scheme reads it, and of which language the form is."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.names.given import name_groups
from matcher.names.romanisation import readings, schemes
from matcher.names.script import fold
from matcher.names.scripts import scheme_labels
from matcher.names.sounds import skeleton

if TYPE_CHECKING:
    from matcher.names.reading import Reading

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
        Label of the scheme, empty for Cyrillic.
    form
        Languages in which the reading is a form of the name (``"Russian"``); empty if nothing tells one from another.
    """

    word: str
    reading: str
    scheme: str
    form: str

    def __str__(self) -> str:
        """Say it in a few words; empty if there is nothing to say."""
        form = f"the {self.form} form" if self.form else ""
        if not self.scheme:
            return f"{titled(self.word)} is {form}" if form else ""
        return f"{titled(self.word)} reads {titled(self.reading)} ({self.scheme}){', ' + form if form else ''}"


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
    written = reading.text == fold(word) and reading.scheme == "cyrillic"
    label = "" if written else scheme_label(reading.scheme)
    return Derivation(word, reading.text, label, _form(reading, part, group))


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


def _forms(group: str) -> tuple[str, ...]:
    known = name_groups().get(group)
    return () if known is None else (*known.uk, *known.ru, *known.be)


def _form(reading: Reading, part: str, group: str) -> str:
    """Name the languages whose form of the name this is, if it is not the form of all."""
    if part == "given_name":
        known = name_groups().get(group)
        if known is None:
            return ""
        having = [code for code in LANGUAGES if known.forms(code)]
        holding = [code for code in having if reading.text in (form.lower() for form in known.forms(code))]
        usual = [code for code in having if reading.text == known.forms(code)[0].lower()]
        # Ганна stands second in Ukrainian, where both forms are official, and is no usual Russian one
        found = [code for code in holding if code in usual or (code == "uk" and "ru" not in usual)]
        return " and ".join(LANGUAGES[code] for code in found) if len(found) < len(having) else ""
    if part == "patronymic":
        return next((LANGUAGES[code] for code, ending in _PATRONYMICS if ending.search(reading.text)), "")
    return LANGUAGES.get(reading.language, "") if reading.scheme == "cyrillic" else ""


def scheme_label(scheme: str) -> str:
    """Return the readable name of a romanisation scheme or of a scheme of another script; its id if it has none."""
    return _labels().get(scheme, scheme)


@lru_cache(maxsize=1)
def _labels() -> dict[str, str]:
    return {scheme.id: scheme.label for scheme in schemes()} | scheme_labels()
