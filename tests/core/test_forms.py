"""What every form does with what people type."""

from collections.abc import Mapping

import pytest
from flask import Flask
from werkzeug.datastructures import MultiDict
from wtforms import StringField

from training.core.forms import BaseForm, MaxLength, Required


class NoteForm(BaseForm):
    """A form to try things on."""

    title = StringField("Judul", validators=[Required("Isi judul."), MaxLength(10)])
    note = StringField("Catatan")


def checked(app: Flask, values: Mapping[str, str]) -> NoteForm:
    with app.test_request_context(method="POST"):
        form = NoteForm(MultiDict(values), meta={"csrf": False})
        form.validate()
        return form


def test_text_is_trimmed_and_composed(app):
    form = checked(app, {"title": "  Cafe\u0301 \n", "note": "\u00a0a  b\t"})
    assert (form.title.data, form.note.data, form.errors) == ("Café", "a  b", {})


@pytest.mark.parametrize("empty", ["", " ", "\n\t", "\u00a0", "\u2003"])
def test_only_white_space_is_empty(app, empty):
    assert list(checked(app, {"title": empty}).error_list()) == [("title", "Isi judul.")]


@pytest.mark.parametrize("odd", ["a\0b", "a\x1bb", "a\x7fb", "a\x85b", "a\ud800b"])
def test_characters_that_no_keyboard_sends_are_refused(app, odd):
    [(field, message)] = checked(app, {"title": "x", "note": odd}).error_list()
    assert (field, message) == ("note", "Ada karakter yang tidak dapat disimpan. Ketik ulang bagian ini.")


def test_line_breaks_and_tabs_are_fine(app):
    assert checked(app, {"title": "x", "note": "a\r\nb\tc"}).errors == {}


def test_length_is_counted_after_trimming(app):
    assert checked(app, {"title": "  1234567890  "}).errors == {}
    assert list(checked(app, {"title": "12345678901"}).error_list()) == [("title", "Paling banyak 10 karakter.")]


def test_mistakes_are_told_in_the_order_of_the_fields(app):
    form = checked(app, {"note": "\0", "title": ""})
    assert [field for field, _message in form.error_list()] == ["title", "note"]


def test_of_a_field_sent_twice_the_first_counts(app):
    with app.test_request_context(method="POST"):
        form = NoteForm(MultiDict([("title", "satu"), ("title", "dua")]), meta={"csrf": False})
        assert form.title.data == "satu"
