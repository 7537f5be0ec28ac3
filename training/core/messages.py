"""Texts that stand in pure code: marked for the translators where they are, translated where they are shown."""


def N_(text: str) -> str:  # noqa: N802 - gettext's own name for it
    """Mark a text for translation, and leave it as it is."""
    return text
