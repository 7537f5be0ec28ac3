"""Dates, figures and durations as Indonesians write them."""

from datetime import UTC, date, datetime
from fractions import Fraction

import pytest
from flask import Flask

from training.core import i18n

MONDAY = datetime(2026, 11, 23, 18, 41, tzinfo=UTC)


def test_jobs_and_commands_speak_indonesian(app: Flask) -> None:
    assert i18n.long_date(date(2026, 11, 23)) == "Senin, 23 November 2026"
    assert i18n.duration(90 * 60) == "kira-kira 2 jam"


@pytest.mark.parametrize(
    ("zone", "said"),
    [
        ("Asia/Jakarta", "Selasa, 24 November 2026 pukul 01.41 WIB"),
        ("Asia/Makassar", "Selasa, 24 November 2026 pukul 02.41 WITA"),
        ("Asia/Jayapura", "Selasa, 24 November 2026 pukul 03.41 WIT"),
    ],
)
def test_a_moment_is_told_in_the_zone_of_the_person(app: Flask, zone: str, said: str) -> None:
    with app.test_request_context():
        i18n.g.zone = zone
        assert i18n.date_time(MONDAY) == said
        assert i18n.long_date(MONDAY) == "Selasa, 24 November 2026"


def test_figures_have_an_indonesian_comma(app: Flask) -> None:
    assert (i18n.percent(Fraction(123, 200)), i18n.percent(1), i18n.number(1234.5)) == ("61,5%", "100%", "1.234,5")


@pytest.mark.parametrize(
    ("seconds", "said"), [(0, "kira-kira 1 menit"), (420, "kira-kira 7 menit"), (3600, "kira-kira 1 jam")]
)
def test_a_duration_is_rounded_to_plain_words(app: Flask, seconds: int, said: str) -> None:
    assert i18n.duration(seconds) == said
