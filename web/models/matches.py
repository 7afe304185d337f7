"""Possible matches, what people decided about them, what families were told, and the runs that proposed them."""

from __future__ import annotations

import datetime as dt
from enum import StrEnum

from sqlalchemy import ForeignKey, Index, LargeBinary, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from web.database import Base
from web.models.audit import guard
from web.models.columns import Id, Json, JsonList, Long, MaybeMoment, Moment, Short, choice
from web.models.lists import Released
from web.models.records import Side
from web.models.reports import Inquirer, Report
from web.permissions import Role


class MatchState(StrEnum):
    """Where a possible match stands. The state follows from its decisions and is kept for the queue."""

    OPEN = "open"
    """Nobody has decided."""
    PROPOSED = "proposed"
    """One person says they are the same; a second one is needed."""
    UNDECIDED = "undecided"
    """Somebody looked and could not tell."""
    CONFIRMED = "confirmed"
    """Two different people say they are the same."""
    REJECTED = "rejected"
    """Not the same; returns only when a compared field changes."""
    SUPERSEDED = "superseded"
    """A rival was confirmed."""


class Verdict(StrEnum):
    """What somebody decided about a pair."""

    SAME = "same"
    DIFFERENT = "different"
    CANNOT_TELL = "cannot_tell"
    UNDO = "undo"


class Match(Base):
    """A released person and a report that may be about the same person.

    ``evidence`` is :meth:`matcher.Evidence.to_dict` of the run that scored the pair. ``current`` is False where the
    latest run no longer proposes it (or its row was withdrawn); decisions stay. ``revision`` counts every change of
    state. ``returned`` names the compared fields whose change brought a rejected pair back, and ``round_from`` is the
    number of the first decision that counts since then.

    ``list_id``, ``birth_year``, ``urgent`` and ``waiting_since`` repeat what the released person and the report say,
    so that the queue is read and sorted from one narrow index; :mod:`web.review.queue_columns` keeps them true.
    """

    __tablename__ = "match"
    __table_args__ = (
        UniqueConstraint("released_id", "report_id"),
        Index("ix_match_state_current_probability", "state", "current", "probability"),
        Index(
            "ix_match_queue",
            *("state", "current", "band", "list_id", "birth_year", "urgent", "waiting_since", "probability"),
            "assignee_id",
        ),
    )

    id: Mapped[Id]
    released_id: Mapped[int] = mapped_column(ForeignKey("released.id"))
    report_id: Mapped[int] = mapped_column(ForeignKey("report.id"), index=True)
    probability: Mapped[float]
    weight: Mapped[float]
    band: Mapped[Short]
    rank: Mapped[int]
    margin: Mapped[float | None]
    run_id: Mapped[int | None] = mapped_column(ForeignKey("match_run.id"))
    current: Mapped[bool] = mapped_column(default=True)
    state: Mapped[MatchState] = mapped_column(choice(MatchState), default=MatchState.OPEN)
    assignee_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"), index=True)
    revision: Mapped[int] = mapped_column(default=0)
    returned: Mapped[JsonList]
    round_from: Mapped[int] = mapped_column(default=0)
    found_at: Mapped[Moment]
    decided_at: Mapped[MaybeMoment]
    list_id: Mapped[int | None] = mapped_column(ForeignKey("release_list.id"))
    birth_year: Mapped[int | None]
    urgent: Mapped[bool] = mapped_column(default=False)
    waiting_since: Mapped[dt.date | None]
    # Last of the columns: to count by state, SQLite would otherwise read through every row's evidence.
    evidence: Mapped[Json]

    released: Mapped[Released] = relationship()
    report: Mapped[Report] = relationship()
    decisions: Mapped[list[Decision]] = relationship(back_populates="match", order_by="Decision.number")


