"""Words of this part of the application."""

from __future__ import annotations

from typing import Any

from web.i18n import lazy_gettext as _

RELIABILITY: dict[str, Any] = {
    "A": _("A – reliable"),
    "B": _("B – usually reliable"),
    "C": _("C – fairly reliable"),
    "D": _("D – not usually reliable"),
    "E": _("E – unreliable"),
    "F": _("F – cannot be judged"),
}
"""Grades of a source, as intelligence services and archives of human rights use them."""

LIST_LANGUAGES: dict[str, Any] = {
    "uk": _("Ukrainian"),
    "ru": _("Russian"),
    "be": _("Belarusian"),
    "en": _("English"),
    "pl": _("Polish"),
    "several": _("several"),
    "other": _("another one"),
}
