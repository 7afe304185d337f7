"""Given names: one group over all languages, never two names in one."""

from __future__ import annotations

from collections import defaultdict

import pytest
from hypothesis import given as given_example
from hypothesis import strategies as st

from matcher.names.given import group_label, lookup_given, name_groups, table_groups
from matcher.names.romanisation import romanise
from matcher.names.schemes import schemes
from matcher.names.sounds import skeleton

# Spellings that two names of one sex share: either may be meant
SHARED = {
    "алена", "alena", "сафія", "safiya", "safia", "joan", "johann", "jerzy", "jakub", "leon", "thomas", "asia",
    "paula", "roushan", "safar", "samir", "sara", "soltan",
}  # fmt: skip


def full_groups(word: str) -> set[str]:
    return {match.group for match in lookup_given(word.lower()) if match.kind == "form"}


def short_groups(word: str) -> set[str]:
    return {match.group for match in lookup_given(word.lower()) if match.kind == "short"}


@pytest.mark.parametrize(
    ("group", "words"),
    [
        ("m:Володимир", "Володимир Владимир Уладзімір Volodymyr Vladimir Wladimir Wołodymyr Uladzimir Włodzimierz"),
        ("m:Сергій", "Сергій Сергей Сяргей Serhii Serhiy Sergey Sergei Sergueï Siarhei Sergiusz Serge"),
        ("m:Григорій", "Григорій Григорий Рыгор Hryhorii Grigory Grigori Grzegorz Gregory"),
        ("m:Микола", "Микола Николай Мікалай Mykola Nikolai Nikolay Nicholas Mikołaj"),
        ("m:Євген", "Євген Евгений Яўген Yevhen Evgeny Evgenii Jewgenij Evguéni Eugene Yauhen"),
        ("m:Михайло", "Михайло Михаил Міхаіл Mykhailo Mikhail Mikhaïl Michael Michał"),
        ("m:Олександр", "Олександр Александр Аляксандр Oleksandr Aleksandr Alexander Alexandre"),
        ("m:Олексій", "Олексій Алексей Аляксей Oleksii Alexey Aliaksei Aleksej"),
        ("m:Дмитро", "Дмитро Дмитрий Дзмітрый Dmytro Dmitry Dmitriy Dzmitry"),
        ("m:Данило", "Данило Даниїл Даниил Данила Danylo Daniil Daniel"),
        ("m:Гліб", "Гліб Глеб Hlib Gleb"),
        ("m:Пилип", "Пилип Филипп Піліп Pylyp Philipp Filip"),
        ("m:Юрій", "Юрій Юрий Юры Yurii Iurii Jurij Youri"),
        ("m:Георгій", "Георгій Георгий Heorhii Georgy George"),
        ("m:Єгор", "Єгор Егор Ягор Yehor Egor"),
        ("m:Віталій", "Віталій Виталий Віталь Vitalii Vitaly"),
        ("f:Наталія", "Наталія Наталья Наталля Nataliia Natalya Natalie"),
        ("f:Анна", "Ганна Анна Hanna Anna"),
        ("f:Олена", "Олена Елена Olena Yelena Helena"),
        ("f:Оксана", "Оксана Аксана Oksana Oxana"),
        ("m:Магомед", "Магомед Мухаммед Magomed Muhammad"),
        ("m:Руслан", "Руслан Ruslan Rouslan"),
    ],
)
def test_all_forms_and_romanisations_of_a_name_are_one_group(group: str, words: str) -> None:
    for word in words.split():
        assert full_groups(word) == {group}, word


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Михайло", "Микола"), ("Олексій", "Олександр"), ("Євген", "Євгенія"), ("Мар'ян", "Мар'яна"),
        ("Валентин", "Валентина"), ("Данило", "Данута"), ("Іван", "Іванна"), ("Антон", "Антоніна"),
        ("Олександр", "Олександра"), ("Артем", "Артемій"), ("Юрій", "Георгій"), ("Іван", "Ян"),
        ("Ганна", "Жанна"), ("Оксана", "Ксенія"), ("Арсен", "Арсеній"), ("Станіслав", "Святослав"),
        ("Марія", "Марина"), ("Ніна", "Антоніна"), ("Ярослав", "Ростислав"), ("Федір", "Феодосій"),
        ("Jan", "Ivan"), ("Julia", "Juliana"), ("Evgeny", "Evgenia"), ("Aleksandr", "Aleksei"),
    ],
)  # fmt: skip
def test_different_names_share_no_group(one: str, other: str) -> None:
    assert full_groups(one)
    assert full_groups(other)
    assert not full_groups(one) & full_groups(other)


