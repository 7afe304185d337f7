"""Records to prepared records: every field read once per distinct value, as integer codes in arrays.

Both sides of a linkage share one set of vocabularies, so that equal codes mean equal values.
"""

from __future__ import annotations

import gc
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np

from matcher.bulk_names import BulkReader
from matcher.dates import parse_age, parse_date
from matcher.military import parse_rank, parse_sex, parse_status, parse_unit
from matcher.name_variants import SEXES, ReadName, beliefs, name_variants, sex_of
from matcher.names.romanisation import readings
from matcher.names.script import clean, fold
from matcher.names.sounds import skeleton
from matcher.places import parse_place
from matcher.progress import silent
from matcher.vocabulary import Codes, WordVocabulary

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    import pandas as pd
    from numpy.typing import NDArray

    from matcher.bulk_names import BulkNames
    from matcher.intake import Records
    from matcher.name_variants import NameRow
    from matcher.progress import Progress

ESTIMATE_SLACK = 1  # years by which an estimated year of birth may miss
STATUSES = {"military": 1, "civilian": 2}
_LATIN_CAPITALS = str.maketrans("АВЕІКМНОРСТХ", "ABEIKMHOPCTX")
NAME_COLUMNS = ("full_name", "surname", "given_name", "patronymic", "other_names")


@dataclass(slots=True)
class Vocabularies:
    """Codes shared by everything that is to be compared; they only grow."""

    surname: WordVocabulary = field(default_factory=lambda: WordVocabulary("surname"))
    given_name: WordVocabulary = field(default_factory=lambda: WordVocabulary("given"))
    patronymic: WordVocabulary = field(default_factory=lambda: WordVocabulary("patronymic"))
    unit: Codes = field(default_factory=Codes)
    unit_kind: Codes = field(default_factory=Codes)
    region: Codes = field(default_factory=Codes)
    settlement: Codes = field(default_factory=Codes)
    call_sign: Codes = field(default_factory=Codes)
    document_number: Codes = field(default_factory=Codes)
    tag_number: Codes = field(default_factory=Codes)
    tax_number: Codes = field(default_factory=Codes)

    @property
    def names(self) -> tuple[WordVocabulary, WordVocabulary, WordVocabulary]:
        """The vocabularies of surnames, given names and patronymics."""
        return self.surname, self.given_name, self.patronymic

    def words(self, name_field: str) -> WordVocabulary:
        """Return the vocabulary of ``surname``, ``given_name`` or ``patronymic``."""
        vocabulary: WordVocabulary = getattr(self, name_field)
        return vocabulary


@dataclass(frozen=True, slots=True, eq=False)
class Prepared:
    """One list, ready to be blocked and compared; every array but the ``variant_*`` ones has one item per record.

    Attributes
    ----------
    ids
        Identifiers as text.
    variant_record, variant_surname, variant_given, variant_patronymic
        Ways to read the names, several per record, sorted by record: word codes, ``-1`` where the part is missing.
    variant_belief
        How much less likely than the record's first way each of them is, in bits: binary logarithms of the ratio of
        probabilities, 0 or less; 0 for the first.
    birth, event_date, release_date
        Gregorian dates as ``year * 10000 + month * 100 + day``, zeros for unknown parts; 0 if there is none.
    birth_low, birth_high
        First and last possible year of birth (from the date, or from an age at a date); 0 if unknown.
    sex, status
        Codes of :data:`SEXES` and :data:`STATUSES`; 0 if unknown.
    rank
        Place in the order of ranks; ``-1`` if unknown.
    unit, unit_also, unit_kind
        Codes of a unit's key and second key, and of what the first is made of (a code number does not contradict
        a brigade's number); ``-1`` if there is none.
    call_sign, document_number, tag_number, tax_number
        Codes of the vocabularies of the same name; ``-1`` if there is none.
    birth_region, birth_settlement, home_region, home_settlement, event_region, event_settlement
        Codes of regions and settlements; ``-1`` if there is none.
    """

    ids: NDArray[np.object_]
    variant_record: NDArray[np.int32]
    variant_surname: NDArray[np.int32]
    variant_given: NDArray[np.int32]
    variant_patronymic: NDArray[np.int32]
    variant_belief: NDArray[np.float32]
    birth: NDArray[np.int32]
    birth_low: NDArray[np.int32]
    birth_high: NDArray[np.int32]
    event_date: NDArray[np.int32]
    release_date: NDArray[np.int32]
    sex: NDArray[np.int32]
    status: NDArray[np.int32]
    rank: NDArray[np.int32]
    unit: NDArray[np.int32]
    unit_also: NDArray[np.int32]
    unit_kind: NDArray[np.int32]
    call_sign: NDArray[np.int32]
    birth_region: NDArray[np.int32]
    birth_settlement: NDArray[np.int32]
    home_region: NDArray[np.int32]
    home_settlement: NDArray[np.int32]
    event_region: NDArray[np.int32]
    event_settlement: NDArray[np.int32]
    document_number: NDArray[np.int32]
    tag_number: NDArray[np.int32]
    tax_number: NDArray[np.int32]

    def __len__(self) -> int:
        """Return the number of records."""
        return len(self.ids)

    @property
    def variant_start(self) -> NDArray[np.int64]:
        """Position of each record's first variant, and the end: ``len(self) + 1`` values."""
        return np.searchsorted(self.variant_record, np.arange(len(self) + 1))


