"""Possible matches: the queue, the pair page, decisions."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("review", __name__)

from web.review import views as views  # noqa: E402  the views register themselves with the blueprint

__all__ = ["blueprint"]
