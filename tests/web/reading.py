"""What a page says, as a person reads it or hears it: its texts and its links."""

from __future__ import annotations

from html.parser import HTMLParser

SPOKEN = ("title", "aria-label", "placeholder", "alt", "data-label")
_EMPTY = {"br", "col", "hr", "img", "input", "link", "meta", "source", "wbr"}
# What people wrote stands in ``bdi``; code, keys and dates have no language of their own.
_OTHERS = {"script", "style", "bdi", "code", "kbd", "time"}


class Reader(HTMLParser):
    """Collects the program's own texts of a page, those of attributes too, and where its links lead."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self._open: list[str] = []
        self.texts: list[str] = []
        self.links: list[str] = []
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "a":
            self.links.append(given.get("href") or "")
        if not _OTHERS & set(self._open):
            self.texts += [said for name in SPOKEN if (said := given.get(name))]
        if tag not in _EMPTY:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        while self._open and self._open.pop() != tag:
            pass

    def handle_data(self, data: str) -> None:
        if data.strip() and not _OTHERS & set(self._open):
            self.texts.append(" ".join(data.split()))
