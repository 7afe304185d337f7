"""Small spreadsheets made by hand, so that tests know every byte in them."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from html import escape

import pytest

OdsMaker = Callable[..., bytes]


@pytest.fixture
def make_ods() -> OdsMaker:
    """Return a maker of ODS files from sheets of text rows; a cell ``date:1985-03-07`` becomes a real date."""

    def cell(text: str) -> str:
        if not text:
            return "<table:table-cell/>"
        kind, _, value = text.rpartition(":")
        attributes = {
            "date": f'office:value-type="date" office:date-value="{value}"',
            "float": f'office:value-type="float" office:value="{value}"',
            "": 'office:value-type="string"',
        }[kind]
        return f"<table:table-cell {attributes}><text:p>{escape(value)}</text:p></table:table-cell>"

    def make(*sheets: Sequence[Sequence[str]], extra_rows: str = "") -> bytes:
        tables = "".join(
            f'<table:table table:name="Sheet{number}">'
            + "".join(f"<table:table-row>{''.join(map(cell, row))}</table:table-row>" for row in rows)
            + extra_rows
            + "</table:table>"
            for number, rows in enumerate(sheets, start=1)
        )
        content = (
            '<?xml version="1.0" encoding="UTF-8"?><office:document-content '
            'xmlns:office="urn:oasis:names:tc:opendocument:xmlns:office:1.0" '
            'xmlns:table="urn:oasis:names:tc:opendocument:xmlns:table:1.0" '
            'xmlns:text="urn:oasis:names:tc:opendocument:xmlns:text:1.0" office:version="1.3">'
            f"<office:body><office:spreadsheet>{tables}</office:spreadsheet></office:body></office:document-content>"
        )
        mimetype = "application/vnd.oasis.opendocument.spreadsheet"
        manifest = (
            '<manifest:manifest xmlns:manifest="urn:oasis:names:tc:opendocument:xmlns:manifest:1.0">'
            f'<manifest:file-entry manifest:full-path="/" manifest:media-type="{mimetype}"/></manifest:manifest>'
        )
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w") as archive:
            archive.writestr("mimetype", mimetype)
            archive.writestr("META-INF/manifest.xml", manifest)
            archive.writestr("content.xml", content)
        return buffer.getvalue()

    return make
