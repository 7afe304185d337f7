"""Headings mean the same in every language, order and spelling habit."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.errors import InputError
from matcher.fields import FIELDS
from matcher.intake.headings import count_recognised, interpret, recognise
from matcher.tables import read_table

CASES = {
    "full_name": [
        "ПІБ",
        "П.І.Б.",
        "П. І. Б.",
        "ФИО",
        "Ф.И.О.",
        "Прізвище, ім'я та по батькові",
        "Full name",
        "ФИО пленного",
    ],
    "surname": ["Прізвище", "ПРІЗВИЩЕ", "Фамилия", "Фaмилия", "Last Name", "last_name", "Nazwisko", "Familienname"],
    "given_name": ["Ім'я", "Ім’я", "Імʼя", "Имя", "firstName", "Vorname"],
    "patronymic": ["По батькові", "по-батькові", "Отчество", "Middle name"],
    "other_names": ["Дівоче прізвище", "Девичья фамилия", "Alias"],
    "birth_date": [
        "Дата народження",
        "Дата рождения (ДД.ММ.ГГГГ)",
        "г.р.",
        "р.н.",
        "Д/Н",
        "Д.Р.",
        "год рождения",
        "DOB",
        "born",
    ],
    "unit": ["В/ч", "в/ч:", "Військова частина", "Підрозділ", "Воинская часть"],
    "rank": ["Звання", "Звание", "Військове звання", "Rank"],
    "call_sign": ["Позивний", "Позывной", "Callsign"],
    "sex": ["Стать", "Пол", "Sex", "Płeć"],
    "birth_place": ["Місце народження", "Место рождения"],
    "event_date": ["Зниклий безвісти з", "Дата зникнення", "дата полону", "Missing since", "Пропал без вести с"],
    "event_place": ["Місце зникнення", "Место исчезновения", "Place of capture"],
    "release_date": ["Дата звільнення", "Дата обмена"],
    "tax_number": ["РНОКПП", "ІПН", "ИНН", "РНОКПП (ІПН)"],
    "document_number": ["Паспорт", "паспорт (серія, номер)"],
    "tag_number": ["Жетон", "№ жетона"],
    "home_region": ["Область"],
    "home_place": ["Адреса", "Место жительства"],
    "photo": ["Фото"],
    "source": ["Джерело", "Источник"],
    "notes": ["Примітки", "Примечание"],
    "id": ["ID", "id", "released_id", "missing_id", "Case ID", "personId", "prisoner-id", "ідентифікатор"],
    "row_number": ["№", "№ з/п", "№ п/п", "п/п", "#", "No."],
}


@pytest.mark.parametrize(("field", "heading"), [(field, heading) for field, all_ in CASES.items() for heading in all_])
def test_headings_of_real_lists(field: str, heading: str) -> None:
    meaning = recognise(heading)
    assert meaning is not None
    assert meaning.field == field


@pytest.mark.parametrize(
    "heading",
    ["", "Бригадир", "ПІБ заявника", "Телефон", "unit_id", "photo ID", "region_id", "paid", "PAID", "Ф", "Дата", "..."],
)
def test_what_is_not_about_the_person_is_left_alone(heading: str) -> None:
    assert recognise(heading) is None


@pytest.mark.parametrize("field", FIELDS, ids=lambda field: field.name)
def test_the_vocabulary_recognises_itself(field: object) -> None:
    meaning = recognise(field.name)  # type: ignore[attr-defined]
    assert meaning is not None
    assert meaning.field == field.name  # type: ignore[attr-defined]


def test_every_line_of_the_table_is_read_as_it_says() -> None:
    for field, _language, heading in read_table("headings.tsv", 3):
        meaning = recognise(heading)
        assert meaning is not None
        assert meaning.field == field, heading


@given(st.sampled_from(read_table("headings.tsv", 3)), st.sampled_from([str.upper, str.lower, str.title]))
def test_letter_case_space_and_punctuation_do_not_matter(row: tuple[str, str, str], change: type[str]) -> None:
    # ß has no single capital letter; everything else survives the change of case.
    meaning = recognise(f"  {change(row[2]).replace(' ', '  ')}: ")
    assert meaning is not None
    assert meaning.field == row[0]


def test_a_column_called_name_is_the_part_that_is_missing() -> None:
    def fields(*headings: str) -> list[str | None]:
        return [meaning.field if meaning else None for meaning in interpret(headings, None, "list")]

    assert fields("Name", "Surname") == ["given_name", "surname"]
    assert fields("Name", "Vorname") == ["surname", "given_name"]
    assert fields("Name") == ["full_name"]
    assert fields("Name", "Surname", "First name") == ["full_name", "surname", "given_name"]


def test_what_the_user_says_comes_first() -> None:
    meanings = interpret(["ПІБ", "Хто", "Пол"], {"хто ": "full_name", "Пол": "ignore"}, "list")
    assert [meaning.field if meaning else None for meaning in meanings] == ["full_name", "full_name", None]
    assert meanings[1] is not None
    assert meanings[0] is not None
    assert meanings[1].preference < meanings[0].preference


def test_a_mapping_of_what_does_not_exist_is_refused_with_suggestions() -> None:
    with pytest.raises(InputError, match=r"list.csv has no column 'Прізвищ'; did you mean Прізвище\?"):
        interpret(["Прізвище"], {"Прізвищ": "surname"}, "list.csv")
    with pytest.raises(InputError, match=r"no field 'surnam'; did you mean surname"):
        interpret(["Прізвище"], {"Прізвище": "surnam"}, "list.csv")


def test_a_wrong_mapping_shows_nobodys_data_where_there_are_no_headings() -> None:
    with pytest.raises(InputError) as caught:
        interpret(["Шевченко Тарас", "1985"], {"ПІБ": "full_name"}, "list.csv")
    assert "Шевченко" not in str(caught.value)


def test_headings_are_counted_once_each() -> None:
    assert count_recognised(["ПІБ", "ФИО", "№", "Шевченко", ""]) == 2
    assert count_recognised(["Хто"], {"хто": "full_name"}) == 1
