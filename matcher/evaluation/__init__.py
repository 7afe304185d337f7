"""How good a linkage is, measured against pairs known to be true.

Pure arithmetic on tables: no files, no model. Every figure keeps apart what is zero and what could not be
measured (NaN, printed as a dash), and says over how many pairs or people it was taken. Terms as used here:

* A *scored* pair stands in the table of matches, with its probability. A true pair that is absent from it was
  not found: it counts against recall, F1, recall@k and average precision at every threshold.
* Calibration can only be asked of pairs that have a probability, so unscored pairs are in no bin. It is
  given over the pairs a person would look at (probability 0.01 and above), which is the figure to quote, and
  over all scored pairs, which thousands of rightly hopeless pairs near zero flatter.
* recall@k is taken over the released people whom at least one report describes: the share whose best-placed
  true report stands among the first k by probability. A tie is lost: a wrong report with the same probability
  counts as standing before the true one, so that no order of rows can help.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from matcher.errors import InputError
from matcher.evaluation import breakdown, measures
from matcher.evaluation.pairs import KEYS, contained, identifiers, prepare
from matcher.evaluation.results import SHOWN, Evaluation
from matcher.model import DEFAULT_THRESHOLD

if TYPE_CHECKING:
    import pandas as pd

    from matcher.intake import Records

__all__ = ["DEFAULT_THRESHOLD", "SHOWN", "Evaluation", "evaluate"]


def evaluate(
    matches: pd.DataFrame,
    truth: pd.DataFrame,
    *,
    threshold: float = DEFAULT_THRESHOLD,
    candidates: pd.DataFrame | None = None,
    details: pd.DataFrame | None = None,
    released: Records | None = None,
    missing: Records | None = None,
) -> Evaluation:
    """Measure scored pairs against the pairs known to be true.

    Parameters
    ----------
    matches
        One row per scored pair: ``released_id``, ``missing_id``, ``probability`` (0 to 1). From
        ``released_name`` and ``missing_name``, if present, the letters of the names are told where a list
        is not given.
    truth
        One row per true pair: ``released_id``, ``missing_id``. Repeated rows count once.
    threshold
        The probability from which a pair is called a match.
    candidates
        All pairs that were compared, shown or not (``Linkage.pairs()``). Without them pair completeness is
        taken over the rows of `matches` and says so.
    details
        What is known of single pairs, for the breakdowns: ``released_id``, ``missing_id`` and any of ``kind``
        ("true", or for a pair that looks true and is not: brother, namesake …), ``released_spelling``,
        ``missing_spelling``, ``released_noise``, ``missing_noise`` (several kinds joined by ``;``). A row may
        leave one identifier empty to tell of one record alone.
    released, missing
        The two lists. They give the reduction ratio, the people rightly left without a match, and the
        breakdown by the letters of the names.

    Returns
    -------
    Evaluation
        The figures. A figure for which there is nothing to measure is NaN.

    Raises
    ------
    InputError
        If a column is missing, a probability is not a number from 0 to 1, or a pair is scored twice.
    """
    if not 0 <= threshold <= 1:
        raise InputError(f"The threshold {threshold} is not a probability from 0 to 1.")
    pairs = prepare(matches, truth)
    told, read = breakdown.Spelling.told(details), breakdown.Spelling.read(released, missing, matches)
    relation = breakdown.relations(details)
    shown = pairs.probability >= SHOWN
    best = measures.best_threshold(pairs)
    compared = pairs.frame[KEYS] if candidates is None else identifiers(candidates, "candidate pairs")
    found = contained(pairs.truth, compared)
    noise = breakdown.noise_kinds(pairs.truth, details)
    return Evaluation(
        scored_pairs=len(pairs.probability),
        true_pairs=len(pairs.truth),
        true_pairs_scored=int(pairs.true.sum()),
        default=measures.decision(pairs, threshold),
        best=measures.decision(pairs, best),
        recall_at=measures.recall_at(pairs),
        average_precision=measures.average_precision(pairs),
        rightly_unmatched=measures.rightly_unmatched(pairs, threshold, released),
        calibration=measures.calibration(pairs.probability[shown], pairs.true[shown], SHOWN),
        calibration_all=measures.calibration(pairs.probability, pairs.true, 0.0),
        blocking=measures.blocking(compared, found, candidates is not None, released, missing),
        by_spelling=tuple(breakdown.spelling_groups(pairs, threshold, told, found)),
        by_letters=tuple(breakdown.spelling_groups(pairs, threshold, read, found)),
        by_noise=tuple(
            breakdown.group(pairs, threshold, found, name=name, truth=chosen, scored=None)
            for name, chosen in breakdown.noise_groups(noise)
        ),
        false_kinds=breakdown.false_kinds(pairs, threshold, relation),
        curve=measures.curve(pairs),
        histogram=measures.histogram(pairs.probability[shown], pairs.true[shown]),
        missed=tuple(breakdown.missed(pairs, threshold, told.of(pairs.truth), noise)),
        wrong=tuple(breakdown.wrong(pairs, threshold, told.of(pairs.frame), relation)),
        notes=tuple(breakdown.notes(pairs, released, missing)),
    )
