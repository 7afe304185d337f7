"""Exports: what leaves the office, for whom, why, and in files that do no harm."""

from __future__ import annotations

import csv
import io
from typing import TYPE_CHECKING, Any

from sqlalchemy import select

from tests.web.cases import make_inquirer, make_list, make_match, make_released, make_report
from web import permissions
from web.database import now
from web.models import AuditEntry, Decision, MatchRun, MatchState, User, Verdict
from web.permissions import Permission, Role

if TYPE_CHECKING:
    from collections.abc import Callable

    import pytest
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session
    from werkzeug.test import TestResponse

    from tests.web.conftest import Signed
    from web.models import Match

    SignIn = Callable[..., Signed]

PURPOSE = "Звірка з обласним управлінням"


def ask(client: FlaskClient, what: str, **choices: Any) -> TestResponse:
    return client.post(
        "/exports", data={"what": what, "kind": "csv", "release_list": "", "purpose": PURPOSE, **choices}
    )


def rows(answer: TestResponse) -> list[dict[str, str]]:
    assert answer.status_code == 200, answer.text[-3000:]
    return list(csv.DictReader(io.StringIO(answer.data.decode("utf-8-sig"))))


def entry_of(session: Session) -> AuditEntry:
    return session.scalars(select(AuditEntry).where(AuditEntry.action == "export.make")).one()


def case(session: Session, surname: str = "Коваль", notes: str = "", **particulars: Any) -> Match:
    release_list = make_list(session, **particulars)
    person: dict[str, Any] = {"surname": surname, "given_name": "Іван", "unit": "А1234", "birth_date": "03.11.1990"}
    report = make_report(session, **person, photo="face.jpg", notes=notes)
    make_inquirer(session, report, contact="+380 00 111 22 33", language="uk")
    match = make_match(session, make_released(session, release_list, **person), report)
    session.commit()
    return match


def test_matches_leave_without_masked_fields_and_with_an_entry_in_the_audit_trail(
    session: Session, sign_in: SignIn
) -> None:
    match = case(session)
    signed = sign_in(Role.REVIEWER)
    answer = ask(signed.client, "matches")
    (row,) = rows(answer)
    assert (row["released_surname"], row["missing_surname"], row["state"]) == ("Коваль", "Коваль", "open")
    assert "surname same" in row["evidence"]
    assert not {"released_unit", "missing_unit", "missing_photo"} & set(row)
    assert "А1234" not in answer.text
    assert answer.data.startswith(b"\xef\xbb\xbf")
    entry = entry_of(session)
    assert entry.user_id == signed.user_id
    assert entry.detail["purpose"] == PURPOSE
    assert (entry.detail["what"], entry.detail["rows"], entry.detail["masked"]) == ("matches", 1, False)
    assert match.released.name not in str(entry.detail)


def test_masked_fields_leave_only_when_asked_for_with_a_reason(session: Session, sign_in: SignIn) -> None:
    case(session)
    client = sign_in(Role.SUPERVISOR).client
    for reason in ("", "коротко"):
        refused = ask(client, "matches", masked="y", reason=reason)
        assert refused.status_code == 422
        assert PURPOSE in refused.text
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "export.make")).all() == []
    session.rollback()
    (row,) = rows(ask(client, "matches", masked="y", reason="Запит частини А1000"))
    assert (row["released_unit"], row["missing_unit"]) == ("А1234", "А1234")
    assert entry_of(session).detail["reason"] == "Запит частини А1000"


