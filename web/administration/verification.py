"""The job that verifies the audit trail: millions of entries take minutes, longer than a page may."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from web import audit
from web.jobs import handler

if TYPE_CHECKING:
    from web.jobs import Claim


@handler("verify_audit")
def verify_audit(claim: Claim) -> None:
    """Verify the trail, and that the end of the verification before is still in it."""

    def told(done: int, total: int) -> None:
        claim.progress("entries", done, total)

    with claim.database.session() as session:
        found = audit.verify(session, told)
        noted = claim.payload.get("noted", "")
        cut_off = bool(noted) and not audit.holds(session, noted)
    result: dict[str, Any] = {**asdict(found), "cut_off": cut_off}
    with claim.finish(result) as session:
        audit.write(session, [audit.Note("audit.verify", detail=result)], claim.user_id, "job")