def test_short_forms_point_to_full_names_of_both_sexes() -> None:
    assert {"m:Олександр", "f:Олександра"} <= short_groups("Саша")
    assert short_groups("Женя") == {"m:Євген", "f:Євгенія"}
    for word, group in {
        "Сашко": "m:Олександр", "Вова": "m:Володимир", "Вовка": "m:Володимир", "Володя": "m:Володимир",
        "Коля": "m:Микола", "Микольцьо": "m:Микола", "Михась": "m:Михайло", "Івась": "m:Іван", "Льоша": "m:Олексій",
        "Леша": "m:Олексій", "Жека": "m:Євген", "Сергійко": "m:Сергій", "Серьога": "m:Сергій", "Дімон": "m:Дмитро",
        "Марічка": "f:Марія", "Настуся": "f:Анастасія", "Vova": "m:Володимир", "Kolya": "m:Микола",
    }.items():  # fmt: skip
        assert group in {match.group for match in lookup_given(word.lower())}, word
    assert "f:Олександра" in {match.group for match in lookup_given("леся")}


def test_an_unknown_word_is_no_name() -> None:
    assert lookup_given("шевченко") == ()
    assert lookup_given("qwxzy") == ()
    assert lookup_given("") == ()


def test_no_form_crosses_sexes() -> None:
    by_word: dict[str, set[str]] = defaultdict(set)
    for group in table_groups().values():
        for form in (*group.uk, *group.ru, *group.be, *group.other):
            by_word[form.lower()].add(group.sex)
    assert [word for word, sexes in by_word.items() if len(sexes) > 1] == []


def test_no_full_form_is_two_names_unless_on_purpose() -> None:
    by_word: dict[tuple[str, str], set[str]] = defaultdict(set)
    for group in table_groups().values():
        for form in (*group.uk, *group.ru, *group.be, *group.other):
            by_word[group.sex, form.lower()].add(group.id)
    assert {word for (_sex, word), groups in by_word.items() if len(groups) > 1} == SHARED


def test_a_man_and_a_woman_never_share_a_sound() -> None:
    sounds: dict[str, set[str]] = defaultdict(set)
    for group in table_groups().values():
        for form in (*group.uk, *group.ru, *group.be):
            sounds[skeleton(form.lower())].add(group.sex)
    assert [sound for sound, sexes in sounds.items() if len(sexes) > 1] == []


def test_the_table_is_large_and_every_group_has_a_label() -> None:
    groups = name_groups()
    assert sum(bool(group.be) for group in groups.values()) >= 350
    assert all(group_label(group) for group in groups)
    assert group_label("m:Володимир") == ("Володимир", "Владимир", "Уладзімір")
    assert group_label("m?:zus") == ("zus",)


CURATED = [group for group in name_groups().values() if group.be][:250]


@pytest.mark.parametrize("scheme", schemes(), ids=lambda scheme: scheme.id)
def test_common_names_survive_every_romanisation(scheme: object) -> None:
    language, scheme_id = scheme.language, scheme.id  # type: ignore[attr-defined]
    lost = [
        form
        for group in CURATED
        for form in group.forms(language)[:1]
        if group.id not in full_groups(romanise(form, scheme_id))
    ]
    assert len(lost) <= 0.04 * len(CURATED), lost


@given_example(st.sampled_from(CURATED), st.sampled_from(schemes()))
def test_a_romanised_name_never_becomes_one_of_the_other_sex(group: object, scheme: object) -> None:
    for form in group.forms(scheme.language)[:1]:  # type: ignore[attr-defined]
        found = lookup_given(romanise(form, scheme.id).lower())  # type: ignore[attr-defined]
        assert {match.sex for match in found if match.kind == "form"} <= {group.sex}  # type: ignore[attr-defined]


@given_example(st.text(max_size=12))
def test_any_word_is_looked_up_without_error(word: str) -> None:
    assert isinstance(lookup_given(word.lower()), tuple)
