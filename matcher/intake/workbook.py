"""Spreadsheets (XLSX, ODS, and the old XLS) to a grid of cells."""

from __future__ import annotations

import datetime as dt
import html
import io
import re
import zipfile
from dataclasses import dataclass
from typing import TYPE_CHECKING

from matcher.errors import InputError
from matcher.intake.grid import Grid, Remark
from matcher.intake.problems import Severity

if TYPE_CHECKING:
    from collections.abc import Sequence

    from python_calamine import CalamineSheet, CalamineWorkbook

# The reader lays a sheet out as a full rectangle: one stray cell in the last corner of an XLSX sheet (17 billion
# cells) would end the process, and so would an archive that unpacks to far more than it seems.
_MOST_CELLS = 25_000_000
_MOST_BYTES = 1 << 30


def read_workbook(data: bytes, name: str, sheet: str | int | None = None) -> Grid:
    """Return the cells of one sheet as text.

    Parameters
    ----------
    data
        The whole file.
    name
        What to call the file in a message.
    sheet
        Name, or number counted from 1, of the sheet; the first visible sheet with anything in it if not given.

    Returns
    -------
    Grid
        Dates as ISO text, whole numbers without a decimal point; text that looks like a number stays as it is.

    Raises
    ------
    InputError
        If the file cannot be opened, is protected by a password, or has no such sheet.
    """
    from python_calamine import CalamineError, CalamineWorkbook, PasswordError

    try:
        archive = _Archive.open(data, name)
        with CalamineWorkbook.from_filelike(io.BytesIO(data)) as book:
            chosen, others = _choose(book, name, sheet, archive)
            return _grid(chosen, others, archive)
    except PasswordError:
        raise InputError(f"{name} is protected by a password; save it without one.") from None
    except (CalamineError, zipfile.BadZipFile, OSError) as error:
        raise InputError(f"{name} is damaged or not a spreadsheet ({_first_words(error)}); save it again.") from None


def cell_text(value: object) -> str:
    """Return a cell's value as the text a person would have typed.

    Examples
    --------
    >>> cell_text(1985.0), cell_text("0123"), cell_text(dt.datetime(1985, 3, 7))
    ('1985', '0123', '1985-03-07')
    """
    if isinstance(value, str):
        return value
    if isinstance(value, bool):
        return "TRUE" if value else "FALSE"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() else repr(value)
    if isinstance(value, dt.datetime):
        midnight = value.time() == dt.time()
        return value.date().isoformat() if midnight else value.isoformat(sep=" ")
    if isinstance(value, dt.date):
        return value.isoformat()
    return str(value)


def _first_words(error: Exception) -> str:
    return str(error).splitlines()[0][:100] if str(error) else type(error).__name__


def _choose(
    book: CalamineWorkbook, name: str, wanted: str | int | None, archive: _Archive
) -> tuple[CalamineSheet, list[str]]:
    """Return the sheet to read and the names of other sheets that hold something."""
    from python_calamine import SheetTypeEnum, SheetVisibleEnum

    visible = [sheet.name for sheet in book.sheets_metadata if sheet.visible is SheetVisibleEnum.Visible]
    tables = [sheet.name for sheet in book.sheets_metadata if sheet.typ is SheetTypeEnum.WorkSheet]
    if wanted is not None:
        return _load(book, _sheet_name(book.sheet_names, wanted, name), name, archive), []
    filled = []
    for title in sorted(tables, key=lambda title: title not in visible):
        sheet = _load(book, title, name, archive)
        if sheet.start is not None:
            filled.append(sheet)
    if not filled:
        raise InputError(f"{name} is empty: no sheet holds anything.")
    return filled[0], [sheet.name for sheet in filled[1:]]


def _sheet_name(names: Sequence[str], wanted: str | int, name: str) -> str:
    if wanted in names:
        return str(wanted)
    if str(wanted).isdecimal() and 1 <= int(wanted) <= len(names):
        return names[int(wanted) - 1]
    raise InputError(f"{name} has no sheet {wanted!r}; it has {', '.join(map(repr, names))}.")


def _load(book: CalamineWorkbook, title: str, name: str, archive: _Archive) -> CalamineSheet:
    archive.check_extent(book.sheet_names.index(title), title, name)
    return book.get_sheet_by_name(title)


def _grid(sheet: CalamineSheet, others: Sequence[str], archive: _Archive) -> Grid:
    top, left = sheet.start or (0, 0)
    rows = [[""] * left + [cell_text(value) for value in row] for row in sheet.to_python(skip_empty_area=True)]
    remarks = []
    if others:
        action = f"Only the sheet {sheet.name!r} was read; choose another with the sheet option."
        remarks.append(Remark(None, None, ", ".join(others), action, Severity.DOUBTFUL))
    remarks += archive.unread_cells(sheet.name)
    return Grid(rows, list(range(top + 1, top + 1 + len(rows))), tuple(remarks), f"sheet {sheet.name!r}")


