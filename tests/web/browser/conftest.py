"""A real headless chromium, pages that fail a test when their script or policy complains, and offices to play in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import pytest
from playwright.sync_api import Error, expect, sync_playwright

from tests.web.browser.office import Office, chromium
from tests.web.servers import missing

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from playwright.sync_api import Browser, BrowserContext, Page

_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
PATIENCE = 30_000  # milliseconds until something that does not happen is a failure; a busy machine is none
_OPEN_PAGES = pytest.StashKey[list["Page"]]()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """The system's chromium, headless."""
    program = chromium()
    if program is None:
        missing("There is no chromium on this machine.")
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=program, args=list(_FLAGS))
        yield started
        started.close()


@pytest.fixture
def person(browser: Browser, request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Callable[..., Page]]:
    """Make somebody with a browser of their own; whatever the console complains about fails the test."""
    contexts: list[BrowserContext] = []
    complaints: list[str] = []
    pages = request.node.stash.setdefault(_OPEN_PAGES, [])

    def make(address: str, **options: Any) -> Page:
        context = browser.new_context(base_url=address, locale="en-GB", **options)
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        pages.append(page)
        page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
        page.on("pageerror", lambda error: complaints.append(str(error)))
        return page

    yield make
    # an expected refusal (403, 404, 422) or a server that is being restarted is an answer, not a fault of the page
    found = [text for text in complaints if "Failed to load resource" not in text]
    seen = _screenshots(pages, tmp_path) if found else []
    for context in contexts:
        context.close()
    assert found == [], "\n".join(seen)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Any:
    """Say with every failure where its screenshots are."""
    report: pytest.TestReport = yield
    pages = item.stash.get(_OPEN_PAGES, [])
    if report.when == "call" and report.failed and pages:
        paths = _screenshots(pages, item.funcargs["tmp_path"])  # type: ignore[attr-defined]
        report.sections.append(("Screenshots", "\n".join(paths)))
    return report


def _screenshots(pages: list[Page], folder: Path) -> list[str]:
    """Take a picture of everything that is open; return the paths."""
    paths = []
    for number, page in enumerate(pages, start=1):
        path = folder / f"screen-{number}.png"
        try:
            page.screenshot(path=path, full_page=True)
        except Error:
            continue  # closed already, or the browser itself is what failed
        paths.append(f"{path} ({page.url})")
    return paths


@pytest.fixture(params=["sqlite", "postgresql"])
def office(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Office]:
    """An empty office started as a user starts it, on each kind of database."""
    url = "" if request.param == "sqlite" else request.getfixturevalue("empty_postgres")
    with Office(tmp_path, url) as started:
        yield started
