"""The frame of every page: contrast of the colours, what may be loaded, names in any script, the main menu."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
from flask import g, render_template, render_template_string
from markupsafe import Markup

import web
from matcher.fields import FIELDS
from web.application import create_app
from web.config import Config
from web.labels import FIELD_LABELS, field_label
from web.masking import MASK
from web.permissions import Role
from web.templating import STATIC, asset

if TYPE_CHECKING:
    from collections.abc import Callable

    from flask import Flask

    from tests.web.conftest import Signed
    from web.database import Database

WEB = Path(web.__file__).parent
TEMPLATES = sorted((WEB / "templates").rglob("*.html"))

TEXT = [
    ("ink", "bg"), ("ink", "surface"), ("ink", "sunken"), ("ink-soft", "bg"), ("ink-soft", "surface"),
    ("ink-soft", "sunken"), ("link", "bg"), ("link", "surface"), ("link", "sunken"), ("on-accent", "accent"),
    ("on-accent", "accent-strong"), ("accent-strong", "bg"), ("bar-ink", "bar"), ("bar-soft", "bar"),
    ("bar-ink", "bar-line"), ("danger", "surface"), ("danger", "bg"), ("on-danger", "danger"), ("link", "info-ground"),
    ("bad-ink", "surface"), ("bad-ink", "bg"), ("warn-ink", "surface"), ("good-ink", "surface"), ("ink", "warn-ground"),
    ("ink", "bad-ground"), ("ink", "info-ground"), ("ink-soft", "info-ground"), ("ink-soft", "bad-ground"),
    *((f"{tone}-ink", f"{tone}-ground") for tone in ("neutral", "good", "warn", "bad", "info")),
]  # fmt: skip
"""Text on its ground: 4.5 to 1 at least (WCAG 2.2, 1.4.3)."""
SHAPES = [
    ("line-strong", "surface"), ("line-strong", "bg"), ("focus", "surface"), ("focus", "bg"), ("bar-focus", "bar"),
    ("bar-mark", "bar"), ("accent", "surface"), ("accent", "sunken"), ("bad-edge", "surface"), ("chart-up", "surface"),
    ("chart-down", "surface"), ("chart-total", "surface"), ("chart-total", "sunken"),
    *((f"{tone}-edge", "surface") for tone in ("neutral", "good", "warn", "bad", "info")),
]  # fmt: skip
"""Edges, marks and parts of charts on their ground: 3 to 1 at least (1.4.11)."""


def sets_of_colours() -> dict[str, dict[str, str]]:
    """Return the colours of each theme as the style sheet has them: what a dark set leaves out is as in the light."""
    text = (STATIC / "tokens.css").read_text(encoding="utf-8")
    blocks = re.findall(r"(:root[^{]*)\{([^}]*)\}", text)
    found = {head.strip(): dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\s*;", body)) for head, body in blocks}
    light = found[":root"]
    return {
        "light": light,
        "dark by the system": light | found[':root:not([data-theme="light"])'],
        "dark by choice": light | found[':root[data-theme="dark"]'],
    }


def luminance(colour: str) -> float:
    """Return the relative luminance as WCAG 2.2 defines it."""
    channels = (int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one: str, other: str) -> float:
    """Return the contrast ratio of two colours, from 1 to 21."""
    brighter, darker = sorted((luminance(one), luminance(other)), reverse=True)
    return (brighter + 0.05) / (darker + 0.05)


def test_the_measure_of_contrast_is_that_of_the_standard() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#767676", "#ffffff") == pytest.approx(4.54, abs=0.01)


@pytest.mark.parametrize("theme", ["light", "dark by the system", "dark by choice"])
def test_every_pair_of_colours_has_the_contrast_it_needs(theme: str) -> None:
    colours = sets_of_colours()[theme]
    measured = {
        f"{one} on {other}": (round(contrast(colours[one], colours[other]), 2), least)
        for pairs, least in ((TEXT, 4.5), (SHAPES, 3.0))
        for one, other in pairs
    }
    assert {pair: ratio for pair, (ratio, least) in measured.items() if ratio < least} == {}


def test_dark_is_the_same_whether_the_system_or_the_user_chose_it() -> None:
    colours = sets_of_colours()
    assert colours["dark by the system"] == colours["dark by choice"]
    assert colours["dark by choice"]["bg"] != colours["light"]["bg"]


def test_every_token_that_is_used_exists_and_every_token_is_used() -> None:
    texts = {path.name: path.read_text(encoding="utf-8") for path in STATIC.glob("*.css")}
    defined = set(re.findall(r"--([\w-]+)\s*:", texts["tokens.css"]))
    used = {name for text in texts.values() for name in re.findall(r"var\(--([\w-]+)", text)}
    assert used == defined


def test_nothing_is_loaded_from_outside() -> None:
    for path in STATIC.iterdir():
        text = path.read_text(encoding="utf-8").replace("http://www.w3.org/2000/svg", "")
        assert not re.search(r"https?:|@import|//[a-z]+\.[a-z]|url\(", text), path.name


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(WEB / "templates")))
def test_no_template_has_inline_script_or_style_or_unescaped_data(path: Path) -> None:
    text = re.sub(r"\{#.*?#\}", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)
    assert not re.search(r"\sstyle\s*=|<style|\son[a-z]+\s*=\s*[\"']|javascript:|\|\s*safe\b", text)
    assert not re.search(r"<script(?![^>]*\bsrc=)", text)
    assert not re.search(r"(?:src|href)=\"(?:https?:)?//", text)


@pytest.fixture(scope="module")
def plain() -> Flask:
    """Return an application whose database nobody asks: enough for what is only shown."""
    application = create_app(Config(database_url="sqlite://", secret_key="for tests only", rate_limit=""))
    application.testing = True
    return application


@pytest.fixture
def page(plain: Flask) -> Callable[..., str]:
    """Render a piece of a template as a page of the application would."""

    def render(source: str, language: str = "en", **values: object) -> str:
        with plain.test_request_context("/"):
            g.language = language
            return render_template_string(source, **values)

    return render


HOSTILE = "<b>O'Neil</b> \u202eקדוש"
PEOPLE = '{% import "macros/person.html" as people with context %}'


def test_a_name_with_markup_is_text_and_stands_apart_from_the_direction_of_its_line(page: Callable[..., str]) -> None:
    html = page(PEOPLE + "{{ people.line(name, '1984') }}", name=HOSTILE)
    assert "<b>" not in html
    assert '<bdi class="person-name">&lt;b&gt;O&#39;Neil&lt;/b&gt; \u202eקדוש</bdi>' in html


def test_whoever_has_no_name_or_birth_date_is_said_to_have_none(page: Callable[..., str]) -> None:
    html = page(PEOPLE + "{{ people.line('', '') }}")
    assert "no name" in html
    assert "no birth date" in html


def test_facts_have_labels_in_the_order_of_the_pages_and_masked_values_say_so(page: Callable[..., str]) -> None:
    person = {"unit": MASK, "surname": "Шевченко", "other_names": ["Shevchenko", "<i>"], "source": ""}
    html = page(PEOPLE + "{{ people.facts(person, without=('given_name',)) }}", person=person)
    terms = re.findall(r"<dt>(.*?)</dt>", html)
    assert terms == ["Surname", "Other names and spellings", "Unit"]
    assert re.search(r'<dt>Unit</dt><dd><span class="masked".*?<span class="unseen">masked</span>', html)
    assert "<bdi>Shevchenko</bdi><br><bdi>&lt;i&gt;</bdi>" in html


def test_every_field_of_the_vocabulary_has_a_label_of_its_own() -> None:
    assert set(FIELD_LABELS) == {field.name for field in FIELDS}
    labels = [str(label) for label in FIELD_LABELS.values()]
    assert len(set(labels)) == len(labels)
    assert field_label("birth_date") == "Date of birth"
    assert field_label("Колонка 7") == "Колонка 7"


FIELD = '{% import "macros/ui.html" as ui with context %}'


class _Box:
    """As much of a WTForms field as the macro looks at."""

    def __init__(self, kind: str = "StringField", errors: tuple[str, ...] = ()) -> None:
        self.id, self.type, self.errors, self.description = "surname", kind, errors, ""
        self.label = Markup('<label for="surname">Surname</label>')
        self.flags = type("Flags", (), {"required": True})()

    def __call__(self, **attributes: str) -> Markup:
        written = Markup("").join(Markup(' {}="{}"').format(name, value) for name, value in attributes.items())
        return Markup('<input id="surname"') + written + Markup(">")


def test_a_wrong_field_says_beside_itself_what_is_wrong_and_is_tied_to_it(page: Callable[..., str]) -> None:
    html = page(FIELD + "{{ ui.field(box, 'In any alphabet.') }}", box=_Box(errors=("Write a <name>.",)))
    assert 'aria-invalid="true"' in html
    assert 'aria-describedby="surname-hint surname-error"' in html
    assert '<p class="error" id="surname-error">Write a &lt;name&gt;.</p>' in html
    assert "required" in html


def test_attributes_for_a_field_are_passed_on(page: Callable[..., str]) -> None:
    html = page(FIELD + "{{ ui.field(box, inputmode='numeric') }}", box=_Box())
    assert '<input id="surname" inputmode="numeric">' in html
    assert "aria-invalid" not in html


def test_a_number_that_nobody_measured_is_not_shown_as_nought(page: Callable[..., str]) -> None:
    assert "not measured" in page(FIELD + "{{ ui.stat(none, 'time to decision') }}")
    assert ">0<" in page(FIELD + "{{ ui.stat(0, 'confirmed') }}")


def test_the_menu_shows_what_the_role_may_open_and_marks_the_present_page(
    sign_in: Callable[..., Signed], app: Flask
) -> None:
    viewer = sign_in(Role.VIEWER).client.get("/").get_data(as_text=True)
    assert re.search(r'href="/" aria-current="page">Overview', viewer)
    assert "Audit trail" not in viewer
    assert ">Users<" not in viewer
    supervisor = sign_in(Role.SUPERVISOR).client.get("/").get_data(as_text=True)
    if "administration.audit_trail" in app.view_functions:
        assert "Audit trail" in supervisor


def test_every_page_has_a_skip_link_a_language_and_a_place_for_announcements(plain: Flask) -> None:
    html = plain.test_client().get("/nowhere", headers={"Accept-Language": "en"}).get_data(as_text=True)
    assert '<html lang="en" data-theme="auto">' in html
    assert html.index('href="#main"') < html.index('<main id="main"')
    assert 'id="live" class="unseen" role="status"' in html
    assert html.count("<h1") == 1


def test_the_theme_that_a_user_chose_stands_on_the_page(sign_in: Callable[..., Signed], database: Database) -> None:
    from web.models import User

    signed = sign_in(Role.VIEWER)
    with database.transaction() as session:
        session.get_one(User, signed.user_id).theme = "dark"
    assert 'data-theme="dark"' in signed.client.get("/nowhere").get_data(as_text=True)


def test_the_address_of_a_static_file_changes_with_the_file(plain: Flask) -> None:
    with plain.test_request_context("/"):
        address = asset("app.css")
    assert re.fullmatch(r"/static/app\.css\?v=[0-9a-f]{10}", address)
    with plain.test_client().get(address) as answer:
        assert answer.status_code == 200
        assert "max-age=31536000" in answer.headers["Cache-Control"]


def test_a_flash_message_of_each_kind_has_its_class_and_its_text_is_escaped(plain: Flask) -> None:
    from flask import flash

    with plain.test_request_context("/"):
        g.language = "en"
        flash("Loaded: <b>1</b>", "success")
        flash("Refused", "error")
        html = render_template("base.html")
    assert '<p class="flash flash-success" role="status">Loaded: &lt;b&gt;1&lt;/b&gt;</p>' in html
    assert '<p class="flash flash-error" role="alert">Refused</p>' in html
