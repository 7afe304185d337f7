"""The script of the pages in a real browser: keys, questions before danger, passwords, filters, progress."""

from __future__ import annotations

import json
import shutil
from typing import TYPE_CHECKING

import pytest

from web.templating import STATIC

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Dialog, Page, Route

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
if CHROMIUM is None:
    pytest.skip("these tests need Chromium", allow_module_level=True)

FRAME = """<!doctype html><html lang="en"><title>t</title><script src="/app.js" defer></script><body><main>{}</main>
<div id="live" role="status"></div>
<template id="words" data-show="Show" data-hide="Hide" data-copied="Copied" data-not-copied="Not copied"
 data-understood="Understood as: {{}}" data-not-understood="Not understood" data-keys-off="Turn the keys off"
 data-keys-on="Turn the keys on" data-keys-are-off="Off." data-keys-are-on="On."></template>
<dialog id="confirm"><form method="dialog"><p id="confirm-question"></p>
<button value="yes">Yes</button><button value="no" autofocus>No</button></form></dialog></body></html>"""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Start the browser once."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        yield started
        started.close()


@pytest.fixture
def sent() -> list[str]:
    """Return what the page asked the server for, apart from the page itself and the script."""
    return []


@pytest.fixture
def show(browser: Browser, sent: list[str]) -> Iterator[Callable[..., Page]]:
    """Open a page with some content; no server is there but this."""
    context = browser.new_context()
    page = context.new_page()
    errors: list[str] = []
    page.on("pageerror", lambda error: errors.append(str(error)))

    def open_page(content: str, answers: list[dict[str, object]] | None = None) -> Page:
        def answer(route: Route) -> None:
            request = route.request
            path = request.url.removeprefix("http://office.test")
            if path == "/app.js":
                route.fulfill(body=(STATIC / "app.js").read_text(encoding="utf-8"), content_type="text/javascript")
                return
            if path != "/":
                sent.append(f"{request.method} {path} {request.post_data or ''}".strip())
            if answers and path.endswith("/json"):
                route.fulfill(body=json.dumps(answers.pop(0)), content_type="application/json")
                return
            route.fulfill(body=FRAME.format(content), content_type="text/html")

        context.route("**/*", answer)
        page.goto("http://office.test/")
        return page

    yield open_page
    context.close()
    assert errors == []


DECIDE = """<form method="post" action="/decide"><input id="note">
<label><input type="radio" name="v" value="same" data-key="1"> Same</label><button data-key="s">Send</button></form>
<details data-keys-help><summary>Keys</summary></details>"""


def test_a_key_presses_its_button_except_while_somebody_types(show: Callable[..., Page], sent: list[str]) -> None:
    page = show(DECIDE)
    page.keyboard.press("1")
    assert page.locator("[value=same]").is_checked()
    page.locator("#note").focus()
    page.keyboard.type("1s")
    assert page.locator("#note").input_value() == "1s"
    assert sent == []
    page.locator("[value=same]").focus()
    page.keyboard.press("s")
    page.wait_for_url("**/decide")
    assert sent == ["POST /decide v=same"]


def test_a_key_works_with_the_ukrainian_layout_switched_on(show: Callable[..., Page], sent: list[str]) -> None:
    page = show(DECIDE)
    page.evaluate("document.body.dispatchEvent(new KeyboardEvent('keydown', {key: 'і', code: 'KeyS', bubbles: true}))")
    page.wait_for_url("**/decide")
    assert [line.split(" ")[1] for line in sent] == ["/decide"]


def test_the_question_mark_shows_the_keys_and_they_can_be_turned_off(
    show: Callable[..., Page], sent: list[str]
) -> None:
    page = show(DECIDE)
    page.keyboard.press("?")
    assert page.locator("details").get_attribute("open") is not None
    page.get_by_text("Turn the keys off").click()
    assert page.locator("#live").text_content() == "Off."
    page.locator("summary").focus()
    page.keyboard.press("1")
    assert not page.locator("[value=same]").is_checked()
    page.get_by_text("Turn the keys on").click()
    page.keyboard.press("1")
    assert page.locator("[value=same]").is_checked()


