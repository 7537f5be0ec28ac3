"""A file of people that the admin of the demo brought yesterday: taken in, but for the rows with mistakes people make."""

from datetime import datetime, timedelta

from sqlalchemy import select, update

from training.accounts.models import Membership, User
from training.core import clock
from training.core.db import db
from training.core.tables import read_sheet
from training.core.transaction import unit_of_work
from training.demo.people import People
from training.demo.places import Place
from training.demo.staff import ADMIN
from training.directory.imports.people import PEOPLE
from training.imports.domain import ACCEPTED, spellings
from training.imports.models import Import
from training.imports.services.checking import check_next
from training.imports.services.saving import begin_saving, save_next
from training.imports.services.starting import start_import
from training.org.models import Unit

FILE_NAME = "pegawai-baru-kesbang.csv"
HEAD = "NIP;Nama Lengkap;Kode Unit;Jabatan;Jenis Pegawai"
PLACE = Place("KESBANG", "", "office", "pns", 0)
SEED = 77
NEW = 5
HOURS_AGO = 26


def seed_import(*, now: datetime) -> str:
    """Bring the file, as jobs would: in several short transactions, after the demo itself is stored."""
    at = now - timedelta(hours=HOURS_AGO)
    with clock.set_to(at):
        return _bring(at)


def _bring(at: datetime) -> str:
    with unit_of_work():
        import_id, paths = _start(at)
    with unit_of_work():
        check_next(import_id, round=1, position=0, now=at)
    with unit_of_work():
        taken = db.session.get_one(Import, import_id)
        accepted = sum(taken.counts.get(outcome, 0) for outcome in ACCEPTED)
        begin_saving(taken, round=1, paths=paths, now=at)
    db.session.expire_all()
    for done in (0, accepted):
        with unit_of_work():
            save_next(import_id, done=done, now=at)
    with unit_of_work():
        db.session.execute(update(User).where(User.created_at == at).values(is_demo=True))
    return "a file of people"


def _start(at: datetime) -> tuple[int, tuple[str, ...]]:
    admin_id = db.session.scalars(select(User.id).where(User.email == ADMIN)).one()
    paths = (db.session.scalars(select(Unit.path).where(Unit.code == "PEMKAB")).one(),)
    sheet = read_sheet("\n".join(_lines()).encode(), FILE_NAME, wanted=spellings(PEOPLE.columns))
    taken = start_import(
        PEOPLE.name, sheet, file_name=FILE_NAME, actor_id=admin_id, target_id=None, paths=paths, options={}, now=at
    )
    return taken.id, paths


def _lines() -> list[str]:
    """New people, some who are there already, and four rows that are refused: each for another reason."""
    people = People(SEED)
    new = [people.person(PLACE) for _ in range(NEW + 4)]
    rows = [[one.service_number or "", one.full_name, "KESBANG", one.position or "", one.corps.upper()] for one in new]
    rounded, unknown, twice, month = rows[NEW:]
    rounded[0] = f"{int(rounded[0]) / 1e17:.5f}E+17".replace(".", ",")
    unknown[2] = "KESBANGPOL"
    twice[0] = rows[0][0]
    month[0], month[4] = f"{month[0][:12]}13{month[0][14:]}", "PNS"
    same, promoted = _there_already()
    promoted[3] = "Analis Kebijakan Ahli Muda"
    ordered = [*rows[:2], rounded, *rows[2:NEW], same, promoted, unknown, twice, month]
    return [HEAD, *(";".join(row) for row in ordered)]


def _there_already() -> list[list[str]]:
    """Two people of the office as they are."""
    found = db.session.execute(
        select(User.service_number, User.full_name, Unit.code, Membership.position, User.corps)
        .join(Membership, Membership.user_id == User.id)
        .join(Unit, Unit.id == Membership.unit_id)
        .where(Unit.code == "KESBANG", Membership.to_on.is_(None), User.email.is_(None))
        .order_by(User.id)
        .limit(2)
    ).all()
    return [[number or "", name, code, position or "", corps.upper()] for number, name, code, position, corps in found]
