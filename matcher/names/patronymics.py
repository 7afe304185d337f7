"""Patronymics: from what is written, in any language, case and alphabet, to the father's name.

The forms are made by rule from every form of every man's name (:mod:`matcher.names.given`) and from the table of
irregular ones, ``data/names/patronymics.tsv``. A father's name that no table knows gets a group by its sound, built so
that the Ukrainian and the Russian patronymic of one father fall together.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING

from matcher.names.confusions import misreadings
from matcher.names.endings import longest_ending, min_stem, undo_any_case
from matcher.names.given import NameGroup, Sex, lookup_given, name_groups, table_groups
from matcher.names.homophones import letter_key, narrowed
from matcher.names.reading import Reading
from matcher.names.romanisation import readings
from matcher.names.scripts import entry_of
from matcher.names.sounds import skeleton, skeletons
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
# The words for son, daughter and child of the Turkic and Iranian languages, with a gap or without
_SON_WORD = re.compile(
    r"(?:(?P<gap>(?<=..)[ -])|(?<=...))(?:"
    r"(?P<son>[оаўу][гґғ]ъ?л[ыиіу]|уулу|[ou]'?(?:g'?|ğ|gh)l(?:[iıyu]|ou)|uulu|(?P<short>(?:[уұ]л[ыу]|[uūúū]l[yıi])))"
    r"|(?P<daughter>[кгґқҡх][ыиі][зҙ][ыиі]|(?:[kqgx]|kh|gh)[yiıī]z[yiı])"
    r"|(?P<child>[зҙ][аоə][дғ][аеэ]|z[aoəā]d[aeəē]))$"
)
_SON_WORD_END = frozenset("ыиіуаеэiıyuaeəē")
_PLAIN_CYRILLIC = re.compile("[а-яёіїєґў'-]+").fullmatch
_VNY = re.compile(r"(?<=[вч])ний$")
_MAX_UNKNOWN = 2
_MAX_UNKNOWN_FATHERS = 4
_SEXES: tuple[Sex, Sex] = ("m", "f")
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
    if not lookup_patronymic(word):
        return False
    child = _son_word(word)
    # Ализаде, Рахимзода are surnames nearly always
    return child is None or child["child"] is None or child["gap"] is not None


@lru_cache(maxsize=1 << 17)
def lookup_patronymic(word: str) -> tuple[PatronymicMatch, ...]:
    """Find the fathers whose name a patronymic may come from.

    Parameters
    ----------
    word
        Lower case, Cyrillic or Latin, in the nominative or an oblique case; the words *оглы* and *кызы* may follow
        the father's name, and their like (*улы*, *ўғли*, *заде*, of sons and daughters).

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
    son_word = _son_word(word)
    if son_word is not None:
        child_of = _with_son_word(word, son_word)
        if child_of:
            return child_of
    latin = not _CYRILLIC.search(word)
    if not (_MAYBE_LATIN if latin else _MAYBE_CYRILLIC).search(word):
        return ()
    read = latin or (not _PLAIN_CYRILLIC(word) and entry_of(word) is not None)
    if read:
        # A Latin -vny is read as the commoner -вний; here it is the genitive -вни
        found = tuple(
            replace(reading, text=_VNY.sub("ни", reading.text)) if reading.text.endswith("ний") else reading
            for reading in readings(word)
        )
    else:
        found = (Reading(word, "cyrillic", ""),)
    texts = tuple(reading.text for reading in found if _MAYBE_CYRILLIC.search(reading.text))
    if not texts:
        return ()
    matches = _known(texts, read=read)
    if matches:
        return narrowed(matches, found, _spelled()) if read and len(matches) > 1 else matches
    nominatives = tuple(dict.fromkeys(text for written in texts for text in _nominatives(written)))
    if nominatives:
        texts = (*texts, *nominatives)
        matches = _known(nominatives, read=read)
    if not matches and read:
        matches = _union(_misread().get(skeleton(text), ()) for text in texts)
    return matches or _by_stem(texts)


