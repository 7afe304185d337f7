"""From what browsers noted to figures, and from figures to the tables that are printed."""

from __future__ import annotations

import statistics
from typing import TYPE_CHECKING, Any

from tests.benchmarks.web_browsing import quantile

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmarks.web_browsing import Answer, Noted


def by_page(noted: Noted) -> dict[str, Any]:
    """Return the figures of each page."""
    pages: dict[str, list[Answer]] = {}
    for answer in noted.answers:
        pages.setdefault(answer.page, []).append(answer)
    return {page: _figures(answers) for page, answers in sorted(pages.items())}


def _figures(answers: Sequence[Answer]) -> dict[str, Any]:
    statuses: dict[str, int] = {}
    for answer in answers:
        statuses[str(answer.status)] = statuses.get(str(answer.status), 0) + 1
    return {
        "requests": len(answers),
        **times([answer.seconds for answer in answers]),
        "bytes": max(answer.size for answer in answers),
        "statuses": statuses,
    }


def times(seconds: Sequence[float]) -> dict[str, float]:
    """Return median, 95th and 99th percentile and maximum in milliseconds."""
    if not seconds:
        return {}
    return {
        "median": round(1000 * statistics.median(seconds), 1),
        "p95": round(1000 * quantile(seconds, 0.95), 1),
        "p99": round(1000 * quantile(seconds, 0.99), 1),
        "max": round(1000 * max(seconds), 1),
    }


def lines(server: str, figures: dict[str, Any]) -> Iterator[str]:
    """Yield what was measured on one kind of server as text."""
    yield f"\n{figures['version']}\n"
    yield f"{'job of the worker':<22}{'times':>6}{'median s':>10}{'slowest s':>11}{'peak MB':>9}"
    kinds: dict[str, list[dict[str, Any]]] = {}
    for done in figures["loading"]:
        kinds.setdefault(done["kind"], []).append(done)
    for kind, jobs in kinds.items():
        seconds = [job["seconds"] for job in jobs]
        memory = max(job["peak_memory"] for job in jobs)
        yield f"{kind:<22}{len(jobs):>6}{statistics.median(seconds):>10.1f}{max(seconds):>11.1f}{memory:>9.0f}"
    yield f"\n{'search, milliseconds':<22}{'median':>9}{'p95':>9}{'p99':>9}{'max':>9}"
    for title, name in (("nobody else", "search_quiet"), ("all at work", "search_under_load")):
        taken = figures[name]
        if taken:
            yield f"{title:<22}{taken['median']:>9.0f}{taken['p95']:>9.0f}{taken['p99']:>9.0f}{taken['max']:>9.0f}"
    for title, name in (("with thinking", "with_thinking"), ("without thinking", "without_thinking")):
        yield ""
        yield from _table(f"{server}, {title}", figures[name], figures["alone"])
    largest = figures["largest_page"]
    yield (
        f"\nlargest page: {largest['page']}, {largest['bytes']:,} bytes of HTML; "
        f"the {largest['loads']} files it loads {largest['loaded_bytes']:,} bytes, nothing compressed"
    )


def _table(title: str, run: dict[str, Any], alone: dict[str, Any]) -> Iterator[str]:
    pace = f"{run['requests'] / run['seconds']:.1f} requests per second"
    cost = 1000 * run["processor_seconds"] / max(run["requests"], 1)
    yield f"{title}: {run['requests']:,} requests in {run['seconds']:.0f} s, {pace}; milliseconds"
    if run["load"]:
        yield f"{cost:.0f} ms of the processor for each request; load of the machine {run['load'][0]:.1f}"
    yield f"{'page':<22}{'requests':>9}{'median':>9}{'p95':>9}{'max':>9}{'alone':>9}{'bytes':>10}  refused"
    for page, figures in run["pages"].items():
        refused = ", ".join(
            f"{number} × {status}"
            for status, number in figures["statuses"].items()
            if not status.startswith(("2", "3"))
        )
        quiet = f"{alone[page]['median']:.0f}" if page in alone else ""
        yield (
            f"{page:<22}{figures['requests']:>9,}{figures['median']:>9.0f}{figures['p95']:>9.0f}{figures['max']:>9.0f}"
            f"{quiet:>9}{figures['bytes']:>10,}  {refused}".rstrip()
        )
