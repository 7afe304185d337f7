"""Every page of the application before axe-core, which judges accessibility, and on a telephone held upright.

The pages are taken from the application itself: a new page is looked at without being named here, and one whose
address needs a number that nobody knows fails.
"""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from tests.web.browser.furnishing import ADMINISTRATOR, AUDITOR, CASEWORKER, SUPERVISOR, employ
from tests.web.browser.office import Office
from tests.web.browser.steps import sign_in
from web.access import PUBLIC, access_of
from web.application import create_app
from web.config import Config
from web.database import now
from web.models import Inquirer, Job, JobState, ListVersion, Match, MatchState, Released, Upload, User
from web.permissions import Permission, Role, allows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Page
    from sqlalchemy.orm import Session

LOGINS = {
    Role.SUPERVISOR: SUPERVISOR,
    Role.ADMINISTRATOR: ADMINISTRATOR,
    Role.AUDITOR: AUDITOR,
    Role.CASEWORKER: CASEWORKER,
}
"""Who visits a page: the first of these who may."""
NOBODY = ""
WIDE, TELEPHONE, NARROWEST = 1200, 380, 320
GRAVE = frozenset({"serious", "critical"})
BY_LAYOUT = ["color-contrast", "link-in-text-block", "scrollable-region-focusable", "target-size"]
"""Rules of axe whose answer depends on colours and width; the others are asked once a page."""
SETTINGS: tuple[tuple[Literal["light", "dark"], int, dict[str, Any]], ...] = (
    ("light", WIDE, {}),
    ("dark", TELEPHONE, {"runOnly": BY_LAYOUT}),
)
RUN_AXE = """async (options) => {
  // the rows of a long table are alike
  const alike = { exclude: [["tbody > tr:nth-child(n + 7)"], ["option:nth-child(n + 7)"]] };
  const found = await axe.run(alike, { resultTypes: ["violations"], iframes: false, ...options });
  return found.violations.map((rule) => [rule.impact, rule.id, rule.nodes.slice(0, 3).map((node) => node.html)]);
}"""
SIDEWAYS = """() => {
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  if (wide <= 0) return "";
  const out = [...document.querySelectorAll("body *")].find(
    (one) => one.getBoundingClientRect().right > innerWidth + 1 && !one.closest(".scroll"));
  return `${wide} pixels: ${out?.outerHTML.slice(0, 120)}`;
}"""


@dataclass(frozen=True)
class Place:
    """A page as somebody visits it."""

    address: str
    login: str


def rules() -> Iterator[tuple[str, Any]]:
    """Return every address that answers a visit, with its view."""
    app = create_app(Config(database_url="sqlite://", secret_key="for tests only"))
    for rule in sorted(app.url_map.iter_rules(), key=lambda rule: rule.rule):
        if "GET" in (rule.methods or set()) and rule.endpoint != "static" and not rule.endpoint.startswith("api."):
            yield rule.rule, app.view_functions[rule.endpoint]


def visitor(view: Any) -> str:
    """Return who visits a page."""
    access = access_of(view)
    if access == PUBLIC:
        return NOBODY
    may = [login for role, login in LOGINS.items() if not isinstance(access, Permission) or allows(role, access)]
    return may[0]


def numbers(session: Session) -> dict[str, int]:
    """Return a number for every kind of thing that an address can name."""
    confirmed = session.scalars(select(Match.id).where(Match.state == MatchState.CONFIRMED)).first()
    lists = session.scalars(select(ListVersion)).first()
    assert lists is not None
    found = {
        "list_id": lists.list_id,
        "number": lists.number,
        "match_id": confirmed,
        "released_id": session.scalars(select(Released.id)).first(),
        "report_id": session.scalars(select(Inquirer.report_id)).first(),
        "inquirer_id": session.scalars(select(Inquirer.id)).first(),
        "user_id": session.scalars(select(User.id)).first(),
        "job_id": session.scalars(select(Job.id)).first(),
    }
    assert None not in found.values(), found
    return {name: number for name, number in found.items() if number is not None}


