"""What stands where: what to do first, counts per list, exports and the printable case sheet."""

from __future__ import annotations

from flask import Blueprint

from web.dashboard.durations import format_duration

blueprint = Blueprint("dashboard", __name__)
blueprint.add_app_template_filter(format_duration, "duration")

from web.dashboard import views as views  # noqa: E402  the views register themselves with the blueprint

__all__ = ["blueprint"]
