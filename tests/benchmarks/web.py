"""How fast the caseworkers' application answers: a large office, twenty people at work, on SQLite and on PostgreSQL.

``matcher serve`` is started as an office starts it, with its worker; browsers on this machine walk through its pages.
Everything ends by itself after the seconds given. What comes out is printed and kept in ``web_results.json``.
"""

from __future__ import annotations

import json
import os
import platform
import random
import sqlite3
import statistics
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, text

from tests.benchmarks.web_browsing import Browser, Noted, loaded_by, quantile
from tests.benchmarks.web_day import ROLES, Worker, work_for
from tests.benchmarks.web_filling import PASSWORD, TRAIL, fill, login_of, make_lists, scenery_of
from tests.web.browser.office import Office
from tests.web.servers import Postgres, why_no_postgres
from web.database import Database

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from tests.benchmarks.web_browsing import Answer
    from tests.benchmarks.web_day import Scenery
    from tests.benchmarks.web_filling import Size

RESULTS = Path(__file__).with_name("web_results.json")
SERVERS = ("sqlite", "postgresql")
DURABLE = ("listen_addresses=", "max_connections=100")
"""PostgreSQL as installed, but reached by a socket only: what is committed is on disk, as in an office."""
ALONE = 12  # times that one user opens each page, before the others come


@dataclass(frozen=True, slots=True)
class Run:
    """How people are let to work.

    Attributes
    ----------
    size
        Of the office.
    seconds
        How long with thinking; a quarter of it without.
    think
        Mean seconds between two things one person does.
    searches
        How many, one after the other, before the others come.
    folder
        Where a filled office is kept and taken from the next time; None: thrown away.
    """

    size: Size
    seconds: float
    think: float
    searches: int
    folder: Path | None = None


def report(run: Run, servers: Sequence[str], results: Path | None = RESULTS) -> Iterator[str]:
    """Yield what was measured, line by line, and keep it in a file.

    Parameters
    ----------
    run
        How people work, and where.
    servers
        Of :data:`SERVERS`.
    results
        The file; None: nowhere.
    """
    size = run.size
    yield (
        f"{size.reports:,} reports, {size.lists} lists of {size.people:,} people, "
        f"{TRAIL:,} entries in the audit trail, {size.users} users, seed {size.seed}"
    )
    found: dict[str, Any] = {"machine": machine(), "office": asdict(size), "think_seconds": run.think, "servers": {}}
    for server in servers:
        reason = why_no_postgres() if server == "postgresql" else ""
        if reason:
            yield f"\n{server}: {reason}"
            continue
        figures = measure(run, server)
        found["servers"][server] = figures
        yield from _lines(server, figures)
    if results is not None:
        results.write_text(json.dumps(found, indent=1) + "\n", encoding="utf-8")


def measure(run: Run, server: str) -> dict[str, Any]:
    """Fill an office on one kind of server, let people work in it, and return the figures."""
    with ExitStack() as stack:
        folder = run.folder or Path(stack.enter_context(_thrown_away()))
        lists, data = folder / "lists", folder / server
        make_lists(run.size, lists)
        data.mkdir(parents=True, exist_ok=True)
        url = stack.enter_context(_postgres(data)) if server == "postgresql" else ""
        office = stack.enter_context(Office(data, url))
        database = Database(url or f"sqlite:///{data / 'office.db'}")
        stack.callback(database.close)
        kept = data / "loaded.json"
        if kept.exists():
            figures: dict[str, Any] = json.loads(kept.read_text(encoding="utf-8"))
        else:
            figures = {"loading": [asdict(done) for done in fill(database, run.size, lists, _Memory(office))]}
            kept.write_text(json.dumps(figures), encoding="utf-8")
        figures["version"] = _version(database)
        figures |= _at_work(run, office.port, scenery_of(run.size, lists))
        return figures


def machine() -> dict[str, Any]:
    """Return what the figures depend on besides the program."""
    try:
        facts = Path("/proc/cpuinfo").read_text(encoding="utf-8")
        processor = next(line.partition(":")[2].strip() for line in facts.splitlines() if line.startswith("model name"))
        memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 1e9
    except (OSError, StopIteration, ValueError):
        processor, memory = platform.processor(), 0.0
    return {
        "processor": processor,
        "cores": os.cpu_count(),
        "memory_gb": round(memory),
        "system": platform.system(),
        "python": platform.python_version(),
    }


