"""`matcher evaluate names`: honest arithmetic on ties, and tasks in which nothing is given away."""

from __future__ import annotations

import json
from collections import Counter
from functools import lru_cache
from math import comb
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from click.testing import CliRunner, Result
from hypothesis import given
from hypothesis import strategies as st

from fixtures.draw import Draw
from fixtures.latin import romanise
from fixtures.tables import rows
from matcher.cli import main
from matcher.errors import InputError
from matcher.evaluation.names import Naive, Sample, chosen, evaluate_names, tasks
from matcher.evaluation.names.data import forms, pairs, romanised
from matcher.evaluation.names.people import people, shuffled, with_relatives
from matcher.evaluation.names.questions import POOL, Questions
from matcher.evaluation.names.ranking import recall_within, recalls, standing_above
from matcher.evaluation.names.rivals import rivals
from matcher.evaluation.names.text import lines, markdown

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from matcher.evaluation.names.results import NamesEvaluation

FEW = Sample(queries=20)
INFINITE = float("inf")


def run(*arguments: str) -> Result:
    return CliRunner().invoke(main, ["evaluate", *arguments])


@lru_cache(maxsize=64)
def questions(task: str, sample: Sample = FEW) -> Questions:
    return tasks()[task].build(sample)


@lru_cache(maxsize=3)
def held_out(kind: str) -> frozenset[str]:
    return frozenset(pair.uk for pair in pairs(kind) if pair.held_out)


# ---- ranks and ties


@pytest.mark.parametrize(
    ("costs", "right", "k", "recall"),
    [
        ([1, 2, 3], [0], 1, 1.0),
        ([1, 2, 3], [1], 1, 0.0),
        ([1, 2, 3], [1], 2, 1.0),
        ([1, 1, 3], [0], 1, 1 / 2),
        ([1, 1, 1, 1], [2], 1, 1 / 4),
        ([1, 1, 1, 1], [2], 3, 3 / 4),
        ([0, 1, 1, 1], [1], 2, 1 / 3),
        ([1, 1, 1, 1], [0, 1], 1, 1 / 2),
        ([1, 1, 1, 1], [0, 1], 2, 5 / 6),
        ([2, 1, 3], [0, 1], 1, 1.0),
        ([INFINITE, INFINITE, 5], [0], 2, 1 / 2),
        ([float("nan"), INFINITE, 5], [0], 1, 0.0),
        ([1, 2], [1], 10, 1.0),
    ],
)
def test_a_tie_is_worth_its_expectation(costs: list[float], right: list[int], k: int, recall: float) -> None:
    assert recall_within(np.array(costs), np.array(right), k) == pytest.approx(recall)


@given(
    st.lists(st.integers(0, 3), min_size=1, max_size=12).flatmap(
        lambda costs: st.tuples(st.just(costs), st.sets(st.integers(0, len(costs) - 1), min_size=1), st.integers(1, 12))
    )
)
def test_recall_is_the_share_of_orders_of_the_tied_that_show_a_right_name(
    case: tuple[list[int], set[int], int],
) -> None:
    costs, right, k = case
    best = min(costs[place] for place in right)
    ahead = sum(cost < best for cost in costs)
    tied = [place for place, cost in enumerate(costs) if cost == best]
    wrong = len(set(tied) - right)
    shown = min(max(k - ahead, 0), len(tied))
    without_a_right_one = comb(wrong, shown) / comb(len(tied), shown)
    assert recall_within(np.array(costs), np.array(sorted(right)), k) == pytest.approx(1 - without_a_right_one)


def test_a_scorer_that_calls_everything_equal_gains_nothing() -> None:
    answers = [np.array([place]) for place in range(100)]
    assert recalls(np.zeros((100, 100)), answers, 1).mean() == pytest.approx(0.01)
    assert recalls(np.full((100, 100), np.nan), answers, 10).mean() == pytest.approx(0.1)


def test_costs_must_belong_to_the_queries() -> None:
    with pytest.raises(ValueError, match="do not belong to 2 queries"):
        recalls(np.zeros((1, 5)), [np.array([0]), np.array([1])], 1)


def test_what_stands_above_the_right_name() -> None:
    costs = np.array([3.0, 1.0, 2.0, 2.0, np.inf])
    assert standing_above(costs, np.array([2]), 5) == [1, 3]
    assert standing_above(costs, np.array([1]), 5) == []
    assert standing_above(costs, np.array([4]), 2) == [1, 2]


# ---- the tasks give nothing away


