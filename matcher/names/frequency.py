"""How common a name is among people, for lists too small to tell: shares shipped in ``data/names``."""

from __future__ import annotations

from functools import lru_cache

from matcher.tables import read_table


def given_share(group: str, sex: str) -> float | None:
    """Return the share of the people of one sex who bear a given name, in any of its forms.

    Parameters
    ----------
    group
        Group id, ``"m:Олександр"``.
    sex
        ``"m"`` or ``"f"``; for a father's name ``"m"``.

    Returns
    -------
    float or None
        Between 0 and 1, averaged over Ukraine and Russia; None for a name that is not in the table.

    Examples
    --------
    >>> given_share("m:Олександр", "m") > given_share("m:Остап", "m")
    True
    """
    return _given().get(group) if group.startswith(f"{sex}:") else None


def surname_share(skeleton: str) -> float | None:
    """Return the share of people who bear a surname, in any spelling and for either sex.

    Parameters
    ----------
    skeleton
        Sound skeleton (:func:`matcher.names.sounds.skeleton`) of the masculine form.

    Returns
    -------
    float or None
        Between 0 and 1, averaged over Ukraine and Russia; None for a surname rarer than the few thousand of the
        table.

    Examples
    --------
    >>> surname_share("wevqenko") > surname_share("wevquk")
    True
    """
    return _surnames().get(skeleton)


def one_in(share: float) -> str:
    """Say how common a share is, "about 1 in 520 people", in two digits: the shares are no better."""
    count = 1 / share
    digits = max(len(str(int(count))) - 2, 0)
    return f"about 1 in {round(count, -digits):,.0f} people"


@lru_cache(maxsize=1)
def _given() -> dict[str, float]:
    return {group: float(share) for group, share in read_table("names/given_frequency.tsv", 2)}


@lru_cache(maxsize=1)
def _surnames() -> dict[str, float]:
    return {sound: float(share) for sound, _name, share in read_table("names/surname_frequency.tsv", 3)}
