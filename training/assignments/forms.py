"""What may be typed about assignments and duties."""

from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField

from training.assignments.domain.planning import REASON_MAX_CHARACTERS, TITLE_MAX_CHARACTERS
from training.core.fields import ChoiceField, DayField
from training.core.forms import BaseForm, MaxLength, Required


class PlanForm(BaseForm):
    """A module, a title and two dates; units and corps are read beside it."""

    module = ChoiceField(_l("Pelatihan"), validators=[Required(_l("Pilih pelatihan."))])
    title = StringField(
        _l("Judul penugasan"),
        description=_l("Peserta melihatnya di beranda, misalnya “Netralitas ASN menjelang pemilihan”."),
        validators=[Required(_l("Isi judul penugasan.")), MaxLength(TITLE_MAX_CHARACTERS)],
    )
    opens_on = DayField(_l("Dibuka mulai"), validators=[Required(_l("Isi tanggal mulai."))])
    due_on = DayField(
        _l("Tenggat"),
        description=_l("Sampai akhir hari itu di zona waktu unit masing-masing. Kosongkan bila tanpa tenggat."),
    )


class CycleForm(BaseForm):
    """The dates of the next cycle, and the number of the one it follows."""

    cycle = HiddenField()

    opens_on = DayField(_l("Dibuka mulai"), validators=[Required(_l("Isi tanggal mulai."))])
    due_on = DayField(
        _l("Tenggat"),
        description=_l("Sampai akhir hari itu di zona waktu unit masing-masing. Kosongkan bila tanpa tenggat."),
    )


class ReasonForm(BaseForm):
    """Why somebody is exempt, or not any more."""

    reason = StringField(
        _l("Alasan"),
        description=_l("Terlihat oleh orangnya dan tersimpan dalam riwayat. Jangan menulis keterangan kesehatan."),
        validators=[Required(_l("Isi alasannya.")), MaxLength(REASON_MAX_CHARACTERS)],
    )


class ExtensionForm(ReasonForm):
    """Until when, and why."""

    due_on = DayField(
        _l("Tenggat baru"),
        description=_l("Sampai akhir hari itu di zona waktu unit masing-masing."),
        validators=[Required(_l("Isi tenggat baru."))],
    )
