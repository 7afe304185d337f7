"""Why somebody decided as they did: a short closed list for each verdict, and a note for what no list foresees."""

from __future__ import annotations

from typing import Any

from web.i18n import lazy_gettext
from web.models import MatchState, Verdict

OTHER = "other"
"""Needs a note."""
_OTHER = {OTHER: lazy_gettext("Another reason, see the note")}

REASONS: dict[Verdict, dict[str, Any]] = {
    Verdict.SAME: {
        "name_and_birth": lazy_gettext("Name and birth date agree"),
        "details": lazy_gettext("Several details agree together"),
        "number": lazy_gettext("A document or tag number agrees"),
        "photograph": lazy_gettext("Recognised in the photograph"),
        "told": lazy_gettext("Confirmed by somebody who knows the person"),
        **_OTHER,
    },
    Verdict.DIFFERENT: {
        "birth_date": lazy_gettext("Another birth date"),
        "name": lazy_gettext("Another name or patronymic"),
        "relative": lazy_gettext("A relative or a namesake"),
        "place": lazy_gettext("Another place or unit"),
        "events": lazy_gettext("The order of events is impossible"),
        "photograph": lazy_gettext("The photograph shows somebody else"),
        **_OTHER,
    },
    Verdict.CANNOT_TELL: {
        "too_little": lazy_gettext("Too little is known"),
        "contradictions": lazy_gettext("Details speak for and against"),
        "ask": lazy_gettext("The inquirer must be asked"),
        "unreadable": lazy_gettext("The record cannot be read with certainty"),
        **_OTHER,
    },
    Verdict.UNDO: {
        "mistake": lazy_gettext("Decided by mistake"),
        "news": lazy_gettext("Something new is known"),
        "wrong_record": lazy_gettext("A record turned out to be wrong"),
        **_OTHER,
    },
}
"""Verdict to its reasons, each a word for the database and a text for people."""

VERDICTS: dict[Verdict, Any] = {
    Verdict.SAME: lazy_gettext("Same person"),
    Verdict.DIFFERENT: lazy_gettext("Not the same"),
    Verdict.CANNOT_TELL: lazy_gettext("Cannot tell"),
    Verdict.UNDO: lazy_gettext("Taken back"),
}
"""Verdicts in words, in the order of their keys."""

STATES: dict[MatchState, Any] = {
    MatchState.OPEN: lazy_gettext("Not reviewed"),
    MatchState.PROPOSED: lazy_gettext("Needs a second person"),
    MatchState.UNDECIDED: lazy_gettext("Undecided"),
    MatchState.CONFIRMED: lazy_gettext("Confirmed"),
    MatchState.REJECTED: lazy_gettext("Not the same"),
    MatchState.SUPERSEDED: lazy_gettext("A rival was confirmed"),
}
"""States in words."""

TONES: dict[MatchState, str] = {
    MatchState.OPEN: "neutral",
    MatchState.PROPOSED: "info",
    MatchState.UNDECIDED: "warn",
    MatchState.CONFIRMED: "good",
    MatchState.REJECTED: "bad",
    MatchState.SUPERSEDED: "neutral",
}
"""How a state's badge looks."""

BANDS: dict[str, Any] = {
    "strong": lazy_gettext("Strong"),
    "possible": lazy_gettext("Possible"),
    "weak": lazy_gettext("Weak"),
}
"""Bands in words, the strongest first."""


def reason_text(verdict: Verdict, reason: str) -> str:
    """Return a reason in words; a word that is no longer on the list as it was written."""
    return str(REASONS[verdict].get(reason, reason))
