"""Title and summary, lessons, certificate; and what a form says differently from what is stored."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from flask_babel import gettext as _
from flask_babel import lazy_gettext as _l
from wtforms import HiddenField, StringField, TextAreaField
from wtforms.validators import ValidationError

from training.banks.domain.texts import Text
from training.core.fields import ChoiceField, SomeOfField, WholeNumberField, offered
from training.core.forms import BaseForm, MaxLength, Required
from training.core.i18n import percent
from training.modules.loader import MAX_LESSON_CHARACTERS, CertificateEntry
from training.modules.models import Lesson, Module
from training.modules.services.editing import General
from training.modules.services.lessons import LessonText
from training.rules.domain import CORPS_LABELS

MAX_TITLE = 200
MAX_SUMMARY = 1000
MAX_LEGAL_BASIS = 600
MAX_MARK = 40


@dataclass(frozen=True)
class Difference:
    """What is stored in a field now, and what was typed into it."""

    label: str
    stored: str
    mine: str


def corps_choices() -> list[tuple[str, str]]:
    """Pairs (name, label) of every corps, in the language of the page."""
    return [(name, _(label)) for name, label in CORPS_LABELS.items()]


class PartForm(BaseForm):
    """A part of a module; `seen` marks what the page was drawn from."""

    seen = HiddenField(validators=[MaxLength(MAX_MARK)])


class NewModuleForm(BaseForm):
    """A new module, or a copy: what it is called, whom it is for, whose it is."""

    title_id = StringField(_l("Judul"), validators=[Required(_l("Tulis judul pelatihan.")), MaxLength(MAX_TITLE)])
    corps = SomeOfField(_l("Untuk siapa"), choices=offered(corps_choices))
    unit = ChoiceField(
        _l("Milik unit kerja"),
        description=_l("Penyusun di unit ini dan di atasnya dapat mengubah pelatihan."),
        choices=[],
    )

    def validate_corps(self, field: SomeOfField) -> None:
        """At least one; raises ValidationError."""
        if not field.data:
            raise ValidationError(str(_l("Pilih paling sedikit satu.")))


class GeneralForm(PartForm):
    """What a module is called, what it is about, whom it is for."""

    title_id = StringField(_l("Judul"), validators=[Required(_l("Tulis judul pelatihan.")), MaxLength(MAX_TITLE)])
    title_en = StringField(_l("Judul dalam bahasa Inggris (boleh kosong)"), validators=[MaxLength(MAX_TITLE)])
    summary_id = TextAreaField(
        _l("Ringkasan"),
        description=_l("Satu atau dua kalimat yang dibaca peserta sebelum mulai."),
        validators=[Required(_l("Tulis ringkasannya.")), MaxLength(MAX_SUMMARY)],
        render_kw={"rows": 3},
    )
    summary_en = TextAreaField(
        _l("Ringkasan dalam bahasa Inggris (boleh kosong)"), validators=[MaxLength(MAX_SUMMARY)], render_kw={"rows": 3}
    )
    corps = SomeOfField(_l("Untuk siapa"), choices=offered(corps_choices))
    minutes = WholeNumberField(
        _l("Lama seluruhnya, dalam menit"),
        description=_l("Pelajaran dan kuis bersama-sama, supaya peserta dapat memilih waktunya."),
        least=1,
        most=600,
        validators=[Required()],
    )

    def validate_corps(self, field: SomeOfField) -> None:
        """At least one; raises ValidationError."""
        if not field.data:
            raise ValidationError(str(_l("Pilih paling sedikit satu.")))

    def entry(self) -> General:
        """What was typed, once it is valid."""
        return General(
            _text(self.title_id, self.title_en),
            _text(self.summary_id, self.summary_en),
            tuple(self.corps.data),
            self.minutes.data,
        )


class CertificateForm(PartForm):
    """What certificates will say."""

    title_id = StringField(
        _l("Judul pada sertifikat"), validators=[Required(_l("Tulis judulnya.")), MaxLength(MAX_TITLE)]
    )
    title_en = StringField(_l("Judul dalam bahasa Inggris (boleh kosong)"), validators=[MaxLength(MAX_TITLE)])
    jp_hours = WholeNumberField(
        _l("Jam pelajaran (JP)"),
        description=_l("Dicetak pada sertifikat; 0 bila pelatihan ini tidak dihitung."),
        least=0,
        most=1000,
    )
    legal_basis_id = TextAreaField(
        _l("Dasar hukum"),
        description=_l("Dasar penyelenggaraan pelatihan, misalnya pasal dan undang-undangnya."),
        validators=[Required(_l("Tulis dasar hukumnya.")), MaxLength(MAX_LEGAL_BASIS)],
        render_kw={"rows": 3},
    )
    legal_basis_en = TextAreaField(
        _l("Dasar hukum dalam bahasa Inggris (boleh kosong)"),
        validators=[MaxLength(MAX_LEGAL_BASIS)],
        render_kw={"rows": 3},
    )
    validity_months = WholeNumberField(
        _l("Masa berlaku, dalam bulan"),
        description=_l(
            "Kosongkan bila sertifikat berlaku tanpa batas waktu. Sertifikat yang sudah terbit tidak berubah."
        ),
        least=1,
        most=120,
    )

    def entry(self) -> CertificateEntry:
        """What was typed, once it is valid."""
        return CertificateEntry(
            title=_text(self.title_id, self.title_en),
            jp_hours=self.jp_hours.data or 0,
            legal_basis=_text(self.legal_basis_id, self.legal_basis_en),
            validity_months=self.validity_months.data,
        )


class LessonForm(PartForm):
    """A lesson in Markdown."""

    title_id = StringField(_l("Judul"), validators=[Required(_l("Tulis judul pelajaran.")), MaxLength(MAX_TITLE)])
    title_en = StringField(_l("Judul dalam bahasa Inggris (boleh kosong)"), validators=[MaxLength(MAX_TITLE)])
    minutes = WholeNumberField(_l("Lama membaca, dalam menit"), least=1, most=60, validators=[Required()])
    body_id = TextAreaField(
        _l("Isi"),
        validators=[Required(_l("Tulis isi pelajaran.")), MaxLength(MAX_LESSON_CHARACTERS)],
        render_kw={"rows": 18},
    )
    body_en = TextAreaField(
        _l("Isi dalam bahasa Inggris (boleh kosong)"),
        validators=[MaxLength(MAX_LESSON_CHARACTERS)],
        render_kw={"rows": 10},
    )

    def entry(self) -> LessonText:
        """What was typed, once it is valid."""
        bodies = {"id": _lines(self.body_id.data), "en": _lines(self.body_en.data)}
        return LessonText(
            _text(self.title_id, self.title_en),
            self.minutes.data,
            {language: body for language, body in bodies.items() if body},
        )


def general_data(module: Module) -> dict[str, Any]:
    """What the general form shows of a stored module."""
    return {
        **_languages("title", module.title),
        **_languages("summary", module.summary),
        "corps": list(module.corps),
        "minutes": module.minutes,
    }


def certificate_data(module: Module) -> dict[str, Any]:
    """What the certificate form shows of a stored module."""
    return {
        **_languages("title", module.certificate_title),
        **_languages("legal_basis", module.legal_basis),
        "jp_hours": module.jp_hours,
        "validity_months": module.validity_months,
    }


def lesson_data(lesson: Lesson) -> dict[str, Any]:
    """What the lesson form shows of a stored lesson."""
    return {**_languages("title", lesson.title), **_languages("body", lesson.body), "minutes": lesson.minutes}


def differences(form: BaseForm, stored: dict[str, Any]) -> list[Difference]:
    """The fields in which a form differs from what is stored, in words."""
    found = []
    for field in form:
        if field.short_name in stored:
            ours, theirs = _words(field, field.data), _words(field, stored[field.short_name])
            if ours != theirs:
                found.append(Difference(str(field.label.text), theirs, ours))
    return found


def _words(field: Any, value: Any) -> str:
    if isinstance(field, SomeOfField):
        return ", ".join(str(choice.label) for choice in field.choices if choice.value in (value or ()))
    if isinstance(field, ChoiceField):
        return next((str(choice.label) for choice in field.choices if choice.value == value), "")
    if isinstance(value, Fraction):
        return percent(value)
    return _lines(str(value)) if value is not None else ""


def _text(indonesian: Any, english: Any) -> Text:
    return Text(id=indonesian.data, en=english.data or None)


def _lines(text: str | None) -> str:
    return (text or "").replace("\r\n", "\n").replace("\r", "\n").strip()


def _languages(name: str, text: dict[str, str]) -> dict[str, str]:
    return {f"{name}_id": text.get("id", ""), f"{name}_en": text.get("en", "")}


def with_units(form: NewModuleForm, units: Sequence[Any]) -> NewModuleForm:
    """Offer units as owners, the first one chosen."""
    form.unit.choices = offered(lambda: ((str(unit.id), unit.name) for unit in units))()
    if form.unit.data is None and units:
        form.unit.data = str(units[0].id)
    return form
