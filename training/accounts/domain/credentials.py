"""What may be typed as a name, a code or a password, and what a role reaches. No clock, no database."""

import re
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from zxcvbn import zxcvbn

from training.core.access import Role
from training.core.messages import plain

PASSWORD_MIN_CHARACTERS = 12
PASSWORD_MAX_CHARACTERS = 128
PASSWORD_SCORE_NEEDED = 3
ZXCVBN_MAX_CHARACTERS = 72
OWN_CHARACTERS = 6
SHORTEST_WORD = 3
COMMON_WORDS = (
    "netral", "netralitas", "indonesia", "merdeka", "pancasila", "garuda", "bismillah", "sayang", "rahasia", "sandi",
    "katasandi", "pegawai", "pemilu", "pilkada", "korpri", "bhayangkara", "jakarta", "surabaya", "bandung", "malang",
    "doraemon", "persija", "persib", "arema", "cintaku", "anakku", "keluarga", "selamanya", "nusantara", "bhinneka",
    "tunggal", "kemerdekaan", "republik", "negara", "presiden", "cinta", "kamu", "semangat", "lupa", "demo", "admin",
)  # fmt: skip
CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_CHARACTERS = 12
CODE_GROUP = 4
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
SERVICE_NUMBER_MAX_DIGITS = 30


@dataclass(frozen=True)
class GrantFacts:
    """A role in the subtree below `unit_path`, on the days `[from_on, until_on]` (None: no end)."""

    role: Role
    unit_path: str
    from_on: date
    until_on: date | None

    def holds_on(self, day: date) -> bool:
        """Whether the grant is in force on a day."""
        return self.from_on <= day and (self.until_on is None or day <= self.until_on)


@dataclass(frozen=True)
class Identifier:
    """What a person typed to say who they are, in the three forms it may have."""

    email: str | None
    service_number: str | None
    login_name: str | None
    canonical: str


def read_identifier(typed: str) -> Identifier:
    """An e-mail address, a NIP or NRP (spaces, dots and dashes dropped), or a login name; case does not matter."""
    text = plain(typed).strip().lower()
    if "@" in text:
        return Identifier(text, None, None, text)
    digits = re.sub(r"[\s.\-]", "", text)
    if digits.isdecimal() and len(digits) <= SERVICE_NUMBER_MAX_DIGITS:
        return Identifier(None, digits, digits, digits)
    return Identifier(None, None, text, text)


def password_problem(password: str, *, personal: Sequence[str] = ()) -> str | None:
    """Which rule a new password breaks: `short`, `long` or `common`; None when it is fine. (NIST SP 800-63B, 5.1.1.2)

    `personal` are the words an attacker would try first: name, numbers, address.
    """
    if len(password) < PASSWORD_MIN_CHARACTERS:
        return "short"
    if len(password) > PASSWORD_MAX_CHARACTERS:
        return "long"
    words = [part for text in personal for part in re.split(r"\W+", text.lower()) if part]
    if len(_without(password.lower(), [*words, *COMMON_WORDS])) < OWN_CHARACTERS:
        return "common"
    result = zxcvbn(password[:ZXCVBN_MAX_CHARACTERS], user_inputs=[*words, *COMMON_WORDS])
    return "common" if result["score"] < PASSWORD_SCORE_NEEDED else None


def _without(password: str, words: Sequence[str]) -> str:
    """What is left of a password when known words and everything but letters and digits are taken out."""
    for word in sorted((word for word in words if len(word) >= SHORTEST_WORD), key=len, reverse=True):
        password = password.replace(word, "")
    return re.sub(r"\W", "", password)


def new_code() -> str:
    """A fresh activation code of 60 random bits, printed `ABCD-EFGH-JKMN`."""
    characters = "".join(secrets.choice(CODE_ALPHABET) for _ in range(CODE_CHARACTERS))
    return "-".join(characters[start : start + CODE_GROUP] for start in range(0, CODE_CHARACTERS, CODE_GROUP))


def normal_code(typed: str) -> str | None:
    """The code that was meant: spaces and dashes dropped, look-alikes read as digits; None when it cannot be one."""
    text = plain(typed).upper()
    text = re.sub(r"[\s\-–—.]", "", text).translate(LOOK_ALIKES)
    if len(text) != CODE_CHARACTERS or any(character not in CODE_ALPHABET for character in text):
        return None
    return text


BROWSERS = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
SYSTEMS = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("CrOS", "ChromeOS"),
    ("Mac OS", "macOS"), ("Linux", "Linux"),
)  # fmt: skip


def device_name(user_agent: str) -> str:
    """`Chrome, Android`: what a person can recognise of a browser; empty when nothing is."""
    browser = next((name for mark, name in BROWSERS if mark in user_agent), "")
    system = next((name for mark, name in SYSTEMS if mark in user_agent), "")
    return ", ".join(part for part in (browser, system) if part)
