"""An admin finds somebody, moves them, makes them a supervisor for a while and hands them a code that opens the account."""

import re

import pytest
from playwright.sync_api import expect

from tests.journeys.conftest import NewVisitor
from tests.journeys.test_pages import barriers
from tests.journeys.visitor import Visitor
from tests.pages.entry import sign_in
from training.core import clock
from training.demo.people import DEMO_PASSWORD
from training.demo.places import LONGEST_NAME

NAME = "Theresia Bano"
NEW_PASSWORD = "tiga kapal lampu biru"
CODE = re.compile(r"[0-9A-Z]{4}-[0-9A-Z]{4}-[0-9A-Z]{4}")


@pytest.mark.parametrize(
    "profile",
    [pytest.param({}, id="scripts"), pytest.param({"java_script_enabled": False}, id="no-js", marks=pytest.mark.slow)],
)
def test_an_admin_finds_moves_promotes_and_lets_in(new_visitor: NewVisitor, profile: dict[str, bool]) -> None:
    admin = sign_in(new_visitor(**profile), "admin@netral.example", DEMO_PASSWORD)
    name = f"{NAME} {'Satu' if profile else 'Dua'}"
    with admin.site.database():
        email = admin.site.new_person(name, unit="DINSOS", password=None).email
    admin.press("Kelola")
    admin.press("Pegawai")
    admin.write("Cari nama, NIP/NRP, surel, atau unit", name)
    admin.press("Tampilkan")
    assert "theresia" not in admin.page.url.lower()
    admin.press(name)
    move(admin, name)
    promote(admin, name)
    admin.press("Buat kode aktivasi")
    expect(admin.page.get_by_role("heading", name=f"Kode aktivasi untuk {name}")).to_be_visible()
    [code] = CODE.findall(admin.words)

    phone = new_visitor(**profile).open("/activate")
    phone.write("Kode aktivasi", code.lower())
    phone.write("Kata sandi baru", NEW_PASSWORD)
    phone.write("Ulangi kata sandi baru", NEW_PASSWORD)
    phone.press("Simpan")
    phone.page.wait_for_url("**/home")
    phone.press("Kelola")
    assert LONGEST_NAME in phone.words
    sign_in(new_visitor(**profile), str(email), NEW_PASSWORD)


def move(admin: Visitor, name: str) -> None:
    admin.press("Pindahkan")
    admin.write("Unit kerja yang baru", "balai pelatihan")
    admin.write("Jabatan", "Pekerja Sosial")
    admin.press("Periksa")
    assert f"{name} pindah dari Dinas Sosial ke {LONGEST_NAME} mulai" in admin.words
    admin.press("Simpan")
    assert f"{name} sekarang di {LONGEST_NAME}." in admin.words


def promote(admin: Visitor, name: str) -> None:
    admin.press("Beri peran")
    admin.write("Di unit kerja", "UPTD-1")
    admin.write("Sampai dengan", f"{clock.now().year + 1}-12-31")
    admin.press("Periksa")
    said = f"Atasan untuk {LONGEST_NAME} sampai 31 Desember {clock.now().year + 1}"
    assert f"{name}: {said}." in admin.words
    admin.press("Beri peran")
    assert said in admin.words


PAGES = [
    "/people",
    "/people?state=inactive",
    "/people/new",
    "/people/codes",
    "/people/5",
    "/people/5/edit",
    "/people/5/transfer",
    "/people/5/deactivate",
    "/people/5/grants/new",
    "/units",
    "/units?q=desa",
    "/units/1",
    "/units/1/new",
    "/units/5/edit",
    "/units/5/move",
    "/units/5/close",
    "/audit",
    "/audit?topic=all",
]


@pytest.mark.slow
def test_the_pages_of_admins_have_no_barriers(new_visitor: NewVisitor) -> None:
    admin = sign_in(new_visitor(), "admin@netral.example", DEMO_PASSWORD)
    found = {}
    for page in PAGES:
        admin.open(page)
        assert admin.status == 200, page
        found[page] = barriers(admin)
    assert {page: complaints for page, complaints in found.items() if complaints} == {}


@pytest.mark.slow
def test_forms_of_admins_with_errors_have_no_barriers(new_visitor: NewVisitor) -> None:
    admin = sign_in(new_visitor(), "admin@netral.example", DEMO_PASSWORD)
    admin.expect_in_console("status of 400")
    admin.open("/people/5/transfer")
    admin.write("Unit kerja yang baru", "desa")
    admin.press("Periksa")
    admin.page.get_by_text("unit kerja cocok. Pilih yang dimaksud.").first.wait_for()
    assert barriers(admin) == {}
