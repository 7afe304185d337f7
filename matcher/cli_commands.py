"""Commands that other packages add to the command line: they join by the entry point group ``matcher.commands``.

The core does not know them. It finds their names without importing anything, and imports a command when that one is
asked for, or the help lists it. A module of commands should therefore import little before one of them runs. What it
needs besides the core belongs to an extra of the distribution with the name of its package: ``web.cli`` to ``web``.
"""

from __future__ import annotations

from importlib.metadata import EntryPoint, entry_points
from typing import Any

import click

from matcher.errors import MatcherError

GROUP = "matcher.commands"


class MissingExtraError(MatcherError, ImportError):
    """A command whose libraries are not installed."""


class JoinedCommands(click.Group):
    """A group with commands of its own and those of other packages."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names of all commands, imported or not."""
        return sorted({*super().list_commands(ctx), *entry_points(group=GROUP).names})

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return a command; one whose libraries are missing says so when it runs."""
        own = super().get_command(ctx, cmd_name)
        if own is not None:
            return own
        found = _entry(cmd_name)
        return None if found is None else _joined(found)

    def invoke(self, ctx: click.Context) -> Any:
        """Run a command; if it finds out only now that a library is missing, say which extra brings it."""
        try:
            return super().invoke(ctx)
        except ModuleNotFoundError as error:
            found = _entry(ctx.invoked_subcommand or "")
            if found is None:
                raise
            raise _missing_extra(found, error) from None


def _entry(name: str) -> EntryPoint | None:
    return next(iter(entry_points(group=GROUP, name=name)), None)


def _joined(found: EntryPoint) -> click.Command:
    """Import a command of another package; one that cannot be imported becomes a command that says why."""
    try:
        command: click.Command = found.load()
    except ModuleNotFoundError as error:
        missing = _missing_extra(found, error)
        return click.Command(
            found.name,
            callback=lambda: _refuse(missing),
            short_help="(not installed)",
            add_help_option=False,
            context_settings={"ignore_unknown_options": True, "allow_extra_args": True},
        )
    return command


def _refuse(missing: MissingExtraError) -> None:
    raise missing


def _missing_extra(found: EntryPoint, error: ModuleNotFoundError) -> MissingExtraError:
    """Return what to tell whoever lacks a library; an error inside the package itself is raised again."""
    package = found.module.partition(".")[0]
    if (error.name or "").partition(".")[0] in {package, "matcher"}:
        raise error
    distribution = found.dist.name if found.dist is not None else "family-matcher"
    return MissingExtraError(
        f"The command {found.name} needs more than is installed ({error.name} is missing); "
        f"install it with: pip install '{distribution}[{package}]'"
    )
