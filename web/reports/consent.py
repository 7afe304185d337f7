"""What an inquirer may agree to, one purpose at a time: nothing is done for which nobody said yes."""

from __future__ import annotations

from enum import StrEnum
from typing import Any

from web.i18n import lazy_gettext as _


class Purpose(StrEnum):
    """Something that is done with what an inquirer said."""

    SEARCH = "search"
    TELL = "tell"
    SHARE = "share"
    PHOTOGRAPH = "photograph"


PURPOSES: dict[str, Any] = {
    Purpose.SEARCH: _("Look for the person among released people"),
    Purpose.TELL: _("Be told what was found"),
    Purpose.SHARE: _("Share the report with partner organisations"),
    Purpose.PHOTOGRAPH: _("Show the photograph to people who may know the person"),
}
"""Purpose to the words with which the inquirer is asked."""
