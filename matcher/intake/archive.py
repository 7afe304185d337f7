"""Parts of a workbook's archive that must be looked at before, or beside, the reader of its cells."""

from __future__ import annotations

import html
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from xml.parsers import expat

from matcher.errors import InputError
from matcher.intake.grid import Remark
from matcher.intake.problems import Severity

# The reader lays a sheet out as a full rectangle: one stray cell in the last corner of an XLSX sheet would
# end the process (17 billion cells), and so would an archive that unpacks to far more than it seems.
_MOST_CELLS = 25_000_000
_MOST_BYTES = 1 << 30
DAMAGE = (zipfile.BadZipFile, zlib.error, OSError, EOFError, LookupError, RuntimeError, ValueError)
"""What Python raises over archives that are cut short, overwritten or encrypted."""

_CELL = re.compile(rb"<(?:\w+:)?c\b(?P<attributes>[^>]*?)(?:/>|>(?P<content>.*?)</(?:\w+:)?c>)", re.DOTALL)
_ROW = re.compile(rb'<(?:\w+:)?row\b[^>]*?\sr="(\d+)"')
_REFERENCE = re.compile(rb'\br="([A-Z]{1,3})(\d{1,7})"')
_VALUE = re.compile(rb"<(?:\w+:)?(?:v|t)\b[^>/]*>[^<]")
_REPEATED = re.compile(rb'<table:table-(row|cell)\b(?=[^>]*?number-(?:rows|columns)-repeated="(\d{4,})")([^>]*?)(/?)>')


@dataclass(frozen=True, slots=True)
class Archive:
    """The XML of the sheets of a workbook.

    Attributes
    ----------
    sheets
        Names of the sheets of an XLSX file, in order, and their XML.
    content
        XML of all sheets of an ODS file.
    """

    sheets: dict[str, bytes]
    content: bytes = b""

    @classmethod
    def open(cls, data: bytes, name: str) -> Archive:
        """Unpack what is needed; a workbook that is no archive (XLS) has nothing to look at.

        Raises
        ------
        InputError
            If it is damaged, or unpacking it would take more memory than a list of people needs.
        """
        if not data.startswith(b"PK"):
            return cls({})
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            if sum(part.file_size for part in parts.infolist()) > _MOST_BYTES:
                raise InputError(f"{name} is too large: unpacked it takes more than 1 GB; split it or save it as CSV.")
            names = set(parts.namelist())
            for part in sorted(names):
                if part == "content.xml" or (part.startswith("xl/") and part.endswith((".xml", ".rels"))):
                    _check_form(parts.read(part), name)
            if "content.xml" in names:
                content = parts.read("content.xml")
                _check_repetition(content, name)
                return cls({}, content)
            if "xl/workbook.xml" not in names:
                return cls({})
            relations = parts.read("xl/_rels/workbook.xml.rels").decode("utf-8", errors="replace")
            targets = {
                _attribute(tag, "Id"): _attribute(tag, "Target")
                for tag in re.findall(r"<(?:\w+:)?Relationship\b[^>]*>", relations)
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
                f"{name}, sheet {title!r}, has a filled cell far from the table (the sheet reaches to "
                f"row {height}, column {width}); delete it."
            )

    def unread_cells(self, title: str) -> list[Remark]:
        """Report formulas whose result the file does not hold, and cells that show an error."""
        if b"table:formula" in self.content:
            return _uncalculated_in_ods(self.content, title)
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
                remarks.append(_uncalculated(row, column, raw))
        return remarks


def _uncalculated(row: int, column: int, formula: str) -> Remark:
    action = "The file does not hold the result of this formula; open it, save it, and read it again."
    return Remark(row, column, formula, action, Severity.REFUSED)


_ODS_PIECE = re.compile(r"<table:(?P<kind>table|table-row|(?:covered-)?table-cell)(?P<attributes>\s[^>]*?)?/?>")


def _uncalculated_in_ods(content: bytes, title: str) -> list[Remark]:
    """Return the formulas without a result; one ODS cell or row can stand for several."""
    remarks = []
    sheet, row, column, copies = "", 0, 0, 1
    for piece in _ODS_PIECE.finditer(content.decode("utf-8", errors="replace")):
        attributes = piece["attributes"] or ""
        if piece["kind"] == "table":
            sheet, row, copies = html.unescape(_attribute(attributes, "table:name")), 0, 1
        elif piece["kind"] == "table-row":
            row, column = row + copies, 0
            copies = int(_attribute(attributes, "table:number-rows-repeated") or 1)
        else:
            formula = html.unescape(_attribute(attributes, "table:formula"))
            if formula and sheet == title and "office:value-type" not in attributes:
                remarks.append(_uncalculated(row, column, formula.removeprefix("of:")))
            column += int(_attribute(attributes, "table:number-columns-repeated") or 1)
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


def _check_form(xml: bytes, name: str) -> None:
    """Refuse XML that is not well formed: the reader of the cells would take it for the end, or never end."""

    def refuse(*_declaration: object) -> None:
        raise InputError(f"{name} declares a document type, which no spreadsheet does; save it again.")

    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = refuse
    try:
        parser.Parse(xml, True)
    except InputError:
        raise
    except (expat.ExpatError, LookupError, ValueError):  # the last two from an encoding nobody knows
        raise InputError(f"{name} is damaged: a part is cut short or overwritten; save it again.") from None


def _check_repetition(content: bytes, name: str) -> None:
    """Refuse an ODS sheet in which a filled cell or row stands for thousands of copies."""
    for match in _REPEATED.finditer(content):
        kind, count, _, closed = match.groups()
        if closed:
            continue
        inside = content[match.end() : content.find(b"</table:table-%b>" % kind, match.end())]
        if int(count) > 10_000 and b"<text:p" in inside:
            raise InputError(f"{name} repeats one filled {kind.decode()} {int(count)} times; delete the copies.")
