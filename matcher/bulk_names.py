"""The names of a long list, read fast: each distinct word once, each combination of word classes once.

Nearly all names are a few plain words. Such a word is looked up once; which of a name's words is the surname depends
on their classes only (:mod:`matcher.names.roles`), so names of the same classes in the same order are taken apart
together. Whatever is out of the ordinary (ranks, brackets, particles, mixed alphabets, oblique cases) goes to the
clear code of :mod:`matcher.name_variants`, and the results are the same as if every name did.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import combinations
from math import log2
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from matcher.military.ranks import is_edge_word
from matcher.name_variants import SEXES, ReadName
from matcher.names.asides import is_aside_word
from matcher.names.endings import undo_any_case
from matcher.names.given import is_written_form, lookup_given
from matcher.names.inflection import nominatives
from matcher.names.layout import MIN_LETTERS, layout_signs, relayout
from matcher.names.parsing import is_particle, may_be_broken
from matcher.names.patronymics import lookup_patronymic
from matcher.names.repair import joined_cells, lacks_known_part, misread
from matcher.names.roles import ANY_GIVEN, Arrangement, WordClass, arrangements, column_arrangements, word_class
from matcher.names.script import clean, fold
from matcher.ragged import count_up

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from numpy.typing import NDArray

    from matcher.name_variants import NameRow
    from matcher.names.given import NameMatch
    from matcher.names.patronymics import PatronymicMatch
    from matcher.vocabulary import WordVocabulary

_STEP = 2000  # names read by the clear code between two reports of progress
_CYRILLIC = "А-Яа-яЁёІіЇїЄєҐґЎў"
_LATIN = "A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u024f"
_PLAIN_WORD = re.compile(rf"[{_CYRILLIC}]+(?:['-][{_CYRILLIC}]+)*|[{_LATIN}]+(?:['-][{_LATIN}]+)*'?")
_INITIALS = re.compile(r"(?:[A-ZА-ЯЁІЇЄҐ]\.){1,3}")
_CAPITAL_INSIDE = re.compile(r"[^\W\d_][^\W\d_]*[A-ZА-ЯЁІЇЄҐЎ\u00c0-\u00d6\u00d8-\u00de]")
_PATRONYMICS = frozenset({"ending", "rare", "common"})
_SHOWN, _SHOWN_BESIDE = 2, 1  # the given name alone shows a case; or beside some surnames (Ярослава Шевченка)


class _Way(NamedTuple):
    """One way to arrange a name's words: the places of each part's words, and bits of belief."""

    parts: tuple[tuple[int, ...], tuple[int, ...], tuple[int, ...]]
    belief: float


@dataclass(frozen=True, slots=True, eq=False)
class BulkNames:
    """Name variants of a list, and what else stood in the name cells (codes as in ``Prepared``)."""

    record: NDArray[np.int32]
    surname: NDArray[np.int32]
    given: NDArray[np.int32]
    patronymic: NDArray[np.int32]
    belief: NDArray[np.float32]
    sex: NDArray[np.int32]
    rank: NDArray[np.int32]
    call_sign: NDArray[np.int32]


@dataclass(slots=True)
class _Group:
    """The names whose words are of the same classes in the same order: they are taken apart alike."""

    ways: tuple[_Way, ...]
    width: int
    suspects: tuple[int, ...]  # places of words that a scanner may have misread
    names: list[int] = field(default_factory=list)
    words: list[int] = field(default_factory=list)  # ``width`` numbers per name, -1 for an empty cell

    def texts(self, words: Words) -> tuple[NDArray[np.int64], NDArray[np.bool_], NDArray[np.bool_]]:
        """Return numbers of texts by name, way and part, which names are odd after all, and which may be retyped.

        Retyped: written with another keyboard layout on.
        """
        own = np.array(self.words, dtype=np.int64).reshape(-1, self.width)
        result = np.full((len(own), len(self.ways), 3), -1, dtype=np.int64)
        odd = np.zeros(len(own), dtype=np.bool_)
        for left, right in combinations(range(self.width), 2):
            odd |= (own[:, left] == own[:, right]) & (own[:, left] >= 0)
        for number, way in enumerate(self.ways):
            for part, places in enumerate(way.parts):
                if len(places) == 1:
                    result[:, number, part] = own[:, places[0]]
                elif places:
                    result[:, number, part] = words.joined(own[:, places])
            odd |= words.may_be_oblique(*result[:, number].T)
        for place in self.suspects:
            odd |= _by_word(own[:, place], words.misread) > 0
        return result, odd, words.may_be_retyped(own)


class Words:
    """Numbers of distinct texts (words, and double names), and what is known of them."""

    def __init__(self) -> None:
        self.numbers: dict[str, int] = {}
        self.texts: list[str] = []
        self._signs: NDArray[np.int64] = np.zeros((1, 3), dtype=np.int64)
        self._given_case: dict[int, int] = {}
        self._patronymic_case: dict[int, int] = {}

    def number(self, text: str) -> int:
        """Return the number of a text, ``-1`` for an empty one."""
        if not text:
            return -1
        number = self.numbers.setdefault(text, len(self.texts))
        if number == len(self.texts):
            self.texts.append(text)
        return number

    def joined(self, own: NDArray[np.int64]) -> NDArray[np.int64]:
        """Return the numbers of double names, given the numbers of their words."""
        texts = self.texts
        found = (self.number("-".join([texts[word] for word in row])) for row in own.tolist())
        return np.fromiter(found, dtype=np.int64, count=len(own))

    def may_be_retyped(self, own: NDArray[np.int64]) -> NDArray[np.bool_]:
        """Say which names, given the numbers of their words, may be typed with another keyboard layout."""
        if own.max(initial=-1) >= len(self._signs) - 1:
            # a last row of zeros for the number -1
            self._signs = np.array([*map(layout_signs, self.texts), (0, 0, 0)], dtype=np.int64)
        sums = self._signs[own].sum(axis=1)
        retyped: NDArray[np.bool_] = ((sums[:, 0] >= MIN_LETTERS) & (sums[:, 1] <= 0)) | (sums[:, 2] > 1)
        return retyped

    def misread(self, number: int) -> int:
        """Say, as 0 or 1, whether a scanner may have misread a word."""
        return int(misread(self.texts[number]) != self.texts[number])

    def may_be_oblique(
        self, surname: NDArray[np.int64], given: NDArray[np.int64], patronymic: NDArray[np.int64]
    ) -> NDArray[np.bool_]:
        """Say which names may stand in an oblique case: the patronymic shows it, or else the given name."""
        odd = _by_word(patronymic, self._shown_by_patronymic) > 0
        case = np.where(patronymic < 0, _by_word(given, self._shown_by_given), 0)
        odd |= case == _SHOWN
        for name in np.flatnonzero((case == _SHOWN_BESIDE) & (surname >= 0)).tolist():
            odd[name] |= bool(nominatives(self.texts[surname[name]], self.texts[given[name]], ""))
        return odd

    def _shown_by_patronymic(self, number: int) -> int:
        case = self._patronymic_case.get(number)
        if case is None:
            case = self._patronymic_case[number] = int(bool(nominatives("", "", self.texts[number])))
        return case

    def _shown_by_given(self, number: int) -> int:
        case = self._given_case.get(number)
        if case is None:
            given = self.texts[number]
            case = _SHOWN if nominatives("", given, "") else _SHOWN_BESIDE if _is_case_of_a_name(given) else 0
            self._given_case[number] = case
        return case


def _is_case_of_a_name(given: str) -> bool:
    undone = (one.nominative for sex in ("m", "f") for one in undo_any_case(given, "given", sex))
    return any(is_written_form(nominative) for nominative in undone)


class BulkReader:
    """Reads the name cells of many records.

    Parameters
    ----------
    vocabularies
        Of surnames, given names and patronymics; they grow by the words met.
    slow
        Reads one record's cells by the clear code.
    """

    def __init__(
        self,
        vocabularies: tuple[WordVocabulary, WordVocabulary, WordVocabulary],
        slow: Callable[[NameRow], ReadName],
    ) -> None:
        self._vocabularies = vocabularies
        self._slow = slow
        self._words = Words()
        self._classes: dict[WordClass, int] = {}
        self._class_of: dict[int, int] = {-1: -1}  # number of a word -> number of its class
        self._plain: dict[str, int] = {}  # token as written -> number of its only word
        self._tokens: dict[str, tuple[int, ...] | None] = {}  # any token -> numbers of its words; None: not plain

    def read(
        self, columns: Sequence[NDArray[np.object_]], progress: Callable[[int, int], None] = lambda _done, _total: None
    ) -> BulkNames:
        """Read the names of a list.

        Parameters
        ----------
        columns
            The cells of ``full_name``, ``surname``, ``given_name``, ``patronymic``, ``other_names``.
        progress
            Called with the number of distinct names read and their total.
        """
        rows: list[NameRow] = list(zip(*(column.tolist() for column in columns), strict=True))
        numbers: dict[NameRow, int] = {}
        names = np.fromiter([numbers.setdefault(row, len(numbers)) for row in rows], dtype=np.int64, count=len(rows))
        distinct = list(numbers)
        progress(0, len(distinct))
        groups, odd = self._grouped(distinct)
        taken_apart = []
        for group in groups:
            texts, not_plain, retyped = group.texts(self._words)
            members = np.array(group.names, dtype=np.int64)
            for name in np.flatnonzero(retyped & ~not_plain).tolist():
                full_name, *cells, _ = distinct[members[name]]
                not_plain[name] = relayout(full_name or joined_cells(*cells)) is not None
            odd.extend(members[not_plain].tolist())
            taken_apart.append((group.ways, members[~not_plain], texts[~not_plain]))
        slow: dict[int, ReadName] = {}
        for name in sorted(odd):
            slow[name] = self._slow(distinct[name])
            if len(slow) % _STEP == 0:
                progress(len(distinct) - len(odd) + len(slow), len(distinct))
        variants = _assembled(len(distinct), taken_apart, slow, self._words)
        result = self._coded(variants, slow, names)
        progress(len(distinct), len(distinct))
        return result

    def _grouped(self, rows: list[NameRow]) -> tuple[list[_Group], list[int]]:
        """Put the plain names into groups; the others are left for the clear code."""
        in_one: dict[tuple[int, ...], _Group | None] = {}
        in_three: dict[tuple[int, ...], _Group | None] = {}
        odd: list[int] = []
        plain, class_of = self._plain, self._class_of
        for name, (full_name, surname, given, patronymic, other) in enumerate(rows):
            if other or (full_name and (surname or given or patronymic)):
                odd.append(name)
                continue
            tokens = full_name.split(" ") if full_name else (surname, given, patronymic)
            try:
                words = [plain[token] for token in tokens]
            except KeyError:
                found = self._words_of(tokens) if full_name else self._words_of_cells(tokens)
                if found is None:
                    odd.append(name)
                    continue
                words = found
            signature = tuple([class_of[word] for word in words])
            groups = in_one if full_name else in_three
            group = groups[signature] if signature in groups else self._new_group(signature, groups, in_three)
            if group is None:
                odd.append(name)
            else:
                group.names.append(name)
                group.words += words
        return [group for groups in (in_one, in_three) for group in groups.values() if group is not None], odd

    def _new_group(
        self,
        signature: tuple[int, ...],
        groups: dict[tuple[int, ...], _Group | None],
        in_three: dict[tuple[int, ...], _Group | None],
    ) -> _Group | None:
        known = list(self._classes)
        classes = tuple(known[number] if number >= 0 else None for number in signature)
        present = tuple(one for one in classes if one is not None)
        group = None
        if present and groups is in_three:
            group = _Group(_ways(column_arrangements(classes)), len(classes), _suspect_cells(classes))
        elif present and len({one.latin for one in present}) == 1 and not may_be_broken(present):
            # else look-alike letters are to be judged, or the halves of a word
            group = _Group(_ways(arrangements(present)), len(present), _suspect_words(present))
        groups[signature] = group
        return group

    def _words_of(self, tokens: Sequence[str]) -> list[int] | None:
        """Return the numbers of a name's words, ``None`` if one of its tokens is not plain."""
        words: list[int] = []
        for token in tokens:
            found = self._tokens[token] if token in self._tokens else self._token(token)
            if not found:
                return None
            words.extend(found)
        return words

    def _words_of_cells(self, cells: Sequence[str]) -> list[int] | None:
        """Return one number for each of three cells, ``-1`` for an empty one; ``None`` if a cell is not one word."""
        words: list[int] = []
        for cell in cells:
            found = (-1,) if not cell else self._tokens[cell] if cell in self._tokens else self._token(cell)
            if found is None or len(found) != 1:
                return None
            words.append(found[0])
        return words

    def _token(self, token: str) -> tuple[int, ...] | None:
        """Look at a token once: the numbers of its words, ``None`` if it is not plain."""
        words = _plain_words(token)
        found = None if words is None else tuple(self._word(word) for word in words)
        self._tokens[token] = found
        if found is not None and len(found) == 1:
            self._plain[token] = found[0]
        return found

    def _word(self, text: str) -> int:
        word = self._words.number(text)
        if word not in self._class_of:
            self._class_of[word] = self._classes.setdefault(word_class(text), len(self._classes))
        return word

    def _coded(self, variants: _Variants, slow: dict[int, ReadName], names: NDArray[np.int64]) -> BulkNames:
        """Turn texts into codes of the vocabularies, in order of appearance, and give every record its variants."""
        surname, given, patronymic = (
            _by_first(variants.texts[:, part], self._words.texts, vocabulary.code)
            for part, vocabulary in enumerate(self._vocabularies)
        )
        counts = np.diff(variants.starts)[names]
        flat = np.repeat(variants.starts[names], counts) + count_up(counts)
        rank, call_sign = (np.full(len(variants.starts) - 1, -1, dtype=np.int32) for _ in range(2))
        for name, found in slow.items():
            rank[name], call_sign[name] = found.rank, found.call_sign
        return BulkNames(
            np.repeat(np.arange(len(names), dtype=np.int32), counts),
            surname[flat].astype(np.int32),
            given[flat].astype(np.int32),
            patronymic[flat].astype(np.int32),
            variants.beliefs[flat],
            self._sexes(variants)[names],
            rank[names],
            call_sign[names],
        )

    def _sexes(self, variants: _Variants) -> NDArray[np.int32]:
        """Read the sex from the first variant, as :func:`matcher.name_variants.sex_of` does."""
        sexes = np.zeros(len(variants.starts) - 1, dtype=np.int64)
        named = np.flatnonzero(np.diff(variants.starts))
        first = variants.texts[variants.starts[named]]
        texts = self._words.texts
        for shown in (
            _by_word(first[:, 2], lambda number: _sex(lookup_patronymic(texts[number]), texts[number])),
            _by_word(first[:, 1], lambda number: _sex(lookup_given(texts[number]), texts[number])),
        ):
            sexes[named] = np.where(sexes[named] > 0, sexes[named], shown)
        return sexes.astype(np.int32)


