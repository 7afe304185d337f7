"""Records to prepared records: every field read once per distinct value, as integer codes in arrays.

Both sides of a linkage share one set of vocabularies, so that equal codes mean equal values.
"""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

import numpy as np

from matcher.dates import parse_age, parse_date
from matcher.fields import split_repeated
from matcher.military import parse_rank, parse_sex, parse_status, parse_unit
from matcher.names.given import lookup_given
from matcher.names.inflection import nominatives
from matcher.names.parsing import NameParts, ParsedName, parse_columns, parse_full_name
from matcher.names.patronymics import lookup_patronymic
from matcher.names.romanisation import readings
from matcher.names.script import clean, fold
from matcher.names.sounds import skeleton
from matcher.places import parse_place
from matcher.progress import silent
from matcher.vocabulary import Codes, WordVocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

    import pandas as pd
    from numpy.typing import NDArray

    from matcher.intake import Records
    from matcher.progress import Progress

MAX_VARIANTS = 8
ESTIMATE_SLACK = 1  # years by which an estimated year of birth may miss
SEXES = {"m": 1, "f": 2}
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


def name_variants(row: tuple[str, str, str, str, str]) -> tuple[ParsedName, tuple[NameParts, ...]]:
    """Read all names of one record.

    Parameters
    ----------
    row
        The cells of ``full_name``, ``surname``, ``given_name``, ``patronymic``, ``other_names``.

    Returns
    -------
    parsed, variants
        The main name taken apart, and every way to read this or another name of the person, the main one first.
    """
    full_name, surname, given, patronymic, other_names = row
    in_columns = bool(surname or given or patronymic)
    parsed = parse_columns(surname, given, patronymic) if in_columns else parse_full_name(full_name)
    variants = list(parsed.readings)
    if in_columns and full_name:
        variants.extend(parse_full_name(full_name).readings)
    main = variants[0] if variants else NameParts()
    variants.extend(
        replace(main, surname="-".join(former.split()), origin="other name") for former in parsed.former_surnames
    )
    for other in split_repeated(other_names):
        for reading in parse_full_name(other).readings:
            if reading.surname and not reading.given and not reading.patronymic:
                variants.append(replace(main, surname=reading.surname, origin="other name"))
            elif not reading.surname:
                variants.append(
                    NameParts(
                        main.surname,
                        reading.given or main.given,
                        reading.patronymic or main.patronymic,
                        "other name",
                    )
                )
            else:
                variants.append(replace(reading, origin="other name"))
    for variant in tuple(variants):
        variants.extend(
            NameParts(nominative.surname, nominative.given, nominative.patronymic, "nominative")
            for nominative in nominatives(variant.surname, variant.given, variant.patronymic)
        )
    seen: dict[tuple[str, str, str], NameParts] = {}
    for variant in variants:
        seen.setdefault((variant.surname, variant.given, variant.patronymic), variant)
    return parsed, tuple(seen.values())[:MAX_VARIANTS]


@dataclass(frozen=True, slots=True, eq=False)
class _Names:
    """Name variants of a list, and what else stood in the name cells (codes as in :class:`Prepared`)."""

    record: NDArray[np.int32]
    surname: NDArray[np.int32]
    given: NDArray[np.int32]
    patronymic: NDArray[np.int32]
    sex: NDArray[np.int32]
    rank: NDArray[np.int32]
    call_sign: NDArray[np.int32]


def _names(records: Records, vocabularies: Vocabularies, progress: Progress) -> _Names:
    count = len(records)
    columns = [records.cells(name) for name in NAME_COLUMNS]
    rows = list(zip(*columns, strict=True))
    read: dict[tuple[str, ...], tuple[list[tuple[int, int, int]], int, int, int]] = {}
    variants: list[list[tuple[int, int, int]]] = []
    asides = np.empty((count, 3), dtype=np.int32)
    for number, row in enumerate(rows):
        found = read.get(row)
        if found is None:
            found = read[row] = _name_codes(row, vocabularies)
        variants.append(found[0])
        asides[number] = found[1:]
        if number % 2000 == 0:
            progress("reading names", number, count)
    progress("reading names", count, count)
    codes = np.array([code for own in variants for code in own], dtype=np.int32).reshape(-1, 3)
    record = np.repeat(np.arange(count, dtype=np.int32), [len(own) for own in variants])
    return _Names(record, codes[:, 0], codes[:, 1], codes[:, 2], asides[:, 0], asides[:, 1], asides[:, 2])


def _name_codes(
    row: tuple[str, str, str, str, str], vocabularies: Vocabularies
) -> tuple[list[tuple[int, int, int]], int, int, int]:
    """Return variants as word codes, sex, rank and call sign of one distinct set of name cells."""
    parsed, variants = name_variants(row)
    codes = [
        (
            vocabularies.surname.code(variant.surname),
            vocabularies.given_name.code(variant.given),
            vocabularies.patronymic.code(variant.patronymic),
        )
        for variant in variants
    ]
    key = _call_sign_key(parsed.call_sign)
    return (
        codes,
        sex_of(variants[0]) if variants else 0,
        _rank_order(parsed.rank) if parsed.rank else -1,
        vocabularies.call_sign.code(key) if key else -1,
    )


def sex_of(name: NameParts) -> int:
    """Read the sex from a name: the patronymic shows it best, else a given name that only one sex bears.

    Returns
    -------
    int
        A code of :data:`SEXES`, 0 if the name does not tell.
    """
    for word, lookup in ((name.patronymic, lookup_patronymic), (name.given, lookup_given)):
        sexes = {match.sex for match in lookup(word)} if len(word) > 2 else set()
        if len(sexes) == 1:
            return SEXES[sexes.pop()]
    return 0


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
    letters = [skeleton(readings(word)[0].text) for word in fold(clean(text).text).split() if word.strip(".-'\"")]
    return "".join(letters)


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
