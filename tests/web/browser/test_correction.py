"""The story of a list that is issued again, corrected."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect
from sqlalchemy import select

from tests.web.browser.furnishing import REVIEWER
from tests.web.browser.steps import decide, load_list, sign_in, state_of, wait_for_work, wait_until_matched
from web.models import Match, Released

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.web.browser.office import Office

FIRST = """Прізвище;Ім'я;По батькові;Дата народження
Корольов;Микола;Олександрович;03.11.2000
Іванов;Іван;Романович;08.06.1929
Хижняк;Віктор;Миколайович;18.06.1986
"""
CORRECTED = """Прізвище;Ім'я;По батькові;Дата народження
Корольов;Микола;Олександрович;03.11.2000
Іванов;Іван;Романович;08.06.1992
Кирпиченко;Артем;Петрович;26.09.2001
"""


def matches_of(office: Office, list_address: str) -> dict[str, int]:
    """Return the number of the best match of everybody on a list, by surname."""
    with office.database.session() as session:
        rows = session.execute(
            select(Released.name, Match.id)
            .join(Match, Match.released_id == Released.id)
            .where(Released.list_id == int(list_address.rpartition("/")[2]), Match.current)
            .order_by(Match.probability)
        )
        return {name.split()[0]: number for name, number in rows}


def test_a_corrected_list_shows_its_difference_first_and_decisions_stay(
    furnished: Office, person: Callable[..., Page]
) -> None:
    page = person(furnished.address)
    sign_in(page, REVIEWER)
    address = load_list(page, FIRST, "A list with mistakes")
    before = matches_of(furnished, address)
    page.goto(f"/matches/{before['Корольов']}")
    decide(page, "Same person", "Name and birth date agree")
    page.goto(f"/matches/{before['Іванов']}")
    decide(page, "Not the same", "Another birth date")
    assert state_of(page, before["Іванов"]) == "Not the same"

    page.goto(address)
    page.get_by_role("link", name="Load a corrected version").click()
    page.get_by_label("Rows").fill(CORRECTED)
    page.get_by_role("button", name="Look at it").click()
    changes = page.locator("section", has=page.get_by_role("heading", name="What this version changes"))
    for said in ("1 added", "1 changed", "1 withdrawn", "1 unchanged"):
        number, word = said.split()
        expect(changes.locator(".stat", has_text=word).first).to_contain_text(number)
    expect(changes.get_by_role("region", name="Changed")).to_contain_text("Іванов")
    expect(changes.get_by_role("region", name="Changed")).to_contain_text("08.06.1992")
    expect(changes.get_by_role("region", name="Withdrawn")).to_contain_text("Хижняк")
    expect(changes.get_by_role("region", name="Added")).to_contain_text("Кирпиченко")
    assert matches_of(furnished, address) == before  # nothing is stored by looking
    page.get_by_role("button", name="Load this version").click()
    wait_for_work(page)
    wait_until_matched(page, address)

    assert state_of(page, before["Корольов"]) == "Needs a second person"
    expect(page.locator("ol.history > li")).to_have_count(1)
    assert state_of(page, before["Іванов"]) == "Not reviewed"
    expect(page.get_by_text("This pair was looked at before and came back")).to_contain_text("Date of birth")
    expect(page.locator("ol.history > li")).to_contain_text("Not the same")
    page.goto(f"/matches?list={address.rpartition('/')[2]}&returned=1")
    expect(page.get_by_text("Came back: Date of birth changed")).to_have_count(1)
    page.goto(f"/matches/{before['Хижняк']}")
    expect(page.get_by_text("This row was withdrawn from its list.")).to_be_visible()
    after = matches_of(furnished, address)
    assert "Хижняк" not in after
    assert "Кирпиченко" in after
