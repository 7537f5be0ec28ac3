"""A file of units or people, and what is said about it."""

from flask_babel import lazy_gettext as _l

from training.core.fields import ChoiceField, offered
from training.core.uploads import UploadForm


class PeopleSheetForm(UploadForm):
    """A sheet of people; whether it is the complete list of a branch."""

    complete_for = ChoiceField(
        _l("Apakah ini daftar lengkap?"),
        description=_l(
            "Bila ya, orang di unit itu yang tidak ada di berkas diusulkan keluar. Usulan itu Anda lihat dan setujui "
            "tersendiri."
        ),
        choices=offered(list),
    )

    def offer_units(self, options: list[tuple[int, str]], *, none: str, template: str) -> None:
        """Let the units of one's branch be chosen; `template` has a `%s` for the name."""
        named = [(str(unit_id), template.replace("%s", name)) for unit_id, name in options]
        self.complete_for.choices = offered(lambda: [("", none), *named])()


class UnitSheetForm(UploadForm):
    """A sheet of units."""
