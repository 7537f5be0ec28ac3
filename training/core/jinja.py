"""What templates may use besides their own context."""

from collections.abc import Mapping
from typing import Any

from flask import Flask
from jinja2 import StrictUndefined
from markupsafe import Markup, escape

from training.core import i18n

NIP_GROUPS = (8, 6, 1, 3)
NIP_DIGITS = sum(NIP_GROUPS)


def init_jinja(app: Flask) -> None:
    """Undefined names are errors; dates, numbers and texts have one filter each."""
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = True
    app.jinja_env.lstrip_blocks = True
    app.jinja_env.filters.update(
        long_date=i18n.long_date,
        plain_date=i18n.plain_date,
        short_date=i18n.short_date,
        table_date=i18n.table_date,
        date_time=i18n.date_time,
        percent=i18n.percent,
        number=i18n.number,
        duration=i18n.duration,
        span=i18n.span,
        text=text_in_language,
        service_number=service_number,
    )
    app.jinja_env.globals.update(_=i18n.translate, gettext=i18n.translate, ngettext=i18n.translate_plural)
    app.jinja_env.globals["current_language"] = i18n.current_language


def text_in_language(text: Any) -> Markup:
    """A text stored as `{id, en}` in the page's language; Indonesian is marked `lang="id"` on an English page."""
    indonesian, english = _languages_of(text)
    if i18n.current_language() == "en":
        if english:
            return escape(english)
        return Markup('<span lang="id">{}</span>').format(indonesian)
    return escape(indonesian)


def service_number(digits: str) -> str:
    """A NIP in groups 8-6-1-3; other numbers as they are."""
    if len(digits) != NIP_DIGITS:
        return digits
    groups, start = [], 0
    for length in NIP_GROUPS:
        groups.append(digits[start : start + length])
        start += length
    return " ".join(groups)


def _languages_of(text: Any) -> tuple[str, str | None]:
    if isinstance(text, str):
        return text, None
    if isinstance(text, Mapping):
        return str(text["id"]), text.get("en")
    return text.id, text.en
