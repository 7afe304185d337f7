"""Arabic and Persian names: the habits of their spelling, and the Cyrillic words they may stand for.

Short vowels are not written. A listed name has its usual forms; another word is read by the word pattern it fits
(فاعل is read *фаэл*), with the parts that names are made of (ʿAbd al-, Abu, -уддин, -заде) read apart, and also
letter by letter. Persian letters choose Persian readings.
"""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.names.reading import Reading
from matcher.names.scripts.arabic_tables import (
    ARTICLE,
    ROOT_ALEFS,
    VOWEL_MARKS,
    Affix,
    LetterRow,
    Option,
    basic,
    fold_letters,
    has_article,
    listed_names,
    option,
    patterns,
    tables,
)
from matcher.names.scripts.letters import MAX_READINGS, consonants
from matcher.names.sounds import skeleton

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_MAX_PATHS = 20
_VOWEL_VARIANTS = 4
_DIFFERENT = 5  # so many readings may be chosen for other consonants; the rest are other vowels

_PERSIAN = frozenset("گچپژکیےہھٹڈڑں")
_ARABIC = frozenset("ةكيىأإؤ")
# Letters that European names are not written with: such a word has an Arabic pattern.
_NATIVE = frozenset("حخصضطظعقثذء")
_LONG = frozenset("اويىیأآإؤئے" + VOWEL_MARKS)
_SIGNS = frozenset(VOWEL_MARKS + "ّْ")
_SILENT_CONSONANT = "ع"
_LONG_OR_SIGN = _LONG | _SIGNS | {_SILENT_CONSONANT}
_START, _INSIDE, _END = frozenset({"start"}), frozenset[str](), frozenset({"end"})

_LISTED, _DERIVED, _PATTERN, _LETTERS = 0.0, 0.5, 1.5, 2.5
_FOREIGN_LOOK = 1.5  # what it costs to see a pattern in a word that may be European


def fold(word: str) -> str:
    """Return a word without vowel signs, spelling habits and article.

    Parameters
    ----------
    word
        One word in Arabic letters of any country; a space inside it (عبد الرحمن) goes.

    Returns
    -------
    str
        Basic Arabic letters and the Persian گ چ پ ژ; what is of another script stays.

    Examples
    --------
    >>> fold("مُصطَفى") == fold("مصطفي")
    True
    >>> fold("حسن") == fold("حسين")
    False
    """
    folded = fold_letters(word)
    if word[:1] in ROOT_ALEFS:
        # the hamza stays where nothing else tells that the alef is of the root
        return ROOT_ALEFS[0] + folded[1:] if has_article(folded, "") else folded
    while has_article(folded, ""):
        folded = folded[len(ARTICLE) :]
    return folded


@lru_cache(maxsize=1 << 16)
def readings(word: str) -> tuple[Reading, ...]:
    """Return the Cyrillic words that a word in Arabic letters may stand for, best first.

    Parameters
    ----------
    word
        One word; hyphens may join its parts.

    Returns
    -------
    tuple of Reading
        At most :data:`MAX_READINGS`, no two of which sound alike; empty if the word has no Arabic letter that the
        tables know. A word with the article is read with and without it.

    Examples
    --------
    >>> [reading.text for reading in readings("كريم")][0]
    'карім'
    """
    language = language_of(word)
    parts = [part for part in basic(word).split("-") if part]
    candidates: list[_Candidate] = []
    for part in parts or [word]:
        found = _chosen(_part(part, language))
        if len(parts) < 2:
            candidates = found
        elif found:
            joined = [(a[0] + b[0], a[1] + b[1], max(a[2], b[2])) for a in candidates or [(0.0, "", "")] for b in found]
            candidates = _chosen(joined)
    return tuple(Reading(text, f"{language}-{kind}", language) for _cost, text, kind in candidates)


_Candidate = tuple[float, str, str]
"""Cost, Cyrillic text, kind of reading (the end of the scheme's id)."""