_CELL = re.compile(
    rb'<(?:\w+:)?c\b(?P<attributes>[^>]*?)(?:/>|>(?P<content>.*?)</(?:\w+:)?c>)', re.DOTALL
)
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\sr="(\d+)"')
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^>/]*>[^<]")
_REPEATED = re.compile(
    rb'<table:table-(row|cell)\b(?=[^>]*?number-(?:rows|columns)-repeated="(\d{4,})")([^>]*?)(/?)>'
)


@dataclass(frozen=True, slots=True)
class _Archive:
    """The parts of an XLSX or ODS archive that must be looked at before or beside the reader.

    `sheets` maps the names of XLSX sheets, in order, to their XML.
    """

    sheets: dict[str, bytes]

    @classmethod
    def open(cls, data: bytes, name: str) -> _Archive:
        if not data.startswith(b"PK"):
            return cls({})
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _MOST_BYTES:
                raise InputError(f"{name} is too large: unpacked it takes more than 1 GB; split it or save it as CSV.")
            names = set(parts.namelist())
            if "content.xml" in names:
                _check_repetition(parts.read("content.xml"), name)
            if "xl/workbook.xml" not in names:
                return cls({})
            relations = parts.read("xl/_rels/workbook.xml.rels").decode("utf-8", errors="replace")
            targets = {
                _attribute(tag, "Id"): _attribute(tag, "Target") for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", relations)
            }
            book = parts.read("xl/workbook.xml").decode("utf-8", errors="replace")
            sheets = {}
            for tag in re.findall(r"<(?:\w+:)?sheet\b[^>]*>", book):
                target = targets.get(_attribute(tag, r"\w+:id"), "")
                path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
                sheets[html.unescape(_attribute(tag, "name"))] = parts.read(path) if path in names else b""
            return cls(sheets)

    def check_extent(self, position: int, title: str, name: str) -> None:
        """Refuse a sheet with a stray cell so far out that the sheet cannot be held in memory."""
        xml = list(self.sheets.values())[position] if position < len(self.sheets) else b""
        rows = [int(number) for number in _ROW.findall(xml)]
        columns = {_column_number(letters) for letters, _ in set(_REFERENCE.findall(xml))}
        if max(rows, default=0) * max(columns, default=1) <= _MOST_CELLS:
            return
        filled = [
            (_column_number(place[1]), int(place[2]))
            for cell in _CELL.finditer(xml)
            if _VALUE.search(cell["content"] or b"") and (place := _REFERENCE.search(cell["attributes"]))
        ]
        width, height = (max(axis, default=0) for axis in zip(*filled, strict=True)) if filled else (0, 0)
        if width * height > _MOST_CELLS:
            raise InputError(
                f"{name}, sheet {title!r}, has a filled cell far from the table (the sheet reaches to row {height}, "
                f"column {width}); delete it."
            )

    def unread_cells(self, title: str) -> list[Remark]:
        """Report formulas whose result the file does not hold, and cells that show an error."""
        xml = self.sheets.get(title, b"")
        if b"<f" not in xml and b":f" not in xml and b't="e"' not in xml:
            return []
        remarks = []
        for cell in _CELL.finditer(xml):
            content = cell["content"] or b""
            place = _REFERENCE.search(cell["attributes"])
            if place is None:
                continue
            row, column = int(place[2]), _column_number(place[1]) - 1
            if b't="e"' in cell["attributes"]:
                shown = re.sub(rb"<[^>]*>", b"", content[content.find(b"<v>") :]).decode("utf-8", errors="replace")
                action = "The cell shows a spreadsheet error; it was taken as empty."
                remarks.append(Remark(row, column, shown, action, Severity.REFUSED))
            elif re.search(rb"<(?:\w+:)?f\b", content) and not _VALUE.search(content):
                formula = re.search(rb"<(?:\w+:)?f\b[^>]*>([^<]*)", content)
                raw = "=" + html.unescape(formula[1].decode("utf-8", errors="replace")) if formula else "="
                action = "The file does not hold the result of this formula; open it, save it, and read it again."
                remarks.append(Remark(row, column, raw, action, Severity.REFUSED))
        return remarks


def _attribute(tag: str, name: str) -> str:
    match = re.search(rf"""\b{name}=(?:"([^"]*)"|'([^']*)')""", tag)
    return (match[1] or match[2] or "") if match else ""


def _column_number(letters: bytes) -> int:
    """Return 1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def _check_repetition(content: bytes, name: str) -> None:
    """Refuse an ODS sheet in which a filled cell or row stands for thousands of copies."""
    for match in _REPEATED.finditer(content):
        kind, count, _, closed = match.groups()
        if closed:
            continue
        inside = content[match.end() : content.find(b"</table:table-%b>" % kind, match.end())]
        if int(count) > 10_000 and b"<text:p" in inside:
            raise InputError(f"{name} repeats one filled {kind.decode()} {int(count)} times; delete the copies.")
