"""A sheet of units taken as a whole: what it adds, renames, moves, and which rows are refused."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.imports.domain import Outcome
from training.org.domain import UnitKind
from training.org.domain.unit_plan import UnitNow, plan_units
from training.org.domain.unit_sheet import COLUMNS, KIND_LABELS, KIND_OF_WORD, SheetUnit, read_unit

TODAY = date(2026, 11, 26)
ROOT = UnitNow(1, "PEMKAB", "Pemkab", "government", "Asia/Jakarta", None, "/1/")
HEALTH = UnitNow(2, "DINKES", "Dinas Kesehatan", "office", "Asia/Jakarta", 1, "/1/2/")
CLINIC = UnitNow(3, "PKM-1", "Puskesmas 1", "health", "Asia/Jakarta", 2, "/1/2/3/")
SCHOOLS = UnitNow(4, "DISDIK", "Dinas Pendidikan", "office", "Asia/Jakarta", 1, "/1/4/")
OTHER = UnitNow(11, "LAIN", "Kabupaten lain", "government", "Asia/Jakarta", None, "/11/")
THERE = [ROOT, HEALTH, CLINIC, SCHOOLS, OTHER]


def sheet(*rows: tuple[str, str, str | None]) -> list[SheetUnit]:
    return [SheetUnit(number, code, name, parent, None, None) for number, (code, name, parent) in enumerate(rows, 2)]


def outcomes(rows: list[SheetUnit], branches: tuple[str, ...] = ("/1/",), **options: bool) -> list[str]:
    return [verdict.outcome for verdict in plan_units(rows, THERE, branches, **options)]


def refusals(rows: list[SheetUnit], branches: tuple[str, ...] = ("/1/",)) -> list[str]:
    found = plan_units(rows, THERE, branches)
    return [str(verdict.problem.expected) if verdict.problem else "" for verdict in found]


def test_a_parent_may_stand_below_its_children():
    rows = sheet(("C", "Cucu", "B"), ("B", "Anak", "A"), ("A", "Baru", "DINKES"))
    found = plan_units(rows, THERE, ("/1/",))
    assert [verdict.outcome for verdict in found] == [Outcome.ADDED] * 3
    assert [verdict.row.code for verdict in sorted(found, key=lambda verdict: verdict.depth)] == ["A", "B", "C"]


def test_a_unit_is_renamed_moved_or_left_as_it_is():
    rows = sheet(
        ("DINKES", "Dinas Kesehatan Kab.", None),
        ("PKM-1", "Puskesmas 1", "DISDIK"),
        ("DISDIK", "Dinas Pendidikan", "PEMKAB"),
    )
    found = plan_units(rows, THERE, ("/1/",))
    assert [verdict.outcome for verdict in found] == ["changed", "moved", "unchanged"]
    assert [[(part.column, part.before, part.after) for part in verdict.differences] for verdict in found] == [
        [("Nama", "Dinas Kesehatan", "Dinas Kesehatan Kab.")], [("Kode Induk", "DINKES", "DISDIK")], [],
    ]  # fmt: skip


def test_kind_and_zone_are_differences_too():
    row = SheetUnit(2, "PKM-1", "Puskesmas 1", "DINKES", "office", "Asia/Makassar")
    (verdict,) = plan_units([row], THERE, ("/1/",))
    assert [(part.before, part.after) for part in verdict.differences] == [
        ("Kesehatan", "Dinas/Kantor"),
        ("WIB", "WITA"),
    ]


def test_a_code_twice_in_a_sheet_names_the_first_row():
    assert refusals(sheet(("A", "Satu", "PEMKAB"), ("A", "Dua", "PEMKAB")))[1].startswith(
        "Kode ini sudah ada di baris 2."
    )
    assert outcomes(sheet(("A", "Satu", "PEMKAB"), ("A", "Satu", "PEMKAB"))) == ["added", "refused"]


def test_a_unit_below_itself_is_refused_with_the_circle():
    assert "DINKES → PKM-1 → DINKES" in refusals(sheet(("DINKES", "Dinas Kesehatan", "PKM-1")))[0]
    told = refusals(sheet(("A", "A", "B"), ("B", "B", "C"), ("C", "C", "A")))
    assert all("A → B → C → A" in text for text in told)
    assert "A → A" in refusals(sheet(("A", "A", "A")))[0]


def test_what_hangs_on_a_refused_row_is_refused_and_names_it():
    told = refusals(sheet(("A", "A", "TIADA"), ("B", "B", "A"), ("C", "C", "B")))
    assert told[0].startswith("Tidak ada unit kerja berkode ini")
    assert told[1:] == [f"Unit induknya di baris {row} ditolak. Perbaiki baris itu lebih dahulu." for row in (2, 3)]


def test_units_may_change_places_but_never_around_one_that_stays():
    swapped = sheet(("PKM-1", "Puskesmas 1", "PEMKAB"), ("DINKES", "Dinas Kesehatan", "PKM-1"))
    found = plan_units(swapped, THERE, ("/1/",))
    assert [(verdict.outcome, verdict.depth) for verdict in found] == [("moved", 2), ("moved", 3)]
    stays = sheet(("PKM-1", "Puskesmas 1", "TIADA"), ("DINKES", "Dinas Kesehatan", "PKM-1"))
    assert outcomes(stays) == ["refused", "refused"]


def test_what_hangs_on_a_row_that_cannot_be_read_is_refused_and_names_it():
    found = plan_units(sheet(("B", "B", "A")), THERE, ("/1/",), unreadable={"A": 9})
    assert "di baris 9 ditolak" in str(found[0].problem and found[0].problem.expected)


def test_what_hangs_on_a_refused_row_of_a_unit_that_is_there_goes_on():
    rows = sheet(("DINKES", "Dinas Kesehatan", "TIADA"), ("A", "A", "DINKES"), ("B", "B", "A"), ("PKM-1", "Baru", "A"))
    assert outcomes(rows) == ["refused", "added", "added", "moved"]
    found = plan_units(sheet(("B", "B", "DINKES")), THERE, ("/1/",), unreadable={"DINKES": 9})
    assert [verdict.outcome for verdict in found] == ["added"]


def test_nothing_is_hung_around_a_unit_whose_row_cannot_be_read():
    found = plan_units(sheet(("DINKES", "Dinas Kesehatan", "PKM-1")), THERE, ("/1/",), unreadable={"PKM-1": 9})
    assert "DINKES → PKM-1 → DINKES" in str(found[0].problem and found[0].problem.expected)


def test_both_rows_of_a_circle_are_refused_though_one_unit_is_there():
    assert outcomes(sheet(("DINKES", "Dinas Kesehatan", "A"), ("A", "A", "DINKES"))) == ["refused", "refused"]


def test_a_foreign_unit_in_a_circle_of_another_row_is_still_foreign():
    rows = sheet(("DISDIK", "Direbut", None), ("PEMKAB", "Pemkab", "DISDIK"))
    assert outcomes(rows, ("/1/2/",)) == ["refused", "refused"]


def test_renaming_below_a_refused_row_goes_on():
    rows = sheet(("DINKES", "Dinas Kesehatan", "TIADA"), ("PKM-1", "Puskesmas Satu", "DINKES"))
    assert outcomes(rows) == ["refused", "changed"]


@pytest.mark.parametrize(
    ("row", "told"),
    [
        (("A", "A", None), "Kode Induk wajib diisi"),
        (("A", "A", "DISDIK"), "Tidak ada unit kerja berkode ini"),
        (("A", "A", "LAIN"), "Tidak ada unit kerja berkode ini"),
        (("DISDIK", "Direbut", "DINKES"), "Kode ini dipakai unit kerja di luar cabang Anda"),
        (("DINKES", "Dinas Kesehatan", "DISDIK"), "Unit ini puncak cabang Anda"),
        (("PKM-1", "Puskesmas 1", "DISDIK"), "Tidak ada unit kerja berkode ini"),
    ],
)
def test_an_admin_of_a_branch_changes_nothing_outside_it(row, told):
    assert told in refusals(sheet(row), ("/1/2/",))[0]


def test_unit_11_is_not_below_unit_1():
    assert "di luar cabang" in refusals(sheet(("LAIN", "Direbut", "PEMKAB")))[0]


def test_the_top_of_a_branch_may_be_renamed_and_named_with_the_parent_that_it_has():
    assert outcomes(sheet(("DINKES", "Dinkes", "PEMKAB")), ("/1/2/",)) == ["changed"]


def test_a_command_may_plant_a_tree():
    assert outcomes(sheet(("A", "A", None)), ("/",), may_plant=True) == ["added"]


def test_nothing_goes_to_a_closed_unit():
    closed = UnitNow(9, "TUTUP", "Tutup", "office", "Asia/Jakarta", 1, "/1/9/", is_closed=True)
    found = plan_units(sheet(("A", "A", "TUTUP"), ("TUTUP", "Buka", None)), [*THERE, closed], ("/1/",))
    assert ["sudah ditutup" in str(verdict.problem.expected) for verdict in found if verdict.problem] == [True, True]


def test_a_tree_has_an_end():
    rows = sheet(*((f"U{level}", f"U{level}", f"U{level - 1}" if level else "PEMKAB") for level in range(40)))
    found = plan_units(rows, THERE, ("/1/",))
    assert [verdict.outcome for verdict in found].count("added") == 24
    assert "terlalu dalam" in str(found[24].problem and found[24].problem.expected)
    assert "ditolak" in str(found[25].problem and found[25].problem.expected)


def test_a_very_long_chain_is_walked_without_recursion():
    rows = sheet(*((f"U{level}", "U", f"U{level + 1}") for level in range(5000)))
    assert set(outcomes(rows)) == {"refused"}


CODES = ["PEMKAB", "DINKES", "PKM-1", "DISDIK", "LAIN", "A", "B", "C", "D", "TIADA"]


@given(
    st.lists(st.tuples(st.sampled_from(CODES[:-1]), st.none() | st.sampled_from(CODES)), max_size=10),
    st.sampled_from(["/1/", "/1/2/"]),
)
def test_whatever_a_sheet_says_what_is_not_refused_gives_a_tree_within_the_branch(pairs, branch):
    rows = sheet(*((code, code, parent) for code, parent in pairs))
    parents = {unit.code: next((above.code for above in THERE if above.id == unit.parent_id), None) for unit in THERE}
    mine = {unit.code for unit in THERE if unit.path.startswith(branch)}
    before = dict(parents)
    done = [verdict for verdict in plan_units(rows, THERE, (branch,)) if verdict.outcome in ("added", "moved")]
    for verdict in sorted(done, key=lambda verdict: verdict.depth):
        assert verdict.row.parent in parents
        assert verdict.row.parent in mine
        mine.add(verdict.row.code)
        parents[verdict.row.code] = verdict.row.parent
        seen = []
        here = verdict.row.code
        while here is not None:
            assert here not in seen
            seen.append(here)
            here = parents[here]
    assert {code: parents[code] for code in before if code not in mine} == {
        code: parent for code, parent in before.items() if code not in mine
    }


@given(
    st.lists(st.tuples(st.sampled_from(CODES[:-1]), st.none() | st.sampled_from(CODES)), max_size=10),
    st.sampled_from(["/1/", "/1/2/"]),
    st.dictionaries(st.sampled_from(CODES), st.just(99), max_size=2),
)
def test_rows_come_to_the_same_when_the_refused_ones_are_left_out(pairs, branch, unreadable):
    rows = sheet(*((code, code, parent) for code, parent in pairs))
    taken = [each for each in plan_units(rows, THERE, (branch,), unreadable=unreadable) if each.problem is None]
    again = plan_units([each.row for each in taken], THERE, (branch,))
    assert [(each.outcome, each.differences) for each in again] == [(each.outcome, each.differences) for each in taken]


def read(**cells: str) -> SheetUnit:
    found = read_unit(2, {"code": "A-1", "name": "Dinas", **cells})
    assert isinstance(found, SheetUnit)
    return found


def refused(**cells: str) -> str:
    found = read_unit(2, {"code": "A-1", "name": "Dinas", **cells})
    assert isinstance(found, list)
    return str(found[0].expected)


def test_cells_are_read_as_they_are_meant():
    assert read(code=" '001.02 ", name=" Dinas\n Kesehatan ", parent="-") == SheetUnit(
        2, "001.02", "Dinas Kesehatan", None, None, None
    )
    assert [read(zone=zone).zone for zone in ("WIB", "wita", "WIT", "asia/makassar", "", "-")] == [
        "Asia/Jakarta", "Asia/Makassar", "Asia/Jayapura", "Asia/Makassar", None, None,
    ]  # fmt: skip
    assert [read(kind=kind).kind for kind in ("Dinas", "PUSKESMAS", "Desa/Kelurahan", "Polsek", "office", "")] == [
        "office", "health", "village", "police", "office", None,
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "told"),
    [
        ({"code": ""}, "Kode unit wajib"), ({"code": "-"}, "Kode unit wajib"), ({"code": "a" * 61}, "60 karakter"),
        ({"code": "1,98102E+17"}, "menjadi bilangan"), ({"code": "3.5E+08"}, "menjadi bilangan"), ({"parent": "3.5E+08"}, "menjadi bilangan"),
        ({"name": " "}, "Nama unit wajib"), ({"name": "a" * 201}, "200 karakter"), ({"name": "a\ud800"}, "tidak dapat disimpan"),
        ({"kind": "Partai"}, "Jenis unit harus"), ({"zone": "GMT"}, "WIB, WITA, atau WIT"), ({"zone": "Europe/Paris"}, "WIB, WITA"),
    ],
)  # fmt: skip
def test_what_cannot_be_kept_is_refused(cells, told):
    assert told in refused(**cells)


def test_a_code_with_an_e_is_no_number():
    assert read(code="3E5").code == "3E5"


def test_each_kind_has_a_label_and_words():
    assert set(KIND_LABELS) == set(KIND_OF_WORD.values()) == {kind.value for kind in UnitKind}
    assert all(read(kind=label).kind == kind for kind, label in KIND_LABELS.items())
    assert len({column.heading for column in COLUMNS}) == len(COLUMNS)
