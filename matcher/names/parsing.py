"""One written name to its parts: surname, given name, patronymic, call sign.

A written name can be read in several ways (``Олег Іван``: which is the surname?). Every reading that the evidence
leaves open is kept, the likeliest first, and the comparison uses the one that fits best.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache

from matcher.military import strip_rank
from matcher.names.asides import is_initial, split_words, take_asides
from matcher.names.given import lookup_given
from matcher.names.patronymics import looks_like_patronymic
from matcher.names.script import clean, fold

MAX_READINGS = 4
_PARTICLES = frozenset(
    {
        "оглы",
        "оглу",
        "огли",
        "кызы",
        "кизи",
        "заде",
        "oglu",
        "ogly",
        "oglou",
        "kyzy",
        "gizi",
        "qizi",
        "oğlu",
        "qızı",
        "угли",
        "уулу",
    }
)
_LEADING_PARTICLES = frozenset(
    {"фон", "ван", "де", "бен", "ібн", "ибн", "ель", "эль", "аль", "von", "van", "de", "el", "al", "ibn"}
)


@dataclass(frozen=True, slots=True)
class NameParts:
    """One way to read a written name; every part lower case, empty where the name does not have it.

    Attributes
    ----------
    surname, given, patronymic
        Words as written, cleaned; an initial is a single letter (or a Latin digraph such as ``yu``).
    origin
        How this reading came about: ``written``, ``order`` (another order of the words), ``other name``,
        ``nominative`` (brought back from an oblique case).
    """

    surname: str = ""
    given: str = ""
    patronymic: str = ""
    origin: str = "written"


@dataclass(frozen=True, slots=True)
class ParsedName:
    """A written name taken apart.

    Attributes
    ----------
    readings
        Ways to read it, the likeliest first; empty if no letter was left.
    call_sign
        Text in quotes or brackets, or after a word such as *позивний*.
    rank
        A rank or title that stood with the name, as written.
    former_surnames
        Surnames marked as earlier ones: ``(дів. Коваль)``.
    """

    readings: tuple[NameParts, ...]
    call_sign: str = ""
    rank: str = ""
    former_surnames: tuple[str, ...] = ()


@lru_cache(maxsize=1 << 18)
def parse_full_name(raw: str) -> ParsedName:
    """Take a name apart that stands in one column.

    Parameters
    ----------
    raw
        The cell, in any order and with any rank, call sign, bracket or initial around the name.

    Returns
    -------
    ParsedName
        Up to four readings. An order that a patronymic or a well-known given name decides gives one only.

    Examples
    --------
    >>> parse_full_name("солдат ШЕВЧЕНКО Т. Г. «Кобзар»").readings[0]
    NameParts(surname='шевченко', given='т', patronymic='г', origin='written')
    """
    rank, text = strip_rank(clean(raw).text)
    text, call_sign, former = take_asides(text)
    comma_first = ""
    if text.count(",") == 1 and not is_initial(text.split(",")[0].strip()):
        comma_first = fold(text.split(",")[0]).strip()
        if len(comma_first.split()) > 2:  # a list of facts, not "Surname, Given"
            comma_first = ""
    words = split_words(text)
    if not words and call_sign and not raw.strip().startswith(("(", "[")):
        words, call_sign = split_words(call_sign), ""
    readings = _order(words, comma_first)
    return ParsedName(readings, call_sign, rank or "", former)


def parse_columns(surname: str, given: str, patronymic: str) -> ParsedName:
    """Read a name that stands in three columns; repairs a patronymic written into the given-name column.

    Parameters
    ----------
    surname, given, patronymic
        The cells; any may be empty.

    Returns
    -------
    ParsedName
        The columns as they are, and the exchanged order where no known given name stands under *given*.
    """
    parsed = _parse_surname_cell(surname)
    rank, given_text = strip_rank(clean(given).text) if given.strip() else ("", "")
    given_words = split_words(given_text)
    patronymic_words = split_words(clean(patronymic).text)
    surname_word = parsed.readings[0].surname if parsed.readings else ""
    if len(given_words) >= 2 and not patronymic_words:
        # "Тарас Григорович" or "Т. Г." in one cell: the last word is the patronymic
        given_words, patronymic_words = given_words[:-1], given_words[-1:]
    if not given_words and not patronymic_words and len(split_words(clean(surname).text)) >= 2:
        return parse_full_name(surname)
    main = NameParts(surname_word, "-".join(given_words), _join_patronymic(patronymic_words))
    if not (main.surname or main.given or main.patronymic):
        return replace(parsed, readings=())
    readings = [main]
    if (
        main.surname
        and main.given
        and _known_given(main.surname)
        and not _known_given(main.given)
        and not is_initial(main.given)
    ):
        readings.append(replace(main, surname=main.given, given=main.surname, origin="order"))
    return ParsedName(tuple(readings), parsed.call_sign, parsed.rank or rank or "", parsed.former_surnames)


@lru_cache(maxsize=1 << 17)
def _parse_surname_cell(raw: str) -> ParsedName:
    rank, text = strip_rank(clean(raw).text)
    text, call_sign, former = take_asides(text)
    words = split_words(text)
    return ParsedName((NameParts(surname="-".join(words)),) if words else (), call_sign, rank or "", former)


@lru_cache(maxsize=1 << 17)
def _known_given(word: str) -> bool:
    return any(match.kind == "form" for match in lookup_given(word))


@lru_cache(maxsize=1 << 17)
def _maybe_given(word: str) -> bool:
    return len(word) <= 2 or bool(lookup_given(word))


def _join_patronymic(words: list[str]) -> str:
    return " ".join(words) if len(words) > 1 and words[-1] in _PARTICLES else "-".join(words)


def _order(words: list[str], comma_first: str) -> tuple[NameParts, ...]:
    """Decide which word is which; the likeliest order first."""
    words = _glue_particles(words)
    if not words:
        return ()
    if comma_first:
        head = comma_first.replace(" ", "-")
        rest = words[len(comma_first.split()) :]
        if rest:
            return (NameParts(head, rest[0], "-".join(rest[1:])),)
    count = len(words)
    if count == 1:
        return _single(words[0])
    if count == 2:
        return _pair(words[0], words[1])
    if count == 3:
        return _triple(words[0], words[1], words[2])
    return _many(words)


def _glue_particles(words: list[str]) -> list[str]:
    glued: list[str] = []
    hold = ""
    for word in words:
        if word in _PARTICLES and len(glued) > 1:
            glued[-1] = f"{glued[-1]} {word}"
        elif word in _LEADING_PARTICLES:
            hold = f"{hold}{word}-"
        else:
            glued.append(hold + word)
            hold = ""
    if hold:
        glued.append(hold.rstrip("-"))
    return glued


def _single(word: str) -> tuple[NameParts, ...]:
    readings = [NameParts(surname=word)]
    if _maybe_given(word):
        readings.insert(0 if _known_given(word) else 1, NameParts(given=word))
    if looks_like_patronymic(word):
        readings.append(NameParts(patronymic=word))
    return tuple(readings)


def _pair(first: str, second: str) -> tuple[NameParts, ...]:
    surname_first = NameParts(first, second)
    given_first = NameParts(second, first)
    readings: list[NameParts]
    if is_initial(second) or len(second) <= 2:
        readings = [surname_first]
    elif is_initial(first) or len(first) <= 2:
        readings = [given_first]
    else:
        knows_first, knows_second = _known_given(first), _known_given(second)
        if knows_first == knows_second:
            readings = [surname_first, given_first]
            if not knows_first and _maybe_given(first) and not _maybe_given(second):
                readings.reverse()
        elif knows_second:
            readings = [surname_first]
        else:
            readings = [given_first]
        if looks_like_patronymic(second):
            without_surname = NameParts(given=first, patronymic=second)
            readings.append(without_surname if knows_first else NameParts(first, "", second))
    return _labelled(readings)


def _triple(first: str, second: str, third: str) -> tuple[NameParts, ...]:
    surname_given_patronymic = NameParts(first, second, third)
    given_patronymic_surname = NameParts(third, first, second)
    short = [len(word) <= 2 and not looks_like_patronymic(word) for word in (first, second, third)]
    if short[1] and short[2]:
        return (surname_given_patronymic,)
    if short[0] and short[1]:
        return (given_patronymic_surname,)
    if looks_like_patronymic(second) or looks_like_patronymic(third):
        return _triple_with_patronymic(first, second, third)
    if short[1] or _known_given(second):
        if _known_given(first) and not _known_given(third):
            return _labelled([surname_given_patronymic, given_patronymic_surname])
        return (surname_given_patronymic,)
    if _known_given(first):
        # no patronymic to be seen: a damaged one in the middle, or a surname of two words
        return _labelled([given_patronymic_surname, NameParts(f"{second}-{third}", first), surname_given_patronymic])
    if _known_given(third):
        return _labelled([NameParts(f"{first}-{second}", third), surname_given_patronymic])
    return _labelled([surname_given_patronymic, given_patronymic_surname])


def _triple_with_patronymic(first: str, second: str, third: str) -> tuple[NameParts, ...]:
    surname_given_patronymic = NameParts(first, second, third)
    given_patronymic_surname = NameParts(third, first, second)
    given_surname_patronymic = NameParts(second, first, third)
    second_is, third_is = looks_like_patronymic(second), looks_like_patronymic(third)
    if third_is and not second_is:
        if _maybe_given(first) and not _maybe_given(second):
            return _labelled([given_surname_patronymic])
        if _known_given(first) and _known_given(second):
            return _labelled([surname_given_patronymic, given_surname_patronymic])
        return (surname_given_patronymic,)
    if second_is and not third_is:
        if _known_given(third) and not _known_given(first):
            return _labelled([NameParts(first, third, second), given_patronymic_surname])
        return (given_patronymic_surname,)
    # both look like one: a surname in -ович, as in Іван Петрович Юхнович; its given name tells
    return (given_patronymic_surname if _known_given(first) else surname_given_patronymic,)


def _many(words: list[str]) -> tuple[NameParts, ...]:
    """Four words and more: the patronymic or the given name tells where the surname ends."""
    last = len(words) - 1
    for place in range(last, 0, -1):
        if looks_like_patronymic(words[place]) and _maybe_given(words[place - 1]):
            rest = words[: place - 1] + words[place + 1 :]
            return (NameParts("-".join(rest), words[place - 1], words[place]),)
    for place, word in enumerate(words):
        if _known_given(word):
            if place == 0:
                return (NameParts("-".join(words[1:]), word),)
            return (NameParts("-".join(words[:place]), word, "-".join(words[place + 1 :])),)
    return (NameParts("-".join(words[:-2]), words[-2], words[-1]),)


def _labelled(readings: list[NameParts]) -> tuple[NameParts, ...]:
    """Mark all but the first reading as another order of the words."""
    return (readings[0], *(replace(reading, origin="order") for reading in readings[1:MAX_READINGS]))
