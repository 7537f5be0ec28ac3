"""The invented regency of the demo: its offices, its police and its army posts."""

from dataclasses import dataclass

LONGEST_NAME = "Unit Pelaksana Teknis Dinas Balai Pelatihan Kesejahteraan Sosial Provinsi Nusa Tenggara Timur"


@dataclass(frozen=True)
class Place:
    """One unit: its code, name, kind, the corps of most of its people, how many people, and what is below it."""

    code: str
    name: str
    kind: str
    corps: str
    people: int
    below: tuple["Place", ...] = ()


def _schools() -> tuple[Place, ...]:
    names = ("SD Negeri 1 Tirtamaya", "SD Negeri 2 Sumberagung", "SMP Negeri 1 Tirtamaya", "SMP Negeri 2 Karangjati")
    return tuple(Place(f"SEK-{number}", name, "school", "pns", 18) for number, name in enumerate(names, start=1))


def _health_centres() -> tuple[Place, ...]:
    names = ("Puskesmas Tirtamaya", "Puskesmas Sumberagung", "Puskesmas Karangjati", "Puskesmas Wonosari")
    return tuple(Place(f"PKM-{number}", name, "health", "pppk", 17) for number, name in enumerate(names, start=1))


def _district(number: int, name: str, villages: tuple[str, ...]) -> Place:
    below = tuple(
        Place(f"DES-{number}{index}", f"Desa {village}", "village", "desa", 9)
        for index, village in enumerate(villages, start=1)
    )
    return Place(f"KEC-{number}", f"Kecamatan {name}", "district", "pns", 15, below)


REGENCY = Place(
    "PEMKAB", "Pemerintah Kabupaten Tirtamaya", "government", "pns", 8,
    (
        Place("SETDA", "Sekretariat Daerah", "office", "pns", 23, (
            Place("SETDA-1", "Bagian Pemerintahan", "office", "pns", 13),
            Place("SETDA-2", "Bagian Umum", "office", "pns", 13),
        )),
        Place("DISDIK", "Dinas Pendidikan", "office", "pns", 21, _schools()),
        Place("DINKES", "Dinas Kesehatan", "office", "pns", 21, _health_centres()),
        Place("DUKCAPIL", "Dinas Kependudukan dan Pencatatan Sipil", "office", "pns", 19),
        Place("DINSOS", "Dinas Sosial", "office", "pns", 15, (
            Place("UPTD-1", LONGEST_NAME, "office", "pns", 12),
        )),
        Place("KOMINFO", "Dinas Komunikasi dan Informatika", "office", "pns", 18),
        Place("SATPOL", "Satuan Polisi Pamong Praja", "office", "ppnpn", 23),
        Place("BKPSDM", "Badan Kepegawaian dan Pengembangan Sumber Daya Manusia", "office", "pns", 15),
        Place("KESBANG", "Badan Kesatuan Bangsa dan Politik", "office", "pns", 13),
        _district(1, "Tirtamaya", ("Sumberagung", "Karangjati", "Banjarsari")),
        _district(2, "Wonosari", ("Purwodadi", "Kedungrejo", "Sukoanyar")),
        _district(3, "Kalipare", ("Sumberpetung", "Arjowilangun")),
    ),
)  # fmt: skip
POLICE = Place(
    "POLRES", "Kepolisian Resor Tirtamaya", "police", "polri", 31,
    tuple(
        Place(f"SEK-POL-{number}", f"Kepolisian Sektor {name}", "police", "polri", 14)
        for number, name in enumerate(("Tirtamaya", "Wonosari", "Kalipare"), start=1)
    ),
)  # fmt: skip
ARMY = Place(
    "KODIM", "Komando Distrik Militer Tirtamaya", "military", "tni", 21,
    tuple(
        Place(f"RAMIL-{number}", f"Komando Rayon Militer {name}", "military", "tni", 12)
        for number, name in enumerate(("Tirtamaya", "Wonosari", "Kalipare"), start=1)
    ),
)  # fmt: skip
POSITIONS = {
    "pns": ("Analis Kebijakan", "Pengadministrasi Umum", "Penelaah Teknis Kebijakan", "Arsiparis", "Kepala Seksi"),
    "pppk": ("Perawat", "Bidan", "Guru", "Penyuluh", "Pranata Komputer"),
    "ppnpn": ("Petugas Keamanan", "Petugas Lapangan", "Tenaga Administrasi"),
    "polri": ("Bhabinkamtibmas", "Banit Samapta", "Banit Intelkam", "Kanit Binmas"),
    "tni": ("Babinsa", "Bati Tuud", "Danpos"),
    "desa": ("Kepala Desa", "Sekretaris Desa", "Kepala Urusan Keuangan", "Kepala Dusun", "Anggota BPD"),
}
