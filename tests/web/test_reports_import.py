"""Reports that come as a file."""

from __future__ import annotations

import datetime as dt
import io
import re
import threading
from typing import TYPE_CHECKING, Any

import pytest
from sqlalchemy import func, select

from tests.web.cases import make_list, make_released, make_report
from tests.web.test_reports_form import unfold
from web.jobs import claim, run
from web.matching.keys import keys_of, store_keys
from web.models import AuditEntry, BlockingKey, Job, JobState, Match, PersonLink, Report, Side, Upload
from web.reports.reference import reference_of

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed
    from web.database import Database

FILE = """Номер;ПІБ;Дата народження;Військова частина;Телефон рідних;Заява від
K-1;Шевченко Тарас Григорович;07.03.1985;А1234;+380 33;03.02.2024
K-2;О'Ніл <b>Джон</b>;1990;;;
K-3;;01.01.1980;;+380 44;
K-4;Shevchenko Taras Hryhorovych;07.03.1985;;;31.12.2999
"""


def bring(client: FlaskClient, text: str = FILE) -> str:
    sent = {"file": (io.BytesIO(text.encode()), "<script>.csv")}
    answer = client.post("/reports/import", data=sent)
    assert answer.status_code == 303
    return answer.headers["Location"]


def load(client: FlaskClient, database: Database, address: str, **settings: str) -> None:
    answer = client.post(address, data={"action": "load", **settings})
    assert answer.status_code == 303, answer.text
    assert re.fullmatch(r"/jobs/\d+", answer.headers["Location"])
    work(database)


def work(database: Database) -> None:
    while (found := claim(database)) is not None:
        run(found)


def test_a_file_of_reports_is_looked_at_corrected_loaded_and_matched(
    session: Session, database: Database, sign_in: Callable[..., Signed]
) -> None:
    someone = make_released(session, make_list(session), full_name="SHEVCHENKO TARAS", birth_date="07.03.1985")
    store_keys(session, Side.RELEASED, [(someone.id, someone.person)])
    session.commit()
    caseworker = sign_in("caseworker")
    client = caseworker.client
    address = bring(client)
    page = client.get(address).text
    assert "1 row has no name" in page
    assert "Load 3 reports" in page
    assert "&lt;b&gt;Джон" in page
    assert "&lt;script&gt;" not in page  # the file's own name is nowhere
    load(client, database, address, waiting_since="2023-01-02", waiting_column="Заява від")
    session.rollback()
    reports = session.scalars(select(Report).order_by(Report.id)).all()
    assert [(report.source_id, report.row) for report in reports] == [("K-1", 2), ("K-2", 3), ("K-4", 5)]
    assert [report.waiting_since for report in reports] == [
        dt.date(2024, 2, 3), dt.date(2023, 1, 2), dt.date(2023, 1, 2),
    ]  # fmt: skip
    assert [report.reference for report in reports] == [reference_of(report.id) for report in reports]
    assert [report.birth_year for report in reports] == [1985, 1990, 1985]
    assert reports[0].carried == {"Телефон рідних": "+380 33", "Заява від": "03.02.2024"}
    assert all(report.created_by == caseworker.user_id for report in reports)
    keyed = select(func.count(BlockingKey.record_id.distinct())).where(BlockingKey.side == 2)
    assert session.scalar(keyed) == 3
    assert {match.report_id for match in session.scalars(select(Match))} >= {reports[0].id}
    link = session.scalars(select(PersonLink)).one()
    assert (link.first_id, link.second_id) == (reports[0].id, reports[2].id)

    outcome = client.get(address).text
    assert "Rows without a name" in outcome
    assert "1: 4" in outcome  # one row, the fourth of the file
    entry = session.scalars(select(AuditEntry).where(AuditEntry.action == "reports.load")).one()
    assert entry.detail == {"loaded": 3, "on_file": 0, "nameless": 1}


