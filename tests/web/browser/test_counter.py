"""The story of a report entered by hand at the counter that meets a list loaded earlier."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect

from tests.web.browser.furnishing import CASEWORKER
from tests.web.browser.steps import load_list, open_menu, sign_in

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.web.browser.office import Office

RUSSIAN_LIST = "ФИО;дата рождения;место рождения\nГригорьев Владимир Николаевич;14.02.1987;г. Полтава\n"


def test_a_report_taken_at_the_counter_meets_a_list_loaded_earlier_in_another_language_and_spelling(
    furnished: Office, person: Callable[..., Page]
) -> None:
    page = person(furnished.address)
    sign_in(page, CASEWORKER)
    load_list(page, RUSSIAN_LIST, "A list in Russian")

    open_menu(page, "Reports")
    page.locator("main a[href='/reports/new']").first.click()
    page.get_by_label("Surname", exact=True).fill("Hryhoriiev")
    page.get_by_label("Given name", exact=True).fill("Volodymyr")
    page.get_by_label("Patronymic", exact=True).fill("Mykolaiovych")
    page.get_by_label("Date of birth", exact=True).fill("February 1987")
    expect(page.locator("#birth_date-reading")).to_contain_text("Understood as: February 1987")
    page.get_by_label("Home town or village", exact=True).fill("Poltava")
    page.get_by_label("Name of who asks").fill("Hryhoriieva Olha")
    page.get_by_label("Relation to the missing person").fill("wife")
    page.get_by_role("button", name="Save and look for matches").click()

    expect(page.get_by_role("heading", level=1)).to_have_text("Hryhoriiev Volodymyr Mykolaiovych")
    found = page.get_by_role("region", name="Possible matches")
    expect(found.get_by_role("row")).to_have_count(2)
    expect(found).to_contain_text("A list in Russian")
    found.get_by_role("link", name="Григорьев Владимир Николаевич").click()

    records = page.get_by_role("region", name="Table of both records")
    expect(records).to_contain_text("Григорьев")
    expect(records).to_contain_text("Hryhoriiev")
    reasons = page.get_by_role("region", name="Why the program proposes this pair")
    expect(reasons).to_contain_text("Volodymyr")
    expect(reasons).to_contain_text("Владимир")
    expect(reasons).to_contain_text("Ukrainian")
    expect(reasons).to_contain_text("Russian")
    weights = page.get_by_role("region", name="Match weights").get_by_role("row")
    assert weights.count() > 5
    assert page.locator("table.waterfall svg.bar").count() == weights.count() - 1


def test_a_report_without_a_name_or_with_an_impossible_date_keeps_what_was_typed(
    furnished_sqlite: Office, person: Callable[..., Page]
) -> None:
    page = person(furnished_sqlite.address)
    sign_in(page, CASEWORKER)
    page.goto("/reports/new")
    page.get_by_label("Distinguishing marks").fill("A scar over the left eye")
    page.get_by_label("Date of birth", exact=True).fill("31.02.1987")
    page.get_by_role("button", name="Save and look for matches").click()
    expect(page.locator("[aria-invalid=true]").first).to_be_focused()
    expect(page.get_by_label("Distinguishing marks")).to_have_value("A scar over the left eye")
    expect(page.get_by_label("Date of birth", exact=True)).to_have_value("31.02.1987")
    assert page.locator(".field .error").count() >= 1
