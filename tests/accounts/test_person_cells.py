"""Names, addresses, sorts of staff and login names out of spreadsheets."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from training.accounts.domain import read_identifier
from training.accounts.domain.person_cells import (
    CORPS_OF_WORD,
    CellRefused,
    is_same_name,
    login_name_candidates,
    read_corps,
    read_email,
    read_login_name,
    read_name,
    read_position,
)
from training.rules.domain import Corps


def refusal(read, cell):
    with pytest.raises(CellRefused) as refused:
        read(cell)
    return str(refused.value.reason)


@pytest.mark.parametrize(
    ("cell", "name"),
    [
        ("  Siti   Nurhaliza\t Rahma ", "Siti Nurhaliza Rahma"),
        ("Siti\nNurhaliza", "Siti Nurhaliza"),
        ("SITI NURHALIZA, S.PD.", "SITI NURHALIZA, S.PD."),
        ("Ni Luh Putu A\u0301yu", "Ni Luh Putu Áyu"),
        ("Siti\u200b\ufeff Nur", "Siti Nur"),
        ("O'Neil D'Souza", "O'Neil D'Souza"),
        ("=HYPERLINK(A1)", "=HYPERLINK(A1)"),
        ("ᬦᬶᬮᬸᬄ", "ᬦᬶᬮᬸᬄ"),
        ("A", "A"),
        ("a" * 200, "a" * 200),
    ],
)
def test_a_name_is_kept_as_given_in_one_line(cell, name):
    assert read_name(cell) == name


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("", "wajib diisi"),
        ("\u00a0-\u00a0", "wajib diisi"),
        ("a" * 201, "200 karakter"),
        ("siti@contoh.id", "tertukar"),
        ("198102112006021001", "tertukar"),
        ("Siti \ufffd", "tidak dapat disimpan"),
        ("Siti \ue000", "tidak dapat disimpan"),
    ],
)
def test_what_is_no_name_is_refused(cell, told):
    assert told in refusal(read_name, cell)


def test_capitals_alone_make_no_other_name():
    assert is_same_name("SITI NURHALIZA, S.PD.", "Siti Nurhaliza, S.Pd.")
    assert not is_same_name("Siti Nurhaliza", "Siti Nurhalizah")


@pytest.mark.parametrize(
    ("cell", "email"),
    [
        (" Siti.Rahma@Malang.GO.ID ", "siti.rahma@malang.go.id"),
        ("mailto:siti@contoh.id", "siti@contoh.id"),
        ("siti@contoh.id;", "siti@contoh.id"),
        ("ｓｉｔｉ＠ｃｏｎｔｏｈ．ｉｄ", "siti@contoh.id"),
        ("siti+kerja@contoh.id", "siti+kerja@contoh.id"),
        ("siti@desa-maju.desa.id", "siti@desa-maju.desa.id"),
        ("siti@bücher.example", "siti@bücher.example"),
        ("\u200bsiti@contoh.id", "siti@contoh.id"),
        ("-", None), ("", None), ("tidak ada", None), ("n/a", None),
    ],
)  # fmt: skip
def test_an_address_is_kept_in_lower_case(cell, email):
    assert read_email(cell) == email


@pytest.mark.parametrize(
    ("cell", "told"),
    [
        ("siti", "berbentuk"), ("siti@", "berbentuk"), ("@contoh.id", "berbentuk"), ("siti@contoh", "berbentuk"),
        ("siti@@contoh.id", "berbentuk"), ("siti@contoh..id", "berbentuk"), ("siti..r@contoh.id", "berbentuk"),
        (".siti@contoh.id", "berbentuk"), ("siti rahma@contoh.id", "berbentuk"), ("siti@-contoh.id", "berbentuk"),
        ("siti@con_toh.i_d", "berbentuk"), ("siti@10.0.0.1", "berbentuk"), ("siti@contoh.id <b>", "berbentuk"),
        ("a@b.id; c@d.id", "Tulis satu saja"), ("a@b.id c@d.id", "Tulis satu saja"), ("a" * 250 + "@b.id", "254"),
        ("a" * 65 + "@b.id", "berbentuk"), ("\"a\"@b.id", "berbentuk"), ("siti@contoh.123", "berbentuk"),
    ],
)  # fmt: skip
def test_what_is_no_address_is_refused(cell, told):
    assert told in refusal(read_email, cell)


@pytest.mark.parametrize(
    ("cell", "corps"),
    [
        ("PNS", "pns"), (" p n s ", None), ("CPNS", "pns"), ("Pegawai Negeri Sipil", "pns"), ("PPPK", "pppk"), ("P3K", "pppk"),
        ("PPPK Paruh Waktu", "pppk"), ("Honorer", "ppnpn"), ("PPNPN", "ppnpn"), ("Non-ASN", "ppnpn"), ("NON ASN", "ppnpn"),
        ("TNI AD", "tni"), ("TNI-AL", "tni"), ("TNI  AU", "tni"), ("Polri", "polri"), ("POLISI", "polri"),
        ("Perangkat Desa", "desa"), ("Kepala Desa", "desa"), ("BPD", "desa"), ("Masyarakat", "masyarakat"),
        ("ＰＮＳ", "pns"), ("ASN (PNS)", "pns"), ("ppnpn", "ppnpn"), ("desa", "desa"), ("ASN", None), ("Hakim", None),
    ],
)  # fmt: skip
def test_a_sort_of_staff_is_known_by_many_words(cell, corps):
    if corps is None:
        assert "harus PNS, PPPK" in refusal(read_corps, cell)
    else:
        assert read_corps(cell) == corps


def test_no_word_means_two_sorts_and_each_sort_is_known_by_its_own_name():
    assert set(CORPS_OF_WORD.values()) == {corps.value for corps in Corps}
    assert all(read_corps(corps.value) == corps for corps in Corps)
    assert "wajib diisi" in refusal(read_corps, " - ")


def test_a_position_is_one_line_or_nothing():
    assert read_position(" Kepala  Seksi ") == "Kepala Seksi"
    assert read_position("-") is None
    assert "200 karakter" in refusal(read_position, "a" * 201)
    assert "tidak dapat disimpan" in refusal(read_position, "Kepala \ud800")


def test_a_login_name_is_plain():
    assert read_login_name(" Siti.Rahma2 ") == "siti.rahma2"
    assert read_login_name("-") is None
    for wrong in ("si ti", "siti@contoh", "12345", "s", "é", ".siti", "a" * 61):
        assert "3 sampai 60" in refusal(read_login_name, wrong)


@pytest.mark.parametrize(
    ("name", "base"),
    [("Hj. Siti Nurhaliza Rahma, S.Pd.", "siti.nurhaliza"), ("Drs. H. Bambang", "bambang"), ("Áyu Déwi", "ayu.dewi"),
     ("ᬦᬶᬮᬸᬄ", "peserta"), ("R. A. Kartini", "a.kartini"), ("M. Nur", "m.nur"), ("Ai", "ai.peserta"), ("Nihil", "nihil.peserta"), ("Dr. Ir.", "peserta")],
)  # fmt: skip
def test_a_login_name_is_proposed_from_a_name(name, base):
    assert login_name_candidates(name, "DES-1")[0] == base


def test_namesakes_are_proposed_names_of_their_own():
    siti, other = (login_name_candidates("Siti Nur", unit) for unit in ("DES-1", "DES-2"))
    assert siti[:3] == other[:3] == ["siti.nur", "siti.nur2", "siti.nur3"]
    assert not set(siti[9:]) & set(other[9:])


@given(st.text(min_size=1, max_size=60), st.text(max_size=10))
def test_a_proposed_login_name_can_be_typed_at_the_sign_in(name, unit):
    proposed = login_name_candidates(name, unit)
    assert len(set(proposed)) == len(proposed)
    for login_name in proposed:
        assert read_login_name(login_name) == login_name
        assert read_identifier(login_name).login_name == login_name


@given(cell=st.text(alphabet="ab9.-_@", max_size=70))
def test_an_address_reads_the_same_whether_or_not_its_cell_needs_mending(cell):
    def read(text):
        try:
            return read_email(text)
        except CellRefused as refused:
            return refused.reason

    assert read(cell) == read(f" {cell}")


@given(st.text(max_size=80))
def test_whatever_stands_in_a_cell_is_kept_in_a_form_that_is_stable_or_refused(cell):
    for read in (read_name, read_email, read_position, read_login_name):
        try:
            kept = read(cell)
        except CellRefused:
            continue
        assert kept is None or read(kept) == kept
        assert kept is None or "\0" not in kept
