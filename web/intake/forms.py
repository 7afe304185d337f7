"""The form that takes a file or pasted rows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from flask_wtf.file import FileField
from wtforms import TextAreaField

from web.forms import Form
from web.i18n import lazy_gettext as _
from web.intake.uploads import UploadError, receive
from web.requests import config

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from web.models import Upload


class UploadForm(Form):
    """A file, or rows."""

    file = FileField(_("File"), render_kw={"accept": ".csv,.tsv,.txt,.xlsx,.ods,.xls"})
    rows = TextAreaField(_("Rows"), render_kw={"rows": 8, "spellcheck": "false"})

    def receive(self, session: Session, purpose: str, user_id: int) -> Upload | None:
        """Take what was brought; with None the reason stands beside its field."""
        sent = self.file.data if self.file.data and self.file.data.filename else None
        try:
            return receive(
                session,
                file=sent,
                text=self.rows.data or "",
                purpose=purpose,
                user_id=user_id,
                most_bytes=config().max_upload_mb * 1024 * 1024,
            )
        except UploadError as error:
            blamed = self.file if sent is not None or not self.rows.data else self.rows
            blamed.errors = [*blamed.errors, str(error)]
            return None
