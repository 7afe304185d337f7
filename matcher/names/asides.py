"""What stands with a name without being part of it: call signs, maiden names, brackets; and the words that are left."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from matcher.errors import DataFileError
from matcher.names.given import lookup_given
from matcher.names.patronymics import lookup_patronymic
from matcher.names.script import fold
from matcher.tables import read_table

_TABLE = "names/asides.tsv"
_KINDS = frozenset({"call sign", "born", "former", "filler"})
_SIGNS = r"()\[\]«»“”„\""
_QUOTED = re.compile(rf"[«“„\"]\s*([^{_SIGNS}]*[^{_SIGNS}\s])\s*[»”“\"]")
# A whole bracket with anything in it; quotation marks; and, as people mistype them, one of the one kind and one of the
# other
_ASIDE = re.compile(rf"\(([^()]*)\)|\[([^\[\]]*)\]|[«“„\"]([^{_SIGNS}]*)[»”“\"]|[(\[«“„\"]([^{_SIGNS}]*)[)\]»”“\"]")
_AFTER_DASH = re.compile(r"^(.*\S)\s+-\s+([^\W\d_][^\s,;]*)\s*$")
# Two letters that some romanisation, or the alphabet itself, writes for one sound at the beginning of a name
_DIGRAPH = (
    "дж|дз|йо|ьо|ch|sh|zh|yu|ya|ye|yi|yo|kh|ts|iu|ia|ie|io|ju|ja|je|ji|jo|cz|sz|dz|dj|tz|tch|dzh|shch|sch|tsch|stsch"
)
_INITIAL = re.compile(rf"^(?:[^\W\d_]|{_DIGRAPH})\.?$|^[^\W\d_]{{2,3}}\.$", re.IGNORECASE)
_INITIALS_RUN = re.compile(r"(?<![^\W\d_])((?:[^\W\d_]{1,3}\.\s?-?){1,3})(?=\s|$|[^\W\d_])")
_JOINED_INITIALS = re.compile(r"[^\W\d_]{2,4}")
_MAIN_WORDS = 2


@dataclass(frozen=True, slots=True)
class _Announced:
    """Patterns of the words that announce an aside."""

    call_sign: re.Pattern[str]
    alone: re.Pattern[str]
    born: re.Pattern[str]
    in_brackets: re.Pattern[str]
    behind: re.Pattern[str]
    words: frozenset[str]


@lru_cache(maxsize=1)
def _announced() -> _Announced:
    words: dict[str, list[str]] = {kind: [] for kind in _KINDS}
    for kind, cell in read_table(_TABLE, 2):
        if kind not in _KINDS:
            raise DataFileError(f"data/{_TABLE}: {kind!r} is no kind of word; see the top of the table.")
        words[kind] += [word.strip() for word in cell.split(",")]

    def any_of(*kinds: str) -> str:
        found = sorted((word for kind in kinds for word in words[kind]), key=len, reverse=True)
        return "|".join(re.escape(word).replace(r"\ ", r"\s+") + ("" if word[-1] == "." else r"\b") for word in found)

    call, born, both = (rf"\b(?:{any_of(*kinds)})" for kinds in (("call sign",), ("born",), ("born", "former")))
    filler = rf"[.:]?[\s,-]*(?:(?:{any_of('filler')})[\s:-]+)*"
    one_word = rf"([^\s,;{_SIGNS}]*[^\W\d_][^\s,;{_SIGNS}]*)"
    return _Announced(
        re.compile(rf"{call}\.?\s*[:-]?\s*(?:[«“„\"(\[]+\s*([^{_SIGNS}]+?)\s*[»”“\")\]]+|{one_word})", re.IGNORECASE),
        re.compile(call, re.IGNORECASE),
        re.compile(rf"({born}){filler}{one_word}", re.IGNORECASE),
        re.compile(rf"^{both}{filler}", re.IGNORECASE),
        re.compile(rf"[\s,-]+{both}[.\s]*$", re.IGNORECASE),
        frozenset(
            part.strip(".")
            for kind in ("call sign", "born")
            for word in words[kind]
            for part in re.split(r"[ -]", word)
            if len(part.strip(".")) > _MAIN_WORDS
        ),
    )


def is_initial(word: str) -> bool:
    """Say whether a word of a name only abbreviates it.

    Parameters
    ----------
    word
        A word as written or folded. With its full stop two or three letters abbreviate a name (``Дм.``, ``Вол.``),
        without one a single letter does, or the two and more that a romanisation writes for one (``yu``, ``kh``).

    Examples
    --------
    >>> is_initial("Т"), is_initial("Дм."), is_initial("Kh"), is_initial("Ян")
    (True, True, True, False)
    """
    return bool(_INITIAL.match(word))


def is_aside_word(word: str) -> bool:
    """Say whether a word may announce a call sign or an earlier surname: *позивний*, *call* before *sign*, *née*."""
    return word.lower() in _announced().words


def take_asides(text: str) -> tuple[str, str, tuple[str, ...]]:
    """Take brackets, quotes, *позивний X* and *у дівоцтві X* out of a name.

    Parameters
    ----------
    text
        A cleaned name.

    Returns
    -------
    rest, call_sign, former_surnames
        What is left, the call sign as written, and names in brackets that may be earlier surnames, folded.

    Examples
    --------
    >>> take_asides("Мельник Ганна (у дівоцтві Коваль) «Лис»")
    ('Мельник Ганна    ', 'Лис', ('коваль',))
    """
    announced = _announced()
    call_signs: list[str] = []
    former: list[str] = []

    def called(match: re.Match[str]) -> str:
        call_signs.append((match[1] or match[2]).strip(" .,;:-"))
        return " "

    def born(match: re.Match[str]) -> str:
        before = text[: match.start()]
        if match[1].istitle() or not any(map(str.isalpha, before)) or is_initial(match[2]):
            return match[0]  # Max Born: a name is written with a capital, these words are not
        former.append(fold(match[2]).strip("-'."))
        return " "

    def aside(match: re.Match[str]) -> str:
        inner = next((group for group in match.groups() if group is not None), "").strip(" .,;")
        in_brackets = match[0][0] in "(["
        quoted = _QUOTED.search(inner)
        name = announced.in_brackets.sub("", inner) if in_brackets else inner
        name = announced.behind.sub("", name) if in_brackets and name == inner else name
        if name != inner and any(map(str.isalpha, name)):
            former.append(fold(name).strip())
            return " "
        if in_brackets and not quoted and _is_one_name(inner):
            former.append(fold(inner))  # (Коваль) may be a maiden name as well as a call sign
            if call_signs:
                return " "
        if any(map(str.isalpha, inner)):
            call_signs.append(_QUOTED.sub(r"\1", inner) if quoted else inner)
        return " "

    text = announced.call_sign.sub(called, text)
    text = announced.born.sub(born, text) if not _ASIDE.search(text) else text
    text = _ASIDE.sub(aside, text)
    text = announced.born.sub(born, text)
    dashed = _AFTER_DASH.match(text)
    if dashed and not call_signs and _ends_a_name(dashed[1]) and not _is_known(fold(dashed[2])):
        text = dashed[1]
        call_signs.append(dashed[2].strip("."))
    without = announced.alone.sub(" ", text)
    if call_signs and any(map(str.isalpha, without)):
        text = without
    return text, ", ".join(dict.fromkeys(call_signs)), tuple(dict.fromkeys(former))


def _ends_a_name(text: str) -> bool:
    """Say whether a text ends with a given name, patronymic or initial: a dash adds no half of a surname to it."""
    words = text.split()
    return len(words) >= _MAIN_WORDS and (is_initial(words[-1]) or _is_known(fold(words[-1].strip(".,"))))


def _split_joined_initials(words: list[str]) -> list[str]:
    """Take initials without dots apart (``Корсак МЮ``, ``NJu Korsak``); names in capitals stay whole."""
    if not any(len(word) > 2 and not word.isupper() and word[1:].islower() for word in words):
        return words  # everything in capitals: ТГ may be a name's beginning as well
    split: list[str] = []
    for word in words:
        capitals = [place for place, letter in enumerate(word) if letter.isupper()]
        if (
            _JOINED_INITIALS.fullmatch(word)
            and len(capitals) == 2
            and capitals[0] == 0
            and len(word) - capitals[1] <= 2
        ):
            split.extend((word[: capitals[1]] + ".", word[capitals[1] :] + "."))
        else:
            split.append(word)
    return split


_NAME = r"[A-ZА-ЯЁІЇЄҐЎÀ-ÖØ-Þ][a-zа-яёіїєґўß-öø-ÿ']+[a-zа-яёіїєґўß-öø-ÿ]"
_RUN_TOGETHER = re.compile(rf"(?:{_NAME}){{2,3}}|{_NAME}(?:[A-ZА-ЯЁІЇЄҐЎ]\.){{1,2}}")
_PART = re.compile(r"[^\W\d_](?:[^\W\d_A-ZА-ЯЁІЇЄҐЎÀ-ÖØ-Þ]|'|\.)*")
_PREFIXES = (
    "mac",
    "mc",
    "fitz",
    "мак",
    "фіц",
    "фиц",
    "van",
    "von",
    "фон",
    "ван",
    "ель",
    "эль",
    "аль",
    "ібн",
    "ибн",
    "del",
)


def _split_run_together(words: list[str]) -> list[str]:
    """Take words apart that lost the space between them (``БабенкоОлегПетрович``), by the capitals inside.

    A name that is written so (``МакДональд``) stays whole; one of the parts has to be a name that the tables know.
    """
    split: list[str] = []
    for word in words:
        parts = _PART.findall(word) if _RUN_TOGETHER.fullmatch(word) else []
        apart = len(parts) > 1 and fold(parts[0]) not in _PREFIXES
        split.extend(parts if apart and any(_is_known(fold(part)) for part in parts) else [word])
    return split


def _is_known(word: str) -> bool:
    return word.endswith(".") or bool(lookup_given(word) or lookup_patronymic(word))


def _is_one_name(text: str) -> bool:
    return len(text) > 3 and text.replace("-", "").replace("'", "").isalpha()


def split_words(text: str) -> list[str]:
    """Split a name into folded words; runs of initials (``Т.Г.``, ``NJu``) come apart.

    Parameters
    ----------
    text
        A name without its asides.

    Returns
    -------
    list of str
        The dots of initials go; that of a longer abbreviation stays (``дм.``), because it tells that it is one.
    """
    text = _INITIALS_RUN.sub(lambda found: " " + found.group(1).replace(".", ". ") + " ", text)
    words = []
    for raw in _split_joined_initials(_split_run_together(re.split(r"[\s,;/]+", text))):
        word = fold(raw)
        if not any(character.isalpha() for character in word):
            continue
        bare = word.rstrip(".")
        if not is_initial(word):
            word = bare.strip("-'")
        elif is_initial(bare) or any(match.kind == "form" for match in lookup_given(bare)):
            word = bare  # Ян at the end of a sentence
        if word:
            words.append(word)
    return words
