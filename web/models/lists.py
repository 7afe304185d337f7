"""Release lists: the list as an object, its versions, its people, and files not yet loaded."""

from __future__ import annotations

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from web.database import Base
from web.models.columns import Bytes, Digest, Id, Json, JsonList, Long, MaybeMoment, Moment, Short


class ReleaseList(Base):
    """A list of released people, as an office receives it.

    ``reliability`` is a grade from A (reliable) to F (cannot be judged). ``hostile`` marks a list from a hostile
    source, used to look and never to confirm. ``sealed`` lists are invisible to all but the roles in ``seal_roles``
    until somebody releases them or ``sealed_until`` has passed (None: until released by hand).
    """

    __tablename__ = "release_list"

    id: Mapped[Id]
    title: Mapped[Short]
    issuer: Mapped[Short]
    provenance: Mapped[Long]
    reliability: Mapped[Short]
    hostile: Mapped[bool] = mapped_column(default=False)
    received_at: Mapped[MaybeMoment]
    received_how: Mapped[Short]
    exchange: Mapped[Short]
    batch: Mapped[Short]
    language: Mapped[Short]
    sealed: Mapped[bool] = mapped_column(default=False)
    sealed_until: Mapped[MaybeMoment]
    seal_roles: Mapped[JsonList]
    created_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[Moment]

    versions: Mapped[list[ListVersion]] = relationship(back_populates="release_list", order_by="ListVersion.number")


class ListVersion(Base):
    """One issue of a list that was loaded; a corrected re-issue is the next one."""

    __tablename__ = "list_version"
    __table_args__ = (UniqueConstraint("list_id", "number"),)

    id: Mapped[Id]
    list_id: Mapped[int] = mapped_column(ForeignKey("release_list.id"))
    number: Mapped[int]
    upload_id: Mapped[int | None] = mapped_column(ForeignKey("upload.id"))
    file_hash: Mapped[Digest] = mapped_column(index=True)
    columns: Mapped[Json]
    problems: Mapped[JsonList]
    rows: Mapped[int] = mapped_column(default=0)
    added: Mapped[int] = mapped_column(default=0)
    changed: Mapped[int] = mapped_column(default=0)
    withdrawn: Mapped[int] = mapped_column(default=0)
    note: Mapped[Long]
    loaded_by: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    loaded_at: Mapped[Moment]

    release_list: Mapped[ReleaseList] = relationship(back_populates="versions")


class Released(Base):
    """One person on a list.

    ``person`` holds the fields of the matcher's vocabulary as the file said them (without ``id``), ``carried`` the
    other columns, ``source_id`` the identifier in the file, ``row`` the row number there. ``fingerprint`` is the
    SHA-256 of the compared fields. A row that a later version no longer has keeps its place with ``withdrawn_in``.
    """

    __tablename__ = "released"
    __table_args__ = (Index("ix_released_list_id_withdrawn_in", "list_id", "withdrawn_in"),)

    id: Mapped[Id]
    list_id: Mapped[int] = mapped_column(ForeignKey("release_list.id"))
    added_in: Mapped[int]
    changed_in: Mapped[int | None]
    withdrawn_in: Mapped[int | None]
    row: Mapped[int]
    source_id: Mapped[Short]
    name: Mapped[Short]
    birth_date: Mapped[Short]
    person: Mapped[Json]
    carried: Mapped[Json]
    fingerprint: Mapped[Digest]

    release_list: Mapped[ReleaseList] = relationship(lazy="joined")


class Upload(Base):
    """A file, or pasted rows, that somebody brought: kept as it came, with what was decided about its columns.

    ``purpose`` is ``list`` or ``reports``. ``settings`` holds the corrected columns, the sheet, the list's own
    particulars while they are being typed, and for a re-issue the number of the list it corrects.
    """

    __tablename__ = "upload"

    id: Mapped[Id]
    purpose: Mapped[Short]
    kind: Mapped[Short]
    size: Mapped[int]
    file_hash: Mapped[Digest] = mapped_column(index=True)
    content: Mapped[Bytes]
    settings: Mapped[Json]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    created_at: Mapped[Moment]
    loaded_at: Mapped[MaybeMoment]
