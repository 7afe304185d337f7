"""Every way to read the names of one record, clearly and one after the other.

This is the reference for :mod:`matcher.bulk_names`, which reads the ordinary names of a long list fast and leaves the
others to this.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from math import log2
from typing import TypeAlias

from matcher.fields import split_repeated
from matcher.names.given import lookup_given
from matcher.names.inflection import nominatives
from matcher.names.parsing import NameParts, ParsedName, parse_columns, parse_full_name
from matcher.names.patronymics import lookup_patronymic

MAX_VARIANTS = 8
OTHER_NAME = 0.25
"""How likely the other list is to use another name of a person, against the main one; an assumption."""

SEXES = {"m": 1, "f": 2}
NameRow: TypeAlias = tuple[str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class ReadName:
    """What the name cells of one record say.

    Attributes
    ----------
    variants
        Ways to read the names, the likeliest first.
    beliefs
        For each of them, in bits, how much less likely it is than the first.
    sex, rank, call_sign
        Codes as in :class:`matcher.preparation.Prepared`.
    """

    variants: tuple[NameParts, ...]
    beliefs: tuple[float, ...]
    sex: int = 0
    rank: int = -1
    call_sign: int = -1


def name_variants(row: NameRow) -> tuple[ParsedName, tuple[NameParts, ...]]:
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
    main = variants[0] if variants else NameParts()
    if in_columns and full_name:
        variants.extend(_as_other_name(reading) for reading in parse_full_name(full_name).readings)
    variants.extend(
        _as_other_name(replace(main, surname="-".join(former.split()))) for former in parsed.former_surnames
    )
    for other in split_repeated(other_names):
        for reading in parse_full_name(other).readings:
            if reading.surname and (reading.given or reading.patronymic):
                variants.append(_as_other_name(reading))
            else:
                completed = NameParts(
                    reading.surname or main.surname,
                    reading.given or main.given,
                    reading.patronymic or main.patronymic,
                    probability=reading.probability,
                )
                variants.append(_as_other_name(completed))
    for variant in tuple(variants):
        found = nominatives(variant.surname, variant.given, variant.patronymic)
        # a name that stands in an oblique case is surely meant in the nominative; several share its belief
        variants.extend(
            NameParts(one.surname, one.given, one.patronymic, "nominative", variant.probability / len(found))
            for one in found
        )
    seen: dict[tuple[str, str, str], NameParts] = {}
    for variant in variants:
        seen.setdefault((variant.surname, variant.given, variant.patronymic), variant)
    return parsed, tuple(seen.values())[:MAX_VARIANTS]


def _as_other_name(reading: NameParts) -> NameParts:
    return replace(reading, origin="other name", probability=reading.probability * OTHER_NAME)


def beliefs(variants: tuple[NameParts, ...]) -> tuple[float, ...]:
    """Return how much less likely than the first each way to read a name is.

    Parameters
    ----------
    variants
        Ways to read the names of one record, the likeliest first.

    Returns
    -------
    tuple of float
        In bits, 0 or less: the binary logarithm of each probability over the first one.
    """
    return tuple(min(log2(variant.probability / variants[0].probability), 0.0) for variant in variants)


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
