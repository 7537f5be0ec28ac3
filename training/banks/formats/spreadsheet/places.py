"""Which column shows a part of an item."""

from training.banks.formats.spreadsheet.columns import LETTERS

FIELDS = {
    "code": "kode",
    "case": "kasus",
    "corps": "korps",
    "phases": "tahap",
    "regime": "rezim",
    "topic": "topik",
    "difficulty": "tingkat",
    "case_on": "tanggal_kasus",
    "tags": "tag",
    "rules": "dasar_hukum",
    "background_rules": "aturan_latar",
}
TEXTS = {
    "situation": "situasi",
    "stem": "pertanyaan",
    "explanation": "umpan_balik",
    "refusal": "cara_menolak",
    "mode": "tipe",
}


def column_of(field: tuple[str | int, ...]) -> str:
    """The column of a field as checks and the schema name it: ("content", "options", 1, "text") is `opsi_b`."""
    if not field:
        return ""
    if field[0] != "content":
        return FIELDS.get(str(field[0]), "")
    part = str(field[1]) if len(field) > 1 else ""
    if part != "options":
        return TEXTS.get(part, "")
    at = field[2] if len(field) > 2 else None  # noqa: PLR2004 - content, options, index
    if not isinstance(at, int) or at >= len(LETTERS):
        return "kunci"
    return f"umpan_balik_{LETTERS[at]}" if "rationale" in field[3:] else f"opsi_{LETTERS[at]}"
