"""Numbers, validity and the printed facts of a certificate. No clock, no database.

A number is 13 random characters of Crockford's base 32 (65 bits: nobody guesses one) and two check characters over
GF(32). They are chosen so that the number, read as a polynomial, vanishes at two powers of a primitive element: any one
or two wrong characters, and so any two that changed places, make it differ from zero. (Reed–Solomon with two checks)
"""

import json
import unicodedata
from datetime import date
from enum import StrEnum
from fractions import Fraction
from typing import Annotated, Any, Self

from pydantic import AfterValidator, AwareDatetime, BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer

from training.banks.domain.texts import Text

ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
RANDOM_BYTES = 9
DATA_CHARACTERS = 13
CHECK_CHARACTERS = 2
BITS = 5
GROUPS = (4, 4, 4, 3)
PREFIX = "NTR"
LONGEST_TYPED = 80
REDUCING_POLYNOMIAL = 0b100101
POINTS = (2, 4)
LOOK_ALIKES = str.maketrans({"O": "0", "I": "1", "L": "1"})
IGNORED_CATEGORIES = {"Zs", "Pd", "Cf"}
IGNORED_CHARACTERS = "\t\r\n._/−"


class NumberMistyped(ValueError):
    """The text cannot be a number that was ever printed."""


class Standing(StrEnum):
    """What anybody may know of a certificate today."""

    VALID = "valid"
    EXPIRED = "expired"
    REVOKED = "revoked"
    SUPERSEDED = "superseded"


def normalise_number(typed: str) -> str:
    """The printed form of a number as somebody typed it. Raises NumberMistyped.

    Case, spaces and dashes do not matter, O is read as 0 and I and L as 1, wide characters as plain ones; the prefix may
    be missing.
    """
    if len(typed) > LONGEST_TYPED:
        raise NumberMistyped("too long")
    text = unicodedata.normalize("NFKC", typed).upper()
    text = "".join(character for character in text if not _is_ignored(character))
    length = DATA_CHARACTERS + CHECK_CHARACTERS
    if len(text) == len(PREFIX) + length:
        text = text.removeprefix(PREFIX)
    text = text.translate(LOOK_ALIKES)
    if len(text) != length or any(character not in ALPHABET for character in text):
        raise NumberMistyped("not the characters of a number")
    symbols = [ALPHABET.index(character) for character in text]
    if any(_value_at(point, symbols) for point in POINTS):
        raise NumberMistyped("the check characters do not match")
    return _printed(text)


def new_number(random_bytes: bytes) -> str:
    """A number out of RANDOM_BYTES random bytes, printed `NTR-XXXX-XXXX-XXXX-XXX`; 65 of their bits are used."""
    if len(random_bytes) < RANDOM_BYTES:
        raise ValueError(f"needs {RANDOM_BYTES} random bytes")
    value = int.from_bytes(random_bytes[:RANDOM_BYTES], "big")
    data = [value >> (BITS * place) & 0b11111 for place in range(DATA_CHARACTERS)]
    return _printed("".join(ALPHABET[symbol] for symbol in [*data, *_checks(data)]))


def _own_number(number: str) -> str:
    if normalise_number(number) != number:
        raise NumberMistyped("not in its printed form")
    return number


def _share(value: Any) -> Fraction:
    if not isinstance(value, str | Fraction):
        raise ValueError("a share is a fraction, or one written as text")
    try:
        share = Fraction(value)
    except ZeroDivisionError:
        raise ValueError("a share has no zero under its line") from None
    if not 0 <= share <= 1:
        raise ValueError("a share is between 0 and 1")
    return share


class CertificateSnapshot(BaseModel):
    """All that is printed, kept with the certificate: what changes later in names or modules changes nothing here.

    `unit_name` may be empty (nobody's unit); `score` is the share 0..1 reached; `issued_at` knows its zone.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    agency: str = Field(min_length=1)
    unit_name: str
    participant_name: str = Field(min_length=1)
    module_title: Text
    jp_hours: int = Field(ge=0)
    legal_basis: Text
    score: Annotated[Fraction, BeforeValidator(_share), PlainSerializer(str)]
    completed_on: date
    valid_until: date | None
    number: Annotated[str, AfterValidator(_own_number)]
    issued_at: AwareDatetime

    def to_json(self) -> dict[str, Any]:
        """As it is stored: dates and the score as text, without what is None."""
        return self.model_dump(mode="json", exclude_none=True)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """What `to_json` gave. Raises pydantic.ValidationError for anything else."""
        return cls.model_validate_json(json.dumps({"valid_until": None, **data}), strict=True)


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


def _is_ignored(character: str) -> bool:
    return character in IGNORED_CHARACTERS or unicodedata.category(character) in IGNORED_CATEGORIES


def _checks(data: list[int]) -> list[int]:
    """The last two symbols, a and b: the polynomial so far is P, and P(x) + a·x + b vanishes at both points."""
    first_point, second_point = POINTS
    first, second = (_value_at(point, [*data, 0, 0]) for point in POINTS)
    check = _times(first ^ second, _inverse(first_point ^ second_point))
    return [check, first ^ _times(check, first_point)]


def _value_at(point: int, symbols: list[int]) -> int:
    """The polynomial with these coefficients, highest power first, at a point of GF(32)."""
    total = 0
    for symbol in symbols:
        total = _times(total, point) ^ symbol
    return total


def _times(left: int, right: int) -> int:
    """Product in GF(32): of polynomials over two elements, modulo REDUCING_POLYNOMIAL."""
    product = 0
    while right:
        if right & 1:
            product ^= left
        left <<= 1
        if left >> BITS:
            left ^= REDUCING_POLYNOMIAL
        right >>= 1
    return product


def _inverse(symbol: int) -> int:
    return next(other for other in range(1, 32) if _times(symbol, other) == 1)