def language_of(word: str) -> str:
    """Return ``"fa"`` for a word with Persian letters only Persian keyboards have, else ``"ar"``."""
    letters = set(word)
    return "fa" if letters & _PERSIAN and not letters & _ARABIC else "ar"


def _part(part: str, language: str) -> list[_Candidate]:
    folded = fold_letters(part)
    if not has_article(folded, part):
        return list(_stems(part, folded, language))
    written = part[part.index("ل") + 1 :]
    candidates = []
    for cost, text, kind in _stems(written, folded[len(ARTICLE) :], language):
        candidates += [(cost, "аль-" + text, kind), (cost + 0.25, text, kind)]
    if not _NATIVE & set(part):
        # Oliver in Persian letters begins like an article
        candidates += [(cost + _LETTERS, text, "letters") for cost, text in _spelled(part, language)]
    return candidates


def _stems(written: str, folded: str, language: str) -> Iterator[_Candidate]:
    """Read a word without article: listed, put together, by its pattern, letter by letter."""
    listed = _listed(folded)
    if listed:
        yield from listed
        return
    native = bool(_NATIVE & set(written))
    marked = bool(_SIGNS & set(written))
    compounds = list(_compounds(folded, language, native=native))
    yield from compounds
    if not marked:
        yield from _patterned(folded, language, native=native, feminine=written.endswith(("ة", "ۃ")))
    extra = _LETTERS if native and not marked else _LETTERS - _FOREIGN_LOOK
    if any(kind == "names" for _cost, _text, kind in compounds):
        extra += _DERIVED
    for cost, text in _spelled(written, language):
        yield (cost + extra, text, "letters")


def _listed(folded: str) -> list[_Candidate]:
    return [(_LISTED + place / 4, form, "names") for place, form in enumerate(listed_names().get(folded, ()))]


def _patterned(folded: str, language: str, *, native: bool, feminine: bool = False) -> Iterator[_Candidate]:
    base = _PATTERN if native else _PATTERN + _FOREIGN_LOOK
    for pattern in patterns().get(len(folded), ()):
        found = pattern.words.fullmatch(folded)
        if not found or (feminine and found.end(found.lastindex or 0) == len(folded)):
            continue  # the ending ة is no root letter
        for place, reading in enumerate(pattern.readings):
            paths = [(base + place / 2, "")]
            for sign in reading:
                options = _root_letter(found[int(sign)], language) if sign.isdigit() else (option(sign),)
                paths = [(cost + more, text + letters) for cost, text in paths for more, letters, _ in options]
            yield from ((cost, text, "patterns") for cost, text in sorted(paths)[:6])


def _root_letter(letter: str, language: str) -> tuple[Option, ...]:
    """Return what a letter sounds like as a consonant: by its row for any place, else the last that holds."""
    if letter == _SILENT_CONSONANT:
        return (option(""),)
    if letter in "وي":
        return (option("в" if letter == "و" else "й"),)
    for row in tables().letters.get(letter, ()):
        if not row.places and row.language in {"", language}:
            return row.options
    return (option(""),)


def _compounds(folded: str, language: str, *, native: bool) -> Iterator[_Candidate]:
    """Read names made of a known name or pattern and a part written on: عبدالX, Xالدین, Xزاده, Xي."""
    for affix in _held(folded, tables().beginnings, language, str.startswith):
        for cost, text, kind in _known(folded[len(affix.letters) :], language, native=native):
            for more, letters, _ in affix.options:
                yield (cost + more + _DERIVED, letters + text, kind)
    for affix in _held(folded, tables().endings, language, str.endswith):
        for cost, text, kind in _known(folded[: -len(affix.letters)], language, native=native):
            for more, letters, _ in affix.options:
                stem = text.rstrip("аеєи") if letters[:1] in "аеиоуія" else text
                yield (cost + more + _DERIVED, (stem or text) + letters, kind)


def _held(
    folded: str, affixes: tuple[Affix, ...], language: str, touches: Callable[[str, str], bool]
) -> Iterator[Affix]:
    """Give the parts written on to a word that leave a name of three letters."""
    for affix in affixes:
        if touches(folded, affix.letters) and affix.language in {"", language} and len(folded) > len(affix.letters) + 2:
            yield affix


