"""Progress of long work: what reports it, and the bar that shows it on a terminal."""

from __future__ import annotations

import sys
from contextlib import contextmanager
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Iterator


class Progress(Protocol):
    """Whoever wants to hear how far long work has come; see :func:`matcher.link`."""

    def __call__(self, stage: str, done: int, total: int, /) -> None:
        """Take note that `done` of the `total` steps of a stage are finished."""


def silent(_stage: str, _done: int, _total: int, /) -> None:
    """Take no note of anything."""


@contextmanager
def progress_bar(*, quiet: bool = False) -> Iterator[Progress]:
    """Show a bar on standard error while the block runs, if a person is there to see it.

    Parameters
    ----------
    quiet
        Show nothing even on a terminal.

    Yields
    ------
    Progress
        What to hand to the work; it does nothing where standard error is no terminal.
    """
    if quiet or not sys.stderr.isatty():
        yield silent
        return
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn, TimeElapsedColumn
    from rich.progress import Progress as Bar

    columns = (TextColumn("{task.description:<28}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Bar(*columns, console=Console(stderr=True), transient=True) as bar:
        task = bar.add_task("reading", total=None)
        current = ""

        def show(stage: str, done: int, total: int, /) -> None:
            nonlocal current
            if stage != current:
                current = stage
                bar.reset(task, description=stage)
            # A stage of one step has no length worth showing: the bar only moves.
            bar.update(task, completed=done, total=total if total > 1 else None)

        yield show
