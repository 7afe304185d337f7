"""Signs that lists exchange for one another, for look-up in the tables under ``data/military``."""

from __future__ import annotations

PLAIN = str.maketrans({"ё": "е", "’": "'", "ʼ": "'", "`": "'", "‐": "-", "‑": "-", "–": "-"})
"""For ``str.translate``, after case folding: one apostrophe, one hyphen, no ё; the length stays."""