def test_something_dangerous_is_asked_about_and_no_means_no(show: Callable[..., Page], sent: list[str]) -> None:
    page = show(
        '<form method="post" action="/withdraw">'
        '<button name="a" value="1" data-confirm="Really?">Withdraw</button></form>'
    )
    page.get_by_text("Withdraw").click()
    assert page.locator("#confirm-question").text_content() == "Really?"
    page.get_by_text("No", exact=True).click()
    assert sent == []
    page.get_by_role("button", name="Withdraw").click()
    page.locator("dialog [value=yes]").click()
    page.wait_for_url("**/withdraw")
    assert sent == ["POST /withdraw a=1"]


def test_a_second_press_sends_nothing_twice(show: Callable[..., Page], sent: list[str]) -> None:
    page = show(
        '<form method="post" action="/save" target="other"><button>Save</button></form><iframe name="other"></iframe>'
    )
    page.get_by_text("Save").click()
    page.get_by_text("Save").click()
    page.wait_for_timeout(200)
    assert sent == ["POST /save"]


def test_leaving_with_something_typed_is_asked_about_and_sending_it_is_not(
    show: Callable[..., Page], sent: list[str]
) -> None:
    page = show(
        '<a href="/away">Away</a>'
        '<form method="post" action="/save" data-guard><input id="n"><button>Save</button></form>'
    )
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    page.on("dialog", stay)
    page.locator("#n").press_sequentially("Ш")
    page.get_by_text("Away").click(no_wait_after=True)
    page.wait_for_timeout(200)
    assert asked == ["beforeunload"]
    assert sent == []
    page.get_by_text("Save").click()
    page.wait_for_url("**/save")
    assert asked == ["beforeunload"]


def test_a_password_is_shown_and_goes_out_as_a_password(show: Callable[..., Page]) -> None:
    page = show('<label for="p">Password</label><input id="p" type="password" data-reveal>')
    page.get_by_role("button", name="Show: Password").click()
    assert page.locator("#p").get_attribute("type") == "text"
    page.get_by_role("button", name="Hide: Password").click()
    assert page.locator("#p").get_attribute("type") == "password"


def test_a_filter_acts_when_chosen_with_the_mouse_and_by_keyboard_when_left(
    show: Callable[..., Page], sent: list[str]
) -> None:
    page = show(
        '<form action="/queue" data-autosubmit><input name="matches" value="all">'
        '<select name="band"><option>a<option>b</select></form>'
        '<a href="#x">next</a>'
    )
    page.locator("select").focus()
    page.keyboard.press("ArrowDown")
    page.wait_for_timeout(100)
    assert sent == []
    page.locator("a").focus()
    page.wait_for_url("**/queue*")
    assert sent == ["GET /queue?matches=all&band=b"]


def test_progress_moves_is_announced_and_the_page_is_shown_anew_at_the_end(show: Callable[..., Page]) -> None:
    running = {
        "finished": False,
        "state_text": "In progress",
        "stage": "Reading",
        "count": "3 / 10",
        "done": 3,
        "total": 10,
    }
    box = (
        '<div data-progress-url="/json"><span data-progress-state></span><span data-progress-stage></span>'
        "<span data-progress-count></span><progress></progress></div>"
    )
    page = show(box, answers=[running, {**running, "finished": True}])
    page.wait_for_function("document.querySelector('progress').value === 3")
    assert page.locator("[data-progress-count]").text_content() == "3 / 10"
    assert page.locator("#live").text_content() == "In progress Reading"
    with page.expect_navigation():
        pass


def test_a_date_is_read_while_it_is_typed(show: Callable[..., Page], sent: list[str]) -> None:
    page = show(
        '<form><input type="hidden" name="csrf_token" value="t">'
        '<input id="d" data-reads-date="/json" data-date-kind="birth" data-reading="r"><p id="r"></p></form>',
        answers=[{"text": "7 Mar 1985", "doubt": "", "refused": False}],
    )
    page.locator("#d").fill("7.03.1985")
    page.wait_for_function("document.getElementById('r').textContent === 'Understood as: 7 Mar 1985'")
    assert len(sent) == 1
    assert "7.03.1985" in sent[0]
    assert 'name="csrf_token"' in sent[0]


def test_the_first_wrong_field_is_where_typing_begins(show: Callable[..., Page]) -> None:
    page = show('<input id="a"><input id="b" aria-invalid="true">')
    assert page.evaluate("document.activeElement.id") == "b"
