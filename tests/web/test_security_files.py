"""Files and photographs that were made to hurt: what they unpack to, what they carry, how they break off."""

from __future__ import annotations

import io
import random
import struct
import time
import zipfile
from typing import TYPE_CHECKING, Any

import pytest
from PIL import Image
from sqlalchemy import select
from werkzeug.datastructures import FileStorage

from tests.web.cases import make_report
from tests.web.lists_cases import bring, work
from tests.web.security_cases import MARKUP, OVERRIDE, Page
from web.intake.tables import too_many_cells
from web.intake.uploads import UploadError, preview, receive
from web.models import Job, JobState, Photo, Released
from web.permissions import Role
from web.reports.photographs import MOST_PHOTOGRAPHS, PhotographError, read_picture, read_pictures

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed
    from web.database import Database

    SignIn = Callable[..., Signed]

HEAD = "Прізвище;Ім'я;Дата народження;Позивний;Телефон\n"
SHEET = "xl/worksheets/sheet1.xml"


def workbook(part: str = "", replace: Callable[[bytes], bytes] = lambda data: data) -> bytes:
    """A small list as a workbook, one part of it replaced."""
    from openpyxl import Workbook

    book, out, altered = Workbook(), io.BytesIO(), io.BytesIO()
    book.active.append(["Прізвище", "Ім'я"])
    book.active.append(["Шевчук", "Тарас"])
    book.save(out)
    with zipfile.ZipFile(out) as parts, zipfile.ZipFile(altered, "w", zipfile.ZIP_DEFLATED) as new:
        for name in parts.namelist():
            new.writestr(name, replace(parts.read(name)) if name == part else parts.read(name))
    return altered.getvalue()


def lying_about_its_size(packed: bytes, part: str, size: int) -> bytes:
    """The same archive, of which both directories say that a part unpacks to a few bytes."""
    data = bytearray(packed)
    for mark, length_at, size_at, name_at in ((b"PK\x01\x02", 28, 24, 46), (b"PK\x03\x04", 26, 22, 30)):
        at = -1
        while (at := data.find(mark, at + 1)) >= 0:
            length = struct.unpack_from("<H", data, at + length_at)[0]
            if bytes(data[at + name_at : at + name_at + length]) == part.encode():
                struct.pack_into("<I", data, at + size_at, size)
    return bytes(data)


class NoSession:
    """Stands for a session where nothing is stored."""

    def add(self, _row: object) -> None:
        """Store nothing."""

    def flush(self) -> None:
        """Store nothing."""


def refused(content: bytes) -> str:
    """Why a file is not read; fails if it is."""
    try:
        upload = receive(
            NoSession(),  # type: ignore[arg-type]
            file=FileStorage(io.BytesIO(content), filename="list.xlsx"), purpose="list", user_id=1,
        )  # fmt: skip
    except UploadError as error:
        return str(error)
    upload.settings = {}
    sentence = preview(upload).error
    assert sentence
    return sentence


BOMB = b'<!DOCTYPE x [<!ENTITY a "%s"><!ENTITY b "%s">]>' % (b"ha" * 1_000, b"&a;" * 1_000)


@pytest.mark.parametrize(
    ("made", "why"),
    [
        (lambda: workbook(SHEET, BOMB.__add__), "document type"),
        (lambda: workbook("xl/workbook.xml", BOMB.__add__), "document type"),
        (lambda: workbook(SHEET, b'<!DOCTYPE x SYSTEM "file:///etc/passwd">'.__add__), "document type"),
        (
            lambda: lying_about_its_size(
                workbook(SHEET, lambda data: data.replace(b"</sheetData>", b" " * (64 << 20) + b"</sheetData>")),
                SHEET, 2_000,
            ),
            "damaged",
        ),
        ((HEAD + "a;" * 20_000).encode, "more rows or cells"),
        ((HEAD + "a\n" * 300_001).encode, "more rows or cells"),
        ((HEAD + '"a;' * 1_000_000).encode, "more rows or cells"),
        (lambda: (HEAD + "a;" * 20_000).encode("utf-16"), "more rows or cells"),
        (lambda: b"%PDF-1.7\n" + HEAD.encode(), "PDF"),
        (lambda: b"\xff\xd8\xff\xe0" + workbook(), "picture"),
    ],
    ids=["entities in a sheet", "entities in the book", "an entity from a file", "a size that is a lie", "many columns",
         "many rows", "quotation marks", "many columns of two bytes", "a document", "a picture with a workbook in it"],
)  # fmt: skip
def test_a_file_made_to_hurt_is_refused_soon_with_a_sentence(made: Callable[[], bytes], why: str) -> None:
    content = made()
    begun = time.process_time()
    assert why in refused(content)
    assert time.process_time() - begun < 8


def test_a_list_of_100_000_people_is_not_taken_for_an_attack() -> None:
    assert not too_many_cells((HEAD + "Шевчук;Тарас;1984-03-09;;;;;;;;;;;;;;;;;;;\n" * 100_000).encode())


