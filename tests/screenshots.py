"""The pictures of the README, taken anew from the demonstration: ``python -m tests.screenshots``.

Starts ``matcher serve --demo``, plays a few steps in a headless chromium, and writes small PNG files to ``.github``.
"""

from __future__ import annotations

import io
import shutil
import tempfile
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click
from PIL import Image
from playwright.sync_api import sync_playwright

from tests.web.browser.office import ROOT, Office

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from playwright.sync_api import Browser, Page, ViewportSize

OUT = ROOT / ".github"
COLOURS = 256
"""Colours of a picture: pages have few, and letters stay smooth."""
MOST_BYTES = 150_000
_WIDE: ViewportSize = {"width": 1200, "height": 800}
_PHONE: ViewportSize = {"width": 390, "height": 844}


@dataclass(frozen=True, slots=True)
class Picture:
    """One picture.

    Attributes
    ----------
    name
        Of the file, without ``.png``.
    steps
        What leads from the review queue to what is shown.
    login
        Who looks: one of the invented users.
    height
        Rows of the page that are kept, in pixels of the style sheets.
    language
        Of the browser, which the demonstration's users have not overruled.
    phone
        A phone with dark colours instead of a laptop.
    """

    name: str
    steps: Callable[[Page], object]
    login: str = "olena"
    height: int = 800
    language: str = "en-GB"
    phone: bool = False


def _open_pair(page: Page) -> None:
    page.get_by_role("link", name="Shibko").click()


def _find(page: Page) -> None:
    page.goto("/find")
    page.locator("#name").fill("Maria Kamluk")
    page.locator("#birth_date").fill("1971")
    page.locator("main form button").first.click()
    page.locator("#found").evaluate("place => place.scrollIntoView()")
    page.evaluate("scrollBy(0, -24)")


def _evidence(page: Page) -> None:
    _open_pair(page)
    page.locator("section[aria-labelledby=why]").evaluate("place => place.scrollIntoView()")
    page.evaluate("scrollBy(0, 12)")


def _report(page: Page) -> None:
    page.goto("/families")
    page.locator("main tbody a").first.click()
    page.locator('main a[href^="/reports/"]').first.click()


PICTURES = (
    Picture("queue", lambda page: page.goto("/matches")),
    Picture("pair", _open_pair, height=1000),
    Picture("evidence", _evidence, height=660),
    Picture("find", _find, height=720),
    Picture("report", _report),
    Picture("overview", lambda page: page.goto("/"), login="petro", height=820),
    Picture("pair-phone", _open_pair, height=844, phone=True),
    Picture("pair-uk", _open_pair, height=1000, language="uk-UA"),
)


def small(png: bytes) -> bytes:
    """Return a picture with few colours, encoded as tightly as PNG allows."""
    with Image.open(io.BytesIO(png)) as picture:
        few = picture.convert("RGB").quantize(COLOURS, dither=Image.Dither.NONE)
        out = io.BytesIO()
        few.save(out, "PNG", optimize=True)
    return out.getvalue()


def take(browser: Browser, address: str, wanted: Picture) -> bytes:
    """Take one picture."""
    context = browser.new_context(
        base_url=address,
        locale=wanted.language,
        viewport=_PHONE if wanted.phone else {**_WIDE, "height": wanted.height},
        color_scheme="dark" if wanted.phone else "light",
        reduced_motion="reduce",
    )
    page = context.new_page()
    page.goto("/matches")
    page.locator(f'button[value="{wanted.login}"]').click()
    wanted.steps(page)
    page.wait_for_load_state("networkidle")
    png = page.screenshot(animations="disabled", caret="hide")
    context.close()
    return small(png)


@contextmanager
def demonstration() -> Iterator[str]:
    """Run the demonstration; yields its address."""
    with tempfile.TemporaryDirectory() as folder, Office(Path(folder), arguments=("--demo",)) as office:
        yield office.address


def main() -> None:
    """Take all pictures."""
    program = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
    with demonstration() as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        for wanted in PICTURES:
            png = take(browser, address, wanted)
            if len(png) > MOST_BYTES:
                raise click.ClickException(f"{wanted.name}: {len(png):,} bytes; show less of the page.")
            path = OUT / f"{wanted.name}.png"
            path.write_bytes(png)
            click.echo(f"{path.relative_to(ROOT)}: {len(png):,} bytes")
        browser.close()


if __name__ == "__main__":
    main()