def prepare(records: Records, vocabularies: Vocabularies, progress: Progress | None = None) -> Prepared:
    """Read every field of every record.

    Parameters
    ----------
    records
        What :func:`matcher.read` returned.
    vocabularies
        Grows by the values met.
    progress
        Called with stage, done, total.
    """
    table = records.data
    names = _names(records, vocabularies, progress or silent)
    stated = _coded(table, "birth_date", _birth_code, missing=0)
    low, high = _birth_years(table, stated)
    rank = _coded(table, "rank", _rank_order, missing=-1)
    sex = _coded(table, "sex", lambda text: SEXES.get(parse_sex(text) or "", 0), missing=0)
    call_sign = _keyed(table, "call_sign", _call_sign_key, vocabularies.call_sign)
    birth_place = _places(table, ("birth_place",), vocabularies)
    home = _places(table, ("home_place", "home_region"), vocabularies)
    event_place = _places(table, ("event_place",), vocabularies)
    return Prepared(
        ids=table["id"].to_numpy(dtype=object),
        variant_record=names.record,
        variant_surname=names.surname,
        variant_given=names.given,
        variant_patronymic=names.patronymic,
        variant_belief=names.belief,
        birth=np.maximum(stated, 0),
        birth_low=low,
        birth_high=high,
        event_date=_coded(table, "event_date", partial(_date_code, kind="event"), missing=0),
        release_date=_coded(table, "release_date", partial(_date_code, kind="event"), missing=0),
        sex=np.where(sex > 0, sex, names.sex).astype(np.int32),
        status=_coded(table, "status", lambda text: STATUSES.get(parse_status(text) or "", 0), missing=0),
        rank=np.where(rank >= 0, rank, names.rank).astype(np.int32),
        unit=_keyed(table, "unit", partial(_unit_part, part="key"), vocabularies.unit),
        unit_also=_keyed(table, "unit", partial(_unit_part, part="also"), vocabularies.unit),
        unit_kind=_keyed(table, "unit", partial(_unit_part, part="kind"), vocabularies.unit_kind),
        call_sign=np.where(call_sign >= 0, call_sign, names.call_sign).astype(np.int32),
        birth_region=birth_place[0],
        birth_settlement=birth_place[1],
        home_region=home[0],
        home_settlement=home[1],
        event_region=event_place[0],
        event_settlement=event_place[1],
        document_number=_keyed(table, "document_number", _number_key, vocabularies.document_number),
        tag_number=_keyed(table, "tag_number", _number_key, vocabularies.tag_number),
        tax_number=_keyed(table, "tax_number", _number_key, vocabularies.tax_number),
    )


def _names(records: Records, vocabularies: Vocabularies, progress: Progress) -> BulkNames:
    columns = [records.cells(name) for name in NAME_COLUMNS]
    reader = BulkReader(vocabularies.names, partial(_slow_name, vocabularies=vocabularies))
    with _kept_alive():
        return reader.read(columns, partial(progress, "reading names"))


@contextmanager
def _kept_alive() -> Iterator[None]:
    """Let the collector of unreachable objects rest: reading makes very many small ones, and all of them stay."""
    resting = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if resting:
            gc.enable()