def test_a_role_that_may_not_unmask_gets_no_masked_fields_whatever_it_asks(
    session: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    case(session)
    monkeypatch.setitem(permissions.TABLE, Permission.UNMASK, frozenset({Role.CASEWORKER}))
    client = sign_in(Role.REVIEWER).client
    assert 'name="masked"' not in client.get("/exports").text
    refused = ask(client, "reports", masked="y", reason="Дуже потрібно для звірки")
    assert refused.status_code == 422
    assert "+380" not in refused.text


def test_contacts_of_inquirers_are_masked_like_a_unit(session: Session, sign_in: SignIn) -> None:
    case(session)
    client = sign_in(Role.SUPERVISOR).client
    (plain,) = rows(ask(client, "reports"))
    assert plain["inquirers"] == "Камлюк Олена, mother"
    assert "contacts" not in plain
    (full,) = rows(ask(client, "reports", masked="y", reason="Передача справи до іншого офісу"))
    assert full["contacts"].lstrip("'") == "+380 00 111 22 33"


def test_no_list_under_seal_leaves_not_even_with_a_supervisor(session: Session, sign_in: SignIn) -> None:
    open_, sealed = case(session, "Відкритий"), case(session, "Прихований", sealed=True)
    for match in (open_, sealed):
        session.add(MatchRun(list_id=match.released.list_id, version=1, finished_at=now()))
        make_released(session, match.released.release_list, surname="Сам" + match.report.name)
    decider = User(login="decider", role=Role.CASEWORKER)
    session.add(decider)
    session.flush()
    for match in (open_, sealed):
        session.add(
            Decision(
                match_id=match.id,
                number=1,
                user_id=decider.id,
                role=decider.role,
                verdict=Verdict.SAME,
                probability=0.9,
            )
        )
    session.commit()
    client = sign_in(Role.SUPERVISOR).client
    assert client.get("/exports").text.count("<option") == 2
    assert [row["released_surname"] for row in rows(ask(client, "matches"))] == ["Відкритий"]
    assert [row["surname"] for row in rows(ask(client, "unreported"))] == ["СамВідкритий Іван"]
    assert [row["match"] for row in rows(ask(client, "decisions"))] == [str(open_.id)]
    for what in ("matches", "unreported", "decisions"):
        assert ask(client, what, release_list=str(sealed.released.list_id)).status_code == 422


def test_names_that_a_spreadsheet_would_run_are_harmless(session: Session, sign_in: SignIn) -> None:
    from openpyxl import load_workbook

    case(session, "=cmd()|' /C calc'!A0")
    client = sign_in(Role.REVIEWER).client
    (row,) = rows(ask(client, "matches"))
    assert row["released_surname"].startswith("'=cmd()")
    answer = ask(client, "matches", kind="xlsx")
    assert answer.mimetype == "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
    sheet = load_workbook(io.BytesIO(answer.data)).active
    headings = [cell.value for cell in sheet[1]]
    cell = sheet[2][headings.index("released_surname")]
    assert (cell.value[:6], cell.data_type, cell.quotePrefix) == ("=cmd()", "s", True)


def test_states_bands_and_lists_choose_rows(session: Session, sign_in: SignIn) -> None:
    first, second = case(session, "Перший"), case(session, "Другий")
    first.state, second.band = MatchState.CONFIRMED, "weak"
    session.commit()
    client = sign_in(Role.REVIEWER).client

    def surnames(**choices: Any) -> list[str]:
        return [row["released_surname"] for row in rows(ask(client, "matches", **choices))]

    assert surnames() == ["Перший", "Другий"]
    assert surnames(states=["confirmed"]) == ["Перший"]
    assert surnames(states=["confirmed", "open"], bands=["weak"]) == ["Другий"]
    assert surnames(release_list=str(second.released.list_id)) == ["Другий"]
    assert ask(client, "matches", states=["everything"]).status_code == 422
    assert [row["surname"] for row in rows(ask(client, "reports", report_states=["closed"]))] == []
    session.rollback()
    second.current = False
    session.commit()
    assert surnames() == surnames(states=["confirmed", "open"]) == ["Перший"], "what is proposed no more stays here"


def test_who_asks_no_more_does_not_leave_with_the_report(session: Session, sign_in: SignIn) -> None:
    match = case(session)
    make_inquirer(session, match.report, name="Відкликана Особа").removed_at = now()
    session.commit()
    assert "Відкликана" not in ask(sign_in(Role.REVIEWER).client, "reports").text


def test_a_text_too_long_for_a_spreadsheet_leads_to_the_other_format(session: Session, sign_in: SignIn) -> None:
    case(session, notes="x" * 40_000)
    client = sign_in(Role.REVIEWER).client
    refused = ask(client, "reports", kind="xlsx")
    assert refused.status_code == 422
    assert "Choose CSV" in refused.text
    assert len(rows(ask(client, "reports"))) == 1


def test_decisions_leave_without_names(session: Session, sign_in: SignIn) -> None:
    match = case(session)
    decider = User(login="oksana", role=Role.CASEWORKER)
    session.add(decider)
    session.flush()
    session.add(
        Decision(
            match_id=match.id, number=1, user_id=decider.id, role=decider.role, verdict=Verdict.SAME,
            reason="name_and_birth", probability=0.9, compared={"released": {"surname": "Коваль"}},
        )
    )  # fmt: skip
    session.commit()
    answer = ask(sign_in(Role.REVIEWER).client, "decisions")
    (row,) = rows(answer)
    assert (row["verdict"], row["user"], row["reference"]) == ("same", "oksana", match.report.reference)
    assert "Коваль" not in answer.text


def test_nothing_leaves_without_a_purpose(session: Session, sign_in: SignIn) -> None:
    case(session)
    client = sign_in(Role.REVIEWER).client
    for purpose in ("", "   ", "так"):
        answer = ask(client, "matches", purpose=purpose)
        assert answer.status_code == 422
        assert 'id="purpose-error"' in answer.text
    assert session.scalars(select(AuditEntry).where(AuditEntry.action == "export.make")).all() == []


def test_too_many_rows_are_refused_with_what_to_do(
    session: Session, sign_in: SignIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    case(session)
    case(session, "Другий")
    monkeypatch.setattr("web.dashboard.views.MOST_ROWS", {"csv": 2, "xlsx": 1})
    client = sign_in(Role.REVIEWER).client
    refused = ask(client, "matches", kind="xlsx")
    assert refused.status_code == 422
    assert "Choose less, or CSV" in refused.text
    assert len(rows(ask(client, "matches"))) == 2


def test_the_file_name_says_what_and_when_and_nothing_of_whom(session: Session, sign_in: SignIn) -> None:
    import re

    case(session, title="Список полонених з Коваль")
    disposition = ask(sign_in(Role.REVIEWER).client, "matches").headers["Content-Disposition"]
    assert re.fullmatch(r'attachment; filename="matches-\d{4}-\d\d-\d\d-\d{4}\.csv"', disposition)


def test_only_who_may_export_does(session: Session, sign_in: SignIn) -> None:
    case(session)
    allowed = {role for role in Role if ask(sign_in(role).client, "matches").status_code == 200}
    assert allowed == permissions.TABLE[Permission.EXPORT]
