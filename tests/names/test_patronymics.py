"""Patronymics: the father's name behind every form, case and alphabet."""

from __future__ import annotations

import pytest
from hypothesis import given as given_example
from hypothesis import strategies as st

from matcher.names.endings import undo_any_case
from matcher.names.patronymics import _nominatives, looks_like_patronymic, lookup_patronymic
from matcher.names.romanisation import romanise
from matcher.names.schemes import schemes


def fathers(word: str) -> set[str]:
    return {match.group for match in lookup_patronymic(word.lower())}


def sexes(word: str) -> set[str]:
    return {match.sex for match in lookup_patronymic(word.lower())}


@pytest.mark.parametrize(
    ("father", "sons", "daughters"),
    [
        ("m:Володимир", "Володимирович Владимирович Уладзіміравіч Volodymyrovych Wladimirowitsch Vladimirovitch",
         "Володимирівна Владимировна Уладзіміраўна Volodymyrivna Wladimirowna"),
        ("m:Микола", "Миколайович Николаевич Мікалаевіч Mykolaiovych Nikolaevich Nikolajewitsch",
         "Миколаївна Николаевна Mykolaivna Nikołajewna"),
        ("m:Ілля", "Ілліч Ильич Ільіч Illich Ilyich Iljitsch", "Іллівна Ильинична Illivna Ilinichna"),
        ("m:Кузьма", "Кузьмич Kuzmich Kuzmych", "Кузьмівна Кузьминична Kuzminichna"),
        ("m:Лука", "Лукич Lukych", "Луківна Лукинична"),
        ("m:Яків", "Якович Яковлевич Yakovych Iakovlevich", "Яківна Яковлевна Yakivna"),
        ("m:Григорій", "Григорович Григорьевич Рыгоравіч Hryhorovych Grigorievich", "Григорівна Григорьевна"),
        ("m:Ігор", "Ігорович Игоревич Ihorovych Igorevich", "Ігорівна Игоревна Ihorivna"),
        ("m:Юрій", "Юрійович Юрьевич Юр'евіч Yuriiovych Jurjewitsch Iourievitch", "Юріївна Юрьевна Yuriivna"),
        ("m:Микита", "Микитович Никитич Nikitich", "Микитівна Никитична"),
        ("m:Василь", "Васильович Васильевич Vasylovych Wasiljewitsch", "Василівна Васильевна Vasylivna"),
        ("m:Павло", "Павлович Паўлавіч Pavlovych Pawłowicz", "Павлівна Павловна"),
        ("m:Дмитро", "Дмитрович Дмитриевич Dmytrovych Dmitrijewitsch", "Дмитрівна Дмитриевна Dmytrivna"),
    ],
)  # fmt: skip
def test_all_forms_lead_to_the_father(father: str, sons: str, daughters: str) -> None:
    for word in sons.split():
        assert fathers(word) == {father}, word
        assert sexes(word) == {"m"}, word
    for word in daughters.split():
        assert fathers(word) == {father}, word
        assert sexes(word) == {"f"}, word


@pytest.mark.parametrize(
    ("oblique", "father"),
    [
        ("Григоровича", "m:Григорій"), ("Григоровичу", "m:Григорій"), ("Григоровичем", "m:Григорій"),
        ("Петрівни", "m:Петро"), ("Петрівною", "m:Петро"), ("Петровной", "m:Петро"), ("Петровне", "m:Петро"),
        ("Ілліча", "m:Ілля"), ("Ильиничны", "m:Ілля"), ("Hryhorovycha", "m:Григорій"), ("Petrivny", "m:Петро"),
    ],
)  # fmt: skip
def test_oblique_cases_lead_to_the_same_father(oblique: str, father: str) -> None:
    assert fathers(oblique) == {father}
    assert looks_like_patronymic(oblique.lower())


def test_fathers_that_must_stay_apart() -> None:
    for one, other in [
        ("Михайлович", "Миколайович"), ("Олексійович", "Олександрович"), ("Арсенович", "Арсенійович"),
        ("Артемович", "Артемійович"), ("Єгорович", "Ігорович"), ("Юрійович", "Георгійович"),
        ("Станіславович", "Святославович"), ("Романович", "Романівна"),
    ]:  # fmt: skip
        assert not set(lookup_patronymic(one.lower())) & set(lookup_patronymic(other.lower()))


@pytest.mark.parametrize(
    ("uk", "ru"),
    [
        ("Зебрікович", "Зебрикович"), ("Балажівна", "Балажевна"), ("Ухтомійович", "Ухтомиевич"),
        ("Бжезіславівна", "Бжезиславовна"), ("Ґрімальдійович", "Гримальдиевич"),
    ],
)  # fmt: skip
def test_a_father_that_no_table_knows_is_one_in_both_languages(uk: str, ru: str) -> None:
    assert fathers(uk) == fathers(ru)
    assert all(group.startswith("m?:") for group in fathers(uk))


