"""Armenian names: two pronunciations, two orthographies, and what Russian documents make of them."""

from __future__ import annotations

import pytest

from matcher.names.given import lookup_given
from matcher.names.scripts.armenian import fold, readings
from matcher.names.sounds import skeleton


def sounds(word: str) -> set[str]:
    return {skeleton(reading.text) for reading in readings(word)}


@pytest.mark.parametrize(
    ("native", "cyrillic"),
    [
        ("Պետրոսյան", "петросян"),
        ("Ոսկանյան", "восканян"),
        ("Հակոբյան", "акопян"),
        ("Ղազարյան", "казарян"),
        ("Խաչատուրով", "хачатуров"),
        ("Մանուկյան", "манукян"),
        ("Եղիազարյան", "егиазарян"),
        ("Ճաղարյան", "чагарян"),
        ("Շևչենկո", "шевченко"),
        ("Ջանիբեկյան", "джанибекян"),
    ],
)
def test_a_surname_is_read_first_as_in_the_east(native: str, cyrillic: str) -> None:
    assert skeleton(readings(native)[0].text) == skeleton(cyrillic)
    assert (readings(native)[0].scheme, readings(native)[0].language) == ("hy-east", "hy")


@pytest.mark.parametrize(
    ("native", "cyrillic"),
    [
        ("Պետրոսյան", "бедросян"),
        ("Պապիկյան", "бабигян"),
        ("Տիգրան", "дикран"),
        ("Գևորգ", "кеворк"),
        ("Ճանիկյան", "джанигян"),
    ],
)
def test_a_western_reading_exchanges_the_stops(native: str, cyrillic: str) -> None:
    western = [reading for reading in readings(native) if reading.scheme == "hy-west"]
    assert skeleton(cyrillic) in {skeleton(reading.text) for reading in western}


@pytest.mark.parametrize(
    "spellings",
    [
        ("Սարգսյան", "Սարգսեան", "ՍԱՐԳՍՅԱՆ"),
        ("Լևոն", "Լեւոն", "ԼԵՎՈՆ", "ԼԵՒՈՆ"),
        ("Հովհաննես", "Յովհաննէս"),
        ("Դավիթ", "Դաւիթ"),
        ("Սուրեն", "Սուրէն"),
        ("Հարություն", "Յարութիւն"),
        ("Մնացական", "ﬓացական"),
    ],
)
def test_two_orthographies_of_one_name_fold_together(spellings: tuple[str, ...]) -> None:
    assert len({fold(word) for word in spellings}) == 1


def test_documents_that_drop_the_h_or_soften_a_stop_are_among_the_readings() -> None:
    assert {skeleton("саргсян"), skeleton("саркисян")} <= sounds("Սարգսյան")
    assert {skeleton("ованнисян"), skeleton("оганисян")} <= sounds("Հովհաննիսյան")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Պետրոսյան", "Պողոսյան"),
        ("Սարգսյան", "Սահակյան"),
        ("Աշոտ", "Արշակ"),
        ("Վարդան", "Վահան"),
        ("Մարտիրոսյան", "Մկրտչյան"),
    ],
)
def test_different_names_share_no_reading(one: str, other: str) -> None:
    assert not sounds(one) & sounds(other)
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("native", "group"),
    [("Նիկոլայ", "m:Микола"), ("Տիգրան", "m:Тигран"), ("Հակոբ", "m:Акоп"), ("Աշոտ", "m:Ашот"), ("Գոհար", "f:Гоар")],
)
def test_a_given_name_is_the_name_that_lists_know(native: str, group: str) -> None:
    assert group in {match.group for match in lookup_given(native.lower())}
