"""An admin assigns a training, somebody gets more time, reminders arrive; and the pages on the way have no barriers."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from playwright.sync_api import Browser
from sqlalchemy import select

from tests.factories.jobs import run_jobs
from tests.factories.people import make_unit, make_user
from tests.journeys.site import Site
from tests.journeys.test_pages import barriers
from tests.journeys.visitor import DESKTOP, PHONE, Visitor
from tests.mail_server import Mailbox
from tests.pages.entry import sign_in
from training.core import clock
from training.core.db import db
from training.demo.people import DEMO_PASSWORD
from training.modules.models import Module
from training.org.models import Unit

ASKED = "module=1&title=Netralitas&opens_on=2026-12-01&due_on=2026-12-31"
PAGES = [
    "/assignments",
    "/assignments?q=tidak+ada+yang+cocok",
    "/assignments/2",
    "/assignments/2/edit",
    "/assignments/2/end",
    "/assignments/2/repeat",
    f"/assignments/new?{ASKED}&words=puskesmas&units=1",
    f"/assignments/new?{ASKED}&units=1&action=preview",
    "/assignments/new?title=&action=preview",
    "/duties/extend?scope=all&assignment=2",
    "/duties/remind?scope=all&assignment=2",
    "/duties/remind",
]


@pytest.fixture
def admin(chromium: Browser, site: Site) -> Iterator[Visitor]:
    visitor = Visitor(chromium, site, viewport=DESKTOP)
    visitor.expect_in_console("status of 400")
    sign_in(visitor, "admin@netral.example", DEMO_PASSWORD)
    yield visitor
    visitor.close()


def jobs(site: Site) -> None:
    """What the worker would do."""
    with site.app.app_context():
        run_jobs(site.app)


def an_office_and_a_module(site: Site) -> str:
    """An office of three people, which no other journey adds to; the title of a module."""
    with site.database():
        agency = db.session.scalars(select(Unit).where(Unit.code == "PEMKAB")).one()
        office = make_unit("Balai Metrologi Tirtamaya", parent=agency, code="METROLOGI")
        for name in ("Yohana Maria Rihi", "Agustinus Nalle", "Ni Luh Sukerti"):
            make_user(name, unit=office, email=f"{name.split()[0].lower()}@example.id")
        return db.session.scalars(select(Module.title).where(Module.slug == "netralitas-asn")).one()["id"]


def test_an_admin_assigns_extends_and_reminds(admin: Visitor, site: Site, mailbox: Mailbox) -> None:
    title = an_office_and_a_module(site)
    today = clock.today_in("Asia/Jakarta", clock.now())
    admin.open("/assignments").press("Buat penugasan")
    admin.page.get_by_label("Pelatihan", exact=True).select_option(label=title)
    admin.write("Judul penugasan", "Netralitas balai metrologi")
    admin.page.get_by_label("Cari unit menurut nama atau kode").fill("metrologi")
    admin.press("Cari")
    admin.page.get_by_role("checkbox", name="Balai Metrologi").first.check()
    admin.page.get_by_label("Tenggat", exact=True).fill((today + timedelta(days=10)).isoformat())
    admin.press("Lihat pratinjau")
    assert admin.heading == "3 orang akan ditugasi"
    admin.press("Simpan")
    assert admin.heading == "Netralitas balai metrologi"
    jobs(site)
    admin.page.reload()
    assert "0 dari 3 orang (0%) lulus dan masih berlaku." in admin.words

    admin.page.get_by_label("Cari nama, NIP/NRP, atau unit").fill("yohana")
    admin.press("Tampilkan")
    assert "yohana" not in admin.page.url
    admin.page.get_by_role("checkbox", name="Pilih Yohana Maria Rihi").check()
    admin.press("Perpanjang tenggat")
    admin.page.get_by_label("Tenggat baru").fill((today + timedelta(days=20)).isoformat())
    admin.page.get_by_label("Alasan").fill("Bertugas di posko bencana")
    admin.press("Perpanjang")
    assert "Tenggat 1 orang diperpanjang sampai" in admin.words
    assert "diperpanjang" in admin.page.get_by_role("row", name="Yohana").inner_text()

    admin.page.get_by_label("semua 1 orang dalam daftar ini").check()
    admin.press("Kirim pengingat")
    assert "paling banyak satu pengingat sehari" in admin.words
    assert "Bapak/Ibu, mohon menyelesaikan pelatihan" in admin.page.locator("#teks").input_value()
    admin.press("Kirim pengingat")
    assert "Pengingat untuk 1 orang sedang dikirim." in admin.words
    jobs(site)
    assert mailbox.recipients == ["yohana@example.id"]
    assert "Yth. Yohana Maria Rihi," in str(mailbox.messages[0].get_body(("plain",)))


@pytest.mark.slow
@pytest.mark.parametrize("page", PAGES)
def test_a_page_of_assignments_has_no_barriers(page: str, admin: Visitor) -> None:
    admin.page.set_viewport_size(PHONE)
    admin.open(page)
    assert admin.status in (200, 400)
    assert barriers(admin) == {}
