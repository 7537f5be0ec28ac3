"""A supervisor sees a figure change, finds who is late, reminds them by mail, takes the lists away, prints the report."""

import io
import re
from collections.abc import Sequence
from typing import Any

import pypdfium2
import pytest
from openpyxl import load_workbook
from sqlalchemy import select

from tests.factories.attempts import make_submitted
from tests.factories.jobs import run_jobs
from tests.journeys.conftest import NewVisitor
from tests.journeys.site import Site
from tests.journeys.test_pages import barriers
from tests.journeys.visitor import DESKTOP, Visitor
from tests.mail_server import Mailbox
from tests.pages.entry import sign_in
from training.accounts.models import User
from training.assignments.models import Assignment, Enrolment
from training.core import clock
from training.core.db import db
from training.demo.people import DEMO_PASSWORD
from training.org.models import Unit

LATE_CAMPAIGN = "Penyegaran netralitas tenaga kesehatan"


@pytest.fixture
def supervisor(new_visitor: NewVisitor) -> Visitor:
    """The supervisor of the demo at a desk."""
    return sign_in(new_visitor(viewport=DESKTOP), "atasan@netral.example", DEMO_PASSWORD)


def somebody_passes(site: Site) -> None:
    """One more person of the health office does what is overdue."""
    with site.database():
        duty, user_id = db.session.execute(
            select(Enrolment.id, Enrolment.user_id)
            .join(Assignment, Assignment.id == Enrolment.assignment_id)
            .join(Unit, Unit.id == Enrolment.unit_id)
            .where(
                Assignment.title == LATE_CAMPAIGN,
                Enrolment.state == "open",
                Enrolment.attempts_started == 0,
                Unit.code == "PKM-1",
            )
            .order_by(Enrolment.id.desc())
            .limit(1)
        ).one()
        make_submitted(db.session.get_one(User, user_id), duty, correct=99, now=clock.now())


def with_addresses(site: Site, names: Sequence[str]) -> list[str]:
    """The same people, whom mail can reach from now on; their addresses."""
    addresses = [f"terlambat-{number}@example.id" for number in range(len(names))]
    with site.database():
        for name, address in zip(names, addresses, strict=True):
            db.session.scalars(select(User).where(User.full_name == name)).one().email = address
        db.session.commit()
    return addresses


def rows_of(supervisor: Visitor) -> list[tuple[Any, ...]]:
    """What is below the heading of the workbook that the page offers."""
    with supervisor.page.expect_download() as download:
        supervisor.press("Excel (.xlsx)")
    sheet = load_workbook(io.BytesIO(download.value.path().read_bytes())).active
    assert sheet is not None
    return list(sheet.iter_rows(min_row=6, values_only=True))


def remind(site: Site, supervisor: Visitor, names: Sequence[str]) -> None:
    """Tick people in the list, look at the message, send it, and wait until the worker has done so."""
    for name in names:
        supervisor.hand.choose(supervisor.page.get_by_role("checkbox", name=f"Pilih {name}"))
    supervisor.press("Kirim pengingat")
    supervisor.page.get_by_role("heading", name=f"Ingatkan {len(names)} orang lewat surel").wait_for()
    assert supervisor.page.locator("textarea").input_value()
    supervisor.press("Kirim pengingat")
    supervisor.page.get_by_text(f"Pengingat untuk {len(names)} orang sedang dikirim.").wait_for()
    with site.database():
        run_jobs(site.app)


def number_in(words: str, pattern: str) -> int:
    found = re.search(pattern, words)
    assert found, words
    return int(found[1].replace(".", ""))


def test_a_supervisor_finds_the_late_reminds_them_and_takes_the_figures_along(
    site: Site, supervisor: Visitor, mailbox: Mailbox
) -> None:
    supervisor.open("/reports").press(LATE_CAMPAIGN)
    supervisor.page.wait_for_url(re.compile("assignment="))
    before = number_in(supervisor.words, r"(\d+) dari \d+ pegawai")
    somebody_passes(site)
    supervisor.page.reload()
    passed, due = (number_in(supervisor.words, rf"{part} pegawai") for part in (r"(\d+) dari \d+", r"\d+ dari (\d+)"))
    late = number_in(supervisor.words, r"(\d+) terlambat")
    assert passed == before + 1
    assert rows_of(supervisor)[-1][:5] == ("Seluruhnya", None, passed, due, pytest.approx(passed / due))
    assert rows_of(supervisor)[-1][5] == late

    address = supervisor.page.url
    supervisor.press(f"{late} terlambat")
    supervisor.page.get_by_text(f"{late} baris").wait_for()
    names = [row[0] for row in rows_of(supervisor)]
    assert len(names) == late
    reached = with_addresses(site, names[:2])
    remind(site, supervisor, names[:2])
    assert sorted(mailbox.recipients) == reached
    letters = [str(message.get_body(("plain",))) for message in mailbox.messages]
    assert all(any(f"Yth. {name}," in letter for letter in letters) for name in names[:2])
    assert all("(sudah lewat)" in letter for letter in letters)

    supervisor.open(address.removeprefix(site.url)).press("Laporan untuk dicetak")
    supervisor.page.get_by_role("heading", name="Laporan penyelesaian").wait_for()
    printed = pypdfium2.PdfDocument(io.BytesIO(supervisor.page.pdf(prefer_css_page_size=True)))
    first = " ".join(printed[0].get_textpage().get_text_range().split())
    assert f"{passed} dari" in first
    assert f"{late} terlambat" in first
    everything = " ".join(page.get_textpage().get_text_range() for page in printed)
    assert all(str(name).split()[0] in everything for name in names)
    assert "Kembali ke laporan" not in everything


@pytest.mark.slow
@pytest.mark.parametrize(
    "page", ["/reports", "/reports/people", "/reports/topics", "/reports/print", "duty", "assignment"]
)
def test_a_page_of_the_reports_has_no_barriers(page: str, site: Site, supervisor: Visitor) -> None:
    with site.database():
        assignment = db.session.scalars(select(Assignment.id).where(Assignment.title == LATE_CAMPAIGN)).one()
        duty = db.session.scalars(
            select(Enrolment.id)
            .where(Enrolment.assignment_id == assignment, Enrolment.state == "completed")
            .order_by(Enrolment.id)
            .limit(1)
        ).one()
    address = {"duty": f"/duties/{duty}", "assignment": f"/reports?assignment={assignment}-1"}.get(page, page)
    supervisor.open(address)
    assert supervisor.status == 200
    assert barriers(supervisor) == {}
