"""The story of an office's first day: from the code in the terminal to a confirmed match, and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from playwright.sync_api import expect
from sqlalchemy import func, select

from tests.web.browser.office import ROOT
from tests.web.browser.steps import (
    bring_file,
    csv_file,
    decide,
    open_menu,
    read_column_as,
    sign_in,
    state_of,
    take_back,
    wait_for_work,
    wait_until_matched,
)
from web.models import Match, MatchState, Released, Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.web.browser.office import Office

FIXTURES = ROOT / "fixtures"
OWN_PASSWORD = "quiet rivers keep their secrets"


def first_start(page: Page, office: Office) -> None:
    """Create the administrator with the code that the terminal shows."""
    page.goto("/")
    expect(page).to_have_url(f"{office.address}/first-start")
    page.get_by_label("Code from the terminal").fill(office.setup_code)
    page.get_by_label("Name", exact=True).fill("Степан Дорош")
    page.get_by_label("Sign-in name").fill("stepan")
    page.get_by_label("New password", exact=True).fill(OWN_PASSWORD)
    page.get_by_label("New password once more").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Create the administrator").click()


def add_user(page: Page, login: str, role: str) -> str:
    """Add a user as administrator; return the temporary password that the page shows once."""
    open_menu(page, "Users")
    page.get_by_role("link", name="Add a user").click()
    page.get_by_label("Name", exact=True).fill(login.title())
    page.get_by_label("Sign-in name").fill(login)
    page.get_by_label("Role").select_option(label=role)
    page.get_by_role("button", name="Add the user").click()
    return page.locator("code.key").inner_text()


def sign_in_first(page: Page, login: str, temporary: str) -> None:
    """Sign in for the first time: nothing else can be done before the password is one's own."""
    sign_in(page, login, temporary)
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose your own password")
    page.goto("/matches")
    expect(page.get_by_role("heading", level=1)).to_have_text("Choose your own password")
    page.get_by_label("Present password").fill(temporary)
    page.get_by_label("New password", exact=True).fill(OWN_PASSWORD)
    page.get_by_label("New password once more").fill(OWN_PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    open_menu(page, "Possible matches")
    expect(page.get_by_text("Nothing waits for you")).to_be_visible()


def import_reports(page: Page, office: Office) -> None:
    """Bring the register of missing people, correct a column twice, and watch the work from beginning to end."""
    open_menu(page, "Reports")
    page.locator("main a[href='/reports/import']").first.click()
    bring_file(page, csv_file((FIXTURES / "missing.csv").read_bytes(), "missing.csv"))
    column = page.get_by_label("The column “home_place” is read as")
    expect(column.locator("option:checked")).to_have_text("Home town or village")
    read_column_as(page, "home_place", "leave unread")
    expect(column.locator("option:checked")).to_have_text("leave unread")
    read_column_as(page, "home_place", "Home town or village")
    with office.without_work():
        page.get_by_role("button", name="Load 200 reports").click()
        expect(page.locator("[data-progress-state]")).to_have_text("Waiting for its turn")
        page.reload()
        expect(page.locator("[data-progress-state]")).to_have_text("Waiting for its turn")
        expect(page.locator("progress")).to_be_visible()
    wait_for_work(page)


def load_released(page: Page) -> None:
    """Bring the list of released people and wait until it is matched."""
    open_menu(page, "Release lists")
    page.locator("main a[href='/lists/new']").first.click()
    bring_file(page, csv_file((FIXTURES / "released.csv").read_bytes(), "released.csv"))
    page.get_by_label("Title").fill("Обмін 25 травня, перша група")
    page.get_by_role("button", name="Load the list").click()
    wait_for_work(page)
    page.get_by_role("link", name="Go on").click()
    wait_until_matched(page, page.url)
    expect(page.get_by_role("heading", name="People")).to_contain_text("40")


def contested(office: Office) -> tuple[int, list[int]]:
    """Return the best match of a released person who has several, and its rivals."""
    with office.database.session() as session:
        several = select(Match.released_id).group_by(Match.released_id).having(func.count() > 1)
        best = session.scalars(
            select(Match).where(Match.released_id.in_(several)).order_by(Match.probability.desc(), Match.id)
        ).first()
        assert best is not None
        rivals = (Match.released_id == best.released_id) | (Match.report_id == best.report_id)
        return best.id, list(session.scalars(select(Match.id).where(rivals, Match.id != best.id)))


def test_the_first_day_from_the_first_start_to_a_confirmed_match_and_back(
    office: Office, person: Callable[..., Page]
) -> None:
    administrator = person(office.address)
    first_start(administrator, office)
    roles = {"olena": "Caseworker", "iryna": "Reviewer", "taras": "Reviewer"}
    temporary = {login: add_user(administrator, login, role) for login, role in roles.items()}
    olena, iryna, taras = (person(office.address) for _login in roles)
    for page, login in ((olena, "olena"), (iryna, "iryna"), (taras, "taras")):
        sign_in_first(page, login, temporary[login])

    import_reports(olena, office)
    load_released(olena)
    with office.database.session() as session:
        assert session.scalar(select(func.count()).select_from(Report)) == 200
        assert session.scalar(select(func.count()).select_from(Released)) == 40
        proposed = session.scalar(select(func.count()).select_from(Match).where(Match.current)) or 0
    assert proposed > 20

    open_menu(iryna, "Possible matches")
    expect(iryna.get_by_text(f"{proposed} possible matches, the most urgent first.")).to_be_visible()
    match, rivals = contested(office)
    iryna.locator(f'a[href="/matches/{match}"]').first.click()
    decide(iryna, "Same person", "Name and birth date agree")
    expect(iryna.get_by_role("status").first).to_contain_text("The match is now: Needs a second person.")

    assert state_of(iryna, match) == "Needs a second person"
    decide(iryna, "Same person", "Several details agree together")
    expect(iryna.get_by_role("alert")).to_contain_text("You have already decided so. Another person must look at it")
    assert state_of(iryna, match) == "Needs a second person"

    assert state_of(taras, match) == "Needs a second person"
    decide(taras, "Same person", "Several details agree together")
    assert state_of(taras, match) == "Confirmed"
    assert {state_of(taras, rival) for rival in rivals} == {"A rival was confirmed"}
    open_menu(olena, "Families")
    expect(olena.locator(f'a[href="/families/{match}"]').first).to_be_visible()

    assert state_of(taras, match) == "Confirmed"
    take_back(taras)
    expect(taras.get_by_role("status").first).to_contain_text("Taken back. The match is now: Needs a second person.")
    assert {state_of(taras, rival) for rival in rivals} == {"Not reviewed"}
    assert state_of(iryna, match) == "Needs a second person"
    take_back(iryna)
    assert state_of(iryna, match) == "Not reviewed"
    history = iryna.locator("ol.history > li")
    expect(history).to_have_count(4)
    said = [text.split(":")[0] for text in history.all_inner_texts()]
    assert sorted(said) == ["Same person", "Same person", "Taken back decision 1", "Taken back decision 2"]
    for name in ("Iryna", "Taras"):
        assert sum(name in text for text in history.all_inner_texts()) == 2
    open_menu(iryna, "Families")
    expect(iryna.locator(f'a[href="/families/{match}"]')).to_have_count(0)

    with office.database.session() as session:
        assert set(session.scalars(select(Match.state))) == {MatchState.OPEN}
