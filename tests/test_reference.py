"""What whole lists taught, for weighing a few of their records later: the figures must not depend on which few."""

from __future__ import annotations

import json
import subprocess
import sys
import zlib
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
import pytest

import matcher
from matcher import Person, Reference
from matcher.intake import Records
from matcher.reference import _MAGIC

if TYPE_CHECKING:
    from collections.abc import Callable

FIXTURES = Path(__file__).parent.parent / "fixtures"
PAIR = ["released_id", "missing_id"]


@cache
def lists() -> tuple[Records, Records]:
    return matcher.read(FIXTURES / "released.csv"), matcher.read(FIXTURES / "missing.csv")


@cache
def whole() -> matcher.Linkage:
    """A linkage that estimates everything, even from lists as short as these."""
    shipped = matcher.default_model()
    eager = replace(shipped, smoothing=replace(shipped.smoothing, u_pairs=1))
    return matcher.link(*lists(), model=eager, min_probability=0)


@cache
def learnt() -> Reference:
    return Reference.from_bytes(whole().reference().to_bytes())


def chosen(records: Records, ids: set[str]) -> Records:
    """Some of the records, in another order."""
    data = records.data[records.data["id"].isin(ids)].sample(frac=1.0, random_state=3)
    return matcher.read(data.reset_index(drop=True))


def test_the_whole_lists_taught_something() -> None:
    model, shipped = whole().model, matcher.default_model()
    assert (model.fields["birth_date"].u != shipped.fields["birth_date"].u).any()
    assert (model.fields["surname"].m != shipped.fields["surname"].m).any()


def test_a_few_candidates_weigh_what_they_weighed_among_the_whole_lists() -> None:
    everybody = whole().pairs()
    few = set(whole().released.data["id"].iloc[[0, 7, 23]])
    before = everybody[everybody["released_id"].isin(few)]
    candidates = set(before["missing_id"])
    linkage = matcher.link(
        chosen(whole().released, few), chosen(whole().missing, candidates), reference=learnt(), min_probability=0
    )
    both = before.merge(linkage.pairs(), on=PAIR, how="inner", suffixes=("", "_later"))
    assert len(both) == len(before) > 10
    np.testing.assert_allclose(both["weight_later"], both["weight"], atol=1e-6)


def test_with_all_rivals_among_the_candidates_the_probabilities_are_the_same_too() -> None:
    everybody = whole().pairs()
    few = set(whole().released.data["id"].iloc[[0, 7, 23]])
    candidates = set(everybody[everybody["released_id"].isin(few)]["missing_id"])
    rivals = set(everybody[everybody["missing_id"].isin(candidates)]["released_id"])
    linkage = matcher.link(
        chosen(whole().released, rivals), chosen(whole().missing, candidates), reference=learnt(), min_probability=0
    )
    of_few = everybody[everybody["released_id"].isin(few)]
    both = of_few.merge(linkage.pairs(), on=PAIR, suffixes=("", "_later"))
    np.testing.assert_allclose(both["probability_later"], both["probability"], atol=1e-3)


def test_the_same_lists_with_their_own_reference_give_the_very_same_matches() -> None:
    released, missing = lists()
    linkage = matcher.link(released, missing)
    again = matcher.link(released, missing, reference=Reference.from_bytes(linkage.reference().to_bytes()))
    pd.testing.assert_frame_equal(again.matches, linkage.matches)
    assert again.summary() == linkage.summary()


def test_a_reference_comes_back_from_bytes_as_it_was() -> None:
    reference = whole().reference()
    again = Reference.from_bytes(reference.to_bytes())
    assert (again.reports, again.overlap, again.relatives) == (200, reference.overlap, reference.relatives)
    assert again.names == reference.names
    assert again.model.to_json(17) == reference.model.to_json(17)
    assert again.to_bytes() == reference.to_bytes()


def test_the_shipped_reference_weighs_two_people_as_comparing_them_does() -> None:
    released, report = Person("Сергій Коваль", id="1"), Person("Sergey Koval", id="2")
    linkage = matcher.link(
        matcher.from_persons([released]), matcher.from_persons([report]), reference=Reference.shipped(20_000)
    )
    assert linkage.explain("1", "2").weight == pytest.approx(matcher.compare(released, report).weight, abs=1e-9)


def packed(content: Any) -> bytes:
    return _MAGIC + zlib.compress(json.dumps(content).encode())


def content_with(**changes: Any) -> dict[str, Any]:
    told: dict[str, Any] = json.loads(zlib.decompress(Reference.shipped(5).to_bytes()[len(_MAGIC) :]))
    return told | changes


