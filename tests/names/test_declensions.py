"""Every case of the declension tables comes back to its nominative, and a nominative is never taken for a case."""

from __future__ import annotations

from collections import Counter

import pytest

from matcher.names.inflection import nominatives
from tests.names.declined import CASES, GROUPS, declined_names, is_brought_back, of, paradigms

# Without a patronymic a case is seen only where the given name is not some other name's nominative: Олександра, Валерія
WITHOUT_PATRONYMIC_AT_LEAST = 0.90


def test_the_table_has_paradigms_of_every_type_in_both_languages_and_sexes() -> None:
    counts = Counter((one.language, one.part, one.sex) for one in paradigms())
    assert len({one.nominative for one in paradigms() if one.part == "surname"}) >= 200
    for language, sex in GROUPS:
        assert min(counts[language, part, sex] for part in ("surname", "given")) >= 20, (language, sex)


@pytest.mark.parametrize(("language", "sex"), GROUPS)
@pytest.mark.parametrize("case", CASES)
def test_a_declined_name_has_the_right_nominative_among_its_answers(language: str, sex: str, case: str) -> None:
    names = [name for name in declined_names(language, sex) if name.case == case]
    lost = [f"{name.words}: {name.nominative}" for name in names if not is_brought_back(name)]
    assert names or (language, case) == ("ru", "vocative")
    assert len(lost) <= 0.02 * len(names), "\n".join(lost)


def test_all_cases_together_come_back_almost_without_exception() -> None:
    names = [name for language, sex in GROUPS for name in declined_names(language, sex)]
    lost = [f"{name.words}: {name.nominative}" for name in names if not is_brought_back(name)]
    assert len(names) > 5000
    assert len(lost) <= 0.01 * len(names), "\n".join(lost)


def test_without_a_patronymic_the_given_name_shows_most_cases() -> None:
    names = [name.without_patronymic() for language, sex in GROUPS for name in declined_names(language, sex)]
    hits = [is_brought_back(name) for name in names]
    assert sum(hits) >= WITHOUT_PATRONYMIC_AT_LEAST * len(hits)


@pytest.mark.parametrize(("language", "sex"), GROUPS)
def test_a_declined_name_never_becomes_one_of_the_other_sex_where_the_patronymic_shows_it(
    language: str, sex: str
) -> None:
    for name in declined_names(language, sex):
        assert {one.sex for one in nominatives(*name.words)} <= {sex}, name


@pytest.mark.parametrize(("language", "sex"), GROUPS)
def test_a_nominative_is_not_altered_into_another(language: str, sex: str) -> None:
    patronymic = of(language, "patronymic", sex)[0].nominative
    for given in of(language, "given", sex):
        for surname in of(language, "surname", sex):
            assert nominatives(surname.nominative, given.nominative, patronymic) == ()
            assert nominatives(surname.nominative, given.nominative, "") == ()
