"""Rows are checked and saved in chains of jobs, of which nothing is doubled or lost."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select

from tests.factories.imports import BROUGHT_AT, make_import, make_sheet
from tests.factories.jobs import run_jobs
from tests.factories.people import make_unit, make_user
from tests.imports import sample_kinds
from training.audit.models import AuditEvent
from training.core import clock
from training.core.db import db
from training.core.messages import Sentence
from training.imports.domain import STALE
from training.imports.models import Import, ImportChunk, ImportRow
from training.imports.services.checking import check_next
from training.imports.services.ending import KEEP_DAYS, cancel_import, forget_old, give_up_stuck
from training.imports.services.saving import begin_saving, save_next
from training.imports.services.starting import SheetRefused
from training.jobs.models import Job
from training.jobs.worker import Outcome, run_next
from training.org.models import Unit

HEADINGS = ["NAMA", "Kode_Unit", "Catatan"]
KINDS = pytest.mark.parametrize("kind", [sample_kinds.CHUNKED.name, sample_kinds.ATOMIC.name])


def rows(count: int, name: str = "Unit") -> list[list[str]]:
    return [[f"{name} {number}", f"k{number}", ""] for number in range(1, count + 1)]


def begun(kind: str, *given: list[str]) -> int:
    return make_import(kind, make_sheet(HEADINGS, *given), actor_id=make_user().id).id


def read(import_id: int) -> Import:
    db.session.expire_all()
    return db.session.get_one(Import, import_id)


def save(app: Flask, import_id: int) -> list[Outcome]:
    assert begin_saving(read(import_id), round=read(import_id).round, paths=[], now=clock.now())
    return run_jobs(app)


def names() -> dict[str, str]:
    return dict(db.session.execute(select(Unit.code, Unit.name).where(Unit.code.like("k%"))).all())


@KINDS
def test_a_sheet_is_checked_and_nothing_is_stored_before_it_is_saved(app: Flask, kind: str):
    make_unit("Unit 2", code="k2")
    make_unit("Lama", code="k3")
    import_id = begun(kind, *rows(7), ["", "k8", ""])
    assert set(run_jobs(app)) == {Outcome.DONE}
    taken = read(import_id)
    assert (taken.state, taken.done, taken.total) == ("checked", 8, 8)
    assert taken.counts == {"added": 5, "changed": 1, "unchanged": 1, "refused": 1}
    assert names() == {"k2": "Unit 2", "k3": "Lama"}
    save(app, import_id)
    assert names() == {f"k{number}": f"Unit {number}" for number in range(1, 8)}
    assert read(import_id).state == "saved"
    event = db.session.scalars(select(AuditEvent).where(AuditEvent.action == "import_saved")).one()
    assert (event.object_id, event.facts["added"]) == (str(import_id), 5)


@KINDS
def test_the_same_file_twice_changes_nothing(app: Flask, kind: str):
    first = begun(kind, *rows(4))
    run_jobs(app)
    save(app, first)
    again = begun(kind, *rows(4))
    run_jobs(app)
    assert read(again).counts == {"unchanged": 4}


def test_unknown_headings_are_named_and_the_reason_of_a_refusal_is_not(app: Flask):
    sheet = make_sheet([*HEADINGS, "Alasan ditolak"], ["A", "k1", "x", "y"])
    taken = make_import("sample", sheet, actor_id=make_user().id)
    assert taken.notes == ["Kolom yang tidak dikenal dan tidak dibaca: «Catatan»."]


@pytest.mark.parametrize(
    ("headings", "part"),
    [(["Nama"], "tidak ditemukan: Kode"), (["Nama", "Kode", "kode unit"], "dua kali: “Kode”, “kode unit”.")],
)
def test_headings_that_will_not_do_refuse_the_file(app: Flask, headings: list[str], part: str):
    with pytest.raises(SheetRefused) as refusal:
        make_import("sample", make_sheet(headings, ["a"] * len(headings)), actor_id=make_user().id)
    assert part in refusal.value.message


def test_a_key_that_stands_twice_is_refused_also_across_chunks(app: Flask):
    import_id = begun("sample", *rows(4), ["Lain", "k1", ""], ["Lain", "k4", ""])
    run_jobs(app)
    refused = db.session.scalars(select(ImportRow).where(ImportRow.outcome == "refused").order_by(ImportRow.number))
    assert [(row.number, row.problems[0][:2], row.problems[0][2][1]["row"]) for row in refused] == [
        (6, ["Kode", "k1"], "2"),
        (7, ["Kode", "k4"], "5"),
    ]
    assert read(import_id).counts == {"added": 4, "refused": 2}


@KINDS
def test_jobs_that_run_twice_or_late_change_nothing(app: Flask, kind: str):
    import_id = begun(kind, *rows(7))
    run_next(app)
    for position in (0, 2):
        check_next(import_id, round=1, position=position, now=clock.now())
        db.session.commit()
    assert read(import_id).done == 3
    run_jobs(app)
    assert begin_saving(read(import_id), round=1, paths=[], now=clock.now())
    assert not begin_saving(read(import_id), round=1, paths=[], now=clock.now())
    db.session.commit()
    run_next(app)
    save_next(import_id, done=0, now=clock.now())
    db.session.commit()
    run_jobs(app)
    assert len(names()) == 7
    assert read(import_id).state == "saved"


def test_a_page_from_before_another_check_saves_nothing(app: Flask):
    import_id = begun("sample", *rows(2))
    run_jobs(app)
    assert not begin_saving(read(import_id), round=2, paths=[], now=clock.now())
    assert names() == {}


def test_data_that_changed_before_saving_refuses_its_row_alone(app: Flask):
    make_unit("Lama", code="k2")
    import_id = begun("sample", *rows(5))
    run_jobs(app)
    db.session.execute(Unit.__table__.update().where(Unit.code == "k2").values(name="Baru saja diubah"))
    save(app, import_id)
    assert names()["k2"] == "Baru saja diubah"
    assert len(names()) == 5
    refused = db.session.scalars(select(ImportRow).where(ImportRow.outcome == "refused")).one()
    assert (refused.number, refused.problems) == (3, [["", "", [Sentence(STALE).msgid, {}]]])
    assert read(import_id).counts == {"added": 4, "refused": 1}


def test_data_that_changed_before_saving_all_at_once_saves_nothing_and_checks_again(app: Flask):
    make_unit("Lama", code="k2")
    import_id = begun("sample_atomic", *rows(5))
    run_jobs(app)
    db.session.execute(Unit.__table__.update().where(Unit.code == "k2").values(name="Baru saja diubah"))
    save(app, import_id)
    taken = read(import_id)
    assert names() == {"k2": "Baru saja diubah"}
    assert (taken.state, taken.round, taken.counts) == ("checked", 2, {"added": 4, "changed": 1})
    assert taken.message is not None
    save(app, import_id)
    assert names()["k2"] == "Unit 2"


def test_a_guard_that_fails_while_storing_all_rolls_everything_back(app: Flask, monkeypatch: pytest.MonkeyPatch):
    make_unit("Lama", code="k3")
    import_id = begun("sample_atomic", *rows(3))
    run_jobs(app)
    row = db.session.scalars(select(ImportRow).where(ImportRow.key == "k3")).one()
    monkeypatch.setattr("training.imports.services.saving.is_same", lambda *_given: True)
    row.plan = {**row.plan, "before": "Bukan ini"}
    db.session.commit()
    save(app, import_id)
    assert names() == {"k3": "Lama"}
    assert (read(import_id).state, read(import_id).round) == ("checked", 2)


def test_an_import_can_be_cancelled_until_it_is_being_saved(app: Flask):
    import_id = begun("sample", *rows(7))
    run_next(app)
    assert cancel_import(import_id, now=clock.now())
    db.session.commit()
    run_jobs(app)
    assert (read(import_id).state, read(import_id).done) == ("cancelled", 3)
    assert db.session.scalar(select(func.count()).select_from(ImportChunk)) == 0
    other = begun("sample", *rows(2))
    run_jobs(app)
    begin_saving(read(other), round=1, paths=[], now=clock.now())
    assert not cancel_import(other, now=clock.now())


def test_what_is_stuck_is_given_up_and_what_is_old_is_forgotten(app: Flask):
    import_id = begun("sample", *rows(2))
    give_up_stuck(now=BROUGHT_AT + timedelta(minutes=59))
    assert read(import_id).state == "checking"
    give_up_stuck(now=BROUGHT_AT + timedelta(minutes=61))
    assert read(import_id).state == "refused"
    done = begun("sample", *rows(2))
    run_jobs(app)
    assert forget_old(now=BROUGHT_AT + timedelta(days=KEEP_DAYS)) == 0
    assert forget_old(now=BROUGHT_AT + timedelta(days=KEEP_DAYS, minutes=1)) == 2
    assert db.session.scalars(select(Import.id).where(Import.id.in_([import_id, done]))).all() == []


def test_a_sheet_of_many_rows_queues_one_job_at_a_time(app: Flask):
    begun("sample", *rows(50))
    assert db.session.scalar(select(func.count()).select_from(Job).where(Job.name == "imports.check")) == 1
    db.session.commit()
    run_next(app)
    queued = select(func.count()).select_from(Job).where(Job.name == "imports.check", Job.state == "queued")
    assert db.session.scalar(queued) == 1


def test_what_is_being_saved_is_not_forgotten_and_what_is_half_forgotten_is_not_saved(app: Flask, monkeypatch):
    monkeypatch.setattr("training.imports.services.ending.FORGET_ROWS_AT_ONCE", 2)
    later = BROUGHT_AT + timedelta(days=KEEP_DAYS, minutes=1)
    saving, waiting = (begun(sample_kinds.CHUNKED.name, *rows(5, name)) for name in ("Satu", "Dua"))
    run_jobs(app)
    assert begin_saving(read(saving), round=1, paths=[], now=later)
    db.session.commit()
    assert forget_old(now=later) == 2
    db.session.commit()
    assert not begin_saving(read(waiting), round=1, paths=[], now=later)
    run_jobs(app)
    assert read(saving).state == "saved"
    assert names() == {f"k{number}": f"Satu {number}" for number in range(1, 6)}
