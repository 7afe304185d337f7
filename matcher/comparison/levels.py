"""The agreement levels of every compared field: what the model weighs and the explanation puts into words."""

from __future__ import annotations

from enum import IntEnum

MISSING = 0  # in every field: nothing to compare, so no evidence


class NameLevel(IntEnum):
    """How two surnames, two given names or two patronymics agree."""

    MISSING = 0
    SAME = 1
    """One canonical name in any language, spelling, gender form."""
    PART = 2
    """A short form (Саша for Олександр), or one half of a double name."""
    CLOSE = 3
    """One slip of writing apart."""
    SIMILAR = 4
    """Alike, but damaged in more than one place."""
    LOOK_ALIKE = 5
    """A few letters apart, and both are names in their own right: Шевченко, Шевчук."""
    DIFFERENT = 6
    INITIAL = 7
    """One side is an initial, and it fits."""
    INITIAL_DIFFERENT = 8
    MAY_HAVE_CHANGED = 9
    """Surnames of a woman that differ: marriage may be the reason."""


class DateLevel(IntEnum):
    """How two birth dates agree."""

    MISSING = 0
    EQUAL = 1
    SWAPPED = 2
    """Day and month exchanged."""
    ONE_DIGIT = 3
    """One digit wrong, or two neighbouring ones exchanged."""
    NEIGHBOUR_YEAR = 4
    PLACEHOLDER = 5
    """Same year, one side is 1 January: often written where the day is unknown."""
    SAME_YEAR = 6
    CONTRADICTING = 7
    EQUAL_COARSER = 8
    """One side knows less and agrees as far as it goes."""
    YEARS_NEAR = 9
    """Years one or two apart, one side without a full date."""
    YEAR_CONTRADICTING = 10
    """Other years, one side without a full date."""
    AGE_COMPATIBLE = 11
    """One side is an age or an estimate, and it fits."""
    AGE_CONTRADICTING = 12


class PlaceLevel(IntEnum):
    """How two places agree."""

    MISSING = 0
    SAME_SETTLEMENT = 1
    SAME_REGION = 2
    DIFFERENT = 3


class CategoryLevel(IntEnum):
    """How two values of a closed set agree: sex, status, unit."""

    MISSING = 0
    SAME = 1
    DIFFERENT = 2


class RankLevel(IntEnum):
    """How two ranks agree."""

    MISSING = 0
    SAME = 1
    ADJACENT = 2
    """One or two steps apart: a promotion."""
    DIFFERENT = 3


class CodeLevel(IntEnum):
    """How two numbers or call signs agree."""

    MISSING = 0
    SAME = 1
    CLOSE = 2
    """One character apart."""
    DIFFERENT = 3


class OrderLevel(IntEnum):
    """Whether the order of events is possible."""

    MISSING = 0
    POSSIBLE = 1
    IMPOSSIBLE = 2
    """Released before the disappearance."""


LEVELS: dict[str, type[IntEnum]] = {
    "surname": NameLevel,
    "given_name": NameLevel,
    "patronymic": NameLevel,
    "birth_date": DateLevel,
    "sex": CategoryLevel,
    "status": CategoryLevel,
    "rank": RankLevel,
    "unit": CategoryLevel,
    "call_sign": CodeLevel,
    "birth_place": PlaceLevel,
    "home": PlaceLevel,
    "birth_home": PlaceLevel,
    "event_order": OrderLevel,
    "event_date": DateLevel,
    "event_place": PlaceLevel,
    "document_number": CodeLevel,
    "tag_number": CodeLevel,
    "tax_number": CodeLevel,
}
"""Every compared field with its levels, in the order in which evidence is shown."""

NAME_FIELDS = ("surname", "given_name", "patronymic")
