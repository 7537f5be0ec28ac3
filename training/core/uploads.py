"""Sheets that people send: a larger body where a view takes one, and the form that reads it."""

from collections.abc import Callable, Collection
from typing import TypeVar

from flask import Flask, current_app, request
from flask_babel import lazy_gettext as _l
from flask_wtf.file import FileField, FileRequired

from training.core.config import LARGEST_FILE_BYTES
from training.core.forms import BaseForm
from training.core.tables import Sheet, SheetUnreadable, read_sheet

ROOM_FOR_FIELDS = 64 * 1024
View = TypeVar("View", bound=Callable[..., object])


def accepts_upload(view: View) -> View:
    """Say that a view takes a sheet of up to 16 MB; all others keep to the usual size of a body."""
    view.accepts_upload = True  # type: ignore[attr-defined]  # a mark on the function, read by _make_room
    return view


def init_uploads(app: Flask) -> None:
    """Make room before anything reads the form; register this before the CSRF check, which does."""
    app.before_request(_make_room)


def _make_room() -> None:
    view = current_app.view_functions.get(request.endpoint or "")
    if getattr(view, "accepts_upload", False):
        request.max_content_length = LARGEST_FILE_BYTES + ROOM_FOR_FIELDS


class UploadForm(BaseForm):
    """A sheet to read; a kind's own form adds its options."""

    sheet = FileField(
        _l("Berkas lembar kerja"),
        description=_l(
            "Excel (.xlsx) atau CSV, paling besar 16 MB. Tidak ada yang disimpan sebelum Anda memeriksanya."
        ),
        validators=[FileRequired(_l("Pilih berkas lebih dahulu."))],
        render_kw={"accept": ".xlsx,.csv,.tsv,.txt"},
    )

    def read_sheet(self, wanted: Collection[str], *, max_rows: int) -> Sheet | None:
        """The sheet that was sent; None, with the reason at the field, where it cannot be read."""
        try:
            return read_sheet(self.sheet.data.read(), self.sheet.data.filename or "", wanted=wanted, max_rows=max_rows)
        except SheetUnreadable as refusal:
            self.refuse(str(refusal.message))
        return None

    def refuse(self, message: str) -> None:
        """Put a sentence at the file."""
        self.sheet.errors = [*self.sheet.errors, message]

    @property
    def file_name(self) -> str:
        """What the file is called, without folders and control characters."""
        name = (self.sheet.data.filename or "").replace("\\", "/").rsplit("/", maxsplit=1)[-1]
        return "".join(character for character in name if character.isprintable()) or "?"
