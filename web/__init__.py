"""The caseworkers' application: lists, reports, search, review and an honest record, over the core ``matcher``."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from web.application import create_app

__all__ = ["create_app"]


def __getattr__(name: str) -> Any:
    """Load the application when it is first asked for (PEP 562): `matcher --help` knows its commands without it."""
    if name == "create_app":
        from web.application import create_app

        return create_app
    raise AttributeError(f"module 'web' has no attribute {name!r}")
