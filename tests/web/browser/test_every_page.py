"""Every page of the application before axe-core, which judges accessibility, and on a telephone held upright.

The pages are taken from the application itself: a new page is looked at without being named here, and one whose
address needs a number that nobody knows fails.
"""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import expect
from sqlalchemy import select

from tests.web.browser.furnishing import ADMINISTRATOR, AUDITOR, CASEWORKER, SUPERVISOR, furnish
from tests.web.browser.office import Office
from tests.web.browser.steps import sign_in
from web.access import PUBLIC, access_of
from web.application import create_app
from web.config import Config
from web.models import Inquirer, Job, JobState, ListVersion, Match, MatchState, Released, Report, Upload, User
from web.permissions import Permission, Role, allows

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

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
AXE = {"resultTypes": ["violations"], "iframes": False}
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
    """

    def __init__(self, office: Office, person: Callable[..., Page]) -> None:
        self._office = office
        self._person = person
        self._pages: dict[str, Page] = {}
        self._axe = Axe()
        self.wrong: list[str] = []
        self.seen: list[str] = []

    def page(self, login: str) -> Page:
        """Return the browser of a user, signed in."""
        if login not in self._pages:
            self._pages[login] = self._person(self._office.address, viewport={"width": WIDE, "height": 900})
            if login:
                sign_in(self._pages[login], login)
        return self._pages[login]

    def visit(self, place: Place) -> None:
        """Open a page and look at it; what is no page, a picture or numbers for a script, only has to answer."""
        page = self.page(place.login)
        answer = page.request.get(place.address)
        assert answer.ok, f"{place.address} answers {answer.status} to {place.login or 'nobody'}"
        if answer.headers["content-type"].startswith("text/html"):
            page.goto(place.address)
            self.look(page, place.address)

    def look(self, page: Page, name: str) -> None:
        """Judge what is open: wide and light, then as narrow as a telephone and dark; and let it fit a small one."""
        self.seen.append(name)
        for scheme, width in (("light", WIDE), ("dark", TELEPHONE)):
            page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
            page.set_viewport_size({"width": width, "height": 900})
            found = self._axe.run(page, options=AXE).response["violations"]
            self.wrong += [
                f"{name} ({scheme}, {width}): {each['impact']} {each['id']}: "
                + json.dumps([node["html"][:160] for node in each["nodes"][:3]], ensure_ascii=False)
                for each in found
                if each["impact"] in GRAVE
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
        if rule == "/first-start":
            continue  # is there before there are users only: see the test of the empty office
        if "photo_id" in rule:
            continue  # a picture
        upload = uploads["reports" if "/reports/" in rule else "list"]
        filled = rule
        for name, number in {**known, "upload_id": upload}.items():
            filled = filled.replace(f"<int:{name}>", str(number))
        assert "<" not in filled, f"Give numbers() a number for {rule}"
        yield Place(filled, visitor(view))


@pytest.fixture
def inspector(furnished_sqlite: Office, person: Callable[..., Page]) -> Inspector:
    """Look at an office at work."""
    return Inspector(furnished_sqlite, person)
