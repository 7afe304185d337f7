"""What release lists and reports have in common: earlier wordings, photographs, blocking keys."""

from __future__ import annotations

from enum import StrEnum

from sqlalchemy import BigInteger, ForeignKey, Index
from sqlalchemy.orm import Mapped, mapped_column

from web.database import Base
from web.models.columns import Bytes, Digest, Id, Json, Long, MaybeMoment, Moment, Short, choice


class Side(StrEnum):
    """Which side of the matching a record stands on."""

    RELEASED = "released"
    REPORT = "report"


class Revision(Base):
    """What a record said before it was changed: every change leaves the earlier wording here.

    ``particulars`` holds what else was changed, as it was: a report's marks, its state, one of its inquirers.
    """

    __tablename__ = "revision"
    __table_args__ = (Index("ix_revision_record", "side", "record_id"),)

    id: Mapped[Id]
    side: Mapped[Side] = mapped_column(choice(Side))
    record_id: Mapped[int]
    person: Mapped[Json]
    carried: Mapped[Json]
    particulars: Mapped[Json]
    reason: Mapped[Long]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[Moment]


class Photo(Base):
    """A photograph, decoded and encoded anew so that it carries nothing but the picture.

    One that was attached by mistake keeps its row with ``removed_at`` and is not shown any more.
    """

    __tablename__ = "photo"
    __table_args__ = (Index("ix_photo_record", "side", "record_id"),)

    id: Mapped[Id]
    side: Mapped[Side] = mapped_column(choice(Side))
    record_id: Mapped[int]
    media_type: Mapped[Short]
    width: Mapped[int]
    height: Mapped[int]
    sha256: Mapped[Digest]
    caption: Mapped[Short]
    content: Mapped[Bytes]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[Moment]
    removed_at: Mapped[MaybeMoment]


class BlockingKey(Base):
    """One blocking key of one record: what the database joins when it looks for candidates.

    ``side`` is 1 for released people, 2 for reports: this table has twenty rows a record, so its rows are small.
    """

    __tablename__ = "blocking_key"
    __table_args__ = (Index("ix_blocking_key_record", "side", "record_id"), {"sqlite_with_rowid": False})

    side: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    record_id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
