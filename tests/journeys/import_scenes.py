"""Files of units and people as the admin of the demo brought them, at every step."""

from sqlalchemy import select

from tests.factories.imports import make_import, make_sheet
from tests.journeys.site import Site
from training.accounts.models import Membership, User
from training.core import clock
from training.core.db import db
from training.directory.imports.people import COMPLETE_FOR
from training.imports.models import Import
from training.imports.services.checking import check_next
from training.imports.services.saving import begin_saving, save_next
from training.org.models import Unit

PEOPLE = ("NIP", "Nama Lengkap", "Surel", "Kode Unit", "Jabatan", "Jenis Pegawai")
UNITS = ("Kode", "Nama", "Kode Induk", "Jenis", "Zona Waktu")
LONG = "Unit Pelaksana Teknis Dinas Balai Pelatihan Kesejahteraan Sosial Provinsi Nusa Tenggara Timur"


def import_addresses(site: Site) -> dict[str, str]:
    """Pages by name: checked, saved and still being checked."""
    with site.database():
        admin = db.session.scalars(select(User).where(User.email == "admin@netral.example")).one()
        people, complete, saved, waiting, units = (
            _brought("people", _people_rows(), PEOPLE, admin),
            _brought(
                "people", _kept_rows(), PEOPLE, admin, **{COMPLETE_FOR: _path("DINSOS"), "unit_name": "Dinas Sosial"}
            ),
            _brought("people", _new_rows(), PEOPLE, admin),
            _brought("people", _new_rows(), PEOPLE, admin),
            _brought("units", _unit_rows(), UNITS, admin),
        )
        for one in (people, complete, saved, units):
            check_next(one, round=1, position=0, now=clock.now())
            db.session.commit()
            db.session.remove()
        taken = db.session.get_one(Import, saved)
        begin_saving(taken, round=1, paths=[_path("PEMKAB")], now=clock.now())
        db.session.commit()
        db.session.remove()
        save_next(saved, done=0, now=clock.now())
        db.session.commit()
        db.session.remove()
        save_next(saved, done=len(_new_rows()), now=clock.now())
        db.session.commit()
    return {
        "import-people-checked": f"/imports/{people}",
        "import-people-moved": f"/imports/{people}?group=moved",
        "import-people-added": f"/imports/{people}?group=added",
        "import-people-left": f"/imports/{complete}",
        "import-people-saved": f"/imports/{saved}",
        "import-people-waiting": f"/imports/{waiting}",
        "import-units-checked": f"/imports/{units}",
    }


def _brought(kind: str, rows: list[tuple[str, ...]], headings: tuple[str, ...], admin: User, **options: str) -> int:
    sheet = make_sheet(headings, *rows)
    taken = make_import(kind, sheet, actor_id=admin.id, paths=[_path("PEMKAB")], options=options)
    taken.file_name = "pegawai-dinkes-november.xlsx" if kind == "people" else "unit-kerja.xlsx"
    db.session.commit()
    return taken.id


def _path(code: str) -> str:
    return db.session.scalars(select(Unit.path).where(Unit.code == code)).one()


def _people_rows() -> list[tuple[str, ...]]:
    nurses = db.session.execute(
        select(User.service_number, User.full_name)
        .join(Membership, (Membership.user_id == User.id) & Membership.to_on.is_(None))
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Unit.code == "PKM-1", User.corps == "pppk", User.service_number.is_not(None))
        .order_by(User.id)
        .limit(4)
    ).all()
    return [
        (nurses[0].service_number, nurses[0].full_name, "", "PKM-2", "Perawat", "PPPK"),
        (nurses[1].service_number, nurses[1].full_name, "", "PKM-2", "Bidan", "PPPK"),
        (nurses[2].service_number, nurses[2].full_name, "perawat.baru@tirtamaya.example", "PKM-1", "Perawat", "PPPK"),
        (nurses[3].service_number, nurses[3].full_name, "", "", "", "PPPK"),
        ("1,98102E+17", "Dewi Anggraini, A.Md.Keb.", "dewi@tirtamaya.example", "PKM-1", "Bidan", "PNS"),
        ("198903172022212004", "Rahmat Hidayat, S.Kep.", "", "PKM-1", "Perawat", "PNS"),
        ("3573011102810001", "Sri Wahyuni", "", "PKM-1", "", "PNS"),
        (nurses[0].service_number, "Bambang Sutrisno", "", "PKM-1", "Sopir", "PPPK"),
        ("", "Yusuf Maulana", "yusuf@tirtamaya", "PKM1", "", "Honorer"),
        *_new_rows(),
    ]


def _new_rows() -> list[tuple[str, ...]]:
    return [
        ("199001012015031002", "Raden Ayu Kusumaningtyas Wirjodihardjo-Hadiningrat, S.Farm., Apt., M.Kes.",
         "kusumaningtyas.wirjodihardjo@dinkes.tirtamaya.example", "DINKES", "Apoteker Ahli Madya", "PNS"),
        ("", "Made Suardana", "", "DES-11", "Kepala Dusun", "Perangkat Desa"),
        ("", "Kadek Ariani", "kadek@tirtamaya.example", "SATPOL", "Petugas Lapangan", "Honorer"),
    ]  # fmt: skip


def _kept_rows() -> list[tuple[str, ...]]:
    """Most people of an office, but not all."""
    rows = db.session.execute(
        select(User.service_number, User.full_name, Unit.code)
        .join(Membership, (Membership.user_id == User.id) & Membership.to_on.is_(None))
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Unit.path.like(f"{_path('DINSOS')}%"), User.service_number.is_not(None), User.corps == "pns")
        .order_by(User.id)
    ).all()
    return [(row.service_number, row.full_name, "", row.code, "", "PNS") for row in rows]


def _unit_rows() -> list[tuple[str, ...]]:
    return [
        ("PKM-5", "Puskesmas Kalipare", "DINKES", "Puskesmas", ""),
        ("PUSTU-51", "Puskesmas Pembantu Arjowilangun", "PKM-5", "Puskesmas", ""),
        ("UPTD-2", LONG, "DINSOS", "UPTD", "WITA"),
        ("KOMINFO", "Dinas Komunikasi, Informatika, dan Persandian", "PEMKAB", "", ""),
        ("PKM-4", "Puskesmas Wonosari", "KEC-2", "", ""),
        ("SD-9", "SD Negeri 9 Kalipare", "DIKNAS", "Sekolah", ""),
        ("SD-9-A", "SD Negeri 9 Kalipare, kelas jauh", "SD-9", "Sekolah", ""),
        ("DISDIK", "Dinas Pendidikan", "SEK-1", "", ""),
        ("3,5E+08", "Bagian Keuangan", "SETDA", "", ""),
    ]