def test_the_bytes_made_by_hand_here_are_otherwise_good() -> None:
    assert Reference.from_bytes(packed(content_with(reports=7))).reports == 7


@pytest.mark.parametrize(
    "damage",
    [
        lambda _: b"",
        lambda _: b"PK\x03\x04",
        lambda data: data[:-5],
        lambda data: data + b"x",
        lambda data: data[: len(_MAGIC)] + b"\x80\x04N.",
        lambda data: data.replace(b"reference 1", b"reference 2"),
        lambda _: packed([]),
        lambda _: packed(None),
        lambda _: packed(content_with(reports=0)),
        lambda _: packed(content_with(reports="5")),
        lambda _: packed(content_with(overlap=float("nan"))),
        lambda _: packed(content_with(relatives=-1.0)),
        lambda _: packed(content_with(model={})),
        lambda _: packed(content_with(names={"surname": {}})),
        lambda _: packed(content_with(names=dict.fromkeys(("surname", "given_name", "patronymic"), 3))),
    ],
)
def test_other_bytes_are_refused(damage: Callable[[bytes], bytes]) -> None:
    with pytest.raises(matcher.MatcherError, match="link the lists again"):
        Reference.from_bytes(damage(Reference.shipped(5).to_bytes()))


def test_a_reference_leaves_nothing_to_choose() -> None:
    released, missing = lists()
    for extra in ({"expected_overlap": 0.3}, {"model": matcher.default_model()}):
        with pytest.raises(matcher.InputError, match="leave out"):
            matcher.link(released, missing, reference=learnt(), **extra)


# --- lists that are still empty


@cache
def nobody() -> Records:
    return Records(pd.DataFrame({"id": pd.Series(dtype="str")}), np.zeros(0, dtype=np.int64), (), "nobody", {})


@pytest.mark.parametrize("reference", [None, Reference.shipped(0)], ids=["estimated", "reference"])
def test_an_empty_list_on_either_side_gives_no_match_and_no_error(reference: Reference | None) -> None:
    released, missing = lists()
    for left, right in ((nobody(), missing), (released, nobody()), (nobody(), nobody())):
        linkage = matcher.link(left, right, reference=reference)
        assert len(linkage.matches) == linkage.candidate_pairs == 0
        assert linkage.evidence() == []
        assert len(linkage.unmatched_released) == len(left)
        assert len(linkage.unmatched_missing) == len(right)
        assert Reference.from_bytes(linkage.reference().to_bytes()).reports == max(len(right), 1)


# --- one person among candidates


def test_ranking_puts_the_one_who_is_meant_first() -> None:
    _, missing = lists()
    for person in list(missing.persons())[:10]:
        found = matcher.rank(person, missing, learnt(), limit=5)
        assert found[0].right_id == person.id
        assert len(found) == 5
        assert [one.probability for one in found] == sorted((one.probability for one in found), reverse=True)


def test_candidates_share_one_probability() -> None:
    person = Person("Шевченко Тарас")
    twins = matcher.from_persons([person.replace(id="1"), person.replace(id="2"), Person("Коваль Олена", id="3")])
    found = matcher.rank(person, twins, Reference.shipped(1_000))
    assert sum(one.probability for one in found) <= 1
    assert found[0].probability == found[1].probability
    assert [one.right_id for one in found] == ["1", "2", "3"]


def test_the_same_candidate_is_less_sure_among_more_reports() -> None:
    person = Person("Тарас Шевченко")
    few, many = (
        matcher.rank(person, matcher.from_persons([person]), Reference.shipped(size))[0].probability
        for size in (100, 1_000_000)
    )
    assert many < few


def test_ranking_nobody_finds_nobody_and_needs_a_limit() -> None:
    assert matcher.rank(Person("Тарас"), nobody(), learnt()) == []
    with pytest.raises(matcher.InputError, match="at least 1"):
        matcher.rank(Person("Тарас"), nobody(), learnt(), limit=0)


def test_ranking_and_the_index_agree_on_the_same_records() -> None:
    _, missing = lists()
    index = matcher.Index(missing)
    person = Person("Тарас Шевченко", birth_date="1985")
    found = index.search(person, limit=5)
    names = index._statistics.in_words(index._vocabularies)
    prior = index.model.prior
    reference = Reference(index.model, len(missing), prior.expected_overlap, prior.relatives, prior.namesakes, names)
    weights = {one.right_id: one.weight for one in matcher.rank(person, missing, reference, limit=200)}
    assert [weights[one] for one in found["id"]] == pytest.approx(found["weight"].tolist(), abs=1e-6)