def test_contacts_in_a_file_are_masked_and_its_numbers_are_not(
    session: Session, database: Database, sign_in: Callable[..., Signed]
) -> None:
    caseworker = sign_in("caseworker")
    load(caseworker.client, database, bring(caseworker.client))
    report = session.scalars(select(Report).where(Report.source_id == "K-1")).one()
    found = caseworker.client.post("/reports", data={"number": "K-1"})
    assert found.headers["Location"] == f"/reports/{report.id}"
    page = caseworker.client.get(f"/reports/{report.id}").text
    assert "K-1" in page
    assert "Телефон рідних" in page
    assert "+380 33" not in page
    unfold(session, caseworker, report.id)
    assert "+380 33" in caseworker.client.get(f"/reports/{report.id}").text


def test_the_same_file_is_not_loaded_twice(
    session: Session, database: Database, sign_in: Callable[..., Signed]
) -> None:
    client = sign_in("caseworker").client
    first, second = bring(client), bring(client)
    for address in (first, first, second):  # a second click, and a second upload before the first one is loaded
        assert client.post(address, data={"action": "load"}).status_code == 303
    waiting = session.scalars(select(Job).where(Job.kind == "load_reports")).all()
    assert len(waiting) == 2
    work(database)
    session.rollback()
    assert session.scalar(select(func.count(Report.id))) == 3
    assert {job.state for job in session.scalars(select(Job))} == {JobState.DONE}
    third = bring(client)
    assert "This file was loaded already" in client.get(third).text
    assert client.post(third, data={"action": "load"}).status_code == 422


def test_a_register_brought_again_with_additions_enters_only_what_is_new(
    session: Session, database: Database, sign_in: Callable[..., Signed]
) -> None:
    client = sign_in("caseworker").client
    load(client, database, bring(client))
    changed = FILE.replace("1990", "1991") + "K-5;Коваль Ганна;1970;;;\n"
    address = bring(client, changed)
    load(client, database, address)
    session.rollback()
    found = session.execute(select(Report.source_id, Report.birth_date).order_by(Report.id)).all()
    assert [tuple(row) for row in found][3:] == [("K-2", "1991"), ("K-5", "1970")]
    assert [upload.settings["result"]["on_file"] for upload in session.scalars(select(Upload).order_by(Upload.id))] == [
        0,
        2,
    ]


def test_a_register_brought_again_with_a_new_column_says_which_rows_say_more(
    session: Session, database: Database, sign_in: Callable[..., Signed]
) -> None:
    client = sign_in("caseworker").client
    load(client, database, bring(client, "Номер;ПІБ;Телефон\nK-1;Коваль Ганна;1\nK-2;Рудь Олег;2\nK-3;Бондар Ілля;\n"))
    text = "Номер;ПІБ;Телефон;Примітки\nK-1;Коваль Ганна;1;шрам\nK-2;Рудь Олег;3;\nK-3;Бондар Ілля;;\nK-4;Сич Петро;;\n"
    address = bring(client, text)
    first, second = session.scalars(select(Report.id).order_by(Report.id)).all()[:2]
    session.rollback()
    page = client.get(address).text
    assert "1 row is on file under the same number and says nothing new" in page
    assert "2 rows are on file under the same numbers, but" in page
    assert "Load 1 report<" in page
    load(client, database, address)
    outcome = client.get(address).text
    assert "Rows: 2, 3" in outcome
    assert f'<a href="/reports/{first}">{reference_of(first)}</a>' in outcome
    assert session.scalars(select(Report.source_id).order_by(Report.id)).all() == ["K-1", "K-2", "K-3", "K-4"]
    result = session.scalars(select(Upload.settings).order_by(Upload.id)).all()[1]["result"]
    assert (result["loaded"], result["on_file"], result["same"], result["more"], result["alike"]) == (
        1, 3, 1, [[2, first], [3, second]], [],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("ПІБ\nКоваль Ганна\nРудь Олег\n", "ПІБ\nСич Петро\nКоваль Ганна\nРудь Олег\n"),
        ("№;ПІБ\n1;Коваль Ганна\n2;Рудь Олег\n", "№;ПІБ\n1;Сич Петро\n2;Коваль Ганна\n3;Рудь Олег\n"),
        ("ID;ПІБ\n;Коваль Ганна\n;Рудь Олег\n", "ID;ПІБ\n;Сич Петро\n;Коваль Ганна\n;Рудь Олег\n"),
    ],
    ids=["no number", "running number", "blank numbers"],
)
@pytest.mark.parametrize(("again", "people"), [("no", 3), ("yes", 5)])
def test_people_who_are_on_file_without_that_number_are_entered_again_only_if_somebody_says_so(
    session: Session,
    database: Database,
    sign_in: Callable[..., Signed],
    before: str,
    after: str,
    again: str,
    people: int,
) -> None:
    client = sign_in("caseworker").client
    load(client, database, bring(client, before))
    address = bring(client, after)
    page = client.get(address).text
    assert "2 rows say of their people what reports on file say" in page
    assert 'name="alike" value="2"' in page
    refused = client.post(address, data={"action": "load", "alike": "2"})
    assert refused.status_code == 422
    assert "Choose one." in refused.text
    load(client, database, address, again=again)
    assert session.scalar(select(func.count(Report.id))) == people
    outcome = client.get(address).text
    assert ("2 rows were left out." in outcome) == (again == "no")
    assert ("2 rows were entered as further reports." in outcome) == (again == "yes")


