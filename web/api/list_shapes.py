"""Models of release lists, their people, and work that goes on."""

from typing import Annotated

from pydantic import AfterValidator, AwareDatetime, Field

from matcher.fields import FIELDS
from web.api.shapes import LONGEST, MASKED, NEXT, Line, Model, Number, Paging, Person
from web.lists.words import LIST_LANGUAGES, RELIABILITY
from web.models import JobState
from web.permissions import SEAL_ROLES, Role

_COLUMNS = ["", *(field.name for field in FIELDS)]


def _known_column(name: str) -> str:
    if name not in _COLUMNS:
        raise ValueError("There is no such field.")
    return name


def _of_our_time(moment: AwareDatetime) -> AwareDatetime:
    if not 1990 <= moment.year <= 2200:
        raise ValueError("This is not in our time.")
    return moment


_Moment = Annotated[AwareDatetime, AfterValidator(_of_our_time)]
_Column = Annotated[Line, AfterValidator(_known_column), Field(json_schema_extra={"enum": _COLUMNS})]


class ReleaseListSummary(Model):
    """A release list."""

    id: Number = Field(description="Number of the list, as in addresses.")
    title: str = Field(description="Title.")
    issuer: str = Field(description="Who issued it.")
    provenance: str = Field(description="Where it comes from.")
    reliability: str = Field(description="Grade of the source, A to F; empty if nobody judged it.")
    hostile: bool = Field(description="From a hostile source: used to look, never to confirm.")
    received_at: AwareDatetime | None = Field(description="When it was received.")
    received_how: str = Field(description="How it was received.")
    exchange: str = Field(description="The exchange it belongs to.")
    batch: str = Field(description="The batch of the exchange.")
    language: str = Field(description="Language of the list.")
    sealed: bool = Field(description="Sealed at this moment: some roles do not see it.")
    created_at: AwareDatetime = Field(description="When somebody asked for it to be loaded.")
    people: int = Field(description="People on its last version.")
    to_review: int = Field(description="Possible matches that wait for somebody.")
    confirmed: int = Field(description="Confirmed matches.")
    version: int | None = Field(description="Its last version; null before the first is loaded.")


class ReleaseListPage(Model):
    """Some lists out of many."""

    lists: list[ReleaseListSummary] = Field(description="Those of this page, the newest first.")
    next: Number | None = NEXT


class PeopleQuery(Paging):
    """Which people of a list."""


class ReleasedPerson(Model):
    """A person on a list."""

    id: Number = Field(description="Number of the person, as in addresses.")
    list_id: Number = Field(description="Number of the list.")
    row: int = Field(description="Row in the file.")
    source_id: str = Field(description="Identifier in the file.")
    name: str = Field(description="Name.")
    birth_date: str = Field(description="Date of birth as written; empty if not known.")
    person: Person = Field(description="What the row says.")  # type: ignore[valid-type]
    carried: dict[str, str] | None = Field(description="The other columns, heading to cell.")
    added_in: int = Field(description="Version of the list that brought the row.")
    changed_in: int | None = Field(description="Version that last changed it.")
    withdrawn_in: int | None = Field(description="Version that no longer had it; null while it stands.")
    masked: list[str] = MASKED


class PeoplePage(Model):
    """Some people of a list."""

    people: list[ReleasedPerson] = Field(description="Those of this page; withdrawn rows come last.")
    next: Number | None = NEXT


class Reading(Model):
    """How a file is to be read, where it is not recognised rightly by itself."""

    columns: Annotated[dict[Line, _Column], Field(max_length=200)] = Field(
        {}, description="Heading to field of the vocabulary; empty to leave a column unread."
    )
    sheet: Line = Field("", description="Name of a workbook's sheet; the first that holds anything if not given.")
    headings: Annotated[Line, Field(json_schema_extra={"enum": ["auto", "yes", "no"]}, pattern="^(auto|yes|no)$")] = (
        Field("auto", description="Whether the file has headings.")
    )


class NewList(Model):
    """A list that is to be loaded: the part `particulars` beside the part `file`."""

    title: Annotated[Line, Field(min_length=1)] = Field(description="Title, by which everybody knows the list.")
    issuer: Line = Field("", description="Who issued it.")
    provenance: Annotated[str, Field(max_length=LONGEST // 2, pattern=r"^[^\u0000]*$")] = Field(
        "", description="Through whose hands it came, and what is known about how it was made."
    )
    reliability: Annotated[Line, Field(json_schema_extra={"enum": ["", *RELIABILITY]})] = Field(
        "", description="Grade of the source, A (reliable) to F (cannot be judged)."
    )
    hostile: bool = Field(False, description="From a hostile source: used to look, never to confirm.")
    received_at: _Moment | None = Field(None, description="When it was received.")
    received_how: Line = Field("", description="How it was received.")
    exchange: Line = Field("", description="The exchange it belongs to.")
    batch: Line = Field("", description="The batch of the exchange.")
    language: Annotated[Line, Field(json_schema_extra={"enum": ["", *LIST_LANGUAGES]})] = Field(
        "", description="Language of the list."
    )
    sealed: bool = Field(False, description="Sealed until it is released: only some roles see it, or its matches.")
    sealed_until: _Moment | None = Field(None, description="Until when; for whoever may choose the seal.")
    seal_roles: Annotated[list[Role], Field(max_length=len(Role))] = Field(
        list(SEAL_ROLES), description="Who sees it while it is sealed; for whoever may choose the seal."
    )
    again: bool = Field(False, description="Load it although this very file is loaded already.")
    reading: Reading = Field(
        default_factory=lambda: Reading.model_validate({}), description="How the file is to be read."
    )


class Job(Model):
    """Work that goes on after the call."""

    id: Number = Field(description="Number of the job, as in addresses.")
    kind: str = Field(description="What is done.")
    state: JobState = Field(description="How far it is.")
    finished: bool = Field(description="Whether it has ended, well or not.")
    stage: str = Field(description="What is being done at this moment.")
    done: int | None = Field(description="How much of it is done; null if that is not known.")
    total: int | None = Field(description="How much there is to do; null if that is not known.")
    result: dict[str, int] = Field(description="What came of it, in numbers.")


class Loading(Model):
    """A list that is being loaded; what the token's user does not see, because it is sealed, is null."""

    list_id: Number | None = Field(description="Number of the list.")
    job: Job | None = Field(description="The work; it also looks for matches afterwards, as a job of its own.")
