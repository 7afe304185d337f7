"""The review by keyboard only: Tab, Enter and the shortcuts, with the focus always to be seen."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect
from sqlalchemy import select

from tests.web.browser.furnishing import CASEWORKER, PASSWORD, REVIEWER
from web.models import Match, MatchState

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.web.browser.office import Office

MOST_STOPS = 120
WHERE = """() => {
  const here = document.activeElement;
  const style = getComputedStyle(here);
  const box = here.getBoundingClientRect();
  const label = here.labels?.[0]?.innerText ?? "";
  return {
    name: (label || here.innerText || here.getAttribute("aria-label") || "").trim().slice(0, 60),
    path: here.getAttribute("href") ?? "",
    kind: here.localName,
    ring: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
    inside: box.width > 0 && box.height > 0 && box.bottom > 0 && box.top < innerHeight
      && box.right > 0 && box.left < innerWidth,
  };
}"""


def tab_to(page: Page, name: str, path: str = "") -> None:
    """Press Tab until something has the focus; wherever the focus stops on its way it can be seen."""
    passed = []
    for _press in range(MOST_STOPS):
        page.keyboard.press("Tab")
        here = page.evaluate(WHERE)
        if here["kind"] == "body":
            continue
        passed.append(here["name"])
        assert here["ring"], f"The focus cannot be seen on {here}"
        assert here["inside"], f"The focus is outside of what is shown: {here}"
        if here["name"].startswith(name) and here["path"].startswith(path):
            return
    raise AssertionError(f"Tab never came to {name!r}, but to {passed}")


def press(page: Page, *keys: str) -> None:
    """Press keys, one after the other."""
    for key in keys:
        page.keyboard.press(key)


def sign_in_by_keyboard(page: Page, login: str) -> None:
    """Sign in without a mouse."""
    page.goto("/sign-in")
    tab_to(page, "Sign-in name")
    page.keyboard.type(login)
    tab_to(page, "Password")
    page.keyboard.type(PASSWORD)
    press(page, "Enter")
    expect(page.get_by_role("button", name="Sign out")).to_be_visible()
    page.keyboard.press("Tab")
    assert page.evaluate(WHERE)["name"] == "Skip to the content"


def to_the_queue(page: Page) -> None:
    """Go to the queue by the menu."""
    tab_to(page, "Possible matches", "/matches")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text("Possible matches")


def say_same(page: Page) -> None:
    """Say of the open pair that it is one person."""
    press(page, "1")
    expect(page.get_by_label("Same person", exact=True)).to_be_checked()
    tab_to(page, "Why?")
    page.keyboard.type("Several details")
    tab_to(page, "Save and go on")
    press(page, "Enter")


def to_pair(page: Page, match_id: int) -> None:
    """Open a pair of the queue."""
    tab_to(page, "", f"/matches/{match_id}")
    press(page, "Enter")
    expect(page.get_by_role("heading", level=1)).to_have_text(f"Possible match {match_id}")


def state(office: Office, match_id: int) -> MatchState:
    """Return what a pair is now."""
    with office.database.session() as session:
        return session.scalars(select(Match.state).where(Match.id == match_id)).one()


def test_two_people_review_a_pair_and_take_it_back_by_keyboard_only(
    furnished: Office, person: Callable[..., Page]
) -> None:
    olena, iryna = person(furnished.address), person(furnished.address)
    sign_in_by_keyboard(olena, CASEWORKER)
    to_the_queue(olena)
    press(olena, "s")
    expect(olena.get_by_role("heading", level=1)).to_have_text(re.compile(r"Possible match [0-9]+"))
    first = olena.url
    press(olena, "n")
    expect(olena).not_to_have_url(first)
    press(olena, "p")
    expect(olena).to_have_url(first)
    press(olena, "?")
    expect(olena.get_by_text("Everything can also be reached with Tab.")).to_be_visible()
    press(olena, "2")
    expect(olena.get_by_label("Not the same", exact=True)).to_be_checked()
    press(olena, "3")
    expect(olena.get_by_label("Cannot tell", exact=True)).to_be_checked()

    to_the_queue(olena)
    untouched = olena.get_by_role("row").filter(has_text="Not reviewed").first.locator("a[href^='/matches/']").first
    match = int(str(untouched.get_attribute("href")).rpartition("/")[2])
    to_pair(olena, match)
    say_same(olena)
    expect(olena.get_by_role("status").first).to_contain_text("Needs a second person")
    assert state(furnished, match) == MatchState.PROPOSED

    sign_in_by_keyboard(iryna, REVIEWER)
    to_the_queue(iryna)
    tab_to(iryna, "Waiting for a second person")
    press(iryna, "Enter")
    expect(iryna.locator("[aria-current=page]", has_text="Waiting for a second person")).to_be_visible()
    to_pair(iryna, match)
    say_same(iryna)
    expect(iryna.get_by_role("status").first).to_contain_text("Confirmed")
    assert state(furnished, match) == MatchState.CONFIRMED

    tab_to(iryna, "Look at it again or take it back")
    press(iryna, "Enter")
    expect(iryna.locator(".badges .badge").first).to_have_text("Confirmed")
    tab_to(iryna, "Take a decision back")
    press(iryna, "Enter")
    tab_to(iryna, "Why is it taken back?")
    page_reason = iryna.get_by_label("Why is it taken back?")
    iryna.keyboard.type("Decided by")
    expect(page_reason.locator("option:checked")).to_have_text("Decided by mistake")
    tab_to(iryna, "Take it back")
    press(iryna, "Enter")
    expect(iryna.get_by_role("status").first).to_contain_text("Taken back. The match is now: Needs a second person.")
    assert state(furnished, match) == MatchState.PROPOSED


def test_enter_on_a_verdict_without_a_reason_leads_to_the_reason(
    furnished_sqlite: Office, person: Callable[..., Page]
) -> None:
    page = person(furnished_sqlite.address)
    sign_in_by_keyboard(page, REVIEWER)
    to_the_queue(page)
    press(page, "s")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Possible match [0-9]+"))
    press(page, "2", "Enter")
    expect(page.get_by_text("Choose a reason.")).to_be_visible()
    expect(page.get_by_label("Why?")).to_be_focused()
    expect(page.get_by_label("Not the same", exact=True)).to_be_checked()


def test_letters_typed_into_a_field_are_no_shortcuts_and_the_keys_can_be_turned_off(
    furnished_sqlite: Office, person: Callable[..., Page]
) -> None:
    page = person(furnished_sqlite.address)
    sign_in_by_keyboard(page, REVIEWER)
    to_the_queue(page)
    press(page, "s")
    expect(page.get_by_role("heading", level=1)).to_have_text(re.compile(r"Possible match [0-9]+"))
    address = page.url
    tab_to(page, "Note")
    page.keyboard.type("no passport, born 1987?")
    expect(page.get_by_label("Note").first).to_have_value("no passport, born 1987?")
    tab_to(page, "Keys")
    press(page, "Enter")
    tab_to(page, "Turn the keys off")
    press(page, "Enter")
    press(page, "n", "1")
    assert page.url == address
    expect(page.get_by_label("Same person", exact=True)).not_to_be_checked()
