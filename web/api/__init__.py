"""The JSON API under /api/v1 and its OpenAPI document.

Every call is an :class:`web.api.operations.Operation`: its path, scope, permission and models stand in one place, from
which the route, the checks before it and the document are made. The rules of the work are not here: calls use the
same forms and functions as the pages.
"""

from __future__ import annotations

from flask import Blueprint

from web.security import csrf

blueprint = Blueprint("api", __name__, url_prefix="/api/v1")
csrf.exempt(blueprint)  # a browser sends no token of the API by itself, and cookies are not looked at

from web.api import admission as admission  # noqa: E402  they register themselves with the blueprint
from web.api import description as description  # noqa: E402
from web.api import lists as lists  # noqa: E402
from web.api import matches as matches  # noqa: E402
from web.api import people as people  # noqa: E402
from web.api import reports as reports  # noqa: E402
from web.api import search as search  # noqa: E402
from web.api import unfolding as unfolding  # noqa: E402

__all__ = ["blueprint"]
