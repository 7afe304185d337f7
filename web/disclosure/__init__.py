"""After confirmation: who tells the family, and the queues of what else waits."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("disclosure", __name__)

from web.disclosure import views as views  # noqa: E402  the views register themselves with the blueprint

__all__ = ["blueprint"]
