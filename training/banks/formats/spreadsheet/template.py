"""Sheets of items to download: the template, and items as they are."""

from collections.abc import Iterable, Sequence

from flask_babel import gettext as _

from training.banks.domain.drafts import ItemDraft
from training.banks.formats.spreadsheet.columns import COLUMNS, NAMES
from training.banks.formats.spreadsheet.writing import row_of
from training.core.messages import N_
from training.core.tables import Column, write_csv, write_xlsx
from training.core.tables.writing import Page

Exported = tuple[str, str, ItemDraft]
"""Code, state in words, and what the version holds."""

SHEET = "Butir"
EXAMPLES: tuple[dict[str, str], ...] = (
    {
        "kode": "contoh-tunggal-01",
        "tipe": "pilihan_tunggal",
        "situasi": "Masa kampanye Pilkada. Kepala bagian meminta Anda menaruh brosur salah satu pasangan calon di meja layanan.",
        "pertanyaan": "Apa yang Anda lakukan?",
        "opsi_a": "Menaruhnya di sudut yang tidak mencolok.",
        "opsi_b": "Menolak dengan sopan dan mengembalikan brosurnya.",
        "opsi_c": "Menaruh brosur semua pasangan calon supaya adil.",
        "kunci": "B",
        "umpan_balik": "Tidak boleh. Pegawai ASN wajib menjaga netralitas, dan meja layanan bukan tempat kampanye.",
        "umpan_balik_a": "Di mana pun letaknya, Anda ikut menyebarkan kampanye.",
        "umpan_balik_b": "Anda tidak berpihak, dan brosurnya kembali kepada yang menitipkan.",
        "umpan_balik_c": "Menyebarkan semua brosur tetap menyebarkan kampanye di tempat layanan.",
        "cara_menolak": "Mohon maaf, Pak, meja layanan tidak dapat dipakai untuk brosur calon mana pun.",
        "tag": "layanan;brosur",
        "dasar_hukum": "uu20-2023-ps24-1-d",
        "tingkat": "mudah",
        "korps": "pns;pppk",
        "tahap": "masa_kampanye",
        "topik": "kegiatan_keberpihakan",
        "rezim": "keduanya",
    },
    {
        "kode": "contoh-ganda-01",
        "tipe": "pilihan_ganda",
        "situasi": "Masa kampanye. Lurah menyusun daftar hadir penjelasan tentang kewajiban netral di kantornya.",
        "pertanyaan": "Siapa yang wajib netral karena pekerjaannya? Pilih semua yang tepat.",
        "opsi_a": "Sekretaris kelurahan, seorang PNS",
        "opsi_b": "Pengelola data, seorang PPPK",
        "opsi_c": "Pemilik warung kopi di halaman kantor",
        "kunci": "A;B",
        "umpan_balik": "Pegawai ASN, yaitu PNS dan PPPK, wajib netral. Warga boleh mendukung calon.",
        "umpan_balik_a": "PNS adalah pegawai ASN.",
        "umpan_balik_b": "PPPK juga pegawai ASN.",
        "umpan_balik_c": "Ia warga biasa; kewajiban netral ada pada aparatur.",
        "cara_menolak": "Mari kita sama-sama netral selama tahapan ini.",
        "dasar_hukum": "uu20-2023-ps24-1-d",
        "tingkat": "mudah",
        "korps": "pns;pppk",
        "tahap": "masa_kampanye",
        "topik": "asas_dan_status",
        "rezim": "keduanya",
        "kasus": "daftar-hadir-kelurahan",
    },
    {
        "kode": "contoh-benar-salah-01",
        "tipe": "benar_salah",
        "pertanyaan": "Kewajiban netral berarti pegawai ASN tidak memilih.",
        "kunci": "SALAH",
        "umpan_balik": "Pegawai ASN tetap punya hak pilih; netral berarti tidak memperlihatkan dan tidak menggerakkan dukungan.",
        "umpan_balik_a": "Yang tidak memilih ialah prajurit TNI dan anggota Polri aktif.",
        "umpan_balik_b": "Pegawai ASN memilih di bilik suara, dan menyimpan pilihannya untuk diri sendiri.",
        "cara_menolak": "Saya tetap memilih; pilihan saya cukup di bilik suara.",
        "dasar_hukum": "asn-hak-pilih",
        "tingkat": "mudah",
        "korps": "pns;pppk",
        "tahap": "pemungutan_suara",
        "topik": "hak_pilih",
        "rezim": "pilkada",
        "tanggal_kasus": "2024-11-27",
    },
)
STEPS = (
    N_("Isi lembar Butir, satu baris satu butir. Lembar Contoh memuat satu baris untuk tiap tipe; lembar itu tidak dibaca."),
    N_("Urutan kolom, huruf besar atau kecil, dan kolom tambahan tidak berpengaruh. Kolom yang tidak dipakai boleh dihapus."),
    N_("Beberapa isi dalam satu sel dipisahkan titik koma, misalnya pns;pppk."),
    N_("Unggah di halaman bank soal. Tidak ada yang disimpan sebelum Anda memeriksa hasilnya."),
    N_("Baris dengan kode yang sudah ada mengubah butir itu; kolom yang tidak ada di berkas membiarkan bagiannya apa adanya."),
    N_("Teks bahasa Inggris tidak ada di lembar ini. Ia tetap selama teks Indonesianya tidak diubah."),
)  # fmt: skip


def template_sheet(rules: Iterable[Sequence[str]]) -> bytes:
    """The template as XLSX; `rules` are rows (code, citation, for whom, what it says) of the catalogue."""
    examples = [list(NAMES), *([example.get(name, "") for name in NAMES] for example in EXAMPLES)]
    about = [[_("Kolom"), _("Isinya")], *([column.name, _(column.about)] for column in COLUMNS)]
    pages = (
        Page(_("Contoh"), examples, [column.width for column in COLUMNS]),
        Page(_("Petunjuk"), [*about, ["", ""], [_("Cara memakai"), ""], *(["", _(step)] for step in STEPS)]),
        Page(
            _("Aturan"),
            [[_("Kode aturan"), _("Aturan"), _("Mengikat"), _("Isinya")], *rules],
            (30, 44, 30, 90),
        ),
    )
    return write_xlsx(_columns(), (), name=SHEET, pages=pages)


def items_xlsx(items: Iterable[Exported]) -> bytes:
    """Items as XLSX."""
    return write_xlsx(_columns(), _rows(items), name=SHEET)


def items_csv(items: Iterable[Exported]) -> bytes:
    """Items as CSV."""
    return write_csv(NAMES, _rows(items))


def _columns() -> list[Column]:
    return [Column(column.name, column.width, choices=column.choices, note=_(column.about)) for column in COLUMNS]


def _rows(items: Iterable[Exported]) -> Iterable[list[str]]:
    return (row_of(code, draft, state=state) for code, state, draft in items)
