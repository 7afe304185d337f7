"""Languages: which one a request is answered in, texts from the catalogues, dates and numbers as people write them.

The catalogues are the ``.po`` files below ``web/translations``; they are compiled in memory when the application
starts, so no generated file has to be kept.
"""

from __future__ import annotations

import datetime as dt
import io
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any, Literal

from babel import Locale, dates, numbers
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import LazyProxy, NullTranslations, Translations
from flask import g, has_request_context, request, session

if TYPE_CHECKING:
    from flask import Flask

LANGUAGES = {"uk": "Українська", "en": "English", "ru": "Русский"}
"""Languages of the pages, each under its own name, the default first."""
DEFAULT = "uk"
_YEAR, _MONTH = dt.timedelta(days=365.2425), dt.timedelta(days=30.436875)


@cache
def translations(language: str) -> NullTranslations:
    """Return the catalogue of a language; English is what the source says."""
    path = files("web") / "translations" / language / "LC_MESSAGES" / "messages.po"
    if language == "en" or not path.is_file():
        return NullTranslations()
    with path.open("rb") as file:
        catalogue = read_po(file, locale=language)
    compiled = io.BytesIO()
    write_mo(compiled, catalogue)
    compiled.seek(0)
    return Translations(compiled)


def current_language() -> str:
    """Return the language of the present request: the user's, else the one chosen here, else the browser's."""
    if not has_request_context():
        return "en"
    if "language" not in g:
        user = g.get("user")
        chosen = (user.language if user else "") or session.get("language", "")
        g.language = chosen if chosen in LANGUAGES else request.accept_languages.best_match(LANGUAGES, DEFAULT)
    language: str = g.language
    return language


def gettext(message: str, **values: Any) -> str:
    """Return a text in the present language; ``%(name)s`` takes the value of that name."""
    text = translations(current_language()).ugettext(message)
    return text % values if values else text


def ngettext(singular: str, plural: str, n: int, **values: Any) -> str:
    """Return the form of a text that goes with a number, which ``%(num)s`` stands for."""
    text = translations(current_language()).ungettext(singular, plural, n)
    return text % {"num": format_number(n), **values}


def lazy_gettext(message: str) -> Any:
    """Return a text that is translated when it is shown: for labels written down before any request."""
    return LazyProxy(gettext, message, enable_cache=False)


def locale() -> Locale:
    """Return the present language's locale."""
    return Locale.parse("en_GB" if current_language() == "en" else current_language())


def format_number(value: float) -> str:
    """Write a number with its language's separators."""
    return numbers.format_decimal(value, locale=locale())


def format_percent(value: float, digits: int = 0) -> str:
    """Write a share as percent; what is not quite all or nothing is not rounded to it: ``>99%``, ``<1%``."""
    pattern = f"#,##0.{'0' * digits}%" if digits else None
    step = 10.0 ** -(digits + 2)
    nearest = round(value / step) * step
    sign = "<" if 0 < value < 1 and nearest < step / 2 else ">" if 0 < value < 1 and nearest > 1 - step / 2 else ""
    shown = {"<": step, ">": 1 - step}.get(sign, value)
    return sign + numbers.format_percent(shown, format=pattern, locale=locale())


def office_time(value: dt.datetime) -> dt.datetime:
    """Return a moment on the office's own clock: the time zone of this machine, or of the variable ``TZ``."""
    return value.astimezone()


def format_day(value: dt.date | dt.datetime | None) -> str:
    """Write a day, of a moment the one on the office's own calendar; ``""`` if there is none."""
    if value is None:
        return ""
    day = office_time(value).date() if isinstance(value, dt.datetime) else value
    return dates.format_date(day, format="medium", locale=locale())


def format_moment(value: dt.datetime | None) -> str:
    """Write a day, hour and minute of the office's own clock, ``""`` if there is none."""
    if value is None:
        return ""
    there, here = locale(), office_time(value)
    hour = dates.format_time(here.time(), format="short", locale=there)
    day = dates.format_date(here.date(), format="medium", locale=there)
    pattern = str(dates.get_datetime_format("medium", locale=there))
    return pattern.replace("'", "").replace("{0}", hour).replace("{1}", day)


def format_since(value: dt.datetime | dt.date) -> str:
    """Write how long ago something was: of a moment in minutes or hours too, of a day in days at least.

    Months and years are counted when they are full: nobody who has waited four and a half years reads five.
    """
    moment = dt.datetime.now(dt.UTC)
    if isinstance(value, dt.datetime):
        return _ago(moment - value, "second")
    passed = office_time(moment).date() - value
    return _ago(passed, "day") if passed else gettext("today")


def _ago(passed: dt.timedelta, smallest: Literal["second", "day"]) -> str:
    for length in (_YEAR, _MONTH):
        if abs(passed) >= length:
            full = round(length / dt.timedelta(days=1)) * int(abs(passed) / length)  # days, as Babel counts them
            passed = dt.timedelta(days=full if passed > dt.timedelta() else -full)
            break
    return dates.format_timedelta(-passed, granularity=smallest, threshold=1, add_direction=True, locale=locale())


def init_app(app: Flask) -> None:
    """Give templates the texts and the formats."""
    app.jinja_env.add_extension("jinja2.ext.i18n")
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.install_gettext_callables(gettext_markup, ngettext_markup, newstyle=True)  # type: ignore[attr-defined]
    app.jinja_env.filters.update(
        day=format_day, moment=format_moment, since=format_since, number=format_number, percent=format_percent
    )
    app.context_processor(lambda: {"language": current_language(), "languages": LANGUAGES})


def gettext_markup(message: str) -> str:
    """Look a template's text up; Jinja marks it as safe, then fills the values in and escapes each of them."""
    return translations(current_language()).ugettext(message)


def ngettext_markup(singular: str, plural: str, n: int) -> str:
    """Look up the form of a template's text that goes with a number."""
    return translations(current_language()).ungettext(singular, plural, n)


__all__ = ["LANGUAGES", "current_language", "gettext", "init_app", "lazy_gettext", "ngettext"]
