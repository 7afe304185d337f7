"""An evaluation as one self-contained HTML page: no script, no external resource, plots as inline SVG."""

from __future__ import annotations

import math
from html import escape
from importlib.resources import files
from string import Template
from typing import TYPE_CHECKING

from matcher.evaluation.results import (
    UNMEASURED,
    Calibration,
    Evaluation,
    Group,
    HistogramBin,
    Measure,
    NotedPair,
    number,
)

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

# Plot geometry in SVG units: a frame with room for the labels of both axes.
_WIDTH, _HEIGHT = 360, 300
_LEFT, _RIGHT, _TOP, _BOTTOM = 44, 350, 10, 262
_TICKS = (0.0, 0.2, 0.4, 0.6, 0.8, 1.0)
_MOST_PAIRS = 200  # rows of a table of single pairs; the rest is counted


def html_report(evaluation: Evaluation, *, title: str = "Evaluation", subtitle: str = "") -> str:
    """Return the page.

    Parameters
    ----------
    evaluation
        What was measured.
    title
        Heading of the page.
    subtitle
        A line below it, such as the names of the files; left out, the numbers of pairs.

    Returns
    -------
    str
        A complete HTML document. It names records by their identifiers only.
    """
    counted = (
        f"{evaluation.scored_pairs:,} scored pairs, {evaluation.true_pairs:,} true pairs, "
        f"{evaluation.true_pairs_scored:,} of them scored"
    )
    return Template(_data("page.html")).substitute(
        title=escape(title),
        subtitle=escape(f"{subtitle} · {counted}" if subtitle else counted),
        style=_data("page.css"),
        notes="\n".join(f'<p class="note">{escape(note)}</p>' for note in evaluation.notes),
        tiles="\n".join(_tiles(evaluation)),
        sections="\n".join(_sections(evaluation)),
    )


def _data(name: str) -> str:
    return files("matcher").joinpath("data", "report", name).read_text(encoding="utf-8")


def _tiles(evaluation: Evaluation) -> Iterator[str]:
    decision, ece = evaluation.default, evaluation.calibration.ece
    for label, measure in (
        (f"F1 at {decision.threshold:g}", decision.f1),
        ("precision", decision.precision),
        ("recall", decision.recall),
        ("recall@1", evaluation.recall_at[0].recall),
        ("average precision", evaluation.average_precision),
        ("ECE", Measure(ece, math.nan, math.nan, evaluation.calibration.pairs)),
        ("pair completeness", evaluation.blocking.completeness),
    ):
        spread = f"{number(measure.low)} – {number(measure.high)}" if not math.isnan(measure.low) else ""
        if label == "ECE":
            spread = f"{measure.count:,} pairs"
        yield (
            f'<div class="tile"><span>{escape(label)}</span><b>{number(measure.value)}</b>'
            f"<span>{spread or '&nbsp;'}</span></div>"
        )


def _sections(evaluation: Evaluation) -> Iterator[str]:
    yield _card("What a threshold does", _thresholds(evaluation))
    yield '<div class="cards">'
    yield _figure(
        "Reliability",
        "Of the pairs given a probability, how many are true? On the dotted line, 0.9 means nine in ten. "
        "Larger dots hold more pairs; lines are 95 % intervals.",
        _reliability_plot(evaluation.calibration),
    )
    yield _figure(
        "Precision and recall",
        f"Every threshold at once. Full dot: the default, {evaluation.default.threshold:g}; "
        f"ring: the best F1, at {number(evaluation.best.threshold)}.",
        _curve_plot(evaluation),
    )
    yield _figure(
        "Probabilities of true and false pairs",
        "Pairs of 0.01 and above, counted on a logarithmic scale. "
        '<span class="key">true</span> <span class="key wrong">false</span>',
        _histogram_plot(evaluation.histogram),
    )
    yield "</div>"
    yield '<div class="cards wide">'
    yield _card("Reliability table", _reliability_table(evaluation.calibration))
    yield _card("Further figures", _further(evaluation))
    yield "</div>"
    for title, groups in (
        ("By spelling pair", evaluation.by_spelling),
        ("By letters of the two names", evaluation.by_letters),
        ("By kind of noise", evaluation.by_noise),
    ):
        if groups:
            yield _card(title, _groups_table(groups), "At the default threshold; bars show recall.")
    if evaluation.false_kinds:
        rows = (
            (escape(kind.name), f"{kind.false_matches:,}", f"{kind.known:,}" if kind.known else UNMEASURED)
            for kind in evaluation.false_kinds
        )
        table = _table(("the pair is", "false matches", "such pairs in all"), rows)
        yield _card("False matches by kind", table, "What the two people of a wrong pair are to one another.")
    yield _noted("Missed pairs", "kinds of noise", evaluation.missed)
    yield _noted("False matches", "the pair is", evaluation.wrong)


def _card(title: str, content: str, explanation: str = "") -> str:
    text = f"<p>{escape(explanation)}</p>" if explanation else ""
    return f'<section class="card"><h2>{escape(title)}</h2>{text}{content}</section>'


