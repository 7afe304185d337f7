"""Sex and status: the closed sets of words in which lists give them."""

from __future__ import annotations

import unicodedata
from functools import lru_cache
from typing import Literal, cast

from matcher.military.letters import PLAIN
from matcher.military.ranks import parse_rank
from matcher.tables import read_table


def parse_sex(text: str) -> Literal["m", "f"] | None:
    """Read the sex as written in a list: ч, чол., ж, жіноча, м, муж., M, female.

    Parameters
    ----------
    text
        A cell.

    Returns
    -------
    "m", "f" or None
        None if the cell says neither.
    """
    return cast("Literal['m', 'f'] | None", _closed_sets().get(("sex", _bare(text))))


def parse_status(text: str) -> Literal["military", "civilian"] | None:
    """Read whether somebody is military or civilian; a rank in the cell counts as military.

    Parameters
    ----------
    text
        A cell.

    Returns
    -------
    "military", "civilian" or None
        None if the cell says neither.
    """
    bare = _bare(text)
    found = _closed_sets().get(("status", bare)) or next(
        (value for word in bare.split() if (value := _closed_sets().get(("status", word)))), None
    )
    if found is None and parse_rank(text) is not None:
        found = "military"
    return cast("Literal['military', 'civilian'] | None", found)


def _bare(text: str) -> str:
    folded = unicodedata.normalize("NFC", text).casefold().translate(PLAIN).replace(".", " ")
    return " ".join(folded.strip(" ,;:()").split())


@lru_cache(maxsize=1)
def _closed_sets() -> dict[tuple[str, str], str]:
    rows = read_table("military/words.tsv", columns=3)
    return {(field, form): value for field, value, forms in rows for form in forms.split(", ")}