class Inspector:
    """Somebody who visits pages as several users, and keeps a list of what is wrong.

    Parameters
    ----------
    office
        Where.
    person
        Makes a browser.
    thorough
        Whether to look at every page in light and dark; otherwise they take turns.
    """

    def __init__(self, office: Office, person: Callable[..., Page], *, thorough: bool = False) -> None:
        self._office = office
        self._person = person
        self._thorough = thorough
        self._pages: dict[str, Page] = {}
        self.wrong: list[str] = []
        self.seen: list[str] = []

    def page(self, login: str) -> Page:
        """Return the browser of a user, signed in, with axe in every page."""
        if login not in self._pages:
            page = self._person(
                # colours that fade into each other would be judged half-way
                self._office.address, viewport={"width": WIDE, "height": 900}, reduced_motion="reduce"
            )  # fmt: skip
            page.context.add_init_script(Axe().axe_script)
            self._pages[login] = page
            if login:
                sign_in(page, login)
        return self._pages[login]

    def visit(self, place: Place) -> None:
        """Open a page and look at it; what is no page, a picture or numbers for a script, only has to answer."""
        page = self.page(place.login)
        answer = page.goto(place.address)
        assert answer is not None
        assert answer.ok, f"{place.address} answers {answer.status} to {place.login or 'nobody'}"
        if answer.headers["content-type"].startswith("text/html"):
            self.look(page, place.address)

    def look(self, page: Page, name: str) -> None:
        """Judge what is open: wide and light, then as narrow as a telephone and dark; and let it fit a small one."""
        self.seen.append(name)
        for scheme, width, options in SETTINGS if self._thorough else SETTINGS[len(self.seen) % 2 :][:1]:
            page.emulate_media(color_scheme=scheme)
            page.set_viewport_size({"width": width, "height": 900})
            self.wrong += [
                f"{name} ({scheme}, {width}): {impact} {rule}: {', '.join(code[:160] for code in nodes)}"
                for impact, rule, nodes in page.evaluate(RUN_AXE, options)
                if impact in GRAVE
            ]
        page.set_viewport_size({"width": NARROWEST, "height": 700})
        sideways = page.evaluate(SIDEWAYS)
        if sideways:
            self.wrong.append(f"{name} scrolls sideways at {NARROWEST}: {sideways}")
        page.emulate_media(color_scheme="light")
        page.set_viewport_size({"width": WIDE, "height": 900})


def every_place(session: Session) -> Iterator[Place]:
    """Return every page with the numbers of something that is there."""
    known = numbers(session)
    uploads = {upload.purpose: upload.id for upload in session.scalars(select(Upload))}
    for rule, view in rules():
        if rule == "/first-start" or "photo_id" in rule:
            continue  # the one is there before there are users only, see the empty office; the other is a picture
        known["upload_id"] = uploads["reports" if "/reports/" in rule else "list"]
        filled = rule
        for name, number in known.items():
            filled = filled.replace(f"<int:{name}>", str(number))
        assert "<" not in filled, f"Give numbers() a number for {rule}"
        # a file is shown to whoever brought it
        yield Place(filled, CASEWORKER if "upload_id" in rule else visitor(view))


def test_a_page_that_cannot_be_used_by_everybody_is_found(
    furnished_sqlite: Office, person: Callable[..., Page]
) -> None:
    inspector = Inspector(furnished_sqlite, person, thorough=True)
    page = inspector.page(NOBODY)
    page.goto("about:blank")
    page.set_content(
        "<html lang=en><title>Bad</title><main><h1>Bad</h1><img src='data:,'><input>"
        "<p style='color: #bbb; width: 600px'>pale and wide</p></main>"
    )
    inspector.look(page, "bad")
    found = [tuple(line.split(": ")[:2]) for line in inspector.wrong]
    assert ("bad (light, 1200)", "critical image-alt") in found
    assert ("bad (light, 1200)", "critical label") in found
    assert ("bad (dark, 380)", "serious color-contrast") in found
    assert any(place.startswith("bad scrolls sideways at 320") for place, *_rest in found)


def test_every_page_of_an_office_at_work_can_be_used_by_everybody(
    furnished_sqlite: Office, person: Callable[..., Page]
) -> None:
    inspector = Inspector(furnished_sqlite, person, thorough=True)
    with furnished_sqlite.database.session() as session:
        places = list(every_place(session))
    for place in places:
        inspector.visit(place)
    assert inspector.wrong == []
    assert len(inspector.seen) > 30


def test_every_page_of_an_empty_office_can_be_used_by_everybody(tmp_path: Path, person: Callable[..., Page]) -> None:
    with Office(tmp_path) as office:
        inspector = Inspector(office, person)
        inspector.visit(Place("/first-start", NOBODY))
        employ(office.database)
        for rule, view in rules():
            if "<" not in rule and rule != "/first-start":
                inspector.visit(Place(rule, visitor(view)))
    assert inspector.wrong == []
    assert len(inspector.seen) > 15


def test_what_pages_show_after_a_step_can_be_used_by_everybody(
    furnished_sqlite: Office, person: Callable[..., Page]
) -> None:
    inspector = Inspector(furnished_sqlite, person)
    for step in (mistakes, files, search_results, a_pair_with_nothing_hidden, users_and_accounts, refusals, work):
        step(inspector, furnished_sqlite)
    assert inspector.wrong == []


def mistakes(inspector: Inspector, _office: Office) -> None:
    """Forms sent with nothing in them."""
    page = inspector.page(CASEWORKER)
    for address, button in (
        ("/reports/new", "Save and look for matches"),
        ("/lists/new", "Look at it"),
        ("/reports/import", "Look at it"),
        ("/matches/1", "Save and go on"),
        ("/account/password", "Change the password"),
        ("/account/second-factor", "Turn the second factor on"),
        ("/account/tokens", "Make the token"),
    ):
        page.goto(address)
        page.locator("main").get_by_role("button", name=button).first.click()
        expect(page.locator("main .error").first).to_be_visible()
        inspector.look(page, f"{address} with mistakes")


