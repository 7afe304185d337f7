"""Kinds of columns that the tables share."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING, Annotated, Any

from sqlalchemy import JSON, BigInteger, Enum, Integer, LargeBinary, String, Text
from sqlalchemy.orm import mapped_column

from web.database import UtcDateTime, now

if TYPE_CHECKING:
    from enum import StrEnum

# SQLite counts rows by itself only in a column of the type INTEGER.
_BIG = BigInteger().with_variant(Integer, "sqlite")

Id = Annotated[int, mapped_column(_BIG, primary_key=True)]
Big = Annotated[int, mapped_column(BigInteger)]
Moment = Annotated[dt.datetime, mapped_column(UtcDateTime, default=now)]
MaybeMoment = Annotated[dt.datetime | None, mapped_column(UtcDateTime)]
Short = Annotated[str, mapped_column(String(200), default="")]
Long = Annotated[str, mapped_column(Text, default="")]
Digest = Annotated[str, mapped_column(String(64))]
Bytes = Annotated[bytes, mapped_column(LargeBinary, deferred=True)]
Json = Annotated[dict[str, Any], mapped_column(JSON, default=dict)]
JsonList = Annotated[list[Any], mapped_column(JSON, default=list)]


def choice(kind: type[StrEnum]) -> Enum:
    """Return a column type that holds the values of a closed set as text, checked when written and read."""
    return Enum(
        kind, values_callable=lambda members: [member.value for member in members], native_enum=False, length=40
    )