# Cheap sieves before the tables: -ович, -івна, -ична and the short -ич of Ілліч and Кузьмич in every spelling (-ovych,
# -ovitch, -owitsch, -owicz), with or without a case ending.
_MAYBE_CYRILLIC = re.compile("(?:[иіыїй]ч[аеиіоуюмвйь]{0,3}|(?:[вўчш]|(?<=[аеєёоэя])у)н[аеиыіїйоуюь]{0,3})$")
_MAYBE_LATIN = re.compile(
    r"(?:[iyjoeaíýìî]['`’]?[cčćçhtsxš]{1,5}h?z?|[vwfŭu]+n|[cčćtsxhzš]{1,6}n)(?:[aáiyjueoéèêův'’ʹ]|om|em|ov?i|ev?i|ou|oj|oy|oyu|oiu|oju|oi)*$"
)


def _known(texts: Iterable[str], *, read: bool) -> tuple[PatronymicMatch, ...]:
    """Known fathers, by the letters before the sound; `read` says that the texts are readings, not what was written."""
    texts = tuple(texts)
    index = _ranked()[0] if read else _written()
    written = _union(index.get(text) or _spoken().get(text, ()) for text in texts)
    if written:
        return written
    sounds = [skeleton(text) for text in texts]
    spoken = _union(_sounds().get(sound, ()) for sound in sounds)
    return (len(spoken) > 1 and _union(_own_sounds().get(sound, ()) for sound in sounds)) or spoken


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
    # What an ending may come from depends on the ending only, and words share few endings: any letters may stand for
    # those before the longest one
    longest, least = longest_ending("patronymic"), min_stem("patronymic")
    if len(word) < longest + least:
        return _undone(word)
    stem = word[:-longest]
    return tuple([stem + nominative[least:] for nominative in _undone("?" * least + word[-longest:])])


@lru_cache(maxsize=1 << 14)
def _undone(word: str) -> tuple[str, ...]:
    undone = (one.nominative for sex in ("m", "f") for one in undo_any_case(word, "patronymic", sex))
    return tuple(dict.fromkeys(undone))


def _son_word(word: str) -> re.Match[str] | None:
    return _SON_WORD.search(word) if word[-1:] in _SON_WORD_END else None


def _with_son_word(word: str, found: re.Match[str]) -> tuple[PatronymicMatch, ...]:
    """Read *Ахмед оглы*, *Ахмед-оглы*, *Ахмедоглы*: the father's name with the word for son or daughter.

    Empty if an unknown name runs into a word that other words end with as well (Зозулы, Ализаде).
    """
    father = word[: found.start()]
    known = dict.fromkeys(match.group for match in lookup_given(father) if match.sex == "m" and match.kind == "form")
    common_ending = found["child"] or (found["short"] and "ұ" not in found["short"])
    if not known and common_ending and not found["gap"]:
        return ()
    sounds = dict.fromkeys(_stem(skeleton(reading.text)) for reading in readings(father)) if not known else {}
    groups = tuple(known) or tuple(f"m?:{sound}" for sound in sounds)[:_MAX_UNKNOWN_FATHERS]
    sexes: tuple[Sex, ...] = ("m", "f") if found["child"] else ("m",) if found["son"] else ("f",)
    return tuple(PatronymicMatch(group, sex) for group in groups for sex in sexes)


@lru_cache(maxsize=1)
def _irregular() -> dict[str, tuple[str, ...]]:
    return {f"m:{father}": tuple(cells) for father, *cells in read_table("names/patronymics.tsv", 7)}


_Index = dict[str, tuple[PatronymicMatch, ...]]


@lru_cache(maxsize=1)
def _ranked() -> tuple[_Index, ...]:
    """Every patronymic, in the order in which they are believed.

    One that is some father's usual one is not also another's unusual one (Абдулович), and a father whom only the
    tables of further scripts know does not compete with those of the tables of given names.
    """
    ranks: tuple[_Index, ...] = ({}, {}, {}, {})
    own = table_groups()
    for group in name_groups().values():
        if group.sex == "m":
            known = own.get(group.id)
            if known is not None:
                _add_patronymics(known, ranks[0], ranks[1])
            if known is not group:
                _add_patronymics(_added_forms(group, known), ranks[2], ranks[3])
    return ranks


def _added_forms(group: NameGroup, known: NameGroup | None) -> NameGroup:
    if known is None:
        return group
    return NameGroup(group.id, group.sex, group.uk[len(known.uk) :], group.ru[len(known.ru) :])