# --- what is proposed, with its evidence


def test_evidence_stands_in_the_order_of_the_matches() -> None:
    linkage = matcher.link(*lists())
    evidence = linkage.evidence()
    assert [(one.left_id, one.right_id) for one in evidence] == list(
        linkage.matches[PAIR].itertuples(index=False, name=None)
    )
    assert [one.compact() for one in evidence] == linkage.matches["evidence"].tolist()
    likely = linkage.evidence(0.5)
    assert likely == evidence[: len(likely)]
    assert len(likely) == int((linkage.matches["probability"] >= 0.5).sum()) < len(evidence)


def test_evidence_tells_derivations_and_shares_in_figures_and_the_note_in_words() -> None:
    told = matcher.compare(Person("Serhii Koval"), Person("Сергей Коваль")).to_dict()
    given = next(field for field in told["fields"] if field["field"] == "given_name")
    assert given["derivations"] == [
        {
            "word": "Serhii", "reading": "Сергій", "scheme": "uk-2010",
            "label": "Ukrainian passport and official spelling since 2010", "languages": ["uk"],
        },
        {"word": "Сергей", "reading": "Сергей", "scheme": "", "label": "", "languages": ["ru"]},
    ]  # fmt: skip
    assert 0.005 < given["share"] < 0.1
    assert given["belief"] == 0
    assert given["note"].startswith(
        "Serhii reads Сергій (Ukrainian passport and official spelling since 2010), the Ukrainian form; "
        "Сергей is the Russian form; about 1 in "
    )
    sex = next(field for field in told["fields"] if field["field"] == "sex")
    assert (sex["derivations"], sex["share"], sex["note"]) == ([], None, "")
    assert json.loads(json.dumps(told)) == told


def test_a_less_likely_reading_of_a_name_is_told() -> None:
    told = matcher.compare(Person("Роман Богдан"), Person(surname="Богдан", given_name="Роман"))
    other = matcher.compare(Person("Роман Богдан"), Person(surname="Роман", given_name="Богдан"))
    doubted = [one for one in (*told.fields, *other.fields) if one.belief]
    assert doubted
    assert all(one.belief < 0 and "less likely way to read the name" in one.note for one in doubted)


# --- keys for a database


def test_keys_do_not_depend_on_the_process_or_on_the_company() -> None:
    program = (
        "import matcher; found = matcher.blocking_keys_of(matcher.from_persons(["
        "matcher.Person('Ганна Коваль'), matcher.Person('Volodymyr Shevchenko', birth_date='07.03.1985', "
        "call_sign='Грім', document_number='КВ 123456')]), asking=False); "
        "print(*[key for place, key in zip(*found) if place == 1])"
    )
    run = subprocess.run([sys.executable, "-c", program], check=True, capture_output=True, text=True, encoding="utf-8")
    there = {int(key) for key in run.stdout.split()}
    alone = Person("Volodymyr Shevchenko", birth_date="07.03.1985", call_sign="Грім", document_number="КВ 123456")
    position, keys = matcher.blocking_keys_of(matcher.from_persons([alone]), asking=False)
    assert there == set(keys.tolist())
    assert set(position.tolist()) == {0}
    assert len(keys) == len(set(keys.tolist()))
    assert 0 < keys.min() < keys.max() < 1 << 62


def test_two_spellings_of_one_person_share_keys_and_two_people_do_not() -> None:
    people = [Person("Volodymyr Shevchenko"), Person("Шевченко Владимир"), Person("Гончар Олена")]
    position, keys = matcher.blocking_keys_of(matcher.from_persons(people), asking=True)
    of = [set(keys[position == place].tolist()) for place in range(3)]
    assert of[0] & of[1]
    assert not of[2] & (of[0] | of[1])


def test_nobody_has_no_keys() -> None:
    position, keys = matcher.blocking_keys_of(nobody(), asking=True)
    assert (len(position), len(keys), str(keys.dtype)) == (0, 0, "int64")


# --- lists as bytes


def test_a_file_is_read_from_its_bytes_under_the_name_it_is_given() -> None:
    path = FIXTURES / "missing.csv"
    read = matcher.read(path.read_bytes(), name="upload.csv")
    pd.testing.assert_frame_equal(read.data, lists()[1].data)
    assert read.source == "upload.csv"
    assert {problem.file for problem in read.problems} <= {"upload.csv"}
    with pytest.raises(matcher.InputError, match=r"upload\.xlsx"):
        matcher.read(b"PK\x03\x04 no workbook", name="upload.xlsx")
    assert matcher.read("ПІБ\nКоваль Ганна\n".encode()).source == "file"
