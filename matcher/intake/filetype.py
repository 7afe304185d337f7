"""What a file is, told by its content: endings of file names are often wrong."""

from __future__ import annotations

import io
import zipfile
from enum import StrEnum

from matcher.errors import InputError
from matcher.intake.archive import DAMAGE

_ADVICE = "save it as CSV, XLSX or ODS"
# Beginnings of files that are often taken for tables, or sent instead of them.
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"%PDF", "a PDF document"),
    (b"\x89PNG", "a picture (PNG)"),
    (b"\xff\xd8\xff", "a picture (JPEG)"),
    (b"GIF8", "a picture (GIF)"),
    (b"II*\0", "a picture (TIFF)"),
    (b"MM\0*", "a picture (TIFF)"),
    (b"RIFF", "a picture or recording (RIFF)"),
    (b"\x1f\x8b", "a compressed file (gzip)"),
    (b"BZh", "a compressed file (bzip2)"),
    (b"\xfd7zXZ", "a compressed file (xz)"),
    (b"7z\xbc\xaf", "an archive (7z)"),
    (b"Rar!", "an archive (RAR)"),
    (b"SQLite format 3", "a SQLite database"),
    (b"PAR1", "a Parquet file"),
    (b"\x7fELF", "a program"),
    (b"{\\rtf", "a text document (RTF)"),
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


class FileType(StrEnum):
    """What can be read."""

    TEXT = "text"
    WORKBOOK = "workbook"


def file_type(data: bytes, name: str) -> FileType:
    """Return how a file is to be read.

    Raises
    ------
    InputError
        If the content is plainly not a table; the sentence says what it is and what to do.

    Examples
    --------
    >>> file_type("ПІБ,Дата народження".encode(), "list.xlsx")
    <FileType.TEXT: 'text'>
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise InputError(f"{name} is empty.")
    if data.startswith(b"PK\x03\x04"):
        return _archive_type(data, name)
    if data.startswith(_OLE):
        return _ole_type(data, name)
    for signature, what in _SIGNATURES:
        if data.startswith(signature):
            raise InputError(f"{name} is {what}, not a table; {_ADVICE}.")
    start = data[:512].removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith((b"<!doctype", b"<html", b"<?xml", b"<table")):
        raise InputError(f"{name} is a web page or XML, not a table; open it in a spreadsheet program and {_ADVICE}.")
    if start.startswith(b"{") or (start.startswith(b"[") and start[1:].lstrip().startswith((b"{", b"["))):
        raise InputError(f"{name} is JSON, which is not read here; {_ADVICE}.")
    return FileType.TEXT


def _archive_type(data: bytes, name: str) -> FileType:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = set(archive.namelist())
            declared = b""
            if "mimetype" in parts:
                with archive.open("mimetype") as part:  # read no further: it may unpack to gigabytes
                    declared = part.read(100)
    except DAMAGE:
        raise InputError(f"{name} is damaged: it begins like a spreadsheet but cannot be opened.") from None
    if "xl/workbook.xml" in parts or declared.startswith(b"application/vnd.oasis.opendocument.spreadsheet"):
        return FileType.WORKBOOK
    what = "a ZIP archive; unpack it first, or"
    if "xl/workbook.bin" in parts:
        what = "a binary workbook (XLSB);"
    elif "word/document.xml" in parts or declared.startswith(b"application/vnd.oasis.opendocument"):
        what = "a text document, not a table;"
    elif any(part.startswith("Index/") for part in parts):
        what = "a Numbers or Pages document;"
    raise InputError(f"{name} is {what} {_ADVICE}.")


def _ole_type(data: bytes, name: str) -> FileType:
    """Tell apart what shares the container of the old Office."""
    if "EncryptedPackage".encode("utf-16-le") in data:
        raise InputError(f"{name} is protected by a password; save it without one.")
    if "Workbook".encode("utf-16-le") in data or "Book".encode("utf-16-le") in data:
        return FileType.WORKBOOK
    raise InputError(f"{name} is an old Office document, not a table; {_ADVICE}.")
