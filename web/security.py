"""Headers, forgery protection, request limits, and addresses and forms without what no database takes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask import abort, g, request
from flask_limiter import Limiter
from flask_limiter.util import get_remote_address
from flask_wtf import CSRFProtect
from werkzeug.datastructures import ImmutableMultiDict
from werkzeug.routing import IntegerConverter

if TYPE_CHECKING:
    from flask import Flask
    from werkzeug import Response

    from web.config import Config

limiter = Limiter(get_remote_address, headers_enabled=False)
csrf = CSRFProtect()

_SOURCES = (
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    "font-src 'self'",
    "connect-src 'self'",
    "form-action 'self'",
    "base-uri 'none'",
    "frame-ancestors 'none'",
    "manifest-src 'self'",
)
NUL = "\x00"
"""The one character that PostgreSQL keeps in no text."""
CONTENT_SECURITY_POLICY = "; ".join(_SOURCES)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    # Other places learn nothing; this application's own forms must name their origin, or they are taken for forged.
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "X-Robots-Tag": "noindex, nofollow",
}


class Number(IntegerConverter):
    """A number in an address: plain digits, and no more than a database can count; every other is no page."""

    regex = r"[0-9]{1,18}"


def user_or_address() -> str:
    """Return whose requests are counted: the user's wherever they sit, else those of one address."""
    user = g.get("user")
    return f"user {user.id}" if user is not None else get_remote_address()


def _without_nul() -> None:
    """Refuse an address with a NUL, which nobody types, and take it out of what was pasted into a form."""
    if any(NUL in text for pair in request.args.items(multi=True) for text in pair):
        abort(400)
    if any(NUL in text for pair in request.form.items(multi=True) for text in pair):
        request.form = ImmutableMultiDict(
            (name.replace(NUL, ""), text.replace(NUL, "")) for name, text in request.form.items(multi=True)
        )


def init_app(app: Flask, config: Config) -> None:
    """Protect an application."""
    app.url_map.converters["int"] = Number
    app.config["TRUSTED_HOSTS"] = [name.strip() for name in config.hosts.split(",") if name.strip()] or None
    app.config.update(
        RATELIMIT_STORAGE_URI=config.rate_storage,
        RATELIMIT_DEFAULT=config.rate_limit,
        RATELIMIT_ENABLED=bool(config.rate_limit),
    )
    limiter.init_app(app)
    csrf.init_app(app)
    app.before_request(_without_nul)

    @app.after_request
    def harden(response: Response) -> Response:
        for name, value in HEADERS.items():
            response.headers.setdefault(name, value)
        if config.secure_cookies:
            response.headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
        if request.endpoint != "static":
            # pages show people: neither a proxy nor the next person at this computer may find them in a cache
            response.headers["Cache-Control"] = "no-store"
        if request.endpoint == "accounts.sign_out":
            # an office's computer has more users than one; browsers heed this where the connection is secure
            response.headers["Clear-Site-Data"] = '"cache", "storage"'
        return response
