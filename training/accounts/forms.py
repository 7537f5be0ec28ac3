"""What people type to sign in, to activate an account and to change a password."""

from flask_babel import lazy_gettext as _l
from wtforms import PasswordField, StringField
from wtforms.validators import EqualTo

from training.accounts.domain import PASSWORD_MAX_CHARACTERS
from training.core.forms import BaseForm, MaxLength, Required


class LoginForm(BaseForm):
    """Name in any of its forms, and password."""

    name = StringField(
        _l("Surel, NIP/NRP, atau nama masuk"),
        validators=[Required(_l("Isi surel, NIP/NRP, atau nama masuk Anda.")), MaxLength(254)],
        render_kw={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"},
    )
    password = PasswordField(
        _l("Kata sandi"),
        validators=[Required(_l("Isi kata sandi Anda.")), MaxLength(PASSWORD_MAX_CHARACTERS)],
        render_kw={"autocomplete": "current-password"},
    )


class _NewPassword(BaseForm):
    new_password = PasswordField(
        _l("Kata sandi baru"),
        description=_l("Paling sedikit 12 karakter. Tiga kata yang tidak berkaitan mudah diingat dan sulit ditebak."),
        validators=[Required(_l("Isi kata sandi baru.")), MaxLength(PASSWORD_MAX_CHARACTERS)],
        render_kw={"autocomplete": "new-password"},
    )
    repeated = PasswordField(
        _l("Ulangi kata sandi baru"),
        validators=[
            Required(_l("Ketik kata sandi baru sekali lagi.")),
            EqualTo("new_password", _l("Kedua kata sandi tidak sama. Ketik ulang keduanya.")),
        ],
        render_kw={"autocomplete": "new-password"},
    )


class ActivateForm(_NewPassword):
    """The code from the admin, and the password to come."""

    code = StringField(
        _l("Kode aktivasi"),
        description=_l("12 huruf dan angka dari admin, misalnya ABCD-EFGH-JKMN. Huruf kecil dan spasi tidak masalah."),
        validators=[Required(_l("Isi kode aktivasi Anda.")), MaxLength(40)],
        render_kw={"autocomplete": "one-time-code", "autocapitalize": "characters", "spellcheck": "false"},
    )


class ChangePasswordForm(_NewPassword):
    """The present password and the next."""

    current_password = PasswordField(
        _l("Kata sandi sekarang"),
        validators=[Required(_l("Isi kata sandi Anda sekarang.")), MaxLength(PASSWORD_MAX_CHARACTERS)],
        render_kw={"autocomplete": "current-password"},
    )
