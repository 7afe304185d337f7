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
import sys
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path
from tempfile import mkdtemp
from typing import TYPE_CHECKING, Any

from sqlalchemy import create_engine, text

from tests.benchmarks.web_browsing import Browser, Noted, hidden, loaded_by
from tests.benchmarks.web_day import ROLES, Worker, work_for
from tests.benchmarks.web_figures import by_page, lines, times
from tests.benchmarks.web_filling import PASSWORD, fill, login_of, make_lists, scenery_of
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
    alone
        How often one person opens each page, before the others come.
    folder
        Where a filled office is kept and taken from the next time; None: thrown away.
    """

    size: Size
    seconds: float
    think: float
    searches: int
    alone: int
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
        f"{size.trail:,} entries in the audit trail, {size.users} users, seed {size.seed}"
    )
    found: dict[str, Any] = {"machine": machine(), "office": asdict(size), "think_seconds": run.think, "servers": {}}
    for server in servers:
        reason = why_no_postgres() if server == "postgresql" else ""
        if reason:
            yield f"\n{server}: {reason}"
            continue
        figures = measure(run, server)
        found["servers"][server] = figures
        yield from lines(server, figures)
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
        figures |= _at_work(run, office, scenery_of(run.size, lists))
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


def processor_seconds(process: int) -> float:
    """Return the processor time a process has used, where the system tells; else 0.

    It tells what pages cost, also on a machine on which others work.
    """
    try:
        fields = Path(f"/proc/{process}/stat").read_text(encoding="ascii").rpartition(")")[2].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _serving(office: Office) -> int:
    """Return the number of the process that answers: its worker names it as its parent."""
    if not sys.platform.startswith("linux"):
        return 0
    status = Path(f"/proc/{office.worker()}/status").read_text(encoding="ascii")
    return int(next(line for line in status.splitlines() if line.startswith("PPid")).split()[1])


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


def _at_work(run: Run, office: Office, scenery: Scenery) -> dict[str, Any]:
    size, port, serving = run.size, office.port, _serving(office)
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
    for _ in range(run.alone):
        for look in (
            Worker.overview, Worker.queue, Worker.pair, Worker.report, Worker.report_index, Worker.list_index,
            Worker.list_page, Worker.person, Worker.families, Worker.enter_report, Worker.decide, Worker.audit_trail,
        ):  # fmt: skip
            look(one)
    together = _noted(workers)
    runs = {"with_thinking": _run(together, workers, run.seconds, run.think, serving)}
    hurried = _noted(workers)
    runs["without_thinking"] = _run(hurried, workers, run.seconds / 4, 0, serving)
    loads = {page: _whole(workers[0].browser, answer) for page, answer in together.largest.items()}
    for worker in workers:
        worker.browser.close()
    searching = [answer.seconds for answer in together.answers if answer.page == "find a person"]
    return {
        "search_quiet": times(quiet),
        "search_under_load": times(searching),
        "alone": by_page(alone),
        **runs,
        "largest_page": max(loads.values(), key=lambda page: page["bytes"]),
    }


def _run(noted: Noted, workers: Sequence[Worker], seconds: float, thinking: float, serving: int) -> dict[str, Any]:
    """Let people work, and return what was noted."""
    before = processor_seconds(serving)
    taken = work_for(workers, seconds, thinking)
    return {
        "seconds": round(taken, 1),
        "requests": len(noted.answers),
        "processor_seconds": round(processor_seconds(serving) - before, 1),
        "load": [round(load, 1) for load in os.getloadavg()] if hasattr(os, "getloadavg") else [],
        "pages": by_page(noted),
    }


def _noted(workers: Sequence[Worker]) -> Noted:
    noted = Noted()
    for worker in workers:
        worker.noted = noted
    return noted


def _searches(workers: Sequence[Worker], number: int) -> list[float]:
    """Search one after the other, each user in turn."""
    tokens = [hidden(worker.browser.get("search form", "/find").text)["csrf_token"] for worker in workers]
    places = [place % len(workers) for place in range(number)]
    return [workers[place].search(tokens[place]).seconds for place in places]


def _whole(browser: Browser, largest: Answer) -> dict[str, Any]:
    """Return the size of a page and of everything that it loads."""
    loaded = {path: browser.get("loaded", path).size for path in sorted(loaded_by(largest.text))}
    return {"page": largest.page, "bytes": largest.size, "loads": len(loaded), "loaded_bytes": sum(loaded.values())}


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
