"""What one word of a name may stand for: names without their articles, and initials."""

from __future__ import annotations

import pytest

from matcher.vocabulary import WordForms, WordVocabulary, given_forms, patronymic_forms, surname_forms


def fit(initial: str, name: str) -> bool:
    """Say whether an initial may stand for a given name, whichever alphabet either is written in."""
    forms = given_forms(initial)
    assert forms.initial
    return bool(set(forms.initials) & set(given_forms(name).initials))


def shared(a: WordForms, b: WordForms) -> set[str]:
    return set(a.keys) & set(b.keys)


@pytest.mark.parametrize(
    ("initial", "names"),
    [
        ("ю.", "юрій юлія юрий iurii yuri jurij youri"),
        ("я.", "яків яна яков yakiv iakov jana"),
        ("і.", "ігор ирина іван ihor"),
        ("и.", "ігор игорь iryna"),
        ("yu.", "юрій yuri iurii"),
        ("iu.", "юлія yuliia"),
        ("ju.", "юрій jurij"),
        ("ya.", "ярослав iaroslav"),
        ("ye.", "євген евгений yevhen evgeny"),
        ("zh.", "жанна zhanna"),
        ("kh.", "христина khrystyna"),
        ("sh.", "шаміль shamil"),
        ("ts.", "цезар"),
        ("г.", "ганна анна"),
        ("а.", "анна ганна"),
        ("є.", "євген евгений"),
        ("o.", "олександр александр"),
        ("й.", "йосип иосиф"),
        ("йо.", "йосип"),
    ],
)
def test_an_initial_fits_the_names_it_abbreviates(initial: str, names: str) -> None:
    assert [name for name in names.split() if not fit(initial, name)] == []


@pytest.mark.parametrize(
    ("initial", "names"),
    [
        ("ю.", "ігор іван яків ярослав йосип ihor ivan"),
        ("я.", "ігор іван юрій юлія ivan yuri"),
        ("і.", "юрій юлія яків ярослав"),
        ("yu.", "ігор яків іван"),
        ("ya.", "ігор юрій"),
        ("sh.", "семен сергій жанна"),
        ("т.", "степан дмитро"),
    ],
)
def test_an_initial_fits_no_name_of_another_sound(initial: str, names: str) -> None:
    assert [name for name in names.split() if fit(initial, name)] == []


@pytest.mark.parametrize("initial", ["y.", "j.", "i.", "y", "j", "i"])
@pytest.mark.parametrize("name", ["іван", "йосип", "яків", "юрій", "євген"])
def test_a_latin_y_j_or_i_may_stand_for_any_letter_that_is_romanised_so(initial: str, name: str) -> None:
    assert fit(initial, name)


def test_the_initials_of_one_person_are_not_those_of_another() -> None:
    assert not set(patronymic_forms("я.").initials) & set(patronymic_forms("ігорович").initials)
    assert set(patronymic_forms("я.").initials) & set(patronymic_forms("ярославович").initials)


def test_a_surname_is_abbreviated_as_its_alphabet_has_it() -> None:
    assert set(surname_forms("ю.").initials) & set(surname_forms("yushchenko").initials)
    assert not set(surname_forms("ю.").initials) & set(surname_forms("іващенко").initials)


@pytest.mark.parametrize("written", ["al-assad", "аль-ассад", "alassad", "al-asad"])
def test_an_arabic_article_makes_no_difference_to_a_surname(written: str) -> None:
    assert shared(surname_forms(written), surname_forms("ассад"))
    assert shared(surname_forms(written), surname_forms("assad"))


def test_an_article_is_not_half_of_a_double_surname() -> None:
    assert surname_forms("al-assad").weak_keys == ()
    assert not shared(surname_forms("al-assad"), surname_forms("al-hamdani"))
    assert surname_forms("нечуй-левицький").weak_keys


def test_a_given_name_is_the_same_with_and_without_its_article() -> None:
    assert shared(given_forms("al-hassan"), given_forms("hassan"))
    assert shared(given_forms("abd-el-rahman"), given_forms("абдулрахман"))


def test_letters_like_an_article_are_not_cut_off_a_name() -> None:
    assert not shared(given_forms("alisa"), given_forms("isa"))
    assert not shared(surname_forms("алексенко"), surname_forms("ксенко"))


def test_a_word_that_no_table_reads_is_told_apart() -> None:
    vocabulary = WordVocabulary("surname")
    unread, foreign, read = (vocabulary.forms[vocabulary.code(word)] for word in ("建国", "smith", "шевченко"))
    assert (unread.unread, foreign.unread, read.unread) == (True, False, False)
    assert foreign.phonetic
    assert not read.phonetic
