from __future__ import annotations

import pytest

from matcher.names.respelling import in_other_script


@pytest.mark.parametrize(
    ("written", "respelled"),
    [
        ("Шевченко Тарас Григорович", "Shevchenko Taras Hryhorovych"),
        ("Камлюк Мария Владимировна", "Kamliuk Mariia Vladimirovna"),
        ("Кашуба Микола", "Kashuba Mykola"),
        ("Andrei Aleksandrovitch Ihnatiuk", "Андрей Александрович Игнатюк"),
        ("Symonenko-Saienko Mykola", "Симоненко-Саєнко Микола"),
        ("Simonenko-Sayenko Nikolay", "Симоненко-Саенко Николай"),
        ("Shibko Evgenij Mikhaylowich", "Шибко Евгений Михайлович"),
        ("Kalynovs'kyj Jevhen Oleksandrovyč", "Калиновський Євген Олександрович"),
        ("A. Petrenko", "A. Петренко"),
    ],
)
def test_all_words_of_a_name_are_respelled_in_one_language(written: str, respelled: str) -> None:
    assert in_other_script(written) == respelled


@pytest.mark.parametrize("written", ["", "12345", "•••••", "Z"])
def test_what_has_no_word_stays_unsaid(written: str) -> None:
    assert in_other_script(written) == ""


def test_no_cyrillic_word_is_read_with_a_soft_sign_after_a_vowel() -> None:
    assert in_other_script("Sayenko") == "Саенко"
    assert in_other_script("Ilyenko") == "Ильенко"
