"""Serving: the pages on waitress, the worker beside them, the first start, the demonstration."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from contextlib import ExitStack, contextmanager, suppress
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

import click
from sqlalchemy import func, select

from matcher.errors import InputError
from web.accounts.setup import setup_code
from web.application import create_app
from web.cli import LOOPBACK, ready_database, settings
from web.models import User
from web.permissions import Role

if TYPE_CHECKING:
    from collections.abc import Iterator

    from flask import Flask
    from waitress.server import BaseWSGIServer

    from web.config import Config
    from web.database import Database

RESTART_PAUSE = 2.0  # seconds before a worker that died is started again


@dataclass(frozen=True, slots=True)
class Options:
    """What ``matcher serve`` was asked; see its help."""

    host: str
    port: int
    threads: int
    tls_proxy: bool
    plain_http: bool
    admin: str
    worker: bool
    demo: bool
    data: Path | None


def serve(options: Options) -> None:
    """Serve until interrupted by Ctrl-C or, as service managers do it, by SIGTERM.

    Raises
    ------
    InputError
        If the options contradict each other, or the address cannot be listened on.
    """
    _check(options)
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt), ExitStack() as stack:
        data = options.data
        if options.demo:
            data = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="family-matcher-demo-")))
        config = _config(options, data)
        database = ready_database(config)
        if options.demo:
            from web.demo.people import fill

            click.echo("Filling the demonstration with invented people …")
            fill(database)
        elif options.admin:
            _first_administrator(database, options.admin)
        server = _server(create_app(config), options)
        stack.callback(server.close)
        if options.worker:
            stack.enter_context(_worker(config))
        _welcome(config, database, options, server.effective_port)
        threading.Thread(target=_warm_up, args=(database,), daemon=True).start()
        server.run()


def _warm_up(database: Database) -> None:
    """Read the core's tables and what the last run learnt, so that the first search does not wait for them."""
    from matcher import Person, describe_name, from_persons, rank
    from web.matching.references import latest_reference

    person = Person(full_name="Шевченко Тарас Григорович")
    describe_name(person.full_name)
    with database.session() as session:
        rank(person, from_persons([person]), latest_reference(session))
    database.close()


def _check(options: Options) -> None:
    local = options.host in LOOPBACK
    if options.demo and not local:
        raise InputError("The demonstration lets everybody in, so it listens on this machine only; leave out --host.")
    if options.demo and options.data:
        raise InputError("The demonstration keeps nothing: --demo and --data do not go together.")
    if options.tls_proxy and options.plain_http:
        raise InputError("Choose one of --tls-proxy and --plain-http.")
    if not local and not options.tls_proxy and not options.plain_http:
        raise InputError(
            "Other machines must reach this program through TLS. Put a reverse proxy in front and give --tls-proxy, "
            "or give --plain-http if you know that nobody else can listen on this network."
        )


def _config(options: Options, data: Path | None) -> Config:
    given = {"demo": True, "database_url": "", "secret_key": ""} if options.demo else {}
    config = settings(data, **given)
    here_only = options.host in LOOPBACK and not options.tls_proxy
    return replace(
        config,
        secure_cookies=options.tls_proxy,
        proxies=max(config.proxies, 1) if options.tls_proxy else 0,
        # no other site's name may lead here, as it could if somebody's name server said so
        hosts="localhost,127.0.0.1" if here_only else config.hosts,
    )


def _first_administrator(database: Database, login: str) -> None:
    from web.accounts.users import create_user
    from web.cli import asked_password, at_terminal

    with database.session() as session:
        if session.scalar(select(func.count()).select_from(User)):
            click.echo("There are users already: no administrator was created.")
            return
    password = asked_password()
    with database.transaction() as session:
        user = create_user(
            session, login=login, name=login, role=Role.ADMINISTRATOR, password=password, must_change=False
        )
        at_terminal(session, "user.create", user)
    click.echo(f"Created the administrator {login}.")


def _server(app: Flask, options: Options) -> BaseWSGIServer:
    from waitress import create_server

    try:
        return create_server(
            app,
            host=options.host,
            port=options.port,
            threads=options.threads,
            ident="",  # says nothing about itself
            clear_untrusted_proxy_headers=not options.tls_proxy,  # the application counts how many proxies it believes
            max_request_body_size=app.config["MAX_CONTENT_LENGTH"],
        )
    except OSError as error:
        raise InputError(f"Port {options.port} cannot be used: {error.strerror}; choose another with --port.") from None


@contextmanager
def _worker(config: Config) -> Iterator[None]:
    """Keep a worker process running; it stops when this process ends, however that happens."""
    stopping = threading.Event()
    environment = {**os.environ, "DATABASE_URL": config.database_url, "MATCHER_SECRET_KEY": config.secret_key}
    running: list[subprocess.Popen[bytes]] = []

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", "matcher", "worker", "--stop-with-stdin"]
        return subprocess.Popen(command, stdin=subprocess.PIPE, env=environment)  # noqa: S603  our own program

    def watch() -> None:
        while not stopping.is_set():
            running[0].wait()
            if stopping.is_set():
                return
            click.echo("The worker ended unexpectedly; starting it again.", err=True)
            time.sleep(RESTART_PAUSE)
            if not stopping.is_set():
                running[0] = start()

    running.append(start())
    threading.Thread(target=watch, daemon=True).start()
    try:
        yield
    finally:
        stopping.set()
        process = running[0]
        process.terminate()
        try:
            process.wait(timeout=10)
        except subprocess.TimeoutExpired:
            process.kill()


def _welcome(config: Config, database: Database, options: Options, port: int) -> None:
    """Say where the application is and what to do first."""
    address = f"http://{'localhost' if options.host in LOOPBACK else options.host}:{port}"
    with database.session() as session:
        users = session.scalar(select(func.count()).select_from(User))
    if options.demo:
        click.echo(f"Open {address}/matches and choose who you are. Everything is deleted when you stop this program.")
    elif users:
        click.echo(f"Open {address}")
    else:
        code = setup_code(config.secret_key)
        click.echo(f"There is no user yet. Open {address}/first-start and enter this code: {code}")
    if not options.demo and database.is_sqlite:
        click.echo(f"Data: {database.engine.url.database}")
    if options.plain_http and options.host not in LOOPBACK:
        click.echo("WARNING: without TLS, passwords and names cross the network in the open.", err=True)
    elif options.tls_proxy:
        click.echo("Cookies are sent over TLS only: signing in works through the proxy, not on this port directly.")
    click.echo("Stop with Ctrl-C.")
