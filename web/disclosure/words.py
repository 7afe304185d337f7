"""Queues and steps in the words of the pages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from web.disclosure.queues import Queue
from web.i18n import lazy_gettext as _
from web.models import DisclosureState


@dataclass(frozen=True, slots=True)
class QueueWords:
    """What a queue is called, what it means, and what an empty one says.

    Attributes
    ----------
    label
        In the row of queues.
    lead
        One sentence above the table.
    empty
        Instead of the table.
    """

    label: Any
    lead: Any
    empty: Any


QUEUE_WORDS: dict[Queue, QueueWords] = {
    Queue.TELL: QueueWords(
        _("To be told"),
        _("Two people confirmed these matches, and the family does not know yet. Minors and urgent come first."),
        _("Every family of a confirmed match has been told. New ones appear here when a second person confirms."),
    ),
    Queue.UNDONE: QueueWords(
        _("Taken back"),
        _("These confirmations were undone after somebody was told or asked to tell. Whoever knows must hear of it."),
        _("No confirmation was undone after somebody was told."),
    ),
    Queue.ASK: QueueWords(
        _("To be asked"),
        _("A full date of birth would settle these pairs, and the report has none. Ask; read nothing out."),
        _("No report lacks a date of birth that would settle a pair."),
    ),
    Queue.UNREPORTED: QueueWords(
        _("Nobody asked"),
        _("These people are released, and no report on file is likely to be about them."),
        _("Everybody on the lists you see has a report that may be theirs."),
    ),
    Queue.TOLD: QueueWords(
        _("Told"),
        _("These families know. The latest comes first."),
        _("No family has been told yet."),
    ),
}
"""Queue to its words, in the order of the page."""

STEP_WORDS: dict[DisclosureState, Any] = {
    DisclosureState.ASSIGNED: _("Responsible person set"),
    DisclosureState.TOLD: _("Family told"),
    DisclosureState.NOT_REACHED: _("Not reached"),
    DisclosureState.POSTPONED: _("Has to wait"),
    DisclosureState.WITHDRAWN: _("Confirmation undone"),
    DisclosureState.CORRECTED: _("Those who knew were informed"),
}
"""Step to its words."""
