"""The figures of an evaluation: worked out by hand, and against slow definitions on random tables."""

import json
import math
from html.parser import HTMLParser

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matcher.errors import InputError
from matcher.evaluation import Evaluation, evaluate
from matcher.evaluation.measures import wilson
from matcher.evaluation_report import html_report
from matcher.intake import Records, read


def table(rows: list[tuple[str, str, float]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["released_id", "missing_id", "probability"])


def pairs(rows: list[tuple[str, str]]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=["released_id", "missing_id"])


# R1 is found; R2's report stands behind a namesake; R3's report ties with a stranger's; R4's was never
# scored; R5 is described by nobody.
MATCHES = table(
    [
        ("R1", "M1", 0.95),
        ("R2", "M9", 0.80),
        ("R2", "M2", 0.60),
        ("R3", "M3", 0.40),
        ("R3", "M8", 0.40),
        ("R5", "M7", 0.05),
        ("R5", "M6", 0.002),
    ]
)
TRUTH = pairs([("R1", "M1"), ("R2", "M2"), ("R3", "M3"), ("R4", "M4")])


@pytest.fixture(scope="module")
def result() -> Evaluation:
    return evaluate(MATCHES, TRUTH)


def test_default_threshold_counts_true_false_and_missed_pairs(result: Evaluation) -> None:
    decision = result.default
    assert (decision.true_matches, decision.false_matches, decision.missed) == (2, 1, 2)
    assert decision.precision.value == pytest.approx(2 / 3)
    assert decision.recall.value == pytest.approx(2 / 4)
    assert decision.f1.value == pytest.approx(4 / 7)


def test_pair_exactly_at_the_threshold_is_a_match() -> None:
    assert evaluate(MATCHES, TRUTH, threshold=0.95).default.true_matches == 1


def test_best_threshold_takes_the_whole_group_of_equal_probabilities(result: Evaluation) -> None:
    # F1 at .95: 2/5; .80: 2/6; .60: 4/7; .40 (both rows at once): 6/9; .05: 6/10
    assert result.best.threshold == 0.40
    assert result.best.f1.value == pytest.approx(6 / 9)


def test_recall_at_k_ranks_within_one_person_and_loses_ties(result: Evaluation) -> None:
    first, fifth, tenth = result.recall_at
    assert (first.k, fifth.k, tenth.k) == (1, 5, 10)
    assert first.recall.value == pytest.approx(1 / 4)  # only R1; R2 is second, R3 loses its tie, R4 is unscored
    assert fifth.recall.value == tenth.recall.value == pytest.approx(3 / 4)
    assert first.recall.count == 4


def test_second_report_of_one_person_is_no_rival_of_the_first() -> None:
    matches = table([("R1", "M1", 0.9), ("R1", "M2", 0.9)])
    found = evaluate(matches, pairs([("R1", "M1"), ("R1", "M2")]))
    assert found.recall_at[0].recall.value == 1
    assert found.recall_at[0].recall.count == 1


def test_average_precision_counts_an_unscored_pair_as_missed(result: Evaluation) -> None:
    # precision at the true pairs: 1/1, 2/3, and 3/5 where the tie ends; the fourth was never scored
    assert result.average_precision.value == pytest.approx((1 + 2 / 3 + 3 / 5 + 0) / 4)


def test_calibration_of_shown_pairs_leaves_out_hopeless_ones(result: Evaluation) -> None:
    shown, every = result.calibration, result.calibration_all
    assert (shown.pairs, every.pairs) == (6, 7)
    # bins: .05 -> 0/1; .40, .40 -> 1/2; .60 -> 1/1; .80 -> 0/1; .95 -> 1/1
    assert shown.ece == pytest.approx((0.05 + abs(1 - 0.8) + abs(1 - 0.6) + 0.8 + 0.05) / 6)
    assert every.ece == pytest.approx((0.052 + abs(1 - 0.8) + abs(1 - 0.6) + 0.8 + 0.05) / 7)
    squares = [0.05**2, 0.8**2, 0.4**2, 0.6**2, 0.4**2, 0.05**2]
    assert shown.brier == pytest.approx(sum(squares) / 6)
    assert [row.pairs for row in shown.bins] == [1, 0, 0, 0, 2, 0, 1, 0, 1, 1]


def test_certainty_falls_into_the_last_bin_of_the_reliability_table() -> None:
    last = evaluate(table([("R1", "M1", 1.0)]), TRUTH).calibration.bins[-1]
    assert (last.pairs, last.mean_probability, last.observed.value) == (1, 1.0, 1.0)


def test_pair_completeness_without_candidate_pairs_is_labelled_as_taken_over_the_matches(
    result: Evaluation,
) -> None:
    assert result.blocking.completeness.value == pytest.approx(3 / 4)
    assert result.blocking.basis == "rows of the matches only"
    assert math.isnan(result.blocking.reduction_ratio)


def test_pair_completeness_over_all_candidate_pairs() -> None:
    candidates = pairs([*zip(MATCHES["released_id"], MATCHES["missing_id"], strict=True), ("R4", "M4")])
    blocking = evaluate(MATCHES, TRUTH, candidates=candidates).blocking
    assert blocking.completeness.value == 1
    assert (blocking.pairs, blocking.basis) == (8, "all candidate pairs")


def test_wilson_interval_is_the_published_one() -> None:
    # Newcombe 1998, table I: 81 of 263 gives 0.2553 to 0.3662; 0 of 20 gives 0 to 0.1611
    middle, none = wilson(81, 263), wilson(0, 20)
    assert [middle.low, middle.high] == pytest.approx([0.2553, 0.3662], abs=1e-4)
    assert [none.value, none.low, none.high] == pytest.approx([0, 0, 0.1611], abs=1e-4)


def test_interval_of_f1_does_not_vanish_where_nothing_went_wrong() -> None:
    perfect = evaluate(MATCHES[:1], TRUTH[:1]).default.f1
    assert (perfect.value, perfect.high) == (1, 1)
    assert perfect.low == pytest.approx(2 * 0.2065 / 1.2065, abs=1e-3)  # one of one: Wilson 0.2065 to 1


def test_intervals_hold_the_figure_and_are_the_same_every_time(result: Evaluation) -> None:
    for measure in (result.default.f1, result.average_precision, result.default.recall):
        assert measure.low <= measure.value <= measure.high
    assert str(evaluate(MATCHES, TRUTH)) == str(result)


def test_without_matches_recall_is_zero_and_precision_unmeasured() -> None:
    empty = evaluate(MATCHES.iloc[:0], TRUTH)
    assert empty.default.recall.value == 0
    assert empty.average_precision.value == 0
    assert empty.recall_at[0].recall.value == 0
    for figure in (
        empty.default.precision.value,
        empty.best.threshold,
        empty.best.f1.value,
        empty.calibration.ece,
    ):
        assert math.isnan(figure)
    assert "no rows" in empty.notes[0]
    assert "–" in str(empty)
    assert "nan" not in str(empty)


def test_without_truth_only_false_matches_are_counted() -> None:
    empty = evaluate(MATCHES, TRUTH.iloc[:0])
    assert empty.default.false_matches == 3
    assert empty.default.precision.value == 0
    for figure in (empty.default.recall, empty.average_precision, empty.recall_at[0].recall):
        assert math.isnan(figure.value)
    assert math.isnan(empty.blocking.completeness.value)
    assert "nan" not in str(empty)


def test_with_nothing_at_all_nothing_is_measured() -> None:
    empty = evaluate(MATCHES.iloc[:0], TRUTH.iloc[:0])
    assert math.isnan(empty.default.f1.value)
    assert len(empty.notes) == 2
    json.dumps(empty.to_dict(), allow_nan=False)


def test_foreign_identifiers_are_noticed() -> None:
    strange = evaluate(MATCHES, pairs([("r1", "m1")]))
    assert any("same identifiers" in note for note in strange.notes)


def test_identifiers_are_compared_as_text() -> None:
    matches = pd.DataFrame({"released_id": [1, 2], "missing_id": [7, 8], "probability": [0.9, 0.8]})
    assert evaluate(matches, pairs([("1", "7")])).default.true_matches == 1


def test_repeated_truth_counts_once() -> None:
    assert evaluate(MATCHES, pd.concat([TRUTH, TRUTH])).true_pairs == 4


@pytest.mark.parametrize(
    ("matches", "message"),
    [
        (MATCHES.drop(columns="missing_id"), "no column missing_id"),
        (MATCHES.drop(columns="probability"), "no column probability"),
        (MATCHES.assign(probability=["high", 1, 1, 1, 1, 1, 1]), "data row 1"),
        (MATCHES.assign(probability=[1, 1.5, 1, 1, 1, 1, 1]), "data row 2"),
        (pd.concat([MATCHES, MATCHES]), "twice: see its data row 8"),
    ],
)
def test_unusable_matches_are_refused_in_one_sentence(matches: pd.DataFrame, message: str) -> None:
    with pytest.raises(InputError, match=message):
        evaluate(matches, TRUTH)


DETAILS = pd.DataFrame(
    [
        ("R1", "M1", "ru", "uk", "", "", ""),
        ("R2", "M2", "ru", "uk", "ocr;no_birth_date", "", ""),
        ("R3", "M3", "latin", "uk", "ocr", "initials", ""),
        ("R4", "M4", "latin", "uk", "", "none", ""),
        ("R2", "M9", "ru", "ru", "", "", "namesake"),
        ("R3", "M8", "latin", "ru", "", "", "brother"),
    ],
    columns=[
        "released_id",
        "missing_id",
        "released_spelling",
        "missing_spelling",
        "released_noise",
        "missing_noise",
        "kind",
    ],
)


def test_figures_by_spelling_pair() -> None:
    groups = {group.name: group for group in evaluate(MATCHES, TRUTH, details=DETAILS).by_spelling}
    assert groups["ru – uk"].recall.value == 1
    assert groups["latin – uk"].recall.value == 0
    assert groups["ru – uk"].recall_at_1.value == 0.5
    # R5 and M7 have no details, so no spelling: precision is not measured on what happens to be known
    assert math.isnan(groups["ru – uk"].precision.value)


def test_precision_by_spelling_pair_needs_every_spelling() -> None:
    known = MATCHES[MATCHES["released_id"] != "R5"]
    groups = {group.name: group for group in evaluate(known, TRUTH, details=DETAILS).by_spelling}
    assert groups["ru – uk"].precision.value == 1
    assert groups["latin – uk"].f1 == 0


def test_figures_by_kind_of_noise_and_by_how_many_at_once() -> None:
    groups = {group.name: group for group in evaluate(MATCHES, TRUTH, details=DETAILS).by_noise}
    assert {name: group.true_pairs for name, group in groups.items()} == {
        "ocr": 2,
        "initials": 1,
        "no_birth_date": 1,
        "(no noise)": 2,
        "(two kinds)": 2,
    }
    assert groups["ocr"].recall.value == 0.5
    assert groups["initials"].recall.value == 0


def test_false_matches_by_kind_of_hard_negative() -> None:
    found = evaluate(MATCHES, TRUTH, details=DETAILS)
    assert [(kind.name, kind.false_matches, kind.known) for kind in found.false_kinds] == [
        ("brother", 0, 1),
        ("namesake", 1, 1),
        ("(none of these)", 0, 0),
    ]
    assert [(pair.released_id, pair.missing_id, pair.kinds) for pair in found.wrong] == [("R2", "M9", "namesake")]


def test_missed_pairs_are_named_the_unscored_last() -> None:
    missed = evaluate(MATCHES, TRUTH, details=DETAILS).missed
    assert [(pair.released_id, pair.kinds) for pair in missed] == [("R3", "initials, ocr"), ("R4", "")]
    assert math.isnan(missed[-1].probability)


# ---------------------------------------------------------------- against the definitions, one pair at a time

IDS = [(f"R{i}", f"M{j}") for i in range(4) for j in range(5)]


@st.composite
def cases(draw: st.DrawFn) -> tuple[dict[tuple[str, str], float], set[tuple[str, str]]]:
    grid = st.sampled_from([0.0, 0.005, 0.01, 0.2, 0.3, 0.5, 0.55, 0.9, 1.0])
    scored = draw(st.dictionaries(st.sampled_from(IDS), grid, max_size=12))
    return scored, draw(st.sets(st.sampled_from(IDS), max_size=8))


def slow_average_precision(scored: dict[tuple[str, str], float], truth: set[tuple[str, str]]) -> float:
    """Sum of (R_n - R_{n-1}) P_n over the distinct thresholds from above."""
    total, before = 0.0, 0.0
    for threshold in sorted(set(scored.values()), reverse=True):
        chosen = {pair for pair, probability in scored.items() if probability >= threshold}
        recall = len(chosen & truth) / len(truth)
        total += (recall - before) * len(chosen & truth) / len(chosen)
        before = recall
    return total


def slow_recall_at(k: int, scored: dict[tuple[str, str], float], truth: set[tuple[str, str]]) -> float:
    hits, people = 0, {released for released, _ in truth}
    for person in people:
        own = [(probability, pair not in truth) for pair, probability in scored.items() if pair[0] == person]
        ranking = sorted(own, key=lambda item: (-item[0], not item[1]))  # of equals the wrong one first
        first = next((place for place, (_, wrong) in enumerate(ranking) if not wrong), None)
        hits += first is not None and first < k
    return hits / len(people)


def slow_ece(scored: dict[tuple[str, str], float], truth: set[tuple[str, str]]) -> float:
    shown = {pair: probability for pair, probability in scored.items() if probability >= 0.01}
    total = 0.0
    for i in range(10):
        inside = [p for p in shown if i / 10 <= shown[p] < (i + 1) / 10 or (i == 9 and shown[p] == 1)]
        if inside:
            gap = np.mean([shown[p] for p in inside]) - np.mean([p in truth for p in inside])
            total += len(inside) * abs(float(gap))
    return total / len(shown)


@given(cases())
@settings(max_examples=60, deadline=None)
def test_figures_agree_with_their_definitions(
    case: tuple[dict[tuple[str, str], float], set[tuple[str, str]]],
) -> None:
    scored, truth = case
    result = evaluate(table([(*pair, p) for pair, p in scored.items()]), pairs(sorted(truth)))
    if truth:
        assert result.average_precision.value == pytest.approx(slow_average_precision(scored, truth))
        for rank in result.recall_at:
            assert rank.recall.value == pytest.approx(slow_recall_at(rank.k, scored, truth))
    if any(probability >= 0.01 for probability in scored.values()):
        assert result.calibration.ece == pytest.approx(slow_ece(scored, truth))
    if truth and scored:
        chosen = {t: {pair for pair, p in scored.items() if p >= t} for t in sorted(set(scored.values()), reverse=True)}
        f1 = {t: 2 * len(c & truth) / (len(c) + len(truth)) for t, c in chosen.items()}
        assert result.best.f1.value == pytest.approx(max(f1.values()))
        assert result.best.threshold == max(t for t in f1 if f1[t] == pytest.approx(max(f1.values())))


@given(cases(), st.randoms(use_true_random=False))
@settings(max_examples=20, deadline=None)
def test_figures_do_not_depend_on_row_order(
    case: tuple[dict[tuple[str, str], float], set[tuple[str, str]]],
    random: object,
) -> None:
    scored, truth = case
    rows = [(*pair, p) for pair, p in scored.items()]
    forward = evaluate(table(rows), pairs(sorted(truth)))
    backward = evaluate(table(rows[::-1]), pairs(sorted(truth, reverse=True)))
    assert str(forward) == str(backward)
    assert forward.to_dict() == backward.to_dict()


def test_text_fits_a_terminal_of_80_columns(result: Evaluation) -> None:
    text = str(evaluate(MATCHES, TRUTH, details=DETAILS))
    assert max(map(len, text.splitlines())) <= 80
    for word in ("precision", "recall@1", "ECE", "pair completeness", "ru – uk", "namesake"):
        assert word in text


def test_dictionary_is_plain_json_with_null_for_what_was_not_measured(result: Evaluation) -> None:
    told = json.loads(json.dumps(result.to_dict(), allow_nan=False))
    assert told["blocking"]["reduction_ratio"] is None
    assert told["default"]["recall"]["value"] == 0.5


# ---------------------------------------------------------------- the page


class Page(HTMLParser):
    """Collects what a page refers to and whether its elements are closed in order."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.seen: list[str] = []
        self.references: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)
        self.references += [name for name, _ in attrs if name in {"src", "href", "onclick", "onload"}]
        if tag not in {"meta", "br"}:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, _attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read_page(text: str) -> Page:
    page = Page()
    page.feed(text)
    assert page.open == []
    return page


def test_page_holds_the_figures_and_needs_nothing_from_outside() -> None:
    result = evaluate(MATCHES, TRUTH, details=DETAILS)
    text = html_report(result, subtitle="matches.csv against truth.csv")
    page = read_page(text)
    assert page.seen.count("svg") == 3
    assert page.references == []
    assert not {"script", "link", "img", "iframe"} & set(page.seen)
    assert "url(" not in text
    assert "@import" not in text
    for words in ("0.571", "ru – uk", "namesake", "matches.csv against truth.csv", "prefers-color-scheme"):
        assert words in text


def test_page_shows_markup_in_data_as_text() -> None:
    evil = "<script>alert('&\"')</script>"
    details = DETAILS.replace({"namesake": evil, "ru": evil, "ocr": evil, "R2": evil})
    matches, truth = MATCHES.replace({"R2": evil}), TRUTH.replace({"R2": evil})
    text = html_report(evaluate(matches, truth, details=details), title=evil, subtitle=evil)
    assert "script" not in read_page(text).seen
    assert "<script" not in text
    assert "&lt;script&gt;" in text


@pytest.mark.parametrize(("matches", "truth"), [(0, 0), (0, 4), (7, 0), (1, 1)])
def test_page_of_little_or_nothing_is_still_a_page(matches: int, truth: int) -> None:
    text = html_report(evaluate(MATCHES.iloc[:matches], TRUTH.iloc[:truth]))
    assert read_page(text).seen.count("svg") == 3
    assert "nan" not in text


# ---------------------------------------------------------------- with the lists themselves


def test_lists_give_the_reduction_ratio_and_the_people_rightly_left_alone() -> None:
    released = read(pd.DataFrame({"id": ["R1", "R2", "R3", "R4", "R5", "R6"], "ПІБ": ["Шевченко Тарас Іванович"] * 6}))
    missing = read(pd.DataFrame({"id": [f"M{i}" for i in range(1, 10)], "name": ["Taras Shevchenko"] * 9}))
    result = evaluate(MATCHES, TRUTH, candidates=MATCHES, released=released, missing=missing)
    assert result.blocking.reduction_ratio == pytest.approx(1 - 7 / (6 * 9))
    assert (result.rightly_unmatched.value, result.rightly_unmatched.count) == (1, 2)  # R5 and R6
    (group,) = result.by_letters
    assert group.name == "Ukrainian – Latin"
    assert group.precision.value == result.default.precision.value
    assert group.f1 == pytest.approx(result.default.f1.value)
    foreign = evaluate(MATCHES, pairs([("R77", "M1")]), released=released, missing=missing)
    assert any("not in the released list" in note for note in foreign.notes)


@pytest.mark.parametrize(
    ("name", "spelling"),
    [
        ("Шевченко Андрій", "Ukrainian"),
        ("Рыжов Артём", "Russian"),
        ("Бондар Роман Петрович", "Cyrillic"),
        ("Schewtschenko Taras", "Latin"),
        ("محمد", "other"),
    ],
)
def test_language_is_told_by_letters_that_only_one_alphabet_has(name: str, spelling: str) -> None:
    released = read(pd.DataFrame({"id": ["R1"], "full_name": [name]}))
    (group,) = evaluate(MATCHES[:1], TRUTH[:1], released=released, missing=relabelled(released)).by_letters
    assert group.name == f"{spelling} – {spelling}"


def relabelled(records: Records) -> Records:
    return read(records.data.assign(id="M1"))
