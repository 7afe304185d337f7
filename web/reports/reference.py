"""The number of a report that a family is given: eight digits, of which the last one shows a slip of the ear or pen.

The number follows from the report's place in the database, multiplied so that neighbours get numbers far apart: two
reports can never have the same one however many people enter reports at once, and nobody has to draw again. The
spread keeps a slip from hitting the neighbour's report; it is no secret, and knowing a number opens nothing. The check
digit is Damm's (H. M. Damm, "Total anti-symmetrische Quasigruppen", Marburg 2004), which catches every single wrong
digit and every two neighbours swapped.
"""

from __future__ import annotations

import re

_SPREAD = 7_368_787
"""Odd and not divisible by five, so that the multiples of it modulo a power of ten never repeat."""
_DIGITS = 7
_DAMM = (
    "0317598642",
    "7092154863",
    "4206871359",
    "1750983426",
    "6123045978",
    "3674209581",
    "5869720134",
    "8945362017",
    "9438617205",
    "2581436790",
)


def reference_of(report_id: int) -> str:
    """Return the number of a report as families are given it.

    Parameters
    ----------
    report_id
        The report's number in the database, from 1.

    Examples
    --------
    >>> reference_of(1)
    '7368-7870'
    """
    width = max(_DIGITS, len(str(report_id)))
    digits = f"{report_id * _SPREAD % 10**width:0{width}d}"
    digits += _check_digit(digits)
    return f"{digits[:4]}-{digits[4:]}"


def read_reference(text: str) -> str | None:
    """Return a number that somebody read out or typed in the form in which it is kept; None if it cannot be one.

    Examples
    --------
    >>> read_reference(" 73 68 78 70 ")
    '7368-7870'
    >>> read_reference("7368-7807") is None
    True
    """
    digits = re.sub(r"[\s.‐-―-]", "", text)
    if not re.fullmatch(r"[0-9]{8,20}", digits) or _check_digit(digits) != "0":
        return None
    return f"{digits[:4]}-{digits[4:]}"


def _check_digit(digits: str) -> str:
    """Return the digit that completes a number; of a complete one, ``0``."""
    state = 0
    for digit in digits:
        state = int(_DAMM[state][int(digit)])
    return str(state)
