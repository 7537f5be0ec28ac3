"""A file of units or people, and what is said about it."""

from collections.abc import Sequence

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import StringField

from training.core.fields import ChoiceField, offered
from training.core.forms import MaxLength
from training.core.uploads import UploadForm
from training.directory.forms.units import UnitChoice
from training.org.models import Unit

OTHER = "other"


class PeopleSheetForm(UploadForm, UnitChoice):
    """A sheet of people; whether it is the complete list of a branch: one that is offered, or any that `unit` names."""

    complete_for = ChoiceField(
        _l("Apakah ini daftar lengkap?"),
        description=_l(
            "Bila ya, orang di unit itu yang tidak ada di berkas diusulkan keluar. Usulan itu Anda lihat dan setujui "
            "tersendiri."
        ),
        choices=offered(list),
    )
    unit = StringField(
        _l("Unit lain"),
        description=_l(
            "Hanya bila daftar ini lengkap untuk unit yang tidak disebut di atas. Ketik kode atau sebagian namanya."
        ),
        validators=[MaxLength(200)],
        render_kw={"autocomplete": "off", "spellcheck": "false"},
    )

    def offer_units(self, options: list[tuple[int, str]], *, none: str, template: str) -> None:
        """Let the units of one's branch be chosen; `template` has a `%s` for the name."""
        named = [(str(unit_id), template.replace("%s", name)) for unit_id, name in options]
        other = (OTHER, _("Ya, untuk unit lain yang saya ketik di bawah"))
        self.complete_for.choices = offered(lambda: [("", none), *named, other])()

    def typed_unit(self, paths: Sequence[str]) -> Unit | None:
        """The unit that was typed; None, with an error where one is needed, not meant, or not clear."""
        if self.complete_for.data != OTHER:
            if self.unit.data:
                self.unit.errors = [_("Pilih «Ya, untuk unit lain» di atas, atau kosongkan isian ini.")]
            return None
        if not self.unit.data:
            self.unit.errors = [_("Ketik kode atau nama unit kerja.")]
            return None
        unit = self.chosen_unit(paths)
        if unit is None:
            self.refuse(_("Pilih berkasnya sekali lagi; peramban tidak mengingatnya."))
        return unit


class UnitSheetForm(UploadForm):
    """A sheet of units."""
