"""The catalogues of the pages' texts: complete, well formed, and all that a page shows in their language."""

from __future__ import annotations

import ast
import re
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import pytest
from babel.messages.catalog import Catalog
from click.testing import CliRunner
from flask import g
from sqlalchemy import select

import web
from matcher.names.derivation import scheme_label
from matcher.names.romanisation import schemes
from matcher.names.script import Script
from matcher.names.scripts import scheme_labels as labels_of_scripts
from tests.web.core_texts import sentences
from tests.web.reading import Reader
from web import core_sentences
from web.accounts.sessions import TOKEN, begin
from web.administration.words import PARTICULARS
from web.application import create_app
from web.config import Config
from web.core_words import COMMANDS, translate
from web.database import Base
from web.demo.people import fill
from web.models import User
from web.translations import catalogues
from web.translations.__main__ import main as commands

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask
    from flask.testing import FlaskClient

WEB = Path(web.__file__).parent
# Formats, names of things and examples that are the same in every language.
SAME_EVERYWHERE = re.compile(
    r"family-matcher|\b(?:CSV|TSV|XLSX?|ODS|JPEG|PNG|WebP|SHA-256|QR|Tab|API|JSON|English|Schewtschenko|Volodymyr"
    r"|olena\.k)\b|\((?:\w+\.\w+)\)"
)


@pytest.fixture(scope="module")
def template() -> Catalog:
    """Every text of the program."""
    return catalogues.collect()


@pytest.fixture(scope="module")
def demonstration(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Flask]:
    """The application with the invented people and users of the demonstration, everybody of them Ukrainian."""
    path = tmp_path_factory.mktemp("office") / "office.db"
    app = create_app(
        Config(database_url=f"sqlite:///{path}", secret_key="for tests only", secure_cookies=False, rate_limit="")
    )
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False)
    database = app.extensions["database"]
    Base.metadata.create_all(database.engine)
    fill(database)
    with database.transaction() as session:
        for user in session.scalars(select(User)):
            user.language = "uk"
    yield app
    database.close()


@pytest.fixture
def speaking(demonstration: Flask) -> Iterator[Callable[[str], None]]:
    """Set the language of a request in which Python code runs."""
    with demonstration.test_request_context("/"):
        yield lambda language: setattr(g, "language", language)


# --- The files ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_every_text_of_the_program_is_translated_with_its_placeholders_and_plurals(
    language: str, template: Catalog
) -> None:
    assert [str(flaw) for flaw in catalogues.flaws(catalogues.load(language), template)] == []


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_a_catalogue_stands_in_its_file_as_the_command_writes_it(language: str, template: Catalog) -> None:
    written = catalogues.write(catalogues.merge(catalogues.load(language), template))
    assert written == catalogues.path_of(language).read_bytes(), "run: python -m web.translations update"


@pytest.mark.parametrize("language", catalogues.TRANSLATED)
def test_no_translation_holds_letters_of_two_alphabets_in_one_word(language: str) -> None:
    mixed = re.compile(r"[A-Za-z][а-яіїєґ]|[а-яіїєґ][A-Za-z]", re.IGNORECASE)
    said = [str(message.string) for message in catalogues.load(language) if message.id]
    assert [text for text in said if mixed.search(re.sub(r"%\(\w+\)s", " ", text))] == []


def small(language: str = "uk") -> Catalog:
    """Return a catalogue of one text and one plural."""
    catalogue = Catalog(locale=language, header_comment="# Words")
    catalogue.add("Good morning, %(name)s.", "Доброго ранку, %(name)s.")
    catalogue.add(("%(num)s report", "%(num)s reports"), ("%(num)s заява", "%(num)s заяви", "%(num)s заяв"))
    return catalogue


def faults(catalogue: Catalog) -> list[str]:
    """Return what is wrong with a catalogue whose program has the two texts."""
    return [flaw.what for flaw in catalogues.flaws(catalogue, small())]


def test_a_whole_catalogue_has_no_flaw() -> None:
    assert faults(small()) == []


def test_missing_left_over_and_wrong_texts_are_told() -> None:
    short = small()
    short.delete("Good morning, %(name)s.")
    assert faults(short) == ["not in the catalogue"]
    long = small()
    long.add("Goodbye.", "До побачення.")
    assert faults(long) == ["no longer in the program"]
    for wrong, what in (
        ("", "not translated"),
        ("Доброго ранку.", "other placeholders"),
        ("Доброго ранку, %(who)s.", "other placeholders"),
        ("Доброго ранку, 100% %(name)s.", "other placeholders"),
        ("Доброго ранку, %(name)s. ", "other space"),
    ):
        catalogue = small()
        catalogue["Good morning, %(name)s."].string = wrong
        assert [fault.startswith(what) for fault in faults(catalogue)] == [True], (wrong, faults(catalogue))
    plural = small()
    plural[("%(num)s report", "%(num)s reports")].string = ("%(num)s заява", "%(num)s заяв")
    assert faults(plural) == ["2 forms where the language has 3"]
    unnumbered = small()
    unnumbered[("%(num)s report", "%(num)s reports")].string = ("одна заява", "%(num)s заяви", "%(num)s заяв")
    assert [fault.startswith("other placeholders") for fault in faults(unnumbered)] == [True]


