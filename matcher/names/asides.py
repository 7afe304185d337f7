"""What stands with a name without being part of it: call signs, maiden names, brackets; and the words that are left."""

from __future__ import annotations

import re

from matcher.names.script import fold

_BRACKETED = re.compile(r"[(\[«“„\"]\s*([^()\[\]«»“”„\"]*)\s*[)\]»”“\"]")
_CALL_SIGN_WORD = re.compile(
    r"\b(?:позивний|позывной|псевдо|call\s?sign|callsign|n\.?d\.?g\.?)\b\s*[:\-–]?\s*([^\s,;]+)",
    re.IGNORECASE,
)
_BORN_AS = re.compile(
    r"^(?:дів(?:оче)?|дев(?:ичья)?|урожд(?:енная|ённая)?|у\s?дівоцтві|née|nee|born|maiden|ex|до шлюбу|колишня)\b[.:]?"
    r"\s*(?:прізвище|фамилия)?\s*",
    re.IGNORECASE,
)
_INITIAL = re.compile(
    r"^(?:[^\W\d_]|дж|дз|йо|дь|ch|sh|zh|yu|ya|ye|kh|ts|iu|ia|ie|yo|shch|sch|ju|ja|je)\.$|^[^\W\d_]$",
    re.IGNORECASE,
)
_INITIALS_RUN = re.compile(r"(?<![^\W\d_])((?:[^\W\d_]{1,2}\.\s?-?){1,3})(?=\s|$|[^\W\d_])")
_JOINED_INITIALS = re.compile(r"[^\W\d_]{2,4}")


def is_initial(word: str) -> bool:
    """Say whether a word of a name is only an initial: one letter, or a romanised one (``yu.``) with its dot."""
    return bool(_INITIAL.match(word))


def take_asides(text: str) -> tuple[str, str, tuple[str, ...]]:
    """Take brackets, quotes and *позивний X* out of a name.

    Parameters
    ----------
    text
        A cleaned name.

    Returns
    -------
    rest, call_sign, former_surnames
        What is left, the call sign as written, and names in brackets that may be earlier surnames, folded.
    """
    call_sign, former = "", []
    for match in _BRACKETED.finditer(text):
        inner = match.group(1).strip(" .")
        born = _BORN_AS.match(inner)
        if born and inner[born.end() :].strip():
            former.append(fold(inner[born.end() :]).strip())
            continue
        if match.group(0).startswith(("(", "[")) and not _CALL_SIGN_WORD.search(inner) and _is_one_name(inner):
            former.append(fold(inner))  # (Коваль) may be a maiden name as well as a call sign
        if inner and not call_sign:
            call_sign = _CALL_SIGN_WORD.sub(r"\1", inner)
    text = _BRACKETED.sub(" ", text)
    named = _CALL_SIGN_WORD.search(text)
    if named:
        call_sign = call_sign or named.group(1)
        text = text[: named.start()] + " " + text[named.end() :]
    return text, call_sign, tuple(former)


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


def _is_one_name(text: str) -> bool:
    return len(text) > 3 and text.replace("-", "").replace("'", "").isalpha()


def split_words(text: str) -> list[str]:
    """Split a name into folded words; runs of initials (``Т.Г.``, ``NJu``) come apart, their dots go."""
    text = _INITIALS_RUN.sub(lambda found: " " + found.group(1).replace(".", ". ") + " ", text)
    words = []
    for raw in _split_joined_initials(re.split(r"[\s,;/]+", text)):
        word = fold(raw)
        if not any(character.isalpha() for character in word):
            continue
        word = word.rstrip(".").strip("-'") if not is_initial(word) else word.rstrip(".")
        if word:
            words.append(word)
    return words
