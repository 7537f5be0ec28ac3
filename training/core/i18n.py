"""Indonesian is the source, English a translation; dates, numbers and durations as Indonesians write them."""

from datetime import date, datetime
from fractions import Fraction
from functools import lru_cache
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from babel.dates import format_date, format_datetime
from babel.numbers import format_decimal
from flask import Flask, g, has_request_context, session
from flask_babel import Babel, get_locale, get_translations, gettext, ngettext
from markupsafe import Markup

LANGUAGES = ("id", "en")
DEFAULT_LANGUAGE = "id"
DEFAULT_ZONE = "Asia/Jakarta"
ZONE_NAMES = {"Asia/Jakarta": "WIB", "Asia/Makassar": "WITA", "Asia/Jayapura": "WIT"}
ZONES = {name: zone for zone, name in ZONE_NAMES.items()}
SECONDS_PER_MINUTE = 60
SEPARATED_FROM = 1000
MINUTES_PER_HOUR = 60
MINUTES_PER_DAY = 60 * 24

babel = Babel()


def init_i18n(app: Flask) -> None:
    """Choose language and zone per request: the language from the cookie, the zone from the person's unit."""
    app.config["BABEL_DEFAULT_LOCALE"] = DEFAULT_LANGUAGE
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = str(app.config["TRANSLATIONS_DIR"])
    babel.init_app(app, locale_selector=current_language)


def translate(text: str, **values: object) -> Markup:
    """`_` of templates: what is filled in is escaped. The source language needs no look-up."""
    found = _markup(text) if current_language() == DEFAULT_LANGUAGE else Markup(gettext(text))  # noqa: S704 - a text of our own catalogue
    return found % values if values else found


def own_words(text: str) -> str:
    """A text that somebody typed or that we stored in their stead: ours is translated. Plain, so that templates escape it."""
    return gettext(text) if text and current_language() != DEFAULT_LANGUAGE else text


def translate_plural(singular: str, plural: str, num: int, **values: object) -> Markup:
    """`ngettext` of templates, with `%(num)d`; Indonesian has one form."""
    if current_language() == DEFAULT_LANGUAGE:
        return _markup(singular) % {"num": num, **values}
    found = get_translations().ngettext(singular, plural, num)
    return Markup(found) % {"num": num, **values}  # noqa: S704 - a text of our own catalogue


@lru_cache(maxsize=2048)
def _markup(text: str) -> Markup:
    return Markup(text)  # noqa: S704 - a text of our own templates


def current_language() -> str:
    """`id` unless the person switched to another of LANGUAGES; `id` in jobs and commands too."""
    if not has_request_context():
        return DEFAULT_LANGUAGE
    language: str | None = g.get("language")
    if language is None:
        asked = str(session.get("language", DEFAULT_LANGUAGE))
        language = g.language = asked if asked in LANGUAGES else DEFAULT_LANGUAGE
    return language


def current_zone() -> str:
    """The IANA zone of the person's unit; WIB where nobody is signed in."""
    return str(g.get("zone", DEFAULT_ZONE))


def long_date(day: date, *, language: str = "") -> str:
    """`Senin, 23 November 2026`; a moment is first brought into the person's zone. `language`: other than the page's."""
    return format_date(_local_day(day), "EEEE, d MMMM y", locale=language or _locale())


def plain_date(day: date) -> str:
    """`23 November 2026`, for tables and sentences where the day of the week says nothing; moments as in `long_date`."""
    return format_date(_local_day(day), "d MMMM y", locale=_locale())


def table_date(day: date) -> str:
    """`23 Nov 2026`, for narrow columns of wide tables; moments as in `long_date`."""
    return format_date(_local_day(day), "d MMM y", locale=_locale())


def _local_day(day: date) -> date:
    """The same day, or that of a moment in the person's zone."""
    return day.astimezone(ZoneInfo(current_zone())).date() if isinstance(day, datetime) else day


def short_date(day: date) -> str:
    """`23 Nov`, for the scale of a chart."""
    return format_date(day, "d MMM", locale=_locale())


def date_time(moment: datetime) -> str:
    """`Senin, 23 November 2026 pukul 09.41 WIB`, in the person's zone."""
    zone = current_zone()
    local = moment.astimezone(ZoneInfo(zone))
    day = format_date(local.date(), "EEEE, d MMMM y", locale=_locale())
    clock = format_datetime(local, "HH.mm", locale=_locale())
    return str(gettext("%(day)s pukul %(clock)s %(zone)s", day=day, clock=clock, zone=ZONE_NAMES.get(zone, "UTC")))


def percent(share: Fraction | float) -> str:
    """`61,5%` of a share 0..1: one decimal where it is needed."""
    return f"{_decimal(round(float(share) * 100, 1), '#,##0.#', _locale())}%"


def number(value: float) -> str:
    """`1.234,5`."""
    if isinstance(value, int) and 0 <= value < SEPARATED_FROM:
        return str(value)
    return _decimal(value, None, _locale())


@lru_cache(maxsize=4096)
def _decimal(value: float, pattern: str | None, locale: str) -> str:
    return format_decimal(value, format=pattern, locale=locale)


def duration(seconds: int) -> str:
    """`kira-kira 7 menit`; at least one minute."""
    minutes = max(1, round(seconds / SECONDS_PER_MINUTE))
    if minutes < MINUTES_PER_HOUR:
        return str(ngettext("kira-kira %(num)d menit", "kira-kira %(num)d menit", minutes))
    hours = round(minutes / MINUTES_PER_HOUR)
    return str(ngettext("kira-kira %(num)d jam", "kira-kira %(num)d jam", hours))


def span(seconds: int) -> str:
    """An exact time: `90 menit`, `1 jam`, `2 hari`, in the largest unit that says it whole."""
    minutes = seconds // SECONDS_PER_MINUTE
    if minutes and minutes % MINUTES_PER_DAY == 0:
        days = minutes // MINUTES_PER_DAY
        return str(ngettext("%(num)d hari", "%(num)d hari", days))
    if minutes and minutes % MINUTES_PER_HOUR == 0:
        hours = minutes // MINUTES_PER_HOUR
        return str(ngettext("%(num)d jam", "%(num)d jam", hours))
    return str(ngettext("%(num)d menit", "%(num)d menit", minutes))


def safe_next(address: str | None, default: str) -> str:
    """An address of our own to go on to; anything that leads elsewhere becomes `default`."""
    if not address or not address.startswith("/") or address.startswith(("//", "/\\")):
        return default
    parts = urlsplit(address)
    if parts.scheme or parts.netloc or any(ord(character) < ord(" ") for character in address) or "\\" in address:
        return default
    return address


def _locale() -> str:
    return str(get_locale() or DEFAULT_LANGUAGE)
