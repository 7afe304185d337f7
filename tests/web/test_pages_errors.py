"""Error pages: the right words for each status, and nothing of what an exception said."""

from __future__ import annotations

import logging
import re
from typing import TYPE_CHECKING, NoReturn

import pytest
from flask import abort
from sqlalchemy import select
from werkzeug.exceptions import TooManyRequests

from web import audit
from web.access import public
from web.models import AuditEntry
from web.permissions import Role
from web.requests import db

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient
    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed

SECRET = "Шевченко Тарас, call sign Кобзар"


@pytest.fixture
def log() -> Iterator[list[str]]:
    """Return what the application's log has been given, as it would be written."""
    written: list[str] = []

    class Keep(logging.Handler):
        def emit(self, record: logging.LogRecord) -> None:
            written.append(self.format(record))

    handler = Keep()
    logging.getLogger("web").addHandler(handler)
    yield written
    logging.getLogger("web").removeHandler(handler)


@pytest.fixture
def failing(app: Flask) -> Flask:
    """Return the application with views that answer with errors."""

    @app.get("/answer/<int:status>")
    @public
    def answer(status: int) -> NoReturn:
        abort(status)

    @app.get("/busy")
    @public
    def busy() -> NoReturn:
        raise TooManyRequests(retry_after=60)

    @app.get("/fail")
    @public
    def fail() -> NoReturn:
        raise ValueError(SECRET)

    @app.get("/noted-and-failed")
    @public
    def noted_and_failed() -> NoReturn:
        audit.note("user.reset_password", "user", 3)
        raise ValueError(SECRET)

    @app.post("/fail-late")
    @public
    def fail_late() -> str:
        from web.models import User

        # two of one login: the server complains at the end, and quotes both
        db().add_all(User(login=SECRET, name=SECRET, role=Role.VIEWER, password_hash="") for _ in range(2))
        return "never sent"

    @app.get("/gone")
    @public
    def gone() -> NoReturn:
        app.jinja_env.globals["asset"] = _broken
        raise ValueError(SECRET)

    return app


def _broken(_name: str) -> NoReturn:
    raise OSError(SECRET)


def found(pattern: str, text: str) -> str:
    match = re.search(pattern, text)
    assert match, pattern
    return match[1]


def english(app: Flask) -> FlaskClient:
    client = app.test_client()
    client.environ_base["HTTP_ACCEPT_LANGUAGE"] = "en"
    return client


def test_what_was_not_done_because_of_an_error_is_not_in_the_trail(failing: Flask, session: Session) -> None:
    assert english(failing).get("/noted-and-failed").status_code == 500
    assert session.scalars(select(AuditEntry)).all() == []


def test_a_request_under_another_name_is_refused_without_a_word_in_the_log(failing: Flask, log: list[str]) -> None:
    failing.config["TRUSTED_HOSTS"] = ["localhost", "127.0.0.1"]
    refused = failing.test_client().get("/sign-in", base_url="http://evil.example")
    assert (refused.status_code, refused.mimetype, log) == (400, "text/plain", [])
    assert failing.test_client().get("/health", base_url="http://localhost:8000").status_code == 200


def test_each_status_has_its_own_words_for_whoever_is_signed_out(failing: Flask) -> None:
    client, said = english(failing), {}
    for status in (400, 401, 403, 404, 405, 409, 413, 418, 429):
        response = client.get(f"/answer/{status}")
        html = response.get_data(as_text=True)
        assert response.status_code == status
        assert "Main menu" not in html
        said[status] = found(r"<h1>(.*?)</h1>", html)
    assert said == {
        400: "This request could not be understood",
        401: "You are not signed in any more",
        403: "Your role does not allow this",
        404: "There is nothing here",
        405: "This address cannot be opened like this",
        409: "Somebody else changed this in the meantime",
        413: "This is too large",
        418: "Something went wrong here",
        429: "Too many requests",
    }


def test_whoever_is_signed_in_keeps_the_menu_and_finds_the_way_back(
    failing: Flask, sign_in: Callable[..., Signed]
) -> None:
    html = sign_in(Role.CASEWORKER).client.get("/answer/403").get_data(as_text=True)
    assert "Your role does not allow this" in html
    assert "Main menu" in html
    assert "To the first page" in html


def test_signed_out_people_are_led_to_the_sign_in_page(failing: Flask) -> None:
    assert 'href="/sign-in"' in english(failing).get("/answer/401").get_data(as_text=True)


def test_what_a_browser_needs_to_know_about_an_error_is_kept(failing: Flask) -> None:
    assert english(failing).get("/busy").headers["Retry-After"] == "60"
    assert "GET" in english(failing).put("/").headers["Allow"]


def test_what_an_exception_says_reaches_neither_page_nor_log(
    failing: Flask, sign_in: Callable[..., Signed], log: list[str]
) -> None:
    for client in (english(failing), sign_in(Role.VIEWER).client):
        log.clear()
        response = client.get("/fail")
        html = response.get_data(as_text=True)
        assert response.status_code == 500
        assert "Something went wrong here" in html
        mark = found(r"<code>([0-9a-f]{8})</code>", html)
        assert len(log) == 1
        assert mark in log[0]
        assert "ValueError at " in log[0]
        assert "test_pages_errors.py" in log[0]
        assert "Шевченко" not in html + log[0]
        assert "Кобзар" not in html + log[0]


def test_an_error_after_the_view_quotes_nothing_either(failing: Flask, log: list[str]) -> None:
    failing.testing = False  # as in an office: Flask itself would log the whole exception
    response = english(failing).post("/fail-late")
    assert response.status_code == 500
    assert "Something went wrong here" in response.get_data(as_text=True)
    assert log
    assert "Шевченко" not in response.get_data(as_text=True) + "".join(log)


def test_when_not_even_the_error_page_can_be_made_a_plain_sentence_is_sent(failing: Flask, log: list[str]) -> None:
    asset = failing.jinja_env.globals["asset"]
    response = english(failing).get("/gone")
    failing.jinja_env.globals["asset"] = asset
    assert response.status_code == 500
    assert response.content_type.startswith("text/plain")
    assert "Something went wrong here." in response.get_data(as_text=True)
    assert "Шевченко" not in response.get_data(as_text=True) + "".join(log)


def test_a_form_without_its_token_is_refused_with_advice(failing: Flask) -> None:
    failing.config["WTF_CSRF_ENABLED"] = True
    response = english(failing).post("/fail-late")
    assert response.status_code == 400
    assert "This form has expired" in response.get_data(as_text=True)


def test_the_api_answers_errors_as_json(failing: Flask) -> None:
    response = failing.test_client().get("/api/v1/nowhere")
    assert response.status_code == 404
    assert response.get_json()["error"]["status"] == 404
