"""Reports of missing persons: entering, importing, inquirers, photographs, duplicates."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("reports", __name__)

# the views register themselves with the blueprint
from web.reports import import_views, inquirer_views, photo_views, small_views, views  # noqa: E402

__all__ = ["blueprint", "import_views", "inquirer_views", "photo_views", "small_views", "views"]
