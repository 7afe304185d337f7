"""Small words of names: what they are joined to, and the article taken off."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.names.particles import bare, follows, glue

# One text is easier to read and to extend than forty quoted words.
_WORDS = (  # noqa: SIM905
    "абд аль ар рахман abd al abdul rahman kader von der de la cruz ибн бен ben bin абу abu umm бакр хасанов оглы oğlu "
    "qızı nur din ad-din allah тарас иван عبد الرحمن ابو بكر بن محمد نور الدين ال سعيد abd-el-kader мамед-оглы"
).split()


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("abd al rahman hamdani", ["abdalrahman", "hamdani"]),
        ("abdul rahman hamdani", ["abdulrahman", "hamdani"]),
        ("abd-el-kader brahimi", ["abdelkader", "brahimi"]),
        ("абд аль рахман", ["абдальрахман"]),
        ("абд ар рахман", ["абдаррахман"]),
        ("عبد الرحمن محمد", ["عبدالرحمن", "محمد"]),
    ],
)
def test_the_halves_of_an_abd_name_are_one_name(written: str, names: list[str]) -> None:
    assert glue(written.split()) == names


def test_abdul_before_an_ordinary_surname_stays_a_name_of_its_own() -> None:
    assert glue(["abdul", "karimov"]) == ["abdul", "karimov"]
    assert glue(["абдул", "петренко"]) == ["абдул", "петренко"]


@pytest.mark.parametrize(
    ("written", "names"),
    [
        ("nur al din mohammed", ["nuraldin", "mohammed"]),
        ("salah ad-din", ["salahaddin"]),
        ("habib ullah khan", ["habibullah", "khan"]),
        ("نور الدين علي", ["نورالدين", "علي"]),
    ],
)
def test_names_in_al_din_and_allah_are_one_name(written: str, names: list[str]) -> None:
    assert glue(written.split()) == names


def test_a_korean_or_slavic_din_is_not_joined() -> None:
    assert glue(["іван", "дін"]) == ["іван", "дін"]


def test_the_fathers_name_stays_with_ibn() -> None:
    assert glue(["محمد", "بن", "سلمان"]) == ["محمد", "بن-سلمان"]
    assert glue(["ahmed", "ould", "daddah"]) == ["ahmed", "ould-daddah"]
    assert glue(["ибн", "абд", "аль", "рахман"]) == ["ибн-абдальрахман"]
    assert glue(["ahmed", "ben", "salah"]) == ["ahmed", "ben-salah"]


def test_ben_is_a_given_name_where_nothing_else_would_be_left() -> None:
    assert glue(["ben", "johnson"]) == ["ben", "johnson"]


def test_a_kunya_is_one_name_but_a_chechen_abu_has_a_patronymic() -> None:
    assert glue(["ابو", "بكر", "البغدادي"]) == ["ابوبكر", "البغدادي"]
    assert glue(["abu", "bakr", "al", "baghdadi"]) == ["abubakr", "al-baghdadi"]
    assert glue(["хасанов", "абу", "вахаевич"]) == ["хасанов", "абу", "вахаевич"]


def test_the_article_is_joined_and_its_assimilated_forms_only_before_their_sound() -> None:
    assert glue(["башар", "аль", "ассад"]) == ["башар", "аль-ассад"]
    assert glue(["ар", "рахман"]) == ["ар-рахман"]
    assert glue(["ан", "ван"]) == ["ан", "ван"]


def test_son_words_follow_a_fathers_name() -> None:
    assert glue(["алієв", "мамед", "ахмед", "оглы"]) == ["алієв", "мамед", "ахмед оглы"]
    assert glue(["əliyeva", "leyla", "həsən", "qızı"]) == ["əliyeva", "leyla", "həsən qızı"]
    assert follows("оглы")
    assert not follows("ахмед")


def test_a_son_word_after_one_name_only_is_left_alone() -> None:
    assert glue(["ахмед", "оглы"]) == ["ахмед", "оглы"]


def test_european_particles_are_joined_to_the_surname() -> None:
    assert glue(["ursula", "von", "der", "leyen"]) == ["ursula", "von-der-leyen"]
    assert glue(["ван", "дер", "меер", "ян"]) == ["ван-дер-меер", "ян"]
    assert glue(["juan", "de", "la", "cruz"]) == ["juan", "de-la-cruz"]
    assert glue(["john", "mac", "donald"]) == ["john", "macdonald"]


def test_ordinary_names_pass_as_they_are() -> None:
    words = ["шевченко", "тарас", "григорович"]
    assert glue(words) == words
    assert glue(["петренко-коваль", "анна-марія"]) == ["петренко-коваль", "анна-марія"]


@given(st.lists(st.sampled_from(_WORDS), max_size=6))
def test_gluing_keeps_every_letter_in_its_order(words: list[str]) -> None:
    def letters(parts: list[str]) -> str:
        return "".join(parts).replace("-", "").replace(" ", "")

    glued = glue(words)
    assert letters(glued) == letters(words)
    assert len(glued) <= len(words)
    assert all(glued)


@pytest.mark.parametrize("written", ["al-assad", "alassad", "el-assad", "assad"])
def test_an_article_takes_nothing_from_the_name(written: str) -> None:
    assert bare(written) == "assad"


@pytest.mark.parametrize("written", ["аль-асад", "эль-асад", "альасад", "асад"])
def test_a_cyrillic_article_takes_nothing_from_the_name(written: str) -> None:
    assert bare(written) == "асад"


def test_an_arabic_article_comes_off_except_where_it_is_the_root() -> None:
    assert bare("السعيد") == bare("سعيد")
    assert bare("الياس") != bare("ياس")


@pytest.mark.parametrize(
    "written",
    ["abdulrahman", "abdelrahman", "abdurrahman", "abd-al-rahman", "abdur-rahman", "abdrahman", "abdalrahman"],
)
def test_every_spelling_of_abd_al_rahman_is_one(written: str) -> None:
    assert bare(written) == "abdrahman"


def test_cyrillic_and_arabic_abd_names_lose_the_article() -> None:
    assert bare("абдуррахман") == bare("абд-ар-рахман") == bare("абдурахман") == "абдрахман"
    assert bare("عبدالرحمن") == bare("عبد الرحمن")
    assert bare("абдулла") == bare("абдаллах")


@pytest.mark.parametrize(
    "name", ["alexander", "albert", "elena", "альберт", "ельвіра", "abdulov", "алєксєєв", "alshevskyi", "von-der-leyen"]
)
def test_names_that_only_look_like_articles_stay(name: str) -> None:
    assert bare(name) == name


@given(st.sampled_from(_WORDS))
def test_taking_the_article_off_never_leaves_nothing(word: str) -> None:
    assert bare(word)
    assert bare(bare(word)) == bare(word)
