"""Numbers, validity and the printed facts of a certificate. No clock, no database.

A number is 13 random characters of Crockford's base 32 (65 bits: nobody guesses one) and two check characters over
GF(32). The checks are the values of the number, read as a polynomial, at two powers of a primitive element: every
single wrong character and every swap of two characters changes at least one of them. (Reed–Solomon with two checks)
"""

import calendar
import unicodedata
from datetime import date, datetime
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from training.banks.domain.texts import Text

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BYTES = 9
DATA_CHARACTERS = 13
CHECK_CHARACTERS = 2
BITS = 5
GROUPS = (4, 4, 4, 3)
PREFIX = "NTR"
REDUCING_POLYNOMIAL = 0b100101
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
MONTHS_PER_YEAR = 12


class NumberMistyped(Exception):
    """The text cannot be a number that was ever printed."""


class Standing(StrEnum):
    """What anybody may know of a certificate today."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


class CertificateSnapshot(BaseModel):
    """All that is printed, kept with the certificate: what changes later in names or modules changes nothing here."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)

    agency: str
    unit_name: str
    participant_name: str
    module_title: Text
    jp_hours: int = Field(ge=0)
    legal_basis: Text
    score: Annotated[Fraction, BeforeValidator(Fraction), PlainSerializer(str)]
    completed_on: date
    valid_until: date | None
    number: str
    issued_at: datetime

    def to_json(self) -> dict[str, Any]:
        """As it is stored."""
        return self.model_dump(mode="json", exclude_none=True)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """What `to_json` gave."""
        return cls.model_validate({"valid_until": None, **data})


def new_number(random_bytes: bytes) -> str:
    """A number out of RANDOM_BYTES random bytes, printed `NTR-XXXX-XXXX-XXXX-XXX`."""
    value = int.from_bytes(random_bytes[:RANDOM_BYTES], "big")
    data = [value >> (BITS * place) & 0b11111 for place in range(DATA_CHARACTERS)]
    return _printed("".join(ALPHABET[symbol] for symbol in [*data, *_checks(data)]))


def normalise_number(typed: str) -> str:
    """The printed form of a number as somebody typed it. Raises NumberMistyped.

    Case, spaces and dashes do not matter, O is read as 0 and I and L as 1; the prefix may be missing.
    """
    text = unicodedata.normalize("NFKC", typed).upper()
    text = "".join(character for character in text if character.isalnum())
    text = text.removeprefix(PREFIX).translate(LOOK_ALIKES)
    if len(text) != DATA_CHARACTERS + CHECK_CHARACTERS or any(character not in ALPHABET for character in text):
        raise NumberMistyped
    symbols = [ALPHABET.index(character) for character in text]
    if _checks(symbols[:DATA_CHARACTERS]) != symbols[DATA_CHARACTERS:]:
        raise NumberMistyped
    return _printed(text)


def valid_until(completed_on: date, months: int | None) -> date | None:
    """The last day of validity: the same day so many months later, or the last of that month; None without an end."""
    if months is None:
        return None
    years, month = divmod(completed_on.month - 1 + months, MONTHS_PER_YEAR)
    year, month = completed_on.year + years, month + 1
    return date(year, month, min(completed_on.day, calendar.monthrange(year, month)[1]))


def standing_of(*, valid_until_on: date | None, is_revoked: bool, is_superseded: bool, today: date) -> Standing:
    """How a certificate stands; the last day of validity still counts."""
    if is_revoked:
        return Standing.REVOKED
    if is_superseded:
        return Standing.SUPERSEDED
    if valid_until_on is not None and valid_until_on < today:
        return Standing.EXPIRED
    return Standing.VALID


def _printed(characters: str) -> str:
    groups, start = [], 0
    for length in GROUPS:
        groups.append(characters[start : start + length])
        start += length
    return "-".join([PREFIX, *groups])


def _checks(data: list[int]) -> list[int]:
    """Two symbols that make the polynomial of all symbols vanish at x and x² (x: the generator 2)."""
    sums = [0, 0]
    length = DATA_CHARACTERS + CHECK_CHARACTERS
    for place, symbol in enumerate(data):
        for check in range(CHECK_CHARACTERS):
            sums[check] ^= _times(symbol, _power((check + 1) * (length - 1 - place)))
    # solve  a·x + b = s1 ,  a·x² + b = s2  for the last two symbols a (degree 1) and b (degree 0)
    first = _times(sums[0] ^ sums[1], _inverse(_power(1) ^ _power(2)))
    return [first, sums[0] ^ _times(first, _power(1))]


def _times(left: int, right: int) -> int:
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left >> BITS:
            left ^= REDUCING_POLYNOMIAL
        right >>= 1
    return product


def _power(exponent: int) -> int:
    result = 1
    for _ in range(exponent % 31):
        result = _times(result, 2)
    return result


def _inverse(symbol: int) -> int:
    return next(other for other in range(1, 32) if _times(symbol, other) == 1)
