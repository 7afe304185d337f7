"""Texts, plurals, dates and numbers in the languages of the pages."""

from __future__ import annotations

import datetime as dt
import io
import re
import time
from typing import TYPE_CHECKING

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.support import NullTranslations, Translations
from flask import g, render_template_string

from web import i18n
from web.application import create_app
from web.config import Config

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from flask import Flask

    from tests.web.conftest import Signed

HOSTILE = "<b>O'Neil</b>"


def small_catalogue(language: str) -> NullTranslations:
    """Return a catalogue of three messages."""
    if language != "uk":
        return NullTranslations()
    catalogue = Catalog(locale="uk")
    catalogue.add("Good morning, %(name)s.", "Доброго ранку, %(name)s.")
    catalogue.add(("%(num)s report", "%(num)s reports"), ("%(num)s заявка", "%(num)s заявки", "%(num)s заявок"))
    catalogue.add("Reports", "Заявки")
    catalogue.add("One line of text, two lines of source.", "Один рядок.")
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


@pytest.fixture(scope="module")
def plain() -> Flask:
    """Return an application whose database nobody asks: enough for what is only shown."""
    application = create_app(Config(database_url="sqlite://", secret_key="for tests only", rate_limit=""))
    application.testing = True
    return application


@pytest.fixture
def said(plain: Flask, monkeypatch: pytest.MonkeyPatch) -> Callable[..., str]:
    """Render a template in a language, with the small catalogue."""
    monkeypatch.setattr(i18n, "translations", small_catalogue)

    def render(source: str, language: str = "uk", **values: object) -> str:
        with plain.test_request_context("/"):
            g.language = language
            return render_template_string(source, **values)

    return render


@pytest.fixture
def speaking(plain: Flask, monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[str], None]]:
    """Set the language of a request in which Python code runs."""
    monkeypatch.setattr(i18n, "translations", small_catalogue)
    with plain.test_request_context("/"):
        yield lambda language: setattr(g, "language", language)


