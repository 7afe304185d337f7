"""``matcher name`` shows how a name is understood."""

from __future__ import annotations

import json

from click.testing import CliRunner

from matcher.cli import main


def run(*arguments: str) -> str:
    result = CliRunner().invoke(main, ["name", *arguments])
    assert result.exit_code == 0, result.output
    return result.output


def test_a_latin_name_shows_its_scheme_its_languages_and_how_common_it_is() -> None:
    text = run("Volodymyr Shevchenko")
    assert ">99.9%  surname Shevchenko · given name Volodymyr" in text
    assert "reads Шевченко: Ukrainian passport" in text
    assert "Володимир (Ukrainian) · Владимир (Russian) · Уладзімір (Belarusian)" in text
    assert "about 1 in 18 people" in text


def test_an_open_order_shows_every_way_with_its_probability() -> None:
    lines = run("Олег Іван").splitlines()
    assert lines[1].endswith("surname Олег · given name Іван")
    assert lines[2].endswith("surname Іван · given name Олег")
    assert float(lines[1].split("%")[0]) > float(lines[2].split("%")[0]) > 1


def test_what_stands_around_the_name_and_what_was_repaired_is_told() -> None:
    text = run("солдат ШEВЧЕНКО Т. Г. «Кобзар»")  # a Latin E
    assert "rank        солдат" in text
    assert "call sign   Кобзар" in text
    assert "repaired    Look-alike characters (E)" in text


def test_several_names_and_a_text_without_one() -> None:
    text = run("Бойко Іван", "123")
    assert "\n\n123\n  No name was found in this.\n" in text


def test_json_holds_the_same() -> None:
    (one,) = json.loads(run("--format", "json", "Петров Иван Сидорович"))
    assert one["parsed"]["readings"][0]["patronymic"] == "сидорович"
    assert [part["canonical"] for part in one["parts"]] == ["Петров", "Іван", "Сидорович"]
    assert one["share"] < one["parts"][0]["share"]


def test_control_characters_do_not_reach_the_terminal() -> None:
    assert "\x1b" not in run("Бойко\x1b[2J Іван")
