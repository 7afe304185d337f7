"""Matching whole lists as background work: a list with all open reports, an import of reports with all others.

A run reads, computes without holding anything, and writes everything in one transaction at its end. What was changed
while it computed is left as it was saved and matched again.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
from sqlalchemy import func, select, update

from web import audit
from web.database import now
from web.jobs import enqueue, handler
from web.matching.alike import Alike, Promising, Weighing
from web.matching.keeping import KEEP_FROM, KEEP_REPORTS, keep, proposals_of, stored, take_turn
from web.matching.links import Found, flag_earlier, people_on_other_lists, suggest_among_import
from web.matching.on_save import match_report
from web.matching.people import all_reports, chunks, open_reports, people_on, stamps, take
from web.matching.references import latest_reference
from web.models import Job, JobState, ListVersion, Match, MatchRun, Released, Report

if TYPE_CHECKING:
    from collections.abc import Sequence

    from sqlalchemy.orm import Session

    from matcher import Reference
    from web.jobs import Claim
    from web.matching.keeping import Proposal
    from web.matching.people import Taken

MATCH_LIST = "match_list"
SUGGEST_DUPLICATES = "suggest_duplicates"
MATCHED_AT_ONCE = 20
"""So many reports that were changed during a run are matched at its end; for more, there is another run."""
ASKED_AT_A_TIME = 1_000  # imported reports compared with all others in one go: bounds the memory


def start_match(session: Session, list_id: int, user_id: int | None) -> Job:
    """Put the matching of a list into the queue, or return the job that waits for it already.

    Parameters
    ----------
    session
        A writing session.
    list_id
        A release list.
    user_id
        Who asked for it.
    """
    # Held until the transaction ends: a worker that took it now would not see what this transaction is about to save.
    waiting = session.scalars(
        select(Job)
        .where(Job.kind == MATCH_LIST, Job.subject_id == list_id, Job.state == JobState.WAITING)
        .order_by(Job.id)
        .limit(1)
        .with_for_update()
    ).first()
    return waiting or enqueue(session, MATCH_LIST, subject="list", subject_id=list_id, user_id=user_id)


def start_all_matches(session: Session, user_id: int | None) -> list[Job]:
    """Put the matching of every list that has people into the queue: after an import of reports."""
    lists = session.scalars(
        select(Released.list_id).where(Released.withdrawn_in.is_(None)).distinct().order_by(Released.list_id)
    )
    return [start_match(session, list_id, user_id) for list_id in lists.all()]


def start_suggestions(session: Session, upload_id: int, user_id: int | None) -> Job:
    """Put the search for duplicates of imported reports into the queue."""
    return enqueue(session, SUGGEST_DUPLICATES, subject="upload", subject_id=upload_id, user_id=user_id)


@handler(MATCH_LIST)
def match_list(claim: Claim) -> None:
    """Match the people of one list with all open reports."""
    import matcher

    list_id, started = claim.subject_id or 0, now()
    claim.progress("reading the records", 0, 1)
    with claim.database.session() as session:
        version = session.scalar(select(func.max(ListVersion.number)).where(ListVersion.list_id == list_id))
        people = take(session, people_on(list_id), "released")
        reports = take(session, open_reports(), "reports")
    linkage = matcher.link(
        people.records, reports.records, min_probability=KEEP_FROM, top=KEEP_REPORTS, progress=claim.progress
    )
    proposals = proposals_of(linkage)
    reference = linkage.reference()
    claim.progress("looking at the other lists", 0, 1)
    with claim.database.session() as session:
        elsewhere = people_on_other_lists(session, list_id, people, reference)
    claim.progress("keeping the matches", 0, 1)
    run = MatchRun(
        list_id=list_id,
        version=version,
        released=len(people),
        reports=len(reports),
        candidates=linkage.candidate_pairs,
        unanswered=len(linkage.unmatched_released),
        started_at=started,
    )
    result: dict[str, Any] = {}
    with claim.finish(result) as session:
        take_turn(session)
        _learn(session, run, reference if people and reports else None)
        changed = _write(session, run, proposals, people, reports)
        flagged = flag_earlier(session, list_id, elsewhere)
        for report_id in changed[:MATCHED_AT_ONCE]:
            match_report(session, report_id, list_id=list_id, reference=reference)
        if len(changed) > MATCHED_AT_ONCE:
            start_match(session, list_id, claim.user_id)
        run.finished_at = now()
        result.update(
            run=run.id,
            released=run.released,
            reports=run.reports,
            proposed=run.proposed,
            unanswered=run.unanswered,
            elsewhere=flagged,
            changed_meanwhile=len(changed),
        )
        audit.write(session, [audit.Note("list.match", "list", list_id, result)], claim.user_id, "job")


@handler(SUGGEST_DUPLICATES)
def suggest_for_import(claim: Claim) -> None:
    """Suggest which imported reports may be about the same people as other reports."""
    upload_id = claim.subject_id or 0
    claim.progress("reading the records", 0, 1)
    with claim.database.session() as session:
        imported = session.scalars(select(Report.id).where(Report.upload_id == upload_id).order_by(Report.id)).all()
        reports = take(session, all_reports(), "reports")
        reference = latest_reference(session)
    weighing = Weighing(reports.records, reference, len(reports), claim.progress)
    promising = Promising(reports.records)
    found: dict[tuple[int, int], Alike] = {}
    for done, chunk in enumerate(chunks(weighing.positions(imported).tolist(), ASKED_AT_A_TIME)):
        claim.progress("looking for duplicates", done * ASKED_AT_A_TIME, len(imported))
        for pair in weighing.alike(*promising.pairs(np.array(chunk, dtype=np.int64))):
            found.setdefault((pair.first_id, pair.second_id), pair)
    result: dict[str, Any] = {"reports": len(imported)}
    with claim.finish(result) as session:
        result["suggested"] = suggest_among_import(session, upload_id, Found(list(found.values()), reports.stamps))
        audit.write(session, [audit.Note("reports.compare", "upload", upload_id, result)], claim.user_id, "job")


def _learn(session: Session, run: MatchRun, reference: Reference | None) -> None:
    """Enter a run with what it learnt; of earlier runs that is kept only of the last, which somebody may be reading."""
    run.reference = reference.to_bytes() if reference else None
    session.add(run)
    session.flush()
    learnt = select(func.max(MatchRun.id)).where(MatchRun.id < run.id, MatchRun.reference.is_not(None))
    previous = session.scalar(learnt)
    if reference and previous is not None:
        session.execute(
            update(MatchRun).where(MatchRun.id < previous, MatchRun.reference.is_not(None)).values(reference=None),
            execution_options={"synchronize_session": False},
        )


def _write(session: Session, run: MatchRun, proposals: Sequence[Proposal], people: Taken, reports: Taken) -> list[int]:
    """Keep what a run proposes for those who still are as it read them.

    A person whose row was changed meanwhile keeps the matches there are: whoever changed it has put another run into
    the queue.

    Returns
    -------
    list of int
        Open reports that were added or changed meanwhile.
    """
    assert run.list_id is not None
    people_now, reports_now = stamps(session, people_on(run.list_id)), stamps(session, open_reports())
    other_people = {number for number, stamp in people_now.items() if people.stamps.get(number) != stamp}
    other_reports = {number for number, stamp in reports_now.items() if reports.stamps.get(number) != stamp}
    kept = [
        proposal
        for proposal in proposals
        if proposal.released_id in people_now
        and proposal.report_id in reports_now
        and proposal.released_id not in other_people
        and proposal.report_id not in other_reports
    ]
    on_list = Match.released_id.in_(select(Released.id).where(Released.list_id == run.list_id))
    on_file = {
        pair: match
        for pair, match in stored(session, on_list).items()
        if pair[0] not in other_people and pair[1] not in other_reports
    }
    keep(session, kept, on_file, run.id)
    run.proposed = len(kept)
    return sorted(other_reports)