def _figure(title: str, caption: str, plot: str) -> str:
    """Return one plot; the caption may hold markup."""
    return f'<figure class="card"><h2>{escape(title)}</h2>{plot}<figcaption>{caption}</figcaption></figure>'


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]], kind: str = "figures") -> str:
    """Return a table; cells may hold markup and are escaped by who makes them."""
    head = "".join(f'<th scope="col">{escape(heading)}</th>' for heading in headings)
    body = "".join(
        f'<tr><th scope="row">{first}</th>' + "".join(f"<td>{cell}</td>" for cell in rest) + "</tr>"
        for first, *rest in rows
    )
    table = f'<table class="{kind}"><thead><tr>{head}</tr></thead><tbody>{body}</tbody></table>'
    return f'<div class="scroll">{table}</div>'


def _measured(measure: Measure) -> str:
    if math.isnan(measure.low):
        return number(measure.value)
    return f"{number(measure.value)} <small>({number(measure.low)}–{number(measure.high)})</small>"


def _bar(value: float) -> str:
    if math.isnan(value):
        return ""
    return f'<div class="bar"><div><i style="width:{100 * value:.1f}%"></i></div></div>'


# ---- tables


def _thresholds(evaluation: Evaluation) -> str:
    rows = (
        (
            f"{name}: {number(decision.threshold)}",
            _measured(decision.precision),
            _measured(decision.recall),
            _measured(decision.f1),
            f"{decision.true_matches:,}",
            f"{decision.false_matches:,}",
            f"{decision.missed:,}",
        )
        for name, decision in (("default", evaluation.default), ("best F1", evaluation.best))
    )
    return _table(("threshold", "precision", "recall", "F1", "true", "false", "missed"), rows)


def _further(evaluation: Evaluation) -> str:
    blocking = evaluation.blocking
    reduction = UNMEASURED if math.isnan(blocking.reduction_ratio) else f"{blocking.reduction_ratio:.5f}"
    every = evaluation.calibration_all
    rows = [
        *(
            (f"recall@{rank.k}", _measured(rank.recall), f"{rank.recall.count:,} people")
            for rank in evaluation.recall_at
        ),
        (
            "rightly unmatched",
            _measured(evaluation.rightly_unmatched),
            f"{evaluation.rightly_unmatched.count:,} people",
        ),
        (
            "pair completeness",
            _measured(blocking.completeness),
            f"{escape(blocking.basis)}, {blocking.pairs:,}",
        ),
        ("reduction ratio", reduction, ""),
        (
            "Brier score",
            number(evaluation.calibration.brier),
            f"{evaluation.calibration.pairs:,} pairs from 0.01",
        ),
        ("ECE, all scored", number(every.ece), f"{every.pairs:,} pairs"),
        ("Brier score, all scored", number(every.brier), f"{every.pairs:,} pairs"),
    ]
    return _table(("figure", "value", "over"), rows, "over")


def _reliability_table(calibration: Calibration) -> str:
    rows = (
        (
            f"{row.low:.1f} – {row.high:.1f}",
            f"{row.pairs:,}",
            number(row.mean_probability),
            _measured(row.observed),
        )
        for row in calibration.bins
    )
    return _table(("probability", "pairs", "mean probability", "share true"), rows)


def _groups_table(groups: Sequence[Group]) -> str:
    columns: tuple[tuple[str, list[str]], ...] = (
        ("recall", [_measured(group.recall) for group in groups]),
        ("precision", [number(group.precision.value) for group in groups]),
        ("F1", [number(group.f1) for group in groups]),
        ("recall@1", [number(group.recall_at_1.value) for group in groups]),
        ("complete", [number(group.completeness.value) for group in groups]),
        ("ECE", [number(group.ece) for group in groups]),
    )
    measured = [(heading, cells) for heading, cells in columns if set(cells) != {UNMEASURED}]
    rows = (
        (
            escape(group.name),
            _bar(group.recall.value),
            f"{group.true_pairs:,}",
            *(cells[i] for _, cells in measured),
        )
        for i, group in enumerate(groups)
    )
    return _table(("kind", "", "pairs", *(heading for heading, _ in measured)), rows)


def _noted(title: str, kinds: str, pairs: Sequence[NotedPair]) -> str:
    """Return single pairs, folded away; identifiers only."""
    if not pairs:
        return _card(title, "<p>None.</p>")
    rows = (
        tuple(
            escape(cell)
            for cell in (
                pair.released_id,
                pair.missing_id,
                number(pair.probability),
                pair.spelling,
                pair.kinds,
            )
        )
        for pair in pairs[:_MOST_PAIRS]
    )
    table = _table(("released", "missing", "probability", "spelling pair", kinds), rows, "words")
    more = f"<p>{len(pairs) - _MOST_PAIRS:,} more.</p>" if len(pairs) > _MOST_PAIRS else ""
    summary = f"<summary>{escape(title)} at the default threshold: {len(pairs):,}</summary>"
    return f'<section class="card"><details>{summary}{table}{more}</details></section>'


# ---- plots


def _x(value: float) -> float:
    return _LEFT + value * (_RIGHT - _LEFT)


def _y(value: float) -> float:
    return _BOTTOM - value * (_BOTTOM - _TOP)


