"""Photographs: decoded, turned upright, made small and encoded anew, so that nothing but the picture is kept."""

from __future__ import annotations

import hashlib
import io
import warnings
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PIL import Image
from PIL.ExifTags import Base
from sqlalchemy import select

from web.database import now
from web.i18n import gettext as _
from web.models import Photo, Released, ReleaseList, Report, Side

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from typing import IO

    from sqlalchemy.orm import Session
    from werkzeug.datastructures import FileStorage

    from web.permissions import Role

MAX_BYTES = 12 * 1024 * 1024
"""Largest file taken: what a telephone makes, with room to spare."""
MAX_PIXELS = 60_000_000
"""Most pixels decoded: read from the header, before any memory is taken for them."""
MOST_UNPACKED = 25_000_000
"""Most pixels of a PNG or WebP picture, which cannot be decoded smaller at once as a JPEG can."""
LONGEST_SIDE = 1_600  # pixels of what is kept
QUALITY = 85
KINDS = ("JPEG", "PNG", "WEBP")
_JPEGS = {"JPEG", "MPO"}
"""What a JPEG may turn out to be: many telephones put further pictures behind the first, which alone is kept."""
MOST_PHOTOGRAPHS = 20
"""Most photographs of one record, and of one form."""
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}
"""Orientation in the metadata (Exif 2.3, tag 274) to what turns the picture upright."""


class PhotographError(ValueError):
    """A file is not taken as a photograph; the message says why, in the language of the page."""


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture ready to be stored: a JPEG without metadata.

    Attributes
    ----------
    content
        The file.
    width, height
        Pixels.
    """

    content: bytes
    width: int
    height: int

    @property
    def sha256(self) -> str:
        """The SHA-256 of the file, in hexadecimal."""
        return hashlib.sha256(self.content).hexdigest()


def read_picture(file: IO[bytes]) -> Picture:
    """Return the picture in an uploaded file; neither its name nor its stated type is looked at.

    Raises
    ------
    PhotographError
        If the file is too large, or no JPEG, PNG or WebP picture.
    """
    data = file.read(MAX_BYTES + 1)
    if len(data) > MAX_BYTES:
        raise PhotographError(_("The photograph is larger than %(size)s megabytes.", size=MAX_BYTES // 1024**2))
    try:
        with warnings.catch_warnings(action="ignore"):  # of doubtful metadata too, of which nothing is kept
            opened = Image.open(io.BytesIO(data), formats=KINDS)
            most = MAX_PIXELS if opened.format in _JPEGS else MOST_UNPACKED
            if opened.width * opened.height <= most:
                opened.draft("RGB", (2 * LONGEST_SIDE, 2 * LONGEST_SIDE))  # a large JPEG is decoded smaller at once
                opened.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
                return _encoded(_upright(opened))
    except Exception:  # noqa: BLE001  decoders raise whatever comes over files that were made to hurt them
        raise PhotographError(_("This is not a photograph that can be read. Take a JPEG, PNG or WebP file.")) from None
    raise PhotographError(_("The photograph has too many pixels."))


def _upright(picture: Image.Image) -> Image.Image:
    """Turn a picture as its metadata say; the metadata themselves are not written anew, which some cannot be."""
    said = picture.getexif().get(Base.Orientation)
    turn = _TURNS.get(said) if isinstance(said, int) else None
    return picture if turn is None else picture.transpose(turn)


def read_pictures(files: Iterable[FileStorage]) -> list[Picture]:
    """Return the pictures that were sent with one form.

    Raises
    ------
    PhotographError
        If one cannot be taken, or they are more than one record may have.
    """
    sent = [file for file in files if file and file.filename]
    if len(sent) > MOST_PHOTOGRAPHS:
        raise PhotographError(_("Send at most %(count)s photographs at a time.", count=MOST_PHOTOGRAPHS))
    return [read_picture(file.stream) for file in sent]


def _encoded(picture: Image.Image) -> Picture:
    """Paint a picture onto a new canvas, which has no metadata to carry over, and encode it."""
    picture = _of_8_bits(picture)
    canvas = Image.new("RGB", picture.size, "white")
    if "A" in picture.getbands() or "transparency" in picture.info:
        visible = picture.convert("RGBA")
        canvas.paste(visible, mask=visible.getchannel("A"))
    else:
        canvas.paste(picture.convert("RGB"))
    out = io.BytesIO()
    canvas.save(out, "JPEG", quality=QUALITY, optimize=True)
    return Picture(out.getvalue(), canvas.width, canvas.height)


def _of_8_bits(picture: Image.Image) -> Image.Image:
    """Scale shades of 16 bits, as scanners write them, to 8; converted as they are, nearly all would be white."""
    if not picture.mode.startswith("I"):
        return picture
    shades = picture.convert("I").point(lambda shade: shade / 256).convert("L")
    shades.info.pop("transparency", None)  # a shade of the 16 bits
    return shades


def store_photograph(
    session: Session, side: Side, record_id: int, picture: Picture, *, user_id: int | None, caption: str = ""
) -> Photo:
    """Keep a picture with a record; one that is there already is not kept twice.

    Raises
    ------
    PhotographError
        If the record has as many photographs as it may.
    """
    there = photographs_of(session, side, record_id)
    same = next((photo for photo in there if photo.sha256 == picture.sha256), None)
    if same is not None:
        return same
    if len(there) >= MOST_PHOTOGRAPHS:
        raise PhotographError(_("There are %(count)s photographs already; remove one first.", count=MOST_PHOTOGRAPHS))
    photo = Photo(
        side=side,
        record_id=record_id,
        media_type="image/jpeg",
        width=picture.width,
        height=picture.height,
        sha256=picture.sha256,
        caption=caption,
        content=picture.content,
        user_id=user_id,
    )
    session.add(photo)
    session.flush()
    return photo


def photographs_of(session: Session, side: Side, record_id: int) -> Sequence[Photo]:
    """Return the photographs of a record, oldest first, without their contents."""
    query = select(Photo).where(Photo.side == side, Photo.record_id == record_id, Photo.removed_at.is_(None))
    return session.scalars(query.order_by(Photo.id)).all()


def remove_photograph(photo: Photo) -> None:
    """Take a photograph off its record; it stays in the database and is not shown any more."""
    photo.removed_at = now()


def sees_record(session: Session, role: Role, side: Side, record_id: int) -> bool:
    """Tell whether a record is there and its list, if it stands on one, is not sealed for a role."""
    from web.access import visible_lists

    if side is Side.REPORT:
        return session.get(Report, record_id) is not None
    query = select(Released.id).join(ReleaseList, ReleaseList.id == Released.list_id)
    return session.scalar(query.where(Released.id == record_id, visible_lists(role))) is not None
