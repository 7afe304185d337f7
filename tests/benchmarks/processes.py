"""Fresh Python processes, so that no figure profits from what another run has loaded."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

ROOT = Path(__file__).parents[2]


def output_of(*arguments: str) -> str:
    """Run Python with these arguments at the repository's root and return what it prints.

    Linux counts the memory of the process that starts another one as the other's peak, so whoever measures memory
    with this must be small: nothing here imports pandas.
    """
    return subprocess.run([sys.executable, *arguments], cwd=ROOT, check=True, stdout=subprocess.PIPE, text=True).stdout


def result_of(module: str, *arguments: str) -> Any:
    """Run a module that prints one JSON value."""
    return json.loads(output_of("-m", module, *arguments))


def seconds_of(*arguments: str, repeats: int = 5) -> float:
    """Return the median time from starting Python with these arguments to its end."""
    times = []
    for _ in range(repeats):
        start = time.perf_counter()
        output_of(*arguments)
        times.append(time.perf_counter() - start)
    return statistics.median(times)


def import_seconds(module: str, repeats: int = 5) -> float:
    """Return the median time of importing a module in a process that has imported nothing else."""
    program = f"import time; start = time.perf_counter(); import {module}; print(time.perf_counter() - start)"
    return statistics.median(float(output_of("-c", program)) for _ in range(repeats))
