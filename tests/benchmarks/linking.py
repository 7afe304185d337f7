"""Read and link two lists once, and print as JSON how long each stage took and how much memory the process needed."""

from __future__ import annotations

import json
import sys
import time

import click


class Stopwatch:
    """Seconds per stage; the progress that :func:`matcher.link` reports says where one ends and the next begins."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = {}
        self._stage = ""
        self._start = 0.0

    def __call__(self, stage: str, _done: int = 0, _total: int = 0, /) -> None:
        """Begin a stage; one that comes back, as for the second list, goes on."""
        now = time.perf_counter()
        if self._stage:
            self.seconds[self._stage] = self.seconds.get(self._stage, 0.0) + now - self._start
        self._stage, self._start = stage, now


def peak_memory() -> float:
    """Return the peak memory of this process in MB (10⁶ bytes)."""
    import resource  # not on Windows

    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak / 1e6 if sys.platform == "darwin" else peak * 1024 / 1e6  # Linux counts in KiB


def main(released_path: str, missing_path: str) -> None:
    """Link the two lists and print the figures."""
    watch = Stopwatch()
    watch("loading libraries")
    from matcher.intake import read
    from matcher.linkage import link

    watch("reading")
    released, missing = read(released_path), read(missing_path)
    watch("loading the model")
    linkage = link(released, missing, progress=watch)
    watch("listing matches with evidence")
    matches = len(linkage.matches)
    watch("")
    figures = {
        "seconds": watch.seconds,
        "candidate_pairs": linkage.candidate_pairs,
        "matches": matches,
        "peak_memory": peak_memory(),
    }
    click.echo(json.dumps(figures))


if __name__ == "__main__":
    main(*sys.argv[1:])
