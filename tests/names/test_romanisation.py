"""Names go into Latin letters as the standards say, and come back whatever the scheme."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matcher.names.romanisation import MAX_READINGS, readings, romanise, schemes
from matcher.names.sounds import skeleton

SCHEMES = [scheme.id for scheme in schemes()]


def words(text: str) -> list[str]:
    return text.split()


# Invented-but-typical surnames: the endings, clusters and letters that Slavic surnames are made of.
UKRAINIAN = words(
    """
    Шевченко Бондаренко Ткаченко Кравченко Олійниченко Шевчук Бондарчук Ткачук Савчук Романчук
    Коваленко Кравчук Мельник Бойко Бондар Ткач Кравець Швець Гончар Гончаренко Захарченко Зінченко
    Зайченко Харченко Хоменко Хмельницький Хижняк Щербак Щербина Щербаненко Ящук Жук Жученко
    Жданенко Журба Чорний Чорненко Чухрай Черненко Чумак Циганенко Цибуля Цвітко Сулима Смоляр
    Смірненко Сидоренко Семенюк Савицький Садовський Рожко Рибак Рудь Різниченко Приходько
    Прокопенко Поліщук Петренко Петришин Павленко Пасічник Панасюк Опанасенко Остапчук Олексієнко
    Овчаренко Нечипорук Нагірний Микитюк Мороз Мазур Марченко Луценко Лук'яненко Лисенко Левченко
    Лазаренко Кушнір Кузьменко Костюк Король Корнієнко Колісник Клименко Кириченко Карпенко Іващук
    Іваненко Здоровенко Згурський Євтушенко Єфремов Дяченко Дмитренко Дем'яненко Гуменюк Гриценко
    Григоренко Горбунко Головань Гаврилюк Вовк Власюк Василенко Бузько Борисюк Білоус Білецький
    Бережний Баран Андрієнко Яценюк Юхименко Яковенко Ярошук Юрчишин Якимів Федорів Гнатишин
    Стецьків Паньків Їжакевич Йовенко Мойсеєнко Гайдай Заболотний Підгірний Кривоніс Нетреба
    Перебийніс Добровольський Вишневецький Кочубей Мазепенко Сагайдак Дорошенко Заяць Пономар Скляр
    Столяр Хорунжий Осадчий Кобзар Лемешко Тополенко Вербицький Калинюк Яворський Дубина Соснюк
    """
)
RUSSIAN = words(
    """
    Иванов Петров Сидоров Кузнецов Смирнов Попов Васильев Соколов Михайлов Новиков Фёдоров Морозов
    Волков Алексеев Лебедев Семёнов Егоров Павлов Козлов Степанов Николаев Орлов Андреев Макаров
    Никитин Захаров Зайцев Соловьёв Борисов Яковлев Григорьев Романов Воробьёв Сергеев Кузьмин
    Фролов Александров Дмитриев Королёв Гусев Киселёв Ильин Максимов Поляков Сорокин Виноградов
    Ковалёв Белов Медведев Антонов Тарасов Жуков Баранов Филиппов Комаров Давыдов Беляев Герасимов
    Богданов Осипов Сидорин Матвеев Титов Марков Миронов Крылов Куликов Карпов Власов Мельников
    Денисов Гаврилов Тихонов Казаков Афанасьев Данилов Савельев Тимофеев Фомин Чернов Абрамов
    Мартынов Ефимов Федотов Щербаков Назаров Калинин Исаев Чернышёв Быков Маслов Родионов Коновалов
    Лазарев Воронин Климов Филатов Пономарёв Голубев Кудрявцев Прохоров Наумов Потапов Журавлёв
    Овчинников Трофимов Леонов Соболев Ермаков Колесников Гончаров Емельянов Никифоров Грачёв Котов
    Гришин Ефремов Архипов Громов Кириллов Малышев Панов Моисеев Румянцев Акимов Кондратьев Бирюков
    Горбунов Анисимов Ерёмин Тихомиров Галкин Лукьянов Михеев Скворцов Юдин Белоусов Нестеров
    Симонов Прокофьев Харитонов Князев Цветков Левин Митрофанов Воронов Аксёнов Софронов Мальцев
    Логинов Горшков Савин Краснов Майоров Демидов Елисеев Рыбаков Сафонов Плотников Дёмин Хохлов
    Фадеев Молчанов Игнатов Литвинов Ершов Ушаков Дементьев Рябов Мухин Калашников Леонтьев Лобанов
    Кузин Корнев Чайковский Достоевский Вяземский Жуковский Подъездный Щёкин Яшин Юрьев Эткинд
    Объедков
    """
)


def sounds(word: str) -> set[str]:
    return {skeleton(reading.text) for reading in readings(word)}


@pytest.mark.parametrize(
    ("scheme", "cyrillic", "latin"),
    [
        # Examples of Resolution 55 of 2010 itself.
        ("uk-2010", "Алушта", "Alushta"),
        ("uk-2010", "Борщагівка", "Borshchahivka"),
        ("uk-2010", "Гадяч", "Hadiach"),
        ("uk-2010", "Згорани", "Zghorany"),
        ("uk-2010", "Розгон", "Rozghon"),
        ("uk-2010", "Ґалаґан", "Galagan"),
        ("uk-2010", "Єнакієве", "Yenakiieve"),
        ("uk-2010", "Гаєвич", "Haievych"),
        ("uk-2010", "Короп'є", "Koropie"),
        ("uk-2010", "Житомир", "Zhytomyr"),
        ("uk-2010", "Їжакевич", "Yizhakevych"),
        ("uk-2010", "Кадиївка", "Kadyivka"),
        ("uk-2010", "Йосипівка", "Yosypivka"),
        ("uk-2010", "Стрий", "Stryi"),
        ("uk-2010", "Щербухи", "Shcherbukhy"),
        ("uk-2010", "Гоща", "Hoshcha"),
        ("uk-2010", "Гаращенко", "Harashchenko"),
        ("uk-2010", "Юрій", "Yurii"),
        ("uk-2010", "Корюківка", "Koriukivka"),
        ("uk-2010", "Яготин", "Yahotyn"),
        ("uk-2010", "Знам'янка", "Znamianka"),
        ("uk-2010", "Феодосія", "Feodosiia"),
        ("ru-icao", "Щёкин", "Shchekin"),
        ("ru-icao", "Юлия", "Iuliia"),
        ("ru-icao", "Подъездный", "Podieezdnyi"),
        ("ru-icao", "Цой", "Tsoi"),
        ("ru-passport-1997", "Юрий", "Yury"),
        ("ru-passport-1997", "Соловьев", "Solovyev"),
        ("ru-passport-1997", "Алексей", "Alexey"),
        ("ru-passport-french", "Сергей", "Serguei"),
        ("ru-passport-french", "Пушкин", "Pouchkine"),
        ("ru-passport-french", "Шевченко", "Chevtchenko"),
        ("ru-passport-french", "Юрий", "Iouri"),
        ("ru-passport-french", "Васильев", "Vassiliev"),
        ("uk-passport-french", "Щербак", "Chtcherbak"),
        ("ru-gost779b", "Щукин", "Shhukin"),
        ("ru-gost779b", "Цыганов", "Cy'ganov"),
        ("ru-gost779b", "Хрущёв", "Xrushhyov"),
        ("ru-gost779b", "Кузнецов", "Kuzneczov"),
        ("iso9", "Щукин", "Ŝukin"),
        ("iso9", "Яценюк", "Âcenûk"),
        ("ru-bgn", "Ельцин", "Yel'tsin"),
        ("ru-bgn", "Юрьев", "Yur'yev"),
        ("ru-scholarly", "Чайковский", "Čajkovskij"),
        ("uk-scholarly", "Хмельницький", "Xmel'nyc'kyj"),
        ("uk-scholarly", "Щербак", "Ščerbak"),
        ("uk-bgn", "Хмельницький", "Khmel'nyts'kyy"),
        ("be-passport", "Сяргей", "Siarhei"),
        ("be-passport", "Яўген", "Yauhen"),
        ("be-passport", "Юлія", "Yuliya"),
        ("be-2007", "Каўпак", "Kaŭpak"),
        ("uk-pl", "Шевченко", "Szewczenko"),
        ("uk-pl", "Володимир", "Wołodymyr"),
        ("uk-pl", "Щербак", "Szczerbak"),
        ("ru-pl", "Пушкин", "Puszkin"),
        ("ru-pl", "Чайковский", "Czajkowski"),
        ("uk-de", "Шевченко", "Schewtschenko"),
        ("uk-de", "Щербак", "Schtscherbak"),
        ("ru-de", "Чайковский", "Tschaikowski"),
        ("ru-de", "Кузнецов", "Kusnezow"),
        ("ru-de", "Евгений", "Jewgeni"),
        ("uk-fr", "Шевченко", "Chevtchenko"),
        ("ru-fr", "Сергей", "Sergueï"),
        ("uk-cs", "Шевченко", "Ševčenko"),
        ("ru-cs", "Хрущёв", "Chruščov"),
    ],
)
def test_a_name_is_romanised_as_the_standard_says(scheme: str, cyrillic: str, latin: str) -> None:
    assert romanise(cyrillic, scheme) == latin


def test_letter_case_is_kept_sensibly() -> None:
    assert romanise("Щербак", "uk-2010") == "Shcherbak"
    assert romanise("ЩЕРБАК Юлія", "uk-2010") == "SHCHERBAK Yuliia"
    assert romanise("Щ. Ю.", "uk-2010") == "Shch. Yu."
    assert romanise("Нечуй-Левицький", "uk-2010") == "Nechui-Levytskyi"


def test_letters_of_the_neighbouring_language_are_replaced_first() -> None:
    assert romanise("Сергій", "ru-icao") == "Sergii"
    assert romanise("Дем'яненко", "ru-icao") == "Demianenko"
    assert romanise("Крылов", "uk-2010") == "Krylov"


def test_an_unknown_scheme_is_named_with_the_known_ones() -> None:
    with pytest.raises(ValueError, match=r"'klingon'; known are uk-2010, "):
        romanise("Шевченко", "klingon")


@pytest.mark.parametrize(
    ("meant", "spellings"),
    [
        ("шевченко", "Schewtschenko Chevtchenko Szewczenko Ševčenko Shevchenko SHEVCHENKO Šewczenko"),
        ("григорій", "Hryhorii Grigory Grigorij Hryhorij Grigori Grigoriy"),
        ("юрій", "Yurii Yuriy Iurii Jurij Youri Iouri Yuri Yury"),
        ("хмельницький", "Khmelnytskyi Chmelnizkij Chmielnicki Hmelnitsky Khmelnitski Khmelnitskiy"),
        ("щербак", "Shcherbak Schtscherbak Szczerbak Ščerbak Scherbak Chtcherbak Shherbak Ŝerbak"),
        ("жук", "Zhuk Schuk Żuk Žuk Jouk"),
        ("циганенко", "Tsyganenko Zyganenko Cyganenko"),
        ("олексієнко", "Oleksiienko Oleksiyenko Oleksijenko"),
        ("євген", "Yevhen"),
        ("евгений", "Evgeny Jewgenij Evguéni Evgenii Yevgeniy"),
        ("кирило", "Kiryło Kyrylo"),
        ("володимир", "Wołodymyr Volodymyr Wolodymyr"),
        ("сергей", "Serguei Sergueï Sergey Sergej Sergei Siergiej"),
        ("пушкин", "Pouchkine Pushkin Puschkin Puszkin Puškin"),
        ("кузнецов", "Kuznetsov Kusnezow Kuzniecow Kuznecov Kouznetsov Kouznetsoff Kuznetcov Kuzneczov"),
        ("чайковский", "Tchaïkovski Tschaikowski Czajkowski Čajkovskij Tchaikovsky Chaykovskiy"),
        ("ковальов", "Kovalov Kovaliov Kovalyov"),
        ("білоус", "Bilous"),
        ("захарченко", "Zakharchenko Sachartschenko Zacharczenko Zaharchenko"),
        ("безбатченко", "Bezbatchenko"),
        ("олександр", "Oleksandr Olexandr Ołeksandr"),
    ],
)
def test_every_spelling_of_a_name_can_be_read_as_it(meant: str, spellings: str) -> None:
    missed = [word for word in spellings.split() if skeleton(meant) not in sounds(word)]
    assert missed == []


@pytest.mark.parametrize(
    ("word", "scheme", "language"),
    [
        ("Schewtschenko", "uk-de", "uk"),
        ("Szewczenko", "uk-pl", "uk"),
        ("Serhii", "uk-2010", "uk"),
        ("Sergei", "ru-icao", "ru"),
        ("Sergey", "ru-passport-1997", "ru"),
        ("Pouchkine", "uk-passport-french", "uk"),
    ],
)
def test_the_letters_betray_the_scheme(word: str, scheme: str, language: str) -> None:
    best = readings(word)[0]
    assert (best.scheme, best.language) == (scheme, language)


def test_different_names_keep_different_readings() -> None:
    assert not sounds("Shevchenko") & sounds("Shevchuk")
    assert not sounds("Shevchenko") & {skeleton("савченко"), skeleton("левченко")}
    assert not sounds("Mykola") & sounds("Mykhailo")
    assert not sounds("Zhuk") & sounds("Shchuk")


def test_a_cyrillic_word_is_its_own_reading() -> None:
    (reading,) = readings("Дем’яненко")
    assert (reading.text, reading.scheme, reading.language) == ("дем'яненко", "cyrillic", "")
    assert readings("Їжак")[0].language == "uk"
    assert readings("Крылов")[0].language == "ru"
    assert readings("Каўпак")[0].language == "be"


def test_other_scripts_and_foreign_letters_are_never_lost() -> None:
    assert readings("สมชาย")[0].text == "สมชาย"
    assert readings("Quincy")[0].text.startswith("к")
    assert readings("Oğlu")[0].text == "оглу"
    assert readings("Шевchenko")[0].text


def test_initials_are_read_with_their_dots() -> None:
    assert readings("Yu.")[0].text == "ю."
    assert readings("T.")[0].text == "т."


@pytest.mark.parametrize("scheme", SCHEMES)
def test_surnames_come_back_from_every_scheme(scheme: str) -> None:
    language = next(one.language for one in schemes() if one.id == scheme)
    names = {"uk": UKRAINIAN, "ru": RUSSIAN, "be": UKRAINIAN}[language]
    lost = [name for name in names if skeleton(name.lower()) not in sounds(romanise(name, scheme))]
    assert 1 - len(lost) / len(names) >= 0.97, lost


@pytest.mark.parametrize("scheme", SCHEMES)
def test_few_readings_per_name(scheme: str) -> None:
    names = UKRAINIAN + RUSSIAN
    assert sum(len(readings(romanise(name, scheme))) for name in names) / len(names) <= 3


@given(st.text(max_size=16))
def test_any_word_has_a_bounded_number_of_distinct_readings(word: str) -> None:
    found = readings(word)
    assert 1 <= len(found) <= MAX_READINGS
    assert len({skeleton(reading.text) for reading in found}) == len(found)
    assert all(reading.text for reading in found) or not word


@given(
    st.text(alphabet="абвгдежзиклмнопрстуфхцчшщюяіїєйь'", min_size=1, max_size=12),
    st.sampled_from(SCHEMES),
)
def test_case_does_not_change_what_a_word_may_be(word: str, scheme: str) -> None:
    latin = romanise(word, scheme)
    assert readings(latin.upper()) == readings(latin.lower())


def test_the_tables_cover_their_alphabets() -> None:
    alphabets = {
        "uk": "абвгґдеєжзиіїйклмнопрстуфхцчшщьюя",
        "ru": "абвгдеёжзийклмнопрстуфхцчшщъыьэюя",
        "be": "абвгдеёжзійклмнопрстуўфхцчшыьэюя",
    }
    for scheme in schemes():
        latin = romanise(alphabets[scheme.language], scheme.id)
        assert not set(latin) & set(alphabets[scheme.language]), scheme.id
