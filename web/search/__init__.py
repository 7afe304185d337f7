"""Find a person among reports and lists."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("search", __name__)

from web.search import views as views  # noqa: E402  the views register themselves with the blueprint

__all__ = ["blueprint"]
