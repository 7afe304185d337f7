"""Somebody at the real server without a browser: sends now and reads the answer later, as two people at once do."""

from __future__ import annotations

import http.client
import re
from dataclasses import dataclass
from html import unescape
from typing import TYPE_CHECKING, Self
from urllib.parse import urlencode, urlsplit

from tests.web.browser.furnishing import PASSWORD

if TYPE_CHECKING:
    from tests.web.browser.office import Office

_HIDDEN = re.compile(r'<input[^>]*\bname="(?P<name>[^"]+)"[^>]*\bvalue="(?P<value>[^"]*)"')


@dataclass(frozen=True)
class Answer:
    """What the server says."""

    status: int
    text: str

    def hidden(self, name: str) -> str:
        """Return the value of a field that the page carries along."""
        found = {match["name"]: unescape(match["value"]) for match in _HIDDEN.finditer(self.text)}
        return found[name]


class Visitor:
    """A signed-in user.

    Parameters
    ----------
    office
        Where; asked for its address anew each time, for it may be started again.
    login
        Who.
    """

    def __init__(self, office: Office, login: str) -> None:
        self._office = office
        self._cookie = ""
        self._connection: http.client.HTTPConnection | None = None
        token = self.get("/sign-in").hidden("csrf_token")
        self.send("/sign-in", {"csrf_token": token, "login": login, "password": PASSWORD})
        assert self.answer().status == 303

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        if self._connection is not None:
            self._connection.close()

    def get(self, path: str) -> Answer:
        """Open a page."""
        self._begin("GET", path)
        return self.answer()

    def send(self, path: str, fields: dict[str, str]) -> None:
        """Send a form, and do not wait for the answer."""
        self._begin("POST", path, urlencode(fields))

    def _begin(self, method: str, path: str, body: str = "") -> None:
        if self._connection is not None:
            self._connection.close()
        self._connection = http.client.HTTPConnection(urlsplit(self._office.address).netloc, timeout=60)
        headers = {"Cookie": self._cookie, "Content-Type": "application/x-www-form-urlencoded"}
        self._connection.request(method, path, body, headers)

    def answer(self) -> Answer:
        """Read what the server says to what was sent."""
        assert self._connection is not None
        response = self._connection.getresponse()
        for cookie in response.headers.get_all("Set-Cookie") or []:
            self._cookie = cookie.split(";")[0]
        return Answer(response.status, response.read().decode())
