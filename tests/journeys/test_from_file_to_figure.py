"""The whole way: an admin brings an office and its people, assigns and hands out codes; one passes; the supervisor sees it."""

import csv
import io
from datetime import timedelta

import pytest

from tests.factories.jobs import run_jobs
from tests.journeys.conftest import NewVisitor
from tests.journeys.site import Site
from tests.journeys.test_import import save, upload
from tests.journeys.visitor import DESKTOP, Visitor
from tests.pages.entry import sign_in
from tests.pages.quiz import QuestionPage
from training.core import clock
from training.demo.people import DEMO_PASSWORD

OFFICE = "Puskesmas Sukamaju"
TITLE = "Netralitas di puskesmas baru"
UNITS = f"kode;nama;kode_induk;jenis\nPKM-8;{OFFICE};DINKES;Puskesmas\n"
HEAD = "nip;nama;email;unit_kode;jabatan;jenis\n"
GOOD = "198411052008012003;Yuliana Bere;yuliana@contoh.id;PKM-8;Bidan;PNS\n"
BROKEN = f"{HEAD}{GOOD}1,98607E+17;Markus Tefa;markus@contoh.id;PKM-8;Perawat;PNS\n"
MENDED = f"{HEAD}{GOOD}198607142010011005;Markus Tefa;markus@contoh.id;PKM-8;Perawat;PNS\n"
NEW_PASSWORD = "tiga kapal lampu biru"


@pytest.fixture
def admin(new_visitor: NewVisitor) -> Visitor:
    return sign_in(new_visitor(viewport=DESKTOP), "admin@netral.example", DEMO_PASSWORD)


def test_from_a_file_of_people_to_the_figure_of_their_supervisor(
    site: Site, admin: Visitor, new_visitor: NewVisitor
) -> None:
    upload(admin, site, "/units/import", UNITS)
    save(admin, site)
    upload(admin, site, "/people/import", BROKEN)
    assert "1,98607E+17" in admin.words
    upload(admin, site, "/people/import", MENDED)
    save(admin, site)
    assert admin.heading == "2 baris disimpan"
    codes = codes_of_the_file(admin)
    assert list(codes) == ["Markus Tefa", "Yuliana Bere"]
    assign(admin, site)

    supervisor = sign_in(new_visitor(viewport=DESKTOP), "atasan@netral.example", DEMO_PASSWORD)
    supervisor.open("/reports").press(TITLE)
    supervisor.page.get_by_text("0 dari 2 pegawai").wait_for()
    activate_and_pass(new_visitor(), codes["Yuliana Bere"])
    supervisor.page.reload()
    supervisor.page.get_by_text("1 dari 2 pegawai").wait_for()
    supervisor.press("Lihat daftar pegawai")
    assert "lulus" in supervisor.page.get_by_role("row", name="Yuliana Bere").inner_text().lower()
    assert "belum dimulai" in supervisor.page.get_by_role("row", name="Markus Tefa").inner_text().lower()


def codes_of_the_file(admin: Visitor) -> dict[str, str]:
    """The codes of those whom the file added, by name, out of the table that is made once."""
    admin.press("Buat kode aktivasi")
    assert "2 orang belum pernah masuk" in admin.words
    admin.page.get_by_role("radio", name="Tabel (CSV)").check()
    with admin.page.expect_download() as download:
        admin.press("Buat kode dan unduh")
    text = download.value.path().read_text("utf-8-sig")
    return {row["Nama"]: row["Kode aktivasi"] for row in csv.DictReader(io.StringIO(text), delimiter=";")}


def assign(admin: Visitor, site: Site) -> None:
    """Assign the module of public servants to the new office."""
    due_on = clock.today_in("Asia/Jakarta", clock.now()) + timedelta(days=10)
    admin.open("/assignments/new")
    admin.page.get_by_label("Pelatihan", exact=True).select_option(label="Netralitas ASN dalam Pemilu dan Pilkada")
    admin.write("Judul penugasan", TITLE)
    admin.page.get_by_label("Cari unit menurut nama atau kode").fill("PKM-8")
    admin.press("Cari")
    admin.page.get_by_role("checkbox", name=OFFICE).first.check()
    admin.page.get_by_label("Tenggat", exact=True).fill(due_on.isoformat())
    admin.press("Lihat pratinjau")
    assert admin.heading == "2 orang akan ditugasi"
    admin.press("Simpan")
    assert admin.heading == TITLE
    with site.database():
        run_jobs(site.app)


def activate_and_pass(phone: Visitor, code: str) -> None:
    """Open the account by a code, take what is due and pass it."""
    phone.open("/activate")
    phone.write("Kode aktivasi", code)
    phone.write("Kata sandi baru", NEW_PASSWORD)
    phone.write("Ulangi kata sandi baru", NEW_PASSWORD)
    phone.press("Simpan")
    phone.page.wait_for_url("**/home")
    phone.press("Buka pelatihan")
    phone.press("Ke halaman kuis")
    phone.press("Mulai kuis")
    phone.page.wait_for_url("**/attempts/*/1")
    QuestionPage(phone).answer_all().hand_in()
    assert "Anda lulus." in phone.words