HOSTILE_ROWS = (
    f"Шев\x00чук{OVERRIDE};Тарас;09.03.1984;«{MARKUP}»;050\n"
    f"{'Ш' * 50_000};Тарас;{'9' * 50_000};;\n"
    f"=cmd|' /C calc'!A0;+1+1;@SUM(1);-1;\t=1\n"
    f"Ґудзь;Мар'яна\ud7ff;²².²².²²²²;{'(' * 3_000};\ufeff\ufffe\n"
    f"{MARKUP};{MARKUP};1.1.{'1' * 5_000};{MARKUP};{MARKUP}\n"
)


def test_rows_made_to_hurt_are_loaded_or_refused_and_every_page_of_them_stays_whole(
    sign_in: SignIn, database: Database, session: Session
) -> None:
    client = sign_in(Role.CASEWORKER).client
    heading = f"Прізвище;Ім'я;Дата народження;Позивний;{MARKUP}\x00\n"
    look = bring(client, heading + HOSTILE_ROWS)
    assert look.status_code == 303
    assert Page(client.get(look.location).text).offences == []
    loaded = client.post(look.location, data={"title": "First", "action": "load"})
    assert loaded.status_code in {303, 422}
    work(database)
    assert session.scalars(select(Job.state)).all() == [JobState.DONE] * 2
    people = session.scalars(select(Released)).all()
    assert len(people) == 5
    for address in ("/lists/1", "/lists/1/versions/1", *(f"/lists/people/{each.id}" for each in people)):
        page = client.get(address)
        assert page.status_code == 200, address
        assert Page(page.text).offences == []
        assert Page(page.text).open_text == []


def test_a_file_name_leads_nowhere_and_is_kept_nowhere(sign_in: SignIn, session: Session) -> None:
    client = sign_in(Role.CASEWORKER).client
    for name in (
        "../../etc/passwd",
        "C:\\Windows\\x.csv",
        "Шевчук Тарас.csv",
        "a\x00b.csv",
        "\u202evsc.exe",
        "x" * 5_000,
    ):
        sent = {"file": (io.BytesIO((HEAD + "Шевчук;Тарас;;;\n").encode()), name)}
        response = client.post("/lists/new", data=sent, content_type="multipart/form-data")
        assert response.status_code in {303, 422}, name
        if response.status_code == 303:
            assert "passwd" not in client.get(response.location).text
            assert "Шевчук Тарас.csv" not in client.get(response.location).text


def photograph(kind: str = "JPEG", **given: Any) -> bytes:
    """A picture of noise with metadata that say where it was taken."""
    metadata = Image.Exif()
    metadata[0x0112], metadata[0x010E] = 6, "home of the Kamliuk family"
    metadata[0x8825] = {1: "N", 2: (50.0, 27.0, 0.0)}
    out = io.BytesIO()
    Image.effect_noise((64, 48), 60).convert("RGB").save(out, kind, exif=metadata.tobytes(), **given)
    return out.getvalue()


def test_a_photograph_that_is_also_something_else_is_kept_as_a_photograph_only() -> None:
    for kind in ("JPEG", "PNG", "WEBP"):
        also = photograph(kind, icc_profile=b"profile of one camera" * 10)
        kept = read_picture(io.BytesIO(also + b"<script>alert(1)</script>" + workbook())).content
        for carried in (b"<script", b"PK\x03\x04", b"Kamliuk", b"Exif", b"profile of one camera", b"ICC"):
            assert carried not in kept, (kind, carried)
        assert Image.open(io.BytesIO(kept)).info.keys() <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}


def test_a_photograph_of_which_bytes_were_changed_is_read_or_refused_and_never_breaks_the_page() -> None:
    changes = random.Random(20250523)
    originals = [photograph(), photograph("PNG"), photograph("WEBP"), photograph(progressive=True)]
    refusals = 0
    for _ in range(3_000):
        data = bytearray(changes.choice(originals))
        for _ in range(changes.choice((1, 2, 4, 16))):
            data[changes.randrange(min(len(data), changes.choice((200, len(data)))))] = changes.randrange(256)
        try:
            read_picture(io.BytesIO(bytes(data[: changes.choice((len(data), len(data), 500))])))
        except PhotographError:
            refusals += 1
    assert 0 < refusals < 3_000


def test_a_picture_without_a_smaller_form_is_refused_earlier_than_a_photograph() -> None:
    out = io.BytesIO()
    Image.new("RGBA", (5_100, 5_100)).save(out, "PNG")
    with pytest.raises(PhotographError, match="too many pixels"):
        read_picture(io.BytesIO(out.getvalue()))


def test_no_more_photographs_are_taken_at_once_than_a_record_may_have(sign_in: SignIn, session: Session) -> None:
    report = make_report(session, surname="Коваль")
    session.commit()
    many = [(io.BytesIO(photograph()), f"{number}.jpg") for number in range(MOST_PHOTOGRAPHS + 1)]
    answer = sign_in(Role.CASEWORKER).client.post(
        f"/photos/report/{report.id}", data={"photographs": many}, content_type="multipart/form-data"
    )
    assert answer.status_code == 303
    assert session.scalars(select(Photo)).all() == []
    with pytest.raises(PhotographError, match="at most 20"):
        read_pictures([FileStorage(file, filename=name) for file, name in many])
