"""The columns of a sheet of items: names, other headings that mean them, choices, and what each is for."""

from collections.abc import Mapping
from dataclasses import dataclass

from training.core.messages import N_
from training.rules.domain import CORPS_LABELS, DIFFICULTY_LABELS, PHASE_LABELS, REGIME_LABELS, TOPIC_LABELS

LETTERS = "abcdefgh"
WIDE, NARROW = 44, 16
MODES: Mapping[str, str] = {"pilihan_tunggal": "single", "pilihan_ganda": "multiple", "benar_salah": "true_false"}
MODE_NAMES = {mode: name for name, mode in MODES.items()}
TRUE_WORDS = ("Benar", "Salah")


@dataclass(frozen=True)
class ItemColumn:
    """One column: its name (which is its heading), synonyms, choices for a drop-down list, what it is for."""

    name: str
    about: str
    synonyms: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    width: int = NARROW
    is_required: bool = False


def _options() -> tuple[ItemColumn, ...]:
    return tuple(
        ItemColumn(
            f"opsi_{letter}",
            N_("Pilihan jawaban, dua sampai delapan tanpa sela. Kosongkan pada benar_salah."),
            (f"pilihan_{letter}", f"jawaban_{letter}", f"option_{letter}", letter),
            width=WIDE,
        )
        for letter in LETTERS
    )


def _rationales() -> tuple[ItemColumn, ...]:
    return tuple(
        ItemColumn(
            f"umpan_balik_{letter}",
            N_("Mengapa pilihan itu benar atau keliru. Pada benar_salah, a untuk Benar dan b untuk Salah."),
            (f"pembahasan_{letter}", f"alasan_{letter}", f"feedback_{letter}"),
            width=WIDE,
        )
        for letter in LETTERS
    )


COLUMNS: tuple[ItemColumn, ...] = (
    ItemColumn(
        "kode", N_("Nama tetap butir di bank ini, seperti asn-ktp-01. Bila kosong, kami usulkan."),
        ("kode_soal", "kode_butir", "id", "code"), width=20,
    ),
    ItemColumn(
        "tipe", N_("pilihan_tunggal: satu kunci. pilihan_ganda: dua kunci atau lebih. benar_salah: pernyataan."),
        ("tipe_soal", "jenis_soal", "bentuk", "type"), tuple(MODES), width=18,
    ),
    ItemColumn(
        "situasi", N_("Kejadiannya, paling banyak 60 kata: siapa, di mana, kapan. Boleh kosong pada benar_salah."),
        ("kasus_cerita", "cerita", "stimulus", "skenario"), width=WIDE,
    ),
    ItemColumn(
        "pertanyaan", N_("Pokok soal, atau pernyataan yang dinilai benar atau salah."),
        ("soal", "pokok_soal", "pernyataan", "question"), width=WIDE, is_required=True,
    ),
    *_options(),
    ItemColumn(
        "kunci", N_("Huruf pilihan yang benar (B, atau A;C), atau BENAR atau SALAH."),
        ("kunci_jawaban", "jawaban", "jawaban_benar", "key", "answer"), width=12, is_required=True,
    ),
    ItemColumn(
        "umpan_balik", N_("Pembahasan umum sesudah kuis."),
        ("pembahasan", "penjelasan", "feedback", "explanation"), width=WIDE,
    ),
    *_rationales(),
    ItemColumn("cara_menolak", N_("Contoh kalimat menolak dengan sopan."), ("contoh_menolak", "refusal"), width=WIDE),
    ItemColumn(
        "kategori", N_("Topik bila kolom topik kosong; selain itu menjadi tag."), ("category", "kelompok"),
    ),
    ItemColumn("tag", N_("Penanda bebas, dipisahkan titik koma."), ("tags", "label", "penanda")),
    ItemColumn(
        "dasar_hukum", N_("Kode aturan yang mendasari kunci, dipisahkan titik koma; lihat lembar Aturan."),
        ("aturan", "rujukan", "dasar", "rules"), width=28,
    ),
    ItemColumn("aturan_latar", N_("Kode aturan yang hanya disebut di pembahasan."), ("latar", "background_rules"), width=20),
    ItemColumn(
        "tingkat", N_("mudah, sedang, atau sukar."), ("tingkat_kesulitan", "kesulitan", "level", "difficulty"),
        tuple(DIFFICULTY_LABELS),
    ),
    ItemColumn(
        "korps", N_("Untuk siapa kuncinya benar, dipisahkan titik koma: pns;pppk;ppnpn;tni;polri;desa;masyarakat."),
        ("jenis_pegawai", "sasaran", "peserta", "corps"), tuple(CORPS_LABELS),
    ),
    ItemColumn(
        "tahap", N_("Pada tahapan mana kejadiannya, dipisahkan titik koma."), ("tahapan", "phase", "phases"),
        tuple(PHASE_LABELS), width=22,
    ),
    ItemColumn("topik", N_("Satu topik dari daftar."), ("topic", "materi"), tuple(TOPIC_LABELS), width=24),
    ItemColumn("rezim", N_("pemilu, pilkada, atau keduanya."), ("regime",), tuple(REGIME_LABELS)),
    ItemColumn("kasus", N_("Kode bersama untuk varian satu kejadian; satu kuis memuat satu varian."), ("kode_kasus", "case")),
    ItemColumn("tanggal_kasus", N_("Tanggal kejadian, seperti 2024-09-19."), ("tanggal", "tgl_kasus", "case_on")),
    ItemColumn("keadaan", N_("Hanya keterangan saat diunduh; tidak dibaca kembali."), ("status", "state")),
)  # fmt: skip
NAMES = tuple(column.name for column in COLUMNS)
