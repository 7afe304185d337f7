"""A person as somebody describes them: every field of the vocabulary as text, only a name required."""

from __future__ import annotations

import dataclasses
import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import TYPE_CHECKING, Any

from matcher.errors import InputError
from matcher.fields import FIELDS, NAME_FIELDS, Kind, field_named, split_repeated

if TYPE_CHECKING:
    from matcher.dates import PartialDate

    DateLike = str | int | dt.date | PartialDate | None


@dataclass(frozen=True, init=False)
class Person:
    """One person, described by whatever is known.

    Every attribute is text as somebody wrote it, ``""`` where nothing is known. What the text means is worked
    out when the person is compared.

    Parameters
    ----------
    full_name
        The whole name, any order, alphabet and spelling. Instead or besides: `surname`, `given_name`,
        `patronymic`.
    other_names
        Names at birth or by marriage and aliases: several strings, or one with ``;`` between them.
    birth_date, age_on, event_date, release_date
        Text in any usual form and precision (``"07.03.1985"``, ``"1985-03"``), a year as a number, a
        ``date``, or a :class:`matcher.dates.PartialDate`; Gregorian calendar.
    age
        Years completed on `age_on`.
    id, document_number, tag_number, tax_number
        Text, or a whole number.
    call_sign, sex, status, rank, unit, birth_place, home_region, home_place, event_place, photo, source, \
notes
        Text, see :data:`matcher.fields.FIELDS`.

    Raises
    ------
    InputError
        If no name is given, or a value is of a type that the field cannot hold.

    Examples
    --------
    >>> Person(full_name="Volodymyr Shevchenko", birth_date="1985-03")
    Person(full_name='Volodymyr Shevchenko', birth_date='1985-03')
    >>> Person(surname="Шевченко", given_name="Тарас").name
    'Шевченко Тарас'
    """

    id: str
    full_name: str
    surname: str
    given_name: str
    patronymic: str
    other_names: tuple[str, ...]
    call_sign: str
    sex: str
    birth_date: str
    age: str
    age_on: str
    status: str
    rank: str
    unit: str
    birth_place: str
    home_region: str
    home_place: str
    event_date: str
    event_place: str
    release_date: str
    document_number: str
    tag_number: str
    tax_number: str
    photo: str
    source: str
    notes: str

    def __init__(
        self,
        full_name: str = "",
        *,
        id: str | int = "",  # noqa: A002  the vocabulary's own word
        surname: str = "",
        given_name: str = "",
        patronymic: str = "",
        other_names: str | Iterable[str] = (),
        call_sign: str = "",
        sex: str = "",
        birth_date: DateLike = "",
        age: str | int | None = "",
        age_on: DateLike = "",
        status: str = "",
        rank: str = "",
        unit: str = "",
        birth_place: str = "",
        home_region: str = "",
        home_place: str = "",
        event_date: DateLike = "",
        event_place: str = "",
        release_date: DateLike = "",
        document_number: str | int = "",
        tag_number: str | int = "",
        tax_number: str | int = "",
        photo: str = "",
        source: str = "",
        notes: str = "",
    ) -> None:
        given = locals()
        for field in FIELDS:
            value = given[field.name]
            stored = _several(value) if field.repeated else _text(value, field.name, field.kind)
            object.__setattr__(self, field.name, stored)
        if not self.name:
            raise InputError(f"A person needs a name: give at least one of {', '.join(NAME_FIELDS)}.")

    def __repr__(self) -> str:
        """Show only what is known."""
        return f"Person({', '.join(f'{name}={value!r}' for name, value in self.to_dict().items())})"

    @property
    def name(self) -> str:
        """The readable name: the full name, else its parts in the usual order, else the first other name."""
        parts = " ".join(part for part in (self.surname, self.given_name, self.patronymic) if part)
        return self.full_name or parts or next(iter(self.other_names), "")

    def to_dict(self) -> dict[str, str | list[str]]:
        """Return what is known as a JSON-ready dictionary in the order of the vocabulary, without blanks."""
        known = ((field.name, getattr(self, field.name)) for field in FIELDS)
        return {name: list(value) if isinstance(value, tuple) else value for name, value in known if value}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Person:
        """Return the person that a dictionary with the vocabulary's keys describes.

        Parameters
        ----------
        values
            Any subset of the fields; ``None`` and NaN count as not known.

        Raises
        ------
        InputError
            If a key is not in the vocabulary, or there is no name.

        Examples
        --------
        >>> Person.from_dict({"surname": "Коваль", "age": 34, "unit": None}).to_dict()
        {'surname': 'Коваль', 'age': '34'}
        """
        for key in values:
            field_named(str(key))
        return cls(**{key: value for key, value in values.items() if not _is_missing(value)})

    def replace(self, **changes: Any) -> Person:
        """Return a copy with some fields changed."""
        return dataclasses.replace(self, **changes)


_NUMERIC = frozenset({Kind.ID, Kind.NUMBER, Kind.DATE, Kind.AGE})


def _is_missing(value: object) -> bool:
    """Tell whether a value is one of the several ways in which Python and pandas write "not known"."""
    return value is None or type(value).__name__ in {"NAType", "NaTType"} or bool(value != value)  # noqa: PLR0124  NaN


def _several(value: object) -> tuple[str, ...]:
    if _is_missing(value):
        return ()
    if isinstance(value, str):
        return split_repeated(value)
    if isinstance(value, Iterable):
        names = tuple(value)
        if all(isinstance(name, str) for name in names):
            return tuple(name.strip() for name in names if name.strip())
    raise InputError(f"The field other_names takes texts, not {type(value).__name__}.")


def _text(value: object, name: str, kind: Kind) -> str:
    """Return the value as it would be written in a cell."""
    if isinstance(value, str):
        return value if value.strip() else ""
    if _is_missing(value):
        return ""
    if kind in _NUMERIC and isinstance(value, Integral | float) and not isinstance(value, bool):
        if isinstance(value, Integral) or value.is_integer():
            return str(int(value))
    elif kind is Kind.DATE:
        if isinstance(value, dt.datetime):
            return value.date().isoformat()
        if isinstance(value, dt.date):
            return value.isoformat()
        from matcher.dates import PartialDate

        if isinstance(value, PartialDate):
            return str(value)
    raise InputError(f"The field {name} takes text, not {type(value).__name__}.")
