"""What every form shares: trimmed text, no control characters, CSRF, and an error summary."""

import unicodedata
from collections.abc import Iterator
from typing import Any, ClassVar

from flask_babel import lazy_gettext as _l
from flask_wtf import FlaskForm
from wtforms import Field
from wtforms.validators import StopValidation


def tidy(value: Any) -> Any:
    """Text without surrounding space, in composed form; other values as they are."""
    return unicodedata.normalize("NFC", value).strip() if isinstance(value, str) else value


class Required:
    """Refuse an empty field with a sentence that says what to fill in."""

    field_flags: ClassVar[dict[str, bool]] = {"required": True}

    def __init__(self, message: Any = None) -> None:
        self.message = message or _l("Isi bagian ini.")

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Raises StopValidation when there is nothing."""
        if not field.data:
            field.errors = []
            raise StopValidation(str(self.message))


class MaxLength:
    """Refuse text longer than `limit` characters."""

    def __init__(self, limit: int, message: Any = None) -> None:
        self.limit = limit
        self.message = message or _l("Paling banyak %(limit)d karakter.", limit=limit)
        self.field_flags = {"maxlength": limit}

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Raises StopValidation when it is too long."""
        if field.data and len(field.data) > self.limit:
            raise StopValidation(str(self.message))


class NoControlCharacters:
    """Refuse NUL and other characters that no keyboard sends."""

    def __call__(self, form: FlaskForm, field: Field) -> None:
        """Raises StopValidation when there is one; line breaks and tabs are fine."""
        if isinstance(field.data, str) and any(
            unicodedata.category(character) in ("Cc", "Cs") and character not in "\r\n\t" for character in field.data
        ):
            raise StopValidation(str(_l("Ada karakter yang tidak dapat disimpan. Ketik ulang bagian ini.")))


class BaseForm(FlaskForm):  # type: ignore[misc]  # Flask-WTF has no types
    """A form of ours: text is tidied before it is checked."""

    class Meta(FlaskForm.Meta):  # type: ignore[misc]  # nor has its Meta
        """WTForms settings."""

        def bind_field(self, form: Any, unbound_field: Any, options: dict[str, Any]) -> Field:
            """Give every text field the tidying filter and the control character check."""
            options["filters"] = [*unbound_field.kwargs.get("filters", ()), tidy]
            field = unbound_field.bind(form=form, **options)
            field.validators = [NoControlCharacters(), *field.validators]
            return field

    def error_list(self) -> Iterator[tuple[str, str]]:
        """Pairs (field id, first error), in the order of the fields, for the error summary."""
        for field in self:
            if field.errors:
                yield field.id, str(field.errors[0])
