from __future__ import annotations

import csv
import datetime as dt
import io
import re
import threading
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from sqlalchemy import func, select, text
from sqlalchemy.exc import DBAPIError

import web
from tests.web.cases import make_list, make_match, make_released, make_report
from web import audit, worker
from web.administration import verification, words
from web.administration.trail import PER_PAGE, Filter, entries
from web.jobs import claim, run
from web.models import AuditEntry, Decision, Job, JobState, Verdict
from web.permissions import Role

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed
    from web.database import Database


def write(database: Database, *notes: audit.Note, user_id: int | None = None) -> None:
    with database.transaction() as own:
        audit.write(own, notes, user_id, "caseworker" if user_id else "")


def fill(database: Database, count: int, user_id: int | None = None) -> None:
    write(database, *(audit.Note("report.read", "report", number) for number in range(1, count + 1)), user_id=user_id)


def verified(database: Database) -> audit.Verification:
    with database.session() as own:
        return audit.verify(own)


def unguarded(database: Database, *statements: str) -> None:
    """Do what somebody does who owns the database server: take the triggers away and change rows."""
    if database.is_sqlite:
        drops = [f"DROP TRIGGER audit_entry_no_{verb}" for verb in ("update", "delete")]
    else:
        drops = ["DROP TRIGGER audit_entry_append_only ON audit_entry"]
    with database.transaction() as own:
        for statement in (*drops, *statements):
            own.execute(text(statement))


def test_an_untouched_chain_verifies_and_names_its_end(database: Database, session: Session) -> None:
    assert verified(database) == audit.Verification(0, audit.GENESIS, None)
    fill(database, 3)
    write(database, audit.Note("report.unmask", "report", 1, {"reason": "contact: мати питає 'чому' <b>", "n": 1.5}))
    last = session.scalar(select(AuditEntry.hash).where(AuditEntry.number == 4))
    assert verified(database) == audit.Verification(4, str(last), None)
    assert audit.holds(session, str(last))
    assert not audit.holds(session, "f" * 64)


@pytest.mark.parametrize(
    ("tampering", "broken_at"),
    [
        ("UPDATE audit_entry SET subject_id = 9 WHERE number = 3", 3),
        ("UPDATE audit_entry SET detail = '{\"count\": 1}' WHERE number = 3", 3),
        ("UPDATE audit_entry SET user_id = NULL, role = 'viewer' WHERE number = 3", 3),
        ("UPDATE audit_entry SET at = '2001-01-01 00:00:00.000000' WHERE number = 3", 3),
        ("DELETE FROM audit_entry WHERE number = 3", 3),
        ("DELETE FROM audit_entry WHERE number = 1", 1),
        ("UPDATE audit_entry SET number = number + 10 WHERE number > 4", 5),
    ],
)
def test_tampering_in_the_database_is_found(database: Database, tampering: str, broken_at: int) -> None:
    fill(database, 5)
    unguarded(database, tampering)
    assert verified(database).broken_at == broken_at


def test_an_end_cut_off_is_found_by_the_hash_that_was_noted_elsewhere(database: Database, session: Session) -> None:
    fill(database, 5)
    noted = verified(database).last_hash
    unguarded(database, "DELETE FROM audit_entry WHERE number > 3")
    fill(database, 4)
    assert verified(database).broken_at is None, "the chain alone cannot show it"
    assert not audit.holds(session, noted)


@pytest.mark.parametrize("table", ["audit_entry", "decision"])
def test_the_database_itself_refuses_to_change_or_delete_a_row(
    database: Database, sign_in: Callable[..., Signed], session: Session, table: str
) -> None:
    reviewer = sign_in(Role.REVIEWER)
    with database.transaction() as own:
        released = make_released(own, make_list(own), surname="Камлюк", given_name="Остап")
        match = make_match(own, released, make_report(own, surname="Камлюк", given_name="Остап"))
        own.add(Decision(match_id=match.id, number=1, user_id=reviewer.user_id, verdict=Verdict.SAME, probability=0.9))
    fill(database, 2)
    statements = [f"UPDATE {table} SET number = 7", f"DELETE FROM {table}"]
    if not database.is_sqlite:
        statements.append(f"TRUNCATE {table} CASCADE")
    before = session.execute(text(f"SELECT count(*), min(number) FROM {table}")).one()
    session.rollback()
    for statement in statements:
        with pytest.raises(DBAPIError, match="append-only"), database.transaction() as own:
            own.execute(text(statement))
    assert session.execute(text(f"SELECT count(*), min(number) FROM {table}")).one() == before


