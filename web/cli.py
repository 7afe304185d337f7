"""The commands that start and look after the application; they join the command line ``matcher`` as a plug-in."""

from __future__ import annotations

import datetime as dt
import logging
import os
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from matcher.errors import InputError
from web.config import Config, kept_secret, load_config

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from web.database import Database
    from web.models import User

LOOPBACK = frozenset({"127.0.0.1", "localhost"})


def _data_option(command: Callable[..., Any]) -> Callable[..., Any]:
    return click.option(
        "--data",
        type=click.Path(file_okay=False, path_type=Path),
        envvar="MATCHER_DATA",
        help="Folder of the embedded database and the secret key; one in your home by default.",
    )(command)


def settings(data: Path | None, **given: Any) -> Config:
    """Return the settings of a command, with an SQLite file in the data folder where no DATABASE_URL is set."""
    config = load_config(**given)
    folder = data or Path(click.get_app_dir("family-matcher"))
    if not config.database_url or not config.secret_key:
        try:
            folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        except OSError as error:
            raise InputError(f"The data folder cannot be made: {error.strerror}.") from None
    if not config.database_url:
        config = replace(config, database_url=f"sqlite:///{folder.resolve() / 'office.db'}")
    if not config.secret_key:
        config = replace(config, secret_key=kept_secret(folder))
    return config


def ready_database(config: Config) -> Database:
    """Open the database and bring its schema up to date.

    Raises
    ------
    InputError
        If it cannot be reached; the message does not quote its address, which may hold a password.
    """
    from sqlalchemy.exc import ArgumentError, DBAPIError

    from web.database import Database
    from web.migrate import upgrade

    try:
        database = Database(config.database_url)
        upgrade(database)
    except DBAPIError as error:
        raise InputError(f"The database cannot be used: {type(error.orig).__name__}.") from None
    except (ImportError, ValueError, ArgumentError) as error:
        raise InputError(f"DATABASE_URL is not understood: {type(error).__name__}.") from None
    return database


@click.command()
@_data_option
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option("--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to listen on.")
@click.option(
    "--tls-proxy",
    is_flag=True,
    help="A reverse proxy with TLS stands in front: send cookies over TLS only and believe its X-Forwarded headers.",
)
@click.option("--plain-http", is_flag=True, help="Serve other machines without TLS; everybody there may listen.")
@click.option("--threads", type=click.IntRange(1, 64), default=8, show_default=True, help="Requests at a time.")
@click.option("--admin", metavar="LOGIN", help="Create this administrator if there is no user; asks for the password.")
@click.option("--demo", is_flag=True, help="Show the application with invented people, in a folder that is deleted.")
@click.option("--no-worker", is_flag=True, help="Do not start a worker; `matcher worker` runs elsewhere.")
def serve(**options: Any) -> None:
    """Start the caseworkers' application.

    Without any setting it keeps everything in one file on this machine and answers this machine's browser
    only. With DATABASE_URL it runs on PostgreSQL. The first start prints a code with which the first
    administrator is created in the browser.

    \b
    Examples:
      matcher serve
      matcher serve --demo
      DATABASE_URL=postgresql://office@db/office matcher serve --host 0.0.0.0 --tls-proxy
    """
    from web import serving

    _log_to_terminal()
    serving.serve(
        serving.Options(
            host=options["host"],
            port=options["port"],
            threads=options["threads"],
            tls_proxy=options["tls_proxy"],
            plain_http=options["plain_http"],
            admin=options["admin"] or "",
            worker=not options["no_worker"],
            demo=options["demo"],
            data=options["data"],
        )
    )


@click.command()
@_data_option
@click.option("--stop-with-stdin", is_flag=True, hidden=True)
def worker(*, data: Path | None, stop_with_stdin: bool) -> None:
    """Do the long work of the application: loading lists and matching them.

    `matcher serve` starts one by itself. Start more, or start them on other machines, where the work of
    several lists should go on at once; they share it through the database.
    """
    from web.worker import run_until_stopped

    _log_to_terminal()
    config = settings(data)
    lease = dt.timedelta(seconds=config.lease_seconds)
    run_until_stopped(ready_database(config), watch_stdin=stop_with_stdin, lease=lease)


@click.group()
def admin() -> None:
    """Look after the application: schema, users, audit trail."""


@admin.command()
@_data_option
def migrate(*, data: Path | None) -> None:
    """Bring the database's schema up to date; `serve` and `worker` do it when they start."""
    ready_database(settings(data)).close()
    click.echo("The schema is up to date.")


@admin.command("add-user")
@_data_option
@click.argument("login")
@click.option("--name", default="", help="The name that others see.")
@click.option(
    "--role",
    type=click.Choice(["viewer", "caseworker", "reviewer", "supervisor", "administrator", "auditor"]),
    required=True,
    help="What the user is in the office.",
)
def add_user(*, data: Path | None, login: str, name: str, role: str) -> None:
    """Create a user; asks for a password, which the user must change at the first sign-in."""
    from web.accounts.users import create_user
    from web.permissions import Role

    database, password = ready_database(settings(data)), asked_password()
    with database.transaction() as session:
        user = create_user(session, login=login, name=name, role=Role(role), password=password, must_change=True)
        at_terminal(session, "user.create", user)
    click.echo(f"Created: {login}.")


@admin.command("reset-password")
@_data_option
@click.argument("login")
def reset_password(*, data: Path | None, login: str) -> None:
    """Give a user a new password; sessions, tokens for programs and second factor of before are gone."""
    from web.accounts.users import reset_password as reset

    database, password = ready_database(settings(data)), asked_password()
    with database.transaction() as session:
        at_terminal(session, "user.reset_password", reset(session, login=login, password=password))
    click.echo(f"Reset: {login}.")


@admin.command("verify-audit")
@_data_option
@click.option("--expect", metavar="HASH", help="Hash of an entry noted earlier: it must still be in the chain.")
def verify_audit(*, data: Path | None, expect: str | None) -> None:
    """Verify the audit trail from its first entry; exits with 1 if it was tampered with.

    Note the last hash somewhere else from time to time: given back with --expect, it shows that the end of
    the trail was not cut off and written anew.
    """
    from web.audit import holds, verify

    database = ready_database(settings(data))
    with database.session() as session:
        found = verify(session)
        missing = expect is not None and not holds(session, expect)
    if found.broken_at is not None:
        click.echo(f"BROKEN at entry {found.broken_at}: it was changed, or entries before it were taken out or put in.")
        raise SystemExit(1)
    if missing:
        click.echo("BROKEN: the hash you expected is not in the trail; its end was cut off or written anew.")
        raise SystemExit(1)
    click.echo(f"{found.entries} entries, all whole. Last hash: {found.last_hash}")


def at_terminal(session: Session, action: str, user: User) -> None:
    """Enter into the audit trail what was done to a user from the terminal, by whoever may start programs there."""
    from web import audit

    audit.write(session, [audit.Note(action, "user", user.id, {"role": user.role.value})], None, "terminal")


def _log_to_terminal() -> None:
    logging.basicConfig(level=logging.INFO, format="%(asctime)s %(name)s: %(message)s")
    logging.getLogger("alembic").setLevel(logging.WARNING)


def asked_password() -> str:
    """Ask for a password twice, or take it from the environment where nobody can be asked.

    To be called outside of a transaction: on SQLite everybody else would wait for whoever types.
    """
    given = os.environ.get("MATCHER_PASSWORD")
    if given:
        return given
    answer: str = click.prompt("Password", hide_input=True, confirmation_prompt=True)
    return answer
