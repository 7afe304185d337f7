"""The command line as somebody uses it: real files, real results, and one sentence for every mistake."""

import io
import json
import re
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner, Result

from matcher import __version__
from matcher.cli import main
from matcher.fields import FIELDS
from matcher.progress import progress_bar

FIXTURES = Path(__file__).parents[1] / "fixtures"
RELEASED, MISSING, TRUTH = (str(FIXTURES / name) for name in ("released.csv", "missing.csv", "truth.csv"))


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, list(arguments))


def refused(*arguments: str) -> str:
    """Run a command that must fail, and return what it says: one sentence, no traceback, status 2."""
    result = run(*arguments)
    assert result.exit_code == 2, result.output
    assert isinstance(result.exception, SystemExit)
    assert "Traceback" not in result.output
    assert result.stdout == ""
    (sentence,) = [line for line in result.stderr.splitlines() if line.startswith("Error: ")]
    return sentence.removeprefix("Error: ")


@pytest.fixture(scope="module")
def matches(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The small pair, linked once through the command line."""
    path = tmp_path_factory.mktemp("linked") / "matches.csv"
    result = run("link", RELEASED, MISSING, "-o", str(path), "--quiet")
    assert result.exit_code == 0, result.output
    assert result.output == ""
    return path


# ---- link


def test_link_writes_the_promised_columns_the_most_probable_first(matches: Path) -> None:
    table = pd.read_csv(matches)
    assert table.columns.tolist() == [
        "released_id",
        "missing_id",
        "probability",
        "weight",
        "band",
        "rank",
        "margin",
        "released_name",
        "released_birth_date",
        "missing_name",
        "missing_birth_date",
        "evidence",
    ]
    assert table["probability"].is_monotonic_decreasing
    assert table["probability"].min() >= 0.01
    assert set(table["band"]) <= {"strong", "possible", "weak"}


def test_link_tells_what_it_read_found_and_did_not_find(tmp_path: Path) -> None:
    result = run("link", RELEASED, MISSING, "-o", str(tmp_path / "matches.csv"))
    assert result.stdout == ""
    said = result.stderr
    assert "released.csv: 40 rows" in said
    assert "missing.csv: 200 rows" in said
    assert "birth_date" in said
    for words in (
        "candidate pairs of 8,000 possible",
        "strong",
        "possible",
        "weak",
        "without a report",
        "problems",
    ):
        assert words in said
    assert "confirmed" not in said.lower()


def test_link_without_a_file_gives_clean_csv_to_a_pipe(matches: Path) -> None:
    result = run("link", RELEASED, MISSING, "--quiet")
    assert result.stdout_bytes == matches.read_bytes().removeprefix(b"\xef\xbb\xbf")


def test_link_shows_people_a_table_that_fits_80_columns(matches: Path) -> None:
    result = run("link", RELEASED, MISSING, "--quiet", "--format", "table")
    assert result.exit_code == 0, result.output
    assert max(map(len, result.stdout.splitlines())) <= 80
    assert str(pd.read_csv(matches)["missing_id"].iloc[0]) in result.stdout
    assert "strong" in result.stdout


def test_link_keeps_at_most_k_reports_per_person_and_the_asked_probability(tmp_path: Path) -> None:
    path = tmp_path / "matches.json"
    run("link", RELEASED, MISSING, "-q", "-o", str(path), "--top", "1", "--min-probability", "0.5")
    rows = json.loads(path.read_text(encoding="utf-8"))
    assert rows
    assert min(row["probability"] for row in rows) >= 0.5
    released = [row["released_id"] for row in rows]
    assert len(released) == len(set(released))


@pytest.mark.parametrize("ending", ["csv", "xlsx", "json", "parquet"])
def test_every_format_can_be_evaluated_again(matches: Path, tmp_path: Path, ending: str) -> None:
    path = tmp_path / f"matches.{ending}"
    assert run("link", RELEASED, MISSING, "-q", "-o", str(path)).exit_code == 0
    assert run("evaluate", str(path), TRUTH).stdout == run("evaluate", str(matches), TRUTH).stdout


def test_link_writes_problems_and_the_people_nobody_reported(tmp_path: Path) -> None:
    names = {name: str(tmp_path / f"{name}.csv") for name in ("problems", "unmatched", "reports")}
    result = run(
        "link", RELEASED, MISSING, "-o", str(tmp_path / "matches.csv"), "--problems", names["problems"],
        "--unmatched", names["unmatched"], "--unmatched-missing", names["reports"],
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    problems = pd.read_csv(names["problems"])
    assert {"released.csv", "missing.csv"} >= set(problems["file"])
    assert problems.columns.tolist()[:3] == ["file", "row", "column"]
    unmatched = pd.read_csv(names["unmatched"])
    found = re.search(r"without a report: (\d+) of 40", result.stderr)
    assert found is not None
    assert len(unmatched) == int(found[1])
    assert len(pd.read_csv(names["reports"])) > 100


def test_link_takes_headings_that_nobody_can_guess(tmp_path: Path) -> None:
    odd = tmp_path / "odd.csv"
    odd.write_text("Хто це=?;Коли\nШевченко Тарас Григорович;07.03.1985\n", encoding="windows-1251")
    assert "name column" in refused("link", str(odd), MISSING)
    result = run(
        "link", str(odd), MISSING, "--released-map", "Хто це=?=full_name",
        "--released-map", "Коли=birth_date",
        "--released-encoding", "windows-1251",
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    assert "Хто це=? = full_name, Коли = birth_date" in result.stderr


def test_interrupted_work_writes_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "matches.csv"
    path.write_text("what was there before", encoding="utf-8")

    def interrupted(*_arguments: object, **_options: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("matcher.linkage.link", interrupted)
    result = run("link", RELEASED, MISSING, "-o", str(path))
    assert result.exit_code == 130
    assert "nothing was written" in result.stderr
    assert path.read_text(encoding="utf-8") == "what was there before"


def test_progress_is_shown_on_a_terminal_and_nowhere_else(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    def work(*, quiet: bool) -> str:
        with progress_bar(quiet=quiet) as progress:
            progress("reading names", 0, 10)
            progress("reading names", 10, 10)
            progress("comparing", 0, 1)
        captured = capsys.readouterr()
        assert captured.out == ""
        return captured.err

    assert work(quiet=False) == ""
    monkeypatch.setattr("sys.stderr.isatty", lambda: True)
    assert work(quiet=True) == ""
    assert "reading names" in work(quiet=False)


# ---- search, explain, compare, check


def test_search_finds_a_person_by_another_spelling_and_a_partial_date(tmp_path: Path) -> None:
    reports = tmp_path / "reports.csv"
    reports.write_text(
        "id,ПІБ,Дата народження\n"
        "A,Шевченко Володимир Іванович,07.03.1985\n"
        "B,Шевчук Володимир Іванович,07.03.1985\n"
        "C,Коваль Ганна Петрівна,01.02.1990\n",
        encoding="utf-8",
    )
    result = run("search", str(reports), "--name", "Vladimir Shevchenko", "--birth-date", "1985-03", "-q")
    assert result.exit_code == 0, result.output
    assert result.stdout.splitlines()[0].startswith("id,name,birth_date,probability")
    assert result.stdout.splitlines()[1].startswith("A,")
    shown = run("search", str(reports), "--surname", "Коваль", "--format", "table", "-q").stdout
    assert "Коваль Ганна Петрівна" in shown


def test_search_has_an_option_for_every_field_a_person_can_have() -> None:
    said = run("search", "--help").stdout
    for field in FIELDS[1:]:
        assert f"--{field.name.replace('_', '-')}" in said


def test_search_needs_a_name() -> None:
    assert "name" in refused("search", MISSING, "--birth-date", "1985")


def test_explain_gives_sentences_to_people_and_json_to_machines(matches: Path) -> None:
    best = pd.read_csv(matches).iloc[0]
    said = run("explain", RELEASED, MISSING, best["released_id"], best["missing_id"])
    assert said.exit_code == 0, said.output
    assert best["released_id"] in said.stdout
    assert "Surname" in said.stdout
    told = json.loads(run("explain", RELEASED, MISSING, best["released_id"], best["missing_id"], "--json").stdout)
    assert told["probability"] == pytest.approx(best["probability"])
    assert told["weight"] == pytest.approx(best["weight"], abs=0.001)


def test_explain_names_an_identifier_that_is_not_there() -> None:
    assert "'R999'" in refused("explain", RELEASED, MISSING, "R999", "M0000345")


def test_compare_weighs_two_people_given_in_words() -> None:
    result = run(
        "compare",
        "Шевченко Тарас Григорович; birth_date=07.03.1985",
        "Taras Shevchenko; birth_date=1985",
        "--json",
    )
    assert result.exit_code == 0, result.output
    levels = {item["field"]: item["level"] for item in json.loads(result.stdout)["fields"]}
    assert levels["surname"] == levels["given_name"] == "SAME"
    assert "did you mean birth_date" in refused("compare", "Тарас; birthdate=1985", "Taras")


def test_check_shows_what_each_column_was_taken_for_and_what_was_doubtful(tmp_path: Path) -> None:
    problems = tmp_path / "problems.csv"
    result = run("check", str(FIXTURES / "messy" / "odd_dates.csv"), "--problems", str(problems))
    assert result.exit_code == 0, result.output
    assert "birth date = birth_date" in result.stdout
    assert "doubtful" in result.stdout
    assert len(pd.read_csv(problems)) > 0


# ---- evaluate


def test_evaluate_prints_the_figures_and_writes_a_page_and_json(matches: Path, tmp_path: Path) -> None:
    page = tmp_path / "report.html"
    details = str(FIXTURES / "details.csv")
    result = run(
        "evaluate", str(matches), TRUTH, "--released", RELEASED, "--missing", MISSING, "--details", details,
        "--report", str(page),
    )  # fmt: skip
    assert result.exit_code == 0, result.output
    for words in (
        "precision",
        "recall@1",
        "average precision",
        "ECE",
        "all candidate pairs",
        "uk – uk",
        "no noise",
    ):
        assert words in result.stdout
    assert max(map(len, result.stdout.splitlines())) <= 80
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!doctype html>")
    assert text.count("<svg") == 3
    told = json.loads(run("evaluate", str(matches), TRUTH, "--json").stdout)
    assert told["true_pairs"] == len(pd.read_csv(TRUTH))
    assert told["blocking"]["reduction_ratio"] is None


def test_evaluate_reads_tables_with_headings_alone_as_empty(tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("released_id,missing_id,probability\n", encoding="utf-8")
    result = run("evaluate", str(empty), TRUTH)
    assert result.exit_code == 0, result.output
    assert "The table of matches has no rows" in result.stdout


def test_evaluate_refuses_what_is_no_table_of_pairs(matches: Path, tmp_path: Path) -> None:
    assert "no column released_id" in refused("evaluate", MISSING, TRUTH)
    assert "no column probability" in refused("evaluate", TRUTH, TRUTH)
    assert "No such file" in refused("evaluate", str(tmp_path / "none.csv"), TRUTH)
    assert "used twice" in refused("evaluate", str(matches), TRUTH, "--report", str(matches))
    assert "from 0 to 1" in refused("evaluate", str(matches), TRUTH, "--threshold", "7")


def test_evaluate_refuses_a_damaged_parquet_file_without_a_traceback(tmp_path: Path) -> None:
    cut = tmp_path / "cut.parquet"
    cut.write_bytes(b"PAR1xxxx")
    assert "damaged" in refused("evaluate", str(cut), TRUTH)


def test_evaluate_tells_spelling_pairs_from_the_names_beside_the_matches(matches: Path) -> None:
    told = json.loads(run("evaluate", str(matches), TRUTH, "--json").stdout)
    assert sum(group["true_pairs"] for group in told["by_letters"]) == told["true_pairs"]
    assert "Latin" in run("evaluate", str(matches), TRUTH).stdout


def test_evaluate_counts_missed_pairs_of_unknown_spelling_in_a_group_of_their_own(tmp_path: Path) -> None:
    matches, truth = tmp_path / "matches.csv", tmp_path / "truth.csv"
    matches.write_text(
        "released_id,missing_id,probability,released_name,missing_name\nR1,M1,0.9,Коваль Ганна,Koval Hanna\n",
        encoding="utf-8",
    )
    truth.write_text("released_id,missing_id\nR1,M1\nR2,M2\n", encoding="utf-8")
    told = json.loads(run("evaluate", str(matches), str(truth), "--json").stdout)
    groups = {group["name"]: group["recall"]["value"] for group in told["by_letters"]}
    assert groups == {"Cyrillic – Latin": 1.0, "(not known)": 0.0}


def test_an_interrupted_page_leaves_the_old_one(matches: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    page = tmp_path / "out.html"
    page.write_text("the old page", encoding="utf-8")

    def full(_descriptor: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("os.fsync", full)
    assert "No space left" in refused("evaluate", str(matches), TRUTH, "--report", str(page))
    assert page.read_text(encoding="utf-8") == "the old page"
    assert [path.name for path in tmp_path.iterdir()] == ["out.html"]


# ---- mistakes


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (("link", "no_such.csv", MISSING), "no file no_such.csv"),
        (("link", str(FIXTURES), MISSING), "is a directory"),
        (("link", str(FIXTURES / "messy" / "letter.pdf"), MISSING), "PDF"),
        (("link", str(FIXTURES / "messy" / "empty.csv"), MISSING), "empty"),
        (("link", str(FIXTURES / "messy" / "duplicate_ids.csv"), MISSING), "same id"),
        (("link", str(FIXTURES / "messy" / "no_name_column.csv"), MISSING), "no name column"),
        (("link", str(FIXTURES / "messy" / "ragged.csv"), MISSING), "row 3"),
        (("link", RELEASED, MISSING, "--map", "full_name=nane"), "no field 'nane'"),
        (("link", RELEASED, MISSING, "--sheet", "2"), "no sheets"),
        (("link", RELEASED, MISSING, "-o", "matches.docx"), "docx"),
        (("link", RELEASED, MISSING, "-o", "no_such_folder/matches.csv"), "no directory"),
        (("link", RELEASED, MISSING, "-o", RELEASED), "used twice"),
        (("link", RELEASED, MISSING, "-o", "m.csv", "--problems", "m.csv"), "used twice"),
        (("link", RELEASED, MISSING, "-o", "m.csv", "--format", "table"), "terminal"),
        (("link", RELEASED, MISSING, "--expected-overlap", "7"), "overlap"),
        (("link", RELEASED, MISSING, "--top", "0"), "at least 1"),
        (("link", RELEASED, MISSING, "--model", TRUTH), "model file"),
        (("check", "no_such.csv"), "no file"),
        (("search", MISSING, "--name", "???"), "no letters"),
        (("search", MISSING, "--name", "Тарас", "--min-probability", "3"), "--min-probability"),
        (("check", RELEASED, "--limit", "-1"), "--limit"),
        (("compare", "Тарас; birth_date", "Тарас"), "Part 2"),
        (("evaluate", TRUTH, TRUTH, "--report", str(FIXTURES)), "is a directory"),
    ],
)  # fmt: skip
def test_a_mistake_is_answered_with_one_sentence(arguments: tuple[str, ...], words: str) -> None:
    assert words in refused(*arguments)


def test_every_command_explains_itself_with_an_example() -> None:
    assert __version__ in run("--version").stdout
    for name in main.commands:
        said = run(name, "--help").stdout
        assert f"matcher {name}" in said
        assert "confirmed" not in said


def test_text_of_a_file_cannot_steer_the_terminal(tmp_path: Path) -> None:
    hostile = tmp_path / "hostile.csv"
    hostile.write_text("id,ПІБ,\x1b[31mред\nA,Шевченко \x1b[2JТарас,\u202eабв\n", encoding="utf-8")
    for result in (
        run("search", str(hostile), "--name", "Тарас Шевченко", "--format", "table"),
        run("check", str(hostile)),
    ):
        assert result.exit_code == 0, result.output
        assert not re.search("[\x00-\x09\x0b-\x1f\u202e]", result.output)


def test_what_is_not_understood_of_a_person_is_told(tmp_path: Path) -> None:
    result = run("search", MISSING, "--name", "Тарас Шевченко", "--birth-date", "колись", "-q")
    assert result.exit_code == 0, result.output
    assert "Note: birth_date: " in result.stderr
    assert "Note: birth_date: " in run("compare", "Тарас; birth_date=колись", "Тарас").stderr


def test_the_summary_quotes_no_name_out_of_a_list_and_few_of_many_columns(tmp_path: Path) -> None:
    path = tmp_path / "list.csv"
    headings = ",".join(f"c{number}" for number in range(200))
    path.write_text(f"ПІБ,{headings}\nШeвченко Тарас,{',' * 199}\n", encoding="utf-8")
    said = run("check", str(path)).stdout
    assert "inside the Cyrillic word repaired" in said
    assert "Шевченко" not in said
    assert "188 more" in said
    assert max(map(len, said.splitlines()[:4])) <= 80


@pytest.mark.parametrize("encoding", ["ascii", "cp1251"])
def test_a_terminal_without_the_letters_of_a_name_ends_no_run(encoding: str) -> None:
    runner = CliRunner(charset="utf-8")
    with runner.isolation():
        stream = io.TextIOWrapper(io.BytesIO(), encoding=encoding)
        with pytest.MonkeyPatch.context() as patch:
            patch.setattr("sys.stdout", stream)
            main(["link", RELEASED, MISSING, "-q", "--format", "table"], standalone_mode=False)
        stream.flush()
        assert b"R0000031" in stream.buffer.getvalue()


def test_a_full_disk_behind_the_output_is_told_in_one_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_arguments: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("matcher.cli.deliver", full)
    result = run("link", RELEASED, MISSING, "-q")
    assert result.exit_code == 2
    assert result.stderr == "Error: The output cannot be written: No space left on device.\n"
