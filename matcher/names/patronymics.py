"""Patronymics: from what is written, in any language, case and alphabet, to the father's name.

The forms are made by rule from every form of every man's name (:mod:`matcher.names.given`) and from the table of
irregular ones, ``data/names/patronymics.tsv``. A father's name that no table knows gets a group by its sound, built so
that the Ukrainian and the Russian patronymic of one father fall together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.names.endings import undo_any_case
from matcher.names.given import NameGroup, Sex, lookup_given, name_groups, with_short_u
from matcher.names.romanisation import readings
from matcher.names.sounds import skeleton
from matcher.tables import read_table

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator

_CYRILLIC = re.compile(r"[Ѐ-ӿ]")
# A patronymic by its ending. Surnames in -кевич and -ськович are none: no father's name explains a hard consonant
# before -евич, but for р, л, ц and the hushing sounds (Игоревич, Израилевич, Францевич, Тадеушевич), or -ськ- and its
# like before -ович.
_BY_ENDING = re.compile(
    r"..(?:(?<![бвгджзлмнрстхчшью]к)[оё]в[иі]ч|(?<![бвгґдзкмнпстфх])[еєэ]в[иі]ч|ав[иі]ч(?<=[бвгдзклмнпрстфхжшчц]авіч)"
    r"|[оеєэиіїё]вна|[аоеё]ўна)$"
)
_SUFFIX = re.compile(r"(?<=..)(?:[aeio]*v(?:iq|na)|i?q|i?ni?qna|i?qna)$")
_SON_WORD = re.compile(
    r"(?<=...)[ -]?(?:(?P<son>о[гґ]л[ыиіу]|угл[ыи]|уулу|o[gğ]lou|o[gğ]l[uyi]|ugli)"
    r"|(?P<daughter>[кгґ][ыиі]з[ыиі]|[kqg][yiı]z[yiı]))$"
)
_MAX_UNKNOWN = 2
_LANGUAGE_COLUMNS = {("uk", "m"): 0, ("uk", "f"): 1, ("ru", "m"): 2, ("ru", "f"): 3, ("be", "m"): 4, ("be", "f"): 5}


@dataclass(frozen=True, slots=True)
class PatronymicMatch:
    """One father whose name a patronymic may come from.

    Attributes
    ----------
    group
        The group of the father's name, ``"m:Володимир"``; ``"m?:"`` and a sound for a name that no table knows.
    sex
        Sex of the person who bears the patronymic, ``"m"`` or ``"f"``.
    """

    group: str
    sex: Sex


@lru_cache(maxsize=1 << 17)
def looks_like_patronymic(word: str) -> bool:
    """Say whether a word is a patronymic by its ending or by the tables.

    Parameters
    ----------
    word
        One lower-case word, Cyrillic or Latin, in the nominative or an oblique case.

    Returns
    -------
    bool
        Surnames that sound like a patronymic (Якубович) are patronymics here; the order of the words has to decide.

    Examples
    --------
    >>> [looks_like_patronymic(word) for word in ("лукич", "petrowitsch", "іванівни", "станкевич", "мороз")]
    [True, True, True, False, False]
    """
    return bool(lookup_patronymic(word))


@lru_cache(maxsize=1 << 17)
def lookup_patronymic(word: str) -> tuple[PatronymicMatch, ...]:
    """Find the fathers whose name a patronymic may come from.

    Parameters
    ----------
    word
        Lower case, Cyrillic or Latin, in the nominative or an oblique case; the words *оглы* and *кызы* may follow
        the father's name.

    Returns
    -------
    tuple of PatronymicMatch
        Known fathers if there are any, by spelling before sound; empty if the word is no patronymic.

    Examples
    --------
    >>> lookup_patronymic("vladimirovich") == lookup_patronymic("володимировичу")
    True
    >>> lookup_patronymic("петрівни")
    (PatronymicMatch(group='m:Петро', sex='f'),)
    """
    if _SON_WORD.search(word):
        return _with_son_word(word)
    latin = not _CYRILLIC.search(word)
    if not (_MAYBE_LATIN if latin else _MAYBE_CYRILLIC).search(word):
        return ()
    # A Latin -vny is read as the commoner -вний; here it is the genitive -вни
    texts = tuple(re.sub(r"(?<=[вч])ний$", "ни", reading.text) for reading in readings(word)) if latin else (word,)
    matches = _known(texts)
    if matches:
        return matches
    nominatives = tuple(dict.fromkeys(text for written in texts for text in _nominatives(written)))
    if nominatives:
        texts = (*texts, *nominatives)
        matches = _known(nominatives)
    if not matches and latin:
        matches = _known(with_short_u(texts))
    return matches or _by_stem(texts)


# Cheap sieves before the tables: -ович, -івна, -ична and the short -ич of Ілліч and Кузьмич in every spelling (-ovych,
# -ovitch, -owitsch, -owicz), with or without a case ending.
_MAYBE_CYRILLIC = re.compile(r"(?:[иіыїй]ч|[вўч]н)\w{0,4}$")
_MAYBE_LATIN = re.compile(
    r"(?:[iyjoeaíýìî]['`’]?[cčćhtsxš]{1,5}h?z?|[vwfŭu]+n|[cčćtsxhz]{1,6}n)(?:[aáiyjueoéèêův'’ʹ]|om|em|ov?i|ev?i|ou|oj|oy|oyu|oiu|oju|oi)*$"
)


def _known(texts: Iterable[str]) -> tuple[PatronymicMatch, ...]:
    texts = tuple(texts)
    written = _union(_written().get(text) or _spoken().get(text, ()) for text in texts)
    return written or _union(_sounds().get(skeleton(text), ()) for text in texts)


def _by_stem(texts: tuple[str, ...]) -> tuple[PatronymicMatch, ...]:
    """Known fathers by the stem alone (Александривна), else the stem itself as the father."""
    sounds = [(skeleton(text), text) for text in texts if _BY_ENDING.search(text)]
    stems = tuple(dict.fromkeys((_stem(sound), _sex(text)) for sound, text in sounds))
    known = _union(_stems().get(stem, ()) for stem in stems)
    return known or tuple(PatronymicMatch(f"m?:{stem}", sex) for stem, sex in stems)[:_MAX_UNKNOWN]


def _sex(patronymic: str) -> Sex:
    return "f" if patronymic.endswith("а") else "m"


def _stem(sound: str) -> str:
    """Cut the ending off the sound of a patronymic, and what the languages spell differently before it."""
    return _SUFFIX.sub("", sound).replace("io", "e").replace("ie", "e").rstrip("aeio") or sound


def _nominatives(word: str) -> tuple[str, ...]:
    return tuple(undone.nominative for sex in ("m", "f") for undone in undo_any_case(word, "patronymic", sex))


def _with_son_word(word: str) -> tuple[PatronymicMatch, ...]:
    """Read *Ахмед оглы*, *Ахмед-оглы*, *Ахмедоглы*: the father's name with the word for son or daughter."""
    found = _SON_WORD.search(word)
    assert found is not None
    father = word[: found.start()]
    sex: Sex = "m" if found["son"] else "f"
    known = dict.fromkeys(match.group for match in lookup_given(father) if match.sex == "m" and match.kind == "form")
    groups = tuple(known) or (f"m?:{_stem(skeleton(readings(father)[0].text))}",)
    return tuple(PatronymicMatch(group, sex) for group in groups)


