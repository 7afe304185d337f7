"""Bringing lists through the pages, as somebody at a browser does."""

from __future__ import annotations

import io
from typing import TYPE_CHECKING

import web.lists.loading
import web.matching.runs
from web import jobs

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask.testing import FlaskClient
    from werkzeug.test import TestResponse

    from tests.web.conftest import Signed
    from web.database import Database

    SignIn = Callable[..., Signed]

HANDLERS = (web.lists.loading, web.matching.runs)
"""Imported so that the work of their jobs is known."""

HEAD = "id;Прізвище;Ім'я;По батькові;Дата народження;Звання;Телефон\n"
FIRST = "R1;Шевчук;Тарас;Григорович;09.03.1984;солдат;050-1\n"
SECOND = "R2;Ґудзь;Мар'яна;Іванівна;21.05.1991;;050-2\n"
THIRD = "R3;Заєць;Ігор;Олегович;12.11.1979;;\n"
LIST = HEAD + FIRST + SECOND + THIRD


def bring(client: FlaskClient, content: str | bytes, url: str = "/lists/new") -> TestResponse:
    """Upload a file."""
    data = content.encode() if isinstance(content, str) else content
    sent = {"file": (io.BytesIO(data), "../Шевчук <b>.csv")}
    return client.post(url, data=sent, content_type="multipart/form-data")


def order(client: FlaskClient, content: str, **fields: str) -> TestResponse:
    """Upload a new list and ask for it to be loaded."""
    place = bring(client, content).location
    return client.post(place, data={"title": "First batch", "action": "load", **fields})


def reissue(client: FlaskClient, list_id: int, content: str) -> str:
    """Upload a corrected version; the address of the page that shows the differences."""
    return bring(client, content, f"/lists/{list_id}/correct").location


def work(database: Database) -> int:
    """Do all the work that waits; return how many jobs there were."""
    done = 0
    while claimed := jobs.claim(database):
        jobs.run(claimed)
        done += 1
    return done


def loaded(client: FlaskClient, database: Database, content: str = LIST, **fields: str) -> None:
    """Load a new list through the pages."""
    assert order(client, content, **fields).status_code == 303
    work(database)
