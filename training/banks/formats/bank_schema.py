"""The JSON Schema of an items file, for editors that check and hint while one types."""

import json
from collections.abc import Mapping
from typing import Any

from training.banks.formats.bank_yaml import ItemFile

HINTS: Mapping[str, Mapping[str, str]] = {
    "ItemEntry": {
        "code": "Kode yang hanya dipakai sekali di bank ini: huruf kecil, angka, tanda hubung",
        "kind": "Jenis butir",
        "state": "Keadaan: hanya yang approved sampai ke peserta",
        "case": "Kode kejadian yang dipakai bersama oleh varian-variannya; satu kuis hanya memuat satu varian",
        "corps": "Untuk siapa butir ini berlaku",
        "phases": "Tahapan saat kejadian berlangsung",
        "regime": "Hukum pemilihan yang berlaku atas kejadian",
        "topic": "Topik",
        "difficulty": "Tingkat kesulitan menurut penulis",
        "case_on": "Tanggal kejadian, tahun-bulan-hari",
        "tags": "Penanda bebas untuk menyaring",
        "rules": "Id aturan yang menjadi dasar kunci",
        "background_rules": "Id aturan yang hanya disebut di pembahasan",
        "content": "Isi butir",
    },
    "ChoiceContent": {
        "mode": "single: satu kunci; multiple: dua kunci atau lebih; true_false: Benar atau Salah",
        "situation": "Siapa, di mana, kapan; paling banyak 60 kata",
        "stem": "Pertanyaannya",
        "options": "Pilihan, 2 sampai 8",
        "explanation": "Pembahasan: boleh atau tidak, alasannya, langkah yang benar",
        "refusal": "Kalimat menolak yang sopan dan tegas",
    },
    "Option": {
        "text": "Teks pilihan",
        "key": "true bila pilihan ini kunci",
        "rationale": "Mengapa pilihan ini benar atau salah",
    },
}


def json_schema() -> dict[str, Any]:
    """JSON Schema (2020-12) of one file below `items/`, with hints in Indonesian."""
    schema = ItemFile.model_json_schema()
    schema["description"] = "Butir soal; satu berkas per topik"
    for name, definition in schema["$defs"].items():
        definition.pop("description", None)
        for part in definition.get("anyOf", []):
            part.pop("description", None)
        for field, facts in definition.get("properties", {}).items():
            facts.pop("title", None)
            if field in HINTS.get(name, {}):
                facts["description"] = HINTS[name][field]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema, "title": "Berkas butir soal"}


def schema_text() -> str:
    """The schema as `questions/schema.json` has it."""
    return json.dumps(json_schema(), ensure_ascii=False, indent=2, sort_keys=True) + "\n"
