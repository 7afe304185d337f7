"""Settings: defaults, then a file, then the environment."""

from __future__ import annotations

import os
import secrets
import tomllib
from dataclasses import dataclass, fields, replace
from pathlib import Path
from typing import Any

from matcher.errors import InputError

PREFIX = "MATCHER_"
SHORTEST_KEY = 32
"""Characters of a secret key that somebody chose; fewer can be guessed by whoever has a signed cookie."""
_NEVER_SET = frozenset({"demo"})
"""Settings that only the program itself gives."""


@dataclass(frozen=True, slots=True)
class Config:
    """Every setting of the application.

    In the settings file (TOML, ``MATCHER_SETTINGS`` names it) a setting has the name it has here; in the environment
    it has the prefix ``MATCHER_`` and capitals. ``DATABASE_URL`` is read without the prefix.

    Attributes
    ----------
    database_url
        SQLite file or PostgreSQL server.
    secret_key
        Signs cookies and forms; where it is not given, one is made and kept beside the SQLite file.
    secure_cookies
        Send cookies over TLS only; off only where the browser is on this machine.
    idle_minutes, session_hours
        A session ends after so long without a request, and after so long in any case.
    lock_after, lock_minutes
        So many wrong passwords lock an account for so long.
    unmask_minutes
        Unfolded fields stay unfolded for so long.
    max_upload_mb
        Largest file taken.
    search_rows
        Most rows a search shows.
    rate_limit, sign_in_limit
        Requests and sign-in attempts per address, in the notation of Flask-Limiter.
    rate_storage
        Where the counts are kept; ``memory://`` counts per process.
    lease_seconds
        A worker that has not been heard of for so long is taken for dead, and another begins its work anew.
    proxies
        Number of reverse proxies in front whose X-Forwarded headers are believed.
    hosts
        Names, separated by commas, under which browsers may ask; every other is refused. Empty: any.
    demo
        Shows on every page that all people are invented, and lets everybody in. Neither the file nor the environment
        sets it, only ``matcher serve --demo``.
    """

    database_url: str = ""
    secret_key: str = ""
    secure_cookies: bool = True
    idle_minutes: int = 30
    session_hours: int = 12
    lock_after: int = 5
    lock_minutes: int = 15
    unmask_minutes: int = 30
    max_upload_mb: int = 20
    search_rows: int = 20
    rate_limit: str = "600 per minute"
    sign_in_limit: str = "10 per minute"
    rate_storage: str = "memory://"
    lease_seconds: int = 20
    proxies: int = 0
    hosts: str = ""
    demo: bool = False


def load_config(**given: Any) -> Config:
    """Return the settings: defaults, the settings file, the environment, then what is given.

    Raises
    ------
    InputError
        If the file cannot be read, names an unknown setting, or a value is of the wrong kind.
    """
    config = Config()
    file = os.environ.get(f"{PREFIX}SETTINGS")
    if file:
        config = replace(config, **_from_file(Path(file)))
    known = {f"{PREFIX}{item.name.upper()}": item.name for item in fields(Config) if item.name not in _NEVER_SET}
    found = {known[key]: value for key, value in os.environ.items() if key in known}
    if os.environ.get("DATABASE_URL"):
        found["database_url"] = os.environ["DATABASE_URL"]
    config = replace(config, **{name: _as(name, value) for name, value in found.items()})
    if config.lease_seconds < 1:
        raise InputError("The setting lease_seconds must be at least 1.")
    if config.secret_key and len(config.secret_key) < SHORTEST_KEY:
        raise InputError(f"The setting secret_key must have at least {SHORTEST_KEY} characters.")
    return replace(config, **given)


def _from_file(path: Path) -> dict[str, Any]:
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError) as error:
        raise InputError(f"The settings file {path.name} cannot be read: {error}.") from None
    known = {item.name: type(item.default) for item in fields(Config) if item.name not in _NEVER_SET}
    for name, value in values.items():
        if name not in known:
            raise InputError(f"The settings file {path.name} has an unknown setting: {name}.")
        if type(value) is not known[name]:
            raise InputError(f"The setting {name} in {path.name} must be of the kind {known[name].__name__}.")
    return values


def _as(name: str, text: str) -> Any:
    kind: type = {item.name: type(item.default) for item in fields(Config)}[name]
    if kind is bool:
        if text.lower() in {"1", "true", "yes", "on"}:
            return True
        if text.lower() in {"0", "false", "no", "off"}:
            return False
        raise InputError(f"{PREFIX}{name.upper()} must be 1 or 0.")
    try:
        return kind(text)
    except ValueError:
        raise InputError(f"{PREFIX}{name.upper()} must be a whole number.") from None


def kept_secret(folder: Path) -> str:
    """Return the secret kept in a folder, made at the first call and readable by its owner only."""
    path = folder / "secret.key"
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return path.read_text(encoding="ascii").strip()
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        secret = secrets.token_urlsafe(48)
        file.write(secret)
    return secret
