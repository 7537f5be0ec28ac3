"""What a spreadsheet shows for a stored number: dates, percentages, leading zeros. Pure.

Thousands separators are never written: a number that somebody goes on to read stays readable.
"""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from decimal import Decimal, InvalidOperation
from functools import lru_cache

GENERAL = "General"
SHORT_DATE = "dd/mm/yyyy"
BUILT_IN: Mapping[int, str] = {
    1: "0", 2: "0.00", 3: "#,##0", 4: "#,##0.00", 9: "0%", 10: "0.00%",
    14: SHORT_DATE, 15: "d-mmm-yy", 16: "d-mmm", 17: "mmm-yy", 18: "h:mm", 19: "h:mm:ss", 20: "h:mm", 21: "h:mm:ss",
    22: "dd/mm/yyyy h:mm", 45: "mm:ss", 46: "h:mm:ss", 47: "mm:ss", 49: "@",
    **dict.fromkeys([*range(27, 37), *range(50, 59)], SHORT_DATE),
}  # fmt: skip
QUOTED = re.compile(r'"[^"]*"|\\.|_.|\*.')
BRACKETED = re.compile(r"\[[^\]]*\]")
DATE_LETTERS = re.compile(r"[ymdhs]", re.IGNORECASE)
TOKEN = re.compile(r'"([^"]*)"|\\(.)|[_*].|\[[^\]]*\]|(y+|m+|d+|h+|s+)|(am/pm|a/p)|(.)', re.IGNORECASE | re.DOTALL)
ENGLISH = re.compile(r"\[\$-(en|[0-9a-f]*409|[0-9a-f]*809)", re.IGNORECASE)
ZEROS = re.compile(r"0+")
FIXED = re.compile(r"(?:[#0,]*)0(?:\.(0+))?(%?)")
FIRST_DAY = datetime(1899, 12, 30)  # noqa: DTZ001 - a day of a sheet has no zone
FIRST_DAY_1904 = datetime(1904, 1, 1)  # noqa: DTZ001 - a day of a sheet has no zone
LAST_SERIAL = 2_958_465
LEAP_DAY_THAT_NEVER_WAS = 60
EXACT_DIGITS = 15
LONGEST_NUMBER = 64
SECONDS_PER_DAY = 86_400
MONTHS = (
    "Januari", "Februari", "Maret", "April", "Mei", "Juni", "Juli", "Agustus", "September", "Oktober", "November",
    "Desember",
)  # fmt: skip
MONTHS_ENGLISH = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
DAYS = ("Senin", "Selasa", "Rabu", "Kamis", "Jumat", "Sabtu", "Minggu")
DAYS_ENGLISH = ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday")


@dataclass(frozen=True)
class Shown:
    """A number as text; `is_long` when it has more digits than a spreadsheet keeps exactly."""

    text: str
    is_long: bool = False


@lru_cache(maxsize=4096)
def is_date_format(code: str) -> bool:
    """Whether a format shows a day or a time."""
    first = code.split(";", maxsplit=1)[0]
    return code != GENERAL and bool(DATE_LETTERS.search(BRACKETED.sub("", QUOTED.sub("", first))))


def moment_of(serial: str, *, since_1904: bool) -> datetime | time | None:
    """The moment that a serial number stands for: a time below 1; None outside of the calendar."""
    try:
        days = Decimal(serial) if len(serial) <= LONGEST_NUMBER else Decimal("nan")
    except InvalidOperation:
        return None
    if not days.is_finite() or not 0 <= days < LAST_SERIAL + 1:
        return None
    seconds = timedelta(seconds=round(days * SECONDS_PER_DAY))
    if days < 1 and not since_1904:
        return (FIRST_DAY + seconds).time()
    if not since_1904 and days < LEAP_DAY_THAT_NEVER_WAS:
        seconds += timedelta(days=1)
    return (FIRST_DAY_1904 if since_1904 else FIRST_DAY) + seconds


def iso_text(moment: datetime | time) -> str:
    """`2024-09-19`, `2024-09-19 13:30` or `13:30`; seconds where there are some."""
    clock = moment.strftime("%H:%M:%S" if moment.second else "%H:%M")
    if isinstance(moment, time):
        return clock
    day = moment.date().isoformat()
    return day if moment.time() == time() else f"{day} {clock}"


