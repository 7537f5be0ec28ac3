"""What the check page sends."""

from wtforms import HiddenField
from wtforms.validators import ValidationError

from training.core.forms import BaseForm

MAX_DIGITS = 9


class RoundForm(BaseForm):
    """Which check the page showed, so that a stale one is noticed."""

    round = HiddenField()

    def validate_round(self, field: HiddenField) -> None:
        """Raises ValidationError for what is no number."""
        text = field.data or ""
        if not (text.isascii() and text.isdigit() and len(text) <= MAX_DIGITS):
            raise ValidationError("no number")
