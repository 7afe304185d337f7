"""The invented lists: reproducible, as hard as promised, and true to their own ground truth."""

from __future__ import annotations

from collections import Counter
from dataclasses import fields, replace
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from fixtures.declension import decline, surname_form
from fixtures.draw import Draw
from fixtures.generate import small_pair
from fixtures.latin import romanise
from fixtures.lists import make_pair
from fixtures.messy import folder
from fixtures.people import look_alikes, make_person, make_relative
from fixtures.rates import OTHER, REALISTIC
from fixtures.tables import Surname, surnames

if TYPE_CHECKING:
    from fixtures.lists import Pair
    from fixtures.noise import Name

FIXTURES = Path(__file__).parent.parent / "fixtures"


@pytest.fixture(scope="module")
def realistic() -> Pair:
    return make_pair(1, 1000, 20000, REALISTIC)


@pytest.fixture(scope="module")
def other() -> Pair:
    return make_pair(2, 1000, 20000, OTHER)


def share(names: list[Name], *kinds: str) -> float:
    """Per cent of the names that show any of these kinds of noise."""
    return 100 * sum(any(kind in name.noise for kind in kinds) for name in names) / len(names)


def test_the_committed_pair_is_what_the_program_makes() -> None:
    for name, text in small_pair().files().items():
        assert (FIXTURES / name).read_bytes() == text.encode(), f"run: python -m fixtures.generate small ({name})"


def test_the_committed_messy_folder_is_what_the_program_makes() -> None:
    fresh = folder()
    committed = {path.name: path.read_bytes() for path in (FIXTURES / "messy").iterdir()}
    assert committed.keys() == fresh.keys()
    for name, content in fresh.items():
        assert committed[name] == content, f"run: python -m fixtures.generate messy ({name})"


def test_the_same_seed_gives_the_same_lists_and_another_seed_others() -> None:
    first = make_pair(3, 50, 400, REALISTIC)
    assert first.files() == make_pair(3, 50, 400, REALISTIC).files()
    assert first.files() != make_pair(4, 50, 400, REALISTIC).files()


def test_released_names_are_mostly_russian_then_ukrainian_then_latin_in_many_schemes(realistic: Pair) -> None:
    spellings = Counter("latin" if name.latin else name.spelling for name in realistic.released_names)
    assert spellings == {"ru": 450, "uk": 300, "latin": 250}
    latin = [name for name in realistic.released_names if name.latin]
    assert len({name.scheme for name in latin if "+" not in name.scheme}) >= 8
    assert {name.spelling for name in latin} == {"latin-uk", "latin-ru"}
    assert share(latin, "mixed schemes") > 5


def test_reports_are_mostly_ukrainian(realistic: Pair) -> None:
    # The second report about one person is made to differ from the first, hence not exactly 60, 25 and 15.
    spellings = Counter("latin" if name.latin else name.spelling for name in realistic.missing_names)
    assert spellings["uk"] == pytest.approx(12000, abs=60)
    assert spellings["ru"] == pytest.approx(5000, abs=60)
    assert spellings["latin"] == pytest.approx(3000, abs=60)


def test_three_in_five_released_are_reported_and_one_in_ten_of_those_twice(realistic: Pair) -> None:
    reports = Counter(row["released_id"] for row in realistic.truth)
    assert Counter(reports.values()) == {1: 540, 2: 60}


def test_the_second_report_about_a_person_is_spelled_otherwise(realistic: Pair) -> None:
    spelled = dict(zip((row["missing_id"] for row in realistic.missing), realistic.missing_names, strict=True))
    first: dict[str, str] = {}
    for row in realistic.truth:
        spelling = spelled[row["missing_id"]].spelling[:5]
        assert first.setdefault(row["released_id"], "") != spelling
        first[row["released_id"]] = spelling


@pytest.mark.parametrize("side", ["released", "missing"])
def test_every_damage_happens_as_often_as_the_specification_asks(realistic: Pair, side: str) -> None:
    names = realistic.released_names if side == "released" else realistic.missing_names
    assert 3 <= share(names, "date absent") <= 6
    assert 4 <= share(names, "year only") <= 7
    assert share(names, "date digit", "date swap") == pytest.approx(4, abs=0.1)
    assert 10 <= share(names, "no patronymic") <= 30
    assert 1.9 <= share(names, "initials") <= 4
    assert 2.9 <= share(names, "look-alike letters") <= 4
    assert share(names, "genitive", "dative") == pytest.approx(2, abs=0.3)
    assert share(names, "diminutive") == pytest.approx(3, abs=0.3)
    assert 0.5 <= share(names, "changed surname", "half surname", "maiden name in brackets") <= 2.5
    assert share(names, "call sign") > 0.5


