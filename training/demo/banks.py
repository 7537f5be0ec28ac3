"""A bank that a health office wrote for itself: two items in use, one waiting for approval, one just begun."""

from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from training.banks.domain.drafts import ItemDraft
from training.banks.models import Bank, Item, ItemVersion
from training.banks.services.drafting import Base, create_item, save_draft
from training.banks.services.naming import create_bank
from training.banks.services.publishing import approve
from training.core import clock
from training.demo.year import Year
from training.org.models import Unit

RULE = "uu20-2023-ps24-1-d"
CODE = "puskesmas"
DAYS_AGO = 40


def _option(text: str, why: str, *, key: bool = False) -> dict[str, Any]:
    return {"text": {"id": text}, **({"key": True} if key else {}), "rationale": {"id": why}}


CALENDAR = ItemDraft(
    corps=("pns", "pppk"),
    phases=("masa_kampanye",),
    regime="keduanya",
    topic="fasilitas_negara",
    difficulty="mudah",
    tags=("puskesmas",),
    rules=(RULE,),
    content={
        "mode": "single",
        "situation": {
            "id": "Anda bidan di puskesmas. Keluarga pasien mengucapkan terima kasih dengan kalender bergambar seorang "
            "calon kepala daerah, lalu meminta Anda memasangnya di ruang tunggu."
        },
        "stem": {"id": "Apa yang Anda lakukan?"},
        "options": [
            _option(
                "Memasangnya di ruang tunggu sampai kampanye selesai",
                "Ruang tunggu adalah fasilitas pelayanan. Kalender itu tetap bahan kampanye.",
            ),
            _option(
                "Berterima kasih, lalu menolak memasangnya",
                "Anda tetap ramah, dan ruang pelayanan tidak dipakai untuk berkampanye.",
                key=True,
            ),
            _option(
                "Memasangnya di balik pintu ruang perawat saja",
                "Tempat yang lebih sepi pun tetap ruang kantor, dan tetap dilihat pasien dan rekan.",
            ),
        ],
        "explanation": {
            "id": "Tidak boleh. Pegawai ASN wajib menjaga netralitas, termasuk di ruang pelayanan. Langkah benar: "
            "terima ucapannya, tolak memasang kalendernya."
        },
        "refusal": {
            "id": "Terima kasih banyak, Bu. Ini ruang pelayanan untuk semua, jadi kalendernya tidak kami pasang."
        },
    },
)
AMBULANCE = replace(
    CALENDAR,
    difficulty="sedang",
    content={
        "mode": "true_false",
        "situation": {
            "id": "Tim kampanye meminjam mobil puskesmas keliling pada hari Minggu, dengan janji mengisi bensinnya."
        },
        "stem": {"id": "Karena hari libur dan bensinnya diganti, mobil itu boleh dipinjamkan."},
        "options": [
            _option("Benar", "Hari libur tidak mengubah kendaraan dinas menjadi milik pribadi."),
            _option("Salah", "Kendaraan dinas tidak dipinjamkan untuk kampanye, pada hari apa pun.", key=True),
        ],
        "explanation": {"id": "Tidak boleh. Kendaraan dinas melayani semua warga dan tidak dipakai berkampanye."},
        "refusal": {"id": "Mohon maaf, mobil ini untuk pelayanan pasien. Saya tidak dapat meminjamkannya."},
    },
)
POSYANDU = replace(
    CALENDAR,
    topic="kampanye",
    difficulty="sukar",
    content={
        "mode": "multiple",
        "situation": {
            "id": "Saat posyandu, seorang kader memperkenalkan calon anggota dewan yang datang membawa susu untuk balita. "
            "Ia meminta Anda, perawat yang bertugas, ikut membagikannya."
        },
        "stem": {"id": "Pilih semua langkah yang tepat."},
        "options": [
            _option("Melanjutkan penimbangan seperti biasa", "Pelayanan tetap berjalan bagi semua.", key=True),
            _option("Meminta pembagian dilakukan di luar posyandu", "Kegiatan dinas tidak menjadi panggung.", key=True),
            _option("Membagikan susu tanpa menyebut namanya", "Membagikan pemberian calon tetap membantu kampanyenya."),
            _option("Membagikan susu sesudah jam kerja", "Anda tetap pegawai sesudah jam kerja."),
        ],
        "explanation": {"id": "Anda melayani, dan tidak ikut membagikan pemberian calon."},
    },
)
GROUP_CHAT = ItemDraft(
    corps=("pns",),
    topic="media_sosial",
    content={
        "mode": "single",
        "situation": {"id": "Di grup percakapan puskesmas, kepala tata usaha meneruskan ajakan menghadiri kampanye."},
        "stem": {"id": "Apa yang Anda lakukan?"},
        "options": [
            {"text": {"id": "Membalas dengan jempol agar tidak dianggap melawan"}},
            {"text": {"id": "Mengingatkan bahwa grup dinas tidak untuk kampanye"}, "key": True},
            {"text": {"id": ""}},
        ],
    },
)


def plan_bank(year: Year, owner: Unit, author_id: int, *, now: datetime) -> None:
    """Have the bank written: what is approved was approved weeks ago, and one item was changed since."""
    year.plan(now - timedelta(days=DAYS_AGO), partial(_begin, year, owner, author_id, now))


def _begin(year: Year, owner: Unit, author_id: int, now: datetime) -> None:
    bank = create_bank(
        title={"id": "Kejadian di puskesmas", "en": "Cases in health centres"},
        description={"id": "Butir yang ditulis Dinas Kesehatan dari pertanyaan pegawainya sendiri."},
        owner_unit_id=owner.id,
        code=CODE,
        actor_id=author_id,
        now=clock.now(),
    )
    calendar = _approved(bank, "puskesmas-kalender", CALENDAR, author_id)
    _approved(bank, "puskesmas-mobil", AMBULANCE, author_id)
    year.plan(now - timedelta(days=DAYS_AGO // 2), partial(_improve, calendar, author_id))
    year.plan(now - timedelta(days=3), partial(_write, bank, POSYANDU, "puskesmas-susu", author_id))
    year.plan(now - timedelta(days=1, hours=6), partial(_write, bank, GROUP_CHAT, "puskesmas-grup", author_id))


def _write(bank: Bank, draft: ItemDraft, code: str, author_id: int) -> tuple[Item, ItemVersion]:
    return create_item(bank, draft, code=code, actor_id=author_id, now=clock.now())


def _approved(bank: Bank, code: str, draft: ItemDraft, author_id: int) -> ItemVersion:
    item, version = _write(bank, draft, code, author_id)
    return approve(item.id, seen=Base(version.id, version.revision), actor_id=author_id, now=clock.now())


def _improve(approved: ItemVersion, author_id: int) -> None:
    """A second version of the calendar: one option more, a clearer key, another tag."""
    content = dict(CALENDAR.content)
    options = list(content["options"])
    options[1] = _option(
        "Berterima kasih, lalu menolak memasangnya dengan sopan",
        "Anda tetap ramah, dan ruang pelayanan tidak dipakai untuk berkampanye.",
        key=True,
    )
    options.append(
        _option("Membawanya pulang dan memasangnya di rumah dinas", "Rumah dinas adalah fasilitas negara juga.")
    )
    better = replace(CALENDAR, tags=("puskesmas", "pelayanan"), content={**content, "options": options})
    base = Base(approved.id, approved.revision)
    item, draft = save_draft(approved.item_id, better, code="", base=base, actor_id=author_id, now=clock.now())
    approve(item.id, seen=Base(draft.id, draft.revision), actor_id=author_id, now=clock.now())
