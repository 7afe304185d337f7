"""Users and their roles, the audit trail, unmasking."""

from __future__ import annotations

from flask import Blueprint

from web.administration.forms import unfold_reasons

blueprint = Blueprint("administration", __name__)
blueprint.add_app_template_global(unfold_reasons)

# The views register themselves with the blueprint.
from web.administration import audit_views, unfold_views, user_views  # noqa: E402

__all__ = ["audit_views", "blueprint", "unfold_views", "user_views"]
