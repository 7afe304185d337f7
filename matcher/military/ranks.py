"""Ranks and titles: in a cell of their own, or stuck to a written name."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import product

from matcher.military.letters import PLAIN
from matcher.tables import read_table


@dataclass(frozen=True, slots=True)
class Rank:
    """A military rank.

    Attributes
    ----------
    code
        Name of the rank in the table, such as ``"junior-sergeant"``.
    order
        Place in the order of ranks, from 0; a naval rank has the place of its army equivalent.
    label
        Ukrainian and English name.
    """

    code: str
    order: int
    label: str


def parse_rank(text: str) -> Rank | None:
    """Read a rank in Ukrainian, Russian or English, in full or abbreviated, also in an oblique case.

    Parameters
    ----------
    text
        A cell; words around the rank ("медичної служби", "запасу") do no harm.

    Returns
    -------
    Rank or None
        The rank named by the most words; None if there is none.

    Examples
    --------
    >>> parse_rank("мол. с-т").code, parse_rank("Sgt.").code
    ('junior-sergeant', 'sergeant')
    """
    words = [word for word in _words(text) if word.text]
    lexicon = _lexicon()
    for length in range(min(len(words), lexicon.longest), 0, -1):
        for start in range(len(words) - length + 1):
            found = lexicon.ranks.get(tuple(word.text for word in words[start : start + length]))
            # In a rank's own cell an abbreviation needs no full stop.
            if found is not None:
                return found
    return None


def strip_rank(full_name: str) -> tuple[str | None, str]:
    """Take rank and titles off the beginning, the end or the brackets of a written name.

    A word that may be a surname as well (Капітан, Майор, Солдат) stays where the name would lack one
    without it.

    Parameters
    ----------
    full_name
        A name as written.

    Returns
    -------
    rank, rest
        The rank as written (None if there was none; titles such as "пан" are dropped) and the name without
        it, never empty for a name that was not.

    Examples
    --------
    >>> strip_rank("ст. солдат Шевченко Т.Г.")
    ('ст. солдат', 'Шевченко Т.Г.')
    >>> strip_rank("Капітан Іван Петрович")
    (None, 'Капітан Іван Петрович')
    """
    rest, in_brackets = _strip_brackets(full_name)
    words = _words(rest)
    if words and not _lexicon().edges & {words[0].text, words[-1].text}:
        return in_brackets, rest.strip() if rest != full_name else full_name
    start, end = 0, len(words)
    found = [in_brackets] if in_brackets else []
    leading = _match(words, 0)
    if leading is not None and _may_go(words, leading, words[leading.end :], rest):
        start = leading.end
        found += _as_written(rest, words, leading)
    trailing = _trailing(words, start, rest)
    if trailing is not None:
        end = trailing.start
        found += _as_written(rest, words, trailing)
    if end <= start:
        return None, full_name
    kept = rest[words[start].begin : words[end].begin if end < len(words) else len(rest)]
    return (found[0] if found else None), kept.strip(" ,;-–")


def is_edge_word(word: str) -> bool:
    """Say whether a word may begin or end a rank or title, so that :func:`strip_rank` has to look at its name.

    Parameters
    ----------
    word
        One word as written.
    """
    edges = _lexicon().edges
    return any(part.text in edges for part in _words(word))


def _strip_brackets(text: str) -> tuple[str, str | None]:
    """Take brackets that hold nothing but a rank or title out of a name."""
    rest, rank = text, None
    for bracket in _BRACKETS.finditer(text):
        inner = _words(bracket[1])
        taken = _match(inner, 0)
        if taken is not None and taken.end == len(inner) and rest.strip() != bracket[0]:
            rest = rest.replace(bracket[0], " ")
            if taken.rank:
                rank = rank or bracket[1].strip()
    return rest, rank


def _trailing(words: list[_Word], start: int, text: str) -> _Match | None:
    """Return the longest match that reaches the last word and may go."""
    for tail in range(max(start, len(words) - _lexicon().longest - 3), len(words)):
        match = _match(words, tail)
        if match is not None and match.end == len(words) and _may_go(words, match, words[start:tail], text):
            return match
    return None


def _as_written(text: str, words: list[_Word], match: _Match) -> list[str]:
    if not match.rank:
        return []
    return [text[words[match.start].begin : words[match.end - 1].finish].strip(" ,;")]


@dataclass(frozen=True, slots=True)
class _Word:
    """A word of a cell: its look-up form and where it stands."""

    text: str
    dotted: bool
    begin: int
    finish: int


@dataclass(frozen=True, slots=True)
class _Match:
    """Words ``start`` to ``end`` (exclusive) that are rank and titles; ``plain``: one possible surname."""

    start: int
    end: int
    rank: bool
    plain: bool


@dataclass(frozen=True, slots=True)
class _Lexicon:
    """Rank and title forms as tuples of words."""

    ranks: dict[tuple[str, ...], Rank]
    titles: dict[tuple[str, ...], str]
    need_stop: frozenset[str]
    no_name: frozenset[str]
    longest: int
    edges: frozenset[str]


_BRACKETS = re.compile(r"[(\[]([^()\[\]]*)[)\]]")
_WORD = re.compile(r"(\d+|[^\W\d_]+(?:[-'/][^\W\d_]+)*(?:-(?=[^\W\d_]))?)(\.?)")
_PATRONYMIC = re.compile(
    r"(?:вич|вна|чна|ич|вича|вичу|вичем|вни|вні|вне|вной|вною|vych|vich|vi[ct]h|witsch|wicz|vna|wna|ichna)$"
)


def _words(text: str) -> list[_Word]:
    folded = text.casefold().translate(PLAIN)
    if len(folded) != len(text):  # a letter such as ß grew: places would not fit
        folded = text.lower().translate(PLAIN)
        if len(folded) != len(text):
            folded = text.translate(PLAIN)
    return [_Word(match[1], match[2] == ".", match.start(), match.end()) for match in _WORD.finditer(folded)]


def _match(words: list[_Word], start: int) -> _Match | None:
    """Return the longest run of rank and title forms that begins at ``start``."""
    lexicon = _lexicon()
    at, forms, rank, certain = start, 0, False, False
    while at < len(words):
        for length in range(min(lexicon.longest, len(words) - at), 0, -1):
            form = tuple(word.text for word in words[at : at + length])
            is_rank = form in lexicon.ranks
            kind = lexicon.titles.get(form)
            if not is_rank and kind is None:
                continue
            if length == 1 and form[0] in lexicon.need_stop and not words[at].dotted:
                continue
            break
        else:
            break
        rank |= is_rank
        certain |= length > 1 or words[at].dotted or "-" in form[0] or form[0] in lexicon.no_name
        forms += 1
        at += length
    if not forms:
        return None
    return _Match(start, at, rank, plain=forms == 1 and not certain)


def _may_go(words: list[_Word], match: _Match, others: list[_Word], text: str) -> bool:
    """Tell whether a name is left when the words of ``match`` go."""
    real = [word for word in others if len(word.text) > 1 and not word.text.isdigit() and not word.dotted]
    if not real:
        return False
    if not match.plain:
        return True
    if len(real) == 1:
        # "солдат Бондаренко" against "Солдат Іван", "Майор С. І.": is what is left a surname?
        return not _is_given(real[0].text) and not _PATRONYMIC.search(real[0].text)
    if len(real) == 2:
        if _PATRONYMIC.search(real[1].text) and _is_given_like(real[0].text):
            return False
        if match.start > 0:
            return "," in text[words[match.start - 1].begin : words[match.start].begin]
    return True


def _is_given(word: str) -> bool:
    from matcher.names.given import lookup_given

    return bool(lookup_given(word))


def _is_given_like(word: str) -> bool:
    """Tell whether a word before a patronymic is the given name; a surname there needs another given name."""
    return not re.search(r"(?:енко|enko|чук|chuk|ський|ский|skyi|skiy|sky|ова|ов)$", word)


# Endings of the cases in which official papers print a rank: genitive, dative, instrumental, locative.
_ADJECTIVE = re.compile(r"(?:ий|ый|ой)$")
_ADJECTIVE_ENDINGS = ("ого", "его", "ому", "ему", "им", "ым")
_NOUN_ENDINGS = ("а", "у", "ові", "ом", "ем")
_FEMININE_ENDINGS = ("и", "ы", "і", "е", "ою", "ой", "у")


def _inflected(form: str) -> list[tuple[str, ...]]:
    """Return a Cyrillic form as words, in the nominative and in other cases."""
    words = tuple(word.text for word in _words(form))
    if "." in form or not re.search("[а-яіїєґ]", form.casefold()):
        return [words]
    stems: list[tuple[str, ...]] = []
    for position, word in enumerate(words):
        if (_ADJECTIVE.search(word) and position < len(words) - 1) or word in {"рядовий", "рядовой"}:
            stems.append((word, *(word[:-2] + ending for ending in _ADJECTIVE_ENDINGS)))
            continue
        if word.endswith("а"):
            stems.append((word, *(word[:-1] + ending for ending in _FEMININE_ENDINGS)))
        elif word[-1] in "аеєиіїоуюяйь" or ("-" in word and len(word) < 6):
            stems.append((word,))
        else:
            stems.append((word, *(word + ending for ending in _NOUN_ENDINGS)))
        # What follows the noun ("3 рангу") stands still.
        return [(*head, *words[position + 1 :]) for head in product(*stems)]
    return list(product(*stems))


@lru_cache(maxsize=1)
def _lexicon() -> _Lexicon:
    ranks: dict[tuple[str, ...], Rank] = {}
    titles: dict[tuple[str, ...], str] = {}
    need_stop: set[str] = set()
    no_name: set[str] = set()

    def note_marks(form: str, words: tuple[str, ...]) -> None:
        if len(words) == 1:
            if form.endswith("."):
                need_stop.add(words[0])
            if form[0].isupper():
                no_name.add(words[0])

    for code, order, *languages in read_table("military/ranks.tsv", columns=5):
        uk, _ru, en = (cell.split(", ") for cell in languages)
        rank = Rank(code, int(order), f"{uk[0]} / {en[0]}")
        for form in ", ".join(languages).split(", "):
            for words in _inflected(form):
                ranks.setdefault(words, rank)
                note_marks(form, words)
    for kind, forms in read_table("military/titles.tsv", columns=2):
        for form in forms.split(", "):
            words = tuple(word.text for word in _words(form))
            titles[words] = kind
            note_marks(form, words)
    known = [*ranks, *titles]
    edges = frozenset(words[0] for words in known) | frozenset(words[-1] for words in known)
    return _Lexicon(ranks, titles, frozenset(need_stop), frozenset(no_name), max(map(len, known)), edges)
