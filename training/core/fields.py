"""Fields whose refusals speak the language of the page."""

from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, RadioField, SelectField
from wtforms.validators import ValidationError

YEARS = range(1900, 2200)


class DayField(DateField):  # type: ignore[misc]  # WTForms has no types
    """A calendar day from a date input; `day.month.year` is read too, for browsers without one."""

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, format=["%Y-%m-%d", "%d-%m-%Y", "%d/%m/%Y", "%d.%m.%Y"], **options)

    def process_formdata(self, valuelist: list[str]) -> None:
        """Raises ValueError for what is no day, or one that nobody means."""
        if not valuelist or not valuelist[0].strip():
            self.data = None
            return
        try:
            super().process_formdata([valuelist[0].strip()])
        except ValueError:
            raise ValueError(_("Isi tanggal yang ada, misalnya 31-12-2026.")) from None
        day: date = self.data
        if day.year not in YEARS:
            self.data = None
            raise ValueError(_("Isi tanggal yang ada, misalnya 31-12-2026."))


class ChoiceField(SelectField):  # type: ignore[misc]  # WTForms has no types
    """One of a list."""

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError for what the list does not offer."""
        _refuse_unknown(self)


class CardsField(RadioField):  # type: ignore[misc]  # WTForms has no types
    """One of a few, all in sight."""

    def pre_validate(self, form: Any) -> None:
        """Raises ValidationError for what is not offered."""
        _refuse_unknown(self)


def _refuse_unknown(field: Any) -> None:
    if str(field.data or "") not in {str(value) for value, *_rest in field.iter_choices()}:
        raise ValidationError(_("Pilih salah satu."))
