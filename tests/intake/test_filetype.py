"""What is no table is called by its name."""

from __future__ import annotations

import gzip
import io
import zipfile

import pytest

from matcher.errors import InputError
from matcher.intake.filetype import FileType, file_type


def archive(**parts: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as target:
        for name, content in parts.items():
            target.writestr(name.replace("__", "/"), content)
    return buffer.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 100


@pytest.mark.parametrize(
    ("data", "what"),
    [
        (b"%PDF-1.7 ...", "a PDF document"),
        (b"\x89PNG\r\n\x1a\n", "a picture"),
        (b"\xff\xd8\xff\xe0JFIF", "a picture"),
        (gzip.compress(b"name\n", mtime=0), "a compressed file"),
        (b"{\\rtf1 ...", "a text document"),
        (b"PAR1....", "a Parquet file"),
        (b"\xef\xbb\xbf\r\n<!DOCTYPE html><table>", "a web page"),
        (b"<?xml version='1.0'?><Workbook>", "XML"),
        (b'[{"name": "x"}]', "JSON"),
        (b'{"name": "x"}', "JSON"),
        (archive(**{"word__document.xml": ""}), "a text document"),
        (archive(mimetype="application/vnd.oasis.opendocument.text"), "a text document"),
        (archive(**{"list.csv": "name"}), "a ZIP archive"),
        (archive(**{"xl__workbook.bin": ""}), "a binary workbook"),
        (OLE + "WordDocument".encode("utf-16-le"), "an old Office document"),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "protected by a password"),
        (archive(**{"xl__workbook.xml": ""})[:60], "damaged"),
        (b"", "empty"),
        (b"\xef\xbb\xbf \r\n\t\r\n", "empty"),
    ],
)
def test_what_is_no_table_is_refused_in_one_sentence(data: bytes, what: str) -> None:
    with pytest.raises(InputError, match=what) as caught:
        file_type(data, "list.csv")
    assert str(caught.value).startswith("list.csv is ")
    assert str(caught.value).endswith(".")


def test_a_name_in_angle_or_square_brackets_is_still_a_table() -> None:
    assert file_type("[ПІБ],<b>\n".encode(), "list.csv") is FileType.TEXT


def test_the_ending_of_the_name_does_not_matter() -> None:
    assert file_type(archive(**{"xl__workbook.xml": ""}), "list.csv") is FileType.WORKBOOK
    assert file_type(b"name\nx", "list.xlsx") is FileType.TEXT
    assert file_type(OLE + "Workbook".encode("utf-16-le"), "list.xls") is FileType.WORKBOOK
