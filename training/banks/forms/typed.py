"""Reading what an item form sends: text tidied, control characters refused, nothing else judged.

A draft may be as incomplete as its author left it, so this refuses only what cannot be stored.
"""

import re
from collections.abc import Collection

from flask_babel import gettext as _
from werkzeug.datastructures import MultiDict

from training.banks.domain.texts import CONTROL_CHARACTERS
from training.core.errors import InputInvalid
from training.core.forms import tidy

MOST_CHARACTERS = 20_000
SURROGATES = re.compile("[\ud800-\udfff]")


class Typed:
    """The values of a form, and what of them cannot be stored (by field id)."""

    def __init__(self, form: MultiDict[str, str]) -> None:
        self.form = form
        self.problems: dict[str, str] = {}

    def text(self, name: str) -> str:
        """One text: composed, trimmed, lines ended by a line feed."""
        value: str = tidy(self.form.get(name, "").replace("\r\n", "\n").replace("\r", "\n"))
        if CONTROL_CHARACTERS.search(value) or SURROGATES.search(value):
            self.problems[name] = _("Ada karakter yang tidak dapat disimpan. Ketik ulang bagian ini.")
            value = SURROGATES.sub("", CONTROL_CHARACTERS.sub("", value))
        if len(value) > MOST_CHARACTERS:
            self.problems[name] = _("Paling banyak %(limit)d karakter.", limit=MOST_CHARACTERS)
        return value

    def texts(self, name: str) -> dict[str, str] | None:
        """A text by language, out of the fields `name` and `name_en`; None when both are empty."""
        indonesian, english = self.text(name), self.text(f"{name}_en")
        if not indonesian and not english:
            return None
        return {"id": indonesian, "en": english} if english else {"id": indonesian}

    def chosen(self, name: str, known: Collection[str]) -> str:
        """One word out of a list of choices, or "". Raises InputInvalid for what no page of ours offers."""
        value = self.form.get(name, "")
        if value and value not in known:
            raise InputInvalid
        return value

    def ticked(self, name: str, known: Collection[str]) -> tuple[str, ...]:
        """The words that were ticked, each once, in the order of the choices. Raises InputInvalid."""
        values = set(self.form.getlist(name))
        if not values <= set(known):
            raise InputInvalid
        return tuple(word for word in known if word in values)
