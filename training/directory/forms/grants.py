"""What an admin chooses when giving or ending a role."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import BooleanField
from wtforms.validators import Optional

from training.accounts.domain.roles import ROLE_HINTS, ROLE_LABELS, roles_to_give
from training.core.fields import CardsField, DayField, offered
from training.core.forms import BaseForm, Required
from training.directory.forms.units import UnitChoice


class GrantForm(UnitChoice):
    """Which role, where, from when until when."""

    role = CardsField(
        _l("Peran"), choices=offered(lambda: [(role.value, _(ROLE_LABELS[role])) for role in roles_to_give()])
    )
    from_on = DayField(
        _l("Mulai tanggal"),
        description=_l("Hari ini atau sesudahnya."),
        validators=[Required(_l("Isi tanggal mulainya."))],
    )
    until_on = DayField(
        _l("Sampai dengan"),
        description=_l("Hari terakhir peran berlaku. Kosongkan bila tanpa batas waktu."),
        validators=[Optional()],
    )

    def __init__(self, *arguments: Any, today: date, **options: Any) -> None:
        super().__init__(*arguments, **options)
        self.today = today
        self.hints = {role.value: _(ROLE_HINTS[role]) for role in roles_to_give()}

    def validate(self, extra_validators: Any = None) -> bool:
        """Whether all fields are fine, the days are in order and none of them is past."""
        if not super().validate(extra_validators):
            return False
        first, last = self.from_on.day(), self.until_on.data
        if first < self.today:
            self.from_on.errors = [_("Peran tidak dapat berlaku surut. Pilih hari ini atau sesudahnya.")]
        if last and last < self.today:
            self.until_on.errors = [_("Hari itu sudah lewat. Pilih hari ini atau sesudahnya.")]
        elif last and last < first:
            self.until_on.errors = [_("Hari terakhir tidak boleh sebelum hari pertama.")]
        return not (self.from_on.errors or self.until_on.errors)


class EndGrantForm(BaseForm):
    """Another last day for a role, and for one's own admin role a tick that one means it."""

    until_on = DayField(
        _l("Sampai dengan"), description=_l("Kosongkan bila tanpa batas waktu."), validators=[Optional()]
    )
    confirm = BooleanField(_l("Saya mengerti bahwa saya sendiri kehilangan akses ini."))