@pytest.mark.parametrize("kind", ["surname", "given", "patronymic"])
def test_single_names_are_asked_only_if_held_out(kind: str) -> None:
    ours = held_out(kind)
    to_russian = {(pair.uk, pair.ru) for pair in pairs(kind)}
    asked = questions(f"{kind}-uk-ru")
    assert set(asked.queries) <= ours
    for query, right in zip(asked.queries, asked.answers, strict=True):
        assert {asked.pool[place] for place in right} == {ru for uk, ru in to_russian if uk == query}
    back = questions(f"{kind}-ru-uk")
    for query in back.queries:
        assert {uk for uk, ru in to_russian if ru == query} <= ours


@pytest.mark.parametrize("script", ["hebrew", "georgian", "armenian", "greek"])
def test_names_in_other_scripts_are_asked_only_if_held_out(script: str) -> None:
    ours = {form.text for form in forms()[script] if form.held_out}
    asked, back = questions(f"token-{script}-latin"), questions(f"token-latin-{script}")
    assert set(asked.queries) <= ours
    assert set(back.pool) == ours
    assert all(name.isascii() and name.isalpha() for name in (*asked.pool, *back.queries))


def test_persian_is_told_from_arabic_by_its_letters() -> None:
    persian = set("پچژگکی")
    assert all(set(query) & persian for query in questions("token-persian-latin").queries)
    assert not any(set(query) & persian for query in questions("token-arabic-latin").queries)


def test_people_are_composed_of_held_out_names_and_no_two_are_the_same() -> None:
    everybody = people(500, 3)
    for place, kind in enumerate(("surname", "given", "patronymic")):
        assert {person.uk[place] for person in everybody} <= held_out(kind)
    assert len({person.identity for person in everybody}) == 500
    assert people(500, 3) == everybody
    assert people(500, 4) != everybody


def test_a_person_is_of_one_sex() -> None:
    for person in people(500, 3):
        _surname, given_name, patronymic = person.uk
        assert patronymic.endswith(("ич", "іч", "на"))
        assert patronymic.endswith("на") == (given_name[-1] in "ая") or given_name in {"ілля", "микола", "хома"}


def test_a_relative_shares_two_words_of_the_name_with_somebody() -> None:
    known, relatives = with_relatives(50, 1)
    by_two = Counter(
        tuple(part for place, part in enumerate(person.identity) if place != left_out)
        for person in known
        for left_out in range(3)
    )
    assert len(relatives) > 150
    assert not {one.identity for one in known} & {one.identity for one in relatives}
    for relative in relatives:
        pairs_of_parts = [tuple(p for i, p in enumerate(relative.identity) if i != out) for out in range(3)]
        assert any(by_two[two] for two in pairs_of_parts)


@pytest.mark.parametrize("name", ["full-uk-ru", "full-latin-uk-latin-ru", "independent-uk-latin-ru", "relatives-uk-ru"])
def test_full_names_stand_in_any_order_on_both_sides(name: str) -> None:
    asked = questions(name, Sample(queries=400))
    endings = ("вич", "вна", "ична", "vych", "vna", "vich")

    def place(full_name: str) -> int:
        words = full_name.split()
        return next((n for n, word in enumerate(words) if word.endswith(endings)), -1)

    for side in (asked.queries, asked.pool):
        places = Counter(map(place, side))
        told = sum(places[n] for n in range(3))
        assert told > len(side) / 4
        assert all(places[n] / told == pytest.approx(1 / 3, abs=0.11) for n in range(3))
    agreeing = [
        place(query) == place(asked.pool[right[0]])
        for query, right in zip(asked.queries, asked.answers, strict=True)
        if place(query) >= 0 and place(asked.pool[right[0]]) >= 0
    ]
    assert np.mean(agreeing) == pytest.approx(1 / 3, abs=0.13)


def test_a_full_name_has_one_right_answer() -> None:
    asked = questions("full-uk-latin-ru")
    assert all(len(right) == 1 for right in asked.answers)
    spelled = Counter(" ".join(sorted(name.split())) for name in asked.pool)
    assert all(spelled[" ".join(sorted(asked.pool[right[0]].split()))] == 1 for right in asked.answers)


_PROMISED = [
    name
    for name in tasks()
    # the rest ask for other spellings of the same people, or for names of scripts that have fewer
    if not name.startswith(("scheme-", "token-latin-", "independent-", "full-"))
]


@pytest.mark.parametrize("name", [*_PROMISED, "full-uk-ru", "full-latin-ru-latin-uk", "independent-ru-latin-uk"])
def test_the_pool_is_as_large_as_promised(name: str) -> None:
    asked = questions(name)
    assert len(asked.pool) >= POOL
    assert len(set(asked.pool)) == len(asked.pool)
    assert len(asked.queries) == 20
    assert all(len(right) for right in asked.answers)