def _suspect_words(classes: Sequence[WordClass]) -> tuple[int, ...]:
    """Return the places of words that the clear code would try to read anew, as no letter of a name is unmistakable."""
    given, patronymic = any(map(_is_given, classes)), any(one.patronymic in _PATRONYMICS for one in classes)
    words = sum(one.given != "initial" for one in classes)
    return tuple(range(len(classes))) if lacks_known_part(words, given=given, patronymic=patronymic) else ()


def _suspect_cells(classes: Sequence[WordClass | None]) -> tuple[int, ...]:
    return tuple(
        place
        for place, one in enumerate(classes)
        if place > 0 and one is not None and not _is_given(one) and one.patronymic not in _PATRONYMICS
    )


def _is_given(one: WordClass) -> bool:
    return one.given in ANY_GIVEN


def _sex(matches: Sequence[NameMatch | PatronymicMatch], word: str) -> int:
    sexes = {match.sex for match in matches} if len(word) > 2 else set()
    return SEXES[sexes.pop()] if len(sexes) == 1 else 0


@dataclass(frozen=True, slots=True, eq=False)
class _Variants:
    """The variants of the distinct names, name by name: numbers of texts by part, and beliefs."""

    starts: NDArray[np.int64]
    texts: NDArray[np.int64]
    beliefs: NDArray[np.float32]


