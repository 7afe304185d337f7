"""The main path where the browser runs no script: pages, forms and links do everything."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.web.browser.furnishing import CASEWORKER, REVIEWER
from tests.web.browser.steps import csv_file, decide, load_list, open_menu, sign_in, state_of, take_back, wait_for_work

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.web.browser.office import Office

REPORTS = "номер,прізвище,ім'я,по батькові,дата народження\nQ1,Дорошенко,Остап,Левкович,17.04.1991\n"
LIST = "ФИО;дата рождения\nДорошенко Остап Львович;17.04.1991\n"


def test_reports_a_list_and_a_review_need_no_script(furnished_sqlite: Office, person: Callable[..., Page]) -> None:
    olena = person(furnished_sqlite.address, java_script_enabled=False)
    sign_in(olena, CASEWORKER)
    open_menu(olena, "Reports")
    olena.locator("main a[href='/reports/import']").first.click()
    olena.get_by_label("File").set_input_files(csv_file(REPORTS))
    olena.get_by_role("button", name="Look at it").click()
    with furnished_sqlite.without_work():
        olena.get_by_role("button", name="Load 1 report").click()
        expect(olena.locator("[data-progress-state]")).to_have_text("Waiting for its turn")
    wait_for_work(olena)
    load_list(olena, LIST, "A list without a script")
    olena.get_by_role("row", name="Дорошенко Остап Львович").get_by_role("link").nth(1).click()
    match = int(olena.url.rpartition("/")[2])
    decide(olena, "Same person", "Name and birth date agree")
    assert state_of(olena, match) == "Needs a second person"

    iryna = person(furnished_sqlite.address, java_script_enabled=False)
    sign_in(iryna, REVIEWER)
    open_menu(iryna, "Possible matches")
    iryna.get_by_role("navigation", name="What waits").get_by_role("link", name="Waiting for a second person").click()
    iryna.get_by_role("link", name="Дорошенко Остап Львович").click()
    decide(iryna, "Same person", "Another reason, see the note")
    expect(iryna.get_by_text("Say in the note which reason.")).to_be_visible()
    decide(iryna, "Same person", "Name and birth date agree")
    assert state_of(iryna, match) == "Confirmed"
    take_back(iryna)
    assert state_of(iryna, match) == "Needs a second person"


def test_a_report_taken_by_hand_and_a_search_need_no_script(
    furnished_sqlite: Office, person: Callable[..., Page]
) -> None:
    page = person(furnished_sqlite.address, java_script_enabled=False)
    sign_in(page, CASEWORKER)
    load_list(page, "ФИО;дата рождения\nБарвинок Лукьян Устинович;02.11.1979\n", "One more list without a script")
    page.goto("/reports/new")
    page.get_by_label("Surname", exact=True).fill("Barvinok")
    page.get_by_label("Given name", exact=True).fill("Lukian")
    page.get_by_label("Date of birth", exact=True).fill("1979")
    page.get_by_role("button", name="Only check the dates").click()
    expect(page.locator("#birth_date-reading")).to_contain_text("Understood as: 1979")
    page.get_by_role("button", name="Save and look for matches").click()
    expect(page.get_by_role("region", name="Possible matches")).to_contain_text("Барвинок Лукьян Устинович")
    page.get_by_role("searchbox").first.fill("Барвінок Лук'ян")
    page.get_by_role("button", name="Find", exact=True).first.click()
    found = page.locator("ol.found")
    expect(found).to_contain_text("Barvinok Lukian")
    expect(found).to_contain_text("One more list without a script")
