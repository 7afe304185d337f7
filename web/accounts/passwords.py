"""Passwords: which are taken, and what the database keeps of them."""

from __future__ import annotations

import secrets
import unicodedata
from functools import cache
from importlib.resources import files

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

from web.i18n import gettext

HASHER = PasswordHasher(time_cost=3, memory_cost=64 * 1024, parallelism=1)
"""argon2id with 64 MiB and three passes: above the least that OWASP's Password Storage Cheat Sheet asks for."""
MIN_LENGTH = 12
MAX_LENGTH = 200
_LETTERS = "abcdefghjkmnpqrstuvwxyz23456789"  # none that is mistaken for another on paper


def _plain(password: str) -> str:
    """Return one form of a text that keyboards compose differently: й may be one character or two."""
    return unicodedata.normalize("NFKC", password)


def hashed(password: str) -> str:
    """Return what the database keeps of a password."""
    return HASHER.hash(_plain(password))


def matches(kept: str, password: str) -> bool:
    """Tell whether a password is the one kept; takes as long where there is none to compare with.

    Parameters
    ----------
    kept
        What :func:`hashed` returned, or ``""`` for a user who does not exist.
    password
        What was typed.
    """
    try:
        return HASHER.verify(kept or _decoy(), _plain(password[: MAX_LENGTH + 1])) and bool(kept)
    except (VerificationError, InvalidHashError):
        return False


def outdated(kept: str) -> bool:
    """Tell whether a hash was made with other parameters than today's."""
    return HASHER.check_needs_rehash(kept)


@cache
def _decoy() -> str:
    return HASHER.hash(secrets.token_urlsafe(32))


def problem_with(password: str, login: str, name: str = "") -> str:
    """Return what is wrong with a new password, in a sentence; ``""`` if it is taken."""
    plain = _plain(password).casefold()
    if len(password) < MIN_LENGTH:
        return gettext(
            "A password has at least %(count)s characters. Four words in a row are a good one.", count=MIN_LENGTH
        )
    if len(password) > MAX_LENGTH:
        return gettext("A password has at most %(count)s characters.", count=MAX_LENGTH)
    if plain in {login.casefold(), name.casefold()}:
        return gettext("The password must differ from the name.")
    if plain in common():
        return gettext("Everybody tries this password first. Choose another one.")
    return ""


@cache
def common() -> frozenset[str]:
    """Return the passwords that are tried first, in lower case."""
    text = (files("web.accounts") / "common_passwords.txt").read_text(encoding="utf-8")
    return frozenset(line.casefold() for line in text.splitlines() if line and not line.startswith("#"))


def temporary() -> str:
    """Return a password to read out or write down, used once: 16 letters and digits, 79 bits."""
    letters = "".join(secrets.choice(_LETTERS) for _ in range(16))
    return "-".join(letters[start : start + 4] for start in range(0, 16, 4))
