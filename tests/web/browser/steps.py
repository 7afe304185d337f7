"""What people do at the pages, step by step: signing in, bringing a file, waiting for work, deciding on a pair."""

from __future__ import annotations

from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from playwright.sync_api import expect

from tests.web.browser.furnishing import PASSWORD

if TYPE_CHECKING:
    from playwright.sync_api import FilePayload, Page

JOB_MILLISECONDS = 60_000


def csv_file(text: str | bytes, name: str = "list.csv") -> FilePayload:
    """Return a table as a file that a person picks."""
    return {"name": name, "mimeType": "text/csv", "buffer": text.encode() if isinstance(text, str) else text}


def sign_in(page: Page, login: str, password: str = PASSWORD) -> None:
    """Sign in, and be somewhere inside afterwards."""
    page.goto("/sign-in")
    page.get_by_label("Sign-in name").fill(login)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()


def open_menu(page: Page, item: str) -> None:
    """Go to a part by the main menu."""
    page.get_by_role("navigation", name="Main menu").get_by_role("link", name=item, exact=True).click()


def bring_file(page: Page, file: FilePayload) -> None:
    """Give a file to an upload page and look at how it is read."""
    page.get_by_label("File").set_input_files(file)
    page.get_by_role("button", name="Look at it").click()


def read_column_as(page: Page, heading: str, field: str) -> None:
    """Correct how a column is read, and look again."""
    page.get_by_label(f"The column “{heading}” is read as").select_option(label=field)
    page.get_by_role("button", name="Look again").click()


def wait_for_work(page: Page) -> None:
    """Wait on the page of a job until it has finished; the page finds out by itself."""
    expect(page.locator("[data-progress-state]")).to_have_text("Finished", timeout=JOB_MILLISECONDS)


def wait_until_matched(page: Page, list_address: str) -> None:
    """Wait on the page of a list until nothing is being done with it; the page finds out by itself."""
    page.goto(list_address)
    expect(page.locator(".job")).to_have_count(0, timeout=JOB_MILLISECONDS)


def load_list(page: Page, rows: str, title: str, *, sealed: bool = False) -> str:
    """Load a list from pasted rows and wait until it is matched; return the address of its page."""
    page.goto("/lists/new")
    page.get_by_label("Rows").fill(rows)
    page.get_by_role("button", name="Look at it").click()
    page.get_by_label("Title").fill(title)
    if sealed:
        page.get_by_label("Sealed", exact=True).check()
    page.get_by_role("button", name="Load the list").click()
    wait_for_work(page)
    page.get_by_role("link", name="Go on").click()
    address = urlsplit(page.url).path
    wait_until_matched(page, address)
    return address


def decide(page: Page, verdict: str, reason: str, note: str = "") -> None:
    """Decide on the pair that is open."""
    page.get_by_label(verdict, exact=True).check()
    page.get_by_label("Why?").select_option(label=reason)
    if note:
        page.get_by_label("Note").first.fill(note)
    page.get_by_role("button", name="Save and go on").click()


def take_back(page: Page, reason: str = "Decided by mistake") -> None:
    """Take back the decision that is offered on the pair that is open."""
    page.get_by_text("Take a decision back", exact=True).click()
    page.get_by_label("Why is it taken back?").select_option(label=reason)
    page.get_by_role("button", name="Take it back").click()


def state_of(page: Page, match_id: int) -> str:
    """Open a pair and return its state as the page says it."""
    page.goto(f"/matches/{match_id}")
    return page.locator(".badges .badge").first.inner_text()