@pytest.fixture
def kyiv(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Set the clock of the office."""
    monkeypatch.setenv("TZ", "Europe/Kyiv")
    time.tzset()
    yield
    monkeypatch.undo()
    time.tzset()


def test_a_value_within_a_translated_sentence_is_escaped_and_the_sentence_is_not(said: Callable[..., str]) -> None:
    source = "{% trans name=name %}Good morning, {{ name }}.{% endtrans %}"
    assert said(source, name=HOSTILE) == "Доброго ранку, &lt;b&gt;O&#39;Neil&lt;/b&gt;."
    assert said(source, "en", name=HOSTILE) == "Good morning, &lt;b&gt;O&#39;Neil&lt;/b&gt;."
    assert said("{{ _('Good morning, %(name)s.', name=name) }}", name=HOSTILE) == (
        "Доброго ранку, &lt;b&gt;O&#39;Neil&lt;/b&gt;."
    )


def test_a_value_is_escaped_once_only_where_python_made_the_sentence(
    said: Callable[..., str], speaking: Callable[[str], None]
) -> None:
    speaking("uk")
    sentence = i18n.gettext("Good morning, %(name)s.", name=HOSTILE)
    assert sentence == f"Доброго ранку, {HOSTILE}."
    assert said("{{ sentence }}", sentence=sentence) == "Доброго ранку, &lt;b&gt;O&#39;Neil&lt;/b&gt;."


def test_a_percent_sign_in_a_value_or_a_sentence_stands_for_itself(said: Callable[..., str]) -> None:
    assert said("{% trans name='100 %(x)s' %}Good morning, {{ name }}.{% endtrans %}") == "Доброго ранку, 100 %(x)s."
    assert said("{% trans %}over 50 %{% endtrans %}") == "over 50 %"


def test_the_line_breaks_of_the_source_are_no_part_of_a_message(said: Callable[..., str]) -> None:
    assert said("{% trans %}One line of text,\n   two lines of source.{% endtrans %}") == "Один рядок."


def test_plurals_follow_the_rules_of_the_language(speaking: Callable[[str], None]) -> None:
    forms = {
        1: ("1 заявка", "1 report"), 2: ("2 заявки", "2 reports"), 5: ("5 заявок", "5 reports"),
        11: ("11 заявок", "11 reports"), 21: ("21 заявка", "21 reports"), 22: ("22 заявки", "22 reports"),
        0: ("0 заявок", "0 reports"), 1001: ("1\xa0001 заявка", "1,001 reports"),
    }  # fmt: skip
    for number, (ukrainian, english) in forms.items():
        speaking("uk")
        assert i18n.ngettext("%(num)s report", "%(num)s reports", number) == ukrainian
        speaking("en")
        assert i18n.ngettext("%(num)s report", "%(num)s reports", number) == english


def test_plurals_in_templates_take_the_number_with_its_separators(said: Callable[..., str]) -> None:
    source = "{% trans count=n, num=n|number %}{{ num }} report{% pluralize count %}{{ num }} reports{% endtrans %}"
    assert said(source, n=1002) == "1\xa0002 заявки"
    assert said(source, "en", n=1) == "1 report"


def test_a_label_written_down_before_any_request_is_translated_when_it_is_shown(said: Callable[..., str]) -> None:
    label = i18n.lazy_gettext("Reports")
    assert said("{{ label }}", label=label) == "Заявки"
    assert said("{{ label }}", "en", label=label) == "Reports"


def test_a_day_is_written_as_people_of_the_language_write_it(speaking: Callable[[str], None]) -> None:
    day = dt.date(2025, 5, 25)
    written = {}
    for language in i18n.LANGUAGES:
        speaking(language)
        written[language] = i18n.format_day(day)
    assert written == {"uk": "25 трав. 2025\u202fр.", "en": "25 May 2025", "ru": "25 мая 2025\u202fг."}
    assert i18n.format_day(None) == ""


def test_a_moment_is_told_by_the_clock_of_the_office(speaking: Callable[[str], None], kyiv: None) -> None:
    speaking("en")
    summer = dt.datetime(2025, 5, 25, 21, 30, 59, tzinfo=dt.UTC)
    assert i18n.format_moment(summer) == "26 May 2025, 00:30"
    assert i18n.format_day(summer) == "26 May 2025"
    assert i18n.format_moment(dt.datetime(2025, 1, 2, 10, 0, tzinfo=dt.UTC)) == "2 Jan 2025, 12:00"
    speaking("uk")
    assert re.fullmatch(r"26 трав\. 2025\s*р\., 00:30", i18n.format_moment(summer))
    assert i18n.format_moment(None) == ""


def test_how_long_ago_is_said_in_days_of_a_day_and_in_hours_of_a_moment(speaking: Callable[[str], None]) -> None:
    speaking("en")
    now = dt.datetime.now(dt.UTC)
    today = now.astimezone().date()
    assert i18n.format_since(today) == "today"
    assert i18n.format_since(today - dt.timedelta(days=1)) == "1 day ago"
    assert i18n.format_since(today - dt.timedelta(days=800)) == "2 years ago"
    assert i18n.format_since(now - dt.timedelta(hours=3)) == "3 hours ago"
    assert i18n.format_since(now - dt.timedelta(minutes=59)) == "59 minutes ago"
    waited = {
        1690: "4 years",
        1460: "3 years",
        1461: "4 years",
        364: "11 months",
        366: "1 year",
        45: "1 month",
        20: "3 weeks",
    }
    for days, said in waited.items():
        assert i18n.format_since(today - dt.timedelta(days=days)) == f"{said} ago", days
    speaking("uk")
    assert i18n.format_since(now - dt.timedelta(hours=3)) == "3 години тому"


def test_numbers_and_shares_have_the_separators_of_the_language(speaking: Callable[[str], None]) -> None:
    speaking("en")
    assert (i18n.format_number(70000), i18n.format_percent(0.987, 1)) == ("70,000", "98.7%")
    assert [i18n.format_percent(share) for share in (0, 0.004, 0.006, 0.994, 0.996, 1)] == [
        "0%", "<1%", "1%", "99%", ">99%", "100%",
    ]  # fmt: skip
    assert i18n.format_percent(0.99996, 1) == ">99.9%"
    speaking("uk")
    assert (i18n.format_number(70000), i18n.format_percent(0.987, 1)) == ("70\xa0000", "98,7%")


def test_a_page_answers_in_the_language_of_the_browser_else_in_ukrainian(plain: Flask) -> None:
    asked = {"uk-UA,uk;q=0.9": "uk", "en-GB,en;q=0.8": "en", "ru": "ru", "de": "uk", "": "uk"}
    for header, given in asked.items():
        html = plain.test_client().get("/nowhere", headers={"Accept-Language": header}).get_data(as_text=True)
        assert f'<html lang="{given}"' in html


def test_the_language_a_user_chose_goes_before_that_of_the_browser(sign_in: Callable[..., Signed]) -> None:
    client = sign_in("viewer", language="en").client
    assert '<html lang="en"' in client.get("/nowhere", headers={"Accept-Language": "uk"}).get_data(as_text=True)