def test_the_words_for_son_and_daughter_are_understood() -> None:
    for word in ("ахмед огли", "ахмед-оглы", "ахмедоглу", "ahmed oğlu"):
        assert fathers(word) == {"m:Ахмед"}, word
        assert sexes(word) == {"m"}, word
    assert sexes("ахмед кызы") == {"f"}


@pytest.mark.parametrize(
    ("words", "father", "sex"),
    [
        ("ахмед улы;ахмедулы;ахмед ұлы;akhmed uly;аҳмад ўғли;ahmad o'g'li;akhmed oghlu;ахмед аглы", "m:Ахмед", "m"),
        ("ахмед қызы;ахмедқызы;аҳмад қизи;əhməd qızı;ahmed kızı", "m:Ахмед", "f"),
        ("нурланулы;нурланұлы;nurlanuly;nurlanūly", "m:Нурлан", "m"),
        ("bakyt uulu;бакыт уулу", "m:Бакит", "m"),
        ("ahmedowiç;əhmədoviç", "m:Ахмед", "m"),
    ],
)
def test_turkic_patronymics_lead_to_the_father(words: str, father: str, sex: str) -> None:
    for word in words.split(";"):
        assert father in fathers(word), word
        assert sexes(word) == {sex}, word


def test_a_child_word_tells_no_sex_and_runs_into_surnames() -> None:
    assert sexes("ахмед заде") == {"m", "f"}
    assert looks_like_patronymic("ахмед-заде")
    for surname in ("ализаде", "рахимзода", "микулы", "зозулы", "загулы"):
        assert not looks_like_patronymic(surname), surname


def test_every_reading_of_an_unknown_father_is_kept() -> None:
    assert {"m?:zebrik"} <= fathers("зебрик оглы")


def test_surnames_and_given_names_do_not_look_like_patronymics() -> None:
    for word in (
        "шевченко", "ковальчук", "станкевич", "мацкевич", "мороз", "бойко", "галич", "зіневич", "славна", "ольга",
        "іванна", "petrenko", "kovalchuk", "stankevych", "anna", "halych", "", "я",
    ):  # fmt: skip
        assert not looks_like_patronymic(word), word


@given_example(st.text(max_size=12))
def test_any_word_is_looked_up_without_error(word: str) -> None:
    assert isinstance(lookup_patronymic(word.lower()), tuple)


