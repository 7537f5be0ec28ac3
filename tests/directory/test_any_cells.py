"""Whatever stands in the cells of a sheet: it is checked and saved to the end, and the pages that show it open."""

import random

import pytest

from tests.core.tables.files import saved as file_of
from tests.core.tables.files import workbook
from tests.directory.sheet_pages import PEOPLE, UNITS, send
from tests.factories.jobs import run_jobs

NASTY = (
    "", "ß" * 200, "\u0390" * 200, "İ" * 200, "a" * 201, "x" * 32_000, "_xD800_", "😀" * 120, "İstanbul", "ﬁ" * 150, "\u0345" * 50,
    "a\u0301" * 150, "-5", "1e400", "9" * 400, "0", "١٩٨١", "²³", "½", "%s%(x)s", "{{7*7}}", '{"id": 1}', "<b>x</b>", "'; DROP TABLE users;--",
    "\\", "a,b;c", "=1", "@", f"a@{'b' * 250}.id", "é@é.id", "PNS", "TNI", "Masyarakat", "DINKES", "dinkes", "Dinas Kesehatan",
    "198102112006021001", "0123456", "75020123", "1" * 18, "\u202e\u202d", "\u3000", "NaN", "None", "#REF!", "ǅ", "ſ" * 60, "\U000e0001x",
)  # fmt: skip
PERSON = ("NIP", "Nama", "Surel", "Kode Unit", "Jabatan", "Jenis", "Nama Masuk")
UNIT = ("Kode", "Nama", "Kode Induk", "Jenis", "Zona")
SHOWN = {PEOPLE: ("/people?sort=unit", "/people/codes", "/audit"), UNITS: ("/units", "/people/import", "/audit")}


def rows_of(heading, usual):
    """Rows with one nasty cell each, and some that are nasty throughout."""
    rows = []
    for place in range(len(heading)):
        for number, text in enumerate(NASTY):
            filled = [cell.replace("#", f"{place}-{number}") for cell in usual]
            rows.append([*filled[:place], text, *filled[place + 1 :]])
    chance = random.Random(7)
    return rows + [[chance.choice(NASTY) for _ in heading] for _ in range(60)]


@pytest.mark.parametrize(
    ("address", "heading", "usual"),
    [
        (PEOPLE, PERSON, ("", "Budi", "", "DINKES", "", "Masyarakat", "")),
        (UNITS, UNIT, ("K#", "Bidang", "PEMKAB", "", "")),
    ],
    ids=["people", "units"],
)
def test_it_goes_through_to_the_end(app, region, admin, address, heading, usual):
    texts = [[cell.replace("=1", "'=1") for cell in row] for row in rows_of(heading, usual)]
    book, _sheet = workbook(heading, *texts)
    answer = send(admin, address, file_of(book), name="a.xlsx")
    assert set(run_jobs(app)) == {"done"}
    page = admin.get(answer.location)
    assert page.heading == "Periksa sebelum disimpan"
    for name in ("refused", "added", "unchanged"):
        assert admin.get(f"{answer.location}?group={name}").status == 200
    admin.submit(page, next(form for form in page.forms() if form.get("id") == "save"))
    assert set(run_jobs(app)) == {"done"}
    assert admin.get(answer.location).heading.endswith("baris disimpan")
    assert [admin.get(shown).status for shown in SHOWN[address]] == [200, 200, 200]