def files(inspector: Inspector, _office: Office) -> None:
    """Files as they are read, before they are loaded; a corrected one too."""
    rows = "ФИО;дата рождения;звание\nБарвинок Лукьян Устинович;31.02.1979;рядовой\n;;\n"
    page = inspector.page(CASEWORKER)
    for address in ("/lists/new", "/lists/1/correct", "/reports/import"):
        page.goto(address)
        page.get_by_label("Rows").fill(rows)
        page.get_by_role("button", name="Look at it").click()
        for summary in page.locator("main details > summary").all():
            summary.click()
        inspector.look(page, f"{address} being read")


def search_results(inspector: Inspector, _office: Office) -> None:
    """Somebody found, and nobody found."""
    page = inspector.page(CASEWORKER)
    for name in ("Шевченко", "Qqqq Wwww"):
        page.goto("/find")
        page.locator("main").get_by_role("textbox", name="Name").or_(page.locator("main #name")).first.fill(name)
        page.locator("main").get_by_role("button", name="Find").click()
        expect(page.locator("#found")).to_be_visible()
        inspector.look(page, f"/find {name}")


def a_pair_with_nothing_hidden(inspector: Inspector, office: Office) -> None:
    """A pair with its masked fields shown and everything that folds open; one whose figures are hidden."""
    with office.database.session() as session:
        match = session.scalars(select(Match.id).where(Match.state == MatchState.PROPOSED)).first()
    page = inspector.page(SUPERVISOR)
    page.goto(f"/matches/{match}")
    page.get_by_text("Show the masked fields", exact=True).first.click()
    page.get_by_label("What for?").first.select_option(label="To decide on a possible match")
    page.get_by_label("In your own words").first.fill("Comparing the units of both.")
    page.get_by_role("button", name="Show the masked fields").first.click()
    for summary in page.locator("main details > summary").all():
        summary.click()
    inspector.look(page, "a pair with everything open")
    page.get_by_role("button", name="Hide what the program thinks until I have decided").click()
    for address in ("/matches", f"/matches/{match}", "/lists/1", "/reports"):
        page.goto(address)
        inspector.look(page, f"{address} with figures hidden")
    page.goto(f"/matches/{match}")
    page.get_by_role("button", name="Show what the program thinks").click()


def users_and_accounts(inspector: Inspector, _office: Office) -> None:
    """A temporary password as it is shown once, and being asked whether one is sure."""
    page = inspector.page(ADMINISTRATOR)
    page.goto("/users/new")
    page.get_by_role("button", name="Add the user").click()
    inspector.look(page, "/users/new with mistakes")
    page.get_by_label("Name", exact=True).fill("Лада")
    page.get_by_label("Sign-in name").fill("lada")
    page.get_by_role("button", name="Add the user").click()
    expect(page.locator("code.key")).to_be_visible()
    inspector.look(page, "a temporary password")
    page.goto("/users/1")
    inspector.look(page, "a user")
    auditor = inspector.page(AUDITOR)
    auditor.goto("/audit")
    auditor.get_by_role("button", name="Verify").first.click()
    inspector.look(auditor, "the audit trail, verified")


def refusals(inspector: Inspector, _office: Office) -> None:
    """Pages that say no."""
    page = inspector.page(CASEWORKER)
    for address in ("/nowhere", "/users", "/matches/99999999"):
        page.goto(address)
        inspector.look(page, address)
    outside = inspector.page(NOBODY)
    outside.goto("/sign-in")
    outside.get_by_label("Sign-in name").fill("nobody")
    outside.get_by_label("Password", exact=True).fill("nothing of this kind")
    outside.get_by_role("button", name="Sign in").click()
    expect(outside.locator(".error").first).to_be_visible()
    inspector.look(outside, "/sign-in with a wrong password")


def work(inspector: Inspector, office: Office) -> None:
    """Work that waits, that goes on, that failed and that was cancelled."""
    page = inspector.page(CASEWORKER)
    with office.without_work():
        for state in (JobState.WAITING, JobState.RUNNING, JobState.FAILED, JobState.CANCELLED):
            with office.database.transaction() as session:
                job = session.scalars(select(Job).order_by(Job.id)).first()
                assert job is not None
                session.expunge(job)
                other = Job(kind=job.kind, subject=job.subject, subject_id=job.subject_id, state=state)
                other.stage, other.done, other.total = "comparing candidate pairs", 300, 1000
                other.error = "stopped" if state is JobState.FAILED else ""
                other.lease_until = now() + dt.timedelta(hours=1) if state is JobState.RUNNING else None
                session.add(other)
                session.flush()
                number = other.id
            page.goto(f"/jobs/{number}")
            inspector.look(page, f"work that is {state.value}")
            with office.database.transaction() as session:
                session.delete(session.get_one(Job, number))
