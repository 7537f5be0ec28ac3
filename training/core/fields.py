"""Fields whose refusals speak the language of the page."""

from collections.abc import Callable, Iterable
from datetime import date
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from wtforms import DateField, Field, RadioField, SelectField, SelectMultipleField, StringField
from wtforms.fields import SelectChoice
from wtforms.validators import StopValidation, ValidationError
from wtforms.widgets import CheckboxInput, ListWidget, TextInput

YEARS = range(1900, 2200)
MAX_DIGITS = 9
SHARE_PARTS = 10_000
PERCENT = 100
PERCENT_PLACES = 2


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

    def pre_validate(self, form: Any) -> None:
        """Raises StopValidation where what was typed is no day: that is all there is to say."""
        if self.process_errors:
            raise StopValidation

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


class WholeNumberField(Field):  # type: ignore[misc]  # WTForms has no types
    """A whole number between two bounds, None where nothing was typed; thousands may be set off by dots."""

    widget = TextInput()
    data: Any
    render_kw: Any

    def __init__(self, label: Any = None, *, least: int, most: int, **options: Any) -> None:
        super().__init__(label, **options)
        self.least, self.most = least, most
        self.typed: str | None = None
        self.render_kw = {"inputmode": "numeric", "autocomplete": "off", "class": "short", **(self.render_kw or {})}

    def process_formdata(self, valuelist: list[str]) -> None:
        """Text into a number; what is none is kept as typed and told by pre_validate."""
        self.typed = valuelist[0].strip() if valuelist else ""
        digits = self.typed.replace(".", "").replace(" ", "")
        self.data = int(digits) if digits.isascii() and digits.isdigit() and len(digits) <= MAX_DIGITS else None

    def pre_validate(self, form: Any) -> None:
        """Raises StopValidation for what is no number, or one out of bounds."""
        if self.typed and not (self.data is not None and self.least <= self.data <= self.most):
            told = _("Tulis bilangan bulat dari %(least)d sampai %(most)d.", least=self.least, most=self.most)
            raise StopValidation(str(told))

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else str(self.data)


class PercentField(StringField):  # type: ignore[misc]  # WTForms has no types
    """A share 0..1, typed and shown as per cent with a decimal comma: `72,5`."""

    data: Any
    render_kw: Any

    def __init__(self, label: Any = None, **options: Any) -> None:
        super().__init__(label, **options)
        self.typed: str | None = None
        self.render_kw = {"inputmode": "decimal", "autocomplete": "off", "class": "short", **(self.render_kw or {})}

    def process_formdata(self, valuelist: list[str]) -> None:
        """Per cent as text into a Fraction; None for what is none."""
        self.typed = valuelist[0].strip() if valuelist else ""
        self.data = _share(self.typed.removesuffix("%").strip().replace(",", "."))

    def pre_validate(self, form: Any) -> None:
        """Raises StopValidation for what is no percentage."""
        if self.typed and self.data is None:
            raise StopValidation(str(_("Tulis persen dari 0 sampai 100, misalnya 70 atau 72,5.")))

    def _value(self) -> str:
        if self.typed is not None:
            return self.typed
        return "" if self.data is None else f"{float(self.data) * PERCENT:g}".replace(".", ",")


class SomeOfField(SelectMultipleField):  # type: ignore[misc]  # WTForms has no types
    """Any of a few words, as checkboxes in the order of the choices."""

    widget = ListWidget(prefix_label=False)
    option_widget = CheckboxInput()
    data: Any

    def pre_validate(self, form: Any) -> None:
        """Raises StopValidation for a word that the page does not offer; drops repeats."""
        known = [choice.value for choice in self.choices]
        if not set(self.data or ()) <= set(known):
            raise StopValidation(str(_("Pilih dari yang tersedia.")))
        self.data = [value for value in known if value in (self.data or ())]


def _refuse_unknown(field: Any) -> None:
    if str(field.data or "") not in {str(value) for value, *_rest in field.iter_choices()}:
        raise ValidationError(_("Pilih salah satu."))


def _share(text: str) -> Fraction | None:
    whole, _dot, places = text.partition(".")
    parts = whole + places
    if not (parts.isascii() and parts.isdigit()) or len(whole) > len(str(PERCENT)) or len(places) > PERCENT_PLACES:
        return None
    share = Fraction(int(whole or "0") * PERCENT + int(places.ljust(PERCENT_PLACES, "0")), SHARE_PARTS)
    return share if share <= 1 else None