def test_updating_keeps_translations_drops_what_the_program_no_longer_says_and_guesses_nothing() -> None:
    now = Catalog()
    now.add("Good morning, %(name)s.", locations=[("web/b.py", 7)])
    now.add("Good morning, %(name)s!", locations=[("web/a.py", 9)])
    merged = catalogues.merge(small(), now)
    assert {message.id: message.string for message in merged if message.id} == {
        "Good morning, %(name)s.": "Доброго ранку, %(name)s.",
        "Good morning, %(name)s!": None,
    }
    text = catalogues.write(merged).decode()
    assert text.startswith('# Words\nmsgid ""\n')
    assert text.index("#: web/a.py\n") < text.index("#: web/b.py\n")
    assert "fuzzy" not in text
    assert "Date" not in text


def test_the_commands_fill_a_catalogue_and_say_what_it_lacks(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program = Catalog()
    program.add("Good morning, %(name)s.", locations=[("web/a.py", 1)])
    monkeypatch.setattr(catalogues, "collect", lambda: program)
    monkeypatch.setattr(catalogues, "path_of", lambda language: tmp_path / language / "messages.po")
    run = CliRunner().invoke
    assert run(commands, ["check", "uk"]).output == "uk: not in the catalogue: 'Good morning, %(name)s.'\n"
    assert "1 texts, 1 not translated" in run(commands, ["update", "uk"]).output
    lacking = run(commands, ["check", "uk"])
    assert (lacking.exit_code, lacking.output) == (1, "uk: not translated: 'Good morning, %(name)s.'\n")
    file = tmp_path / "uk" / "messages.po"
    file.write_text(file.read_text("utf-8").replace('msgstr ""\n\n', 'msgstr "Доброго ранку, %(name)s."\n\n'), "utf-8")
    assert (run(commands, ["check", "uk"]).exit_code, run(commands, ["check", "uk"]).output) == (0, "")
    assert not (tmp_path / "ru").exists()


# --- Sentences of the core -----------------------------------------------------------------------------------


def test_the_table_of_sentences_is_what_the_core_says_no_more_and_no_less() -> None:
    said, known = set(sentences()), set(core_sentences.SENTENCES)
    assert sorted(said - known) == [], "the core says what web/core_sentences.py lacks"
    assert sorted(known - said) == [], "web/core_sentences.py holds what the core no longer says"


def test_every_scheme_and_script_of_the_core_has_a_label_in_the_catalogues(template: Catalog) -> None:
    texts = {message.id for message in template}
    for scheme in (*(scheme.id for scheme in schemes()), *labels_of_scripts()):
        assert scheme_label(scheme) in texts, scheme
    repaired = {script.name.capitalize() for script in (Script.CYRILLIC, Script.LATIN)}
    assert repaired == set(core_sentences.LABELS)


@pytest.mark.parametrize(
    ("english", "ukrainian"),
    [
        ("no year", "без року"),
        ("No year.", "Без року."),
        ("Reading names", "Читаємо імена"),
        ("Rows 3 to 7 are empty; left out.", "Рядки 3–7 порожні; пропущено."),
        (
            "There is no such month; day and month were left out; the date lies in the future.",
            "Такого місяця немає; день і місяць не враховано; дата в майбутньому.",
        ),
        (
            "A two-digit year, read as 1985; the month stands before the day.",
            "Рік із двох цифр, прочитано як 1985; місяць стоїть перед днем.",
        ),
        (
            "The row has 3 cells for 5 headings; the rest was taken as empty.",
            "У рядку 3 клітинки, а в таблиці 5 заголовків; решту вважаємо порожньою.",
        ),
        (
            "список; перший.csv is a ZIP archive; unpack it first, or save it as CSV, XLSX or ODS.",
            "список; перший.csv — це архів ZIP; розпакуйте його або збережіть як CSV, XLSX або ODS.",
        ),
        (
            "Look-alike characters (o, a) inside the Cyrillic word Іванов repaired.",
            "Схожі на вигляд літери (o, a) у слові Іванов (кирилиця) виправлено.",
        ),
        (
            "Also means surname, like 'ПІБ'; used where that is blank, and carried along.",
            "Також означає «Прізвище», як і 'ПІБ'; використовуємо там, де той порожній, і зберігаємо поруч.",
        ),
        (
            "The encoding was taken to be koi8-u (cp866 or cp1125 would fit almost as well); look at the names.",
            "Кодуванням вважаємо koi8-u (майже так само підходить cp866 або cp1125); перевірте імена.",
        ),
        (
            "Not UTF-8 like the rest of the file, decoded by guess: line 3, 4 and more.",
            "Не UTF-8, як решта файлу, прочитано здогадно: рядок 3, 4 та інші.",
        ),
        (
            "b has no name column: none of its headings means a name; say which one holds names, as in --map 'X=a'.",
            "У b немає стовпця з іменами: жоден заголовок не означає імені.",
        ),
        ("Ukrainian passport and official spelling since 2010", "український паспорт і офіційне написання з 2010 року"),
        ("Something that the core never said: 100 %(x)s", "Something that the core never said: 100 %(x)s"),
    ],
)
def test_a_sentence_of_the_core_is_said_in_ukrainian_with_its_values(
    speaking: Callable[[str], None], english: str, ukrainian: str
) -> None:
    speaking("uk")
    assert translate(english) == ukrainian
    speaking("en")
    assert translate(english) == COMMANDS.sub("", english).replace("surname", "Surname")


# --- The pages -----------------------------------------------------------------------------------------------


def test_every_particular_of_the_audit_trail_has_a_word() -> None:
    named = {
        keyword.arg
        for path in WEB.rglob("*.py")
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "note"
        for keyword in node.keywords
        if keyword.arg
    }
    assert len(named) > 40
    assert sorted(named - PARTICULARS.keys()) == []


def client_of(app: Flask, login: str) -> FlaskClient:
    """Sign a user of the demonstration in."""
    with app.extensions["database"].transaction() as session:
        token = begin(session, session.scalars(select(User).where(User.login == login)).one())
    client = app.test_client()
    with client.session_transaction() as cookie:
        cookie[TOKEN] = token
    return client


def pages(app: Flask, client: FlaskClient) -> Iterator[tuple[str, str]]:
    """Follow the links from the first page on, to one or two pages of every kind; yield their name and their HTML."""
    addresses = app.url_map.bind("localhost")
    seen: Counter[str] = Counter()
    ahead, done = ["/"], set()
    while ahead:
        address = ahead.pop(0)
        if address in done or not address.startswith("/"):
            continue
        done.add(address)
        endpoint, _ = addresses.match(urlsplit(address).path)
        seen[endpoint] += 1
        if endpoint == "static" or seen[endpoint] > 2:
            continue
        response = client.get(address, follow_redirects=True)
        if response.mimetype == "text/html":
            html = response.get_data(as_text=True)
            yield endpoint, html
            ahead += Reader(html).links


def english(html: str, logins: set[str]) -> Iterator[str]:
    """Yield what the program itself says on a page in Latin letters."""
    for text in Reader(html).texts:
        rest = SAME_EVERYWHERE.sub("", text)
        words = set(re.findall(r"[A-Za-z][a-z]+", rest)) - logins
        if words:
            yield text


@pytest.mark.parametrize(("login", "kinds"), [("petro", 25), ("stepan", 25), ("marta", 4)])
def test_no_page_says_anything_in_english_to_a_ukrainian(demonstration: Flask, login: str, kinds: int) -> None:
    with demonstration.extensions["database"].session() as session:
        logins = set(session.scalars(select(User.login)))
    found: dict[str, list[str]] = {}
    visited = set()
    for endpoint, html in pages(demonstration, client_of(demonstration, login)):
        visited.add(endpoint)
        assert '<html lang="uk"' in html
        found.setdefault(endpoint, []).extend(english(html, logins))
    assert {endpoint: said for endpoint, said in found.items() if said} == {}
    assert len(visited) >= kinds, sorted(visited)


def test_what_is_wrong_with_a_file_and_what_a_search_finds_is_said_in_ukrainian(demonstration: Flask) -> None:
    client = client_of(demonstration, "petro")
    rows = "Прізвище;Ім'я;Дата народження;Вік\nКовaль;Іван;31.02.1985;сто\n;;;\nШевчук;Петро;85;40\n;;1990;\n"
    answers = {
        "look": client.post("/lists/new", data={"rows": rows}, follow_redirects=True),
        "empty": client.post("/lists/new", data={"rows": ""}, follow_redirects=True),
        "search": client.post("/find", data={"name": "Коваленко", "side": "both", "birth_date": "13.13.1985"}),
        "found": client.post("/find", data={"name": "Коваленко", "side": "both"}),
        "refused": client.get("/users"),
        "nowhere": client.get("/nowhere"),
    }
    assert {name: list(english(answer.text, set())) for name, answer in answers.items()} == {
        name: [] for name in answers
    }
    assert "Такого дня в цьому місяці немає; день не враховано." in answers["look"].text
    assert "Схожі на вигляд літери" in answers["look"].text
