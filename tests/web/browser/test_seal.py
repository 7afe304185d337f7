"""The story of a sealed list: whoever is not named by the seal cannot tell that it is there."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from playwright.sync_api import expect
from sqlalchemy import select

from tests.web.browser.furnishing import CASEWORKER, SUPERVISOR
from tests.web.browser.steps import load_list, sign_in
from web.models import Job, Match, Released, Report

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page

    from tests.web.browser.office import Office

TITLE = "Before the handover"
SEALED = "Фамилия;Имя;Отчество;Дата рождения\nФедосеев;Владислав;Сергеевич;15.03.1970\n"


def whole(page: Page, address: str) -> str:
    """Return everything that a page says, but for how long ago something was."""
    page.goto(address)
    return re.sub(r"\d+ (second|minute)s? ago", "… ago", page.locator("body").inner_text())


def direct_addresses(office: Office, list_address: str) -> list[str]:
    """Return the address of everything that belongs to a list."""
    list_id = int(list_address.rpartition("/")[2])
    with office.database.session() as session:
        people = list(session.scalars(select(Released.id).where(Released.list_id == list_id)))
        matches = list(session.scalars(select(Match.id).where(Match.released_id.in_(people))))
        jobs = list(session.scalars(select(Job.id).where(Job.subject == "list", Job.subject_id == list_id)))
    assert people
    assert matches
    assert len(jobs) == 2
    return [
        list_address,
        f"{list_address}/edit",
        f"{list_address}/correct",
        f"{list_address}/versions/1",
        f"/matches?list={list_id}",
        *(f"/lists/people/{number}" for number in people),
        *(f"{part}/{number}" for number in matches for part in ("/matches", "/families")),
        *(f"/matches/{number}/sheet" for number in matches),
        *(f"/jobs/{number}{page}" for number in jobs for page in ("", "/progress")),
    ]


def test_a_sealed_list_is_as_if_it_was_not_there_until_a_supervisor_releases_it(
    furnished: Office, person: Callable[..., Page]
) -> None:
    petro, olena = person(furnished.address), person(furnished.address)
    sign_in(petro, SUPERVISOR)
    sign_in(olena, CASEWORKER)
    with furnished.database.session() as session:
        report = session.scalars(select(Report.id).where(Report.source_id == "M0000237")).one()
    places = ("/", "/matches", "/lists", f"/reports/{report}", "/families", "/reports")
    before = {place: whole(olena, place) for place in places}

    address = load_list(petro, SEALED, TITLE, sealed=True)
    addresses = direct_addresses(furnished, address)
    match = next(place for place in addresses if place.startswith("/matches/"))
    expect(petro.get_by_text("This list is sealed")).to_be_visible()
    assert TITLE in whole(petro, "/lists")

    assert {place: whole(olena, place) for place in places} == before
    queue = f"/matches?list={address.rpartition('/')[2]}"
    for place in addresses:
        answer = olena.goto(place)
        assert answer is not None
        assert answer.status == (200 if place == queue else 404), place
        assert TITLE not in olena.content()
        assert "Федосеев" not in olena.content()
    find(olena)
    expect(olena.get_by_text(TITLE)).to_have_count(0)
    expect(olena.locator("ol.found a[href^='/lists/people/']")).to_have_count(0)

    petro.goto(address)
    petro.get_by_label("Reason").fill("The handover is complete.")
    petro.get_by_role("button", name="Release", exact=True).click()
    expect(petro.get_by_text("This list is sealed")).to_have_count(0)

    assert TITLE in whole(olena, "/lists")
    assert TITLE in whole(olena, f"/reports/{report}")
    assert TITLE in whole(olena, queue)
    for place in addresses:
        answer = olena.goto(place)
        assert answer is not None
        # the family of a match that nobody has confirmed has no page
        assert answer.status == (404 if place.startswith("/families/") else 200), place
    olena.goto(match)
    expect(olena.get_by_role("region", name="Table of both records")).to_contain_text("Федосеев")
    find(olena)
    expect(olena.get_by_text(TITLE)).not_to_have_count(0)


def find(page: Page) -> None:
    """Search for the one on the sealed list, as somebody would who asks for him."""
    page.goto("/find")
    page.get_by_label("Name", exact=False).last.fill("Fedoseev Vladislav Sergeevich")
    page.locator("main").get_by_role("button", name="Find").click()
    expect(page.get_by_role("heading", name="may be about this person")).to_be_visible()
