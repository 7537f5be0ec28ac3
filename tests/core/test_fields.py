"""Numbers, percentages and choices as people type them."""

from fractions import Fraction

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict

from training.core.fields import PercentField, SomeOfField, WholeNumberField, offered
from training.core.forms import BaseForm, Required


class Form(BaseForm):
    """One field of each sort."""

    class Meta(BaseForm.Meta):
        """Without a session."""

        csrf = False

    minutes = WholeNumberField("Menit", least=1, most=600)
    share = PercentField("Nilai", validators=[Required("Isi nilainya.")])
    corps = SomeOfField("Untuk", choices=offered(lambda: [("pns", "PNS"), ("tni", "TNI")]))


def read(app: Flask, **typed: str | list[str]) -> Form:
    with app.test_request_context():
        form = Form(formdata=MultiDict({"share": "70", **typed}))
        form.validate()
        return form


@pytest.mark.parametrize(
    ("typed", "number"), [("90", 90), (" 1.5 ", 15), ("600", 600), ("", None), ("1 0", 10), ("٣", None)]
)
def test_a_whole_number_is_read_with_or_without_separators(app: Flask, typed: str, number: int | None) -> None:
    form = read(app, minutes=typed)
    assert form.minutes.data == number
    assert bool(form.minutes.errors) is (typed == "٣")


@pytest.mark.parametrize("typed", ["0", "601", "-1", "1,5", "abc", "9" * 5000, "²"])
def test_what_is_no_number_or_out_of_bounds_is_told_and_stays_as_typed(app: Flask, typed: str) -> None:
    field = read(app, minutes=typed).minutes
    assert field.errors == ["Tulis bilangan bulat dari 1 sampai 600."]
    assert field._value() == typed


@pytest.mark.parametrize(
    ("typed", "share"),
    [("70", "7/10"), ("72,5", "29/40"), ("72.25%", "289/400"), ("100", "1"), ("0", "0"), (",5", "1/200")],
)
def test_a_percentage_is_an_exact_share(app: Flask, typed: str, share: str) -> None:
    assert read(app, share=typed).share.data == Fraction(share)


@pytest.mark.parametrize("typed", ["100,01", "1000", "-1", "7 0", "70,123", "%", "1,2,3", "²"])
def test_what_is_no_percentage_is_told(app: Flask, typed: str) -> None:
    assert read(app, share=typed).share.errors == ["Tulis persen dari 0 sampai 100, misalnya 70 atau 72,5."]


def test_a_missing_percentage_is_asked_for(app: Flask) -> None:
    assert read(app, share=" ").share.errors == ["Isi nilainya."]


def test_a_stored_share_is_shown_with_a_comma(app: Flask) -> None:
    with app.test_request_context():
        form = Form(formdata=None, data={"share": Fraction(29, 40), "minutes": 30})
        assert (form.share._value(), form.minutes._value()) == ("72,5", "30")


def test_several_choices_come_in_their_order_without_repeats(app: Flask) -> None:
    assert read(app, corps=["tni", "pns", "tni"]).corps.data == ["pns", "tni"]
    assert read(app, corps=["pns", "admin"]).corps.errors == ["Pilih dari yang tersedia."]
