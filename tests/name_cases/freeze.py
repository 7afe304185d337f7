"""Rewrite the frozen results and print recall per section: ``python -m tests.name_cases.freeze``."""

from __future__ import annotations

import sys

from tests.name_cases.results import compare_names, in_band, report, write_frozen
from tests.name_cases.table import TableError, read_cases


def main() -> int:
    """Freeze what the matcher says now."""
    try:
        cases = read_cases()
    except TableError as error:
        print(error, file=sys.stderr)  # noqa: T201 - a command
        return 2
    results = [(case, compare_names(case.left, case.right)) for case in cases]
    write_frozen(results)
    for case, result in results:
        if not in_band(case, result):
            print(  # noqa: T201
                f"outside its band: {result.weight:6.1f} {case.grade} [{case.section}] "
                f"{case.written_left} | {case.written_right} ({', '.join(result.levels)})"
            )
    print(report(results))  # noqa: T201
    return 0


if __name__ == "__main__":
    sys.exit(main())
