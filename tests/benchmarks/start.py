"""Import the package, compare two people, compare them once more; print as JSON what each step took."""

from __future__ import annotations

import time

_PAIR = ("Шевченко Тарас Григорович", "Schewtschenko Taras")
Times = dict[str, dict[str, float]]


def main() -> None:
    """Measure; nothing else is imported before."""
    steps: Times = {}
    clock = time.process_time(), time.perf_counter()

    import matcher

    one, other = (matcher.Person(full_name=name) for name in _PAIR)
    compare = matcher.compare
    clock = _passed(steps, "import", clock)
    compare(one, other)
    clock = _passed(steps, "first comparison", clock)
    steps["import and first comparison"] = {
        kind: steps["import"][kind] + steps["first comparison"][kind] for kind in ("cpu", "wall")
    }
    compare(one, other)
    _passed(steps, "the same once more", clock)

    import json
    import sys

    sys.stdout.write(json.dumps(steps))


def _passed(steps: Times, step: str, clock: tuple[float, float]) -> tuple[float, float]:
    now = time.process_time(), time.perf_counter()
    steps[step] = {"cpu": now[0] - clock[0], "wall": now[1] - clock[1]}
    return now


if __name__ == "__main__":
    main()
