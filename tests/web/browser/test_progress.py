"""The progress page of long work: it moves by itself, also across a restart of the server."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.web.browser.furnishing import CASEWORKER, employ, register
from tests.web.browser.office import Office
from tests.web.browser.steps import csv_file, sign_in, wait_for_work

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from playwright.sync_api import Page


def test_the_progress_page_goes_on_by_itself_when_the_server_is_killed_and_started_again(
    tmp_path: Path, person: Callable[..., Page]
) -> None:
    with Office(tmp_path) as office:
        employ(office.database)
        page = person(office.address)
        sign_in(page, CASEWORKER)
        page.goto("/reports/import")
        page.get_by_label("File").set_input_files(csv_file(register(300)))
        page.get_by_role("button", name="Look at it").click()
        with office.without_work():
            page.get_by_role("button", name="Load 300 reports").click()
            expect(page.locator("[data-progress-state]")).to_have_text("Waiting for its turn")
            asked = []
            page.on("requestfailed", lambda request: asked.append(request.url))
            office.kill()
            while not any(url.endswith("/progress") for url in asked):
                page.wait_for_event("requestfailed", lambda request: request.url.endswith("/progress"))
        expect(page.locator("[data-progress-state]")).to_have_text("Waiting for its turn")
        office.restart()
        wait_for_work(page)
        expect(page.get_by_role("link", name="Go on")).to_be_visible()