def shown_moment(moment: datetime | time, code: str) -> str:
    """A moment as its format shows it: `19 September 2024`; in Indonesian unless the format says English."""
    code = code.split(";", maxsplit=1)[0]
    english = bool(ENGLISH.search(code))
    tokens = list(TOKEN.finditer(code))
    twelve = any(token.group(4) for token in tokens)
    parts = []
    for place, token in enumerate(tokens):
        quoted, escaped, letters, half, plain = token.groups()
        if letters:
            parts.append(
                _part(moment, letters.lower(), minutes=_is_minutes(tokens, place), english=english, twelve=twelve)
            )
        elif half:
            parts.append("AM" if moment.hour < 12 else "PM")  # noqa: PLR2004 - noon
        else:
            parts.append(quoted or escaped or plain or "")
    return "".join(parts).strip()


def number_text(stored: str, code: str) -> Shown | None:
    """A stored number as shown: whole numbers without `.0`, a decimal comma, percentages and leading zeros as formatted.

    None where it is no number.
    """
    if code == GENERAL and stored.isdigit() and stored.isascii() and len(stored) <= EXACT_DIGITS:
        return Shown(stored.lstrip("0") or "0")
    try:
        value = Decimal(stored) if len(stored) <= LONGEST_NUMBER else Decimal("nan")
    except InvalidOperation:
        return None
    if not value.is_finite() or abs(value.adjusted()) > 300:  # noqa: PLR2004 - what a double can hold
        return None
    digits = len(value.as_tuple().digits) if value == value.to_integral_value() else 0
    if value and value == value.to_integral_value() and value.adjusted() >= EXACT_DIGITS:
        return Shown(f"{value.to_integral_value():f}", is_long=True)
    if digits <= EXACT_DIGITS:
        value = Decimal(format(float(value), f".{EXACT_DIGITS}g"))
    return Shown(_formatted(value, code))


def _formatted(value: Decimal, code: str) -> str:
    first = BRACKETED.sub("", QUOTED.sub("", code.split(";", maxsplit=1)[0])).strip()
    if ZEROS.fullmatch(first) and value == value.to_integral_value() and value >= 0:
        return f"{int(value):0{len(first)}d}"
    if fixed := FIXED.fullmatch(first):
        decimals, percent = fixed.groups()
        scaled = value * 100 if percent else value
        return f"{scaled:.{len(decimals or '')}f}".replace(".", ",") + percent
    text = f"{value:f}"
    if "." in text:
        text = text.rstrip("0").rstrip(".")
    return ("0" if text in ("-0", "") else text).replace(".", ",")


def _is_minutes(tokens: list[re.Match[str]], place: int) -> bool:
    """Whether an `m` means minutes: after hours or before seconds."""
    letters = [(at, token.group(3).lower()) for at, token in enumerate(tokens) if token.group(3)]
    order = [at for at, _letters in letters].index(place)
    before = letters[order - 1][1] if order else ""
    after = letters[order + 1][1] if order + 1 < len(letters) else ""
    return before.startswith("h") or after.startswith("s")


def _part(moment: datetime | time, letters: str, *, minutes: bool, english: bool, twelve: bool) -> str:
    kind, width = letters[0], len(letters)
    if kind == "m" and minutes:
        return f"{moment.minute:0{min(width, 2)}d}"
    if kind == "h":
        hour = (moment.hour % 12 or 12) if twelve else moment.hour
        return f"{hour:0{min(width, 2)}d}"
    if kind == "s":
        return f"{moment.second:0{min(width, 2)}d}"
    return DAY_PARTS[kind](moment, width, english) if isinstance(moment, datetime) else ""


def _year(moment: datetime, width: int, _english: bool) -> str:
    return f"{moment.year:04d}" if width > 2 else f"{moment.year % 100:02d}"  # noqa: PLR2004 - yy or yyyy


def _month(moment: datetime, width: int, english: bool) -> str:
    name = (MONTHS_ENGLISH if english else MONTHS)[moment.month - 1]
    return (str(moment.month), f"{moment.month:02d}", name[:3], name, name[0])[min(width, 5) - 1]


def _day(moment: datetime, width: int, english: bool) -> str:
    name = (DAYS_ENGLISH if english else DAYS)[moment.weekday()]
    return (str(moment.day), f"{moment.day:02d}", name[:3], name)[min(width, 4) - 1]


DAY_PARTS: Mapping[str, Callable[[datetime, int, bool], str]] = {"y": _year, "m": _month, "d": _day}
