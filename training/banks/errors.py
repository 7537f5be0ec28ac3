"""What may go wrong when items are written, approved and taken out of use."""

from flask_babel import lazy_gettext as _l

from training.banks.models import ItemVersion
from training.core.errors import Conflict


class DraftStale(Conflict):
    """Somebody saved this draft meanwhile; `stored` is what is kept now, and nothing was overwritten."""

    message = _l("Butir ini sudah diubah di tempat lain. Buka butirnya untuk melihat yang tersimpan.")

    def __init__(self, stored: ItemVersion) -> None:
        super().__init__()
        self.stored = stored


class ItemChanged(Conflict):
    """The version that was seen is not what is there any more."""

    message = _l("Keadaan butir ini sudah berubah di tempat lain; tidak ada yang diubah. Buka butirnya untuk melihat.")


class NotFit(Conflict):
    """Something blocks approval."""

    message = _l("Butir ini belum dapat disetujui. Buka formulirnya: yang masih kurang tertulis di tiap bagian.")


class CodeTaken(Conflict):
    """Another item of the bank, or another bank, has this code."""

    message = _l("Kode ini sudah dipakai. Pilih kode lain.")
