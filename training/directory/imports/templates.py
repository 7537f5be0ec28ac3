"""Sheets to fill in: headings whose cells are text, one example, and a page that explains each column.

The example names a unit of the reader's own branch. A row whose name begins with "Contoh:" is refused, so that nobody is
made who does not exist.
"""

from flask_babel import gettext as _

from training.accounts.domain.people_sheet import COLUMNS as PEOPLE_COLUMNS
from training.core.messages import N_
from training.core.tables.writing import Column, Page, write_xlsx
from training.org.domain.unit_sheet import COLUMNS as UNIT_COLUMNS
from training.org.domain.unit_sheet import KIND_LABELS, ZONES

OFFICE = KIND_LABELS["office"]
WIDTHS = {"number": 24, "name": 36, "email": 32, "unit": 18, "position": 28, "corps": 16, "login_name": 20}
UNIT_WIDTHS = {"code": 18, "name": 44, "parent": 18, "kind": 22, "zone": 14}
CORPS_CHOICES = ("PNS", "PPPK", "Non-ASN", "TNI", "Polri", "Desa", "Masyarakat")
PEOPLE_TOLD = {
    "number": N_(
        "NIP 18 angka untuk PNS dan PPPK, NRP untuk TNI dan Polri, dengan angka 0 di depan. Kolom ini sudah berformat Teks: "
        "jangan diubah menjadi Angka, sebab Excel menghilangkan angka-angka terakhir NIP. NIK tidak dipakai. Kosong untuk "
        "non-ASN, desa, dan masyarakat."
    ),
    "name": N_("Wajib. Nama lengkap dengan gelar, seperti yang akan dicetak di sertifikat."),
    "email": N_("Alamat surel, bila ada. Satu alamat untuk satu orang."),
    "unit": N_("Wajib untuk orang baru. Kode unit kerja, atau nama unit bila hanya satu unit yang bernama itu."),
    "position": N_("Jabatan, bila ada."),
    "corps": N_("Wajib. PNS, PPPK, Non-ASN, TNI, Polri, Desa, atau Masyarakat."),
    "login_name": N_("Untuk orang tanpa nomor dan surel. Bila kosong, nama masuk diusulkan dari namanya."),
}
UNITS_TOLD = {
    "code": N_("Wajib. Kode yang tidak dipakai unit lain, misalnya kode satuan kerja. Angka 0 di depan tetap ada."),
    "name": N_("Wajib. Nama resmi unit kerja."),
    "parent": N_(
        "Kode unit di atasnya; boleh unit yang sudah ada atau baris lain di berkas ini. Wajib untuk unit baru."
    ),
    "kind": N_(
        "Pilih dari daftar. Kosong berarti Dinas/Kantor untuk unit baru, dan tidak berubah untuk unit yang ada."
    ),
    "zone": N_("WIB, WITA, atau WIT. Kosong berarti sama dengan unit induknya."),
}
PEOPLE_RULES = (
    N_("Sel kosong berarti tidak diubah."),
    N_("Orang dikenali dari nomornya, kalau tidak ada dari surelnya, kalau tidak ada dari nama masuknya."),
    N_("Unit yang berbeda dengan yang tercatat berarti orang itu dipindahkan mulai hari penyimpanan."),
    N_("Berkas yang sama boleh diunggah lagi: yang sudah sama tidak berubah."),
    N_("Tidak ada yang tersimpan sebelum Anda memeriksa hasilnya dan menekan Simpan."),
)
UNIT_RULES = (
    N_(
        "Unit dikenali dari kodenya. Nama yang berbeda berarti namanya diganti; induk yang berbeda berarti unit dipindahkan."
    ),
    N_("Induk boleh ditulis di bawah anaknya. Susunan yang berputar ditolak."),
    N_("Unit yang tidak ada di berkas tidak diapa-apakan."),
    N_("Seluruh berkas disimpan sekaligus, atau tidak sama sekali."),
)


def people_template(unit_code: str) -> bytes:
    """A sheet of people with one example in a unit."""
    columns = [
        Column(
            column.heading, WIDTHS[column.name], choices=CORPS_CHOICES if column.name == "corps" else (),
            note=_(PEOPLE_TOLD[column.name]),
        )
        for column in PEOPLE_COLUMNS
    ]  # fmt: skip
    example = (
        "198102112006021001",
        _("Contoh: Siti Rahmawati, S.Pd."),
        "siti@contoh.go.id",
        unit_code,
        "Guru",
        "PNS",
        "",
    )
    told = [(column.heading, _(PEOPLE_TOLD[column.name])) for column in PEOPLE_COLUMNS]
    return write_xlsx(columns, [example], name=_("Pegawai"), pages=[_explained(told, PEOPLE_RULES)])


def units_template(parent_code: str) -> bytes:
    """A sheet of units with one example below a unit."""
    choices = {"kind": tuple(_(label) for label in KIND_LABELS.values()), "zone": tuple(name.upper() for name in ZONES)}
    columns = [
        Column(
            column.heading, UNIT_WIDTHS[column.name], choices=choices.get(column.name, ()),
            note=_(UNITS_TOLD[column.name]),
        )
        for column in UNIT_COLUMNS
    ]  # fmt: skip
    example = ("DINKES-01", _("Contoh: Puskesmas Melati"), parent_code, _(OFFICE), "")
    told = [(column.heading, _(UNITS_TOLD[column.name])) for column in UNIT_COLUMNS]
    return write_xlsx(columns, [example], name=_("Unit kerja"), pages=[_explained(told, UNIT_RULES)])


def _explained(told: list[tuple[str, str]], rules: tuple[str, ...]) -> Page:
    rows = [(_("Kolom"), _("Isinya")), *told, ("", ""), *(("", _(rule)) for rule in rules)]
    return Page(_("Petunjuk"), rows)