def _slow_name(row: NameRow, vocabularies: Vocabularies) -> ReadName:
    """Read the name cells of one record by the clear code, whatever stands in them."""
    parsed, variants = name_variants(row)
    key = _call_sign_key(parsed.call_sign)
    return ReadName(
        variants,
        beliefs(variants),
        sex_of(variants[0]) if variants else 0,
        _rank_order(parsed.rank) if parsed.rank else -1,
        vocabularies.call_sign.code(key) if key else -1,
    )


def _coded(table: pd.DataFrame, column: str, read: Callable[[str], int], missing: int) -> NDArray[np.int32]:
    """Read a column into integers, each distinct cell once."""
    if column not in table:
        return np.full(len(table), missing, dtype=np.int32)
    known: dict[str, int] = {"": missing}
    cells = table[column].to_numpy(dtype=object)
    for cell in set(cells) - {""}:
        known[cell] = read(cell) if cell.strip() else missing
    return np.fromiter((known[cell] for cell in cells), dtype=np.int32, count=len(cells))


def _keyed(table: pd.DataFrame, column: str, read: Callable[[str], str], codes: Codes) -> NDArray[np.int32]:
    """Read a column into the codes of canonical keys."""

    def code(text: str) -> int:
        key = read(text)
        return codes.code(key) if key else -1

    return _coded(table, column, code, missing=-1)


def _date_code(text: str, kind: Literal["birth", "event"]) -> int:
    value = parse_date(text, kind=kind).value
    return value.code if value is not None else 0


def _birth_code(text: str) -> int:
    """Return a birth date's code, made negative if it is an estimate."""
    value = parse_date(text, kind="birth").value
    if value is None:
        return 0
    return -value.code if value.approximate else value.code


def _birth_years(table: pd.DataFrame, stated: NDArray[np.int32]) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Bound the year of birth by the date or its estimate, or else by an age at a known date."""
    year = np.abs(stated) // 10000
    slack = np.where(stated < 0, ESTIMATE_SLACK, 0)
    low, high = year - slack, year + slack
    age = _coded(table, "age", _age, missing=-1)
    known_on = _coded(table, "age_on", partial(_date_code, kind="event"), missing=0) // 10000
    use = (year == 0) & (age >= 0) & (known_on > 0)
    low = np.where(use, known_on - age - 1, low)
    high = np.where(use, known_on - age, high)
    return low.astype(np.int32), high.astype(np.int32)


def _age(text: str) -> int:
    age = parse_age(text)
    return -1 if age is None else age


def _rank_order(text: str) -> int:
    rank = parse_rank(text)
    return -1 if rank is None else rank.order


def _unit_part(text: str, part: Literal["key", "also", "kind"]) -> str:
    unit = parse_unit(text)
    if unit is None or not unit.key:
        return ""
    if part == "also":
        return unit.also[0] if unit.also else ""
    if part == "kind":
        return "" if unit.kind == "name" else unit.kind  # two names may be of one unit
    return unit.key


def _call_sign_key(text: str) -> str:
    """Return a call sign's sound, the same in both alphabets."""
    if not text:
        return ""
    letters = [skeleton(readings(word)[0].text) for word in _words_of(text)]
    return "".join(letters)


def _words_of(call_sign: str) -> list[str]:
    words = (word.strip(",") for word in fold(clean(call_sign).text).split())
    return [word for word in words if word.strip(".-'\"")]


def _number_key(text: str) -> str:
    """Return a number without spaces and punctuation, look-alike Cyrillic letters made Latin."""
    return "".join(character for character in text.upper().translate(_LATIN_CAPITALS) if character.isalnum())


def _places(
    table: pd.DataFrame, columns: tuple[str, ...], vocabularies: Vocabularies
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Return codes of region and settlement; a later column fills what an earlier one leaves open."""
    region = np.full(len(table), -1, dtype=np.int32)
    settlement = region.copy()
    for column in columns:
        if column not in table:
            continue
        places = {cell: parse_place(cell) for cell in set(table[column]) - {""}}
        for target, codes, part in (
            (region, vocabularies.region, "region"),
            (settlement, vocabularies.settlement, "settlement"),
        ):
            known = {cell: getattr(place, part) or "" for cell, place in places.items()}
            np.copyto(target, _keyed(table, column, known.__getitem__, codes), where=target < 0)
    return region, settlement