@lru_cache(maxsize=1)
def _irregular() -> dict[str, tuple[str, ...]]:
    return {f"m:{father}": tuple(cells) for father, *cells in read_table("names/patronymics.tsv", 7)}


_Index = dict[str, tuple[PatronymicMatch, ...]]


@lru_cache(maxsize=1)
def _written() -> _Index:
    index: dict[str, dict[PatronymicMatch, None]] = {}
    for group in name_groups().values():
        if group.sex == "m":
            for sex in ("m", "f"):
                for patronymic in _all_patronymics(group, sex):
                    match = PatronymicMatch(group.id, "m" if sex == "m" else "f")
                    index.setdefault(patronymic.lower(), {})[match] = None
    return {word: tuple(matches) for word, matches in index.items()}


@lru_cache(maxsize=1)
def _spoken() -> _Index:
    """Иваныч, Сергеич, Васильич: by spelling only, because surnames in -ич sound like them."""
    index: dict[str, dict[PatronymicMatch, None]] = {}
    for group in name_groups().values():
        if group.sex == "m" and group.be:
            for father in group.ru:
                if father.endswith(("ей", "ай")):
                    spoken = f"{father[:-1]}ич"
                elif father.endswith("ий"):
                    spoken = f"{father[:-2]}ьич"
                else:
                    spoken = f"{father}ыч"
                index.setdefault(spoken.lower(), {})[PatronymicMatch(group.id, "m")] = None
    return {word: tuple(matches) for word, matches in index.items()}


