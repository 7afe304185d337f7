"""What every template may use: static files under an address that changes with them, permissions, the main menu."""

from __future__ import annotations

import hashlib
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import current_app, g, url_for

from web.access import may
from web.labels import FIELD_LABELS, field_label
from web.masking import MASK
from web.permissions import MASKED_FIELDS, Permission, Role

if TYPE_CHECKING:
    from flask import Flask

STATIC = Path(__file__).parent / "static"


def init_app(app: Flask) -> None:
    """Give the templates what they use."""
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.context_processor(_context)
    app.jinja_env.globals.update(
        asset=asset,
        field_label=field_label,
        FIELD_LABELS=FIELD_LABELS,
        MASK=MASK,
        MASKED_FIELDS=MASKED_FIELDS,
        Permission=Permission,
        Role=Role,
    )


def asset(name: str) -> str:
    """Return the address of a static file, with a part of its hash so that it can be kept for a year."""
    return url_for("static", filename=name, v=_version(name))


@cache
def _version(name: str) -> str:
    return hashlib.sha256((STATIC / name).read_bytes()).hexdigest()[:10]


def _context() -> dict[str, Any]:
    from web.accounts.destinations import first_page
    from web.requests import config

    return {
        "user": g.get("user"),
        "may": may,
        "demo": config().demo,
        "first_page": first_page,
        "view_functions": current_app.view_functions,
    }
