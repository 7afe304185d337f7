"""The second factor: time-based codes of an authenticator (RFC 6238), each of use once, and recovery codes.

The secret is not kept: it is derived from a random salt, which the database holds, and the application's secret key.
Whoever copies the database alone cannot make codes; whoever changes the key must reset every second factor.
"""

from __future__ import annotations

import base64
import hmac
import io
import re
import secrets
from typing import TYPE_CHECKING

import pyotp
import segno

from web.accounts.sessions import token_hash
from web.database import now

if TYPE_CHECKING:
    from web.models import User

STEP = 30  # seconds a code is shown, what every authenticator assumes
DRIFT = 1  # steps that the telephone's clock may be off, either way
RECOVERY_CODES = 10
_LETTERS = "ABCDEFGHJKLMNPQRSTUVWXYZ23456789"


def new_salt() -> str:
    """Return the random part of a new secret: 160 bits."""
    return secrets.token_hex(20)


def secret(user_id: int, salt: str, key: str) -> str:
    """Return the 160 bits that the authenticator is given, in base 32."""
    derived = hmac.digest(key.encode(), f"second factor:{user_id}:{salt}".encode(), "sha256")
    return base64.b32encode(derived[:20]).decode()


def picture(user: User, salt: str, key: str) -> bytes:
    """Return the QR code for the authenticator as SVG, without any style in it."""
    address = pyotp.TOTP(secret(user.id, salt, key)).provisioning_uri(name=user.login, issuer_name="family-matcher")
    drawn = io.BytesIO()
    segno.make(address, error="m").save(
        drawn, kind="svg", scale=5, border=4, dark="#000", light="#fff", svgclass=None, lineclass=None, omitsize=False
    )
    return drawn.getvalue()


def step_of(user_id: int, salt: str, key: str, typed: str, after: int = 0) -> int | None:
    """Return the time step whose code was typed, None if it is none of the present ones or not later than ``after``."""
    code = re.sub(r"[^0-9]", "", typed)
    generator = pyotp.TOTP(secret(user_id, salt, key), interval=STEP)
    present = int(now().timestamp()) // STEP
    fitting = [
        step
        for step in range(present - DRIFT, present + DRIFT + 1)
        if hmac.compare_digest(generator.generate_otp(step), code)
    ]
    return next((step for step in fitting if step > after), None)


def enable(user: User, salt: str, step: int) -> list[str]:
    """Ask a user for the second factor from now on; return the recovery codes, which are kept nowhere."""
    codes = ["".join(secrets.choice(_LETTERS) for _ in range(16)) for _ in range(RECOVERY_CODES)]
    user.totp_secret, user.totp_last = salt, step
    user.recovery_codes = [_kept(code) for code in codes]
    return ["-".join(code[start : start + 4] for start in range(0, 16, 4)) for code in codes]


def disable(user: User) -> None:
    """Ask a user for the password only."""
    user.totp_secret, user.recovery_codes = "", []


def accept(user: User, typed: str, key: str) -> bool:
    """Tell whether a code of the authenticator or a recovery code is right, and use it up.

    The caller holds the user's row, so that of two requests with one code only the first is let through.
    """
    text = re.sub(r"[\s-]", "", typed).upper()
    if re.fullmatch(r"[0-9]{6}", text):
        step = step_of(user.id, user.totp_secret, key, text, after=user.totp_last)
        if step is None:
            return False
        user.totp_last = step
        return True
    kept = _kept(text)
    if kept not in user.recovery_codes:
        return False
    user.recovery_codes = [other for other in user.recovery_codes if other != kept]
    return True


def _kept(code: str) -> str:
    """Return what the database keeps of a recovery code: it is random, so a plain hash cannot be guessed back."""
    return token_hash(code)
