"""Numbers, validity, standing and snapshots."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta
from fractions import Fraction
from random import Random
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from pydantic import ValidationError

from training.banks.domain.texts import Text
from training.certificates.domain import (
    ALPHABET,
    RANDOM_BYTES,
    CertificateSnapshot,
    NumberMistyped,
    Standing,
    new_number,
    normalise_number,
    standing_of,
)

pytestmark = pytest.mark.one_database

SAMPLES = [new_number(Random(seed).randbytes(RANDOM_BYTES)) for seed in range(12)]
FACTS: dict[str, Any] = {
    "agency": "Pemerintah Kabupaten Sungai Laras",
    "unit_name": "Dinas Sosial",
    "participant_name": "Ni Luh Ayu",
    "module_title": Text(id="Netralitas ASN", en="Neutrality"),
    "jp_hours": 2,
    "legal_basis": Text(id="Undang-Undang Nomor 20 Tahun 2023"),
    "score": Fraction(5, 6),
    "completed_on": date(2026, 11, 23),
    "valid_until": date(2027, 11, 23),
    "number": SAMPLES[0],
    "issued_at": datetime(2026, 11, 23, 3, 4, 5, tzinfo=UTC),
}
random_bytes = st.binary(min_size=RANDOM_BYTES, max_size=RANDOM_BYTES)


def is_refused(typed: str) -> bool:
    try:
        normalise_number(typed)
    except NumberMistyped:
        return True
    return False


@given(random_bytes)
def test_a_number_is_printed_in_groups_and_read_back(random: bytes):
    number = new_number(random)
    assert [len(group) for group in number.split("-")] == [3, 4, 4, 4, 3]
    assert normalise_number(number) == number


def test_a_number_carries_65_random_bits_in_its_13_data_characters():
    numbers = {new_number((1 << bit).to_bytes(RANDOM_BYTES, "big")) for bit in range(65)}
    assert len(numbers) == 65
    assert all(symbol in ALPHABET for symbol in new_number(b"\xff" * RANDOM_BYTES).replace("-", "")[3:])


def test_too_little_randomness_makes_no_number():
    with pytest.raises(ValueError, match="random bytes"):
        new_number(b"short")


@pytest.mark.parametrize("number", SAMPLES)
def test_every_single_wrong_character_is_caught(number: str):
    symbols = number.replace("-", "")[3:]
    for place, right in enumerate(symbols):
        for wrong in ALPHABET.replace(right, ""):
            assert is_refused(symbols[:place] + wrong + symbols[place + 1 :])


@pytest.mark.parametrize("number", SAMPLES)
def test_any_two_characters_that_changed_places_are_caught(number: str):
    symbols = number.replace("-", "")[3:]
    for first in range(len(symbols)):
        for second in range(first + 1, len(symbols)):
            swapped = list(symbols)
            swapped[first], swapped[second] = swapped[second], swapped[first]
            assert is_refused("".join(swapped)) == (symbols[first] != symbols[second])


@given(random_bytes, st.data())
def test_any_two_wrong_characters_are_caught(random: bytes, data: st.DataObject):
    symbols = list(new_number(random).replace("-", "")[3:])
    places = data.draw(st.lists(st.integers(0, 14), min_size=2, max_size=2, unique=True))
    for place in places:
        symbols[place] = data.draw(st.sampled_from(ALPHABET.replace(symbols[place], "")))
    assert is_refused("".join(symbols))


@pytest.mark.parametrize(
    "write",
    [
        str.lower,
        lambda number: number.replace("-", ""),
        lambda number: number.replace("-", " "),
        lambda number: number.replace("-", " – "),
        lambda number: number.replace("-", "\u2212"),
        lambda number: number.removeprefix("NTR-"),
        lambda number: f"  {number}\r\n",
        lambda number: number.replace("-", "-\u200b"),
        lambda number: number[:3] + number[3:].replace("0", "O").replace("1", "I"),
        lambda number: number[:3] + number[3:].replace("0", "o").replace("1", "l"),
        lambda number: "".join(chr(ord(letter) + 0xFEE0) for letter in number),
    ],
)
@pytest.mark.parametrize("number", SAMPLES[:4])
def test_what_people_type_for_a_number_is_understood(number: str, write: Any):
    assert normalise_number(write(number)) == number


def test_a_number_whose_characters_begin_like_the_prefix_is_understood_without_the_prefix():
    symbols = [ALPHABET.index(letter) for letter in "NTR"]
    value = sum(symbol << (5 * place) for place, symbol in enumerate(symbols))
    number = new_number(value.to_bytes(RANDOM_BYTES, "big"))
    assert number.startswith("NTR-NTR")
    assert normalise_number(number.removeprefix("NTR-")) == number


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "NTR",
        "-",
        "\x00",
        SAMPLES[0] + "\x00",
        SAMPLES[0].replace("-", "\x00"),
        SAMPLES[0] + "0",
        SAMPLES[0][:-1],
        "XYZ" + SAMPLES[0][3:],
        SAMPLES[0] * 2,
        "0" * 1_000_000,
        "\ufdfa" * 80,
        "\u0660" * 15,
        "\ud800",
        "NTR-UUUU-UUUU-UUUU-UUU",
        "🎉" * 15,
        "'; DROP TABLE certificates; --",
    ],
)
def test_what_was_never_printed_is_called_mistyped(typed: str):
    with pytest.raises(NumberMistyped):
        normalise_number(typed)


@given(st.text(alphabet=st.characters(), max_size=200))
@example("ß" * 15)
@example("\u0131" * 15)
def test_no_text_whatever_breaks_the_reading_of_numbers(typed: str):
    with suppress(NumberMistyped):
        assert normalise_number(normalise_number(typed)) == normalise_number(typed)


@pytest.mark.parametrize(
    ("ends_on", "is_revoked", "is_superseded", "expected"),
    [
        (None, False, False, Standing.VALID),
        (date(2026, 11, 23), False, False, Standing.VALID),
        (date(2026, 11, 22), False, False, Standing.EXPIRED),
        (date(2026, 11, 22), False, True, Standing.SUPERSEDED),
        (date(2027, 11, 22), True, True, Standing.REVOKED),
        (date(2026, 11, 22), True, False, Standing.REVOKED),
    ],
)
def test_a_certificate_stands_as_its_worst_fact_says(ends_on, is_revoked, is_superseded, expected):
    today = date(2026, 11, 23)
    assert (
        standing_of(valid_until_on=ends_on, is_revoked=is_revoked, is_superseded=is_superseded, today=today) == expected
    )


@pytest.mark.parametrize("change", [{}, {"valid_until": None}, {"unit_name": ""}, {"score": Fraction(1)}])
def test_a_snapshot_survives_being_stored_as_json(change):
    snapshot = CertificateSnapshot(**(FACTS | change))
    stored = json.loads(json.dumps(snapshot.to_json()))
    assert CertificateSnapshot.from_json(stored) == snapshot


def test_the_moment_of_issue_is_the_same_moment_in_whatever_zone_it_was_written():
    moment = FACTS["issued_at"]
    local = moment.astimezone(tz=datetime.strptime("+0900", "%z").tzinfo)
    stored = CertificateSnapshot(**(FACTS | {"issued_at": local})).to_json()
    assert CertificateSnapshot.from_json(stored).issued_at - moment == timedelta(0)


@pytest.mark.parametrize(
    "change",
    [
        {"score": "1.5"},
        {"score": -1},
        {"score": 0.8},
        {"score": "eight"},
        {"score": "8/0"},
        {"jp_hours": "2"},
        {"jp_hours": -1},
        {"completed_on": "23-11-2026"},
        {"completed_on": 0},
        {"issued_at": "2026-11-23T03:04:05"},
        {"number": "NTR-0000"},
        {"number": SAMPLES[0].lower()},
        {"participant_name": ""},
        {"participant_name": None},
        {"module_title": {}},
        {"political_preference": "none"},
    ],
)
def test_a_stored_snapshot_with_anything_odd_in_it_is_refused(change):
    with pytest.raises(ValidationError):
        CertificateSnapshot.from_json(CertificateSnapshot(**FACTS).to_json() | change)


@pytest.mark.parametrize("missing", sorted(set(FACTS) - {"valid_until"}))
def test_a_stored_snapshot_without_a_printed_fact_is_refused(missing):
    stored = CertificateSnapshot(**FACTS).to_json()
    del stored[missing]
    with pytest.raises(ValidationError):
        CertificateSnapshot.from_json(stored)


def test_a_snapshot_cannot_be_changed():
    with pytest.raises(ValidationError):
        CertificateSnapshot(**FACTS).participant_name = "Somebody else"  # type: ignore[misc]
