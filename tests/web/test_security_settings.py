"""How it is started: the demonstration stays a demonstration, files are private, proxies are believed only if asked."""

from __future__ import annotations

import http.client
import stat
import threading
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import request
from sqlalchemy import text

from matcher.errors import InputError
from web import serving
from web.access import public
from web.application import create_app
from web.config import Config, kept_secret, load_config
from web.database import Base, Database

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask

OPTIONS = serving.Options(
    host="127.0.0.1",
    port=0,
    threads=1,
    tls_proxy=False,
    plain_http=False,
    admin="",
    worker=False,
    demo=False,
    data=None,
)


def test_neither_the_environment_nor_the_settings_file_turns_an_office_into_a_demonstration(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MATCHER_DEMO", "1")
    assert load_config().demo is False
    settings = tmp_path / "settings.toml"
    settings.write_text("demo = true\n", encoding="utf-8")
    monkeypatch.setenv("MATCHER_SETTINGS", str(settings))
    with pytest.raises(InputError, match="unknown setting: demo"):
        load_config()


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.7", "office.example"])
def test_the_demonstration_listens_on_this_machine_only(host: str) -> None:
    with pytest.raises(InputError, match="this machine only"):
        serving._check(replace(OPTIONS, demo=True, host=host))
    with pytest.raises(InputError, match="do not go together"):
        serving._check(replace(OPTIONS, demo=True, data=Path("/srv/office")))


def test_the_demonstration_does_not_run_on_a_database_server() -> None:
    with pytest.raises(InputError, match="never runs on a database server"):
        create_app(Config(database_url="postgresql://office@db/office", secret_key="x" * 40, demo=True))


def test_the_demonstration_takes_no_database_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("DATABASE_URL", "postgresql://office@db/office")
    config = serving._config(replace(OPTIONS, demo=True), tmp_path)
    assert config.demo
    assert config.database_url == f"sqlite:///{tmp_path / 'office.db'}"


def test_without_the_demonstration_nobody_signs_in_by_choosing_who_they_are(app: Flask) -> None:
    assert app.test_client().post("/demo/sign-in", data={"login": "petro"}).status_code in {404, 405}


def test_more_proxies_than_one_are_believed_where_the_settings_say_so(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("MATCHER_PROXIES", "2")
    assert serving._config(replace(OPTIONS, tls_proxy=True), tmp_path).proxies == 2
    assert serving._config(OPTIONS, tmp_path).proxies == 0
    monkeypatch.delenv("MATCHER_PROXIES")
    assert serving._config(replace(OPTIONS, tls_proxy=True), tmp_path).proxies == 1


def test_a_secret_key_that_can_be_guessed_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MATCHER_SECRET_KEY", "secret")
    with pytest.raises(InputError, match="at least 32 characters"):
        load_config()


def test_the_files_of_an_office_are_readable_by_nobody_else(tmp_path: Path) -> None:
    (tmp_path / "shared").mkdir(mode=0o755)
    file = tmp_path / "shared" / "office.db"
    database = Database(f"sqlite:///{file}")
    with database.transaction() as own:
        own.execute(text("CREATE TABLE people (name TEXT)"))
        rights = {each.name: stat.S_IMODE(each.stat().st_mode) for each in file.parent.iterdir()}
    database.close()
    assert rights["office.db"] == 0o600
    assert set(rights.values()) == {0o600}, rights
    assert len(kept_secret(tmp_path)) >= 64
    assert stat.S_IMODE((tmp_path / "secret.key").stat().st_mode) == 0o600


@contextmanager
def served(app: Flask, options: serving.Options) -> Iterator[int]:
    """Serve as ``matcher serve`` does; the port."""
    server = serving._server(app, options)

    def run() -> None:
        with suppress(OSError):  # it waits at a socket that is closed below
            server.run()

    thread = threading.Thread(target=run, daemon=True)
    thread.start()
    try:
        yield int(server.effective_port)
    finally:
        server.close()
        thread.join(timeout=5)


@pytest.mark.parametrize("behind_a_proxy", [True, False])
def test_what_a_proxy_says_is_believed_only_where_there_is_one(tmp_path: Path, behind_a_proxy: bool) -> None:  # noqa: FBT001
    options = replace(OPTIONS, tls_proxy=behind_a_proxy)
    given = Config(database_url=f"sqlite:///{tmp_path / 'office.db'}", secret_key="x" * 40)
    config = replace(given, proxies=int(behind_a_proxy), secure_cookies=behind_a_proxy)
    app = create_app(config)
    Base.metadata.create_all(app.extensions["database"].engine)
    app.add_url_rule("/who", "who", public(lambda: {"from": request.remote_addr, "scheme": request.scheme}))
    with served(app, options) as port:
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
        headers = {"X-Forwarded-For": "198.51.100.9, 203.0.113.5", "X-Forwarded-Proto": "https"}
        connection.request("GET", "/who", headers=headers)
        answer = connection.getresponse()
        seen = answer.read().decode()
        connection.close()
    assert ("203.0.113.5" in seen) is behind_a_proxy
    assert "198.51.100.9" not in seen, "what the visitor said about themselves"
    assert ('"https"' in seen) is behind_a_proxy
    assert answer.headers.get("Server") in {None, ""}
    assert ("Strict-Transport-Security" in answer.headers) is behind_a_proxy
    app.extensions["database"].close()


@pytest.mark.parametrize("secure", [True, False])
def test_the_cookie_is_out_of_reach_of_scripts_and_of_other_sites(tmp_path: Path, secure: bool) -> None:  # noqa: FBT001
    config = Config(
        database_url=f"sqlite:///{tmp_path / 'office.db'}", secret_key="x" * 40, secure_cookies=secure, rate_limit=""
    )
    app = create_app(config)
    Base.metadata.create_all(app.extensions["database"].engine)
    cookie = app.test_client().get("/first-start").headers["Set-Cookie"]
    assert cookie.startswith("__Host-office=" if secure else "office=")
    assert {"HttpOnly", "Path=/", "SameSite=Lax"} <= {part.strip() for part in cookie.split(";")}
    assert ("Secure" in cookie) is secure
    assert "Domain" not in cookie
    assert "Expires" not in cookie, "it ends with the browser"
    app.extensions["database"].close()
