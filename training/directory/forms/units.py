"""What an admin types about a unit, and how any form names one."""

from collections.abc import Mapping, Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from flask_babel import ngettext
from wtforms import HiddenField, StringField
from wtforms.validators import Optional

from training.core.fields import ChoiceField, offered
from training.core.forms import BaseForm, MaxLength, Required
from training.core.messages import N_
from training.directory.queries.units import MOST_CANDIDATES, candidates, names_above
from training.org.domain.unit_sheet import KIND_LABELS
from training.org.models import Unit
from training.org.services import UnitDetails
from training.rules.domain import CORPS_LABELS

ZONE_LABELS = {
    "Asia/Jakarta": N_("WIB (Waktu Indonesia Barat)"),
    "Asia/Makassar": N_("WITA (Waktu Indonesia Tengah)"),
    "Asia/Jayapura": N_("WIT (Waktu Indonesia Timur)"),
}


def translated(labels: Mapping[str, str]) -> list[tuple[str, str]]:
    """Pairs (value, label) in the language of the page."""
    return [(value, _(label)) for value, label in labels.items()]


class UnitForm(BaseForm):
    """Code, name and what the unit is."""

    name = StringField(_l("Nama unit kerja"), validators=[Required(_l("Isi nama unit kerja.")), MaxLength(200)])
    code = StringField(
        _l("Kode"),
        description=_l("Singkat dan tetap, misalnya DINKES atau 3573.05. Dipakai untuk mencari dan mengimpor."),
        validators=[Required(_l("Isi kode unit kerja.")), MaxLength(60)],
        render_kw={"autocapitalize": "none", "spellcheck": "false"},
    )
    kind = ChoiceField(_l("Jenis unit"), choices=offered(lambda: translated(KIND_LABELS)))
    corps = ChoiceField(
        _l("Pegawainya kebanyakan"),
        description=_l("Pilihan awal saat menambah pegawai di unit ini."),
        choices=offered(lambda: [("", _("Beragam")), *translated(CORPS_LABELS)]),
        validators=[Optional()],
    )
    zone = ChoiceField(
        _l("Zona waktu"),
        description=_l("Tenggat berakhir pada tengah malam di zona ini."),
        choices=offered(lambda: translated(ZONE_LABELS)),
    )

    def details(self) -> UnitDetails:
        """What was filled in."""
        return UnitDetails(
            code=self.code.data,
            name=" ".join(self.name.data.split()),
            kind=self.kind.data,
            zone=self.zone.data,
            corps=self.corps.data or None,
        )


class UnitChoice(BaseForm):
    """Names a unit by its code or by words of its name; where several fit, the page asks which.

    `unit_code` is what was picked among those that fitted `unit_asked`.
    """

    unit = StringField(
        _l("Unit kerja"),
        description=_l("Ketik kode atau sebagian namanya."),
        validators=[Required(_l("Ketik kode atau nama unit kerja.")), MaxLength(200)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )
    unit_asked = HiddenField()
    unit_code = StringField(validators=[Optional(), MaxLength(60)])

    found: Sequence[Unit] = ()
    parents: dict[int, str] = {}

    def chosen_unit(self, paths: Sequence[str]) -> Unit | None:
        """The unit that is meant, of one's branch; None with an error at the field, and `found` where several fit."""
        if not self.unit.data:
            return None
        typed = self.unit.data
        if self.unit_code.data and self.unit_asked.data == typed:
            typed = self.unit_code.data
        self.found = candidates(typed, paths)
        if len(self.found) == 1:
            return self.found[0]
        self.unit.errors = [*self.unit.errors, self._problem()]
        self.found = self.found[:MOST_CANDIDATES]
        self.parents = names_above(self.found)
        return None

    def _problem(self) -> str:
        count = len(self.found)
        if not count:
            return str(_("Tidak ada unit kerja di cabang Anda yang cocok. Periksa ejaannya, atau pakai kodenya."))
        if count > MOST_CANDIDATES:
            return str(
                _(
                    "Lebih dari %(most)d unit kerja cocok. Pilih di bawah, atau ketik lebih lengkap.",
                    most=MOST_CANDIDATES,
                )
            )
        return str(
            ngettext(
                "%(num)d unit kerja cocok. Pilih yang dimaksud.",
                "%(num)d unit kerja cocok. Pilih yang dimaksud.",
                count,
            )
        )
