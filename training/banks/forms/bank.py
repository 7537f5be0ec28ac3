"""The form of a bank: its names, and whose it is."""

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field, StringField, TextAreaField
from wtforms.validators import StopValidation

from training.banks.services.naming import CODE, MOST_CHARACTERS
from training.core.forms import BaseForm, MaxLength, Required

MOST_OF_TITLE = 160
MOST_OF_DESCRIPTION = 1000


class IsCode:
    """Refuse what does not look like a code."""

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Raises StopValidation."""
        if field.data and not CODE.fullmatch(field.data):
            raise StopValidation(
                str(_l("Tulis huruf kecil, angka, dan tanda hubung di antaranya, seperti bank-dinkes."))
            )


class BankForm(BaseForm):
    """What a bank is called."""

    title = StringField(_l("Nama bank"), validators=[Required(_l("Isi nama bank.")), MaxLength(MOST_OF_TITLE)])
    description = TextAreaField(
        _l("Untuk apa bank ini"),
        description=_l("Satu atau dua kalimat bagi rekan penyusun soal."),
        validators=[Required(_l("Isi untuk apa bank ini.")), MaxLength(MOST_OF_DESCRIPTION)],
        render_kw={"rows": 3},
    )
    title_en = StringField(_l("Nama bank dalam bahasa Inggris"), validators=[MaxLength(MOST_OF_TITLE)])
    description_en = TextAreaField(
        _l("Untuk apa bank ini, dalam bahasa Inggris"),
        validators=[MaxLength(MOST_OF_DESCRIPTION)],
        render_kw={"rows": 3},
    )

    def texts(self, name: str) -> dict[str, str]:
        """A text by language, as it is stored."""
        english = self[f"{name}_en"].data
        return {"id": self[name].data, **({"en": english} if english else {})}


class NewBankForm(BankForm):
    """The same with what is decided once: whose it is, and its code."""

    owner = StringField(_l("Unit pemilik"), validators=[Required(_l("Pilih unit pemilik."))])
    code = StringField(
        _l("Kode bank"),
        description=_l("Boleh dikosongkan; dibuat dari namanya. Tidak dapat diganti sesudah disimpan."),
        validators=[MaxLength(MOST_CHARACTERS), IsCode()],
    )