class _Memory:
    """The peak memory of an office's worker since it was last asked, where the system tells."""

    def __init__(self, office: Office) -> None:
        self._office = office

    def __call__(self) -> float:
        if not sys.platform.startswith("linux"):
            return 0.0
        peak = 0.0
        for worker in self._office.workers():
            status = Path(f"/proc/{worker}/status").read_text(encoding="ascii")
            line = next(line for line in status.splitlines() if line.startswith("VmHWM"))
            peak += float(line.split()[1]) * 1024 / 1e6
            Path(f"/proc/{worker}/clear_refs").write_text("5", encoding="ascii")
        return peak


def _at_work(run: Run, port: int, scenery: Scenery) -> dict[str, Any]:
    size = run.size
    workers = [
        Worker(Browser(port), ROLES[place % len(ROLES)], scenery, random.Random(f"{size.seed} {place}"), Noted())
        for place in range(size.users)
    ]
    for place, worker in enumerate(workers):
        worker.browser.sign_in(login_of(place), PASSWORD)
        worker.queue()
    quiet = _searches(workers, run.searches)
    alone = _noted(workers[:1])
    one = next(worker for worker in workers if worker.role == "supervisor")
    one.noted = alone
    for _ in range(ALONE):
        for look in (
            Worker.overview, Worker.queue, Worker.pair, Worker.report, Worker.report_index, Worker.list_index,
            Worker.list_page, Worker.person, Worker.families, Worker.enter_report, Worker.decide, Worker.audit_trail,
        ):  # fmt: skip
            look(one)
    together = _noted(workers)
    taken = work_for(workers, run.seconds, run.think)
    hurried = _noted(workers)
    hurry = work_for(workers, run.seconds / 4, 0)
    loads = {page: _whole(workers[0].browser, answer) for page, answer in together.largest.items()}
    for worker in workers:
        worker.browser.close()
    searching = [answer.seconds for answer in together.answers if answer.page == "find a person"]
    return {
        "search_quiet": _times(quiet),
        "search_under_load": _times(searching),
        "alone": _by_page(alone),
        "with_thinking": {"seconds": taken, "requests": len(together.answers), "pages": _by_page(together)},
        "without_thinking": {"seconds": hurry, "requests": len(hurried.answers), "pages": _by_page(hurried)},
        "largest_page": max(loads.values(), key=lambda page: page["bytes"]),
    }


def _noted(workers: Sequence[Worker]) -> Noted:
    noted = Noted()
    for worker in workers:
        worker.noted = noted
    return noted


def _searches(workers: Sequence[Worker], number: int) -> list[float]:
    """Search one after the other, each user in turn."""
    from tests.benchmarks.web_browsing import hidden

    tokens = [hidden(worker.browser.get("search form", "/find").text)["csrf_token"] for worker in workers]
    places = [place % len(workers) for place in range(number)]
    return [workers[place].search(tokens[place]).seconds for place in places]


def _whole(browser: Browser, largest: Answer) -> dict[str, Any]:
    """Return the size of a page and of everything that it loads."""
    loaded = {path: browser.get("loaded", path).size for path in sorted(loaded_by(largest.text))}
    return {"page": largest.page, "bytes": largest.size, "loads": len(loaded), "loaded_bytes": sum(loaded.values())}


def _by_page(noted: Noted) -> dict[str, Any]:
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
        **_times([answer.seconds for answer in answers]),
        "bytes": max(answer.size for answer in answers),
        "statuses": statuses,
    }


def _times(seconds: Sequence[float]) -> dict[str, float]:
    """Return median, 95th and 99th percentile and maximum in milliseconds."""
    if not seconds:
        return {}
    return {
        "median": round(1000 * statistics.median(seconds), 1),
        "p95": round(1000 * quantile(seconds, 0.95), 1),
        "p99": round(1000 * quantile(seconds, 0.99), 1),
        "max": round(1000 * max(seconds), 1),
    }


def _lines(server: str, figures: dict[str, Any]) -> Iterator[str]:
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
        times = figures[name]
        if times:
            yield f"{title:<22}{times['median']:>9.0f}{times['p95']:>9.0f}{times['p99']:>9.0f}{times['max']:>9.0f}"
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
    yield f"{title}: {run['requests']:,} requests in {run['seconds']:.0f} s, {pace}; milliseconds"
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


@contextmanager
def _thrown_away() -> Iterator[str]:
    import shutil

    folder = mkdtemp(prefix="office-")
    Path(folder).chmod(0o755)  # PostgreSQL runs as another user
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _postgres(data: Path) -> Iterator[str]:
    with Postgres(DURABLE, data / "server") as server:
        yield server.url


def _version(database: Database) -> str:
    if database.is_sqlite:
        return f"SQLite {sqlite3.sqlite_version}"
    engine = create_engine(database.url)
    with engine.connect() as connection:
        found = str(connection.scalar(text("SHOW server_version")))
    engine.dispose()
    return f"PostgreSQL {found}"
