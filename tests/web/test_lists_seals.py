"""Sealed lists, and what a list says about itself."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select

from tests.web.cases import make_list, make_released
from tests.web.lists_cases import LIST, bring, loaded, order, reissue, work
from web.database import now
from web.models import AuditEntry, PersonLink, Released, ReleaseList, Side

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from tests.web.lists_cases import SignIn
    from web.database import Database


def clock(**ahead: int) -> str:
    return (now() + dt.timedelta(**ahead)).astimezone().strftime("%Y-%m-%dT%H:%M")


def test_a_list_sealed_by_its_loader_is_seen_by_supervisors_only_until_released(
    sign_in: SignIn, database: Database, session: Session
) -> None:
    anna, chief = sign_in("caseworker"), sign_in("supervisor")
    answer = order(anna.client, LIST, sealed="y")
    assert answer.location == "/lists", "the loader is led where there is something to see"
    work(database)
    number = session.scalars(select(Released.id)).first()
    pages = ("/lists/1", f"/lists/people/{number}", "/lists/1/edit", "/lists/1/correct", "/lists/1/versions/1")
    for page in pages:
        assert anna.client.get(page).status_code == 404, page
        assert chief.client.get(page).status_code == 200, page
    assert "First batch" not in anna.client.get("/lists").text
    place = bring(anna.client, LIST).location
    assert "loaded already" not in anna.client.get(place).text, "an unseen list is not spoken of"
    assert chief.client.post("/lists/1/release", data={"reason": ""}).status_code == 422
    session.rollback()
    assert chief.client.post("/lists/1/release", data={"reason": "The handover is complete"}).status_code == 303
    for page in pages:
        assert anna.client.get(page).status_code == 200, page
    entries = session.execute(select(AuditEntry.action, AuditEntry.detail)).all()
    assert ("list.release", {"reason": "The handover is complete"}) in [tuple(entry) for entry in entries]


def test_only_supervisors_choose_who_sees_a_sealed_list_and_until_when(
    sign_in: SignIn, database: Database, session: Session
) -> None:
    anna, chief = sign_in("caseworker"), sign_in("supervisor")
    order(anna.client, LIST, sealed="y", sealed_until=clock(days=1), seal_roles="viewer")
    release_list = session.scalars(select(ReleaseList)).one()
    assert (release_list.sealed, release_list.sealed_until, release_list.seal_roles) == (True, None, [])
    session.rollback()
    assert anna.client.get("/lists/1/seal").status_code == 403
    assert anna.client.post("/lists/1/release", data={"reason": "I want to see it"}).status_code == 403
    place = bring(chief.client, LIST + "R9;Рудь;Олег;;1990;;\n").location
    sealed = {"title": "Second", "action": "load", "sealed": "y", "seal_roles": ["reviewer"]}
    refused = chief.client.post(place, data=sealed)
    assert refused.status_code == 422
    assert "Somebody who may release the list must see it." in refused.text
    past = chief.client.post(place, data={**sealed, "seal_roles": ["supervisor"], "sealed_until": clock(days=-1)})
    assert past.status_code == 422
    assert "This moment has passed." in past.text
    good = {**sealed, "seal_roles": ["supervisor", "reviewer"], "sealed_until": clock(days=1)}
    assert chief.client.post(place, data=good).status_code == 303
    second = session.scalars(select(ReleaseList).where(ReleaseList.title == "Second")).one()
    assert second.seal_roles == ["supervisor", "reviewer"]
    assert sign_in("reviewer").client.get(f"/lists/{second.id}").status_code == 200
    assert anna.client.get(f"/lists/{second.id}").status_code == 404


def test_a_seal_is_put_on_with_a_reason_and_ends_by_itself(
    sign_in: SignIn, database: Database, session: Session
) -> None:
    anna, chief = sign_in("caseworker").client, sign_in("supervisor").client
    loaded(anna, database)
    place = reissue(anna, 1, LIST + "R9;Рудь;Олег;;1990;;\n")
    seal = {"seal_roles": ["supervisor"], "sealed_until": clock(hours=2)}
    assert chief.post("/lists/1/seal", data=seal).status_code == 422
    assert anna.get("/lists/1").status_code == 200
    assert chief.post("/lists/1/seal", data={**seal, "reason": "Until the handover"}).status_code == 303
    assert anna.get("/lists/1").status_code == 404
    assert anna.get(place).status_code == 404, "what a correction shows of the list is sealed as well"
    assert anna.post(place, data={"base": "1", "action": "load"}).status_code == 404
    with database.transaction() as own:
        own.get_one(ReleaseList, 1).sealed_until = now() - dt.timedelta(seconds=1)
    assert anna.get("/lists/1").status_code == 200


def test_particulars_are_changed_by_who_saw_them_as_they_are(
    sign_in: SignIn, database: Database, session: Session
) -> None:
    with database.transaction() as own:
        make_list(own, "First batch", issuer="Office")
    client = sign_in("caseworker").client
    page = client.get("/lists/1/edit").text
    revision = page.split('name="revision" value="')[1].split('"')[0]
    typed = {"title": "First batch, 25 May", "issuer": "Office", "revision": revision}
    assert client.post("/lists/1/edit", data={**typed, "title": ""}).status_code == 422
    assert client.post("/lists/1/edit", data=typed).status_code == 303
    stale = client.post("/lists/1/edit", data={**typed, "title": "Something else"})
    assert stale.status_code == 409
    assert 'value="Something else"' in stale.text
    assert session.scalar(select(ReleaseList.title)) == "First batch, 25 May"
    detail = session.scalars(select(AuditEntry.detail).where(AuditEntry.action == "list.edit")).one()
    assert detail == {"fields": ["title"]}


def test_somebody_on_an_earlier_list_is_flagged_but_not_from_a_sealed_one(sign_in: SignIn, database: Database) -> None:
    with database.transaction() as own:
        known, hidden, new = make_list(own, "Earlier"), make_list(own, "Hidden", sealed=True), make_list(own, "New")
        people = [make_released(own, each, full_name="Шевчук Тарас") for each in (known, hidden, new)]
        for earlier in people[:2]:
            own.add(
                PersonLink(
                    side=Side.RELEASED, first_id=earlier.id, second_id=people[2].id, probability=0.97, evidence={}
                )
            )
        number = people[2].id
    client = sign_in("viewer").client
    for page in (f"/lists/{new.id}", f"/lists/people/{number}"):
        text = client.get(page).text
        assert "Earlier" in text
        assert "Hidden" not in text


def test_reading_a_list_or_a_person_is_entered_in_the_audit_trail_without_names(
    sign_in: SignIn, database: Database, session: Session
) -> None:
    with database.transaction() as own:
        released = make_released(own, make_list(own), full_name="Шевчук Тарас", rank="солдат")
    viewer = sign_in("viewer")
    viewer.client.get("/lists/1")
    page = viewer.client.get(f"/lists/people/{released.id}").text
    assert "солдат" not in page
    entries = session.scalars(select(AuditEntry).order_by(AuditEntry.number)).all()
    assert [(entry.action, entry.subject_id, entry.user_id) for entry in entries] == [
        ("list.read", 1, viewer.user_id),
        ("released.read", released.id, viewer.user_id),
    ]
    assert "Шевчук" not in str([entry.detail for entry in entries])
