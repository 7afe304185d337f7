"""Files and pasted rows of people: taken in, looked at and corrected before anything of them is stored as a record."""

from __future__ import annotations

from typing import Any


def template_words() -> dict[str, Any]:
    """Return what the templates of intake need beside their arguments; a context processor of the application."""
    from web.core_words import translate
    from web.intake import labels

    return {
        "KIND_LABELS": labels.KIND_LABELS,
        "SEVERITY_LABELS": labels.SEVERITY_LABELS,
        "SEVERITY_TONES": labels.SEVERITY_TONES,
        "row_ranges": labels.row_ranges,
        "core_words": translate,
    }
