"""The vocabularies of the catalogue, and which rule may back what.

Labels are Indonesian, marked with `N_` for the translators; who shows one passes it through gettext.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from training.core.messages import N_


class Corps(StrEnum):
    """Whose rules hold for a person; the import column `jenis`."""

    PNS = "pns"
    PPPK = "pppk"
    PPNPN = "ppnpn"
    TNI = "tni"
    POLRI = "polri"
    DESA = "desa"
    MASYARAKAT = "masyarakat"


class Regime(StrEnum):
    """Which election law."""

    PEMILU = "pemilu"
    PILKADA = "pilkada"
    BOTH = "keduanya"


class Confidence(StrEnum):
    """How surely the catalogue knows a rule."""

    HIGH = "tinggi"
    MEDIUM = "sedang"
    LOW = "rendah"


class RuleStatus(StrEnum):
    """Whether a rule is in force."""

    IN_FORCE = "berlaku"
    AMENDED = "diubah"
    CONSTRUED = "ditafsirkan_mk"
    REPEALED = "dicabut"
    UNCERTAIN = "perlu_dicek"


CORPS_LABELS: Mapping[str, str] = {
    "pns": N_("PNS"),
    "pppk": N_("PPPK"),
    "ppnpn": N_("Pegawai non-ASN"),
    "tni": N_("TNI"),
    "polri": N_("Polri"),
    "desa": N_("Pemerintah desa"),
    "masyarakat": N_("Masyarakat"),
}
TOPIC_LABELS: Mapping[str, str] = {
    "asas_dan_status": N_("Asas dan siapa yang terikat"),
    "media_sosial": N_("Media sosial dan grup percakapan"),
    "foto_dan_simbol": N_("Foto, pose, dan atribut"),
    "kampanye": N_("Kampanye dan tim pemenangan"),
    "kegiatan_keberpihakan": N_("Ajakan, imbauan, dan pemberian barang"),
    "keputusan_jabatan": N_("Keputusan dan tindakan jabatan"),
    "fasilitas_negara": N_("Fasilitas negara"),
    "tempat_kampanye": N_("Tempat ibadah, sekolah, dan fasilitas pemerintah"),
    "dukungan_ktp": N_("Surat dukungan dan fotokopi KTP"),
    "pencalonan": N_("Maju sebagai calon"),
    "keanggotaan_parpol": N_("Keanggotaan partai politik"),
    "keluarga": N_("Keluarga aparatur"),
    "hak_pilih": N_("Hak memilih"),
    "pemerintahan_desa": N_("Pemerintahan desa"),
    "politik_uang": N_("Politik uang"),
    "ujaran_kebencian_hoaks": N_("Hoaks dan ujaran kebencian"),
    "masa_tenang": N_("Jadwal kampanye dan masa tenang"),
    "pelaporan": N_("Cara melapor"),
    "penegakan_sanksi": N_("Sanksi dan cara menjatuhkannya"),
    "kelembagaan_pengawasan": N_("Siapa mengawasi"),
    "cooling_system": N_("Peran warga dan Cooling System"),
    "perkembangan_hukum": N_("Perkembangan hukum"),
}
PHASE_LABELS: Mapping[str, str] = {
    "semua_tahapan": N_("Semua tahapan"),
    "sebelum_penetapan": N_("Sebelum penetapan calon"),
    "setelah_penetapan": N_("Sejak penetapan calon"),
    "masa_kampanye": N_("Masa kampanye"),
    "masa_tenang": N_("Masa tenang"),
    "pemungutan_suara": N_("Pemungutan suara"),
    "pasca_pemungutan": N_("Sesudah pemungutan suara"),
}
REGIME_LABELS: Mapping[str, str] = {
    "pemilu": N_("Pemilu"),
    "pilkada": N_("Pilkada"),
    "keduanya": N_("Pemilu dan Pilkada"),
}
DIFFICULTY_LABELS: Mapping[str, str] = {"mudah": N_("Mudah"), "sedang": N_("Sedang"), "sukar": N_("Sukar")}
BINDS_LABELS: Mapping[str, str] = {
    "pns": N_("PNS"),
    "cpns": N_("Calon PNS"),
    "pppk": N_("PPPK"),
    "ppnpn": N_("Pegawai non-ASN (honorer)"),
    "tni": N_("Prajurit TNI aktif"),
    "polri": N_("Anggota Polri"),
    "kepala_desa": N_("Kepala desa"),
    "lurah": N_("Lurah"),
    "perangkat_desa": N_("Perangkat desa"),
    "bpd": N_("Anggota BPD"),
    "pejabat_negara": N_("Pejabat negara"),
    "pejabat_daerah": N_("Pejabat daerah"),
    "kepala_daerah": N_("Kepala daerah dan wakilnya"),
    "penjabat_kepala_daerah": N_("Penjabat kepala daerah"),
    "pejabat_pembina_kepegawaian": N_("Pejabat Pembina Kepegawaian"),
    "atasan_langsung": N_("Atasan langsung atau komandan"),
    "bumn_bumd": N_("Pengurus dan pegawai BUMN/BUMD"),
    "paslon": N_("Calon dan pasangan calon"),
    "tim_kampanye": N_("Tim kampanye"),
    "partai_politik": N_("Partai politik"),
    "keluarga_aparatur": N_("Keluarga aparatur"),
    "masyarakat": N_("Warga dan tokoh masyarakat"),
    "bawaslu": N_("Jajaran Bawaslu"),
    "media_lembaga_survei": N_("Media dan lembaga survei"),
}
SANCTION_KIND_LABELS: Mapping[str, str] = {
    "administratif": N_("Sanksi administratif"),
    "disiplin_militer": N_("Disiplin militer"),
    "disiplin_polri": N_("Disiplin Polri"),
    "disiplin_pppk": N_("Disiplin PPPK"),
    "etik_polri": N_("Kode etik Polri"),
    "hukuman_disiplin_pns": N_("Hukuman disiplin PNS"),
    "pembatalan_calon": N_("Pembatalan sebagai calon"),
    "pemberhentian": N_("Pemberhentian"),
    "pemutusan_hubungan_kerja": N_("Pemutusan hubungan kerja"),
    "pidana": N_("Pidana"),
    "sanksi_moral": N_("Sanksi moral"),
    "tidak_ada_sanksi_langsung": N_("Tidak ada sanksi langsung"),
}
SANCTION_LEVEL_LABELS: Mapping[str, str] = {
    "etik": N_("Etik"),
    "ringan": N_("Ringan"),
    "sedang": N_("Sedang"),
    "berat": N_("Berat"),
    "bertingkat": N_("Bertingkat, menurut perbuatannya"),
    "pidana": N_("Pidana"),
    "tidak_berlaku": N_("Tidak ada tingkatan"),
}
CORPS_OF_BINDS: Mapping[str, Corps] = {
    "pns": Corps.PNS,
    "cpns": Corps.PNS,
    "lurah": Corps.PNS,
    "atasan_langsung": Corps.PNS,
    "pejabat_pembina_kepegawaian": Corps.PNS,
    "pppk": Corps.PPPK,
    "ppnpn": Corps.PPNPN,
    "tni": Corps.TNI,
    "polri": Corps.POLRI,
    "kepala_desa": Corps.DESA,
    "perangkat_desa": Corps.DESA,
    "bpd": Corps.DESA,
    "masyarakat": Corps.MASYARAKAT,
    "keluarga_aparatur": Corps.MASYARAKAT,
    "tim_kampanye": Corps.MASYARAKAT,
    "paslon": Corps.MASYARAKAT,
    "partai_politik": Corps.MASYARAKAT,
}
EVERY_PHASE = "semua_tahapan"


@dataclass(frozen=True)
class RuleFacts:
    """What the checks of an item need to know of a rule."""

    id: str
    binds: frozenset[str]
    phases: frozenset[str]
    regime: str
    confidence: str
    status: str
    topic: str
    valid_from_on: date | None = None
    valid_until_on: date | None = None

    @property
    def corps(self) -> frozenset[Corps]:
        """The corps it binds."""
        return corps_bound_by(self.binds)

    def covers_phase(self, phase: str) -> bool:
        """Whether it holds in a phase; a rule for all phases holds in each."""
        return EVERY_PHASE in self.phases or phase in self.phases


def corps_bound_by(binds: Iterable[str]) -> frozenset[Corps]:
    """The corps that a rule's `binds` stand for; offices outside our corps stand for none."""
    return frozenset(CORPS_OF_BINDS[bound] for bound in binds if bound in CORPS_OF_BINDS)


def binds_of_corps(corps: str) -> tuple[str, ...]:
    """The `binds` that stand for a corps, for filters."""
    return tuple(bound for bound, its_corps in CORPS_OF_BINDS.items() if its_corps == corps)
