"""Models of the search for a person."""

from typing import Annotated, Literal

from pydantic import Field

from web.api.match_shapes import Evidence
from web.api.shapes import Line, Model, Number
from web.models import Side


class SearchInput(Model):
    """Whom somebody looks for; it is posted, so that no address holds a name."""

    name: Annotated[Line, Field(min_length=1)] = Field(
        description="A name, or a part of one, in any spelling, alphabet and order."
    )
    birth_date: Line = Field("", description="Date of birth as far as known.")
    place: Line = Field("", description="Home or place of birth.")
    unit: Line = Field("", description="Military unit; only with the scope `unmask`.")
    side: Literal["both", "reports", "lists"] = Field("both", description="Where to look.")


class FoundRecord(Model):
    """A record that may be about the person."""

    side: Side = Field(description="Whether it is a report or a released person.")
    id: Number = Field(description="Number of the record, as in addresses.")
    name: str = Field(description="Name.")
    birth_date: str = Field(description="Date of birth as written; empty if not known.")
    reference: str | None = Field(description="Of a report, the number that families are given.")
    list_id: Number | None = Field(description="Of a released person, the number of the list.")
    band: str = Field(description="strong, possible or weak.")
    evidence: Evidence = Field(description="Why it was found; its left side is what was searched.")


class SearchAnswer(Model):
    """Who may be meant, the likeliest first."""

    found: list[FoundRecord] = Field(description="The records.")
    full: bool = Field(description="There may be more; with more known of the person, others come first.")
