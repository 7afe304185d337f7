"""The application factory: settings, database, security, languages, and one blueprint for each part of the work."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Any

from flask import Flask
from werkzeug.middleware.proxy_fix import ProxyFix
from werkzeug.routing import IntegerConverter

from matcher.errors import InputError
from web import errors, i18n, requests, security, templating
from web.config import Config, load_config
from web.database import Database

if TYPE_CHECKING:
    from flask import Blueprint
    from werkzeug.routing import Map

PARTS = (
    "dashboard",
    "lists",
    "reports",
    "search",
    "review",
    "disclosure",
    "progress",
    "accounts",
    "administration",
    "api",
)
"""The parts of the application; each is a package with a ``blueprint``."""


class _Number(IntegerConverter):
    """The number of a record in an address; one that no table can hold is the address of nothing."""

    def __init__(self, url_map: Map, **options: Any) -> None:
        super().__init__(url_map, **{"max": 2**63 - 1, **options})


def create_app(config: Config | None = None) -> Flask:
    """Return the application, ready to serve.

    Parameters
    ----------
    config
        Settings; read from the file and the environment if not given.

    Raises
    ------
    InputError
        If the settings do not say where the data are, or are wrong.
    """
    config = load_config() if config is None else config
    if not config.database_url or not config.secret_key:
        raise InputError("The application needs DATABASE_URL and MATCHER_SECRET_KEY; `matcher serve` sets both.")
    if config.demo and not config.database_url.startswith("sqlite"):
        raise InputError("The demonstration lets everybody in: it never runs on a database server.")
    app = Flask("web", static_folder="static", root_path=str(Path(__file__).parent))
    app.config.update(
        SECRET_KEY=config.secret_key,
        SESSION_COOKIE_NAME="__Host-office" if config.secure_cookies else "office",
        SESSION_COOKIE_SECURE=config.secure_cookies,
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        MAX_CONTENT_LENGTH=config.max_upload_mb * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=4 * 1024 * 1024,
        MAX_FORM_PARTS=2_000,
        WTF_CSRF_TIME_LIMIT=None,  # as long as the session, which ends by itself
        SEND_FILE_MAX_AGE_DEFAULT=31_536_000,  # the address of a static file holds its hash
    )
    app.url_map.converters["int"] = _Number
    app.extensions["config"] = config
    app.extensions["database"] = Database(config.database_url)
    if config.proxies:
        app.wsgi_app = ProxyFix(  # type: ignore[method-assign]
            app.wsgi_app, x_for=config.proxies, x_proto=config.proxies, x_host=config.proxies
        )
    i18n.init_app(app)
    templating.init_app(app)
    security.init_app(app, config)  # the limiter is registered before CSRF, which it protects
    requests.init_app(app)
    errors.init_app(app)
    for part in (*PARTS, "demo") if config.demo else PARTS:
        blueprint: Blueprint = import_module(f"web.{part}").blueprint
        app.register_blueprint(blueprint)
    return app
