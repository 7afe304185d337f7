"""The user's own account: first start, sign-in, password, second factor, sessions, tokens, language."""

from __future__ import annotations

from flask import Blueprint

from web.accounts.words import role_name

blueprint = Blueprint("accounts", __name__)
blueprint.add_app_template_filter(role_name)

# The views register themselves with the blueprint.
from web.accounts import account_views, factor_views, token_views, views  # noqa: E402

__all__ = ["account_views", "blueprint", "factor_views", "token_views", "views"]