def _add_patronymics(father: NameGroup, usual: _Index, unusual: _Index) -> None:
    irregular = father.id in _irregular()
    for sex in _SEXES:
        match = PatronymicMatch(father.id, sex)
        for language, rule in _RULES.items():
            for form in _irregular_forms(father.id, language, sex) if irregular else ():
                _add(usual, form.lower(), match)
            for name in father.forms(language):
                first, *others = rule(name.lower(), sex)
                _add(usual, first, match)
                for other in others:
                    _add(unusual, other, match)


def _add(index: _Index, word: str, match: PatronymicMatch) -> None:
    matches = index.get(word)
    if matches is None:
        index[word] = (match,)
    elif match not in matches:
        index[word] = (*matches, match)


@lru_cache(maxsize=1)
def _written() -> _Index:
    merged: _Index = {}
    for rank in _ranked():
        merged = {**rank, **merged}
    return merged


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
def _own_sounds() -> _Index:
    return _by_skeleton(_ranked()[:2])


@lru_cache(maxsize=1)
def _sounds() -> _Index:
    return {**_by_skeleton(_ranked()[2:]), **_own_sounds()}


def _by_skeleton(ranks: Iterable[_Index]) -> _Index:
    merged: _Index = {}
    for rank in ranks:
        sound_of = skeletons(rank)
        index: _Index = {}
        for word, matches in rank.items():
            for match in matches:
                _add(index, sound_of[word], match)
        merged = {**index, **merged}
    return merged


@lru_cache(maxsize=1)
def _misread() -> _Index:
    found = [
        (misreading, match)
        for word, matches in _ranked()[0].items()
        for misreading in misreadings(word)
        for match in matches
    ]
    sound_of = skeletons(misreading for misreading, _ in found)
    index: _Index = {}
    for misreading, match in found:
        _add(index, sound_of[misreading], match)
    return index


@lru_cache(maxsize=1)
def _spelled() -> _Index:
    index: _Index = {}
    for word, matches in _ranked()[0].items():
        key = letter_key(word)
        for match in matches:
            _add(index, key, match)
    return index


@lru_cache(maxsize=1)
def _stems() -> dict[tuple[str, Sex], tuple[PatronymicMatch, ...]]:
    index: dict[tuple[str, Sex], dict[PatronymicMatch, None]] = {}
    for sound, matches in _sounds().items():
        for match in matches:
            index.setdefault((_stem(sound), match.sex), {})[match] = None
    return {stem: tuple(matches) for stem, matches in index.items()}


def _union(found: Iterable[tuple[PatronymicMatch, ...]]) -> tuple[PatronymicMatch, ...]:
    return tuple(dict.fromkeys(match for matches in found for match in matches))


@dataclass(frozen=True, slots=True)
class _Patronymics:
    usual: tuple[str, ...]
    unusual: tuple[str, ...]


def patronymics_of(father: NameGroup, language: str, sex: Sex) -> tuple[str, ...]:
    """Return the usual patronymics of one language after a father, one for each form of his name.

    Parameters
    ----------
    father
        The group of the father's name.
    language
        ``"uk"``, ``"ru"`` or ``"be"``.
    sex
        Sex of the person who bears the patronymic.

    Returns
    -------
    tuple of str
        The commonest first.

    Examples
    --------
    >>> patronymics_of(name_groups()["m:Ілля"], "ru", "m")[0]
    'Ильич'
    """
    return _patronymics(father, language, sex).usual


def _patronymics(father: NameGroup, language: str, sex: Sex) -> _Patronymics:
    usual = _irregular_forms(father.id, language, sex)
    unusual = []
    for form in father.forms(language):
        first, *others = _RULES[language](form, sex)
        usual.append(first)
        unusual += others
    return _Patronymics(tuple(dict.fromkeys(usual)), tuple(dict.fromkeys(unusual)))


def _irregular_forms(father: str, language: str, sex: Sex) -> list[str]:
    cells = _irregular().get(father)
    cell = cells[_LANGUAGE_COLUMNS[language, sex]] if cells else ""
    return [form.strip() for form in cell.split(",") if form.strip()]


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
        yield f"{father}йович" if son else f"{father}ївна"
        yield f"{stem}ович" if son else f"{stem}івна"
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
        yield f"{father}евич" if son else f"{father}евна"
        yield f"{stem}ович" if son else f"{stem}овна"
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