def _assembled(
    count: int,
    taken_apart: list[tuple[tuple[_Way, ...], NDArray[np.int64], NDArray[np.int64]]],
    slow: dict[int, ReadName],
    words: Words,
) -> _Variants:
    """Put the variants of all groups and of the odd names in the order of the names."""
    counts = np.zeros(count, dtype=np.int64)
    for ways, members, _ in taken_apart:
        counts[members] = len(ways)
    for name, found in slow.items():
        counts[name] = len(found.variants)
    starts = np.concatenate([[0], np.cumsum(counts)])
    texts = np.full((int(starts[-1]), 3), -1, dtype=np.int64)
    beliefs = np.zeros(int(starts[-1]), dtype=np.float32)
    for ways, members, own in taken_apart:
        for number, way in enumerate(ways):
            texts[starts[members] + number] = own[:, number]
            beliefs[starts[members] + number] = way.belief
    for name, found in slow.items():
        both = zip(found.variants, found.beliefs, strict=True)
        for at, (variant, belief) in enumerate(both, start=int(starts[name])):
            texts[at] = [words.number(part) for part in (variant.surname, variant.given, variant.patronymic)]
            beliefs[at] = belief
    return _Variants(starts, texts, beliefs)


def _by_word(numbers: NDArray[np.int64], read: Callable[[int], int]) -> NDArray[np.int64]:
    """Read each distinct number once; 0 for ``-1``."""
    distinct, inverse = np.unique(numbers, return_inverse=True)
    found = [read(number) if number >= 0 else 0 for number in distinct.tolist()]
    return np.array(found, dtype=np.int64)[inverse]


