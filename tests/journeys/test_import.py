"""An admin brings units and people: one file broken, then mended; the pages have no barriers."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.factories.jobs import run_jobs
from tests.journeys.import_scenes import import_addresses
from tests.journeys.site import Site
from tests.journeys.test_pages import barriers
from tests.journeys.visitor import DESKTOP, Visitor
from tests.pages.entry import sign_in
from training.demo.people import DEMO_PASSWORD

HEAD = "NIP;Nama Lengkap;Surel;Kode Unit;Jenis Pegawai\n"
BROKEN = HEAD + "1,98102E+17;Dewi Anggraini;dewi@contoh.id;PKM-9;PNS\n;Made Suardana;;PKM-9;Perangkat Desa\n"
MENDED = HEAD + "198102112006022001;Dewi Anggraini;dewi@contoh.id;PKM-9;PNS\n;Made Suardana;;PKM-9;Perangkat Desa\n"
UNITS = "kode;nama;kode induk\nPKM-9;Puskesmas Kalipare;DINKES\n"


@pytest.fixture
def admin(chromium: Browser, site: Site) -> Iterator[Visitor]:
    visitor = Visitor(chromium, site, viewport=DESKTOP)
    yield sign_in(visitor, "admin@netral.example", DEMO_PASSWORD)
    visitor.close()


def upload(admin: Visitor, site: Site, address: str, text: str) -> None:
    """Send a file and wait for its check."""
    admin.open(address)
    file = {"name": "berkas.csv", "mimeType": "text/csv", "buffer": text.encode()}
    admin.page.get_by_label("Berkas lembar kerja").set_input_files(file)  # type: ignore[arg-type]  # a FilePayload
    admin.press("Unggah dan periksa")
    admin.page.wait_for_url("**/imports/*")
    with site.database():
        run_jobs(site.app)
    admin.open(admin.path)


def save(admin: Visitor, site: Site) -> None:
    """Press save and wait until it is done."""
    admin.press("Simpan")
    with site.database():
        run_jobs(site.app)
    admin.open(admin.path)


def test_units_and_people_come_by_file_one_of_them_mended(admin: Visitor, site: Site) -> None:
    admin.open("/units")
    admin.press("Impor unit kerja")
    upload(admin, site, admin.path, UNITS)
    save(admin, site)
    assert admin.heading == "1 baris disimpan"
    admin.press("Impor pegawai")
    upload(admin, site, admin.path, BROKEN)
    assert "1,98102E+17" in admin.words
    assert "Format Sel menjadi Teks" in admin.words
    upload(admin, site, "/people/import", MENDED)
    save(admin, site)
    assert admin.heading == "2 baris disimpan"
    admin.press("Pegawai")
    admin.write("Cari nama, NIP/NRP, surel, atau unit", "Dewi Anggraini")
    admin.press("Tampilkan")
    assert "Dewi Anggraini" in admin.words


def test_the_demo_shows_a_file_that_was_brought_and_gives_codes_to_those_it_added(admin: Visitor) -> None:
    admin.open("/people/import")
    admin.press("pegawai-baru-kesbang.csv")
    assert admin.heading == "6 baris disimpan"
    assert "1,97602E+17" in admin.words
    assert "Ditolak 4" in admin.words
    admin.press("Buat kode aktivasi")
    assert "5 orang belum pernah masuk" in admin.words


@pytest.mark.slow
def test_the_pages_of_an_import_have_no_barriers(admin: Visitor, site: Site) -> None:
    found = {}
    for name, address in {"people": "/people/import", "units": "/units/import", **import_addresses(site)}.items():
        admin.open(address)
        if complaints := barriers(admin):
            found[name] = complaints
    assert found == {}