class Decision(Base):
    """What one person decided about a pair. Rows are added, never changed.

    ``number`` counts from 1 within the match: of two people who decide on the same view of a pair at once, one gets
    the number and the other is told. ``role`` is what the user was at that moment: whether two people may together
    confirm does not change when one of them later leaves. ``undoes`` is the number of the decision that an UNDO takes
    back. ``compared`` holds both people's compared fields as they stood, ``probability`` what the program said and
    ``blind`` whether it was hidden.
    """

    __tablename__ = "decision"
    __table_args__ = (UniqueConstraint("match_id", "number"),)

    id: Mapped[Id]
    match_id: Mapped[int] = mapped_column(ForeignKey("match.id"))
    number: Mapped[int]
    user_id: Mapped[int] = mapped_column(ForeignKey("user.id"), index=True)
    role: Mapped[Role] = mapped_column(choice(Role), default=Role.VIEWER)  # who may nothing, if nobody said
    verdict: Mapped[Verdict] = mapped_column(choice(Verdict))
    undoes: Mapped[int | None]
    reason: Mapped[Short]
    note: Mapped[Long]
    probability: Mapped[float]
    blind: Mapped[bool] = mapped_column(default=False)
    compared: Mapped[Json]
    at: Mapped[Moment]

    match: Mapped[Match] = relationship(back_populates="decisions")


guard("decision")


class DisclosureState(StrEnum):
    """How far the telling of a family has come, after a match was confirmed."""

    ASSIGNED = "assigned"
    TOLD = "told"
    NOT_REACHED = "not_reached"
    POSTPONED = "postponed"
    WITHDRAWN = "withdrawn"
    """The match was undone after the family was told, or before; whoever told them must know."""
    CORRECTED = "corrected"
    """Whoever had been told, or was about to tell, knows that the match was undone."""


class Disclosure(Base):
    """One step in telling one family. Rows are added, never changed; the last one is the state."""

    __tablename__ = "disclosure"
    __table_args__ = (UniqueConstraint("match_id", "number"),)

    id: Mapped[Id]
    match_id: Mapped[int] = mapped_column(ForeignKey("match.id"))
    number: Mapped[int]
    state: Mapped[DisclosureState] = mapped_column(choice(DisclosureState))
    responsible_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    inquirer_id: Mapped[int | None] = mapped_column(ForeignKey("inquirer.id"))
    happened_at: Mapped[MaybeMoment]
    how: Mapped[Short]
    note: Mapped[Long]
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[Moment]

    inquirer: Mapped[Inquirer | None] = relationship()


guard("disclosure")


class PersonLinkState(StrEnum):
    """What is known of two records of one side."""

    SUGGESTED = "suggested"
    LINKED = "linked"
    UNLINKED = "unlinked"


class PersonLink(Base):
    """Two reports, or two rows of different lists, that may describe one person; never merged.

    ``first_id`` is the smaller number.
    """

    __tablename__ = "person_link"
    __table_args__ = (
        UniqueConstraint("side", "first_id", "second_id"),
        Index("ix_person_link_second", "side", "second_id"),
    )

    id: Mapped[Id]
    side: Mapped[Side] = mapped_column(choice(Side))
    first_id: Mapped[int]
    second_id: Mapped[int]
    probability: Mapped[float]
    evidence: Mapped[Json]
    state: Mapped[PersonLinkState] = mapped_column(choice(PersonLinkState), default=PersonLinkState.SUGGESTED)
    user_id: Mapped[int | None] = mapped_column(ForeignKey("user.id"))
    at: Mapped[Moment]


class MatchRun(Base):
    """One run of the matching over whole lists, with what it learnt about the file of reports."""

    __tablename__ = "match_run"
    __table_args__ = (Index("ix_match_run_list", "list_id", "version", "finished_at"),)

    id: Mapped[Id]
    list_id: Mapped[int | None] = mapped_column(ForeignKey("release_list.id"))
    version: Mapped[int | None]
    released: Mapped[int] = mapped_column(default=0)
    reports: Mapped[int] = mapped_column(default=0)
    candidates: Mapped[int] = mapped_column(default=0)
    proposed: Mapped[int] = mapped_column(default=0)
    unanswered: Mapped[int] = mapped_column(default=0)
    started_at: Mapped[Moment]
    finished_at: Mapped[MaybeMoment]
    # Last of the columns: it holds megabytes, and SQLite reads through it to whatever stands behind.
    reference: Mapped[bytes | None] = mapped_column(LargeBinary, deferred=True)
