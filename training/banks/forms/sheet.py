"""The form that takes a sheet of items."""

from flask_babel import lazy_gettext as _l
from wtforms import RadioField
from wtforms.fields import SelectChoice

from training.banks.domain.item import State
from training.core.uploads import UploadForm

HINTS = {
    State.DRAFT.value: _l(
        "Belum sampai ke peserta. Yang masih kurang disebutkan, dan dapat dilengkapi lewat formulir."
    ),
    State.APPROVED.value: _l("Dapat langsung dipakai kuis. Baris yang belum memenuhi syarat terbit ditolak."),
}


class ItemSheetForm(UploadForm):
    """A sheet, and what becomes of its rows."""

    state = RadioField(
        _l("Simpan sebagai"),
        choices=[
            SelectChoice(State.DRAFT.value, _l("Draf")),
            SelectChoice(State.APPROVED.value, _l("Langsung disetujui")),
        ],
        default=State.DRAFT.value,
    )
    hints = HINTS
