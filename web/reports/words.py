"""The words for what a report holds: the person's own fields, and what else of it can change."""

from __future__ import annotations

from typing import Any

from web.i18n import lazy_gettext as _
from web.labels import FIELD_LABELS

FIELD_WORDS: dict[str, Any] = {name: label for name, label in FIELD_LABELS.items() if name != "id"}
"""Field of a report's person to its label, in the order in which pages show what is known."""

PARTICULARS: dict[str, Any] = {
    "marks": _("Distinguishing marks"),
    "urgent": _("Urgent"),
    "waiting_since": _("Waiting since"),
    "state": _("State of the report"),
    "source_id": _("Number in the file"),
}
"""What else of a report can change."""