def _known(folded: str, language: str, *, native: bool) -> list[_Candidate]:
    return (_listed(folded) or sorted(_patterned(folded, language, native=native)))[:6]


def _spelled(written: str, language: str) -> list[tuple[float, str]]:
    """Read a word letter by letter; where two consonants meet a vowel may stand between them."""
    paths: list[_Path] = [(0.0, "", "")]
    for options in _segments(written, language):
        if len(options) == 1:
            ((spent, heard, framework),) = options
            paths = [(had + spent, text + heard, key + framework) for had, text, key in paths]
            continue
        paths = [(had + cost, text + more, key + kept) for had, text, key in paths for cost, more, kept in options]
        if len(paths) > _MAX_PATHS:
            paths = _pruned(paths)
    return [(cost, text) for cost, text, _key in paths if text]


_Path = tuple[float, str, str]
"""Cost, Cyrillic text so far, its consonants."""


def _pruned(paths: list[_Path]) -> list[_Path]:
    """Keep the best paths, but not more than a few that differ in vowels only."""
    by_consonants: dict[str, int] = {}
    kept = []
    for path in sorted(paths):
        count = by_consonants.get(path[2], 0)
        if count < _VOWEL_VARIANTS:
            by_consonants[path[2]] = count + 1
            kept.append(path)
            if len(kept) == _MAX_PATHS:
                break
    return kept


def _segments(written: str, language: str) -> Iterator[tuple[Option, ...]]:
    table = tables()
    # a letter of another country without a row of its own is read as the one it stands for
    written = "".join([one if one in table.letters else table.fold.get(ord(one), one) for one in written])
    last, place = len(written), 0
    began: int | None = None  # where the consonant before began
    while place < last:
        row = _row_at(written[place - 1 : place] if place else "", written[place : place + table.longest + 1], language)
        if row is None:
            place, began = place + 1, None
            continue
        consonant = _LONG_OR_SIGN.isdisjoint(row.letters) and not (row.letters in "هة" and place + 1 == last)
        after = place + len(row.letters)
        if consonant and began is not None:
            where = _START if began == 0 else _END if after == last else _INSIDE
            yield _between(table.vowels, where, language)
        yield row.options
        place, began = after, place if consonant else None


@lru_cache(maxsize=1 << 16)
def _row_at(before: str, following: str, language: str) -> LetterRow | None:
    """Return the longest row that begins here, told the letter before and as many as any row has and one more."""
    table = tables()
    for length in range(min(table.longest, len(following)), 0, -1):
        rows = table.letters.get(following[:length])
        if rows:
            places = _places(before, following[length : length + 1])
            row = next((one for one in rows if one.holds(places, language)), None)
            if row:
                return row
    return None


@lru_cache(maxsize=16)
def _between(rows: tuple[LetterRow, ...], places: frozenset[str], language: str) -> tuple[Option, ...]:
    return next((row.options for row in rows if row.holds(places, language)), (option(""),))


def _places(before: str, after: str) -> frozenset[str]:
    left = "start" if not before else "after-vowel" if before in _LONG else "after-consonant"
    right = "end" if not after else "before-vowel" if after in _LONG else "before-consonant"
    return frozenset((left, right))


def _chosen(candidates: Iterable[_Candidate]) -> list[_Candidate]:
    """Keep the best readings: first such as differ in consonants, then in vowels; by cost in the end."""
    sounds: set[str] = set()
    seen: set[str] = set()
    kept: list[_Candidate] = []
    others: list[_Candidate] = []
    for one in sorted(candidates):
        sound = skeleton(one[1])
        if sound in sounds:
            continue
        sounds.add(sound)
        framework = consonants(sound)
        if framework in seen or len(kept) == _DIFFERENT:
            others.append(one)
        else:
            seen.add(framework)
            kept.append(one)
        if len(kept) == _DIFFERENT and len(kept) + len(others) >= MAX_READINGS:
            break
    return sorted((kept + others)[:MAX_READINGS])
