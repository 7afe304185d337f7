"""Which alphabet a name is written in, and its text with typing noise repaired.

Cells come from keyboards, scanners and copied web pages: Latin letters inside Cyrillic words and the reverse,
five kinds of apostrophe, decomposed letters, invisible characters. :func:`clean` repairs what is certain and
says what it did; letter case and everything doubtful stay as written.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache
from importlib import resources
from typing import TYPE_CHECKING

from matcher.errors import DataFileError

if TYPE_CHECKING:
    from collections.abc import Callable


class Script(StrEnum):
    """The alphabet of a text, as far as matching cares."""

    CYRILLIC = "cyrillic"
    LATIN = "latin"
    MIXED = "mixed"
    OTHER = "other"
    NONE = "none"


@dataclass(frozen=True)
class Cleaned:
    """A text after repair.

    Attributes
    ----------
    text
        The repaired text; letter case as it was.
    changes
        One short sentence for each kind of repair, empty if the text was already clean.
    """

    text: str
    changes: tuple[str, ...] = ()


_CYRILLIC = "\u0400-\u0482\u048a-\u052f"
_LATIN = "A-Za-z\u00aa\u00ba\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f\u1e00-\u1eff"
_HAS_CYRILLIC = re.compile(f"[{_CYRILLIC}]")
_HAS_LATIN = re.compile(f"[{_LATIN}]")
# Only the everyday letters of one alphabet and single separators: nothing for clean() to do.
_PLAIN = re.compile(
    r"(?:[А-Яа-яЁёІіЇїЄєҐґЎў]+(?:\. ?| |-|'(?=[а-яєіїА-ЯЄІЇ])|, |\Z))+(?<! )\Z"
    r"|(?:[A-Za-z]+(?:\. ?| |-|'(?=[A-Za-z])|, |\Z))+(?<! )\Z"
)

_APOSTROPHES = "’ʼ‘`´ʹ′‛＇ʻʽˈ\u2032\u055a\ua78c\u05f3"
_DOUBLE_QUOTES = '"“”„«»ʺ″*'
_HYPHENS = "\u058a\u05be\u2010\u2011\u2012\u2013\u2014\u2015\u2212\ufe58\ufe63\uff0d\u2043"
_INVISIBLE = re.compile("[\u00ad\u061c\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u206f\ufe00-\ufe0f\ufeff]")
_SINGLE_QUOTE = re.compile(rf"(?<=[^\W\d_])[{_APOSTROPHES}]")
# A lone double quotation mark before a vowel is an apostrophe (Дем"яненко); Іван"Грім" opens a call sign.
_DOUBLE_QUOTE = re.compile(
    rf"(?<=[{_CYRILLIC}{_LATIN}])[{re.escape(_DOUBLE_QUOTES)}]"
    rf"(?=[яюєїеёЯЮЄЇЕЁa-z])(?!\S*[{re.escape(_DOUBLE_QUOTES)}])"
)
_ODD_SPACE = re.compile(r"[^\S ]| {2,}")
_HALF_SPACED_HYPHEN = re.compile(r"(?<=[^\W\d_])(?: -(?=[^\W\d_])|- (?=[^\W\d_]))")
# A stroke after a consonant that the Caucasus speaks with one, before a vowel, is the letter palochka, not a digit.
_PALOCHKA = re.compile(r"(?<=[гкптхцчГКПТХЦЧ])[1Il|](?=[аеёиоуыэюяАЕЁИОУЫЭЮЯ])|(?<!\S)[1|](?=[аеёоуыэюяАЕЁОУЫЭЮЯ])")
_STRESS = re.compile(f"(?<=[{_CYRILLIC}])[\u0300\u0301\u0341\u0340]")
_STRESSED = str.maketrans({"ѐ": "е", "Ѐ": "Е", "ѝ": "и", "Ѝ": "И"})
_COMPATIBILITY = re.compile("[\uff21-\uff3a\uff41-\uff5a\ufb00-\ufb06]")
# A word for the repair of look-alikes: letters with digits or strokes among them.
_WORD = re.compile(r"(?:[^\W_]|\|(?=\w)|(?<=\w)\||[\u0300-\u036f]|'(?=\w))+")
_STROKE_LETTERS = str.maketrans(
    {
        "ł": "l", "Ł": "L", "đ": "d", "Đ": "D", "ð": "d", "Ð": "D", "ø": "o", "Ø": "O", "ß": "ss",
        "ẞ": "SS", "æ": "ae", "Æ": "AE", "œ": "oe", "Œ": "OE", "þ": "th", "Þ": "Th", "ı": "i", "ħ": "h",
        "Ħ": "H", "ŧ": "t", "Ŧ": "T", "ŋ": "n", "Ŋ": "N", "ə": "a", "Ə": "A", "ĸ": "k",
    }
)  # fmt: skip


@dataclass(frozen=True)
class _Lookalikes:
    """The table of look-alikes, turned towards each alphabet."""

    to_cyrillic: dict[str, str]
    to_latin: dict[str, str]
    exact: frozenset[str]
    digits: frozenset[str]


@lru_cache(maxsize=1)
def _lookalikes() -> _Lookalikes:
    to_cyrillic: dict[str, str] = {}
    to_latin: dict[str, str] = {}
    exact: set[str] = set()
    digits: set[str] = set()
    path = resources.files("matcher") / "data" / "romanisation" / "lookalikes.tsv"
    for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
        if not line or line.startswith("#"):
            continue
        cells = line.split("\t")
        if len(cells) != 4 or cells[3] not in {"exact", "similar", "digit", "group"}:
            raise DataFileError(
                f"lookalikes.tsv, row {number}: expected four columns ending in a known kind, found {line!r}"
            )
        written, latin, cyrillic, kind = cells
        if kind == "group":  # not certain by shape alone: matcher.names.repair
            continue
        if cyrillic:
            to_cyrillic[written] = cyrillic
        if latin:
            to_latin[written] = latin
        if kind == "exact":
            exact.add(written)
        elif kind == "digit":
            digits.add(written)
    return _Lookalikes(to_cyrillic, to_latin, frozenset(exact), frozenset(digits))


def clean(raw: str) -> Cleaned:
    """Repair the typing noise of a name without touching its case or its meaning.

    Composed Unicode, one kind of apostrophe and hyphen, single spaces, no invisible characters, no stress
    marks; inside a word, letters of the other alphabet that merely look alike, and digits typed for letters,
    are repaired towards the alphabet of the word's unmistakable letters. A word of look-alikes only is
    repaired if all other words agree on one alphabet, and stays as it is otherwise.

    Parameters
    ----------
    raw
        A cell or name, any script.

    Returns
    -------
    Cleaned
        The repaired text and what was altered. Never empty unless `raw` is blank.

    Examples
    --------
    >>> clean("Шeвчeнкo").text
    'Шевченко'
    >>> clean("Т.Г.")
    Cleaned(text='Т.Г.', changes=())
    """
    if _PLAIN.match(raw):
        return Cleaned(raw)
    changes: list[str] = []
    text = _tidy(raw, changes)
    text = _repair_lookalikes(text, changes)
    if not text and raw:
        # Invisible characters only: the cell is kept so that it cannot equal another empty one.
        return Cleaned(raw if raw.strip() else "")
    return Cleaned(text, tuple(changes))


def _tidy(raw: str, changes: list[str]) -> str:
    text = raw
    for repair, sentence in _STEPS:
        tidied = repair(text)
        if tidied != text:
            changes.append(sentence)
            text = tidied
    return text


def drop_invisible(text: str) -> str:
    """Take out characters that show nothing or turn the direction of writing; spaces stay."""
    return "".join(c for c in _INVISIBLE.sub("", text) if c.isprintable() or c.isspace())


def _tidy_spaces(text: str) -> str:
    return re.sub(" {2,}", " ", _ODD_SPACE.sub(" ", text)).strip()


# In this order: apostrophes before composition, which would take an acute accent for a stress mark.
_STEPS: tuple[tuple[Callable[[str], str], str], ...] = (
    (drop_invisible, "Invisible characters removed"),
    (lambda text: _SINGLE_QUOTE.sub("'", text), "Apostrophe written in the usual way"),
    (lambda text: unicodedata.normalize("NFC", text), "Decomposed letters composed"),
    (
        lambda text: _COMPATIBILITY.sub(lambda m: unicodedata.normalize("NFKC", m[0]), text),
        "Wide or joined letters written singly",
    ),
    (lambda text: _STRESS.sub("", text).translate(_STRESSED), "Stress marks removed"),
    (lambda text: _DOUBLE_QUOTE.sub("'", text), "Quotation mark inside a word read as an apostrophe"),
    (lambda text: re.sub(f"[{_HYPHENS}]", "-", text), "Dash written as a hyphen"),
    (lambda text: _PALOCHKA.sub("Ӏ", text), "Stroke read as the letter palochka"),
    (_tidy_spaces, "Spaces tidied"),
    (lambda text: _HALF_SPACED_HYPHEN.sub("-", text), "Space beside a hyphen removed"),
)


def _repair_lookalikes(text: str, changes: list[str]) -> str:
    has_cyrillic, has_latin = _HAS_CYRILLIC.search(text), _HAS_LATIN.search(text)
    has_digit = any(character in text for character in "01345678|")
    if not (has_cyrillic and has_latin) and not (has_digit and (has_cyrillic or has_latin)):
        return text
    table = _lookalikes()
    # The alphabet of the words that leave no doubt decides about those that do.
    certain: set[Script] = set()
    for word in _WORD.findall(text):
        if not all(character in table.exact for character in word):
            script = script_of(word)
            if script in {Script.CYRILLIC, Script.LATIN}:
                certain.add(script)
    context = next(iter(certain)) if len(certain) == 1 else None
    return _WORD.sub(lambda match: _repair_word(match[0], context, table, changes), text)


def _repair_word(word: str, context: Script | None, table: _Lookalikes, changes: list[str]) -> str:
    letters = [character for character in word if character.isalpha()]
    if not letters:
        return word
    target = _target(letters, context, table)
    if target is None:
        return word
    replacements = table.to_cyrillic if target is Script.CYRILLIC else table.to_latin
    foreign = _HAS_LATIN if target is Script.CYRILLIC else _HAS_CYRILLIC
    repaired: list[str] = []
    for position, character in enumerate(word):
        new = character
        if foreign.match(character):
            new = replacements.get(character) or _of_case(replacements.get(character.lower(), character), character)
        elif character in table.digits and _is_typed_for_letter(word, position, letters):
            new = replacements[character]
            if _in_capitals(word, position):
                new = new.upper()
        repaired.append(new)
    result = "".join(repaired)
    if result != word:
        seen = ", ".join(dict.fromkeys(a for a, b in zip(word, repaired, strict=True) if a != b))
        kind = "Digits or strokes" if all(c in table.digits for c in seen.split(", ")) else "Look-alike characters"
        changes.append(f"{kind} ({seen}) inside the {target.name.capitalize()} word {result} repaired")
    if script_of(result) is Script.MIXED:
        changes.append(f"Letters of two alphabets left in {result}")
    return result


def _target(letters: list[str], context: Script | None, table: _Lookalikes) -> Script | None:
    """Return the alphabet a word should be in, or None if nothing tells."""
    cyrillic = sum(1 for c in letters if _HAS_CYRILLIC.match(c))
    latin = sum(1 for c in letters if _HAS_LATIN.match(c))
    sure_cyrillic = sum(1 for c in letters if _HAS_CYRILLIC.match(c) and c not in table.exact)
    sure_latin = sum(1 for c in letters if _HAS_LATIN.match(c) and c not in table.exact)
    if cyrillic + latin < len(letters):
        return None
    if sure_cyrillic != sure_latin:
        return Script.CYRILLIC if sure_cyrillic > sure_latin else Script.LATIN
    if sure_cyrillic == 0 and context is not None:
        return context
    if cyrillic == 0 or latin == 0:
        # Look-alikes only and no neighbour to tell: left as written, digits read in its own alphabet.
        return Script.CYRILLIC if cyrillic else Script.LATIN
    return Script.CYRILLIC if cyrillic >= latin else Script.LATIN


def _is_typed_for_letter(word: str, position: int, letters: list[str]) -> bool:
    """Tell a digit typed for a letter from a number stuck to a word ("Шевченко1", "2Шевченко", "А1234")."""
    if len(letters) < 3 or len(word) - len(letters) > len(letters) // 2:
        return False
    if position == 0:
        return not (word[1].isupper() and not word.isupper()) and word[1].isalpha()
    if position == len(word) - 1:
        return word[position] == "0" and word[position - 1].lower() not in "аеиоуіїєюяaeiouy"
    return word[position - 1] not in "0123456789" and word[position + 1] not in "0123456789"


def _in_capitals(word: str, position: int) -> bool:
    if position == 0:
        return True
    return word.isupper()


def _of_case(replacement: str, original: str) -> str:
    return replacement.upper() if original.isupper() else replacement


def script_of(text: str) -> Script:
    """Return the alphabet of the letters in a text.

    Parameters
    ----------
    text
        Any text; digits, spaces and punctuation do not count.

    Returns
    -------
    Script
        ``MIXED`` if more than one alphabet occurs, ``OTHER`` for letters neither Cyrillic nor Latin, ``NONE``
        without letters.

    Examples
    --------
    >>> script_of("Шевченко Т. Г."), script_of("Ševčenko"), script_of("12")
    (<Script.CYRILLIC: 'cyrillic'>, <Script.LATIN: 'latin'>, <Script.NONE: 'none'>)
    """
    cyrillic = _HAS_CYRILLIC.search(text) is not None
    if not cyrillic and text.isascii():
        return Script.LATIN if _HAS_LATIN.search(text) else Script.NONE
    latin = _HAS_LATIN.search(text) is not None
    other = any(
        c.isalpha() and not _HAS_CYRILLIC.match(c) and not _HAS_LATIN.match(c) and c not in "ʹʺʼʻʽˈ" for c in text
    )
    if cyrillic + latin + other > 1:
        return Script.MIXED
    if cyrillic:
        return Script.CYRILLIC
    if latin:
        return Script.LATIN
    return Script.OTHER if other else Script.NONE


_FOLD_MARKS = str.maketrans(
    dict.fromkeys(_APOSTROPHES, "'") | dict.fromkeys(_HYPHENS, "-") | dict.fromkeys("ʺ″”“", "'")
)


def fold(text: str) -> str:
    """Return a text as a key: lower case, composed, one apostrophe and hyphen, no stress marks or invisibles.

    Latin diacritics stay, because they tell which scheme a name was romanised by.

    Parameters
    ----------
    text
        A word or name.

    Returns
    -------
    str
        The folded text.

    Examples
    --------
    >>> fold("ДЕМ’ЯНЕНКО")
    "дем'яненко"
    """
    if text.isascii():
        return text.lower().replace("`", "'")
    marked = _INVISIBLE.sub("", text).translate(_FOLD_MARKS)
    composed = unicodedata.normalize("NFC", marked.lower().replace("i\u0307", "i"))  # the Turkish capital İ
    return _STRESS.sub("", composed).translate(_STRESSED)


@lru_cache(maxsize=1 << 14)
def strip_marks(latin: str) -> str:
    """Return Latin text without diacritics and with stroke letters and ligatures in plain letters.

    Parameters
    ----------
    latin
        Latin text; Cyrillic letters pass unchanged (й stays й).

    Returns
    -------
    str
        The text in plain letters.

    Examples
    --------
    >>> strip_marks("Wołodymyr Ševčenko")
    'Wolodymyr Sevcenko'
    """
    if latin.isascii():
        return latin
    plain: list[str] = []
    for character in unicodedata.normalize("NFC", latin.translate(_STROKE_LETTERS)):
        if _HAS_CYRILLIC.match(character):
            plain.append(character)
        else:
            plain.extend(c for c in unicodedata.normalize("NFD", character) if not unicodedata.combining(c))
    return "".join(plain)
