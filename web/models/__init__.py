"""The tables, one module for each part of the work."""

from __future__ import annotations

from web.models.accounts import ApiToken, SignIn, Unmasking, User
from web.models.audit import AuditEntry
from web.models.jobs import Job, JobState
from web.models.lists import ListVersion, Released, ReleaseList, Upload
from web.models.matches import (
    Decision,
    Disclosure,
    DisclosureState,
    Match,
    MatchRun,
    MatchState,
    PersonLink,
    PersonLinkState,
    Verdict,
)
from web.models.records import BlockingKey, Photo, Revision, Side
from web.models.reports import Inquirer, Report, ReportState

__all__ = [
    "ApiToken",
    "AuditEntry",
    "BlockingKey",
    "Decision",
    "Disclosure",
    "DisclosureState",
    "Inquirer",
    "Job",
    "JobState",
    "ListVersion",
    "Match",
    "MatchRun",
    "MatchState",
    "PersonLink",
    "PersonLinkState",
    "Photo",
    "ReleaseList",
    "Released",
    "Report",
    "ReportState",
    "Revision",
    "Side",
    "SignIn",
    "Unmasking",
    "Upload",
    "User",
    "Verdict",
]
