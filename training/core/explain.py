"""What pydantic found wrong, as Indonesian sentences that name the field, what was found and what was expected."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic_core import ErrorDetails

SHOWN_CHARACTERS = 60
A_DATE = "harus tanggal seperti 2024-09-19"
A_NUMBER = "harus bilangan bulat"
A_TEXT = "harus teks"
PARTS = "harus berisi bagian-bagian bernama"
A_LIST = "harus daftar"

WITH_FOUND: Mapping[str, str] = {
    "string_type": A_TEXT,
    "string_unicode": "memuat karakter yang tidak dapat disimpan",
    "bool_type": "harus true atau false",
    "bool_parsing": "harus true atau false",
    "int_type": A_NUMBER,
    "int_parsing": A_NUMBER,
    "int_from_float": A_NUMBER,
    "int_parsing_size": A_NUMBER,
    "model_type": PARTS,
    "model_attributes_type": PARTS,
    "dict_type": PARTS,
    "list_type": A_LIST,
    "tuple_type": A_LIST,
    "date_type": A_DATE,
    "date_parsing": A_DATE,
    "date_from_datetime_parsing": A_DATE,
    "date_from_datetime_inexact": A_DATE,
}
SENTENCES: Mapping[str, str] = {
    "missing": "wajib diisi",
    "extra_forbidden": "bagian ini tidak dikenal; periksa ejaannya",
    "string_too_short": "tidak boleh kosong",
    "string_too_long": "paling banyak {max_length} karakter",
    "greater_than_equal": "paling sedikit {ge}, ditemukan {found}",
    "less_than_equal": "paling banyak {le}, ditemukan {found}",
    "too_short": "paling sedikit {min_length}, ditemukan {actual_length}",
    "too_long": "paling banyak {max_length}, ditemukan {actual_length}",
    "enum": "harus salah satu dari {expected}, ditemukan {found}",
    "literal_error": "harus {expected}, ditemukan {found}",
    "string_pattern_mismatch": "bentuknya tidak sesuai, ditemukan {found}",
    "value_error": "{error}",
}


def worth_telling(errors: Sequence[ErrorDetails]) -> list[ErrorDetails]:
    """Without those that follow from others: a list is not too short because one of its parts has a mistake."""
    places = [error["loc"] for error in errors]

    def has_mistake_inside(error: ErrorDetails) -> bool:
        size = len(error["loc"])
        return any(len(place) > size and place[:size] == error["loc"] for place in places)

    return [error for error in errors if error["type"] != "too_short" or not has_mistake_inside(error)]


def explain(error: ErrorDetails) -> str:
    """One pydantic error as a sentence; places in lists are counted from 1."""
    field = ".".join(str(part + 1 if isinstance(part, int) else part) for part in error["loc"])
    sentence = _sentence(error)
    return f"{field}: {sentence}" if field else sentence


def _sentence(error: ErrorDetails) -> str:
    found = _shown(error.get("input"))
    if error["type"] in WITH_FOUND:
        return f"{WITH_FOUND[error['type']]}, ditemukan {found}"
    if error["type"] not in SENTENCES:
        return error["msg"]
    context = error.get("ctx", {})
    if "expected" in context:
        context = {**context, "expected": _either(context["expected"])}
    return SENTENCES[error["type"]].format_map({**context, "found": found})


def _shown(value: Any) -> str:
    if value is None:
        return "kosong"
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, (list, tuple)):
        return "daftar"
    if not isinstance(value, (str, int)):
        return "bagian-bagian bernama"
    text = str(value)
    return f"«{text}»" if len(text) <= SHOWN_CHARACTERS else f"«{text[:SHOWN_CHARACTERS]}…»"


def _either(expected: str) -> str:
    return expected.replace("'", "").replace(" or ", " atau ")
