"""The audit trail in words: what was done, to what, and the particulars."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from web.i18n import gettext, lazy_gettext

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

SUBJECTS: dict[str, Any] = {
    "report": lazy_gettext("report"),
    "released": lazy_gettext("released person"),
    "list": lazy_gettext("release list"),
    "match": lazy_gettext("possible match"),
    "inquirer": lazy_gettext("inquirer"),
    "photo": lazy_gettext("photograph"),
    "upload": lazy_gettext("file"),
    "job": lazy_gettext("job"),
    "user": lazy_gettext("user"),
    "token": lazy_gettext("token"),
    "queue": lazy_gettext("queue"),
}
"""Kinds of things that an entry is about."""

VERBS: dict[str, Any] = {
    "read": lazy_gettext("Looked at"),
    "list": lazy_gettext("Looked at the list"),
    "queue": lazy_gettext("Looked at the queue"),
    "search": lazy_gettext("Searched"),
    "create": lazy_gettext("Created"),
    "change": lazy_gettext("Changed"),
    "remove": lazy_gettext("Removed"),
    "put_back": lazy_gettext("Brought back"),
    "close": lazy_gettext("Closed"),
    "reopen": lazy_gettext("Opened again"),
    "link": lazy_gettext("Linked as the same person"),
    "unlink": lazy_gettext("Marked as different people"),
    "unmask": lazy_gettext("Showed the masked fields"),
    "load": lazy_gettext("Loaded"),
    "match": lazy_gettext("Looked for possible matches"),
    "compare": lazy_gettext("Compared with every list"),
    "seal": lazy_gettext("Sealed"),
    "assign": lazy_gettext("Assigned"),
    "decide": lazy_gettext("Decided"),
    "undo": lazy_gettext("Undid a decision"),
    "cancel": lazy_gettext("Cancelled"),
    "again": lazy_gettext("Began again"),
    "make": lazy_gettext("Took data out"),
    "edit": lazy_gettext("Changed the particulars"),
    "loaded": lazy_gettext("Loaded"),
    "problems": lazy_gettext("Looked at the problems"),
    "release": lazy_gettext("Released from its seal"),
    "receive": lazy_gettext("Uploaded"),
    "scores": lazy_gettext("Uncovered the match probability"),
    "sheet": lazy_gettext("Opened the case sheet"),
    "revoke": lazy_gettext("Revoked"),
    "verify": lazy_gettext("Verified"),
}
"""What can be done to a thing: the part of an action after the dot."""

ACTIONS: dict[str, Any] = {
    "access.refused": lazy_gettext("Was refused a page"),
    "audit.read": lazy_gettext("Looked at the audit trail"),
    "audit.export": lazy_gettext("Took the audit trail out"),
    "audit.ask_verify": lazy_gettext("Had the audit trail verified"),
    "audit.verify": lazy_gettext("The audit trail was verified"),
    "disclosure.withdrawn": lazy_gettext("A match was undone after its family was in hand"),
    "first_start.refuse": lazy_gettext("Gave a wrong code at the first start"),
    "sign_in.begin": lazy_gettext("Signed in"),
    "sign_in.demo": lazy_gettext("Signed in to the demonstration"),
    "sign_in.end": lazy_gettext("Ended a session"),
    "sign_in.fail": lazy_gettext("Gave a wrong password or code"),
    "token.refuse": lazy_gettext("Called with a token that does not work"),
    "user.activate": lazy_gettext("Let in again"),
    "user.change_password": lazy_gettext("Changed the own password"),
    "user.deactivate": lazy_gettext("Kept out from then on"),
    "user.enable_second_factor": lazy_gettext("Turned the second factor on"),
    "user.end_sessions": lazy_gettext("Signed out everywhere"),
    "user.lock": lazy_gettext("The account locked itself after too many wrong passwords"),
    "user.remove_second_factor": lazy_gettext("Took the second factor away"),
    "user.reset_password": lazy_gettext("Gave a temporary password"),
    "user.set_preferences": lazy_gettext("Changed the own preferences"),
    "user.set_role": lazy_gettext("Gave another role"),
    "user.unlock": lazy_gettext("Unlocked the account"),
}
"""Actions that their verb alone does not say."""

PARTICULARS: dict[str, Any] = {
    "added": lazy_gettext("added"),
    "after": lazy_gettext("after"),
    "assignee": lazy_gettext("given to"),
    "bands": lazy_gettext("bands"),
    "base": lazy_gettext("corrects version"),
    "before": lazy_gettext("before"),
    "below": lazy_gettext("before entry"),
    "blind": lazy_gettext("score hidden"),
    "broken_at": lazy_gettext("broken at"),
    "changed": lazy_gettext("changed"),
    "changed_meanwhile": lazy_gettext("changed meanwhile"),
    "corrects": lazy_gettext("corrects list"),
    "count": lazy_gettext("count"),
    "detail": lazy_gettext("particulars"),
    "elsewhere": lazy_gettext("also on another list"),
    "endpoint": lazy_gettext("page"),
    "entries": lazy_gettext("entries"),
    "fields": lazy_gettext("fields"),
    "filter": lazy_gettext("filter"),
    "filters": lazy_gettext("filters"),
    "first": lazy_gettext("for the first time"),
    "form": lazy_gettext("in the form"),
    "format": lazy_gettext("format"),
    "hash": lazy_gettext("hash of the file"),
    "hidden": lazy_gettext("score hidden"),
    "ids": lazy_gettext("numbers"),
    "inquirer": lazy_gettext("inquirer"),
    "inquirers": lazy_gettext("inquirers"),
    "job": lazy_gettext("job"),
    "kind": lazy_gettext("kind"),
    "last_hash": lazy_gettext("last hash"),
    "list": lazy_gettext("release list"),
    "list_id": lazy_gettext("release list"),
    "lists": lazy_gettext("release lists"),
    "loaded": lazy_gettext("entered"),
    "masked": lazy_gettext("with masked fields"),
    "matches": lazy_gettext("possible matches"),
    "nameless": lazy_gettext("without a name"),
    "number": lazy_gettext("number"),
    "on_file": lazy_gettext("on file already"),
    "other": lazy_gettext("other report"),
    "page": lazy_gettext("page"),
    "people": lazy_gettext("people"),
    "problems": lazy_gettext("problems"),
    "proposed": lazy_gettext("proposed"),
    "purpose": lazy_gettext("purpose"),
    "queue": lazy_gettext("queue"),
    "reason": lazy_gettext("reason"),
    "record": lazy_gettext("record"),
    "released": lazy_gettext("released people"),
    "released_unfolded": lazy_gettext("released person unmasked"),
    "report": lazy_gettext("report"),
    "report_unfolded": lazy_gettext("report unmasked"),
    "reports": lazy_gettext("reports"),
    "responsible": lazy_gettext("responsible person"),
    "revision": lazy_gettext("wording"),
    "rivals": lazy_gettext("rivals"),
    "role": lazy_gettext("role"),
    "roles": lazy_gettext("roles"),
    "rows": lazy_gettext("rows"),
    "run": lazy_gettext("matching"),
    "scopes": lazy_gettext("scopes"),
    "scores_hidden": lazy_gettext("scores hidden"),
    "sealed": lazy_gettext("sealed"),
    "side": lazy_gettext("on which side"),
    "size": lazy_gettext("size"),
    "state": lazy_gettext("state"),
    "states": lazy_gettext("states"),
    "suggested": lazy_gettext("suggested"),
    "told": lazy_gettext("was told before"),
    "unanswered": lazy_gettext("without an answer"),
    "undoes": lazy_gettext("takes back decision"),
    "unfolded": lazy_gettext("unmasked"),
    "unmasked": lazy_gettext("unmasked"),
    "until": lazy_gettext("until"),
    "unusable": lazy_gettext("cannot be used"),
    "upload": lazy_gettext("file"),
    "user": lazy_gettext("user"),
    "verdict": lazy_gettext("verdict"),
    "version": lazy_gettext("version"),
    "what": lazy_gettext("what"),
    "withdrawn": lazy_gettext("withdrawn"),
}
"""Names of particulars; one that is not here is shown as it is."""


def known(action: str) -> bool:
    """Tell whether an action has words."""
    return action in ACTIONS or action.rpartition(".")[2] in VERBS


def action_words(action: str) -> str:
    """Return what was done; the code itself for an action of an earlier program that has no words now."""
    if action in ACTIONS:
        return str(ACTIONS[action])
    verb = action.rpartition(".")[2]
    return str(VERBS[verb]) if verb in VERBS else action


def subject_words(subject: str) -> str:
    """Return the kind of a thing."""
    return str(SUBJECTS.get(subject, subject))


def particulars(detail: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    """Return the particulars of an entry, each with its name, without the empty ones."""
    for name, value in detail.items():
        if value is None or value in ("", [], {}):
            continue
        yield str(PARTICULARS.get(name, name)), _text(value)


def _text(value: Any) -> str:
    if isinstance(value, dict):
        return ", ".join(f"{name} {_text(inner)}" for name, inner in value.items())
    if isinstance(value, list):
        return ", ".join(map(_text, value))
    if isinstance(value, bool):
        return gettext("yes") if value else gettext("no")
    return str(value)
