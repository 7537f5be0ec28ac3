"""Fields whose refusals speak the language of the page."""

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, RadioField, SelectField
from wtforms.fields import SelectChoice
from wtforms.validators import ValidationError

YEARS = range(1900, 2200)


class DayField(DateField):  # type: ignore[misc]  # WTForms has no types
    """A calendar day from a date input; `day.month.year` is read too, for browsers without one."""

    data: date | None

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
        if self.day().year not in YEARS:
            self.data = None
            raise ValueError(_("Isi tanggal yang ada, misalnya 31-12-2026."))

    def day(self) -> date:
        """What was typed, where the field is required and the form is valid. Raises ValueError without a day."""
        if self.data is None:
            raise ValueError("no day")
        return self.data


def offered(pairs: Callable[[], Iterable[tuple[str, str]]]) -> Callable[[], list[SelectChoice]]:
    """Choices of a field out of pairs (value, label), made for each page: labels in its language."""
    return lambda: [SelectChoice(value, label) for value, label in pairs()]


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
