"""A whole office for the browser tests: ``matcher serve`` in processes of its own, as a user would start it."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import sys
import threading
import time
from contextlib import contextmanager, suppress
from pathlib import Path
from queue import Empty, Queue
from typing import TYPE_CHECKING, Self

from web.database import Database

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping
    from types import TracebackType

ROOT = Path(__file__).parents[3]
START_SECONDS = 60
WAIT_SECONDS = 60
_LOOK_EVERY = 0.01  # seconds


def eventually(what: str, found: Callable[[], bool], seconds: float = WAIT_SECONDS) -> None:
    """Wait until something is so.

    Raises
    ------
    AssertionError
        If it is not so in time; says what was waited for.
    """
    end = time.monotonic() + seconds
    while not found():
        assert time.monotonic() < end, f"Waited {seconds} seconds in vain: {what}"
        time.sleep(_LOOK_EVERY)


class Office:
    """The application, its worker and its database, from start to stop.

    Parameters
    ----------
    data
        Folder for the SQLite file and the secret key.
    database_url
        A PostgreSQL database instead of the SQLite file.
    arguments
        Further arguments of ``matcher serve``.
    settings
        Settings beyond the usual ones, as the environment has them: ``{"MATCHER_LEASE_SECONDS": "2"}``.
    """

    def __init__(
        self,
        data: Path,
        database_url: str = "",
        arguments: tuple[str, ...] = (),
        settings: Mapping[str, str] | None = None,
    ) -> None:
        self._data = data
        self._arguments = arguments
        self._environment = {key: value for key, value in os.environ.items() if not key.startswith("MATCHER_")}
        self._environment.pop("DATABASE_URL", None)
        self._environment["PYTHONUNBUFFERED"] = "1"
        self._environment["MATCHER_RATE_LIMIT"] = "100000 per minute"
        self._environment["MATCHER_SIGN_IN_LIMIT"] = "100000 per minute"
        self._environment |= settings or {}
        if database_url:
            self._environment["DATABASE_URL"] = database_url
        self._process: subprocess.Popen[str] | None = None
        self.database = Database(database_url or f"sqlite:///{data / 'office.db'}")
        self.lines: list[str] = []
        self.address = ""
        self.setup_code = ""

    def __enter__(self) -> Self:
        try:
            self.start()
        except BaseException:
            self.stop()
            raise
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        self.database.close()

    def start(self, port: int = 0) -> None:
        """Start, and wait until pages are answered."""
        data = () if "--demo" in self._arguments else ("--data", str(self._data))
        command = [sys.executable, "-m", "matcher", "serve", "--port", str(port), *data, *self._arguments]
        self._process = subprocess.Popen(
            command, env=self._environment, cwd=ROOT, text=True, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
        )
        said: Queue[str] = Queue()
        threading.Thread(target=self._listen, args=(self._process, said), daemon=True).start()
        end = time.monotonic() + START_SECONDS
        while time.monotonic() < end:
            try:
                line = said.get(timeout=1)
            except Empty:
                assert self._process.poll() is None, "\n".join(self.lines)
                continue
            address = re.search(r"Open (http://[\w.:]+)", line)
            if address:
                self.address = address[1]
            code = re.search(r"enter this code: (\S+)", line)
            if code:
                self.setup_code = code[1]
            if "Ctrl-C" in line:
                return
        raise AssertionError("The application did not start:\n" + "\n".join(self.lines))

    def _listen(self, process: subprocess.Popen[str], said: Queue[str]) -> None:
        assert process.stdout is not None
        with process.stdout, suppress(ValueError):
            for line in process.stdout:
                self.lines.append(line.rstrip())
                said.put(line)

    @property
    def port(self) -> int:
        """Port of the pages."""
        return int(self.address.rpartition(":")[2])

    def workers(self) -> list[int]:
        """Process numbers of the running workers."""
        assert self._process is not None
        found = []
        for folder in Path("/proc").iterdir():
            if folder.name.isdigit():
                with suppress(OSError):
                    parent = re.search(r"^PPid:\s+(\d+)", (folder / "status").read_text(), re.MULTILINE)
                    words = (folder / "cmdline").read_bytes().split(b"\0")
                    if parent and int(parent[1]) == self._process.pid and b"worker" in words:
                        found.append(int(folder.name))
        return found

    def worker(self) -> int:
        """Process number of the one worker, as soon as it runs."""
        eventually("one worker runs", lambda: len(self.workers()) == 1)
        return self.workers()[0]

    @contextmanager
    def without_work(self) -> Iterator[None]:
        """Let the worker stand still for a while, so that a page can be looked at before its work is done."""
        worker = self.worker()
        os.kill(worker, signal.SIGSTOP)
        try:
            yield
        finally:
            os.kill(worker, signal.SIGCONT)

    def kill(self) -> None:
        """Kill the pages' process at once, as a power cut does; the worker is on its own then."""
        assert self._process is not None
        self._process.kill()
        self._process.wait()
        self._process = None

    def restart(self) -> None:
        """Start again under the same address."""
        self.start(self.port)

    def stop(self) -> int | None:
        """Stop as a service manager does, if it runs; return how it ended."""
        if self._process is None:
            return None
        self._process.send_signal(signal.SIGTERM)
        try:
            ended = self._process.wait(timeout=20)
        except subprocess.TimeoutExpired:
            self._process.kill()
            ended = self._process.wait()
        self._process = None
        return ended


def is_alive(process: int) -> bool:
    """Tell whether a process runs; one that ended and that nobody has asked after yet does not."""
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state not in {"Z", "X"}


def chromium() -> str | None:
    """Return the system's chromium, if there is one."""
    return next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