def test_one_released_name_in_ten_is_damaged_by_typing_or_scanning(realistic: Pair) -> None:
    assert share(realistic.released_names, "typing", "ocr") == pytest.approx(10, abs=0.1)


def test_noise_strikes_the_cells_it_names(realistic: Pair) -> None:
    for row, name in zip(realistic.missing, realistic.missing_names, strict=True):
        assert (row["birth_date"] == "") == ("date absent" in name.noise)
        assert (row["patronymic"] == "") == ("no patronymic" in name.noise)


def test_several_kinds_of_noise_hit_one_record(realistic: Pair) -> None:
    assert sum(len(name.noise) >= 3 for name in realistic.released_names) > 20


def test_the_second_seed_has_other_rates(realistic: Pair, other: Pair) -> None:
    assert share(other.released_names, "typing", "ocr") > 1.2 * share(realistic.released_names, "typing", "ocr")
    assert len({row["released_id"] for row in other.truth}) == 450
    spellings = Counter("latin" if name.latin else name.spelling for name in other.released_names)
    assert spellings == {"uk": 450, "ru": 300, "latin": 250}
    hard = [row for row in other.details if row["kind"] not in {"true", ""}]
    assert len(hard) == 3200


@pytest.mark.parametrize("name", ["realistic", "other"])
def test_truth_names_only_records_that_exist_and_a_report_describes_one_person(
    name: str, request: pytest.FixtureRequest
) -> None:
    pair: Pair = request.getfixturevalue(name)
    released = [row["released_id"] for row in pair.released]
    missing = [row["missing_id"] for row in pair.missing]
    assert len(set(released)) == len(released) == 1000
    assert len(set(missing)) == len(missing) == 20000
    assert {row["released_id"] for row in pair.truth} <= set(released)
    reported = [row["missing_id"] for row in pair.truth]
    assert set(reported) <= set(missing)
    assert len(set(reported)) == len(reported)


def test_one_report_in_eight_imitates_somebody_and_is_not_true(realistic: Pair) -> None:
    hard = [row for row in realistic.details if row["kind"] not in {"true", ""}]
    assert len(hard) == 2500
    assert {row["kind"] for row in hard} == {"brother", "father", "twin", "namesake", "look-alike"}
    assert not {row["missing_id"] for row in hard} & {row["missing_id"] for row in realistic.truth}
    assert sum(row["imitates"].startswith("R") for row in hard) == 1000
    known = {row["released_id"] for row in realistic.released} | {row["missing_id"] for row in realistic.missing}
    assert all(row["imitates"] in known and row["imitates"] != row["missing_id"] for row in hard)


def test_details_and_truth_agree(realistic: Pair) -> None:
    true = [row for row in realistic.details if row["kind"] == "true"]
    assert {(row["released_id"], row["missing_id"]) for row in true} == {
        (row["released_id"], row["missing_id"]) for row in realistic.truth
    }


def test_the_details_tell_how_every_record_is_spelled_and_what_happened_to_it(realistic: Pair) -> None:
    for side, records, names in (
        ("released", realistic.released, realistic.released_names),
        ("missing", realistic.missing, realistic.missing_names),
    ):
        told = {
            row[f"{side}_id"]: (row[f"{side}_spelling"], row[f"{side}_scheme"], row[f"{side}_noise"])
            for row in realistic.details
            if row[f"{side}_id"]
        }
        assert told == {
            record[f"{side}_id"]: (name.spelling, name.scheme, "; ".join(name.noise))
            for record, name in zip(records, names, strict=True)
        }


def test_a_record_in_no_pair_has_one_row_of_its_own(realistic: Pair) -> None:
    single = [row for row in realistic.details if not row["kind"]]
    paired = [row for row in realistic.details if row["kind"]]
    assert all(bool(row["released_id"]) != bool(row["missing_id"]) for row in single)
    assert not any(row.get("imitates") for row in single)
    for side in ("released_id", "missing_id"):
        own = [row[side] for row in single if row[side]]
        assert len(own) == len(set(own))
        assert not set(own) & {row[side] for row in paired}


def test_common_surnames_collide(realistic: Pair) -> None:
    common = Counter(row["surname"].lower() for row in realistic.missing).most_common(1)[0]
    assert common[1] >= 15


@pytest.mark.parametrize("kind", ["brother", "father", "twin", "namesake", "look-alike"])
def test_relatives_and_look_alikes_are_somebody_else(kind: str) -> None:
    draw = Draw("relatives", kind)
    for _ in range(200):
        person = make_person(draw, REALISTIC)
        if kind == "look-alike" and not look_alikes(person.surname):
            continue
        relative = make_relative(person, kind, draw, REALISTIC)
        years = abs(person.born.year - relative.born.year)
        assert (relative.born == person.born) == (kind == "twin")
        assert (relative.surname == person.surname) == (kind != "look-alike")
        if kind in {"brother", "twin"}:
            assert relative.given != person.given
            assert relative.father == person.father
        if kind == "brother":
            assert 1 <= years <= 10
        if kind == "father":
            assert relative.given == person.father
            assert person.born.year - relative.born.year in range(20, 36)
        if kind in {"namesake", "look-alike"}:
            assert (relative.given, relative.sex) == (person.given, person.sex)


