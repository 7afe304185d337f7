"""Rank, unit, sex and status: what official papers and families say of a person besides the name.

All word knowledge stands in ``data/military``; these modules find it in written text in three languages.
"""

from __future__ import annotations

from matcher.military.ranks import Rank, parse_rank, strip_rank
from matcher.military.status import parse_sex, parse_status
from matcher.military.units import Unit, parse_unit

__all__ = ["Rank", "Unit", "parse_rank", "parse_sex", "parse_status", "parse_unit", "strip_rank"]
