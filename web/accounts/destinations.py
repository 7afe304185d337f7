"""Where a page may lead to: addresses of this application only, and the page each role begins at."""

from __future__ import annotations

from urllib.parse import urlsplit

from flask import url_for

from web.permissions import Permission, Role, allows


def local_path(address: str | None, default: str) -> str:
    r"""Return an address if it lies within this application, else the default.

    Browsers read ``//elsewhere`` and ``/\elsewhere`` as another host and drop control characters before they look,
    so an address is taken only if it is a plain path.
    """
    text = address or ""
    if not text.startswith("/") or text.startswith("//") or "\\" in text or not text.isprintable():
        return default
    try:
        parts = urlsplit(text)
    except ValueError:
        return default
    return default if parts.scheme or parts.netloc else text


def first_page(role: Role) -> str:
    """Return the address of the page that a role begins at."""
    if allows(role, Permission.READ):
        return url_for("dashboard.index")
    if allows(role, Permission.AUDIT):
        return url_for("administration.audit_trail")
    return url_for("accounts.profile")
