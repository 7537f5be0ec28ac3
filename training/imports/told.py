"""Sentences that were stored by their msgid, said in the reader's language."""

from typing import Any

from flask_babel import gettext as _


def told(stored: Any) -> str:
    """A stored sentence: plain text, or [msgid, values]."""
    if isinstance(stored, str):
        return stored
    msgid, values = stored
    return str(_(msgid, **values))
