"""People who ask about a missing person."""

from __future__ import annotations

import datetime as dt
from typing import TYPE_CHECKING

from sqlalchemy import select

from tests.web.cases import make_inquirer, make_report
from tests.web.test_reports_form import fields_of, unfold
from web.masking import MASK
from web.models import AuditEntry, Inquirer, Revision
from web.reports.consent import PURPOSES
from web.reports.inquirers import agreed

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed


def test_several_people_ask_about_one_person(session: Session, sign_in: Callable[..., Signed]) -> None:
    report = make_report(session, surname="Коваль")
    session.commit()
    client = sign_in("caseworker").client
    address = f"/reports/{report.id}/inquirers/new"
    assert client.post(address, data={"note": "hm"}).status_code == 422
    for name in ("Коваль Марія", "Petro <Koval>"):
        typed = {
            "name": name, "relation": "sister", "contact": "+380 11", "safe_way": "Signal", "safe_hours": "19-21",
            "language": "uk", "consents": ["search", "photograph"], "consent_day": "2024-05-06", "opened": "1",
        }  # fmt: skip
        assert client.post(address, data=typed).status_code == 303
    page = client.get(f"/reports/{report.id}").text
    for words in ("Коваль Марія", "Petro &lt;Koval&gt;", "Signal", "19-21", "6 May 2024", str(PURPOSES["photograph"])):
        assert words in page
    assert "+380 11" not in page
    found = session.scalars(select(Inquirer).order_by(Inquirer.id)).all()
    assert [one.consents for one in found] == [{"search": "2024-05-06", "photograph": "2024-05-06"}] * 2


def test_a_contact_is_masked_kept_and_shown_to_whoever_unfolds_it(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    report = make_report(session, surname="Коваль")
    inquirer = make_inquirer(session, report, contact="+380 22", consents={"tell": "2024-01-01"})
    session.commit()
    caseworker = sign_in("caseworker")
    address = f"/inquirers/{inquirer.id}/edit"
    page = caseworker.client.get(address).text
    assert "+380 22" not in page
    form = fields_of(page) | {"name": "Камлюк О.", "consents": ["tell", "share"], "consent_day": "2024-02-02"}
    assert caseworker.client.post(address, data=form).status_code == 303
    session.rollback()
    session.refresh(inquirer)
    assert (inquirer.name, inquirer.contact) == ("Камлюк О.", "+380 22")
    assert inquirer.consents == {"tell": "2024-01-01", "share": "2024-02-02"}

    forged = form | {"contact": "", "opened": "1", "revision": "2"}
    assert caseworker.client.post(address, data=forged).status_code == 422
    unfold(session, caseworker, report.id)
    assert "+380 22" in caseworker.client.get(f"/reports/{report.id}").text
    assert fields_of(caseworker.client.get(address).text)["contact"] == "+380 22"
    assert caseworker.client.post(address, data=forged).status_code == 303
    session.rollback()
    session.refresh(inquirer)
    assert inquirer.contact == ""
    kept = session.scalars(select(Revision).order_by(Revision.id.desc())).first()
    assert kept is not None
    assert kept.particulars["inquirer"]["was"] == {"contact": "+380 22"}
    assert "+380 22" in caseworker.client.get(f"/reports/{report.id}").text  # in the history
    assert "+380 22" not in sign_in("reviewer").client.get(f"/reports/{report.id}").text


def test_an_inquirer_taken_off_is_not_lost_and_can_be_put_back(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    report = make_report(session, surname="Коваль")
    inquirer = make_inquirer(session, report)
    session.commit()
    client = sign_in("caseworker").client
    assert sign_in("viewer").client.post(f"/inquirers/{inquirer.id}/remove").status_code == 403
    for action, listed in (("remove", False), ("remove", False), ("put-back", True), ("put-back", True)):
        assert client.post(f"/inquirers/{inquirer.id}/{action}").status_code == 303
        session.rollback()
        session.refresh(inquirer)
        session.refresh(report, ["inquirers"])
        assert (inquirer in report.inquirers) is listed
        assert (client.get(f"/inquirers/{inquirer.id}/edit").status_code == 200) is listed
        assert ("taken off" in client.get(f"/reports/{report.id}").text.split("History")[0]) is not listed
    session.rollback()
    actions = session.scalars(
        select(AuditEntry.action).where(AuditEntry.action.like("inquirer.%")).order_by(AuditEntry.number)
    ).all()
    assert [action for action in actions if action != "inquirer.read"] == ["inquirer.remove", "inquirer.put_back"]
    assert [revision.particulars["inquirer"]["done"] for revision in session.scalars(select(Revision))] == [
        "removed",
        "put_back",
    ]


def test_of_two_who_change_one_inquirer_the_second_is_told(session: Session, sign_in: Callable[..., Signed]) -> None:
    report = make_report(session, surname="Коваль")
    inquirer = make_inquirer(session, report)
    session.commit()
    one, other = sign_in("caseworker").client, sign_in("caseworker").client
    address = f"/inquirers/{inquirer.id}/edit"
    first, second = fields_of(one.get(address).text), fields_of(other.get(address).text)
    assert one.post(address, data=first | {"safe_hours": "nights"}).status_code == 303
    answer = other.post(address, data=second | {"relation": "aunt"})
    assert answer.status_code == 409
    assert fields_of(answer.text)["relation"] == "aunt"
    session.rollback()
    session.refresh(inquirer)
    assert (inquirer.relation, inquirer.safe_hours) == ("mother", "nights")


def test_who_changed_an_inquirer_too_late_sees_what_differs_and_no_contact(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    report = make_report(session, surname="Коваль")
    inquirer = make_inquirer(session, report, contact="+380 22", note="old")
    session.commit()
    one, other = sign_in("caseworker"), sign_in("caseworker")
    unfold(session, one, report.id)
    address = f"/inquirers/{inquirer.id}/edit"
    first, second = fields_of(one.client.get(address).text), fields_of(other.client.get(address).text)
    changed = first | {"contact": "+380 33", "safe_hours": "nights", "consents": ["tell"], "consent_day": "2024-02-02"}
    assert one.client.post(address, data=changed).status_code == 303

    def row(label: str, yours: str, there: str) -> str:
        return f'<tr><th scope="row">{label}</th><td><bdi>{yours}</bdi></td><td><bdi>{there}</bdi></td></tr>'

    answer = other.client.post(address, data=second)
    assert answer.status_code == 409
    assert row("Safe hours", "—", "nights") in answer.text
    assert row("Consents", "—", f"{PURPOSES['tell']} (2024-02-02)") in answer.text
    assert ">Note</th>" not in answer.text
    assert ">Contact</th>" not in answer.text, "left masked, it stays"
    typed = other.client.post(address, data=second | {"contact": "+380 44"})
    assert row("Contact", MASK, MASK) in typed.text
    assert "+380 33" not in answer.text + typed.text
    unfolded = one.client.post(address, data=first | {"contact": "+380 44"})
    assert row("Contact", "+380 44", "+380 33") in unfolded.text

    same = other.client.post(address, data=changed | {"opened": "", "contact": ""})
    assert same.status_code == 409
    assert "What stands there now says the same as yours; save again." in same.text
    assert other.client.post(address, data=fields_of(same.text) | {"consents": ["tell"]}).status_code == 303


def test_a_purpose_agreed_to_earlier_keeps_its_day() -> None:
    before = {"search": "2024-01-01", "tell": "2024-01-01"}
    day = dt.date(2024, 3, 3)
    assert agreed(before, ["share", "search", "nonsense"], day) == {"search": "2024-01-01", "share": "2024-03-03"}
