"""Long work in progress: the page that shows it, the numbers that keep the page moving, stopping and repeating."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("progress", __name__)

from web.progress import views as views  # noqa: E402  the views register themselves with the blueprint

__all__ = ["blueprint"]
