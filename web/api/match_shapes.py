"""Models of possible matches, their evidence, and decisions."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from web.api.shapes import MASKED, NEXT, Line, Model, Number, Paging, Person
from web.models import MatchState, Verdict
from web.permissions import Role
from web.review.decisions import NOTE_LENGTH
from web.review.queue import Show
from web.review.reasons import BANDS, OTHER, REASONS

_NO_NUL = r"^[^\u0000]*$"
_Note = Annotated[str, Field(max_length=NOTE_LENGTH, pattern=_NO_NUL)]
_Seen = Annotated[Line, Field(min_length=1)]
_Band = Annotated[Line, Field(json_schema_extra={"enum": list(BANDS)}, pattern=f"^({'|'.join(BANDS)})$")]
_DECIDABLE = (Verdict.SAME, Verdict.DIFFERENT, Verdict.CANNOT_TELL)


def _reasons(*verdicts: Verdict) -> dict[str, list[str]]:
    return {"enum": sorted({reason for verdict in verdicts for reason in REASONS[verdict]})}


def _said(*verdicts: Verdict) -> str:
    return "; ".join(f"{verdict.value}: {', '.join(REASONS[verdict])}" for verdict in verdicts)


class MatchQuery(Paging):
    """Which possible matches."""

    show: Show = Field(Show.TODO, description="Those that wait for the token's user, or those in one state.")
    list_id: Number | None = Field(None, description="Only those of one release list.")
    band: _Band | None = Field(None, description="Only those of one band; without effect where scores are hidden.")
    assignee: Literal["me", "nobody"] | None = Field(None, description="Only those that the user, or nobody, looks at.")
    returned: Literal["yes"] | None = Field(None, description="Only pairs that came back because a record changed.")


class Somebody(Model):
    """One side of a match in a list."""

    id: Number = Field(description="Number of the record, as in addresses.")
    name: str = Field(description="Name.")
    birth_date: str = Field(description="Date of birth as written; empty if not known.")


class MatchSummary(Model):
    """A released person and a report that may be about the same person."""

    id: Number = Field(description="Number of the match, as in addresses.")
    state: MatchState = Field(description="Where it stands.")
    revision: int = Field(description="Counts the changes of its state.")
    list_id: Number = Field(description="The release list.")
    released: Somebody = Field(description="The released person.")
    report: Somebody = Field(description="The report.")
    reference: str = Field(description="The report's number that families are given.")
    probability: float | None = Field(description="That the two are one person; null where scores are hidden.")
    weight: float | None = Field(description="Match weight in bits; null where scores are hidden.")
    band: str | None = Field(description="strong, possible or weak; null where scores are hidden.")
    scores_hidden: bool = Field(description="The user wants to decide before seeing scores, and has not yet.")
    current: bool = Field(description="Whether the latest matching still proposes it.")
    minor: Literal["yes", "perhaps", "no"] = Field(description="Whether the missing person is a minor today.")
    urgent: bool = Field(description="Whether a caseworker marked the report as urgent.")
    waiting_since: dt.date = Field(description="Day on which the report was made.")
    assignee_id: Number | None = Field(description="Number of the user who looks at it.")
    returned: list[str] = Field(description="Compared fields whose change brought a rejected pair back.")
    found_at: AwareDatetime = Field(description="When it was found.")


class MatchPage(Model):
    """Some matches out of many, in the order in which they are to be looked at."""

    matches: list[MatchSummary] = Field(description="Those of this page.")
    next: Number | None = NEXT


class FieldEvidence(Model):
    """What one compared field says."""

    field: str = Field(description="The compared field.")
    level: str = Field(description="How the two agree, as a word for programs.")
    words: str = Field(description="The same in words.")
    left: str | None = Field(description="What was compared, of the released person or of what was searched.")
    right: str | None = Field(description="What was compared, of the report or of what was found.")
    masked: bool = Field(description="Both values are masked for the token's user.")
    weight: float = Field(description="Match weight in bits; positive speaks for one person.")
    sentences: list[str] = Field(description="Where the spellings come from, how common the name is.")


class Evidence(Model):
    """What speaks for and against a pair: bits from the prior to the result."""

    probability: float = Field(description="That the two are one person, rivals taken into account.")
    weight: float = Field(description="Match weight in bits: log2 of the Bayes factor.")
    prior: float = Field(description="Bits before anything was compared.")
    relatives: float = Field(description="Bits taken off because a relative or namesake would look alike.")
    margin: float | None = Field(description="Bits between this pair and the best rival; null without one.")
    words: str = Field(description="The probability as a count of pairs.")
    fields: list[FieldEvidence] = Field(description="What each field says.")


class DecisionMade(Model):
    """What somebody decided; nothing of it is ever changed."""

    number: int = Field(description="Counts from 1 within the match.")
    user_id: Number = Field(description="Number of the user who decided.")
    role: Role = Field(description="The user's role at that moment.")
    verdict: Verdict = Field(description="What they said.")
    undoes: int | None = Field(description="Number of the decision that an undo takes back.")
    reason: str = Field(description="Why.")
    note: str = Field(description="Anything else worth keeping.")
    blind: bool = Field(description="The score was hidden from them.")
    at: AwareDatetime = Field(description="When.")
    taken_back: bool = Field(description="It does not stand any more.")
    may_undo: bool = Field(description="The token's user may take it back.")


class Record(Model):
    """One side of a match with everything its record says of the person."""

    person: Person = Field(description="The person.")  # type: ignore[valid-type]
    masked: list[str] = MASKED


class Match(MatchSummary):
    """A match with its evidence."""

    seen: str = Field(description="Stands for this view of the pair; a decision names the one it was made on.")
    evidence: Evidence | None = Field(description="What speaks for and against; null where scores are hidden.")
    released_record: Record = Field(description="What the list says.")
    report_record: Record = Field(description="What the report says.")
    hostile: bool = Field(description="The list comes from a hostile source: nobody is confirmed from it.")
    disputed: bool = Field(description="Some say that they are the same and others that they are not.")
    excluded: bool = Field(description="A confirmed match excludes this one.")
    rivals: list[Number] = Field(description="Other matches of either record that the user's role sees.")
    decisions: list[DecisionMade] = Field(description="All decisions, the first one first.")


class DecisionInput(Model):
    """What is decided about a pair."""

    seen: _Seen = Field(description="`seen` of the match as it was read.")
    verdict: Literal["same", "different", "cannot_tell"] = Field(description="What is said of the two.")
    reason: Annotated[Line, Field(json_schema_extra=_reasons(*_DECIDABLE))] = Field(
        description=f"Why, by verdict: {_said(*_DECIDABLE)}. `{OTHER}` needs a note."
    )
    note: _Note = Field("", description="Anything else worth keeping.")


class UndoInput(Model):
    """Which decision is taken back, and why."""

    seen: _Seen = Field(description="`seen` of the match as it was read.")
    number: int | None = Field(None, description="Which decision; the latest that the user may take back if not given.")
    reason: Annotated[Line, Field(json_schema_extra=_reasons(Verdict.UNDO))] = Field(
        description=f"Why: {', '.join(REASONS[Verdict.UNDO])}. `{OTHER}` needs a note."
    )
    note: _Note = Field("", description="Anything else worth keeping.")


class Standing(Model):
    """Where a match stands after a decision."""

    id: Number = Field(description="Number of the match.")
    state: MatchState = Field(description="Where it stands now.")
    revision: int = Field(description="Counts the changes of its state.")
    seen: str = Field(description="Stands for the view of the pair after the decision.")
