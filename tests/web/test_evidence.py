"""The evidence in the words of the pages: a word for everything the core can say, and nothing that is masked."""

from __future__ import annotations

import itertools
import json

import pytest
from flask import Flask, render_template_string

import matcher
from matcher.comparison import levels
from web import evidence as words
from web.evidence import derivation_sentence, explain, in_words
from web.masking import MASK

ONE = matcher.Person(
    full_name="Шевченко Сергій Петрович", birth_date="07.03.1985", home_place="Київ", unit="А1234", rank="сержант"
)
OTHER = matcher.Person(full_name="Sergey Shevchenko", birth_date="1985", home_place="Kyiv", unit="А4321", rank="капрал")


def evidence_of(one: matcher.Person, other: matcher.Person) -> dict[str, object]:
    stored = json.dumps(matcher.compare(one, other).to_dict())
    return dict(json.loads(stored))


@pytest.mark.parametrize("field", levels.LEVELS)
def test_every_field_and_level_of_the_core_has_words(field: str) -> None:
    assert str(words.FIELDS[field])
    for level in levels.LEVELS[field]:
        if level:
            assert str(words.FIELD_LEVELS.get((field, level.name)) or words.LEVELS[level.name])


def test_no_words_are_kept_for_fields_or_levels_that_the_core_does_not_have() -> None:
    names = {level.name for kind in levels.LEVELS.values() for level in kind}
    assert set(words.FIELDS) == set(levels.LEVELS)
    assert set(words.LEVELS) <= names
    assert {level for _field, level in words.FIELD_LEVELS} <= names


def test_spellings_are_derived_in_a_sentence_each() -> None:
    given = explain(evidence_of(ONE, OTHER), open_=True).row("given_name")
    assert given is not None
    said = [sentence.striptags() for sentence in given.sentences]
    assert said[0] == "Сергій is the Ukrainian form"
    assert said[1].startswith("Сергей → Sergey: Russian passport")
    assert said[1].endswith("; the Russian form")
    assert said[2].startswith("borne by about 1 in ")


def test_the_waterfall_goes_from_the_prior_to_the_result() -> None:
    stored = evidence_of(ONE, OTHER)
    steps = explain(stored, open_=True).steps
    assert steps[0].kind == "prior"
    assert steps[-1].kind == "result"
    for before, after in itertools.pairwise(steps[:-1]):
        assert after.start == before.end
    assert steps[-1].weight == pytest.approx(float(stored["prior"]) + float(stored["weight"]), abs=0.1)  # type: ignore[arg-type]


def test_masked_values_are_hidden_but_their_agreement_is_told() -> None:
    explained = explain(evidence_of(ONE, OTHER), open_=False)
    unit, home = explained.row("unit"), explained.row("home")
    assert unit is not None
    assert home is not None
    assert (unit.left, unit.right, unit.masked) == (MASK, MASK, True)
    assert unit.level == "different"
    assert "1234" not in repr(explained)
    assert home.left == "Київ"
    opened = explain(evidence_of(ONE, OTHER), open_=True).row("unit")
    assert opened is not None
    assert opened.left == "А1234"


@pytest.mark.parametrize(
    ("probability", "said"),
    [
        (1.0, "more than 999 in 1,000 such pairs are right"),
        (0.9951, "995 in 1,000 such pairs are right"),
        (0.97, "97 in 100 such pairs are right"),
        (0.012, "1 in 100 such pairs is right"),
        (0.0, "fewer than 1 in 100 such pairs are right"),
    ],
)
def test_no_probability_is_put_as_certainty(probability: float, said: str) -> None:
    assert in_words(probability) == said


def test_a_day_that_does_not_exist_is_told_as_it_was_written() -> None:
    missing = matcher.Person(full_name="Коваль Іван", event_date="2024-02-30")
    released = matcher.Person(full_name="Коваль Іван", event_date="2024-02-28", release_date="2025-02-30")
    found = explain(matcher.compare(released, missing).to_dict(), open_=True)
    row = found.row("event_date")
    assert row is not None
    assert row.right == "2024-02-30"


def test_evidence_of_an_earlier_version_keeps_its_sentence() -> None:
    stored = {
        "fields": [{"field": "surname", "level": "SAME", "left": "A", "right": "B", "weight": 8.0, "note": "a <b>"}]
    }
    row = explain(stored, open_=True).rows[0]
    assert row.sentences == ("a &lt;b&gt;",)


def test_a_name_cannot_bring_markup_into_its_derivation() -> None:
    sentence = derivation_sentence(
        {"word": "<img>", "reading": "а", "scheme": "uk-2010", "label": "x", "languages": []}
    )
    assert "<img>" not in sentence
    assert "<bdi>&lt;img&gt;</bdi>" in sentence


def test_the_macros_show_every_step_in_words_and_figures(app: Flask) -> None:
    with app.test_request_context(headers={"Accept-Language": "en"}):
        page = render_template_string(
            '{% import "macros/evidence.html" as evidence %}{{ evidence.waterfall(e) }}{{ evidence.reasons(e) }}',
            e=explain(evidence_of(ONE, OTHER), open_=False),
        )
    assert page.count("<svg") == page.count('<th scope="row">')
    assert "speaks against" in page
    assert "−" in page
    assert "А1234" not in page
    assert "style=" not in page
