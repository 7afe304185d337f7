"""An evaluation as plain text for the terminal."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from matcher.evaluation.results import UNMEASURED, Calibration, Evaluation, Group, number

if TYPE_CHECKING:
    from collections.abc import Iterator


def lines(result: Evaluation) -> Iterator[str]:
    """Yield the lines of the tables, at most 80 columns wide."""
    for note in result.notes:
        yield f"Note: {note}"
    yield (
        f"{result.scored_pairs:,} scored pairs, {result.true_pairs:,} true pairs, "
        f"{result.true_pairs_scored:,} of them scored"
    )
    yield ""
    yield f"{'threshold':<20}{'precision':<20}{'recall':<20}F1"
    for label, decision in (("default", result.default), ("best F1", result.best)):
        name = f"{label} {number(decision.threshold)}"
        yield f"{name:<20}{decision.precision!s:<20}{decision.recall!s:<20}{decision.f1}"
    yield (
        f"at the default: {result.default.true_matches:,} true matches, "
        f"{result.default.false_matches:,} false, {result.default.missed:,} missed"
    )
    yield ""
    for rank in result.recall_at:
        yield f"{f'recall@{rank.k}':<20}{rank.recall!s:<22}{rank.recall.count:,} reported released people"
    yield f"{'average precision':<20}{result.average_precision}"
    unmatched = result.rightly_unmatched
    if unmatched.count:
        yield f"{'rightly unmatched':<20}{unmatched!s:<22}{unmatched.count:,} people without a report"
    blocking = result.blocking
    yield f"{'pair completeness':<20}{blocking.completeness!s:<22}{blocking.basis} ({blocking.pairs:,})"
    ratio = UNMEASURED if math.isnan(blocking.reduction_ratio) else f"{blocking.reduction_ratio:.5f}"
    yield f"{'reduction ratio':<20}{ratio}"
    for calibration in (result.calibration, result.calibration_all):
        which = f"pairs of {calibration.minimum} and above" if calibration.minimum else "all scored pairs"
        yield (
            f"{'calibration':<20}{f'ECE {number(calibration.ece)}, Brier {number(calibration.brier)}':<24}"
            f"{which} ({calibration.pairs:,})"
        )
    yield ""
    yield from _reliability_text(result.calibration)
    for title, groups in (
        ("spelling pair", result.by_spelling),
        ("letters", result.by_letters),
        ("kind of noise", result.by_noise),
    ):
        if groups:
            yield ""
            yield from _group_text(title, groups)
    if result.false_kinds:
        yield ""
        yield f"{'the false match is':<30}{'false':>7}{'known pairs':>13}"
        for kind in result.false_kinds:
            yield f"{kind.name[:29]:<30}{kind.false_matches:>7,}{kind.known or UNMEASURED:>13}"


def _reliability_text(calibration: Calibration) -> Iterator[str]:
    yield f"{'probability':<14}{'pairs':>8}{'mean':>9}   observed"
    for row in calibration.bins:
        if row.pairs:
            label = f"{row.low:.1f} – {row.high:.1f}"
            yield f"{label:<14}{row.pairs:>8,}{number(row.mean_probability):>9}   {row.observed}"


def _group_text(title: str, groups: tuple[Group, ...]) -> Iterator[str]:
    columns = (
        ("precis.", [number(group.precision.value) for group in groups]),
        ("recall", [number(group.recall.value) for group in groups]),
        ("F1", [number(group.f1) for group in groups]),
        ("rec.@1", [number(group.recall_at_1.value) for group in groups]),
        ("compl.", [number(group.completeness.value) for group in groups]),
        ("ECE", [number(group.ece) for group in groups]),
    )
    measured = [(heading, cells) for heading, cells in columns if set(cells) != {UNMEASURED}]
    yield f"{title:<30}{'true':>6} " + "".join(f"{heading:>7}" for heading, _ in measured)
    for i, group in enumerate(groups):
        figures = "".join(f"{cells[i]:>7}" for _, cells in measured)
        yield f"{group.name[:29]:<30}{group.true_pairs:>6,} {figures}"