def _svg(label: str, body: str) -> str:
    return f'<svg viewBox="0 0 {_WIDTH} {_HEIGHT}" role="img" aria-label="{escape(label)}">{body}</svg>'


def _axes(x_title: str, y_title: str, y_ticks: Iterable[tuple[float, str]]) -> str:
    """Return grid lines and labels; the x axis runs from 0 to 1, y ticks stand at shares of the height."""
    parts = [
        f'<line class="grid" x1="{_x(t):.1f}" x2="{_x(t):.1f}" y1="{_TOP}" y2="{_BOTTOM}"/>'
        f'<text x="{_x(t):.1f}" y="{_BOTTOM + 15}" text-anchor="middle">{t:g}</text>'
        for t in _TICKS
    ]
    parts += [
        f'<line class="grid" x1="{_LEFT}" x2="{_RIGHT}" y1="{_y(t):.1f}" y2="{_y(t):.1f}"/>'
        f'<text x="{_LEFT - 6}" y="{_y(t) + 4:.1f}" text-anchor="end">{label}</text>'
        for t, label in y_ticks
    ]
    middle = (_TOP + _BOTTOM) / 2
    parts.append(f'<text x="{(_LEFT + _RIGHT) / 2}" y="{_HEIGHT - 6}" text-anchor="middle">{x_title}</text>')
    parts.append(f'<text x="12" y="{middle}" text-anchor="middle" transform="rotate(-90 12 {middle})">{y_title}</text>')
    return "".join(parts)


def _unit_ticks() -> list[tuple[float, str]]:
    return [(tick, f"{tick:g}") for tick in _TICKS]


def _reliability_plot(calibration: Calibration) -> str:
    parts = [
        _axes("probability given", "share that is true", _unit_ticks()),
        f'<line class="diagonal" x1="{_x(0)}" y1="{_y(0)}" x2="{_x(1)}" y2="{_y(1)}"/>',
    ]
    filled = [row for row in calibration.bins if row.pairs]
    most = max((row.pairs for row in filled), default=1)
    for row in filled:
        x, size = _x(row.mean_probability), 3 + 5 * math.sqrt(row.pairs / most)
        parts.append(
            f'<line class="spread" x1="{x:.1f}" x2="{x:.1f}" y1="{_y(row.observed.low):.1f}" '
            f'y2="{_y(row.observed.high):.1f}"/><circle class="is-true" cx="{x:.1f}" '
            f'cy="{_y(row.observed.value):.1f}" r="{size:.1f}"><title>{row.pairs:,} pairs, mean probability '
            f"{number(row.mean_probability)}, observed {number(row.observed.value)}</title></circle>"
        )
    return _svg(f"Reliability diagram, ECE {number(calibration.ece)}", "".join(parts))


def _curve_plot(evaluation: Evaluation) -> str:
    parts = [_axes("recall", "precision", _unit_ticks())]
    if evaluation.curve:
        first = evaluation.curve[0]
        points = [(0.0, first.precision), *((point.recall, point.precision) for point in evaluation.curve)]
        line = " ".join(f"{_x(recall):.1f},{_y(precision):.1f}" for recall, precision in points)
        parts.append(f'<polyline class="curve" points="{line}"/>')
    for kind, decision in (("best", evaluation.best), ("is-true", evaluation.default)):
        if not math.isnan(decision.precision.value) and not math.isnan(decision.recall.value):
            parts.append(
                f'<circle class="{kind}" cx="{_x(decision.recall.value):.1f}" '
                f'cy="{_y(decision.precision.value):.1f}" r="{6 if kind == "best" else 4}"><title>threshold '
                f"{number(decision.threshold)}: precision {number(decision.precision.value)}, recall "
                f"{number(decision.recall.value)}</title></circle>"
            )
    return _svg(
        f"Precision-recall curve, average precision {number(evaluation.average_precision.value)}",
        "".join(parts),
    )


def _histogram_plot(bins: Sequence[HistogramBin]) -> str:
    most = max((max(row.true_pairs, row.false_pairs) for row in bins), default=0)
    decades = max(1, math.ceil(math.log10(most + 1)))

    def height(count: int) -> float:
        return math.log10(count + 1) / decades

    ticks = [(0.0, "0"), *((height(10**power), f"{10**power:,}") for power in range(decades + 1))]
    parts = [_axes("probability", "pairs", [tick for tick in ticks if tick[0] <= 1])]
    half = (_RIGHT - _LEFT) / len(bins) / 2
    for row in bins:
        for kind, count, shift in (("is-true", row.true_pairs, 0.0), ("is-false", row.false_pairs, half)):
            if count:
                top, left = _y(height(count)), _x(row.low) + shift + 0.5
                words = f"{row.low:.2f} – {row.high:.2f}: {count:,} {kind.removeprefix('is-')}"
                parts.append(
                    f'<rect class="{kind}" x="{left:.1f}" y="{top:.1f}" width="{half - 1:.1f}" '
                    f'height="{_BOTTOM - top:.1f}"><title>{words}</title></rect>'
                )
    return _svg("Histogram of the probabilities of true and of false pairs", "".join(parts))
