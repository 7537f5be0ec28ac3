"""An item as a row; `read_row` reads it back to the same item."""

from collections.abc import Mapping
from typing import Any

from training.banks.domain.drafts import ItemDraft
from training.banks.formats.spreadsheet.columns import LETTERS, MODE_NAMES, NAMES, TRUE_WORDS

BETWEEN = ";"


def row_of(code: str, draft: ItemDraft, *, state: str = "") -> list[str]:
    """The cells of an item in the order of COLUMNS; `state` in words, for the reader."""
    content = draft.content
    options = list(content.get("options", ()))
    cells = {
        "kode": code,
        "tipe": MODE_NAMES.get(content.get("mode", ""), ""),
        "situasi": _text(content, "situation"),
        "pertanyaan": _text(content, "stem"),
        "kunci": _key(content, options),
        "umpan_balik": _text(content, "explanation"),
        "cara_menolak": _text(content, "refusal"),
        "tag": BETWEEN.join(draft.tags),
        "dasar_hukum": BETWEEN.join(draft.rules),
        "aturan_latar": BETWEEN.join(draft.background_rules),
        "tingkat": draft.difficulty,
        "korps": BETWEEN.join(draft.corps),
        "tahap": BETWEEN.join(draft.phases),
        "topik": draft.topic,
        "rezim": draft.regime,
        "kasus": draft.case or "",
        "tanggal_kasus": draft.case_on.isoformat() if draft.case_on else "",
        "keadaan": state,
    }
    is_true_false = content.get("mode") == "true_false"
    for letter, option in zip(LETTERS, options, strict=False):
        if not is_true_false:
            cells[f"opsi_{letter}"] = _text(option, "text")
        cells[f"umpan_balik_{letter}"] = _text(option, "rationale")
    return [cells.get(name, "") for name in NAMES]


def _key(content: Mapping[str, Any], options: list[Mapping[str, Any]]) -> str:
    keys = [place for place, option in enumerate(options) if option.get("key")]
    if content.get("mode") == "true_false":
        return BETWEEN.join(TRUE_WORDS[place].upper() for place in keys if place < len(TRUE_WORDS))
    return BETWEEN.join(LETTERS[place].upper() for place in keys)


def _text(part: Mapping[str, Any], name: str) -> str:
    text = part.get(name)
    return str(text.get("id", "")) if isinstance(text, Mapping) else ""
