"""Greek names: two letters for one sound, accents that come and go, women's surnames in the genitive."""

from __future__ import annotations

import pytest

from matcher.names.given import lookup_given
from matcher.names.scripts.greek import fold, readings
from matcher.names.sounds import skeleton


def sounds(word: str) -> set[str]:
    return {skeleton(reading.text) for reading in readings(word)}


@pytest.mark.parametrize(
    ("native", "cyrillic"),
    [
        ("Παπαδόπουλος", "пападопулос"),
        ("Κωνσταντινίδης", "константинидис"),
        ("Μπέης", "беис"),
        ("Ντούμας", "думас"),
        ("Γκίκας", "гикас"),
        ("Αγγελόπουλος", "ангелопулос"),
        ("Τσίπρας", "ципрас"),
        ("Ευθυμίου", "евтимиу"),
        ("Γιαννόπουλος", "яннопулос"),
        ("Ξενάκης", "ксенакис"),
        ("Ψαρράς", "псаррас"),
        ("Ιβανόφ", "иванов"),
        ("Ζελένσκι", "зеленский"),
    ],
)
def test_a_surname_is_read_first_as_it_is_spoken(native: str, cyrillic: str) -> None:
    assert skeleton(readings(native)[0].text) == skeleton(cyrillic)
    assert (readings(native)[0].scheme, readings(native)[0].language) == ("el-everyday", "el")


@pytest.mark.parametrize(
    ("native", "cyrillic"),
    [
        ("Σεβτσένκο", "шевченко"),  # Greek has neither ш nor ч
        ("Κοβαλτσούκ", "ковалчук"),
        ("Χατζής", "хаджис"),
        ("Περικλής", "периклес"),
        ("Αλέξανδρος", "александр"),
        ("Θεοδωρίδης", "феодоридис"),
        ("Μπάμπης", "бабис"),
    ],
)
def test_other_habits_are_among_the_readings(native: str, cyrillic: str) -> None:
    assert skeleton(cyrillic) in sounds(native)


@pytest.mark.parametrize(
    ("woman", "man"),
    [
        ("Παπαδοπούλου", "Παπαδόπουλος"),
        ("Μιχαηλίδου", "Μιχαηλίδης"),
        ("Αλεξάκη", "Αλεξάκης"),
        ("Αλεξάνδρου", "Αλέξανδρος"),
    ],
)
def test_a_womans_surname_is_also_read_as_the_mans(woman: str, man: str) -> None:
    assert skeleton(readings(man)[0].text) in sounds(woman)
    assert readings(woman)[0].text != readings(man)[0].text


@pytest.mark.parametrize(
    "spellings",
    [
        ("Γεώργιος", "ΓΕΩΡΓΙΟΣ", "Γεωργιος", "Γεώργιοσ"),
        ("Ἀριστοτέλης", "Αριστοτέλης", "᾽Αριστοτελης"),
        ("Ζαΐμης", "ΖΑΙΜΗΣ"),
        ("Ιωάννης", "Iωάννης"),  # a Latin capital I
    ],
)
def test_accents_breathings_and_final_sigma_fold_away(spellings: tuple[str, ...]) -> None:
    assert len({fold(word) for word in spellings}) == 1


def test_marks_tell_when_two_vowels_are_sounded_apart() -> None:
    assert readings("Ζαΐμης")[0].text == "заимис"
    assert readings("Ράις")[0].text == "раис"
    assert readings("Παίζης")[0].text.startswith("пе")


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Παπαδόπουλος", "Παπαδάκης"),
        ("Γεωργίου", "Γρηγορίου"),
        ("Νικόλαος", "Μιχαήλ"),
        ("Δημητρίου", "Δημητριάδης"),
        ("Αθανασίου", "Αναστασίου"),
    ],
)
def test_different_names_share_no_reading(one: str, other: str) -> None:
    assert not sounds(one) & sounds(other)
    assert fold(one) != fold(other)


@pytest.mark.parametrize(
    ("native", "group"),
    [
        ("Γεώργιος", "m:Георгій"),
        ("Νικόλαος", "m:Микола"),
        ("Γιάννης", "m:Іван"),
        ("Ελένη", "f:Олена"),
        ("Ειρήνη", "f:Ірина"),
    ],
)
def test_a_given_name_is_the_name_that_lists_know(native: str, group: str) -> None:
    assert group in {match.group for match in lookup_given(native.lower())}