def test_a_smaller_sample_is_the_beginning_of_a_larger_one() -> None:
    assert questions("full-uk-ru", Sample(50)).queries[:20] == questions("full-uk-ru").queries
    assert questions("full-uk-ru", Sample(20, seed=2)).queries != questions("full-uk-ru").queries
    assert questions("given-uk-ru", Sample(50)).first(20).queries == questions("given-uk-ru").queries


def test_there_is_a_task_for_every_scheme_both_languages_and_each_script() -> None:
    known = set(tasks())
    assert {"scheme-uk-2010-uk", "scheme-uk-2010-ru", "scheme-ru-icao-ru", "scheme-ru-icao-uk"} <= known
    assert {"scheme-ru-passport-french-ru", "scheme-ru-gost779b-ru", "scheme-uk-pl-ru", "scheme-uk-de-ru"} <= known
    for script in ("arabic", "persian", "hebrew", "georgian", "armenian", "greek"):
        assert {f"token-{script}-latin", f"token-latin-{script}"} <= known


def test_the_order_of_words_depends_on_the_name_and_the_side() -> None:
    words = ("бондар", "іван", "петрович")
    assert shuffled(words, 1) == shuffled(words, 1)
    assert len({shuffled(words, salt) for salt in range(50)}) == 6


def test_the_romanised_names_are_those_that_the_fixtures_make() -> None:
    everybody = people(50, 7)
    for number, (person, row) in enumerate(zip(everybody, romanised(), strict=False)):
        assert (row.uk, row.ru) == (" ".join(person.uk), " ".join(person.ru))
        for language, text, scheme, latin in (
            ("uk", row.uk, row.uk_scheme, row.uk_latin),
            ("ru", row.ru, row.ru_scheme, row.ru_latin),
        ):
            draw = Draw("romanised", number, language)
            own = [one["scheme"] for one in rows("schemes") if one["via"] == language]
            assert draw.pick(own) == scheme
            assert romanise(text, scheme, draw) == latin


# ---- the measurement


class Oracle:
    """Knows the answer to a part of the queries and nothing of the rest."""

    name = "oracle"
    label = "knows half of it"
    slow = False

    def __init__(self, task: str, sample: Sample = FEW) -> None:
        self.asked = questions(task, sample)

    def costs(self, kind: str, queries: Sequence[str], pool: Sequence[str]) -> NDArray[np.float32]:
        assert kind == "given"
        assert tuple(queries) == self.asked.queries
        costs = np.ones((len(queries), len(pool)), dtype=np.float32)
        for row, right in enumerate(self.asked.answers):
            costs[row, right] = 0 if row % 2 == 0 else 2
        return costs


class Speechless(Naive):
    name = "speechless"

    def costs(self, *_names: object) -> None:
        return None


class Slow(Naive):
    name = "slow"
    slow = True


@pytest.fixture(scope="module")
def measured() -> NamesEvaluation:
    return evaluate_names(
        ["given-uk-ru"],
        scorers=[Oracle("given-uk-ru"), Naive(), Speechless(), Slow()],
        sample=FEW,
        slow_queries=5,
        confusions=3,
        notes=["One note."],
    )


def test_what_a_scorer_knows_is_what_it_gets(measured: NamesEvaluation) -> None:
    (task,) = measured.tasks
    oracle, naive, slow = (task.score(name) for name in ("oracle", "naive", "slow"))
    assert oracle is not None
    assert (oracle.every.at_1.value, oracle.every.at_10.value) == (0.5, 0.5)
    assert oracle.every.at_1.low < 0.5 < oracle.every.at_1.high
    assert oracle.unlisted is not None
    assert oracle.unlisted.at_1.count < 20
    assert naive is not None
    assert naive.every.at_1.value > 0.7
    assert slow is not None
    assert slow.every.at_1.count == 5
    assert task.score("speechless") is None


def test_confusions_name_the_right_answer_and_what_stood_above(measured: NamesEvaluation) -> None:
    (task,) = measured.tasks
    oracle = task.score("oracle")
    assert oracle is not None
    assert len(oracle.confusions) == 3
    for confusion in oracle.confusions:
        assert len(confusion.above) == 3
        assert not set(confusion.right) & set(confusion.above)


