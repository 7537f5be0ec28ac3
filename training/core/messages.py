"""Texts that stand in pure code: marked for the translators where they are, translated where they are shown."""

import re
import unicodedata
from collections.abc import Mapping
from dataclasses import dataclass, field

INVISIBLE = re.compile(
    "[\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a text for translation, and leave it as it is."""
    return text


@dataclass(frozen=True)
class Sentence:
    """A marked text and what fills its placeholders, so that whoever shows it can say it in the reader's language."""

    msgid: str
    values: Mapping[str, str] = field(default_factory=dict)

    def __str__(self) -> str:
        """In Indonesian."""
        return self.msgid % self.values if self.values else self.msgid


def plain(typed: str) -> str:
    """Full-width and other forms of a character as the character; digits of other scripts as the digits they are."""
    if typed.isascii():
        return typed
    text = unicodedata.normalize("NFKC", typed)
    return "".join(str(unicodedata.decimal(letter)) if letter.isdecimal() else letter for letter in text)


def visible(text: str) -> str:
    """Without characters that cannot be seen: controls but for tab and line feed, joiners, text direction, soft hyphens.

    They come along when something is copied from a chat, a web page or the properties of a file.
    """
    return text if text.isascii() and text.isprintable() else INVISIBLE.sub("", text)
