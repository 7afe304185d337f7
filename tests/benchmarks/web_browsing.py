"""Browsers for the load run: they sign in once, keep their cookie and connection, and note how long each page took."""

from __future__ import annotations

import html
import re
import threading
import time
from dataclasses import dataclass, field
from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlencode, urlsplit

if TYPE_CHECKING:
    import random
    from collections.abc import Sequence

PATIENCE = 60  # seconds after which a page counts as failed
_HIDDEN = re.compile(r'<input[^>]*name="(csrf_token|seen|blind)"[^>]*value="([^"]*)"')
_DECISION = re.compile(r'<form method="post" action="(/matches/\d+/decide[^"]*)".*?</form>', re.DOTALL)
_LOADED = re.compile(r'(?:<link[^>]+href|<(?:script|img)[^>]+src)="(/static/[^"]+)"')


@dataclass(frozen=True, slots=True)
class Answer:
    """What came back for one request.

    Attributes
    ----------
    page
        Which page of the application it was.
    status, seconds, size
        Status, time from sending to the last byte, bytes of the body.
    text
        The body.
    leads_to
        Path that a redirect names.
    """

    page: str
    status: int
    seconds: float
    size: int
    text: str = ""
    leads_to: str = ""


@dataclass(slots=True)
class Browser:
    """One browser on one connection.

    Attributes
    ----------
    port
        Of the application, on this machine.
    """

    port: int
    _cookie: str = ""
    _connection: HTTPConnection | None = None

    def get(self, page: str, path: str) -> Answer:
        """Load a page."""
        return self._ask(page, "GET", path, None)

    def post(self, page: str, path: str, fields: dict[str, str]) -> Answer:
        """Send a form; redirects are not followed."""
        return self._ask(page, "POST", path, urlencode(fields).encode())

    def sign_in(self, login: str, password: str) -> None:
        """Sign in through the page, as a person does."""
        token = hidden(self.get("sign-in", "/sign-in").text)["csrf_token"]
        answer = self.post("sign-in", "/sign-in", {"csrf_token": token, "login": login, "password": password})
        if answer.status != 303:
            raise RuntimeError(f"Signing in was answered with {answer.status}.")

    def close(self) -> None:
        """Close the connection."""
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _ask(self, page: str, method: str, path: str, body: bytes | None) -> Answer:
        if self._connection is None:
            self._connection = HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        headers = {"Cookie": self._cookie} if self._cookie else {}
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        start = time.perf_counter()
        try:
            self._connection.request(method, path, body, headers)
            response = self._connection.getresponse()
            content = response.read()
        except OSError:
            self.close()
            return Answer(page, 0, time.perf_counter() - start, 0)
        taken = time.perf_counter() - start
        for cookie in response.headers.get_all("Set-Cookie") or ():
            self._cookie = cookie.partition(";")[0]
        to = urlsplit(response.headers.get("Location", ""))
        leads_to = f"{to.path}?{to.query}" if to.query else to.path
        return Answer(page, response.status, taken, len(content), content.decode(errors="replace"), leads_to)


@dataclass(slots=True)
class Noted:
    """What all browsers noted, safe to add to from several threads."""

    answers: list[Answer] = field(default_factory=list)
    largest: dict[str, Answer] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, answer: Answer) -> Answer:
        """Note an answer, and its body only if it is the page's largest so far."""
        with self._lock:
            self.answers.append(Answer(answer.page, answer.status, answer.seconds, answer.size))
            if answer.size > self.largest.get(answer.page, _NOTHING).size:
                self.largest[answer.page] = answer
        return answer


_NOTHING = Answer("", 0, 0.0, -1)


def hidden(text: str) -> dict[str, str]:
    """Return the hidden fields of a page's forms that go back with what is typed."""
    return {name: html.unescape(value) for name, value in _HIDDEN.findall(text)}


def decision_form(text: str) -> tuple[str, dict[str, str]] | None:
    """Return where a pair page's decision is sent to and its hidden fields; None if there is nothing to decide."""
    found = _DECISION.search(text)
    return None if found is None else (html.unescape(found[1]), hidden(found[0]))


def numbers_in(text: str, before: str) -> list[int]:
    """Return the numbers in a page's links that begin with a path."""
    return [int(number) for number in re.findall(rf'href="{before}(\d+)[?"]', text)]


def loaded_by(text: str) -> set[str]:
    """Return the paths of styles, scripts and pictures that a page loads."""
    return {html.unescape(path) for path in _LOADED.findall(text)}


def think(chance: random.Random, seconds: float) -> None:
    """Wait as somebody who reads: half as long to half as long again."""
    if seconds:
        time.sleep(chance.uniform(0.5, 1.5) * seconds)


def quantile(values: Sequence[float], share: float) -> float:
    """Return the value below which a share of values lies; the nearest one above."""
    ordered = sorted(values)
    return ordered[min(int(share * len(ordered)), len(ordered) - 1)]
