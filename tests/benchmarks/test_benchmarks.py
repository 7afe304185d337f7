"""The benchmark runs; how long anything takes is its own business."""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

import pytest

from tests.benchmarks.__main__ import main
from tests.benchmarks.linking import Stopwatch

if TYPE_CHECKING:
    from pathlib import Path


def test_the_benchmark_prints_every_figure(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("resource")  # Windows does not tell a process's peak memory this way
    main(["--released", "20", "--missing", "150", "--seed", "3"])
    text = capsys.readouterr().out
    assert text.startswith("20 released people × 150 reports, realistic rates, seed 3\n")
    for stage in ("reading", "comparing", "weighing rivals", "listing matches with evidence", "import matcher"):
        assert re.search(rf"^{stage} +\d+\.\d+ s$", text, re.MULTILINE), stage
    for figure in ("candidate pairs, ", "per second", "MB peak memory", "times the floor", "matcher --help"):
        assert figure in text


def test_a_stage_that_comes_back_is_counted_once_with_both_times() -> None:
    watch = Stopwatch()
    for stage in ("names", "dates", "names", ""):
        watch(stage, 0, 1)
    assert list(watch.seconds) == ["names", "dates"]
    assert all(taken >= 0 for taken in watch.seconds.values())


def test_the_benchmark_of_names_prints_both_kinds_of_lists(capsys: pytest.CaptureFixture[str]) -> None:
    pytest.importorskip("resource")
    main(["names", "--names", "300"])
    text = capsys.readouterr().out
    for line in ("words as often as in lists, one column", "no surname twice, three columns", r"patronymic \(usual\)"):
        assert re.search(rf"^{line} +[\d,]+ +[\d,]+", text, re.MULTILINE), line


def test_the_benchmark_of_parsing_prints_a_line_for_each_kind_of_name(capsys: pytest.CaptureFixture[str]) -> None:
    main(["parsing", "--names", "100"])
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == 19
    assert float(lines[1].split()[-4]) > 0.9  # first reading right, orders as people write them


def test_the_benchmark_of_scoring_prints_each_part_and_all_together(capsys: pytest.CaptureFixture[str]) -> None:
    main(["scoring", "--pairs", "3000"])
    text = capsys.readouterr().out
    for line in ("any two of a list, surname", "of candidate pairs, patronymic", "of candidate pairs, together"):
        assert re.search(rf"^{line} +[\d,]+ +[\d,]+ +[\d,]+ +\d+\.\d$", text, re.MULTILINE), line


def test_the_benchmark_of_the_application_lets_people_work_and_keeps_what_it_measured(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    pytest.importorskip("resource")
    results = tmp_path / "results.json"
    office = ["--reports", "150", "--lists", "2", "--people", "20", "--users", "5", "--trail", "200"]
    main(
        [
            "web",
            *office,
            "--seconds",
            "4",
            "--searches",
            "5",
            "--alone",
            "1",
            "--servers",
            "sqlite",
            "--results",
            str(results),
        ]
    )
    text = capsys.readouterr().out
    for job in ("load_reports +1", "load_list +2", "match_list +2"):
        assert re.search(rf"^{job} +\d+\.\d", text, re.MULTILINE), job
    for page in ("overview", "pair", "queue", "report", "find a person"):
        assert re.search(rf"^{page} +[\d,]+ +\d+ +\d+", text, re.MULTILINE), page
    assert "largest page: " in text
    figures = json.loads(results.read_text(encoding="utf-8"))["servers"]["sqlite"]
    statuses = {status for page in figures["without_thinking"]["pages"].values() for status in page["statuses"]}
    assert statuses <= {"200", "303", "409"}  # 409: somebody else decided on the same pair meanwhile