def test_the_result_reads_as_text_markdown_and_json(measured: NamesEvaluation) -> None:
    text, table = "\n".join(lines(measured)), "\n".join(markdown(measured))
    assert "given names, Ukrainian → Russian" in text
    assert "outside our tables" in text
    assert "given-uk-ru: @1 0.500" in text
    assert "before it" in text
    assert "| given names, Ukrainian → Russian | 20 | 5,000 | @1 ≥ 0.99 | 0.500 / 0.500 |" in table
    assert "Note: One note." in text
    data = json.loads(json.dumps(measured.to_dict()))
    assert data["seed"] == 1
    assert data["tasks"][0]["scores"][0]["every"]["at_1"]["value"] == 0.5
    assert [scorer["name"] for scorer in data["scorers"]] == ["oracle", "naive", "speechless", "slow"]


def test_the_naive_baseline_does_not_depend_on_the_order_of_words() -> None:
    costs = Naive().costs("full_name", ["Іван Бондар"], ["Бондар Иван", "Петр Гончар"])
    assert costs is not None
    assert costs[0, 0] < costs[0, 1]
    turned = Naive().costs("full_name", ["Бондар Іван"], ["Бондар Иван", "Петр Гончар"])
    assert turned is not None
    assert turned.tolist() == costs.tolist()


def test_rivals_are_used_if_they_are_installed_and_missed_in_a_sentence() -> None:
    try:
        found, notes = rivals()
    except InputError as error:
        assert "family-matcher[rivals]" in str(error)  # noqa: PT017  (installed or not, both are right)
        return
    assert len(found) + len(notes) == 2
    for rival in found:
        costs = rival.costs("full_name", ["Іван Бондар"], ["Петр Гончар", "Иван Бондарь"])
        assert costs is not None
        assert costs[0, 1] < costs[0, 0]


# ---- the command


def test_the_tasks_are_listed() -> None:
    said = run("names", "--list").stdout.splitlines()
    assert [line.split()[0] for line in said] == list(tasks())
    assert len(run("names", "--list", "--task", "token-").stdout.splitlines()) == 14


def test_the_command_measures_and_writes_what_the_name_of_the_file_says(tmp_path: Path) -> None:
    target, page = tmp_path / "names.json", tmp_path / "names.md"
    wanted = ["names", "--task", "surname-uk-ru", "--queries", "10"]
    result = run(*wanted, "-o", str(target), "-o", str(page), "--quiet")
    assert result.exit_code == 0, result.output
    assert result.output == ""
    (task,) = json.loads(target.read_text(encoding="utf-8"))["tasks"]
    assert task["queries"] == 10
    assert [score["scorer"] for score in task["scores"]] == ["matcher", "naive"]
    assert page.read_text(encoding="utf-8").startswith("**Ukrainian and Russian, in Cyrillic**\n")
    shown = run(*wanted, "--format", "markdown")
    assert shown.stdout == page.read_text(encoding="utf-8")


def test_the_same_seed_gives_the_same_figures() -> None:
    first, second = (run("names", "--task", "given-uk-ru", "--queries", "10", "--seed", "5") for _ in range(2))
    assert first.exit_code == 0, first.output
    assert first.stdout == second.stdout


def test_an_unknown_task_is_answered_with_one_sentence() -> None:
    result = run("names", "--task", "surname-uk-fr")
    assert result.exit_code == 2
    assert result.stderr.startswith("Error: There is no task 'surname-uk-fr'; `matcher evaluate names --list`")
    with pytest.raises(InputError, match="no task 'nonsense-'"):
        chosen(["nonsense-"])


def test_an_output_that_cannot_be_written_is_refused_before_any_work(tmp_path: Path) -> None:
    result = run("names", "-o", str(tmp_path / "nowhere" / "names.json"))
    assert result.exit_code == 2
    assert "There is no directory" in result.stderr


def test_the_two_commands_have_a_help_of_their_own() -> None:
    outer, inner = run("--help").stdout, run("names", "--help").stdout
    assert "MATCHES TRUTH" in outer
    assert "matcher evaluate names" in outer
    assert "--confusions" not in outer
    assert "--confusions" in inner
    assert "Usage: main evaluate names [OPTIONS]" in inner
    fixtures = Path(__file__).parents[1] / "fixtures"
    result = run(str(fixtures / "names"), str(fixtures / "truth.csv"))
    assert result.exit_code == 2
    assert "cannot be read" in result.stderr


def test_every_option_of_the_command_is_explained() -> None:
    said = run("names", "--help").stdout
    command = main.commands["evaluate"].make_context("evaluate", ["names", "--list"]).command
    for parameter in command.params:
        assert max(parameter.opts, key=len) in said
        assert getattr(parameter, "help", None)
