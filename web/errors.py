"""Pages for what went wrong: plain words, no data, the right status.

What an exception says may quote somebody's name. It reaches neither the page nor the log: both get the kind of the
error, its place in the program, and a mark by which the one is found in the other.
"""

from __future__ import annotations

import logging
import secrets
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from flask import g, render_template, request
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, InternalServerError, SecurityError

from web.database import now
from web.i18n import lazy_gettext

if TYPE_CHECKING:
    from types import TracebackType

    from flask import Flask
    from flask.typing import ResponseReturnValue

logger = logging.getLogger("web")


@dataclass(frozen=True, slots=True)
class Words:
    """What a page says about an error: in one line what is the matter, then what to do."""

    title: Any
    text: Any


WORDS: dict[int, Words] = {
    400: Words(
        lazy_gettext("This request could not be understood"),
        lazy_gettext("Something in the address or the form is wrong. Go back and try again."),
    ),
    401: Words(
        lazy_gettext("You are not signed in any more"),
        lazy_gettext("What you sent was not stored. Sign in, then go back and send it again."),
    ),
    403: Words(
        lazy_gettext("Your role does not allow this"),
        lazy_gettext("If your work needs it, ask the supervisor or the administrator of your office."),
    ),
    404: Words(
        lazy_gettext("There is nothing here"),
        lazy_gettext("The address is wrong, or what was here is not for your role to see."),
    ),
    405: Words(
        lazy_gettext("This address cannot be opened like this"),
        lazy_gettext("It belongs to a form. Begin again at the first page."),
    ),
    409: Words(
        lazy_gettext("Somebody else changed this in the meantime"),
        lazy_gettext("Nothing of yours was stored. Open the page again, look at what changed, and decide anew."),
    ),
    413: Words(
        lazy_gettext("This is too large"),
        lazy_gettext("The file or the text is larger than the office allows. Send it in parts."),
    ),
    429: Words(
        lazy_gettext("Too many requests"),
        lazy_gettext("Wait a minute, then try again."),
    ),
}
FORGED = Words(
    lazy_gettext("This form has expired"),
    lazy_gettext("Nothing was stored. Go back, reload the page and send it again."),
)
UNEXPECTED = Words(
    lazy_gettext("Something went wrong here"),
    lazy_gettext("Nothing was stored. It is not your fault. Try once more; if it happens again, tell somebody."),
)
LAST_RESORT = "Something went wrong here. Nothing was stored. / Сталася помилка. Нічого не збережено. [{mark}]"


class _WithoutMessages(logging.Filter):
    """Leaves of an exception in the log its kind and place."""

    def filter(self, record: logging.LogRecord) -> bool:
        if record.exc_info:
            kind, _, trace = record.exc_info
            record.msg, record.args = (
                "%s: %s at %s",
                (record.getMessage(), getattr(kind, "__name__", ""), _place(trace)),
            )
            record.exc_info, record.exc_text = None, None
        return True


def init_app(app: Flask) -> None:
    """Register the error pages and keep what exceptions say out of the log."""
    app.register_error_handler(HTTPException, _page)
    app.register_error_handler(CSRFError, _page)
    app.register_error_handler(Exception, _unexpected)
    if not any(isinstance(known, _WithoutMessages) for known in app.logger.filters):
        app.logger.addFilter(_WithoutMessages())


def _page(error: HTTPException, mark: str = "") -> ResponseReturnValue:
    status = error.code or 500
    if isinstance(error, SecurityError):  # another host's name: no address of this application can be made for it
        return LAST_RESORT.format(mark=status), status, {"Content-Type": "text/plain; charset=utf-8"}
    if isinstance(error, InternalServerError) and not mark:
        mark = _outside_a_view(error)
    if request.blueprint == "api" or request.path.startswith("/api/"):
        from web.api.problems import body_of  # its package has views, which need this module

        return body_of(error, status, mark), status, _headers(error)
    words = FORGED if isinstance(error, CSRFError) else WORDS.get(status, UNEXPECTED)
    at = now() if mark else None
    try:
        page = render_template("error.html", status=status, words=words, mark=mark, at=at)
    except Exception as second:  # noqa: BLE001  the page needs the database for the menu, which may be what is gone
        _log(second, "error page")
        plain = LAST_RESORT.format(mark=mark or status)
        return plain, status, {"Content-Type": "text/plain; charset=utf-8"}
    return page, status, _headers(error)


def _headers(error: HTTPException) -> dict[str, str]:
    """Return what belongs to the status: the methods allowed, how long to wait, what to bring."""
    belonging = {"allow", "retry-after", "www-authenticate"}
    return {name: value for name, value in error.get_headers() if name.lower() in belonging}


def _unexpected(error: Exception) -> ResponseReturnValue:
    """Log the kind and place of an error: its message may quote somebody's data."""
    mark = _log(error)
    session = g.get("db")
    if session is not None:
        session.rollback()
    g.audit_notes = []  # nothing of it was done, and nothing of the page is sent
    return _page(InternalServerError(), mark)


def _outside_a_view(error: InternalServerError) -> str:
    """Log an error of the work after the view: nothing of the page is sent, so nothing of it was seen either."""
    g.audit_notes = []
    return _log(error.original_exception or error)


def _log(error: BaseException, what: str = "") -> str:
    """Log the kind and place of an error; return the mark by which the entry is found."""
    mark = secrets.token_hex(4)
    doing = what or request.endpoint
    logger.error("[%s] %s at %s while answering %s", mark, type(error).__name__, _place(error.__traceback__), doing)
    return mark


def _place(trace: TracebackType | None) -> str:
    """Return where in the program an error was raised."""
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    return f"{trace.tb_frame.f_code.co_filename}:{trace.tb_lineno}" if trace else "unknown place"