@lru_cache(maxsize=1)
def _sounds() -> _Index:
    index: dict[str, dict[PatronymicMatch, None]] = {}
    for word, matches in _written().items():
        index.setdefault(skeleton(word), {}).update(dict.fromkeys(matches))
    return {sound: tuple(matches) for sound, matches in index.items()}


@lru_cache(maxsize=1)
def _stems() -> dict[tuple[str, Sex], tuple[PatronymicMatch, ...]]:
    index: dict[tuple[str, Sex], dict[PatronymicMatch, None]] = {}
    for sound, matches in _sounds().items():
        for match in matches:
            index.setdefault((_stem(sound), match.sex), {})[match] = None
    return {stem: tuple(matches) for stem, matches in index.items()}


def _union(found: Iterable[tuple[PatronymicMatch, ...]]) -> tuple[PatronymicMatch, ...]:
    return tuple(dict.fromkeys(match for matches in found for match in matches))


def _all_patronymics(group: NameGroup, sex: str) -> Iterator[str]:
    irregular = _irregular().get(group.id)
    for language, rule in _RULES.items():
        if irregular:
            yield from (form.strip() for form in irregular[_LANGUAGE_COLUMNS[language, sex]].split(",") if form.strip())
        for form in group.forms(language):
            yield from rule(form, sex)


def _ukrainian(father: str, sex: str) -> Iterator[str]:
    """Андрій, Андрійович, Андріївна; Олег, Олегович, Олегівна."""
    son = sex == "m"
    stem = father[:-1]
    if father.endswith("й"):
        yield f"{stem}йович" if son else f"{stem}ївна"
    elif father.endswith("ь"):
        yield f"{stem}ьович" if son else f"{stem}івна"
        yield f"{stem}ович" if son else f"{stem}ьовна"
    elif father.endswith("о"):
        yield f"{stem}ович" if son else f"{stem}івна"
    elif father.endswith(("а", "я")):
        yield f"{stem}ович" if son else f"{stem}івна"
        yield f"{father}йович" if son else f"{father}ївна"
    elif father.endswith(("е", "и", "і", "у", "ю", "є", "ї")):
        yield f"{father}йович" if son else f"{father}ївна"
    else:
        yield f"{father}ович" if son else f"{father}івна"


def _russian(father: str, sex: str) -> Iterator[str]:
    """Андрей, Андреевич; Юрий, Юрьевич; Дмитрий, Дмитриевич; Игорь, Игоревич."""
    son = sex == "m"
    stem = father[:-1]
    if father.endswith("ий"):
        softer = f"{father[:-2]}ь"
        yield f"{softer}евич" if son else f"{softer}евна"
        yield f"{stem}евич" if son else f"{stem}евна"
    elif father.endswith("й"):
        yield f"{stem}евич" if son else f"{stem}евна"
    elif father.endswith("ь"):
        yield f"{stem}евич" if son else f"{stem}евна"
        yield f"{father}евич" if son else f"{father}евна"
    elif father.endswith(("а", "я")):
        yield f"{stem}ович" if son else f"{stem}овна"
        yield f"{father}евич" if son else f"{father}евна"
    elif father.endswith(("е", "и", "о", "у", "ы", "э", "ю")):
        yield f"{father}евич" if son else f"{father}евна"
    elif father.endswith(("ж", "ч", "ш", "щ", "ц")):
        yield f"{father}евич" if son else f"{father}евна"
        yield f"{father}ович" if son else f"{father}овна"
    else:
        yield f"{father}ович" if son else f"{father}овна"


def _belarusian(father: str, sex: str) -> Iterator[str]:
    """Алег, Алегавіч, Алегаўна; Мікалай, Мікалаевіч, Мікалаеўна."""
    son = sex == "m"
    if father.endswith(("й", "а", "я", "ы", "і")):
        stem = father.removesuffix("й")
        yield f"{stem}евіч" if son else f"{stem}еўна"
        if not father.endswith("й"):
            yield f"{father[:-1]}авіч" if son else f"{father[:-1]}аўна"
    elif father.endswith("ь"):
        yield f"{father}евіч" if son else f"{father}еўна"
    else:
        hard = f"{father[:-1]}в" if father.endswith("ў") else father
        yield f"{hard}авіч" if son else f"{hard}аўна"


_RULES: dict[str, Callable[[str, str], Iterator[str]]] = {"uk": _ukrainian, "ru": _russian, "be": _belarusian}