def _by_first(numbers: NDArray[np.int64], texts: list[str], read: Callable[[str], int]) -> NDArray[np.int64]:
    """Read the text of each distinct number once, in the order of their first appearance; ``-1`` stays."""
    distinct, first, inverse = np.unique(numbers, return_index=True, return_inverse=True)
    found = np.full(len(distinct), -1, dtype=np.int64)
    for place in np.argsort(first).tolist():
        if distinct[place] >= 0:
            found[place] = read(texts[distinct[place]])
    return found[inverse]


def _plain_words(written: str) -> tuple[str, ...] | None:
    """Return the words of a token that nothing but letters make up; ``None`` if the clear code has to look at it."""
    if relayout(written) is not None:
        return None
    text = clean(written).text
    initials = _INITIALS.fullmatch(text) is not None
    if not initials:
        if not _PLAIN_WORD.fullmatch(text) or (len(text) == 2 and text.isupper()):
            return None
        if not text.isupper() and any(_CAPITAL_INSIDE.search(part) for part in re.split("['-]", text)):
            return None  # run together, or written so
    if is_edge_word(text) or is_aside_word(text):
        return None
    if initials:
        return tuple(fold(letter) for letter in text.split(".") if letter)
    word = fold(text).strip("-'")
    if is_particle(word):
        return None
    if word != written.lower() and layout_signs(word) != layout_signs(written):
        return None
    return (word,)


def _ways(found: tuple[Arrangement, ...]) -> tuple[_Way, ...]:
    first = found[0].probability
    return tuple(
        _Way((way.surname, way.given, way.patronymic), min(log2(way.probability / first), 0.0)) for way in found
    )