def test_shevchuk_looks_like_shevchenko() -> None:
    shevchenko = next(name for name in surnames().things if name.uk == "Шевченко")
    assert "Шевчук" in {name.uk for name in look_alikes(shevchenko)}


def test_about_a_seventh_of_the_surnames_are_of_russian_type() -> None:
    draw = Draw("surnames")
    origins = Counter(surnames().draw(draw).origin for _ in range(10000))
    assert origins["russian"] == pytest.approx(1500, abs=150)
    assert {"polish", "tatar", "armenian", "georgian", "jewish"} <= origins.keys()


@pytest.mark.parametrize(
    ("word", "case", "language", "part", "sex", "form"),
    [
        ("Шевченко", "genitive", "uk", "s", "m", "Шевченка"),
        ("Шевченко", "genitive", "ru", "s", "m", "Шевченко"),
        ("Шевченко", "dative", "uk", "s", "f", "Шевченко"),
        ("Кравець", "genitive", "uk", "s", "m", "Кравця"),
        ("Сорока", "dative", "uk", "s", "m", "Сороці"),
        ("Козловська", "dative", "uk", "s", "f", "Козловській"),
        ("Иванова", "genitive", "ru", "s", "f", "Ивановой"),
        ("Петро", "genitive", "uk", "g", "m", "Петра"),
        ("Ілля", "dative", "uk", "g", "m", "Іллі"),
        ("Павел", "dative", "ru", "g", "m", "Павлу"),
        ("Мария", "genitive", "ru", "g", "f", "Марии"),
        ("Григорович", "genitive", "uk", "p", "m", "Григоровича"),
        ("Ивановна", "dative", "ru", "p", "f", "Ивановне"),
    ],
)
def test_official_papers_decline_names(word: str, case: str, language: str, part: str, sex: str, form: str) -> None:
    assert decline(word, case, language=language, part=part, sex=sex) == form


def test_women_bear_the_feminine_form() -> None:
    assert surname_form(Surname("Чорний", "Черный", ""), "uk", "f") == "Чорна"
    assert surname_form(Surname("Чорний", "Черный", ""), "ru", "f") == "Черная"
    assert surname_form(Surname("Нікітін", "Никитин", ""), "ru", "f") == "Никитина"
    assert surname_form(Surname("Палій", "Палий", ""), "ru", "f") == "Палий"
    assert surname_form(Surname("Литвин", "Литвин", ""), "uk", "f") == "Литвин"


@pytest.mark.parametrize(
    ("text", "scheme", "latin"),
    [
        ("Згурський Юрій", "uk2010", "Zghurskyi Yurii"),
        ("Щербак Марія", "uk2010", "Shcherbak Mariia"),
        ("Шевченко Сергей", "icao", "Shevchenko Sergei"),
        ("Шевченко Никитин", "rufr", "Chevtchenko Nikitine"),
        ("Шевченко Юрий", "rude", "Schewtschenko Juri"),
        ("Щербак Ляшенко", "ukpl", "Szczerbak Laszenko"),
    ],
)
def test_names_are_romanised_as_the_schemes_say(text: str, scheme: str, latin: str) -> None:
    assert romanise(text, scheme, Draw(0)) == latin


def test_careless_typists_write_one_name_in_many_ways() -> None:
    draw = Draw("careless")
    assert len({romanise("Щербій", "careless-uk", draw) for _ in range(100)}) > 8


def test_latin_spellings_hold_no_cyrillic_unless_letters_were_exchanged(realistic: Pair) -> None:
    for row, name in zip(realistic.missing, realistic.missing_names, strict=True):
        if name.latin and "look-alike letters" not in name.noise:
            text = row["surname"] + row["given_name"] + row["patronymic"]
            assert not any("\u0400" <= letter <= "\u04ff" for letter in text), text


def test_too_few_reports_are_refused() -> None:
    with pytest.raises(SystemExit, match="leave no room"):
        make_pair(1, 100, 60, REALISTIC)


def test_a_list_without_noise_shows_the_person_as_they_are() -> None:
    quiet = dict.fromkeys((field.name for field in fields(REALISTIC.missing)), 0.0)
    clean = replace(REALISTIC.missing, **(quiet | {"ukrainian": 1.0}))
    pair = make_pair(1, 10, 60, replace(REALISTIC, missing=clean))
    assert not any(name.noise for name in pair.missing_names)
    assert all(row["surname"] and row["given_name"] and row["patronymic"] for row in pair.missing)
