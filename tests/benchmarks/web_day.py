"""A day at the office: what people of each role open, how often, and what they type."""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from tests.benchmarks.web_browsing import Answer, Browser, Noted, decision_form, hidden, numbers_in, think
from web.permissions import Permission, Role, allows

if TYPE_CHECKING:
    import random
    from collections.abc import Callable, Sequence

ROLES = (Role.CASEWORKER, Role.REVIEWER, Role.CASEWORKER, Role.SUPERVISOR, Role.VIEWER)
"""Who works in the office, in turn."""


@dataclass(frozen=True, slots=True)
class Scenery:
    """What there is to look at.

    Attributes
    ----------
    reports, people, lists
        How many there are; their numbers count from 1.
    searched
        Names that people look for, as another list spells them.
    entered
        Fields of reports that people enter.
    """

    reports: int
    people: int
    lists: int
    searched: Sequence[str]
    entered: Sequence[dict[str, str]]


@dataclass(slots=True)
class Worker:
    """Somebody at a browser.

    Attributes
    ----------
    browser, role
        Signed in, and as what.
    scenery, chance
        What there is, and what decides what is opened next.
    noted
        Where times are noted.
    """

    browser: Browser
    role: Role
    scenery: Scenery
    chance: random.Random
    noted: Noted
    pairs: list[int] = field(default_factory=list)

    def once(self) -> None:
        """Do one of the things people of this role do, as often as they do it."""
        kinds = [kind for kind in KINDS if kind.needs is None or allows(self.role, kind.needs)]
        chosen = self.chance.choices(kinds, weights=[kind.share for kind in kinds])[0]
        chosen.do(self)

    def get(self, page: str, path: str) -> Answer:
        """Load a page and note it."""
        return self.noted.add(self.browser.get(page, path))

    def post(self, page: str, path: str, fields: dict[str, str]) -> Answer:
        """Send a form and note it; then load what it leads to."""
        return self.noted.add(self.browser.post(page, path, fields))

    def overview(self) -> None:
        """Look at what is to be done."""
        self.get("overview", "/")

    def queue(self) -> None:
        """Look at the queue, mostly as it comes, sometimes through a filter or further down."""
        asked = self.chance.choice(
            ("", "", "?band=strong", "?band=possible", "?show=second", "?show=confirmed", "?page=3")
            + (f"?list={self.chance.randint(1, self.scenery.lists)}",) * 2
        )
        self.pairs = numbers_in(self.get("queue", f"/matches{asked}").text, "/matches/") or self.pairs

    def pair(self) -> Answer | None:
        """Look at a pair of the queue."""
        if not self.pairs:
            self.queue()
        if not self.pairs:
            return None
        return self.get("pair", f"/matches/{self.chance.choice(self.pairs)}")

    def decide(self) -> None:
        """Look at a pair and decide; the program leads to the next one."""
        shown = self.pair()
        form = decision_form(shown.text) if shown is not None else None
        if form is None:
            return
        address, fields = form
        verdict, reason = self.chance.choice(
            (("same", "name_and_birth"), ("different", "name"), ("different", "place"))
        )
        answer = self.post("decide", address, {**fields, "verdict": verdict, "reason": f"{verdict}:{reason}"})
        if answer.status == 303:
            self.get("pair", answer.leads_to)

    def report(self) -> None:
        """Look at any report."""
        self.get("report", f"/reports/{self.chance.randint(1, self.scenery.reports)}")

    def report_index(self) -> None:
        """Look at the reports: mostly those who have waited longest, sometimes another order or a later page."""
        asked = self.chance.choice(("", "", "", "?order=newest", "?matches=some", "?birth=missing", "?page=40"))
        self.get("report index", f"/reports{asked}")

    def enter_report(self) -> None:
        """Enter a report at the counter."""
        fields = hidden(self.get("report form", "/reports/new").text)
        typed = {**fields, **self.chance.choice(self.scenery.entered), "opened": "1", "action": "save"}
        answer = self.post("enter report", "/reports/new", typed)
        if answer.status == 303:
            self.get("report", answer.leads_to)

    def list_index(self) -> None:
        """Look at the lists."""
        self.get("list index", "/lists")

    def list_page(self) -> None:
        """Look at a page of a list."""
        number = self.chance.randint(1, self.scenery.lists)
        self.get("list page", f"/lists/{number}{self.chance.choice(('', '', '?page=2'))}")

    def person(self) -> None:
        """Look at somebody on a list."""
        self.get("person on a list", f"/lists/people/{self.chance.randint(1, self.scenery.people)}")

    def families(self) -> None:
        """Look at what families wait for."""
        queue = self.chance.choice(("tell", "told", "undone", "unreported", "ask"))
        self.get(f"families: {queue}", f"/families?queue={queue}")

    def find(self) -> None:
        """Look for somebody by name, sometimes with a year of birth."""
        token = hidden(self.get("search form", "/find").text)["csrf_token"]
        self.search(token)

    def search(self, token: str) -> Answer:
        """Send the search form."""
        typed = {"csrf_token": token, "name": self.chance.choice(self.scenery.searched), "side": "both"}
        return self.post("find a person", "/find", typed)

    def audit_trail(self) -> None:
        """Read the audit trail."""
        asked = self.chance.choice(("", "", "?action=report.read", "?user=2"))
        self.get("audit trail", f"/audit{asked}")


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of thing that people do.

    Attributes
    ----------
    do
        The thing.
    share
        How often, in comparison with the others.
    needs
        Who may; None: everybody here.
    """

    do: Callable[[Worker], object]
    share: int
    needs: Permission | None = None


KINDS = (
    Kind(Worker.overview, 10),
    Kind(Worker.queue, 12),
    Kind(Worker.pair, 20),
    Kind(Worker.decide, 8, Permission.DECIDE),
    Kind(Worker.report, 12),
    Kind(Worker.report_index, 8),
    Kind(Worker.enter_report, 3, Permission.WRITE_REPORTS),
    Kind(Worker.list_index, 4),
    Kind(Worker.list_page, 6),
    Kind(Worker.person, 4),
    Kind(Worker.families, 6),
    Kind(Worker.find, 10, Permission.SEARCH),
    Kind(Worker.audit_trail, 8, Permission.AUDIT),
)
"""The mix: mostly pairs, reports and searches."""


def work_for(workers: Sequence[Worker], seconds: float, thinking: float) -> float:
    """Let people work at the same time; return the seconds it took.

    Parameters
    ----------
    workers
        Signed in.
    seconds
        After so long nobody begins anything new.
    thinking
        Mean seconds between two things.
    """
    start = time.perf_counter()

    def work(worker: Worker) -> None:
        time.sleep(worker.chance.uniform(0, thinking))
        while time.perf_counter() - start < seconds:
            worker.once()
            think(worker.chance, thinking)

    threads = [threading.Thread(target=work, args=(worker,), daemon=True) for worker in workers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return time.perf_counter() - start
