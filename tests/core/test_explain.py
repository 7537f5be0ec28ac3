"""What pydantic finds is told in Indonesian, with the field, what was found and what was expected."""

from datetime import date
from enum import StrEnum
from typing import Any, Literal

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from training.core.explain import explain, worth_telling


class Colour(StrEnum):
    RED = "merah"
    BLUE = "biru"


class Inner(BaseModel):
    name: str


class Sample(BaseModel):
    model_config = ConfigDict(extra="forbid")

    text: str = Field(default="a", min_length=1, max_length=5)
    count: int = Field(default=1, ge=1, le=9)
    flag: bool = False
    colour: Colour = Colour.RED
    kind: Literal["a"] = "a"
    on: date | None = None
    inner: Inner | None = None
    many: tuple[Inner, ...] = Field(default=(), min_length=2, max_length=2)


def told(data: Any) -> list[str]:
    with pytest.raises(ValidationError) as invalid:
        Sample.model_validate(data)
    return [explain(error) for error in worth_telling(invalid.value.errors())]


@pytest.mark.parametrize(
    ("data", "sentence"),
    [
        ({"txet": "a"}, "txet: bagian ini tidak dikenal; periksa ejaannya"),
        ({"text": ["a"]}, "text: harus teks, ditemukan daftar"),
        ({"text": None}, "text: harus teks, ditemukan kosong"),
        ({"text": ""}, "text: tidak boleh kosong"),
        ({"text": "enam x"}, "text: paling banyak 5 karakter"),
        ({"count": "tujuh"}, "count: harus bilangan bulat, ditemukan «tujuh»"),
        ({"count": 10}, "count: paling banyak 9, ditemukan «10»"),
        ({"count": 0}, "count: paling sedikit 1, ditemukan «0»"),
        ({"flag": "ya"}, "flag: harus true atau false, ditemukan «ya»"),
        ({"colour": "hijau"}, "colour: harus salah satu dari merah atau biru, ditemukan «hijau»"),
        ({"kind": "b"}, "kind: harus a, ditemukan «b»"),
        ({"on": "19 September"}, "on: harus tanggal seperti 2024-09-19, ditemukan «19 September»"),
        ({"inner": "a"}, "inner: harus berisi bagian-bagian bernama, ditemukan «a»"),
        ({"inner": {}}, "inner.name: wajib diisi"),
        ({"many": {"a": 1}}, "many: harus daftar, ditemukan bagian-bagian bernama"),
        ({"many": [{"name": "a"}, {"name": True}]}, "many.2.name: harus teks, ditemukan true"),
        ({"many": [{"name": "a"}]}, "many: paling sedikit 2, ditemukan 1"),
        ([], "harus berisi bagian-bagian bernama, ditemukan daftar"),
    ],
)
def test_each_mistake_is_one_plain_sentence(data: Any, sentence: str) -> None:
    assert told(data) == [sentence]


def test_too_many_parts_are_counted() -> None:
    assert told({"many": [{"name": "a"}] * 3}) == ["many: paling banyak 2, ditemukan 3"]


def test_all_mistakes_are_told_at_once() -> None:
    assert len(told({"text": 1, "count": "x", "colour": "x", "lain": 1})) == 4


def test_a_long_text_is_cut() -> None:
    assert told({"count": "x" * 500}) == [f"count: harus bilangan bulat, ditemukan «{'x' * 60}…»"]
