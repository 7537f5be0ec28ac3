"""Reminders: who gets one, how it reads, once a day, through a real mail server."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta

import pytest
from flask import Flask, render_template, session
from sqlalchemy import func, select, update

from tests.client import Browser
from tests.factories.attempts import make_assignment, make_submitted
from tests.factories.content import make_module
from tests.factories.jobs import run_jobs
from tests.factories.people import PASSWORD, make_grant, make_unit, make_user
from tests.mail_server import HOST, Mailbox, running_mail_server
from training.accounts.models import User
from training.assignments.models import Enrolment, Reminder
from training.assignments.queries.duties import Duties
from training.assignments.queries.reminding import open_duties, reach_of
from training.assignments.services.reminding import Reminded, remind
from training.core import clock
from training.core.access import Role
from training.core.config import Settings
from training.core.db import db
from training.core.mail import SmtpServer
from training.jobs.models import Job
from training.jobs.worker import Outcome
from training.notifications.models import Email
from training.org.models import Unit

PAST = date(2026, 3, 2)


@pytest.fixture
def mailbox(app: Flask) -> Iterator[Mailbox]:
    """A mail server that the application knows."""
    settings: Settings = app.config["SETTINGS"]
    with running_mail_server() as mailbox:
        server = SmtpServer(HOST, mailbox.port, "", "", is_tls=False)
        app.config["SETTINGS"] = replace(settings, smtp=server, mail_from="netral@kabupaten.go.id")
        yield mailbox
        app.config["SETTINGS"] = settings


def everyone() -> list[int]:
    return list(db.session.scalars(select(Enrolment.id).order_by(Enrolment.id)))


def reminded(boss: User, *, days: int = 0) -> Reminded:
    done = remind(everyone(), actor_id=boss.id, now=clock.now() + timedelta(days=days))
    db.session.commit()
    return done


def assigned(people: int = 1) -> tuple[Unit, list[User]]:
    """A unit whose people have two overdue duties each."""
    unit = make_unit("Dinas Kesehatan")
    made = [make_user(f"Peserta {number}", unit=unit) for number in range(1, people + 1)]
    for _ in range(2):
        make_assignment(make_module(items=1), unit, due_on=PAST)
    return unit, made


def test_a_person_gets_one_message_about_all_their_duties(app: Flask, mailbox: Mailbox) -> None:
    unit, (user,) = assigned()
    boss = make_user(unit=unit)
    assert reminded(boss) == Reminded(sent=1, without_address=0, already=0, done=0)
    run_jobs(app)
    (arrived,) = mailbox.messages
    text = arrived.get_body(("plain",)).get_content()  # type: ignore[union-attr]  # it has one
    assert arrived["Subject"] == "Pengingat: 2 pelatihan belum selesai"
    assert "Yth. Peserta 1," in text
    assert text.count("Tenggat: Senin, 2 Maret 2026 (sudah lewat)") == 2
    assert "http://localhost/home" in text
    assert "dikirim oleh Dinas Kesehatan" in " ".join(text.split())
    email = db.session.scalars(select(Email)).one()
    assert (email.sent_at is not None, email.refused_at, user.id) == (True, None, email.user_id)


def test_a_message_is_written_in_lines_that_the_reader_breaks(app: Flask) -> None:
    duty = {
        "module": "Netralitas",
        "assignment": "Penugasan dinas",
        "due_on": "Senin, 2 Maret 2026",
        "is_overdue": True,
    }
    dateless = {**duty, "assignment": "Penugasan lain", "due_on": ""}
    with app.test_request_context():
        text = render_template(
            "emails/reminder.txt", name="Peserta", unit="Dinas", base_url="http://x", duties=[duty, dateless]
        )
    assert text.split("\n")[2:13] == [
        "Pelatihan ini belum Anda selesaikan:",
        "",
        "- Netralitas",
        "  Penugasan dinas",
        "  Tenggat: Senin, 2 Maret 2026 (sudah lewat)",
        "",
        "- Netralitas",
        "  Penugasan lain",
        "",
        (
            "Buka http://x/home lalu masuk dengan NIP/NRP atau alamat surel Anda. Jawaban tersimpan satu per satu; Anda boleh"
            " berhenti dan melanjutkan kapan saja."
        ),
        "",
    ]


def test_nobody_is_reminded_twice_on_one_day(app: Flask, mailbox: Mailbox) -> None:
    unit, _people = assigned(3)
    boss = make_user(unit=unit)
    seen = [reminded(boss), reminded(boss), reminded(boss, days=1)]
    assert [(one.sent, one.already) for one in seen] == [(3, 0), (0, 3), (3, 0)]
    run_jobs(app)
    assert len(mailbox.messages) == 6


def test_who_is_done_exempt_or_without_address_gets_none(app: Flask, mailbox: Mailbox) -> None:
    unit = make_unit()
    waiting, passed, exempt, silent = (make_user(unit=unit) for _ in range(4))
    make_assignment(make_module(items=1), unit, due_on=PAST)
    own = {row.user_id: row.id for row in db.session.execute(select(Enrolment.user_id, Enrolment.id))}
    make_submitted(passed, own[passed.id], correct=1)
    db.session.get_one(Enrolment, own[exempt.id]).exempted_at = clock.now()
    silent.email, silent.login_name = None, "warga1"
    db.session.commit()
    assert reminded(waiting) == Reminded(sent=1, without_address=1, already=0, done=2)
    address = waiting.email
    run_jobs(app)
    assert mailbox.recipients == [address]


def test_who_finishes_before_the_message_is_written_gets_none(app: Flask, mailbox: Mailbox) -> None:
    _unit, (user,) = assigned()
    reminded(user)
    db.session.execute(update(Enrolment).values(exempted_at=clock.now()))
    run_jobs(app)
    assert (mailbox.messages, db.session.scalars(select(Reminder.dropped_at)).one() is not None) == ([], True)


def test_a_mail_server_that_is_down_is_tried_again_later(app: Flask, mailbox: Mailbox) -> None:
    _unit, (user,) = assigned()
    reminded(user)
    mailbox.data_answer = "451 try later"
    outcomes = run_jobs(app)
    assert outcomes == [Outcome.DONE, Outcome.AGAIN]
    mailbox.data_answer = "250 OK"
    db.session.execute(update(Job).where(Job.name == "notifications.send_email").values(run_after=clock.now()))
    assert run_jobs(app) == [Outcome.DONE]
    assert len(mailbox.messages) == 1


def test_a_refusal_for_good_is_kept_and_not_repeated(app: Flask, mailbox: Mailbox) -> None:
    _unit, (user,) = assigned()
    mailbox.refusals[str(user.email)] = "550 no such user"
    reminded(user)
    assert run_jobs(app) == [Outcome.DONE, Outcome.DONE]
    email = db.session.scalars(select(Email)).one()
    assert (email.sent_at, email.refused_with) == (None, 550)


def test_a_repeated_job_sends_nothing_again(app: Flask, mailbox: Mailbox) -> None:
    _unit, (user,) = assigned()
    reminded(user)
    run_jobs(app)
    db.session.execute(
        update(Job).where(Job.name == "notifications.send_email").values(state="queued", finished_at=None)
    )
    assert run_jobs(app) == [Outcome.DONE]
    assert len(mailbox.messages) == 1


def test_no_address_and_no_name_stands_in_jobs_and_messages_at_rest(app: Flask, mailbox: Mailbox) -> None:
    _unit, (user,) = assigned()
    name, address = user.full_name, str(user.email)
    reminded(user)
    mailbox.refusals[address] = "450 later"
    run_jobs(app)
    kept = [str(row) for row in db.session.execute(select(Job.args, Job.last_error))]
    kept += [str(context) for context in db.session.scalars(select(Email.context))]
    assert not any(address in row or name in row for row in kept)


def test_many_are_written_to_step_by_step(app: Flask, mailbox: Mailbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("training.assignments.services.reminding.AT_ONCE", 2)
    monkeypatch.setattr("training.assignments.jobs.REMINDERS_AT_ONCE", 2)
    _unit, people = assigned(5)
    reminded(people[0])
    run_jobs(app)
    assert len(set(mailbox.recipients)) == len(mailbox.messages) == 5
    assert db.session.scalar(select(func.count(Reminder.id)).where(Reminder.email_id.is_(None))) == 0


def test_what_is_shown_beforehand_is_in_the_language_of_the_message(app: Flask) -> None:
    assigned()
    with app.test_request_context():
        session["language"] = "en"
        [duties] = open_duties(everyone(), now=clock.now()).values()
    assert [duty["due_on"] for duty in duties] == ["Senin, 2 Maret 2026"] * 2


def test_the_form_counts_what_sending_then_does(app: Flask, mailbox: Mailbox) -> None:
    unit, (gone, silent, done, *_rest) = assigned(6)
    boss = make_user("Atasan", unit=unit)
    gone.deactivated_at, silent.email, silent.login_name = clock.now(), None, "tanpa.surel"
    db.session.execute(update(Enrolment).where(Enrolment.user_id == done.id).values(exempted_at=clock.now()))
    db.session.commit()
    early = db.session.scalars(select(Enrolment.id).order_by(Enrolment.user_id.desc()).limit(1)).all()
    assert remind(early, actor_id=boss.id, now=clock.now()).sent == 1
    told = reach_of(Duties((unit.path,), None, clock.now()))
    assert (told.with_address, told.without_address, told.already) == (2, 1, 1)
    assert reminded(boss) == Reminded(told.with_address, told.without_address, told.already, told.done)


def shown_for(browser: Browser, assignment_id: int, name: str) -> str:
    """What the column of reminders says for a person."""
    rows = browser.get(f"/assignments/{assignment_id}").tree.iterfind(".//tbody/tr")  # type: ignore[union-attr]  # HTML
    texts = ["|".join(" ".join("".join(cell.itertext()).split()) for cell in row) for row in rows]
    return next(text.rsplit("|", 1)[1] for text in texts if name in text)


def supervisor(app: Flask, unit: Unit) -> tuple[User, Browser]:
    boss = make_user("Atasan Uji", unit=unit, email="atasan@example.id")
    make_grant(boss, Role.SUPERVISOR, unit)
    return boss, Browser(app).log_in("atasan@example.id", PASSWORD)


def test_a_reminder_is_shown_at_the_duty_it_was_about(app: Flask, mailbox: Mailbox) -> None:
    unit, (user,) = assigned()
    boss, browser = supervisor(app, unit)
    about, other = db.session.execute(
        select(Enrolment.id, Enrolment.assignment_id).where(Enrolment.user_id == user.id).order_by(Enrolment.id)
    ).all()
    remind([about.id], actor_id=boss.id, now=clock.now())
    run_jobs(app)
    columns = [shown_for(browser, one.assignment_id, "Peserta 1") for one in (about, other)]
    assert [column == "–" for column in columns] == [False, True]
    told = ["Diingatkan lewat surel" in browser.get(f"/duties/{one.id}").words for one in (about, other)]
    assert told == [True, False]


def test_a_refused_reminder_is_told_as_refused_and_not_as_reminded(app: Flask, mailbox: Mailbox) -> None:
    unit, (first, _second) = assigned(2)
    boss, browser = supervisor(app, unit)
    mailbox.refusals[str(first.email)] = "550 no such user"
    both = db.session.scalars(select(Enrolment.id).where(Enrolment.user_id != boss.id)).all()
    assignment_id = db.session.get_one(Enrolment, both[0]).assignment_id
    assert assignment_id is not None
    assert remind(both, actor_id=boss.id, now=clock.now()).sent == 2
    run_jobs(app)
    columns = [shown_for(browser, assignment_id, f"Peserta {number}") for number in (1, 2)]
    assert [column.startswith("ditolak ") for column in columns] == [True, False]
    page = browser.get("/duties/remind?" + "&".join(f"ids={one}" for one in both))
    assert "1 orang: alamatnya ditolak server." in page.words
    assert "Sudah diingatkan hari ini1" in page.words
    again = remind(both, actor_id=boss.id, now=clock.now())
    assert (again.sent, again.already, again.refused) == (0, 1, 1)
    assert remind(both, actor_id=boss.id, now=clock.now() + timedelta(days=1)).sent == 2


def test_who_has_used_up_every_attempt_is_not_asked_to_finish(app: Flask, mailbox: Mailbox) -> None:
    unit = make_unit()
    stuck, waiting = (make_user(name, unit=unit) for name in ("Habis", "Menunggu"))
    assignment_id = make_assignment(make_module(items=1, attempts_allowed=1), unit, due_on=PAST).id
    boss, browser = supervisor(app, unit)
    own = {row.user_id: row.id for row in db.session.execute(select(Enrolment.user_id, Enrolment.id))}
    make_submitted(stuck, own[stuck.id], correct=0)
    address = f"/duties/remind?scope=all&assignment={assignment_id}"
    page = browser.get(address)
    assert page.heading == "Ingatkan 1 orang lewat surel"
    told = "1 orang tidak diingatkan tentang pelatihan yang semua kesempatannya sudah mereka pakai."
    assert told in page.words
    alone = browser.get(f"/duties/remind?ids={own[stuck.id]}")
    assert (alone.heading, told in alone.words) == ("Tidak ada yang perlu diingatkan", True)
    done = reminded(boss)
    assert (done.sent, done.used_up) == (1, 1)
    address = waiting.email
    run_jobs(app)
    assert mailbox.recipients == [address]


def test_who_uses_up_the_last_attempt_before_the_message_is_written_gets_none(app: Flask, mailbox: Mailbox) -> None:
    unit = make_unit()
    user = make_user(unit=unit)
    make_assignment(make_module(items=1, attempts_allowed=1), unit, due_on=PAST)
    reminded(user)
    make_submitted(user, everyone()[0], correct=0)
    run_jobs(app)
    assert mailbox.messages == []