# The usual patronymics after common fathers: son and daughter in Ukrainian, Russian, Belarusian.
LANGUAGES = ("uk", "ru", "be")
COMMON = {
    "m:Олександр": "Олександрович Олександрівна Александрович Александровна Аляксандравіч Аляксандраўна",
    "m:Микола": "Миколайович Миколаївна Николаевич Николаевна Мікалаевіч Мікалаеўна",
    "m:Сергій": "Сергійович Сергіївна Сергеевич Сергеевна Сяргеевіч Сяргееўна",
    "m:Володимир": "Володимирович Володимирівна Владимирович Владимировна Уладзіміравіч Уладзіміраўна",
    "m:Іван": "Іванович Іванівна Иванович Ивановна Іванавіч Іванаўна",
    "m:Михайло": "Михайлович Михайлівна Михайлович Михайловна Міхайлавіч Міхайлаўна",
    "m:Василь": "Васильович Василівна Васильевич Васильевна Васільевіч Васільеўна",
    "m:Олексій": "Олексійович Олексіївна Алексеевич Алексеевна Аляксеевіч Аляксееўна",
    "m:Андрій": "Андрійович Андріївна Андреевич Андреевна Андрэевіч Андрэеўна",
    "m:Дмитро": "Дмитрович Дмитрівна Дмитриевич Дмитриевна Дзмітрыевіч Дзмітрыеўна",
    "m:Віктор": "Вікторович Вікторівна Викторович Викторовна Віктаравіч Віктараўна",
    "m:Петро": "Петрович Петрівна Петрович Петровна Пятровіч Пятроўна",
    "m:Юрій": "Юрійович Юріївна Юрьевич Юрьевна Юр'евіч Юр'еўна",
    "m:Анатолій": "Анатолійович Анатоліївна Анатольевич Анатольевна Анатольевіч Анатольеўна",
    "m:Павло": "Павлович Павлівна Павлович Павловна Паўлавіч Паўлаўна",
    "m:Ігор": "Ігорович Ігорівна Игоревич Игоревна Ігаравіч Ігараўна",
    "m:Євген": "Євгенович Євгенівна Евгеньевич Евгеньевна Яўгенавіч Яўгенаўна",
    "m:Олег": "Олегович Олегівна Олегович Олеговна Алегавіч Алегаўна",
    "m:Валерій": "Валерійович Валеріївна Валерьевич Валерьевна Валерыевіч Валерыеўна",
    "m:Віталій": "Віталійович Віталіївна Витальевич Витальевна Вітальевіч Вітальеўна",
    "m:Григорій": "Григорович Григорівна Григорьевич Григорьевна Рыгоравіч Рыгораўна",
    "m:Федір": "Федорович Федорівна Федорович Федоровна Фёдаравіч Фёдараўна",
    "m:Геннадій": "Геннадійович Геннадіївна Геннадьевич Геннадьевна Генадзьевіч Генадзьеўна",
    "m:Борис": "Борисович Борисівна Борисович Борисовна Барысавіч Барысаўна",
    "m:Костянтин": "Костянтинович Костянтинівна Константинович Константиновна Канстанцінавіч Канстанцінаўна",
    "m:Леонід": "Леонідович Леонідівна Леонидович Леонидовна Леанідавіч Леанідаўна",
    "m:В'ячеслав": "В'ячеславович В'ячеславівна Вячеславович Вячеславовна Вячаслававіч Вячаславаўна",
    "m:Георгій": "Георгійович Георгіївна Георгиевич Георгиевна Георгіевіч Георгіеўна",
    "m:Єгор": "Єгорович Єгорівна Егорович Егоровна Ягоравіч Ягораўна",
    "m:Валентин": "Валентинович Валентинівна Валентинович Валентиновна Валянцінавіч Валянцінаўна",
    "m:Денис": "Денисович Денисівна Денисович Денисовна Дзянісавіч Дзянісаўна",
    "m:Максим": "Максимович Максимівна Максимович Максимовна Максімавіч Максімаўна",
    "m:Вадим": "Вадимович Вадимівна Вадимович Вадимовна Вадзімавіч Вадзімаўна",
    "m:Руслан": "Русланович Русланівна Русланович Руслановна Русланавіч Русланаўна",
    "m:Ілля": "Ілліч Іллівна Ильич Ильинична Ільіч Ільінічна",
    "m:Роман": "Романович Романівна Романович Романовна Раманавіч Раманаўна",
    "m:Степан": "Степанович Степанівна Степанович Степановна Сцяпанавіч Сцяпанаўна",
    "m:Семен": "Семенович Семенівна Семенович Семеновна Сямёнавіч Сямёнаўна",
    "m:Антон": "Антонович Антонівна Антонович Антоновна Антонавіч Антонаўна",
    "m:Едуард": "Едуардович Едуардівна Эдуардович Эдуардовна Эдуардавіч Эдуардаўна",
    "m:Станіслав": "Станіславович Станіславівна Станиславович Станиславовна Станіслававіч Станіславаўна",
    "m:Яків": "Якович Яківна Яковлевич Яковлевна Якаўлевіч Якаўлеўна",
    "m:Аркадій": "Аркадійович Аркадіївна Аркадьевич Аркадьевна Аркадзьевіч Аркадзьеўна",
    "m:Владислав": "Владиславович Владиславівна Владиславович Владиславовна Уладзіслававіч Уладзіславаўна",
    "m:Артур": "Артурович Артурівна Артурович Артуровна Артуравіч Артураўна",
    "m:Артем": "Артемович Артемівна Артемович Артемовна Арцёмавіч Арцёмаўна",
    "m:Артемій": "Артемійович Артеміївна Артемьевич Артемьевна Арцеміевіч Арцеміеўна",
    "m:Кирило": "Кирилович Кирилівна Кириллович Кирилловна Кірылавіч Кірылаўна",
    "m:Марат": "Маратович Маратівна Маратович Маратовна Маратавіч Маратаўна",
    "m:Альберт": "Альбертович Альбертівна Альбертович Альбертовна Альбертавіч Альбертаўна",
}


@pytest.mark.parametrize("scheme", schemes(), ids=lambda scheme: scheme.id)
def test_common_patronymics_survive_every_romanisation(scheme: object) -> None:
    language, scheme_id = scheme.language, scheme.id  # type: ignore[attr-defined]
    first = 2 * LANGUAGES.index(language)
    lost = [
        patronymic
        for father, patronymics in COMMON.items()
        for patronymic in patronymics.split()[first : first + 2]
        if father not in fathers(romanise(patronymic, scheme_id))
    ]
    assert len(lost) <= 0.02 * 2 * len(COMMON), lost


@given_example(
    st.text(alphabet="абвиклор", min_size=1, max_size=4),
    st.sampled_from(["ович", "овича", "овичу", "овичем", "івна", "івни", "івну", "івною", "ич", "ича", "ична", "ичны"]),
)
def test_the_nominative_of_an_ending_does_not_depend_on_the_letters_before(stem: str, ending: str) -> None:
    word = stem + ending
    undone = [one.nominative for sex in ("m", "f") for one in undo_any_case(word, "patronymic", sex)]
    assert _nominatives(word) == tuple(dict.fromkeys(undone))
