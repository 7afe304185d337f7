"""Places: a written address to region and settlement, in any language and by any name a town ever had.

Names are found by their sound (:func:`place_key`), so that spellings and romanisations fall together; what
differs in sound, above all the renamed towns, stands in ``data/places``.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache

from matcher.tables import read_table


@dataclass(frozen=True, slots=True)
class Place:
    """What was understood of a written place.

    Attributes
    ----------
    region
        ISO 3166-2 code of the region, ``"UA-14"``; the city of Kyiv has the code of the region around it.
    settlement
        Key of the settlement by the sound of its present Ukrainian name; of the written name, if unknown.
    country
        ISO 3166 code, ``"UA"``.
    raw
        The cell.
    """

    region: str | None
    settlement: str | None
    country: str | None
    raw: str


def parse_place(text: str) -> Place:
    """Read a place: settlement, region and country in any order, with or without "м.", "обл.", "oblast".

    Parameters
    ----------
    text
        A cell in Ukrainian, Russian, English or a romanisation.

    Returns
    -------
    Place
        Parts that are not there are None, never an empty string. The region of a known town is filled in.

    Examples
    --------
    >>> parse_place("м. Артемівськ, Донецька обл.").settlement == parse_place("Bakhmut").settlement
    True
    >>> parse_place("Bakhmut").region
    'UA-14'
    """
    cell = unicodedata.normalize("NFC", text).casefold().translate(_LIKE)
    if _kinds().get(" ".join(cell.replace(".", " ").split())) == "missing":
        return Place(None, None, None, text)
    found = _Found()
    for segment in _SEGMENTS.split(cell):
        words = [word for word in _WORD.findall(segment) if _kinds().get(word) != "missing"]
        if words:
            _read_segment(words, found)
    name = found.named or found.known or found.other
    if name is None:
        return Place(found.region, None, found.country or _country(found.region), text)
    settlement, region = _settle(name, found.region, oblique=found.oblique)
    return Place(region, settlement, found.country or _country(region), text)


@lru_cache(maxsize=1 << 16)
def place_key(name: str) -> str:
    """Return the key of a place name by its sound: one for Іванівка, Ивановка and Ivanivka.

    Parameters
    ----------
    name
        Lower case, one or more words.

    Returns
    -------
    str
        ASCII letters; the name itself if nothing in it can be sounded. Never empty for a name with letters.
    """
    return _keys(name)[0]


_LIKE = str.maketrans({"’": "'", "ʼ": "'", "`": "'", "´": "'", "‐": "-", "‑": "-", "–": "-", "\u0301": None})
_SEGMENTS = re.compile(r"[,;()/\n\"«»]|\s-\s")
_WORD = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_DISTRICT_NAME = re.compile(r"(?:[сцз]ь?к|[sc]k|[sc]'k)(?:ий|ій|ого|ому|ім|им|ом|ая|ой|yi|yy|iy|y|oho|ogo|a|iyi)?$")
_OBLIQUE_REGION = re.compile(r"^(?:област[іию]|областью|краю|края)$")
_ADJECTIVE_ENDING = re.compile(r"(?:ий|ого|ому|им|ом|ое|ый|yi|yy|iy|y)$")
# Vowels that Ukrainian and Russian place names exchange: Біла/Белая, Ріг/Рог, -івка/-овка.
_MERGED = str.maketrans("io", "ee")
_LONG_ADJECTIVE = re.compile(r"aea$")
_RUN = re.compile(r"(.)\1+")
_OBLIQUE_ENDINGS = ("em", "am", "eu", "ae", "u", "a", "e")
_SHORTEST_STEM = 4
LONGEST_NAME = 4


@dataclass(slots=True)
class _Found:
    """What the segments of a cell gave so far; names are lower-case words."""

    region: str | None = None
    country: str | None = None
    named: str | None = None
    """Stood after "м.", "село" …"""
    known: str | None = None
    other: str | None = None
    oblique: bool = False


def _read_segment(words: list[str], found: _Found) -> None:
    kinds = _kinds()
    if any(kinds.get(word) == "street" for word in words):
        return
    _take_region(words, found)
    _take_district(words)
    words[:] = [word for word in words if kinds.get(word) != "empty"]
    _take_country(words, found)
    if any(kinds.get(word) == "oblique" for word in words):
        found.oblique = True
    if any(kinds.get(word) == "direction" for word in words):
        found.known = found.known or _known_direction([word for word in words if not kinds.get(word)])
        return
    marker = next((place for place, word in enumerate(words) if kinds.get(word) == "settlement"), None)
    if marker is None:
        _take_settlement(words, found)
        return
    # "Бахмут місто" has the word behind the name.
    rest = _until_next_marker(words[marker + 1 :]) or words[:marker]
    found.named = found.named or " ".join([word for word in rest if not kinds.get(word)][:LONGEST_NAME]) or None


def _take_settlement(words: list[str], found: _Found) -> None:
    """Take what is left of a segment without "м." or "село": a settlement, or a region without "обл."."""
    rest = [word for word in words if not _kinds().get(word) and any(letter.isalpha() for letter in word)]
    name = " ".join(rest[:LONGEST_NAME])
    if len(name) < 2:
        return
    if _lookup(name, oblique=found.oblique):
        found.known = found.known or name
    elif (region := _region(name)) is not None:
        found.region = found.region or region
    elif (known := _known_within(rest, oblique=found.oblique)) is not None:
        found.known = found.known or known
    else:
        found.other = found.other or name


def _until_next_marker(words: list[str]) -> list[str]:
    kinds = _kinds()
    end = next((place for place, word in enumerate(words) if kinds.get(word) in {"region", "district"}), len(words))
    return words[:end]


def _take_region(words: list[str], found: _Found) -> None:
    """Take "Донецька обл.", "Donetsk oblast", "обл. Донецька", "АР Крим" out of a segment."""
    kinds = _kinds()
    for marker in [place for place, word in enumerate(words) if kinds.get(word) == "region"]:
        spans = [(start, marker) for start in range(max(0, marker - 3), marker)]
        spans += [(marker + 1, end) for end in range(min(len(words), marker + 3), marker + 1, -1)]
        for start, end in spans:
            name = " ".join(words[start:end])
            region = _region(name)
            if region is not None:
                found.region = found.region or region
                found.oblique |= bool(_OBLIQUE_REGION.search(words[marker]))
                del words[min(start, marker) : max(end, marker + 1)]
                return
    for length in range(min(LONGEST_NAME, len(words)), 1, -1):
        for start in range(len(words) - length + 1):
            region = _region(" ".join(words[start : start + length]))
            if region is not None:
                found.region = found.region or region
                del words[start : start + length]
                return


def _take_district(words: list[str]) -> None:
    """Take "Бахмутський р-н" out of a segment; "район Бахмута" keeps the town."""
    kinds = _kinds()
    for marker in [place for place, word in enumerate(words) if kinds.get(word) == "district"]:
        if marker > 0 and _DISTRICT_NAME.search(words[marker - 1]):
            del words[marker - 1 : marker + 1]
        elif marker + 1 < len(words) and _DISTRICT_NAME.search(words[marker + 1]):
            del words[marker : marker + 2]
        else:
            words[marker] = "біля"
        return


def _take_country(words: list[str], found: _Found) -> None:
    kinds = _kinds()
    for length in (2, 1):
        for start in range(len(words) - length + 1):
            kind = kinds.get(" ".join(words[start : start + length]), "")
            if kind.startswith("country:"):
                found.country = found.country or kind.removeprefix("country:")
                del words[start : start + length]
                return


def _known_within(words: list[str], *, oblique: bool) -> str | None:
    """Return the longest run of words that is a known settlement."""
    for length in range(min(LONGEST_NAME, len(words)) - 1, 0, -1):
        for start in range(len(words) - length + 1):
            name = " ".join(words[start : start + length])
            if len(name) > 3 and _lookup(name, oblique=oblique):
                return name
    return None


def _known_direction(words: list[str]) -> str | None:
    """Return the settlement of "Покровський напрямок"; None if the adjective does not show it."""
    stem = _ADJECTIVE_ENDING.sub("", " ".join(words))
    candidates = (stem, re.sub(r"(?:ськ|ск|sk)$", "", stem))
    return next((name for name in candidates if len(name) > 3 and _lookup(name, oblique=False)), None)


def _settle(name: str, region: str | None, *, oblique: bool) -> tuple[str, str | None]:
    """Return key and region of a settlement; a stated region chooses among places of one name."""
    entries = _lookup(name, oblique=oblique)
    if not entries:
        return place_key(name), region
    if region is None:
        return entries[0].key, entries[0].region
    for entry in entries:
        if entry.region == region:
            return entry.key, region
    # A place of that name elsewhere; a former name says nothing about it.
    current = [entry.key for entry in entries if not entry.former]
    return (current[0] if current else place_key(name)), region


def _country(region: str | None) -> str | None:
    return None if region is None else region.partition("-")[0]


# --- Keys ---------------------------------------------------------------------------------------------------


@lru_cache(maxsize=1 << 16)
def _keys(name: str) -> tuple[str, ...]:
    """Return the keys of all readings of a name, the best-supported first."""
    words = [_word_keys(word) for word in re.split(r"[\s-]+", name) if word]
    if not words:
        return (name,)
    count = max(len(keys) for keys in words)
    joined = ("".join(keys[min(number, len(keys) - 1)] for keys in words) for number in range(count))
    return tuple(dict.fromkeys(joined))


@lru_cache(maxsize=1 << 16)
def _word_keys(word: str) -> tuple[str, ...]:
    from matcher.names.romanisation import readings
    from matcher.names.sounds import skeleton

    if not word.isascii() and re.search("[а-яґєіїўё]", word):
        sounds = [skeleton(word)]
    else:
        sounds = [skeleton(reading.text) for reading in readings(word)]
    return tuple(dict.fromkeys(_merged(sound) for sound in sounds)) or (word,)


def _merged(sound: str) -> str:
    return _LONG_ADJECTIVE.sub("a", _RUN.sub(r"\1", sound.translate(_MERGED)))


@dataclass(frozen=True, slots=True)
class _Settlement:
    """A row of the table, found by one of its names."""

    key: str
    region: str
    former: bool


def _lookup(name: str, *, oblique: bool) -> tuple[_Settlement, ...]:
    for key in _keys(name):
        found = _settlements().get(key)
        if found:
            return found
    if oblique:
        for key in _keys(name):
            for ending in _OBLIQUE_ENDINGS:
                stem = key.removesuffix(ending).rstrip("ae")
                if key.endswith(ending) and len(stem) >= _SHORTEST_STEM:
                    # Авдіївка, but Авдіївці
                    for candidate in (stem, stem[:-1] + "k" if stem.endswith("c") else stem):
                        found = _stems().get(candidate)
                        if found:
                            return found
    return ()


@lru_cache(maxsize=1)
def _settlements() -> dict[str, tuple[_Settlement, ...]]:
    present: dict[str, list[_Settlement]] = {}
    former: dict[str, list[_Settlement]] = {}
    for region, uk, ru, other in read_table("places/settlements.tsv", columns=4):
        names = [uk.casefold(), *ru.casefold().split(", ")]
        key = place_key(names[0])
        for name in names:
            present.setdefault(place_key(name), []).append(_Settlement(key, region, former=False))
        for name in other.casefold().split(", "):
            if name != "-":
                former.setdefault(place_key(name), []).append(_Settlement(key, region, former=True))
    keys = dict.fromkeys([*present, *former])
    return {key: tuple(dict.fromkeys([*present.get(key, []), *former.get(key, [])])) for key in keys}


@lru_cache(maxsize=1)
def _stems() -> dict[str, tuple[_Settlement, ...]]:
    """Return settlements by the key without its last vowels, where only one place has it."""
    stems: dict[str, set[tuple[_Settlement, ...]]] = {}
    for key, found in _settlements().items():
        stems.setdefault(key.rstrip("aeu"), set()).add(found)
    return {stem: found.pop() for stem, found in stems.items() if len(found) == 1 and len(stem) >= _SHORTEST_STEM}


def _region(name: str) -> str | None:
    return next((region for key in _keys(name) if (region := _regions().get(key))), None)


@lru_cache(maxsize=1)
def _regions() -> dict[str, str]:
    """Return every form of a region, in all cases, to its code."""
    regions: dict[str, str] = {}
    for code, uk, ru, en, other in read_table("places/regions.tsv", columns=5):
        names = [uk, ru, en, *(other.split(", ") if other != "-" else [])]
        for name in names:
            for form in _cases(name.casefold()):
                regions.setdefault(place_key(form), code)
    return regions


def _cases(name: str) -> list[str]:
    for ending, others in _CASE_ENDINGS:
        if name.endswith(ending):
            return [name, *(name.removesuffix(ending) + other for other in others)]
    return [name]


_CASE_ENDINGS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("ська", ("ської", "ській", "ську", "ською")),
    ("цька", ("цької", "цькій", "цьку", "цькою")),
    ("зька", ("зької", "зькій", "зьку", "зькою")),
    ("ская", ("ской", "скую")),
    ("цкая", ("цкой", "цкую")),
    ("жская", ("жской", "жскую")),
    ("щина", ("щини", "щині", "щину", "щиною", "щины", "щине")),
    ("чина", ("чини", "чині", "чину", "чиною", "чины", "чине")),
    ("ський", ("ського", "ському")),
    ("ский", ("ского", "ском", "скому")),
)


@lru_cache(maxsize=1)
def _kinds() -> dict[str, str]:
    rows = read_table("places/words.tsv", columns=2)
    return {form: kind for kind, forms in rows for form in forms.split(", ")}