def test_writers_at_the_same_moment_keep_the_chain_whole(database: Database, session: Session) -> None:
    together = threading.Barrier(6)

    def work(writer: int) -> None:
        together.wait()
        for turn in range(8):
            write(database, *[audit.Note("report.read", "report", writer * 100 + turn)] * 2)

    threads = [threading.Thread(target=work, args=(writer,)) for writer in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert verified(database).entries == 96
    assert verified(database).broken_at is None
    written = session.execute(select(AuditEntry.subject_id, func.count()).group_by(AuditEntry.subject_id)).all()
    assert len(written) == 48
    assert {count for _, count in written} == {2}


def test_a_change_that_is_rolled_back_leaves_no_entry(database: Database) -> None:
    fill(database, 1)
    with database.session(writing=True) as own:
        audit.write(own, [audit.Note("report.change", "report", 1)], None, "")
        own.rollback()
    assert verified(database).entries == 1


def test_the_trail_is_read_in_words_the_newest_first(sign_in: Callable[..., Signed], database: Database) -> None:
    olena = sign_in(Role.CASEWORKER, "olena")
    write(
        database, audit.Note("report.unmask", "report", 12, {"reason": "contact: <b>hers</b>"}), user_id=olena.user_id
    )
    write(database, audit.Note("report.change", "report", 12, {"fields": ["unit", "rank"]}), user_id=olena.user_id)
    write(database, audit.Note("sign_in.fail"))
    page = sign_in(Role.AUDITOR).client.get("/audit").text
    table = page[page.index("<tbody>") : page.index("</tbody>")]
    said = ("nobody signed in", "Gave a wrong password", "Changed", "unit, rank", "Showed the masked fields")
    places = [table.index(sentence) for sentence in said]
    assert places == sorted(places)
    assert "report 12" in table
    assert "&lt;b&gt;hers" in table


def test_reading_the_trail_is_itself_in_the_trail(sign_in: Callable[..., Signed], session: Session) -> None:
    auditor = sign_in(Role.AUDITOR)
    auditor.client.get("/audit?action=report.read&subject=report&number=12&below=40")
    entry = session.scalars(select(AuditEntry)).one()
    filters = {"action": "report.read", "subject": "report", "number": "12"}
    assert (entry.action, entry.user_id, entry.detail) == (
        "audit.read", auditor.user_id, {"filters": filters, "below": 40},
    )  # fmt: skip


def test_filters_find_what_was_done_by_whom_to_what_and_when(
    sign_in: Callable[..., Signed], database: Database, session: Session
) -> None:
    olena = sign_in(Role.CASEWORKER)
    fill(database, 3, olena.user_id)
    write(database, audit.Note("list.read", "list", 2), audit.Note("report.change", "report", 2))
    today = dt.datetime.now(dt.UTC).astimezone().date()
    day = dt.timedelta(days=1)

    def numbers(**asked: str) -> list[int]:
        return [entry.number for entry, _ in entries(session, Filter.of(asked)).rows]

    assert numbers() == [5, 4, 3, 2, 1]
    assert numbers(user=str(olena.user_id)) == [3, 2, 1]
    assert numbers(action="report.change") == [5]
    assert numbers(subject="report", number="2") == [5, 2]
    assert numbers(since=str(today), until=str(today)) == [5, 4, 3, 2, 1]
    assert numbers(since=str(today + day)) == []
    assert numbers(until=str(today - day)) == []
    assert numbers(user=str(olena.user_id), subject="report", number="2") == [2]
    assert numbers(user="'; DROP TABLE", number="x", since="yesterday", action="") == [5, 4, 3, 2, 1]
    assert Filter.of({"subject": "report"}).half_a_subject


def test_pages_go_from_the_newest_to_the_oldest_and_miss_nothing(database: Database, session: Session) -> None:
    fill(database, 2 * PER_PAGE + 1)
    seen: list[int] = []
    below, pages = None, 0
    while True:
        found = entries(session, Filter(action="report.read"), below)
        seen += [entry.number for entry, _ in found.rows]
        below, pages = found.older, pages + 1
        if below is None:
            break
    assert seen == list(range(2 * PER_PAGE + 1, 0, -1))
    assert pages == 3


def test_a_page_is_read_from_an_index_in_its_own_order(database: Database) -> None:
    """However long the trail is, no filter forces the server to sort it or to read it whole."""
    fill(database, 3)
    every = [
        {},
        {"user": 7},
        {"action": "report.read"},
        {"subject": "report", "number": 7},
        {"since": dt.date(2025, 1, 1)},
    ]
    for filters in every:
        with database.session() as own:
            wanted = Filter(**filters)  # type: ignore[arg-type]
            query = (
                select(AuditEntry.number).where(*wanted.conditions(own)).order_by(AuditEntry.number.desc()).limit(51)
            )
            compiled = query.compile(own.connection(), compile_kwargs={"literal_binds": True})
            if database.is_sqlite:
                plan = [row[3] for row in own.execute(text(f"EXPLAIN QUERY PLAN {compiled}"))]
            else:  # its planner counts rows: on a small table it must be told not to think them few
                for kind in ("seqscan", "bitmapscan", "sort"):
                    own.execute(text(f"SET LOCAL enable_{kind} = off"))
                plan = [row[0] for row in own.execute(text(f"EXPLAIN {compiled}"))]
        assert any("INDEX" in step.upper() for step in plan), plan
        assert not any(word in step for step in plan for word in ("TEMP B-TREE", "Sort", "Seq Scan")), plan


def test_the_whole_trail_is_verified_by_a_job_and_the_page_shows_the_result(
    sign_in: Callable[..., Signed], database: Database, session: Session
) -> None:
    assert verification.__name__ in worker.HANDLERS
    auditor = sign_in(Role.AUDITOR)
    fill(database, 5)

    def verify_on_the_page() -> str:
        assert auditor.client.post("/audit/verify").status_code == 303
        claimed = claim(database)
        assert claimed is not None
        run(claimed)
        return str(auditor.client.get("/audit").text)

    assert "entries, verified on" in verify_on_the_page()
    unguarded(database, "DELETE FROM audit_entry WHERE number > 3")
    assert "cut off or written anew" in verify_on_the_page()
    assert "cut off or written anew" in verify_on_the_page(), "an alarm is not forgotten at the next look"
    with database.transaction() as own:
        own.execute(text("UPDATE audit_entry SET subject_id = 9 WHERE number = 2"))
    assert "Entry 2 does not fit" in verify_on_the_page()
    assert session.scalars(select(Job.state)).all() == [JobState.DONE] * 4


def test_a_verification_that_is_asked_for_twice_is_done_once(sign_in: Callable[..., Signed], session: Session) -> None:
    auditor = sign_in(Role.AUDITOR)
    auditor.client.post("/audit/verify")
    auditor.client.post("/audit/verify")
    assert session.scalar(select(func.count()).select_from(Job)) == 1
    assert "in progress" in auditor.client.get("/audit").text


def test_the_trail_is_taken_out_with_a_purpose_and_can_be_verified_outside(
    sign_in: Callable[..., Signed], database: Database, session: Session
) -> None:
    auditor = sign_in(Role.AUDITOR)
    fill(database, 3, auditor.user_id)
    write(database, audit.Note("list.read", "list", 2, {"title": '=1+1, "quoted"'}))
    assert auditor.client.post("/audit/export", data={"purpose": ""}).status_code == 422
    assert session.scalar(select(func.count()).select_from(AuditEntry)) == 4
    session.rollback()
    response = auditor.client.post("/audit/export", data={"purpose": "Yearly inspection"})
    assert response.mimetype == "text/csv"
    assert re.fullmatch(
        r'attachment; filename="audit-trail-\d{4}-\d\d-\d\d\.csv"', response.headers["Content-Disposition"]
    )
    rows = list(csv.DictReader(io.StringIO(response.text)))
    assert [row["number"] for row in rows] == ["1", "2", "3", "4"]
    assert rows[0]["user"] == auditor.login
    assert rows[3]["detail"].startswith("{")
    assert [row["previous"] for row in rows[1:]] == [row["hash"] for row in rows[:-1]]
    entry = session.scalars(select(AuditEntry).order_by(AuditEntry.number.desc())).first()
    assert entry is not None
    assert (entry.action, entry.detail) == (
        "audit.export", {"count": 4, "purpose": "Yearly inspection", "filters": {}},
    )  # fmt: skip
    filtered = auditor.client.post("/audit/export", data={"purpose": "Inspection", "action": "list.read"})
    assert len(filtered.text.splitlines()) == 2


def noted_actions() -> set[str]:
    """Every action that the program's source notes by name."""
    noted = re.compile(r"""\b(?:note|Note)\(\s*(?:"([a-z_]+\.[a-z_]+)"(?: if .+? else "([a-z_]+\.[a-z_]+)")?)""")
    sources = Path(web.__file__).parent.rglob("*.py")
    found = {action for path in sources for pair in noted.findall(path.read_text(encoding="utf-8")) for action in pair}
    return found - {""}


def test_every_action_that_the_program_notes_has_words() -> None:
    actions = noted_actions()
    assert {"sign_in.fail", "user.create", "audit.read"} <= actions
    assert [action for action in sorted(actions) if not words.known(action)] == []
