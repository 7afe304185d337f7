"""Small words that belong to the word beside them: articles, *ibn*, *оглы*, *von*, and the halves of ʿAbd al-Rahman.

:func:`glue` joins them before the order of the words is decided, so that none of them is taken for a name.
:func:`bare` takes the Arabic article off, which one list writes and the next leaves out.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache

from matcher.errors import DataFileError
from matcher.names.scripts.arabic import fold as fold_arabic
from matcher.tables import read_table

_TABLE = "names/particles.tsv"
_LEADING = ("before", "inside", "between", "article", "sun", "servant", "servant-of", "joined")
_SETS = ("attribute", "attached", "slavic")
_KINDS = frozenset((*_LEADING, *_SETS, "after", "suffix", "tail", "din"))

_ARABIC = re.compile("[\u0620-\u06d3]")
_ARABIC_ARTICLE = "ال"
_ARABIC_SERVANT = "عبد"
# ʿAbd with the article's vowel and the article itself, or the sound it has become
_SERVANT = re.compile(r"(abd|абд)[aeouаеоуэ]{0,2}(?:l|ль?)?")
_GOD = {"abd": re.compile(r"abd[aeou]{0,2}l{1,2}ah?"), "абд": re.compile(r"абд[аеоу]л{1,2}ах?")}
_PATRONYMIC = re.compile("(?:[оеєії]вич|[оеєї]вна|[іїи]вна|[oe]v[iy]ch|[iyoe]vna)$")
_WRITTEN_ON = ("al", "el", "аль", "эль", "ель")
_SHORTEST = 3


@dataclass(frozen=True, slots=True)
class _Particles:
    """The table: the kind of every small word, and the sets that guard them."""

    kinds: dict[str, str]
    attributes: frozenset[str]
    attached: tuple[str, ...]
    slavic: tuple[str, ...]


@lru_cache(maxsize=1)
def _particles() -> _Particles:
    kinds: dict[str, list[str]] = {}
    sets: dict[str, list[str]] = {kind: [] for kind in _SETS}
    for kind, cell in read_table(_TABLE, 2):
        if kind not in _KINDS:
            raise DataFileError(f"data/{_TABLE}: {kind!r} is no kind of particle; see the top of the table.")
        words = [word.strip() for word in cell.split(",")]
        if kind in sets:
            sets[kind] += words
            continue
        for word in words:
            kinds.setdefault(word, []).append(kind)
    # a word of two kinds (тер Петросян, ван тер Меер) is of the one that stands first in the table
    first = {word: found[0] for word, found in kinds.items()}
    return _Particles(first, frozenset(sets["attribute"]), tuple(sets["attached"]), tuple(sets["slavic"]))


@lru_cache(maxsize=1)
def _attached_names() -> frozenset[str]:
    """Return the listed Arabic names in Latin and Cyrillic, lower case: what may follow an article written on."""
    names: set[str] = set()
    for _sex, _native, _group, cyrillic, latin in read_table("scripts/names_arabic.tsv", 5):
        names.update(form.strip().lower() for cell in (cyrillic, latin) for form in cell.split(","))
    return frozenset(names)


def follows(word: str) -> bool:
    """Say whether a word belongs to the father's name before it (*оглы*, *qızı*).

    Parameters
    ----------
    word
        One folded word.
    """
    return _particles().kinds.get(word) in {"after", "suffix"}


def glue(words: list[str]) -> list[str]:
    """Join the words that are one name.

    Parameters
    ----------
    words
        Folded words of a written name, in their order.

    Returns
    -------
    list of str
        The same letters in the same order, in fewer words: son words joined with a space to the father's name if a
        name stands before that, European particles, the article and *ibn* with a hyphen to the next word, ʿAbd
        compounds, kunyas and names in *al-Din* written as one.

    Examples
    --------
    >>> glue(["алієв", "мамед", "ахмед", "оглы"])
    ['алієв', 'мамед', 'ахмед оглы']
    >>> glue(["abd", "al", "rahman", "al", "hamdani"])
    ['abdalrahman', 'al-hamdani']
    >>> glue(["von", "der", "leyen", "ursula"])
    ['von-der-leyen', 'ursula']
    """
    kinds = _particles().kinds
    if not any(word in kinds or "-" in word for word in words):
        return words
    return _joined([_as_one(word) if "-" in word else word for word in words])


def _as_one(word: str) -> str:
    """Write a hyphenated compound as its words would be joined: abd-al-rahman, abu-bakr."""
    joined = _joined(word.split("-"))
    return joined[0] if len(joined) == 1 else word


@dataclass(slots=True)
class _Held:
    """Leading words that wait for the name they belong to."""

    text: str = ""
    solid: bool = False
    article: bool = False

    def add(self, word: str, kind: str) -> None:
        self.solid = self.solid or kind in {"servant", "servant-of", "joined"} or word == _ARABIC_ARTICLE
        self.article = not self.text and kind in {"article", "sun"}
        self.text += word if self.solid else word + "-"


def _joined(words: list[str]) -> list[str]:
    particles = _particles()
    glued: list[str] = []
    held = _Held()
    for place, word in enumerate(words):
        kind = particles.kinds.get(word, "")
        after = words[place + 1] if place + 1 < len(words) else ""
        if _belongs_to_father(kind, len(glued), after) and not held.text:
            glued[-1] = f"{glued[-1]} {word}"
        elif glued and _is_second_half(word, kind, held, particles):
            glued[-1] += held.text.replace("-", "") + word.replace("-", "")
            held = _Held()
        elif after and _leads(word, kind, after, held, len(words)):
            held.add(word, kind)
        else:
            glued.append(held.text + word)
            held = _Held()
    return glued


def _belongs_to_father(kind: str, before: int, after: str) -> bool:
    """Say whether a son word joins the name before it: in Токтогул уулу Алыкул it does, in Мамед Оглы it does not."""
    return (kind == "after" and (before > 1 or (before == 1 and bool(after)))) or (kind == "suffix" and before > 1)


def _is_second_half(word: str, kind: str, held: _Held, particles: _Particles) -> bool:
    """Say whether a word ends the name before it: al-Din, -allah."""
    if kind == "tail":
        return not held.text
    if kind == "din":
        return held.article and held.text.count("-") == 1
    article, hyphen, rest = word.partition("-")
    of_article = particles.kinds.get(article) in {"article", "sun"}
    return bool(hyphen) and of_article and particles.kinds.get(rest) == "din" and not held.text


def _leads(word: str, kind: str, after: str, held: _Held, word_count: int) -> bool:
    particles = _particles()
    if kind in {"before", "article", "servant"}:
        return not _PATRONYMIC.search(after)  # Ван Анатолійович: a given name, or a misspelt one
    if kind == "inside":
        return word_count > 2
    if kind == "between":
        return bool(held.text)
    if kind == "sun":
        return after.startswith(word[1:])
    if kind == "servant-of":
        return after in particles.attributes or after in {"allah", "аллах"}
    return kind == "joined" and not after.endswith(particles.slavic)


def bare(word: str) -> str:
    """Return a name without the Arabic article, ʿAbd al- in one spelling.

    Parameters
    ----------
    word
        One folded word in any script, as :func:`glue` leaves it.

    Returns
    -------
    str
        The word without a leading or inner article; one that is written on goes only before a listed name or letters
        that tell. Any other word as it is.

    Examples
    --------
    >>> bare("al-assad"), bare("alassad"), bare("аль-асад"), bare("ассад")
    ('assad', 'assad', 'асад', 'ассад')
    >>> bare("abdulrahman"), bare("abd-el-rahman"), bare("albert")
    ('abdrahman', 'abdrahman', 'albert')
    """
    if _ARABIC.search(word):
        folded = fold_arabic(word)
        return folded.replace(_ARABIC_SERVANT + _ARABIC_ARTICLE, _ARABIC_SERVANT, 1)
    if "-" in word:
        kinds = _particles().kinds
        parts = word.split("-")
        kept = [
            part for part, after in zip(parts, [*parts[1:], ""], strict=True) if not _is_article(part, after, kinds)
        ]
        if kinds.get(kept[0]) in {"servant", "servant-of"} and len(kept) > 1:
            return bare("".join(kept))
        return "-".join(kept)
    if word.startswith(("abd", "абд")):
        return _bare_servant(word)
    if word.startswith(_WRITTEN_ON):
        return _without_attached(word)
    return word


def _is_article(part: str, after: str, kinds: dict[str, str]) -> bool:
    kind = kinds.get(part)
    return bool(after) and (kind == "article" or (kind == "sun" and after.startswith(part[1:])))


def _bare_servant(word: str) -> str:
    stem = word[:3]
    if _GOD[stem].fullmatch(word):
        return "abdallah" if stem == "abd" else "абдалла"
    attributes = _particles().attributes
    for start in range(3, min(8, len(word) - 2)):
        rest = word[start:]
        if rest in attributes and (match := _SERVANT.match(word)) and match.end() + 1 >= start:
            return stem + rest
    return word


def _without_attached(word: str) -> str:
    particles = _particles()
    rest = word[2:] if word[0] in "ae" else word[3:]
    names = _attached_names()
    if len(rest) < _SHORTEST or word in names:
        return word
    told = word.startswith(particles.attached) and not word.endswith(particles.slavic)
    return rest if told or rest in names else word