def test_people_who_came_on_file_after_the_page_was_shown_are_left_out_and_told(
    session: Session, database: Database, sign_in: Callable[..., Signed]
) -> None:
    client = sign_in("caseworker").client
    address = bring(client, "ПІБ\nКоваль Ганна\nСич Петро\n")
    assert "On file already" not in client.get(address).text
    load(client, database, bring(client, "ПІБ\nКоваль Ганна\n"))
    load(client, database, address)
    assert session.scalar(select(func.count(Report.id))) == 2
    assert "1 row was left out." in client.get(address).text


def test_two_files_with_the_same_rows_are_loaded_one_after_the_other(
    session: Session, database: Database, sign_in: Callable[..., Signed], monkeypatch: pytest.MonkeyPatch
) -> None:
    client = sign_in("caseworker").client
    for text in (FILE, FILE + "K-5;Коваль Ганна;1970;;;\n"):
        client.post(bring(client, text), data={"action": "load"})
    both, right = threading.Barrier(2, timeout=30), keys_of

    def together(*given: Any) -> Any:
        found = right(*given)
        both.wait()
        return found

    monkeypatch.setattr("web.reports.loading.keys_of", together)
    workers = [threading.Thread(target=run, args=(claim(database),)) for _ in range(2)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    assert session.scalars(select(Report.source_id).order_by(Report.source_id)).all() == ["K-1", "K-2", "K-4", "K-5"]


def test_a_file_is_loaded_only_as_it_was_shown(
    session: Session, database: Database, sign_in: Callable[..., Signed]
) -> None:
    client = sign_in("caseworker").client
    address = bring(client, "ПІБ;різне\nКоваль Ганна;шрам\n")
    changed = {"heading-1": "різне", "shown-1": "", "column-1": "notes", "heading-0": "ПІБ", "column-0": "full_name"}
    answer = client.post(address, data={"action": "load", **changed})
    assert answer.headers["Location"] == address
    assert "The columns are read otherwise now." in client.get(address).text
    assert session.scalar(select(func.count(Job.id))) == 0
    session.rollback()
    shown = changed | {"shown-1": "notes"}
    assert client.post(address, data={"action": "load", **shown}).status_code == 303
    back = client.post(address, data={"action": "look", **shown, "column-1": "", "waiting_since": "2020-01-01"})
    assert back.headers["Location"].startswith("/jobs/")
    work(database)
    report = session.scalars(select(Report)).one()
    assert (report.person["notes"], report.waiting_since.year > 2020) == ("шрам", True)


def test_columns_shown_beside_an_error_are_those_that_are_kept(
    session: Session, database: Database, sign_in: Callable[..., Signed]
) -> None:
    client = sign_in("caseworker").client
    address = bring(client, "ПІБ;різне\nКоваль Ганна;шрам\n")
    sent = {"heading-0": "ПІБ", "shown-0": "full_name", "column-0": "full_name",
            "heading-1": "різне", "shown-1": "", "column-1": "notes"}  # fmt: skip
    refused = client.post(address, data={"action": "load", **sent, "waiting_since": "2999-01-01"})
    assert refused.status_code == 422
    assert 'name="shown-1" value="notes"' in refused.text
    load(client, database, address, **(sent | {"shown-1": "notes"}))
    assert session.scalars(select(Report)).one().person["notes"] == "шрам"


def test_an_interrupted_load_is_begun_anew_and_doubles_nothing(
    session: Session, database: Database, sign_in: Callable[..., Signed]
) -> None:
    client = sign_in("caseworker").client
    client.post(bring(client), data={"action": "load"})
    abandoned = claim(database)
    assert abandoned is not None
    with database.transaction() as own:
        own.get_one(Job, abandoned.job_id).lease_until = dt.datetime(2020, 1, 1, tzinfo=dt.UTC)
    work(database)
    run(abandoned)  # it was only slow, and comes back after another worker did its job
    assert session.scalar(select(func.count(Report.id))) == 3


def test_columns_are_corrected_before_anything_is_stored(
    session: Session, database: Database, sign_in: Callable[..., Signed]
) -> None:
    client = sign_in("caseworker").client
    address = bring(client, "code,who,remark\n1,Коваль Ганна,шрам\n")
    correction = {"heading-0": "code", "shown-0": "", "column-0": "", "heading-1": "who", "shown-1": "",
                  "column-1": "full_name", "heading-2": "remark", "shown-2": "", "column-2": "notes"}  # fmt: skip
    assert client.post(address, data={"action": "load"}).status_code == 422
    assert client.post(address, data={"action": "look", **correction}).status_code == 303
    assert "Load 1 report" in client.get(address).text
    load(client, database, address)
    report = session.scalars(select(Report)).one()
    assert report.person == {"full_name": "Коваль Ганна", "notes": "шрам"}
    assert (report.carried, report.source_id) == ({"code": "1"}, "")


def test_a_file_that_is_not_loaded_is_seen_only_by_who_brought_it(sign_in: Callable[..., Signed]) -> None:
    address = bring(sign_in("caseworker").client)
    assert sign_in("supervisor").client.get(address).status_code == 404
    assert sign_in("supervisor").client.post(address, data={"action": "load"}).status_code == 404
    viewer = sign_in("viewer").client
    assert viewer.get("/reports/import").status_code == 403
    assert viewer.post("/reports/import", data={"rows": "ПІБ\nКоваль"}).status_code == 403


def test_an_upload_without_anything_is_refused_beside_its_field(sign_in: Callable[..., Signed]) -> None:
    client = sign_in("caseworker").client
    assert client.post("/reports/import", data={}).status_code == 422
    address = bring(client)
    refused = client.post(address, data={"action": "load", "waiting_since": "2999-01-01"})
    assert refused.status_code == 422
    assert "lies in the future" in refused.text
    assert 'value="2999-01-01"' in refused.text


def test_the_index_filters_sorts_and_opens_by_number(session: Session, sign_in: Callable[..., Signed]) -> None:
    make_report(session, surname="Давній", waiting_since=dt.date(2020, 1, 1))
    urgent = make_report(session, surname="Терміновий", birth_date="1990")
    urgent.urgent, urgent.reference = True, reference_of(urgent.id)
    session.commit()
    client = sign_in("viewer").client
    assert re.findall("Давній|Терміновий", client.get("/reports").text) == ["Давній", "Терміновий"]
    assert re.findall("Давній|Терміновий", client.get("/reports?order=newest").text) == ["Терміновий", "Давній"]
    assert "Давній" not in client.get("/reports?urgent=yes").text
    assert "Терміновий" not in client.get("/reports?birth=missing").text
    assert "No report is like this." in client.get("/reports?found=some").text
    assert client.get("/reports?state=nonsense&matches=%27&page=99").status_code == 200
    number = reference_of(urgent.id).replace("-", " ")
    assert client.post("/reports", data={"number": number}).headers["Location"] == f"/reports/{urgent.id}"
    wrong = client.post("/reports", data={"number": "1234-5678"})
    assert wrong.status_code == 422
    assert 'value="1234-5678"' in wrong.text
