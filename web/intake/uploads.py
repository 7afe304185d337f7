"""Uploads: a file or pasted rows taken in, kept as they came, and shown before anything of them becomes a record."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

from matcher.errors import InputError
from matcher.fields import FIELDS, NAME_FIELDS, split_repeated
from matcher.person import Person
from web.core_words import translate
from web.i18n import gettext as _
from web.intake.problems import ProblemKind, kinds_of
from web.intake.tables import Settings, Table, find_table, kind_of, too_many_cells
from web.models import Upload

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence

    from sqlalchemy.orm import Session
    from werkzeug.datastructures import FileStorage

    from matcher.intake import Problem, Records

FIRST_ROWS = 8
PASTED = "pasted"
_CHOICES = {"", *(field.name for field in FIELDS)}


class UploadError(ValueError):
    """A file that is not taken; the message is a sentence in the language of the page."""


@dataclass(frozen=True, slots=True)
class Column:
    """One column of an upload.

    Attributes
    ----------
    heading
        As in the file, or what it is called here where the file has none.
    field
        Field of the vocabulary as which it is read; ``""`` where it is only carried along.
    samples
        Its first three filled cells.
    """

    heading: str
    field: str
    samples: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Preview:
    """An upload as it would be read.

    Attributes
    ----------
    error
        Why it cannot be read as it is, a sentence in the language of the page; ``""`` if it can.
    records
        What would be read; None with an error.
    columns
        The columns, as far as the table could be found: also with an error, so that they can be corrected.
    rows, unusable
        Number of rows, and of those without a name, which cannot be stored as people.
    first
        Row number and cells of the first rows.
    settings
        How it was read; ``sheet`` names the sheet that was in fact read.
    sheets, with_headings
        Sheets of a workbook; whether the headings are the file's own.
    kinds
        The problems, summed up.
    """

    error: str
    settings: Settings
    records: Records | None = None
    columns: tuple[Column, ...] = ()
    rows: int = 0
    unusable: int = 0
    first: tuple[tuple[int, tuple[str, ...]], ...] = ()
    sheets: tuple[str, ...] = ()
    with_headings: bool = True
    kinds: tuple[ProblemKind, ...] = ()

    @property
    def problems(self) -> Sequence[Problem]:
        """Every problem, in the order of the rows."""
        return self.records.problems if self.records is not None else ()


def receive(
    session: Session,
    *,
    file: FileStorage | None = None,
    text: str = "",
    purpose: str,
    user_id: int,
    most_bytes: int = 20 * 1024 * 1024,
) -> Upload:
    """Take a file, or pasted rows, into the session.

    Parameters
    ----------
    file
        What the browser sent; its name is not looked at.
    text
        Rows pasted into the page, used if there is no file.
    purpose
        ``list`` or ``reports``.
    user_id
        Who brings it.
    most_bytes
        Largest size taken.

    Raises
    ------
    UploadError
        If there is nothing, too much, or something that is no table.
    """
    content = file.stream.read(most_bytes + 1) if file is not None and file.filename else b""
    pasted = not content and bool(text.strip())
    if pasted:
        content = text.encode("utf-8", errors="replace")
    if not content:
        sent = file is not None and bool(file.filename)
        raise UploadError(_("The file is empty.") if sent else _("Choose a file, or paste rows."))
    if len(content) > most_bytes:
        raise UploadError(_("The file is larger than %(size)s MB.", size=most_bytes // (1024 * 1024)))
    try:
        kind = kind_of(content)
    except InputError as error:
        raise UploadError(translate(str(error))) from None
    if kind == "text" and too_many_cells(content):
        raise UploadError(_("The file has more rows or cells than any list needs. Send it in parts."))
    upload = Upload(
        purpose=purpose,
        kind=PASTED if pasted else kind,
        size=len(content),
        file_hash=hashlib.sha256(content).hexdigest(),
        content=content,
        settings={},
        user_id=user_id,
    )
    session.add(upload)
    session.flush()
    return upload


def settings_of(upload: Upload) -> Settings:
    """Return how an upload is to be read, as it was last corrected."""
    kept = upload.settings
    return Settings(dict(kept.get("columns", {})), kept.get("sheet", ""), kept.get("headings", "auto"))


def keep_settings(upload: Upload, settings: Settings, **further: Any) -> None:
    """Keep with an upload how it is to be read, and whatever else its page was told."""
    upload.settings = {
        **upload.settings,
        "columns": settings.columns,
        "sheet": settings.sheet,
        "headings": settings.headings,
        **further,
    }


def corrected(upload: Upload, form: Mapping[str, str]) -> Settings:
    """Return the settings that a preview's form asks for.

    The form has ``sheet``, ``headings`` and a pair ``heading-0``, ``column-0`` for each column. What the form says
    about columns of another sheet, or of another place of the headings, does not count.
    """
    before = settings_of(upload)
    settings = replace(before, sheet=form.get("sheet", before.sheet), headings=form.get("headings", before.headings))
    columns = dict(before.columns)
    position = 0
    while f"heading-{position}" in form:
        heading, chosen = form[f"heading-{position}"], form.get(f"column-{position}", "")
        changed = chosen != form.get(f"shown-{position}", chosen)
        overtaken = columns.get(heading, chosen) != chosen  # by a second window of the page
        if chosen in _CHOICES and (changed or overtaken):
            columns[heading] = chosen
        position += 1
    return replace(settings, columns=columns)


def reads_otherwise(upload: Upload, settings: Settings) -> bool:
    """Tell whether settings are others than those kept with an upload, whose page names the sheet that was found."""
    return settings != settings_of(upload) and settings != preview(upload).settings


def read_upload(upload: Upload, settings: Settings | None = None) -> Records:
    """Return the records of an upload.

    Raises
    ------
    InputError
        If it cannot be read as it is.
    """
    return find_table(upload.content, settings or settings_of(upload)).records()


def preview(upload: Upload, mapping: Mapping[str, str] | None = None, sheet: str | None = None) -> Preview:
    """Return an upload as it would be read.

    Parameters
    ----------
    upload
        The upload.
    mapping
        Heading to field, ``""`` to leave a column unread; what is kept with the upload if not given.
    sheet
        Name of the sheet; the kept one if not given.
    """
    settings = settings_of(upload)
    if mapping is not None:
        settings = replace(settings, columns=dict(mapping))
    if sheet is not None:
        settings = replace(settings, sheet=sheet)
    try:
        table = find_table(upload.content, settings)
    except InputError as error:
        from web.intake.tables import sheet_names

        sheets = sheet_names(upload.content) if upload.kind not in {"text", PASTED} else ()
        return Preview(_sentence(error), settings, sheets=sheets)
    error_text, records = "", None
    try:
        records = table.records()
    except InputError as error:
        error_text = _sentence(error)
    return Preview(
        error_text,
        replace(settings, sheet=table.sheet),
        records,
        _columns(table, records),
        len(table.layout.rows),
        unusable=sum(not has_name for has_name in _named(records)) if records is not None else 0,
        first=tuple(
            (number, tuple(row))
            for number, row in zip(table.layout.numbers[:FIRST_ROWS], table.layout.rows[:FIRST_ROWS], strict=True)
        ),
        sheets=table.sheets,
        with_headings=table.with_headings,
        kinds=kinds_of(records.problems) if records is not None else (),
    )


def people(records: Records) -> Iterator[tuple[int, str, dict[str, Any], dict[str, str]]]:
    """Yield each row that has a name.

    Yields
    ------
    tuple
        Its position in the records, the identifier that the file gives it (``""`` if none), the person's fields
        without ``id``, and the cells of the other columns that are not blank.
    """
    present = [known for known in FIELDS if known.name in records.data and known.name != "id"]
    fields = [records.data[known.name].tolist() for known in present]
    known_names = {known.name for known in FIELDS}
    others = [title for title in records.data if title not in known_names]
    carried = [records.data[title].tolist() for title in others]
    ids = records.data["id"].tolist()
    for position, has_name in enumerate(_named(records)):
        if not has_name:
            continue
        given = {known.name: cells[position] for known, cells in zip(present, fields, strict=True) if cells[position]}
        person = Person.from_dict(given).to_dict()
        beside = {
            str(title): str(cells[position])
            for title, cells in zip(others, carried, strict=True)
            if str(cells[position]).strip()
        }
        given_id = str(ids[position])
        yield position, "" if given_id in records.made_ids else given_id, person, beside


def _sentence(error: InputError) -> str:
    return translate(str(error))


def _named(records: Records) -> Iterator[bool]:
    """Yield for each record whether it has a name that a person can be stored under."""
    present = [records.cells(name) for name in NAME_FIELDS]
    return (any(map(split_repeated, row)) for row in zip(*present, strict=True))  # one without a name is no Person


def _columns(table: Table, records: Records | None) -> tuple[Column, ...]:
    from matcher.intake.headings import ROW_NUMBER, interpret
    from web.intake.tables import NAME

    cells = list(zip(*table.layout.rows, strict=True))
    headings = table.layout.headings
    if records is not None:
        read_as = [records.recognised.get(heading, "") for heading in headings]
    else:
        meanings = interpret(headings, table.mapping, NAME)
        read_as = ["" if meaning is None or meaning.field == ROW_NUMBER else meaning.field for meaning in meanings]
    return tuple(
        Column(heading, field_, tuple(cell.strip() for cell in column if cell.strip())[:3])
        for heading, field_, column in zip(headings, read_as, cells, strict=True)
    )
