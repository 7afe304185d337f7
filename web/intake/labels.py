"""Words about files on the pages: their kinds, how grave a problem is, which rows are meant."""

from __future__ import annotations

from typing import Any

from web.i18n import lazy_gettext as _

KIND_LABELS: dict[str, Any] = {
    "text": _("text table (CSV or TSV)"),
    "xlsx": _("workbook (XLSX)"),
    "ods": _("workbook (ODS)"),
    "xls": _("old workbook (XLS)"),
    "pasted": _("pasted rows"),
}

SEVERITY_LABELS: dict[str, Any] = {
    "refused": _("not read"),
    "doubtful": _("doubtful"),
    "altered": _("altered"),
}
SEVERITY_TONES = {"refused": "bad", "doubtful": "warn", "altered": "neutral"}
"""Severity to the tone of its badge."""


def row_ranges(rows: tuple[int, ...]) -> str:
    """Return row numbers as people write them.

    Examples
    --------
    >>> row_ranges((2, 3, 4, 9, 11, 12))
    '2–4, 9, 11, 12'
    """
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][-1] + 1:
            runs[-1].append(row)
        else:
            runs.append([row])
    return ", ".join(f"{run[0]}–{run[-1]}" if len(run) > 2 else ", ".join(str(row) for row in run) for run in runs)
