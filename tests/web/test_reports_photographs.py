"""Photographs: what is taken, what is kept of it, and who may see it."""

from __future__ import annotations

import io
from array import array
from typing import TYPE_CHECKING

import pytest
from PIL import Image
from PIL.ExifTags import GPS, IFD, Base
from sqlalchemy import select

from tests.web.cases import make_list, make_released, make_report
from web.models import AuditEntry, Photo, Side
from web.reports import photographs
from web.reports.photographs import PhotographError, read_picture

if TYPE_CHECKING:
    from collections.abc import Callable

    from sqlalchemy.orm import Session

    from tests.web.conftest import Signed


def picture(kind: str = "JPEG", size: tuple[int, int] = (40, 20), mode: str = "RGB", **options: object) -> bytes:
    out = io.BytesIO()
    image = Image.new(mode, size, "red")
    image.paste("blue", (0, 0, size[0] // 2, size[1]))
    image.save(out, kind, **options)
    return out.getvalue()


def with_gps(orientation: int = 6) -> bytes:
    exif = Image.Exif()
    exif[Base.Orientation] = orientation
    exif[Base.Artist] = "Somebody"
    exif.get_ifd(IFD.GPSInfo)[GPS.GPSLatitude] = (48.0, 35.0, 0.0)
    return picture(exif=exif.tobytes(), comment=b"taken at home")


def test_a_photograph_loses_its_place_and_everything_else_it_carries() -> None:
    sent = with_gps()
    assert Image.open(io.BytesIO(sent)).getexif().get_ifd(IFD.GPSInfo)
    kept = read_picture(io.BytesIO(sent)).content
    assert not Image.open(io.BytesIO(kept)).getexif()
    for trace in (b"Somebody", b"taken at home", b"Exif", b"GPS"):
        assert trace not in kept


def test_a_photograph_is_turned_upright_before_its_orientation_goes() -> None:
    kept = read_picture(io.BytesIO(with_gps(6)))
    assert (kept.width, kept.height) == (20, 40)
    top = Image.open(io.BytesIO(kept.content)).getpixel((10, 2))
    assert isinstance(top, tuple)
    assert top[2] > top[0]  # what was left is above after a turn to the right


@pytest.mark.parametrize(
    ("kind", "mode"),
    [("PNG", "RGBA"), ("PNG", "P"), ("PNG", "I;16"), ("WEBP", "RGB"), ("JPEG", "CMYK"), ("JPEG", "L")],
)
def test_every_kind_of_picture_becomes_a_plain_jpeg(kind: str, mode: str) -> None:
    out = io.BytesIO()
    Image.new(mode, (30, 30)).save(out, kind)
    kept = Image.open(io.BytesIO(read_picture(io.BytesIO(out.getvalue())).content))
    assert (kept.format, kept.mode) == ("JPEG", "RGB")


@pytest.mark.parametrize("options", [{}, {"transparency": 200}])
def test_a_scan_of_sixteen_bits_keeps_its_shades(options: dict[str, int]) -> None:
    shades = array("H", [column * 65_535 // 99 for column in range(100)] * 50)
    out = io.BytesIO()
    Image.frombytes("I;16", (100, 50), shades.tobytes()).save(out, "PNG", **options)
    kept = Image.open(io.BytesIO(read_picture(io.BytesIO(out.getvalue())).content)).convert("L")
    for column in range(100):
        shade = kept.getpixel((column, 25))
        assert isinstance(shade, int)
        assert abs(shade - column * 255 / 99) < 4, column


def test_of_a_photograph_with_others_behind_it_the_first_is_kept_without_what_it_carries(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    first, second = (Image.open(io.BytesIO(with_gps(turn))) for turn in (1, 6))
    out = io.BytesIO()
    first.save(out, "MPO", save_all=True, append_images=[second.rotate(180)], exif=first.getexif())
    assert Image.open(io.BytesIO(out.getvalue())).format == "MPO"
    assert b"Somebody" in out.getvalue()
    monkeypatch.setattr(photographs, "MOST_UNPACKED", 40 * 20 - 1)  # the bound of other kinds
    kept = read_picture(io.BytesIO(out.getvalue()))
    left = Image.open(io.BytesIO(kept.content))
    assert (left.format, left.size, kept.content.count(b"\xff\xd8\xff")) == ("JPEG", (40, 20), 1)
    blue = left.getpixel((2, 10))
    assert isinstance(blue, tuple)
    assert blue[2] > blue[0]
    for trace in (b"Somebody", b"MPF", b"Exif"):
        assert trace not in kept.content


def test_a_large_photograph_is_made_smaller() -> None:
    kept = read_picture(io.BytesIO(picture(size=(4000, 1000))))
    assert (kept.width, kept.height) == (photographs.LONGEST_SIDE, photographs.LONGEST_SIDE // 4)


@pytest.mark.parametrize(
    "sent",
    [
        b"",
        b"<html><script>alert(1)</script>",
        b"GIF89a" + bytes(20),
        picture()[:300],
        picture("GIF"),
        picture("PNG")[:60],
    ],
)
def test_what_is_no_photograph_is_refused(sent: bytes) -> None:
    with pytest.raises(PhotographError):
        read_picture(io.BytesIO(sent))


def test_a_picture_of_too_many_pixels_is_refused_before_it_is_unpacked() -> None:
    bomb = picture("PNG", size=(12_000, 12_000), mode="1")
    assert len(bomb) < 100_000
    with pytest.raises(PhotographError, match="pixels"):
        read_picture(io.BytesIO(bomb))


def test_a_file_that_is_too_large_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(photographs, "MAX_BYTES", 100)
    with pytest.raises(PhotographError, match="larger"):
        read_picture(io.BytesIO(picture()))


def test_a_photograph_of_a_report_is_kept_shown_and_taken_off(session: Session, sign_in: Callable[..., Signed]) -> None:
    report = make_report(session, surname="Коваль")
    session.commit()
    caseworker, viewer = sign_in("caseworker"), sign_in("viewer")
    sent = {"photographs": (io.BytesIO(with_gps()), "../../etc/<b>.jpg"), "caption": "<i>2019</i>"}
    assert caseworker.client.post(f"/photos/report/{report.id}", data=sent).status_code == 303
    photo = session.scalars(select(Photo)).one()
    assert (photo.side, photo.record_id, photo.user_id) == (Side.REPORT, report.id, caseworker.user_id)
    page = viewer.client.get(f"/reports/{report.id}").text
    assert f'src="/photos/{photo.id}"' in page
    assert "&lt;i&gt;2019&lt;/i&gt;" in page
    assert "etc" not in page

    answer = viewer.client.get(f"/photos/{photo.id}")
    assert answer.mimetype == "image/jpeg"
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-store"
    assert answer.data == photo.content
    session.rollback()  # SQLite shows a reader what was there when it began
    readers = select(AuditEntry.user_id).where(AuditEntry.action == "photo.read")
    assert session.scalars(readers).all() == [viewer.user_id]

    assert viewer.client.post(f"/photos/{photo.id}/remove").status_code == 403
    assert caseworker.client.post(f"/photos/{photo.id}/remove").status_code == 303
    assert viewer.client.get(f"/photos/{photo.id}").status_code == 404
    assert f"/photos/{photo.id}" not in viewer.client.get(f"/reports/{report.id}").text
    session.rollback()
    assert session.get_one(Photo, photo.id).content  # nothing is lost


def test_the_same_photograph_is_not_kept_twice(session: Session, sign_in: Callable[..., Signed]) -> None:
    report = make_report(session, surname="Коваль")
    session.commit()
    caseworker = sign_in("caseworker")
    for _ in range(2):
        caseworker.client.post(f"/photos/report/{report.id}", data={"photographs": (io.BytesIO(picture()), "a.jpg")})
    assert len(session.scalars(select(Photo.id)).all()) == 1


def test_a_web_page_that_calls_itself_a_photograph_is_refused(session: Session, sign_in: Callable[..., Signed]) -> None:
    report = make_report(session, surname="Коваль")
    session.commit()
    client = sign_in("caseworker").client
    sent = {"photographs": (io.BytesIO(b"<html><script>x</script>"), "me.jpg", "image/jpeg")}
    page = client.post(f"/photos/report/{report.id}", data=sent, follow_redirects=True).text
    assert "not a photograph that can be read" in page
    sent = {"photographs": (io.BytesIO(b"<html>"), "me.jpg", "image/jpeg")}
    answer = client.post("/reports/new", data={"surname": "Коваль", "action": "save", **sent})
    assert answer.status_code == 422
    assert "not a photograph that can be read" in answer.text
    assert session.scalars(select(Photo.id)).all() == []


def test_photographs_that_the_form_cannot_keep_are_asked_for_again(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    client = sign_in("caseworker").client
    words = "Choose the photographs again: a browser does not keep them."
    assert words not in client.get("/reports/new").text
    for typed in ({"surname": "Коваль", "action": "check"}, {"home_place": "Полтава"}):
        answer = client.post("/reports/new", data={**typed, "photographs": (io.BytesIO(picture()), "a.jpg")})
        assert answer.status_code == 422
        assert words in answer.text
        nothing = client.post("/reports/new", data={**typed, "photographs": (io.BytesIO(), "")})
        assert words not in nothing.text
    assert session.scalars(select(Photo.id)).all() == []


def test_a_photograph_of_somebody_on_a_sealed_list_is_not_there(
    session: Session, sign_in: Callable[..., Signed]
) -> None:
    released = make_released(session, make_list(session, sealed=True), surname="Коваль")
    session.commit()
    supervisor, caseworker = sign_in("supervisor"), sign_in("caseworker")
    for signed, status in ((caseworker, 404), (supervisor, 303)):
        sent = {"photographs": (io.BytesIO(picture()), "a.jpg")}
        assert signed.client.post(f"/photos/released/{released.id}", data=sent).status_code == status
    photo = session.scalars(select(Photo)).one()
    assert supervisor.client.get(f"/photos/{photo.id}").status_code == 200
    assert caseworker.client.get(f"/photos/{photo.id}").status_code == 404
    assert caseworker.client.post(f"/photos/{photo.id}/remove").status_code == 404
    assert sign_in("auditor").client.get(f"/photos/{photo.id}").status_code == 403
