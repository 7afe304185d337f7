"""Release lists: bringing a file, looking at it before it is stored, versions, seals."""

from __future__ import annotations

from flask import Blueprint

from web.intake import template_words

blueprint = Blueprint("lists", __name__)
blueprint.app_context_processor(template_words)  # reports are imported through the same pages

from web.lists import change_views, new_views, views  # noqa: E402  the views register themselves with the blueprint

__all__ = ["blueprint", "change_views", "new_views", "views"]
