"""Rank, unit, sex and status: what official papers and families say of a person besides the name.

All word knowledge stands in ``data/military``; this module finds it in written text in three languages.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import IntEnum
from functools import lru_cache
from itertools import product
from typing import Literal, cast

from matcher.tables import read_table

ADJACENT_STEPS = 2
"""Promotions between two papers about one person are rarely more."""


# --- Ranks --------------------------------------------------------------------------------------------------


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


class RankAgreement(IntEnum):
    """How two ranks agree."""

    MISSING = 0
    SAME = 1
    """The same place in the order, be it army or navy."""
    ADJACENT = 2
    """One or two steps apart: a promotion between the two papers."""
    DIFFERENT = 3


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


def compare_ranks(a: Rank | None, b: Rank | None) -> RankAgreement:
    """Return how two ranks agree; the order of the two does not matter.

    Parameters
    ----------
    a, b
        Ranks; None is a missing rank.
    """
    if a is None or b is None:
        return RankAgreement.MISSING
    steps = abs(a.order - b.order)
    if steps == 0:
        return RankAgreement.SAME
    return RankAgreement.ADJACENT if steps <= ADJACENT_STEPS else RankAgreement.DIFFERENT


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
_LIKE = str.maketrans({"ё": "е", "’": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-"})
_PATRONYMIC = re.compile(
    r"(?:вич|вна|чна|ич|вича|вичу|вичем|вни|вні|вне|вной|вною|vych|vich|vi[ct]h|witsch|wicz|vna|wna|ichna)$"
)


def _words(text: str) -> list[_Word]:
    folded = text.casefold().translate(_LIKE)
    if len(folded) != len(text):  # a letter such as ß grew: places would not fit
        folded = text.lower().translate(_LIKE)
        if len(folded) != len(text):
            folded = text.translate(_LIKE)
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


# --- Units --------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Unit:
    """A military unit.

    Attributes
    ----------
    key
        ``"code-A1234"``, ``"brigade-36"``, ``"name-..."``: equal for every way to write the unit. Keys
        contradict each other only if both are of one :attr:`kind`: a code number says nothing against a
        brigade's number. Empty if the cell names no particular unit ("морська піхота").
    label
        Readable name.
    branch
        What the unit does, such as ``"marine"``; None if not said.
    also
        Further keys of the same unit, where the cell gives its code and its name.
    """

    key: str
    label: str
    branch: str | None = None
    also: tuple[str, ...] = ()

    @property
    def kind(self) -> str:
        """What the key is made of: ``code``, ``name``, ``brigade``, ``border-detachment`` …."""
        return _kind(self.key)


class UnitAgreement(IntEnum):
    """How two units agree."""

    MISSING = 0
    """One is absent, or they are named in ways that cannot be compared."""
    SAME = 1
    SAME_NUMBER = 2
    """Formation and number agree, the branch does not: renamed, or another unit."""
    DIFFERENT = 3


def parse_unit(text: str) -> Unit | None:
    """Read a unit: a code number, a numbered formation in words or abbreviated, or a well-known name.

    Parameters
    ----------
    text
        A cell in Ukrainian, Russian, English or a romanisation.

    Returns
    -------
    Unit or None
        None only if the cell holds neither letters nor digits. An unknown name becomes a key by its sound.

    Examples
    --------
    >>> parse_unit("36-та окрема бригада морської піхоти").key, parse_unit("36 ОБрМП").key
    ('brigade-36', 'brigade-36')
    """
    cell = unicodedata.normalize("NFKC", text).casefold().translate(_LIKE)
    if not any(character.isalnum() for character in cell):
        return None
    found: list[str] = []
    code = _CODE.search(cell)
    if code is not None and (code["letter"] or code["prefix"] or code[0].strip() == cell.strip()):
        letter = code["letter"].translate(_LATIN_LETTERS).upper()
        found.append(f"code-{letter}{code['digits']}")
        cell = f"{cell[: code.start()]} {cell[code.end() :]}"
    words = re.findall(r"\d+|[^\W\d_]+(?:['/-][^\W\d_]+)*", cell)
    padded = f" {' '.join(words)} "
    branch = _first(padded, _unit_forms().branches)
    formations = sorted([*_named(padded), *_numbered(words)], key=lambda key: _formation_order(_kind(key)))
    found.extend(dict.fromkeys(formations[:1]))
    if not found:
        key = _sound_key(words)
        if key:
            found.append(key)
    if not found:
        return Unit("", text.strip(), branch)
    return Unit(found[0], _unit_label(found, branch), branch, tuple(found[1:]))


def compare_units(a: Unit | None, b: Unit | None) -> UnitAgreement:
    """Return how two units agree; the order of the two does not matter.

    Parameters
    ----------
    a, b
        Units; None is a missing unit.
    """
    if a is None or b is None or not a.key or not b.key:
        return UnitAgreement.MISSING
    keys_a, keys_b = {a.key, *a.also}, {b.key, *b.also}
    shared = keys_a & keys_b
    if shared:
        exact = any(key.startswith("code-") for key in shared) or a.branch is None or b.branch is None
        return UnitAgreement.SAME if exact or a.branch == b.branch else UnitAgreement.SAME_NUMBER
    kinds = {_kind(key) for key in keys_a} & {_kind(key) for key in keys_b}
    if kinds - {"name"}:  # two unknown names may be one, misspelt
        return UnitAgreement.DIFFERENT
    return UnitAgreement.MISSING


def _kind(key: str) -> str:
    return "name" if key.startswith("name-") else key.rpartition("-")[0]


_CODE = re.compile(
    r"(?P<prefix>(?:в\s?[/\\.]?\s?ч\.?|військ\w*\s+частин\w*|войск\w*\s+част\w*|п/п|military\s+unit|v/?ch|m/u)\s*)?"
    r"(?:№|no?\.?)?\s*(?<![^\W_])(?P<letter>[aаtтbвcсeе]?)[\s.-]?(?P<digits>\d{4})(?!\d)"
)
_LATIN_LETTERS = str.maketrans("аетвс", "aetbc")


@dataclass(frozen=True, slots=True)
class _UnitForms:
    """Forms, padded so that a search finds whole words or beginnings: form to (formation, branch)."""

    formations: dict[str, str]
    branches: dict[str, str]
    ignored: frozenset[str]


@lru_cache(maxsize=1)
def _unit_forms() -> _UnitForms:
    formations: dict[str, str] = {}
    branches: dict[str, str] = {}
    ignored: set[str] = set()
    for formation, branch, how, forms in _unit_rows():
        if how == "ignore":
            ignored.update(forms.split(", "))
            continue
        for form in forms.split(", "):
            padded = f" {form}" if how == "stem" else f" {form} "
            if formation != "-":
                formations[padded] = formation
            if branch != "-":
                branches[padded] = branch
    return _UnitForms(formations, branches, frozenset(ignored))


@lru_cache(maxsize=1)
def _unit_rows() -> list[tuple[str, ...]]:
    return read_table("military/units.tsv", columns=4)


@lru_cache(maxsize=1)
def _named_forms() -> dict[str, tuple[str, str]]:
    """Return padded form to key and label of the units known by name."""
    rows = read_table("military/named_units.tsv", columns=3)
    return {f" {form} ": (key, label) for key, label, forms in rows for form in forms.split(", ")}


@lru_cache(maxsize=64)
def _formation_order(formation: str) -> int:
    order = list(dict.fromkeys(row[0] for row in _unit_rows() if row[0] != "-"))
    return order.index(formation) if formation in order else len(order)


def _first(padded: str, forms: dict[str, str]) -> str | None:
    return next((value for form, value in forms.items() if form in padded), None)


def _named(padded: str) -> list[str]:
    return [key for form, (key, _label) in _named_forms().items() if form in padded]


def _numbered(words: list[str]) -> list[str]:
    """Return keys of all numbered formations in the words of a cell."""
    numbers = [position for position, word in enumerate(words) if word.isdigit() and len(word) <= 3]
    if len(numbers) == 1:
        runs = [(words[numbers[0]], words)]
    else:
        ends = [*numbers[1:], len(words)]
        runs = [(words[start], words[start + 1 : end]) for start, end in zip(numbers, ends, strict=False)]
    keys = []
    for number, run in runs:
        formation = _first(f" {' '.join(run)} ", _unit_forms().formations)
        if formation and int(number):
            keys.append(f"{formation}-{int(number)}")
    return keys


def _sound_key(words: list[str]) -> str:
    """Return the key of a unit with an unknown name: the sounds of its own words."""
    from matcher.names.romanisation import readings
    from matcher.names.sounds import skeleton

    forms = _unit_forms()
    own = [
        word
        for word in words
        if word.isdigit()
        or not (
            len(word) <= 2
            or word in forms.ignored
            or _first(f" {word} ", forms.formations)
            or _first(f" {word} ", forms.branches)
        )
    ]
    sounds = [word if word.isdigit() else skeleton(readings(word)[0].text) for word in own]
    return f"name-{''.join(dict.fromkeys(sounds))}" if sounds else ""


def _unit_label(keys: list[str], branch: str | None) -> str:
    known = dict(_named_forms().values())
    parts = []
    for key in keys:
        kind, number = _kind(key), key.removeprefix("name-").rpartition("-")[2]
        if kind == "code":
            parts.append(number)
        elif key in known and branch is None:
            parts.append(known[key])
        else:
            parts.append(f"{number} {branch + ' ' if branch else ''}{kind}" if kind != "name" else number)
    return ", ".join(parts)


# --- Sex and status -----------------------------------------------------------------------------------------


def parse_sex(text: str) -> Literal["m", "f"] | None:
    """Read the sex as written in a list: ч, чол., ж, жіноча, м, муж., M, female.

    Parameters
    ----------
    text
        A cell.

    Returns
    -------
    "m", "f" or None
        None if the cell says neither.
    """
    return cast("Literal['m', 'f'] | None", _closed_sets().get(("sex", _bare(text))))


def parse_status(text: str) -> Literal["military", "civilian"] | None:
    """Read whether somebody is military or civilian; a rank in the cell counts as military.

    Parameters
    ----------
    text
        A cell.

    Returns
    -------
    "military", "civilian" or None
        None if the cell says neither.
    """
    bare = _bare(text)
    found = _closed_sets().get(("status", bare)) or next(
        (value for word in bare.split() if (value := _closed_sets().get(("status", word)))), None
    )
    if found is None and parse_rank(text) is not None:
        found = "military"
    return cast("Literal['military', 'civilian'] | None", found)


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).casefold().translate(_LIKE).replace(".", " ")
    return " ".join(folded.strip(" ,;:()").split())


@lru_cache(maxsize=1)
def _closed_sets() -> dict[tuple[str, str], str]:
    rows = read_table("military/words.tsv", columns=3)
    return {(field, form): value for field, value, forms in rows for form in forms.split(", ")}
