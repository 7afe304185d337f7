"""Models of reports and inquirers."""

import datetime as dt
from typing import Annotated, Literal

from pydantic import AwareDatetime, Field

from web.api.shapes import MASKED, NEXT, Line, Model, Number, Paging, Person, PersonInput, Text
from web.i18n import LANGUAGES
from web.models import ReportState
from web.reports.consent import Purpose
from web.reports.listing import Order

_LANGUAGE = Annotated[Line, Field(json_schema_extra={"enum": ["", *LANGUAGES, "other"]})]


class ReportQuery(Paging):
    """Which reports, in which order."""

    state: ReportState | None = Field(None, description="Only those in this state.")
    urgent: Literal["yes"] | None = Field(None, description="Only those that a caseworker marked as urgent.")
    birth: Literal["missing"] | None = Field(None, description="Only those without a date of birth.")
    order: Order = Field(Order.WAITING, description="Those that wait longest first, or the newest first.")


class ReportSummary(Model):
    """A report in a list."""

    id: Number = Field(description="Number of the report, as in addresses.")
    reference: str = Field(description="The number that families are given.")
    state: ReportState = Field(description="Whether anybody still waits for an answer.")
    name: str = Field(description="Name of the missing person.")
    birth_date: str = Field(description="Date of birth as written; empty if not known.")
    urgent: bool = Field(description="Whether a caseworker marked it as urgent.")
    waiting_since: dt.date = Field(description="Day on which the report was made.")
    revision: int = Field(description="Counts the changes; a change names the one it was made on.")
    updated_at: AwareDatetime = Field(description="When it was last changed.")


class ReportPage(Model):
    """Some reports out of many."""

    reports: list[ReportSummary] = Field(description="Those of this page.")
    next: Number | None = NEXT


class Inquirer(Model):
    """Somebody who asks about the missing person."""

    id: Number = Field(description="Number of the inquirer.")
    name: str = Field(description="Name.")
    relation: str = Field(description="Relation to the missing person.")
    contact: str | None = Field(description="Telephone, messenger, e-mail, address.")
    safe_way: str = Field(description="Safe way to reach them.")
    safe_hours: str = Field(description="Safe hours.")
    language: str = Field(description="Language to speak with them.")
    consents: dict[str, str] = Field(description="What they agreed to, each with the day.")
    note: str = Field(description="Anything else.")
    masked: list[str] = MASKED


class Report(ReportSummary):
    """A report with everything that belongs to it."""

    person: Person = Field(description="The missing person.")  # type: ignore[valid-type]
    marks: str = Field(description="Distinguishing marks.")
    carried: dict[str, str] | None = Field(description="What else the file said that it came in, heading to cell.")
    source_id: str = Field(description="Its identifier in that file.")
    inquirers: list[Inquirer] = Field(description="Who asks.")
    created_at: AwareDatetime = Field(description="When it was entered.")
    masked: list[str] = MASKED


class InquirerInput(Model):
    """Somebody who asks, as entered; a name, a relation or a contact is needed."""

    name: Line = Field("", description="Name.")
    relation: Line = Field("", description="Relation to the missing person.")
    contact: Text = Field("", description="Telephone, messenger, e-mail, address; at most 2,000 letters.")
    safe_way: Line = Field("", description="Safe way to reach them.")
    safe_hours: Line = Field("", description="Safe hours.")
    language: _LANGUAGE = Field("", description="Language to speak with them.")
    consents: Annotated[list[Purpose], Field(max_length=len(Purpose))] = Field([], description="What they agree to.")
    consent_day: dt.date | None = Field(None, description="Day on which they agreed; today if not given.")
    note: Text = Field("", description="Anything else; at most 5,000 letters.")


class NewReport(Model):
    """A report that is entered."""

    person: PersonInput = Field(description="The missing person.")  # type: ignore[valid-type]
    marks: Text = Field("", description="Distinguishing marks.")
    urgent: bool = Field(False, description="Marked as urgent.")
    waiting_since: dt.date | None = Field(None, description="Day on which the report was made; today if not given.")
    inquirers: Annotated[list[InquirerInput], Field(max_length=10)] = Field([], description="Who asks.")


class ReportChange(Model):
    """A change of a report: what is left out stays as it is; null or an empty text empties a field of the person."""

    revision: int = Field(description="The revision on which the change was made.")
    reason: Line = Field("", description="Why it is changed; kept with the earlier wording.")
    person: PersonInput | None = Field(  # type: ignore[valid-type]
        None, description="Fields of the missing person that change."
    )
    marks: Text | None = Field(None, description="Distinguishing marks.")
    urgent: bool | None = Field(None, description="Marked as urgent.")
    waiting_since: dt.date | None = Field(None, description="Day on which the report was made.")
