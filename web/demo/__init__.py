"""The demonstration: invented users, the shipped lists, and signing in by choosing who one is."""

from __future__ import annotations

from flask import Blueprint

blueprint = Blueprint("demo", __name__)

from web.demo import views as views  # noqa: E402  the views register themselves with the blueprint

__all__ = ["blueprint"]
